/*
 * part_quotas.h: the quotas of an option.
 */
#ifndef CRISIM_SCENARIOS_PLAN_PART_QUOTAS_H
#define CRISIM_SCENARIOS_PLAN_PART_QUOTAS_H

#include "scenarios/plan/part.h"

/** Index of the quota of that name, or CRI_NONE. */
uint32_t plan_quota_find(const struct plan_job *job, const char *name);
/** One more quota, that no entry of 'quotas' or 'quota_changes' is about; returns its index. */
uint32_t plan_quota_add(struct plan_job *job, const struct cri_quota_spec *quota);
/** Where an amount came from. */
void plan_quota_note(struct plan_job *job, const char *name, enum cri_limit limit, int64_t amount,
                     const char *mark, const char *source);

#endif
