/*
 * study_compare.c: every option of the scenario as stated, in all replications, with paired
 * differences against one of them.
 */
#include "analysis/study/study.h"

#include "analysis/study/cases.h"
#include "analysis/study/judge.h"
#include "analysis/study/say.h"
#include "analysis/study/verdict.h"
#include "analysis/study/whatif.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- taking in a replication ---- */

/* What of an option is compared with the baseline: classes that run in both, matched by name. */
static void match_baseline(struct study *study, uint32_t option)
{
    const struct plan *plan = study->plan;
    uint32_t n = study_option(study, option)->spec.n_classes;
    uint32_t a = study->options[option], b = study->options[study->baseline];

    study->classes[option] = sim_zeroed(n, sizeof(bool));
    study->partners[option] = sim_zeroed(n, sizeof(uint32_t));
    study->baseline_classes[option] = sim_zeroed(plan->options[b].spec.n_classes, sizeof(bool));
    study->unlike[option] = plan_unlike(plan, a, b, NULL);
    for (uint32_t c = 0; c < n; c++) {
        uint32_t *partner = &study->partners[option][c];

        if (!plan_classes_compare(plan, a, c, b, partner))
            continue;
        study->classes[option][c] = true;
        study->baseline_classes[option][*partner] = true;
    }
}

static void take_differences(const struct study *study, uint32_t of,
                             const struct cri_outcome *outcome, const bool *classes, double *values)
{
    struct view view;

    view_init(&view, &study_option(study, of)->spec, outcome, 1, classes);
    for (uint32_t k = 0; k < metric_n_compared(); k++)
        values[k] = metric_compared(k)->of(&view);
    view_release(&view);
}

/* Mean difference of E2E over requests that completed in both options, request by request. */
static void take_paired_e2e(struct study *study, uint32_t option, uint32_t r,
                            const struct cri_outcome *x, const struct cri_outcome *y)
{
    __int128 sum = 0;
    uint64_t n = 0;

    for (uint32_t c = 0; c < x->n_classes; c++) {
        const struct cri_class_outcome *p = &x->classes[c];
        const struct cri_class_outcome *q;

        if (!study->classes[option][c])
            continue;
        q = &y->classes[study->partners[option][c]];
        if (p->e2e_by_position == NULL || q->e2e_by_position == NULL)
            continue;
        for (uint64_t i = 0; i < p->n_positions && i < q->n_positions; i++) {
            if (p->e2e_by_position[i] < 0 || q->e2e_by_position[i] < 0)
                continue;
            sum += p->e2e_by_position[i] - q->e2e_by_position[i];
            study->e2e_differs[option] =
                study->e2e_differs[option] || p->e2e_by_position[i] != q->e2e_by_position[i];
            n++;
        }
    }
    study->paired_e2e[option * study->n_replications + r] =
        n > 0 ? (double)sum / (double)n / 1e9 : NAN;
    study->e2e_pairs[option] += n;
}

void compare_take(struct loop *loop, void *state, uint32_t point, uint32_t replication,
                  const struct cri_outcome *outcomes)
{
    struct study *study = state;

    (void)loop;
    judge_take(study->judge, point, replication, outcomes);
    if (point > 0)
        return;
    if (study->cases != NULL)
        cases_take(study->cases, replication, outcomes);
    for (uint32_t a = 0; a < study->n_options; a++) {
        size_t at = ((size_t)a * study->n_replications + replication) * metric_n_compared();

        if (study->classes[a] == NULL)
            continue;
        take_differences(study, a, &outcomes[a], study->classes[a], study->paired_option + at);
        take_differences(study, study->baseline, &outcomes[study->baseline],
                         study->baseline_classes[a], study->paired_baseline + at);
        if (!study->unlike[a])
            take_paired_e2e(study, a, replication, &outcomes[a], &outcomes[study->baseline]);
    }
}

/* About how many requests come before the horizon. */
static double expected_requests(const struct cri_spec *spec)
{
    double sum = 0;

    for (uint32_t i = 0; i < spec->n_classes; i++) {
        const struct cri_arrivals_spec *arrivals = &spec->classes[i].arrivals;
        sim_time end;
        double share;

        if (!spec->classes[i].runs)
            continue;
        end = cri_arrivals_end(arrivals);
        share = spec->horizon < end
                    ? (double)(spec->horizon - arrivals->start) / (double)(end - arrivals->start)
                    : 1;

        if (share > 0)
            sum += share * cri_arrivals_expected(arrivals);
    }
    return sum;
}

/* ---- the study ---- */

enum sim_status compare_first(struct loop *loop, void *state, struct sim_error *err)
{
    struct study *study = state;
    const struct plan *plan = loop_settings(loop)->plan;
    uint32_t n = plan->replications;
    enum sim_status status;
    size_t slots;

    study->plan = plan;
    study->settings = loop_settings(loop);
    study->options = loop_options(loop, &study->n_options);
    study->baseline = loop_baseline(loop);
    study->n_replications = n;
    for (uint32_t a = 0; a < study->n_options; a++)
        study->replication_rows += expected_requests(&study_option(study, a)->spec);
    study->paired = study->n_options > 1 && study->replication_rows <= STUDY_MOST_PAIRED;
    slots = (size_t)study->n_options * n;
    study->paired_option = sim_zeroed(slots * metric_n_compared(), sizeof(double));
    study->paired_baseline = sim_zeroed(slots * metric_n_compared(), sizeof(double));
    study->paired_e2e = sim_zeroed(slots, sizeof *study->paired_e2e);
    study->e2e_differs = sim_zeroed(study->n_options, sizeof *study->e2e_differs);
    study->e2e_pairs = sim_zeroed(study->n_options, sizeof *study->e2e_pairs);
    study->classes = sim_zeroed(study->n_options, sizeof(bool *));
    study->baseline_classes = sim_zeroed(study->n_options, sizeof(bool *));
    study->partners = sim_zeroed(study->n_options, sizeof(uint32_t *));
    study->unlike = sim_zeroed(study->n_options, sizeof *study->unlike);
    study->views = sim_zeroed(study->n_options, sizeof *study->views);
    for (uint32_t a = 0; a < study->n_options; a++)
        if (study->baseline != UINT32_MAX && a != study->baseline &&
            study_option(study, a)->allowed)
            match_baseline(study, a);
    status = loop_add(
        loop, &(struct loop_ask){.name = "", .n_replications = n, .by_position = study->paired},
        NULL, err);
    if (status == SIM_OK)
        study->judge = judge_create(loop);
    return status;
}

/* With what may be true and cannot be chosen. */
static enum sim_status first_with_cases(struct loop *loop, void *state, struct sim_error *err)
{
    struct study *study = state;
    enum sim_status status = compare_first(loop, state, err);
    bool *candidates;

    if (status != SIM_OK || study->n_options < 2)
        return status;
    candidates = sim_zeroed(study->n_options, sizeof *candidates);
    judge_candidates(study->judge, candidates);
    study->cases = cases_create(loop, candidates);
    free(candidates);
    return SIM_OK;
}

static enum sim_status next(struct loop *loop, void *state, struct sim_error *err)
{
    struct study *study = state;

    (void)loop;
    return study->cases != NULL ? cases_next(study->cases, err) : SIM_OK;
}

void compare_judge(struct loop *loop, void *state, bool complete, struct results *results)
{
    struct study *study = state;
    const struct loop_point *point = loop_point(loop, 0);
    const struct whatif_option *asked = NULL;

    study->results = results;
    study->n_finished = point->n_finished;
    study->by_replication = point->samples;
    study->merged = point->merged;
    study->series = point->series;
    results->baseline = study->baseline;
    results->complete = complete;
    results->n_options = study->n_options;
    for (uint32_t a = 0; a < study->n_options; a++)
        view_init(&study->views[a], &study_option(study, a)->spec, &study->merged[a],
                  study->n_finished, NULL);
    study_add_class_names(study);
    study_add_head(study);
    study_add_outages(study);
    study_add_quotas(study);
    study_add_options(study);
    study_add_metrics(study);
    study_add_classes(study);
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
    say_verdict(study, judge_all(study->judge, study->cases, &results->arena), study->cases);
    verdict_write(results, study->plan, study->options, asked);
}

void compare_release(struct loop *loop, void *state)
{
    struct study *study = state;

    (void)loop;
    cases_destroy(study->cases);
    judge_destroy(study->judge);
    for (uint32_t a = 0; a < study->n_options && study->views != NULL; a++) {
        if (study->results != NULL)
            view_release(&study->views[a]);
        free(study->classes[a]);
        free(study->baseline_classes[a]);
        free(study->partners[a]);
    }
    free(study->views);
    free(study->classes);
    free(study->baseline_classes);
    free(study->partners);
    free(study->unlike);
    free(study->e2e_pairs);
    free(study->e2e_differs);
    free(study->paired_e2e);
    free(study->paired_baseline);
    free(study->paired_option);
}

const struct loop_study loop_study_compare = {
    .name = "compare",
    .question = "which option holds up, how fast and at what price?",
    .size = sizeof(struct study),
    .first = first_with_cases,
    .next = next,
    .take = compare_take,
    .judge = compare_judge,
    .release = compare_release,
};
