/*
 * value.h: the value of a metric in an option, with its interval, from the merged outcome and the
 * values of single replications.
 */
#ifndef CRISIM_ANALYSIS_METRIC_VALUE_H
#define CRISIM_ANALYSIS_METRIC_VALUE_H

#include "analysis/metric/show.h"

/* Level of all intervals. */
#define METRIC_LEVEL 0.95

/* One option, as its values are made. */
struct metric_sample {
    const struct view *view; /* of all its replications */
    bool allowed;            /* else it was not run */
    bool has_outages;
    const double *each; /* value in each of view->replications; NULL = not kept: no interval */
};

/** Value of a row; of an expanded one for its item (metric_item_in(); CRI_NONE = not run). What is
 * shown is not set yet: metric_show(). */
struct metric_value metric_value_of(const struct metric *metric, const struct metric_sample *sample,
                                    uint32_t item);
/** Digits of a count, which over several replications is seldom whole: one more where it is not. */
int metric_count_digits(const struct metric *metric, const struct metric_value *values, uint32_t n);

#endif
