#include "analysis/report/report_list.h"

#include <math.h>

static bool has_differences(const struct page *page)
{
    return page->results->n_options > 1;
}

static enum page_mark mark_of(const struct results_difference *difference)
{
    return difference->mark == METRIC_BETTER  ? PAGE_GOOD
           : difference->mark == METRIC_WORSE ? PAGE_BAD
                                              : PAGE_MUTED;
}

static bool is_empty(const char *text)
{
    return text == NULL || *text == '\0';
}

/* What is special about the differences of an option: unlike runs, some classes only. */
static void explain_option(struct page *page, uint32_t index)
{
    const struct results_option *option = &page->results->options[index];
    const char *baseline = page->results->baseline < page->results->n_options
                               ? page->results->options[page->results->baseline].name
                               : "";

    if (!option->allowed || index == page->results->baseline)
        return;
    if (!is_empty(option->unlike))
        page_paragraph(page,
                       page_printf(page,
                                   "%s did not meet what %s met, so its differences are not the "
                                   "option's doing alone: %s.",
                                   option->name, baseline, option->unlike));
    else if (!results_all_paired(page->results))
        page_paragraph(page, page_printf(page, "%s: on identical traffic and luck.", option->name));
    if (!is_empty(option->compared))
        page_paragraph(
            page, page_printf(page, "%s: classes compared: %s.", option->name, option->compared));
}

/* What identical traffic and luck were worth to each difference. */
static void write_pairing(struct page *page)
{
    const struct results *results = page->results;
    const char *worth = results_pairing_text(results, &page->arena);
    const char *headers[RESULTS_PAIRING_COLUMNS];
    uint32_t option = UINT32_MAX;

    if (worth == NULL)
        return;
    page_heading(page, "What identical traffic and luck were worth");
    page_paragraph(page, page_printf(page, "On%s.", worth + 2));
    for (uint32_t c = 0; c < RESULTS_PAIRING_COLUMNS; c++)
        headers[c] = c == 0 ? "metric" : results_pairing_headers[c];
    page_table(page, NULL, headers, RESULTS_PAIRING_COLUMNS, 1);
    for (uint32_t i = 0; i < results->n_differences; i++) {
        struct page_cell cells[RESULTS_PAIRING_COLUMNS];
        const char *words[RESULTS_PAIRING_COLUMNS];

        if (!results_pairing_row(&results->differences[i], &page->arena, words))
            continue;
        if (results->differences[i].option != option &&
            results->differences[i].option < results->n_options)
            page_group(page, results->options[results->differences[i].option].name);
        option = results->differences[i].option;
        for (uint32_t c = 0; c < RESULTS_PAIRING_COLUMNS; c++)
            cells[c] = (struct page_cell){words[c], PAGE_PLAIN};
        page_row(page, cells);
    }
    page_table_end(page);
}

static void write_differences(struct page *page)
{
    static const char *const headers[] = {"metric",        "unit",         "difference",
                                          "95 % interval", "replications", "verdict"};
    const struct results *results = page->results;
    uint32_t option = UINT32_MAX;

    if (results->n_differences == 0) {
        page_paragraph(page, "No differences were taken: they need two options that are allowed.");
        return;
    }
    if (results->baseline < results->n_options)
        page_paragraph(
            page,
            page_printf(page, "Each option minus the baseline %s%s.",
                        results->options[results->baseline].name,
                        results_all_paired(results) ? ", on identical traffic and luck" : ""));
    for (uint32_t a = 0; a < results->n_options; a++)
        explain_option(page, a);
    page_table(page, NULL, headers, 6, 2);
    for (uint32_t i = 0; i < results->n_differences; i++) {
        const struct results_difference *difference = &results->differences[i];
        const char *interval = "none";
        const char *verdict = difference->verdict != NULL ? difference->verdict : "";
        struct page_cell cells[6];

        if (difference->option != option && difference->option < results->n_options)
            page_group(page, results->options[difference->option].name);
        option = difference->option;
        if (isfinite(difference->low) && isfinite(difference->high))
            interval = metric_interval(&page->arena, difference->low, difference->high,
                                       difference->decimals);
        if (page_same(verdict, "negligible") && isfinite(difference->smallest))
            verdict = page_printf(page, "negligible (below %s)",
                                  page_number(page, difference->smallest, difference->decimals));
        cells[0] = (struct page_cell){difference->label, PAGE_PLAIN};
        cells[1] = (struct page_cell){difference->unit, PAGE_MUTED};
        cells[2] = (struct page_cell){
            metric_difference_shown(&page->arena, difference->difference, difference->decimals),
            PAGE_PLAIN};
        cells[3] = (struct page_cell){interval, PAGE_MUTED};
        cells[4] = (struct page_cell){page_number(page, difference->n, 0), PAGE_MUTED};
        cells[5] = (struct page_cell){verdict, mark_of(difference)};
        page_row(page, cells);
    }
    page_table_end(page);
    if (results->replications < 2)
        page_note(page, "One replication: the differences are exact for this traffic and this "
                        "luck, but have no interval. More replications give one.");
    write_pairing(page);
}

const struct report_section report_differences = {"differences", "Differences", NULL,
                                                  has_differences, write_differences};
