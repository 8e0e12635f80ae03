#include "analysis/stats/quantile.h"

#include "sim/kernel/random.h"
#include "tests/unit/suite.h"

#include <math.h>

START_TEST(ranks_are_those_of_the_binomial)
{
    struct stats_ranks ranks = stats_quantile_ranks(1000, 0.95, 0.95);

    ck_assert(ranks.low == 936 && ranks.high == 964);
    ck_assert_msg(fabs(ranks.coverage - 0.9580952682227) < 1e-10, "%.13g", ranks.coverage);
    /* By hand: n = 3, p = 1/2; P(B = 0) = 1/8 > 0.025, so there is none below. */
    ranks = stats_quantile_ranks(3, 0.5, 0.95);
    ck_assert(ranks.low == 0 && ranks.high == 4);
    ck_assert(fabs(ranks.coverage - 1) < 1e-12);
}
END_TEST

START_TEST(a_sample_has_quantiles)
{
    double x[] = {5, 1, 4, 2, 3, 9, 8, 7, 6, 10}, few[] = {2, 1};
    struct stats_estimate e = stats_quantile(x, 10, 0.5, 0.95);

    /* qbinom(0.025; 10, 0.5) = 2, qbinom(0.975) + 1 = 9 */
    ck_assert(e.mean == 5 && e.low == 2 && e.high == 9);
    e = stats_quantile(few, 2, 0.99, 0.95);
    ck_assert(e.mean == 2 && isnan(e.high));
    ck_assert(isnan(stats_quantile(few, 0, 0.5, 0.95).mean));
    ck_assert(stats_quantile_needs(0.999) == 100000 && stats_quantile_needs(0.95) == 2000);
}
END_TEST

/* 400 samples of 200: the interval holds the true p90 as often as it says. */
START_TEST(the_interval_covers)
{
    uint32_t covered = 0;

    for (uint32_t s = 0; s < 400; s++) {
        double x[200];
        struct stats_estimate e;

        for (uint32_t i = 0; i < 200; i++)
            x[i] = sim_u01(sim_key_make(6, s), 1, 0, i);
        e = stats_quantile(x, 200, 0.9, 0.95);
        covered += e.low <= 0.9 && 0.9 <= e.high;
    }
    /* Exact coverage 0.959; 4 standard deviations are 16. */
    ck_assert_msg(covered >= 367 && covered <= 399, "%u of 400", covered);
}
END_TEST

SUITE_MAIN("quantile", ranks_are_those_of_the_binomial, a_sample_has_quantiles, the_interval_covers)
