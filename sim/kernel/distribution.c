/*
 * distribution.c: see the header. A quantile table holds, for z = -Z_MAX ... Z_MAX in equal
 * steps, the pair {log x(z), its rise per step}: the slope is phi(z) / (x f(x)).
 */
#include "sim/kernel/distribution.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"
#include "sim/kernel/gamma_gsl.h"
#include "sim/kernel/phase_type.h"
#include "sim/kernel/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Phi(-8.5) < 2^-54, the least u that sim_u01() gives. */
#define Z_MAX 8.5
/* Steps per unit of z. The two exponentials of a hyperexponential meet in a bend, the sharper the
 * more they differ. */
enum { STEPS = 32, STEPS_BENT = 128, STEPS_SHARP = 512 };

static void *allocate(size_t n, size_t size)
{
    return sim_zeroed(n, size);
}

void sim_distribution_constant(struct sim_distribution *distribution, double value)
{
    SIM_ASSERT(isfinite(value), "constant %g", value);
    *distribution = (struct sim_distribution){.kind = SIM_CONSTANT, .a = value};
}

void sim_distribution_uniform(struct sim_distribution *distribution, double low, double high)
{
    SIM_ASSERT(isfinite(low) && isfinite(high) && low < high, "uniform in [%g, %g]", low, high);
    *distribution = (struct sim_distribution){.kind = SIM_UNIFORM, .a = low, .b = high};
}

void sim_distribution_exponential(struct sim_distribution *distribution, double mean)
{
    SIM_ASSERT(isfinite(mean) && mean > 0, "exponential of mean %g", mean);
    *distribution = (struct sim_distribution){.kind = SIM_EXPONENTIAL, .a = mean};
}

void sim_distribution_lognormal(struct sim_distribution *distribution, double mu, double sigma)
{
    SIM_ASSERT(isfinite(mu) && isfinite(sigma) && sigma >= 0, "lognormal of mu %g, sigma %g", mu,
               sigma);
    *distribution = (struct sim_distribution){.kind = SIM_LOGNORMAL, .a = mu, .b = sigma};
}

void sim_distribution_lognormal_mean_scv(struct sim_distribution *distribution, double mean,
                                         double scv)
{
    double variance;

    SIM_ASSERT(isfinite(mean) && mean > 0 && isfinite(scv) && scv >= 0,
               "lognormal of mean %g, scv %g", mean, scv);
    variance = log1p(scv);
    sim_distribution_lognormal(distribution, log(mean) - variance / 2, sqrt(variance));
}

void sim_distribution_weibull(struct sim_distribution *distribution, double shape, double scale)
{
    SIM_ASSERT(isfinite(shape) && shape > 0 && isfinite(scale) && scale > 0,
               "Weibull of shape %g, scale %g", shape, scale);
    *distribution = (struct sim_distribution){.kind = SIM_WEIBULL, .a = shape, .b = scale};
}

void sim_distribution_pareto(struct sim_distribution *distribution, double alpha, double least)
{
    SIM_ASSERT(isfinite(alpha) && alpha > 0 && isfinite(least) && least > 0,
               "Pareto of alpha %g, least %g", alpha, least);
    *distribution = (struct sim_distribution){.kind = SIM_PARETO, .a = alpha, .b = least};
}

/* ---- tabulated quantiles ---- */

static void make_table(struct sim_distribution *distribution, uint32_t steps)
{
    distribution->steps = steps;
    distribution->n = 17 * steps + 1; /* 17 = 2 Z_MAX */
    distribution->table = allocate(2 * (size_t)distribution->n, sizeof(double));
}

static void set_node(struct sim_distribution *distribution, uint32_t i, double z, double x,
                     double density)
{
    /* 1/sqrt(2 pi) */
    double phi = 0.39894228040143267794 * exp(-z * z / 2);

    SIM_ASSERT(isfinite(x) && x > 0 && density > 0, "no quantile at z = %g", z);
    distribution->table[2 * i] = log(x);
    distribution->table[2 * i + 1] = phi / (x * density) / distribution->steps;
}

static double node_z(const struct sim_distribution *distribution, uint32_t i)
{
    return (double)i / distribution->steps - Z_MAX;
}

static double read_table(const struct sim_distribution *distribution, double u)
{
    double at = (sim_normal_inverse(u) + Z_MAX) * distribution->steps;
    const double *node;
    double t, rise;
    uint32_t i;

    if (at < 0)
        at = 0;
    i = (uint32_t)at;
    if (i > distribution->n - 2)
        i = distribution->n - 2;
    node = &distribution->table[2 * i];
    t = at - i;
    rise = node[2] - node[0];
    /* Cubic Hermite: value and slope agree at both nodes. */
    return exp(node[0] + t * (node[1] + t * ((3 * rise - 2 * node[1] - node[3]) +
                                             t * (node[1] + node[3] - 2 * rise))));
}

void sim_distribution_gamma(struct sim_distribution *distribution, double shape, double scale)
{
    SIM_ASSERT(shape >= 0.1 && shape <= 1e4 && isfinite(scale) && scale > 0,
               "gamma of shape %g, scale %g", shape, scale);
    *distribution = (struct sim_distribution){.kind = SIM_GAMMA, .a = shape, .b = scale};
    make_table(distribution, STEPS);
    for (uint32_t i = 0; i < distribution->n; i++) {
        double z = node_z(distribution, i);
        double p, q, x;

        sim_normal_tails(z, &p, &q);
        x = sim_gamma_quantile(shape, p, q);
        set_node(distribution, i, z, x, sim_gamma_density(shape, x));
    }
}

void sim_distribution_erlang(struct sim_distribution *distribution, uint32_t phases, double mean)
{
    SIM_ASSERT(phases >= 1, "Erlang of no phases");
    sim_distribution_gamma(distribution, phases, mean / phases);
}

/* a = p1, b = rate 1, c = rate 2; rate 1 >= rate 2. */
static double hyper_tail(const struct sim_distribution *distribution, double x)
{
    return distribution->a * exp(-distribution->b * x) +
           (1 - distribution->a) * exp(-distribution->c * x);
}

static double hyper_cdf(const struct sim_distribution *distribution, double x)
{
    return -(distribution->a * expm1(-distribution->b * x) +
             (1 - distribution->a) * expm1(-distribution->c * x));
}

static double hyper_density(const struct sim_distribution *distribution, double x)
{
    return distribution->a * distribution->b * exp(-distribution->b * x) +
           (1 - distribution->a) * distribution->c * exp(-distribution->c * x);
}

/* What a tabulated law needs besides its inverse. */
static double cdf_of(const struct sim_distribution *distribution, double x)
{
    return distribution->kind == SIM_PHASE_TYPE ? sim_phase_type_cdf(distribution->phases, x)
                                                : hyper_cdf(distribution, x);
}

static double tail_of(const struct sim_distribution *distribution, double x)
{
    return distribution->kind == SIM_PHASE_TYPE ? sim_phase_type_tail(distribution->phases, x)
                                                : hyper_tail(distribution, x);
}

static double density_of(const struct sim_distribution *distribution, double x)
{
    return distribution->kind == SIM_PHASE_TYPE ? sim_phase_type_density(distribution->phases, x)
                                                : hyper_density(distribution, x);
}

/* The quantile, which lies between low and high: Newton on the smaller tail, bisection when it
 * leaves the bracket. p and q = 1 - p. */
static double quantile(const struct sim_distribution *distribution, double p, double q, double low,
                       double high)
{
    double x = low > 0 ? low : high / 2;

    for (int i = 0; i < 200; i++) {
        double error = p < q ? cdf_of(distribution, x) - p : q - tail_of(distribution, x);
        double next = x - error / density_of(distribution, x);

        if (error > 0)
            high = x;
        else
            low = x;
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        if (fabs(next - x) <= 1e-15 * x)
            return next;
        x = next;
    }
    return x;
}

void sim_distribution_hyperexponential(struct sim_distribution *distribution, double mean,
                                       double scv)
{
    double p1;

    SIM_ASSERT(isfinite(mean) && mean > 0 && scv >= 1 && scv <= 1000,
               "hyperexponential of mean %g, scv %g", mean, scv);
    p1 = (1 + sqrt((scv - 1) / (scv + 1))) / 2;
    *distribution = (struct sim_distribution){
        .kind = SIM_HYPEREXPONENTIAL, .a = p1, .b = 2 * p1 / mean, .c = 2 * (1 - p1) / mean};
    make_table(distribution, scv < 2 ? STEPS : scv <= 20 ? STEPS_BENT : STEPS_SHARP);
    for (uint32_t i = 0; i < distribution->n; i++) {
        double z = node_z(distribution, i);
        double p, q, unit, x;

        /* It lies between those of the two exponentials. */
        sim_normal_tails(z, &p, &q);
        unit = p < q ? -log1p(-p) : -log(q);
        x = quantile(distribution, p, q, unit / distribution->b, unit / distribution->c);
        set_node(distribution, i, z, x, hyper_density(distribution, x));
    }
}

void sim_distribution_phase_type(struct sim_distribution *distribution, uint32_t phases,
                                 const double *start, const double *rates, const double *ends)
{
    double low = 0, high;

    *distribution = (struct sim_distribution){.kind = SIM_PHASE_TYPE,
                                              .phases = allocate(1, sizeof *distribution->phases)};
    sim_phase_type_init(distribution->phases, phases, start, rates, ends);
    make_table(distribution, STEPS_SHARP);
    high = distribution->phases->mean;
    for (uint32_t i = 0; i < distribution->n; i++) {
        double z = node_z(distribution, i);
        double p, q, x;

        sim_normal_tails(z, &p, &q);
        while (p < q ? cdf_of(distribution, high) < p : tail_of(distribution, high) > q)
            high *= 2;
        x = quantile(distribution, p, q, low, high);
        set_node(distribution, i, z, x, density_of(distribution, x));
        low = x;
    }
}

/* ---- empirical ---- */

void sim_distribution_empirical(struct sim_distribution *distribution, const double *values,
                                uint32_t n, bool interpolate)
{
    SIM_ASSERT(n >= (interpolate ? 2u : 1u), "empirical distribution of %u values", n);
    *distribution = (struct sim_distribution){.kind = SIM_EMPIRICAL,
                                              .interpolate = interpolate,
                                              .n = n,
                                              .table = allocate(n, sizeof(double))};
    for (uint32_t i = 0; i < n; i++)
        SIM_ASSERT(isfinite(values[i]), "empirical value %u is not finite", i);
    memcpy(distribution->table, values, n * sizeof *values);
    sim_sort(distribution->table, n, sizeof *values, sim_by_double);
}

void sim_distribution_release(struct sim_distribution *distribution)
{
    free(distribution->table);
    distribution->table = NULL;
    if (distribution->phases != NULL)
        sim_phase_type_release(distribution->phases);
    free(distribution->phases);
    distribution->phases = NULL;
}

static double empirical_inverse(const struct sim_distribution *distribution, double u)
{
    double at = u * (distribution->interpolate ? distribution->n - 1 : distribution->n);
    uint32_t i = (uint32_t)at;

    if (!distribution->interpolate)
        return distribution->table[i < distribution->n ? i : distribution->n - 1];
    if (i > distribution->n - 2)
        i = distribution->n - 2;
    return distribution->table[i] +
           (at - i) * (distribution->table[i + 1] - distribution->table[i]);
}

static double empirical_cdf(const struct sim_distribution *distribution, double x)
{
    uint32_t low = 0, high = distribution->n; /* values[0..low) <= x < values[high..] */

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (distribution->table[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    if (!distribution->interpolate)
        return (double)low / distribution->n;
    if (low == 0)
        return 0;
    if (low == distribution->n)
        return 1;
    return (low - 1 +
            (x - distribution->table[low - 1]) /
                (distribution->table[low] - distribution->table[low - 1])) /
           (distribution->n - 1);
}

/* Moment about the origin (centre 0) or the mean. */
static double empirical_moment(const struct sim_distribution *distribution, int power,
                               double centre)
{
    double sum = 0;

    for (uint32_t i = 0; i + (distribution->interpolate ? 1 : 0) < distribution->n; i++) {
        double a = distribution->table[i] - centre;
        double b = (distribution->interpolate ? distribution->table[i + 1] - centre : a);

        /* Of a uniform piece: (a + b)/2 and (a^2 + ab + b^2)/3. */
        sum += power == 1 ? (a + b) / 2 : (a * a + a * b + b * b) / 3;
    }
    return sum / (distribution->n - (distribution->interpolate ? 1 : 0));
}

/* ---- all kinds ---- */

double sim_distribution_inverse(const struct sim_distribution *distribution, double u)
{
    const double a = distribution->a, b = distribution->b;

    switch (distribution->kind) {
    case SIM_CONSTANT:
        return a;
    case SIM_UNIFORM:
        return a + u * (b - a);
    case SIM_EXPONENTIAL:
        return sim_exponential_inverse(u, a);
    case SIM_LOGNORMAL:
        return sim_lognormal_inverse(u, a, b);
    case SIM_WEIBULL:
        return b * pow(sim_minus_log(1 - u), 1 / a);
    case SIM_PARETO:
        return b * pow(1 - u, -1 / a);
    case SIM_GAMMA:
        return b * read_table(distribution, u);
    case SIM_HYPEREXPONENTIAL:
    case SIM_PHASE_TYPE:
        return read_table(distribution, u);
    case SIM_EMPIRICAL:
        return empirical_inverse(distribution, u);
    }
    SIM_ASSERT(false, "distribution of kind %d", (int)distribution->kind);
    return NAN;
}

double sim_distribution_cdf(const struct sim_distribution *distribution, double x)
{
    const double a = distribution->a, b = distribution->b;
    double p, q;

    switch (distribution->kind) {
    case SIM_CONSTANT:
        return x >= a;
    case SIM_UNIFORM:
        return x <= a ? 0 : x >= b ? 1 : (x - a) / (b - a);
    case SIM_EXPONENTIAL:
        return x <= 0 ? 0 : -expm1(-x / a);
    case SIM_LOGNORMAL:
        if (x <= 0)
            return 0;
        if (b == 0)
            return log(x) >= a;
        sim_normal_tails((log(x) - a) / b, &p, &q);
        return p;
    case SIM_WEIBULL:
        return x <= 0 ? 0 : -expm1(-pow(x / b, a));
    case SIM_PARETO:
        return x <= b ? 0 : 1 - pow(b / x, a);
    case SIM_GAMMA:
        return x <= 0 ? 0 : sim_gamma_cdf(a, x / b);
    case SIM_HYPEREXPONENTIAL:
        return x <= 0 ? 0 : hyper_cdf(distribution, x);
    case SIM_PHASE_TYPE:
        return x <= 0 ? 0 : sim_phase_type_cdf(distribution->phases, x);
    case SIM_EMPIRICAL:
        return empirical_cdf(distribution, x);
    }
    SIM_ASSERT(false, "distribution of kind %d", (int)distribution->kind);
    return NAN;
}

double sim_distribution_mean(const struct sim_distribution *distribution)
{
    const double a = distribution->a, b = distribution->b;

    switch (distribution->kind) {
    case SIM_CONSTANT:
    case SIM_EXPONENTIAL:
        return a;
    case SIM_UNIFORM:
        return (a + b) / 2;
    case SIM_LOGNORMAL:
        return exp(a + b * b / 2);
    case SIM_WEIBULL:
        return b * tgamma(1 + 1 / a);
    case SIM_PARETO:
        return a > 1 ? a * b / (a - 1) : INFINITY;
    case SIM_GAMMA:
        return a * b;
    case SIM_HYPEREXPONENTIAL:
        return a / b + (1 - a) / distribution->c;
    case SIM_PHASE_TYPE:
        return distribution->phases->mean;
    case SIM_EMPIRICAL:
        return empirical_moment(distribution, 1, 0);
    }
    SIM_ASSERT(false, "distribution of kind %d", (int)distribution->kind);
    return NAN;
}

double sim_distribution_variance(const struct sim_distribution *distribution)
{
    const double a = distribution->a, b = distribution->b, c = distribution->c;
    double g;

    switch (distribution->kind) {
    case SIM_CONSTANT:
        return 0;
    case SIM_UNIFORM:
        return (b - a) * (b - a) / 12;
    case SIM_EXPONENTIAL:
        return a * a;
    case SIM_LOGNORMAL:
        return expm1(b * b) * exp(2 * a + b * b);
    case SIM_WEIBULL:
        g = tgamma(1 + 1 / a);
        return b * b * (tgamma(1 + 2 / a) - g * g);
    case SIM_PARETO:
        return a > 2 ? a * b * b / ((a - 1) * (a - 1) * (a - 2)) : INFINITY;
    case SIM_GAMMA:
        return a * b * b;
    case SIM_HYPEREXPONENTIAL:
        g = sim_distribution_mean(distribution);
        return 2 * a / (b * b) + 2 * (1 - a) / (c * c) - g * g;
    case SIM_PHASE_TYPE:
        return distribution->phases->variance;
    case SIM_EMPIRICAL:
        return empirical_moment(distribution, 2, sim_distribution_mean(distribution));
    }
    SIM_ASSERT(false, "distribution of kind %d", (int)distribution->kind);
    return NAN;
}

/* ---- discrete ---- */

void sim_discrete_init(struct sim_discrete *discrete, const double *weights, uint32_t n)
{
    uint32_t *small, *large;
    uint32_t n_small = 0, n_large = 0, heaviest = 0;
    double total = 0, sum = 0;

    for (uint32_t i = 0; i < n; i++) {
        SIM_ASSERT(isfinite(weights[i]) && weights[i] >= 0, "weight %u is %g", i, weights[i]);
        total += weights[i];
        if (weights[i] > weights[heaviest])
            heaviest = i;
    }
    SIM_ASSERT(n >= 1 && total > 0 && isfinite(total), "%u weights add up to %g", n, total);
    discrete->n = n;
    discrete->cumulative = allocate(n, sizeof *discrete->cumulative);
    discrete->threshold = allocate(n, sizeof *discrete->threshold);
    discrete->alias = allocate(n, sizeof *discrete->alias);
    small = allocate(n, sizeof *small);
    large = allocate(n, sizeof *large);
    for (uint32_t i = 0; i < n; i++) {
        sum += weights[i];
        discrete->cumulative[i] = sum / total;
        discrete->alias[i] = i;
        discrete->threshold[i] = weights[i] / total * n;
        if (discrete->threshold[i] < 1)
            small[n_small++] = i;
        else
            large[n_large++] = i;
    }
    while (n_small > 0 && n_large > 0) {
        uint32_t poor = small[--n_small];
        uint32_t rich = large[--n_large];

        discrete->alias[poor] = rich;
        discrete->threshold[rich] -= 1 - discrete->threshold[poor];
        if (discrete->threshold[rich] < 1)
            small[n_small++] = rich;
        else
            large[n_large++] = rich;
    }
    /* What is left has weight 1 up to rounding. */
    while (n_large > 0)
        discrete->threshold[large[--n_large]] = 1;
    while (n_small > 0) {
        uint32_t i = small[--n_small];

        /* Rounding must not make an impossible thing possible. */
        if (weights[i] > 0)
            discrete->threshold[i] = 1;
        else
            discrete->alias[i] = heaviest;
    }
    free(small);
    free(large);
}

void sim_discrete_release(struct sim_discrete *discrete)
{
    free(discrete->cumulative);
    free(discrete->threshold);
    free(discrete->alias);
    *discrete = (struct sim_discrete){0};
}

uint32_t sim_discrete_pick(const struct sim_discrete *discrete, double u)
{
    uint32_t low = 0, high = discrete->n - 1;

    /* The first whose cumulative weight is above u: never one of weight 0. */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (discrete->cumulative[middle] > u)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

uint32_t sim_discrete_pick_alias(const struct sim_discrete *discrete, double u)
{
    double at = u * discrete->n;
    uint32_t i = (uint32_t)at;

    if (i >= discrete->n)
        i = discrete->n - 1;
    return at - i < discrete->threshold[i] ? i : discrete->alias[i];
}
