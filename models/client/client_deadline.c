/*
 * client_deadline.c: the user leaves so long after the intended start: an answer that comes later
 * is heard by nobody.
 */
#include "models/client/client.h"

static bool wanted(const struct cri_class_spec *class)
{
    return class->client.deadline > 0;
}

static void on_failure(const struct cri_client *client, void *state, struct cri_caller *caller,
                       const struct cri_answer *answer, struct cri_move *move)
{
    (void)state;
    if (answer->at >= caller->intended + client->class->client.deadline)
        *move = (struct cri_move){.kind = CRI_MOVE_OVER, .terminal = CRI_ABANDONED};
}

const struct cri_client_part cri_client_deadline = {
    .name = "deadline", .wanted = wanted, .on_failure = on_failure};
