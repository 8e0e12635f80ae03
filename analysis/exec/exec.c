#include "analysis/exec/exec.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct pool {
    uint32_t n_jobs, next, done, n_running;
    exec_job_fn job;
    exec_collect_fn collect;
    void *context;
    bool *finished;     /* per job */
    uint32_t collected; /* jobs [0, collected) are taken in */
    uint32_t window;
    bool collecting;
    const volatile sig_atomic_t *stop;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool failed;
    uint32_t failed_index;
    struct sim_error failure;
};

uint32_t exec_n_processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n > 0 ? (uint32_t)n : 1;
}

/* Take in what can be taken in, in order. The lock is held, and given up while collecting. */
static void collect(struct pool *pool)
{
    if (pool->collecting)
        return;
    pool->collecting = true;
    while (pool->collected < pool->n_jobs && pool->finished[pool->collected]) {
        uint32_t index = pool->collected;

        pthread_mutex_unlock(&pool->lock);
        if (pool->collect != NULL)
            pool->collect(pool->context, index);
        pthread_mutex_lock(&pool->lock);
        pool->collected++;
    }
    pool->collecting = false;
    pthread_cond_broadcast(&pool->changed);
}

static bool goes_on(const struct pool *pool)
{
    return pool->next < pool->n_jobs && !pool->failed && (pool->stop == NULL || *pool->stop == 0);
}

static void *work(void *context)
{
    struct pool *pool = context;

    pthread_mutex_lock(&pool->lock);
    while (goes_on(pool)) {
        uint32_t index;
        struct sim_error err = {.status = SIM_OK};
        enum sim_status status;

        /* The job that holds the others up is running: it will wake us. */
        if (pool->next - pool->collected >= pool->window) {
            pthread_cond_wait(&pool->changed, &pool->lock);
            continue;
        }
        index = pool->next++;
        pthread_mutex_unlock(&pool->lock);
        status = pool->job(pool->context, index, &err);
        pthread_mutex_lock(&pool->lock);
        if (status == SIM_OK) {
            pool->done++;
            pool->finished[index] = true;
            collect(pool);
        } else if (!pool->failed || index < pool->failed_index) {
            pool->failed = true;
            pool->failed_index = index;
            pool->failure = err;
            pool->failure.status = status;
        }
        pthread_cond_broadcast(&pool->changed);
    }
    pool->n_running--;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

enum sim_status exec_run(uint32_t n_jobs, uint32_t n_threads, exec_job_fn job,
                         exec_collect_fn collect_one, void *context,
                         const volatile sig_atomic_t *stop, exec_progress_fn progress,
                         void *progress_context, struct sim_error *err)
{
    struct pool pool = {
        .n_jobs = n_jobs, .job = job, .collect = collect_one, .context = context, .stop = stop};
    pthread_t *threads;
    uint32_t started = 0;

    if (n_threads == 0)
        n_threads = exec_n_processors();
    if (n_threads > n_jobs)
        n_threads = n_jobs > 0 ? n_jobs : 1;
    pool.window = 2 * n_threads + 6;
    threads = calloc(n_threads, sizeof *threads);
    pool.finished = calloc(n_jobs > 0 ? n_jobs : 1, sizeof *pool.finished);
    if (threads == NULL || pool.finished == NULL) {
        free(threads);
        free(pool.finished);
        return sim_fail(err, SIM_ENOMEM, NULL, "out of memory");
    }
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.changed, NULL);
    pthread_mutex_lock(&pool.lock);
    for (; started < n_threads; started++) {
        pool.n_running++;
        if (pthread_create(&threads[started], NULL, work, &pool) != 0) {
            pool.n_running--;
            break;
        }
    }
    /* Fewer threads than asked for only cost time; none at all leaves this one. */
    if (started == 0) {
        pool.n_running = 1;
        pthread_mutex_unlock(&pool.lock);
        work(&pool);
        pthread_mutex_lock(&pool.lock);
    }
    while (pool.n_running > 0) {
        struct timespec until;
        uint32_t done = pool.done;

        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 200000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&pool.changed, &pool.lock, &until);
        if (progress != NULL) {
            pthread_mutex_unlock(&pool.lock);
            progress(progress_context, done, n_jobs);
            pthread_mutex_lock(&pool.lock);
        }
    }
    pthread_mutex_unlock(&pool.lock);
    for (uint32_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    if (progress != NULL)
        progress(progress_context, pool.done, n_jobs);
    pthread_cond_destroy(&pool.changed);
    pthread_mutex_destroy(&pool.lock);
    free(threads);
    free(pool.finished);
    if (pool.failed) {
        if (err != NULL)
            *err = pool.failure;
        return pool.failure.status;
    }
    if (pool.done < n_jobs)
        return sim_fail(err, SIM_EINTERRUPTED, NULL, "interrupted after %u of %u replications",
                        pool.done, n_jobs);
    return SIM_OK;
}
