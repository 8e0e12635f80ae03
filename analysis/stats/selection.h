/*
 * selection.h: which of several designs is best, with as few replications as that takes. KN gives a
 * guarantee (the best one is picked with probability 1 - alpha where it leads by delta); OCBA has
 * none, and gets most out of a fixed number of replications. Both hold under common random numbers:
 * replication r of all designs meets the same luck.
 */
#ifndef CRISIM_ANALYSIS_STATS_SELECTION_H
#define CRISIM_ANALYSIS_STATS_SELECTION_H

#include <stdbool.h>
#include <stdint.h>

/* ---- KN: Kim and Nelson, "A fully sequential procedure for indifference-zone selection in
 * simulation", ACM TOMACS 11(3), 2001 ---- */

struct stats_kn_settings {
    double alpha; /* probability of a wrong choice, in (0, 1 - 1/k); 0.05 is usual */
    double delta; /* the smallest lead that matters, > 0, in the unit of the samples */
    uint32_t
        first;     /* replications of every design before any is ruled out; at least 2, better 10 */
    uint32_t c;    /* shape of the region in which a design goes on; 1 is recommended, at least 1 */
    bool greatest; /* the best has the greatest mean; false: the least */
};

/** eta: the root of the paper's equation (for c = 1 ((2 alpha/(k-1))^(-2/(first-1)) - 1) / 2). */
double stats_kn_eta(const struct stats_kn_settings *settings, uint32_t k);
/** h^2 = 2 c eta (first - 1). */
double stats_kn_h2(const struct stats_kn_settings *settings, uint32_t k);
/** W(r) = max(0, delta / (2 c) (h2 s2 / delta^2 - r)): by how much one may trail after r. s2 is
 * the variance of the difference of two designs in the first replications. */
double stats_kn_allowance(const struct stats_kn_settings *settings, double h2, double s2,
                          uint32_t r);

struct stats_kn_state {
    uint32_t n_left;  /* designs that are still in */
    uint32_t best;    /* of those the one that leads; k if nothing is decided yet */
    uint32_t after;   /* replications that were looked at */
    uint32_t at_most; /* replications after which one is left whatever happens */
    bool decided;     /* one is left */
};

/**
 * The procedure over what has been run. Nothing is remembered between calls: the screening is
 * repeated from the first replications on, so it depends on the samples only, not on how many were
 * run at a time.
 * @param samples  k rows of `stride` samples; finite
 * @param n        k: samples that each design has. Designs that are still in must have at least
 *                 one more at the next call than at this one; those that are out need no more
 * @param left     k: written, whether each is still in
 */
struct stats_kn_state stats_kn(const struct stats_kn_settings *settings, const double *samples,
                               uint32_t stride, const uint32_t *n, uint32_t k, bool *left);

/* ---- OCBA: Chen, Lin, Yucesan and Chick, "Simulation budget allocation for further enhancing the
 * efficiency of ordinal optimization", DEDS 10, 2000 ---- */

/**
 * Shares of a budget: N_i / N_j = ((s_i/d_i) / (s_j/d_j))^2 for all but the best, d the gap to the
 * best, N_b = s_b sqrt(sum N_i^2 / s_i^2).
 * @param sds       of one replication, >= 0
 * @param least     gaps below it count as it, so that equal means do not take everything; >= 0 (0:
 *                  gaps of 0 share what there is among themselves)
 * @param greatest  the best has the greatest mean
 * @param shares    k: written, sum 1
 * @return the best by the means
 */
uint32_t stats_ocba(const double *means, const double *sds, uint32_t k, double least, bool greatest,
                    double *shares);

/**
 * How `more` further replications are spread, given n that each has had: each design towards its
 * share of all. Sum of add = more.
 */
void stats_ocba_next(const double *shares, const uint32_t *n, uint32_t k, uint32_t more,
                     uint32_t *add);

#endif
