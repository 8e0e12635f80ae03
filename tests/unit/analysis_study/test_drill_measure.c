/* test_drill_measure.c: what is seen of an outage, on minutes made by hand. */
#include "analysis/study/drill_measure.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A minute a letter, 100 requests each: '.' none fails, 'x' all, 'o' half of them, '1' one and '2'
 * two of a hundred; ' ' nobody comes. */
static struct drill_minutes made(const char *letters)
{
    struct drill_minutes made = {.width = SIM_MINUTE, .n = (uint32_t)strlen(letters)};

    made.minutes = calloc(made.n + 1, sizeof *made.minutes);
    for (uint32_t i = 0; i < made.n; i++) {
        made.minutes[i].offered = letters[i] == ' ' ? 0 : 100;
        made.minutes[i].failed = letters[i] == 'x'   ? 100
                                 : letters[i] == 'o' ? 50
                                 : letters[i] == '1' ? 1
                                 : letters[i] == '2' ? 2
                                                     : 0;
    }
    return made;
}

static struct drill_seen seen(const char *without, const char *with, int start, int end)
{
    struct drill_minutes a = made(without), b = made(with);
    struct drill_seen seen = drill_measure(&a, &b, start * SIM_MINUTE, end * SIM_MINUTE,
                                           (sim_time)strlen(without) * SIM_MINUTE);

    drill_minutes_release(&a);
    drill_minutes_release(&b);
    return seen;
}

START_TEST(the_window_is_counted)
{
    struct drill_seen s = seen("..........", "..xo....1.", 2, 4);

    ck_assert_uint_eq(s.offered, 200);
    ck_assert_uint_eq(s.failed, 150);
    ck_assert_int_eq(s.more_failed, 151);
    ck_assert_int_eq(s.end, DRILL_BACK);
    ck_assert_double_eq(s.recovery_min, 2);
}
END_TEST

/* without the outage, with it, its start and end, how it ends, after how many minutes */
static const struct {
    const char *without, *with;
    int start, end;
    enum drill_end ends;
    double recovery_min;
} recoveries[] = {
    {"..........", "..........", 2, 4, DRILL_BACK, 0},
    /* One percent point more is as good, two are not. */
    {"..........", "..1111....", 2, 4, DRILL_BACK, 0},
    {"..........", "..2111....", 2, 4, DRILL_BACK, 1},
    /* What fails anyway is no outage's doing. */
    {"..xxxxx...", "..xxxxx...", 2, 4, DRILL_BACK, 0},
    {"..oooooo..", "..xooooo..", 2, 4, DRILL_BACK, 1},
    /* Back before its end; a minute or two of it again do not count, three do. */
    {"............", "..x...x.....", 2, 8, DRILL_BACK, 1},
    {"............", "..x...xx....", 2, 8, DRILL_BACK, 1},
    {"............", "..x...xxx...", 2, 9, DRILL_BACK, 7},
    /* The first comes late. */
    {"............", ".....x......", 2, 8, DRILL_BACK, 4},
    /* Two calm minutes in a row are not enough. */
    {"............", "..x..x..x...", 2, 4, DRILL_BACK, 7},
    /* Three minutes of traffic after the end, all down: it stays down; one less is too few to say
     * so, and so is a last minute that is calm. */
    {"..........", "..xxxxxxxx", 2, 7, DRILL_STAYS_DOWN, NAN},
    {"..........", "..xxxxxxxx", 2, 8, DRILL_NOT_SEEN, NAN},
    {"..........", "..xxxxxxx.", 2, 5, DRILL_NOT_SEEN, NAN},
    {"..........", "..xxxxxx..", 2, 5, DRILL_NOT_SEEN, NAN},
    {"..........", "..xxxxx...", 2, 5, DRILL_BACK, 5},
    /* The outage outlasts the traffic. */
    {"..........", "..xxxxxxxx", 2, 99, DRILL_NOT_SEEN, NAN},
    /* From the first minute on. */
    {"......", "xx....", 0, 2, DRILL_BACK, 2},
    /* Nobody comes: nothing is worse. */
    {"..  ....", "..  ....", 2, 4, DRILL_BACK, 0},
};

START_TEST(it_is_back_when_nothing_is_worse)
{
    for (size_t i = 0; i < sizeof recoveries / sizeof recoveries[0]; i++) {
        struct drill_seen s = seen(recoveries[i].without, recoveries[i].with, recoveries[i].start,
                                   recoveries[i].end);

        ck_assert_msg(s.end == recoveries[i].ends &&
                          (isnan(recoveries[i].recovery_min)
                               ? isnan(s.recovery_min)
                               : s.recovery_min == recoveries[i].recovery_min),
                      "row %zu: ends %d after %g min", i, s.end, s.recovery_min);
    }
}
END_TEST

START_TEST(calls_are_of_the_worst_minute)
{
    struct drill_minutes a = made("......"), b = made("......");
    struct drill_seen s;

    b.minutes[0].more = 900; /* before it */
    b.minutes[2].more = 50;
    b.minutes[4].more = 130; /* afterwards */
    b.minutes[5].more = 800; /* a minute of which the traffic has only half */
    s = drill_measure(&a, &b, SIM_MINUTE, 3 * SIM_MINUTE, 11 * SIM_MINUTE / 2);
    ck_assert_double_eq(s.amplification, 2.3);
    b.minutes[4].offered = 0;
    s = drill_measure(&a, &b, SIM_MINUTE, 3 * SIM_MINUTE, 11 * SIM_MINUTE / 2);
    ck_assert_double_eq(s.amplification, 1.5);
    drill_minutes_release(&a);
    drill_minutes_release(&b);
}
END_TEST

/* A run with an outage may last so much longer that its bins are twice as wide. */
START_TEST(bins_may_be_wider)
{
    struct drill_minutes a = made("........"), b = made("..x.");
    struct drill_seen s;

    b.width = 2 * SIM_MINUTE;
    s = drill_measure(&a, &b, 4 * SIM_MINUTE, 6 * SIM_MINUTE, 8 * SIM_MINUTE);
    ck_assert_uint_eq(s.offered, 100);
    ck_assert_uint_eq(s.failed, 100);
    ck_assert_int_eq(s.end, DRILL_NOT_SEEN);
    drill_minutes_release(&a);
    drill_minutes_release(&b);
}
END_TEST

SUITE_MAIN("drill_measure", the_window_is_counted, it_is_back_when_nothing_is_worse,
           calls_are_of_the_worst_minute, bins_may_be_wider)
