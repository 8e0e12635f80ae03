/*
 * outage.c: the edges of failures, and which calls they hit.
 */
#include "models/world/outage.h"

#include "models/world/background.h"
#include "models/world/cell.h"
#include "models/world/count.h"
#include "models/world/pool.h"
#include "models/world/route.h"
#include "models/world/settle.h"
#include "models/world/trouble.h"
#include "sim/base/sort.h"
#include "sim/base/text.h"

#include <math.h>
#include <stddef.h>

/* ---- what is drawn ---- */

static sim_time up_time(struct cri_world *w, uint32_t index)
{
    const struct cri_outage_spec *outage = &w->spec->outages[index];
    const struct cri_outage_state *state = &w->outages[index];
    double u = sim_u01(w->key, CRI_DRAW_OUTAGE, state->hash, 2 * state->times);

    return sim_time_from_s(sim_exponential_inverse(u, outage->mean_up_s));
}

static sim_time repair_time(struct cri_world *w, uint32_t index)
{
    const double z90 = 1.2815515655446004; /* normal quantile of 0.9 */
    const struct cri_outage_spec *outage = &w->spec->outages[index];
    const struct cri_outage_state *state = &w->outages[index];
    double u = sim_u01(w->key, CRI_DRAW_OUTAGE, state->hash, 2 * state->times + 1);
    double sigma = log(outage->repair_p90_s / outage->repair_p50_s) / z90;
    double s = outage->repair_exponential
                   ? sim_exponential_inverse(u, outage->repair_p50_s)
                   : sim_lognormal_inverse(u, log(outage->repair_p50_s), sigma);
    sim_time t = sim_time_from_s(s);

    return t > 0 ? t : 1;
}

void cri_outages_init(struct cri_world *w)
{
    for (uint32_t i = 0; i < w->spec->n_outages; i++) {
        const struct cri_outage_spec *outage = &w->spec->outages[i];
        sim_time start = outage->start;

        w->outages[i].hash = sim_hash_string(outage->name);
        if (outage->drawn)
            start = up_time(w, i);
        if (start < SIM_TIME_MAX)
            sim_post(w->engine, start, CRI_RANK_OUTAGE, CRI_EVENT_OUTAGE_START, i, 0);
    }
}

/* ---- calls that are hit ---- */

/* Whether the outage hits a call: one that is being served or waits in its Regions, or came through
 * them; and what becomes of it. */
static bool is_hit(struct cri_world *w, const struct cri_outage_spec *outage, uint32_t index,
                   struct cri_hit *hit)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    bool queued = attempt->state == CRI_ATTEMPT_WAITING;
    const struct cri_request *request;
    const struct cri_class *class;
    const struct cri_target *target;
    bool served_here, entry_gone, started;

    /* First of all: the request of an attempt that is over may be somebody else's by now. */
    if (attempt->state == CRI_ATTEMPT_FREE || attempt->state == CRI_ATTEMPT_OUT)
        return false;
    request = &w->requests[attempt->request];
    class = &w->classes[request->class];
    target = cri_target_of(w, attempt);
    served_here = cri_outage_stops_service(outage) &&
                  cri_outage_hits_region(outage, attempt->region) &&
                  cri_outage_hits_service(outage, class->spec->model);
    entry_gone = outage->kind == CRI_OUTAGE_REGION_LOSS &&
                 cri_outage_hits_region(outage, target->spec->source);
    started = !queued && attempt->first_token_at <= w->now;
    if (!served_here && !entry_gone)
        return false;
    /* A call that only waits in a Region that is out cannot be kept. */
    if (!outage->in_flight_lost && !queued)
        return false;
    *hit = (struct cri_hit){.sent_at = attempt->sent_at,
                            .ordinal = request->ordinal,
                            .entity = request->caller.entity,
                            .attempt = index,
                            .moves =
                                attempt->orphan_target == CRI_NO_TARGET && !entry_gone && !started,
                            .broken = started && class->spec->streaming};
    return true;
}

/* By age, then in the order of the traffic: who else is there must not matter, so neither may the
 * slot of the pool that a call happens to lie in. */
static int hit_order(const void *left, const void *right)
{
    const struct cri_hit *a = left;
    const struct cri_hit *b = right;

    if (a->sent_at != b->sent_at)
        return a->sent_at < b->sent_at ? -1 : 1;
    if (a->ordinal != b->ordinal)
        return a->ordinal < b->ordinal ? -1 : 1;
    return a->entity < b->entity ? -1 : a->entity > b->entity;
}

static void collect_hits(struct cri_world *w, const struct cri_outage_spec *outage)
{
    struct cri_hit hit;

    w->n_hits = 0;
    for (uint32_t a = 0; a < w->n_attempts; a++) {
        if (!is_hit(w, outage, a, &hit))
            continue;
        if (w->n_hits == w->hits_capacity)
            w->hits = cri_grow(w->hits, &w->hits_capacity, sizeof *w->hits);
        w->hits[w->n_hits++] = hit;
    }
    sim_sort(w->hits, w->n_hits, sizeof *w->hits, hit_order);
}

/* The call fails, or goes to the next destination if its first token has not come. */
struct cri_answer cri_outage_hit(struct cri_world *w, uint32_t number)
{
    const struct cri_hit *hit = &w->hits[number];
    struct cri_attempt *attempt = &w->attempts[hit->attempt];
    struct cri_answer answer;

    if (hit->moves)
        return cri_route_on(w, hit->attempt, CRI_CAUSE_OUTAGE, w->spec->routing.refusal_time);
    /* What nobody waits for is no fault that anybody sees. */
    if (attempt->orphan_target != CRI_NO_TARGET) {
        cri_give_back(w, hit->attempt);
        return (struct cri_answer){.kind = CRI_ANSWER_UNHEARD, .attempt = hit->attempt};
    }
    answer = cri_fail(w, hit->attempt, hit->broken ? CRI_ANSWER_BROKEN : CRI_ANSWER_FAULT, 0);
    attempt->orphan_target = w->requests[attempt->request].caller.target;
    return answer;
}

/* All that are hit leave their places first, and who waited in a Region that is up gets what became
 * free there. */
static void take_out_hits(struct cri_world *w, const struct cri_outage_spec *outage)
{
    collect_hits(w, outage);
    for (uint32_t i = 0; i < w->n_hits; i++)
        cri_cell_take_out(w, w->hits[i].attempt);
    for (uint32_t c = 0; w->n_hits > 0 && c < w->spec->n_services * w->n_regions; c++)
        if (w->cells[c].down == 0)
            cri_cell_grant(w, &w->cells[c]);
}

/* ---- edges ---- */

/* Counts of the cells that an outage hits go up or down by one. */
static void count_cells(struct cri_world *w, const struct cri_outage_spec *outage, size_t member,
                        int change)
{
    for (uint32_t i = 0; i < outage->n_regions; i++) {
        for (uint32_t s = 0; s < w->spec->n_services; s++) {
            struct cri_cell *cell = &w->cells[s * w->n_regions + outage->regions[i]];
            uint16_t *count = (uint16_t *)(void *)((char *)cell + member);

            if (cri_outage_hits_service(outage, s))
                *count = (uint16_t)(*count + change);
        }
    }
}

static void put_effects(struct cri_world *w, const struct cri_outage_spec *outage, int change)
{
    if (cri_outage_stops_service(outage))
        count_cells(w, outage, offsetof(struct cri_cell, down), change);
    if (outage->kind == CRI_OUTAGE_STALL)
        count_cells(w, outage, offsetof(struct cri_cell, stalled), change);
    if (outage->kind == CRI_OUTAGE_BROWN_OUT || outage->kind == CRI_OUTAGE_LATENCY)
        count_cells(w, outage, offsetof(struct cri_cell, troubled), change);
    for (uint32_t i = 0; i < outage->n_regions; i++) {
        if (outage->kind == CRI_OUTAGE_REGION_LOSS)
            w->region_down[outage->regions[i]] += (uint32_t)change;
        if (outage->kind == CRI_OUTAGE_QUOTA_CUT)
            cri_quota_set_factor(&w->quotas, outage->regions[i],
                                 cri_trouble_quota(w, outage->regions[i]), w->now);
    }
}

void cri_outage_begin(struct cri_world *w, uint32_t index)
{
    const struct cri_outage_spec *outage = &w->spec->outages[index];
    struct cri_outage_state *state = &w->outages[index];

    if (state->phase == CRI_OUTAGE_RAMP) /* drawn again while it still recovers */
        count_cells(w, outage, offsetof(struct cri_cell, troubled), -1);
    state->phase = CRI_OUTAGE_ON;
    state->started = w->now;
    w->outages_in_force++;
    w->out->outages[index].n++;
    put_effects(w, outage, 1);
    w->n_hits = 0;
    if (cri_outage_stops_service(outage) || outage->kind == CRI_OUTAGE_REGION_LOSS)
        take_out_hits(w, outage);
}

void cri_outage_begun(struct cri_world *w, uint32_t index)
{
    const struct cri_outage_spec *outage = &w->spec->outages[index];
    bool takes_capacity = cri_outage_stops_service(outage) || outage->kind == CRI_OUTAGE_BROWN_OUT;
    sim_time end = outage->drawn ? cri_capped(w->now + repair_time(w, index)) : outage->end;

    if (takes_capacity && (w->any_background || outage->kind == CRI_OUTAGE_BROWN_OUT))
        cri_background_put(w);
    if (end < SIM_TIME_MAX)
        sim_post(w->engine, end, CRI_RANK_OUTAGE, CRI_EVENT_OUTAGE_END, index, 0);
    if (cri_outage_is_detected(outage))
        sim_post(w->engine, cri_capped(w->now + outage->detection_delay), CRI_RANK_DETECTION,
                 CRI_EVENT_DETECT_START, index, 0);
}

void cri_outage_end(struct cri_world *w, uint32_t index)
{
    const struct cri_outage_spec *outage = &w->spec->outages[index];
    struct cri_outage_state *state = &w->outages[index];

    cri_count_outage(w, index, w->now);
    state->phase = CRI_OUTAGE_OFF;
    state->ended = w->now;
    state->times++;
    w->outages_in_force--;
    put_effects(w, outage, -1);
    if (cri_outage_stops_service(outage) && outage->kind == CRI_OUTAGE_REGION_LOSS && w->any_cache)
        for (uint32_t c = 0; c < w->spec->n_classes; c++)
            for (uint32_t i = 0; w->classes[c].owns_cache && i < outage->n_regions; i++)
                cri_prompt_cache_clear(w->classes[c].cache, outage->regions[i]);
    if (outage->kind == CRI_OUTAGE_REGION_LOSS && outage->quota_lost)
        for (uint32_t i = 0; i < outage->n_regions; i++)
            cri_quota_forget(&w->quotas, outage->regions[i], w->now);
    if (outage->ramp > 0 && cri_outage_is_detected(outage)) {
        state->phase = CRI_OUTAGE_RAMP;
        count_cells(w, outage, offsetof(struct cri_cell, troubled), 1);
        sim_post(w->engine, cri_capped(w->now + outage->ramp), CRI_RANK_OUTAGE, CRI_EVENT_RAMP_END,
                 index, state->times);
    }
    if (w->any_background || outage->kind == CRI_OUTAGE_BROWN_OUT)
        cri_background_put(w);
    /* Calls that waited for a silent Region are served now. */
    for (uint32_t i = 0; i < outage->n_regions; i++)
        for (uint32_t s = 0; s < w->spec->n_services; s++)
            if (w->cells[s * w->n_regions + outage->regions[i]].down == 0)
                cri_cell_grant(w, &w->cells[s * w->n_regions + outage->regions[i]]);
    if (cri_outage_is_detected(outage))
        sim_post(w->engine, cri_capped(w->now + outage->detection_delay), CRI_RANK_DETECTION,
                 CRI_EVENT_DETECT_END, index, 0);
    if (outage->drawn && !cri_is_idle(w)) {
        sim_time start = up_time(w, index);

        if (start <= SIM_TIME_MAX - w->now)
            sim_post(w->engine, w->now + start, CRI_RANK_OUTAGE, CRI_EVENT_OUTAGE_START, index, 0);
    }
}

void cri_outage_ramp_end(struct cri_world *w, uint32_t index)
{
    if (w->outages[index].phase != CRI_OUTAGE_RAMP)
        return;
    w->outages[index].phase = CRI_OUTAGE_OFF;
    count_cells(w, &w->spec->outages[index], offsetof(struct cri_cell, troubled), -1);
}

void cri_outage_detected(struct cri_world *w, uint32_t index, bool down)
{
    w->known_failures += down ? 1 : UINT32_MAX;
    count_cells(w, &w->spec->outages[index], offsetof(struct cri_cell, known_down), down ? 1 : -1);
}

void cri_outages_finish(struct cri_world *w, sim_time end)
{
    for (uint32_t i = 0; i < w->spec->n_outages; i++)
        if (w->outages[i].phase == CRI_OUTAGE_ON)
            cri_count_outage(w, i, end);
}
