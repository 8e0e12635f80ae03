/*
 * policy_nearest.c: the destination nearest to the users, wherever the call is made.
 */
#include "models/policy/policy.h"

static double distance(const struct cri_view *view, uint32_t position)
{
    return (double)view->rtt_from_client[view->target->destinations[position]];
}

static uint32_t nearest_choose(struct cri_view *view)
{
    view->reason = CRI_REASON_NEAREST;
    return cri_policy_least(view, distance);
}

const struct cri_policy cri_policy_nearest = {
    .name = "nearest",
    .summary = "the destination with the shortest round trip from the client's Region",
    .choose = nearest_choose,
};
