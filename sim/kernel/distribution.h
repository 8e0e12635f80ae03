/*
 * distribution.h: distributions drawn by inversion, x = F^-1(u): one uniform each, and monotone in
 * it, so that common random numbers keep two designs in step (docs/architecture.md, "randomness").
 *
 * Gamma, Erlang, hyperexponential and phase-type have no inverse in closed form. Their quantiles
 * are tabulated once, as log x against the normal quantile z of u, which is smooth into both tails,
 * with exact slopes; between the nodes a cubic is read off. The error of the distribution function
 * is below 1e-7 for the parameters allowed (tested); a draw then costs no more than a lognormal
 * one.
 *
 *     struct sim_distribution service;
 *     sim_distribution_gamma(&service, 2.5, 0.4);
 *     x = sim_distribution_inverse(&service, sim_u01(key, PURPOSE_SERVICE, entity, 0));
 *
 * Each sim_distribution_<kind>() initialises a struct that the caller embeds; parameters out of
 * range are assertions (input is checked where it is read).
 */
#ifndef CRISIM_SIM_KERNEL_DISTRIBUTION_H
#define CRISIM_SIM_KERNEL_DISTRIBUTION_H

#include <stdbool.h>
#include <stdint.h>

enum sim_distribution_kind {
    SIM_CONSTANT,
    SIM_UNIFORM,
    SIM_EXPONENTIAL,
    SIM_LOGNORMAL,
    SIM_WEIBULL,
    SIM_PARETO,
    SIM_GAMMA,            /* tabulated; Erlang too */
    SIM_HYPEREXPONENTIAL, /* tabulated */
    SIM_PHASE_TYPE,       /* tabulated */
    SIM_EMPIRICAL
};

struct sim_distribution {
    enum sim_distribution_kind kind;
    double a, b, c;                /* parameters, by kind */
    bool interpolate;              /* empirical */
    uint32_t n;                    /* values or nodes */
    uint32_t steps;                /* of a table, per unit of z */
    double *table;                 /* owned; see distribution.c */
    struct sim_phase_type *phases; /* owned; phase-type only */
};

/** Always value; any finite number. */
void sim_distribution_constant(struct sim_distribution *distribution, double value);
/** Uniform between low and high, low < high. */
void sim_distribution_uniform(struct sim_distribution *distribution, double low, double high);
/** mean > 0. */
void sim_distribution_exponential(struct sim_distribution *distribution, double mean);
/** exp(N(mu, sigma^2)), sigma >= 0. */
void sim_distribution_lognormal(struct sim_distribution *distribution, double mu, double sigma);
/** Lognormal of the given mean > 0 and squared coefficient of variation >= 0. */
void sim_distribution_lognormal_mean_scv(struct sim_distribution *distribution, double mean,
                                         double scv);
/** F(x) = 1 - exp(-(x/scale)^shape); shape, scale > 0. */
void sim_distribution_weibull(struct sim_distribution *distribution, double shape, double scale);
/** F(x) = 1 - (least/x)^alpha for x >= least; alpha, least > 0. */
void sim_distribution_pareto(struct sim_distribution *distribution, double alpha, double least);
/** Mean shape x scale; shape in [0.1, 1e4], scale > 0. */
void sim_distribution_gamma(struct sim_distribution *distribution, double shape, double scale);
/** Sum of `phases` exponentials with the given mean of the sum; phases in 1..10000, mean > 0. */
void sim_distribution_erlang(struct sim_distribution *distribution, uint32_t phases, double mean);
/**
 * Two exponentials with balanced means (p1/mu1 = p2/mu2): mean > 0, squared coefficient of
 * variation in [1, 1000]. p1 = (1 + sqrt((scv-1)/(scv+1)))/2, mu1 = 2 p1/mean, mu2 = 2 (1-p1)/mean.
 */
void sim_distribution_hyperexponential(struct sim_distribution *distribution, double mean,
                                       double scv);
/**
 * The time until a Markov chain of at most 64 phases ends: begins in phase i with probability
 * start[i], goes from i to j at rates[i x phases + j], ends out of i at ends[i] (phase_type.h).
 */
void sim_distribution_phase_type(struct sim_distribution *distribution, uint32_t phases,
                                 const double *start, const double *rates, const double *ends);
/**
 * The n >= 1 finite values (copied, any order): either one of them, each with probability 1/n, or,
 * interpolated, uniform between neighbours of the sorted values (n >= 2).
 */
void sim_distribution_empirical(struct sim_distribution *distribution, const double *values,
                                uint32_t n, bool interpolate);
void sim_distribution_release(struct sim_distribution *distribution);

/** F^-1(u), 0 < u < 1. */
double sim_distribution_inverse(const struct sim_distribution *distribution, double u);
/** F(x) = P(X <= x). */
double sim_distribution_cdf(const struct sim_distribution *distribution, double x);
/** Exact; INFINITY for a Pareto of alpha <= 1 (variance: alpha <= 2). */
double sim_distribution_mean(const struct sim_distribution *distribution);
double sim_distribution_variance(const struct sim_distribution *distribution);

/*
 * One of n things with given weights. _pick is monotone in u (cumulative weights, bisection);
 * _pick_alias is O(1) and not monotone (Walker's alias method, Vose's set-up).
 */
struct sim_discrete {
    uint32_t n;
    double *cumulative; /* of i and all before, of the total */
    double *threshold;
    uint32_t *alias;
};

/** n >= 1 weights >= 0, not all 0. */
void sim_discrete_init(struct sim_discrete *discrete, const double *weights, uint32_t n);
void sim_discrete_release(struct sim_discrete *discrete);
uint32_t sim_discrete_pick(const struct sim_discrete *discrete, double u);
uint32_t sim_discrete_pick_alias(const struct sim_discrete *discrete, double u);

#endif
