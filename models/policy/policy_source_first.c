/*
 * policy_source_first.c: the source Region while it can be used, then the nearest destination.
 *
 * The source's capacity is checked first, as AWS described the router in 2024; the order of the
 * others is not published: by round-trip time, ties to the first (docs/assumptions.md, "routing").
 */
#include "models/policy/policy.h"

static uint32_t source_first_choose(const struct cri_view *view)
{
    const struct cri_target_spec *target = view->target;
    uint32_t best = CRI_NONE;

    for (uint32_t i = 0; i < target->n_destinations; i++) {
        uint32_t region = target->destinations[i];

        if (!(view->usable >> i & 1))
            continue;
        if (region == target->source)
            return i;
        if (best == CRI_NONE ||
            view->rtt_from_source[region] < view->rtt_from_source[target->destinations[best]])
            best = i;
    }
    return best;
}

const struct cri_policy cri_policy_source_first = {
    .name = "source-first",
    .summary = "the source Region while it can be used, then the nearest destination",
    .choose = source_first_choose,
};
