/*
 * sensitivity.h: which factors matter. Tornado (one factor at a time), Morris (elementary effects)
 * and Sobol (shares of the variance): for each the points that are to be run, and what their values
 * say. Points are coordinates in [0,1] (design.h); values are those of the runs, in the order of
 * the points, NaN where there is none.
 */
#ifndef CRISIM_ANALYSIS_STATS_SENSITIVITY_H
#define CRISIM_ANALYSIS_STATS_SENSITIVITY_H

#include "analysis/stats/stats.h"
#include "sim/kernel/random.h"

#include <stdbool.h>
#include <stdint.h>

/* ---- tornado ---- */

/* One factor at its low and at its high value, all others as stated. */
struct stats_bar {
    uint32_t factor;                 /* its number in the user's list */
    struct stats_estimate low, high; /* differences to the value as stated, paired by replication */
    double swing; /* the widest difference among low, as stated and high; NaN without data */
};

/**
 * A bar from values by replication (n each; NaN is no data), as stated, with the factor at its low
 * and at its high value, under the same luck. level: of the intervals, e.g. 0.95.
 */
struct stats_bar stats_tornado_bar(uint32_t factor, const double *stated, const double *low,
                                   const double *high, uint32_t n, double level);
/** Widest swing first; equal ones in the order of their factors; those without data last. */
void stats_tornado_order(struct stats_bar *bars, uint32_t n);

/* ---- Morris ---- */

struct stats_effect {
    double mean;     /* mu: of the elementary effects, change of the value per unit of the factor */
    double mean_abs; /* mu*: of their absolute values (Campolongo 2007): ranks factors */
    double sd;       /* sigma: interaction or curvature where it is not small; NaN when n < 2 */
    uint32_t n;      /* effects that have values */
};

/** Points of r trajectories through k factors: r (k + 1). */
static inline uint64_t stats_morris_size(uint32_t r, uint32_t k)
{
    return (uint64_t)r * (k + 1);
}

/**
 * Trajectories (Morris 1991): each begins at a random point of the grid {0, 1/(levels-1), ..., 1}
 * and moves every factor once, in random order, by delta = levels / (2 (levels-1)), up or down.
 * @param levels  even, at least 2; 4 is usual, with 10 to 20 trajectories
 * @param points  stats_morris_size(r, k) x k, row-major: written; trajectory after trajectory
 * @return false if levels is odd or 0, or k is 0
 */
bool stats_morris_points(struct sim_key key, uint32_t r, uint32_t k, uint32_t levels,
                         double *points);
/**
 * What the values say of each factor, for any trajectories in which one step moves one factor.
 * @param points   r (k + 1) x k
 * @param values   r (k + 1)
 * @param effects  k: written
 * @return false if a step moves no factor or several: nothing that is written counts
 */
bool stats_morris_effects(const double *points, const double *values, uint32_t r, uint32_t k,
                          struct stats_effect *effects);

/* ---- Sobol ---- */

struct stats_share {
    struct stats_estimate first; /* of the variance, explained by the factor alone */
    struct stats_estimate total; /* with all its interactions */
};

/** Runs of n base points: n (k + 2), with pairs n (2 k + 2). */
static inline uint64_t stats_sobol_size(uint32_t n, uint32_t k, bool pairs)
{
    return (uint64_t)n * ((pairs ? 2 : 1) * (uint64_t)k + 2);
}

/**
 * Points for stats_sobol_shares(): per base point, in this order, A, B, A with coordinate i of B
 * (i = 0..k-1) and, with pairs, B with coordinate i of A. A and B come from one shifted Sobol
 * sequence of 2 k coordinates; n should be a power of two.
 * @param points  stats_sobol_size(n, k, pairs) x k, row-major: written
 * @return false if 2 k is above STATS_SOBOL_FACTORS, or k is 0
 */
bool stats_sobol_design(struct sim_key key, uint32_t n, uint32_t k, bool pairs, double *points);

/**
 * Shares of the variance by the estimators of Saltelli et al. 2010 (first: mean of f(B) (f(A_Bi) -
 * f(A)) / V) and Jansen 1999 (total: mean of (f(A) - f(A_Bi))^2 / (2 V)), V the variance of the
 * values at A and B. Base points of which one value is missing do not count. Intervals are
 * percentiles of `resamples` bootstrap samples of base points (0: none; Archer 1997).
 * @param values    stats_sobol_size(n, k, pairs)
 * @param shares    k: written; .mean, .low, .high, .n = base points that count; NaN without
 *                  variance
 * @param together  k x k or NULL, wants pairs: share of the variance that factors i and j explain
 *                  only together (Saltelli 2002: mean of f(B_Ai) f(A_Bj) less the mean of f(A)
 *                  f(B), / V, less both first ones); symmetric, diagonal NaN
 * @return the variance V; NaN if fewer than two base points count
 */
double stats_sobol_shares(struct sim_key key, const double *values, uint32_t n, uint32_t k,
                          bool pairs, uint32_t resamples, double level, struct stats_share *shares,
                          double *together);

#endif
