#include "analysis/report/report_list.h"

static bool has_outage(const struct page *page)
{
    for (uint32_t i = 0; i < page->results->n_metrics; i++)
        if (page->results->metrics[i].outage_window)
            return true;
    return page->results->n_outages > 0;
}

static bool everywhere(const struct results_outage *outage)
{
    return outage->option_names == NULL || *outage->option_names == '\0';
}

static void write_outage(struct page *page)
{
    static const char *const headers[] = {"outage", "kind",  "Regions", "from",
                                          "to",     "lasts", "options"};
    const struct results *results = page->results;
    bool some_options = false;

    for (uint32_t i = 0; i < results->n_outages; i++)
        some_options = some_options || !everywhere(&results->outages[i]);
    if (results->n_outages > 0) {
        page_table(page, "Outages in force", headers, some_options ? 7 : 6, 3);
        for (uint32_t i = 0; i < results->n_outages; i++) {
            const struct results_outage *outage = &results->outages[i];
            struct page_cell cells[7] = {
                {outage->name, PAGE_PLAIN},
                {outage->kind, PAGE_PLAIN},
                {outage->regions, PAGE_PLAIN},
                {page_duration(page, outage->start_s), PAGE_PLAIN},
                {page_duration(page, outage->end_s), PAGE_PLAIN},
                {page_duration(page, outage->end_s - outage->start_s), PAGE_PLAIN},
                {everywhere(outage) ? "all" : outage->option_names, PAGE_PLAIN}};

            page_row(page, cells);
        }
        page_table_end(page);
    }
    page_metric_table(page, "Requests that arrived while an outage was on", true, NULL, 0);
}

const struct report_section report_outage = {"outage", "Outage window", NULL, has_outage,
                                             write_outage};
