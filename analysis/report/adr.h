/*
 * adr.h: the decision as a record in the form of MADR (https://adr.github.io/madr): in the report,
 * and as a file of its own.
 */
#ifndef CRISIM_ANALYSIS_REPORT_ADR_H
#define CRISIM_ANALYSIS_REPORT_ADR_H

#include "analysis/report/page.h"

/** The record, its headings one below a section's. */
void adr_write(struct page *page);
/** The same as a Markdown file by itself. In the page's arena. */
const char *adr_file(struct page *page);

#endif
