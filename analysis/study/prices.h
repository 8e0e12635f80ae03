/*
 * prices.h: by how much the price of what is recommended may rise before another option is. It
 * follows from the ledgers: what an option costs is as many times as much, so nothing is run.
 */
#ifndef CRISIM_ANALYSIS_STUDY_PRICES_H
#define CRISIM_ANALYSIS_STUDY_PRICES_H

#include "analysis/study/judge.h"
#include "analysis/study/study.h"

/* More than this is not looked at. */
#define PRICES_MOST 4

/**
 * The least factor on the price of the recommended option, above 1 and at most PRICES_MOST, at
 * which another is chosen; options of the same price rise with it. Tokens alone: where units or
 * reservations are paid for by the hour nothing is said.
 * @param choice  the other option
 * @return INFINITY = there is none; NaN = nothing can be said: no option has another price, or
 * nothing is recommended
 */
double prices_break_even(const struct results *results, const struct judge_verdict *verdict,
                         uint32_t *choice);

#endif
