/*
 * drill_risk.h: the drill that hurts the decided option most, as a risk, and what is asked for it.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRILL_RISK_H
#define CRISIM_ANALYSIS_STUDY_DRILL_RISK_H

#include "analysis/study/drill.h"

/** After the verdict has said which option is decided on (results->decided). */
void drill_risk(struct drill *drill, struct results *results);

#endif
