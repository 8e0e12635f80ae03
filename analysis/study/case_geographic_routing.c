/*
 * case_geographic_routing.c: how Geographic profiles choose among their destinations. It is not
 * published; log rows show an idle profile serving from all of its destinations.
 */
#include "analysis/study/case.h"

#include <string.h>

static uint32_t in_force(const struct cri_spec *spec, const struct scenario_world *world)
{
    (void)spec;
    if (strcmp(world->routing.geographic_rule, "spread") == 0)
        return 0;
    return strcmp(world->routing.geographic_rule, SCENARIO_RULE_POLICY) == 0 ? 1 : CRI_NONE;
}

static bool applies(const struct cri_spec *spec)
{
    return case_routes(spec, CRI_MODE_GEOGRAPHIC);
}

/* Where calls go is seen by every one of them. */
static bool is_harmless(const struct cri_spec *spec, const struct cri_outcome *outcome,
                        uint32_t level)
{
    (void)spec;
    (void)outcome;
    (void)level;
    return false;
}

const struct case_rule case_rule_geographic_routing = {
    .name = "geographic-routing",
    .must_hold = true,
    .levels = {{"spread", "Geographic profiles route to all their destinations alike",
                "{'routing':{'geographic_rule':'spread'}}"},
               {"policy", "Geographic profiles route by the stated policy",
                "{'routing':{'geographic_rule':'policy'}}"}},
    .in_force = in_force,
    .applies = applies,
    .is_harmless = is_harmless,
    .proof = "",
};
