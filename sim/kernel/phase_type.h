/*
 * phase_type.h: the time a Markov chain takes to end, by uniformisation (Jensen 1953): with jumps
 * at one rate q, of which some change nothing, the state after k jumps does not depend on time, so
 * that
 *
 *     P(X > x) = sum over k of Poisson(k; q x) P(not ended after k jumps),
 *
 * and the terms are computed once. All of them are >= 0: both tails keep their relative precision.
 */
#ifndef CRISIM_SIM_KERNEL_PHASE_TYPE_H
#define CRISIM_SIM_KERNEL_PHASE_TYPE_H

#include <stdint.h>

enum { SIM_PHASES_MAX = 64 };

struct sim_phase_type {
    double rate;      /* q, of jumps */
    uint32_t n_steps; /* after which all but 1e-25 have ended */
    double *inside;   /* n_steps: share that has not ended after k jumps */
    double *ended;    /* n_steps: share that has */
    double *leaving;  /* n_steps: rate at which it ends, after k jumps */
    double mean, variance;
};

/**
 * @param phases  1..SIM_PHASES_MAX states
 * @param start   phases: probability to begin in each, sum 1
 * @param rates   phases x phases, row-major, from x to, >= 0; the diagonal is ignored
 * @param ends    phases: rate at which it ends out of each, >= 0
 * Every state that is reached must lead to the end, and the slowest way there must not take more
 * than about a hundred thousand times as long as the fastest step (asserted).
 */
void sim_phase_type_init(struct sim_phase_type *type, uint32_t phases, const double *start,
                         const double *rates, const double *ends);
void sim_phase_type_release(struct sim_phase_type *type);
/** x >= 0. */
double sim_phase_type_cdf(const struct sim_phase_type *type, double x);
double sim_phase_type_tail(const struct sim_phase_type *type, double x);
double sim_phase_type_density(const struct sim_phase_type *type, double x);

#endif
