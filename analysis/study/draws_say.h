/*
 * draws_say.h: what the draws of ranges show, on the first screen and in tables.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRAWS_SAY_H
#define CRISIM_ANALYSIS_STUDY_DRAWS_SAY_H

#include "analysis/study/judge.h"
#include "analysis/study/study.h"

/** Tables of the ranges, of what each option's draws show, and of every draw; nothing without
 * draws. */
void draws_tables(struct study *study, const struct judge_verdict *verdict);
/** "73 draws of 2 ranges, 95 % to meet the SLOs: global 73 (holds), one-region 60 (fails)": a line
 * for the first screen; NULL without draws. In the arena. */
const char *draws_line(const struct study *study, const struct judge_verdict *verdict,
                       struct sim_arena *arena);
/** Of ranges that were not drawn, why; NULL = they were, or there is none. */
const char *draws_not_run(const struct study *study);

#endif
