/*
 * precision.h: when enough replications were run. Whether to go on is asked after fixed numbers of
 * them, and answered from their values alone: so the number that is run in the end depends neither
 * on threads nor on how often a study was interrupted. Law, Simulation Modeling and Analysis, 9.4.
 */
#ifndef CRISIM_ANALYSIS_STATS_PRECISION_H
#define CRISIM_ANALYSIS_STATS_PRECISION_H

#include "analysis/stats/stats.h"

#include <stdbool.h>
#include <stdint.h>

/* The least number after which it is asked, and the replications between two times. Fewer than ten
 * make it likely that a lucky sample stops the study. */
enum { STATS_PRECISION_FIRST = 10, STATS_PRECISION_STEP = 5 };

/**
 * The relative error g of the mean that the interval allows: half-width / |mean| = g / (1 + g), so
 * that |mean - true| <= g |true| wherever the true value lies in the interval. 0 for an interval of
 * width 0, INFINITY where the interval reaches 0, NaN where there is none.
 */
double stats_relative_error(const struct stats_estimate *estimate);

/**
 * After how many replications it is asked next: first FIRST (or `stated`, if that is more), then
 * every STEP, never more than `most`.
 * @param done  replications that were run, 0 = none
 * @return done if done >= most
 */
uint32_t stats_precision_next(uint32_t stated, uint32_t done, uint32_t most);

#endif
