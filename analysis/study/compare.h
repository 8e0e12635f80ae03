/*
 * compare.h: run every option of a plan and fill struct results: the study behind `crisim run` and
 * `crisim compare`.
 */
#ifndef CRISIM_ANALYSIS_STUDY_COMPARE_H
#define CRISIM_ANALYSIS_STUDY_COMPARE_H

#include "analysis/exec/exec.h"
#include "analysis/results/results.h"
#include "scenarios/plan/plan.h"

struct compare_settings {
    const char *study;       /* "run" or "compare": `run` shows one option and no differences */
    const char *only_option; /* run: this option; NULL = all */
    const char *baseline;    /* NULL = the first allowed option */
    uint32_t n_threads;      /* of this process; 0 = its share of all processors */
    volatile sig_atomic_t *stop;
    exec_progress_fn progress;
    void *progress_context;
};

/**
 * In a process of rank > 0 (analysis/exec/ranks.h) jobs are done for rank 0, and *out is NULL.
 * @return SIM_OK and *out (results_destroy() it); SIM_EINTERRUPTED and *out holding the finished
 *         replications (complete = false; *out is NULL if not one was); SIM_EUSAGE for an unknown
 *         option or baseline
 */
enum sim_status compare_run(const struct plan *plan, const struct compare_settings *settings,
                            struct results **out, struct sim_error *err);

#endif
