/*
 * maxtokens_say.h: what `maxtokens` found, as sentences and tables.
 */
#ifndef CRISIM_ANALYSIS_STUDY_MAXTOKENS_SAY_H
#define CRISIM_ANALYSIS_STUDY_MAXTOKENS_SAY_H

#include "analysis/study/maxtokens.h"

/** Add all of it to study->results. */
void maxtokens_say(const struct maxtokens *state, struct study *study);

#endif
