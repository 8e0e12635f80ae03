/*
 * policy_two_random.c: two destinations drawn per call, the less loaded one of them takes it.
 * Nearly as even as asking all, and it does not herd on stale news (Mitzenmacher 2001).
 */
#include "models/policy/policy.h"
#include "models/world.h"

static uint32_t nth_usable(const struct cri_view *view, uint32_t n)
{
    for (uint32_t i = 0; i < view->target->n_destinations; i++)
        if ((view->usable >> i & 1) && n-- == 0)
            return i;
    return CRI_NONE;
}

static uint32_t two_random_choose(struct cri_view *view)
{
    uint32_t n = 0;
    uint32_t first, second;
    double u[2];

    for (uint32_t i = 0; i < view->target->n_destinations; i++)
        n += view->usable >> i & 1;
    view->reason = CRI_REASON_LOAD;
    if (n == 1)
        return nth_usable(view, 0);
    sim_u01_pair(view->key, CRI_DRAW_TWO_RANDOM, view->entity, view->call, u);
    first = (uint32_t)(u[0] * n);
    second = (uint32_t)(u[1] * (n - 1));
    second += second >= first; /* another one */
    first = nth_usable(view, first);
    second = nth_usable(view, second);
    return cri_policy_load(view, second) < cri_policy_load(view, first) ? second : first;
}

const struct cri_policy cri_policy_two_random = {
    .name = "two-random",
    .summary = "the less loaded of two destinations drawn per call",
    .sees_load = true,
    .sees_others = true,
    .choose = two_random_choose,
};
