#include "analysis/stats/stats.h"

#include "tests/unit/suite.h"

#include <math.h>

static void near(double value, double expected)
{
    ck_assert_msg(fabs(value / expected - 1) < 1e-9, "%.13g instead of %.13g", value, expected);
}

START_TEST(t_quantiles)
{
    near(stats_t_quantile(0.975, 9), 2.262157162741);
    near(stats_t_quantile(0.975, 29), 2.045229642133);
    near(stats_t_quantile(0.95, 19), 1.729132811521);
    near(stats_t_quantile(0.995, 9), 3.249835544015);
    near(stats_t_quantile(0.975, 1), 12.70620473643);
}
END_TEST

START_TEST(paired_differences)
{
    static const double a[] = {12.1, 11.4, 13.0, 12.7, 11.9, 12.5, 13.3, 12.0, 12.8, 12.2};
    static const double b[] = {11.6, 11.1, 12.3, 12.4, 11.2, 12.1, 12.9, 11.3, 12.4, 11.7};
    struct stats_estimate e = stats_paired(a, b, 10, 0.95);

    near(e.mean, 0.49);
    near(e.sd, 0.1595131481867);
    near((e.high - e.low) / 2, 0.1141088321456);
}
END_TEST

START_TEST(few_observations_have_no_interval)
{
    static const double one[] = {5};
    struct stats_estimate e = stats_mean(one, 1, 0.95);

    ck_assert(e.mean == 5 && isnan(e.low) && isnan(e.high) && e.n == 1);
    ck_assert(isnan(stats_mean(one, 0, 0.95).mean));
}
END_TEST

START_TEST(no_data_does_not_count)
{
    static const double a[] = {NAN, 3, 5, 9}, b[] = {1, 2, NAN, 4};
    struct stats_estimate e = stats_paired(a, b, 4, 0.95);

    ck_assert(e.mean == 3 && e.n == 2); /* 3 - 2 and 9 - 4 */
    near(e.high - e.low, 4 * stats_t_quantile(0.975, 1));
    e = stats_mean(a, 2, 0.95);
    ck_assert(e.mean == 3 && e.n == 1 && isnan(e.low));
    ck_assert(isnan(stats_mean(a, 1, 0.95).mean));
}
END_TEST

START_TEST(ratio_is_of_the_sums)
{
    static const double top[] = {1, 4, 10}, bottom[] = {2, 4, 8};
    struct stats_estimate e = stats_ratio(top, bottom, 3, 0.95);
    double residuals = sqrt(((1 - 2 * 15.0 / 14) * (1 - 2 * 15.0 / 14) +
                             (4 - 4 * 15.0 / 14) * (4 - 4 * 15.0 / 14) +
                             (10 - 8 * 15.0 / 14) * (10 - 8 * 15.0 / 14)) /
                            2) /
                       (14.0 / 3) / sqrt(3);

    near(e.mean, 15.0 / 14);
    near((e.high - e.low) / 2, residuals * stats_t_quantile(0.975, 2));
}
END_TEST

START_TEST(wilson_and_bonferroni)
{
    /* Newcombe 1998, table I: 81 of 263, 95 %: 0.2553 to 0.3662. */
    struct stats_estimate e = stats_wilson(81, 263, 0.95);

    ck_assert(fabs(e.low - 0.2553) < 5e-5 && fabs(e.high - 0.3662) < 5e-5);
    ck_assert(fabs(stats_wilson(0, 10, 0.95).low) < 1e-12);
    /* Clopper and Pearson of 0 in n: 1 - 0.025^(1/n); of 81 in 263 as in the same table. */
    near(stats_clopper_pearson(0, 10, 0.95).high, 1 - pow(0.025, 0.1));
    near(stats_clopper_pearson(10, 10, 0.95).low, pow(0.025, 0.1));
    e = stats_clopper_pearson(81, 263, 0.95);
    ck_assert(fabs(e.low - 0.2527) < 5e-5 && fabs(e.high - 0.3676) < 5e-5);
    ck_assert(stats_clopper_pearson(0, 10, 0.95).low == 0);
    near(stats_bonferroni(0.95, 5), 0.99);
    near(stats_bonferroni(0.95, 0), 0.95);
}
END_TEST

START_TEST(pairing_is_shown)
{
    static const double a[] = {12.1, 11.4, 13.0, 12.7, 11.9, 12.5, 13.3, 12.0, 12.8, 12.2, NAN};
    static const double b[] = {11.6, 11.1, 12.3, 12.4, 11.2, 12.1, 12.9, 11.3, 12.4, 11.7, 40};
    struct stats_pairing p = stats_pairing(a, b, 11, 0.95); /* half a pair is none */
    struct stats_estimate e;
    double df;

    near((p.paired.high - p.paired.low) / 2, 0.1141088321456);
    near((p.unpaired.high - p.unpaired.low) / 2, 0.5554902718977);
    near(p.correlation, 0.9650914938732);
    near(p.paired.mean / p.paired.sd * sqrt(10), 9.71403342669);
    e = stats_welch(a, 11, b, 10, 0.95, &df);
    near(df, 17.94410501477);
    near(e.mean, 0.49);
    near((e.high - e.low) / 2, 0.5554902718977);
    /* 229/9000 over 2969/9000 + 83/225 */
    near(p.variance_ratio, 229 / 6289.0);
}
END_TEST

START_TEST(pairing_without_variance)
{
    static const double a[] = {1, 2, 4}, b[] = {3, 3, 3};
    struct stats_pairing p = stats_pairing(a, b, 3, 0.95);

    ck_assert(isnan(p.correlation) && fabs(p.variance_ratio - 1) < 1e-12);
    p = stats_pairing(b, b, 3, 0.95);
    ck_assert(isnan(p.correlation) && isnan(p.variance_ratio));
    ck_assert(p.unpaired.low == 0 && p.unpaired.high == 0);
    ck_assert(isnan(stats_pairing(a, b, 1, 0.95).unpaired.low));
}
END_TEST

SUITE_MAIN("stats", t_quantiles, paired_differences, few_observations_have_no_interval,
           no_data_does_not_count, ratio_is_of_the_sums, wilson_and_bonferroni, pairing_is_shown,
           pairing_without_variance)
