/*
 * part_services.h: what the models of an option can do.
 */
#ifndef CRISIM_SCENARIOS_PLAN_PART_SERVICES_H
#define CRISIM_SCENARIOS_PLAN_PART_SERVICES_H

#include "scenarios/plan/part.h"

/** Most tokens that the model answers with: stated, or the catalog's; 0 = not known. */
int64_t plan_most_output(const struct plan_job *job, const struct catalog_model *model);
/** How long the model keeps a prefix in the run: as the scenario states, if the model offers it. */
enum catalog_life plan_cache_life(const struct plan_job *job, const struct catalog_model *model);
/** Minutes of it. */
int plan_life_minutes(enum catalog_life life);

#endif
