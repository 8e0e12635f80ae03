/*
 * drill_plan.h: which Regions go away, when, and in which options that needs a run at all.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRILL_PLAN_H
#define CRISIM_ANALYSIS_STUDY_DRILL_PLAN_H

#include "analysis/study/drill.h"

/* Indices of the flags of `crisim drill`. */
enum drill_flag {
    DRILL_FLAG_REGION,
    DRILL_FLAG_FOR,
    DRILL_FLAG_AT,
    DRILL_FLAG_ERRORS,
    DRILL_FLAG_SLOWER,
    DRILL_FLAG_ROOM
};

/** What is wrong with the flags by themselves. */
enum sim_status drill_check_flags(const struct asking *asking, struct sim_error *err);
/**
 * Windows, Regions and drills, by the flags and by the run as stated; each that is to be run is
 * asked for. With drill->counts set nothing is asked for or known of the run as stated: the windows
 * are there, and all that might be run is among the items.
 * @return SIM_EUSAGE for flags that do not fit the scenario
 */
enum sim_status drill_plan(struct drill *drill, struct sim_error *err);

/**
 * One more drill, which is asked for in the options whose `how` is DRILL_RUN.
 * @param item    copied; where and regions live as long as the drill
 * @param same     per option that is DRILL_SAME, the drill; NULL = none is
 * @param classes  JSON of `classes` in the patch besides; NULL = none
 */
enum sim_status drill_add(struct drill *drill, const struct drill_item *item,
                          const enum drill_how *how, const uint32_t *same, const char *classes,
                          struct sim_error *err);

const char *drill_region_name(const struct drill *drill, uint32_t region);

#endif
