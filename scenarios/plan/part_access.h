/*
 * part_access.h: whether a target can be called.
 */
#ifndef CRISIM_SCENARIOS_PLAN_PART_ACCESS_H
#define CRISIM_SCENARIOS_PLAN_PART_ACCESS_H

#include "scenarios/plan/part.h"

/** why: of the plan's arena; NULL = what cri_denial_reason() says. */
void plan_deny(struct cri_target_spec *target, enum cri_denial denial, const char *why);
/** Sets out->runs and out->why_not by the denials of its targets. */
void plan_decide_runs(struct plan_job *job, const struct catalog_model *model,
                      struct cri_class_spec *out);
/** What is to be said of the present target, which cannot be called: a warning where it was listed,
 * an error where model units spill to it. */
void plan_say_uncallable(struct plan_job *job);
/** A warning if a Region that a list names cannot be used for what it is listed for (`use`). */
void plan_warn_uncallable(struct plan_job *job, const struct sim_json *at, const char *use,
                          const struct cri_target_spec *target);

#endif
