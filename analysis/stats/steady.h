/*
 * steady.h: what one long run in steady state says: where its warm-up ends (MSER), an interval of
 * its mean although neighbours are alike (batch means), and how long a run has to be. Studies of
 * crisim terminate (a day, a drill) and use replications (stats.h); these are for constant load.
 */
#ifndef CRISIM_ANALYSIS_STATS_STEADY_H
#define CRISIM_ANALYSIS_STATS_STEADY_H

#include "analysis/stats/stats.h"

#include <stdbool.h>
#include <stdint.h>

struct stats_warm_up {
    uint32_t n_batches;    /* whole batches of the series */
    uint32_t cut_batches;  /* to be left out, from the first; the smallest that minimises `value` */
    uint32_t cut;          /* the same in observations */
    double value;          /* MSER there */
    double mean, mean_all; /* of the batches that are left; of all */
    bool too_short;        /* the minimum lies at half the series, or there are not 10 batches: make
                              the run longer and do not use the cut */
};

/**
 * MSER-k (White 1997; White, Cobb and Spratt 2000; k = 5): with Z the means of batches of `batch`
 * observations and d from 0 to half their number, the least of sum over i > d of (Z_i - mean)^2 /
 * (n - d)^2. O(n). What does not fill the last batch is left out.
 * @param values  n; finite
 * @param batch   5 is usual; at least 1
 */
struct stats_warm_up stats_mser(const double *values, uint32_t n, uint32_t batch);

enum { STATS_BATCHES = 30, STATS_BATCHES_LEAST = 10 };

struct stats_batch_means {
    struct stats_estimate estimate; /* of the mean; its sd and n are of the batch means */
    uint32_t size;                  /* observations of a batch */
    double correlation;             /* of neighbouring batch means */
    double von_neumann_z;    /* of the test that they are independent; above 1.645 they are not */
    double correlation_time; /* observations: 1 + 2 x the sum of autocorrelations; INFINITY where it
                                is longer than a fifth of the largest batch */
    bool reliable; /* the test passes and a batch is longer than 5 correlation times. False: no
                      number of batches down to STATS_BATCHES_LEAST passes; the run is too short and
                      the interval too narrow */
};

/**
 * Interval of the mean of a stationary series by non-overlapping batches: 30 of them, fewer and
 * longer ones where the checks ask for it. The last of the n observations make up whole batches.
 * Source: Law, Simulation Modeling and Analysis, ch. 9; von Neumann's ratio as in Alexopoulos and
 * Seila 1998 (normal with variance (b - 2)/(b^2 - 1)); correlation time by the initial positive
 * sequence (Geyer 1992).
 * @param values  n; finite. n < 2 x STATS_BATCHES_LEAST: no interval
 */
struct stats_batch_means stats_batch_means(const double *values, uint32_t n, double level);

/** Means of overlapping batches of `size` give the variance of the mean with two thirds of the
 * variance (Meketon and Schmeiser 1984); t with 1.5 (n/size - 1) degrees. 1 <= size <= n/2. */
struct stats_estimate stats_overlapping(const double *values, uint32_t n, uint32_t size,
                                        double level);

/**
 * Observations after which the interval of the mean has this half-width: (z / half_width)^2 x
 * constant, where the variance of the mean of n is constant / n in the limit.
 */
double stats_run_length(double constant, double half_width, double level);

#endif
