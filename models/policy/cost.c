/*
 * cost.c: what policies that compare destinations have in common.
 */
#include "models/policy/policy.h"

uint32_t cri_policy_least(const struct cri_view *view,
                          double (*cost)(const struct cri_view *view, uint32_t position))
{
    uint32_t best = CRI_NONE;
    double least = 0;

    for (uint32_t i = 0; i < view->target->n_destinations; i++) {
        double c;

        if (!(view->usable >> i & 1))
            continue;
        c = cost(view, i);
        if (best == CRI_NONE || c < least) {
            best = i;
            least = c;
        }
    }
    return best;
}

double cri_policy_distance(const struct cri_view *view, uint32_t position)
{
    uint32_t region = view->target->destinations[position];

    /* The source itself is nearer than anything, whatever was measured inside it. */
    return region == view->target->source ? -1 : (double)view->rtt_from_source[region];
}

double cri_policy_load(const struct cri_view *view, uint32_t position)
{
    uint32_t region = view->target->destinations[position];
    double room = view->room[region];

    return room > 0 ? view->in_flight[region] / room : view->in_flight[region];
}
