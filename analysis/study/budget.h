/*
 * budget.h: what a review may simulate, fixed before it starts. A budget is a time at a stated
 * speed, so a number of requests; it is shared between the comparison, its cases, what would change
 * it and the questions, by what they cost as the scenario is stated and by shares of what is left.
 * Nothing else of the clock reaches the results, so the same plan makes the same results.
 *
 * First the comparison: as many of its replications as a quarter of the budget pays for, three at
 * least where the scenario has as many. Then its cases, in as many of their replications as another
 * quarter pays for. The rest goes to the others by the shares of the study (loop_study.shares).
 * Each holds itself to what it has: searches end, drills are run in fewer replications. What still
 * asks for more than it has is stopped, and said.
 */
#ifndef CRISIM_ANALYSIS_STUDY_BUDGET_H
#define CRISIM_ANALYSIS_STUDY_BUDGET_H

#include "analysis/results/plan_file.h"
#include "scenarios/plan/plan.h"

enum { BUDGET_MOST = 16 };

struct loop_study;

/* What a user asks for. */
struct budget_asked {
    double seconds;        /* 0 = BUDGET_SECONDS, or more where even the least plan takes more */
    double requests_per_s; /* 0 = BUDGET_SPEED */
    const struct results_plan *plan; /* an earlier one, taken as it is; NULL = none */
    bool silent;                     /* the plan is not said, only written */
};

#define BUDGET_SECONDS 60.0
/* A third of what two processors were seen to do with the bundled examples (6 M), so that a slower
 * machine keeps the time too. */
#define BUDGET_SPEED 2e6

/* The first parts of every plan; those of the questions follow. */
enum { BUDGET_COMPARE, BUDGET_CASES, BUDGET_CHANGES, BUDGET_N_OWN };

struct budget_part {
    const char *name;
    uint32_t replications; /* of each of its points at most; 0 = its own to say */
    uint64_t runs;         /* of one option in one replication, at most */
    double requests;       /* of all of them, at most; 0 = it is left out */
    uint64_t runs_taken;   /* so far, as they were expected */
    double requests_taken;
    bool stopped; /* it was left out, or asked for more */
};

struct budget {
    double seconds, requests_per_s;
    bool by_hand; /* an earlier plan that is not what its seconds and speed make of the study */
    uint32_t n;
    struct budget_part parts[BUDGET_MOST];
};

/** Requests of one replication of an option, about: exact for a trace as it is. 0 where it is not
 * allowed. */
static inline double budget_requests(const struct plan_option *option)
{
    double sum = 0;

    for (uint32_t c = 0; option->allowed && c < option->spec.n_classes; c++)
        if (option->spec.classes[c].runs)
            sum += cri_arrivals_expected(&option->spec.classes[c].arrivals, option->spec.horizon);
    return sum;
}
/**
 * The plan of a study over some options of a plan.
 * @return SIM_EUSAGE where the seconds that are asked for are too few for any plan, or an earlier
 *         plan is of another study
 */
enum sim_status budget_make(struct budget *budget, const struct budget_asked *asked,
                            const struct loop_study *study, const struct plan *plan,
                            const uint32_t *options, uint32_t n_options, struct sim_error *err);
/** The plan in words, for the user before it starts. */
void budget_say(const struct budget *budget, struct sim_text *out);
/** Into the results: the plan, and what was taken of it. */
void budget_add(const struct budget *budget, struct results *results);

#endif
