/*
 * verdict.h: what the numbers say, in words.
 */
#ifndef CRISIM_ANALYSIS_STUDY_VERDICT_H
#define CRISIM_ANALYSIS_STUDY_VERDICT_H

#include "analysis/study/results.h"
#include "scenarios/plan/plan.h"

/**
 * Fill verdict, flips and next_command of results whose metrics, differences and SLO lines stand.
 *
 * The recommendation goes, among arms that are allowed, by: all SLOs met; success rate (differences
 * below the smallest that matters are ties); then cost per 1,000 completed; then E2E p95; then file
 * order.
 * @param scenario_file  as named on the command line, for the next command; may be NULL
 */
void verdict_write(struct results *results, const struct plan *plan, const char *scenario_file);

#endif
