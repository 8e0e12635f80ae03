/*
 * drill_second.h: where no option survives the loss of the Region in which it calls, the remedy is
 * simulated: classes that turn to a second source Region.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRILL_SECOND_H
#define CRISIM_ANALYSIS_STUDY_DRILL_SECOND_H

#include "analysis/study/drill.h"

/** The drill is of Region loss, and some option calls in its Regions first. */
bool drill_takes_source(const struct drill *drill, const struct drill_item *item);
/** Of the classes of an option that call there first, some, or all, turn to another Region by
 * themselves. */
bool drill_has_fallback(const struct drill *drill, const struct drill_item *item, uint32_t option);

/** The drills so far are finished: those with a second source are asked for. */
enum sim_status drill_second(struct drill *drill, struct sim_error *err);

#endif
