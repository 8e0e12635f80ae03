/*
 * How values are shown: rounded, worded and marked in one place.
 */
#include "analysis/metric/show.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

static struct sim_arena arena;

static struct metric_value number(double value)
{
    struct metric_value v = metric_no_value();

    v.value = value;
    return v;
}

START_TEST(numbers_are_grouped_and_rounded)
{
    static const struct {
        double value;
        int decimals;
        bool sign;
        const char *text;
    } rows[] = {{0, 0, false, "0"},
                {999, 0, false, "999"},
                {1000, 0, false, "1,000"},
                {1234567.891, 2, false, "1,234,567.89"},
                {-1234.5, 1, false, "-1,234.5"},
                {-0.001, 2, false, "0.00"},
                {-0.001, 2, true, "0.00"},
                {0, 1, true, "0.0"},
                {0.5, 1, true, "+0.5"},
                {-0.5, 1, true, "-0.5"},
                {12, -3, false, "12"},
                {0.5, 99, false, "0.500000000"}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_str_eq(metric_number(&arena, rows[i].value, rows[i].decimals, rows[i].sign),
                         rows[i].text);
    ck_assert_str_eq(metric_number(&arena, (double)NAN, 1, true), "no data");
    ck_assert_str_eq(metric_number(&arena, (double)INFINITY, 1, false), "infinite");
    ck_assert_str_eq(metric_number(&arena, -(double)INFINITY, 1, false), "-infinite");
    ck_assert_uint_eq(strlen(metric_number(&arena, 1e300, 9, false)), 301 + 100 + 10);
    sim_arena_release(&arena);
}
END_TEST

/* What holds up to 1.5649 does not hold up to 1.57, and what comes from 1.5601 on not from 1.56. */
START_TEST(bounds_stay_true)
{
    static const struct {
        double value;
        int decimals;
        bool up;
        const char *text;
    } rows[] = {
        {1.5649, 2, false, "1.56"}, {1.5601, 2, true, "1.57"},   {1.56, 2, true, "1.56"},
        {1.2 * 3, 1, true, "3.6"},  {0.9999, 3, false, "0.999"}, {12.34, 1, false, "12.3"},
        {1234.5, 0, true, "1,235"}, {0, 2, true, "0.00"},        {-1.239, 2, false, "-1.24"}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_str_eq(metric_bound(&arena, rows[i].value, rows[i].decimals, rows[i].up),
                         rows[i].text);
    ck_assert_str_eq(metric_bound(&arena, (double)INFINITY, 1, false), "infinite");
    ck_assert_int_eq(metric_bound_decimals(0.0123), 4);
    ck_assert_int_eq(metric_bound_decimals(1.23), 2);
    ck_assert_int_eq(metric_bound_decimals(12.3), 1);
    ck_assert_int_eq(metric_bound_decimals(123), 0);
    ck_assert_int_eq(metric_bound_decimals(0), 2);
}

START_TEST(a_difference_never_looks_like_none)
{
    ck_assert_str_eq(metric_difference_shown(&arena, 12.34, 1), "+12.3");
    ck_assert_str_eq(metric_difference_shown(&arena, 0.05, 1), "+0.1");
    ck_assert_str_eq(metric_difference_shown(&arena, 0.04, 1), "+0.04");
    ck_assert_str_eq(metric_difference_shown(&arena, -0.000341, 0), "-0.0003");
    ck_assert_str_eq(metric_difference_shown(&arena, 0, 2), "0.00");
    ck_assert_str_eq(metric_difference_shown(&arena, (double)NAN, 2), "no data");
    sim_arena_release(&arena);
}
END_TEST

START_TEST(intervals_and_spans)
{
    struct metric_value v = number(76.604);

    ck_assert_str_eq(metric_interval(&arena, -0.25, 1000.25, 1), "[-0.2, +1,000.2]");
    ck_assert_str_eq(metric_span(&arena, 1.04, 1.11, 1), "1.0 to 1.1");
    ck_assert_str_eq(metric_span(&arena, 1.01, 1.04, 1), "1.0");
    ck_assert_str_eq(metric_another(&arena, &v, 2), "no data");
    v.another_low = 76.1;
    v.another_high = 77.2;
    ck_assert_str_eq(metric_another(&arena, &v, 2), "76.10 to 77.20");
    v.text = "no price";
    ck_assert_str_eq(metric_another(&arena, &v, 2), "no price");
    /* A value shows half of its interval; none where it has no width, and none beside a word. */
    v = number(76.604);
    v.low = 76.474;
    v.high = 76.734;
    metric_show(METRIC_NEITHER, 2, &v, 1, NULL, &arena);
    ck_assert_str_eq(v.shown, "76.60 \u00b10.13");
    v.low = v.high = 76.604;
    metric_show(METRIC_NEITHER, 2, &v, 1, NULL, &arena);
    ck_assert_str_eq(v.shown, "76.60");
    v.text = "no price";
    v.low = 70;
    metric_show(METRIC_NEITHER, 2, &v, 1, NULL, &arena);
    ck_assert_str_eq(v.shown, "no price");
    sim_arena_release(&arena);
}
END_TEST

/* 99.997 % is not 100 %: a row has as many digits as it needs to say so; seconds have not. */
START_TEST(nearly_all_is_not_all)
{
    struct metric_value v[] = {number(81.235), number(99.997), number(100)};

    ck_assert_int_eq(metric_digits("%", 2, v, 3), 3);
    ck_assert_int_eq(metric_digits("s", 2, v, 3), 2);
    v[1].value = 99.9999999999;
    ck_assert_int_eq(metric_digits("%", 2, v, 3), 6);
    v[1].value = 100;
    ck_assert_int_eq(metric_digits("%", 2, v, 3), 2);
    v[1] = number(99.997);
    v[1].text = "no data";
    ck_assert_int_eq(metric_digits("%", 2, v, 3), 2);
}
END_TEST

static const char *marks(enum metric_better better, int decimals, struct metric_value *v,
                         const bool *among)
{
    static char text[5];

    metric_show(better, decimals, v, 4, among, &arena);
    for (int i = 0; i < 4; i++)
        text[i] = v[i].mark == METRIC_BEST ? '*' : '.';
    return text;
}

/* What looks like the best value is marked with it; what was not run, has no number or is no
 * candidate is not; where all look alike none is. */
START_TEST(best_is_what_looks_best)
{
    struct metric_value v[] = {number(555.3), number(724.94), number(724.93), number(724.9)};
    const bool without_first[] = {false, true, true, true};

    ck_assert_str_eq(marks(METRIC_HIGHER, 1, v, NULL), ".***");
    ck_assert_str_eq(marks(METRIC_HIGHER, 2, v, NULL), ".*..");
    ck_assert_str_eq(marks(METRIC_LOWER, 1, v, NULL), "*...");
    ck_assert_str_eq(marks(METRIC_LOWER, 1, v, without_first), "....");
    ck_assert_str_eq(marks(METRIC_LOWER, 2, v, without_first), "...*");
    ck_assert_str_eq(marks(METRIC_NEITHER, 1, v, NULL), "....");
    v[0].text = "infinite";
    ck_assert_str_eq(marks(METRIC_LOWER, 1, v, NULL), "....");
    v[1].value = INFINITY;
    ck_assert_str_eq(marks(METRIC_HIGHER, 2, v, NULL), "..*.");
    sim_arena_release(&arena);
}
END_TEST

/* 0.15 is below 0.15 in binary, and printf() knows: what is compared is what is printed. */
START_TEST(best_is_rounded_as_shown)
{
    struct metric_value v[] = {number(0.15), number(0.1), number(0.149), number(0.04)};

    ck_assert_str_eq(marks(METRIC_HIGHER, 1, v, NULL), "***.");
    sim_arena_release(&arena);
}
END_TEST

START_TEST(a_missed_slo_never_looks_met)
{
    const struct metric *success = metric_of_slo(CRI_SLO_success_rate);
    const struct metric *e2e = metric_of_slo(CRI_SLO_e2e_p95_s);

    ck_assert_str_eq(metric_slo_text(&arena, success, true, 0.99, 0.766), //
                     "success rate >= 99 %: 76.6 %");
    ck_assert_str_eq(metric_slo_text(&arena, success, true, 0.99, 0.989996),
                     "success rate >= 99 %: 98.9996 %");
    ck_assert_str_eq(metric_slo_text(&arena, success, true, 0.99, 0.99),
                     "success rate >= 99 %: 99 %");
    ck_assert_str_eq(metric_slo_text(&arena, e2e, false, 10, (double)INFINITY),
                     "E2E p95 (failures as infinite) <= 10 s: infinite");
    ck_assert_str_eq(metric_slo_text(&arena, e2e, false, 10, (double)NAN),
                     "E2E p95 (failures as infinite) <= 10 s: no data");
    ck_assert_str_eq(
        metric_slo_text(&arena, metric_of_slo(CRI_SLO_throughput_per_min), true, 5, 5.25),
        "completed per minute >= 5 /min: 5.25 /min");
    sim_arena_release(&arena);
}
END_TEST

START_TEST(words_of_differences_have_marks)
{
    ck_assert_int_eq(metric_mark_of("better"), METRIC_BETTER);
    ck_assert_int_eq(metric_mark_of("worse"), METRIC_WORSE);
    ck_assert_int_eq(metric_mark_of("differs"), METRIC_PLAIN);
    ck_assert_str_eq(metric_mark_words[METRIC_WORSE], "worse");
    ck_assert_str_eq(metric_mark_words[METRIC_BEST], "best");
    ck_assert_str_eq(metric_better_words[METRIC_LOWER], "lower");
}
END_TEST

SUITE_MAIN("show", numbers_are_grouped_and_rounded, bounds_stay_true,
           a_difference_never_looks_like_none, intervals_and_spans, nearly_all_is_not_all,
           best_is_what_looks_best, best_is_rounded_as_shown, a_missed_slo_never_looks_met,
           words_of_differences_have_marks)
