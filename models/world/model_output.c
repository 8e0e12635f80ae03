/*
 * model_output.c: an endpoint that counts output apart. Output is taken from its quota in steps,
 * when it is about to be generated; a step that is refused ends the answer. Steps of one instant
 * are taken by age, so they are collected first.
 */
#include "models/world/model_output.h"

#include "models/world/model.h"
#include "models/world/pool.h"
#include "sim/base/sort.h"

extern const struct cri_model cri_model_output;

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
    w->outputs[index] = (struct cri_attempt_output){0};
}

static void post(struct cri_world *w, uint32_t index, sim_time at)
{
    sim_post(w->engine, cri_capped(at), CRI_RANK_SETTLE, CRI_EVENT_OUTPUT, index,
             w->attempts[index].epoch);
}

/* A shared station generates the first token now; elsewhere it is known when it comes. */
static void stream(struct cri_world *w, uint32_t index)
{
    const struct cri_attempt *attempt = &w->attempts[index];

    cri_quota_answer_begins(&w->quotas, cri_target_of(w, attempt)->spec->quota);
    w->outputs[index].open = true;
    if (attempt->state == CRI_ATTEMPT_DECODE)
        cri_output_collect(w, index);
    else
        post(w, index, attempt->first_token_at);
}

/* The step before is taken at the instant in which this is asked. */
static uint32_t until(const struct cri_world *w, uint32_t index)
{
    return w->outputs[index].taken + (uint32_t)w->spec->quota_rules.output_step;
}

static void settle(struct cri_world *w, uint32_t index, struct cri_usage *usage)
{
    (void)usage;
    if (w->outputs[index].open)
        cri_quota_answer_ends(&w->quotas, cri_target_of(w, &w->attempts[index])->spec->quota);
    w->outputs[index].open = false;
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
    sim_sort(w->due, w->n_due, sizeof *w->due, due_order);
}

bool cri_output_is_owed(struct cri_world *w, uint32_t index)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_target *target = cri_target_of(w, attempt);

    for (uint32_t i = 0; i < target->n_models; i++)
        if (target->models[i] == &cri_model_output)
            return w->outputs[index].taken < w->requests[attempt->request].output_tokens;
    return false;
}

/* One step; a call that ends now takes one after the other. */
static bool take(struct cri_world *w, uint32_t index, uint32_t left)
{
    struct cri_target *target = cri_target_of(w, &w->attempts[index]);
    uint32_t step = (uint32_t)w->spec->quota_rules.output_step;

    if (step > left)
        step = left;
    if (!cri_quota_take_output(&w->quotas, target->spec->quota, w->now, step, target->use))
        return false;
    w->outputs[index].taken += step;
    return true;
}

/* When the next token comes that no step covers yet. The last token comes with the end of the call,
 * which asks for what is owed. */
static void post_next(struct cri_world *w, uint32_t index)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    uint32_t last = w->requests[attempt->request].output_tokens - 1;
    uint32_t next = w->outputs[index].taken;
    double all = (double)(attempt->finish_at - attempt->first_token_at);

    if (attempt->state == CRI_ATTEMPT_SERVED && next < last)
        post(w, index, attempt->first_token_at + sim_time_from_ns(all / last * next));
}

bool cri_output_take(struct cri_world *w, uint32_t index)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    uint32_t all = w->requests[attempt->request].output_tokens;
    bool ends = cri_output_ends(w, index);
    bool more = w->outputs[index].taken < all;

    while (more) {
        if (!take(w, index, all - w->outputs[index].taken))
            return false;
        more = ends && w->outputs[index].taken < all;
    }
    if (!ends)
        post_next(w, index);
    return true;
}

bool cri_output_ends(const struct cri_world *w, uint32_t index)
{
    const struct cri_attempt *attempt = &w->attempts[index];

    return attempt->state == CRI_ATTEMPT_SERVED && attempt->finish_at <= w->now;
}

const struct cri_model cri_model_output = {.name = "output",
                                           .wanted = wanted,
                                           .begin = begin,
                                           .stream = stream,
                                           .until = until,
                                           .reached = cri_output_collect,
                                           .settle = settle};
