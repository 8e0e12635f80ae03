/*
 * A review that is interrupted (ran.h): what is missing is said first, and nothing is recommended
 * before every case was run. Page 1 as text is that of results.h.
 *
 * Two options of ten calls; `slow` takes 0.59 + 0.2 i s, so its E2E p95 is 2.5 s. In the case
 * 'dearer' both cost more, in 'fewer' a limit of 6 requests a minute refuses 4 of 10.
 */
#include "analysis/study/budget.h"
#include "analysis/study/question_list.h"
#define RAN_QUICK true
#include "tests/unit/analysis_study/ran.h"

#include "tests/unit/suite.h"

#define TOP                                                                                        \
    "'version':1,'replications':2,'slo':{'success_rate_min':0.9},"                                 \
    "'cases':{'dearer':{'overrides':{" DEAR "}},'fewer':{'overrides':{" TIGHT "}}},"

static const struct question *const asks[] = {&question_drill, &question_maxload, NULL};
static const double shares[] = {0.5, 0.3, 0.2};
static struct loop_study study = {
    .name = "review", .questions = asks, .reviews = true, .shares = shares, QUESTION_STUDY};
static uint32_t left; /* replications until it is stopped */
static volatile sig_atomic_t stop;

static void take(struct loop *loop, void *state, uint32_t point, uint32_t replication,
                 const struct cri_outcome *outcomes, const struct pairs *pairs)
{
    question_take(loop, state, point, replication, outcomes, pairs);
    if (left > 0 && --left == 0)
        stop = 1;
}

static struct results *stopped_after(const struct ran *ran, uint32_t n, enum sim_status expected)
{
    struct budget_asked asked = {.seconds = 10, .requests_per_s = 10000, .silent = true};
    struct loop_settings settings = {
        .plan = ran->plan, .n_threads = 1, .budget = &asked, .stop = &stop};
    struct results *results = NULL;
    struct sim_error err;

    study.take = take;
    left = n;
    stop = 0;
    ck_assert_int_eq(loop_run(&study, &settings, &results, &err), expected);
    ck_assert_ptr_nonnull(results);
    return results;
}

/* The pieces stand on page 1 one after the other. */
static void says(const struct results *results, const char *first, const char *then)
{
    struct sim_text page = {0};
    const char *at;

    results_decision(results, &page);
    for (char *c = page.data; *c != '\0'; c++)
        if (*c == '\n' && c[1] != '\n' && c[1] != '\0')
            *c = ' ';
    at = strstr(page.data, first);
    ck_assert_msg(at != NULL, "no '%s' in\n%s", first, page.data);
    ck_assert_msg(strstr(at, then) != NULL, "no '%s' behind '%s' in\n%s", then, first, page.data);
    sim_text_release(&page);
}

static bool mentions(const struct results *results, const char *text)
{
    struct sim_text page = {0};
    bool is_there;

    results_decision(results, &page);
    is_there = strstr(page.data, text) != NULL;
    sim_text_release(&page);
    return is_there;
}

START_TEST(nothing_is_recommended_before_every_case)
{
    struct results *results;
    struct ran ran;

    ran_open(&ran, TOP, OPTION("base", "") "," OPTION("other", SLOW));

    /* One of two replications as stated. */
    results = stopped_after(&ran, 1, SIM_EINTERRUPTED);
    ck_assert(!results->complete);
    ck_assert_str_eq(results->form, "unfinished");
    ck_assert_uint_eq(results->best, UINT32_MAX);
    ck_assert(!results->ends_well && !results->options[0].robust);
    says(results,
         "INTERRUPTED. Missing: 1 of 2 replications as stated, every case but the one as stated, "
         "what would change the decision, drill and maxload.",
         "NOT FINISHED: nothing is recommended before every case is run. In what was run, base");
    ck_assert(!mentions(results, "We recommend"));
    results_destroy(results);

    /* As stated both, and one of the two of the first case. */
    results = stopped_after(&ran, 3, SIM_EINTERRUPTED);
    ck_assert_str_eq(results->form, "unfinished");
    says(results, "INTERRUPTED. Missing: ", "NOT FINISHED");
    ck_assert(!mentions(results, "replications as stated"));
    ck_assert(!mentions(results, "We recommend"));
    results_destroy(results);
    ran_close(&ran);
}
END_TEST

/* What the cases prove is recommended; what would come of searches and drills is missing. */
START_TEST(what_the_cases_prove_is_said)
{
    struct results *results, *whole;
    struct ran ran;
    uint32_t n = 3;

    ran_open(&ran, TOP, OPTION("base", "") "," OPTION("other", SLOW));
    whole = stopped_after(&ran, 0, SIM_OK);
    ck_assert(whole->complete && whole->missing == NULL);
    ck_assert_str_eq(whole->form, "recommended");
    ck_assert(!mentions(whole, "INTERRUPTED"));
    /* No option calls through a profile: nothing is said of what holds for those alone. */
    ck_assert_uint_eq(results_table_find(whole, "security")->n_rows, 2);
    for (;; n++) {
        results = stopped_after(&ran, n, SIM_EINTERRUPTED);
        if (strcmp(results->form, "unfinished") != 0)
            break;
        results_destroy(results);
        ck_assert_uint_lt(n, 12);
    }
    ck_assert_uint_eq(results->best, whole->best);
    ck_assert_str_eq(results->headline, whole->headline);
    ck_assert_str_eq(results->missing, "what would change the decision, drill and maxload");
    says(results, "INTERRUPTED. Missing: what would change the decision, drill and maxload.",
         "We recommend base.");
    ck_assert(
        mentions(results, "The largest risk of base (simulated), of those looked for so far"));
    ck_assert(mentions(results, "What would change the decision is not known yet."));
    results_destroy(results);
    results_destroy(whole);
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("a review that is interrupted", nothing_is_recommended_before_every_case,
           what_the_cases_prove_is_said)
