/*
 * policy_fixed_share.c: destinations by stated shares, one keyed draw a call; among the usable
 * ones in proportion. Reproduces a measured split (docs/assumptions.md, "routing").
 */
#include "models/policy/policy.h"
#include "models/world.h"

static uint32_t fixed_share_choose(struct cri_view *view)
{
    const struct cri_target_spec *target = view->target;
    double total = 0;
    double left;
    uint32_t last = CRI_NONE;

    for (uint32_t i = 0; i < target->n_destinations; i++)
        if (view->usable >> i & 1)
            total += target->shares[i];
    view->reason = CRI_REASON_SHARE;
    left = sim_u01(view->key, CRI_DRAW_SHARE, view->entity, view->call) * total;
    for (uint32_t i = 0; i < target->n_destinations; i++) {
        if (!(view->usable >> i & 1))
            continue;
        /* With no share left among the usable ones any of them will do: the first. */
        if (last == CRI_NONE || target->shares[i] > 0)
            last = i;
        left -= target->shares[i];
        if (left < 0)
            return i;
    }
    return last;
}

const struct cri_policy cri_policy_fixed_share = {
    .name = "fixed-share",
    .summary = "destinations by stated shares, drawn per call",
    .needs_shares = true,
    .may_use_shares = true,
    .sees_others = true,
    .choose = fixed_share_choose,
};
