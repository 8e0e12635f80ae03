/*
 * world_outage.c: failures of Regions and what they do to calls, and the use of capacity by other
 * customers, which moves when a Region fails.
 */
#include "models/world_state.h"
#include "sim/base/text.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

static bool hits_service(const struct cri_outage_spec *outage, uint32_t service)
{
    return outage->services == 0 || outage->kind == CRI_OUTAGE_REGION_LOSS ||
           (outage->services >> service & 1);
}

static bool hits_region(const struct cri_outage_spec *outage, uint32_t region)
{
    for (uint32_t i = 0; i < outage->n_regions; i++)
        if (outage->regions[i] == region)
            return true;
    return false;
}

/* Nothing can be served while it lasts. */
static bool stops_service(const struct cri_outage_spec *outage)
{
    return outage->kind == CRI_OUTAGE_SERVING_LOSS ||
           (outage->kind == CRI_OUTAGE_REGION_LOSS && !outage->serving_survives);
}

/* ---- what is drawn ---- */

static sim_time up_time(struct world *w, uint32_t index)
{
    const struct cri_outage_spec *outage = &w->spec->outages[index];
    const struct outage_state *state = &w->outages[index];
    double u = sim_u01(w->key, CRI_DRAW_OUTAGE, state->hash, 2 * state->times);

    return sim_time_from_s(sim_exponential_inverse(u, outage->mean_up_s));
}

static sim_time repair_time(struct world *w, uint32_t index)
{
    const double z90 = 1.2815515655446004; /* normal quantile of 0.9 */
    const struct cri_outage_spec *outage = &w->spec->outages[index];
    const struct outage_state *state = &w->outages[index];
    double u = sim_u01(w->key, CRI_DRAW_OUTAGE, state->hash, 2 * state->times + 1);
    double sigma = log(outage->repair_p90_s / outage->repair_p50_s) / z90;
    double s = outage->repair_exponential
                   ? sim_exponential_inverse(u, outage->repair_p50_s)
                   : sim_lognormal_inverse(u, log(outage->repair_p50_s), sigma);
    sim_time t = sim_time_from_s(s);

    return t > 0 ? t : 1;
}

void outages_init(struct world *w)
{
    for (uint32_t i = 0; i < w->spec->n_outages; i++) {
        const struct cri_outage_spec *outage = &w->spec->outages[i];
        sim_time start = outage->start;

        w->outages[i].hash = sim_hash_string(outage->name);
        if (outage->drawn)
            start = up_time(w, i);
        if (start < SIM_TIME_MAX)
            sim_post(w->engine, start, CRI_RANK_OUTAGE, EVENT_OUTAGE_START, i, 0);
    }
}

/* ---- background load and capacity in force ---- */

static double load_at(const struct world *w, const struct cri_background_spec *background,
                      uint32_t region)
{
    const double pi = 3.14159265358979323846;
    double utc = w->spec->start_hour_utc + sim_time_to_s(w->now) / 3600;
    double offset = w->spec->utc_offset_h != NULL ? w->spec->utc_offset_h[region] : 0;
    double local = utc + offset;
    double day = floor(local / 24) + w->spec->start_weekday;
    double weekday = day - 7 * floor(day / 7);
    double load = background->mean +
                  background->amplitude * cos(2 * pi * (local - background->peak_hour) / 24);

    if (weekday >= 5)
        load *= background->weekend;
    return load > 0 ? load : 0;
}

static double configured(const struct cri_capacity_spec *capacity)
{
    return capacity->kind == CRI_CAPACITY_SLOTS    ? capacity->slots
           : capacity->kind == CRI_CAPACITY_SHARED ? capacity->width
                                                   : 0;
}

static const struct cri_capacity_spec *capacity_of(const struct world *w, uint32_t service,
                                                   uint32_t region)
{
    return &w->spec->capacity[region * w->spec->n_services + service];
}

/* Calls of others in every Region, for one service, after those of failed Regions have moved: to
 * the Regions of the same geography that are up, or to all when none is, by their room. */
static void spread_background(struct world *w, uint32_t service, double *calls)
{
    uint32_t n = w->n_regions;

    for (uint32_t r = 0; r < n; r++) {
        const struct cri_capacity_spec *capacity = capacity_of(w, service, r);

        calls[r] = load_at(w, &capacity->background, r) * configured(capacity);
    }
    for (uint32_t r = 0; r < n && !w->spec->no_surge; r++) {
        double moved = calls[r];
        double near = 0, any = 0;

        if (w->cells[service * n + r].down == 0 || moved == 0)
            continue;
        for (uint32_t i = 0; i < n; i++) {
            double room = configured(capacity_of(w, service, i));

            if (w->cells[service * n + i].down > 0)
                continue;
            any += room;
            if (w->geography[i] == w->geography[r])
                near += room;
        }
        calls[r] = 0;
        for (uint32_t i = 0; i < n; i++) {
            double room = configured(capacity_of(w, service, i));

            if (w->cells[service * n + i].down > 0 || any == 0)
                continue;
            if (near == 0)
                calls[i] += moved * room / any;
            else if (w->geography[i] == w->geography[r])
                calls[i] += moved * room / near;
        }
    }
}

static double capacity_factor(const struct world *w, uint32_t service, uint32_t region)
{
    double factor = 1;

    for (uint32_t i = 0; i < w->spec->n_outages; i++) {
        const struct cri_outage_spec *outage = &w->spec->outages[i];

        if (w->outages[i].phase == OUTAGE_ON && outage->kind == CRI_OUTAGE_BROWN_OUT &&
            outage->capacity_factor > 0 && hits_region(outage, region) &&
            hits_service(outage, service))
            factor *= outage->capacity_factor;
    }
    return factor;
}

/* Room of every cell: what is configured, less what failures and other customers take. */
static void put_capacity(struct world *w)
{
    double *calls = cri_zeroed(w->n_regions, sizeof *calls);

    for (uint32_t s = 0; s < w->spec->n_services; s++) {
        if (w->any_background)
            spread_background(w, s, calls);
        for (uint32_t r = 0; r < w->n_regions; r++) {
            const struct cri_capacity_spec *capacity = capacity_of(w, s, r);
            struct cell *cell = &w->cells[s * w->n_regions + r];
            double room = configured(capacity) * capacity_factor(w, s, r) - calls[r];

            if (capacity->kind == CRI_CAPACITY_UNLIMITED)
                continue;
            if (room < 0)
                room = 0;
            if (capacity->kind == CRI_CAPACITY_SLOTS) {
                cell->slots = (uint32_t)floor(room + 1e-9);
            } else {
                sim_shared_set_capacity(&cell->shared->station, w->now,
                                        (int64_t)floor(room * CRI_SHARED_PER_S + 0.5));
                shared_reschedule(w, cell);
            }
            if (cell->down == 0)
                grant(w, cell);
        }
    }
    free(calls);
}

void on_background(struct world *w)
{
    sim_time step = w->spec->background_step > 0 ? w->spec->background_step : 5 * SIM_MINUTE;

    put_capacity(w);
    if (!is_idle(w))
        sim_post(w->engine, capped(w->now + step), CRI_RANK_OUTAGE, EVENT_BACKGROUND, 0, 0);
}

/* ---- calls that start in trouble ---- */

struct trouble trouble_of(struct world *w, const struct request *request, uint32_t service,
                          uint32_t region)
{
    struct trouble trouble = {.slowdown = 1};

    for (uint32_t i = 0; i < w->spec->n_outages; i++) {
        const struct cri_outage_spec *outage = &w->spec->outages[i];
        const struct outage_state *state = &w->outages[i];
        double refuse = 0;

        if (state->phase == OUTAGE_OFF || !hits_region(outage, region) ||
            !hits_service(outage, service))
            continue;
        if (state->phase == OUTAGE_RAMP) {
            refuse = 1 - (double)(w->now - state->ended) / (double)outage->ramp;
        } else if (outage->kind == CRI_OUTAGE_BROWN_OUT) {
            refuse = outage->error_share;
            if (outage->slowdown > 0)
                trouble.slowdown *= outage->slowdown;
        } else if (outage->kind == CRI_OUTAGE_LATENCY) {
            trouble.added += outage->added;
        }
        if (refuse > 0 && !trouble.refused) {
            /* Keyed by call, Region and failure: the same luck in every arm. */
            uint64_t entity = sim_entity(request->entity ^ state->hash, w->region_hash[region]);

            trouble.refused = sim_u01(w->key, CRI_DRAW_REFUSED, entity, draws_of(request)) < refuse;
        }
    }
    return trouble;
}

/* ---- calls that are hit ---- */

/* Whether the outage hits a call: one that is being served or waits in its Regions, or came through
 * them; and what becomes of it. */
static bool is_hit(struct world *w, const struct cri_outage_spec *outage, uint32_t index,
                   struct hit *hit)
{
    const struct attempt *attempt = &w->attempts[index];
    bool queued = attempt->state == ATTEMPT_QUEUED;
    const struct request *request;
    const struct class_state *class;
    const struct plan *plan;
    bool served_here, entry_gone, started;

    /* First of all: the request of an attempt that is over may be somebody else's by now. */
    if (attempt->state == ATTEMPT_FREE || attempt->state == ATTEMPT_DEAD)
        return false;
    request = &w->requests[attempt->request];
    class = &w->classes[request->class];
    plan = plan_of(w, attempt);
    served_here = stops_service(outage) && hits_region(outage, attempt->region) &&
                  hits_service(outage, class->spec->model);
    entry_gone = outage->kind == CRI_OUTAGE_REGION_LOSS && hits_region(outage, plan->spec->source);
    started = !queued && attempt->first_token_at <= w->now;
    if (!served_here && !entry_gone)
        return false;
    /* A call that only waits in a Region that is out cannot be kept. */
    if (!outage->in_flight_lost && !queued)
        return false;
    *hit = (struct hit){.sent_at = attempt->sent_at,
                        .ordinal = request->ordinal,
                        .entity = request->entity,
                        .attempt = index,
                        .moves = attempt->orphan == 0 && !entry_gone && !started,
                        .broken = started && class->spec->streaming};
    return true;
}

/* By age, then in the order of the traffic: who else is there must not matter, so neither may the
 * slot of the pool that a call happens to lie in. */
static int hit_order(const void *left, const void *right)
{
    const struct hit *a = left;
    const struct hit *b = right;

    if (a->sent_at != b->sent_at)
        return a->sent_at < b->sent_at ? -1 : 1;
    if (a->ordinal != b->ordinal)
        return a->ordinal < b->ordinal ? -1 : 1;
    return a->entity < b->entity ? -1 : a->entity > b->entity;
}

static uint32_t collect_hits(struct world *w, const struct cri_outage_spec *outage)
{
    uint32_t n = 0;
    struct hit hit;

    for (uint32_t a = 0; a < w->n_attempts; a++) {
        if (!is_hit(w, outage, a, &hit))
            continue;
        if (n == w->hits_capacity)
            w->hits = cri_grow(w->hits, &w->hits_capacity, sizeof *w->hits);
        w->hits[n++] = hit;
    }
    if (n > 1)
        qsort(w->hits, n, sizeof *w->hits, hit_order);
    return n;
}

/* The call leaves the place where it is served or waits. */
static void take_out(struct world *w, struct hit *hit)
{
    struct attempt *attempt = &w->attempts[hit->attempt];
    const struct class_state *class = &w->classes[w->requests[attempt->request].class];
    struct cell *cell = cell_of(w, class, attempt->region);

    if (attempt->state == ATTEMPT_QUEUED) {
        hit->attempt = leave_queue(w, hit->attempt);
        return;
    }
    attempt_renew(attempt);
    w->in_flight[class->spec->model * w->n_regions + attempt->region]--;
    if (attempt->state == ATTEMPT_PREFILL || attempt->state == ATTEMPT_DECODE) {
        sim_shared_leave(&cell->shared->station, w->now, w->tickets[hit->attempt]);
        shared_reschedule(w, cell);
        cell->busy--;
    } else if (!plan_of(w, attempt)->spec->dedicated && cell->shared == NULL) {
        cell->busy--;
    }
    attempt->state = ATTEMPT_DEAD;
}

static void end_hit(struct world *w, const struct hit *hit)
{
    struct attempt *attempt = &w->attempts[hit->attempt];
    struct request *request = &w->requests[attempt->request];
    const struct plan *plan = plan_of(w, attempt);

    return_reservation(w, hit->attempt);
    if (attempt->orphan == 0) {
        count_fault(w, plan, request);
        request->last_limit = CRI_N_LIMITS;
        attempt->orphan = (uint8_t)(request->target + 1);
        client_decides(w, attempt->request, hit->broken ? FAILURE_BROKEN : FAILURE_TRANSIENT,
                       w->now + plan->client_rtt);
    }
    attempt_free(w, hit->attempt);
}

/* Before the first token: the same call goes to the next destination. */
static void move_hit(struct world *w, const struct hit *hit)
{
    struct attempt *attempt = &w->attempts[hit->attempt];
    const struct plan *plan = plan_of(w, attempt);

    for (uint32_t i = 0; i < plan->spec->n_destinations; i++)
        if (plan->spec->destinations[i] == attempt->region)
            attempt->tried |= (uint64_t)1 << i;
    attempt->first_token_at = SIM_TIME_MAX;
    attempt->finish_at = SIM_TIME_MAX;
    attempt->lag = 0;
    attempt->next = CRI_NONE;
    route(w, hit->attempt, w->spec->routing.refusal_time, CRI_CAUSE_OUTAGE);
}

/* What the start of an outage does to calls in flight. All leave their places first, and who waited
 * in a Region that is up gets what became free there; then each is answered or goes on. */
static void hit_attempts(struct world *w, const struct cri_outage_spec *outage)
{
    uint32_t n = collect_hits(w, outage);

    for (uint32_t i = 0; i < n; i++)
        take_out(w, &w->hits[i]);
    for (uint32_t c = 0; n > 0 && c < w->spec->n_services * w->n_regions; c++)
        if (w->cells[c].head != CRI_NONE && w->cells[c].down == 0)
            grant(w, &w->cells[c]);
    for (uint32_t i = 0; i < n; i++) {
        if (w->hits[i].moves)
            move_hit(w, &w->hits[i]);
        else
            end_hit(w, &w->hits[i]);
    }
}

/* ---- edges ---- */

static void put_quota_factor(struct world *w, uint32_t region)
{
    double factor = 1;

    for (uint32_t i = 0; i < w->spec->n_outages; i++) {
        const struct cri_outage_spec *outage = &w->spec->outages[i];

        if (w->outages[i].phase == OUTAGE_ON && outage->kind == CRI_OUTAGE_QUOTA_CUT &&
            hits_region(outage, region))
            factor *= outage->quota_factor;
    }
    cri_quota_set_factor(&w->quotas, region, factor, w->now);
}

/* Counts of the cells that an outage hits go up or down by one. */
static void count_cells(struct world *w, const struct cri_outage_spec *outage, size_t member,
                        int change)
{
    for (uint32_t i = 0; i < outage->n_regions; i++) {
        for (uint32_t s = 0; s < w->spec->n_services; s++) {
            struct cell *cell = &w->cells[s * w->n_regions + outage->regions[i]];
            uint16_t *count = (uint16_t *)(void *)((char *)cell + member);

            if (hits_service(outage, s))
                *count = (uint16_t)(*count + change);
        }
    }
}

static void put_effects(struct world *w, const struct cri_outage_spec *outage, int change)
{
    if (stops_service(outage))
        count_cells(w, outage, offsetof(struct cell, down), change);
    if (outage->kind == CRI_OUTAGE_STALL)
        count_cells(w, outage, offsetof(struct cell, stalled), change);
    if (outage->kind == CRI_OUTAGE_BROWN_OUT || outage->kind == CRI_OUTAGE_LATENCY)
        count_cells(w, outage, offsetof(struct cell, troubled), change);
    for (uint32_t i = 0; i < outage->n_regions; i++) {
        if (outage->kind == CRI_OUTAGE_REGION_LOSS)
            w->region_down[outage->regions[i]] += (uint32_t)change;
        if (outage->kind == CRI_OUTAGE_QUOTA_CUT)
            put_quota_factor(w, outage->regions[i]);
    }
}

/* Routers only learn of what makes a Region unusable. */
static bool is_detected(const struct cri_outage_spec *outage)
{
    return stops_service(outage) || outage->kind == CRI_OUTAGE_STALL;
}

void on_outage_start(struct world *w, uint32_t index)
{
    const struct cri_outage_spec *outage = &w->spec->outages[index];
    struct outage_state *state = &w->outages[index];
    bool takes_capacity = stops_service(outage) || outage->kind == CRI_OUTAGE_BROWN_OUT;
    sim_time end = outage->drawn ? capped(w->now + repair_time(w, index)) : outage->end;

    if (state->phase == OUTAGE_RAMP) /* drawn again while it still recovers */
        count_cells(w, outage, offsetof(struct cell, troubled), -1);
    state->phase = OUTAGE_ON;
    state->started = w->now;
    w->outages_in_force++;
    w->out->outages[index].n++;
    put_effects(w, outage, 1);
    if (stops_service(outage) || outage->kind == CRI_OUTAGE_REGION_LOSS)
        hit_attempts(w, outage);
    if (takes_capacity && (w->any_background || outage->kind == CRI_OUTAGE_BROWN_OUT))
        put_capacity(w);
    if (end < SIM_TIME_MAX)
        sim_post(w->engine, end, CRI_RANK_OUTAGE, EVENT_OUTAGE_END, index, 0);
    if (is_detected(outage))
        sim_post(w->engine, capped(w->now + outage->detection_delay), CRI_RANK_DETECTION,
                 EVENT_DETECT_START, index, 0);
}

static void note_length(struct world *w, uint32_t index, sim_time end)
{
    sim_time horizon = w->spec->horizon;
    sim_time start = w->outages[index].started;

    if (start < horizon)
        w->out->outages[index].ns += (uint64_t)((end < horizon ? end : horizon) - start);
}

void on_outage_end(struct world *w, uint32_t index)
{
    const struct cri_outage_spec *outage = &w->spec->outages[index];
    struct outage_state *state = &w->outages[index];

    note_length(w, index, w->now);
    state->phase = OUTAGE_OFF;
    state->ended = w->now;
    state->times++;
    w->outages_in_force--;
    put_effects(w, outage, -1);
    if (stops_service(outage) && outage->kind == CRI_OUTAGE_REGION_LOSS && w->any_cache)
        for (uint32_t c = 0; c < w->spec->n_classes; c++)
            for (uint32_t i = 0; w->classes[c].owns_cache && i < outage->n_regions; i++)
                cri_prompt_cache_clear(w->classes[c].cache, outage->regions[i]);
    if (outage->kind == CRI_OUTAGE_REGION_LOSS && outage->quota_lost)
        for (uint32_t i = 0; i < outage->n_regions; i++)
            cri_quota_forget(&w->quotas, outage->regions[i], w->now);
    if (outage->ramp > 0 && is_detected(outage)) {
        state->phase = OUTAGE_RAMP;
        count_cells(w, outage, offsetof(struct cell, troubled), 1);
        sim_post(w->engine, capped(w->now + outage->ramp), CRI_RANK_OUTAGE, EVENT_RAMP_END, index,
                 state->times);
    }
    if (w->any_background || outage->kind == CRI_OUTAGE_BROWN_OUT)
        put_capacity(w);
    /* Calls that waited for a silent Region are served now. */
    for (uint32_t i = 0; i < outage->n_regions; i++)
        for (uint32_t s = 0; s < w->spec->n_services; s++)
            if (w->cells[s * w->n_regions + outage->regions[i]].down == 0)
                grant(w, &w->cells[s * w->n_regions + outage->regions[i]]);
    if (is_detected(outage))
        sim_post(w->engine, capped(w->now + outage->detection_delay), CRI_RANK_DETECTION,
                 EVENT_DETECT_END, index, 0);
    if (outage->drawn && !is_idle(w)) {
        sim_time start = up_time(w, index);

        if (start <= SIM_TIME_MAX - w->now)
            sim_post(w->engine, w->now + start, CRI_RANK_OUTAGE, EVENT_OUTAGE_START, index, 0);
    }
}

void on_ramp_end(struct world *w, uint32_t index)
{
    if (w->outages[index].phase != OUTAGE_RAMP)
        return;
    w->outages[index].phase = OUTAGE_OFF;
    count_cells(w, &w->spec->outages[index], offsetof(struct cell, troubled), -1);
}

void on_detection(struct world *w, uint32_t index, bool down)
{
    count_cells(w, &w->spec->outages[index], offsetof(struct cell, known_down), down ? 1 : -1);
}

void outages_finish(struct world *w, sim_time end)
{
    for (uint32_t i = 0; i < w->spec->n_outages; i++)
        if (w->outages[i].phase == OUTAGE_ON)
            note_length(w, i, end);
}
