#include "analysis/exec/exec.h"

#include "tests/unit/suite.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

struct work {
    uint32_t results[1000];
    uint32_t fails_at;
    volatile sig_atomic_t stop;
    uint32_t stops_at;
};

static enum sim_status square(void *context, uint32_t index, struct sim_error *err)
{
    struct work *work = context;

    if (index == work->fails_at || index == work->fails_at + 1)
        return sim_fail(err, SIM_EINPUT, NULL, "job %u", index);
    if (index == work->stops_at)
        work->stop = 1;
    work->results[index] = index * index;
    return SIM_OK;
}

static enum sim_status run_squares(struct work *work, uint32_t n, uint32_t threads,
                                   struct sim_error *err)
{
    return exec_run(
        &(struct exec_work){
            .n_jobs = n, .n_threads = threads, .job = square, .context = work, .stop = &work->stop},
        err);
}

START_TEST(results_lie_at_their_index)
{
    for (uint32_t threads = 0; threads <= 8; threads += 2) {
        struct work work = {.fails_at = UINT32_MAX - 1, .stops_at = UINT32_MAX};

        ck_assert(run_squares(&work, 1000, threads, NULL) == SIM_OK);
        for (uint32_t i = 0; i < 1000; i++)
            ck_assert_uint_eq(work.results[i], i * i);
    }
    ck_assert(exec_run(&(struct exec_work){.n_threads = 2, .job = square}, NULL) == SIM_OK);
}
END_TEST

struct queue {
    uint32_t started, collected, most_waiting;
    bool in_order;
};

/* Every 64th job is slow, so the others run ahead of it. */
static enum sim_status uneven(void *context, uint32_t index, struct sim_error *err)
{
    struct queue *queue = context;
    uint32_t waiting;

    (void)err;
    waiting = __atomic_add_fetch(&queue->started, 1, __ATOMIC_SEQ_CST) -
              __atomic_load_n(&queue->collected, __ATOMIC_SEQ_CST);
    if (waiting > __atomic_load_n(&queue->most_waiting, __ATOMIC_SEQ_CST))
        __atomic_store_n(&queue->most_waiting, waiting, __ATOMIC_SEQ_CST);
    if (index % 64 == 0)
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    return SIM_OK;
}

static void take(void *context, uint32_t index)
{
    struct queue *queue = context;

    queue->in_order = queue->in_order && index == queue->collected;
    __atomic_add_fetch(&queue->collected, 1, __ATOMIC_SEQ_CST);
}

START_TEST(collected_in_order_and_never_far_behind)
{
    for (uint32_t threads = 1; threads <= 4; threads++) {
        struct queue queue = {.in_order = true};

        ck_assert(exec_run(&(struct exec_work){.n_jobs = 1000,
                                               .n_threads = threads,
                                               .job = uneven,
                                               .collect = take,
                                               .context = &queue},
                           NULL) == SIM_OK);
        ck_assert(queue.in_order);
        ck_assert_uint_eq(queue.collected, 1000);
        ck_assert_uint_le(queue.most_waiting, 2 * threads + 6 + 1);
    }
}
END_TEST

struct together {
    uint32_t running, most, order[6], n;
};

/* Waits, for a while, until somebody else runs as well. */
static enum sim_status wait_for_another(void *context, uint32_t index, struct sim_error *err)
{
    struct together *together = context;
    uint32_t now = __atomic_add_fetch(&together->running, 1, __ATOMIC_SEQ_CST);

    (void)err;
    for (int i = 0; i < 200 && now < 2 && index % 3 < 2; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        now = __atomic_load_n(&together->running, __ATOMIC_SEQ_CST);
    }
    if (now > __atomic_load_n(&together->most, __ATOMIC_SEQ_CST))
        __atomic_store_n(&together->most, now, __ATOMIC_SEQ_CST);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    __atomic_sub_fetch(&together->running, 1, __ATOMIC_SEQ_CST);
    return SIM_OK;
}

static void note_order(void *context, uint32_t index)
{
    struct together *together = context;

    together->order[together->n++] = index;
}

static uint32_t groups_of_three(void *context, uint32_t first)
{
    (void)context;
    ck_assert_uint_eq(first % 3, 0);
    return first + 3;
}

/* One group of three fills two threads, and the next one is taken when it is through. */
START_TEST(threads_share_a_group)
{
    for (uint32_t n = 3; n <= 6; n += 3) {
        struct together together = {0};

        ck_assert(exec_run(&(struct exec_work){.n_jobs = n,
                                               .n_threads = 2,
                                               .job = wait_for_another,
                                               .collect = note_order,
                                               .group_end = groups_of_three,
                                               .context = &together},
                           NULL) == SIM_OK);
        ck_assert_uint_eq(together.most, 2);
        ck_assert_uint_eq(together.n, n);
        for (uint32_t i = 0; i < n; i++)
            ck_assert_uint_eq(together.order[i], i);
    }
}
END_TEST

START_TEST(the_first_error_ends_it)
{
    for (uint32_t threads = 1; threads <= 4; threads++) {
        struct work work = {.fails_at = 500, .stops_at = UINT32_MAX};
        struct sim_error err;

        ck_assert(run_squares(&work, 1000, threads, &err) == SIM_EINPUT);
        ck_assert_str_eq(err.message, "job 500");
        for (uint32_t i = 0; i < 500; i++)
            ck_assert_uint_eq(work.results[i], i * i);
        ck_assert_uint_eq(work.results[999], 0);
    }
}
END_TEST

/* Two jobs that run at once, and fail one after the other. */
struct two {
    uint32_t first; /* the one that fails first */
    uint32_t n_begun;
    bool has_failed;
};

static enum sim_status fail_in_turn(void *context, uint32_t index, struct sim_error *err)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    struct two *two = context;

    __atomic_add_fetch(&two->n_begun, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&two->n_begun, __ATOMIC_SEQ_CST) < 2)
        nanosleep(&moment, NULL);
    if (index == two->first) {
        __atomic_store_n(&two->has_failed, true, __ATOMIC_SEQ_CST);
        return sim_fail(err, SIM_EINPUT, NULL, "job %u", index);
    }
    while (!__atomic_load_n(&two->has_failed, __ATOMIC_SEQ_CST))
        nanosleep(&moment, NULL);
    for (int i = 0; i < 20; i++) /* for the other to be noted */
        nanosleep(&moment, NULL);
    return sim_fail(err, SIM_EINPUT, NULL, "job %u", index);
}

START_TEST(of_two_errors_the_earlier_job_is_told)
{
    for (uint32_t first = 0; first < 2; first++) {
        struct two two = {.first = first};
        const struct exec_work work = {
            .n_jobs = 2, .n_threads = 2, .job = fail_in_turn, .context = &two};
        struct sim_error err;

        ck_assert(exec_run(&work, &err) == SIM_EINPUT);
        ck_assert_str_eq(err.message, "job 0");
    }
}
END_TEST

START_TEST(stopping_keeps_what_is_done)
{
    struct work work = {.fails_at = UINT32_MAX - 1, .stops_at = 100};
    struct sim_error err;

    ck_assert(run_squares(&work, 1000, 1, &err) == SIM_EINTERRUPTED);
    ck_assert_str_eq(err.message, "interrupted after 101 of 1000 replications");
    ck_assert_uint_eq(work.results[100], 10000);
    ck_assert_uint_eq(work.results[101], 0);
}
END_TEST

SUITE_MAIN("exec", results_lie_at_their_index, the_first_error_ends_it,
           of_two_errors_the_earlier_job_is_told, collected_in_order_and_never_far_behind,
           threads_share_a_group, stopping_keeps_what_is_done)
