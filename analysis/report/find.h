/*
 * find.h: figures and words of saved results, found for sentences of a report. What is not there is
 * NULL, so that a sentence can be left out.
 */
#ifndef CRISIM_ANALYSIS_REPORT_FIND_H
#define CRISIM_ANALYSIS_REPORT_FIND_H

#include "analysis/report/page.h"

/** A figure of an option as every table shows it, with its unit; NULL = there is no number. */
const char *find_figure(struct page *page, const char *key, uint32_t option);
/** The same in a case (results->cases); NULL also where no case changes it. */
const char *find_in_case(struct page *page, const char *key, uint32_t option, uint32_t in_case);
/** A case of the metrics by its name; UINT32_MAX = none. */
uint32_t find_case(const struct results *results, const char *name);
/** How many of the cases that decide it holds in, "6 of 6"; NULL = nothing is judged. */
const char *find_holds(struct page *page, uint32_t option);
/** What a cell of a table shows in the row whose first texts are these (NULL = any); NULL = none. */
const char *find_cell(const struct page *page, const char *table, const char *first,
                      const char *second, const char *column);
bool find_is_review(const struct page *page);
/** The option that is decided on; UINT32_MAX = none. */
uint32_t find_decided(const struct page *page);

#endif
