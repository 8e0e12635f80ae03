/*
 * case_reserve_burndown.c: whether max_tokens count as often at admission as output does at
 * settlement. Documented as no; users have measured it, so it is told and need not hold.
 */
#include "analysis/study/case.h"

static uint32_t in_force(const struct cri_spec *spec, const struct scenario_world *world)
{
    (void)spec;
    return world->reserve_burndown ? 0 : CRI_NONE;
}

static int64_t most_burndown(const struct cri_spec *spec)
{
    int64_t most = 1;

    for (uint32_t s = 0; s < spec->n_services; s++)
        if (spec->services[s].output_burndown > most)
            most = spec->services[s].output_burndown;
    return most;
}

static bool applies(const struct cri_spec *spec)
{
    return most_burndown(spec) > 1 && case_has_limits(spec);
}

/* Nothing is reserved more than so often. */
static bool is_harmless(const struct cri_spec *spec, const struct cri_outcome *outcome,
                        uint32_t level)
{
    (void)level;
    return case_minutes_fit(spec, outcome, most_burndown(spec)) &&
           case_days_fit(spec, outcome, most_burndown(spec));
}

const struct case_rule case_rule_reserve_burndown = {
    .name = "reserve-burndown",
    .must_hold = false,
    .levels = {{"counted", "max_tokens count with burndown at admission",
                "{'reserve_burndown':true}"}},
    .in_force = in_force,
    .applies = applies,
    .is_harmless = is_harmless,
    .proof = "no limit would be exceeded if every reservation counted with burndown",
};
