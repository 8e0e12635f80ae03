/*
 * case_figures.h: the figures of a comparison in each of its cases. They are made when a case is
 * finished, for its outcomes are let go of then, and go into the results with the verdict.
 */
#ifndef CRISIM_ANALYSIS_STUDY_CASE_FIGURES_H
#define CRISIM_ANALYSIS_STUDY_CASE_FIGURES_H

#include "analysis/study/judge.h"
#include "analysis/study/study.h"

struct case_figures;

struct case_figures *case_figures_create(struct loop *loop);
void case_figures_destroy(struct case_figures *figures);
/** A point is finished: keep the metrics of its options, if it is of a case. */
void case_figures_take(struct case_figures *figures, uint32_t point);
/** The cases of the verdict, and in the rows of study->results what each is there. Of rows that are
 * expanded, or that no case changes, the case as stated stays alone. */
void case_figures_add(const struct case_figures *figures, struct study *study,
                      const struct judge_verdict *verdict);

#endif
