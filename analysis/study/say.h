/*
 * say.h: a verdict in words and as the fields of results: each sentence is made of figures of this
 * run, and is true of every option that it names.
 */
#ifndef CRISIM_ANALYSIS_STUDY_SAY_H
#define CRISIM_ANALYSIS_STUDY_SAY_H

#include "analysis/study/judge.h"
#include "analysis/study/study.h"

/** That neither cases nor what would change the verdict were looked into. */
void say_quick(struct study *study);
/** Headline, lines, cases, holdings and the rows of the first screen. results->options stand.
 * @param cases  NULL: none were run besides */
void say_verdict(struct study *study, const struct judge_verdict *verdict,
                 const struct cases *cases);

#endif
