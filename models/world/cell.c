#include "models/world/cell.h"

#include "models/noise.h"
#include "models/world/count.h"
#include "models/world/pool.h"
#include "models/world/trouble.h"

#include <math.h>

/* ---- time-outs of the client: an event only if it will strike, or may ---- */

static void post_limit(struct cri_world *w, uint32_t index, sim_time seen_at, sim_time finish_at)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];
    const struct cri_client_spec *client = &cri_class_of(w, request)->spec->client;
    sim_time limit;

    if (attempt->orphan_target != CRI_NO_TARGET)
        return;
    limit =
        cri_client_limit(client, request->caller.intended, attempt->sent_at, seen_at, finish_at);
    if (limit < SIM_TIME_MAX)
        sim_post(w->engine, cri_capped(limit > w->now ? limit : w->now), CRI_RANK_TIMEOUT,
                 CRI_EVENT_TIMEOUT, index, attempt->epoch);
}

/* The end of the call is known. */
static void foresee_limits(struct cri_world *w, uint32_t index)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    bool streaming = cri_class_of(w, &w->requests[attempt->request])->spec->streaming;

    post_limit(w, index, streaming ? attempt->first_token_at : attempt->finish_at,
               attempt->finish_at);
}

/* ---- service ---- */

/* Work of the station in units of 10 us at full speed. */
static int64_t work_of(double ns)
{
    double units = ns / CRI_SHARED_UNIT_NS;

    return units < 1 ? 1 : units > CRI_SHARED_MOST ? (int64_t)CRI_SHARED_MOST : (int64_t)units;
}

static inline void shared_reschedule(struct cri_world *w, struct cri_cell *cell)
{
    uint32_t index = (uint32_t)(cell - w->cells);
    sim_time at;

    if (sim_shared_next(cell->shared, &at) && at <= SIM_TIME_MAX)
        sim_slot_set(w->engine, index, at > w->now ? at : w->now);
    else
        sim_slot_clear(w->engine, index);
}

static inline void enter_shared(struct cri_world *w, struct cri_cell *cell, uint32_t index,
                                int64_t work)
{
    uint8_t group = w->weighted ? (uint8_t)cri_target_of(w, &w->attempts[index])->spec->tier : 0;
    enum sim_arrival result =
        sim_shared_arrive(cell->shared, w->now, index, group, work, &w->tickets[index]);

    SIM_ASSERT(result == SIM_ARRIVAL_SERVED, "a shared station refused a call it had room for");
    shared_reschedule(w, cell);
}

/* What the models of the target make of the call; without any, nobody asks. */
static void ask_models(struct cri_world *w, const struct cri_target *target, uint32_t index,
                       struct cri_service *service)
{
    for (uint32_t i = 0; i < target->n_models; i++)
        if (target->models[i]->serve != NULL)
            target->models[i]->serve(w, index, service);
}

static void tell_place(struct cri_world *w, const struct cri_target *target, uint32_t index,
                       sim_time first_token_at)
{
    for (uint32_t i = 0; i < target->n_models; i++)
        if (target->models[i]->place != NULL)
            target->models[i]->place(w, index, first_token_at);
}

static void tell_stream(struct cri_world *w, const struct cri_target *target, uint32_t index)
{
    for (uint32_t i = 0; i < target->n_models; i++)
        if (target->models[i]->stream != NULL)
            target->models[i]->stream(w, index);
}

/* Times of the call: median of its model, noise of the request, trouble of the Region. */
static struct cri_service service_of(struct cri_world *w, uint32_t index,
                                     const struct cri_target *target)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    struct cri_request *request = &w->requests[attempt->request];
    struct cri_class *class = cri_class_of(w, request);
    const struct cri_service_spec *spec = class->service;
    const struct cri_cell *cell = cri_cell_of(w, class, attempt->region);
    struct cri_service service = {.ttft = (double)spec->base_ttft,
                                  .rate = spec->output_ns_per_token,
                                  .hop =
                                      w->hop[target->spec->source * w->n_regions + attempt->region],
                                  .read = request->cache_read};
    double u[2];

    request->served += !request->entered;
    request->entered = true;
    if (cri_noise_is_on(&spec->ttft_noise) || cri_noise_is_on(&spec->rate_noise)) {
        sim_u01_pair(w->key, CRI_DRAW_SERVICE, request->caller.entity, request->served, u);
        if (cri_noise_is_on(&spec->ttft_noise))
            service.ttft *= cri_noise(&spec->ttft_noise, u[0]);
        if (cri_noise_is_on(&spec->rate_noise))
            service.rate *= cri_noise(&spec->rate_noise, u[1]);
    }
    if (target->n_models > 0)
        ask_models(w, target, index, &service);
    service.ttft += cri_service_prefill(spec, request->input_tokens - service.read);
    if (cell->troubled > 0) {
        struct cri_trouble trouble =
            cri_trouble_of(w, request, class->spec->model, attempt->region);

        service.ttft *= trouble.slowdown;
        service.rate *= trouble.slowdown;
        service.hop += trouble.added;
    }
    return service;
}

/* Whether the call could end in time if nothing else were in its way; an orphan's client is gone.
 */
static void note_need(struct cri_world *w, uint32_t index, sim_time first, sim_time whole)
{
    struct cri_request *request = &w->requests[w->attempts[index].request];
    const struct cri_class *class = cri_class_of(w, request);
    const struct cri_client_spec *client = &class->spec->client;
    sim_time heard = class->spec->streaming ? first : whole;

    if (w->attempts[index].orphan_target != CRI_NO_TARGET)
        return;
    request->hopeless = client->read_timeout > 0 && heard > client->read_timeout ? CRI_HOPELESS_READ
                        : client->deadline > 0 && whole > client->deadline ? CRI_HOPELESS_DEADLINE
                                                                           : CRI_NOT_HOPELESS;
    if (request->hopeless != CRI_NOT_HOPELESS)
        sim_histogram_record(&class->out->needed,
                             request->hopeless == CRI_HOPELESS_READ ? heard : whole);
}

static void serve(struct cri_world *w, uint32_t index, sim_time delay)
{
    struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];
    const struct cri_class *class = cri_class_of(w, request);
    const struct cri_target *target = cri_target_of(w, attempt);
    uint32_t at = cri_cell_index(w, class, attempt->region);
    struct cri_cell *cell = &w->cells[at];
    struct cri_service service = service_of(w, index, target);
    sim_time first = service.hop + sim_time_from_ns(service.ttft);
    sim_time first_token_at = cri_capped(w->now + delay + first);
    sim_time output = request->output_tokens > 1
                          ? sim_time_from_ns(service.rate * (double)(request->output_tokens - 1))
                          : 0;

    note_need(w, index, first, cri_capped(first + output));
    w->in_flight[at]++;
    if (target->n_models > 0)
        tell_place(w, target, index, first_token_at);
    if (cell->shared != NULL && !target->spec->dedicated) {
        attempt->state = CRI_ATTEMPT_PREFILL;
        attempt->lag = delay + service.hop;
        attempt->work = output;
        attempt->first_token_at = SIM_TIME_MAX;
        post_limit(w, index, SIM_TIME_MAX, SIM_TIME_MAX);
        enter_shared(w, cell, index, work_of(service.ttft));
        return;
    }
    attempt->state = CRI_ATTEMPT_SERVED;
    attempt->first_token_at = first_token_at;
    attempt->finish_at = cri_capped(first_token_at + output);
    sim_post(w->engine, attempt->finish_at, CRI_RANK_FINISH, CRI_EVENT_FINISH, index,
             attempt->epoch);
    if (target->n_models > 0)
        tell_stream(w, target, index);
    foresee_limits(w, index);
}

/* The model of a target that hears of output as a shared station generates it; or NULL. */
static const struct cri_model *listener(const struct cri_target *target)
{
    for (uint32_t i = 0; i < target->n_models; i++)
        if (target->models[i]->until != NULL)
            return target->models[i];
    return NULL;
}

/* The station works on, as far as the model wants to be told of. Parts add up to the whole. */
static void decode_part(struct cri_world *w, struct cri_cell *cell, uint32_t index,
                        const struct cri_model *model)
{
    struct cri_attempt *attempt = &w->attempts[index];
    uint32_t last = w->requests[attempt->request].output_tokens - 1;
    uint32_t from = w->outputs[index].made, to = model->until(w, index);
    int64_t work;

    if (to > last)
        to = last;
    work = work_of(w->outputs[index].work / last * to) -
           (from > 0 ? work_of(w->outputs[index].work / last * from) : 0);
    w->outputs[index].made = to;
    enter_shared(w, cell, index, work > 0 ? work : 1);
}

/* The first token of a call that goes on. */
static void begin_decode(struct cri_world *w, struct cri_cell *cell, uint32_t index)
{
    struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_target *target = cri_target_of(w, attempt);
    const struct cri_model *model = listener(target);
    double work = (double)attempt->work;

    attempt->state = CRI_ATTEMPT_DECODE;
    attempt->first_token_at = cri_capped(w->now + attempt->lag);
    attempt->finish_at = SIM_TIME_MAX;
    if (cri_class_of(w, &w->requests[attempt->request])->spec->streaming) {
        cri_attempt_renew(attempt); /* the silence is over */
        post_limit(w, index, attempt->first_token_at, SIM_TIME_MAX);
    }
    if (target->n_models > 0)
        tell_stream(w, target, index);
    if (model != NULL) {
        w->outputs[index].work = work;
        decode_part(w, cell, index, model);
    } else {
        enter_shared(w, cell, index, work_of(work));
    }
}

/* Whether a part of the output is there, and more is to come. */
static bool decodes_on(struct cri_world *w, struct cri_cell *cell, uint32_t index)
{
    struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_model *model = listener(cri_target_of(w, attempt));

    if (model == NULL || w->outputs[index].made + 1 >= w->requests[attempt->request].output_tokens)
        return false;
    model->reached(w, index);
    decode_part(w, cell, index, model);
    return true;
}

void cri_cell_shared(struct cri_world *w, uint32_t cell_index)
{
    struct cri_cell *cell = &w->cells[cell_index];
    uint32_t index = sim_shared_finish(cell->shared, w->now);
    struct cri_attempt *attempt = &w->attempts[index];

    if (attempt->state == CRI_ATTEMPT_PREFILL && attempt->work > 0) {
        begin_decode(w, cell, index);
        return;
    }
    if (attempt->state == CRI_ATTEMPT_DECODE && decodes_on(w, cell, index))
        return;
    if (attempt->state == CRI_ATTEMPT_PREFILL)
        attempt->first_token_at = cri_capped(w->now + attempt->lag);
    attempt->finish_at = cri_capped(w->now + attempt->lag);
    cri_attempt_renew(attempt);
    attempt->state = CRI_ATTEMPT_SERVED;
    sim_station_end(cell->line, w->now);
    foresee_limits(w, index);
    sim_post(w->engine, attempt->finish_at, CRI_RANK_FINISH, CRI_EVENT_FINISH, index,
             attempt->epoch);
    cri_cell_grant(w, cell);
    shared_reschedule(w, cell);
}

/* ---- room ---- */

static uint32_t *in_flight_of(struct cri_world *w, const struct cri_attempt *attempt)
{
    const struct cri_class *class = cri_class_of(w, &w->requests[attempt->request]);

    return &w->in_flight[cri_cell_index(w, class, attempt->region)];
}

/* The call waits, from `ready_at` on for room alone. */
static void wait(struct cri_world *w, uint32_t index, sim_time ready_at)
{
    struct cri_attempt *attempt = &w->attempts[index];

    (*in_flight_of(w, attempt))++;
    attempt->state = CRI_ATTEMPT_WAITING;
    attempt->ready_at = ready_at;
    post_limit(w, index, SIM_TIME_MAX, SIM_TIME_MAX);
}

static void wait_for_silent(struct cri_world *w, struct cri_cell *cell, uint32_t index,
                            const struct cri_target *target, sim_time ready_at)
{
    sim_time limit = w->spec->routing.stall_timeout;

    cri_counts_of(w, &w->requests[w->attempts[index].request])->stalled++;
    sim_station_wait(target->spec->dedicated ? cell->bought : cell->line, w->now, index,
                     (uint8_t)target->spec->tier, &w->tickets[index]);
    wait(w, index, ready_at);
    /* Where there is another destination the router does not wait for ever. */
    if (limit > 0 && target->spec->n_destinations > 1)
        sim_post(w->engine, cri_capped(w->now + limit), CRI_RANK_TIMEOUT, CRI_EVENT_STALLED, index,
                 w->attempts[index].epoch);
}

enum cri_place cri_cell_offer(struct cri_world *w, uint32_t index, uint32_t region, sim_time delay)
{
    struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];
    const struct cri_class *class = cri_class_of(w, request);
    const struct cri_target *target = cri_target_of(w, attempt);
    struct cri_cell *cell = cri_cell_of(w, class, region);

    if (cell->down > 0)
        return CRI_PLACE_OUT;
    attempt->region = (uint16_t)region;
    if (cell->stalled > 0) {
        wait_for_silent(w, cell, index, target, w->now + delay);
        return CRI_PLACE_TAKEN;
    }
    if (cell->troubled > 0 && cri_trouble_of(w, request, class->spec->model, region).refused)
        return CRI_PLACE_OUT;
    if (cell->line == NULL || target->spec->dedicated) {
        serve(w, index, delay);
        return CRI_PLACE_TAKEN;
    }
    switch (sim_station_arrive(cell->line, w->now, index, (uint8_t)target->spec->tier,
                               &w->tickets[index])) {
    case SIM_ARRIVAL_SERVED:
        serve(w, index, delay);
        return CRI_PLACE_TAKEN;
    case SIM_ARRIVAL_QUEUED:
        wait(w, index, w->now + delay);
        return CRI_PLACE_TAKEN;
    case SIM_ARRIVAL_REFUSED:
        break;
    }
    return CRI_PLACE_NO_ROOM;
}

/* A call that waited is served. */
static void begin(struct cri_world *w, uint32_t index)
{
    struct cri_attempt *attempt = &w->attempts[index];
    sim_time ready_at = attempt->ready_at;

    cri_attempt_renew(attempt);    /* serve() posts a time-out anew if one is due */
    (*in_flight_of(w, attempt))--; /* and counts it anew */
    attempt->ready_at = 0;
    serve(w, index, ready_at > w->now ? ready_at - w->now : 0);
}

/* Somebody waits in a Region that is not silent. */
static void grant(struct cri_world *w, struct cri_cell *cell)
{
    uint32_t index;

    /* Calls on bought units waited for a silent Region only: no room holds them up. */
    while (sim_station_start(cell->bought, w->now, &index)) {
        sim_station_end(cell->bought, w->now);
        begin(w, index);
    }
    while (sim_station_start(cell->line, w->now, &index))
        begin(w, index);
}

void cri_cell_grant(struct cri_world *w, struct cri_cell *cell)
{
    if (cell->line != NULL && cell->stalled == 0 && (cell->line->queued | cell->bought->queued) > 0)
        grant(w, cell);
}

void cri_cell_leave(struct cri_world *w, const struct cri_class *class,
                    const struct cri_target *target, uint32_t region)
{
    struct cri_cell *cell = cri_cell_of(w, class, region);

    w->in_flight[cri_cell_index(w, class, region)]--;
    /* A call of a shared station left it when its work was done. */
    if (cell->line == NULL || cell->shared != NULL || target->spec->dedicated)
        return;
    sim_station_end(cell->line, w->now);
    cri_cell_grant(w, cell);
}

void cri_cell_take_out(struct cri_world *w, uint32_t index)
{
    struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_class *class = cri_class_of(w, &w->requests[attempt->request]);
    struct cri_cell *cell = cri_cell_of(w, class, attempt->region);
    bool dedicated = cri_target_of(w, attempt)->spec->dedicated;

    cri_attempt_renew(attempt);
    (*in_flight_of(w, attempt))--;
    if (attempt->state == CRI_ATTEMPT_WAITING) {
        sim_station_leave(dedicated ? cell->bought : cell->line, w->now, w->tickets[index]);
    } else {
        if (attempt->state == CRI_ATTEMPT_PREFILL || attempt->state == CRI_ATTEMPT_DECODE) {
            sim_shared_leave(cell->shared, w->now, w->tickets[index]);
            shared_reschedule(w, cell);
            sim_station_end(cell->line, w->now);
        } else if (cell->line != NULL && cell->shared == NULL && !dedicated) {
            sim_station_end(cell->line, w->now);
        }
    }
    attempt->state = CRI_ATTEMPT_OUT;
    attempt->first_token_at = SIM_TIME_MAX;
    attempt->finish_at = SIM_TIME_MAX;
    attempt->lag = 0;
}

static int64_t shared_capacity(double calls)
{
    return (int64_t)floor(calls * CRI_SHARED_PER_S + 0.5);
}

void cri_cell_set_room(struct cri_world *w, struct cri_cell *cell, double calls)
{
    if (cell->shared != NULL) {
        sim_shared_set_capacity(cell->shared, w->now, shared_capacity(calls));
        shared_reschedule(w, cell);
    } else {
        sim_station_set_servers(cell->line, (uint32_t)floor(calls + 1e-9));
    }
}

/* ---- set-up ---- */

static struct sim_station *station(struct cri_world *w, uint32_t servers, uint32_t line)
{
    struct sim_station *station = sim_arena_alloc(&w->arena, sizeof *station);

    sim_station_init(station, servers, SIM_UNLIMITED, SIM_FIFO, 0);
    station->line = line;
    station->measured = false;
    return station;
}

static void cell_init(struct cri_world *w, const struct cri_capacity_spec *capacity, bool stalls,
                      struct cri_cell *cell)
{
    uint32_t servers = SIM_UNLIMITED;

    if (capacity->kind == CRI_CAPACITY_SLOTS)
        servers = capacity->slots;
    else if (capacity->kind == CRI_CAPACITY_SHARED && capacity->most > 0)
        servers = capacity->most;
    if (capacity->kind == CRI_CAPACITY_UNLIMITED && !stalls)
        return;
    w->any_line = true;
    cell->line = station(w, servers, capacity->queue);
    cell->bought = station(w, SIM_UNLIMITED, SIM_UNLIMITED);
    if (capacity->kind != CRI_CAPACITY_SHARED)
        return;
    SIM_ASSERT(capacity->width > 0 && capacity->width <= CRI_SHARED_WIDEST,
               "%g calls at full speed", capacity->width);
    cell->shared = sim_arena_alloc(&w->arena, sizeof *cell->shared);
    sim_shared_init(cell->shared, shared_capacity(capacity->width), CRI_SHARED_PER_S, SIM_UNLIMITED,
                    0);
    if (w->weighted)
        sim_shared_set_groups(cell->shared, CRI_N_TIERS, w->spec->tier_weights);
    w->any_shared = true;
}

/* Whether calls of several tiers can meet; where all are of one, weights are nothing. */
static bool is_weighted(const struct cri_spec *spec)
{
    uint32_t tiers = 0;

    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; spec->classes[c].runs && t < spec->classes[c].n_targets; t++)
            tiers |= 1U << spec->classes[c].targets[t].tier;
    return spec->tier_weights[0] != 0 && (tiers & (tiers - 1)) != 0;
}

void cri_cells_init(struct cri_world *w)
{
    const struct cri_spec *spec = w->spec;
    uint32_t n = spec->n_regions;
    size_t cells = (size_t)n * spec->n_services;
    bool stalls = false;

    w->weighted = is_weighted(spec);
    for (uint32_t i = 0; i < spec->n_outages; i++)
        stalls = stalls || spec->outages[i].kind == CRI_OUTAGE_STALL;
    w->cells = sim_arena_alloc(&w->arena, cells * sizeof *w->cells);
    w->size = sim_arena_alloc(&w->arena, cells * sizeof *w->size);
    w->in_flight = sim_arena_alloc(&w->arena, cells * sizeof *w->in_flight);
    for (uint32_t s = 0; s < spec->n_services; s++) {
        for (uint32_t r = 0; r < n; r++) {
            const struct cri_capacity_spec *capacity = &spec->capacity[r * spec->n_services + s];

            if (capacity->kind != CRI_CAPACITY_UNLIMITED && capacity->background.mean > 0)
                w->any_background = true;
            w->size[s * n + r] = capacity->kind == CRI_CAPACITY_SLOTS    ? capacity->slots
                                 : capacity->kind == CRI_CAPACITY_SHARED ? capacity->width
                                                                         : 0;
            cell_init(w, capacity, stalls, &w->cells[s * n + r]);
        }
    }
}

void cri_cells_release(struct cri_world *w)
{
    for (uint32_t i = 0; i < w->n_regions * w->spec->n_services; i++) {
        struct cri_cell *cell = &w->cells[i];

        if (cell->line != NULL) {
            sim_station_release(cell->line);
            sim_station_release(cell->bought);
        }
        if (cell->shared != NULL)
            sim_shared_release(cell->shared);
    }
}
