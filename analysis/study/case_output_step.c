/*
 * case_output_step.c: how many tokens at a time are taken from an output quota that ends answers.
 * Nothing is published of it.
 */
#include "analysis/study/case.h"

/* Small steps share what is left, so that none of many answers may come to its end. */
static const int64_t steps[] = {16, 256, 64};
enum { N_STEPS = sizeof steps / sizeof steps[0] };

static uint32_t in_force(const struct cri_spec *spec, const struct scenario_world *world)
{
    (void)world;
    for (uint32_t level = 0; level < N_STEPS; level++)
        if (spec->quota_rules.output_step == steps[level])
            return level;
    return CRI_NONE;
}

static bool is_harmless(const struct cri_spec *spec, const struct cri_outcome *outcome,
                        uint32_t level)
{
    return case_output_fits(spec, outcome, steps[level]);
}

const struct case_rule case_rule_output_step = {
    .name = "output-step",
    .must_hold = true,
    .levels = {{"16", "output is taken from its quota 16 tokens at a time",
                "{'quota_rules':{'output_step_tokens':16}}"},
               {"256", "output is taken from its quota 256 tokens at a time",
                "{'quota_rules':{'output_step_tokens':256}}"},
               {"64", "output is taken from its quota 64 tokens at a time",
                "{'quota_rules':{'output_step_tokens':64}}"}},
    .in_force = in_force,
    .applies = case_has_output_limits,
    .is_harmless = is_harmless,
    .proof = "each output quota had a step of both sizes left for every answer at once",
};
