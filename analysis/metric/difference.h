/*
 * difference.h: what a difference between two options is, and the one word for it: the same in the
 * table of differences, in the verdict's sentences, in the glossary and in the docs.
 */
#ifndef CRISIM_ANALYSIS_METRIC_DIFFERENCE_H
#define CRISIM_ANALYSIS_METRIC_DIFFERENCE_H

#include "analysis/metric/metric.h"

#include <stdbool.h>
#include <stdint.h>

struct difference {
    double value; /* of the one option less that of the other, both over all replications at once */
    double low, high; /* its interval, from the differences in each replication; NaN = none */
    uint32_t n;       /* replications in which both have a value */
    bool identical;   /* exactly 0 in every replication */
    /* What running both under the same luck was worth; NaN where neither varies. */
    double correlation;    /* of the figures of each replication; NaN where one does not vary */
    double variance_ratio; /* of the differences, over what it would be of independent runs */
    double unpaired_half;  /* half of the interval that those would have (Welch) */
};

/**
 * The figures of two options, as the table of metrics shows them, subtracted.
 *
 * A percentile is one of all requests and not a mean of percentiles, so the difference is taken
 * between the figures over all replications; how far it is uncertain is told by the differences in
 * each replication (paired t interval, centred on the difference).
 *
 * @param a, b      figures over all replications together; NaN = none
 * @param each_a    n figures, one a replication; NaN = none
 * @param level     of the interval, 0..1
 */
struct difference difference_of(double a, double b, const double *each_a, const double *each_b,
                                uint32_t n, double level);

/**
 * The word for a difference, the first that fits:
 *   "no data"            one of the two figures is not there
 *   "identical"          exactly 0 in every replication
 *   "negligible"         the whole interval is nearer to 0 than the smallest difference that
 * matters "indistinguishable"  the interval holds 0 "better", "worse"    else; "differs" where
 * neither direction is better Without an interval (one replication) the difference itself is what
 * the interval was.
 * @param smallest  in the unit of the difference; NaN = not stated
 */
const char *difference_word(const struct difference *difference, double smallest,
                            enum metric_better better);

/** Whether the word says that the two options need not be told apart. */
bool difference_is_none(const char *word);

#endif
