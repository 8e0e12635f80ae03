/*
 * study_compare.c: every option of the scenario as stated, in all replications, with paired
 * differences against one of them.
 */
#include "analysis/study/study.h"

#include "analysis/study/case_figures.h"
#include "analysis/study/cases.h"
#include "analysis/study/changes_say.h"
#include "analysis/study/decision.h"
#include "analysis/study/draws.h"
#include "analysis/study/draws_say.h"
#include "analysis/study/dry.h"
#include "analysis/study/judge.h"
#include "analysis/study/latency.h"
#include "analysis/study/precise.h"
#include "analysis/study/processed.h"
#include "analysis/study/refused.h"
#include "analysis/study/say.h"
#include "analysis/study/verdict.h"
#include "analysis/study/whatif.h"
#include "scenarios/read/cases.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void take_differences(const struct study *study, uint32_t of,
                             const struct cri_outcome *outcome, const bool *classes, double *values)
{
    struct view view;

    view_init(&view, &study_option(study, of)->spec, outcome, 1, classes);
    for (uint32_t k = 0; k < metric_n_compared(); k++)
        values[k] = metric_compared(k)->of(&view);
    view_release(&view);
}

static void take_pairs(const struct study *study, uint32_t option, uint32_t replication,
                       const struct pairs *pairs)
{
    size_t at = (size_t)option * study->n_replications + replication;
    double n = pairs->n > 0 ? (double)pairs->n : NAN;

    study->paired_e2e[at] = (double)pairs->sum / n / 1e9;
    study->paired_usd[at] = 1000 * pairs->usd / n;
    study->paired_baseline_usd[at] = 1000 * pairs->baseline_usd / n;
    study->e2e_differs[option] = study->e2e_differs[option] || pairs->differs;
    study->usd_differs[option] = study->usd_differs[option] || pairs->usd_differs;
    study->n_pairs[option] += pairs->n;
}

/* What units and reservations cost by 1,000 completed requests of the classes that are compared. */
static double hourly_usd(const struct study *study, uint32_t option,
                         const struct cri_outcome *outcome, const bool *classes)
{
    struct view view;
    double completed, usd;

    view_init(&view, &study_option(study, option)->spec, outcome, 1, classes);
    completed = (double)view.all.terminal[CRI_COMPLETED];
    usd = view.usd_hourly;
    view_release(&view);
    return usd > 0 && completed > 0 ? 1000 * usd / completed : 0;
}

/* No request of a pair is billed for them, and each bears its share. */
static void add_hourly(struct study *study, uint32_t option, uint32_t replication,
                       const struct cri_outcome *outcomes)
{
    size_t at = (size_t)option * study->n_replications + replication;
    double own = hourly_usd(study, option, &outcomes[option], study->classes[option]);
    double other = hourly_usd(study, study->baseline, &outcomes[study->baseline],
                              study->baseline_classes[option]);

    study->paired_usd[at] += own;
    study->paired_baseline_usd[at] += other;
    study->usd_differs[option] = study->usd_differs[option] || own != other;
}

void compare_take(struct loop *loop, void *state, uint32_t point, uint32_t replication,
                  const struct cri_outcome *outcomes, const struct pairs *pairs)
{
    struct study *study = state;

    (void)loop;
    judge_take(study->judge, point, replication, outcomes);
    if (point > 0)
        return;
    if (study->cases != NULL)
        cases_take(study->cases, replication, outcomes);
    for (uint32_t a = 0; study->latency != NULL && a < study->n_options; a++) {
        struct view view;

        view_init(&view, &study_option(study, a)->spec, &outcomes[a], 1, NULL);
        latency_take(study->latency, a, &view);
        view_release(&view);
    }
    for (uint32_t a = 0; a < study->n_options; a++) {
        size_t at = ((size_t)a * study->n_replications + replication) * metric_n_compared();

        if (study->classes[a] == NULL)
            continue;
        take_differences(study, a, &outcomes[a], study->classes[a], study->paired_option + at);
        take_differences(study, study->baseline, &outcomes[study->baseline],
                         study->baseline_classes[a], study->paired_baseline + at);
        if (study->unlike[a])
            continue;
        take_pairs(study, a, replication, &pairs[a]);
        add_hourly(study, a, replication, outcomes);
    }
}

enum sim_status compare_first(struct loop *loop, void *state, struct sim_error *err)
{
    struct study *study = state;
    const struct plan *plan = loop_settings(loop)->plan;
    const struct budget *budget = loop_budget(loop);
    uint32_t n = budget != NULL ? budget->parts[BUDGET_COMPARE].replications : plan->replications;
    uint32_t room = n, number;
    enum sim_status status;
    size_t slots;

    study->plan = plan;
    study->settings = loop_settings(loop);
    study->options = loop_options(loop, &study->n_options);
    study->baseline = loop_baseline(loop);
    if (study->settings->precision > 0 && study->settings->most_replications > n)
        room = study->settings->most_replications;
    study->n_replications = room;
    slots = (size_t)study->n_options * room;
    study->paired_option = sim_zeroed(slots * metric_n_compared(), sizeof(double));
    study->paired_baseline = sim_zeroed(slots * metric_n_compared(), sizeof(double));
    study->paired_e2e = sim_zeroed(slots, sizeof *study->paired_e2e);
    study->paired_usd = sim_zeroed(slots, sizeof *study->paired_usd);
    study->paired_baseline_usd = sim_zeroed(slots, sizeof *study->paired_baseline_usd);
    study->e2e_differs = sim_zeroed(study->n_options, sizeof *study->e2e_differs);
    study->usd_differs = sim_zeroed(study->n_options, sizeof *study->usd_differs);
    study->n_pairs = sim_zeroed(study->n_options, sizeof *study->n_pairs);
    study->classes = sim_zeroed(study->n_options, sizeof(bool *));
    study->baseline_classes = sim_zeroed(study->n_options, sizeof(bool *));
    study->partners = sim_zeroed(study->n_options, sizeof(uint32_t *));
    study->unlike = sim_zeroed(study->n_options, sizeof *study->unlike);
    study->views = sim_zeroed(study->n_options, sizeof *study->views);
    loop_charge(loop, BUDGET_COMPARE);
    status = loop_add(
        loop,
        &(struct loop_ask){
            .name = "", .n_replications = n, .room = room, .pairs = study->baseline != UINT32_MAX},
        &number, err);
    if (status != SIM_OK)
        return status;
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct pairs_match *match = &loop_point(loop, number)->matches[a];

        study->classes[a] = match->classes;
        study->baseline_classes[a] = match->baseline_classes;
        study->partners[a] = match->partners;
        study->unlike[a] = match->unlike;
    }
    study->judge = judge_create(loop);
    study->processed = processed_create(loop);
    if (loop_study_of(loop)->reviews)
        study->latency = latency_create(study->n_options);
    return SIM_OK;
}

enum sim_status compare_first_with_cases(struct loop *loop, void *state, struct sim_error *err)
{
    struct study *study = state;
    enum sim_status status = compare_first(loop, state, err);
    bool *candidates;

    if (status != SIM_OK || study->settings->quick)
        return status;
    candidates = sim_zeroed(study->n_options, sizeof *candidates);
    judge_candidates(study->judge, candidates);
    study->draws = draws_create(loop);
    study->cases =
        cases_create(loop, candidates, study->draws != NULL && draws_are_judged(study->draws));
    study->case_figures = case_figures_create(loop);
    free(candidates);
    return SIM_OK;
}

enum sim_status compare_next_precise(struct loop *loop, void *state, struct sim_error *err)
{
    (void)state;
    (void)err;
    precise_enough(loop, 0);
    return SIM_OK;
}

void compare_finished(struct loop *loop, void *state, uint32_t point)
{
    struct study *study = state;

    (void)loop;
    judge_finished(study->judge, point);
    processed_take(study->processed, point);
    if (study->case_figures != NULL)
        case_figures_take(study->case_figures, point);
}

enum sim_status compare_next_cases(struct loop *loop, struct study *study, struct sim_error *err)
{
    uint32_t before = loop_n_points(loop);
    enum sim_status status = cases_next(study->cases, err);

    if (status == SIM_OK && loop_n_points(loop) == before && study->draws != NULL)
        status = draws_next(study->draws, err);
    return status;
}

/* First as precisely as is asked; then the cases; when they are there, what would change the
 * verdict. */
enum sim_status compare_next(struct loop *loop, void *state, struct sim_error *err)
{
    struct study *study = state;
    uint32_t before = loop_n_points(loop);
    enum sim_status status;

    if (!precise_enough(loop, 0) || study->cases == NULL)
        return SIM_OK;
    loop_charge(loop, BUDGET_CASES);
    status = compare_next_cases(loop, study, err);
    if (status != SIM_OK || loop_n_points(loop) > before)
        return status;
    if (study->changes == NULL)
        study->changes = changes_create(loop, study->judge, study->cases, study->draws);
    loop_charge(loop, BUDGET_CHANGES);
    return changes_next(study->changes, err);
}

/* What an interrupted comparison did not get to. */
static const char *missing(const struct loop_point *stated, struct study *study, uint32_t n_cases,
                           uint32_t n_cases_missing)
{
    struct sim_arena *arena = &study->results->arena;
    const char *text = "";

    if (stated->n_finished < stated->n_replications)
        text =
            sim_arena_printf(arena, "%u of %u replications as stated, ",
                             stated->n_replications - stated->n_finished, stated->n_replications);
    if (n_cases_missing > 0 && n_cases_missing == n_cases)
        text = sim_arena_printf(arena, "%severy case but the one as stated, ", text);
    else if (n_cases_missing > 0)
        text = sim_arena_printf(arena, "%s%u of %u cases beside the one as stated, ", text,
                                n_cases_missing, n_cases);
    return sim_arena_printf(arena, "%swhat would change the decision", text);
}

void compare_judge(struct loop *loop, void *state, bool complete, struct results *results)
{
    struct study *study = state;
    const struct loop_point *point = loop_point(loop, 0);
    const struct whatif_option *asked = NULL;
    struct judge_verdict *verdict;
    uint32_t n_cases = 0, n_missing = 0;

    study->results = results;
    study->n_finished = point->n_finished;
    study->by_replication = point->samples;
    study->merged = point->merged;
    study->series = point->series;
    results->baseline = study->baseline;
    results->complete = complete;
    if (study->cases != NULL)
        n_missing = cases_missing(study->cases, &n_cases);
    study->over = complete || (point->n_finished == point->n_replications && n_missing == 0);
    results->missing = complete ? NULL : missing(point, study, n_cases, n_missing);
    results->n_options = study->n_options;
    for (uint32_t a = 0; a < study->n_options; a++)
        view_init(&study->views[a], &study_option(study, a)->spec, &study->merged[a],
                  study->n_finished, NULL);
    study_add_class_names(study);
    study_add_head(study);
    study_add_precision(study, loop);
    study_add_outages(study);
    study_add_quotas(study);
    study_add_options(study);
    study_add_metrics(study);
    study_add_classes(study);
    study_add_class_quotas(study);
    if (loop_study_of(loop)->reviews) {
        study_add_demand(study);
        study_add_security(study);
        latency_add(study->latency, study);
    }
    study_add_differences(study);
    study_add_slo(study);
    if (complete)
        asked = whatif_run(
            study->plan, results,
            &(struct whatif_settings){
                .options = study->options,
                .worth_points = study->plan->scenario->base.indifference.success_rate_points,
                .n_threads = study->settings->n_threads,
                .stop = study->settings->stop});
    if (study->changes != NULL && complete)
        changes_room(study->changes, judge_options(study->judge));
    verdict = judge_all(study->judge, study->cases,
                        draws_judge(study->draws, study->judge, &results->arena), &results->arena);
    case_figures_add(study->case_figures, study, verdict);
    study->verdict = verdict;
    say_verdict(study, verdict, study->cases);
    draws_tables(study, verdict);
    processed_add(study->processed, study, verdict);
    refused_add(study);
    decision_begin(study);
    if (study->changes != NULL && complete)
        changes_say(study->changes, study, verdict);
    else if (study->settings->quick)
        say_quick(study);
    if (draws_not_run(study) != NULL)
        results_change(results, "NOT TESTED", "", draws_not_run(study));
    results_rank(results);
    verdict_write(results, study->plan, study->options, asked);
}

/* Requests of a replication in the case that has most of them, of those that are stated. */
static double largest_case(struct loop *loop, struct dry *dry, double one)
{
    const struct scenario_world *world = &loop_settings(loop)->plan->scenario->base;
    const struct scenario_case *cases = world->cases.items;
    double most = one;

    for (uint32_t i = 0; i < world->cases.n; i++) {
        struct sim_error err;
        uint32_t point;
        double requests = 0;

        if (loop_add(loop,
                     &(struct loop_ask){.name = cases[i].node.name,
                                        .patch = scenario_case_patch(&cases[i], &dry->arena),
                                        .n_replications = 1,
                                        .samples_only = true},
                     &point, &err) != SIM_OK)
            continue;
        for (uint32_t o = 0; o < loop_point(loop, point)->n_options; o++)
            requests += budget_requests(loop_point_option(loop, loop_point(loop, point), o));
        most = fmax(most, requests);
    }
    return most;
}

/* They are compiled, so that what each takes is known. */
static enum sim_status dry_draws(struct loop *loop, struct dry *dry, struct sim_error *err)
{
    struct draws *draws = draws_create(loop);
    uint32_t before = loop_n_points(loop);
    enum sim_status status = SIM_OK;

    if (draws != NULL && !loop_settings(loop)->quick)
        status = draws_next(draws, err);
    dry_add_points(dry, "draws of ranges", loop, before, loop_n_points(loop));
    draws_destroy(draws);
    return status;
}

enum sim_status compare_dry_cases(struct loop *loop, struct dry *dry, struct sim_error *err)
{
    const struct scenario_world *world = &loop_settings(loop)->plan->scenario->base;
    const struct scenario_case *cases = world->cases.items;
    uint32_t n, n_run, replications = loop_point(loop, 0)->n_replications, alone = world->cases.n;
    const uint32_t *options = loop_options(loop, &n);
    double one = dry_requests(loop, &n_run), most, rules;

    if (loop_settings(loop)->quick)
        return SIM_OK;
    replications = replications < CASES_MOST_REPLICATIONS ? replications : CASES_MOST_REPLICATIONS;
    for (uint32_t i = 0; i < world->cases.n; i++)
        alone += cases[i].cross.n;
    most = cases_most(loop_settings(loop)->plan, options, n);
    /* Rules change no traffic; what is stated, alone and with them, may. */
    rules = most > alone ? most - 2 * alone : 0;
    dry_add(dry, "cases", DRY_AT_MOST, most * replications * n_run,
            replications * (rules * one + (most - rules) * largest_case(loop, dry, one)));
    return dry_draws(loop, dry, err);
}

enum sim_status compare_dry(struct loop *loop, void *state, struct dry *dry, struct sim_error *err)
{
    uint32_t n_run;
    double one = dry_requests(loop, &n_run);
    double most = changes_most(one * loop_point(loop, 0)->n_replications);

    enum sim_status status = compare_dry_cases(loop, dry, err);

    (void)state;
    if (!loop_settings(loop)->quick)
        dry_add_requests(dry, "what would change it", loop, most);
    return status;
}

void compare_release(struct loop *loop, void *state)
{
    struct study *study = state;

    (void)loop;
    changes_destroy(study->changes);
    case_figures_destroy(study->case_figures);
    processed_destroy(study->processed);
    draws_destroy(study->draws);
    latency_destroy(study->latency);
    cases_destroy(study->cases);
    judge_destroy(study->judge);
    for (uint32_t a = 0; study->results != NULL && a < study->n_options; a++)
        view_release(&study->views[a]);
    free(study->views);
    free(study->classes);
    free(study->baseline_classes);
    free(study->partners);
    free(study->unlike);
    free(study->n_pairs);
    free(study->usd_differs);
    free(study->e2e_differs);
    free(study->paired_baseline_usd);
    free(study->paired_usd);
    free(study->paired_e2e);
    free(study->paired_baseline);
    free(study->paired_option);
}

const struct loop_study loop_study_compare = {
    .name = "compare",
    .question = "which option holds up, how fast and at what price?",
    .size = sizeof(struct study),
    .first = compare_first_with_cases,
    .next = compare_next,
    .take = compare_take,
    .finished = compare_finished,
    .dry = compare_dry,
    .judge = compare_judge,
    .release = compare_release,
};
