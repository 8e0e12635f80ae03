/*
 * client_cut_off.c: an answer that an output quota ended was billed and may be of use: whether to
 * ask again is the application's decision.
 */
#include "models/client/client.h"

static bool wanted(const struct cri_class_spec *class)
{
    return !class->client.retry_cut_off;
}

static void on_failure(const struct cri_client *client, void *state, struct cri_caller *caller,
                       const struct cri_answer *answer, struct cri_move *move)
{
    (void)client, (void)state, (void)caller;
    if (answer->kind == CRI_ANSWER_CUT_OFF)
        *move = (struct cri_move){.kind = CRI_MOVE_OVER, .terminal = CRI_CUT_OFF};
}

const struct cri_client_part cri_client_cut_off = {
    .name = "cut-off", .wanted = wanted, .on_failure = on_failure};
