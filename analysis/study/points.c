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
    return &point->plan->options[loop->options[point->options[i]]];
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

/* ---- points ---- */

const struct sim_json *loop_keep_patch(struct loop *loop, const char *text, size_t length,
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
    patch = loop_keep_patch(loop, text, (size_t)n, &diag);
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
    point->samples =
        sim_zeroed((size_t)metric_count() * point->n_options * point->room, sizeof *point->samples);
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

void loop_point_destroy(struct loop_point *point)
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
    for (uint32_t i = 0; i < point->n_options; i++)
        pairs_match_release(&point->matches[i]);
    free(point->matches);
    free(point->name);
    plan_destroy(point->own_plan);
    free(point);
}

void loop_grow(struct loop *loop, uint32_t number, uint32_t n_replications)
{
    struct loop_point *point = loop->points[number];

    SIM_ASSERT(n_replications > point->n_replications && n_replications <= point->room,
               "%u replications of a point that has %u of %u", n_replications,
               point->n_replications, point->room);
    point->n_replications = n_replications;
    loop->n_asked++;
    if (loop->n_grown == loop->grown_room) {
        loop->grown_room = 2 * loop->grown_room + 4;
        loop->grown = sim_grown(loop->grown, loop->grown_room, sizeof *loop->grown);
    }
    loop->grown[loop->n_grown++] = number;
}

/* A point that was asked for before, by other words; n_points = none. */
static uint32_t find_same(const struct loop *loop, const struct loop_point *point)
{
    uint32_t i = 0;

    while (i < loop->n_points && (strcmp(loop->points[i]->digest, point->digest) != 0 ||
                                  loop->points[i]->first_replication != point->first_replication ||
                                  loop->points[i]->n_replications < point->n_replications ||
                                  loop->points[i]->room < point->room ||
                                  (loop->points[i]->samples_only && !point->samples_only) ||
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
            pairs_match_init(&point->matches[i], point->plan, loop->options[point->options[i]],
                             loop->options[point->options[b]]);
}

static void probe_of(const struct loop *loop, struct loop_point *point)
{
    uint32_t *options = sim_zeroed(point->n_options, sizeof *options);

    for (uint32_t i = 0; i < point->n_options; i++)
        options[i] = loop->options[point->options[i]];
    probe_point(&loop->probe, point->plan, point->patch, options, point->n_options, point->pairs,
                point->digest);
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
                                 .first_replication = ask->first_replication,
                                 .n_replications = ask->n_replications,
                                 .room = ask->room > 0 ? ask->room : ask->n_replications,
                                 .samples_only = ask->samples_only,
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
