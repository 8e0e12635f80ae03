/*
 * world.c: one replication of one option: arrivals, the loop, and the ends of requests.
 *
 * The life of a request: it arrives (a cursor event), its client sends a call (call.c): endpoint,
 * quota, routing (route.c), room and service (cell.c). What happens to the call comes back as an
 * answer, here and nowhere else; the client (models/client) hears it and retries, falls back or
 * gives up. An untroubled request costs two events.
 *
 * The clock of the simulation is the API's: an attempt is admitted at the instant the client sends
 * it, the client leg is added to what the client sees, and client time-outs are measured on the
 * API's clock (docs/architecture.md).
 */
#include "models/world.h"

#include "models/world/background.h"
#include "models/world/batch.h"
#include "models/world/call.h"
#include "models/world/cell.h"
#include "models/world/count.h"
#include "models/world/model.h"
#include "models/world/model_output.h"
#include "models/world/outage.h"
#include "models/world/pool.h"
#include "models/world/route.h"
#include "models/world/setup.h"

/* ---- the end of a request ---- */

/* The request is over, exactly once, and counted: its client needs it no longer. */
static void request_over(struct cri_world *w, uint32_t index)
{
    w->live_requests--;
    w->requests[index].live = false;
    cri_request_unref(w, index);
}

static void end_request(struct cri_world *w, uint32_t index, enum cri_terminal terminal)
{
    cri_count_failed(w, &w->requests[index], terminal);
    request_over(w, index);
}

/* 400 or 403: no client tries such a call again. */
static void deny_request(struct cri_world *w, uint32_t index, enum cri_denial denial)
{
    cri_counts_of(w, &w->requests[index])->denied_by[denial]++;
    end_request(w, index, CRI_DENIED);
}

/* ---- answers ---- */

/* A call that failed: what the client does now. */
static void tell_client(struct cri_world *w, uint32_t index, const struct cri_answer *answer)
{
    struct cri_request *request = &w->requests[index];
    struct cri_move move =
        cri_client_hears(&cri_class_of(w, request)->client, &request->caller, answer);

    cri_count_client(w, request, &move);
    request->retry_stopped = move.quota_empty;
    if (move.kind == CRI_MOVE_OVER)
        end_request(w, index, move.terminal);
    else
        sim_post(w->engine, cri_capped(move.at), CRI_RANK_RETRY, CRI_EVENT_START, index, 0);
}

/* An answer is taken in at once: the attempt keeps the request alive until then. */
static void take_answer(struct cri_world *w, uint32_t request, struct cri_answer answer)
{
    if (answer.kind == CRI_ANSWER_PENDING)
        return;
    if (answer.kind == CRI_ANSWER_DENIED)
        deny_request(w, request, answer.denial);
    else if (answer.kind != CRI_ANSWER_UNHEARD)
        tell_client(w, request, &answer);
    if (answer.attempt != CRI_NONE)
        cri_attempt_free(w, answer.attempt);
}

static void on_finish(struct cri_world *w, uint32_t index)
{
    uint32_t request_index = w->attempts[index].request;
    struct cri_request *request = &w->requests[request_index];
    struct cri_usage usage;

    if (cri_call_finish(w, index, &usage).kind == CRI_ANSWER_DONE) {
        cri_client_succeeds(&cri_class_of(w, request)->client, &request->caller);
        cri_count_completed(w, request, &w->attempts[index], &usage);
        request_over(w, request_index);
    }
    cri_call_close(w, index);
}

/* Output that is due now, oldest call first; what its quota refuses ends the answer. */
static void on_output_due(struct cri_world *w)
{
    uint32_t n = w->n_due;

    cri_output_sort(w);
    for (uint32_t i = 0; i < n; i++) {
        const struct cri_due due = w->due[i];

        if (w->attempts[due.attempt].epoch != due.epoch)
            continue;
        if (!cri_output_take(w, due.attempt))
            take_answer(w, w->attempts[due.attempt].request,
                        cri_call_cut(w, due.attempt, w->outputs[due.attempt].taken));
        else if (cri_output_ends(w, due.attempt))
            on_finish(w, due.attempt);
    }
    w->n_due = 0;
}

static void on_outage_start(struct cri_world *w, uint32_t index)
{
    cri_outage_begin(w, index);
    for (uint32_t i = 0; i < w->n_hits; i++)
        take_answer(w, w->attempts[w->hits[i].attempt].request, cri_outage_hit(w, i));
    cri_outage_begun(w, index);
}

static void end_batch(struct cri_world *w, struct cri_batch_end end)
{
    uint32_t index = end.head;

    while (index != CRI_NONE) {
        struct cri_request *request = &w->requests[index];
        const struct cri_class *class = cri_class_of(w, request);
        uint32_t next = request->next;

        if (end.terminal == CRI_COMPLETED) {
            const struct cri_usage none = {0};
            const struct cri_attempt attempt = {.sent_at = request->caller.intended,
                                                .first_token_at = w->now,
                                                .finish_at = w->now,
                                                .request = index,
                                                .region =
                                                    (uint16_t) class->targets[0].spec->source};

            cri_count_completed(w, request, &attempt, &none);
            request_over(w, index);
        } else {
            end_request(w, index, end.terminal);
        }
        index = next;
    }
}

/* ---- arrivals ---- */

/* The prefix that the traffic states, or one drawn by group. A prompt shorter than its group's
 * prefix has none. */
static uint32_t prefix_of(struct cri_world *w, const struct cri_class *class,
                          const struct cri_request *request, const struct cri_arrival *arrival)
{
    const struct cri_cache_spec *spec = &class->spec->cache;
    double u;

    if (class->groups == NULL)
        return arrival->prefix;
    if (request->input_tokens < spec->tokens)
        return CRI_NONE;
    u = sim_u01(w->key, CRI_DRAW_PREFIX, request->caller.entity, 0);
    return cri_prefix_group(class->groups, spec->groups, u);
}

static void fill_request(struct cri_world *w, uint32_t class_index, struct cri_request *request)
{
    const struct cri_class *class = &w->classes[class_index];
    const struct cri_arrival *arrival = &class->arrival;
    int64_t max_tokens = arrival->max_tokens > 0 ? arrival->max_tokens : class->spec->max_tokens;

    *request = (struct cri_request){
        .caller = {.intended = w->now, .entity = cri_arrival_entity(class->hash, arrival)},
        .ordinal = arrival->ordinal,
        .position = arrival->position,
        .input_tokens = arrival->input_tokens,
        .output_tokens = arrival->output_tokens,
        .max_tokens = (uint32_t)max_tokens,
        .cache_read = arrival->cache_read,
        .cache_write = arrival->cache_write,
        .prefix = CRI_NONE,
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
    } else if (class->spec->cached_share > 0 && arrival->cache_read == 0) {
        request->cache_read = (uint32_t)(class->spec->cached_share *
                                         (double)(request->input_tokens - request->cache_write));
    }
}

/* The first of those that calls are spread over that can be called, in turn. */
static uint8_t next_in_turn(struct cri_class *class)
{
    uint32_t n = class->spec->n_spread;
    uint32_t first = (uint32_t)(class->turn++ % n);

    while (class->targets[first].spec->denial != CRI_DENIAL_NONE)
        first = (first + 1) % n;
    return (uint8_t)first;
}

/* What is known at once to refuse the request, whatever its client tries. */
static enum cri_denial denial_of(const struct cri_class *class, const struct cri_request *request)
{
    if (class->targets[0].spec->denial != CRI_DENIAL_NONE && class->spec->n_spread == 0)
        return class->targets[0].spec->denial;
    if (class->spec->most_tokens > 0 && request->max_tokens > class->spec->most_tokens)
        return CRI_DENIAL_400_MAX_TOKENS;
    return CRI_DENIAL_NONE;
}

static void on_arrival(struct cri_world *w, uint32_t class_index)
{
    struct cri_class *class = &w->classes[class_index];
    uint32_t index = cri_request_take(w);
    struct cri_request *request = &w->requests[index];
    enum cri_denial denial;

    fill_request(w, class_index, request);
    w->live_requests++;
    cri_count_offered(w, request);
    cri_count_position(class, request->position);
    cri_next_arrival(w, class_index);
    denial = denial_of(class, request);
    if (denial != CRI_DENIAL_NONE) {
        cri_counts_of(w, request)->attempts++;
        deny_request(w, index, denial);
        return;
    }
    if (class->spec->batch.on) {
        cri_counts_of(w, request)->attempts++;
        cri_batch_add(w, class, index);
        return;
    }
    if (class->spec->n_spread > 0) {
        request->caller.target = next_in_turn(class);
        request->caller.first_target = request->caller.target;
    }
    take_answer(w, index, cri_call_start(w, index));
}

/* ---- the loop ---- */

/* Requests that are not over: in flight when the run was cut short, else beyond the service's
 * longest run, which is a time-out. */
static void end_the_rest(struct cri_world *w, bool interrupted)
{
    for (uint32_t i = 0; i < w->n_requests && w->live_requests > 0; i++) {
        struct cri_request *request = &w->requests[i];

        if (!request->live)
            continue;
        if (interrupted) {
            cri_counts_of(w, request)->in_flight++;
            request->live = false;
            w->live_requests--;
        } else {
            end_request(w, i, CRI_TIMED_OUT);
        }
    }
}

static bool is_live(const struct cri_world *w, const struct sim_event *event)
{
    return w->attempts[event->index].epoch == event->epoch;
}

static void handle(struct cri_world *w, const struct sim_event *event)
{
    uint32_t index = event->index;

    switch ((enum cri_event_type)event->type) {
    case CRI_EVENT_ARRIVAL:
        on_arrival(w, index);
        break;
    case CRI_EVENT_FINISH:
        if (!is_live(w, event))
            break;
        if (w->outputs != NULL && cri_output_is_owed(w, index))
            cri_output_collect(w, index);
        else
            on_finish(w, index);
        break;
    case CRI_EVENT_TIMEOUT:
        if (is_live(w, event))
            take_answer(w, w->attempts[index].request, cri_call_timeout(w, index));
        break;
    case CRI_EVENT_START:
        take_answer(w, index, cri_call_start(w, index));
        break;
    case CRI_EVENT_OUTAGE_START:
        on_outage_start(w, index);
        break;
    case CRI_EVENT_OUTAGE_END:
        cri_outage_end(w, index);
        break;
    case CRI_EVENT_DETECT_START:
        cri_outage_detected(w, index, true);
        break;
    case CRI_EVENT_DETECT_END:
        cri_outage_detected(w, index, false);
        break;
    case CRI_EVENT_RAMP_END:
        if (w->outages[index].times == event->epoch)
            cri_outage_ramp_end(w, index);
        break;
    case CRI_EVENT_STALLED:
        if (is_live(w, event))
            take_answer(w, w->attempts[index].request, cri_route_stalled(w, index));
        break;
    case CRI_EVENT_ADJUST:
        if (is_live(w, event))
            cri_adjust(w, index);
        break;
    case CRI_EVENT_SHARED:
        cri_cell_shared(w, index);
        break;
    case CRI_EVENT_QUOTA_CHANGE:
        cri_quota_change(&w->quotas, &w->spec->quota_changes[index], w->now);
        break;
    case CRI_EVENT_PRICE_CHANGE:
        cri_price_change(w, index);
        break;
    case CRI_EVENT_OUTPUT:
        if (is_live(w, event))
            cri_output_collect(w, index);
        break;
    case CRI_EVENT_OUTPUT_DUE:
        on_output_due(w);
        break;
    case CRI_EVENT_BACKGROUND:
        cri_background_step(w);
        break;
    case CRI_EVENT_REFRESH:
        cri_sight_refresh(w);
        break;
    case CRI_EVENT_BATCH:
        end_batch(w, cri_batch_window(w, index));
        break;
    case CRI_EVENT_BATCH_DONE:
        end_batch(w, cri_batch_done(w, index));
        break;
    }
}

enum sim_status cri_world_run(const struct cri_spec *spec, const struct cri_run_settings *settings,
                              struct cri_outcome *outcome)
{
    struct cri_world world = {.spec = spec, .settings = settings, .out = outcome};
    struct cri_world *w = &world;
    struct sim_assert_context context = {.now = &world.now,
                                         .seed = settings->seed,
                                         .replication = settings->replication,
                                         .option = spec->option};
    struct sim_event event;
    uint64_t n_events = 0;
    bool interrupted;

    sim_assert_set_context(&context);
    cri_setup(w);
    interrupted = w->stopped;
    while (!interrupted && sim_next(w->engine, &event)) {
        if (event.at > w->last)
            break;
        w->now = event.at;
        n_events++;
        if (w->stopped ||
            ((n_events & 1023) == 0 && settings->stop != NULL && *settings->stop != 0)) {
            interrupted = true;
            break;
        }
        handle(w, &event);
    }
    interrupted = interrupted || w->stopped;
    if (w->live_requests > 0) {
        /* An event that was taken but not handled belongs to a request that is still live. */
        if (!interrupted)
            w->now = w->last;
        end_the_rest(w, interrupted);
    }
    cri_outages_finish(w, w->now);
    cri_quotas_finish(&w->quotas, w->now);
    outcome->events = n_events;
    outcome->ended_at = w->now;
    outcome->complete = !interrupted;
    SIM_ASSERT(w->live_requests == 0, "%llu requests were lost",
               (unsigned long long)w->live_requests);
    cri_setup_release(w);
    sim_assert_set_context(NULL);
    return interrupted ? SIM_EINTERRUPTED : SIM_OK;
}
