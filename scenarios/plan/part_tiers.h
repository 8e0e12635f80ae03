/*
 * part_tiers.h: the service tier that a class asks for.
 */
#ifndef CRISIM_SCENARIOS_PLAN_PART_TIERS_H
#define CRISIM_SCENARIOS_PLAN_PART_TIERS_H

#include "scenarios/plan/part.h"

/** "flex"; of a value of enum scenario_tier. */
const char *plan_tier_word(int tier);
/** Why calls of the present class are refused for their tier, as text of the plan; or NULL. */
const char *plan_tier_lacking(const struct plan_job *job);

#endif
