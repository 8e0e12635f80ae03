/*
 * changes_first.h: where no option holds - as stated, or in the worst case that decides nothing -
 * what would make a first one hold, or that no quota and no capacity would, and why not.
 */
#ifndef CRISIM_ANALYSIS_STUDY_CHANGES_FIRST_H
#define CRISIM_ANALYSIS_STUDY_CHANGES_FIRST_H

#include "analysis/study/changes.h"

/** Into the headline of NO OPTION WORKS AS STATED, and behind the line of that case. */
void changes_first(const struct changes *changes, struct results *results,
                   const struct judge_verdict *verdict);

#endif
