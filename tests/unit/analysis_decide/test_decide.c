/*
 * The rules of decide.h, each with figures made by hand.
 */
#include "tests/unit/analysis_decide/tables.h"
#include "tests/unit/suite.h"

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-9)

START_TEST(a_miss_is_a_share_of_what_is_allowed)
{
    static const struct {
        bool at_least;
        double bound, top, value, low, high, shortfall, judged;
    } rows[] = {
        {true, 99, 100, 98.4, NAN, NAN, 0.6, 98.4}, /* 1.6 of 1.0 may fail */
        {true, 99, 100, 99, NAN, NAN, 0, 99},       /* exactly kept */
        {false, 10, NAN, 12, NAN, NAN, 0.2, 12},    /* 2 s of 10 s */
        {false, 10, NAN, 10, NAN, NAN, 0, 10},
        {false, 10, NAN, INFINITY, NAN, NAN, INFINITY, INFINITY},
        {false, 10, NAN, NAN, NAN, NAN, INFINITY, NAN},   /* no figure keeps no promise */
        {true, 100, 100, 99.9, NAN, NAN, INFINITY, 99.9}, /* nothing at all may fail */
        {false, 0, NAN, 0, NAN, NAN, 0, 0},
        {false, 0, NAN, 0.1, NAN, NAN, INFINITY, 0.1},
        {true, 50, NAN, 40, NAN, NAN, 0.2, 40},      /* calls/s: 10 of 50 are missing */
        {true, 99, 100, 99.5, 98.8, 100, 0.2, 98.8}, /* the bound nearer to the limit decides */
        {true, 99, 100, 99.5, 99.1, 99.9, 0, 99.1},
        {false, 10, NAN, 9.5, 8.5, 10.5, 0.05, 10.5},
        {false, 10, NAN, 9.5, 9.2, 9.8, 0, 9.8}};

    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct decide_promise promise = {DECIDE_EACH, 0, rows[i].at_least, rows[i].bound,
                                               rows[i].top};
        const struct decide_figure figure = {rows[i].value, rows[i].low, rows[i].high, false};
        double found;
        double shortfall = decide_shortfall(&promise, &figure, &found);

        ck_assert_msg(shortfall == rows[i].shortfall || fabs(shortfall - rows[i].shortfall) < 1e-9,
                      "row %u: %g instead of %g", i, shortfall, rows[i].shortfall);
        ck_assert_msg(found == rows[i].judged || isnan(rows[i].judged), "row %u: %g", i, found);
    }
}
END_TEST

START_TEST(better_by_more_than_what_matters)
{
    const struct decide_measure seconds = {.smallest = 0.1},
                                share = {.higher = true, .smallest = 1},
                                money = {.smallest = 0.01, .relative = true};

    ck_assert(decide_is_better(&seconds, 1, 1.2));
    ck_assert(!decide_is_better(&seconds, 1, 1.0625));
    ck_assert(!decide_is_better(&seconds, 1.2, 1));
    ck_assert(decide_is_better(&share, 100, 98.5) && !decide_is_better(&share, 100, 99.5));
    ck_assert(decide_is_better(&money, 8, 8.1) && !decide_is_better(&money, 8, 8.05));
    ck_assert(decide_is_better(&money, 3.267, 3.3)); /* one per cent, as it is written */
    ck_assert(!decide_is_better(&(struct decide_measure){0}, 1, 1));
    ck_assert(decide_is_better(&seconds, 5, NAN) && !decide_is_better(&seconds, NAN, 5));
    ck_assert(!decide_is_better(&seconds, NAN, NAN));
    ck_assert(decide_is_better(&money, 5, INFINITY) && !decide_is_better(&money, INFINITY, 5));
    ck_assert(!decide_is_better(&seconds, INFINITY, INFINITY));
}
END_TEST

/* One case, in which both hold; the cheaper one fails in another that is not asked here. */
START_TEST(what_fails_elsewhere_comes_second)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 2, 2, 1);
    measure(&t, 0, COST, 7);
    measure(&t, 1, COST, 8);
    t.options[0].fails_elsewhere = true;
    r = judged(&t);
    ck_assert_uint_eq(r->recommended, 1);
    ck_assert(!r->robust[0] && r->robust[1]);
    sim_arena_release(&t.arena);
    /* Where the other does not hold, it is chosen all the same. */
    table_init(&t, 2, 2, 1);
    t.options[0].fails_elsewhere = true;
    set(&t, 1, 0, SUCCESS, 50);
    r = judged(&t);
    ck_assert_uint_eq(r->recommended, 0);
    sim_arena_release(&t.arena);
}
END_TEST

/* The one that is 9 % cheaper; both hold. */
START_TEST(the_cheapest_that_holds_everywhere)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 3, 2, 1);
    measure(&t, 0, COST, 7);
    set(&t, 0, 0, SUCCESS, 76.5); /* cheap, and fails */
    measure(&t, 1, COST, 8.49);
    measure(&t, 2, COST, 7.72);
    r = judged(&t);
    ck_assert_int_eq(r->form, DECIDE_RECOMMENDED);
    ck_assert_uint_eq(r->recommended, 2);
    ck_assert_uint_eq(r->runner_up, 1);
    ck_assert_int_eq(r->won, DECIDE_BY_MEASURE);
    ck_assert_uint_eq(r->won_measure, COST);
    NEAR(cell(&t, r, 0, 0)->shortfall, 22.5);
    NEAR(cell(&t, r, 0, 0)->regret, 22.5);
    ck_assert(!cell(&t, r, 0, 0)->holds && cell(&t, r, 2, 0)->holds);
    ck_assert(decide_ends_well(&t.input, r, false));
    /* Its price is not ranked: it does not hold as stated. */
    ck_assert_uint_eq(r->cheaper, DECIDE_NONE);
    sim_arena_release(&t.arena);
}
END_TEST

START_TEST(each_class_keeps_every_promise_on_its_own)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 2, 1, 2);
    figure_at(&t, 0, 0, 1, E2E)->value = 12;
    figure_at(&t, 0, 0, 1, SUCCESS)->value = 98.4;
    r = judged(&t);
    ck_assert(!cell(&t, r, 0, 0)->holds && cell(&t, r, 1, 0)->holds);
    NEAR(cell(&t, r, 0, 0)->shortfall, 0.6);
    ck_assert_uint_eq(cell(&t, r, 0, 0)->promise, 0);
    ck_assert_uint_eq(cell(&t, r, 0, 0)->class, 1);
    NEAR(cell(&t, r, 0, 0)->judged, 98.4);
    /* A class to which nothing came is asked nothing. */
    figure_at(&t, 0, 0, 1, E2E)->absent = figure_at(&t, 0, 0, 1, SUCCESS)->absent = true;
    ck_assert(cell(&t, judged(&t), 0, 0)->holds);
    sim_arena_release(&t.arena);
}
END_TEST

/* A promise of a class stands instead of the one for every class, on the same figure. */
START_TEST(a_class_may_have_its_own_promise)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 1, 1, 2);
    t.promises[2] = (struct decide_promise){1, E2E, false, 60, NAN};
    t.cases[0].n_promises = 3;
    figure_at(&t, 0, 0, 1, E2E)->value = 50;
    r = judged(&t);
    ck_assert(cell(&t, r, 0, 0)->holds);
    figure_at(&t, 0, 0, 1, E2E)->value = 66;
    r = judged(&t);
    NEAR(cell(&t, r, 0, 0)->shortfall, 0.1);
    ck_assert_uint_eq(cell(&t, r, 0, 0)->promise, 2);
    figure_at(&t, 0, 0, 1, SUCCESS)->value = 98; /* the other figure is still promised to it */
    NEAR(cell(&t, judged(&t), 0, 0)->shortfall, 1);
    sim_arena_release(&t.arena);
}
END_TEST

/* Option 0 is 1 % cheaper and fails one case; that is told, with the saving and the case. */
START_TEST(cheaper_but_not_robust)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 2, 3, 1);
    measure(&t, 0, COST, 7.92);
    set(&t, 0, 1, E2E, 10.5);
    set(&t, 0, 2, E2E, 11);
    r = judged(&t);
    ck_assert_int_eq(r->form, DECIDE_RECOMMENDED);
    ck_assert_uint_eq(r->recommended, 1);
    ck_assert_int_eq(r->won, DECIDE_BY_ROBUST);
    ck_assert_uint_eq(r->runner_up, 0);
    ck_assert_uint_eq(r->cheaper, 0);
    ck_assert_uint_eq(r->cheaper_case, 2); /* the larger miss */
    NEAR(r->cheaper_saves, 0.01);
    NEAR(cell(&t, r, 0, 2)->judged, 11);
    ck_assert_uint_eq(r->n_held[0], 1);
    ck_assert_uint_eq(r->n_held[1], 3);
    /* Not if the case need not hold. */
    t.cases[1].must_hold = t.cases[2].must_hold = false;
    r = judged(&t);
    ck_assert_uint_eq(r->recommended, 0);
    ck_assert_uint_eq(r->cheaper, DECIDE_NONE);
    ck_assert(r->robust[0]);
    sim_arena_release(&t.arena);
}
END_TEST

/* Region loss: nobody holds. It is told, and chooses nobody. */
START_TEST(a_case_in_which_none_holds_decides_nothing)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 2, 2, 1);
    set(&t, 0, 1, SUCCESS, 44);
    set(&t, 1, 1, SUCCESS, 40);
    measure(&t, 1, COST, 7);
    t.at[COST][0 * 2 + 1] = 5; /* what it costs there counts no more */
    r = judged(&t);
    ck_assert(r->decides[0] && !r->decides[1] && r->counted[1]);
    ck_assert(r->robust[0] && r->robust[1]);
    ck_assert_uint_eq(r->recommended, 1);
    ck_assert_int_eq(r->form, DECIDE_RECOMMENDED);
    NEAR(r->worst[0 * N_MEASURES + COST], 8);
    NEAR(cell(&t, r, 1, 1)->regret, 4); /* 59 of 1 against 55 of 1 */
    sim_arena_release(&t.arena);
}
END_TEST

START_TEST(only_cases_that_move_a_figure_count)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 2, 4, 1);
    set(&t, 1, 2, E2E, 6.3);
    r = judged(&t);
    ck_assert_uint_eq(r->n_counted, 2);
    ck_assert(r->counted[0] && !r->counted[1] && r->counted[2] && !r->counted[3]);
    ck_assert_uint_eq(r->n_held[0], 2);
    t.options[1].allowed = false;
    r = judged(&t);
    ck_assert_uint_eq(r->n_counted, 1);
    ck_assert(!cell(&t, r, 1, 0)->holds);
    sim_arena_release(&t.arena);
}
END_TEST

/* Nobody holds in both cases: 0 is 0.5 too slow in case 1, 1 is 0.3 too slow in case 2. */
START_TEST(least_regret_where_none_is_robust)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 3, 3, 1);
    set(&t, 0, 1, E2E, 15);
    set(&t, 1, 2, E2E, 13);
    set(&t, 2, 1, E2E, 12); /* misses by 0.2 twice: the largest is the smallest */
    set(&t, 2, 2, E2E, 12);
    measure(&t, 0, COST, 1);
    r = judged(&t);
    ck_assert_int_eq(r->form, DECIDE_LEAST_REGRET);
    ck_assert_uint_eq(r->recommended, 2);
    ck_assert_uint_eq(r->runner_up, 1);
    ck_assert_int_eq(r->won, DECIDE_BY_REGRET);
    ck_assert(!decide_ends_well(&t.input, r, false));
    ck_assert(decide_ends_well(&t.input, r, true)); /* it holds as stated */
    /* Equal largest: the sum. 2 misses once, by as much as 1. */
    set(&t, 2, 1, E2E, 13);
    set(&t, 2, 2, E2E, 6);
    set(&t, 1, 1, E2E, 11);
    set(&t, 0, 2, E2E, 15);
    r = judged(&t);
    /* case 1: 15, 11, 13: none holds; case 2: 15, 13, 6: only 2 does, and is robust. */
    ck_assert_int_eq(r->form, DECIDE_RECOMMENDED);
    ck_assert_uint_eq(r->recommended, 2);
    ck_assert(!r->decides[1] && r->decides[2]);
    sim_arena_release(&t.arena);
}
END_TEST

/* Four cases, in each of which the last option alone holds, or the first two do. */
START_TEST(equal_largest_regret_goes_by_the_sum_then_the_objective)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 3, 4, 1);
    set(&t, 0, 1, E2E, 13);
    set(&t, 0, 2, E2E, 12);
    set(&t, 1, 1, E2E, 13);
    set(&t, 1, 2, E2E, 11);
    set(&t, 2, 3, E2E, 14);
    r = judged(&t);
    ck_assert_int_eq(r->form, DECIDE_LEAST_REGRET);
    ck_assert_uint_eq(r->recommended, 1); /* 0.3 + 0.1 against 0.3 + 0.2; 2 has 0.4 */
    set(&t, 1, 2, E2E, 12);
    measure(&t, 0, COST, 7);
    r = judged(&t);
    ck_assert_uint_eq(r->recommended, 0);
    ck_assert_int_eq(r->won, DECIDE_BY_MEASURE);
    sim_arena_release(&t.arena);
}
END_TEST

START_TEST(nothing_works_as_stated)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 2, 2, 1);
    set(&t, 0, 0, SUCCESS, 0.4);
    set(&t, 1, 0, SUCCESS, 0.2);
    r = judged(&t); /* case 1 is a world in which both would do */
    ck_assert_int_eq(r->form, DECIDE_NOTHING_WORKS);
    ck_assert_uint_eq(r->recommended, DECIDE_NONE);
    ck_assert_uint_eq(r->runner_up, DECIDE_NONE);
    ck_assert(!r->robust[0] && !r->robust[1]);
    ck_assert(!decide_ends_well(&t.input, r, false) && !decide_ends_well(&t.input, r, true));
    sim_arena_release(&t.arena);
}
END_TEST

/* Whoever does not run all classes, is not allowed or not asked for is never put in order. */
START_TEST(only_candidates_are_chosen)
{
    static const struct decide_option others[] = {{.allowed = true, .partial = true},
                                                  {.allowed = false},
                                                  {.allowed = true, .batch = true},
                                                  {.allowed = true, .unlike = true}};

    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct table t;
        const struct decide_result *r;

        table_init(&t, 2, 2, 1);
        t.options[0] = others[i];
        measure(&t, 0, COST, 1);
        set(&t, 1, 1, E2E, 12); /* that the other would hold in case 1 decides nothing */
        r = judged(&t);
        ck_assert_uint_eq(r->recommended, 1);
        ck_assert_uint_eq(r->runner_up, DECIDE_NONE);
        ck_assert_int_eq(r->won, DECIDE_ALONE);
        ck_assert(!r->candidate[0] && !r->robust[0] && isnan(cell(&t, r, 0, 0)->regret));
        ck_assert(!r->decides[1]);
        t.options[1].partial = true;
        r = judged(&t);
        ck_assert_int_eq(r->form, DECIDE_NO_CANDIDATE);
        ck_assert(!decide_ends_well(&t.input, r, false));
        sim_arena_release(&t.arena);
    }
}
END_TEST

/* 0.4 % cheaper is equal, then p95, then room to grow, then fewer destinations, then the file. */
START_TEST(what_is_equal_goes_on_to_the_next)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 2, 1, 1);
    measure(&t, 0, COST, 7.97);
    r = judged(&t);
    ck_assert_uint_eq(r->recommended, 0);
    ck_assert_int_eq(r->won, DECIDE_BY_ORDER);
    t.options[0].n_destinations = 6;
    r = judged(&t);
    ck_assert_uint_eq(r->recommended, 1);
    ck_assert_int_eq(r->won, DECIDE_BY_DESTINATIONS);
    t.options[0].room_to_grow = 1.9;
    r = judged(&t);
    ck_assert_uint_eq(r->recommended, 0);
    ck_assert_int_eq(r->won, DECIDE_BY_ROOM);
    t.options[0].room_to_grow = NAN;
    ck_assert_uint_eq(judged(&t)->recommended, 1);
    measure(&t, 0, P95, 5.8);
    r = judged(&t);
    ck_assert_uint_eq(r->recommended, 0);
    ck_assert_int_eq(r->won, DECIDE_BY_MEASURE);
    ck_assert_uint_eq(r->won_measure, P95);
    sim_arena_release(&t.arena);
}
END_TEST

/* The objective is taken at its worst: 0 is cheaper as stated and dearer when routed elsewhere. */
START_TEST(the_objective_counts_at_its_worst)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 2, 2, 1);
    t.at[COST][0] = 7;
    t.at[COST][1] = 9;
    r = judged(&t);
    ck_assert_uint_eq(r->recommended, 1);
    t.cases[1].must_hold = false;
    r = judged(&t);
    ck_assert_uint_eq(r->recommended, 0);
    t.cases[1].must_hold = true;
    t.objective[0] = P95; /* the user's own list */
    t.input.n_objective = 1;
    measure(&t, 0, P95, 5);
    ck_assert_uint_eq(judged(&t)->recommended, 0);
    t.at[P95][1] = NAN; /* none at all is the worst */
    ck_assert_uint_eq(judged(&t)->recommended, 1);
    sim_arena_release(&t.arena);
}
END_TEST

/* Equal is relative to the best: 8.00 and 8.03 are, 8.06 is not, though it is near 8.03. */
START_TEST(equal_makes_no_chains)
{
    struct table t;

    table_init(&t, 3, 1, 1);
    measure(&t, 1, COST, 8.03);
    measure(&t, 2, COST, 8.06);
    measure(&t, 0, P95, 9);
    measure(&t, 1, P95, 8);
    measure(&t, 2, P95, 5);
    ck_assert_uint_eq(judged(&t)->recommended, 1);
    sim_arena_release(&t.arena);
}
END_TEST

/* The screen of the conversation trace: one throttles, two are left, each better in something. */
START_TEST(without_a_promise_there_is_what_is_left)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 3, 2, 1);
    t.cases[0].n_promises = t.cases[1].n_promises = 0;
    measure(&t, 0, COMPLETE, 80.9);
    measure(&t, 0, COST, 5);
    measure(&t, 1, COST, 7.29);
    measure(&t, 2, COST, 6.63);
    t.at[OUTSIDE][2 * 2 + 1] = 80;
    r = judged(&t);
    ck_assert_int_eq(r->form, DECIDE_NO_SLO);
    ck_assert_uint_eq(r->recommended, DECIDE_NONE);
    ck_assert(!r->left[0] && r->left[1] && r->left[2]);
    ck_assert(decide_ends_well(&t.input, r, false) && decide_ends_well(&t.input, r, true));
    /* If nothing is processed outside, the dearer one is beaten. */
    t.at[OUTSIDE][2 * 2 + 1] = 0.5;
    r = judged(&t);
    ck_assert(!r->left[1] && r->left[2]);
    /* Within a point of the most complete one. */
    measure(&t, 0, COMPLETE, 99.2);
    ck_assert(judged(&t)->left[0]);
    /* Nothing ran at all. */
    for (uint32_t o = 0; o < 3; o++)
        t.options[o].allowed = false;
    r = judged(&t);
    ck_assert_int_eq(r->form, DECIDE_NO_CANDIDATE);
    ck_assert(!decide_ends_well(&t.input, r, false));
    sim_arena_release(&t.arena);
}
END_TEST

/* A promise that only one case brings judges that case alone; as stated nothing can fail. */
START_TEST(a_case_may_bring_its_own_promise)
{
    struct table t;
    const struct decide_result *r;

    table_init(&t, 2, 2, 1);
    t.cases[0].n_promises = 0;
    set(&t, 0, 0, SUCCESS, 50);
    set(&t, 0, 1, SUCCESS, 98);
    measure(&t, 1, COST, 9);
    r = judged(&t);
    ck_assert(cell(&t, r, 0, 0)->holds && !cell(&t, r, 0, 1)->holds);
    ck_assert_uint_eq(r->recommended, 1);
    ck_assert_uint_eq(r->cheaper, 0);
    sim_arena_release(&t.arena);
}
END_TEST

/* The share of draws kept has to be 95 % by the low end of its interval. */
START_TEST(draws_are_one_case_that_always_decides)
{
    struct decide_figure kept[2] = {{.value = 0.99, .low = 0.96, .high = 0.998},
                                    {.value = 0.97, .low = 0.93, .high = 0.99}};
    struct table t;
    const struct decide_result *r;

    table_init(&t, 2, 2, 1);
    measure(&t, 0, COST, 9);
    t.cases[1] = (struct decide_case){.must_hold = true, .kept = kept, .kept_share = 0.95};
    r = judged(&t);
    ck_assert(cell(&t, r, 0, 1)->holds && !cell(&t, r, 1, 1)->holds);
    NEAR(cell(&t, r, 1, 1)->shortfall, 0.4); /* 2 of the 5 points that may miss */
    NEAR(cell(&t, r, 1, 1)->judged, 0.93);
    ck_assert_uint_eq(cell(&t, r, 1, 1)->promise, DECIDE_NONE);
    ck_assert(r->robust[0] && !r->robust[1]);
    ck_assert_uint_eq(r->recommended, 0);
    ck_assert_uint_eq(r->cheaper, 1);
    ck_assert_uint_eq(r->cheaper_case, 1);
    sim_arena_release(&t.arena);
    /* Where none holds in the draws, none is robust: the one that comes nearest is regretted least.
     */
    kept[0].low = 0.94;
    r = judged(&t);
    ck_assert(r->decides[1] && !r->robust[0] && !r->robust[1]);
    ck_assert_int_eq(r->form, DECIDE_LEAST_REGRET);
    ck_assert_uint_eq(r->recommended, 0);
    ck_assert(!decide_ends_well(&t.input, r, false) && decide_ends_well(&t.input, r, true));
    sim_arena_release(&t.arena);
}
END_TEST

START_TEST(the_worst_level_is_the_first_of_the_least)
{
    ck_assert_uint_eq(decide_worst_level((const uint64_t[]){100, 90, 95}, 3), 1);
    ck_assert_uint_eq(decide_worst_level((const uint64_t[]){90, 90, 90}, 3), 0);
    ck_assert_uint_eq(decide_worst_level((const uint64_t[]){100, 90, 90}, 3), 1);
    ck_assert_uint_eq(decide_worst_level((const uint64_t[]){5}, 1), 0);
}
END_TEST

SUITE_MAIN("decide", a_miss_is_a_share_of_what_is_allowed, better_by_more_than_what_matters,
           what_fails_elsewhere_comes_second,
           the_cheapest_that_holds_everywhere, each_class_keeps_every_promise_on_its_own,
           a_class_may_have_its_own_promise, cheaper_but_not_robust,
           a_case_in_which_none_holds_decides_nothing, only_cases_that_move_a_figure_count,
           least_regret_where_none_is_robust,
           equal_largest_regret_goes_by_the_sum_then_the_objective, nothing_works_as_stated,
           only_candidates_are_chosen, what_is_equal_goes_on_to_the_next,
           the_objective_counts_at_its_worst, equal_makes_no_chains,
           without_a_promise_there_is_what_is_left, a_case_may_bring_its_own_promise,
           draws_are_one_case_that_always_decides, the_worst_level_is_the_first_of_the_least)
