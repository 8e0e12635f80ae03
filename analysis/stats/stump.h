/*
 * stump.h: by which input two kinds of points are told apart. A stump is a threshold on one input:
 * below it (or above) points are said to fail, elsewhere to be good. The one that is wrong least
 * often is a decision tree of one split (Iba and Langley 1992, "Induction of one-level decision
 * trees").
 *
 * Among many inputs and thresholds some stump always fits a few failures. What that is worth is
 * said by `chance`: the probability that so many failures fall on its side by luck (Fisher's exact
 * test, the hypergeometric tail), times the number of stumps that were looked at (Bonferroni).
 */
#ifndef CRISIM_ANALYSIS_STATS_STUMP_H
#define CRISIM_ANALYSIS_STATS_STUMP_H

#include <stdbool.h>
#include <stdint.h>

struct stats_stump {
    uint32_t input;    /* UINT32_MAX: there is none, for nothing fails, or all does */
    bool fails_below;  /* else above */
    double from, to;   /* the threshold is between these two neighbouring values: from < to */
    uint32_t n_side;   /* points on the failing side */
    uint32_t n_caught; /* of those, points that fail */
    uint32_t n_wrong;  /* points that it says the wrong thing of */
    double chance;     /* at most 1 */
};

/**
 * The stump of one input that is wrong least often; of equal ones that with fewer good points on
 * its failing side, then that of the lower threshold, then "fails below".
 * @param values    n, `step` apart
 * @param fails     n flags
 * @param n_inputs  that are looked at in all, for `chance`
 */
struct stats_stump stats_stump_of(uint32_t input, const double *values, uint32_t step,
                                  const bool *fails, uint32_t n, uint32_t n_inputs);
/**
 * Stumps of all inputs, the one that is wrong least often first; equal ones in the order of the
 * inputs.
 * @param points  n x k, row-major
 * @param stumps  k: written
 */
void stats_stumps(const double *points, const bool *fails, uint32_t n, uint32_t k,
                  struct stats_stump *stumps);

#endif
