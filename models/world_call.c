/*
 * world_call.c: one API call at the provider: endpoint, quota (all limits tested before any is
 * taken), routing, room, service, settlement.
 *
 * When a destination has no room or is out, the same call tries the next one; the time lost is
 * carried as `delay`. Where the end of a call is known at its start it costs one event; in a
 * shared station (processor sharing) it costs two: first token and last.
 */
#include "models/noise.h"
#include "models/world_state.h"
#include "sim/kernel/station.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* ---- attempts ---- */

uint32_t attempt_take(struct world *w)
{
    uint32_t index = w->free_attempt;

    w->live_attempts++;
    if (index != CRI_NONE) {
        w->free_attempt = w->attempts[index].next;
        return index;
    }
    if (w->n_attempts == w->attempts_capacity) {
        uint32_t capacity = w->attempts_capacity;

        w->attempts = cri_grow(w->attempts, &w->attempts_capacity, sizeof *w->attempts);
        if (w->any_cache) {
            uint32_t before = capacity;

            w->caches = cri_grow(w->caches, &before, sizeof *w->caches);
        }
        if (w->any_shared)
            w->tickets = cri_grow(w->tickets, &capacity, sizeof *w->tickets);
    }
    w->attempts[w->n_attempts].epoch = 0;
    return w->n_attempts++;
}

void attempt_free(struct world *w, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];

    request_unref(w, attempt->request);
    w->live_attempts--;
    attempt->state = ATTEMPT_FREE;
    attempt->epoch++;
    /* An exhausted epoch could make an old event look alive: such a slot is never used again. */
    if (attempt->epoch >= SIM_EPOCH_MAX - RENEWALS_A_CALL)
        return;
    attempt->next = w->free_attempt;
    w->free_attempt = index;
}

/* Events of the attempt that are still pending are dead from now on. */
void attempt_renew(struct attempt *attempt)
{
    attempt->epoch++;
    SIM_ASSERT(attempt->epoch < SIM_EPOCH_MAX, "epoch exhausted inside one call");
}

/* ---- tokens ---- */

static uint32_t cache_read_of(const struct world *w, uint32_t index)
{
    return w->any_cache ? w->caches[index].read
                        : w->requests[w->attempts[index].request].cache_read;
}

/* What admission took; cache reads that were expected are left out unless the rule says else. */
static int64_t reservation_of(const struct world *w, const struct request *request,
                              uint32_t expected)
{
    int64_t tokens = (int64_t)request->input_tokens + request->max_tokens;

    return w->spec->quota_rules.reserve_cache_reads ? tokens : tokens - expected;
}

static struct cri_charge held_by(const struct world *w, uint32_t index)
{
    const struct attempt *attempt = &w->attempts[index];
    const struct request *request = &w->requests[attempt->request];
    uint32_t expected = w->any_cache ? w->caches[index].expected : request->cache_read;

    return (struct cri_charge){.quota = attempt->reserved,
                               .real = reservation_of(w, request, expected)};
}

/* The call ends by the provider's fault: what it reserved returns, unless the rule keeps it. */
void return_reservation(struct world *w, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];
    const struct plan *plan = plan_of(w, attempt);

    if (plan->counted && attempt->reserved > 0 && !w->spec->quota_rules.keep_on_fault)
        cri_quota_adjust(&w->quotas, plan->spec->quota, w->now, attempt->sent_at, held_by(w, index),
                         (struct cri_charge){0, 0});
    attempt->reserved = 0;
}

/* A call that access and quota let through: the base of availability and of the source's uptime. */
void count_passed(struct world *w, const struct plan *plan, const struct request *request)
{
    struct cri_series *series = &w->out->series;
    uint32_t bin = cri_series_bin(series, w->now);

    counts_of(w, request)->passed++;
    cri_series_source(series, bin, plan->spec->source)->passed++;
}

/* One of those that ends by the provider's fault. */
void count_fault(struct world *w, const struct plan *plan, const struct request *request)
{
    struct cri_series *series = &w->out->series;
    uint32_t bin = cri_series_bin(series, w->now);

    counts_of(w, request)->faults++;
    cri_series_source(series, bin, plan->spec->source)->faults++;
}

/* The provider ends the attempt: reserved tokens return, nothing is billed, the client is told. */
static void provider_fails(struct world *w, uint32_t index, enum failure failure, sim_time delay)
{
    struct attempt *attempt = &w->attempts[index];
    uint32_t request_index = attempt->request;
    struct request *request = &w->requests[request_index];
    const struct plan *plan = plan_of(w, attempt);
    bool orphan = attempt->orphan > 0;

    return_reservation(w, index);
    count_fault(w, plan, request);
    request->last_limit = CRI_N_LIMITS;
    /* The client first: it reads the request, which the attempt keeps alive. */
    if (!orphan)
        client_decides(w, request_index, failure, w->now + delay + plan->client_rtt);
    attempt_free(w, index);
}

/* ---- service ---- */

static void post_timeout(struct world *w, uint32_t index, sim_time limit)
{
    if (limit < SIM_TIME_MAX)
        sim_post(w->engine, capped(limit > w->now ? limit : w->now), CRI_RANK_TIMEOUT,
                 EVENT_TIMEOUT, index, w->attempts[index].epoch);
}

/* A call whose end is not known yet: its time-outs must be events. */
static void expect_timeouts(struct world *w, uint32_t index, bool silent)
{
    const struct attempt *attempt = &w->attempts[index];
    const struct request *request = &w->requests[attempt->request];
    const struct cri_client_spec *client = &w->classes[request->class].spec->client;
    sim_time limit = SIM_TIME_MAX;

    if (attempt->orphan > 0)
        return;
    if (client->read_timeout > 0 && silent)
        limit = attempt->sent_at + client->read_timeout;
    if (client->deadline > 0 && request->intended + client->deadline < limit)
        limit = request->intended + client->deadline;
    post_timeout(w, index, limit);
}

/* The end of silence is known now, so a time-out is an event only if it will happen. */
static void foresee_timeouts(struct world *w, uint32_t index)
{
    const struct attempt *attempt = &w->attempts[index];
    const struct request *request = &w->requests[attempt->request];
    const struct class_state *class = &w->classes[request->class];
    sim_time seen_at = class->spec->streaming ? attempt->first_token_at : attempt->finish_at;
    sim_time limit = SIM_TIME_MAX;
    sim_time deadline;

    if (attempt->orphan > 0)
        return;
    if (class->spec->client.read_timeout > 0 &&
        seen_at - attempt->sent_at > class->spec->client.read_timeout)
        limit = attempt->sent_at + class->spec->client.read_timeout;
    deadline = class->spec->client.deadline > 0 ? request->intended + class->spec->client.deadline
                                                : SIM_TIME_MAX;
    if (attempt->finish_at > deadline && deadline < limit)
        limit = deadline;
    post_timeout(w, index, limit);
}

/* Between two corrections of what a call holds: as stated, but a call that lasts for days is not
 * corrected more than about a thousand times. */
static sim_time adjust_step(const struct world *w, uint32_t index)
{
    const struct attempt *attempt = &w->attempts[index];
    const struct request *request = &w->requests[attempt->request];
    const double most = 1000;
    sim_time stated = w->spec->quota_rules.adjust_every;
    double length = attempt->finish_at < SIM_TIME_MAX
                        ? (double)(attempt->finish_at - attempt->first_token_at)
                        : w->classes[request->class].service->output_ns_per_token *
                              (double)request->output_tokens;

    return length / most > (double)stated ? sim_time_from_ns(length / most) : stated;
}

static void post_adjust(struct world *w, uint32_t index, sim_time at)
{
    if (at < w->attempts[index].finish_at)
        sim_post(w->engine, capped(at), CRI_RANK_SETTLE, EVENT_ADJUST, index,
                 w->attempts[index].epoch);
}

/* Work of the station in units of 10 us at full speed. */
static int64_t work_of(double ns)
{
    double units = ns / CRI_SHARED_UNIT_NS;

    return units < 1 ? 1 : units > CRI_SHARED_MOST ? (int64_t)CRI_SHARED_MOST : (int64_t)units;
}

void shared_reschedule(struct world *w, struct cell *cell)
{
    uint32_t index = (uint32_t)(cell - w->cells);
    sim_time at;

    if (sim_shared_next(&cell->shared->station, &at) && at <= SIM_TIME_MAX)
        sim_slot_set(w->engine, index, at > w->now ? at : w->now);
    else
        sim_slot_clear(w->engine, index);
}

static void enter_shared(struct world *w, struct cell *cell, uint32_t index, double ns)
{
    enum sim_arrival result =
        sim_shared_arrive(&cell->shared->station, w->now, index, work_of(ns), &w->tickets[index]);

    SIM_ASSERT(result == SIM_ARRIVAL_SERVED, "a shared station refused a call it had room for");
    shared_reschedule(w, cell);
}

/* The prompt cache is asked in the Region that serves; it writes what it does not hold. */
static void ask_cache(struct world *w, uint32_t index, sim_time first_token)
{
    struct attempt_cache *cache = &w->caches[index];
    const struct attempt *attempt = &w->attempts[index];
    const struct request *request = &w->requests[attempt->request];
    const struct class_state *class = &w->classes[request->class];

    if (first_token < 0) {
        cache->write = request->cache_write;
        cache->read = class->cache == NULL ? request->cache_read
                                           : cri_prompt_cache_lookup(class->cache, attempt->region,
                                                                     request->prefix, w->now);
    } else if (class->cache != NULL) {
        cache->write = cri_prompt_cache_use(class->cache, attempt->region, request->prefix, w->now,
                                            first_token);
    }
}

/* Whether the call could end in time if nothing else were in its way; an orphan's client is gone.
 */
static void note_need(struct world *w, uint32_t index, sim_time first_token, double rate_ns)
{
    const struct attempt *attempt = &w->attempts[index];
    struct request *request = &w->requests[attempt->request];
    struct class_state *class = &w->classes[request->class];
    const struct cri_client_spec *client = &class->spec->client;
    sim_time whole = first_token;
    sim_time heard;

    if (attempt->orphan > 0 || (client->read_timeout == 0 && client->deadline == 0))
        return;
    if (request->output_tokens > 1)
        whole = capped(whole + sim_time_from_ns(rate_ns * (double)(request->output_tokens - 1)));
    heard = class->spec->streaming ? first_token : whole;
    request->hopeless = client->read_timeout > 0 && heard > client->read_timeout ? 1
                        : client->deadline > 0 && whole > client->deadline       ? 2
                                                                                 : 0;
    if (request->hopeless > 0)
        sim_histogram_record(&class->out->needed, request->hopeless == 1 ? heard : whole);
}

static void serve(struct world *w, uint32_t index, sim_time delay)
{
    struct attempt *attempt = &w->attempts[index];
    struct request *request = &w->requests[attempt->request];
    struct class_state *class = &w->classes[request->class];
    const struct plan *plan = plan_of(w, attempt);
    const struct cri_service_spec *service = class->service;
    uint32_t at = class->spec->model * w->n_regions + attempt->region;
    struct cell *cell = &w->cells[at];
    sim_time hop = 0;
    double ttft = (double)service->base_ttft;
    double rate = service->output_ns_per_token;
    double u[2];

    request->served += !request->entered;
    request->entered = true;
    if (attempt->region != plan->spec->source)
        hop = sim_time_from_ns(
            w->spec->routing.hop_rtt_factor *
            (double)w->spec->rtt[plan->spec->source * w->n_regions + attempt->region]);
    if (cri_noise_is_on(&service->ttft_noise) || cri_noise_is_on(&service->rate_noise)) {
        sim_u01_pair(w->key, CRI_DRAW_SERVICE, request->entity, request->served, u);
        if (cri_noise_is_on(&service->ttft_noise))
            ttft *= cri_noise(&service->ttft_noise, u[0]);
        if (cri_noise_is_on(&service->rate_noise))
            rate *= cri_noise(&service->rate_noise, u[1]);
    }
    if (w->any_cache)
        ask_cache(w, index, -1);
    ttft +=
        service->prefill_ns_per_token * (double)(request->input_tokens - cache_read_of(w, index));
    if (cell->troubled > 0) {
        struct trouble trouble = trouble_of(w, request, class->spec->model, attempt->region);

        ttft = ttft * trouble.slowdown;
        rate *= trouble.slowdown;
        hop += trouble.added;
    }
    note_need(w, index, sim_time_from_ns(ttft) + hop, rate);
    w->in_flight[at]++;
    if (w->any_cache)
        ask_cache(w, index, capped(w->now + delay + hop + sim_time_from_ns(ttft)));
    if (cell->shared != NULL && !plan->spec->dedicated) {
        attempt->state = ATTEMPT_PREFILL;
        attempt->lag = delay + hop;
        /* The output's work waits in finish_at until the first token is there. */
        attempt->finish_at = request->output_tokens > 1
                                 ? sim_time_from_ns(rate * (double)(request->output_tokens - 1))
                                 : 0;
        attempt->first_token_at = SIM_TIME_MAX;
        expect_timeouts(w, index, true);
        enter_shared(w, cell, index, ttft);
        return;
    }
    attempt->state = ATTEMPT_SERVED;
    attempt->first_token_at = capped(w->now + delay + hop + sim_time_from_ns(ttft));
    attempt->finish_at = attempt->first_token_at;
    if (request->output_tokens > 1)
        attempt->finish_at = capped(attempt->finish_at +
                                    sim_time_from_ns(rate * (double)(request->output_tokens - 1)));
    sim_post(w->engine, attempt->finish_at, CRI_RANK_FINISH, EVENT_FINISH, index, attempt->epoch);
    if (w->spec->quota_rules.adjust_every > 0 && plan->counted)
        post_adjust(w, index, attempt->first_token_at + adjust_step(w, index));
    foresee_timeouts(w, index);
}

/* A call of a shared station gets its first token, or its last. */
void on_shared(struct world *w, uint32_t cell_index)
{
    struct cell *cell = &w->cells[cell_index];
    uint32_t index = sim_shared_finish(&cell->shared->station, w->now);
    struct attempt *attempt = &w->attempts[index];
    const struct request *request = &w->requests[attempt->request];
    const struct class_state *class = &w->classes[request->class];

    if (attempt->state == ATTEMPT_PREFILL && attempt->finish_at > 0) {
        double work = (double)attempt->finish_at;

        attempt->state = ATTEMPT_DECODE;
        attempt->first_token_at = capped(w->now + attempt->lag);
        attempt->finish_at = SIM_TIME_MAX;
        if (class->spec->streaming) {
            attempt_renew(attempt); /* the silence is over */
            expect_timeouts(w, index,
                            attempt->first_token_at - attempt->sent_at >
                                class->spec->client.read_timeout);
        }
        enter_shared(w, cell, index, work);
        if (w->spec->quota_rules.adjust_every > 0 && plan_of(w, attempt)->counted)
            post_adjust(w, index, attempt->first_token_at + adjust_step(w, index));
        return;
    }
    if (attempt->state == ATTEMPT_PREFILL)
        attempt->first_token_at = capped(w->now + attempt->lag);
    attempt->finish_at = capped(w->now + attempt->lag);
    attempt_renew(attempt);
    attempt->state = ATTEMPT_SERVED;
    cell->busy--;
    foresee_timeouts(w, index);
    sim_post(w->engine, attempt->finish_at, CRI_RANK_FINISH, EVENT_FINISH, index, attempt->epoch);
    grant(w, cell);
    shared_reschedule(w, cell);
}

/* Held quota follows the output so far: what is still to come stays reserved at its maximum. */
void on_adjust(struct world *w, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];
    const struct request *request = &w->requests[attempt->request];
    const struct class_state *class = &w->classes[request->class];
    const struct plan *plan = plan_of(w, attempt);
    struct cri_charge held = held_by(w, index);
    struct cri_charge now_held = held;
    double each = class->service->output_ns_per_token;
    double emitted;

    if (attempt->state == ATTEMPT_SERVED && request->output_tokens > 1)
        each = (double)(attempt->finish_at - attempt->first_token_at) /
               (double)(request->output_tokens - 1);
    emitted = 1 + floor((double)(w->now - attempt->first_token_at) / each);
    if (emitted > request->output_tokens)
        emitted = request->output_tokens;
    now_held.quota = held.real + (class->service->output_burndown - 1) * (int64_t)emitted;
    cri_quota_adjust(&w->quotas, plan->spec->quota, w->now, attempt->sent_at, held, now_held);
    attempt->reserved = now_held.quota;
    post_adjust(w, index, w->now + adjust_step(w, index));
}

/* ---- room ---- */

static void enqueue(struct world *w, struct cell *cell, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];

    attempt->state = ATTEMPT_QUEUED;
    attempt->next = CRI_NONE;
    if (cell->tail == CRI_NONE)
        cell->head = index;
    else
        w->attempts[cell->tail].next = index;
    cell->tail = index;
    cell->waiting++;
    cell->waiting_dedicated += plan_of(w, attempt)->spec->dedicated;
    expect_timeouts(w, index, true);
}

static bool has_room(const struct cell *cell)
{
    if (cell->kind == CRI_CAPACITY_SLOTS)
        return cell->busy < cell->slots;
    if (cell->kind == CRI_CAPACITY_SHARED)
        return cell->slots == 0 || cell->busy < cell->slots;
    return true;
}

/* A call waits no longer: it is served, goes elsewhere, or is dropped. */
void stop_waiting(struct world *w, const struct attempt *attempt)
{
    struct cell *cell =
        cell_of(w, &w->classes[w->requests[attempt->request].class], attempt->region);

    cell->waiting--;
    cell->waiting_dedicated -= plan_of(w, attempt)->spec->dedicated;
}

/*
 * There is room: the oldest live call that waits gets it, before any newcomer. Calls on bought
 * units waited for a silent Region only: those that wait for room do not hold them up.
 */
void grant(struct world *w, struct cell *cell)
{
    uint32_t before = CRI_NONE; /* the last call that stays */
    uint32_t index, next;

    if (cell->stalled > 0)
        return;
    for (index = cell->head; index != CRI_NONE && (has_room(cell) || cell->waiting_dedicated > 0);
         index = next) {
        struct attempt *attempt = &w->attempts[index];
        sim_time delay = attempt->lag > w->now ? attempt->lag - w->now : 0;
        bool dead = attempt->state == ATTEMPT_DEAD;
        bool dedicated = !dead && plan_of(w, attempt)->spec->dedicated;

        next = attempt->next;
        if (!dead && !dedicated && !has_room(cell)) {
            before = index;
            continue;
        }
        if (before == CRI_NONE)
            cell->head = next;
        else
            w->attempts[before].next = next;
        if (next == CRI_NONE)
            cell->tail = before;
        if (dead) {
            attempt_free(w, index);
            continue;
        }
        stop_waiting(w, attempt);
        cell->busy += !dedicated;
        attempt_renew(attempt); /* serve() posts a time-out anew if one is due */
        attempt->lag = 0;
        serve(w, index, delay);
    }
}

enum place_result { PLACED, NO_ROOM, OUT };

static enum place_result place(struct world *w, uint32_t index, uint32_t region, sim_time delay)
{
    struct attempt *attempt = &w->attempts[index];
    const struct request *request = &w->requests[attempt->request];
    const struct class_state *class = &w->classes[request->class];
    const struct plan *plan = plan_of(w, attempt);
    struct cell *cell = cell_of(w, class, region);

    if (cell->down > 0)
        return OUT;
    attempt->region = (uint16_t)region;
    if (cell->stalled > 0) {
        counts_of(w, request)->stalled++;
        enqueue(w, cell, index);
        /* Where there is another destination the router does not wait for ever. */
        if (w->spec->routing.stall_timeout > 0 && plan->spec->n_destinations > 1)
            sim_post(w->engine, capped(w->now + w->spec->routing.stall_timeout), CRI_RANK_TIMEOUT,
                     EVENT_STALLED, index, attempt->epoch);
        return PLACED;
    }
    if (cell->troubled > 0 && trouble_of(w, request, class->spec->model, region).refused)
        return OUT;
    if (plan->spec->dedicated) {
        serve(w, index, delay);
        return PLACED;
    }
    if (has_room(cell)) {
        cell->busy++;
        serve(w, index, delay);
        return PLACED;
    }
    if (cell->waiting < cell->room) {
        enqueue(w, cell, index);
        attempt->lag = w->now + delay; /* refusals and hops so far pass while it waits */
        return PLACED;
    }
    return NO_ROOM;
}

/* ---- routing ---- */

uint64_t known_usable(struct world *w, const struct class_state *class, const struct plan *plan)
{
    uint64_t usable = 0;

    /* With one destination there is nothing to route, and without a profile there is no router
     * that could hold on to old news: the Region answers. */
    if (plan->spec->n_destinations == 1 || cri_mode_is_direct(plan->spec->mode))
        return plan->all;
    for (uint32_t i = 0; i < plan->spec->n_destinations; i++)
        if (cell_of(w, class, plan->spec->destinations[i])->known_down == 0)
            usable |= (uint64_t)1 << i;
    return usable;
}

/* What a router can tell prompts apart by: the shortest prefix that is cached at all. */
static uint64_t prefix_hash(const struct class_state *class, const struct request *request)
{
    uint32_t head;

    if (class->cache == NULL || request->prefix == CRI_NONE)
        return 0;
    head = cri_prompt_cache_head(class->cache, request->prefix);
    return head == CRI_NONE ? 0 : sim_entity(class->hash, head) | 1;
}

/* The choice among the usable destinations, by a policy whose memory this is: it moves on. */
static uint32_t choose(struct world *w, const struct class_state *class, const struct plan *plan,
                       const struct request *request, uint64_t usable, double *memory,
                       enum cri_reason *reason)
{
    const struct cri_target_spec *target = plan->spec;
    size_t row = (size_t) class->spec->model * w->n_regions;
    struct cri_view view = {
        .target = target,
        .usable = usable,
        .key = w->key,
        .entity = request->entity,
        .call = draws_of(request),
        .prefix = prefix_hash(class, request),
        .region_hash = w->region_hash,
        .in_flight = w->seen_in_flight + row,
        .room = w->size + row,
        .speed = w->seen_speed != NULL ? w->seen_speed + row : NULL,
        .rtt_from_source = w->spec->rtt + (size_t)target->source * w->n_regions,
        .rtt_from_client = w->spec->rtt + (size_t) class->spec->client_region * w->n_regions,
        .memory = memory,
    };
    uint32_t choice;

    if (target->n_destinations == 1) {
        *reason = CRI_REASON_ONLY;
        return 0;
    }
    choice = target->policy->choose(&view);
    SIM_ASSERT(choice < target->n_destinations && (usable >> choice & 1),
               "policy '%s' chose destination %u, which it may not", target->policy->name, choice);
    if (target->policy->remember != NULL)
        target->policy->remember(&view, choice, memory);
    *reason = (usable & (usable - 1)) == 0 ? CRI_REASON_ONLY : view.reason;
    return choice;
}

/*
 * The destination that the policy would have taken for this new call had all been healthy: with the
 * luck of the call, load and speed as they are seen, and the turns it would have taken so far. The
 * policy's own memory stays as it is.
 */
static uint32_t preferred(struct world *w, const struct class_state *class, struct plan *plan,
                          const struct request *request)
{
    enum cri_reason reason;

    if (!plan->parted)
        memcpy(plan->healthy_memory, plan->memory,
               plan->spec->n_destinations * sizeof *plan->memory);
    plan->parted = true;
    return choose(w, class, plan, request, plan->all, plan->healthy_memory, &reason);
}

/*
 * Offer the attempt to destinations until one takes it. Each refusal costs the hop there and the
 * time it takes to say no. When all were tried the provider answers 503 (or 429, a parameter, where
 * nothing but room was wanting). `left` is why a destination lost the call before, CRI_N_CAUSES if
 * none did: a move is counted when another one is tried.
 */
void route(struct world *w, uint32_t index, sim_time delay, enum cri_cause left)
{
    struct attempt *attempt = &w->attempts[index];
    struct request *request = &w->requests[attempt->request];
    const struct class_state *class = &w->classes[request->class];
    const struct plan *plan = plan_of(w, attempt);
    const struct cri_target_spec *target = plan->spec;
    const struct cri_routing_spec *routing = &w->spec->routing;
    struct cri_counts *counts = counts_of(w, request);
    uint64_t known = known_usable(w, class, plan);
    bool refused = left != CRI_N_CAUSES;
    bool throttle = routing->all_tried_is_throttle && !refused;
    enum cri_cause cause = left;

    while ((known & ~attempt->tried) != 0) {
        uint64_t usable = known & ~attempt->tried;
        enum cri_reason reason;
        uint32_t choice, region;
        enum place_result result;

        if ((routing->max_tries > 0 &&
             (uint32_t)__builtin_popcountll(attempt->tried) >= routing->max_tries) ||
            (routing->max_time > 0 && attempt->tried != 0 &&
             w->now + delay - attempt->sent_at >= routing->max_time)) {
            counts->tries_ended++;
            break;
        }
        if (refused)
            count_move(w, request, MOVED_REACTIVE, cause);
        choice = choose(w, class, plan, request, usable, plan->memory, &reason);
        region = target->destinations[choice];
        counts->decisions[reason]++;
        result = place(w, index, region, delay);
        if (result == PLACED)
            return;
        attempt->tried |= (uint64_t)1 << choice;
        delay += routing->refusal_time;
        if (region != target->source)
            delay += sim_time_from_ns(routing->hop_rtt_factor *
                                      (double)w->spec->rtt[target->source * w->n_regions + region]);
        if (result == OUT)
            throttle = false;
        refused = true;
        cause = result == OUT ? CRI_CAUSE_OUTAGE : CRI_CAUSE_CAPACITY;
    }
    if (attempt->tried != plan->all)
        throttle = false; /* some were left out because they are known to be down */
    provider_fails(w, index, throttle ? FAILURE_THROTTLE : FAILURE_TRANSIENT, delay);
}

/*
 * A call that waits goes elsewhere. Its place in the queue is a chain link, so a dead copy stays
 * there; the call lives on under the index returned.
 */
uint32_t leave_queue(struct world *w, uint32_t index)
{
    uint32_t to = attempt_take(w);
    struct attempt *dead = &w->attempts[index];
    struct attempt *attempt = &w->attempts[to];
    struct request *request = &w->requests[dead->request];
    uint32_t epoch = attempt->epoch;

    stop_waiting(w, dead);
    *attempt = *dead;
    attempt->epoch = epoch;
    attempt->next = CRI_NONE;
    attempt->first_token_at = SIM_TIME_MAX;
    attempt->finish_at = SIM_TIME_MAX;
    attempt->lag = 0;
    if (w->any_cache)
        w->caches[to] = w->caches[index];
    attempt_renew(dead);
    dead->state = ATTEMPT_DEAD;
    dead->reserved = 0;
    if (dead->orphan == 0) {
        dead->orphan = (uint8_t)(request->target + 1);
        request->current = to;
    }
    request->references++;
    return to;
}

/* The router gives up on a destination that stays silent. */
void on_stalled(struct world *w, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];
    struct request *request = &w->requests[attempt->request];
    const struct class_state *class = &w->classes[request->class];
    const struct plan *plan = plan_of(w, attempt);
    struct cell *cell = cell_of(w, class, attempt->region);
    uint32_t to;

    if (attempt->state != ATTEMPT_QUEUED || cell->stalled == 0)
        return;
    for (uint32_t i = 0; i < plan->spec->n_destinations; i++)
        if (plan->spec->destinations[i] == attempt->region)
            attempt->tried |= (uint64_t)1 << i;
    if ((known_usable(w, class, plan) & ~attempt->tried) == 0)
        return; /* nowhere else to go: it waits on */
    to = leave_queue(w, index);
    route(w, to, 0, CRI_CAUSE_STALL);
}

/* What admission expects to be read from the cache: what the source Region holds. */
static uint32_t expected_read(struct world *w, const struct class_state *class,
                              const struct request *request, uint32_t source)
{
    return cri_prompt_cache_lookup(class->cache, source, request->prefix, w->now);
}

void start_attempt(struct world *w, uint32_t request_index)
{
    struct request *request = &w->requests[request_index];
    struct class_state *class = &w->classes[request->class];
    struct plan *plan = &class->plans[request->target];
    struct cri_counts *counts = counts_of(w, request);
    uint32_t expected = request->cache_read;
    int64_t reserved;
    uint32_t refused_by, index;
    struct attempt *attempt;
    uint64_t usable;

    request->call++;
    request->tries++;
    request->moved_call = false;
    request->entered = false;
    request->hopeless = 0;
    request->above_limit = request->retry_stopped = request->waited = false;
    counts->attempts++;
    if (w->region_down[plan->spec->source] > 0) {
        count_passed(w, plan, request);
        count_fault(w, plan, request);
        request->last_limit = CRI_N_LIMITS;
        client_decides(w, request_index, FAILURE_TRANSIENT, w->now + plan->client_rtt);
        return;
    }
    if (class->cache != NULL)
        expected = expected_read(w, class, request, plan->spec->source);
    reserved = reservation_of(w, request, expected);
    if (plan->counted) {
        refused_by = cri_quota_admit(&w->quotas, plan->spec->quota, w->now,
                                     (struct cri_charge){reserved, reserved});
        if (refused_by != CRI_QUOTA_ADMITTED) {
            bool spills = plan->spec->spills && request->target + 1u < class->spec->n_targets;
            bool closed = refused_by == CRI_QUOTA_CLOSED && !spills;

            if (refused_by == CRI_QUOTA_CLOSED)
                refused_by = spills ? CRI_LIMIT_UNITS : CRI_N_LIMITS;
            if (!closed)
                counts->refused_by[refused_by]++;
            minute_at(w, w->now)->refused += !closed;
            request->above_limit =
                !closed &&
                cri_quota_is_above(&w->quotas, plan->spec->quota, (enum cri_limit)refused_by,
                                   (struct cri_charge){reserved, reserved});
            request->last_limit = (uint8_t)refused_by;
            if (spills) {
                /* Not the client's doing: the same call goes on as on-demand, with its luck. */
                counts->spilled++;
                request->target++;
                request->tries = 0;
                request->call--;
                start_attempt(w, request_index);
                return;
            }
            if (closed)
                deny_request(w, request_index, CRI_DENIAL_QUOTA_ZERO);
            else
                client_decides(w, request_index, FAILURE_THROTTLE, w->now + plan->client_rtt);
            return;
        }
    }
    count_passed(w, plan, request);
    index = attempt_take(w);
    attempt = &w->attempts[index];
    *attempt = (struct attempt){.sent_at = w->now,
                                .first_token_at = SIM_TIME_MAX,
                                .finish_at = SIM_TIME_MAX,
                                .reserved = reserved,
                                .request = request_index,
                                .epoch = attempt->epoch,
                                .next = CRI_NONE};
    if (w->any_cache)
        w->caches[index] = (struct attempt_cache){.expected = expected};
    request->references++;
    request->current = index;
    /* Away from the Region that would have been chosen had all been healthy: known bad. */
    usable = known_usable(w, class, plan);
    if (usable == plan->all)
        plan->parted = false;
    else if (!(usable >> preferred(w, class, plan, request) & 1) && usable != 0)
        count_move(w, request, MOVED_PROACTIVE, CRI_CAUSE_OUTAGE);
    route(w, index, 0, CRI_N_CAUSES);
}

/* ---- the end ---- */

static void leave_cell(struct world *w, const struct class_state *class, const struct plan *plan,
                       uint32_t region, bool shared)
{
    struct cell *cell = cell_of(w, class, region);

    w->in_flight[class->spec->model * w->n_regions + region]--;
    /* A call of a shared station left it when its work was done. */
    if (plan->spec->dedicated || shared)
        return;
    SIM_ASSERT(cell->busy > 0, "a free slot was freed");
    cell->busy--;
    grant(w, cell);
}

void bill(struct world *w, const struct plan *plan, const struct request *request,
          const struct attempt_cache *cache, bool waste)
{
    struct cri_ledger *ledger =
        request->input_tokens > plan->long_above ? plan->long_ledger : plan->ledger;
    struct cri_ledger_row *row = waste ? &ledger->waste : &ledger->useful;

    (void)w;
    row->input += request->input_tokens - cache->read - cache->write;
    row->cache_read += cache->read;
    row->cache_write += cache->write;
    row->output += request->output_tokens;
}

/* How long calls to a Region take to their first token, for policies that look: a moving mean. */
static void note_speed(struct world *w, const struct class_state *class,
                       const struct attempt *attempt)
{
    const double weight = 0.05;
    double *speed = &w->speed[class->spec->model * w->n_regions + attempt->region];

    *speed += weight * ((double)(attempt->first_token_at - attempt->sent_at) - *speed);
}

void on_finish(struct world *w, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];
    uint32_t request_index = attempt->request;
    struct request *request = &w->requests[request_index];
    struct class_state *class = &w->classes[request->class];
    const struct plan *plan = plan_of(w, attempt);
    struct attempt_cache cache = {.read = request->cache_read, .write = request->cache_write};
    uint32_t region = attempt->region;
    bool shared = w->any_shared && cell_of(w, class, region)->shared != NULL;

    if (w->any_cache)
        cache = w->caches[index];
    if (plan->counted) {
        int64_t input = (int64_t)request->input_tokens - cache.read;
        struct cri_charge settled = {.quota = input + class->service->output_burndown *
                                                          (int64_t)request->output_tokens,
                                     .real = input + (int64_t)request->output_tokens};

        cri_quota_settle(&w->quotas, plan->spec->quota, w->now, attempt->sent_at, held_by(w, index),
                         settled);
    }
    bill(w, plan, request, &cache, attempt->orphan > 0);
    if (w->speed != NULL)
        note_speed(w, class, attempt);
    if (attempt->orphan == 0) {
        struct cri_counts *counts = counts_of(w, request);

        counts->cache_read_tokens += cache.read;
        counts->cache_write_tokens += cache.write;
        counts->cache_hits += cache.read > 0;
        if (class->cache != NULL && request->prefix != CRI_NONE)
            counts->prefix_tokens += class->cache->prefixes.tokens[request->prefix];
        give_retry_tokens_back(class, request);
        complete_request(w, request_index, attempt);
    }
    attempt_free(w, index);
    leave_cell(w, class, plan, region, shared);
}

void on_timeout(struct world *w, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];
    uint32_t request_index = attempt->request;
    struct request *request = &w->requests[request_index];

    if (attempt->orphan > 0)
        return;
    request->waited = attempt->state == ATTEMPT_QUEUED;
    /* Work that is being served goes on and is billed as waste; a call that waits is dropped. */
    if (attempt->state == ATTEMPT_QUEUED) {
        stop_waiting(w, attempt);
        return_reservation(w, index);
        attempt_renew(attempt);
        attempt->state = ATTEMPT_DEAD;
    }
    attempt->orphan = (uint8_t)(request->target + 1);
    client_decides(w, request_index, FAILURE_TIMEOUT, w->now);
}
