#include "analysis/exec/exec.h"

#include "analysis/exec/pool.h"
#include "analysis/exec/ranks.h"
#include "sim/base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* How long the main thread sleeps when nothing happens [ns]: it only reports progress, or must look
 * for messages of other processes. */
#define ALONE_SLEEP  200000000
#define HOSTED_SLEEP 500000

uint32_t exec_n_processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n > 0 ? (uint32_t)n : 1;
}

bool exec_pool_goes_on(const struct exec_pool *pool)
{
    const struct exec_work *work = pool->work;

    return (pool->next < work->n_jobs || pool->group_next < pool->group_end) && !pool->failed &&
           (work->stop == NULL || *work->stop == 0);
}

bool exec_pool_take_group(struct exec_pool *pool, uint32_t *first, uint32_t *end)
{
    const struct exec_work *work = pool->work;

    if (!exec_pool_goes_on(pool) || pool->next == work->n_jobs ||
        pool->next - pool->collected >= pool->window)
        return false;
    *first = pool->next;
    *end = work->group_end != NULL ? work->group_end(work->context, pool->next) : pool->next + 1;
    pool->next = *end;
    return true;
}

bool exec_pool_take(struct exec_pool *pool, uint32_t *index)
{
    if (!exec_pool_goes_on(pool))
        return false;
    /* What is left of the group that threads of this process have begun, else another. */
    if (pool->group_next == pool->group_end &&
        !exec_pool_take_group(pool, &pool->group_next, &pool->group_end))
        return false;
    *index = pool->group_next++;
    return true;
}

/* Take in what can be taken in, in order. */
static void collect(struct exec_pool *pool)
{
    const struct exec_work *work = pool->work;

    if (pool->collecting)
        return;
    pool->collecting = true;
    while (pool->collected < work->n_jobs && pool->finished[pool->collected]) {
        uint32_t index = pool->collected;

        pthread_mutex_unlock(&pool->lock);
        if (work->collect != NULL)
            work->collect(work->context, index);
        pthread_mutex_lock(&pool->lock);
        pool->collected++;
    }
    pool->collecting = false;
    pthread_cond_broadcast(&pool->changed);
}

void exec_pool_finished(struct exec_pool *pool, uint32_t index)
{
    pool->done++;
    pool->finished[index] = true;
    collect(pool);
}

void exec_pool_failed(struct exec_pool *pool, uint32_t index, const struct sim_error *err)
{
    if (!pool->failed || index < pool->failed_index) {
        pool->failed = true;
        pool->failed_index = index;
        pool->failure = *err;
    }
    pthread_cond_broadcast(&pool->changed);
}

static void *take_jobs(void *context)
{
    struct exec_pool *pool = context;
    const struct exec_work *work = pool->work;

    pthread_mutex_lock(&pool->lock);
    while (exec_pool_goes_on(pool)) {
        uint32_t index;
        struct sim_error err = {.status = SIM_OK};
        enum sim_status status;

        /* The job that holds the others up is running: its end will wake us. */
        if (!exec_pool_take(pool, &index)) {
            pthread_cond_wait(&pool->changed, &pool->lock);
            continue;
        }
        pthread_mutex_unlock(&pool->lock);
        status = work->job(work->context, index, &err);
        err.status = status;
        pthread_mutex_lock(&pool->lock);
        if (status == SIM_OK)
            exec_pool_finished(pool, index);
        else
            exec_pool_failed(pool, index, &err);
    }
    pool->n_running--;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* Wait for the threads and the other processes; the lock is held. */
static void watch(struct exec_pool *pool, struct ranks_host *host)
{
    const struct exec_work *work = pool->work;

    while (pool->n_running > 0 || !ranks_host_over(host)) {
        struct timespec until;
        uint32_t done = pool->done;
        bool busy;

        pthread_mutex_unlock(&pool->lock);
        busy = ranks_host_poll(host);
        if (work->progress != NULL)
            work->progress(work->progress_context, done, work->n_jobs);
        pthread_mutex_lock(&pool->lock);
        if (busy || (pool->n_running == 0 && ranks_host_over(host)))
            continue;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += host != NULL ? HOSTED_SLEEP : ALONE_SLEEP;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&pool->changed, &pool->lock, &until);
    }
}

static enum sim_status run_pool(struct exec_pool *pool, uint32_t n_threads, pthread_t *threads)
{
    const struct exec_work *work = pool->work;
    struct ranks_host *host;
    uint32_t started = 0;

    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    host = work->here_only ? NULL : ranks_host_open(pool);
    pthread_mutex_lock(&pool->lock);
    for (; started < n_threads; started++) {
        pool->n_running++;
        if (pthread_create(&threads[started], NULL, take_jobs, pool) != 0) {
            pool->n_running--;
            break;
        }
    }
    /* Fewer threads than asked for only cost time; none at all leaves this one. */
    if (started == 0) {
        pool->n_running = 1;
        pthread_mutex_unlock(&pool->lock);
        take_jobs(pool);
        pthread_mutex_lock(&pool->lock);
    }
    watch(pool, host);
    pthread_mutex_unlock(&pool->lock);
    for (uint32_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    ranks_host_close(host);
    if (work->progress != NULL)
        work->progress(work->progress_context, pool->done, work->n_jobs);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    return pool->failed ? pool->failure.status : SIM_OK;
}

enum sim_status exec_run(const struct exec_work *work, struct sim_error *err)
{
    struct exec_pool pool = {.work = work};
    uint32_t n_threads = work->n_threads;
    uint32_t n_jobs = work->n_jobs;
    enum sim_status status;
    pthread_t *threads;

    if (exec_rank() > 0)
        return ranks_serve(work, err);
    if (n_threads == 0)
        n_threads = exec_n_processors() / exec_n_ranks_here();
    if (n_threads > n_jobs)
        n_threads = n_jobs;
    if (n_threads == 0)
        n_threads = 1;
    pool.window = 2 * n_threads + 6;
    threads = sim_zeroed(n_threads, sizeof *threads);
    pool.finished = sim_zeroed(n_jobs, sizeof *pool.finished);
    status = run_pool(&pool, n_threads, threads);
    free(threads);
    free(pool.finished);
    if (status != SIM_OK && err != NULL)
        *err = pool.failure;
    /* A job that was under way says so too, but not how far the whole has come. */
    if (status == SIM_EINTERRUPTED || (status == SIM_OK && pool.done < n_jobs))
        return sim_fail(err, SIM_EINTERRUPTED, NULL, "interrupted after %u of %u replications",
                        pool.done, n_jobs);
    return status;
}
