/*
 * client_budget.c: the retry quota of the SDKs: every retry takes tokens from the bucket of its
 * client instance, a success gives those of its last retry back, or one if there was none.
 */
#include "models/client/client.h"

static bool wanted(const struct cri_class_spec *class)
{
    return class->client.retry_quota > 0;
}

static size_t state_size(const struct cri_class_spec *class)
{
    return class->client.instances * sizeof(int64_t);
}

static void init(void *state, const struct cri_class_spec *class)
{
    int64_t *tokens = state;

    for (uint32_t i = 0; i < class->client.instances; i++)
        tokens[i] = class->client.retry_quota;
}

static int64_t *tokens_of(const struct cri_client *client, void *state,
                          const struct cri_caller *caller)
{
    return (int64_t *)state + caller->entity % client->class->client.instances;
}

static void on_failure(const struct cri_client *client, void *state, struct cri_caller *caller,
                       const struct cri_answer *answer, struct cri_move *move)
{
    const struct cri_client_spec *spec = &client->class->client;
    int64_t cost = answer->kind == CRI_ANSWER_THROTTLED   ? spec->cost_throttle
                   : answer->kind == CRI_ANSWER_TIMED_OUT ? spec->cost_timeout
                                                          : spec->cost_transient;
    int64_t *tokens = tokens_of(client, state, caller);

    if (move->kind != CRI_MOVE_RETRY)
        return;
    if (*tokens < cost) {
        *move = (struct cri_move){.quota_empty = true};
        return;
    }
    *tokens -= cost;
    caller->retry_cost = cost;
}

static void on_success(const struct cri_client *client, void *state,
                       const struct cri_caller *caller)
{
    int64_t *tokens = tokens_of(client, state, caller);

    *tokens += caller->retry_cost > 0 ? caller->retry_cost : 1;
    if (*tokens > client->class->client.retry_quota)
        *tokens = client->class->client.retry_quota;
}

const struct cri_client_part cri_client_budget = {.name = "budget",
                                                  .wanted = wanted,
                                                  .state_size = state_size,
                                                  .init = init,
                                                  .on_failure = on_failure,
                                                  .on_success = on_success};
