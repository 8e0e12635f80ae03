/* sensitivity_shares.h: what came of varying all at once for shares of the variance (Sobol). */
#ifndef CRISIM_ANALYSIS_STUDY_SENSITIVITY_SHARES_H
#define CRISIM_ANALYSIS_STUDY_SENSITIVITY_SHARES_H

#include "analysis/study/sensitivity_effect.h"

/** A sentence about one figure of the option that is looked at. */
void sensitivity_say_shares(const struct sensitivity_talk *talk, uint32_t measure);
/** A table of all its figures, `first` before the others. */
void sensitivity_add_shares(const struct sensitivity_talk *talk, uint32_t first);

#endif
