/*
 * client_retry.c: another call to the same target after a back-off, while attempts are left.
 */
#include "models/client/client.h"
#include "models/client/preset.h"
#include "models/world.h"

static bool wanted(const struct cri_class_spec *class)
{
    return class->client.max_attempts > 1;
}

static void on_failure(const struct cri_client *client, void *state, struct cri_caller *caller,
                       const struct cri_answer *answer, struct cri_move *move)
{
    const struct cri_client_spec *spec = &client->class->client;
    double u;

    (void)state;
    if (caller->tries >= spec->max_attempts)
        return;
    u = sim_u01(client->key, CRI_DRAW_BACKOFF, caller->entity, cri_caller_draws(caller));
    move->kind = CRI_MOVE_RETRY;
    move->at = answer->at +
               cri_client_backoff(spec, answer->kind == CRI_ANSWER_THROTTLED, caller->tries, u);
}

const struct cri_client_part cri_client_retry = {
    .name = "retry", .wanted = wanted, .on_failure = on_failure};
