/*
 * undecided.h: cases that have to hold and in which no option that can be chosen does. They decide
 * nothing: the reader is told of them, and what would make a first option hold in the worst.
 */
#ifndef CRISIM_ANALYSIS_STUDY_UNDECIDED_H
#define CRISIM_ANALYSIS_STUDY_UNDECIDED_H

#include "analysis/study/judge.h"

#define UNDECIDED_LABEL "none holds" /* of the line about them */

struct undecided {
    uint32_t n;       /* how many */
    uint32_t worst;   /* the one that is furthest from holding, as a case of the verdict */
    uint32_t nearest; /* the candidate that comes nearest there */
    bool tied;        /* another comes as near */
};

/** Whether case c of a verdict is one of them. */
bool undecided_is(const struct judge_verdict *verdict, uint32_t c);
struct undecided undecided_find(const struct judge_verdict *verdict);

#endif
