/*
 * verdict.h: what the numbers say, in words.
 */
#ifndef CRISIM_ANALYSIS_STUDY_VERDICT_H
#define CRISIM_ANALYSIS_STUDY_VERDICT_H

#include "analysis/results/results.h"
#include "analysis/study/whatif.h"
#include "scenarios/plan/plan.h"

/**
 * Fill verdict and flips of results whose metrics, differences and SLO lines stand, and say which
 * option is best.
 *
 * The recommendation goes, among options that are allowed, by: all SLOs met; success rate; then
 * cost per 1,000 completed; then E2E p95; then file order. What analysis/metric/difference.h does
 * not call better or worse is a tie.
 * @param options   indices in the plan of the options of the results
 * @param asked  what was run besides, one for each option of the results; NULL = nothing
 */
void verdict_write(struct results *results, const struct plan *plan, const uint32_t *options,
                   const struct whatif_option *asked);

#endif
