/*
 * case_global_routing.c: how Global profiles choose among their destinations. It is not
 * published; measurements show sources outside the US served largely from there.
 */
#include "analysis/study/case.h"

#include <string.h>

static uint32_t in_force(const struct cri_spec *spec, const struct scenario_world *world)
{
    (void)spec;
    if (strcmp(world->routing.global_rule, "mostly-us") == 0)
        return 0;
    return strcmp(world->routing.global_rule, SCENARIO_RULE_POLICY) == 0 ? 1 : CRI_NONE;
}

static bool applies(const struct cri_spec *spec)
{
    return case_routes(spec, CRI_MODE_GLOBAL);
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

const struct case_rule case_rule_global_routing = {
    .name = "global-routing",
    .must_hold = true,
    .levels = {{"mostly-us", "Global profiles route mostly to the US",
                "{'routing':{'global_rule':'mostly-us'}}"},
               {"policy", "Global profiles route by the stated policy",
                "{'routing':{'global_rule':'policy'}}"}},
    .in_force = in_force,
    .applies = applies,
    .is_harmless = is_harmless,
    .proof = "",
};
