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

#define SLO "'slo':{'success_rate_min':0.9},"

/* As fast and as dear, but for one thing; whatever comes first in the file. */
START_TEST(the_better_one_wins)
{
    static const char *const others[][3] = {
        {OPTION("other", SLOW), "with the lowest E2E p95",
         "runner-up: other: holds in the only case; E2E p95 0.99 s longer"},
        /* 25.5 of 15.5 USD. */
        {OPTION("other", DEAR), "at the lowest cost",
         "runner-up: other: holds in the only case; costs 64.5 % more"}};

    for (int i = 0; i < 2; i++)
        for (int first = 0; first < 2; first++) {
            struct sim_text options = {0};
            struct ran ran;

            sim_text_addf(&options, "%s,%s", first == 0 ? OPTION("base", "") : others[i][0],
                          first == 0 ? others[i][0] : OPTION("base", ""));
            ran_open(&ran, SLO NO_INDIFFERENCE, options.data);
            says(&ran, "RECOMMENDED base: meets the SLO in the only case, ");
            says(&ran, others[i][1]);
            says(&ran, others[i][2]);
            ck_assert_str_eq(ran.results->form, "recommended");
            ck_assert(ran.results->ends_well && ran.results->ends_well_nominal);
            ck_assert_str_eq(ran.results->options[ran.results->best].name, "base");
            ck_assert_str_eq(ran.results->options[ran.results->runner_up].name, "other");
            ran_close(&ran);
            sim_text_release(&options);
        }
}
END_TEST

/* What has no price is not the same as, and the other one is not the cheapest. */
START_TEST(no_price_is_not_equal)
{
    struct ran ran;

    ran_open(&ran, SLO NO_INDIFFERENCE,
             OPTION("base", "") "," OPTION("odd",
                                           "'prices':{'p':{'tier':'standard'}},'models':{'m':{"
                                           "'tiers':['priority']}},'classes':{'chat':{"
                                           "'tier':'priority'}}"));
    says(&ran, "RECOMMENDED base: meets the SLO in the only case, with its cost known, which it is "
               "not of odd");
    says(&ran, "runner-up: odd: holds in the only case; no price of it is known");
    ran_close(&ran);
}
END_TEST

/* Six of ten cost less each (13.5 of 15.5 USD), for the dear ones fail: of cost nothing is said. */
START_TEST(success_comes_first)
{
    struct ran ran;

    ran_open(&ran, NO_INDIFFERENCE, OPTION("tight", TIGHT) "," OPTION("base", ""));
    says(&ran, "NO RECOMMENDATION: no SLO is stated. Left to choose from:");
    says(&ran, "base: 100 % answered");
    says(&ran, "out: tight: 60 % answered; against base: success 40 points lower");
    says(&ran, "failures of 'tight': 4 of 4 (100.0 %): a quota refused the last attempt");
    ck_assert(in(ran.results->flips, ran.results->n_flips,
                 "quota: 'tight' throttles 40.0 % of its requests"));
    ck_assert_str_eq(ran.results->form, "no-slo");
    ck_assert(ran.results->ends_well && ran.results->best == UINT32_MAX);
    ck_assert(!ran.results->options[0].left && ran.results->options[1].left);
    ran_close(&ran);
}
END_TEST

/* The cheaper option wins, unless an SLO is met by the other one alone, or by none. */
START_TEST(an_slo_comes_before_cost)
{
    struct ran ran;

    ran_open(&ran, NO_INDIFFERENCE SLO, OPTION("base", "") "," OPTION("fast", FAST));
    says(&ran, "RECOMMENDED base: meets the SLO in the only case, at the lowest cost");
    ran_close(&ran);
    ran_open(&ran, NO_INDIFFERENCE "'slo':{'e2e_p95_s':{'max':1.2}},",
             OPTION("base", "") "," OPTION("fast", FAST));
    says(&ran, "RECOMMENDED fast: meets the SLO in the only case, and no other option does");
    says(&ran, "runner-up: base: holds in no case; misses as stated: E2E p95 1.59 s, at most 1.2 s "
               "asked; ");
    ran_close(&ran);
    ran_open(&ran, NO_INDIFFERENCE "'slo':{'e2e_p95_s':{'max':1}},",
             OPTION("base", "") "," OPTION("fast", FAST));
    says(&ran, "NO OPTION WORKS AS STATED");
    says(&ran, "out: base: E2E p95 1.59 s, at most 1 s asked");
    ck_assert_str_eq(ran.results->form, "nothing-works");
    ck_assert(!ran.results->ends_well && !ran.results->ends_well_nominal);
    ran_close(&ran);
}
END_TEST

/* The first is missed (60 %), the second is met (40 %). */
START_TEST(every_slo_counts)
{
    struct ran ran;

    ran_open(&ran, "'slo':{'success_rate':{'min':0.9},'throttled_share':{'max':0.5}},",
             OPTION("tight", TIGHT));
    ck_assert(!ran.results->slo_met && !ran.results->ends_well);
    says(&ran, "out: tight: success 60 %, at least 90 % asked; 40 % throttled by requests/min");
    ck_assert_uint_ge(ran.results->n_holdings, 1);
    ck_assert_uint_eq(ran.results->holdings[0].in_case, 0);
    /* 40 of 10 may fail. */
    ck_assert_double_eq_tol(ran.results->holdings[0].shortfall, 3, 1e-9);
    ck_assert(!ran.results->holdings[0].holds);
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

    ran_open(&ran, SLO "'indifference':{'cost_percent':70,'latency_s':0},",
             OPTION("base", "") "," OPTION("fast", FAST));
    says(&ran, "RECOMMENDED fast: meets the SLO in the only case, with the lowest E2E p95");
    ran_close(&ran);
    ran_open(&ran, SLO "'indifference':{'cost_percent':70,'latency_s':2},",
             OPTION("base", "") "," OPTION("fast", FAST));
    says(&ran, "first in the file of those that are equal in all that counts");
    ran_close(&ran);
}
END_TEST

/* The user's own objective. */
START_TEST(the_objective_is_a_list)
{
    struct ran ran;

    ran_open(&ran, SLO NO_INDIFFERENCE "'objective':['e2e_p95','cost'],",
             OPTION("base", "") "," OPTION("fast", FAST));
    says(&ran, "RECOMMENDED fast: meets the SLO in the only case, with the lowest E2E p95");
    ran_close(&ran);
    ran_open(&ran, SLO NO_INDIFFERENCE "'objective':['throughput','cost'],",
             OPTION("fast", FAST) "," OPTION("base", ""));
    says(&ran, "RECOMMENDED base: meets the SLO in the only case, at the lowest cost");
    ran_close(&ran);
}
END_TEST

/* A case that has to hold: with half the room for calls the one that is cheaper by 1 % fails. */
#define CASES(...) "'cases':{'busy':{'overrides':{'load':2}" __VA_ARGS__ "}},"
#define LIMITED    "'quotas':{'all':{'requests_per_min':15}},'prices':{'p':{'input_usd_per_mtok':9.9}}"

START_TEST(a_case_that_has_to_hold_decides)
{
    struct ran ran;

    ran_open(&ran, SLO NO_INDIFFERENCE, OPTION("base", "") "," OPTION("less", LIMITED));
    says(&ran, "RECOMMENDED less: ");
    ran_close(&ran);
    ran_open(&ran, SLO NO_INDIFFERENCE CASES(), OPTION("base", "") "," OPTION("less", LIMITED));
    says(&ran, "RECOMMENDED base: ");
    says(&ran, "and no other option does");
    /* The miss stands before what is cut from a long line. */
    says(&ran,
         "runner-up: less: holds in 1 of 3 cases; misses in 2 cases that have to hold, most if "
         "case 'busy': success 75 %, at least 90 % asked; costs 0.645 % less as stated, "
         "success at worst 75 % against 100 %");
    ck_assert_str_eq(ran.results->options[ran.results->cheaper].name, "less");
    ck_assert(!ran.results->options[1].robust && ran.results->options[0].robust);
    ran_close(&ran);
    /* Not if it need not hold. */
    ran_open(&ran, SLO NO_INDIFFERENCE CASES(",'must_hold':false"),
             OPTION("base", "") "," OPTION("less", LIMITED));
    says(&ran, "RECOMMENDED less: meets the SLO in 1 of 3 cases (the other 2 need not hold)");
    says(&ran, "risk: misses in 2 cases that need not hold, most if case 'busy': success 75 %");
    ran_close(&ran);
    /* Whoever is spoken of is said to miss it, one that is out as well. */
    ran_open(&ran, SLO NO_INDIFFERENCE CASES(",'must_hold':false"),
             OPTION("base", "'prices':{'p':{'input_usd_per_mtok':9}}") "," OPTION(
                 "less", LIMITED) "," OPTION("same", LIMITED));
    says(&ran, "RECOMMENDED base: meets the SLO in all 3 cases, ");
    says(&ran, "runner-up: less: holds in 1 of 3 cases; misses in 2 cases that need not hold");
    says(&ran,
         "out: same: holds in 1 of 3 cases; misses in 2 cases that need not hold, most if case "
         "'busy': success 75 %, at least 90 % asked; where it has to hold: costs 6.21 % more");
    ran_close(&ran);
    /* Nor if 15 of 20 are enough there. */
    ran_open(&ran, SLO NO_INDIFFERENCE CASES(",'slo':{'success_rate':{'min':0.7}}"),
             OPTION("base", "") "," OPTION("less", LIMITED));
    says(&ran, "RECOMMENDED less: ");
    ran_close(&ran);
}
END_TEST

/* A case that asks for more moves no figure, and counts all the same. */
START_TEST(a_case_may_ask_for_more)
{
    struct ran ran;

    ran_open(&ran,
             NO_INDIFFERENCE "'slo':{'e2e_p95_s':{'max':2}},"
                             "'cases':{'strict':{'slo':{'e2e_p95_s':{'max':1.2}}}},",
             OPTION("base", "") "," OPTION("fast", FAST));
    ck_assert(ran.results->judged[1].counted && ran.results->judged[1].decides);
    says(&ran, "RECOMMENDED fast: meets the SLO in both cases, and no other option does");
    says(&ran,
         "runner-up: base: holds in 1 of 2 cases; misses if case 'strict': E2E p95 1.59 s, at "
         "most 1.2 s asked");
    ran_close(&ran);
}
END_TEST

/* Two cases, each harmless, which together take more than there is. */
START_TEST(cases_can_be_crossed)
{
    static const char *const crossed[] = {"", ",'cross':['few']"};

    for (int i = 0; i < 2; i++) {
        struct sim_text members = {0};
        struct ran ran;

        sim_text_addf(&members,
                      SLO NO_INDIFFERENCE
                      "'cases':{'busy':{'overrides':{'load':2}%s},'few':{'overrides':{'quotas':{"
                      "'all':{'requests_per_min':15}}}}},",
                      crossed[i]);
        ran_open(&ran, members.data, OPTION("base", "") "," OPTION("dear", DEAR));
        ck_assert_uint_eq(ran.results->n_judged, i == 0 ? 3 : 4);
        if (i == 1) {
            ck_assert_str_eq(ran.results->judged[3].name, "busy + few");
            /* 15 of 20, whatever they cost. */
            says(&ran, "none holds: if case 'busy + few', so that decides nothing; base comes as "
                       "near as any: success 75 %, at least 90 % asked");
        }
        ran_close(&ran);
        sim_text_release(&members);
    }
}
END_TEST

/* Six pass the quota; within 1.15 s five of them end, the sixth needs 1.19 s. The most frequent
 * cause stands first. */
START_TEST(causes_with_their_shares)
{
    struct ran ran;

    ran_open(&ran, "", OPTION("base", TIGHT ",'clients':{'default':{'deadline_s':1.15}}"));
    says(&ran, "NO RECOMMENDATION: no SLO is stated");
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
    says(&ran, "base: 100 % answered");
    says(&ran, "out: odd: not ranked, it met other conditions (");
    ran_close(&ran);
}
END_TEST

#define MAIL                                                                                       \
    "'classes':{'mail':{'traffic':'calls','model':'anthropic.claude-sonnet-4-6',"                  \
    "'source_region':'eu-west-2','max_tokens':64001}}"

/* A class that Bedrock refuses in every option is not passed over. */
START_TEST(a_class_that_runs_nowhere_is_no_answer)
{
    struct ran ran;

    ran_open(&ran, SLO NO_INDIFFERENCE, OPTION("base", MAIL) "," OPTION("slow", MAIL "," SLOW));
    ck_assert_str_eq(ran.results->form, "no-candidate");
    says(&ran, "out: base: partial, it does not run mail (");
    says(&ran, "out: slow: partial, it does not run mail (");
    ck_assert(!ran.results->ends_well);
    ran_close(&ran);
}
END_TEST

/* What is shown of an option over the cases; NULL = it is the same in all. */
static const char *over_the_cases(const struct ran *ran, const char *key, uint32_t option)
{
    for (uint32_t i = 0; i < ran->results->n_shown; i++)
        if (ran->results->shown[i].option == option && strcmp(ran->results->shown[i].key, key) == 0)
            return ran->results->shown[i].over;
    ck_abort_msg("no row '%s'", key);
    return NULL;
}

/* Ten replications bring other calls each, and a case runs five of them: it slows the calls, and
 * their price is still known from all ten. */
START_TEST(what_a_case_leaves_alone_is_as_stated)
{
    struct ran ran;

    ran_open(&ran,
             NO_INDIFFERENCE "'replications':10,'traffic':{'calls':{'generator':'poisson',"
                             "'rate_per_s':0.2,'duration_s':60}},"
                             "'cases':{'slow':{'overrides':{" SLOW "}}},",
             OPTION("base", ""));
    ck_assert_ptr_null(over_the_cases(&ran, "cost", 0));
    ck_assert_ptr_nonnull(over_the_cases(&ran, "e2e_p95", 0));
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("verdict", the_better_one_wins, no_price_is_not_equal, success_comes_first,
           an_slo_comes_before_cost, every_slo_counts, shares_are_of_requests,
           what_does_not_matter_is_equal, the_objective_is_a_list, a_case_that_has_to_hold_decides,
           a_case_may_ask_for_more, cases_can_be_crossed, causes_with_their_shares,
           only_like_is_ranked, a_class_that_runs_nowhere_is_no_answer,
           what_a_case_leaves_alone_is_as_stated)
