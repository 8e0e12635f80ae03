#include "analysis/stats/sensitivity.h"

#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>

static void near(double value, double expected, double off)
{
    ck_assert_msg(fabs(value - expected) <= off, "%.13g instead of %.13g", value, expected);
}

START_TEST(morris_of_a_linear_function)
{
    enum { R = 10, K = 3, N = R * (K + 1) };
    static const double c[K] = {3, -2, 0.5};
    double points[N * K], values[N];
    struct stats_effect effects[K];

    ck_assert(stats_morris_points(sim_key_make(1, 0), R, K, 4, points));
    for (uint32_t i = 0; i < N; i++) {
        values[i] = 0;
        for (uint32_t j = 0; j < K; j++)
            values[i] += c[j] * points[i * K + j];
    }
    ck_assert(stats_morris_effects(points, values, R, K, effects));
    for (uint32_t j = 0; j < K; j++) {
        near(effects[j].mean, c[j], 1e-12);
        near(effects[j].mean_abs, fabs(c[j]), 1e-12);
        near(effects[j].sd, 0, 1e-12);
        ck_assert_uint_eq(effects[j].n, R);
    }
}
END_TEST

START_TEST(morris_trajectories_stay_on_the_grid)
{
    enum { R = 200, K = 4, LEVELS = 6 };
    static double points[R * (K + 1) * K];
    uint32_t at_level[LEVELS] = {0}, up = 0;

    ck_assert(stats_morris_points(sim_key_make(3, 0), R, K, LEVELS, points));
    for (uint32_t i = 0; i < R * (K + 1); i++)
        for (uint32_t j = 0; j < K; j++) {
            double level = points[i * K + j] * (LEVELS - 1), step;

            ck_assert(points[i * K + j] >= 0 && points[i * K + j] <= 1);
            near(level, round(level), 1e-12);
            if (i % (K + 1) == 0)
                at_level[lround(level)]++;
            if (i % (K + 1) == K || points[i * K + j] == points[(i + 1) * K + j])
                continue;
            step = points[(i + 1) * K + j] - points[i * K + j];
            near(fabs(step), LEVELS / (2.0 * (LEVELS - 1)), 1e-12);
            up += step > 0;
        }
    /* 800 starts in 6 levels, 800 steps up or down: within 4.5 standard deviations. */
    for (uint32_t level = 0; level < LEVELS; level++)
        ck_assert_msg(abs((int)at_level[level] - R * K / LEVELS) < 48, "%u", at_level[level]);
    ck_assert(abs((int)up - R * K / 2) < 64);
    ck_assert(!stats_morris_points(sim_key_make(3, 0), R, K, 5, points));
}
END_TEST

START_TEST(morris_tells_interaction_and_refuses_other_points)
{
    /* f = x1 x2 by hand: x2 moves at x1 = 0 and at x1 = 1: effects 0 and 1. */
    static const double points[] = {0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1};
    static const double values[] = {0, 0, 1, 0, 1, 0};
    static const double both[] = {0, 0, 1, 1, 0, 1};
    struct stats_effect effects[2];

    ck_assert(stats_morris_effects(points, values, 2, 2, effects));
    near(effects[1].mean, 0.5, 1e-12); /* of 0 and 1 */
    near(effects[1].sd, sqrt(0.5), 1e-12);
    near(effects[0].mean, 1, 1e-12); /* both at x2 = 1 */
    ck_assert(!stats_morris_effects(both, values, 1, 2, effects));
}
END_TEST

START_TEST(a_missing_value_costs_its_effects_only)
{
    static const double points[] = {0, 0, 0, 1, 1, 1};
    static const double values[] = {1, 3, NAN};
    struct stats_effect effects[2];

    ck_assert(stats_morris_effects(points, values, 1, 2, effects));
    ck_assert(effects[1].n == 1 && effects[1].mean == 2 && isnan(effects[1].sd));
    ck_assert(effects[0].n == 0 && isnan(effects[0].mean) && isnan(effects[0].mean_abs));
}
END_TEST

static double ishigami(const double *u)
{
    double x[3];

    for (int j = 0; j < 3; j++)
        x[j] = acos(-1) * (2 * u[j] - 1);
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

/* Ishigami and Homma 1990, a = 7, b = 0.1: shares of the variance in closed form. */
START_TEST(sobol_shares_of_ishigami)
{
    enum { N = 1 << 12, K = 3, SIZE = N * (2 * K + 2) };
    static const double first[K] = {0.3139051911478, 0.44241114479, 0};
    static const double total[K] = {0.55758885521, 0.44241114479, 0.2436836640621};
    double *points = malloc(sizeof *points * SIZE * K), *values = malloc(sizeof *values * SIZE);
    double together[K * K], variance;
    struct stats_share shares[K];

    ck_assert(stats_sobol_size(N, K, true) == SIZE);
    ck_assert(stats_sobol_design(sim_key_make(1, 0), N, K, true, points));
    for (uint32_t i = 0; i < SIZE; i++)
        values[i] = ishigami(points + (size_t)i * K);
    variance =
        stats_sobol_shares(sim_key_make(1, 0), values, N, K, true, 20, 0.95, shares, together);
    near(variance, 13.84458794072, 0.05);
    for (uint32_t j = 0; j < K; j++) {
        near(shares[j].first.mean, first[j], 0.01);
        near(shares[j].total.mean, total[j], 0.01);
        ck_assert(shares[j].first.low <= shares[j].first.mean &&
                  shares[j].first.mean <= shares[j].first.high && shares[j].first.n == N);
        ck_assert(shares[j].total.high - shares[j].total.low < 0.2);
    }
    near(together[2], 0.2436836640621, 0.01);
    near(together[6], together[2], 0);
    near(together[1], 0, 0.01);
    ck_assert(isnan(together[4]));
    free(values);
    free(points);
}
END_TEST

START_TEST(sobol_without_variance_or_values)
{
    enum { N = 4, K = 2, SIZE = N * (K + 2) };
    double values[SIZE];
    struct stats_share shares[K];

    for (uint32_t i = 0; i < SIZE; i++)
        values[i] = 5;
    ck_assert(stats_sobol_shares(sim_key_make(1, 0), values, N, K, false, 10, 0.95, shares, NULL) ==
              0);
    ck_assert(isnan(shares[0].first.mean) && isnan(shares[0].first.low));
    values[3] = NAN;
    stats_sobol_shares(sim_key_make(1, 0), values, N, K, false, 0, 0.95, shares, NULL);
    ck_assert_uint_eq(shares[1].total.n, N - 1);
}
END_TEST

START_TEST(a_tornado_is_ordered_by_what_is_at_stake)
{
    static const double stated[] = {10, 12, 11}, low[] = {9, 11.5, 10}, high[] = {10, 12, 11},
                        both_up[] = {14, 15, 16}, up[] = {12, 13, 13}, none[] = {NAN, NAN, NAN};
    struct stats_bar bars[] = {
        stats_tornado_bar(0, stated, low, high, 3, 0.95),
        stats_tornado_bar(1, stated, none, none, 3, 0.95),
        stats_tornado_bar(2, stated, up, both_up, 3, 0.95), /* never below as stated */
        stats_tornado_bar(3, stated, high, low, 3, 0.95),
    };

    near(bars[0].low.mean, -2.5 / 3, 1e-12);
    near(bars[0].swing, 2.5 / 3, 1e-12);
    near(bars[2].swing, 4, 1e-12);
    near(stats_tornado_bar(4, both_up, stated, up, 3, 0.95).swing, 4, 1e-12); /* never above */
    ck_assert(bars[0].high.low == 0 && bars[0].high.high == 0);
    ck_assert(bars[0].low.low < bars[0].low.mean && isnan(bars[1].swing));
    stats_tornado_order(bars, 4);
    ck_assert(bars[0].factor == 2 && bars[1].factor == 0 && bars[2].factor == 3 &&
              bars[3].factor == 1);
}
END_TEST

SUITE_MAIN("sensitivity", morris_of_a_linear_function, morris_trajectories_stay_on_the_grid,
           morris_tells_interaction_and_refuses_other_points,
           a_missing_value_costs_its_effects_only, sobol_shares_of_ishigami,
           sobol_without_variance_or_values, a_tornado_is_ordered_by_what_is_at_stake)
