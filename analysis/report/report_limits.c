/*
 * report_limits.c: the quotas in force: how much, who uses them, and who says so.
 */
#include "analysis/report/report_list.h"

static const char *or_dash(const char *text)
{
    return text != NULL && *text != '\0' ? text : "-";
}

static void write_limits(struct page *page)
{
    static const char *const headers[] = {"quota",   "limit", "per period",
                                          "used by", "mark",  "source"};
    const struct results *results = page->results;

    if (results->n_quotas == 0) {
        page_paragraph(page, "No quota is in force in any option.");
        return;
    }
    page_table(page, NULL, headers, 6, 6);
    for (uint32_t i = 0; i < results->n_quotas; i++) {
        const struct results_quota *quota = &results->quotas[i];
        const char *amount = quota->amount != CRI_NO_LIMIT
                                 ? page_number(page, (double)quota->amount, 0)
                                 : "no limit";
        struct page_cell cells[6] = {{or_dash(quota->name), PAGE_PLAIN},
                                     {or_dash(quota->limit), PAGE_PLAIN},
                                     {amount, PAGE_PLAIN},
                                     {or_dash(quota->option_names), PAGE_PLAIN},
                                     {or_dash(quota->mark), PAGE_PLAIN},
                                     {or_dash(quota->source), PAGE_MUTED}};

        page_row(page, cells);
    }
    page_table_end(page);
}

const struct report_section report_limits = {"limits", "Quotas in force", NULL, NULL, write_limits};
