/*
 * report_cases.c: what may be true and cannot be chosen, in figures: every option in every case,
 * what was proved to change nothing, and what a study of sensitivity found.
 */
#include "analysis/report/find.h"
#include "analysis/report/report_list.h"
#include "analysis/report/report_question.h"

#include <string.h>

/* The figures that are shown case by case. */
static const struct {
    const char *key, *caption;
} figures[] = {{"success-rate", "Success rate in each case"},
               {"e2e-p95-all", "E2E p95 in each case, failures as infinite"},
               {"cost", "Cost of 1,000 completed in each case"},
               {"outside-geography", "Share processed outside the source's geography, in each case"}};

static bool has_cases(const struct page *page)
{
    return page->results->n_cases > 1 || report_has_question(page, "sensitivity") ||
           report_has_question(page, "sweep");
}

/* Two cases in which every option has the same figure are one row. */
static bool is_same_row(struct page *page, const char *key, uint32_t a, uint32_t b)
{
    for (uint32_t o = 0; o < page->results->n_options; o++) {
        const char *left = find_in_case(page, key, o, a), *right = find_in_case(page, key, o, b);

        if ((left == NULL) != (right == NULL) || (left != NULL && strcmp(left, right) != 0))
            return false;
    }
    return true;
}

static void figure_table(struct page *page, const char *key, const char *caption)
{
    const struct results *results = page->results;
    uint32_t n;
    const uint32_t *options = page_allowed(page, &n);
    const char **headers = sim_arena_alloc(&page->arena, (n + 1) * sizeof *headers);
    bool moves = false;

    for (uint32_t c = 1; c < results->n_cases; c++)
        moves = moves || !is_same_row(page, key, 0, c);
    if (!moves || n == 0)
        return;
    headers[0] = "case";
    for (uint32_t i = 0; i < n; i++)
        headers[i + 1] = results->options[options[i]].name;
    page_table(page, caption, headers, n + 1, 1);
    for (uint32_t c = 0; c < results->n_cases; c++) {
        struct page_cell *cells = sim_arena_alloc(&page->arena, (n + 1) * sizeof *cells);

        if (c > 0 && is_same_row(page, key, 0, c))
            continue;
        cells[0].text = results->cases[c].text;
        for (uint32_t i = 0; i < n; i++) {
            const char *text = find_in_case(page, key, options[i], c);

            cells[i + 1] = (struct page_cell){text != NULL ? text : "never",
                                              text != NULL ? PAGE_PLAIN : PAGE_MUTED};
        }
        page_row(page, cells);
    }
    page_table_end(page);
}

static void figure_tables(struct page *page)
{
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        figure_table(page, figures[i].key, figures[i].caption);
    page_note(page, "Cases in which a figure is as stated for every option are left out of its "
                    "table.");
}

/* Rules that are proved to change nothing, by what proves it. */
static void harmless(struct page *page)
{
    const struct results *results = page->results;
    const char **items = sim_arena_alloc(&page->arena, (results->n_judged + 1) * sizeof *items);
    uint32_t n = 0;

    for (uint32_t i = 0; i < results->n_judged; i++)
        if (!results->judged[i].run && results->judged[i].why_not != NULL)
            items[n++] = page_printf(page, "%s: %s", results->judged[i].words,
                                     results->judged[i].why_not);
    if (n == 0)
        return;
    page_heading(page, "What cannot matter here");
    page_list(page, items, n);
}

static void write_cases(struct page *page)
{
    if (page->results->n_cases > 1)
        figure_tables(page);
    harmless(page);
    report_question(page, "sensitivity");
    report_question(page, "sweep");
}

const struct report_section report_cases = {"cases", "Cases and sensitivity", NULL, has_cases,
                                            write_cases};
