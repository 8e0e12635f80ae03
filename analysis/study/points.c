/*
 * points.c: what studies ask for, and what they can ask of it (loop.h).
 */
#include "analysis/study/round.h"

#include "analysis/exec/ranks.h"
#include "models/series.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct loop_settings *loop_settings(const struct loop *loop)
{
    return loop->settings;
}

const struct loop_study *loop_study_of(const struct loop *loop)
{
    return loop->study;
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
    return &loop_point_plan(loop, point)->options[loop->options[point->options[i]]];
}

uint32_t loop_point_baseline(const struct loop *loop, const struct loop_point *point)
{
    for (uint32_t i = 0; i < point->n_options; i++)
        if (point->options[i] == loop->baseline)
            return i;
    return UINT32_MAX;
}

const double *loop_samples(const struct loop_point *point, const struct metric *metric, uint32_t i)
{
    return point->samples + loop_sample_at(point, metric_index(metric), i, 0);
}

void loop_say(const struct loop *loop, struct sim_text *said)
{
    if (said->length > 0 && loop->settings->say != NULL)
        loop->settings->say(said->data);
    sim_text_release(said);
}

/* ---- the plan of a review ---- */

const struct budget *loop_budget(const struct loop *loop)
{
    return loop->budget;
}

void loop_charge(struct loop *loop, uint32_t part)
{
    loop->charged = part;
}

/* What a point takes, to or from the part that is charged. */
static void charge(struct loop *loop, const struct loop_point *point, bool back)
{
    struct budget_part *part = loop->budget != NULL ? &loop->budget->parts[loop->charged] : NULL;
    uint64_t runs = 0;
    double requests = 0;

    if (part == NULL)
        return;
    for (uint32_t i = 0; i < point->n_options; i++) {
        const struct plan_option *option = loop_point_option(loop, point, i);

        runs += option->allowed ? point->n_replications : 0;
        requests += budget_requests(option) * point->n_replications;
    }
    part->runs_taken = back ? part->runs_taken - runs : part->runs_taken + runs;
    part->requests_taken += back ? -requests : requests;
}

void loop_withdraw(struct loop *loop, uint32_t part, uint32_t n_points)
{
    loop_charge(loop, part);
    loop->budget->parts[part].stopped = true;
    while (loop->n_points > n_points) {
        struct loop_point *point = loop->points[--loop->n_points];

        SIM_ASSERT(point->n_begun == 0, "a point that was run is not forgotten");
        charge(loop, point, true);
        loop_point_destroy(point);
    }
}

/* ---- points ---- */

const struct sim_json *loop_keep_patch(struct loop *loop, const char *text, size_t length,
                                       struct sim_diag *diag)
{
    struct sim_json *patch = sim_json_parse("(patch)", text, length, diag);

    if (patch == NULL)
        return NULL;
    loop->patches = sim_with_room(loop->patches, loop->n_patches, &loop->patches_room,
                                  sizeof(struct sim_json *));
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
    patch = loop_keep_patch(loop, text, (size_t)n, &diag);
    SIM_ASSERT(patch != NULL, "a study's own patch is no JSON: %s", text);
    sim_diag_release(&diag);
    free(text);
    return patch;
}

/* The plan under a patch; traces are lent by the one as stated. */
static struct plan *compile(const struct loop *loop, const struct sim_json *patch, bool of_file,
                            struct sim_error *err)
{
    const struct plan *stated = loop->settings->plan;
    struct plan_settings settings = loop->settings->compile;
    struct sim_diag diag;
    struct plan *plan;

    settings.traces = stated->traces;
    settings.patch_of_file = of_file;
    settings.over_time = false; /* that is of the scenario as stated alone */
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

enum sim_status loop_try(const struct loop *loop, const struct sim_json *patch,
                         struct sim_error *err)
{
    struct plan *plan = compile(loop, patch, false, err);

    plan_destroy(plan);
    return plan != NULL ? SIM_OK : SIM_EINVALID;
}

const struct plan *loop_point_plan(const struct loop *loop, const struct loop_point *point)
{
    struct loop_plan *own = point->own_plan;
    struct sim_error err;
    struct plan *plan;

    if (own == NULL)
        return loop->settings->plan;
    pthread_mutex_lock(&own->lock);
    if (own->plan == NULL) {
        own->plan = compile(loop, point->patch, point->of_file, &err);
        SIM_ASSERT(own->plan != NULL, "a patch that was compiled is none any more: %s",
                   err.message);
    }
    plan = own->plan;
    pthread_mutex_unlock(&own->lock);
    return plan;
}

static struct loop_plan *hold_plan(struct plan *plan)
{
    struct loop_plan *own = sim_zeroed(1, sizeof *own);

    pthread_mutex_init(&own->lock, NULL);
    own->plan = plan;
    own->is_held = true;
    return own;
}

static void drop_plan(struct loop_plan *own)
{
    plan_destroy(own->plan);
    own->plan = NULL;
}

/* Is there room for one more plan until the end? */
static void hold_or_drop(struct loop *loop, struct loop_point *point)
{
    uint64_t n = 0;

    if (point->own_plan == NULL || !point->let_go)
        return;
    for (uint32_t o = 0; o < point->own_plan->plan->n_options; o++)
        n += point->own_plan->plan->options[o].spec.n_classes;
    point->own_plan->is_held = loop->n_classes_held + n <= LOOP_CLASSES_HELD;
    if (point->own_plan->is_held)
        loop->n_classes_held += n;
    else
        drop_plan(point->own_plan);
}

void loop_point_begin(const struct loop *loop, struct loop_point *point)
{
    if (point->samples_only)
        return;
    point->merged = sim_zeroed(point->n_options, sizeof *point->merged);
    point->series = sim_zeroed(point->n_options, sizeof *point->series);
    for (uint32_t i = 0; i < point->n_options; i++)
        cri_outcome_init(&point->merged[i], &loop_point_option(loop, point, i)->spec);
}

/* Of one replication, the merged series is the series: one copy, which `series` owns. */
static bool shares_series(const struct loop_point *point)
{
    return point->room == 1 && point->n_finished > 0;
}

void loop_point_let_go(struct loop_point *point)
{
    for (uint32_t i = 0; point->merged != NULL && i < point->n_options; i++) {
        if (shares_series(point))
            point->merged[i].series = (struct cri_series){0};
        cri_outcome_release(&point->merged[i]);
        cri_series_release(&point->series[i]);
    }
    free(point->merged);
    free(point->series);
    point->merged = NULL;
    point->series = NULL;
    if (point->own_plan != NULL && !point->own_plan->is_held)
        drop_plan(point->own_plan);
}

void loop_point_destroy(struct loop_point *point)
{
    loop_point_let_go(point);
    free(point->samples);
    free((uint32_t *)point->options);
    free(point->is_run);
    for (uint32_t i = 0; i < point->n_options; i++)
        pairs_match_release(&point->matches[i]);
    free(point->matches);
    free(point->name);
    if (point->own_plan != NULL) {
        drop_plan(point->own_plan);
        pthread_mutex_destroy(&point->own_plan->lock);
    }
    free(point->own_plan);
    free(point);
}

void loop_grow(struct loop *loop, uint32_t number, uint32_t n_replications)
{
    struct loop_point *point = loop->points[number];

    SIM_ASSERT(!point->let_go, "a point that lets go does not grow");
    SIM_ASSERT(n_replications > point->n_replications && n_replications <= point->room,
               "%u replications of a point that has %u of %u", n_replications,
               point->n_replications, point->room);
    point->n_replications = n_replications;
    loop->n_asked++;
    loop->grown = sim_with_room(loop->grown, loop->n_grown, &loop->grown_room, sizeof *loop->grown);
    loop->grown[loop->n_grown++] = number;
}

/* A point that was asked for before, by other words; n_points = none. */
static uint32_t find_same(const struct loop *loop, const struct loop_point *point)
{
    uint32_t i = 0;

    while (i < loop->n_points &&
           (strcmp(loop->points[i]->digest, point->digest) != 0 ||
            loop->points[i]->first_replication != point->first_replication ||
            loop->points[i]->n_replications < point->n_replications ||
            loop->points[i]->room < point->room ||
            (loop->points[i]->samples_only && !point->samples_only) ||
            (loop->points[i]->let_go && !point->samples_only && !point->let_go) ||
            loop->points[i]->pairs != point->pairs))
        i++;
    return i;
}

/* Options that are allowed against the baseline, if that is one of them. */
static void match(const struct loop *loop, struct loop_point *point)
{
    uint32_t b = loop_point_baseline(loop, point);

    point->matches = sim_zeroed(point->n_options, sizeof *point->matches);
    for (uint32_t i = 0; b != UINT32_MAX && i < point->n_options; i++)
        if (i != b && loop_point_option(loop, point, i)->allowed)
            pairs_match_init(&point->matches[i], loop_point_plan(loop, point),
                             loop->options[point->options[i]], loop->options[point->options[b]]);
}

static void probe_of(const struct loop *loop, struct loop_point *point)
{
    uint32_t *options = sim_zeroed(point->n_options, sizeof *options);

    for (uint32_t i = 0; i < point->n_options; i++)
        options[i] = loop->options[point->options[i]];
    probe_point(&loop->probe, loop_point_plan(loop, point), point->patch, point->of_file, options,
                point->n_options, point->pairs, point->digest);
    free(options);
}

enum sim_status loop_add(struct loop *loop, const struct loop_ask *ask, uint32_t *number,
                         struct sim_error *err)
{
    struct plan *own = NULL;
    struct loop_point *point;
    uint32_t n = ask->options != NULL ? ask->n_options : loop->n_options;
    uint32_t *options, same;

    SIM_ASSERT(ask->n_replications > 0 && n > 0, "a point of nothing");
    SIM_ASSERT(ask->room == 0 || ask->room >= ask->n_replications, "no room for what is asked");
    loop->n_asked++;
    if (ask->patch != NULL && (own = compile(loop, ask->patch, ask->of_file, err)) == NULL)
        return SIM_EINVALID;
    options = sim_zeroed(n, sizeof *options);
    for (uint32_t i = 0; i < n; i++)
        options[i] = ask->options != NULL ? ask->options[i] : i;
    point = sim_zeroed(1, sizeof *point);
    *point = (struct loop_point){.name = sim_strdup(ask->name),
                                 .patch = ask->patch,
                                 .of_file = ask->of_file,
                                 .own_plan = own != NULL ? hold_plan(own) : NULL,
                                 .n_options = n,
                                 .options = options,
                                 .first_replication = ask->first_replication,
                                 .n_replications = ask->n_replications,
                                 .room = ask->room > 0 ? ask->room : ask->n_replications,
                                 .samples_only = ask->samples_only,
                                 .let_go = ask->let_go,
                                 .pairs = ask->pairs};
    match(loop, point);
    probe_of(loop, point);
    same = find_same(loop, point);
    if (same < loop->n_points) {
        loop_point_destroy(point);
        if (number != NULL)
            *number = same;
        return SIM_OK;
    }
    if (exec_rank() == 0)
        point->samples =
            sim_zeroed((size_t)metric_count() * point->n_options * point->room, sizeof(double));
    loop->points = sim_with_room(loop->points, loop->n_points, &loop->points_room,
                                 sizeof(struct loop_point *));
    if (number != NULL)
        *number = loop->n_points;
    charge(loop, point, false);
    point->is_run = sim_zeroed(n, sizeof *point->is_run);
    for (uint32_t i = 0; i < n; i++)
        point->n_run += point->is_run[i] = loop_point_option(loop, point, i)->allowed;
    hold_or_drop(loop, point);
    loop->points[loop->n_points++] = point;
    return SIM_OK;
}
