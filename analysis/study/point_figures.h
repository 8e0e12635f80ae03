/*
 * point_figures.h: what an option shows at a point of a study, as SLOs bound it: for studies that
 * run many points and keep their samples alone.
 */
#ifndef CRISIM_ANALYSIS_STUDY_POINT_FIGURES_H
#define CRISIM_ANALYSIS_STUDY_POINT_FIGURES_H

#include "analysis/metric/value.h"
#include "analysis/study/judge.h"
#include "analysis/study/loop.h"

/** A figure of an option at a point, replication by replication, in the unit of its SLO: INFINITY
 * of one that never comes. In the arena. */
double *point_figures(const struct loop *loop, uint32_t point, uint32_t option,
                      enum cri_slo_metric metric, struct sim_arena *arena);
/** Mean of n figures; INFINITY where one never comes. */
double point_mean(const double *figures, uint32_t n);
/** The option that completes most, of those that can be chosen, or else of those that are allowed;
 * CRI_NONE: none is. */
uint32_t point_most_complete(const struct judge_verdict *verdict);
/** A figure as a cell of a column in the metric's own unit: per cent of a share, "never". */
struct metric_value point_cell(const struct metric *row, double figure);

#endif
