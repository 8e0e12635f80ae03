#include "analysis/report/report_list.h"

/* Metrics whose section no row of report_list.h claims: nothing that was saved is left out. */
static bool has_other(const struct page *page)
{
    static const char *const claimed[] = {"Requests", "Clients",  "Throughput", "Where",
                                          "Latency",  "Failover", "Quota",      "Cost"};

    for (uint32_t i = 0; i < page->results->n_metrics; i++) {
        bool found = page->results->metrics[i].outage_window;

        for (size_t k = 0; k < sizeof claimed / sizeof claimed[0]; k++)
            found = found || page_same(page->results->metrics[i].section, claimed[k]);
        if (!found)
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
