/*
 * policy.c: the list of routing policies, made from policy_list.h.
 */
#include "models/policy/policy.h"
#include "models/policy/policy_list.h"

#include <stddef.h>
#include <string.h>

#define DECLARE(row) extern const struct cri_policy cri_policy_##row;
CRI_POLICY_LIST(DECLARE)

#define ADDRESS(row) &cri_policy_##row,
const struct cri_policy *const cri_policies[] = {CRI_POLICY_LIST(ADDRESS) NULL};

const struct cri_policy *cri_policy_find(const char *name)
{
    for (uint32_t i = 0; cri_policies[i] != NULL; i++)
        if (strcmp(cri_policies[i]->name, name) == 0)
            return cri_policies[i];
    return NULL;
}

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
