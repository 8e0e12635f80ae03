/*
 * policy_least_loaded.c: the destination with the smallest share of its room in use, as known at
 * the last refresh; where no room is stated, the one with the fewest calls in flight.
 */
#include "models/policy/policy.h"

static uint32_t least_loaded_choose(struct cri_view *view)
{
    view->reason = CRI_REASON_LOAD;
    return cri_policy_least(view, cri_policy_load);
}

const struct cri_policy cri_policy_least_loaded = {
    .name = "least-loaded",
    .summary = "the destination with the smallest share of its room in use, as known",
    .sees_load = true,
    .choose = least_loaded_choose,
};
