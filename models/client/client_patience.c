/*
 * client_patience.c: a retry that would be sent after the deadline is not made: the user has left
 * by then.
 */
#include "models/client/client.h"

static bool wanted(const struct cri_class_spec *class)
{
    return class->client.deadline > 0;
}

static void on_failure(const struct cri_client *client, void *state, struct cri_caller *caller,
                       const struct cri_answer *answer, struct cri_move *move)
{
    (void)state, (void)answer;
    if (move->kind == CRI_MOVE_RETRY &&
        move->at >= caller->intended + client->class->client.deadline)
        *move = (struct cri_move){.kind = CRI_MOVE_OVER, .terminal = CRI_ABANDONED};
}

const struct cri_client_part cri_client_patience = {
    .name = "patience", .wanted = wanted, .on_failure = on_failure};
