/*
 * case_refill_day.c: how TPD and the account's daily tokens come back.
 */
#include "analysis/study/case.h"

/* The levels stand in another order than the rules: the likely worst first. */
static uint32_t in_force(const struct cri_spec *spec, const struct scenario_world *world)
{
    (void)world;
    switch (spec->quota_rules.per_day) {
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
    return case_days_fit(spec, outcome, 1);
}

const struct case_rule case_rule_refill_day = {
    .name = "refill-day",
    .must_hold = true,
    .levels = {{"sliding-window", "daily quotas come back by a sliding window",
                "{'quota_rules':{'refill_day':'sliding-window'}}"},
               {"fixed-window", "daily quotas come back at midnight UTC",
                "{'quota_rules':{'refill_day':'fixed-window'}}"},
               {"token-bucket", "daily quotas come back continuously",
                "{'quota_rules':{'refill_day':'token-bucket'}}"}},
    .in_force = in_force,
    .applies = case_has_day_limits,
    .is_harmless = is_harmless,
    .proof = "the whole run takes no more than any daily limit",
};
