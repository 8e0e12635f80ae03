/*
 * verdict_page.h: what a board reads first: the recommendation and what it is tied to, the figures
 * that it rests on, who holds in which case, what would change it, what was not tested. All of it
 * is the verdict's own fields, those of --json, so a page made for a review can be drawn from the
 * same and take its place.
 */
#ifndef CRISIM_ANALYSIS_REPORT_VERDICT_PAGE_H
#define CRISIM_ANALYSIS_REPORT_VERDICT_PAGE_H

#include "analysis/report/page.h"

/** Write it where the page is. Results without a verdict say so. */
void decision_write(struct page *page);

#endif
