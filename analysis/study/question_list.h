/*
 * question_list.h: the questions. A row is question_<row>.c, which defines question_<row>, and, by
 * study_question.c, the study of that name that asks it alone.
 */
#ifndef CRISIM_ANALYSIS_STUDY_QUESTION_LIST_H
#define CRISIM_ANALYSIS_STUDY_QUESTION_LIST_H

#include "analysis/study/question.h"

/* clang-format off */
#define QUESTION_LIST(X) \
    X(cache) \
    X(drill) \
    X(growth) \
    X(maxload) \
    X(maxtokens) \
    X(sensitivity) \
    X(size) \
    X(source) \
    X(sweep)
/* clang-format on */

#define QUESTION_DECLARE(row) extern const struct question question_##row;
QUESTION_LIST(QUESTION_DECLARE)
#undef QUESTION_DECLARE

#endif
