/*
 * What would change a verdict, of calls that can be counted: six of ran.h, 10 s apart from 0 on,
 * within a minute; of one class, in one Region, without noise.
 */
#include "analysis/study/along.h"
#include "tests/unit/analysis_study/ran.h"
#include "tests/unit/suite.h"

#define RPM(n) "'quotas':{'all':{'requests_per_min':" n ",'tokens_per_min':'unlimited'}}"
#define TWO(a, b)                                                                                  \
    "'tight':{'mode':'single-region','overrides':{" a "}},"                                        \
    "'dear':{'mode':'single-region','overrides':{" b "}}"
#define SLO "'slo':{'success_rate':{'min':0.9}},"

static bool changes(const struct ran *ran, const char *list, const char *text)
{
    for (uint32_t i = 0; i < ran->results->n_changes; i++)
        if (strcmp(ran->results->changes[i].list, list) == 0 &&
            strstr(ran->results->changes[i].text, text) != NULL)
            return true;
    return false;
}

static const char *shown(const struct ran *ran, const char *key, uint32_t option)
{
    for (uint32_t i = 0; i < ran->results->n_shown; i++)
        if (strcmp(ran->results->shown[i].key, key) == 0 && ran->results->shown[i].option == option)
            return ran->results->shown[i].text;
    ck_abort_msg("no figure '%s' of option %u", key, option);
    return NULL;
}

/*
 * Ten calls within a second where fifteen a minute are let through. At a load of 1 + x there is a
 * copy of call i if x > frac(0.618 i): 0, .618, .236, .854, .472, .090, .708, .326, .944, .562. The
 * sixteenth call, the first 429, comes above 1.562; the seventeenth, of which 15 are 88.2 %, above
 * 1.618. The dearer option has no limit: it is next.
 */
START_TEST(the_load_changes_the_choice)
{
    struct ran ran;

    ran_open(&ran, SLO, TWO(RPM("15"), DEAR));
    ck_assert(changes(&ran, "CHANGES THE CHOICE", "load from 1.63x on: dear"));
    ck_assert(changes(&ran, "CHANGES WHO HOLDS", "load from 1.63x on: tight no longer holds"));
    ck_assert_str_eq(shown(&ran, "load-slo", 0), "1.61x");
    ck_assert_str_eq(shown(&ran, "load-slo", 1), "over 4.00x");
    ck_assert_str_eq(shown(&ran, "room-to-grow", 0), "1.56x");
    ck_assert(changes(&ran, "NOT TESTED", "outages, capacity (it is stated as unlimited)"));
    ran_close(&ran);
}
END_TEST

/* 15.5 against 25.5 USD per 1,000: the other is cheaper by the 1 % that matters from 25.5 / (0.99 x
 * 15.5) = 1.6618 times the price on. Nothing is said where both have the same price; where it
 * takes more than four times (65.5 / 15.345 = 4.27) the price changes nothing. */
START_TEST(the_price_changes_the_choice)
{
    struct ran ran;

    ran_open(&ran, SLO, TWO(RPM("15"), DEAR));
    ck_assert(changes(&ran, "CHANGES THE CHOICE", "price of tight up 66.2 %: dear"));
    ran_close(&ran);
    ran_open(&ran, SLO, TWO(RPM("15"), RPM("100")));
    ck_assert(!changes(&ran, "CHANGES THE CHOICE", "price"));
    ck_assert(!changes(&ran, "CHANGES NOTHING", "price"));
    ran_close(&ran);
    ran_open(&ran, SLO, TWO(RPM("15"), "'prices':{'p':{'input_usd_per_mtok':60}}"));
    ck_assert(!changes(&ran, "CHANGES THE CHOICE", "price"));
    ck_assert(changes(&ran, "CHANGES NOTHING", "price of tight, up to 4 times"));
    ran_close(&ran);
}
END_TEST

/* 15 x 0.5667 is rounded to 9 a minute, and nine of ten are enough; less is 8. */
START_TEST(so_does_the_quota)
{
    struct ran ran;

    ran_open(&ran, SLO, TWO(RPM("15"), DEAR "," RPM("100")));
    ck_assert(changes(&ran, "CHANGES THE CHOICE", "quota down to 0.56x: dear"));
    ck_assert(changes(&ran, "CHANGES WHO HOLDS", ": tight no longer holds"));
    ran_close(&ran);
}
END_TEST

/* Four slots of forty are enough for ten calls of 0.69 to 1.59 s within a second: never more than
 * ten at once, so a quarter of forty is exactly enough; of twelve it is not. */
START_TEST(capacity_that_is_never_full_changes_nothing)
{
    struct ran ran;

    ran_open(&ran, SLO "'replications':1,",
             TWO("'capacity':{'all':{'kind':'slots','slots':40}}",
                 DEAR ",'capacity':{'all':{'kind':'slots','slots':40}}"));
    ck_assert(changes(&ran, "CHANGES NOTHING", "capacity, from a quarter to four times"));
    ran_close(&ran);
    ran_open(&ran, SLO "'replications':1,",
             TWO("'capacity':{'all':{'kind':'slots','slots':12}}",
                 DEAR ",'capacity':{'all':{'kind':'slots','slots':12}}"));
    ck_assert(changes(&ran, "CHANGES THE CHOICE", "capacity down to 0."));
    ran_close(&ran);
}
END_TEST

/*
 * At twice the load tight fails, from 1.618 on: ln 1.618 / ln 2 = 0.694 of the way. The ladder has
 * 0.625 (1.542) and 0.75; 0.6875 (1.611) holds, 0.71875 and 0.703125 (1.628) do not, and 0.0156 is
 * less than ln 1.02 / ln 2. Where the case need not hold it changes the choice.
 */
START_TEST(the_way_to_a_case)
{
    struct ran ran;

    ran_open(&ran, SLO "'cases':{'twice':{'overrides':{'load':2}}},", TWO(RPM("15"), DEAR));
    ck_assert(changes(&ran, "CHANGES WHO HOLDS",
                      "case 'twice' from load 1.63 (71 % of the way) on: tight no longer holds"));
    ran_close(&ran);
    ran_open(&ran, SLO "'cases':{'twice':{'must_hold':false,'overrides':{'load':2}}},",
             TWO(RPM("15"), DEAR));
    ck_assert(changes(&ran, "CHANGES THE CHOICE",
                      "case 'twice' from load 1.63 (71 % of the way) on: dear"));
    ck_assert(!changes(&ran, "CHANGES THE CHOICE", "case 'twice': dear"));
    ran_close(&ran);
    /* Nothing is promised that is missed at a load of 1.5. */
    ran_open(&ran, SLO "'cases':{'more':{'overrides':{'load':1.5}}},", TWO(RPM("15"), DEAR));
    ck_assert(changes(&ran, "CHANGES NOTHING", "case 'more'"));
    ran_close(&ran);
    ran_open(&ran,
             SLO "'cases':{'few':{'overrides':{'quotas':{'all':{'requests_per_min':5}}}},"
                 "'quick':{'overrides':{'models':{'m':{'output_tokens_per_s':90}}}},"
                 "'there':{'overrides':{'classes':{'chat':{'source_region':'eu-central-1'}}}}},",
             TWO("'models':{'m':{'output_tokens_per_s':50}}", DEAR));
    ck_assert(changes(&ran, "NOT SEARCHED",
                      "case 'few' is taken whole ('quotas.all.requests_per_min' is 'unlimited' as "
                      "stated)"));
    ck_assert(changes(&ran, "NOT SEARCHED",
                      "case 'quick' is taken whole ('models.m.output_tokens_per_s' is another in "
                      "option 'tight')"));
    ck_assert(changes(&ran, "NOT SEARCHED",
                      "case 'there' is taken whole ('classes.chat.source_region' is no number)"));
    ran_close(&ran);
}
END_TEST

static void walk(struct ran *ran, uint32_t number, struct sim_arena *arena, struct walk *to)
{
    const struct scenario_case *cases = ran->scenario->base.cases.items;

    walk_to(ran->scenario, &cases[number], arena, to);
}

/* By equal factors, or equal amounts where one end is 0; whole numbers to the nearest; what the
 * patch states as it is does not move. */
START_TEST(numbers_on_the_way)
{
    struct sim_arena arena = {0};
    struct walk to;
    struct ran ran;

    ran_open(&ran,
             "'cases':{'a':{'overrides':{'load':4,'classes':{'chat':{'max_tokens':400,"
             "'model':'anthropic.claude-sonnet-4-6'}}}},"
             "'b':{'overrides':{'models':{'m':{'rate_sigma':0.4}}}},"
             "'c':{'overrides':{'load':0.25}}},",
             OPTION("base", ""));
    walk(&ran, 0, &arena, &to);
    ck_assert_uint_eq(to.n, 2);
    ck_assert_double_eq_tol(walk_value(&to.numbers[0], 0.5), 2, 1e-12);
    ck_assert_double_eq(walk_value(&to.numbers[1], 0.1), 115); /* 114.87 */
    ck_assert_double_eq_tol(walk_step(&to, 0.02), log(1.02) / log(4), 1e-12);
    ck_assert_str_eq(walk_place(&to, 0.101, &arena), "11 % of the way");
    walk(&ran, 1, &arena, &to);
    ck_assert_uint_eq(to.n, 1);
    ck_assert_double_eq_tol(walk_value(&to.numbers[0], 0.25), 0.1, 1e-12);
    ck_assert_double_eq(walk_step(&to, 0.02), 0.02);
    /* Away from what is stated, upward and downward. */
    ck_assert_str_eq(walk_place(&to, 0.2503, &arena),
                     "models.m.rate_sigma 0.101 (26 % of the way)");
    walk(&ran, 2, &arena, &to);
    ck_assert_str_eq(walk_place(&to, 0.3, &arena), "load 0.659 (30 % of the way)"); /* 0.65975 */
    ck_assert_str_eq(walk_place(&to, 1, &arena), "load 0.25 (100 % of the way)");
    sim_arena_release(&arena);
    ran_close(&ran);
}
END_TEST

/* A tie in cost and time is broken by the room to grow. */
START_TEST(room_to_grow_breaks_ties)
{
    struct ran ran;

    ran_open(&ran, SLO, TWO(RPM("15"), RPM("30")));
    ck_assert_str_eq(ran.results->options[ran.results->best].name, "dear");
    ck_assert(strstr(ran.results->headline, "most room to grow") != NULL);
    /* Points of a search have no room of their own: the first of the file would be chosen there. */
    ck_assert(changes(&ran, "NOT SEARCHED", "room to grow decides it"));
    ck_assert(!changes(&ran, "NOT SEARCHED", "cases"));
    ran_close(&ran);
}
END_TEST

/* Nine of ten calls within a second are enough: 3 x 2.8333 is the least that is rounded to 9. Where
 * no quota is stated, more slots: the longest call of 1.59 s outlasts all ten arrivals, so nine
 * have to fit at once. No quota mends a time that is too long. */
START_TEST(where_nothing_works_the_first_that_would)
{
    struct ran ran;

    ran_open(&ran, SLO, TWO(RPM("3"), DEAR "," RPM("2")));
    ck_assert_str_eq(ran.results->form, "nothing-works");
    ck_assert(strstr(ran.results->headline, "first holds: tight at 9 RPM (2.8") != NULL);
    ran_close(&ran);
    ran_open(&ran, SLO "'replications':1,",
             TWO("'capacity':{'all':{'kind':'slots','slots':1}}",
                 DEAR ",'capacity':{'all':{'kind':'slots','slots':1}}"));
    ck_assert(strstr(ran.results->headline, "first holds: tight at ") != NULL);
    ck_assert(strstr(ran.results->headline, " slots a Region (") != NULL);
    ran_close(&ran);
    ran_open(&ran, "'slo':{'e2e_p95_s':{'max':1}},", TWO(RPM("15"), DEAR "," RPM("15")));
    ck_assert_str_eq(ran.results->headline, "no quota up to 64 times alone helps: tight comes as "
                                            "near as any: E2E p95 1.59 s, at most 1 s asked");
    ran_close(&ran);
    /* The faster one, of 1.095 s, comes nearest; with one slot it answers two of ten. */
    ran_open(&ran, "'slo':{'e2e_p95_s':{'max':1}},",
             TWO(RPM("15") ",'capacity':{'all':{'kind':'slots','slots':1}}",
                 "'models':{'m':{'output_tokens_per_s':200}}," RPM("15")));
    ck_assert_str_eq(ran.results->headline,
                     "no quota and no capacity up to 64 times, each alone, helps: dear comes "
                     "nearest: E2E p95 1.1 s, at most 1 s asked");
    ran_close(&ran);
    ran_open(&ran, "'slo':{'e2e_p95_s':{'max':1}},", OPTION("base", ""));
    ck_assert_str_eq(ran.results->headline, "no quota and no capacity limits it: base comes "
                                            "nearest: E2E p95 1.59 s, at most 1 s asked");
    ran_close(&ran);
}
END_TEST

static const char *line_of(const struct ran *ran, const char *label)
{
    for (uint32_t i = 0; i < ran->results->n_lines; i++)
        if (strcmp(ran->results->lines[i].label, label) == 0)
            return ran->results->lines[i].text;
    return "";
}

/* At twice the load fifteen of twenty calls are let through; 18 are asked for, and 15 x 1.167 is
 * the least that is rounded to 18. A case that need not hold is not searched, nor one that holds
 * in some option. */
START_TEST(where_none_holds_in_a_case_the_first_that_would)
{
    struct ran ran;

    ran_open(&ran, SLO "'cases':{'twice':{'overrides':{'load':2}}},",
             TWO(RPM("15"), DEAR "," RPM("15")));
    ck_assert(strstr(line_of(&ran, "none holds"), "case 'twice'") != NULL);
    ck_assert(strstr(line_of(&ran, "none holds"), "first holds: tight at 1.17 times the quota") !=
              NULL);
    ran_close(&ran);
    ran_open(&ran, SLO "'cases':{'twice':{'must_hold':false,'overrides':{'load':2}}},",
             TWO(RPM("15"), DEAR "," RPM("15")));
    ck_assert_str_eq(line_of(&ran, "none holds"), "");
    ck_assert(strstr(line_of(&ran, "risk"), "which need not hold: success 75 %") != NULL ||
              strstr(line_of(&ran, "risk"), "that need not hold, most if") != NULL);
    ran_close(&ran);
    ran_open(&ran, SLO "'cases':{'twice':{'overrides':{'load':2}}},", TWO(RPM("15"), DEAR));
    ck_assert_str_eq(line_of(&ran, "none holds"), "");
    ran_close(&ran);
}
END_TEST

/* 800 events of 10 requests, where a request pays for 8, count for 100. */
START_TEST(events_count_as_requests)
{
    struct loop_point point = {.n_events = 800, .n_finished = 1};

    ck_assert_double_eq(along_weight(&point, 10, 8), 100);
    ck_assert_double_eq(along_weight(&point, 1000, 8), 1000);
    ck_assert_double_eq(along_weight(&point, 10, 0), 10);
    point.n_finished = 2;
    ck_assert_double_eq(along_weight(&point, 10, 8), 50);
}
END_TEST

SUITE_MAIN("changes", the_load_changes_the_choice, the_price_changes_the_choice, so_does_the_quota,
           capacity_that_is_never_full_changes_nothing, the_way_to_a_case, numbers_on_the_way,
           room_to_grow_breaks_ties, where_nothing_works_the_first_that_would,
           where_none_holds_in_a_case_the_first_that_would, events_count_as_requests)
