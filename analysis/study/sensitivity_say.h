/*
 * sensitivity_say.h: what `sensitivity` found, as sentences and tables.
 */
#ifndef CRISIM_ANALYSIS_STUDY_SENSITIVITY_SAY_H
#define CRISIM_ANALYSIS_STUDY_SENSITIVITY_SAY_H

#include "analysis/study/sensitivity.h"

/** Add all of it to study->results. */
void sensitivity_say(const struct sensitivity *state, struct study *study);

#endif
