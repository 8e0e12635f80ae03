/*
 * report_table.h: a table of a study in a report.
 */
#ifndef CRISIM_ANALYSIS_REPORT_REPORT_TABLE_H
#define CRISIM_ANALYSIS_REPORT_REPORT_TABLE_H

#include "analysis/report/page.h"

/** Rows of a table that a report shows. */
uint32_t report_rows(const struct results_table *table);
/** Where none of its rows is to be shown, its note alone. */
void report_table(struct page *page, const struct results_table *table);
/** The same without its title, where something above says it. */
void report_untitled_table(struct page *page, const struct results_table *table);
/** The table of that key, if there is one. */
void report_table_of(struct page *page, const char *key);

#endif
