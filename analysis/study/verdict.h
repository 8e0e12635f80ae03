/*
 * verdict.h: what the numbers say, in words.
 */
#ifndef CRISIM_ANALYSIS_STUDY_VERDICT_H
#define CRISIM_ANALYSIS_STUDY_VERDICT_H

#include "analysis/results/results.h"
#include "analysis/study/whatif.h"
#include "scenarios/plan/plan.h"

/**
 * Fill verdict and flips of results whose metrics, options and lines (say.h) stand: the verdict in
 * full sentences, why requests fail, and what would change it.
 * @param options   indices in the plan of the options of the results
 * @param asked  what was run besides, one for each option of the results; NULL = nothing
 */
void verdict_write(struct results *results, const struct plan *plan, const uint32_t *options,
                   const struct whatif_option *asked);

#endif
