/*
 * shown.h: the figures of the first screen, and short words for what lies behind them.
 */
#ifndef CRISIM_ANALYSIS_STUDY_SHOWN_H
#define CRISIM_ANALYSIS_STUDY_SHOWN_H

#include "analysis/study/judge.h"
#include "analysis/study/study.h"

/** Rows of results->shown: what is promised, success, E2E p95, cost, use of the tightest quota,
 * what is processed elsewhere. */
void shown_rows(struct study *study, const struct judge_verdict *verdict);
/** "21,750 requests in 30 min; 3 options x 10 replications; 6 more cases x 5". */
const char *shown_scale(const struct study *study, const struct judge_verdict *verdict);
/** What kept most of the requests of an option that failed: "23.5 % found no room (503)"; NULL if
 * none failed. */
const char *shown_cause(const struct study *study, uint32_t option);

#endif
