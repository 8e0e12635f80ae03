/*
 * case_account_cap.c: which tokens the account's daily cap counts; its formula is not published.
 */
#include "analysis/study/case.h"

static uint32_t in_force(const struct cri_spec *spec, const struct scenario_world *world)
{
    (void)world;
    return spec->quota_rules.account_before_burndown ? 1 : 0;
}

/* What is counted before burndown is never more than what is counted after it. */
static bool is_harmless(const struct cri_spec *spec, const struct cri_outcome *outcome,
                        uint32_t level)
{
    (void)level;
    return case_days_fit(spec, outcome, 1);
}

const struct case_rule case_rule_account_cap = {
    .name = "account-cap",
    .must_hold = true,
    .levels = {{"after-burndown", "the account's daily cap counts quota tokens",
                "{'quota_rules':{'account_cap':'after-burndown'}}"},
               {"before-burndown", "the account's daily cap counts tokens without burndown",
                "{'quota_rules':{'account_cap':'before-burndown'}}"}},
    .in_force = in_force,
    .applies = case_has_account_limits,
    .is_harmless = is_harmless,
    .proof = "the whole run takes no more than any daily limit",
};
