/* test_noise.c: the factor on a service time, from one uniform. */
#include "models/noise.h"
#include "tests/unit/suite.h"

#include <math.h>

/* Linear between the points, flat beyond them. */
START_TEST(a_table_is_linear_between_its_points)
{
    static const double p[] = {0.1, 0.5, 0.9};
    static const double value[] = {1, 2, 6};
    const struct cri_noise_spec noise = {.kind = CRI_NOISE_TABLE, .n = 3, .p = p, .value = value};

    ck_assert(cri_noise_is_on(&noise));
    ck_assert_double_eq_tol(cri_noise(&noise, 0.05), 1, 1e-12);
    ck_assert_double_eq_tol(cri_noise(&noise, 0.1), 1, 1e-12);
    ck_assert_double_eq_tol(cri_noise(&noise, 0.3), 1.5, 1e-12);
    ck_assert_double_eq_tol(cri_noise(&noise, 0.5), 2, 1e-12);
    ck_assert_double_eq_tol(cri_noise(&noise, 0.8), 5, 1e-12);
    ck_assert_double_eq_tol(cri_noise(&noise, 0.9), 6, 1e-12);
    ck_assert_double_eq_tol(cri_noise(&noise, 0.95), 6, 1e-12);
    ck_assert_double_eq_tol(cri_noise_median(&noise), cri_noise(&noise, 0.5), 1e-15);
}
END_TEST

/* Lognormal with median 1: its quantile of 0.8413 is one sigma up, of 0.1587 one down. */
START_TEST(a_sigma_is_lognormal_around_one)
{
    const struct cri_noise_spec noise = {.sigma = 0.5};
    const struct cri_noise_spec none = {.sigma = 0};

    ck_assert(!cri_noise_is_on(&none));
    ck_assert_double_eq_tol(cri_noise(&noise, 0.5), 1, 1e-12);
    ck_assert_double_eq_tol(cri_noise_median(&noise), 1, 1e-15);
    ck_assert_double_eq_tol(cri_noise(&noise, 0.8413447460685429), exp(0.5), 1e-9);
    ck_assert_double_eq_tol(cri_noise(&noise, 0.15865525393145707), exp(-0.5), 1e-9);
}
END_TEST

/* Exponential with mean 1: its quantile of 1 - 1/e is 1, its median ln 2. */
START_TEST(an_exponential_has_mean_one)
{
    const struct cri_noise_spec noise = {.kind = CRI_NOISE_EXPONENTIAL};

    ck_assert(cri_noise_is_on(&noise));
    ck_assert_double_eq_tol(cri_noise(&noise, 0.5), log(2), 1e-12);
    ck_assert_double_eq_tol(cri_noise_median(&noise), log(2), 1e-12);
    ck_assert_double_eq_tol(cri_noise(&noise, 1 - exp(-1)), 1, 1e-12);
}
END_TEST

SUITE_MAIN("noise", a_table_is_linear_between_its_points, a_sigma_is_lognormal_around_one,
           an_exponential_has_mean_one)
