/*
 * model_output.c: an endpoint that counts output apart. Output is taken from its quota in steps,
 * when it is about to be generated; a step that is refused ends the answer. Steps of one instant
 * are taken by age, so they are collected first.
 */
#include "models/world/model_output.h"

#include "models/world/model.h"
#include "models/world/pool.h"

#include <stdlib.h>

static bool wanted(const struct cri_world *w, const struct cri_class_spec *class,
                   const struct cri_target_spec *target)
{
    (void)class;
    return target->quota != CRI_NONE && w->spec->quotas[target->quota].apart &&
           w->spec->quotas[target->quota].output_per_min != CRI_NO_LIMIT;
}

static void begin(struct cri_world *w, uint32_t index, uint32_t expected)
{
    (void)expected;
    w->outputs[index] = 0;
}

static void post(struct cri_world *w, uint32_t index, sim_time at)
{
    sim_post(w->engine, cri_capped(at), CRI_RANK_SETTLE, CRI_EVENT_OUTPUT, index,
             w->attempts[index].epoch);
}

static void stream(struct cri_world *w, uint32_t index)
{
    post(w, index, w->attempts[index].first_token_at);
}

/* ---- steps of one instant ---- */

static int due_order(const void *left, const void *right)
{
    const struct cri_due *a = left, *b = right;

    if (a->sent_at != b->sent_at)
        return a->sent_at < b->sent_at ? -1 : 1;
    if (a->ordinal != b->ordinal)
        return a->ordinal < b->ordinal ? -1 : 1;
    return a->entity < b->entity ? -1 : a->entity > b->entity;
}

void cri_output_collect(struct cri_world *w, uint32_t index)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];

    if (w->n_due == w->due_capacity)
        w->due = cri_grow(w->due, &w->due_capacity, sizeof *w->due);
    w->due[w->n_due++] = (struct cri_due){.sent_at = attempt->sent_at,
                                          .ordinal = request->ordinal,
                                          .entity = request->caller.entity,
                                          .attempt = index,
                                          .epoch = attempt->epoch};
    if (w->n_due == 1)
        sim_post(w->engine, w->now, CRI_RANK_OUTPUT, CRI_EVENT_OUTPUT_DUE, 0, 0);
}

void cri_output_sort(struct cri_world *w)
{
    if (w->n_due > 1)
        qsort(w->due, w->n_due, sizeof *w->due, due_order);
}

/* Between two tokens. In a shared station it is not known how fast a call will be: at full speed,
 * so that output is rather taken too early. */
static double token_time(struct cri_world *w, uint32_t index)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];

    if (attempt->state == CRI_ATTEMPT_SERVED && request->output_tokens > 1)
        return (double)(attempt->finish_at - attempt->first_token_at) /
               (double)(request->output_tokens - 1);
    return cri_token_time(cri_class_of(w, request), cri_target_of(w, attempt));
}

bool cri_output_take(struct cri_world *w, uint32_t index)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];
    struct cri_target *target = cri_target_of(w, attempt);
    uint32_t left = request->output_tokens - w->outputs[index];
    uint32_t step = (uint32_t)w->spec->quota_rules.output_step;

    if (left == 0)
        return true;
    if (step > left)
        step = left;
    if (!cri_quota_take_output(&w->quotas, target->spec->quota, w->now, step, target->use))
        return false;
    w->outputs[index] += step;
    if (step < left)
        post(w, index,
             attempt->first_token_at +
                 sim_time_from_ns(token_time(w, index) * (double)w->outputs[index]));
    return true;
}

const struct cri_model cri_model_output = {
    .name = "output", .wanted = wanted, .begin = begin, .stream = stream};
