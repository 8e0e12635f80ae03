/*
 * series.h: the per-minute series behind the figures, as numbers a figure draws and as the table
 * behind it.
 */
#ifndef CRISIM_ANALYSIS_REPORT_SERIES_H
#define CRISIM_ANALYSIS_REPORT_SERIES_H

#include "analysis/chart/chart.h"
#include "analysis/report/page.h"

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
/** The sums as a table of at most about 60 rows, folded away behind a figure; a column that is 0
 * throughout is only named. */
void series_table(struct page *page, const struct series_column *all, uint32_t n_all);
/** The minute in which a row begins: "12", "0.25". */
const char *series_from(struct page *page, double seconds);

/** A sentence on which replication is drawn, or "" with one. */
const char *series_replication(struct page *page);
/** Colour by the option's mode, the same in every figure; of one mode, one after the other. */
struct chart_style series_style(const struct results *results, uint32_t option);
/** Seconds that figures over time cover: the longest horizon of an allowed option; 0 = no bins. */
double series_end_s(const struct results *results);
/** The time axis of all figures. */
struct chart_axis series_time_axis(const struct page *page);
/** Add values per bin of an option as a line, until its horizon; value: behind its name, or NULL.
 */
void series_add(struct chart_panel *panel, struct page *page, uint32_t option, const double *values,
                const char *value, enum chart_thin thin);
/** Add one line per allowed option that has any; zero: also of those that have none. */
void series_add_options(struct chart_panel *panel, struct page *page, series_fn of, bool zero,
                        enum chart_thin thin);
/** A sentence on what a point stands for where not every bin can be seen, or "". */
const char *series_thinned(struct page *page, enum chart_thin thin);
/** Shade the outages that an option has; NULL: those of any option, with the options that have
 * them. */
void series_add_outages(struct chart_panel *panel, struct page *page, const char *option);

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
