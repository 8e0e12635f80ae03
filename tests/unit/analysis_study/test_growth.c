/*
 * How long options last as traffic grows, of calls that can be counted, and what maxload says of
 * the same loads. A load of x is reached after ln x / ln 1.1 months of the calendar at 10 % a month.
 */
#define RAN_QUICK true
#include "tests/unit/analysis_study/asked.h"
#include "tests/unit/suite.h"

#define AS_OF "'as_of':'2026-01-01','replications':1,"
#define SLO   "'slo':{'success_rate':{'min':0.9}},"
#define TIGHT_AND_FREE                                                                             \
    OPTION("tight", "'quotas':{'all':{'requests_per_min':15}}") "," OPTION("free", "")

/* Loads up to four times are tried. */
static const struct question_value plain[QUESTION_MOST_FLAGS] = {[3] = {.given = true,
                                                                        .number = 4}},
                                   maxload_plain[QUESTION_MOST_FLAGS] = {
                                       [1] = {.given = true, .number = 4}};

static double months(double factor, double rate)
{
    return log(factor) / log(1 + rate);
}

static void ck_assert_between(const struct metric_value *value, double low, double high)
{
    ck_assert_msg(value->value >= low && value->value <= high, "%.9g, not from %.9g to %.9g",
                  value->value, low, high);
}

/*
 * As in test_changes.c: of ten calls the sixteenth comes above a load of 1.562, and 15 of 17 are
 * too few above 1.618. 4.68 months are 142 days. In twelve months there are 3.138 times as many:
 * three of each and those of frac(0.618 i) < 0.138, 32; 90 % are 28.8, so 29 have to go through.
 */
START_TEST(months_and_quotas)
{
    struct ran ran;

    ran_open(&ran, AS_OF SLO, TIGHT_AND_FREE);
    ask(&ran, "growth", plain);
    ck_assert_between(cell(&ran, "growth", "option", "tight", "slo-months"),
                      months(1.618 / 1.02, 0.1), months(1.6181, 0.1));
    ck_assert_between(cell(&ran, "growth", "option", "tight", "no-429-months"),
                      months(1.5623 / 1.001, 0.1), months(1.5624, 0.1));
    ck_assert_str_eq(cell(&ran, "growth", "option", "tight", "no-429-until")->shown, "2026-05-22");
    ck_assert_answers(&ran, "tight", "29 instead of 15");
    ck_assert_silent(&ran, "tight", "hold again");
    ck_assert_answers(&ran, "free", "SLOs hold beyond what was tried: for 14.5 months at least");
    ck_assert_answers(&ran, "longest",
                      "free lasts longest, beyond what was tried; tight ends first");
    ck_assert(ran.results->ends_well);
    /* What maxload says of the same loads. */
    ask(&ran, "maxload", maxload_plain);
    ck_assert_between(cell(&ran, "maxload", "option", "tight", "slo"), 1.618 / 1.02, 1.6181);
    ck_assert_between(cell(&ran, "maxload", "option", "tight", "no-429"), 1.5623 / 1.001, 1.5624);
    ran_close(&ran);
}
END_TEST

/* At 20 % a month half as long; two months are 1.44 times the load, which 15 carry. */
START_TEST(rate_and_months_are_asked_for)
{
    const struct question_value values[QUESTION_MOST_FLAGS] = {{.given = true, .number = 0.2},
                                                               {.given = true, .number = 2}};
    struct ran ran;

    ran_open(&ran, AS_OF SLO, TIGHT_AND_FREE);
    ask(&ran, "growth", values);
    ck_assert_between(cell(&ran, "growth", "option", "tight", "slo-months"),
                      months(1.618 / 1.02, 0.2), months(1.6181, 0.2));
    ck_assert_silent(&ran, "tight", "instead of");
    ran_close(&ran);
}
END_TEST

/* Without an SLO the first 429 is the end, the thirty-first call above a load of 3, and quotas are
 * asked for that answer every one of 32. */
START_TEST(without_an_slo)
{
    struct ran ran;

    ran_open(&ran, AS_OF,
             OPTION("tight", "'quotas':{'all':{'requests_per_min':15}}") "," OPTION(
                 "wide", "'quotas':{'all':{'requests_per_min':30}}"));
    ask(&ran, "growth", plain);
    ck_assert_answers(&ran, "longest", "wide lasts longest, until 2026-12-");
    ck_assert_answers(&ran, "longest", "tight ends first, after 2026-05-22");
    ck_assert_answers(&ran, "tight", "32 instead of 15");
    ck_assert_answers(&ran, "wide", "32 instead of 30");
    ran_close(&ran);
}
END_TEST

/*
 * greedy.csv: calls of 1, 9 and 20 thousand quota tokens, then nine of 1, a second apart, in a
 * window of 60 s of which V thousand may be used. At load x there is a copy of call i if x > 1 +
 * frac(0.618 i): 0, .618, .236, .854, .472, .090, .708, .326, .944, .562, .180, .798.
 *
 * V = 39: all pass as stated (39 of 39). The copy of the first one takes the last one's place, 12
 * of 13, 92.3 %; from 1.090 on one more is refused, 12 of 14, 85.7 %. From 1.618 on the copy of the
 * second one keeps the large one out, 20 + 20 > 39, and the small ones and their copies have room
 * for 19: of 20 to 25 calls all but the large one and its copy, 90 % or more, up to 2.180 (three of
 * 27).
 */
#define GREEDY(slo, v)                                                                             \
    AS_OF slo "'traffic':{'calls':{'trace':'greedy.csv'}},"                                        \
              "'quota_rules':{'refill_minute':'fixed-window'},",                                   \
        OPTION("one", "'models':{'m':{'output_burndown':1}},'classes':{'chat':{'max_tokens':1}},"  \
                      "'quotas':{'all':{'tokens_per_min':" v "}}")

START_TEST(holds_again_at_larger_loads)
{
    struct ran ran;

    ran_open(&ran, GREEDY(SLO, "39000"));
    ask(&ran, "growth", plain);
    ck_assert_between(cell(&ran, "growth", "option", "one", "slo-months"),
                      months(1.0902 / 1.02, 0.1), months(1.0902, 0.1));
    ck_assert_between(cell(&ran, "growth", "option", "one", "no-429-months"), 0, 0.01);
    ck_assert_answers(&ran, "one", "they hold again in places at larger loads");
    ask(&ran, "maxload", maxload_plain);
    ck_assert_between(cell(&ran, "maxload", "option", "one", "slo"), 1.0902 / 1.02, 1.0902);
    ck_assert_answers(&ran, "one", "and in smaller stretches of load beside it");
    ran_close(&ran);
}
END_TEST

/* V = 37: as stated 7 of the small ones, 10 of 12, are too few; from 1.618 on room for 17 of them.
 */
START_TEST(holds_at_larger_loads_alone)
{
    struct ran ran;

    ran_open(&ran, GREEDY("'slo':{'success_rate':{'min':0.87}},", "37000"));
    ask(&ran, "growth", plain);
    ck_assert_str_eq(cell(&ran, "growth", "option", "one", "slo-until")->shown, "today");
    ck_assert_answers(&ran, "one", "SLOs are missed at today's load already");
    ck_assert_answers(&ran, "one", "they hold in places at larger loads");
    ck_assert(!ran.results->ends_well);
    ran_close(&ran);
}
END_TEST

/* 16 times is what is tried; 240 months at 10 % a month are more than anything that is. */
START_TEST(too_far)
{
    const struct question_value values[QUESTION_MOST_FLAGS] = {{.given = false},
                                                               {.given = true, .number = 240}};
    const struct question_value *const asked[] = {values};
    struct sim_error err = {.status = SIM_OK};
    struct ran ran;

    ran_open(&ran, AS_OF SLO, TIGHT_AND_FREE);
    results_destroy(ran.results);
    ran.results = NULL;
    ck_assert_int_eq(
        loop_run(study_find("growth"),
                 &(struct loop_settings){.plan = ran.plan, .n_threads = 1, .asked = asked},
                 &ran.results, &err),
        SIM_EUSAGE);
    ck_assert_msg(strstr(err.message, "at most 4096 times is tried") != NULL, "%s", err.message);
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("growth", months_and_quotas, rate_and_months_are_asked_for, without_an_slo,
           holds_again_at_larger_loads, holds_at_larger_loads_alone, too_far)
