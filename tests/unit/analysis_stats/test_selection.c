#include "analysis/stats/selection.h"

#include "sim/base/memory.h"
#include "sim/kernel/random.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>

static void near(double value, double expected)
{
    ck_assert_msg(fabs(value / expected - 1) < 1e-9, "%.13g instead of %.13g", value, expected);
}

START_TEST(kn_constants)
{
    struct stats_kn_settings kn = {.alpha = 0.05, .delta = 1, .first = 10, .c = 1};

    near(stats_kn_eta(&kn, 3), 0.4729438587882);
    near(stats_kn_h2(&kn, 3), 8.512989458187);
    near(stats_kn_allowance(&kn, 8, 2, 4), 6); /* 1/2 (16 - 4) */
    ck_assert(stats_kn_allowance(&kn, 8, 2, 17) == 0);
    /* c = 2: the root of (1 + 3 eta)^p - (1 + 4 eta)^p / 2 = alpha / (k - 1), p = -9/2. */
    kn.c = 2;
    {
        double eta = stats_kn_eta(&kn, 3);

        near(pow(1 + 3 * eta, -4.5) - pow(1 + 4 * eta, -4.5) / 2, 0.025);
        near(stats_kn_h2(&kn, 3), 36 * eta);
    }
}
END_TEST

/* Ten designs, the best of which leads by exactly delta, the hardest case that the guarantee
 * covers. Shared: the luck that all have in common, as a share of the variance. */
static uint32_t right_choices(bool greatest, double shared, double *mean_runs)
{
    enum { DESIGNS = 10, ROOM = 2000, REPETITIONS = 200, BEST = 3 };
    struct stats_kn_settings kn = {
        .alpha = 0.05, .delta = 0.5, .first = 10, .c = 1, .greatest = greatest};
    double *samples = sim_fresh((size_t)DESIGNS * ROOM, sizeof *samples);
    uint32_t right = 0, runs = 0;

    for (uint32_t repetition = 0; repetition < REPETITIONS; repetition++) {
        struct sim_key key = sim_key_make(20, repetition);
        struct stats_kn_state state = {0};
        uint32_t n[DESIGNS] = {0};
        bool left[DESIGNS];

        for (uint32_t i = 0; i < DESIGNS; i++)
            left[i] = true;
        while (!state.decided) {
            for (uint32_t i = 0; i < DESIGNS; i++)
                for (uint32_t step = 0; left[i] && step < 10; step++, n[i]++) {
                    double common = sim_normal_inverse(sim_u01(key, 1, 0, n[i]));
                    double own = sim_normal_inverse(sim_u01(key, 2, i, n[i]));

                    samples[i * ROOM + n[i]] = (i == BEST ? (greatest ? 0.5 : -0.5) : 0) +
                                               sqrt(shared) * common + sqrt(1 - shared) * own;
                }
            state = stats_kn(&kn, samples, ROOM, n, DESIGNS, left);
            ck_assert(state.after <= state.at_most && state.n_left >= 1 && left[state.best]);
        }
        right += state.best == BEST;
        for (uint32_t i = 0; i < DESIGNS; i++)
            runs += n[i];
    }
    free(samples);
    *mean_runs = (double)runs / REPETITIONS;
    return right;
}

START_TEST(kn_picks_the_best_of_ten)
{
    double alone, paired;

    ck_assert_uint_ge(right_choices(true, 0, &alone), 190);
    ck_assert_uint_ge(right_choices(false, 0.8, &paired), 190);
    /* Under the same luck differences vary less, and fewer runs do. */
    ck_assert_msg(paired < 0.5 * alone, "%g runs against %g", paired, alone);
}
END_TEST

START_TEST(kn_does_not_depend_on_steps)
{
    enum { DESIGNS = 4, ROOM = 400 };
    struct stats_kn_settings kn = {.alpha = 0.1, .delta = 0.5, .first = 5, .c = 1};
    static double samples[DESIGNS * ROOM];
    uint32_t all[DESIGNS], some[DESIGNS];
    bool left[DESIGNS], left_then[DESIGNS];
    struct stats_kn_state once, then = {0};

    for (uint32_t i = 0; i < DESIGNS; i++) {
        all[i] = ROOM;
        for (uint32_t r = 0; r < ROOM; r++)
            samples[i * ROOM + r] =
                0.3 * i + sim_normal_inverse(sim_u01(sim_key_make(9, 0), 1, i, r));
    }
    once = stats_kn(&kn, samples, ROOM, all, DESIGNS, left);
    for (uint32_t r = 5; r <= ROOM && !then.decided; r++) {
        for (uint32_t i = 0; i < DESIGNS; i++)
            some[i] = r;
        then = stats_kn(&kn, samples, ROOM, some, DESIGNS, left_then);
        ck_assert(then.decided || then.after == r);
    }
    ck_assert(once.decided && once.best == 0 && then.best == once.best);
    ck_assert_uint_eq(then.after, once.after);
}
END_TEST

START_TEST(kn_of_equal_designs_ends)
{
    static const double samples[] = {1, 1, 1, 1, 1, 1};
    static const uint32_t n[] = {3, 3}, few[] = {3, 1};
    struct stats_kn_settings kn = {.alpha = 0.05, .delta = 1, .first = 3, .c = 1};
    bool left[2];
    struct stats_kn_state state = stats_kn(&kn, samples, 3, n, 2, left);

    ck_assert(state.decided && state.best == 0 && left[0] && !left[1]);
    state = stats_kn(&kn, samples, 3, few, 2, left);
    ck_assert(!state.decided && state.best == 2 && left[0] && left[1]);
    state = stats_kn(&kn, samples, 3, n, 1, left);
    ck_assert(state.decided && state.best == 0);
}
END_TEST

START_TEST(ocba_shares)
{
    static const double means[] = {1, 2, 3}, sds[] = {1, 1, 1}, mirrored[] = {-1, -2, -3};
    double shares[3];

    ck_assert_uint_eq(stats_ocba(means, sds, 3, 0, false, shares), 0);
    near(shares[0], 0.451941016011);
    near(shares[1], 0.4384471871912);
    near(shares[2], 0.1096117967978);
    ck_assert_uint_eq(stats_ocba(mirrored, sds, 3, 0, true, shares), 0);
    near(shares[1], 0.4384471871912);
}
END_TEST

START_TEST(ocba_at_its_edges)
{
    static const double equal[] = {1, 1, 5}, sds[] = {1, 2, 1}, none[] = {0, 0, 0};
    double shares[3];

    /* A gap of 0: those with it share alone; the best as much as its own deviation asks. */
    ck_assert_uint_eq(stats_ocba(equal, sds, 3, 0, false, shares), 0);
    near(shares[1], 2 / 3.0);
    ck_assert(shares[2] == 0);
    stats_ocba(equal, sds, 3, 1, false, shares);
    ck_assert(shares[2] > 0);
    stats_ocba(equal, none, 3, 0, false, shares);
    near(shares[2], 1 / 3.0);
}
END_TEST

START_TEST(ocba_spreads_all_of_what_is_to_be_had)
{
    static const uint32_t n[] = {10, 10, 10}, far[] = {100, 0, 0};
    static const double shares[] = {0.5, 0.3, 0.2};
    uint32_t add[3];

    /* Of 70 the shares ask 35, 21, 14: lacks 25, 11, 4. */
    stats_ocba_next(shares, n, 3, 40, add);
    ck_assert(add[0] == 25 && add[1] == 11 && add[2] == 4);
    /* Of 110: 55 are too many by 45 where 100 were run; 33 and 22 are lacked, 10 are there. */
    stats_ocba_next(shares, far, 3, 10, add);
    ck_assert(add[0] == 0 && add[1] == 6 && add[2] == 4);
    stats_ocba_next(shares, n, 3, 0, add);
    ck_assert_uint_eq(add[0] + add[1] + add[2], 0);
}
END_TEST

SUITE_MAIN("selection", kn_constants, kn_picks_the_best_of_ten, kn_does_not_depend_on_steps,
           kn_of_equal_designs_ends, ocba_shares, ocba_at_its_edges,
           ocba_spreads_all_of_what_is_to_be_had)
