#include "analysis/metric/difference.h"

#include "tests/unit/suite.h"

#include <math.h>

static const char *word(double low, double high, double smallest, enum metric_better better)
{
    struct difference d = {.value = (low + high) / 2, .low = low, .high = high, .n = 10};

    return difference_word(&d, smallest, better);
}

START_TEST(a_word_is_the_first_that_fits)
{
    static const struct {
        double low, high;
        enum metric_better better;
        const char *word;
    } rows[] = {{-0.4, 0.4, METRIC_LOWER, "negligible"},
                {0.1, 0.4, METRIC_LOWER, "negligible"},
                {-0.4, -0.1, METRIC_HIGHER, "negligible"},
                {0.1, 0.5, METRIC_LOWER, "worse"},
                {-0.5, -0.1, METRIC_LOWER, "better"},
                {-0.1, 0.5, METRIC_LOWER, "indistinguishable"},
                {-3, 0.1, METRIC_HIGHER, "indistinguishable"},
                {0, 1, METRIC_HIGHER, "indistinguishable"},
                {-1, 0, METRIC_HIGHER, "indistinguishable"},
                {0.6, 2, METRIC_HIGHER, "better"},
                {-2, -0.6, METRIC_HIGHER, "worse"},
                {0.6, 2, METRIC_LOWER, "worse"},
                {0.6, 2, METRIC_NEITHER, "differs"},
                {0.01, 0.6, METRIC_HIGHER, "better"},
                {-0.6, 0.01, METRIC_LOWER, "indistinguishable"}};

    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_msg(strcmp(word(rows[i].low, rows[i].high, 0.5, rows[i].better), rows[i].word) ==
                          0,
                      "row %u: %s instead of %s", i,
                      word(rows[i].low, rows[i].high, 0.5, rows[i].better), rows[i].word);
    /* Where no difference is stated to be too small, none is. */
    ck_assert_str_eq(word(0.1, 0.2, NAN, METRIC_HIGHER), "better");
    ck_assert_str_eq(word(0.1, 0.2, 0, METRIC_HIGHER), "better");
}
END_TEST

START_TEST(without_an_interval_the_difference_is_what_there_is)
{
    struct difference d = {.value = 0.4, .low = NAN, .high = NAN, .n = 1};

    ck_assert_str_eq(difference_word(&d, 0.5, METRIC_LOWER), "negligible");
    ck_assert_str_eq(difference_word(&d, 0.3, METRIC_LOWER), "worse");
    d.value = 0;
    ck_assert_str_eq(difference_word(&d, 0, METRIC_LOWER), "indistinguishable");
    d.identical = true;
    ck_assert_str_eq(difference_word(&d, 0.5, METRIC_LOWER), "identical");
    d.value = NAN;
    ck_assert_str_eq(difference_word(&d, 0.5, METRIC_LOWER), "no data");
}
END_TEST

START_TEST(figures_are_over_all_replications_and_the_interval_is_of_pairs)
{
    static const double a[] = {3, 5, 7, NAN}, b[] = {2, 2, 3, 9};
    /* 1, 3, 4: mean 2.6667, s 1.5275, t(0.975, 2) = 4.30265: half width 3.7946 */
    struct difference d = difference_of(5.5, 2.25, a, b, 4, 0.95);

    ck_assert_double_eq_tol(d.value, 3.25, 1e-12);
    ck_assert_double_eq_tol(d.low, 3.25 - 3.794583, 1e-5);
    ck_assert_double_eq_tol(d.high, 3.25 + 3.794583, 1e-5);
    ck_assert_uint_eq(d.n, 3);
    ck_assert(!d.identical);
    ck_assert(difference_of(1, 1, a, a, 4, 0.95).identical);
    /* The same in sum, not in each. */
    d = difference_of(1, 1, (double[]){1, 2}, (double[]){2, 1}, 2, 0.95);
    ck_assert(!d.identical && d.value == 0);
    ck_assert(!difference_of(1, 1, (double[]){1, 2}, (double[]){2, 2}, 2, 0.95).identical);
    ck_assert(isnan(difference_of(1, 0, a, b, 1, 0.95).low));
}
END_TEST

START_TEST(what_need_not_be_told_apart)
{
    ck_assert(difference_is_none("identical") && difference_is_none("negligible") &&
              difference_is_none("indistinguishable"));
    ck_assert(!difference_is_none("better") && !difference_is_none("worse") &&
              !difference_is_none("differs") && !difference_is_none("no data"));
}
END_TEST

SUITE_MAIN("difference", a_word_is_the_first_that_fits,
           without_an_interval_the_difference_is_what_there_is,
           figures_are_over_all_replications_and_the_interval_is_of_pairs,
           what_need_not_be_told_apart)
