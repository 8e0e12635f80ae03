#include "sim/kernel/limiter.h"

#include "tests/unit/suite.h"

#include <math.h>

static bool admit(struct sim_limiter *limiter, sim_time now, int64_t tokens)
{
    if (!sim_limiter_has(limiter, now, tokens))
        return false;
    sim_limiter_take(limiter, now, tokens);
    return true;
}

START_TEST(conformance_point)
{
    /* Rate 10/s, burst 20, arrivals every 1/20 s: a bucket of 20 per 2 s. */
    struct sim_limiter limiter;
    int admitted = 0, first_drop = -1;

    sim_limiter_init(&limiter, 20, 2 * SIM_SECOND, 0);
    for (int i = 0; i < 200; i++) {
        if (admit(&limiter, i * (SIM_SECOND / 20), 1))
            admitted++;
        else if (first_drop < 0)
            first_drop = i;
    }
    ck_assert_int_eq(admitted, 119);
    ck_assert_int_eq(first_drop, 39);
    ck_assert((double)limiter.level / (double)limiter.period == 0.5);
}
END_TEST

START_TEST(burst_at_a_minute_mark)
{
    struct sim_limiter limiter;
    int admitted = 0;

    sim_limiter_init(&limiter, 60, SIM_MINUTE, 0);
    for (int i = 0; i < 60; i++)
        admitted += admit(&limiter, sim_time_from_s(59.9), 1);
    for (int i = 0; i < 60; i++)
        admitted += admit(&limiter, sim_time_from_s(60.1), 1);
    ck_assert_int_eq(admitted, 60);
}
END_TEST

START_TEST(reservation_counts_starts)
{
    static const struct {
        int64_t reserved;
        int starts;
    } points[] = {{500 + 1000, 1333}, {500 + 64000, 31}};

    for (int p = 0; p < 2; p++) {
        struct sim_limiter limiter;
        int starts = 0;

        sim_limiter_init(&limiter, 2000000, SIM_MINUTE, 0);
        while (admit(&limiter, 0, points[p].reserved))
            starts++;
        ck_assert_int_eq(starts, points[p].starts);
    }
}
END_TEST

START_TEST(exact_at_the_instant)
{
    struct sim_limiter limiter;

    /* 3 tokens a minute: one every 20 s, and not a nanosecond sooner. */
    sim_limiter_init(&limiter, 3, SIM_MINUTE, 0);
    sim_limiter_take(&limiter, 0, 3);
    ck_assert(!sim_limiter_has(&limiter, 20 * SIM_SECOND - 1, 1));
    ck_assert(sim_limiter_has(&limiter, 20 * SIM_SECOND, 1));
    ck_assert_int_eq(sim_limiter_level(&limiter, 20 * SIM_SECOND), 1);
}
END_TEST

START_TEST(debt_and_headroom)
{
    struct sim_limiter limiter;

    sim_limiter_init(&limiter, 100, SIM_SECOND, 0);
    ck_assert(sim_limiter_headroom(&limiter) == 1);
    sim_limiter_take(&limiter, 0, 80);
    sim_limiter_return(&limiter, 0, -70);
    ck_assert_int_eq(sim_limiter_level(&limiter, 0), -50);
    ck_assert(sim_limiter_headroom(&limiter) == -0.5);
    ck_assert(!sim_limiter_has(&limiter, SIM_SECOND / 2, 1));
    ck_assert(sim_limiter_has(&limiter, SIM_SECOND / 2 + 10 * SIM_MS, 1));
    /* What returns never fills the bucket above its depth. */
    sim_limiter_return(&limiter, SIM_SECOND, 1000);
    ck_assert_int_eq(sim_limiter_level(&limiter, SIM_SECOND), 100);
}
END_TEST

START_TEST(never_more_than_b_plus_r_t)
{
    struct sim_limiter limiter;
    uint64_t state = 9;
    sim_time now = 0;
    int64_t taken = 0;

    sim_limiter_init(&limiter, 1000, SIM_SECOND, 0);
    for (int i = 0; i < 200000; i++) {
        int64_t tokens;

        state = state * UINT64_C(6364136223846793005) + 1;
        now += (sim_time)(state >> 40) % (2 * SIM_MS);
        tokens = 1 + (int64_t)(state >> 50) % 50;
        if (admit(&limiter, now, tokens))
            taken += tokens;
        ck_assert((double)taken <= 1000 + 1000 * sim_time_to_s(now) + 1e-6);
    }
    /* And an always hungry client gets nearly all of it. */
    ck_assert((double)taken > 1000 * sim_time_to_s(now) - 50);
}
END_TEST

SUITE_MAIN("limiter", conformance_point, burst_at_a_minute_mark, reservation_counts_starts,
           exact_at_the_instant, debt_and_headroom, never_more_than_b_plus_r_t)
