#include "analysis/stats/precision.h"

#include "tests/unit/suite.h"

#include <math.h>

START_TEST(relative_error_is_of_the_true_value)
{
    /* half / |mean| = 1/10 allows 1/9 of the true value: 9 is true, 10 seen. */
    struct stats_estimate e = {.mean = 10, .low = 9, .high = 11};

    ck_assert(fabs(stats_relative_error(&e) - 1 / 9.0) < 1e-12);
    e = (struct stats_estimate){.mean = -10, .low = -11, .high = -9};
    ck_assert(fabs(stats_relative_error(&e) - 1 / 9.0) < 1e-12);
    e = (struct stats_estimate){.mean = 1, .low = 0, .high = 2};
    ck_assert(isinf(stats_relative_error(&e)));
    e = (struct stats_estimate){.mean = 0, .low = 0, .high = 0};
    ck_assert(stats_relative_error(&e) == 0);
    e = (struct stats_estimate){.mean = 3, .low = NAN, .high = NAN};
    ck_assert(isnan(stats_relative_error(&e)));
}
END_TEST

START_TEST(looks_are_at_fixed_numbers)
{
    ck_assert_uint_eq(stats_precision_next(1, 0, 100), 10);
    ck_assert_uint_eq(stats_precision_next(12, 0, 100), 12);
    ck_assert_uint_eq(stats_precision_next(12, 12, 100), 17);
    ck_assert_uint_eq(stats_precision_next(1, 10, 13), 13);
    ck_assert_uint_eq(stats_precision_next(1, 13, 13), 13);
    ck_assert_uint_eq(stats_precision_next(30, 0, 20), 20);
}
END_TEST

SUITE_MAIN("precision", relative_error_is_of_the_true_value, looks_are_at_fixed_numbers)
