/*
 * client_stream.c: a stream that breaks after its first token is the application's job: the SDKs do
 * not try again.
 */
#include "models/client/client.h"

static bool wanted(const struct cri_class_spec *class)
{
    return !class->client.retry_broken_streams;
}

static void on_failure(const struct cri_client *client, void *state, struct cri_caller *caller,
                       const struct cri_answer *answer, struct cri_move *move)
{
    (void)client, (void)state, (void)caller;
    if (answer->kind == CRI_ANSWER_BROKEN)
        *move = (struct cri_move){.kind = CRI_MOVE_OVER, .terminal = CRI_UNAVAILABLE};
}

const struct cri_client_part cri_client_stream = {
    .name = "stream", .wanted = wanted, .on_failure = on_failure};
