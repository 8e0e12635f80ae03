#include "sim/kernel/random.h"

#include "sim/kernel/philox.h"
#include "tests/unit/suite.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

START_TEST(philox_known_answers)
{
    /* Random123's known-answer vectors (Salmon et al. 2011). */
    static const uint32_t zero[4] = {0}, ones[4] = {~0u, ~0u, ~0u, ~0u};
    uint32_t out[4];

    sim_philox4x32_10(zero, 0, 0, out);
    ck_assert_uint_eq(out[0], 0x6627e8d5);
    ck_assert_uint_eq(out[1], 0xe169c58d);
    ck_assert_uint_eq(out[2], 0xbc57ac4c);
    ck_assert_uint_eq(out[3], 0x9b00dbd8);
    sim_philox4x32_10(ones, ~0u, ~0u, out);
    ck_assert_uint_eq(out[0], 0x408f276d);
    ck_assert_uint_eq(out[1], 0x41c83b0e);
    ck_assert_uint_eq(out[2], 0xa20bc7c6);
    ck_assert_uint_eq(out[3], 0x6d5451fd);
}
END_TEST

START_TEST(never_zero_and_never_one)
{
    ck_assert(sim_to_u01(0, 0) == 0x1p-53);
    ck_assert(sim_to_u01(UINT32_MAX, UINT32_MAX) == 1 - 0x1p-53);
    ck_assert(isfinite(sim_exponential_inverse(sim_to_u01(UINT32_MAX, UINT32_MAX), 1)));
}
END_TEST

START_TEST(draws_are_functions_of_their_key)
{
    struct sim_key key = sim_key_make(7, 3);
    double pair[2];

    ck_assert(sim_u01(key, 1, 42, 5) == sim_u01(sim_key_make(7, 3), 1, 42, 5));
    ck_assert(sim_u01(key, 1, 42, 5) != sim_u01(sim_key_make(7, 4), 1, 42, 5));
    ck_assert(sim_u01(key, 1, 42, 5) != sim_u01(sim_key_make(8, 3), 1, 42, 5));
    ck_assert(sim_u01(key, 1, 42, 5) != sim_u01(key, 2, 42, 5));
    ck_assert(sim_u01(key, 1, 42, 5) != sim_u01(key, 1, 43, 5));
    ck_assert(sim_u01(key, 1, 42, 5) != sim_u01(key, 1, 42, 6));
    sim_u01_pair(key, 1, 42, 2, pair);
    ck_assert(pair[0] == sim_u01(key, 1, 42, 4));
    ck_assert(pair[1] == sim_u01(key, 1, 42, 5));
}
END_TEST

/* Consecutive entities, replications and k are the low-entropy keys that occur in practice. */
static double draw(int family, uint32_t i)
{
    struct sim_key key = sim_key_make(1, family == 1 ? i : 0);

    if (family == 0)
        return sim_u01(key, 1, i, 0);
    if (family == 1)
        return sim_u01(key, 1, 5, 0);
    if (family == 2)
        return sim_u01(key, 1, 5, i);
    if (family == 3)
        return sim_u01(key, i, 5, 0);
    return sim_u01(key, 1, sim_entity(99, i), 1);
}

START_TEST(low_entropy_keys_are_uniform_and_uncorrelated)
{
    enum { N = 200000, CELLS = 100 };

    for (int family = 0; family < 5; family++) {
        uint32_t cells[CELLS] = {0};
        double sum = 0, product = 0, square = 0, previous = 0.5, chi = 0;

        for (uint32_t i = 0; i < N; i++) {
            double u = draw(family, i);

            ck_assert(u > 0 && u < 1);
            cells[(int)(u * CELLS)]++;
            sum += u;
            square += (u - 0.5) * (u - 0.5);
            product += (u - 0.5) * (previous - 0.5);
            previous = u;
        }
        for (int c = 0; c < CELLS; c++)
            chi += (cells[c] - (double)N / CELLS) * (cells[c] - (double)N / CELLS) /
                   ((double)N / CELLS);
        /* alpha = 0.0001 each, fixed keys, one try: chi-square(99) below 165, |z| below 3.9. */
        ck_assert_msg(chi < 165 && chi > 50, "family %d: chi-square %.1f", family, chi);
        ck_assert_msg(fabs(sum / N - 0.5) < 3.9 * sqrt(1.0 / 12 / N), "family %d: mean", family);
        ck_assert_msg(fabs(square / N - 1.0 / 12) < 3.9 * sqrt(1.0 / 180 / N),
                      "family %d: variance", family);
        ck_assert_msg(fabs(product / N) < 3.9 / 12 / sqrt(N), "family %d: lag 1", family);
    }
}
END_TEST

START_TEST(streams_of_one_entity_are_uncorrelated)
{
    enum { N = 200000 };
    struct sim_key key = sim_key_make(1, 0);
    double product = 0;

    for (uint32_t i = 0; i < N; i++)
        product += (sim_u01(key, 1, i, 0) - 0.5) * (sim_u01(key, 2, i, 0) - 0.5);
    ck_assert(fabs(product / N) < 3.9 / 12 / sqrt(N));
}
END_TEST

START_TEST(normal_inverse_is_exact)
{
    double worst = 0, at = 0;

    for (int i = 1; i < 100000; i++) {
        double u = i / 100000.0;
        double exact = gsl_cdf_ugaussian_Pinv(u);
        double error =
            i == 50000 ? fabs(sim_normal_inverse(u)) : fabs(sim_normal_inverse(u) / exact - 1);

        if (error > worst) {
            worst = error;
            at = u;
        }
    }
    for (double u = 1e-300; u < 1e-5; u *= 7) {
        double error = fabs(sim_normal_inverse(u) / gsl_cdf_ugaussian_Pinv(u) - 1);

        if (error > worst) {
            worst = error;
            at = u;
        }
    }
    ck_assert_msg(worst <= 1e-15, "relative error %g at u = %g", worst, at);
    /* By the distribution function where the inverse itself is to be judged. */
    for (double u = 1e-300; u < 1e-3; u *= 1e10)
        ck_assert(fabs(gsl_cdf_ugaussian_P(sim_normal_inverse(u)) / u - 1) < 1e-10);
}
END_TEST

START_TEST(normal_inverse_is_symmetric_and_monotone)
{
    double previous = -INFINITY;

    for (int i = 1; i < 4096; i++) {
        double u = i / 4096.0;
        double z = sim_normal_inverse(u);

        ck_assert(z > previous);
        ck_assert(z == -sim_normal_inverse(1 - u));
        previous = z;
    }
    ck_assert(isfinite(sim_normal_inverse(0x1p-54)) && isfinite(sim_normal_inverse(1 - 0x1p-53)));
}
END_TEST

START_TEST(moments_of_the_inverses)
{
    enum { N = 400000 };
    struct sim_key key = sim_key_make(3, 0);
    double exponential = 0, squares = 0, lognormal = 0;

    for (uint32_t i = 0; i < N; i++) {
        double x = sim_exponential_inverse(sim_u01(key, 1, i, 0), 2);

        exponential += x;
        squares += x * x;
        lognormal += sim_lognormal_inverse(sim_u01(key, 2, i, 0), 0.5, 0.4);
    }
    ck_assert(fabs(exponential / N - 2) < 3.9 * 2 / sqrt(N));
    ck_assert(fabs(squares / N - 8) < 3.9 * sqrt(20.0 * 16) / sqrt(N));
    ck_assert(fabs(lognormal / N - exp(0.5 + 0.08)) < 3.9 * 0.8 / sqrt(N));
}
END_TEST

SUITE_MAIN("random", philox_known_answers, never_zero_and_never_one,
           draws_are_functions_of_their_key, low_entropy_keys_are_uniform_and_uncorrelated,
           streams_of_one_entity_are_uncorrelated, normal_inverse_is_exact,
           normal_inverse_is_symmetric_and_monotone, moments_of_the_inverses)
