/*
 * compare.c: jobs are (option, replication); outcomes are taken in by index, so nothing that is
 * shown depends on which thread finished first, and let go as soon as a replication is complete.
 */
#include "analysis/study/study.h"

#include "analysis/exec/ranks.h"
#include "analysis/study/probe.h"
#include "analysis/study/verdict.h"
#include "analysis/study/whatif.h"
#include "models/series.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum sim_status run_job(void *context, uint32_t index, struct sim_error *err)
{
    struct study *study = context;
    /* Replications in the outer loop: what is finished when a run is cut short is comparable. */
    uint32_t option = index % study->n_options;
    uint32_t replication = index / study->n_options;
    uint32_t slot = option * study->n_replications + replication;
    enum sim_status status;

    status = plan_run(study->plan, study->options[option], replication, study->paired,
                      study->settings->stop, &study->outcomes[slot]);
    study->done[slot] = status == SIM_OK;
    if (status != SIM_OK)
        cri_outcome_release(&study->outcomes[slot]);
    if (status != SIM_OK)
        return sim_fail(err, status, study->plan->options[study->options[option]].name,
                        status == SIM_EINTERRUPTED ? "interrupted" : "out of memory");
    return SIM_OK;
}

/* The outcome of a job as bytes, for rank 0, and back. */
static void code_job(void *context, uint32_t index, struct sim_codec *codec)
{
    struct study *study = context;
    uint32_t option = index % study->n_options;
    uint32_t slot = option * study->n_replications + index / study->n_options;
    struct cri_outcome *outcome = &study->outcomes[slot];

    if (codec->reading)
        cri_outcome_init(outcome, &study->plan->options[study->options[option]].spec);
    cri_outcome_code(outcome, codec);
    if (!codec->reading)
        cri_outcome_release(outcome);
    study->done[slot] = codec->reading;
}

static const struct cri_outcome *outcome_of(const struct study *study, uint32_t option, uint32_t r)
{
    return &study->outcomes[option * study->n_replications + r];
}

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

static void take_differences(const struct study *study, uint32_t of, uint32_t r,
                             const bool *classes, double *values)
{
    struct view view;

    view_init(&view, &study_option(study, of)->spec, outcome_of(study, of, r), 1, classes);
    for (int k = 0; k < STUDY_N_DIFFERENCES; k++)
        values[k] = metric_find(study_difference_keys[k])->of(&view);
    view_release(&view);
}

/* Mean difference of E2E over requests that completed in both options, request by request. */
static void take_paired_e2e(struct study *study, uint32_t option, uint32_t r)
{
    const struct cri_outcome *x = outcome_of(study, option, r);
    const struct cri_outcome *y = outcome_of(study, study->baseline, r);
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

/* Of one replication, the merged series is the series: one copy, which `series` owns. */
static bool shares_series(const struct study *study)
{
    return study->n_replications == 1 && study->n_finished > 0;
}

/*
 * Job `index` is finished, and so are all before it. With the last option of a replication
 * everything that statistics need of it is noted, the outcomes are merged (exactly, whatever the
 * order), and let go: memory does not grow with the number of replications.
 */
static void collect(void *context, uint32_t index)
{
    struct study *study = context;
    uint32_t r = index / study->n_options;

    if (index % study->n_options != study->n_options - 1)
        return;
    for (uint32_t a = 0; a < study->n_options; a++) {
        size_t at = (size_t)a * study->n_replications + r;
        struct view view;

        view_init(&view, &study_option(study, a)->spec, outcome_of(study, a, r), 1, NULL);
        for (uint32_t m = 0; m < n_metrics; m++)
            study->by_replication[(size_t)m * study->n_options * study->n_replications + at] =
                metrics[m].of(&view);
        view_release(&view);
        if (study->classes[a] == NULL)
            continue;
        take_differences(study, a, r, study->classes[a],
                         study->paired_option + at * STUDY_N_DIFFERENCES);
        take_differences(study, study->baseline, r, study->baseline_classes[a],
                         study->paired_baseline + at * STUDY_N_DIFFERENCES);
        if (!study->unlike[a])
            take_paired_e2e(study, a, r);
    }
    for (uint32_t a = 0; a < study->n_options; a++) {
        struct cri_outcome *outcome = &study->outcomes[a * study->n_replications + r];

        if (r == 0) {
            study->series[a] = outcome->series;
            outcome->series = (struct cri_series){0};
            if (study->n_replications == 1) {
                cri_series_release(&study->merged[a].series);
                study->merged[a].series = study->series[a];
            } else {
                cri_series_merge(&study->merged[a].series, &study->series[a]);
            }
        }
        cri_outcome_merge(&study->merged[a], outcome);
        cri_outcome_release(outcome);
        study->done[a * study->n_replications + r] = false;
    }
    study->n_finished = r + 1;
}

static void fill(struct study *study, bool complete)
{
    struct results *results = study->results;
    const struct whatif_option *asked = NULL;

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
    verdict_write(results, study->plan, study->options, asked);
}

static uint32_t find_option(const struct study *study, const char *name)
{
    for (uint32_t a = 0; a < study->n_options; a++)
        if (strcmp(study_option(study, a)->name, name) == 0)
            return a;
    return UINT32_MAX;
}

static enum sim_status unknown_option(const struct plan *plan, const char *name,
                                      struct sim_error *err)
{
    const struct scenario *scenario = plan->scenario;
    const char **names = sim_fresh(scenario->n_options + 1, sizeof *names);
    struct sim_text candidates = {0};
    enum sim_status status;

    for (uint32_t i = 0; i < scenario->n_options; i++)
        names[i] = scenario->options[i].node.name;
    sim_text_add_candidates(&candidates, name, names, scenario->n_options);
    status = sim_fail(err, SIM_EUSAGE, NULL, "the scenario has no option '%s'%s", name,
                      candidates.length > 0 ? candidates.data : "");
    sim_text_release(&candidates);
    free(names);
    return status;
}

static void study_init(struct study *study, size_t slots)
{
    study->outcomes = sim_zeroed(slots, sizeof *study->outcomes);
    study->done = sim_zeroed(slots, sizeof *study->done);
    study->by_replication = sim_zeroed(slots * n_metrics, sizeof *study->by_replication);
    study->paired_option = sim_zeroed(slots * STUDY_N_DIFFERENCES, sizeof *study->paired_option);
    study->paired_baseline =
        sim_zeroed(slots * STUDY_N_DIFFERENCES, sizeof *study->paired_baseline);
    study->paired_e2e = sim_zeroed(slots, sizeof *study->paired_e2e);
    study->e2e_differs = sim_zeroed(study->n_options, sizeof *study->e2e_differs);
    study->e2e_pairs = sim_zeroed(study->n_options, sizeof *study->e2e_pairs);
    study->classes = sim_zeroed(study->n_options, sizeof *study->classes);
    study->baseline_classes = sim_zeroed(study->n_options, sizeof *study->baseline_classes);
    study->partners = sim_zeroed(study->n_options, sizeof *study->partners);
    study->unlike = sim_zeroed(study->n_options, sizeof *study->unlike);
    study->series = sim_zeroed(study->n_options, sizeof *study->series);
    study->merged = sim_zeroed(study->n_options, sizeof *study->merged);
    study->views = sim_zeroed(study->n_options, sizeof *study->views);
    for (uint32_t a = 0; a < study->n_options; a++) {
        cri_outcome_init(&study->merged[a], &study_option(study, a)->spec);
        if (study->baseline != UINT32_MAX && a != study->baseline &&
            study_option(study, a)->allowed)
            match_baseline(study, a);
    }
}

static void study_release(struct study *study, size_t slots)
{
    for (size_t i = 0; i < slots; i++)
        if (study->done[i])
            cri_outcome_release(&study->outcomes[i]);
    for (uint32_t a = 0; a < study->n_options; a++) {
        if (shares_series(study))
            study->merged[a].series = (struct cri_series){0};
        cri_outcome_release(&study->merged[a]);
        cri_series_release(&study->series[a]);
        if (study->results != NULL)
            view_release(&study->views[a]);
        free(study->classes[a]);
        free(study->baseline_classes[a]);
        free(study->partners[a]);
    }
    free(study->merged);
    free(study->views);
    free(study->series);
    free(study->classes);
    free(study->baseline_classes);
    free(study->partners);
    free(study->unlike);
    free(study->e2e_pairs);
    free(study->e2e_differs);
    free(study->paired_e2e);
    free(study->paired_baseline);
    free(study->paired_option);
    free(study->by_replication);
    free(study->outcomes);
    free(study->done);
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

enum sim_status compare_run(const struct plan *plan, const struct compare_settings *settings,
                            struct results **out, struct sim_error *err)
{
    struct study study = {.plan = plan, .settings = settings, .n_replications = plan->replications};
    uint32_t *options = sim_zeroed(plan->n_options + 1, sizeof *options);
    enum sim_status status = SIM_OK;
    uint32_t baseline = UINT32_MAX;
    size_t slots;
    char probe[65];

    *out = NULL;
    for (uint32_t i = 0; i < plan->n_options; i++)
        if (settings->only_option == NULL ||
            strcmp(plan->options[i].name, settings->only_option) == 0)
            options[study.n_options++] = i;
    study.options = options;
    if (study.n_options == 0)
        status = unknown_option(plan, settings->only_option, err);
    for (uint32_t a = 0; a < study.n_options && baseline == UINT32_MAX; a++)
        if (study_option(&study, a)->allowed)
            baseline = a;
    if (status == SIM_OK && settings->baseline != NULL) {
        baseline = find_option(&study, settings->baseline);
        if (baseline == UINT32_MAX)
            status = unknown_option(plan, settings->baseline, err);
        else if (!study_option(&study, baseline)->allowed)
            status = sim_fail(err, SIM_EUSAGE, NULL, "option '%s' is not allowed: %s",
                              settings->baseline, study_option(&study, baseline)->reason);
    }
    if (status != SIM_OK) {
        free(options);
        return status;
    }
    for (uint32_t a = 0; a < study.n_options; a++)
        study.replication_rows += expected_requests(&study_option(&study, a)->spec);
    slots = (size_t)study.n_options * study.n_replications;
    study.paired = study.n_options > 1 && study.replication_rows <= STUDY_MOST_PAIRED;
    study.baseline = study.n_options > 1 ? baseline : UINT32_MAX;
    study_init(&study, slots);
    plan_probe(plan, probe);
    status = exec_run(&(struct exec_work){.n_jobs = (uint32_t)slots,
                                          .n_threads = settings->n_threads,
                                          .job = run_job,
                                          .collect = collect,
                                          .code = code_job,
                                          .context = &study,
                                          .probe = probe,
                                          .stop = settings->stop,
                                          .progress = settings->progress,
                                          .progress_context = settings->progress_context},
                      err);
    if (exec_rank() > 0)
        status = SIM_OK;
    else if (status == SIM_OK || (status == SIM_EINTERRUPTED && study.n_finished > 0)) {
        study.results = results_create();
        study.results->baseline = study.baseline;
        fill(&study, status == SIM_OK);
        *out = study.results;
    }
    study_release(&study, slots);
    free(options);
    return status;
}
