/*
 * Who is the best option, and the sentences on it, of small studies whose figures can be added up:
 * ran.h says what the calls take and cost.
 */
#include "tests/unit/analysis_study/ran.h"
#include "tests/unit/suite.h"

#include <stdio.h>

#define NO_INDIFFERENCE                                                                            \
    "'indifference':{'success_rate_points':0,'latency_s':0,'cost_percent':0,"                      \
    "'throughput_percent':0},"
/* E2E of the i-th call 0.6 + (10 i - 1) / 200: p95 1.095 s. At 20 USD for input. */
#define FAST "'models':{'m':{'output_tokens_per_s':200}},'prices':{'p':{'input_usd_per_mtok':20}}"

static bool in(const char *const *sentences, uint32_t n, const char *text)
{
    for (uint32_t i = 0; i < n; i++)
        if (strstr(sentences[i], text) != NULL)
            return true;
    return false;
}

static void says(const struct ran *ran, const char *text)
{
    ck_assert_msg(in(ran->results->verdict, ran->results->n_verdict, text), "no '%s' in '%s'; '%s'",
                  text, ran->results->verdict[0],
                  ran->results->n_verdict > 1 ? ran->results->verdict[1] : "");
}

/* As fast and as dear, but for one thing; whatever comes first in the file. */
START_TEST(the_better_one_wins)
{
    static const char *const others[][2] = {
        {OPTION("other", SLOW),
         "against 'other': the same success rate, the same cost per completed "
         "request, E2E p95 0.99 s shorter"},
        /* 15.5 of 25.5 USD. */
        {OPTION("other", DEAR),
         "against 'other': the same success rate, 39.2 % cheaper per completed "
         "request, the same E2E p95"}};

    for (int i = 0; i < 2; i++)
        for (int first = 0; first < 2; first++) {
            struct sim_text options = {0};
            struct ran ran;

            sim_text_addf(&options, "%s,%s", first == 0 ? OPTION("base", "") : others[i][0],
                          first == 0 ? others[i][0] : OPTION("base", ""));
            ran_open(&ran, NO_INDIFFERENCE, options.data);
            says(&ran, "'base' is the best of the allowed options here: 100.00 % completed");
            says(&ran, others[i][1]);
            ran_close(&ran);
            sim_text_release(&options);
        }
}
END_TEST

/* Six of ten are cheaper (13.5 of 15.5 USD) and end sooner (1.19 of 1.59 s), and yet no match. */
START_TEST(success_comes_first)
{
    struct ran ran;

    ran_open(&ran, NO_INDIFFERENCE, OPTION("tight", TIGHT) "," OPTION("base", ""));
    says(&ran, "'base' is the best of the allowed options here: 100.00 % completed");
    says(&ran, "against 'tight': 40.00 percentage points more success, 14.8 % dearer per completed "
               "request, E2E p95 0.40 s longer");
    says(&ran, "failures of 'tight': 4 of 4 (100.0 %): a quota refused the last attempt");
    ck_assert(in(ran.results->flips, ran.results->n_flips,
                 "quota: 'tight' throttles 40.0 % of its requests"));
    ran_close(&ran);
}
END_TEST

/* The cheaper option wins, unless an SLO is met by the other one alone. */
START_TEST(an_slo_comes_before_success_and_cost)
{
    struct ran ran;

    ran_open(&ran, NO_INDIFFERENCE, OPTION("base", "") "," OPTION("fast", FAST));
    says(&ran, "'base' is the best");
    ran_close(&ran);
    ran_open(&ran, NO_INDIFFERENCE "'slo':{'e2e_p95_s':{'max':1.2}},",
             OPTION("base", "") "," OPTION("fast", FAST));
    says(&ran,
         "'fast' is the best of the allowed options here: 100.00 % completed, every stated SLO "
         "met");
    says(&ran, "64.5 % dearer per completed request, E2E p95 0.49 s shorter");
    ran_close(&ran);
    ran_open(&ran, NO_INDIFFERENCE "'slo':{'e2e_p95_s':{'max':1}},",
             OPTION("base", "") "," OPTION("fast", FAST));
    says(
        &ran,
        "'base' is the best of the allowed options here: 100.00 % completed; no option meets every "
        "stated SLO");
    ran_close(&ran);
}
END_TEST

/* The first is missed (60 %), the second is met (40 %). */
START_TEST(every_slo_counts)
{
    struct ran ran;

    ran_open(&ran, "'slo':{'success_rate':{'min':0.9},'throttled_share':{'max':0.5}},",
             OPTION("tight", TIGHT));
    ck_assert(!ran.results->slo_met);
    says(&ran, "'tight' completes 60.00 % of the offered requests and misses a stated SLO");
    ran_close(&ran);
}
END_TEST

/* With repetitions there are more calls than requests; the share is of requests. */
START_TEST(shares_are_of_requests)
{
    struct ran ran;
    double throttled, offered;
    char text[80];

    ran_open(&ran, "",
             OPTION("base", "") "," OPTION("tight",
                                           TIGHT ",'clients':{'default':{'retry':'standard'}}"));
    throttled = ran_value(&ran, "throttled", 1)->value;
    offered = ran_value(&ran, "offered", 1)->value;
    ck_assert(offered == 10 && throttled > 0 && ran_value(&ran, "attempts", 1)->value > 10);
    snprintf(text, sizeof text, "quota: 'tight' throttles %.1f %%", 10 * throttled);
    ck_assert(in(ran.results->flips, ran.results->n_flips, text));
    ran_close(&ran);
}
END_TEST

/* What does not matter decides nothing: the next thing does. */
START_TEST(what_does_not_matter_is_equal)
{
    struct ran ran;

    ran_open(&ran, "'indifference':{'success_rate_points':41,'cost_percent':0,'latency_s':0},",
             OPTION("base", "") "," OPTION("tight", TIGHT));
    says(&ran, "'tight' is the best of the allowed options here: 60.00 % completed");
    ran_close(&ran);
    ran_open(&ran, "'indifference':{'cost_percent':70,'latency_s':0},",
             OPTION("base", "") "," OPTION("fast", FAST));
    says(&ran, "'fast' is the best of the allowed options here");
    ran_close(&ran);
}
END_TEST

/* Six pass the quota; within 1.15 s five of them end, the sixth needs 1.19 s. The most frequent
 * cause stands first. */
START_TEST(causes_with_their_shares)
{
    struct ran ran;

    ran_open(&ran, "", OPTION("base", TIGHT ",'clients':{'default':{'deadline_s':1.15}}"));
    says(&ran, "'base' completes 50.00 % of the offered requests");
    says(&ran, "failures of 'base': 4 of 5 (80.0 %): a quota refused the last attempt; 1 of 5 "
               "(20.0 %): ");
    ran_close(&ran);
}
END_TEST

/* An option on other traffic is shown, and not ranked. */
START_TEST(only_like_is_ranked)
{
    struct ran ran;

    ran_open(
        &ran, NO_INDIFFERENCE,
        OPTION("base", "") ",'odd':{'mode':'single-region','unpaired':true,'overrides':{'traffic':"
                           "{'calls':{'scale':2}}}}," OPTION("slow", SLOW));
    says(&ran,
         "'base' is the best of the allowed options here that are ranked: 100.00 % completed");
    says(&ran, "'odd' is not ranked: ");
    says(&ran, "it completes 100.00 % of what it was offered");
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("verdict", the_better_one_wins, success_comes_first,
           an_slo_comes_before_success_and_cost, every_slo_counts, shares_are_of_requests,
           what_does_not_matter_is_equal, causes_with_their_shares, only_like_is_ranked)
