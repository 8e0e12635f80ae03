#include "analysis/stats/steady.h"

#include "sim/kernel/random.h"
#include "tests/unit/suite.h"

#include <math.h>

static void near(double value, double expected)
{
    ck_assert_msg(fabs(value / expected - 1) < 1e-9, "%.13g instead of %.13g", value, expected);
}

START_TEST(mser_5)
{
    double y[104];
    struct stats_warm_up found;

    for (int i = 0; i < 104; i++)
        y[i] = 10 * pow(0.8, i) + 5 + ((7 * i) % 11 - 5) / 10.0;
    found = stats_mser(y, 100, 5);
    ck_assert(found.n_batches == 20 && found.cut_batches == 4 && found.cut == 20);
    near(found.value, 0.0005321278124673);
    near(found.mean, 5.003455759276);
    near(found.mean_all, 5.494999999898);
    ck_assert(!found.too_short);
    /* What does not fill a batch is left out. */
    near(stats_mser(y, 104, 5).value, found.value);
}
END_TEST

START_TEST(mser_at_its_edges)
{
    double y[100];
    struct stats_warm_up found;

    for (int i = 0; i < 100; i++)
        y[i] = 3;
    found = stats_mser(y, 100, 5); /* all cuts are as good: the smallest */
    ck_assert(found.cut == 0 && found.value == 0 && found.mean == 3 && !found.too_short);
    for (int i = 0; i < 100; i++)
        y[i] = -i; /* never settles: the cut runs to the middle */
    found = stats_mser(y, 100, 5);
    ck_assert(found.cut_batches == 10 && found.too_short);
    ck_assert(stats_mser(y, 45, 5).too_short); /* nine batches */
    found = stats_mser(y, 4, 5);
    ck_assert(found.too_short && found.n_batches == 0 && isnan(found.mean));
}
END_TEST

/* Stationary AR(1) about 0. */
static void autoregressive(double phi, uint32_t n, uint32_t replication, double *x)
{
    struct sim_key key = sim_key_make(4, replication);
    double last = sim_normal_inverse(sim_u01(key, 1, 0, 0)) / sqrt(1 - phi * phi);

    for (uint32_t i = 0; i < n; i++) {
        x[i] = last;
        last = phi * last + sim_normal_inverse(sim_u01(key, 1, 0, i + 1));
    }
}

START_TEST(batch_means_check_themselves)
{
    static double x[20000];
    struct stats_batch_means found;
    uint32_t covered = 0;

    autoregressive(0.8, 20000, 0, x);
    found = stats_batch_means(x, 20000, 0.95);
    ck_assert(found.reliable && found.size >= 20000 / 30 && found.estimate.n >= 10);
    /* (1 + phi) / (1 - phi) = 9 */
    ck_assert_msg(fabs(found.correlation_time - 9) < 2, "%g", found.correlation_time);
    for (uint32_t r = 1; r <= 40; r++) {
        autoregressive(0.8, 5000, r, x);
        found = stats_batch_means(x, 5000, 0.95);
        covered += found.estimate.low < 0 && found.estimate.high > 0;
    }
    ck_assert_msg(covered >= 34, "%u of 40", covered); /* 38 are due; 34 or more: 97 % */
    /* As many as are correlated over 2,000 steps are too few. */
    autoregressive(0.999, 20000, 0, x);
    ck_assert(!stats_batch_means(x, 20000, 0.95).reliable);
    ck_assert(isnan(stats_batch_means(x, 19, 0.95).estimate.low));
}
END_TEST

START_TEST(constant_series_have_no_width)
{
    double x[100];
    struct stats_batch_means found;

    for (int i = 0; i < 100; i++)
        x[i] = 0.1; /* whose sum is rounded */
    found = stats_batch_means(x, 100, 0.95);
    ck_assert(found.reliable && found.size == 6);
    ck_assert(found.estimate.high - found.estimate.low < 1e-15 && found.correlation_time == 1);
}
END_TEST

START_TEST(overlapping_batches_by_hand)
{
    /* Batches of 2 of 1, 3, 2, 6: 2, 2.5, 4; mean 3; squares 1 + 0.25 + 1; 4 x 2 / (3 x 2) of it is
     * 3, over n 0.75. */
    static const double x[] = {1, 3, 2, 6};
    struct stats_estimate e = stats_overlapping(x, 4, 2, 0.95);

    near(e.mean, 3);
    near((e.high - e.low) / 2, sqrt(0.75) * stats_t_quantile(0.975, 1.5));
}
END_TEST

START_TEST(run_length)
{
    near(stats_run_length(1976, 0.05 * 4, 0.95), 189768.0657423);
}
END_TEST

SUITE_MAIN("steady", mser_5, mser_at_its_edges, batch_means_check_themselves,
           constant_series_have_no_width, overlapping_batches_by_hand, run_length)
