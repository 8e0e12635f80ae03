#include "analysis/study/budget.h"

#include "analysis/study/cases.h"
#include "analysis/study/draws.h"
#include "analysis/study/question.h"
#include "sim/base/assert.h"

#include <math.h>
#include <string.h>

/* Of the budget, what the comparison and its cases may each take; what is run of them in any case.
 */
#define SHARE_OF_ONE 0.25
enum { LEAST_REPLICATIONS = 3 };

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* What the plan is made from. */
struct making {
    struct budget *budget;
    double one;          /* requests of a replication of all options */
    uint32_t n_run;      /* options that are run */
    uint32_t stated;     /* replications */
    uint32_t most_cases; /* beside the scenario as stated */
    uint32_t draws;      /* of ranges, a replication each: charged to the cases */
};

static void plan_points(struct making *making, int part, const char *name, uint32_t replications,
                        uint32_t points)
{
    making->budget->parts[part] =
        (struct budget_part){.name = name,
                             .replications = replications,
                             .runs = (uint64_t)replications * points * making->n_run,
                             .requests = floor(making->one * replications * points)};
}

/* So many replications of so many points as the share of the budget pays for. */
static uint32_t replications_for(const struct making *making, uint32_t points, uint32_t low,
                                 uint32_t high)
{
    double paid = SHARE_OF_ONE * making->budget->seconds * making->budget->requests_per_s;
    double n = making->one * points > 0 ? floor(paid / (making->one * points)) : high;

    return n >= high ? high : n <= low ? low : (uint32_t)n;
}

static enum sim_status share_out(struct making *making, const struct loop_study *study,
                                 bool given, struct sim_error *err)
{
    struct budget *budget = making->budget;
    uint32_t low = least(making->stated, LEAST_REPLICATIONS), n;
    double needed = making->one * (low + making->most_cases + making->draws), total, left;

    total = budget->seconds * budget->requests_per_s;
    if (given && needed > total)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "--budget %.6gs at %.6g requests/s pays for %.4g M requests, and the "
                        "comparison with its cases takes %.4g M at least: give %.0fs or more",
                        budget->seconds, budget->requests_per_s, total / 1e6, needed / 1e6,
                        ceil(needed / budget->requests_per_s));
    /* Half for what has to be, half for all else. */
    if (total < 2 * needed && !given) {
        budget->seconds = ceil(2 * needed / budget->requests_per_s);
        total = budget->seconds * budget->requests_per_s;
    }
    n = replications_for(making, 1, low, making->stated);
    plan_points(making, BUDGET_COMPARE, "compare", n, 1);
    plan_points(making, BUDGET_CASES, "cases",
                replications_for(making, making->most_cases, 1, least(n, CASES_MOST_REPLICATIONS)),
                making->most_cases);
    budget->parts[BUDGET_CASES].runs += (uint64_t)making->draws * making->n_run;
    budget->parts[BUDGET_CASES].requests += floor(making->one * making->draws);
    left = fmax(0, total - budget->parts[BUDGET_COMPARE].requests -
                       budget->parts[BUDGET_CASES].requests);
    for (uint32_t i = BUDGET_CHANGES; i < budget->n; i++) {
        struct budget_part *part = &budget->parts[i];

        part->requests = floor(left * study->shares[i - BUDGET_CHANGES]);
        part->runs = making->one > 0
                         ? (uint64_t)floor(part->requests / making->one * making->n_run)
                         : 0;
    }
    return SIM_OK;
}

static enum sim_status take_plan(struct budget *budget, const struct results_plan *plan,
                                 struct sim_error *err)
{
    budget->seconds = plan->seconds;
    budget->requests_per_s = plan->requests_per_s;
    for (uint32_t i = 0; i < budget->n; i++) {
        uint32_t k = 0;

        while (k < plan->n && strcmp(plan->parts[k].study, budget->parts[i].name) != 0)
            k++;
        if (k == plan->n)
            return sim_fail(err, SIM_EUSAGE, NULL, "the plan says nothing of '%s'",
                            budget->parts[i].name);
        budget->parts[i].replications = plan->parts[k].replications;
        budget->parts[i].runs = plan->parts[k].runs;
        budget->parts[i].requests = (double)plan->parts[k].requests;
    }
    for (uint32_t k = 0; k < plan->n; k++) {
        uint32_t i = 0;

        while (i < budget->n && strcmp(plan->parts[k].study, budget->parts[i].name) != 0)
            i++;
        if (i == budget->n)
            return sim_fail(err, SIM_EUSAGE, NULL, "the plan has a study '%.60s', which is unknown",
                            plan->parts[k].study);
    }
    if (budget->parts[BUDGET_COMPARE].replications == 0 ||
        budget->parts[BUDGET_CASES].replications == 0)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "the plan has no replications of the comparison, or none of its cases");
    return SIM_OK;
}

static void name_parts(struct budget *budget, const struct loop_study *study)
{
    *budget = (struct budget){.n = BUDGET_N_OWN};
    budget->parts[BUDGET_COMPARE].name = "compare";
    budget->parts[BUDGET_CASES].name = "cases";
    budget->parts[BUDGET_CHANGES].name = "changes";
    for (uint32_t q = 0; study->questions[q] != NULL; q++) {
        SIM_ASSERT(budget->n < BUDGET_MOST, "more questions than a plan has parts");
        budget->parts[budget->n++].name = study->questions[q]->name;
    }
}

static bool is_same(const struct budget *a, const struct budget *b)
{
    bool same = a->n == b->n && a->seconds == b->seconds;

    for (uint32_t i = 0; same && i < a->n; i++)
        same = a->parts[i].replications == b->parts[i].replications &&
               a->parts[i].runs == b->parts[i].runs && a->parts[i].requests == b->parts[i].requests;
    return same;
}

enum sim_status budget_make(struct budget *budget, const struct budget_asked *asked,
                            const struct loop_study *study, const struct plan *plan,
                            const uint32_t *options, uint32_t n_options, struct sim_error *err)
{
    const struct results_plan *earlier = asked->plan;
    struct budget made;
    struct making making = {.budget = &made, .stated = plan->replications};
    enum sim_status status;

    name_parts(budget, study);
    name_parts(&made, study);
    for (uint32_t i = 0; i < n_options; i++) {
        making.one += budget_requests(&plan->options[options[i]]);
        making.n_run += plan->options[options[i]].allowed;
    }
    making.most_cases = cases_most(plan, options, n_options);
    making.draws = draws_asked(plan);
    made.seconds = earlier != NULL       ? earlier->seconds
                   : asked->seconds > 0 ? asked->seconds
                                        : BUDGET_SECONDS;
    made.requests_per_s = earlier != NULL              ? earlier->requests_per_s
                          : asked->requests_per_s > 0 ? asked->requests_per_s
                                                      : BUDGET_SPEED;
    status = share_out(&making, study, earlier == NULL && asked->seconds > 0, err);
    if (status != SIM_OK || earlier == NULL) {
        *budget = made;
    } else {
        status = take_plan(budget, earlier, err);
        budget->by_hand = !is_same(budget, &made);
    }
    /* More than are stated cannot be run, and of nothing nothing is asked. */
    budget->parts[BUDGET_COMPARE].replications =
        least(budget->parts[BUDGET_COMPARE].replications, plan->replications);
    for (uint32_t i = BUDGET_N_OWN; i < budget->n; i++)
        budget->parts[i].stopped = budget->parts[i].requests == 0 && making.one > 0;
    return status;
}

void budget_say(const struct budget *budget, struct sim_text *out)
{
    double total = 0;

    for (uint32_t i = 0; i < budget->n; i++)
        total += budget->parts[i].requests;
    sim_text_addf(out,
                  "plan: %.6gs at %.6g requests/s%s: at most %.3g M requests, of them (millions)",
                  budget->seconds, budget->requests_per_s,
                  budget->by_hand ? ", changed by hand" : "", total / 1e6);
    for (uint32_t i = 0; i < budget->n; i++)
        sim_text_addf(out, "%s %s %.3g", i > 0 ? "," : "", budget->parts[i].name,
                      budget->parts[i].requests / 1e6);
    sim_text_addf(out, "; %u replication%s, of cases %u", budget->parts[BUDGET_COMPARE].replications,
                  budget->parts[BUDGET_COMPARE].replications == 1 ? "" : "s",
                  budget->parts[BUDGET_CASES].replications);
    sim_text_add(out, "\n");
}

void budget_add(const struct budget *budget, struct results *results)
{
    results->plan_by_hand = budget->by_hand;
    results->plan_seconds = budget->seconds;
    results->plan_requests_per_s = budget->requests_per_s;
    results->planned = sim_arena_alloc(&results->arena, budget->n * sizeof *results->planned);
    results->n_planned = budget->n;
    for (uint32_t i = 0; i < budget->n; i++) {
        const struct budget_part *part = &budget->parts[i];

        results->planned[i] =
            (struct results_planned){.study = part->name,
                                     .replications = part->replications,
                                     .runs = part->runs,
                                     .requests = (uint64_t)part->requests,
                                     .runs_taken = part->runs_taken,
                                     .requests_taken = (uint64_t)part->requests_taken,
                                     .stopped = part->stopped};
    }
}
