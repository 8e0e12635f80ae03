/*
 * round.c: the jobs of a round are (replication, option), options inside: what is finished when a
 * study is cut short is comparable, and one long replication of several options fills several
 * processors. Outcomes lie where their job says and are taken in in order, so nothing that is shown
 * depends on which thread finished first. A replication is kept in the store as soon as its last
 * option is done, before those in front of it are; its outcomes are let go when it is taken in.
 */
#include "analysis/study/round.h"

#include "analysis/exec/ranks.h"
#include "analysis/metric/value.h"
#include "analysis/stats/stats.h"
#include "analysis/study/precise.h"
#include "models/series.h"
#include "sim/base/memory.h"
#include "sim/base/sha256.h"

#include <math.h>
#include <stdlib.h>

void round_begin(struct loop *loop, uint32_t first_point)
{
    struct round *round = &loop->round;
    size_t n = 0;

    for (uint32_t p = 0; p < loop->n_points; p++)
        n += loop->points[p]->n_replications - loop->points[p]->n_begun;
    *round = (struct round){.first_point = first_point,
                            .replications = sim_zeroed(n, sizeof *round->replications)};
    for (uint32_t p = 0; p < loop->n_points; p++) {
        struct loop_point *point = loop->points[p];

        for (uint32_t r = point->n_begun; r < point->n_replications; r++)
            round->replications[round->n_replications++] = (struct replication){
                .point = p,
                .number = r,
                .stored = loop->store != NULL &&
                          store_has(loop->store, point->digest, point->first_replication + r)};
        point->n_begun = point->n_replications;
    }
}

void round_make_jobs(struct loop *loop)
{
    struct round *round = &loop->round;
    size_t n_jobs = 0;

    for (uint32_t i = 0; i < round->n_replications; i++)
        n_jobs += loop->points[round->replications[i].point]->n_options;
    round->jobs = sim_zeroed(n_jobs, sizeof *round->jobs);
    for (uint32_t i = 0; i < round->n_replications; i++) {
        const struct loop_point *point = loop->points[round->replications[i].point];

        for (uint32_t k = 0; k < point->n_options && !round->replications[i].stored; k++) {
            round->jobs[round->n_jobs++] = (struct job){i, k};
            round->n_idle += !point->is_run[k];
        }
        round->n_stored += round->replications[i].stored ? point->n_run : 0;
    }
}

static uint32_t n_classes(const struct loop *loop, const struct loop_point *point, uint32_t i)
{
    return loop_point_option(loop, point, i)->spec.n_classes;
}

static void drop_columns(const struct loop *loop, struct replication *replication)
{
    const struct loop_point *point = loop->points[replication->point];

    for (uint32_t i = 0; replication->columns != NULL && i < point->n_options; i++) {
        for (uint32_t c = 0; replication->columns[i] != NULL && c < 2 * n_classes(loop, point, i);
             c++)
            sim_column_release(&replication->columns[i][c]);
        free(replication->columns[i]);
    }
    free(replication->columns);
    replication->columns = NULL;
}

static void let_go(const struct loop *loop, struct replication *replication)
{
    uint32_t n = loop->points[replication->point]->n_options;

    for (uint32_t i = 0; replication->outcomes != NULL && i < n; i++)
        if (replication->done[i])
            cri_outcome_release(&replication->outcomes[i]);
    drop_columns(loop, replication);
    free(replication->outcomes);
    free(replication->done);
    free(replication->pairs);
    replication->outcomes = NULL;
    replication->done = NULL;
    replication->pairs = NULL;
}

static void end_round(struct loop *loop)
{
    struct round *round = &loop->round;

    for (uint32_t i = 0; i < round->n_replications; i++)
        let_go(loop, &round->replications[i]);
    free(round->replications);
    free(round->jobs);
    loop->n_jobs_before += round->n_jobs - round->n_idle + round->n_stored;
    loop->n_found_before += round->n_stored;
    loop->n_grown = 0;
    *round = (struct round){0};
}

/* ---- jobs ---- */

/* Of the scenario's replications, which one it is. */
static uint32_t number_of(const struct loop *loop, const struct replication *replication)
{
    return loop->points[replication->point]->first_replication + replication->number;
}

/* All of a finished replication, for the store, and back into one whose outcomes are there and
 * empty. */
static void code_replication(const struct loop *loop, struct replication *replication,
                             struct sim_codec *codec)
{
    uint32_t n = loop->points[replication->point]->n_options;

    for (uint32_t i = 0; i < n; i++)
        cri_outcome_code(&replication->outcomes[i], codec);
    for (uint32_t i = 0; replication->pairs != NULL && i < n; i++)
        pairs_code(&replication->pairs[i], codec);
}

static enum sim_status save(struct loop *loop, struct replication *replication,
                            struct sim_error *err)
{
    struct sim_codec codec = {0};
    enum sim_status status;

    code_replication(loop, replication, &codec);
    status = store_save(loop->store, loop->points[replication->point]->digest,
                        number_of(loop, replication), &codec, err);
    sim_codec_release(&codec);
    return status;
}

/* With the lock held. */
static void make_room(const struct loop *loop, struct replication *replication)
{
    const struct loop_point *point = loop->points[replication->point];
    uint32_t n = point->n_options;

    if (replication->outcomes != NULL)
        return;
    replication->outcomes = sim_zeroed(n, sizeof *replication->outcomes);
    replication->done = sim_zeroed(n, sizeof *replication->done);
    replication->pairs = point->pairs ? sim_zeroed(n, sizeof *replication->pairs) : NULL;
}

/* Columns for the E2E times of an option, one for each class, and behind them for what its answers
 * cost; NULL where none are compared. */
static struct sim_column *begin_columns(struct loop *loop, struct replication *replication,
                                        uint32_t option)
{
    const struct loop_point *point = loop->points[replication->point];
    uint32_t baseline = loop_point_baseline(loop, point);
    bool wanted = false;

    for (uint32_t i = 0; point->pairs && i < point->n_options; i++)
        wanted =
            wanted || ((i == option || option == baseline) && pairs_match_any(&point->matches[i]));
    if (!wanted)
        return NULL;
    pthread_mutex_lock(&loop->lock);
    if (replication->columns == NULL)
        replication->columns = sim_zeroed(point->n_options, sizeof(struct sim_column *));
    replication->columns[option] =
        sim_zeroed(2 * (size_t)n_classes(loop, point, option), sizeof(struct sim_column));
    pthread_mutex_unlock(&loop->lock);
    return replication->columns[option];
}

/* All options are done, here. */
static void join(const struct loop *loop, struct replication *replication)
{
    const struct loop_point *point = loop->points[replication->point];
    uint32_t baseline = loop_point_baseline(loop, point);

    for (uint32_t i = 0; i < point->n_options; i++)
        if (pairs_match_any(&point->matches[i]))
            replication->pairs[i] = pairs_join(
                &point->matches[i],
                &(struct pairs_side){replication->columns[i],
                                     replication->columns[i] + n_classes(loop, point, i)},
                &(struct pairs_side){replication->columns[baseline],
                                     replication->columns[baseline] +
                                         n_classes(loop, point, baseline)},
                n_classes(loop, point, i));
    drop_columns(loop, replication);
}

/* The outcome of a job is there. With the last one of its replication that is kept. */
static enum sim_status put_outcome(struct loop *loop, struct replication *replication,
                                   uint32_t option, const struct cri_outcome *outcome,
                                   struct sim_error *err)
{
    uint32_t n = loop->points[replication->point]->n_options;
    bool last;

    pthread_mutex_lock(&loop->lock);
    make_room(loop, replication);
    loop->round.n_idle_done += !loop->points[replication->point]->is_run[option];
    replication->outcomes[option] = *outcome;
    replication->done[option] = true;
    replication->last = option;
    last = ++replication->n_done == n;
    pthread_mutex_unlock(&loop->lock);
    if (last && replication->columns != NULL)
        join(loop, replication);
    return last && loop->store != NULL ? save(loop, replication, err) : SIM_OK;
}

static enum sim_status run_option(struct loop *loop, struct replication *replication,
                                  uint32_t option, struct sim_error *err)
{
    const struct loop_point *point = loop->points[replication->point];
    struct sim_column *columns = begin_columns(loop, replication, option);
    struct cri_outcome outcome;
    enum sim_status status =
        plan_run(loop_point_plan(loop, point), loop->options[point->options[option]],
                 number_of(loop, replication), columns,
                 columns != NULL ? columns + n_classes(loop, point, option) : NULL,
                 loop->settings->stop, &outcome);

    for (uint32_t c = 0; columns != NULL && c < 2 * n_classes(loop, point, option); c++)
        sim_column_rest(&columns[c]);
    if (status != SIM_OK) {
        cri_outcome_release(&outcome);
        return sim_fail(err, status, loop_point_option(loop, point, option)->name,
                        status == SIM_EINTERRUPTED ? "interrupted" : "out of memory");
    }
    return put_outcome(loop, replication, option, &outcome, err);
}

static enum sim_status run_job(void *context, uint32_t index, struct sim_error *err)
{
    struct loop *loop = context;
    const struct job *job = &loop->round.jobs[index];
    enum sim_status failed;

    pthread_mutex_lock(&loop->lock);
    failed = loop->failure.status;
    if (failed != SIM_OK)
        *err = loop->failure;
    pthread_mutex_unlock(&loop->lock);
    return failed != SIM_OK
               ? failed
               : run_option(loop, &loop->round.replications[job->replication], job->option, err);
}

static void code_pairs(struct loop *loop, struct replication *replication, uint32_t option,
                       struct sim_codec *codec)
{
    uint32_t n = loop->points[replication->point]->n_options;
    bool are_here;

    pthread_mutex_lock(&loop->lock);
    are_here =
        replication->pairs != NULL && replication->n_done == n && replication->last == option;
    pthread_mutex_unlock(&loop->lock);
    SIM_CODE_AS(codec, "are here", are_here);
    for (uint32_t i = 0; are_here && replication->pairs != NULL && i < n; i++)
        pairs_code(&replication->pairs[i], codec);
}

/* The outcome of a job as bytes, for rank 0, and back; with the last one of a replication the
 * pairs, which were joined where all its options were run. */
static void code_job(void *context, uint32_t index, struct sim_codec *codec)
{
    struct loop *loop = context;
    const struct job *job = &loop->round.jobs[index];
    struct replication *replication = &loop->round.replications[job->replication];
    struct sim_error err = {.status = SIM_OK};
    struct cri_outcome outcome;

    if (!codec->reading) {
        cri_outcome_code(&replication->outcomes[job->option], codec);
        code_pairs(loop, replication, job->option, codec);
        cri_outcome_release(&replication->outcomes[job->option]);
        replication->done[job->option] = false;
        return;
    }
    cri_outcome_init(&outcome,
                     &loop_point_option(loop, loop->points[replication->point], job->option)->spec);
    cri_outcome_code(&outcome, codec);
    pthread_mutex_lock(&loop->lock);
    make_room(loop, replication);
    pthread_mutex_unlock(&loop->lock);
    code_pairs(loop, replication, job->option, codec);
    if (put_outcome(loop, replication, job->option, &outcome, &err) == SIM_OK)
        return;
    /* Nobody can be told here: the next job is. */
    pthread_mutex_lock(&loop->lock);
    loop->failure = err;
    pthread_mutex_unlock(&loop->lock);
}

static uint32_t group_end(void *context, uint32_t first)
{
    const struct loop *loop = context;
    const struct replication *replication =
        &loop->round.replications[loop->round.jobs[first].replication];

    return first + loop->points[replication->point]->n_options;
}

/* ---- taking in ---- */

static void merge(struct loop_point *point, uint32_t i, uint32_t replication,
                  struct cri_outcome *outcome)
{
    if (replication == 0) {
        point->series[i] = outcome->series;
        outcome->series = (struct cri_series){0};
        if (point->room == 1) {
            cri_series_release(&point->merged[i].series);
            point->merged[i].series = point->series[i];
        } else {
            cri_series_merge(&point->merged[i].series, &point->series[i]);
        }
    }
    cri_outcome_merge(&point->merged[i], outcome);
}

/* All that is wanted of a replication is noted, its outcomes are merged (exactly, whatever the
 * order) and let go: memory does not grow with the number of replications. */
static void note(struct loop *loop, struct replication *replication)
{
    struct loop_point *point = loop->points[replication->point];
    uint64_t requests = 0;

    /* No earlier: points are taken in one after another, and few hold their outcomes to the end. */
    if (replication->number == 0)
        loop_point_begin(loop, point);
    for (uint32_t i = 0; i < point->n_options; i++) {
        struct view view;

        point->n_events += replication->outcomes[i].events;
        view_init(&view, &loop_point_option(loop, point, i)->spec, &replication->outcomes[i], 1,
                  NULL);
        for (uint32_t m = 0; m < metric_count(); m++)
            point->samples[loop_sample_at(point, m, i, replication->number)] =
                metric_at(m)->of != NULL ? metric_at(m)->of(&view) : NAN;
        view_release(&view);
    }
    if (loop->study->take != NULL)
        loop->study->take(loop, loop->state, replication->point, replication->number,
                          replication->outcomes, replication->pairs);
    for (uint32_t i = 0; !point->samples_only && i < point->n_options; i++)
        merge(point, i, replication->number, &replication->outcomes[i]);
    for (uint32_t i = 0; i < point->n_options; i++)
        requests += replication->outcomes[i].requests;
    let_go(loop, replication);
    pthread_mutex_lock(&loop->lock);
    loop->n_requests += requests;
    point->n_finished++;
    pthread_mutex_unlock(&loop->lock);
    if (point->n_finished < point->n_replications)
        return;
    if (loop->study->finished != NULL)
        loop->study->finished(loop, loop->state, replication->point);
    if (point->let_go)
        loop_point_let_go(point);
}

/* From the store; what cannot be read is run here and now. */
static enum sim_status load(struct loop *loop, struct replication *replication,
                            struct sim_error *err)
{
    const struct loop_point *point = loop->points[replication->point];
    struct sim_text said = {0};
    struct sim_codec codec = {0};
    enum sim_status status = SIM_OK;
    void *bytes = NULL;
    bool good =
        store_load(loop->store, point->digest, number_of(loop, replication), &bytes, &codec, &said);

    if (good) {
        make_room(loop, replication);
        for (uint32_t i = 0; i < point->n_options; i++) {
            cri_outcome_init(&replication->outcomes[i], &loop_point_option(loop, point, i)->spec);
            replication->done[i] = true;
        }
        code_replication(loop, replication, &codec);
        good = sim_codec_complete(&codec);
        if (!good) {
            sim_text_addf(&said, "%s: replication %u does not fit; it is run anew\n",
                          loop->settings->jobs, number_of(loop, replication));
            let_go(loop, replication);
        }
    }
    free(bytes);
    loop_say(loop, &said);
    for (uint32_t i = 0; !good && i < point->n_options && status == SIM_OK; i++)
        status = run_option(loop, replication, i, err);
    return status;
}

/* Take in what follows on what was taken in, and needs no job: what the store has. */
static enum sim_status take_stored(struct loop *loop, struct sim_error *err)
{
    struct round *round = &loop->round;
    enum sim_status status = SIM_OK;

    while (status == SIM_OK && round->n_taken < round->n_replications &&
           round->replications[round->n_taken].stored) {
        struct replication *replication = &round->replications[round->n_taken];

        status = load(loop, replication, err);
        if (status != SIM_OK)
            break;
        note(loop, replication);
        round->n_taken++;
    }
    return status;
}

/* Job `index` is finished, and so are all before it. */
static void collect(void *context, uint32_t index)
{
    struct loop *loop = context;
    const struct job *job = &loop->round.jobs[index];
    struct replication *replication = &loop->round.replications[job->replication];
    struct sim_error err = {.status = SIM_OK};

    if (job->option < loop->points[replication->point]->n_options - 1 ||
        loop->failure.status != SIM_OK)
        return;
    if (take_stored(loop, &err) == SIM_OK) {
        note(loop, replication);
        loop->round.n_taken++;
        return;
    }
    pthread_mutex_lock(&loop->lock);
    loop->failure = err;
    pthread_mutex_unlock(&loop->lock);
}

/* ---- the round ---- */

static double precision(const struct loop_point *point, uint32_t n)
{
    const struct metric *metric = metric_find("success-rate");
    double widest = NAN;

    for (uint32_t i = 0; n >= 2 && i < point->n_options; i++) {
        struct stats_estimate e = stats_mean(loop_samples(point, metric, i), n, METRIC_LEVEL);

        widest = fmax(widest, (e.high - e.low) / 2);
    }
    return widest;
}

static void show_progress(void *context, uint32_t done, uint32_t n_jobs)
{
    struct loop *loop = context;
    const struct loop_settings *settings = loop->settings;
    uint32_t before = loop->n_jobs_before + loop->round.n_stored;
    const struct loop_point *point = loop->points[0];
    uint64_t requests;
    uint32_t n;

    pthread_mutex_lock(&loop->lock);
    n = loop->round.n_idle_done < done ? done - loop->round.n_idle_done : 0;
    loop->n_jobs_done = before + n;
    pthread_mutex_unlock(&loop->lock);
    if (settings->progress == NULL || exec_rank() > 0)
        return;
    pthread_mutex_lock(&loop->lock);
    n = point->n_finished;
    requests = loop->n_requests;
    pthread_mutex_unlock(&loop->lock);
    settings->progress(settings->progress_context,
                       &(struct loop_progress){.done = loop->n_jobs_done,
                                               .n = before + n_jobs - loop->round.n_idle,
                                               .found = loop->n_found_before + loop->round.n_stored,
                                               .precision = precision(point, n),
                                               .n_requests = requests,
                                               .asked = settings->precision,
                                               .widest = settings->precision > 0
                                                             ? precise_of(loop, point, n).widest
                                                             : NAN});
}

static void probe_round(const struct loop *loop, char hex[65])
{
    struct sim_sha256 sha;

    sim_sha256_init(&sha);
    for (uint32_t i = 0; i < loop->n_grown; i++)
        sim_sha256_add(&sha, loop->points[loop->grown[i]]->digest, 64);
    for (uint32_t p = loop->round.first_point; p < loop->n_points; p++)
        sim_sha256_add(&sha, loop->points[p]->digest, 64);
    sim_sha256_hex_of(&sha, hex);
}

enum sim_status round_run(struct loop *loop, struct sim_error *err)
{
    uint32_t n = loop->round.n_jobs;
    uint32_t total = loop->n_jobs_before + loop->round.n_stored + n - loop->round.n_idle;
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
    if (exec_rank() == 0 && (status == SIM_OK || status == SIM_EINTERRUPTED)) {
        enum sim_status taken = loop->failure.status;

        if (taken != SIM_OK && err != NULL)
            *err = loop->failure;
        if (taken == SIM_OK)
            taken = take_stored(loop, err);
        status = taken != SIM_OK ? taken : status;
    }
    end_round(loop);
    if (status != SIM_EINTERRUPTED)
        return status;
    return sim_fail(err, status, NULL, "interrupted after %u of %u replications%s",
                    loop->n_jobs_done, total,
                    loop->store != NULL ? "; --resume goes on with them" : "");
}
