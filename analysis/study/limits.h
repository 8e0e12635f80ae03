/*
 * limits.h: what an option is limited by, in words, with the amounts that are in force at a point
 * of a study: "60 RPM and 400,000 TPM", "80 slots".
 */
#ifndef CRISIM_ANALYSIS_STUDY_LIMITS_H
#define CRISIM_ANALYSIS_STUDY_LIMITS_H

#include "models/spec.h"
#include "sim/base/arena.h"

/** Its quotas; each by name if they are not all the same. Daily amounts are named where there is no
 * limit by the minute. */
const char *limits_quota(struct sim_arena *arena, const struct cri_spec *spec);
/** The capacity of its Regions; the least and the largest if they are not all the same. Unlimited
 * ones are not counted. */
const char *limits_capacity(struct sim_arena *arena, const struct cri_spec *spec);

#endif
