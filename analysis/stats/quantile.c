#include "analysis/stats/quantile.h"
#include "sim/base/sort.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* The smallest k with P(B <= k) >= q. */
static uint32_t binomial_quantile(double q, uint32_t n, double p)
{
    uint32_t low = 0, high = n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (gsl_cdf_binomial_P(middle, p, n) >= q)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct stats_ranks stats_quantile_ranks(uint32_t n, double p, double level)
{
    struct stats_ranks ranks = {.low = binomial_quantile((1 - level) / 2, n, p),
                                .high = binomial_quantile((1 + level) / 2, n, p) + 1};

    ranks.coverage = gsl_cdf_binomial_P(ranks.high - 1, p, n) -
                     (ranks.low > 0 ? gsl_cdf_binomial_P(ranks.low - 1, p, n) : 0);
    return ranks;
}

struct stats_estimate stats_quantile(double *values, uint32_t n, double p, double level)
{
    struct stats_estimate e = {.mean = NAN, .low = NAN, .high = NAN, .sd = NAN, .n = n};
    struct stats_ranks ranks;
    uint32_t at;

    if (n == 0)
        return e;
    sim_sort(values, n, sizeof *values, sim_by_double);
    ranks = stats_quantile_ranks(n, p, level);
    /* A product that is whole but for rounding is whole. */
    at = (uint32_t)ceil(p * n * (1 - 1e-12));
    e.mean = values[at > 0 ? at - 1 : 0];
    if (ranks.low >= 1)
        e.low = values[ranks.low - 1];
    if (ranks.high <= n)
        e.high = values[ranks.high - 1];
    return e;
}

double stats_quantile_needs(double p)
{
    return ceil(100 / (1 - p) * (1 - 1e-12));
}
