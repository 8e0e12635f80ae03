/*
 * A review's plan: what is fixed before it starts, by hand; what holds itself to it; and a part that
 * asks for more. Two options of ten calls (ran.h): a replication is 20 requests.
 */
#include "analysis/study/budget.h"
#include "analysis/study/cases.h"
#include "analysis/study/question_list.h"
#define RAN_QUICK true
#include "tests/unit/analysis_study/ran.h"

#include "tests/unit/suite.h"

static const struct question *const asks[] = {&question_drill, &question_maxload, NULL};
static const double shares[] = {0.5, 0.3, 0.2};
static const struct loop_study reviews = {.name = "review",
                                          .questions = asks,
                                          .reviews = true,
                                          .shares = shares,
                                          QUESTION_STUDY};
static const uint32_t both[] = {0, 1};

static void open_ran(struct ran *ran)
{
    ran_open(ran, "'replications':8,", OPTION("one", "") "," OPTION("two", SLOW));
}

START_TEST(shares_what_is_left)
{
    struct budget_asked asked = {.seconds = 1, .requests_per_s = 1000};
    struct budget budget;
    struct sim_error err;
    struct ran ran;
    double left;
    uint32_t most;

    open_ran(&ran);
    most = cases_most(ran.plan, both, 2);
    ck_assert_int_eq(
        budget_make(&budget, &asked, &reviews, ran.plan, both, 2, &err), SIM_OK);
    ck_assert_uint_eq(budget.n, 5);
    ck_assert_str_eq(budget.parts[3].name, "drill");
    /* A quarter of 1,000 pays for 12 replications of 20; 8 are stated. */
    ck_assert_uint_eq(budget.parts[BUDGET_COMPARE].replications, 8);
    ck_assert_uint_eq(budget.parts[BUDGET_COMPARE].runs, 16);
    ck_assert_double_eq(budget.parts[BUDGET_COMPARE].requests, 160);
    /* Nothing limits here, so no rule is about anything. */
    ck_assert_uint_eq(most, 0);
    left = 1000 - 160;
    ck_assert_double_eq(budget.parts[BUDGET_CHANGES].requests, floor(0.5 * left));
    ck_assert_double_eq(budget.parts[3].requests, floor(0.3 * left));
    ck_assert_double_eq(budget.parts[4].requests, floor(0.2 * left));
    ck_assert_uint_eq(budget.parts[4].runs, 16); /* of 10 requests, 168 */

    /* A quarter of 300 pays for 3; three are run in any case, however little there is. */
    asked.requests_per_s = 300;
    ck_assert_int_eq(
        budget_make(&budget, &asked, &reviews, ran.plan, both, 2, &err), SIM_OK);
    ck_assert_uint_eq(budget.parts[BUDGET_COMPARE].replications, 3);
    asked.requests_per_s = 70;
    ck_assert_int_eq(
        budget_make(&budget, &asked, &reviews, ran.plan, both, 2, &err), SIM_OK);
    ck_assert_uint_eq(budget.parts[BUDGET_COMPARE].replications, 3);

    /* 60 are needed: 59 are refused, by the seconds that would do; without a word they are taken. */
    asked.requests_per_s = 59;
    ck_assert_int_eq(
        budget_make(&budget, &asked, &reviews, ran.plan, both, 2, &err), SIM_EUSAGE);
    ck_assert_msg(strstr(err.message, "give 2s or more") != NULL, "%s", err.message);
    asked.seconds = 0;
    asked.requests_per_s = 1;
    ck_assert_int_eq(
        budget_make(&budget, &asked, &reviews, ran.plan, both, 2, &err), SIM_OK);
    ck_assert_double_eq(budget.seconds, 120); /* twice what is needed */
    ran_close(&ran);
}
END_TEST

START_TEST(takes_an_earlier_plan)
{
    struct results_planned parts[] = {{"compare", 8, 16, 160, 0, 0, false},
                                      {"cases", 1, 0, 0, 0, 0, false},
                                      {"changes", 0, 42, 420, 0, 0, false},
                                      {"drill", 0, 25, 252, 0, 0, false},
                                      {"maxload", 0, 16, 168, 0, 0, false}};
    struct results_plan plan = {.seconds = 1, .requests_per_s = 1000, .n = 5, .parts = parts};
    struct budget_asked asked = {.plan = &plan};
    struct budget budget, made;
    struct sim_error err;
    struct ran ran;

    open_ran(&ran);
    ck_assert_int_eq(
        budget_make(&made, &(struct budget_asked){.seconds = 1, .requests_per_s = 1000}, &reviews,
                    ran.plan, both, 2, &err),
        SIM_OK);
    parts[1].replications = made.parts[BUDGET_CASES].replications;
    for (int i = 0; i < 5; i++)
        ck_assert_uint_eq(parts[i].runs, made.parts[i].runs);
    ck_assert_int_eq(
        budget_make(&budget, &asked, &reviews, ran.plan, both, 2, &err), SIM_OK);
    ck_assert(!budget.by_hand);
    /* With another number it is a plan by hand; with none of it, a part is left out. */
    parts[3].requests = 0;
    ck_assert_int_eq(
        budget_make(&budget, &asked, &reviews, ran.plan, both, 2, &err), SIM_OK);
    ck_assert(budget.by_hand);
    ck_assert(budget.parts[3].stopped);
    ck_assert(!budget.parts[4].stopped);
    /* Parts are found by name, each has to be there, and no other. */
    parts[3].study = "magic";
    ck_assert_int_eq(
        budget_make(&budget, &asked, &reviews, ran.plan, both, 2, &err), SIM_EUSAGE);
    plan.n = 4;
    ck_assert_int_eq(
        budget_make(&budget, &asked, &reviews, ran.plan, both, 2, &err), SIM_EUSAGE);
    ran_close(&ran);
}
END_TEST

/* The drill asks for more than a plan by hand lets it: nothing of it is run or answered, and the rest
 * is as with a plan that has room. */
START_TEST(stops_what_asks_for_more)
{
    struct results_planned parts[] = {{"compare", 2, 4, 40, 0, 0, false},
                                      {"cases", 1, 0, 0, 0, 0, false},
                                      {"changes", 0, 10, 1000, 0, 0, false},
                                      {"drill", 0, 1, 10, 0, 0, false},
                                      {"maxload", 0, 10, 1000, 0, 0, false}};
    struct results_plan plan = {.seconds = 1, .requests_per_s = 1000, .n = 5, .parts = parts};
    struct budget_asked asked = {.plan = &plan, .silent = true};
    struct loop_settings settings = {.quick = true, .n_threads = 1, .budget = &asked};
    struct results *results = NULL;
    struct sim_error err;
    struct ran ran;
    bool any = false;

    open_ran(&ran);
    settings.plan = ran.plan;
    ck_assert_int_eq(loop_run(&reviews, &settings, &results, &err), SIM_OK);
    ck_assert_uint_eq(results->replications, 2);
    ck_assert_uint_eq(results->n_planned, 5);
    ck_assert(results->planned[3].stopped);
    ck_assert_uint_eq(results->planned[3].requests_taken, 0);
    ck_assert_uint_eq(results->planned[0].requests_taken, 40);
    for (uint32_t i = 0; i < results->n_answers; i++)
        ck_assert_str_ne(results->answers[i].question, "drill");
    for (uint32_t i = 0; i < results->n_changes; i++)
        any = any || (strcmp(results->changes[i].list, "NOT RUN") == 0 &&
                      strcmp(results->changes[i].input, "drill") == 0);
    ck_assert(any);
    results_destroy(results);

    parts[3].requests = 100000;
    ck_assert_int_eq(loop_run(&reviews, &settings, &results, &err), SIM_OK);
    ck_assert(!results->planned[3].stopped);
    ck_assert_uint_gt(results->planned[3].requests_taken, 10);
    results_destroy(results);
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("a review's plan", shares_what_is_left, takes_an_earlier_plan, stops_what_asks_for_more)
