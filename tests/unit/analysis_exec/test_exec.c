#include "analysis/exec/exec.h"

#include "tests/unit/suite.h"

#include <string.h>

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

START_TEST(results_lie_at_their_index)
{
    for (uint32_t threads = 0; threads <= 8; threads += 2) {
        struct work work = {.fails_at = UINT32_MAX - 1, .stops_at = UINT32_MAX};

        ck_assert(exec_run(1000, threads, square, &work, &work.stop, NULL, NULL, NULL) == SIM_OK);
        for (uint32_t i = 0; i < 1000; i++)
            ck_assert_uint_eq(work.results[i], i * i);
    }
    ck_assert(exec_run(0, 2, square, NULL, NULL, NULL, NULL, NULL) == SIM_OK);
}
END_TEST

START_TEST(the_first_error_ends_it)
{
    for (uint32_t threads = 1; threads <= 4; threads++) {
        struct work work = {.fails_at = 500, .stops_at = UINT32_MAX};
        struct sim_error err;

        ck_assert(exec_run(1000, threads, square, &work, NULL, NULL, NULL, &err) == SIM_EINPUT);
        ck_assert_str_eq(err.message, "job 500");
        for (uint32_t i = 0; i < 500; i++)
            ck_assert_uint_eq(work.results[i], i * i);
        ck_assert_uint_eq(work.results[999], 0);
    }
}
END_TEST

START_TEST(stopping_keeps_what_is_done)
{
    struct work work = {.fails_at = UINT32_MAX - 1, .stops_at = 100};
    struct sim_error err;

    ck_assert(exec_run(1000, 1, square, &work, &work.stop, NULL, NULL, &err) == SIM_EINTERRUPTED);
    ck_assert_str_eq(err.message, "interrupted after 101 of 1000 replications");
    ck_assert_uint_eq(work.results[100], 10000);
    ck_assert_uint_eq(work.results[101], 0);
}
END_TEST

SUITE_MAIN("exec", results_lie_at_their_index, the_first_error_ends_it, stopping_keeps_what_is_done)
