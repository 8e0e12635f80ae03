/*
 * report_table.h: a table of a study in a report.
 */
#ifndef CRISIM_ANALYSIS_REPORT_REPORT_TABLE_H
#define CRISIM_ANALYSIS_REPORT_REPORT_TABLE_H

#include "analysis/report/page.h"

void report_table(struct page *page, const struct results_table *table);

#endif
