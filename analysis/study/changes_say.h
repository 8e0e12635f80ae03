/*
 * changes_say.h: what would change a verdict, in sentences, and the rows of the first screen on
 * load.
 */
#ifndef CRISIM_ANALYSIS_STUDY_CHANGES_SAY_H
#define CRISIM_ANALYSIS_STUDY_CHANGES_SAY_H

#include "analysis/study/changes.h"

/** Sentences, and the rows of the first screen, at the end of those that are there. */
void changes_say(const struct changes *changes, struct study *study,
                 const struct judge_verdict *verdict);

#endif
