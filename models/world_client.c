/*
 * world_client.c: what the caller does when a call fails: retry, turn to another target, give up.
 */
#include "models/client.h"
#include "models/world_state.h"

#include <stddef.h>

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

void give_retry_tokens_back(struct class_state *class, const struct request *request)
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
    double u = sim_u01(w->key, CRI_DRAW_BACKOFF, request->entity, draws_of(request));

    return cri_client_backoff(client, failure == FAILURE_THROTTLE, request->tries, u);
}

/* The next target that can be called, or n_targets. A class that spreads first goes round. */
static uint32_t next_target(const struct class_state *class, const struct request *request)
{
    uint32_t n = class->spec->n_targets;
    uint32_t round = class->spec->n_spread;
    uint32_t next = request->target;

    for (;;) {
        if (next < round) {
            next = (next + 1) % round;
            if (next == request->first_target)
                next = round;
        } else {
            next++;
        }
        if (next >= n)
            return n;
        if (class->plans[next].spec->denial == CRI_DENIAL_NONE)
            return next;
    }
}

/*
 * An attempt of the request failed; the client learns it at `at`. Retry at the same target, fall
 * back to the next one, or give up with the terminal state that fits the last answer.
 */
void client_decides(struct world *w, uint32_t index, enum failure failure, sim_time at)
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
    uint32_t next;

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
        request->retry_stopped = true;
    }
    next = next_target(class, request);
    if (next < class->spec->n_targets) {
        request->target = (uint8_t)next;
        request->tries = 0;
        request->leg++;
        request->call = 0;
        counts->fallbacks++;
        minute_at(w, w->now)->fallbacks++;
        post_start(w, index, at);
        return;
    }
    end_request(w, index, terminals[failure]);
}
