/*
 * series.h: the per-minute series behind the figures, as numbers a figure draws and as the table
 * behind it.
 */
#ifndef CRISIM_ANALYSIS_REPORT_SERIES_H
#define CRISIM_ANALYSIS_REPORT_SERIES_H

#include "analysis/report/page.h"
#include "analysis/report/sketch.h"

/** One count of a bin. */
typedef double (*series_fn)(const struct results_bin *bin);

#define X(type, name, text) double series_##name(const struct results_bin *bin);
CRI_MINUTE_LIST(X)
#undef X

/** Per minute, n_bins of them, in the page's arena. */
double *series_per_minute(struct page *page, uint32_t option, series_fn of);
double series_sum(const struct page *page, uint32_t option, series_fn of);
double series_most(const double *values, uint32_t n);

struct series_column {
    const char *header;
    uint32_t option;
    series_fn of;
};
/** The sums as a table of at most about 60 rows, folded away behind a figure. */
void series_table(struct page *page, const struct series_column *columns, uint32_t n);

/** A sentence on which replication is drawn, or "" with one. */
const char *series_replication(struct page *page);
/** Right margin [px] that the allowed options' names need beside a panel. */
double series_label_room(struct page *page);
/** One line per allowed option (skip_zero: that has any); adds the labels for their ends. */
void series_options(struct sketch *sketch, struct page *page, series_fn of, bool skip_zero,
                    struct sketch_label *labels, size_t *n_labels);

/**
 * The allowed options for which text_of() gives this text: "a", "a and b", "4 options"; *several is
 * how the verb goes. text_of() may return NULL: not this option.
 */
const char *series_sharing(struct page *page, const char *text,
                           const char *(*text_of)(struct page *page, uint32_t option),
                           bool *several);

/** Are all differences of a metric against the baseline no more than luck? */
bool series_indistinct(const struct page *page, const char *key);

#endif
