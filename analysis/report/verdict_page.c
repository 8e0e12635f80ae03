#include "analysis/report/verdict_page.h"

#include "analysis/results/decision.h"

#include <math.h>
#include <string.h>

/* The headline, then its lines by what they are about, then the sentences that have no line. */
static void write_verdict(struct page *page)
{
    const struct results *results = page->results;
    uint32_t from = 1;

    if (results->n_verdict == 0) {
        page_lead(page, "No verdict: the study states none.");
        return;
    }
    page_lead(page, results->verdict[0]);
    if (results->n_lines > 0 && results->n_verdict > results->n_lines) {
        page_terms(page, true);
        for (uint32_t i = 0; i < results->n_lines; i++)
            page_term(page, results->lines[i].label, results->lines[i].text);
        page_terms(page, false);
        from += results->n_lines;
    }
    for (uint32_t i = from; i < results->n_verdict; i++)
        page_paragraph(page, results->verdict[i]);
}

/* ---- the figures of the first screen ---- */

static const struct results_glance *find_shown(const struct results *results, uint32_t row,
                                               uint32_t option)
{
    for (uint32_t i = 0; i < results->n_shown; i++)
        if (results->shown[i].row == row && results->shown[i].option == option)
            return &results->shown[i];
    return NULL;
}

static enum page_mark mark_of(const struct results_glance *shown)
{
    return strcmp(shown->mark, "met") == 0 ? PAGE_GOOD
           : *shown->mark != '\0'          ? PAGE_BAD
                                           : PAGE_PLAIN;
}

/* The screen lines up what is asked: "success, %        >= 99". */
static const char *without_gaps(struct page *page, const char *label)
{
    struct sim_text text = {0};

    for (const char *at = label; *at != '\0'; at++)
        if (*at != ' ' || at == label || at[-1] != ' ' || strspn(label, " ") > (size_t)(at - label))
            sim_text_add_bytes(&text, at, 1);
    return page_keep(page, &text);
}

static void add_row(struct page *page, uint32_t row, const uint32_t *options, uint32_t n)
{
    const struct results *results = page->results;
    struct page_cell *cells = sim_arena_alloc(&page->arena, (n + 1) * sizeof *cells);
    struct page_cell *over = sim_arena_alloc(&page->arena, (n + 1) * sizeof *over);
    bool moves = false;

    for (uint32_t i = 0; i < n; i++) {
        const struct results_glance *shown = find_shown(results, row, options[i]);

        if (shown == NULL)
            continue;
        cells[0].text = without_gaps(page, shown->label);
        cells[i + 1] = (struct page_cell){*shown->mark != '\0'
                                              ? page_printf(page, "%s %s", shown->text, shown->mark)
                                              : shown->text,
                                          mark_of(shown)};
        over[i + 1] = (struct page_cell){shown->over, PAGE_MUTED};
        moves = moves || shown->over != NULL;
    }
    if (cells[0].text == NULL)
        return;
    page_row(page, cells);
    over[0].text = "  over the cases";
    if (moves)
        page_row(page, over);
}

static void write_figures(struct page *page, const uint32_t *options, uint32_t n)
{
    const struct results *results = page->results;
    const char **headers = sim_arena_alloc(&page->arena, (n + 1) * sizeof *headers);
    uint32_t n_rows = 0;

    for (uint32_t i = 0; i < results->n_shown; i++)
        n_rows = results->shown[i].row + 1 > n_rows ? results->shown[i].row + 1 : n_rows;
    if (n == 0 || n_rows == 0)
        return;
    headers[0] = "figure";
    for (uint32_t i = 0; i < n; i++)
        headers[i + 1] = results->options[options[i]].name;
    page_table(page, "What it rests on: as stated, and over the cases where that moves it", headers,
               n + 1, 1);
    for (uint32_t row = 0; row < n_rows; row++)
        add_row(page, row, options, n);
    page_table_end(page);
}

/* ---- who holds ---- */

static const struct results_holding *find_holding(const struct results *results, uint32_t in_case,
                                                  uint32_t option)
{
    for (uint32_t i = 0; i < results->n_holdings; i++)
        if (results->holdings[i].in_case == in_case && results->holdings[i].option == option)
            return &results->holdings[i];
    return NULL;
}

/* "misses (0.6)": by which share of what is allowed. */
static struct page_cell holding_cell(struct page *page, const struct results_holding *of)
{
    if (of == NULL)
        return (struct page_cell){"not judged", PAGE_MUTED};
    if (of->holds)
        return (struct page_cell){"holds", PAGE_GOOD};
    return (struct page_cell){
        isnan(of->shortfall) ? "misses (never)" : page_printf(page, "misses (%.3g)", of->shortfall),
        PAGE_BAD};
}

static void write_holdings(struct page *page, const uint32_t *options, uint32_t n)
{
    const struct results *results = page->results;
    const char **headers = sim_arena_alloc(&page->arena, (n + 1) * sizeof *headers);

    if (results->n_holdings == 0 || n == 0)
        return;
    headers[0] = "case";
    for (uint32_t i = 0; i < n; i++)
        headers[i + 1] = results->options[options[i]].name;
    page_table(page, "Who holds in which case", headers, n + 1, 1);
    for (uint32_t c = 0; c < results->n_judged; c++) {
        const struct results_judged *of = &results->judged[c];
        struct page_cell *cells = sim_arena_alloc(&page->arena, (n + 1) * sizeof *cells);

        if (!of->run)
            continue;
        cells[0].text =
            page_printf(page, "%s%s%s", of->words, of->must_hold ? "" : " (need not hold)",
                        c == 0 || of->counted ? "" : " (moves no figure)");
        for (uint32_t i = 0; i < n; i++)
            cells[i + 1] = holding_cell(page, find_holding(results, c, options[i]));
        page_row(page, cells);
    }
    page_table_end(page);
    page_note(page, "In brackets the shortfall: the largest miss as a share of what the SLO "
                    "allows; never: the figure does not come at all.");
    for (uint32_t c = 0; c < results->n_judged; c++)
        if (!results->judged[c].run && results->judged[c].why_not != NULL)
            page_note(page, page_printf(page, "Not run: %s; %s.", results->judged[c].words,
                                        results->judged[c].why_not));
}

/* ---- what would change it, and what was not looked into ---- */

static void write_changes(struct page *page)
{
    static const char *const headers[] = {"what it does", "input", "what follows"};
    const struct results *results = page->results;
    const char *list = "";

    if (results->n_changes == 0)
        return;
    page_table(page, "What would change the decision", headers, 3, 3);
    for (uint32_t i = 0; i < results->n_changes; i++) {
        const struct results_change *change = &results->changes[i];
        bool again = strcmp(list, change->list) == 0;
        const struct page_cell cells[3] = {
            {decision_words(change->list, &page->arena), again ? PAGE_MUTED : PAGE_PLAIN},
            {change->input, PAGE_PLAIN},
            {change->text, PAGE_PLAIN}};

        page_row(page, cells);
        list = change->list;
    }
    page_table_end(page);
}

void decision_write(struct page *page)
{
    uint32_t n;
    const uint32_t *options = page_allowed(page, &n);

    write_verdict(page);
    if (!page->results->complete)
        page_paragraph(page, "The study was interrupted; this report shows the replications that "
                             "were finished.");
    write_figures(page, options, n);
    write_holdings(page, options, n);
    write_changes(page);
}
