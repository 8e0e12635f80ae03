/*
 * study_list.h: the studies. A row is study_<row>.c, which defines loop_study_<row>. A subcommand
 * runs one by its name (analysis/cli/study.h); what all of them share is in loop.h.
 */
#ifndef CRISIM_ANALYSIS_STUDY_STUDY_LIST_H
#define CRISIM_ANALYSIS_STUDY_STUDY_LIST_H

#include "analysis/study/loop.h"

/* clang-format off */
#define STUDY_LIST(X) \
    X(compare) \
    X(review) \
    X(run)
/* clang-format on */

/** The study of a subcommand: a row here, or one that asks a single question (question_list.h).
 * NULL = there is none. */
const struct loop_study *study_find(const char *name);

#define STUDY_DECLARE(row) extern const struct loop_study loop_study_##row;
STUDY_LIST(STUDY_DECLARE)
#undef STUDY_DECLARE

#endif
