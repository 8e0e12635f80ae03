/*
 * What is varied, of calls that can be counted: ten of ran.h within a second, one class, one
 * Region, no noise. What sensitivity and sweep say of them is arithmetic.
 */
#define RAN_QUICK true
#include "analysis/study/dry.h"
#include "tests/unit/analysis_study/asked.h"
#include "tests/unit/suite.h"

#define TWO(a, b)                                                                                  \
    "'tight':{'mode':'single-region','overrides':{" a "}},"                                        \
    "'dear':{'mode':'single-region','overrides':{" b "}}"
#define SLO "'slo':{'success_rate':{'min':0.9}},'replications':1,"

/* The study of that name over what `vary` says, the first flag of both. */
static void run_study(struct ran *ran, const char *name, const char *vary)
{
    const struct question_value values[QUESTION_MOST_FLAGS] = {
        {.given = true, .n = 1, .texts = {vary}}};

    ask(ran, name, values);
}

/* As in test_changes.c: the seventeenth of a load comes above 1.618, and 15 of 17 are too few. */
START_TEST(the_load_at_which_another_is_best)
{
    struct ran ran;
    double last, first;

    ran_open(&ran, SLO, TWO(RPM("15"), DEAR));
    run_study(&ran, "sensitivity", "load=0.5:2.5");
    last = cell(&ran, "sensitivity-breaks", "option", "dear", "last")->value;
    first = cell(&ran, "sensitivity-breaks", "option", "dear", "first")->value;
    ck_assert_msg(last <= 1.618034 && first > 1.618034 && first - last < 0.01 * first,
                  "from %.17g, not yet at %.17g", first, last);
    ck_assert_str_eq(cell(&ran, "sensitivity-breaks", "option", "dear", "change")->shown,
                     "recommended");
    /* 25 calls, 15 let through. */
    ck_assert_double_eq_tol(cell(&ran, "sensitivity", "input", "load", "high")->value, 60, 1e-9);
    ck_assert_double_eq_tol(cell(&ran, "sensitivity", "input", "load", "stated")->value, 100, 1e-9);
    ran_close(&ran);
}
END_TEST

/* Nine of ten are enough: whole numbers are found to the last one. */
START_TEST(the_quota_at_which_it_holds)
{
    struct ran ran;

    ran_open(&ran, SLO, TWO(RPM("15"), DEAR));
    run_study(&ran, "sensitivity", "quotas.all.requests_per_min=2:1000");
    ck_assert(cell(&ran, "sensitivity-breaks", "option", "tight", "last")->value == 8);
    ck_assert(cell(&ran, "sensitivity-breaks", "option", "tight", "first")->value == 9);
    ck_assert_str_eq(cell(&ran, "sensitivity-breaks", "option", "tight", "change")->shown,
                     "recommended");
    ran_close(&ran);
    /* Of 400 too, where a hundredth is more than one; a bucket would fill up meanwhile. */
    ran_open(&ran, SLO "'load':40,'quota_rules':{'refill_minute':'fixed-window'},",
             TWO(RPM("15"), DEAR));
    run_study(&ran, "sensitivity", "quotas.all.requests_per_min=2:1000");
    ck_assert(cell(&ran, "sensitivity-breaks", "option", "tight", "last")->value == 359);
    ck_assert(cell(&ran, "sensitivity-breaks", "option", "tight", "first")->value == 360);
    ran_close(&ran);
}
END_TEST

/* The last call: 0.6 s up to the first token, then 0.99 s; half the rate takes as much again, twice
 * the time to the first token 0.6 s more. */
START_TEST(latencies_take_their_factors)
{
    struct ran ran;
    double stated;

    ran_open(&ran, SLO, TWO(RPM("15"), DEAR));
    stated = ran_value(&ran, "e2e-p99", 0)->value;
    run_study(&ran, "sweep", "factors.ttft=1,2");
    ck_assert_double_eq_tol(ran_value(&ran, "e2e-p99", 0)->value, stated, 1e-9);
    ck_assert_double_eq_tol(cell(&ran, "sweep", "factors.ttft", "2.000", "e2e-p95-all")->value -
                                cell(&ran, "sweep", "factors.ttft", "1.000", "e2e-p95-all")->value,
                            0.6, 0.01);
    run_study(&ran, "sweep", "factors.output_rate=0.5,1");
    ck_assert_double_eq_tol(
        cell(&ran, "sweep", "factors.output_rate", "0.500", "e2e-p95-all")->value -
            cell(&ran, "sweep", "factors.output_rate", "1.000", "e2e-p95-all")->value,
        0.99, 0.01);
    ran_close(&ran);
}
END_TEST

/* 1,000 input tokens at 9 to 11 move a call's cost by 0.002 USD, 55 output tokens at 80 to 120 by
 * 0.0022: variances as 4 to 4.84, and nothing of both together. */
START_TEST(prices_share_the_variance_of_cost)
{
    const struct question_value values[QUESTION_MOST_FLAGS] = {
        {.given = true,
         .n = 2,
         .texts = {"prices.p.input_usd_per_mtok=9:11", "prices.p.output_usd_per_mtok=80:120"}},
        [4] = {.given = true, .number = 32}};
    const char *input = "prices.p.input_usd_per_mtok", *output = "prices.p.output_usd_per_mtok";
    struct ran ran;

    ran_open(&ran, SLO, "'one':{'mode':'single-region'}");
    ask(&ran, "sensitivity", values);
    ck_assert_double_eq_tol(cell(&ran, "sensitivity-shares", "input", input, "total")->value, 45.2,
                            1);
    ck_assert_double_eq_tol(cell(&ran, "sensitivity-shares", "input", input, "first")->value, 45.2,
                            1);
    ck_assert_double_eq_tol(cell(&ran, "sensitivity-shares", "input", output, "total")->value, 54.8,
                            1);
    ck_assert(cell(&ran, "sensitivity-shares", "input", output, "n")->value == 32);
    ran_close(&ran);
}
END_TEST

/* Two options, a replication: of a load from 0.5 to 2 at five values, 37.5 calls in the sum of the
 * fifth, each twice. */
START_TEST(what_would_be_run)
{
    struct question_value values[QUESTION_MOST_FLAGS] = {
        {.given = true, .n = 1, .texts = {"load=0.5:2"}}};
    const struct question_value *const asked[] = {values};
    struct sim_error err;
    struct dry dry;
    struct ran ran;

    ran_open(&ran, SLO, TWO(RPM("15"), DEAR));
    ck_assert_int_eq(
        dry_run(study_find("sweep"),
                &(struct loop_settings){.plan = ran.plan, .n_threads = 1, .asked = asked}, &dry,
                &err),
        SIM_OK);
    ck_assert_int_eq(dry.n, 3);
    ck_assert(dry.rows[0].runs == 2 && dry.rows[0].requests == 20);
    ck_assert(dry.rows[1].bound == DRY_EXACT && dry.rows[1].runs == 10);
    /* Of the ten at 0.5 those whose fraction of the golden ratio is below that (load.h): 5; 9 at
     * 0.875, 3 twice at 1.25, 7 at 1.625. */
    ck_assert_double_eq(dry.rows[1].requests, 2 * (5 + 9 + 13 + 17 + 20));
    dry_release(&dry);
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("sensitivity", the_load_at_which_another_is_best, the_quota_at_which_it_holds,
           latencies_take_their_factors, prices_share_the_variance_of_cost, what_would_be_run)
