/*
 * sweep_say.h: what `sweep` found, as sentences and tables.
 */
#ifndef CRISIM_ANALYSIS_STUDY_SWEEP_SAY_H
#define CRISIM_ANALYSIS_STUDY_SWEEP_SAY_H

#include "analysis/study/sweep.h"

/** Add all of it to study->results. */
void sweep_say(const struct sweep *sweep, struct study *study);

#endif
