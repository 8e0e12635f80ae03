/*
 * policy_source_first.c: the source Region while it can be used, then the nearest destination.
 *
 * The source's capacity is checked first, as AWS described the router in 2024; the order of the
 * others is not published: by round-trip time, ties to the first (docs/assumptions.md, "routing").
 */
#include "models/policy/policy.h"

static uint32_t source_first_choose(struct cri_view *view)
{
    uint32_t best;

    /* The common case: the source stands first among its destinations. */
    if ((view->usable & 1) && view->target->destinations[0] == view->target->source) {
        view->reason = CRI_REASON_SOURCE;
        return 0;
    }
    best = cri_policy_least(view, cri_policy_distance);
    view->reason = view->target->destinations[best] == view->target->source ? CRI_REASON_SOURCE
                                                                            : CRI_REASON_NEAREST;
    return best;
}

const struct cri_policy cri_policy_source_first = {
    .name = "source-first",
    .summary = "the source Region while it can be used, then the nearest destination",
    .choose = source_first_choose,
};
