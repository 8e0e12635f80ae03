#include "sim/kernel/phase_type.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LEFT_OVER 1e-25
enum { MOST_STEPS = 1 << 23, MOST = SIM_PHASES_MAX };

/* Solve (-T) x = b by elimination with pivots; T of the chain's transient states. */
static void solve(uint32_t n, const double *minus_t, double *x)
{
    double(*a)[MOST + 1] = sim_fresh(n, sizeof *a);

    for (uint32_t i = 0; i < n; i++) {
        memcpy(a[i], minus_t + (size_t)i * n, n * sizeof(double));
        a[i][n] = x[i];
    }
    for (uint32_t column = 0; column < n; column++) {
        uint32_t pivot = column;

        for (uint32_t i = column + 1; i < n; i++)
            if (fabs(a[i][column]) > fabs(a[pivot][column]))
                pivot = i;
        SIM_ASSERT(a[pivot][column] != 0, "phase %u does not lead to the end", column);
        for (uint32_t j = column; pivot != column && j <= n; j++) {
            double other = a[pivot][j];

            a[pivot][j] = a[column][j];
            a[column][j] = other;
        }
        for (uint32_t i = column + 1; i < n; i++) {
            double factor = a[i][column] / a[column][column];

            for (uint32_t j = column; j <= n; j++)
                a[i][j] -= factor * a[column][j];
        }
    }
    for (uint32_t i = n; i-- > 0;) {
        x[i] = a[i][n];
        for (uint32_t j = i + 1; j < n; j++)
            x[i] -= a[i][j] * x[j];
        x[i] /= a[i][i];
    }
    free(a);
}

/* E[X] = a (-T)^-1 1, E[X^2] = 2 a (-T)^-2 1. */
static void set_moments(struct sim_phase_type *type, uint32_t n, const double *start,
                        const double *minus_t)
{
    double x[MOST], square = 0;

    for (uint32_t i = 0; i < n; i++)
        x[i] = 1;
    solve(n, minus_t, x);
    for (uint32_t i = 0; i < n; i++)
        type->mean += start[i] * x[i];
    solve(n, minus_t, x);
    for (uint32_t i = 0; i < n; i++)
        square += 2 * start[i] * x[i];
    type->variance = square - type->mean * type->mean;
}

static void add_step(struct sim_phase_type *type, uint32_t *capacity, double inside, double ended,
                     double leaving)
{
    if (type->n_steps == *capacity) {
        *capacity = *capacity > 0 ? *capacity * 2 : 256;
        type->inside = sim_grown(type->inside, *capacity, sizeof(double));
        type->ended = sim_grown(type->ended, *capacity, sizeof(double));
        type->leaving = sim_grown(type->leaving, *capacity, sizeof(double));
    }
    type->inside[type->n_steps] = inside;
    type->ended[type->n_steps] = ended;
    type->leaving[type->n_steps++] = leaving;
}

/* The chain with jumps at rate q, step by step. */
static void make_steps(struct sim_phase_type *type, uint32_t n, const double *start,
                       const double *rates, const double *ends, const double *out)
{
    double p[MOST], next[MOST];
    double ended = 0;
    uint32_t capacity = 0;

    memcpy(p, start, n * sizeof *p);
    for (;;) {
        double inside = 0, leaving = 0;

        for (uint32_t i = 0; i < n; i++) {
            inside += p[i];
            leaving += p[i] * ends[i];
        }
        add_step(type, &capacity, inside, ended, leaving);
        if (inside < LEFT_OVER)
            return;
        SIM_ASSERT(type->n_steps < MOST_STEPS, "the rates of the phases are too far apart");
        ended += leaving / type->rate;
        for (uint32_t j = 0; j < n; j++) {
            next[j] = p[j] * (1 - out[j] / type->rate);
            for (uint32_t i = 0; i < n; i++)
                if (i != j)
                    next[j] += p[i] * rates[(size_t)i * n + j] / type->rate;
        }
        memcpy(p, next, n * sizeof *p);
    }
}

void sim_phase_type_init(struct sim_phase_type *type, uint32_t phases, const double *start,
                         const double *rates, const double *ends)
{
    double minus_t[MOST * MOST], out[MOST], total = 0;

    SIM_ASSERT(phases >= 1 && phases <= SIM_PHASES_MAX, "%u phases", phases);
    *type = (struct sim_phase_type){0};
    for (uint32_t i = 0; i < phases; i++) {
        SIM_ASSERT(isfinite(start[i]) && start[i] >= 0 && isfinite(ends[i]) && ends[i] >= 0,
                   "phase %u: begins with %g, ends at %g", i, start[i], ends[i]);
        total += start[i];
        out[i] = ends[i];
        for (uint32_t j = 0; j < phases; j++) {
            double rate = i == j ? 0 : rates[(size_t)i * phases + j];

            SIM_ASSERT(isfinite(rate) && rate >= 0, "rate %u -> %u is %g", i, j, rate);
            out[i] += rate;
            minus_t[(size_t)i * phases + j] = -rate;
        }
        SIM_ASSERT(out[i] > 0, "phase %u is never left", i);
        minus_t[(size_t)i * phases + i] = out[i];
        if (out[i] > type->rate)
            type->rate = out[i];
    }
    SIM_ASSERT(fabs(total - 1) < 1e-9, "the phases begin with %.12g in all", total);
    set_moments(type, phases, start, minus_t);
    make_steps(type, phases, start, rates, ends, out);
}

void sim_phase_type_release(struct sim_phase_type *type)
{
    free(type->inside);
    free(type->ended);
    free(type->leaving);
    *type = (struct sim_phase_type){0};
}

/* Sum over k of Poisson(k; mean) terms[k], `beyond` where there are no more terms. */
static double poisson_sum(const double *terms, uint32_t n, double beyond, double mean)
{
    double spread = 12 * sqrt(mean) + 60;
    double low = mean - spread;
    uint32_t from = low > 0 ? (uint32_t)low : 0;
    uint32_t to = (uint32_t)(mean + spread);
    uint32_t middle = (uint32_t)mean;
    double at_middle, weight, sum = 0;

    if (mean == 0)
        return terms[0];
    at_middle = exp((double)middle * log(mean) - mean - lgamma((double)middle + 1));
    weight = at_middle;
    for (uint32_t k = middle;; k++) {
        sum += weight * (k < n ? terms[k] : beyond);
        if (k == to)
            break;
        weight *= mean / (k + 1);
    }
    weight = at_middle;
    for (uint32_t k = middle; k-- > from;) {
        weight *= (k + 1) / mean;
        sum += weight * (k < n ? terms[k] : beyond);
    }
    return sum;
}

double sim_phase_type_cdf(const struct sim_phase_type *type, double x)
{
    return poisson_sum(type->ended, type->n_steps, 1, type->rate * x);
}

double sim_phase_type_tail(const struct sim_phase_type *type, double x)
{
    return poisson_sum(type->inside, type->n_steps, 0, type->rate * x);
}

double sim_phase_type_density(const struct sim_phase_type *type, double x)
{
    return poisson_sum(type->leaving, type->n_steps, 0, type->rate * x);
}
