#include "sim/kernel/limit.h"

#include "tests/unit/suite.h"

#include <stdlib.h>

static const enum sim_limit_kind kinds[] = {SIM_LIMIT_BUCKET, SIM_LIMIT_GCRA,
                                            SIM_LIMIT_FIXED_WINDOW, SIM_LIMIT_SLIDING_WINDOW};

static uint64_t state = 5;

static int64_t draw(int64_t below)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (int64_t)((state >> 20) % (uint64_t)below);
}

static bool admit(struct sim_limit *limit, sim_time now, int64_t tokens)
{
    if (!sim_limit_has(limit, now, tokens))
        return false;
    sim_limit_take(limit, now, tokens);
    return true;
}

START_TEST(gcra_decides_as_the_bucket)
{
    for (int round = 0; round < 20; round++) {
        struct sim_limit bucket, gcra;
        sim_time now = draw(SIM_SECOND);
        int64_t amount = 1 + draw(1000);
        sim_time period = 1 + draw(SIM_MINUTE);

        sim_limit_init(&bucket, SIM_LIMIT_BUCKET, amount, period, now);
        sim_limit_init(&gcra, SIM_LIMIT_GCRA, amount, period, now);
        for (int i = 0; i < 20000; i++) {
            int64_t tokens = 1 + draw(amount);
            bool yes;

            now += draw(4 * period / 3 + 1) * draw(2);
            yes = admit(&bucket, now, tokens);
            if (yes != admit(&gcra, now, tokens) ||
                sim_limit_level(&bucket, now) != sim_limit_level(&gcra, now))
                ck_abort_msg("round %d, step %d", round, i);
            if (i % 7 == 0) {
                tokens = draw(2 * amount) - amount;
                sim_limit_return(&bucket, now, now, tokens);
                sim_limit_return(&gcra, now, now, tokens);
            }
        }
        {
            double b = sim_limit_lowest(&bucket, now);
            double g = sim_limit_lowest(&gcra, now);

            ck_assert(b < 1 && b - g < 1e-9 && g - b < 1e-9);
        }
    }
}
END_TEST

START_TEST(the_amount_changes)
{
    struct sim_limit limit;

    sim_limit_init(&limit, SIM_LIMIT_BUCKET, 600, SIM_MINUTE, 0);
    ck_assert(admit(&limit, 0, 400));
    sim_limit_set_amount(&limit, 0, 60); /* 200 are in it: cut at 60 */
    ck_assert_int_eq(sim_limit_level(&limit, 0), 60);
    ck_assert(admit(&limit, 0, 60));
    ck_assert_int_eq(sim_limit_level(&limit, 10 * SIM_SECOND), 10);
    sim_limit_set_amount(&limit, 10 * SIM_SECOND, 600); /* refills ten times as fast */
    ck_assert_int_eq(sim_limit_level(&limit, 20 * SIM_SECOND), 110);
    sim_limit_init(&limit, SIM_LIMIT_FIXED_WINDOW, 10, SIM_MINUTE, 0);
    ck_assert(admit(&limit, 0, 8));
    sim_limit_set_amount(&limit, SIM_SECOND, 5);
    ck_assert_int_eq(sim_limit_level(&limit, SIM_SECOND), -3);
    ck_assert_int_eq(sim_limit_level(&limit, SIM_MINUTE), 5);
}
END_TEST

/* The share of the amount in force: a window that is raised while nothing is used is all there, a
 * bucket is filled as far as it was. */
START_TEST(lowest_of_an_amount_that_is_raised)
{
    struct sim_limit limit;

    sim_limit_init(&limit, SIM_LIMIT_FIXED_WINDOW, 10, SIM_MINUTE, 0);
    sim_limit_set_amount(&limit, SIM_SECOND, 40);
    ck_assert_double_eq(sim_limit_lowest(&limit, SIM_SECOND), 1);
    ck_assert(admit(&limit, SIM_SECOND, 10));
    sim_limit_set_amount(&limit, 2 * SIM_SECOND, 20);
    ck_assert_double_eq(sim_limit_lowest(&limit, 2 * SIM_SECOND), 0.5);
    sim_limit_init(&limit, SIM_LIMIT_BUCKET, 10, SIM_MINUTE, 0);
    sim_limit_set_amount(&limit, SIM_SECOND, 40);
    ck_assert_double_eq(sim_limit_lowest(&limit, SIM_SECOND), 0.25);
}
END_TEST

/* Validation point L13. */
START_TEST(burst_at_a_window_boundary)
{
    static const int admitted[] = {60, 60, 120, 60};

    for (int k = 0; k < 4; k++) {
        struct sim_limit limit;
        int n = 0;

        sim_limit_init(&limit, kinds[k], 60, SIM_MINUTE, 0);
        for (int i = 0; i < 60; i++)
            n += admit(&limit, sim_time_from_s(59.9), 1);
        for (int i = 0; i < 60; i++)
            n += admit(&limit, sim_time_from_s(60.1), 1);
        ck_assert_int_eq(n, admitted[k]);
        sim_limit_release(&limit);
    }
}
END_TEST

START_TEST(windows_are_half_open)
{
    struct sim_limit fixed, sliding;

    sim_limit_init(&fixed, SIM_LIMIT_FIXED_WINDOW, 2, SIM_MINUTE, 0);
    ck_assert(admit(&fixed, 0, 2) && !admit(&fixed, SIM_MINUTE - 1, 1));
    ck_assert(admit(&fixed, SIM_MINUTE, 1));
    sim_limit_init(&sliding, SIM_LIMIT_SLIDING_WINDOW, 2, SIM_MINUTE, 0);
    ck_assert(admit(&sliding, 7, 2) && !admit(&sliding, SIM_MINUTE + 6, 1));
    ck_assert(admit(&sliding, SIM_MINUTE + 7, 1));
    sim_limit_release(&sliding);
}
END_TEST

START_TEST(refunds_go_to_the_window_that_was_charged)
{
    struct sim_limit limit;

    sim_limit_init(&limit, SIM_LIMIT_FIXED_WINDOW, 10, SIM_MINUTE, 0);
    ck_assert(admit(&limit, 50 * SIM_SECOND, 10));
    sim_limit_return(&limit, 55 * SIM_SECOND, 50 * SIM_SECOND, 4);
    ck_assert_int_eq(sim_limit_level(&limit, 55 * SIM_SECOND), 4);
    ck_assert(admit(&limit, SIM_MINUTE, 10));
    sim_limit_return(&limit, 65 * SIM_SECOND, 50 * SIM_SECOND, 6);
    ck_assert_int_eq(sim_limit_level(&limit, 65 * SIM_SECOND), 0);
    /* A later charge is a debt of its window only. */
    sim_limit_return(&limit, 66 * SIM_SECOND, SIM_MINUTE, -5);
    ck_assert_int_eq(sim_limit_level(&limit, 66 * SIM_SECOND), -5);
    ck_assert(sim_limit_lowest(&limit, 66 * SIM_SECOND) == -0.5);
    ck_assert(sim_limit_lowest(&limit, 2 * SIM_MINUTE) == -0.5);
    ck_assert(sim_limit_lowest(&limit, 2 * SIM_MINUTE) == 1);
    ck_assert_int_eq(sim_limit_level(&limit, 2 * SIM_MINUTE), 10);

    sim_limit_init(&limit, SIM_LIMIT_SLIDING_WINDOW, 10, SIM_MINUTE, 0);
    ck_assert(admit(&limit, 1, 4) && admit(&limit, 2, 3) && admit(&limit, 3, 3));
    sim_limit_return(&limit, 30, 2, 2);
    ck_assert_int_eq(sim_limit_level(&limit, 30), 2);
    sim_limit_return(&limit, 31, 3, -1);
    ck_assert_int_eq(sim_limit_level(&limit, 31), 1);
    ck_assert_int_eq(sim_limit_level(&limit, SIM_MINUTE + 1), 5);
    sim_limit_return(&limit, SIM_MINUTE + 1, 1, 4); /* no longer counts */
    ck_assert_int_eq(sim_limit_level(&limit, SIM_MINUTE + 1), 5);
    ck_assert_int_eq(sim_limit_level(&limit, SIM_MINUTE + 2), 6);
    ck_assert_int_eq(sim_limit_level(&limit, SIM_MINUTE + 3), 10);
    sim_limit_release(&limit);
}
END_TEST

/* Net use in any interval of a random trace against what each kind promises. */
START_TEST(conformance_over_random_traces)
{
    enum { N = 3000 };
    static sim_time at[N];
    static int64_t taken[N];

    for (int k = 0; k < 4; k++) {
        struct sim_limit limit;
        sim_time now = 0;
        int64_t refused = 0;

        sim_limit_init(&limit, kinds[k], 100, SIM_SECOND, 0);
        for (int i = 0; i < N; i++) {
            now += draw(20 * SIM_MS);
            at[i] = now;
            taken[i] = 1 + draw(9);
            if (!admit(&limit, now, taken[i])) {
                taken[i] = 0;
                refused++;
            }
        }
        ck_assert(refused > N / 10 && refused < N * 9 / 10);
        for (int i = 0; i < N; i++) {
            int64_t sum = 0;

            for (int j = i; j < N; j++) {
                sim_time t = at[j] - at[i];
                bool ok = true;

                sum += taken[j];
                if (kinds[k] == SIM_LIMIT_BUCKET || kinds[k] == SIM_LIMIT_GCRA)
                    ok = (__int128)sum * SIM_SECOND <=
                         (__int128)100 * SIM_SECOND + (__int128)100 * t;
                else if (kinds[k] == SIM_LIMIT_SLIDING_WINDOW)
                    ok = t >= SIM_SECOND || sum <= 100;
                else
                    ok = sum <= 100 * (at[j] / SIM_SECOND - at[i] / SIM_SECOND + 1);
                if (!ok)
                    ck_abort_msg("kind %d: %lld from %d to %d", k, (long long)sum, i, j);
            }
        }
        sim_limit_release(&limit);
    }
}
END_TEST

START_TEST(a_grain_bounds_memory_and_never_admits_more)
{
    struct sim_limit exact, coarse;
    sim_time now = 0;
    int64_t n_exact = 0, n_coarse = 0;

    sim_limit_init(&exact, SIM_LIMIT_SLIDING_WINDOW, 1000, SIM_SECOND, 0);
    sim_limit_init(&coarse, SIM_LIMIT_SLIDING_WINDOW, 1000, SIM_SECOND, 0);
    sim_limit_set_grain(&coarse, 10 * SIM_MS);
    for (int i = 0; i < 200000; i++) {
        now += draw(SIM_MS);
        n_exact += admit(&exact, now, 1);
        if (admit(&coarse, now, 1)) {
            n_coarse++;
            if (i % 3 == 0) {
                sim_limit_return(&coarse, now, now, 1);
                n_coarse--;
            }
        }
        if (coarse.u.sliding.n > 102)
            ck_abort_msg("%u entries", coarse.u.sliding.n);
    }
    ck_assert(n_coarse <= n_exact);
    ck_assert((double)n_coarse > 0.97 * (double)n_exact);
    sim_limit_release(&exact);
    sim_limit_release(&coarse);
}
END_TEST

/* A window that starts at 30 s never was charged with what was taken at 10 s of the same minute: 60
 * tokens that come back from then leave it as it is, and 100 of 100 can be taken, not 160. */
START_TEST(a_window_that_starts_anew_owes_nothing_back)
{
    static const enum sim_limit_kind windows[] = {SIM_LIMIT_FIXED_WINDOW, SIM_LIMIT_SLIDING_WINDOW};

    for (int k = 0; k < 2; k++) {
        struct sim_limit limit;
        int n = 0;

        sim_limit_init(&limit, windows[k], 100, SIM_MINUTE, 30 * SIM_SECOND);
        sim_limit_return(&limit, 40 * SIM_SECOND, 10 * SIM_SECOND, 60);
        while (n < 1000 && admit(&limit, 40 * SIM_SECOND, 1))
            n++;
        ck_assert_int_eq(n, 100);
        sim_limit_release(&limit);
    }
}
END_TEST

START_TEST(all_limits_or_none)
{
    struct sim_limit requests, tokens, daily;
    struct sim_demand demands[3] = {{&requests, 1}, {&tokens, 400}, {&daily, 400}};
    uint32_t refused;

    sim_limit_init(&requests, SIM_LIMIT_FIXED_WINDOW, 100, SIM_MINUTE, 0);
    sim_limit_init(&tokens, SIM_LIMIT_BUCKET, 1000, SIM_MINUTE, 0);
    sim_limit_init(&daily, SIM_LIMIT_SLIDING_WINDOW, 10000, SIM_DAY, 0);
    ck_assert(sim_limit_admit(demands, 3, 0, &refused) && refused == 3);
    ck_assert(sim_limit_admit(demands, 3, 0, NULL));
    for (int i = 0; i < 50; i++)
        ck_assert(!sim_limit_admit(demands, 3, 0, &refused) && refused == 1);
    /* Fifty refusals took nothing from the limits that had room. */
    ck_assert_int_eq(sim_limit_level(&requests, 0), 98);
    ck_assert_int_eq(sim_limit_level(&tokens, 0), 200);
    ck_assert_int_eq(sim_limit_level(&daily, 0), 9200);
    ck_assert(sim_limit_admit(demands, 0, 0, &refused) && refused == 0);
    sim_limit_release(&daily);
}
END_TEST

SUITE_MAIN("limit", gcra_decides_as_the_bucket, burst_at_a_window_boundary, windows_are_half_open,
           the_amount_changes, lowest_of_an_amount_that_is_raised,
           refunds_go_to_the_window_that_was_charged, conformance_over_random_traces,
           a_grain_bounds_memory_and_never_admits_more,
           a_window_that_starts_anew_owes_nothing_back, all_limits_or_none)
