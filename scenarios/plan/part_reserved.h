/*
 * part_reserved.h: tokens a minute that the tier `reserved` holds.
 */
#ifndef CRISIM_SCENARIOS_PLAN_PART_RESERVED_H
#define CRISIM_SCENARIOS_PLAN_PART_RESERVED_H

#include "scenarios/plan/part.h"

/** The last entry about calls of a model from a source Region by a mode; NULL if there is none. */
const struct scenario_reserved *plan_reserved_find(const struct plan_job *job,
                                                   const struct catalog_model *model,
                                                   uint32_t source, enum cri_mode mode);

#endif
