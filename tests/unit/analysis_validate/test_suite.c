/*
 * A check that cannot fail checks nothing: every kind of point passes where it should and fails
 * where the value is off by a little more than it may be.
 */
#include "analysis/validate/validate.h"
#include "tests/unit/suite.h"

#include <math.h>

static struct validate_row rows[VALIDATE_MAX_ROWS];

static struct suite begin(void)
{
    return (struct suite){.rows = rows, .family = "family"};
}

/* Whether one point passes. */
static bool passes(struct suite *suite)
{
    ck_assert_uint_eq(suite->n, 1);
    suite_judge(suite);
    return rows[0].passed;
}

static bool exact(double value)
{
    struct suite suite = begin();

    suite_exact(&suite, "point", "quantity", "source", 2, value);
    return passes(&suite);
}

static bool within(double value)
{
    struct suite suite = begin();

    suite_within(&suite, "point", "quantity", "source", 0, value, 0.1);
    return passes(&suite);
}

static bool near(double value)
{
    struct suite suite = begin();

    suite_near(&suite, "point", "quantity", "source", 200, value, 0.01);
    return passes(&suite);
}

/* Half of the replications are `spread` above the mean, half below: the deviation is
 * spread x sqrt(30/29), the standard error that over sqrt(30), spread x 0.1857; the half-width of
 * 95 % is 2.0452 of them. */
static void set_values(double *values, double mean, double spread)
{
    for (int r = 0; r < VALIDATE_REPLICATIONS; r++)
        values[r] = mean + (r % 2 == 0 ? spread : -spread);
}

static bool stochastic(double mean, double spread, double bound)
{
    double values[VALIDATE_REPLICATIONS];
    struct suite suite = begin();

    set_values(values, mean, spread);
    suite_stochastic(&suite, "point", "quantity", "source", 10, values, bound);
    return passes(&suite);
}

static bool limit(double mean)
{
    double values[VALIDATE_REPLICATIONS];
    struct suite suite = begin();

    set_values(values, mean, 0.001);
    suite_limit(&suite, "point", "quantity", "source", 10, values, 0.02);
    return passes(&suite);
}

START_TEST(numbers_must_agree)
{
    ck_assert(exact(2) && exact(2 + 1e-9) && !exact(2 + 3e-9) && !exact(2 - 3e-9));
    ck_assert(within(0.1) && within(-0.1) && !within(0.101) && !within(-0.101));
    ck_assert(near(201.9) && near(198.1) && !near(202.1) && !near(197.9));
    ck_assert(!exact(NAN) && !within(NAN) && !near(NAN));
}
END_TEST

/* One point: |z| may be the t quantile of 0.9995 with 29 degrees of freedom, 3.6594 (tables). With
 * a spread of 0.1 the standard error is 0.01857: 0.06796 off is the most. */
START_TEST(means_must_agree)
{
    ck_assert(stochastic(10, 0.1, 0.01) && stochastic(10.067, 0.1, 0.01));
    ck_assert(stochastic(9.933, 0.1, 0.01));
    ck_assert(!stochastic(10.069, 0.1, 0.01) && !stochastic(9.931, 0.1, 0.01));
    ck_assert(!stochastic(NAN, 0.1, 0.01));
}
END_TEST

/* 2.0452 x 0.01857 / 10 = 0.003798 of the exact value. */
START_TEST(what_sees_nothing_fails)
{
    ck_assert(stochastic(10, 0.1, 0.0038) && !stochastic(10, 0.1, 0.00379));
    ck_assert(!stochastic(10, 5, 0.01));
}
END_TEST

START_TEST(limits_are_approached)
{
    ck_assert(limit(10.19) && limit(9.81) && !limit(10.21) && !limit(9.79));
}
END_TEST

/* The more points, the further one may be off: of 100, |z| may be the quantile of 0.999995, 5.335.
 */
START_TEST(many_points_share_one_alarm)
{
    double values[VALIDATE_REPLICATIONS];
    struct suite suite = begin();

    set_values(values, 10, 0.1);
    for (int i = 0; i < 98; i++)
        suite_stochastic(&suite, "point", "quantity", "source", 10, values, 0.01);
    set_values(values, 10.09, 0.1);
    suite_stochastic(&suite, "point", "quantity", "source", 10, values, 0.01);
    set_values(values, 10.11, 0.1);
    suite_stochastic(&suite, "point", "quantity", "source", 10, values, 0.01);
    suite_judge(&suite);
    ck_assert(rows[0].passed && rows[98].passed && !rows[99].passed);
}
END_TEST

START_TEST(only_what_is_asked_for)
{
    struct suite suite = begin();

    suite.only = "oth";
    suite_exact(&suite, "point", "quantity", "source", 1, 1);
    suite_exact(&suite, "another", "quantity", "source", 1, 1);
    ck_assert_uint_eq(suite.n, 1);
    ck_assert_str_eq(rows[0].name, "another");
    suite.only = "fam";
    ck_assert(suite_wants(&suite, "point"));
}
END_TEST

SUITE_MAIN("validation", numbers_must_agree, means_must_agree, what_sees_nothing_fails,
           limits_are_approached, many_points_share_one_alarm, only_what_is_asked_for)
