/*
 * design.h: sets of points for studies of several factors at once. A coordinate runs over [0,1);
 * what a factor makes of it (a range, an inverse distribution, a list) is its user's affair.
 *
 * All draws are keyed by (key, factor, point): another factor at the end of the list moves no
 * coordinate of those before it, and a rerun gives the same points on any machine. A study makes
 * its key from its seed and its own name, so that points share no luck with replications:
 *
 *     struct sim_key key = sim_key_make(seed ^ sim_hash_string("sweep"), 0);
 */
#ifndef CRISIM_ANALYSIS_STATS_DESIGN_H
#define CRISIM_ANALYSIS_STATS_DESIGN_H

#include "sim/kernel/random.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a Sobol sequence has numbers for: coordinates of a point, bits of a coordinate. */
enum { STATS_SOBOL_FACTORS = 40, STATS_SOBOL_BITS = 30 };

/**
 * A permutation of 0..n-1 (Fisher and Yates), each as likely as the others.
 * @param purpose, entity  what keys the draws (random.h)
 * @param order            n numbers: written
 */
void stats_permute(struct sim_key key, uint32_t purpose, uint64_t entity, uint32_t n,
                   uint32_t *order);

/**
 * Latin hypercube (McKay, Beckman and Conover 1979): of the n equal slices of each coordinate every
 * one holds exactly one point, at a uniform place inside; slices of different factors are matched
 * at random.
 * @param points  n x k, row-major: written
 */
void stats_latin_hypercube(struct sim_key key, uint32_t n, uint32_t k, double *points);

/**
 * One factor of a Latin hypercube of n points, by a number of the caller's: one made of its name
 * keeps its coordinates whatever other factors there are, and in whatever order.
 * @param step    from one point to the next in `points`
 */
void stats_latin_factor(struct sim_key key, uint64_t factor, uint32_t n, size_t step,
                        double *points);

/**
 * The first n points of a Sobol sequence (Sobol 1967, in the order of Antonov and Saleev 1979, from
 * GSL), the origin included. Taken n = 2^m at a time, each of the 2^m equal slices of a coordinate
 * holds one point; other n are less even.
 * @param shift   NULL: the sequence itself, which has coordinates 0. Else a random digital shift
 *                (the bits of coordinate j of all points are flipped alike), which keeps that
 *                evenness, makes every point uniform, and no coordinate 0 or 1
 * @param points  n x k, row-major: written
 * @return false if k is 0 or above STATS_SOBOL_FACTORS, or n above 2^STATS_SOBOL_BITS: nothing is
 *         written
 */
bool stats_sobol_points(const struct sim_key *shift, uint32_t n, uint32_t k, double *points);

/**
 * Every combination of levels: point number `index` of the grid, the last factor fastest.
 * @param n_levels  k, each at least 1
 * @param levels    k: written, the level of each factor, from 0
 * @return false if the grid has no point of that number
 */
bool stats_grid_point(const uint32_t *n_levels, uint32_t k, uint64_t index, uint32_t *levels);
/** Points of the grid; UINT64_MAX where they are that many or more. */
uint64_t stats_grid_size(const uint32_t *n_levels, uint32_t k);

#endif
