/*
 * refused.h: which statements of policies refused calls, and how many.
 */
#ifndef CRISIM_ANALYSIS_STUDY_REFUSED_H
#define CRISIM_ANALYSIS_STUDY_REFUSED_H

#include "analysis/study/study.h"

/**
 * Add the table `refused_by` to study->results: a row for each option, class and statement, over
 * the replications as stated. Nothing where no policy refuses anything.
 */
void refused_add(struct study *study);

#endif
