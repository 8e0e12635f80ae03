/*
 * compare.h: several results on one page: what each recommends, its figures of each option beside
 * those of the others, and what differs from the first.
 */
#ifndef CRISIM_ANALYSIS_REPORT_COMPARE_H
#define CRISIM_ANALYSIS_REPORT_COMPARE_H

#include "analysis/report/page.h"

enum { COMPARE_MOST = 12 };

struct compare {
    const struct results *const *all; /* n, at least 2 */
    const char *const *names;         /* of their folders, as they are to be called */
    uint32_t n;
};

void compare_write(struct page *page, const struct compare *compare);

#endif
