/*
 * policy_expected_time.c: the destination that promises the soonest answer: the hop there, the wait
 * behind the calls that are there, and the work on the part of the prompt that its cache does not
 * hold, each with a weight of its own.
 *
 * The wait: with n calls there and room for c, this one is the (n + 1 - c)-th too many. Slots free
 * one every (time in service) / c; where capacity is shared, the work of each takes that much
 * longer. Both come to (n + 1 - c) / c x the time in service.
 */
#include "models/policy/policy.h"

static double wait_there(const struct cri_view *view, uint32_t position)
{
    uint32_t region = view->target->destinations[position];
    double room = view->room[region];
    double there = (double)view->in_flight[region] + 1;

    if (!(room > 0) || there <= room)
        return 0;
    return (there - room) / room * (view->service + view->prefill[position]);
}

static double expected_time(const struct cri_view *view, uint32_t position)
{
    const struct cri_time_weights *weights = view->weights;
    double network = (double)view->hop[view->target->destinations[position]];

    return weights->network * network + weights->queue * wait_there(view, position) +
           weights->prefill * view->prefill[position];
}

static uint32_t expected_time_choose(struct cri_view *view)
{
    view->reason = CRI_REASON_SPEED;
    return cri_policy_least(view, expected_time);
}

const struct cri_policy cri_policy_expected_time = {
    .name = "expected-time",
    .summary = "the destination with the least hop + wait + work on uncached input, as known",
    .sees_load = true,
    .sees_times = true,
    .choose = expected_time_choose,
};
