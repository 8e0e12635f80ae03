/*
 * world.c: one replication of one arm.
 *
 * The life of a request: it arrives (a cursor event), an attempt is made at the target's source
 * Region: endpoint, quota (all limits tested before any is taken), routing, capacity, service.
 * When the destination has no room or is out, the same call tries the next one; the time lost is
 * carried as `delay`. The attempt ends with one finish event, so an untroubled request costs two
 * events. What goes wrong comes back to the client, who retries, falls back or gives up.
 *
 * The clock of the simulation is the API's: an attempt is admitted at the instant the client sends
 * it, the client leg is added to what the client sees, and client time-outs are measured on the
 * API's clock (docs/architecture.md).
 */
#include "models/world.h"

#include "models/arrivals.h"
#include "models/policy/policy.h"
#include "models/series.h"
#include "sim/base/assert.h"
#include "sim/base/text.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/limiter.h"
#include "sim/kernel/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum event_type {
    EVENT_ARRIVAL, /* index = class */
    EVENT_FINISH,  /* index = attempt */
    EVENT_TIMEOUT, /* index = attempt */
    EVENT_START,   /* index = request: a retry or a fallback */
    EVENT_OUTAGE_START,
    EVENT_OUTAGE_END, /* index = outage */
    EVENT_DETECT_START,
    EVENT_DETECT_END
};

enum attempt_state { ATTEMPT_FREE, ATTEMPT_QUEUED, ATTEMPT_SERVED, ATTEMPT_DEAD };

/* What the client is told when an attempt fails. */
enum failure { FAILURE_THROTTLE, FAILURE_TRANSIENT, FAILURE_TIMEOUT, FAILURE_BROKEN };

enum { MOVED_REACTIVE = 1, MOVED_PROACTIVE = 2 };

/* A call renews its epoch at most once per destination and grant; far fewer than this. */
enum { RENEWALS_A_CALL = 1024 };

/* The hot record of a live attempt: one cache line. */
struct attempt {
    sim_time sent_at;        /* when the client sent it */
    sim_time first_token_at; /* SIM_TIME_MAX until service starts */
    sim_time finish_at;
    int64_t reserved; /* quota tokens */
    uint64_t tried;   /* destinations tried in this call, by position */
    uint32_t request;
    uint32_t epoch;
    uint32_t next; /* in a queue, or in the free list */
    uint16_t region;
    uint8_t state;
    uint8_t orphan; /* the client has given up on it */
};
_Static_assert(sizeof(struct attempt) <= 64, "an attempt is one cache line");

struct request {
    sim_time intended;
    uint64_t entity;
    uint64_t position;
    int64_t retry_cost;                   /* tokens of the retry quota that the latest retry took */
    uint32_t input_tokens, output_tokens; /* output already cut at max_tokens */
    uint32_t max_tokens, cache_read, cache_write;
    uint32_t current; /* attempt the client waits for, or CRI_NONE */
    uint32_t next;    /* free list */
    uint16_t class;
    uint16_t references; /* attempts that still need it, plus the client while not terminal */
    uint16_t attempts;   /* all calls so far: keys draws */
    uint8_t tries;       /* at the current target */
    uint8_t target;
    uint8_t phase;
    uint8_t moved;      /* MOVED_ bits over the whole request */
    uint8_t moved_call; /* the current call was moved */
    uint8_t last_limit; /* limit of the last 429, or CRI_N_LIMITS */
    bool truncated;
    bool live; /* not terminal yet */
};

struct limit_ref {
    struct sim_limiter *limiter;
    uint8_t limit;
    bool per_request;
};

/* The compiled plan of one target: only what this scenario uses. */
struct plan {
    const struct cri_target_spec *spec;
    uint32_t n_limits;
    struct limit_ref limits[CRI_N_LIMITS];
    struct cri_quota_outcome *quota;
    struct cri_ledger *ledger;
    sim_time client_rtt;
    uint64_t all; /* bits of all destinations */
};

struct class_state {
    const struct cri_class_spec *spec;
    struct cri_class_outcome *out;
    uint64_t hash;
    struct cri_cursor cursor;
    struct cri_arrival arrival; /* the one the cursor event stands for */
    struct plan *plans;
    const struct cri_service_spec *service;
    uint8_t *outside;      /* per Region: not in the source's geography */
    int64_t *retry_tokens; /* per client instance; NULL without a retry quota */
    uint64_t positions_capacity;
};

struct station {
    uint32_t slots, busy;
    uint32_t room, waiting;
    uint32_t head, tail; /* queue of attempts; the dead stay until they come up */
};

struct world {
    const struct cri_spec *spec;
    const struct cri_run_options *options;
    struct cri_outcome *out;
    struct sim_engine *engine;
    sim_time now;
    struct sim_key key;
    struct class_state *classes;
    struct sim_limiter *limiters; /* n_quotas x 3, then one per account */
    struct station *stations;     /* n_regions x n_services; slots 0 = unlimited */
    uint32_t *serving_down;       /* per Region: outages of any kind in force */
    uint32_t *region_down;        /* per Region: Region losses in force */
    uint32_t *known_down;         /* per Region: as the routers know */
    uint32_t *in_flight;          /* per Region */
    uint32_t outages_in_force;
    struct attempt *attempts;
    uint32_t n_attempts, attempts_capacity, free_attempt;
    struct request *requests;
    uint32_t n_requests, requests_capacity, free_request;
    uint64_t live_requests;
    uint64_t this_minute, completed_this_minute;
};

/* ---- pools ---- */

static void *grow(void *memory, uint32_t *capacity, size_t size)
{
    uint32_t wanted = *capacity > 0 ? *capacity * 2 : 256;

    memory = realloc(memory, wanted * size);
    SIM_ASSERT(memory != NULL, "out of memory for %u records in flight", wanted);
    *capacity = wanted;
    return memory;
}

static uint32_t request_take(struct world *w)
{
    uint32_t index = w->free_request;

    if (index != CRI_NONE) {
        w->free_request = w->requests[index].next;
        return index;
    }
    if (w->n_requests == w->requests_capacity)
        w->requests = grow(w->requests, &w->requests_capacity, sizeof *w->requests);
    return w->n_requests++;
}

static void request_unref(struct world *w, uint32_t index)
{
    struct request *request = &w->requests[index];

    SIM_ASSERT(request->references > 0, "request released twice");
    if (--request->references > 0)
        return;
    request->next = w->free_request;
    w->free_request = index;
}

static uint32_t attempt_take(struct world *w)
{
    uint32_t index = w->free_attempt;

    if (index != CRI_NONE) {
        w->free_attempt = w->attempts[index].next;
        return index;
    }
    if (w->n_attempts == w->attempts_capacity)
        w->attempts = grow(w->attempts, &w->attempts_capacity, sizeof *w->attempts);
    w->attempts[w->n_attempts].epoch = 0;
    return w->n_attempts++;
}

static void attempt_free(struct world *w, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];

    request_unref(w, attempt->request);
    attempt->state = ATTEMPT_FREE;
    attempt->epoch++;
    /* An exhausted epoch could make an old event look alive: such a slot is never used again. */
    if (attempt->epoch >= SIM_EPOCH_MAX - RENEWALS_A_CALL)
        return;
    attempt->next = w->free_attempt;
    w->free_attempt = index;
}

/* Events of the attempt that are still pending are dead from now on. */
static void attempt_renew(struct attempt *attempt)
{
    attempt->epoch++;
    SIM_ASSERT(attempt->epoch < SIM_EPOCH_MAX, "epoch exhausted inside one call");
}

/* ---- bookkeeping ---- */

static struct cri_counts *counts_of(struct world *w, const struct request *request)
{
    return &w->classes[request->class].out->counts[request->phase];
}

static struct cri_minute *minute_at(struct world *w, sim_time t)
{
    struct cri_series *series = &w->out->series;
    uint32_t bin = cri_series_bin(series, t); /* first: it may move the minutes */

    return &series->minutes[bin];
}

static void remember_e2e(struct class_state *class, uint64_t position, int64_t e2e)
{
    if (class->out->e2e_by_position != NULL)
        class->out->e2e_by_position[position] = e2e;
}

/* The request is over: exactly once, and not completed. */
static void end_request(struct world *w, uint32_t index, enum cri_terminal terminal)
{
    struct request *request = &w->requests[index];
    struct class_state *class = &w->classes[request->class];
    struct cri_counts *counts = counts_of(w, request);
    struct cri_minute *minute = minute_at(w, w->now);

    counts->terminal[terminal]++;
    if (terminal == CRI_THROTTLED) {
        minute->throttled++;
        if (request->last_limit < CRI_N_LIMITS)
            counts->throttled_by[request->last_limit]++;
        else
            counts->throttled_by_capacity++;
    } else if (terminal == CRI_UNAVAILABLE) {
        minute->unavailable++;
    } else if (terminal == CRI_TIMED_OUT) {
        minute->timed_out++;
    } else {
        minute->other++;
    }
    minute_at(w, request->intended)->failed_of_offered++;
    sim_histogram_record_infinite(&class->out->ttft[request->phase]);
    sim_histogram_record_infinite(&class->out->e2e[request->phase]);
    w->live_requests--;
    request->live = false;
    request->current = CRI_NONE;
    request_unref(w, index);
}

static void count_completed(struct world *w, struct request *request, const struct attempt *attempt)
{
    struct class_state *class = &w->classes[request->class];
    const struct plan *plan = &class->plans[request->target];
    struct cri_counts *counts = counts_of(w, request);
    struct cri_series *series = &w->out->series;
    sim_time ttft = attempt->first_token_at - request->intended + plan->client_rtt;
    sim_time e2e = attempt->finish_at - request->intended + plan->client_rtt;
    uint32_t bin = cri_series_bin(series, w->now);
    uint64_t minute = (uint64_t)(w->now / SIM_MINUTE);

    counts->terminal[CRI_COMPLETED]++;
    counts->input_tokens += request->input_tokens;
    counts->output_tokens += request->output_tokens;
    counts->truncated += request->truncated;
    if (w->now <= w->spec->horizon) {
        counts->completed_by_horizon++;
        counts->input_tokens_by_horizon += request->input_tokens;
        counts->output_tokens_by_horizon += request->output_tokens;
        counts->good += (class->spec->slo_ttft == 0 || ttft <= class->spec->slo_ttft) &&
                        (class->spec->slo_e2e == 0 || e2e <= class->spec->slo_e2e);
    }
    if (attempt->region != plan->spec->source && !request->moved_call)
        counts->placement_requests++;
    counts->outside_geography += class->outside[attempt->region];
    class->out->served[attempt->region]++;
    sim_histogram_record(&class->out->ttft[request->phase], ttft);
    sim_histogram_record(&class->out->e2e[request->phase], e2e);
    sim_histogram_record(&class->out->attempt_latency,
                         attempt->finish_at - attempt->sent_at + plan->client_rtt);
    remember_e2e(class, request->position, e2e);
    series->minutes[bin].completed++;
    series->minutes[bin].input_tokens += request->input_tokens;
    series->minutes[bin].output_tokens += request->output_tokens;
    series->served[(size_t)bin * series->n_regions + attempt->region]++;
    if (minute != w->this_minute) {
        w->this_minute = minute;
        w->completed_this_minute = 0;
    }
    if (++w->completed_this_minute > w->out->busiest_minute)
        w->out->busiest_minute = w->completed_this_minute;
}

static void count_move(struct world *w, struct request *request, int kind, enum cri_cause cause)
{
    struct cri_counts *counts = counts_of(w, request);

    if (kind == MOVED_REACTIVE)
        counts->reactive_moves[cause]++;
    else
        counts->proactive_moves[cause]++;
    if (request->moved == 0)
        counts->failover_requests++;
    if (!(request->moved & kind)) {
        if (kind == MOVED_REACTIVE)
            counts->reactive_requests++;
        else
            counts->proactive_requests++;
    }
    request->moved |= (uint8_t)kind;
    request->moved_call = true;
    minute_at(w, w->now)->failover_moves++;
}

/* ---- the client ---- */

/* Times that a scenario can make larger than simulated time holds end at its end. */
static sim_time capped(sim_time at)
{
    return at < SIM_TIME_MAX ? at : SIM_TIME_MAX;
}

static void post_start(struct world *w, uint32_t index, sim_time at)
{
    sim_post(w->engine, capped(at), CRI_RANK_RETRY, EVENT_START, index, 0);
}

static bool take_retry_tokens(struct class_state *class, struct request *request,
                              enum failure failure)
{
    const struct cri_client_spec *client = &class->spec->client;
    int64_t cost = failure == FAILURE_THROTTLE  ? client->cost_throttle
                   : failure == FAILURE_TIMEOUT ? client->cost_timeout
                                                : client->cost_transient;
    int64_t *tokens;

    if (class->retry_tokens == NULL)
        return true;
    tokens = &class->retry_tokens[request->entity % client->instances];
    if (*tokens < cost)
        return false;
    *tokens -= cost;
    request->retry_cost = cost;
    return true;
}

static void give_retry_tokens_back(struct class_state *class, const struct request *request)
{
    const struct cri_client_spec *client = &class->spec->client;
    int64_t *tokens;

    if (class->retry_tokens == NULL)
        return;
    tokens = &class->retry_tokens[request->entity % client->instances];
    *tokens += request->retry_cost > 0 ? request->retry_cost : 1;
    if (*tokens > client->retry_quota)
        *tokens = client->retry_quota;
}

static sim_time backoff(struct world *w, const struct cri_client_spec *client,
                        const struct request *request, enum failure failure)
{
    double base = (double)(failure == FAILURE_THROTTLE ? client->backoff_throttle
                                                       : client->backoff_transient);
    double bound = ldexp(base, request->tries - 1);
    double u;

    if (client->backoff_cap > 0 && bound > (double)client->backoff_cap)
        bound = (double)client->backoff_cap;
    u = sim_u01(w->key, CRI_DRAW_BACKOFF, request->entity, request->attempts);
    return sim_time_from_ns(u * bound);
}

/*
 * An attempt of the request failed; the client learns it at `at`. Retry at the same target, fall
 * back to the next one, or give up with the terminal state that fits the last answer.
 */
static void client_decides(struct world *w, uint32_t index, enum failure failure, sim_time at)
{
    static const enum cri_terminal terminals[] = {
        [FAILURE_THROTTLE] = CRI_THROTTLED,
        [FAILURE_TRANSIENT] = CRI_UNAVAILABLE,
        [FAILURE_TIMEOUT] = CRI_TIMED_OUT,
        [FAILURE_BROKEN] = CRI_UNAVAILABLE,
    };
    struct request *request = &w->requests[index];
    struct class_state *class = &w->classes[request->class];
    const struct cri_client_spec *client = &class->spec->client;
    struct cri_counts *counts = counts_of(w, request);
    sim_time retry_at;

    request->current = CRI_NONE;
    if (client->deadline > 0 && at >= request->intended + client->deadline) {
        end_request(w, index, CRI_ABANDONED);
        return;
    }
    if (failure == FAILURE_BROKEN && !client->retry_broken_streams) {
        end_request(w, index, CRI_UNAVAILABLE);
        return;
    }
    if (request->tries < client->max_attempts) {
        if (take_retry_tokens(class, request, failure)) {
            retry_at = at + backoff(w, client, request, failure);
            if (client->deadline > 0 && retry_at >= request->intended + client->deadline) {
                end_request(w, index, CRI_ABANDONED);
                return;
            }
            counts->retries++;
            minute_at(w, w->now)->retries++;
            post_start(w, index, retry_at);
            return;
        }
        counts->retry_quota_empty++;
    }
    for (uint32_t next = request->target + 1u; next < class->spec->n_targets; next++) {
        if (class->plans[next].spec->denial != CRI_DENIAL_NONE)
            continue;
        request->target = (uint8_t)next;
        request->tries = 0;
        counts->fallbacks++;
        minute_at(w, w->now)->fallbacks++;
        post_start(w, index, at);
        return;
    }
    end_request(w, index, terminals[failure]);
}

/* ---- the provider ---- */

static void return_quota(struct world *w, const struct plan *plan, int64_t tokens)
{
    for (uint32_t i = 0; i < plan->n_limits; i++)
        if (!plan->limits[i].per_request)
            sim_limiter_return(plan->limits[i].limiter, w->now, tokens);
}

/* The provider ends the attempt: reserved tokens return, nothing is billed, the client is told. */
static void provider_fails(struct world *w, uint32_t index, enum failure failure, sim_time delay)
{
    struct attempt *attempt = &w->attempts[index];
    uint32_t request_index = attempt->request;
    struct request *request = &w->requests[request_index];
    struct class_state *class = &w->classes[request->class];
    const struct plan *plan = &class->plans[request->target];
    bool orphan = attempt->orphan;

    return_quota(w, plan, attempt->reserved);
    counts_of(w, request)->faults++;
    request->last_limit = CRI_N_LIMITS;
    /* The client first: it reads the request, which the attempt keeps alive. */
    if (!orphan)
        client_decides(w, request_index, failure, w->now + delay + plan->client_rtt);
    attempt_free(w, index);
}

static void serve(struct world *w, uint32_t index, sim_time delay)
{
    struct attempt *attempt = &w->attempts[index];
    const struct request *request = &w->requests[attempt->request];
    const struct class_state *class = &w->classes[request->class];
    const struct plan *plan = &class->plans[request->target];
    const struct cri_service_spec *service = class->service;
    sim_time hop = 0;
    double ttft = (double)service->base_ttft;
    double rate = service->output_ns_per_token;
    sim_time seen_at, limit, deadline;

    if (attempt->region != plan->spec->source)
        hop = sim_time_from_ns(
            w->spec->hop_rtt_factor *
            (double)w->spec->rtt[plan->spec->source * w->spec->n_regions + attempt->region]);
    if (service->ttft_sigma > 0 || service->rate_sigma > 0) {
        double u[2];

        sim_u01_pair(w->key, CRI_DRAW_SERVICE, request->entity, request->attempts, u);
        if (service->ttft_sigma > 0)
            ttft *= sim_lognormal_inverse(u[0], 0, service->ttft_sigma);
        if (service->rate_sigma > 0)
            rate *= sim_lognormal_inverse(u[1], 0, service->rate_sigma);
    }
    ttft += service->prefill_ns_per_token * (double)(request->input_tokens - request->cache_read);
    attempt->state = ATTEMPT_SERVED;
    attempt->first_token_at = capped(w->now + delay + hop + sim_time_from_ns(ttft));
    attempt->finish_at = attempt->first_token_at;
    if (request->output_tokens > 1)
        attempt->finish_at = capped(attempt->finish_at +
                                    sim_time_from_ns(rate * (double)(request->output_tokens - 1)));
    w->in_flight[attempt->region]++;
    sim_post(w->engine, attempt->finish_at, CRI_RANK_FINISH, EVENT_FINISH, index, attempt->epoch);

    /* The end of silence is known now, so a time-out is an event only if it will happen. */
    if (attempt->orphan)
        return;
    seen_at = class->spec->streaming ? attempt->first_token_at : attempt->finish_at;
    limit = SIM_TIME_MAX;
    if (class->spec->client.read_timeout > 0 &&
        seen_at - attempt->sent_at > class->spec->client.read_timeout)
        limit = attempt->sent_at + class->spec->client.read_timeout;
    deadline = class->spec->client.deadline > 0 ? request->intended + class->spec->client.deadline
                                                : SIM_TIME_MAX;
    if (attempt->finish_at > deadline && deadline < limit)
        limit = deadline;
    if (limit < SIM_TIME_MAX)
        sim_post(w->engine, capped(limit > w->now ? limit : w->now), CRI_RANK_TIMEOUT,
                 EVENT_TIMEOUT, index, attempt->epoch);
}

static struct station *station_of(struct world *w, const struct class_state *class, uint32_t region)
{
    return &w->stations[region * w->spec->n_services + class->spec->model];
}

/* A call that waits has no known end: its time-out must be an event. */
static void enqueue(struct world *w, struct station *station, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];
    const struct request *request = &w->requests[attempt->request];
    const struct cri_client_spec *client = &w->classes[request->class].spec->client;
    sim_time limit = SIM_TIME_MAX;

    attempt->state = ATTEMPT_QUEUED;
    attempt->next = CRI_NONE;
    if (station->tail == CRI_NONE)
        station->head = index;
    else
        w->attempts[station->tail].next = index;
    station->tail = index;
    station->waiting++;
    if (client->read_timeout > 0)
        limit = attempt->sent_at + client->read_timeout;
    if (client->deadline > 0 && request->intended + client->deadline < limit)
        limit = request->intended + client->deadline;
    if (limit < SIM_TIME_MAX)
        sim_post(w->engine, capped(limit > w->now ? limit : w->now), CRI_RANK_TIMEOUT,
                 EVENT_TIMEOUT, index, attempt->epoch);
}

/* A slot is free: the oldest live call that waits gets it, before any newcomer. */
static void grant(struct world *w, struct station *station)
{
    while (station->head != CRI_NONE && station->busy < station->slots) {
        uint32_t index = station->head;
        struct attempt *attempt = &w->attempts[index];

        station->head = attempt->next;
        if (station->head == CRI_NONE)
            station->tail = CRI_NONE;
        if (attempt->state == ATTEMPT_DEAD) {
            attempt_free(w, index);
            continue;
        }
        station->waiting--;
        station->busy++;
        attempt_renew(attempt); /* serve() posts a time-out anew if one is due */
        serve(w, index, 0);
    }
}

enum place_result { PLACED, NO_ROOM, OUT };

static enum place_result place(struct world *w, uint32_t index, uint32_t region, sim_time delay)
{
    struct attempt *attempt = &w->attempts[index];
    const struct class_state *class = &w->classes[w->requests[attempt->request].class];
    struct station *station = station_of(w, class, region);

    if (w->serving_down[region] > 0)
        return OUT;
    attempt->region = (uint16_t)region;
    if (station->slots == 0) {
        serve(w, index, delay);
        return PLACED;
    }
    if (station->busy < station->slots) {
        station->busy++;
        serve(w, index, delay);
        return PLACED;
    }
    if (station->waiting < station->room) {
        enqueue(w, station, index);
        return PLACED;
    }
    return NO_ROOM;
}

static uint64_t known_usable(const struct world *w, const struct plan *plan)
{
    uint64_t usable = 0;

    /* With one destination there is nothing to route: the call goes there, whatever is known. */
    if (plan->spec->n_destinations == 1)
        return plan->all;

    /* Without a profile there is no router that could hold on to old news: the Region answers. */
    if (plan->spec->mode == CRI_MODE_SINGLE_REGION)
        return plan->all;
    for (uint32_t i = 0; i < plan->spec->n_destinations; i++)
        if (w->known_down[plan->spec->destinations[i]] == 0)
            usable |= (uint64_t)1 << i;
    return usable;
}

static uint32_t choose(struct world *w, const struct plan *plan, const struct request *request,
                       uint64_t usable)
{
    const struct cri_target_spec *target = plan->spec;
    struct cri_view view = {
        .target = target,
        .usable = usable,
        .key = w->key,
        .entity = request->entity,
        .attempt = request->attempts,
        .in_flight = w->in_flight,
        .rtt_from_source = w->spec->rtt + (size_t)target->source * w->spec->n_regions,
    };
    uint32_t choice;

    if (target->n_destinations == 1)
        return 0;
    choice = target->policy->choose(&view);
    SIM_ASSERT(choice < target->n_destinations && (usable >> choice & 1),
               "policy '%s' chose destination %u, which it may not", target->policy->name, choice);
    return choice;
}

/*
 * Offer the attempt to destinations until one takes it. Each refusal costs the hop there and the
 * time it takes to say no. When all were tried the provider answers 503 (or 429, a parameter).
 */
static void route(struct world *w, uint32_t index, sim_time delay)
{
    struct attempt *attempt = &w->attempts[index];
    struct request *request = &w->requests[attempt->request];
    const struct plan *plan = &w->classes[request->class].plans[request->target];
    const struct cri_target_spec *target = plan->spec;
    uint64_t known = known_usable(w, plan);
    bool throttle = w->spec->all_tried_is_throttle;

    while ((known & ~attempt->tried) != 0) {
        uint64_t usable = known & ~attempt->tried;
        uint32_t choice = choose(w, plan, request, usable);
        uint32_t region = target->destinations[choice];
        enum place_result result = place(w, index, region, delay);

        if (result == PLACED)
            return;
        attempt->tried |= (uint64_t)1 << choice;
        delay += w->spec->refusal_time;
        if (region != target->source)
            delay += sim_time_from_ns(
                w->spec->hop_rtt_factor *
                (double)w->spec->rtt[target->source * w->spec->n_regions + region]);
        if (result == OUT)
            throttle = false;
        if ((known & ~attempt->tried) != 0)
            count_move(w, request, MOVED_REACTIVE,
                       result == OUT ? CRI_CAUSE_OUTAGE : CRI_CAUSE_CAPACITY);
    }
    if (attempt->tried != plan->all)
        throttle = false; /* some were left out because they are known to be down */
    provider_fails(w, index, throttle ? FAILURE_THROTTLE : FAILURE_TRANSIENT, delay);
}

/* All limits are tested before any is taken. CRI_N_LIMITS = admitted. */
static uint32_t admit(struct world *w, const struct plan *plan, int64_t tokens)
{
    for (uint32_t i = 0; i < plan->n_limits; i++)
        if (!sim_limiter_has(plan->limits[i].limiter, w->now,
                             plan->limits[i].per_request ? 1 : tokens))
            return plan->limits[i].limit;
    for (uint32_t i = 0; i < plan->n_limits; i++)
        sim_limiter_take(plan->limits[i].limiter, w->now, plan->limits[i].per_request ? 1 : tokens);
    return CRI_N_LIMITS;
}

static void start_attempt(struct world *w, uint32_t request_index)
{
    struct request *request = &w->requests[request_index];
    struct class_state *class = &w->classes[request->class];
    const struct plan *plan = &class->plans[request->target];
    struct cri_counts *counts = counts_of(w, request);
    int64_t reserved = (int64_t)request->input_tokens + request->max_tokens;
    uint32_t refused_by, index;
    struct attempt *attempt;

    request->attempts++;
    request->tries++;
    request->moved_call = false;
    counts->attempts++;
    if (w->region_down[plan->spec->source] > 0) {
        counts->passed++;
        counts->faults++;
        request->last_limit = CRI_N_LIMITS;
        client_decides(w, request_index, FAILURE_TRANSIENT, w->now + plan->client_rtt);
        return;
    }
    if (!w->spec->reserve_cache_reads)
        reserved -= request->cache_read;
    refused_by = admit(w, plan, reserved);
    if (refused_by < CRI_N_LIMITS) {
        counts->refused_by[refused_by]++;
        if (plan->quota != NULL)
            plan->quota->refused[refused_by]++;
        minute_at(w, w->now)->refused++;
        request->last_limit = (uint8_t)refused_by;
        client_decides(w, request_index, FAILURE_THROTTLE, w->now + plan->client_rtt);
        return;
    }
    counts->passed++;
    if (plan->quota != NULL)
        plan->quota->reserved_tokens += (uint64_t)reserved;
    index = attempt_take(w);
    attempt = &w->attempts[index];
    *attempt = (struct attempt){.sent_at = w->now,
                                .first_token_at = SIM_TIME_MAX,
                                .finish_at = SIM_TIME_MAX,
                                .reserved = reserved,
                                .request = request_index,
                                .epoch = attempt->epoch,
                                .next = CRI_NONE};
    request->references++;
    request->current = index;
    /* Away from the Region that would have been chosen had all been healthy: known bad. */
    if (known_usable(w, plan) != plan->all) {
        uint32_t preferred = choose(w, plan, request, plan->all);

        if (w->known_down[plan->spec->destinations[preferred]] > 0 && known_usable(w, plan) != 0)
            count_move(w, request, MOVED_PROACTIVE, CRI_CAUSE_OUTAGE);
    }
    route(w, index, 0);
}

/* ---- events ---- */

static void post_next_arrival(struct world *w, uint32_t index)
{
    struct class_state *class = &w->classes[index];

    if (cri_cursor_next(&class->cursor, &class->arrival) && class->arrival.at < w->spec->horizon)
        sim_cursor_set(w->engine, index, class->arrival.at);
}

static void keep_position(struct class_state *class, uint64_t position)
{
    struct cri_class_outcome *out = class->out;

    if (position >= class->positions_capacity) {
        class->positions_capacity =
            class->positions_capacity > 0 ? class->positions_capacity * 2 : 1024;
        out->e2e_by_position =
            realloc(out->e2e_by_position, class->positions_capacity * sizeof *out->e2e_by_position);
        SIM_ASSERT(out->e2e_by_position != NULL, "out of memory");
    }
    out->e2e_by_position[position] = -1;
    out->n_positions = position + 1;
}

static void on_arrival(struct world *w, uint32_t class_index)
{
    struct class_state *class = &w->classes[class_index];
    const struct cri_arrival *arrival = &class->arrival;
    uint32_t index = request_take(w);
    struct request *request = &w->requests[index];
    int64_t max_tokens = arrival->max_tokens > 0 ? arrival->max_tokens : class->spec->max_tokens;

    *request = (struct request){
        .intended = w->now,
        .entity = sim_entity(class->hash, arrival->ordinal),
        .position = arrival->position,
        .input_tokens = arrival->input_tokens,
        .output_tokens = arrival->output_tokens,
        .max_tokens = (uint32_t)max_tokens,
        .cache_read = arrival->cache_read,
        .cache_write = arrival->cache_write,
        .current = CRI_NONE,
        .class = (uint16_t)class_index,
        .references = 1,
        .phase = w->outages_in_force > 0 ? CRI_PHASE_OUTAGE : CRI_PHASE_NORMAL,
        .last_limit = CRI_N_LIMITS,
        .live = true,
    };
    if (request->output_tokens > request->max_tokens) {
        request->output_tokens = request->max_tokens;
        request->truncated = true;
    }
    if (class->spec->cached_share > 0 && arrival->cache_read == 0)
        request->cache_read = (uint32_t)(class->spec->cached_share *
                                         (double)(request->input_tokens - request->cache_write));
    counts_of(w, request)->offered++;
    minute_at(w, w->now)->offered++;
    w->live_requests++;
    w->out->requests++;
    if (w->options->e2e_by_position)
        keep_position(class, arrival->position);
    post_next_arrival(w, class_index);
    if (class->plans[0].spec->denial != CRI_DENIAL_NONE) {
        counts_of(w, request)->attempts++;
        end_request(w, index, CRI_DENIED);
        return;
    }
    start_attempt(w, index);
}

static void leave_station(struct world *w, const struct class_state *class, uint32_t region)
{
    struct station *station = station_of(w, class, region);

    w->in_flight[region]--;
    if (station->slots == 0)
        return;
    SIM_ASSERT(station->busy > 0, "a free slot was freed");
    station->busy--;
    grant(w, station);
}

static void bill(struct cri_ledger_row *row, const struct request *request)
{
    row->input += request->input_tokens - request->cache_read - request->cache_write;
    row->cache_read += request->cache_read;
    row->cache_write += request->cache_write;
    row->output += request->output_tokens;
}

static void on_finish(struct world *w, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];
    uint32_t request_index = attempt->request;
    struct request *request = &w->requests[request_index];
    struct class_state *class = &w->classes[request->class];
    /* A client that gave up may have moved to another target; the attempt is settled where it was
     * admitted, which its orphan mark remembers. */
    const struct plan *plan =
        &class->plans[attempt->orphan > 0 ? attempt->orphan - 1 : request->target];
    int64_t settled = (int64_t)request->input_tokens - request->cache_read +
                      class->service->output_burndown * (int64_t)request->output_tokens;
    uint32_t region = attempt->region;

    return_quota(w, plan, attempt->reserved - settled);
    if (plan->quota != NULL)
        plan->quota->settled_tokens += (uint64_t)settled;
    if (attempt->orphan > 0) {
        bill(&plan->ledger->waste, request);
    } else {
        bill(&plan->ledger->useful, request);
        give_retry_tokens_back(class, request);
        count_completed(w, request, attempt);
        w->live_requests--;
        request->live = false;
        request->current = CRI_NONE;
        request_unref(w, request_index);
    }
    attempt_free(w, index);
    leave_station(w, class, region);
}

static void on_timeout(struct world *w, uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];
    uint32_t request_index = attempt->request;
    struct request *request = &w->requests[request_index];
    struct class_state *class = &w->classes[request->class];
    const struct plan *plan = &class->plans[request->target];

    if (attempt->orphan > 0)
        return;
    /* Work that is being served goes on and is billed as waste; a call that waits is dropped. */
    attempt->orphan = (uint8_t)(request->target + 1);
    if (attempt->state == ATTEMPT_QUEUED) {
        station_of(w, class, attempt->region)->waiting--;
        attempt->state = ATTEMPT_DEAD;
        return_quota(w, plan, attempt->reserved);
        attempt->reserved = 0;
    }
    client_decides(w, request_index, FAILURE_TIMEOUT, w->now);
}

/* What an outage does to a call that is being served or waits in the Region, or came through it. */
static void hit_attempt(struct world *w, const struct cri_outage_spec *outage, uint32_t region,
                        uint32_t index)
{
    struct attempt *attempt = &w->attempts[index];
    bool queued = attempt->state == ATTEMPT_QUEUED;
    struct request *request;
    struct class_state *class;
    const struct plan *plan;
    bool served_here, entry_gone, started;

    /* First of all: the request of an attempt that is over may be somebody else's by now. */
    if (attempt->state != ATTEMPT_SERVED && !queued)
        return;
    request = &w->requests[attempt->request];
    class = &w->classes[request->class];
    plan = &class->plans[attempt->orphan > 0 ? attempt->orphan - 1 : request->target];
    served_here = attempt->region == region;
    entry_gone = outage->kind == CRI_OUTAGE_REGION_LOSS && plan->spec->source == region;
    started = !queued && attempt->first_token_at <= w->now;
    if (!served_here && !entry_gone)
        return;
    /* A call that only waits in a Region that is out cannot be kept. */
    if (!outage->in_flight_lost && !queued)
        return;
    attempt_renew(attempt);
    if (queued) {
        struct station *station = station_of(w, class, attempt->region);

        station->waiting--;
        /* Its place in the queue is a chain link: leave a dead copy there. */
        attempt->state = ATTEMPT_DEAD;
    } else {
        struct station *station = station_of(w, class, attempt->region);

        w->in_flight[attempt->region]--;
        if (station->slots > 0)
            station->busy--; /* no grant: nobody is served in a Region that is out, see below */
        attempt->state = ATTEMPT_DEAD;
    }
    if (attempt->orphan > 0) {
        return_quota(w, plan, attempt->reserved);
        attempt->reserved = 0;
        if (!queued)
            attempt_free(w, index);
        return;
    }
    if (entry_gone || started) {
        uint32_t request_index = attempt->request;

        return_quota(w, plan, attempt->reserved);
        attempt->reserved = 0;
        counts_of(w, request)->faults++;
        request->last_limit = CRI_N_LIMITS;
        attempt->orphan = (uint8_t)(request->target + 1);
        client_decides(w, request_index,
                       started && class->spec->streaming ? FAILURE_BROKEN : FAILURE_TRANSIENT,
                       w->now + plan->client_rtt);
        if (!queued)
            attempt_free(w, index);
        return;
    }
    /* Before the first token: the same call goes to the next destination. */
    {
        struct attempt moved = *attempt;
        uint32_t to = index;

        for (uint32_t i = 0; i < plan->spec->n_destinations; i++)
            if (plan->spec->destinations[i] == region)
                moved.tried |= (uint64_t)1 << i;
        if (queued) {
            to = attempt_take(w);
            attempt = &w->attempts[index];
            attempt->reserved = 0;
            attempt->orphan = (uint8_t)(request->target + 1);
            moved.epoch = w->attempts[to].epoch;
            request->references++;
            request->current = to;
        }
        moved.first_token_at = SIM_TIME_MAX;
        moved.finish_at = SIM_TIME_MAX;
        moved.next = CRI_NONE;
        w->attempts[to] = moved;
        if ((known_usable(w, plan) & ~moved.tried) != 0)
            count_move(w, request, MOVED_REACTIVE, CRI_CAUSE_OUTAGE);
        route(w, to, w->spec->refusal_time);
    }
}

static void on_outage_start(struct world *w, uint32_t index)
{
    const struct cri_outage_spec *outage = &w->spec->outages[index];

    w->outages_in_force++;
    for (uint32_t i = 0; i < outage->n_regions; i++) {
        w->serving_down[outage->regions[i]]++;
        if (outage->kind == CRI_OUTAGE_REGION_LOSS)
            w->region_down[outage->regions[i]]++;
    }
    /* By slot number: the same on every machine. Calls that this moves land in Regions that are up
     * or in new slots; a slot made meanwhile is beyond n and has nothing to lose. */
    for (uint32_t i = 0; i < outage->n_regions; i++)
        for (uint32_t a = 0, n = w->n_attempts; a < n; a++)
            hit_attempt(w, outage, outage->regions[i], a);
    /* A slot freed by a call that came through a lost Region may serve one that waits elsewhere. */
    for (uint32_t s = 0; s < w->spec->n_regions * w->spec->n_services; s++)
        if (w->stations[s].slots > 0 && w->serving_down[s / w->spec->n_services] == 0)
            grant(w, &w->stations[s]);
    if (outage->end < SIM_TIME_MAX)
        sim_post(w->engine, outage->end, CRI_RANK_OUTAGE, EVENT_OUTAGE_END, index, 0);
    sim_post(w->engine, capped(outage->start + outage->detection_delay), CRI_RANK_DETECTION,
             EVENT_DETECT_START, index, 0);
}

static void on_outage_end(struct world *w, uint32_t index)
{
    const struct cri_outage_spec *outage = &w->spec->outages[index];

    w->outages_in_force--;
    for (uint32_t i = 0; i < outage->n_regions; i++) {
        w->serving_down[outage->regions[i]]--;
        if (outage->kind == CRI_OUTAGE_REGION_LOSS)
            w->region_down[outage->regions[i]]--;
    }
    sim_post(w->engine, capped(outage->end + outage->detection_delay), CRI_RANK_DETECTION,
             EVENT_DETECT_END, index, 0);
}

static void on_detection(struct world *w, uint32_t index, bool down)
{
    const struct cri_outage_spec *outage = &w->spec->outages[index];

    for (uint32_t i = 0; i < outage->n_regions; i++) {
        if (down)
            w->known_down[outage->regions[i]]++;
        else
            w->known_down[outage->regions[i]]--;
    }
}

/* ---- set-up and loop ---- */

static void *zeroed(size_t n, size_t size)
{
    void *memory = calloc(n > 0 ? n : 1, size);

    SIM_ASSERT(memory != NULL, "out of memory");
    return memory;
}

static void add_limit(struct plan *plan, struct sim_limiter *limiter, enum cri_limit limit)
{
    plan->limits[plan->n_limits++] = (struct limit_ref){
        .limiter = limiter, .limit = (uint8_t)limit, .per_request = limit == CRI_LIMIT_RPM};
}

static void compile_plan(struct world *w, struct plan *plan, const struct cri_class_spec *class,
                         const struct cri_target_spec *target)
{
    const struct cri_spec *spec = w->spec;

    *plan = (struct plan){.spec = target};
    plan->client_rtt = spec->rtt[class->client_region * spec->n_regions + target->source];
    plan->ledger = &w->out->ledgers[target->price == CRI_NONE ? spec->n_prices : target->price];
    SIM_ASSERT(target->n_destinations <= 64, "more than 64 destinations");
    for (uint32_t i = 0; i < target->n_destinations; i++)
        plan->all |= (uint64_t)1 << i;
    if (target->quota != CRI_NONE) {
        const struct cri_quota_spec *quota = &spec->quotas[target->quota];
        struct sim_limiter *limiters = &w->limiters[target->quota * 3];

        plan->quota = &w->out->quotas[target->quota];
        if (quota->requests_per_min > 0)
            add_limit(plan, &limiters[0], CRI_LIMIT_RPM);
        if (quota->tokens_per_min > 0)
            add_limit(plan, &limiters[1], CRI_LIMIT_TPM);
        if (quota->tokens_per_day > 0)
            add_limit(plan, &limiters[2], CRI_LIMIT_TPD);
        if (quota->account != CRI_NONE)
            add_limit(plan, &w->limiters[spec->n_quotas * 3 + quota->account],
                      CRI_LIMIT_ACCOUNT_TPD);
    }
}

static void world_init(struct world *w)
{
    const struct cri_spec *spec = w->spec;
    struct sim_cursor_config *cursors = zeroed(spec->n_classes, sizeof *cursors);

    w->key = sim_key_make(w->options->seed, w->options->replication);
    w->free_attempt = CRI_NONE;
    w->free_request = CRI_NONE;
    w->limiters = zeroed(spec->n_quotas * 3 + spec->n_accounts, sizeof *w->limiters);
    for (uint32_t i = 0; i < spec->n_quotas; i++) {
        const struct cri_quota_spec *quota = &spec->quotas[i];

        if (quota->requests_per_min > 0)
            sim_limiter_init(&w->limiters[i * 3], quota->requests_per_min, SIM_MINUTE, 0);
        if (quota->tokens_per_min > 0)
            sim_limiter_init(&w->limiters[i * 3 + 1], quota->tokens_per_min, SIM_MINUTE, 0);
        if (quota->tokens_per_day > 0)
            sim_limiter_init(&w->limiters[i * 3 + 2], quota->tokens_per_day, SIM_DAY, 0);
    }
    for (uint32_t i = 0; i < spec->n_accounts; i++)
        sim_limiter_init(&w->limiters[spec->n_quotas * 3 + i], spec->accounts[i].tokens_per_day,
                         SIM_DAY, 0);
    w->stations = zeroed((size_t)spec->n_regions * spec->n_services, sizeof *w->stations);
    for (uint32_t i = 0; i < spec->n_regions * spec->n_services; i++) {
        w->stations[i].head = CRI_NONE;
        w->stations[i].tail = CRI_NONE;
        if (spec->capacity[i].kind == CRI_CAPACITY_SLOTS) {
            w->stations[i].slots = spec->capacity[i].slots;
            w->stations[i].room = spec->capacity[i].queue;
        }
    }
    w->serving_down = zeroed(spec->n_regions, sizeof *w->serving_down);
    w->region_down = zeroed(spec->n_regions, sizeof *w->region_down);
    w->known_down = zeroed(spec->n_regions, sizeof *w->known_down);
    w->in_flight = zeroed(spec->n_regions, sizeof *w->in_flight);
    w->classes = zeroed(spec->n_classes, sizeof *w->classes);
    for (uint32_t i = 0; i < spec->n_classes; i++)
        cursors[i] = (struct sim_cursor_config){.type = EVENT_ARRIVAL, .rank = CRI_RANK_ARRIVAL};
    w->engine = sim_engine_create(
        &(struct sim_engine_config){.n_cursors = spec->n_classes, .cursors = cursors});
    SIM_ASSERT(w->engine != NULL, "out of memory");
    free(cursors);
    for (uint32_t i = 0; i < spec->n_classes; i++) {
        struct class_state *class = &w->classes[i];

        class->spec = &spec->classes[i];
        class->out = &w->out->classes[i];
        class->hash = sim_hash_string(class->spec->name);
        if (!class->spec->runs)
            continue;
        class->service = &spec->services[class->spec->model];
        class->plans = zeroed(class->spec->n_targets, sizeof *class->plans);
        for (uint32_t t = 0; t < class->spec->n_targets; t++)
            compile_plan(w, &class->plans[t], class->spec, &class->spec->targets[t]);
        class->outside = zeroed(spec->n_regions, sizeof *class->outside);
        for (uint32_t r = 0; r < spec->n_regions; r++)
            class->outside[r] =
                strcmp(spec->regions[r].geography,
                       spec->regions[class->spec->targets[0].source].geography) != 0;
        if (class->spec->client.retry_quota > 0) {
            class->retry_tokens =
                zeroed(class->spec->client.instances, sizeof *class->retry_tokens);
            for (uint32_t c = 0; c < class->spec->client.instances; c++)
                class->retry_tokens[c] = class->spec->client.retry_quota;
        }
        cri_cursor_init(&class->cursor, &class->spec->arrivals, w->key);
        post_next_arrival(w, i);
    }
    for (uint32_t i = 0; i < spec->n_outages; i++)
        sim_post(w->engine, spec->outages[i].start, CRI_RANK_OUTAGE, EVENT_OUTAGE_START, i, 0);
}

static void world_release(struct world *w)
{
    sim_engine_destroy(w->engine);
    for (uint32_t i = 0; i < w->spec->n_classes; i++) {
        free(w->classes[i].plans);
        free(w->classes[i].outside);
        free(w->classes[i].retry_tokens);
    }
    free(w->classes);
    free(w->limiters);
    free(w->stations);
    free(w->serving_down);
    free(w->region_down);
    free(w->known_down);
    free(w->in_flight);
    free(w->attempts);
    free(w->requests);
}

static void collect_headroom(struct world *w)
{
    const struct cri_spec *spec = w->spec;

    for (uint32_t i = 0; i < spec->n_quotas; i++) {
        double *headroom = w->out->quotas[i].headroom;

        if (spec->quotas[i].requests_per_min > 0)
            headroom[CRI_LIMIT_RPM] = sim_limiter_headroom(&w->limiters[i * 3]);
        if (spec->quotas[i].tokens_per_min > 0)
            headroom[CRI_LIMIT_TPM] = sim_limiter_headroom(&w->limiters[i * 3 + 1]);
        if (spec->quotas[i].tokens_per_day > 0)
            headroom[CRI_LIMIT_TPD] = sim_limiter_headroom(&w->limiters[i * 3 + 2]);
    }
    for (uint32_t i = 0; i < spec->n_accounts; i++)
        w->out->account_headroom[i] = sim_limiter_headroom(&w->limiters[spec->n_quotas * 3 + i]);
}

/* Requests that are not over: in flight when the run was cut short, else beyond the service's
 * longest run, which is a time-out. */
static void end_the_rest(struct world *w, bool interrupted)
{
    for (uint32_t i = 0; i < w->n_requests && w->live_requests > 0; i++) {
        struct request *request = &w->requests[i];

        if (!request->live)
            continue;
        if (interrupted) {
            counts_of(w, request)->in_flight++;
            request->live = false;
            w->live_requests--;
        } else {
            end_request(w, i, CRI_TIMED_OUT);
        }
    }
}

static bool is_live(const struct world *w, const struct sim_event *event)
{
    return w->attempts[event->index].epoch == event->epoch;
}

enum sim_status cri_world_run(const struct cri_spec *spec, const struct cri_run_options *options,
                              struct cri_outcome *outcome)
{
    struct world world = {.spec = spec, .options = options, .out = outcome};
    struct world *w = &world;
    struct sim_assert_context context = {.now = &world.now,
                                         .seed = options->seed,
                                         .replication = options->replication,
                                         .arm = spec->arm};
    sim_time last =
        spec->horizon > SIM_TIME_MAX - spec->drain ? SIM_TIME_MAX : spec->horizon + spec->drain;
    struct sim_event event;
    uint64_t n_events = 0;
    bool interrupted = false;

    sim_assert_set_context(&context);
    world_init(w);
    while (sim_next(w->engine, &event)) {
        if (event.at > last)
            break;
        w->now = event.at;
        n_events++;
        if ((n_events & 1023) == 0 && options->stop != NULL && *options->stop != 0) {
            interrupted = true;
            break;
        }
        switch (event.type) {
        case EVENT_ARRIVAL:
            on_arrival(w, event.index);
            break;
        case EVENT_FINISH:
            if (is_live(w, &event))
                on_finish(w, event.index);
            break;
        case EVENT_TIMEOUT:
            if (is_live(w, &event))
                on_timeout(w, event.index);
            break;
        case EVENT_START:
            start_attempt(w, event.index);
            break;
        case EVENT_OUTAGE_START:
            on_outage_start(w, event.index);
            break;
        case EVENT_OUTAGE_END:
            on_outage_end(w, event.index);
            break;
        case EVENT_DETECT_START:
            on_detection(w, event.index, true);
            break;
        case EVENT_DETECT_END:
            on_detection(w, event.index, false);
            break;
        default:
            SIM_ASSERT(false, "unknown event type %u", event.type);
        }
    }
    if (w->live_requests > 0) {
        /* An event that was taken but not handled belongs to a request that is still live. */
        if (!interrupted)
            w->now = last;
        end_the_rest(w, interrupted);
    }
    collect_headroom(w);
    outcome->events = n_events;
    outcome->ended_at = w->now;
    outcome->complete = !interrupted;
    SIM_ASSERT(w->live_requests == 0, "%llu requests were lost",
               (unsigned long long)w->live_requests);
    world_release(w);
    sim_assert_set_context(NULL);
    return interrupted ? SIM_EINTERRUPTED : SIM_OK;
}
