/*
 * drill_say.h: the sentences of a drill's first screen, and how it ends.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRILL_SAY_H
#define CRISIM_ANALYSIS_STUDY_DRILL_SAY_H

#include "analysis/study/drill.h"

/** complete: all drills are there. */
void drill_say(struct drill *drill, struct results *results, bool complete);
/** Nothing is asked of drills, or some option holds in all of them. */
bool drill_ends_well(const struct drill *drill);

#endif
