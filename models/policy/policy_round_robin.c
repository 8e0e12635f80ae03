/*
 * policy_round_robin.c: destinations in turn; those that cannot be used are passed over.
 */
#include "models/policy/policy.h"

#include <stddef.h>

static uint32_t round_robin_choose(struct cri_view *view)
{
    uint32_t n = view->target->n_destinations;
    uint32_t start = view->memory != NULL ? (uint32_t)view->memory[0] : 0;

    view->reason = CRI_REASON_TURN;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = (start + k) % n;

        if (!(view->usable >> i & 1))
            continue;
        if (view->memory != NULL)
            view->memory[0] = (i + 1) % n;
        return i;
    }
    return CRI_NONE;
}

const struct cri_policy cri_policy_round_robin = {
    .name = "round-robin",
    .summary = "destinations in turn",
    .choose = round_robin_choose,
};
