/*
 * talk_fields.h: a verdict as fields of the results: cases, how each option does in them, and where
 * it stands.
 */
#ifndef CRISIM_ANALYSIS_STUDY_TALK_FIELDS_H
#define CRISIM_ANALYSIS_STUDY_TALK_FIELDS_H

#include "analysis/study/talk.h"

/** The cases that were run and those that were not, and what holds in which. */
void talk_add_cases(struct talk *talk);
/** The form of the verdict and the standing of each option. */
void talk_add_standings(struct talk *talk);
/** Would the cases that were not run have a say? Without an SLO they have none. */
bool talk_is_unfinished(const struct talk *talk);

#endif
