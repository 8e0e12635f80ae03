/*
 * The search asks functions of the factor that are known, so every change has a place to be found
 * at.
 */
#include "analysis/decide/search.h"

#include "tests/unit/suite.h"

#include <math.h>

typedef uint64_t (*state_fn)(double factor);

struct found {
    struct search search;
    uint32_t asked;
    double requests;
};

static void go_on(struct found *found, const struct search_settings *settings, state_fn of)
{
    double factors[2048];
    size_t n;

    while ((n = search_next(&found->search, factors)) > 0)
        for (size_t i = 0; i < n; i++) {
            found->asked++;
            found->requests += settings->requests * (settings->with_factor ? factors[i] : 1);
            search_tell(&found->search, factors[i], of(factors[i]));
        }
}

static void run(struct found *found, const struct search_settings *settings, state_fn of)
{
    *found = (struct found){0};
    search_init(&found->search, settings, of(1));
    go_on(found, settings, of);
}

static const struct search_settings wide = {
    .requests = 100, .budget = 1e9, .narrow = 0.02, .n_rungs = SEARCH_LADDER};

static uint64_t never(double factor)
{
    return factor > 0 ? 7 : 0;
}

static uint64_t from_1_9(double factor)
{
    return factor >= 1.9;
}

static uint64_t only_between(double factor)
{
    return factor >= 1.5 && factor < 2.1;
}

/* Bit 0 ends at 0.4 and bit 1 begins at 0.45: both in one gap of the ladder. */
static uint64_t two_in_a_gap(double factor)
{
    return (factor < 0.4 ? 1u : 0u) | (factor >= 0.45 ? 2u : 0u);
}

START_TEST(nothing_changes)
{
    struct found found;
    struct search_change change;

    run(&found, &wide, never);
    ck_assert_uint_eq(found.asked, 8);
    ck_assert(!search_change(&found.search, 0, ~0ull, &change) && !found.search.cut);
    search_release(&found.search);
}
END_TEST

/* From 1.9 on: between the rungs 1.414 and 2, 17.5 times 2 %: five halvings. */
START_TEST(one_change_to_two_per_cent)
{
    struct found found;
    struct search_change change;

    run(&found, &wide, from_1_9);
    ck_assert_uint_eq(found.asked, 8 + 5);
    ck_assert(search_change(&found.search, 0, ~0ull, &change));
    ck_assert(change.low < 1.9 && change.high >= 1.9 && change.high <= change.low * 1.02);
    ck_assert(!change.open && change.at_low == 0 && change.at_high == 1);
    ck_assert(!search_change(&found.search, 1, ~0ull, &change));
    search_release(&found.search);
}
END_TEST

START_TEST(what_comes_and_goes_is_found_twice)
{
    struct found found;
    struct search_change change;

    run(&found, &wide, only_between);
    ck_assert(search_change(&found.search, 0, ~0ull, &change));
    ck_assert(change.low < 1.5 && change.high >= 1.5 && change.high <= change.low * 1.02);
    ck_assert(search_change(&found.search, 1, ~0ull, &change));
    ck_assert(change.low < 2.1 && change.high >= 2.1 && change.high <= change.low * 1.02);
    ck_assert(!search_change(&found.search, 2, ~0ull, &change));
    search_release(&found.search);
}
END_TEST

START_TEST(a_gap_may_hold_two_changes)
{
    struct found found;
    struct search_change change;

    run(&found, &wide, two_in_a_gap);
    ck_assert(search_change(&found.search, 0, 1, &change));
    ck_assert(change.low < 0.4 && change.high >= 0.4 && change.at_low == 1 && !change.open);
    ck_assert(search_change(&found.search, 0, 2, &change));
    ck_assert(change.low < 0.45 && change.high >= 0.45 && change.at_high == 2 && !change.open);
    search_release(&found.search);
}
END_TEST

/* Bit 0 as in two_in_a_gap is known to 2 %, bit 1 to 0.1 %; where the money ends between the two,
 * only the second is cut. A gap of a ladder is 0.3466 in the logarithm: five halvings leave 1.1 %,
 * nine 0.07 %. */
START_TEST(some_bits_are_looked_at_more_closely)
{
    struct search_settings closer = wide;
    struct found found;
    struct search_change change;

    closer.fine = 2;
    closer.narrow_fine = 0.001;
    run(&found, &closer, two_in_a_gap);
    ck_assert(search_change(&found.search, 0, 1, &change) && !change.open);
    ck_assert(change.high > change.low * 1.01 && change.high <= change.low * 1.02);
    ck_assert(search_change(&found.search, 0, 2, &change) && !change.open);
    ck_assert(change.low < 0.45 && change.high >= 0.45 && change.high <= change.low * 1.001);
    ck_assert(!found.search.cut && !found.search.cut_fine);
    closer.budget = found.requests - 100;
    search_release(&found.search);
    run(&found, &closer, two_in_a_gap);
    ck_assert(!found.search.cut && found.search.cut_fine);
    ck_assert(search_change(&found.search, 0, 1, &change) && !change.open);
    ck_assert(search_change(&found.search, 0, 2, &change) && change.open);
    search_release(&found.search);
}
END_TEST

/* The load costs as many times as many: 12.07 times for the ladder without 1. */
START_TEST(nothing_is_asked_for_that_is_not_paid_for)
{
    struct search_settings load = {
        .requests = 100, .with_factor = true, .narrow = 0.02, .n_rungs = SEARCH_LADDER};
    struct found found;
    struct search_change change;

    ck_assert_double_eq_tol(search_ladder_cost(&load, SEARCH_LADDER), 1205.33, 0.01);
    ck_assert_double_eq_tol(search_ladder_cost(&load, 5), 675, 1e-9);
    ck_assert_double_eq_tol(search_ladder_cost(&load, 3), 250, 1e-9);
    load.budget = 1205.4 + 2 * 200; /* two halvings of at most 2 */
    run(&found, &load, from_1_9);
    ck_assert(found.requests <= load.budget && found.requests == found.search.spent);
    ck_assert_uint_eq(found.asked, 8 + 2);
    ck_assert(found.search.cut);
    ck_assert(search_change(&found.search, 0, ~0ull, &change) && change.open);
    ck_assert(change.low < 1.9 && change.high >= 1.9);
    search_release(&found.search);
    load.runs_one = true; /* one halving less */
    ck_assert_double_eq_tol(search_ladder_cost(&load, 3), 350, 1e-9);
    run(&found, &load, from_1_9);
    ck_assert_uint_eq(found.asked, 8 + 1);
    ck_assert(found.requests + 100 == found.search.spent && found.search.spent <= load.budget);
    search_release(&found.search);
    load.n_rungs = 0;
    run(&found, &load, from_1_9);
    ck_assert_uint_eq(found.asked, 0);
    search_release(&found.search);
}
END_TEST

/* The gap of 1.9 is halved three times, from the ladder's 1.41 to 2 on; what another one leaves
 * pays for the last two. */
START_TEST(what_one_leaves_another_goes_on_with)
{
    struct search_settings poor = wide, rich = wide;
    struct found found, other;
    struct search_change change;

    poor.budget = 800 + 100;
    rich.budget = 800 + 1000;
    run(&found, &poor, from_1_9);
    ck_assert(search_is_cut(&found.search) && search_change(&found.search, 0, 1, &change));
    ck_assert(change.open);
    ck_assert_double_eq(search_take_rest(&found.search), 0);
    run(&other, &rich, never);
    ck_assert(!search_is_cut(&other.search));
    ck_assert_double_eq(search_take_rest(&other.search), 1000);
    ck_assert_double_eq(search_take_rest(&other.search), 0);
    search_give(&found.search, 1000);
    go_on(&found, &poor, from_1_9);
    ck_assert(!search_is_cut(&found.search) && search_change(&found.search, 0, 1, &change));
    ck_assert(!change.open && change.low < 1.9 && change.high >= 1.9);
    ck_assert(found.requests > poor.budget && found.requests <= poor.budget + 1000);
    search_release(&found.search);
    search_release(&other.search);
}
END_TEST

/* Points that take more than was planned end the search sooner. */
START_TEST(what_a_point_took_more_is_charged)
{
    struct search_settings settings = wide;
    struct found found;
    double factors[64];
    size_t n;

    settings.budget = 800 + 1000;
    found = (struct found){0};
    search_init(&found.search, &settings, from_1_9(1));
    for (int far = 1; far <= SEARCH_LADDER / 2; far++) {
        n = search_next(&found.search, factors);
        ck_assert_uint_eq(n, 2);
        for (size_t i = 0; i < n; i++)
            search_tell(&found.search, factors[i], from_1_9(factors[i]));
    }
    search_charge(&found.search, 950);
    ck_assert_uint_eq(search_next(&found.search, factors), 0);
    ck_assert(search_is_cut(&found.search));
    ck_assert_double_eq(search_take_rest(&found.search), 50);
    search_release(&found.search);
}
END_TEST

/* Each point away from 1 takes 50 times what was planned, as where every call is tried again: what
 * is spent beyond the budget are the two rungs that showed it, never the whole ladder. */
START_TEST(a_ladder_does_not_overrun)
{
    struct search_settings settings = wide;
    struct search search;
    double factors[2048], spent = 0;
    size_t n, rounds = 0, most = 0;

    settings.budget = 2000;
    search_init(&search, &settings, never(1));
    while ((n = search_next(&search, factors)) > 0) {
        rounds++;
        most = n > most ? n : most;
        for (size_t i = 0; i < n; i++) {
            search_tell(&search, factors[i], never(factors[i]));
            search_charge(&search, 4900);
            spent += 5000;
        }
    }
    ck_assert_uint_eq(most, 2);
    ck_assert_uint_eq(rounds, 1);
    ck_assert_double_le(spent, settings.budget + 2 * 5000);
    ck_assert(search.cut);
    /* With more of it the search goes on where it was cut. */
    search_give(&search, 8000 + 600);
    n = search_next(&search, factors);
    ck_assert_uint_eq(n, 2);
    ck_assert_double_eq(factors[0], 0.5);
    ck_assert_double_eq(factors[1], 2);
    search_release(&search);
}
END_TEST

START_TEST(the_budget_is_shared_before_the_start)
{
    struct search_settings searches[3];
    double sum = 0;

    for (int i = 0; i < 3; i++)
        searches[i] = (struct search_settings){.requests = 100, .narrow = 0.02};
    search_plan(searches, 3, 10000); /* 3 x 800 for the ladders */
    for (int i = 0; i < 3; i++) {
        ck_assert_uint_eq(searches[i].n_rungs, SEARCH_LADDER);
        sum += searches[i].budget;
    }
    ck_assert_double_eq_tol(sum, 10000, 1e-6);
    search_plan(searches, 3, 3000); /* more than half: every second rung, 3 x 400 */
    ck_assert_uint_eq(searches[2].n_rungs, 5);
    search_plan(searches, 3, 1300); /* 3 x 200 */
    ck_assert_uint_eq(searches[0].n_rungs, 3);
    search_plan(searches, 3, 450); /* two of three */
    ck_assert_uint_eq(searches[1].n_rungs, 3);
    ck_assert_uint_eq(searches[2].n_rungs, 0);
    ck_assert_double_eq(searches[2].budget, 0);
    ck_assert_double_eq_tol(searches[0].budget + searches[1].budget, 450, 1e-9);
    search_plan(searches, 3, 100);
    ck_assert_uint_eq(searches[0].n_rungs, 0);
}
END_TEST

static uint64_t from_40(double factor)
{
    return factor >= 40;
}

/* Only more is tried: the ladder costs eight runs, and the shorter ones end at the same place. */
START_TEST(upward_ends_at_64)
{
    struct search_settings up = wide;
    struct found found;
    struct search_change change;

    up.upward = true;
    run(&found, &up, from_40);
    ck_assert(search_change(&found.search, 0, 1, &change) && change.at_high == 1);
    ck_assert(change.low < 40 && change.high >= 40 && change.high <= change.low * 1.02);
    ck_assert_double_eq(found.search.points[0].factor, 1);
    ck_assert_double_eq(found.search.points[found.search.n - 1].factor, 64);
    search_release(&found.search);
    ck_assert_double_eq(search_ladder_cost(&up, SEARCH_LADDER), 800);
    ck_assert_double_eq(search_ladder_cost(&up, 5), 400);
    up.n_rungs = 3;
    run(&found, &up, never);
    ck_assert_uint_eq(found.asked, 2);
    ck_assert_double_eq(found.search.points[1].factor, 8);
    ck_assert_double_eq(found.search.points[2].factor, 64);
    search_release(&found.search);
}
END_TEST

static uint64_t up_to_11(double factor)
{
    return factor <= 11;
}

/* The ladder ends at 4, where bit 0 is still set: 8 and 16 are run, and 11 is found between them.
 * What is looked for below, a clear bit that is set further down, is looked for to 1/16. */
START_TEST(the_ladder_goes_on_until_it_ends)
{
    struct search_settings beyond = wide;
    struct search_stretch stretch;
    struct found found;

    beyond.until_clear = 1;
    beyond.most = 64;
    beyond.least = 1.0 / 16;
    run(&found, &beyond, up_to_11);
    ck_assert_double_eq(found.search.points[0].factor, 0.25);
    ck_assert_double_eq(found.search.points[found.search.n - 1].factor, 16);
    ck_assert(search_stretch(&found.search, 1, &stretch));
    ck_assert(stretch.high <= 11 && stretch.above > 11 && stretch.above <= stretch.high * 1.02);
    ck_assert(!stretch.begins && stretch.ends && stretch.n == 1);
    search_release(&found.search);
    run(&found, &beyond, never);
    ck_assert_double_eq(found.search.points[found.search.n - 1].factor, 64);
    ck_assert(search_stretch(&found.search, 1, &stretch) && !stretch.ends);
    search_release(&found.search);
    run(&found, &beyond, from_40);
    ck_assert_double_eq(found.search.points[0].factor, 1.0 / 16);
    ck_assert_double_eq(found.search.points[found.search.n - 1].factor, 4);
    ck_assert(!search_stretch(&found.search, 1, &stretch) && stretch.n == 0);
    search_release(&found.search);
    beyond.budget = 800 + 100; /* the ladder and one more */
    run(&found, &beyond, never);
    ck_assert(found.search.cut_ends && !found.search.cut);
    ck_assert_double_eq(found.search.points[found.search.n - 1].factor, 8);
    search_release(&found.search);
}
END_TEST

/* Set up to 1.9, but for 1.84 to 1.87: the halvings 1.682, 1.834, 1.915, 1.874 and 1.894 miss it; a
 * check at 1.894 / 1.02 = 1.857 does not. */
static uint64_t but_for_a_hole(double factor)
{
    return factor < 1.9 && !(factor >= 1.84 && factor < 1.87);
}

START_TEST(a_change_is_checked_on_both_sides)
{
    struct search_settings checked = wide;
    struct search_stretch stretch;
    struct found found;

    run(&found, &wide, but_for_a_hole);
    ck_assert(search_stretch(&found.search, 1, &stretch) && stretch.n == 1 && stretch.high > 1.88);
    search_release(&found.search);
    checked.check = true;
    run(&found, &checked, but_for_a_hole);
    ck_assert(search_stretch(&found.search, 1, &stretch) && stretch.n == 2);
    ck_assert(!stretch.begins && stretch.ends && stretch.high < 1.84 && stretch.above >= 1.84);
    ck_assert(!found.search.cut && !found.search.cut_check);
    search_release(&found.search);
    run(&found, &checked, from_1_9);
    /* 1.857, 1.785, 1.953, 2.032. */
    ck_assert_uint_eq(found.asked, 8 + 5 + 4);
    search_release(&found.search);
}
END_TEST

/* Of [0, 0.4), [0.7, 2.6] and [4, 4] the second is the largest; one that begins at the lowest point
 * begins at 0. */
static uint64_t three_stretches(double factor)
{
    return factor < 0.4 || (factor >= 0.7 && factor <= 2.6) || factor >= 4;
}

static uint64_t two_as_large(double factor)
{
    return factor < 1 || factor > 3.5;
}

START_TEST(the_largest_stretch_is_the_answer)
{
    struct search_stretch stretch;
    struct found found;

    run(&found, &wide, three_stretches);
    ck_assert(search_stretch(&found.search, 1, &stretch) && stretch.n == 3);
    ck_assert(stretch.begins && stretch.low >= 0.7 && stretch.below < 0.7);
    ck_assert(stretch.ends && stretch.high > 2.54 && stretch.above > 2.6);
    search_release(&found.search);
    run(&found, &wide, two_as_large);
    ck_assert(search_stretch(&found.search, 1, &stretch) && stretch.n == 2);
    ck_assert(!stretch.begins && stretch.high < 1);
    search_release(&found.search);
}
END_TEST

SUITE_MAIN("search", nothing_changes, one_change_to_two_per_cent,
           what_comes_and_goes_is_found_twice, a_gap_may_hold_two_changes,
           some_bits_are_looked_at_more_closely, nothing_is_asked_for_that_is_not_paid_for,
           what_one_leaves_another_goes_on_with, what_a_point_took_more_is_charged,
           a_ladder_does_not_overrun, the_budget_is_shared_before_the_start, upward_ends_at_64,
           the_ladder_goes_on_until_it_ends, a_change_is_checked_on_both_sides,
           the_largest_stretch_is_the_answer)
