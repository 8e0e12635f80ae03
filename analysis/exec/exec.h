/*
 * exec.h: independent jobs over the threads of one machine. Jobs are handed out in index order and
 * put their results where their index says, so results do not depend on the number of threads.
 */
#ifndef CRISIM_ANALYSIS_EXEC_EXEC_H
#define CRISIM_ANALYSIS_EXEC_EXEC_H

#include "sim/base/error.h"

#include <signal.h>
#include <stdint.h>

/** Do job `index`. Called from any thread; an error stops the hand-out of further jobs. */
typedef enum sim_status (*exec_job_fn)(void *context, uint32_t index, struct sim_error *err);
/**
 * Take in the result of a finished job: called once for each, in index order, one at a time, by
 * whichever thread is at hand. What a job leaves behind can be let go of here.
 */
typedef void (*exec_collect_fn)(void *context, uint32_t index);
/** Called from the calling thread now and then, and at the end. */
typedef void (*exec_progress_fn)(void *context, uint32_t done, uint32_t n_jobs);

/** Processors that are online; at least 1. */
uint32_t exec_n_processors(void);

/**
 * Run n_jobs jobs on n_threads threads (0 = all processors). At most 2 n_threads + 6 results wait
 * to be collected, however unlike the jobs' lengths: memory does not grow with the number of jobs.
 * @param collect  may be NULL; not called for jobs behind one that failed
 * @param stop  non-zero: no further job is started (jobs look at it themselves); may be NULL
 * @return the status and message of the failed job with the least index; SIM_EINTERRUPTED if
 *         stopped before all jobs were done; SIM_OK
 */
enum sim_status exec_run(uint32_t n_jobs, uint32_t n_threads, exec_job_fn job,
                         exec_collect_fn collect, void *context, const volatile sig_atomic_t *stop,
                         exec_progress_fn progress, void *progress_context, struct sim_error *err);

#endif
