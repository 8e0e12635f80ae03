/*
 * What --dry-run says of each study, beside what the study runs then: as many requests where every
 * row is exact, and no more where some are a bound.
 */
#include "analysis/study/dry.h"
#include "analysis/study/question_list.h"
#define RAN_QUICK true
#include "tests/unit/analysis_study/asked.h"
#include "tests/unit/suite.h"

#include <inttypes.h>

#define WAYS_OUT "ways out"
/* Not allowed: no run of it is said, done, or told of as progress. */
#define FORBIDDEN OPTION("forbidden", "'quotas':{'all':{'requests_per_min':0}}")

static void note(void *context, const struct loop_progress *now)
{
    *(struct loop_progress *)context = *now;
}

/* The rows of what the loop runs: ways out are looked for when it is over. */
static struct dry_row sum_of(const struct dry *dry)
{
    struct dry_row sum = {.bound = DRY_EXACT};

    for (uint32_t i = 0; i < dry->n; i++) {
        if (strncmp(dry->rows[i].name, WAYS_OUT, strlen(WAYS_OUT)) == 0)
            continue;
        sum.bound = dry->rows[i].bound > sum.bound ? dry->rows[i].bound : sum.bound;
        sum.runs += dry->rows[i].runs;
        sum.requests += dry->rows[i].requests;
        sum.runs_about = sum.runs_about || dry->rows[i].runs_about;
    }
    return sum;
}

static void look(const struct ran *ran, const char *name)
{
    static const struct question_value nothing[QUESTION_MOST_FLAGS];
    static const struct question_value vary[QUESTION_MOST_FLAGS] = {
        {.given = true, .n = 2, .texts = {"load=0.5:2", "quotas.all.requests_per_min=5:20"}}};
    const struct question_value *const asked[] = {
        strcmp(name, "sweep") == 0 || strcmp(name, "sensitivity") == 0 ? vary : nothing};
    struct loop_progress progress = {0};
    struct loop_settings settings = {.plan = ran->plan,
                                     .n_threads = 1,
                                     .asked = asked,
                                     .progress = note,
                                     .progress_context = &progress};
    struct results *results = NULL;
    struct sim_error err;
    struct dry_row sum;
    struct dry dry;

    ck_assert_int_eq(dry_run(study_find(name), &settings, &dry, &err), SIM_OK);
    sum = sum_of(&dry);
    ck_assert_int_eq(loop_run(study_find(name), &settings, &results, &err), SIM_OK);
    if (sum.bound == DRY_EXACT) {
        ck_assert_msg((double)progress.n_requests == sum.requests, "%s: %g said, %" PRIu64 " run",
                      name, sum.requests, progress.n_requests);
        ck_assert_msg(progress.done == sum.runs && progress.n == sum.runs,
                      "%s: %g runs said, %u of %u done", name, sum.runs, progress.done, progress.n);
    }
    /* Searches along the load that stop early take less; what is about is known to a quarter. */
    ck_assert_msg((double)progress.n_requests <=
                      (sum.bound == DRY_ABOUT ? 1.25 : 1.03) * sum.requests,
                  "%s: at most %g said, %" PRIu64 " run", name, sum.requests, progress.n_requests);
    ck_assert_msg(progress.n_requests >= 40, "%s: %" PRIu64 " run", name, progress.n_requests);
    results_destroy(results);
    dry_release(&dry);
}

START_TEST(what_is_said_is_run)
{
#define NAME(row) #row,
    static const char *const names[] = {QUESTION_LIST(NAME) "run", "compare"};
    struct ran ran;

    ran_open(&ran, "'slo':{'success_rate':{'min':0.9}},'replications':2,'seed':3,",
             OPTION("tight", RPM("15")) "," OPTION("dear", DEAR) "," FORBIDDEN);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        look(&ran, names[i]);
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("dry", what_is_said_is_run)
