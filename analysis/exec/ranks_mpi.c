/*
 * ranks_mpi.c: the processes of an mpirun. Rank 0's main thread hands out jobs and takes in results
 * between naps, while its own threads work; in the others, the main thread carries messages and
 * the threads work. Only main threads speak MPI (MPI_THREAD_FUNNELED).
 *
 * A message is a head, and behind it as many bytes as the head says. Only the others may wait for
 * a send to end, and they listen meanwhile: so nobody waits for one another.
 */
#ifdef CRISIM_MPI
#include "analysis/exec/pool.h"
#include "analysis/exec/ranks.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <mpi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TAG_HEAD 1
#define TAG_DATA 2
/* MPI counts in int. */
#define MOST_AT_ONCE ((size_t)1 << 30)
/* While a send is under way [ns], and when there is nothing to do. */
#define SEND_NAP 20000
#define IDLE_NAP 500000

enum message {
    HELLO,  /* to rank 0: struct hello and the probe */
    JOB,    /* from rank 0 */
    DONE,   /* to rank 0: the result */
    FAILED, /* to rank 0: struct sim_error */
    END,    /* from rank 0: no more jobs; index is the signal to stop with, or 0 */
    BYE     /* to rank 0 */
};

struct head {
    uint32_t kind, index;
    uint64_t size;
};

struct hello {
    uint32_t room; /* jobs it takes at a time */
    char host[MPI_MAX_PROCESSOR_NAME];
};

static int rank, n_ranks = 1, n_ranks_here = 1;
static bool started;

enum sim_status exec_ranks_start(struct sim_error *err)
{
    MPI_Comm here;
    int provided;

    /* Starting MPI for nothing takes long. */
    if (!exec_ranks_launched() || started)
        return SIM_OK;
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS ||
        provided < MPI_THREAD_FUNNELED)
        return sim_fail(err, SIM_EUSAGE, NULL, "this MPI does not work with threads");
    started = true;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &n_ranks);
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &here);
    MPI_Comm_size(here, &n_ranks_here);
    MPI_Comm_free(&here);
    return SIM_OK;
}

void exec_ranks_finish(void)
{
    if (started)
        MPI_Finalize();
    started = false;
    n_ranks = n_ranks_here = 1;
}

uint32_t exec_rank(void)
{
    return (uint32_t)rank;
}

uint32_t exec_n_ranks(void)
{
    return (uint32_t)n_ranks;
}

uint32_t exec_n_ranks_here(void)
{
    return (uint32_t)n_ranks_here;
}

int exec_ranks_share(int value)
{
    if (started)
        MPI_Bcast(&value, 1, MPI_INT, 0, MPI_COMM_WORLD);
    return value;
}

void exec_ranks_share_bytes(void **bytes, size_t *n)
{
    uint64_t size = *n;

    if (!started)
        return;
    MPI_Bcast(&size, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    SIM_ASSERT(size <= MOST_AT_ONCE, "%llu bytes to be shared", (unsigned long long)size);
    if (rank > 0) {
        *n = (size_t)size;
        *bytes = size > 0 ? sim_fresh(*n, 1) : NULL;
    }
    if (size > 0)
        MPI_Bcast(*bytes, (int)size, MPI_BYTE, 0, MPI_COMM_WORLD);
}

static void nap(long ns)
{
    nanosleep(&(struct timespec){.tv_nsec = ns}, NULL);
}

/* A message from `source` (or MPI_ANY_SOURCE) without its bytes; false if none has come. */
static bool next_head(int *source, struct head *head)
{
    MPI_Status status;
    int there = 0;

    MPI_Iprobe(*source, TAG_HEAD, MPI_COMM_WORLD, &there, &status);
    if (!there)
        return false;
    *source = status.MPI_SOURCE;
    MPI_Recv(head, (int)sizeof *head, MPI_BYTE, *source, TAG_HEAD, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    return true;
}

/* The bytes of a message, and a NUL behind them; free() when done. */
static char *receive_bytes(int source, size_t size)
{
    char *data = sim_fresh(size + 1, 1);

    for (size_t at = 0; at < size;) {
        size_t n = size - at < MOST_AT_ONCE ? size - at : MOST_AT_ONCE;

        MPI_Recv(data + at, (int)n, MPI_BYTE, source, TAG_DATA, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        at += n;
    }
    data[size] = '\0';
    return data;
}

/* ---- rank 0 ---- */

struct other {
    bool greeted, told; /* that there is no more to do */
    bool over;
    int32_t room; /* jobs it can still be given; below 0 where a group was larger */
    char host[MPI_MAX_PROCESSOR_NAME];
};

struct ranks_host {
    struct exec_pool *pool;
    uint32_t n_over;
    struct other *others; /* n_ranks; the first is not used */
};

struct ranks_host *ranks_host_open(struct exec_pool *pool)
{
    struct ranks_host *host;

    if (n_ranks < 2)
        return NULL;
    SIM_ASSERT(pool->work->code != NULL && pool->work->probe != NULL,
               "work for several processes needs a code and a probe");
    host = sim_zeroed(1, sizeof *host);
    host->pool = pool;
    host->others = sim_zeroed((size_t)n_ranks, sizeof *host->others);
    return host;
}

void ranks_host_close(struct ranks_host *host)
{
    if (host == NULL)
        return;
    free(host->others);
    free(host);
}

bool ranks_host_over(const struct ranks_host *host)
{
    return host == NULL || host->n_over == (uint32_t)n_ranks - 1;
}

static void fail(struct ranks_host *host, uint32_t index, const struct sim_error *err)
{
    pthread_mutex_lock(&host->pool->lock);
    exec_pool_failed(host->pool, index, err);
    pthread_mutex_unlock(&host->pool->lock);
}

static void greet(struct ranks_host *host, int source, const char *data, size_t size)
{
    struct other *other = &host->others[source];
    struct hello hello;
    struct sim_error err;

    SIM_ASSERT(size >= sizeof hello, "a greeting of %zu bytes", size);
    memcpy(&hello, data, sizeof hello);
    memcpy(other->host, hello.host, sizeof other->host);
    other->greeted = true;
    if (strcmp(data + sizeof hello, host->pool->work->probe) == 0) {
        other->room = (int32_t)hello.room;
        pthread_mutex_lock(&host->pool->lock);
        host->pool->window += 2 * hello.room;
        pthread_mutex_unlock(&host->pool->lock);
        return;
    }
    sim_fail(&err, SIM_EINPUT, NULL,
             "process %d on %s would not come to the same results as process 0: it has another "
             "scenario, trace, catalog, build or arithmetic (probe %.16s, here %.16s)",
             source, other->host, data + sizeof hello, host->pool->work->probe);
    fail(host, 0, &err);
}

static void take_result(struct ranks_host *host, int source, uint32_t index, const char *data,
                        size_t size)
{
    struct exec_pool *pool = host->pool;
    struct sim_codec codec = sim_codec_read(data, size);
    struct sim_error err;

    pool->work->code(pool->work->context, index, &codec);
    host->others[source].room++;
    if (!sim_codec_complete(&codec)) {
        sim_fail(&err, SIM_EINPUT, NULL, "process %d on %s sent a result that does not fit", source,
                 host->others[source].host);
        fail(host, index, &err);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    exec_pool_finished(pool, index);
    pthread_mutex_unlock(&pool->lock);
}

static void take_message(struct ranks_host *host, int source, const struct head *head)
{
    char *data = receive_bytes(source, head->size);
    struct sim_error err;

    switch (head->kind) {
    case HELLO:
        greet(host, source, data, head->size);
        break;
    case DONE:
        take_result(host, source, head->index, data, head->size);
        break;
    case FAILED:
        SIM_ASSERT(head->size == sizeof err, "an error of %zu bytes", (size_t)head->size);
        memcpy(&err, data, sizeof err);
        host->others[source].room++;
        fail(host, head->index, &err);
        break;
    default:
        SIM_ASSERT(head->kind == BYE, "message %u to rank 0", head->kind);
        host->others[source].over = true;
        host->n_over++;
        break;
    }
    free(data);
}

static void tell(int to, enum message kind, uint32_t index)
{
    struct head head = {.kind = kind, .index = index};

    MPI_Send(&head, (int)sizeof head, MPI_BYTE, to, TAG_HEAD, MPI_COMM_WORLD);
}

/* One group of jobs to each that has room, so that all get some. */
static bool hand_out(struct ranks_host *host)
{
    struct exec_pool *pool = host->pool;
    bool any = false;

    for (int i = 1; i < n_ranks; i++) {
        struct other *other = &host->others[i];
        uint32_t first, end;
        bool goes_on, taken;

        if (!other->greeted || other->told)
            continue;
        pthread_mutex_lock(&pool->lock);
        goes_on = exec_pool_goes_on(pool);
        taken = other->room > 0 && exec_pool_take_group(pool, &first, &end);
        pthread_mutex_unlock(&pool->lock);
        if (taken) {
            other->room -= (int32_t)(end - first);
            for (uint32_t index = first; index < end; index++)
                tell(i, JOB, index);
        } else if (!goes_on) {
            other->told = true;
            tell(i, END, pool->work->stop != NULL ? (uint32_t)*pool->work->stop : 0);
        }
        any = any || taken;
    }
    return any;
}

bool ranks_host_poll(struct ranks_host *host)
{
    bool any = false;
    struct head head;
    int source = MPI_ANY_SOURCE;

    if (host == NULL)
        return false;
    while (next_head(&source, &head)) {
        take_message(host, source, &head);
        source = MPI_ANY_SOURCE;
        any = true;
    }
    while (hand_out(host))
        any = true;
    return any;
}

/* ---- the others ---- */

struct result {
    struct result *next;
    uint32_t index;
    struct sim_error err;
    struct sim_codec codec;
};

struct server {
    const struct exec_work *work;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    uint32_t *jobs; /* as they came; [n_begun, n_jobs) are to be begun */
    uint32_t room, n_begun, n_jobs;
    struct result *first, **last; /* to be sent */
    uint32_t n_running;
    bool ended;
};

static void *serve_jobs(void *context)
{
    struct server *server = context;
    const struct exec_work *work = server->work;

    pthread_mutex_lock(&server->lock);
    for (;;) {
        struct result *result;

        if (server->n_begun == server->n_jobs && server->ended)
            break;
        if (server->n_begun == server->n_jobs) {
            pthread_cond_wait(&server->changed, &server->lock);
            continue;
        }
        result = sim_zeroed(1, sizeof *result);
        result->index = server->jobs[server->n_begun++];
        pthread_mutex_unlock(&server->lock);
        result->err.status = work->job(work->context, result->index, &result->err);
        if (result->err.status == SIM_OK)
            work->code(work->context, result->index, &result->codec);
        pthread_mutex_lock(&server->lock);
        *server->last = result;
        server->last = &result->next;
        pthread_cond_broadcast(&server->changed);
    }
    server->n_running--;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

/* Take what rank 0 has said, if anything. */
static bool listen_to_host(struct server *server)
{
    bool any = false;
    struct head head;
    int source = 0;

    while (next_head(&source, &head)) {
        any = true;
        pthread_mutex_lock(&server->lock);
        if (head.kind == JOB) {
            SIM_ASSERT(server->n_jobs < server->work->n_jobs, "more jobs than there are");
            server->jobs[server->n_jobs++] = head.index;
        } else {
            SIM_ASSERT(head.kind == END, "message %u to rank %d", head.kind, rank);
            server->ended = true;
            if (head.index != 0) {
                server->n_jobs = server->n_begun;
                if (server->work->stop != NULL)
                    *server->work->stop = (sig_atomic_t)head.index;
            }
        }
        pthread_cond_broadcast(&server->changed);
        pthread_mutex_unlock(&server->lock);
    }
    return any;
}

static void send_bytes(struct server *server, const void *data, size_t size, int tag)
{
    MPI_Request request;
    int sent = 0;

    MPI_Isend(data, (int)size, MPI_BYTE, 0, tag, MPI_COMM_WORLD, &request);
    for (;;) {
        MPI_Test(&request, &sent, MPI_STATUS_IGNORE);
        if (sent)
            return;
        if (!listen_to_host(server))
            nap(SEND_NAP);
    }
}

static void send(struct server *server, enum message kind, uint32_t index, const void *data,
                 size_t size)
{
    struct head head = {.kind = kind, .index = index, .size = size};
    const char *bytes = data;

    send_bytes(server, &head, sizeof head, TAG_HEAD);
    for (size_t at = 0; at < size;) {
        size_t n = size - at < MOST_AT_ONCE ? size - at : MOST_AT_ONCE;

        send_bytes(server, bytes + at, n, TAG_DATA);
        at += n;
    }
}

static void send_hello(struct server *server)
{
    const char *probe = server->work->probe;
    struct hello hello = {.room = server->room};
    size_t n = strlen(probe);
    char *bytes = sim_fresh(sizeof hello + n, 1);
    int length = 0;

    MPI_Get_processor_name(hello.host, &length);
    memcpy(bytes, &hello, sizeof hello);
    memcpy(bytes + sizeof hello, probe, n);
    send(server, HELLO, 0, bytes, sizeof hello + n);
    free(bytes);
}

static void send_result(struct server *server, struct result *result)
{
    if (result->err.status == SIM_OK)
        send(server, DONE, result->index, result->codec.data, result->codec.n);
    else
        send(server, FAILED, result->index, &result->err, sizeof result->err);
    sim_codec_release(&result->codec);
    free(result);
}

/* Carry messages until the threads are through and everything is sent. */
static void carry(struct server *server)
{
    for (;;) {
        bool busy = listen_to_host(server);
        struct result *result;
        struct timespec until;

        pthread_mutex_lock(&server->lock);
        result = server->first;
        if (result != NULL) {
            server->first = result->next;
            if (server->first == NULL)
                server->last = &server->first;
        } else if (server->ended && server->n_running == 0) {
            pthread_mutex_unlock(&server->lock);
            return;
        } else if (!busy) {
            clock_gettime(CLOCK_REALTIME, &until);
            until.tv_nsec += IDLE_NAP;
            until.tv_sec += until.tv_nsec / 1000000000;
            until.tv_nsec %= 1000000000;
            pthread_cond_timedwait(&server->changed, &server->lock, &until);
        }
        pthread_mutex_unlock(&server->lock);
        if (result != NULL)
            send_result(server, result);
    }
}

enum sim_status ranks_serve(const struct exec_work *work, struct sim_error *err)
{
    uint32_t n_threads = work->n_threads;
    struct server server = {.work = work};
    pthread_t *threads;
    uint32_t n_started = 0;

    (void)err;
    if (n_threads == 0)
        n_threads = exec_n_processors() / exec_n_ranks_here();
    if (n_threads == 0)
        n_threads = 1;
    server.room = n_threads + 1; /* one ahead, so that no thread waits for a message */
    server.last = &server.first;
    server.jobs = sim_zeroed(work->n_jobs, sizeof *server.jobs);
    threads = sim_zeroed(n_threads, sizeof *threads);
    pthread_mutex_init(&server.lock, NULL);
    pthread_cond_init(&server.changed, NULL);
    pthread_mutex_lock(&server.lock);
    while (n_started < n_threads &&
           pthread_create(&threads[n_started], NULL, serve_jobs, &server) == 0)
        n_started++;
    server.n_running = n_started;
    pthread_mutex_unlock(&server.lock);
    SIM_ASSERT(n_started > 0, "process %d cannot start a thread", rank);
    send_hello(&server);
    carry(&server);
    send(&server, BYE, 0, NULL, 0);
    for (uint32_t i = 0; i < n_started; i++)
        pthread_join(threads[i], NULL);
    pthread_cond_destroy(&server.changed);
    pthread_mutex_destroy(&server.lock);
    free(threads);
    free(server.jobs);
    return SIM_OK;
}
#else
typedef int ranks_mpi_is_not_built;
#endif
