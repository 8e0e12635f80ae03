/*
 * loop.c: see loop.h. The jobs of a round are (replication, option), options inside: what is
 * finished when a study is cut short is comparable, and one long replication of several options
 * fills several processors. Outcomes lie where their job says and are taken in in order, so nothing
 * that is shown depends on which thread finished first; they are let go as soon as their
 * replication is complete.
 */
#include "analysis/study/loop.h"

#include "analysis/exec/ranks.h"
#include "analysis/study/probe.h"
#include "models/series.h"
#include "sim/base/assert.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"
#include "sim/base/sha256.h"

#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One replication of a point, in all its options. */
struct replication {
    uint32_t point, number, first_job;
    struct cri_outcome *outcomes; /* per option; NULL = none is there */
    bool *done;                   /* per option: its outcome is there */
};

struct job {
    uint32_t replication; /* in the round */
    uint32_t option;      /* of the point */
};

/* What is run at a time: the points that were asked for since the last one. */
struct round {
    uint32_t first_point;
    struct replication *replications;
    uint32_t n_replications;
    struct job *jobs;
    uint32_t n_jobs;
};

struct loop {
    const struct loop_study *study;
    const struct loop_settings *settings;
    void *state;
    uint32_t *options;
    uint32_t n_options, baseline;
    struct loop_point **points;
    uint32_t n_points, points_room;
    struct round round;
    pthread_mutex_t lock;                /* of the replications of the round */
    uint32_t n_jobs_before, n_jobs_done; /* of earlier rounds; of all */
    struct sim_json **patches;           /* owned */
    uint32_t n_patches, patches_room;
};

const struct loop_settings *loop_settings(const struct loop *loop)
{
    return loop->settings;
}

const uint32_t *loop_options(const struct loop *loop, uint32_t *n)
{
    *n = loop->n_options;
    return loop->options;
}

uint32_t loop_baseline(const struct loop *loop)
{
    return loop->baseline;
}

uint32_t loop_n_points(const struct loop *loop)
{
    return loop->n_points;
}

const struct loop_point *loop_point(const struct loop *loop, uint32_t number)
{
    return loop->points[number];
}

const struct plan_option *loop_point_option(const struct loop *loop, const struct loop_point *point,
                                            uint32_t i)
{
    return &point->plan->options[loop->options[point->options[i]]];
}

static size_t sample_at(const struct loop_point *point, size_t metric, uint32_t i, uint32_t r)
{
    return (metric * point->n_options + i) * point->n_replications + r;
}

const double *loop_samples(const struct loop_point *point, const struct metric *metric, uint32_t i)
{
    return point->samples + sample_at(point, metric_index(metric), i, 0);
}

/* ---- points ---- */

static const struct sim_json *keep_patch(struct loop *loop, const char *text, size_t length,
                                         struct sim_diag *diag)
{
    struct sim_json *patch = sim_json_parse("(patch)", text, length, diag);

    if (patch == NULL)
        return NULL;
    if (loop->n_patches == loop->patches_room) {
        loop->patches_room = 2 * loop->patches_room + 16;
        loop->patches = sim_grown(loop->patches, loop->patches_room, sizeof(struct sim_json *));
    }
    loop->patches[loop->n_patches++] = patch;
    return patch;
}

const struct sim_json *loop_patch(struct loop *loop, const char *format, ...)
{
    const struct sim_json *patch;
    struct sim_diag diag;
    va_list arguments;
    char *text;
    int n;

    va_start(arguments, format);
    n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    text = sim_fresh((size_t)n + 1, 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)n + 1, format, arguments);
    va_end(arguments);
    sim_diag_init(&diag);
    patch = keep_patch(loop, text, (size_t)n, &diag);
    SIM_ASSERT(patch != NULL, "a study's own patch is no JSON: %s", text);
    sim_diag_release(&diag);
    free(text);
    return patch;
}

/* The plan under a patch; traces are lent by the one as stated. */
static struct plan *compile(const struct loop *loop, const struct sim_json *patch,
                            struct sim_error *err)
{
    const struct plan *stated = loop->settings->plan;
    struct plan_settings settings = loop->settings->compile;
    struct sim_diag diag;
    struct plan *plan;

    settings.traces = stated->traces;
    sim_diag_init(&diag);
    plan = plan_compile(stated->scenario, patch, stated->catalog, &settings, &diag);
    for (size_t i = 0; plan == NULL && i < diag.n; i++)
        if (diag.findings[i].severity == SIM_SEVERITY_ERROR) {
            sim_fail(err, SIM_EINVALID, diag.findings[i].path, "%s", diag.findings[i].message);
            break;
        }
    sim_diag_release(&diag);
    return plan;
}

static void alloc_results(const struct loop *loop, struct loop_point *point)
{
    point->samples = sim_zeroed((size_t)metric_count() * point->n_options * point->n_replications,
                                sizeof *point->samples);
    if (point->samples_only)
        return;
    point->merged = sim_zeroed(point->n_options, sizeof *point->merged);
    point->series = sim_zeroed(point->n_options, sizeof *point->series);
    for (uint32_t i = 0; i < point->n_options; i++)
        cri_outcome_init(&point->merged[i], &loop_point_option(loop, point, i)->spec);
}

enum sim_status loop_add(struct loop *loop, const struct loop_ask *ask, uint32_t *number,
                         struct sim_error *err)
{
    struct plan *own = NULL;
    struct loop_point *point;
    uint32_t n = ask->options != NULL ? ask->n_options : loop->n_options;
    uint32_t *options;

    SIM_ASSERT(ask->n_replications > 0 && n > 0, "a point of nothing");
    if (ask->patch != NULL && (own = compile(loop, ask->patch, err)) == NULL)
        return SIM_EINVALID;
    options = sim_zeroed(n, sizeof *options);
    for (uint32_t i = 0; i < n; i++)
        options[i] = ask->options != NULL ? ask->options[i] : i;
    point = sim_zeroed(1, sizeof *point);
    *point = (struct loop_point){.name = sim_strdup(ask->name),
                                 .patch = ask->patch,
                                 .plan = own != NULL ? own : loop->settings->plan,
                                 .own_plan = own,
                                 .n_options = n,
                                 .options = options,
                                 .n_replications = ask->n_replications,
                                 .samples_only = ask->samples_only,
                                 .by_position = ask->by_position};
    if (exec_rank() == 0)
        alloc_results(loop, point);
    if (loop->n_points == loop->points_room) {
        loop->points_room = 2 * loop->points_room + 8;
        loop->points = sim_grown(loop->points, loop->points_room, sizeof(struct loop_point *));
    }
    if (number != NULL)
        *number = loop->n_points;
    loop->points[loop->n_points++] = point;
    return SIM_OK;
}

/* Of one replication, the merged series is the series: one copy, which `series` owns. */
static bool shares_series(const struct loop_point *point)
{
    return point->n_replications == 1 && point->n_finished > 0;
}

static void point_destroy(struct loop_point *point)
{
    for (uint32_t i = 0; point->merged != NULL && i < point->n_options; i++) {
        if (shares_series(point))
            point->merged[i].series = (struct cri_series){0};
        cri_outcome_release(&point->merged[i]);
        cri_series_release(&point->series[i]);
    }
    free(point->merged);
    free(point->series);
    free(point->samples);
    free((uint32_t *)point->options);
    free(point->name);
    plan_destroy(point->own_plan);
    free(point);
}

/* ---- jobs ---- */

static void begin_round(struct loop *loop, uint32_t first_point)
{
    struct round *round = &loop->round;
    uint32_t n_replications = 0, n_jobs = 0;

    for (uint32_t p = first_point; p < loop->n_points; p++) {
        n_replications += loop->points[p]->n_replications;
        n_jobs += loop->points[p]->n_replications * loop->points[p]->n_options;
    }
    *round = (struct round){.first_point = first_point,
                            .replications = sim_zeroed(n_replications, sizeof(struct replication)),
                            .jobs = sim_zeroed(n_jobs, sizeof(struct job))};
    for (uint32_t p = first_point; p < loop->n_points; p++)
        for (uint32_t r = 0; r < loop->points[p]->n_replications; r++) {
            round->replications[round->n_replications] =
                (struct replication){.point = p, .number = r, .first_job = round->n_jobs};
            for (uint32_t i = 0; i < loop->points[p]->n_options; i++)
                round->jobs[round->n_jobs++] = (struct job){round->n_replications, i};
            round->n_replications++;
        }
}

static void let_go(const struct loop *loop, struct replication *replication)
{
    uint32_t n = loop->points[replication->point]->n_options;

    for (uint32_t i = 0; replication->outcomes != NULL && i < n; i++)
        if (replication->done[i])
            cri_outcome_release(&replication->outcomes[i]);
    free(replication->outcomes);
    free(replication->done);
    replication->outcomes = NULL;
    replication->done = NULL;
}

static void end_round(struct loop *loop)
{
    struct round *round = &loop->round;

    for (uint32_t i = 0; i < round->n_replications; i++)
        let_go(loop, &round->replications[i]);
    free(round->replications);
    free(round->jobs);
    loop->n_jobs_before += round->n_jobs;
    *round = (struct round){0};
}

static void put_outcome(struct loop *loop, const struct job *job, struct cri_outcome *outcome)
{
    struct replication *replication = &loop->round.replications[job->replication];
    uint32_t n = loop->points[replication->point]->n_options;

    pthread_mutex_lock(&loop->lock);
    if (replication->outcomes == NULL) {
        replication->outcomes = sim_zeroed(n, sizeof *replication->outcomes);
        replication->done = sim_zeroed(n, sizeof *replication->done);
    }
    replication->outcomes[job->option] = *outcome;
    replication->done[job->option] = true;
    pthread_mutex_unlock(&loop->lock);
}

static enum sim_status run_job(void *context, uint32_t index, struct sim_error *err)
{
    struct loop *loop = context;
    const struct job *job = &loop->round.jobs[index];
    struct replication *replication = &loop->round.replications[job->replication];
    const struct loop_point *point = loop->points[replication->point];
    struct cri_outcome outcome;
    enum sim_status status =
        plan_run(point->plan, loop->options[point->options[job->option]], replication->number,
                 point->by_position, loop->settings->stop, &outcome);

    if (status != SIM_OK) {
        cri_outcome_release(&outcome);
        return sim_fail(err, status, loop_point_option(loop, point, job->option)->name,
                        status == SIM_EINTERRUPTED ? "interrupted" : "out of memory");
    }
    put_outcome(loop, job, &outcome);
    return SIM_OK;
}

/* The outcome of a job as bytes, for rank 0, and back. */
static void code_job(void *context, uint32_t index, struct sim_codec *codec)
{
    struct loop *loop = context;
    const struct job *job = &loop->round.jobs[index];
    struct replication *replication = &loop->round.replications[job->replication];
    struct cri_outcome outcome;

    if (!codec->reading) {
        cri_outcome_code(&replication->outcomes[job->option], codec);
        cri_outcome_release(&replication->outcomes[job->option]);
        replication->done[job->option] = false;
        return;
    }
    cri_outcome_init(&outcome,
                     &loop_point_option(loop, loop->points[replication->point], job->option)->spec);
    cri_outcome_code(&outcome, codec);
    put_outcome(loop, job, &outcome);
}

/* ---- taking in ---- */

static void merge(struct loop_point *point, uint32_t i, uint32_t replication,
                  struct cri_outcome *outcome)
{
    if (replication == 0) {
        point->series[i] = outcome->series;
        outcome->series = (struct cri_series){0};
        if (point->n_replications == 1) {
            cri_series_release(&point->merged[i].series);
            point->merged[i].series = point->series[i];
        } else {
            cri_series_merge(&point->merged[i].series, &point->series[i]);
        }
    }
    cri_outcome_merge(&point->merged[i], outcome);
}

static void take_in(struct loop *loop, struct replication *replication)
{
    struct loop_point *point = loop->points[replication->point];

    for (uint32_t i = 0; i < point->n_options; i++) {
        struct view view;

        view_init(&view, &loop_point_option(loop, point, i)->spec, &replication->outcomes[i], 1,
                  NULL);
        for (uint32_t m = 0; m < metric_count(); m++)
            point->samples[sample_at(point, m, i, replication->number)] =
                metric_at(m)->of != NULL ? metric_at(m)->of(&view) : NAN;
        view_release(&view);
    }
    if (loop->study->take != NULL)
        loop->study->take(loop, loop->state, replication->point, replication->number,
                          replication->outcomes);
    for (uint32_t i = 0; !point->samples_only && i < point->n_options; i++)
        merge(point, i, replication->number, &replication->outcomes[i]);
    let_go(loop, replication);
    point->n_finished++;
}

/* Job `index` is finished, and so are all before it. With the last option of a replication all that
 * is wanted of it is noted, the outcomes are merged (exactly, whatever the order) and let go:
 * memory does not grow with the number of replications. */
static void collect(void *context, uint32_t index)
{
    struct loop *loop = context;
    const struct job *job = &loop->round.jobs[index];
    struct replication *replication = &loop->round.replications[job->replication];

    if (job->option == loop->points[replication->point]->n_options - 1)
        take_in(loop, replication);
}

static uint32_t group_end(void *context, uint32_t first)
{
    const struct loop *loop = context;
    const struct replication *replication =
        &loop->round.replications[loop->round.jobs[first].replication];

    return first + loop->points[replication->point]->n_options;
}

static void show_progress(void *context, uint32_t done, uint32_t n_jobs)
{
    struct loop *loop = context;
    const struct loop_settings *settings = loop->settings;

    loop->n_jobs_done = loop->n_jobs_before + done;
    if (settings->progress != NULL)
        settings->progress(settings->progress_context, loop->n_jobs_done,
                           loop->n_jobs_before + n_jobs);
}

static void probe_round(const struct loop *loop, char hex[65])
{
    struct sim_sha256 sha;

    sim_sha256_init(&sha);
    for (uint32_t p = loop->round.first_point; p < loop->n_points; p++) {
        plan_probe(loop->points[p]->plan, hex);
        sim_sha256_add(&sha, hex, 64);
    }
    sim_sha256_hex_of(&sha, hex);
}

static enum sim_status run_round(struct loop *loop, struct sim_error *err)
{
    uint32_t n = loop->round.n_jobs, total = loop->n_jobs_before + n;
    enum sim_status status;
    char probe[65];

    probe_round(loop, probe);
    status = exec_run(&(struct exec_work){.n_jobs = n,
                                          .n_threads = loop->settings->n_threads,
                                          .job = run_job,
                                          .collect = collect,
                                          .code = code_job,
                                          .group_end = group_end,
                                          .context = loop,
                                          .probe = probe,
                                          .stop = loop->settings->stop,
                                          .progress = show_progress,
                                          .progress_context = loop},
                      err);
    end_round(loop);
    if (status != SIM_EINTERRUPTED)
        return status;
    return sim_fail(err, status, NULL, "interrupted after %u of %u replications", loop->n_jobs_done,
                    total);
}

/* ---- several processes ---- */

/* A point for the other processes: rank 0 alone knows what a study asks for next.
 * @return in a process that reads: false if it cannot be made there */
static bool code_point(struct loop *loop, const struct loop_point *point, struct sim_codec *codec)
{
    struct loop_ask ask = {0};
    struct sim_text text = {0};
    struct sim_json_out json;
    char *name = NULL, *patch = NULL;
    uint32_t *options = NULL;

    sim_json_out_init(&json, &text, false);
    if (point != NULL) {
        ask = (struct loop_ask){.options = point->options,
                                .n_options = point->n_options,
                                .n_replications = point->n_replications,
                                .by_position = point->by_position};
        name = sim_strdup(point->name);
        if (point->patch != NULL)
            sim_json_out_value(&json, NULL, point->patch);
        patch = sim_text_take(&text);
    }
    sim_codec_string(codec, "name", &name);
    sim_codec_string(codec, "patch", &patch);
    SIM_CODE(codec, &ask, n_replications);
    SIM_CODE(codec, &ask, by_position);
    SIM_CODE(codec, &ask, n_options);
    if (!sim_codec_holds(codec, ask.n_options))
        ask.n_options = 0;
    options = sim_zeroed(ask.n_options, sizeof *options);
    for (uint32_t i = 0; i < ask.n_options; i++) {
        options[i] = point != NULL ? point->options[i] : 0;
        SIM_CODE_AS(codec, "option", options[i]);
        codec->bad = codec->bad || options[i] >= loop->n_options;
    }
    if (codec->reading && !codec->bad) {
        struct sim_diag diag;

        sim_diag_init(&diag);
        ask.name = name;
        ask.options = options;
        if (patch[0] != '\0')
            ask.patch = keep_patch(loop, patch, strlen(patch), &diag);
        codec->bad = ask.n_replications == 0 || ask.n_options == 0 ||
                     (patch[0] != '\0' && ask.patch == NULL) ||
                     loop_add(loop, &ask, NULL, NULL) != SIM_OK;
        sim_diag_release(&diag);
    }
    free(name);
    free(patch);
    free(options);
    return !codec->bad;
}

/* Points [first, n_points), or as many as there are to read. */
static bool code_points(struct loop *loop, uint32_t first, struct sim_codec *codec)
{
    uint32_t n = loop->n_points - first;

    SIM_CODE_AS(codec, "n", n);
    for (uint32_t i = 0; i < n && !codec->bad; i++)
        code_point(loop, codec->reading ? NULL : loop->points[first + i], codec);
    return !codec->bad;
}

/* Rank 0: the other processes are told of the round that begins, or (n_points) that none does. */
static void tell(struct loop *loop, uint32_t first)
{
    struct sim_codec codec = {0};
    void *bytes = NULL;
    size_t n = 0;

    if (first < loop->n_points) {
        code_points(loop, first, &codec);
        bytes = codec.data;
        n = codec.n;
    }
    exec_ranks_share_bytes(&bytes, &n);
    sim_codec_release(&codec);
}

static void refuse_round(void)
{
    exec_run(&(struct exec_work){.probe = "none: not read"}, NULL);
}

/* Rank > 0: round after round, until rank 0 has no more. */
static void serve(struct loop *loop)
{
    for (;;) {
        uint32_t first = loop != NULL ? loop->n_points : 0;
        struct sim_codec codec;
        void *bytes = NULL;
        size_t n = 0;
        bool good;

        exec_ranks_share_bytes(&bytes, &n);
        if (n == 0)
            return;
        codec = sim_codec_read(bytes, n);
        good = loop != NULL && code_points(loop, first, &codec);
        free(bytes);
        if (good) {
            begin_round(loop, first);
            run_round(loop, NULL);
        } else {
            refuse_round();
        }
    }
}

void loop_refuse(void)
{
    serve(NULL);
}

/* ---- the whole ---- */

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

/* The options of the study, and the one that the others are compared with. */
static enum sim_status choose_options(struct loop *loop, struct sim_error *err)
{
    const struct plan *plan = loop->settings->plan;
    const char *only = loop->settings->only_option, *baseline = loop->settings->baseline;
    uint32_t found = UINT32_MAX;

    loop->options = sim_zeroed(plan->n_options + 1, sizeof *loop->options);
    for (uint32_t i = 0; i < plan->n_options; i++)
        if (only == NULL || strcmp(plan->options[i].name, only) == 0)
            loop->options[loop->n_options++] = i;
    if (loop->n_options == 0)
        return unknown_option(plan, only, err);
    for (uint32_t a = 0; a < loop->n_options && found == UINT32_MAX; a++) {
        const struct plan_option *option = &plan->options[loop->options[a]];

        if (baseline != NULL ? strcmp(option->name, baseline) == 0 : option->allowed)
            found = a;
    }
    if (baseline != NULL && found == UINT32_MAX)
        return unknown_option(plan, baseline, err);
    if (baseline != NULL && !plan->options[loop->options[found]].allowed)
        return sim_fail(err, SIM_EUSAGE, NULL, "option '%s' is not allowed: %s", baseline,
                        plan->options[loop->options[found]].reason);
    loop->baseline = loop->n_options > 1 ? found : UINT32_MAX;
    return SIM_OK;
}

/* Round after round, until the study asks for no more. */
static enum sim_status run_rounds(struct loop *loop, struct sim_error *err)
{
    uint32_t first = 0;
    enum sim_status status = loop->study->first(loop, loop->state, err);

    while (status == SIM_OK && first < loop->n_points) {
        tell(loop, first);
        begin_round(loop, first);
        first = loop->n_points;
        status = run_round(loop, err);
        if (status == SIM_OK && loop->study->next != NULL)
            status = loop->study->next(loop, loop->state, err);
    }
    return status;
}

static void loop_release(struct loop *loop)
{
    if (loop->state != NULL && loop->study->release != NULL)
        loop->study->release(loop, loop->state);
    free(loop->state);
    for (uint32_t p = 0; p < loop->n_points; p++)
        point_destroy(loop->points[p]);
    for (uint32_t i = 0; i < loop->n_patches; i++)
        sim_json_destroy(loop->patches[i]);
    free(loop->points);
    free(loop->patches);
    free(loop->options);
    pthread_mutex_destroy(&loop->lock);
}

enum sim_status loop_run(const struct loop_study *study, const struct loop_settings *settings,
                         struct results **out, struct sim_error *err)
{
    struct loop loop = {.study = study, .settings = settings, .baseline = UINT32_MAX};
    enum sim_status status = choose_options(&loop, err);

    *out = NULL;
    pthread_mutex_init(&loop.lock, NULL);
    if (exec_rank() > 0) {
        serve(status == SIM_OK ? &loop : NULL);
        loop_release(&loop);
        return SIM_OK;
    }
    loop.state = sim_zeroed(1, study->size);
    if (status == SIM_OK)
        status = run_rounds(&loop, err);
    tell(&loop, loop.n_points);
    if (status == SIM_OK ||
        (status == SIM_EINTERRUPTED && loop.n_points > 0 && loop.points[0]->n_finished > 0)) {
        *out = results_create();
        (*out)->study = study->name;
        study->judge(&loop, loop.state, status == SIM_OK, *out);
    }
    loop_release(&loop);
    return status;
}
