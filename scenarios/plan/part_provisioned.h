/*
 * part_provisioned.h: model units that were bought.
 */
#ifndef CRISIM_SCENARIOS_PLAN_PART_PROVISIONED_H
#define CRISIM_SCENARIOS_PLAN_PART_PROVISIONED_H

#include "scenarios/plan/part.h"

/** The units of a model in a source Region; NULL if there are none. */
const struct scenario_provisioned *plan_provisioned_find(const struct plan_job *job,
                                                         const struct catalog_model *model,
                                                         uint32_t source);
/** Something that is paid by the hour, used or not; the name is that of its price row too. */
void plan_commitment_add(struct plan_job *job, const struct cri_commitment_spec *commitment);

#endif
