/*
 * Source Regions to call from, of ten calls that cost 0.155 USD and complete in 0.69 ... 1.59 s
 * (ran.h) as stated, from London; through the European profile Ireland (13 ms from London) and
 * Paris (11 ms) can be called, too.
 */
#define RAN_QUICK true
#include "tests/unit/analysis_study/asked.h"
#include "tests/unit/suite.h"

#define SLO                 "'slo':{'success_rate':{'min':0.9}},'replications':1,"
#define EU(name, overrides) "'" name "':{'mode':'geographic','overrides':{" overrides "}}"
#define PRICE(region, usd)                                                                         \
    "'" region "':{'source_region':'" region "','input_usd_per_mtok':" usd                         \
    ",'output_usd_per_mtok':100}"
#define LONDON  "eu-west-2"
#define IRELAND "eu-west-1"
#define PARIS   "eu-west-3"

static void ask_from(struct ran *ran, const char *first, const char *second, const char *third)
{
    const struct question_value values[QUESTION_MOST_FLAGS] = {
        {.given = true, .n = third != NULL ? 3 : 2, .texts = {first, second, third}}};

    ask(ran, "source", values);
}

/* Of the row of an option and a Region. */
static const struct metric_value *row(const struct ran *ran, const char *option, const char *region,
                                      const char *key)
{
    return cell_of(ran, "source", option, "source", region, key);
}

/* 5 USD less per million tokens of input are 5 USD less of 15.5; six of ten calls are too few. A
 * price 0.3 % lower is none that matters. */
START_TEST(the_cheapest_that_does)
{
    struct ran ran;

    ran_open(
        &ran, SLO,
        EU("cheaper", "'prices':{" PRICE(IRELAND, "5") "}") "," EU(
            "tight",
            "'prices':{" PRICE(
                PARIS,
                "1") "},"
                     "'quotas':{'few':{'source_region':'" PARIS
                     "','requests_per_min':6}}") "," EU("dear",
                                                        "'prices':{" PRICE(
                                                            PARIS,
                                                            "20") "},"
                                                                  "'quotas':{'few':{'"
                                                                  "source_region':'" PARIS
                                                                  "','requests_per_min':6}"
                                                                  "}") "," EU("alike",
                                                                              "'prices':"
                                                                              "{" PRICE(
                                                                                  IRELAND,
                                                                                  "9.95") "}"));
    ask_from(&ran, LONDON, IRELAND, PARIS);
    ck_assert_answers(&ran, "cheaper", "call from eu-west-1: 10.5 USD per 1,000 completed");
    ck_assert_answers(&ran, "cheaper", "as stated, from eu-west-2: 15.5 USD");
    ck_assert_answers(&ran, "tight", "call from eu-west-2: 15.5 USD");
    ck_assert_answers(&ran, "tight", "that is what is stated");
    ck_assert_answers(&ran, "tight", "eu-west-3 costs less");
    ck_assert_answers(&ran, "tight", "and does not do: success 60 %, at least 90 % asked");
    ck_assert_silent(&ran, "dear", "costs less");
    ck_assert_answers(&ran, "alike", "call from eu-west-2: 15.5 USD");
    ck_assert_double_eq_tol(row(&ran, "cheaper", IRELAND, "cost")->value, 10.5, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "tight", PARIS, "success-rate")->value, 60, 1e-9);
    /* The best first: of those that hold the cheapest, then the fastest. */
    ck_assert_str_eq(cell(&ran, "source", "option", "cheaper", "source")->shown, IRELAND);
    ck_assert_str_eq(cell(&ran, "source", "option", "tight", "source")->shown, LONDON);
    ran_close(&ran);
}
END_TEST

/* Where an option states users of its own, they stay there: in Sydney, 266 ms from London, which
 * the time to the first token has in it. Those of the other one stay in London. */
START_TEST(users_stay_where_an_option_has_them)
{
    struct ran ran;

    ran_open(
        &ran, SLO,
        EU("london", "") "," EU("sydney", "'classes':{'chat':{'client_region':'ap-southeast-2'}}"));
    ask_from(&ran, LONDON, "ap-southeast-2", NULL);
    ck_assert_double_eq_tol(row(&ran, "sydney", LONDON, "rtt-ms")->value, 266, 0.5);
    ck_assert_double_eq_tol(row(&ran, "london", "ap-southeast-2", "rtt-ms")->value, 266, 0.5);
    ck_assert(row(&ran, "london", LONDON, "rtt-ms")->value < 5);
    ck_assert_double_eq_tol(row(&ran, "sydney", LONDON, "ttft-p95")->value -
                                row(&ran, "london", LONDON, "ttft-p95")->value,
                            0.263, 0.003);
    ck_assert_answers(&ran, "sydney", "call from ap-southeast-2");
    ck_assert_answers(&ran, "sydney", "as stated, from eu-west-2");
    ck_assert_answers(&ran, "london", "that is what is stated");
    ran_close(&ran);
}
END_TEST

/* What an option states as its source is what is stated for it; a class that it has removed stays
 * out, one that only it has calls from there, too. */
START_TEST(options_differ_in_their_classes)
{
    struct ran ran;

    ran_open(&ran, "'replications':1,",
             EU("ireland", "'classes':{'chat':{'source_region':'" IRELAND "'}}") "," EU(
                 "other", "'classes':{'chat':null,'own':{'traffic':'calls',"
                          "'model':'anthropic.claude-sonnet-4-6','source_region':'" LONDON "',"
                          "'max_tokens':100}}"));
    ask_from(&ran, LONDON, IRELAND, NULL);
    ck_assert_answers(&ran, "ireland", "call from eu-west-1");
    ck_assert_answers(&ran, "ireland", "that is what is stated");
    ck_assert_answers(&ran, "other", "call from eu-west-2");
    ck_assert_answers(&ran, "other", "that is what is stated");
    /* Without an SLO: those that complete nearly as much as the most complete. */
    ck_assert_str_eq(row(&ran, "other", IRELAND, "holds")->shown, "yes");
    ck_assert_double_eq_tol(row(&ran, "other", IRELAND, "rtt-ms")->value, 13, 1.5);
    ran_close(&ran);
}
END_TEST

/* Sonnet 4.6 is called by its bare id in London alone. */
START_TEST(why_not_from_there)
{
    struct ran ran;

    ran_open(&ran, SLO, OPTION("bare", ""));
    ask_from(&ran, LONDON, IRELAND, PARIS);
    ck_assert_answers(&ran, "bare",
                      "not from eu-west-1 and 1 more Region: refused by Bedrock: 400");
    ck_assert_answers(&ran, "bare", "call from eu-west-2");
    ask_from(&ran, IRELAND, PARIS, NULL);
    ck_assert_answers(&ran, "bare", "cannot be called from any Region that was looked at");
    ck_assert(!ran.results->ends_well);
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("source", the_cheapest_that_does, users_stay_where_an_option_has_them,
           options_differ_in_their_classes, why_not_from_there)
