/*
 * world.c: one replication of one arm: set-up, arrivals, the loop, and what is counted when a
 * request is over.
 *
 * The life of a request: it arrives (a cursor event), an attempt is made at the target's source
 * Region: endpoint, quota, routing, room, service (world_call.c). What goes wrong comes back to the
 * client, who retries, falls back or gives up (world_client.c). An untroubled request costs two
 * events.
 *
 * The clock of the simulation is the API's: an attempt is admitted at the instant the client sends
 * it, the client leg is added to what the client sees, and client time-outs are measured on the
 * API's clock (docs/architecture.md).
 */
#include "models/world.h"

#include "models/world_state.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- pools ---- */

void *cri_zeroed(size_t n, size_t size)
{
    return sim_zeroed(n, size);
}

void *cri_grow(void *memory, uint32_t *capacity, size_t size)
{
    uint32_t wanted = *capacity > 0 ? *capacity * 2 : 256;

    memory = sim_grown(memory, wanted, size);
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
        w->requests = cri_grow(w->requests, &w->requests_capacity, sizeof *w->requests);
    return w->n_requests++;
}

void request_unref(struct world *w, uint32_t index)
{
    struct request *request = &w->requests[index];

    SIM_ASSERT(request->references > 0, "request released twice");
    if (--request->references > 0)
        return;
    request->next = w->free_request;
    w->free_request = index;
}

/* ---- the end of a request ---- */

static void remember_e2e(struct class_state *class, uint64_t position, int64_t e2e)
{
    if (class->out->e2e_by_position != NULL)
        class->out->e2e_by_position[position] = e2e;
}

static enum cri_failed_by cause_of(const struct request *request, enum cri_terminal terminal)
{
    bool late = terminal == CRI_TIMED_OUT || terminal == CRI_ABANDONED;

    if (terminal == CRI_DENIED)
        return CRI_FAILED_DENIED;
    if (late && request->hopeless > 0)
        return request->hopeless == 1 ? CRI_FAILED_SHORT_READ : CRI_FAILED_SHORT_LIMIT;
    if (terminal == CRI_THROTTLED && request->above_limit)
        return CRI_FAILED_ABOVE_LIMIT;
    if (request->retry_stopped)
        return CRI_FAILED_RETRY_QUOTA;
    if (terminal == CRI_THROTTLED)
        return request->last_limit < CRI_N_LIMITS ? CRI_FAILED_QUOTA : CRI_FAILED_PROVIDER;
    if (late)
        return request->waited             ? CRI_FAILED_QUEUE
               : terminal == CRI_ABANDONED ? CRI_FAILED_DEADLINE
                                           : CRI_FAILED_TIMEOUT;
    return CRI_FAILED_PROVIDER;
}

/* The request is over: exactly once, and not completed. */
void end_request(struct world *w, uint32_t index, enum cri_terminal terminal)
{
    struct request *request = &w->requests[index];
    struct class_state *class = &w->classes[request->class];
    struct cri_counts *counts = counts_of(w, request);
    struct cri_minute *minute = minute_at(w, w->now);

    counts->terminal[terminal]++;
    counts->failed_by[cause_of(request, terminal)]++;
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

void deny_request(struct world *w, uint32_t index, enum cri_denial denial)
{
    counts_of(w, &w->requests[index])->denied_by[denial]++;
    end_request(w, index, CRI_DENIED);
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
    (*cri_series_served(series, bin, attempt->region))++;
    if (minute != w->this_minute) {
        w->this_minute = minute;
        w->completed_this_minute = 0;
    }
    if (++w->completed_this_minute > w->out->busiest_minute)
        w->out->busiest_minute = w->completed_this_minute;
}

/* The request is over: completed by this attempt. */
void complete_request(struct world *w, uint32_t index, const struct attempt *attempt)
{
    struct request *request = &w->requests[index];

    count_completed(w, request, attempt);
    w->live_requests--;
    request->live = false;
    request->current = CRI_NONE;
    request_unref(w, index);
}

void count_move(struct world *w, struct request *request, int kind, enum cri_cause cause)
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

/* ---- events ---- */

static void post_next_arrival(struct world *w, uint32_t index)
{
    struct class_state *class = &w->classes[index];

    if (cri_cursor_next(&class->cursor, &class->arrival) && class->arrival.at < w->spec->horizon)
        sim_cursor_set(w->engine, index, class->arrival.at);
    w->stopped |= class->cursor.stopped;
}

static void keep_position(struct class_state *class, uint64_t position)
{
    struct cri_class_outcome *out = class->out;

    if (position >= class->positions_capacity) {
        class->positions_capacity =
            class->positions_capacity > 0 ? class->positions_capacity * 2 : 1024;
        out->e2e_by_position = sim_grown(out->e2e_by_position, class->positions_capacity,
                                         sizeof *out->e2e_by_position);
    }
    out->e2e_by_position[position] = -1;
    out->n_positions = position + 1;
}

/* The prefix that the traffic states, or one drawn by group. A prompt shorter than its group's
 * prefix has none. */
static uint32_t prefix_of(struct world *w, const struct class_state *class,
                          const struct request *request, const struct cri_arrival *arrival)
{
    const struct cri_cache_spec *spec = &class->spec->cache;
    double u;

    if (class->groups == NULL)
        return arrival->prefix;
    if (request->input_tokens < spec->tokens)
        return CRI_NONE;
    u = sim_u01(w->key, CRI_DRAW_PREFIX, request->entity, 0);
    return cri_prefix_group(class->groups, spec->groups, u);
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
        .ordinal = arrival->ordinal,
        .position = arrival->position,
        .input_tokens = arrival->input_tokens,
        .output_tokens = arrival->output_tokens,
        .max_tokens = (uint32_t)max_tokens,
        .cache_read = arrival->cache_read,
        .cache_write = arrival->cache_write,
        .prefix = CRI_NONE,
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
    if (class->cache != NULL) {
        request->cache_read = 0;
        request->cache_write = 0;
        request->prefix = prefix_of(w, class, request, arrival);
    } else if (class->spec->cached_share > 0 && arrival->cache_read == 0)
        request->cache_read = (uint32_t)(class->spec->cached_share *
                                         (double)(request->input_tokens - request->cache_write));
    counts_of(w, request)->offered++;
    minute_at(w, w->now)->offered++;
    w->live_requests++;
    w->out->requests++;
    if (w->options->e2e_by_position)
        keep_position(class, arrival->position);
    post_next_arrival(w, class_index);
    if (class->plans[0].spec->denial != CRI_DENIAL_NONE && class->spec->n_spread == 0) {
        counts_of(w, request)->attempts++;
        deny_request(w, index, class->plans[0].spec->denial);
        return;
    }
    if (class->spec->most_tokens > 0 && max_tokens > class->spec->most_tokens) {
        counts_of(w, request)->attempts++;
        deny_request(w, index, CRI_DENIAL_400_MAX_TOKENS);
        return;
    }
    if (class->spec->batch.on) {
        counts_of(w, &w->requests[index])->attempts++;
        batch_add(w, class, index);
        return;
    }
    if (class->spec->n_spread > 0) {
        uint32_t first = (uint32_t)(class->turn++ % class->spec->n_spread);

        /* The first that can be called, in turn. */
        while (class->plans[first].spec->denial != CRI_DENIAL_NONE)
            first = (first + 1) % class->spec->n_spread;
        w->requests[index].target = (uint8_t)first;
        w->requests[index].first_target = (uint8_t)first;
    }
    start_attempt(w, index);
}

/* ---- set-up and loop ---- */

static void compile_plan(struct world *w, struct class_state *class, struct plan *plan,
                         const struct cri_target_spec *target)
{
    const struct cri_spec *spec = w->spec;
    uint32_t long_price = target->long_price == CRI_NONE ? target->price : target->long_price;

    *plan = (struct plan){.spec = target, .counted = target->quota != CRI_NONE};
    plan->client_rtt = spec->rtt[class->spec->client_region * spec->n_regions + target->source];
    plan->ledger = &class->out->ledgers[target->price == CRI_NONE ? spec->n_prices : target->price];
    plan->long_ledger = &class->out->ledgers[long_price == CRI_NONE ? spec->n_prices : long_price];
    plan->long_above = target->long_above > 0 ? target->long_above : INT64_MAX;
    SIM_ASSERT(target->n_destinations <= 64, "more than 64 destinations");
    for (uint32_t i = 0; i < target->n_destinations; i++)
        plan->all |= (uint64_t)1 << i;
    plan->memory = cri_zeroed(target->n_destinations, sizeof *plan->memory);
    plan->healthy_memory = cri_zeroed(target->n_destinations, sizeof *plan->healthy_memory);
    if (target->policy != NULL && target->n_destinations > 1 && target->policy->sees_speed)
        w->any_speed = true;
    if (target->policy != NULL && target->n_destinations > 1 && target->policy->sees_load)
        w->any_load = true;
}

static void cells_init(struct world *w)
{
    const struct cri_spec *spec = w->spec;
    uint32_t n = spec->n_regions;

    w->cells = cri_zeroed((size_t)n * spec->n_services, sizeof *w->cells);
    w->size = cri_zeroed((size_t)n * spec->n_services, sizeof *w->size);
    w->in_flight = cri_zeroed((size_t)n * spec->n_services, sizeof *w->in_flight);
    w->region_down = cri_zeroed(n, sizeof *w->region_down);
    w->geography = cri_zeroed(n, sizeof *w->geography);
    w->region_hash = cri_zeroed(n, sizeof *w->region_hash);
    for (uint32_t r = 0; r < n; r++)
        w->region_hash[r] = sim_hash_string(spec->regions[r].name);
    for (uint32_t r = 0; r < n; r++)
        while (strcmp(spec->regions[w->geography[r]].geography, spec->regions[r].geography) != 0)
            w->geography[r]++;
    for (uint32_t s = 0; s < spec->n_services; s++) {
        for (uint32_t r = 0; r < n; r++) {
            const struct cri_capacity_spec *capacity = &spec->capacity[r * spec->n_services + s];
            struct cell *cell = &w->cells[s * n + r];

            cell->head = CRI_NONE;
            cell->tail = CRI_NONE;
            cell->kind = (uint8_t)capacity->kind;
            cell->room = capacity->queue;
            if (capacity->kind != CRI_CAPACITY_UNLIMITED && capacity->background.mean > 0)
                w->any_background = true;
            if (capacity->kind == CRI_CAPACITY_SLOTS) {
                cell->slots = capacity->slots;
                w->size[s * n + r] = capacity->slots;
            } else if (capacity->kind == CRI_CAPACITY_SHARED) {
                SIM_ASSERT(capacity->width > 0 && capacity->width <= CRI_SHARED_WIDEST,
                           "%g calls at full speed", capacity->width);
                cell->slots = capacity->most;
                w->size[s * n + r] = capacity->width;
                cell->shared = cri_zeroed(1, sizeof *cell->shared);
                sim_shared_init(&cell->shared->station,
                                (int64_t)(capacity->width * CRI_SHARED_PER_S), CRI_SHARED_PER_S,
                                SIM_UNLIMITED, 0);
                w->any_shared = true;
            }
        }
    }
}

/* Before anything was seen, a Region's speed is what its model and its distance promise. */
static void speed_init(struct world *w)
{
    const struct cri_spec *spec = w->spec;
    uint32_t n = spec->n_regions;

    if (!w->any_speed)
        return;
    w->speed = cri_zeroed((size_t)n * spec->n_services, sizeof *w->speed);
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_class_spec *class = &spec->classes[c];
        uint32_t source;

        if (!class->runs)
            continue;
        source = class->targets[0].source;
        for (uint32_t r = 0; r < n; r++)
            w->speed[class->model * n + r] =
                (double)spec->services[class->model].base_ttft +
                (r == source ? 0
                             : spec->routing.hop_rtt_factor * (double)spec->rtt[source * n + r]);
    }
}

/* What routers see: the present, or a copy that is renewed now and then. */
static void sight_init(struct world *w)
{
    size_t n = (size_t)w->n_regions * w->spec->n_services;

    w->seen_in_flight = w->in_flight;
    w->seen_speed = w->speed;
    if (w->spec->routing.refresh == 0 || (!w->any_load && !w->any_speed))
        return;
    w->seen_in_flight = cri_zeroed(n, sizeof *w->seen_in_flight);
    if (w->speed != NULL) {
        w->seen_speed = cri_zeroed(n, sizeof *w->seen_speed);
        memcpy(w->seen_speed, w->speed, n * sizeof *w->seen_speed);
    }
    sim_post(w->engine, w->spec->routing.refresh, CRI_RANK_DETECTION, EVENT_REFRESH, 0, 0);
}

static void on_refresh(struct world *w)
{
    size_t n = (size_t)w->n_regions * w->spec->n_services;

    memcpy(w->seen_in_flight, w->in_flight, n * sizeof *w->seen_in_flight);
    if (w->speed != NULL)
        memcpy(w->seen_speed, w->speed, n * sizeof *w->seen_speed);
    if (!is_idle(w))
        sim_post(w->engine, capped(w->now + w->spec->routing.refresh), CRI_RANK_DETECTION,
                 EVENT_REFRESH, 0, 0);
}

/* One cache for all classes of one traffic and one model; drawn groups are a class's own. */
static void cache_init(struct world *w, uint32_t index)
{
    struct class_state *class = &w->classes[index];
    const struct cri_cache_spec *spec = &class->spec->cache;
    const struct cri_records *records = class->spec->arrivals.records;
    struct cri_prefixes prefixes = {0};

    if (!spec->on)
        return;
    if (class->spec->arrivals.generator == NULL)
        prefixes = records->prefixes;
    w->any_cache = true;
    for (uint32_t i = 0; i < index && spec->groups == 0; i++) {
        const struct class_state *other = &w->classes[i];

        if (other->owns_cache && other->groups == NULL &&
            other->spec->model == class->spec->model && other->spec->arrivals.records == records &&
            other->spec->arrivals.generator == class->spec->arrivals.generator) {
            class->cache = other->cache;
            return;
        }
    }
    if (spec->groups > 0) {
        uint32_t n = spec->groups;

        class->groups = cri_zeroed(n, sizeof *class->groups);
        cri_prefix_groups_weights(class->groups, n, spec->skew);
        class->group_tables = cri_zeroed(2 * (size_t)n, sizeof *class->group_tables);
        for (uint32_t i = 0; i < n; i++) {
            class->group_tables[i] = CRI_NONE;
            class->group_tables[n + i] = (uint32_t)spec->tokens;
        }
        prefixes = (struct cri_prefixes){
            .n = n, .parent = class->group_tables, .tokens = class->group_tables + n};
    }
    class->cache = cri_zeroed(1, sizeof *class->cache);
    class->owns_cache = true;
    cri_prompt_cache_init(class->cache, &prefixes, w->n_regions, spec->ttl, spec->minimum);
}

static void class_init(struct world *w, uint32_t i)
{
    const struct cri_spec *spec = w->spec;
    struct class_state *class = &w->classes[i];

    class->spec = &spec->classes[i];
    class->out = &w->out->classes[i];
    class->hash = sim_hash_string(class->spec->name);
    if (!class->spec->runs)
        return;
    class->service = &spec->services[class->spec->model];
    class->plans = cri_zeroed(class->spec->n_targets, sizeof *class->plans);
    for (uint32_t t = 0; t < class->spec->n_targets; t++)
        compile_plan(w, class, &class->plans[t], &class->spec->targets[t]);
    class->outside = cri_zeroed(spec->n_regions, sizeof *class->outside);
    for (uint32_t r = 0; r < spec->n_regions; r++)
        class->outside[r] = w->geography[r] != w->geography[class->spec->targets[0].source];
    cache_init(w, i);
    if (class->spec->client.retry_quota > 0) {
        class->retry_tokens =
            cri_zeroed(class->spec->client.instances, sizeof *class->retry_tokens);
        for (uint32_t c = 0; c < class->spec->client.instances; c++)
            class->retry_tokens[c] = class->spec->client.retry_quota;
    }
    if (class->spec->batch.on && spec->horizon < SIM_TIME_MAX - 8 * SIM_DAY &&
        w->last < spec->horizon + 8 * SIM_DAY)
        w->last = spec->horizon + 8 * SIM_DAY; /* jobs take hours */
    cri_cursor_init(&class->cursor, &class->spec->arrivals, w->options->seed,
                    w->options->replication, w->options->stop);
    post_next_arrival(w, i);
}

static void world_init(struct world *w)
{
    const struct cri_spec *spec = w->spec;
    struct sim_cursor_config *cursors = cri_zeroed(spec->n_classes, sizeof *cursors);
    struct sim_slot_config *slots;
    uint32_t n_slots;

    w->key = sim_key_make(w->options->seed, w->options->replication);
    w->free_attempt = CRI_NONE;
    w->free_request = CRI_NONE;
    w->n_regions = spec->n_regions;
    w->last =
        spec->horizon > SIM_TIME_MAX - spec->drain ? SIM_TIME_MAX : spec->horizon + spec->drain;
    cri_quotas_init(&w->quotas, spec, w->out);
    cells_init(w);
    w->outages = cri_zeroed(spec->n_outages, sizeof *w->outages);
    w->classes = cri_zeroed(spec->n_classes, sizeof *w->classes);
    for (uint32_t i = 0; i < spec->n_classes; i++)
        cursors[i] = (struct sim_cursor_config){.type = EVENT_ARRIVAL, .rank = CRI_RANK_ARRIVAL};
    n_slots = w->any_shared ? spec->n_regions * spec->n_services : 0;
    slots = cri_zeroed(n_slots, sizeof *slots);
    for (uint32_t i = 0; i < n_slots; i++)
        slots[i] = (struct sim_slot_config){.type = EVENT_SHARED, .rank = CRI_RANK_FINISH};
    w->engine = sim_engine_create(&(struct sim_engine_config){
        .n_cursors = spec->n_classes, .cursors = cursors, .n_slots = n_slots, .slots = slots});
    free(cursors);
    free(slots);
    for (uint32_t i = 0; i < spec->n_classes; i++)
        class_init(w, i);
    speed_init(w);
    sight_init(w);
    outages_init(w);
    for (uint32_t i = 0; i < spec->n_quota_changes; i++)
        sim_post(w->engine, spec->quota_changes[i].at, CRI_RANK_SETTLE, EVENT_QUOTA_CHANGE, i, 0);
    if (w->any_background)
        on_background(w);
}

static void world_release(struct world *w)
{
    sim_engine_destroy(w->engine);
    for (uint32_t i = 0; i < w->spec->n_classes; i++) {
        for (uint32_t t = 0; w->classes[i].plans != NULL && t < w->spec->classes[i].n_targets;
             t++) {
            free(w->classes[i].plans[t].memory);
            free(w->classes[i].plans[t].healthy_memory);
        }
        free(w->classes[i].plans);
        free(w->classes[i].outside);
        free(w->classes[i].retry_tokens);
        free(w->classes[i].groups);
        free(w->classes[i].group_tables);
        if (w->classes[i].owns_cache) {
            cri_prompt_cache_release(w->classes[i].cache);
            free(w->classes[i].cache);
        }
    }
    free(w->classes);
    for (uint32_t i = 0; i < w->n_regions * w->spec->n_services; i++) {
        if (w->cells[i].shared != NULL)
            sim_shared_release(&w->cells[i].shared->station);
        free(w->cells[i].shared);
    }
    free(w->cells);
    cri_quotas_release(&w->quotas);
    free(w->region_down);
    free(w->geography);
    free(w->region_hash);
    free(w->size);
    if (w->seen_in_flight != w->in_flight)
        free(w->seen_in_flight);
    if (w->seen_speed != w->speed)
        free(w->seen_speed);
    free(w->in_flight);
    free(w->speed);
    free(w->outages);
    free(w->attempts);
    free(w->caches);
    free(w->tickets);
    free(w->requests);
    free(w->jobs);
    free(w->hits);
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
    struct sim_event event;
    uint64_t n_events = 0;
    bool interrupted;

    sim_assert_set_context(&context);
    world_init(w);
    interrupted = w->stopped;
    while (!interrupted && sim_next(w->engine, &event)) {
        if (event.at > w->last)
            break;
        w->now = event.at;
        n_events++;
        if (w->stopped ||
            ((n_events & 1023) == 0 && options->stop != NULL && *options->stop != 0)) {
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
        case EVENT_RAMP_END:
            if (w->outages[event.index].times == event.epoch)
                on_ramp_end(w, event.index);
            break;
        case EVENT_STALLED:
            if (is_live(w, &event))
                on_stalled(w, event.index);
            break;
        case EVENT_ADJUST:
            if (is_live(w, &event))
                on_adjust(w, event.index);
            break;
        case EVENT_SHARED:
            on_shared(w, event.index);
            break;
        case EVENT_QUOTA_CHANGE:
            cri_quota_change(&w->quotas, &spec->quota_changes[event.index], w->now);
            break;
        case EVENT_BACKGROUND:
            on_background(w);
            break;
        case EVENT_REFRESH:
            on_refresh(w);
            break;
        case EVENT_BATCH:
            on_batch(w, event.index);
            break;
        case EVENT_BATCH_DONE:
            on_batch_done(w, event.index);
            break;
        default:
            SIM_ASSERT(false, "unknown event type %u", event.type);
        }
    }
    interrupted = interrupted || w->stopped;
    if (w->live_requests > 0) {
        /* An event that was taken but not handled belongs to a request that is still live. */
        if (!interrupted)
            w->now = w->last;
        end_the_rest(w, interrupted);
    }
    outages_finish(w, w->now);
    cri_quotas_finish(&w->quotas, w->now);
    outcome->events = n_events;
    outcome->ended_at = w->now;
    outcome->complete = !interrupted;
    SIM_ASSERT(w->live_requests == 0, "%llu requests were lost",
               (unsigned long long)w->live_requests);
    world_release(w);
    sim_assert_set_context(NULL);
    return interrupted ? SIM_EINTERRUPTED : SIM_OK;
}
