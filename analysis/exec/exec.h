/*
 * exec.h: independent jobs over the threads of one machine and, when the program was started by
 * mpirun, over those of other processes (ranks.h). Jobs are handed out in index order and put their
 * results where their index says, so results depend neither on the number of threads nor on that
 * of processes.
 */
#ifndef CRISIM_ANALYSIS_EXEC_EXEC_H
#define CRISIM_ANALYSIS_EXEC_EXEC_H

#include "sim/base/codec.h"
#include "sim/base/error.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/** Do job `index`. Called from any thread; an error stops the hand-out of further jobs. */
typedef enum sim_status (*exec_job_fn)(void *context, uint32_t index, struct sim_error *err);
/**
 * Take in the result of a finished job: called once for each, in index order, one at a time, by
 * whichever thread is at hand. What a job leaves behind can be let go of here.
 */
typedef void (*exec_collect_fn)(void *context, uint32_t index);
/**
 * Write the result of a finished job and let go of it (codec->reading false), or put what another
 * process has written where the job would have put it; codec->bad says when it does not fit.
 */
typedef void (*exec_code_fn)(void *context, uint32_t index, struct sim_codec *codec);
/** The end of the group of jobs that begins with `first`: > first, <= n_jobs. */
typedef uint32_t (*exec_group_fn)(void *context, uint32_t first);
/** Called from the calling thread now and then, and at the end. */
typedef void (*exec_progress_fn)(void *context, uint32_t done, uint32_t n_jobs);

struct exec_work {
    uint32_t n_jobs;
    uint32_t n_threads; /* of this process; 0 = its share of the machine's processors */
    exec_job_fn job;
    exec_collect_fn collect; /* may be NULL; not called for jobs behind one that failed */
    exec_code_fn code;       /* may be NULL in a single process */
    /* Jobs of a group are all done in one process, though by several of its threads; NULL = each
     * is a group. */
    exec_group_fn group_end;
    void *context;
    bool here_only; /* by the threads of this process alone: the others are not told */
    /* Of all that a result depends on, and of this machine's arithmetic: processes with unlike
     * probes do not work together. May be NULL in a single process. */
    const char *probe;
    volatile sig_atomic_t *stop; /* non-zero: no further job is started (jobs look at it
                                    themselves); set here when another process says so; or NULL */
    exec_progress_fn progress;   /* may be NULL */
    void *progress_context;
};

/** Processors that are online; at least 1. */
uint32_t exec_n_processors(void);

/**
 * Run all jobs. At most 2 x (threads of all processes) + 6 results, and what completes their
 * groups, wait to be collected, however unlike the jobs' lengths: memory does not grow with the
 * number of jobs. In a process of rank > 0 it does jobs for rank 0 until there are none left,
 * collects nothing, and returns SIM_OK.
 * @return the status and message of the failed job with the least index; SIM_EINTERRUPTED if
 *         stopped before all jobs were done; SIM_EINPUT if another process would not come to the
 *         same results; SIM_OK
 */
enum sim_status exec_run(const struct exec_work *work, struct sim_error *err);

#endif
