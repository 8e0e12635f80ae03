/*
 * figure.h: a figure that an SLO may bound, in words: for sentences and for the first screen.
 */
#ifndef CRISIM_ANALYSIS_STUDY_FIGURE_H
#define CRISIM_ANALYSIS_STUDY_FIGURE_H

#include "models/slo.h"
#include "sim/base/arena.h"

/** A figure without its unit, which the row has: "76.5", "never", "no data". In the arena. */
const char *figure_text(struct sim_arena *arena, enum cri_slo_metric metric, double value);
/** "12 s", "98.4 %", "7.72 USD". */
const char *figure_with_unit(struct sim_arena *arena, enum cri_slo_metric metric, double value);
/** The same, with as many digits as it takes not to look like `bound`, which it is not. */
const char *figure_apart(struct sim_arena *arena, enum cri_slo_metric metric, double value,
                         double bound);
/** "E2E p95", "success rate". */
const char *figure_name(struct sim_arena *arena, enum cri_slo_metric metric);

#endif
