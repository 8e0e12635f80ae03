/*
 * report_table.h: a table of a study in a report.
 */
#ifndef CRISIM_ANALYSIS_REPORT_REPORT_TABLE_H
#define CRISIM_ANALYSIS_REPORT_REPORT_TABLE_H

#include "analysis/report/page.h"

void report_table(struct page *page, const struct results_table *table);
/** The table of that key, if there is one. */
void report_table_of(struct page *page, const char *key);

#endif
