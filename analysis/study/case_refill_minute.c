/*
 * case_refill_minute.c: how RPM and TPM come back.
 */
#include "analysis/study/case.h"

/* The levels stand in another order than the rules: the likely worst first. */
static uint32_t in_force(const struct cri_spec *spec, const struct scenario_world *world)
{
    (void)world;
    switch (spec->quota_rules.per_minute) {
    case CRI_REFILL_SLIDING:
        return 0;
    case CRI_REFILL_FIXED:
        return 1;
    default:
        return 2;
    }
}

static bool is_harmless(const struct cri_spec *spec, const struct cri_outcome *outcome,
                        uint32_t level)
{
    (void)level;
    return case_minutes_fit(spec, outcome, 1);
}

const struct case_rule case_rule_refill_minute = {
    .name = "refill-minute",
    .must_hold = true,
    .levels = {{"sliding-window", "minute quotas come back by a sliding window",
                "{'quota_rules':{'refill_minute':'sliding-window'}}"},
               {"fixed-window", "minute quotas come back at each full minute",
                "{'quota_rules':{'refill_minute':'fixed-window'}}"},
               {"token-bucket", "minute quotas come back continuously",
                "{'quota_rules':{'refill_minute':'token-bucket'}}"}},
    .in_force = in_force,
    .applies = case_has_minute_limits,
    .is_harmless = is_harmless,
    .proof = "no two minutes in a row take more than a limit of one",
};
