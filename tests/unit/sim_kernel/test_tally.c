#include "sim/kernel/tally.h"

#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

static uint64_t state = 11;

static int64_t draw(int64_t below)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (int64_t)((state >> 20) % (uint64_t)below);
}

START_TEST(known_values)
{
    static const int64_t values[] = {2, 4, 4, 4, 5, 5, 7, 9, -4};
    struct sim_tally tally = {0};

    ck_assert(isnan(sim_tally_mean(&tally)) && isnan(sim_tally_variance(&tally)));
    for (int i = 0; i < 8; i++)
        sim_tally_add(&tally, values[i]);
    ck_assert(sim_tally_mean(&tally) == 5);
    ck_assert(fabs(sim_tally_variance(&tally) - 32.0 / 7) < 1e-15);
    sim_tally_add(&tally, values[8]);
    ck_assert(tally.min == -4 && tally.max == 9 && tally.count == 9);
    ck_assert(sim_tally_mean(&tally) == 4);
    ck_assert(fabs(sim_tally_variance(&tally) - (4 + 0 + 0 + 0 + 1 + 1 + 9 + 25 + 64) / 8.0) <
              1e-14);
}
END_TEST

START_TEST(nothing_cancels)
{
    /* A day in ns plus 0 or 1: textbook sums of squares in doubles would lose everything. */
    struct sim_tally tally = {0}, negative = {0};

    for (int i = 0; i < 1000; i++) {
        sim_tally_add(&tally, SIM_DAY / 4 + i % 2);
        sim_tally_add(&negative, -SIM_DAY / 4 - i % 2);
    }
    ck_assert(fabs(sim_tally_variance(&tally) - 250.0 / 999) < 1e-15);
    ck_assert(sim_tally_variance(&negative) == sim_tally_variance(&tally));
}
END_TEST

START_TEST(merging_in_any_order)
{
    struct sim_tally all = {0}, parts[4] = {{0}}, merged = {0}, backwards = {0};

    for (int i = 0; i < 10000; i++) {
        int64_t value = draw(SIM_HOUR) - SIM_MINUTE;

        sim_tally_add(&all, value);
        sim_tally_add(&parts[draw(3)], value); /* the last part stays empty */
    }
    for (int i = 0; i < 4; i++) {
        sim_tally_merge(&merged, &parts[i]);
        sim_tally_merge(&backwards, &parts[3 - i]);
    }
    ck_assert(merged.sum == all.sum && merged.squares == all.squares && merged.min == all.min &&
              merged.max == all.max && merged.count == all.count);
    ck_assert(backwards.sum == all.sum && backwards.squares == all.squares);
    ck_assert(sim_tally_variance(&merged) == sim_tally_variance(&backwards));
}
END_TEST

START_TEST(time_weighted)
{
    struct sim_integral integral;

    sim_integral_init(&integral, 3, 100);
    ck_assert(isnan(sim_integral_mean(&integral)));
    sim_integral_set(&integral, 110, 5);  /* 3 for 10 */
    sim_integral_add(&integral, 110, -5); /* 5 for 0 */
    sim_integral_add(&integral, 130, 1);  /* 0 for 20 */
    sim_integral_add(&integral, 140, 0);  /* 1 for 10 */
    ck_assert(sim_integral_mean(&integral) == 1);
    ck_assert(fabs(sim_integral_variance(&integral) - (10 * 4 + 20 * 1) / 40.0) < 1e-15);
    ck_assert(integral.min == 0 && integral.max == 5 && integral.value == 1);
    sim_integral_restart(&integral, 150);
    sim_integral_add(&integral, 160, 0);
    ck_assert(sim_integral_mean(&integral) == 1 && sim_integral_variance(&integral) == 0);
}
END_TEST

START_TEST(areas_of_replications_add_up)
{
    struct sim_integral all, a, b;
    sim_time now = 0;

    sim_integral_init(&all, 0, 0);
    sim_integral_init(&a, 0, 0);
    for (int i = 0; i < 1000; i++) {
        int64_t value = draw(1000);

        now += draw(SIM_SECOND);
        sim_integral_set(&all, now, value);
        sim_integral_set(&a, now, value);
    }
    sim_integral_init(&b, a.value, now);
    for (int i = 0; i < 1000; i++) {
        int64_t value = draw(1000);

        now += draw(SIM_SECOND);
        sim_integral_set(&all, now, value);
        sim_integral_set(&b, now, value);
    }
    sim_integral_merge(&b, &a);
    ck_assert(b.area == all.area && b.square_area == all.square_area && b.duration == all.duration);
    ck_assert(sim_integral_variance(&b) == sim_integral_variance(&all));
}
END_TEST

SUITE_MAIN("tally", known_values, nothing_cancels, merging_in_any_order, time_weighted,
           areas_of_replications_add_up)
