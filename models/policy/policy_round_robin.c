/*
 * policy_round_robin.c: destinations in turn; those that cannot be used are passed over.
 */
#include "models/policy/policy.h"

static uint32_t round_robin_choose(struct cri_view *view)
{
    uint32_t n = view->target->n_destinations;
    uint32_t start = (uint32_t)view->memory[0];

    view->reason = CRI_REASON_TURN;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = (start + k) % n;

        if (view->usable >> i & 1)
            return i;
    }
    return CRI_NONE;
}

/* The turn goes on behind the one that was taken: who is passed over does not give its turns to
 * its neighbour alone. */
static void round_robin_remember(const struct cri_view *view, uint32_t choice, double *memory)
{
    memory[0] = (choice + 1) % view->target->n_destinations;
}

const struct cri_policy cri_policy_round_robin = {
    .name = "round-robin",
    .summary = "destinations in turn",
    .choose = round_robin_choose,
    .remember = round_robin_remember,
};
