#include "analysis/stats/stump.h"

#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

struct point {
    double value;
    bool fails;
};

static int by_value(const void *a, const void *b)
{
    const struct point *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

/* So many failures or more among n_side of n points, of which n_fail fail, by luck. */
static double tail(uint32_t n_caught, uint32_t n_side, uint32_t n_fail, uint32_t n)
{
    return n_caught == 0 ? 1 : gsl_cdf_hypergeometric_Q(n_caught - 1, n_fail, n - n_fail, n_side);
}

static bool is_better(const struct stats_stump *a, const struct stats_stump *b)
{
    if (b->input == UINT32_MAX || a->n_wrong != b->n_wrong)
        return b->input == UINT32_MAX || a->n_wrong < b->n_wrong;
    return a->n_side - a->n_caught < b->n_side - b->n_caught;
}

struct stats_stump stats_stump_of(uint32_t input, const double *values, uint32_t step,
                                  const bool *fails, uint32_t n, uint32_t n_inputs)
{
    struct stats_stump best = {.input = UINT32_MAX, .chance = 1, .n_wrong = n};
    struct point *points = sim_fresh(n, sizeof *points);
    uint32_t n_fail = 0, below = 0, looked_at = 0;

    for (uint32_t i = 0; i < n; i++) {
        points[i] = (struct point){values[(size_t)i * step], fails[i]};
        n_fail += fails[i];
    }
    sim_sort(points, n, sizeof *points, by_value);
    for (uint32_t i = 0; i + 1 < n && n_fail > 0 && n_fail < n; i++) {
        below += points[i].fails;
        if (points[i].value == points[i + 1].value)
            continue;
        for (int side = 0; side < 2; side++) {
            struct stats_stump of = {.input = input,
                                     .fails_below = side == 0,
                                     .from = points[i].value,
                                     .to = points[i + 1].value,
                                     .n_side = side == 0 ? i + 1 : n - i - 1,
                                     .n_caught = side == 0 ? below : n_fail - below};

            of.n_wrong = of.n_side - of.n_caught + n_fail - of.n_caught;
            looked_at++;
            if (is_better(&of, &best))
                best = of;
        }
    }
    free(points);
    if (best.input != UINT32_MAX)
        best.chance = fmin(1, tail(best.n_caught, best.n_side, n_fail, n) * looked_at * n_inputs);
    return best;
}

void stats_stumps(const double *points, const bool *fails, uint32_t n, uint32_t k,
                  struct stats_stump *stumps)
{
    for (uint32_t i = 0; i < k; i++) {
        struct stats_stump of = stats_stump_of(i, points + i, k, fails, n, k);
        uint32_t at = i;

        /* One without a stump comes last: all are, or this input does not vary. */
        while (at > 0 && of.input != UINT32_MAX &&
               (stumps[at - 1].input == UINT32_MAX || of.n_wrong < stumps[at - 1].n_wrong)) {
            stumps[at] = stumps[at - 1];
            at--;
        }
        stumps[at] = of;
    }
}
