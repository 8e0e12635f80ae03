/*
 * policy_cache_affine.c: calls that share a prompt prefix go to one destination, chosen by
 * rendezvous hashing (the highest hash of prefix and Region wins), so a destination that drops out
 * moves only its own prefixes. Calls without a prefix: the source Region, then the nearest.
 */
#include "models/policy/policy.h"

static uint32_t cache_affine_choose(struct cri_view *view)
{
    uint32_t best = CRI_NONE;
    uint64_t most = 0;

    if (view->prefix == 0) {
        view->reason = CRI_REASON_NEAREST;
        return cri_policy_least(view, cri_policy_distance);
    }
    view->reason = CRI_REASON_AFFINITY;
    for (uint32_t i = 0; i < view->target->n_destinations; i++) {
        uint64_t hash;

        if (!(view->usable >> i & 1))
            continue;
        hash = sim_entity(view->prefix, view->region_hash[view->target->destinations[i]]);
        if (best == CRI_NONE || hash > most) {
            best = i;
            most = hash;
        }
    }
    return best;
}

const struct cri_policy cri_policy_cache_affine = {
    .name = "cache-affine",
    .summary = "one destination for each prompt prefix, so that its cache stays warm",
    .choose = cache_affine_choose,
};
