#include "analysis/report/report_list.h"
#include "analysis/report/report_table.h"

static void write_requests(struct page *page)
{
    static const char *const sections[] = {"Requests", "Clients"};

    page_metric_table(page, NULL, false, sections, 2);
    report_table_of(page, "classes");
}

const struct report_section report_requests = {
    "requests", "Requests",
    "Every offered request ends in exactly one of the states below. Counts are means over "
    "replications.",
    NULL, write_requests};
