#include "analysis/report/report_list.h"

/* Metrics whose section no row of report_list.h claims: nothing that was saved is left out. */
static bool has_other(const struct page *page)
{
    static const char *const claimed[] = {"Requests", "Clients",  "Throughput", "Where",
                                          "Latency",  "Failover", "Cost",       "Quota"};
    const struct results *results = page->results;

    for (uint32_t i = 0; i < results->n_metrics; i++) {
        const struct results_metric *metric = &results->metrics[i];

        if (!metric->outage_window && results_row_shown(results, metric) == RESULTS_ROW_SHOWN &&
            !results_in_sections(metric, claimed, sizeof claimed / sizeof claimed[0]))
            return true;
    }
    return false;
}

static void write_other(struct page *page)
{
    page_metric_table(page, NULL, false, NULL, 0);
}

const struct report_section report_other = {"other", "Further metrics", NULL, has_other,
                                            write_other};
