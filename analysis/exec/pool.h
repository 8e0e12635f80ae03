/*
 * pool.h: inside this room: the jobs of one exec_run() in the process that collects, between its
 * own threads and the other processes.
 */
#ifndef CRISIM_ANALYSIS_EXEC_POOL_H
#define CRISIM_ANALYSIS_EXEC_POOL_H

#include "analysis/exec/exec.h"

#include <pthread.h>
#include <stdbool.h>

struct exec_pool {
    const struct exec_work *work;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    uint32_t next, done;            /* jobs [0, next) are handed out, or the group in hand */
    uint32_t group_next, group_end; /* of the group in hand: what its threads may still take */
    uint32_t n_running;             /* threads that may still take a job */
    bool *finished;                 /* per job */
    uint32_t collected;             /* jobs [0, collected) are taken in */
    uint32_t window;                /* jobs handed out and not collected */
    bool collecting;
    bool failed;
    uint32_t failed_index;
    struct sim_error failure;
};

/* With the lock held: */

/** Are there jobs to hand out at all, now or later? */
bool exec_pool_goes_on(const struct exec_pool *pool);
/** Hand out the next job to a thread of this process. @return false if there is none at the moment
 */
bool exec_pool_take(struct exec_pool *pool, uint32_t *index);
/** Hand out a whole group, [*first, *end), to another process. @return as above */
bool exec_pool_take_group(struct exec_pool *pool, uint32_t *first, uint32_t *end);
/** Its result is in its place; may give up the lock for a while. */
void exec_pool_finished(struct exec_pool *pool, uint32_t index);
void exec_pool_failed(struct exec_pool *pool, uint32_t index, const struct sim_error *err);

/* What the other processes do (ranks_mpi.c, ranks_none.c). Called from the main thread only. */

struct ranks_host;
/** Rank 0: NULL in a single process. */
struct ranks_host *ranks_host_open(struct exec_pool *pool);
/**
 * Rank 0, without the lock: take in what has come and hand out what there is.
 * @return whether anything happened
 */
bool ranks_host_poll(struct ranks_host *host);
/** Every other process has been told that there is no more to do, and has said it is done. */
bool ranks_host_over(const struct ranks_host *host);
void ranks_host_close(struct ranks_host *host);

/** Rank > 0: do jobs for rank 0 until it says that is all. */
enum sim_status ranks_serve(const struct exec_work *work, struct sim_error *err);

#endif
