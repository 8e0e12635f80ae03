#include "analysis/report/compare.h"

#include "analysis/results/diff.h"

#include <math.h>
#include <string.h>

static const char *or_none(const char *text)
{
    return text != NULL && *text != '\0' ? text : "-";
}

static const char **headers_of(struct page *page, const struct compare *compare, const char *first,
                               const char *second)
{
    const char **headers = sim_arena_alloc(&page->arena, (compare->n + 3) * sizeof *headers);
    uint32_t n = 0;

    headers[n++] = first;
    if (second != NULL)
        headers[n++] = second;
    for (uint32_t i = 0; i < compare->n; i++)
        headers[n++] = compare->names[i];
    return headers;
}

/* What went in, and what comes out first. */
static const char *fact(struct page *page, const struct results *results, uint32_t row)
{
    switch (row) {
    case 0:
        return results->title;
    case 1:
        return results_verdict(results, &page->arena);
    case 2:
        return results->condition;
    case 3:
        return results->n_risks > 0
                   ? page_printf(page, "%s: %s", results->risks[0].name, results->risks[0].happens)
                   : NULL;
    case 4:
        return results->study;
    case 5:
        return page_printf(page, "%.12s", results->scenario_sha256);
    case 6:
        return results->trace_files;
    case 7:
        return page_printf(page, "%llu, %u", (unsigned long long)results->seed,
                           results->replications);
    case 8:
        return results->version;
    case 9:
        return results->complete ? "yes" : "no: interrupted";
    default:
        return NULL;
    }
}

static void facts(struct page *page, const struct compare *compare)
{
    static const char *const rows[] = {"title",   "verdict",            "on condition that",
                                       "the largest risk", "study",     "scenario SHA-256",
                                       "traces",  "seed, replications", "crisim",
                                       "complete"};
    struct page_cell *cells = sim_arena_alloc(&page->arena, (compare->n + 1) * sizeof *cells);

    page_table(page, "What is compared", headers_of(page, compare, "", NULL), compare->n + 1,
               compare->n + 1);
    for (uint32_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        cells[0].text = rows[row];
        for (uint32_t i = 0; i < compare->n; i++)
            cells[i + 1].text = or_none(fact(page, compare->all[i], row));
        page_row(page, cells);
    }
    page_table_end(page);
}

/* ---- figures ---- */

static uint32_t option_named(const struct results *results, const char *name)
{
    uint32_t o = 0;

    while (o < results->n_options && strcmp(results->options[o].name, name) != 0)
        o++;
    return o;
}

/* Whether an earlier result has an option of that name. */
static bool named_before(const struct compare *compare, uint32_t before, const char *name)
{
    for (uint32_t i = 0; i < before; i++)
        if (option_named(compare->all[i], name) < compare->all[i]->n_options)
            return true;
    return false;
}

static const struct results_metric *metric_of(const struct results *results, const char *key)
{
    for (uint32_t i = 0; i < results->n_metrics; i++)
        if (strcmp(results->metrics[i].key, key) == 0)
            return &results->metrics[i];
    return NULL;
}

static void figure_row(struct page *page, const struct compare *compare, const char *key,
                       const char *option)
{
    struct page_cell *cells = sim_arena_alloc(&page->arena, (compare->n + 2) * sizeof *cells);
    bool any = false;

    cells[1].text = option;
    for (uint32_t i = 0; i < compare->n; i++) {
        const struct results *results = compare->all[i];
        const struct results_metric *metric = metric_of(results, key);
        uint32_t o = option_named(results, option);

        cells[i + 2] = (struct page_cell){"-", PAGE_MUTED};
        if (metric == NULL || o == results->n_options)
            continue;
        cells[0].text = *metric->unit != '\0' ? page_printf(page, "%s, %s", metric->label,
                                                            metric->unit)
                                              : metric->label;
        cells[i + 2] = (struct page_cell){metric->options[o].shown,
                                          metric->options[o].text != NULL ? PAGE_MUTED
                                                                          : PAGE_PLAIN};
        any = true;
    }
    if (any)
        page_row(page, cells);
}

/* What a board asks first, of every option that any has. */
static void figures(struct page *page, const struct compare *compare)
{
    const struct results *first = compare->all[0];

    page_table(page, "Figures as stated", headers_of(page, compare, "figure", "option"),
               compare->n + 2, 2);
    for (uint32_t k = 0; k < first->n_metrics; k++) {
        if (first->metrics[k].brief == 0)
            continue;
        for (uint32_t i = 0; i < compare->n; i++)
            for (uint32_t o = 0; o < compare->all[i]->n_options; o++)
                if (!named_before(compare, i, compare->all[i]->options[o].name))
                    figure_row(page, compare, first->metrics[k].key,
                               compare->all[i]->options[o].name);
    }
    page_table_end(page);
}

/* ---- differences from the first ---- */

static const char *const part_titles[] = {
#define X(name, key, title) title,
    RESULTS_DIFF_LIST(X)
#undef X
};

static void differences(struct page *page, const struct compare *compare, uint32_t i)
{
    const char *headers[] = {"what", "option", compare->names[0], compare->names[i], "verdict"};
    struct results_diff diff;
    const char *title = NULL;
    uint32_t by_luck = 0;

    results_diff(compare->all[0], compare->all[i], 0, &diff);
    page_heading(page, page_printf(page, "%s against %s", compare->names[i], compare->names[0]));
    if (diff.same)
        page_paragraph(page, page_printf(page,
                                         "Nothing differs by more than luck: inputs, scenario, "
                                         "verdict and %u figures.",
                                         diff.n_compared));
    for (uint32_t k = 0; k < diff.n; k++)
        by_luck += !diff.rows[k].counts;
    if (!diff.same) {
        page_table(page, NULL, headers, 5, 2);
        for (uint32_t k = 0; k < diff.n; k++) {
            const struct results_diff_row *row = &diff.rows[k];
            struct page_cell cells[5] = {
                {*row->unit != '\0' ? page_printf(page, "%s, %s", row->what, row->unit) : row->what,
                 PAGE_PLAIN},
                {row->option, PAGE_PLAIN},
                {page_printf(page, "%s", row->a), PAGE_PLAIN},
                {page_printf(page, "%s", row->b), PAGE_PLAIN},
                {row->word, strcmp(row->word, "better") == 0  ? PAGE_GOOD
                            : strcmp(row->word, "worse") == 0 ? PAGE_BAD
                                                              : PAGE_PLAIN}};

            if (!row->counts)
                continue;
            if (title != part_titles[row->part])
                page_group(page, title = part_titles[row->part]);
            page_row(page, cells);
        }
        page_table_end(page);
    }
    if (by_luck > 0)
        page_note(page, page_printf(page,
                                    "%u more figure%s by no more than luck: the 95 %% interval of the "
                                    "difference, of independent runs, holds 0.",
                                    by_luck, by_luck == 1 ? " differs" : "s differ"));
    results_diff_release(&diff);
}

void compare_write(struct page *page, const struct compare *compare)
{
    page_chapter(page, "compared", "What is compared");
    facts(page, compare);
    page_chapter_end(page);
    page_chapter(page, "figures", "Figures");
    figures(page, compare);
    page_chapter_end(page);
    page_chapter(page, "differences", "Differences");
    for (uint32_t i = 1; i < compare->n; i++)
        differences(page, compare, i);
    page_chapter_end(page);
}
