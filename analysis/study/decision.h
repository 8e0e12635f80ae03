/*
 * decision.h: what a board is to decide on, as fields of the results: on which condition, what it
 * is asked, and what can go wrong.
 *
 * A risk is how far the option that is chosen falls short when one thing is not as stated: at twice
 * the load, with half of the capacity or of the quotas, with hops of twice the length, under each
 * rule that is not documented, and in whatever a question of the study tried (results_risk()). Of
 * each kind the worst is kept. An SLO says how far is far; where none is stated, the share of
 * requests that are not answered does.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DECISION_H
#define CRISIM_ANALYSIS_STUDY_DECISION_H

#include "analysis/study/judge.h"
#include "analysis/study/study.h"

/** After say_verdict(): which option asks and risks will be about. */
void decision_begin(struct study *study);
/** After the questions were judged. */
void decision_add(struct study *study);

#endif
