/*
 * client_fallback.c: the next target that can be called, in order; a class that spreads first
 * goes round once.
 */
#include "models/client/client.h"

static bool wanted(const struct cri_class_spec *class)
{
    return class->n_targets > 1;
}

/* Where calls go that a reservation cannot take: reached through it, on the provider's side. */
static bool is_overflow(const struct cri_class_spec *class, uint32_t target)
{
    return target > 0 && class->targets[target - 1].overflows;
}

static void on_failure(const struct cri_client *client, void *state, struct cri_caller *caller,
                       const struct cri_answer *answer, struct cri_move *move)
{
    const struct cri_class_spec *class = client->class;
    uint32_t next = caller->target;

    (void)state;
    if (move->kind != CRI_MOVE_NONE)
        return;
    do {
        if (next < class->n_spread) {
            next = (next + 1) % class->n_spread;
            if (next == caller->first_target)
                next = class->n_spread;
        } else {
            next++;
        }
        if (next >= class->n_targets)
            return;
    } while (class->targets[next].denial != CRI_DENIAL_NONE || is_overflow(class, next));
    move->kind = CRI_MOVE_FALLBACK;
    move->target = (uint8_t)next;
    move->at = answer->at;
}

const struct cri_client_part cri_client_fallback = {
    .name = "fallback", .wanted = wanted, .on_failure = on_failure};
