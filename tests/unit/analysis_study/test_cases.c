/*
 * Rules that are not documented, as cases: which are run, which the run as stated proves harmless,
 * and what they do together. The calls of ran.h a hundred times as slow: six of them, 10 s apart,
 * come within the horizon of a minute.
 */
#include "tests/unit/analysis_study/ran.h"
#include "tests/unit/suite.h"

#define SLOWLY "'traffic':{'calls':{'trace':'ten.csv','warp':0.01}},"
#define RPM(n) "'quotas':{'all':{'requests_per_min':" n ",'tokens_per_min':'unlimited'}}"
#define BOTH(...)                                                                                  \
    "'a':{'mode':'single-region','overrides':{" __VA_ARGS__ "}},"                                  \
    "'b':{'mode':'single-region','overrides':{" __VA_ARGS__ "}}"
#define SLOTS(n) "'capacity':{'all':{'kind':'slots','slots':" n "}}"

static const struct results_judged *find_case(const struct ran *ran, const char *name)
{
    for (uint32_t i = 0; i < ran->results->n_judged; i++)
        if (strcmp(ran->results->judged[i].name, name) == 0)
            return &ran->results->judged[i];
    return NULL;
}

static const struct results_judged *the_case(const struct ran *ran, const char *name)
{
    const struct results_judged *found = find_case(ran, name);

    ck_assert_msg(found != NULL, "no case '%s'", name);
    return found;
}

static const struct results_holding *holding(const struct ran *ran, const char *name,
                                             uint32_t option)
{
    for (uint32_t i = 0; i < ran->results->n_holdings; i++)
        if (ran->results->holdings[i].option == option &&
            strcmp(ran->results->judged[ran->results->holdings[i].in_case].name, name) == 0)
            return &ran->results->holdings[i];
    ck_abort_msg("nothing on option %u in case '%s'", option, name);
    return NULL;
}

/* Six calls: within 6 by any rule, and not within 5. */
START_TEST(a_minute_rule_is_harmless_far_from_the_limit)
{
    static const char *const names[] = {"refill-minute sliding-window",
                                        "refill-minute fixed-window"};

    for (int near = 0; near < 2; near++) {
        struct ran ran;

        ran_open(&ran, SLOWLY, near == 0 ? BOTH(RPM("6")) : BOTH(RPM("5")));
        for (int i = 0; i < 2; i++) {
            const struct results_judged *of = the_case(&ran, names[i]);

            ck_assert(of->run == (near == 1));
            ck_assert(of->automatic && of->must_hold && of->counted == (near == 1));
            if (near == 0)
                ck_assert_str_eq(of->why_not,
                                 "no two minutes in a row take more than a limit of one");
        }
        ck_assert_ptr_null(find_case(&ran, "refill-minute token-bucket")); /* as stated */
        ck_assert_ptr_null(find_case(&ran, "adverse"));
        ck_assert_ptr_null(find_case(&ran, "capacity x 0.75")); /* unlimited */
        ran_close(&ran);
    }
}
END_TEST

/* Five a minute: a bucket of five that gains one in 12 s lasts. By full minutes and by a sliding
 * window the sixth call is refused. */
START_TEST(a_rule_that_matters_is_found)
{
    struct ran ran;
    const struct results_holding *of;

    ran_open(&ran, "'slo':{'success_rate_min':0.95}," SLOWLY,
             "'tight':{'mode':'single-region','overrides':{" RPM(
                 "5") "}},"
                      "'ample':{'mode':'single-region','overrides':{" RPM("50") "}}");
    ck_assert_ptr_nonnull(the_case(&ran, "as stated"));
    ck_assert(holding(&ran, "as stated", 0)->holds);
    of = holding(&ran, "refill-minute fixed-window", 0);
    ck_assert(!of->holds);
    /* 16.7 where 5 of 100 may fail. */
    ck_assert_double_eq_tol(of->shortfall, 7 / 3.0, 1e-9);
    ck_assert_double_eq_tol(of->regret, 7 / 3.0, 1e-9);
    ck_assert_str_eq(of->miss, "success 83.3 %, at least 95 % asked");
    ck_assert(holding(&ran, "refill-minute fixed-window", 1)->holds);
    ck_assert(the_case(&ran, "refill-minute sliding-window")->counted);
    ck_assert_str_eq(ran.results->options[ran.results->best].name, "ample");
    ck_assert(!ran.results->options[0].robust);
    ran_close(&ran);
}
END_TEST

static uint32_t case_number(const struct ran *ran, const char *name)
{
    uint32_t c = 0;

    while (c < ran->results->n_cases && strcmp(ran->results->cases[c].name, name) != 0)
        c++;
    ck_assert_msg(c < ran->results->n_cases, "no case '%s' with figures", name);
    return c;
}

static const struct metric_value *value_in(const struct ran *ran, const char *key, uint32_t in_case,
                                           uint32_t option)
{
    const struct results_metric *metric = results_metric_find(ran->results, key);

    ck_assert_uint_lt(in_case, results_metric_cases(ran->results, metric));
    return &metric->options[(size_t)in_case * ran->results->n_options + option];
}

/* The same two options: what each is in the case has a figure, ten of twelve calls by full minutes,
 * and an order of its own, by who holds there. */
START_TEST(figures_of_each_case)
{
    struct ran ran;
    uint32_t fixed;

    ran_open(&ran, "'slo':{'success_rate_min':0.95}," SLOWLY,
             "'tight':{'mode':'single-region','overrides':{" RPM(
                 "5") "}},"
                      "'ample':{'mode':'single-region','overrides':{" RPM("50") "}}");
    fixed = case_number(&ran, "refill-minute fixed-window");
    ck_assert_str_eq(ran.results->cases[0].name, "as-stated");
    ck_assert_double_eq_tol(value_in(&ran, "success-rate", 0, 0)->value, 100, 1e-9);
    ck_assert_double_eq_tol(value_in(&ran, "success-rate", fixed, 0)->value, 100 * 10 / 12.0, 1e-9);
    ck_assert_double_eq_tol(value_in(&ran, "success-rate", fixed, 1)->value, 100, 1e-9);
    ck_assert_str_eq(value_in(&ran, "success-rate", fixed, 0)->shown, "83.33");
    ck_assert_str_ne(value_in(&ran, "cost", 0, 0)->shown, "not ranked");
    ck_assert_str_eq(value_in(&ran, "cost", fixed, 0)->shown, "not ranked");
    ck_assert_int_eq(value_in(&ran, "e2e-p95", fixed, 0)->mark, METRIC_PLAIN);
    /* No case touches what is in flight at the end. */
    ck_assert(!results_metric_find(ran.results, "in-flight")->in_cases);
    ck_assert_uint_eq(
        results_metric_cases(ran.results, results_metric_find(ran.results, "in-flight")), 1);
    ran_close(&ran);
}
END_TEST

static bool has_change(const struct ran *ran, const char *list, const char *text)
{
    for (uint32_t i = 0; i < ran->results->n_changes; i++)
        if (strcmp(ran->results->changes[i].list, list) == 0 &&
            strstr(ran->results->changes[i].text, text) != NULL)
            return true;
    return false;
}

/* Whoever plans with one option wants to know what it has to stand, and up to which load. */
START_TEST(one_option_is_searched_too)
{
    struct ran ran;

    ran_open(&ran, "'slo':{'success_rate_min':0.95}," SLOWLY,
             "'tight':{'mode':'single-region','overrides':{" RPM("5") "}}");
    ck_assert(holding(&ran, "as stated", 0)->holds);
    ck_assert(!holding(&ran, "refill-minute fixed-window", 0)->holds);
    ck_assert(has_change(&ran, "CHANGES THE CHOICE", ": no option"));
    /* That says that it no longer holds. */
    ck_assert(!has_change(&ran, "CHANGES WHO HOLDS", "no longer holds"));
    ran_close(&ran);
    /* Without an SLO it cannot do worse than the best, so nothing is said to change nothing. */
    ran_open(&ran, SLOWLY, "'tight':{'mode':'single-region','overrides':{" RPM("5") "}}");
    ck_assert(has_change(&ran, "NOT SEARCHED", "it is the only option, and no SLO is stated"));
    ck_assert(!has_change(&ran, "CHANGES NOTHING", ""));
    ran_close(&ran);
}
END_TEST

/* Nothing is proved where amounts change during the run. */
START_TEST(changing_quotas_prove_nothing)
{
    struct ran ran;

    ran_open(&ran, "'quota_changes':{'c':{'at_s':30,'requests_per_min':40}}," SLOWLY,
             BOTH(RPM("50")));
    ck_assert(the_case(&ran, "refill-minute sliding-window")->run);
    ran_close(&ran);
}
END_TEST

/* Four at once for 0.69 to 1.59 s each, 0.1 s apart: of four slots some are refused, so both levels
 * are run; forty are never full: half as many again prove nothing new, a quarter less is run. */
START_TEST(capacity_is_varied_both_ways)
{
    struct ran ran;

    ran_open(&ran, "'slo':{'success_rate_min':0.3},", BOTH(SLOTS("4")));
    ck_assert(the_case(&ran, "capacity x 0.75")->run && the_case(&ran, "capacity x 1.5")->run);
    ck_assert(the_case(&ran, "capacity x 0.75")->counted);
    ran_close(&ran);
    ran_open(&ran, "", BOTH(SLOTS("40")));
    ck_assert(the_case(&ran, "capacity x 0.75")->run);
    ck_assert(!the_case(&ran, "capacity x 0.75")->counted);
    ck_assert(!the_case(&ran, "capacity x 1.5")->run);
    ck_assert_str_eq(the_case(&ran, "capacity x 1.5")->why_not, "there was room for every call");
    ran_close(&ran);
}
END_TEST

/* The minute's rule and the room, each at its worst: one case more. Then each stated case, too. */
START_TEST(adverse_is_all_at_their_worst)
{
    struct ran ran;

    ran_open(&ran,
             "'slo':{'success_rate_min':0.5},'cases':{'busy':{'overrides':{'load':1.5}}}," SLOWLY,
             BOTH(RPM("5") "," SLOTS("40")));
    ck_assert(the_case(&ran, "adverse")->must_hold);
    ck_assert(the_case(&ran, "busy")->counted && the_case(&ran, "busy + adverse")->counted);
    ck_assert(holding(&ran, "adverse", 0)->holds);
    /* 100 % as stated; by a sliding window less. */
    ck_assert(the_case(&ran, "adverse")->counted);
    ran_close(&ran);
}
END_TEST

/* Six calls of 1,000 in and 210 out in all, at an output that costs ten times the input: 6,000 +
 * 2,100. Half of 16,200; of one token less it is more than half, and the other two ways of counting
 * are run, though nothing comes of them. */
START_TEST(an_accounts_formula_matters_from_half_its_cap_on)
{
    static const char *const names[] = {"account-cap after-burndown",
                                        "account-cap before-burndown"};

    for (int more = 0; more < 2; more++) {
        struct ran ran;

        ran_open(&ran, SLOWLY,
                 more == 0 ? BOTH("'account_tokens_per_day':16200")
                           : BOTH("'account_tokens_per_day':16199"));
        for (int i = 0; i < 2; i++) {
            ck_assert(the_case(&ran, names[i])->run == (more == 1));
            if (more == 0)
                ck_assert_str_eq(
                    the_case(&ran, names[i])->why_not,
                    "no day's estimate, by any of the three, passes half of the account's cap");
        }
        ck_assert_ptr_null(find_case(&ran, "account-cap price-weighted")); /* as stated */
        ran_close(&ran);
    }
}
END_TEST

#define APART(n)                                                                                   \
    "'a':{'mode':'single-region','endpoint':'mantle','overrides':{"                                \
    "'classes':{'chat':{'model':'anthropic.claude-opus-4-7','source_region':'us-east-1'}},"        \
    "'quotas':{'all':{'input_tokens_per_min':'unlimited','output_tokens_per_min':" n "}}}}"

/* Six answers of 10 to 60 tokens, one after the other, each a single step of 64 at most. A bucket
 * that is full again for the next is down by 60 at least: to 321 of 381, 310 of 370. To prove that
 * another step changes nothing, a step of each size must be left: 64 + 16, 64 + 256 = 320. Of 130
 * 53 are left after the fifth. */
START_TEST(steps_of_output_matter_near_the_end_of_their_quota)
{
    static const struct {
        const char *option;
        bool of_16, of_256;
    } rows[] = {{APART("381"), false, false},
                {APART("370"), false, true},
                {APART("130"), true, true},
                {APART("'unlimited'"), false, false}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ran ran;

        ran_open(&ran, "'version':2," SLOWLY, rows[i].option);
        if (i == 3) {
            ck_assert_ptr_null(find_case(&ran, "output-step 16"));
        } else {
            ck_assert(the_case(&ran, "output-step 16")->must_hold);
            ck_assert(the_case(&ran, "output-step 16")->run == rows[i].of_16);
            ck_assert(the_case(&ran, "output-step 256")->run == rows[i].of_256);
        }
        if (i == 0)
            ck_assert_str_eq(
                the_case(&ran, "output-step 256")->why_not,
                "each output quota had a step of both sizes left for every answer at once");
        ck_assert_ptr_null(find_case(&ran, "output-step 64")); /* as stated */
        ran_close(&ran);
    }
}
END_TEST

/* The same answers, 210 tokens in all: within 210 a minute by any rule. Of 130 a bucket has enough
 * for each, a full minute has not. */
START_TEST(a_minute_rule_matters_for_output_counted_apart)
{
    for (int near = 0; near < 2; near++) {
        struct ran ran;

        ran_open(&ran, "'version':2,'slo':{'success_rate':{'min':0.9}}," SLOWLY,
                 near == 0 ? APART("210") : APART("130"));
        ck_assert(the_case(&ran, "refill-minute fixed-window")->run == (near == 1));
        ck_assert(holding(&ran, "as stated", 0)->holds);
        if (near == 1)
            ck_assert(!holding(&ran, "refill-minute fixed-window", 0)->holds);
        ran_close(&ran);
    }
}
END_TEST

SUITE_MAIN("cases", steps_of_output_matter_near_the_end_of_their_quota,
           a_minute_rule_matters_for_output_counted_apart,
           an_accounts_formula_matters_from_half_its_cap_on,
           a_minute_rule_is_harmless_far_from_the_limit, a_rule_that_matters_is_found,
           figures_of_each_case, one_option_is_searched_too, changing_quotas_prove_nothing,
           capacity_is_varied_both_ways, adverse_is_all_at_their_worst)
