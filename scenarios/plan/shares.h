/*
 * shares.h: rules of how profiles route that are stated as shares of groups of destinations: the
 * scenario's (`routing_rules`) and the catalog's (table `routing`).
 */
#ifndef CRISIM_SCENARIOS_PLAN_SHARES_H
#define CRISIM_SCENARIOS_PLAN_SHARES_H

#include "scenarios/plan/part.h"

/** The rule that profiles of a mode follow, by name; NULL = the policy. */
const char *plan_rule_of(const struct scenario_world *world, enum cri_mode mode);

/** Findings in the names of rules and of their groups. */
void plan_check_rules(struct plan_job *job);

/** Shares of the target's destinations by a rule, sum 1; in the arena. */
const double *plan_rule_shares(struct plan_job *job, const char *rule,
                               const struct cri_target_spec *target);

/** "mostly-us (source 20 %, us 80 %)". */
const char *plan_rule_text(struct plan_job *job, const char *rule);
/** Where the rule's shares are from: a mark and a source. */
void plan_rule_origin(const struct plan_job *job, const char *rule, const char **mark,
                      const char **source);

#endif
