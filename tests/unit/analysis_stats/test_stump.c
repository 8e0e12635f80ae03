#include "analysis/stats/stump.h"

#include "tests/unit/suite.h"

#include <math.h>

/* Ten points, 1 ... 10; those below 4 fail. */
START_TEST(a_threshold_that_tells_all)
{
    double values[10];
    bool fails[10];
    struct stats_stump stump;

    for (uint32_t i = 0; i < 10; i++) {
        values[i] = (double)((7 * i) % 10 + 1); /* in no order */
        fails[i] = values[i] < 4;
    }
    stump = stats_stump_of(3, values, 1, fails, 10, 2);
    ck_assert_uint_eq(stump.input, 3);
    ck_assert(stump.fails_below && stump.from == 3 && stump.to == 4);
    ck_assert_uint_eq(stump.n_side, 3);
    ck_assert_uint_eq(stump.n_caught, 3);
    ck_assert_uint_eq(stump.n_wrong, 0);
    /* One of the 120 choices of three of ten, of nine thresholds and two sides, of two inputs. */
    ck_assert_double_eq_tol(stump.chance, 1.0 / 120 * 18 * 2, 1e-12);
    for (uint32_t i = 0; i < 10; i++)
        fails[i] = values[i] > 8;
    stump = stats_stump_of(0, values, 1, fails, 10, 1);
    ck_assert(!stump.fails_below && stump.from == 8 && stump.to == 9);
    ck_assert_uint_eq(stump.n_caught, 2);
    ck_assert_uint_eq(stump.n_side, 2);
}
END_TEST

/* 1, 2, 3 and 7 fail: below 4 is wrong of 7 alone. */
START_TEST(the_threshold_that_is_wrong_least)
{
    double values[10];
    bool fails[10];
    struct stats_stump stump;

    for (uint32_t i = 0; i < 10; i++) {
        values[i] = i + 1;
        fails[i] = i < 3 || i == 6;
    }
    stump = stats_stump_of(0, values, 1, fails, 10, 1);
    ck_assert(stump.fails_below && stump.from == 3 && stump.to == 4);
    ck_assert_uint_eq(stump.n_caught, 3);
    ck_assert_uint_eq(stump.n_wrong, 1);
    /* All three on that side of four that fail: 4 / 120. */
    ck_assert_double_eq_tol(stump.chance, 4.0 / 120 * 18, 1e-12);
}
END_TEST

START_TEST(where_there_is_none)
{
    double values[4] = {1, 2, 3, 4}, same[4] = {5, 5, 5, 5};
    bool none[4] = {false}, all[4] = {true, true, true, true}, some[4] = {true, false, false, true};

    ck_assert_uint_eq(stats_stump_of(0, values, 1, none, 4, 1).input, UINT32_MAX);
    ck_assert_uint_eq(stats_stump_of(0, values, 1, all, 4, 1).input, UINT32_MAX);
    ck_assert_uint_eq(stats_stump_of(0, same, 1, some, 4, 1).input, UINT32_MAX);
    ck_assert_uint_eq(stats_stump_of(0, same, 1, some, 1, 1).input, UINT32_MAX);
    /* Equal values are never told apart. */
    values[1] = 1;
    some[1] = true;
    some[3] = false;
    ck_assert(stats_stump_of(0, values, 1, some, 4, 1).from == 1);
}
END_TEST

/* Of two inputs the second tells; one that does not vary comes last. */
START_TEST(the_input_that_tells_comes_first)
{
    double points[8 * 3];
    bool fails[8];
    struct stats_stump stumps[3];

    for (uint32_t i = 0; i < 8; i++) {
        points[3 * i] = 5;
        points[3 * i + 1] = (i * 3) % 8;
        points[3 * i + 2] = i;
        fails[i] = i >= 5;
    }
    stats_stumps(points, fails, 8, 3, stumps);
    ck_assert_uint_eq(stumps[0].input, 2);
    ck_assert_uint_eq(stumps[0].n_wrong, 0);
    ck_assert(!stumps[0].fails_below && stumps[0].from == 4 && stumps[0].to == 5);
    ck_assert_uint_eq(stumps[1].input, 1);
    ck_assert_uint_eq(stumps[2].input, UINT32_MAX);
}
END_TEST

SUITE_MAIN("stump", a_threshold_that_tells_all, the_threshold_that_is_wrong_least,
           where_there_is_none, the_input_that_tells_comes_first)
