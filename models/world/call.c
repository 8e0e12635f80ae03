#include "models/world/call.h"

#include "models/world/cell.h"
#include "models/world/count.h"
#include "models/world/pool.h"
#include "models/world/route.h"
#include "models/world/settle.h"

/* Tokens of the input that admission expects to be read from a cache. */
static uint32_t expected_read(struct cri_world *w, uint32_t index, const struct cri_target *target)
{
    uint32_t expected = w->requests[index].cache_read;

    for (uint32_t i = 0; i < target->n_models; i++)
        if (target->models[i]->admit != NULL)
            expected = target->models[i]->admit(w, index, expected);
    return expected;
}

/* The endpoint's Region is lost: nobody is there to say more than that. */
static struct cri_answer endpoint_gone(struct cri_world *w, struct cri_request *request,
                                       const struct cri_target *target)
{
    cri_count_passed(w, request, target->spec->source);
    cri_count_fault(w, target, request);
    request->last_limit = CRI_N_LIMITS;
    return (struct cri_answer){
        .kind = CRI_ANSWER_FAULT, .attempt = CRI_NONE, .at = w->now + target->client_rtt};
}

/* Quota let the call through: it has a record from now on. */
static uint32_t admit(struct cri_world *w, uint32_t request_index, const struct cri_target *target,
                      int64_t reserved, uint32_t expected)
{
    uint32_t index = cri_attempt_take(w);
    struct cri_attempt *attempt = &w->attempts[index];

    *attempt = (struct cri_attempt){.sent_at = w->now,
                                    .first_token_at = SIM_TIME_MAX,
                                    .finish_at = SIM_TIME_MAX,
                                    .reserved = reserved,
                                    .request = request_index,
                                    .epoch = attempt->epoch,
                                    .next_free = CRI_NONE,
                                    .orphan_target = CRI_NO_TARGET};
    w->requests[request_index].references++;
    if (w->any_cache)
        w->caches[index] = (struct cri_attempt_cache){.expected = expected};
    for (uint32_t i = 0; i < target->n_models; i++)
        if (target->models[i]->begin != NULL)
            target->models[i]->begin(w, index, expected);
    return index;
}

/* A request's first call; where it spills, at the next target too. */
static bool is_first(const struct cri_caller *caller)
{
    return caller->leg == 0 && caller->call == 1;
}

/* What the call will settle, were it served. */
static void ask(struct cri_world *w, const struct cri_request *request, struct cri_target *target,
                uint32_t expected)
{
    int64_t tokens = (int64_t)request->input_tokens - expected;

    if (!target->apart)
        tokens +=
            cri_class_of(w, request)->service->output_burndown * (int64_t)request->output_tokens;
    cri_quota_ask(&w->quotas, target->spec->quota, w->now, tokens, target->use);
    cri_count_asked(w, tokens);
}

/* Quota refused the call, or this way of calling is closed. */
static struct cri_answer refused(struct cri_world *w, struct cri_request *request,
                                 const struct cri_target *target, uint32_t by)
{
    struct cri_answer answer = {
        .kind = CRI_ANSWER_THROTTLED, .attempt = CRI_NONE, .at = w->now + target->client_rtt};

    if (by == CRI_QUOTA_CLOSED) {
        answer.kind = CRI_ANSWER_DENIED;
        answer.denial = CRI_DENIAL_QUOTA_ZERO;
        request->last_limit = CRI_N_LIMITS;
        return answer;
    }
    cri_count_refused(w, request, by);
    request->last_limit = (uint8_t)by;
    return answer;
}

/* What this target refuses goes to the next one. An overflow is the provider's doing: the call is
 * still the same one, and nobody is told 429. */
static void spill(struct cri_world *w, struct cri_request *request, const struct cri_target *target,
                  uint32_t by)
{
    struct cri_counts *counts = cri_counts_of(w, request);

    counts->spilled++;
    request->caller.target++;
    if (target->spec->overflows) {
        counts->attempts--;
        request->caller.tries--;
        return;
    }
    refused(w, request, target, by == CRI_QUOTA_CLOSED ? CRI_LIMIT_UNITS : by);
    request->caller.tries = 0;
}

struct cri_answer cri_call_start(struct cri_world *w, uint32_t request_index)
{
    struct cri_request *request = &w->requests[request_index];
    struct cri_class *class = cri_class_of(w, request);

    request->caller.call++;
    /* What a reservation could not take is asked of it again. */
    if (request->caller.target > 0 && class->targets[request->caller.target - 1].spec->overflows)
        request->caller.target--;
    /* Once more for each target that spills: not the client's doing, so the luck stays the call's.
     */
    for (;;) {
        struct cri_target *target = &class->targets[request->caller.target];
        uint32_t expected, by = CRI_QUOTA_ADMITTED;
        struct cri_charge reserved;

        request->caller.tries++;
        request->moved_call = false;
        request->entered = request->above_limit = request->retry_stopped = request->waited = false;
        request->hopeless = CRI_NOT_HOPELESS;
        cri_counts_of(w, request)->attempts++;
        if (w->region_down[target->spec->source] > 0)
            return endpoint_gone(w, request, target);
        expected =
            target->n_models > 0 ? expected_read(w, request_index, target) : request->cache_read;
        reserved = cri_reservation_of(w, request, expected);
        if (target->apart)
            reserved = cri_reservation_apart(target, request, reserved);
        if (target->counted && is_first(&request->caller))
            ask(w, request, target, expected);
        if (target->counted)
            by = cri_quota_admit(&w->quotas, target->spec->quota, w->now, reserved, target->use);
        if (by == CRI_QUOTA_ADMITTED) {
            cri_count_passed(w, request, target->spec->source);
            cri_route_look(w, request, target);
            return cri_route(w, admit(w, request_index, target, reserved.quota, expected),
                             CRI_N_CAUSES, 0);
        }
        request->above_limit =
            by < CRI_N_LIMITS &&
            cri_quota_is_above(&w->quotas, target->spec->quota, (enum cri_limit)by, reserved);
        if (!target->spec->spills || request->caller.target + 1u >= class->spec->n_targets)
            return refused(w, request, target, by);
        spill(w, request, target, by);
    }
}

struct cri_answer cri_call_finish(struct cri_world *w, uint32_t index, struct cri_usage *usage)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];
    const struct cri_target *target = cri_target_of(w, attempt);
    bool orphan = attempt->orphan_target != CRI_NO_TARGET;

    *usage = (struct cri_usage){.read = request->cache_read, .write = request->cache_write};
    for (uint32_t i = 0; i < target->n_models; i++)
        if (target->models[i]->settle != NULL)
            target->models[i]->settle(w, index, usage);
    cri_settle(w, index, usage);
    cri_count_bill(target, request, usage, orphan);
    return (struct cri_answer){.kind = orphan ? CRI_ANSWER_UNHEARD : CRI_ANSWER_DONE,
                               .attempt = index,
                               .at = attempt->finish_at + target->client_rtt};
}

struct cri_answer cri_call_cut(struct cri_world *w, uint32_t index, uint32_t generated)
{
    struct cri_attempt *attempt = &w->attempts[index];
    struct cri_request *request = &w->requests[attempt->request];
    const struct cri_class *class = cri_class_of(w, request);
    const struct cri_target *target = cri_target_of(w, attempt);
    struct cri_cell *cell = cri_cell_of(w, class, attempt->region);
    bool orphan = attempt->orphan_target != CRI_NO_TARGET;
    uint32_t whole = request->output_tokens;
    sim_time lag = attempt->state == CRI_ATTEMPT_DECODE ? attempt->lag : 0;
    struct cri_usage usage;

    request->output_tokens = generated;
    usage = (struct cri_usage){.read = request->cache_read, .write = request->cache_write};
    for (uint32_t i = 0; i < target->n_models; i++)
        if (target->models[i]->settle != NULL)
            target->models[i]->settle(w, index, &usage);
    cri_settle(w, index, &usage);
    /* It was not completed: what is billed for it is waste. */
    cri_count_bill(target, request, &usage, true);
    request->output_tokens = whole;
    request->last_limit = CRI_LIMIT_OUTPUT;
    cri_cell_take_out(w, index);
    if (cell->down == 0)
        cri_cell_grant(w, cell);
    if (!orphan)
        attempt->orphan_target = request->caller.target;
    return (struct cri_answer){.kind = orphan ? CRI_ANSWER_UNHEARD : CRI_ANSWER_CUT_OFF,
                               .attempt = index,
                               .at = w->now + lag + target->client_rtt};
}

void cri_call_close(struct cri_world *w, uint32_t index)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_class *class = cri_class_of(w, &w->requests[attempt->request]);
    const struct cri_target *target = cri_target_of(w, attempt);
    uint32_t region = attempt->region;

    cri_attempt_free(w, index);
    cri_cell_leave(w, class, target, region);
}

struct cri_answer cri_call_timeout(struct cri_world *w, uint32_t index)
{
    struct cri_attempt *attempt = &w->attempts[index];
    struct cri_request *request = &w->requests[attempt->request];
    struct cri_answer answer = {.kind = CRI_ANSWER_TIMED_OUT, .attempt = CRI_NONE, .at = w->now};

    if (attempt->orphan_target != CRI_NO_TARGET)
        return cri_pending();
    /* For room: a Region that is silent keeps nobody in a queue. */
    request->waited = attempt->state == CRI_ATTEMPT_WAITING &&
                      cri_cell_of(w, cri_class_of(w, request), attempt->region)->stalled == 0;
    if (attempt->state == CRI_ATTEMPT_WAITING) {
        cri_cell_take_out(w, index);
        cri_give_back(w, index);
        answer.attempt = index;
    }
    attempt->orphan_target = request->caller.target;
    return answer;
}
