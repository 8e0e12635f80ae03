/*
 * area.h: what "outside" is measured against, in words that are true of each class that they are
 * about: a residency rule, else the geography of a class's users, else that of its source.
 */
#ifndef CRISIM_ANALYSIS_STUDY_AREA_H
#define CRISIM_ANALYSIS_STUDY_AREA_H

#include "analysis/study/judge.h"
#include "analysis/study/study.h"

/**
 * Of the classes that option a or option b may process outside in a case that has to hold: "the
 * source's geography", "us (geography of the users in us-east-1) (class 'chat')". Where no class
 * may be, of all that run. In the arena of the results.
 */
const char *area_text(const struct study *study, const struct judge_verdict *verdict, uint32_t a,
                      uint32_t b);

/** The largest share that an option processes outside, over the cases that have to hold [%]; 0 =
 * none in any. */
double area_most(const struct judge_verdict *verdict, uint32_t option);

#endif
