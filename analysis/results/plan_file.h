/*
 * plan_file.h: the plan of a review as a file: in the manifest of its results, and alone.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_PLAN_FILE_H
#define CRISIM_ANALYSIS_RESULTS_PLAN_FILE_H

#include "analysis/results/results.h"
#include "sim/base/json_out.h"

#define RESULTS_PLAN_FORMAT  "crisim-plan"
#define RESULTS_PLAN_VERSION 1

/* Read back. Strings are in the arena; results_plan_release() it. */
struct results_plan {
    struct sim_arena arena;
    double seconds, requests_per_s;
    uint32_t n;
    struct results_planned *parts; /* without what was taken */
};

/** Of results that have one (n_planned > 0): an object of that key; NULL = the root. */
void results_plan_write(const struct results *results, const char *key, struct sim_json_out *json);
/**
 * Read a plan, or the plan in a manifest. Findings have their place in the file.
 * @return SIM_EINPUT with findings in diag
 */
enum sim_status results_plan_read(struct results_plan *plan, const char *file,
                                  struct sim_diag *diag);
void results_plan_release(struct results_plan *plan);

#endif
