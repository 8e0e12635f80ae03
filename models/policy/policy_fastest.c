/*
 * policy_fastest.c: the destination whose calls were quickest to their first token of late, hop
 * included, as known at the last refresh.
 */
#include "models/policy/policy.h"

static double time_to_answer(const struct cri_view *view, uint32_t position)
{
    return view->speed[view->target->destinations[position]];
}

static uint32_t fastest_choose(struct cri_view *view)
{
    view->reason = CRI_REASON_SPEED;
    return cri_policy_least(view, time_to_answer);
}

const struct cri_policy cri_policy_fastest = {
    .name = "fastest",
    .summary = "the destination that was quickest to the first token of late, as known",
    .sees_speed = true,
    .choose = fastest_choose,
};
