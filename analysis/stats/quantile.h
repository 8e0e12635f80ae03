/*
 * quantile.h: quantiles of samples, with intervals that assume nothing of the distribution. For
 * percentiles of latencies over replications take the percentile of each and stats_mean(); these
 * are for one sample of independent values.
 */
#ifndef CRISIM_ANALYSIS_STATS_QUANTILE_H
#define CRISIM_ANALYSIS_STATS_QUANTILE_H

#include "analysis/stats/stats.h"

#include <stdint.h>

struct stats_ranks {
    uint32_t low, high; /* of the order statistics, from 1; low 0 or high n + 1: there is none */
    double coverage;    /* exact: P(low <= B < high), B binomial(n, p) */
};

/**
 * Order statistics that bracket the p-quantile of n independent values: low = the binomial's
 * quantile at (1 - level)/2, high = that at (1 + level)/2, plus 1. p and level in (0,1).
 * Source: David and Nagaraja, Order Statistics, 7.1.
 */
struct stats_ranks stats_quantile_ranks(uint32_t n, double p, double level);

/**
 * The p-quantile of a sample (the smallest value with at least p n values at or below it) with that
 * interval; low or high is NaN where there is no such order statistic.
 * @param values  n; finite; sorted by the call
 */
struct stats_estimate stats_quantile(double *values, uint32_t n, double p, double level);

/** Values below which a p-quantile means nothing: 100 / (1 - p), i.e. 100 beyond it. */
double stats_quantile_needs(double p);

#endif
