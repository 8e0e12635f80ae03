/*
 * case_account_cap.c: what the account's daily cap counts. "Estimated based on on-demand pricing"
 * is all that is said of it.
 */
#include "analysis/study/case.h"

static uint32_t in_force(const struct cri_spec *spec, const struct scenario_world *world)
{
    (void)world;
    return (uint32_t)spec->quota_rules.account_cap;
}

static bool is_harmless(const struct cri_spec *spec, const struct cri_outcome *outcome,
                        uint32_t level)
{
    (void)level;
    return case_accounts_use_half(spec, outcome);
}

const struct case_rule case_rule_account_cap = {
    .name = "account-cap",
    .must_hold = true,
    .levels =
        {[CRI_CAP_PRICED] = {"price-weighted", "the account's daily cap counts what tokens cost",
                             "{'quota_rules':{'account_cap':'price-weighted'}}"},
         [CRI_CAP_AFTER_BURNDOWN] = {"after-burndown",
                                     "the account's daily cap counts quota tokens",
                                     "{'quota_rules':{'account_cap':'after-burndown'}}"},
         [CRI_CAP_BEFORE_BURNDOWN] = {"before-burndown",
                                      "the account's daily cap counts tokens without burndown",
                                      "{'quota_rules':{'account_cap':'before-burndown'}}"}},
    .in_force = in_force,
    .applies = case_has_account_limits,
    .is_harmless = is_harmless,
    .proof = "no day's estimate, by any of the three, passes half of the account's cap",
};
