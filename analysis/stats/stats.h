/*
 * stats.h: intervals over replications. The door to GSL's distributions.
 */
#ifndef CRISIM_ANALYSIS_STATS_STATS_H
#define CRISIM_ANALYSIS_STATS_STATS_H

#include <stdint.h>

struct stats_estimate {
    double mean, low, high; /* low and high NaN when there is no interval (n < 2) */
    double sd;              /* of one observation; NaN when n < 2 */
    uint32_t n;             /* observations that count */
};

/** Quantile of Student's t; p in (0,1), df > 0. */
double stats_t_quantile(double p, double df);

/**
 * Mean of n observations with a two-sided t interval of the given level (0.95). NaN is no data and
 * does not count: .n is the number of the others; the mean is NaN if there are none.
 */
struct stats_estimate stats_mean(const double *values, uint32_t n, double level);

/** Mean of a[i] - b[i] with its paired t interval; pairs in which one is NaN do not count. */
struct stats_estimate stats_paired(const double *a, const double *b, uint32_t n, double level);

/** Mean of a less mean of b for independent samples (Welch 1947); *df, unless NULL, is Welch's and
 * Satterthwaite's. NaN does not count. .n is the number of a and b together, .sd NaN. */
struct stats_estimate stats_welch(const double *a, uint32_t n_a, const double *b, uint32_t n_b,
                                  double level, double *df);

/* What running two designs under the same luck was worth. */
struct stats_pairing {
    struct stats_estimate paired, unpaired; /* of a - b; unpaired as if the runs were independent */
    double correlation;                     /* of a and b; NaN where one of them does not vary */
    double variance_ratio; /* var(a - b) / (var a + var b): below 1 pairing pays; NaN where neither
                              varies */
};

/** Over the pairs in which both are numbers. */
struct stats_pairing stats_pairing(const double *a, const double *b, uint32_t n, double level);

/**
 * Ratio sum(numerator) / sum(denominator) with the delta-method interval over replications:
 * variance of the residuals numerator - ratio x denominator over (n mean(denominator)^2).
 */
struct stats_estimate stats_ratio(const double *numerator, const double *denominator, uint32_t n,
                                  double level);

/** Wilson interval of a proportion of `hits` in n independent trials; from 0 to 1, and close to its
 * level even where all trials end alike. */
struct stats_estimate stats_wilson(uint64_t hits, uint64_t n, double level);
/** Clopper and Pearson's: covers at least with `level`, wider than Wilson's. */
struct stats_estimate stats_clopper_pearson(uint64_t hits, uint64_t n, double level);

/** Level of each of k comparisons so that all hold together with `level` (Bonferroni). k >= 1. */
double stats_bonferroni(double level, uint32_t k);

#endif
