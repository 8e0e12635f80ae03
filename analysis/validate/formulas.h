/*
 * formulas.h: closed forms that points are held to, by kernel and world alike. Rates per second,
 * times in seconds, loads in erlang.
 */
#ifndef CRISIM_ANALYSIS_VALIDATE_FORMULAS_H
#define CRISIM_ANALYSIS_VALIDATE_FORMULAS_H

#include <stdint.h>

/** Share of a Poisson load that is lost when it finds all of c servers busy. */
double theory_erlang_b(double load, uint32_t c);
/** Share of a Poisson load < c that waits for one of c servers. */
double theory_erlang_c(double load, uint32_t c);
/** Mean wait in M/G/1 (Pollaczek and Khinchine). */
double theory_pk_wait(double lambda, double mean, double second_moment);
/** Its variance (the same by the third moment of service). */
double theory_pk_variance(double lambda, double mean, double second_moment, double third_moment);
/** P(wait > x) in M/D/1 (Erlang 1909). */
double theory_md1_wait_above(double lambda, double d, double x);
/** E[S^3] of two exponentials with balanced means. */
double theory_h2_third_moment(double mean, double scv);
/** P(wait > t) in M/H2/1 with balanced means: partial fractions of the Pollaczek-Khinchine
 * transform, whose denominator is a square polynomial. */
double theory_mh2_wait_above(double lambda, double mean, double scv, double t);
/** Stationary law p of a birth-death chain with states 0..n; birth[i] out of i, death[i] out of i.
 */
void theory_birth_death(const double *birth, const double *death, uint32_t n, double *p);
/** Share that gives up in M/M/c when everybody waits for at most `patience` (Baccelli and
 * Hebuterne 1981): the virtual wait has the density lambda p(c-1) exp(lambda min(x, patience) -
 * c mu x). */
double theory_mmcd_leaves(double lambda, double mu, uint32_t c, double patience);
/** sigma of D/M/1: sigma = exp(-mu (1 - sigma) gap), the share that waits. */
double theory_dm1_sigma(double gap, double mu);
/** Mean time in system of one of n servers of rate 1 that are taken in turn: the gaps of lambda n
 * per server are Erlang, En/M/1. lambda in all. */
double theory_in_turn_stay(double lambda, uint32_t n);
/** Mean time in system of two queues of rate 1, the shorter one joined (ties at random): the chain
 * of both lengths by Gauss-Seidel. lambda in all. */
double theory_shortest_stay(double lambda);
/** Mean time in system of infinitely many servers of rate 1, of two drawn the shorter joined
 * (Mitzenmacher). lambda per server. */
double theory_two_choices_stay(double lambda);
/** Blocking of M/D/1/K by the chain embedded at departures (Gross and Harris): with q the
 * stationary law seen by departures, blocking = 1 - 1 / (q0 + rho). */
double theory_md1k_block(double lambda, double d, uint32_t k);
/** E[(N - q)+] / E[N], N ~ Poisson(a): what a counter that is reset drops. */
double theory_poisson_excess(double a, uint32_t q);
/** Variance of the mean of n values of a stationary AR(1) whose innovations have variance 1. */
double theory_ar1_variance_of_mean(double phi, uint32_t n);
/** The variance of the mean wait of n customers of M/M/1 (mu = 1) is this over n in the limit
 * (Daley 1968). */
double theory_mm1_wait_constant(double rho);
/** Variance of the count of a stationary MMPP of two states in a window of t s over its mean.
 * leave: rate out of each state (Fischer and Meier-Hellstern 1993). t = INFINITY: the limit. */
double theory_mmpp2_dispersion(const double rate[2], const double leave[2], double t);
/** The p-quantile of a mixture of n exponentials. */
double theory_mixture_quantile(const double *weights, const double *means, uint32_t n, double p);

#endif
