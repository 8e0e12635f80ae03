#define _XOPEN_SOURCE 700 /* SIGXFSZ */

#include "sim/base/column.h"

#include "tests/unit/suite.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static int64_t value_of(uint64_t i)
{
    return (int64_t)(i * 2654435761u % 1000003);
}

/* As a run writes it: at the end, and now and then far behind. */
static void fill(struct sim_column *column, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        sim_column_extend(column, i + 1, -1);
        if (i % 3 == 0)
            column->values[i] = value_of(i);
        if (i % 97 == 0)
            column->values[i / 2] = value_of(i / 2);
    }
}

static void check(const struct sim_column *column, uint64_t n)
{
    ck_assert_uint_eq(column->n, n);
    for (uint64_t i = 0; i < n; i++) {
        bool set = i % 3 == 0;

        sim_column_pass(column, i);
        for (uint64_t at = 2 * i; at <= 2 * i + 1; at++)
            set = set || (at < n && at % 97 == 0);
        ck_assert_msg(column->values[i] == (set ? value_of(i) : -1), "value %llu is %lld",
                      (unsigned long long)i, (long long)column->values[i]);
    }
}

START_TEST(short_and_long)
{
    static const uint64_t sizes[] = {0, 1, SIM_COLUMN_IN_MEMORY, SIM_COLUMN_IN_MEMORY + 1, 400000};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct sim_column column = {0};

        fill(&column, sizes[i]);
        ck_assert_int_eq(column.spool.bytes != NULL, sizes[i] > SIM_COLUMN_IN_MEMORY);
        check(&column, sizes[i]);
        sim_column_rest(&column);
        check(&column, sizes[i]);
        sim_column_release(&column);
        ck_assert(column.values == NULL && column.n == 0);
    }
}
END_TEST

START_TEST(without_a_place_for_files)
{
    struct sim_column column = {0};

    setenv("TMPDIR", "/nowhere/at/all", 1);
    fill(&column, 300000);
    unsetenv("TMPDIR");
    ck_assert_ptr_null(column.spool.bytes);
    check(&column, 300000);
    sim_column_rest(&column);
    sim_column_release(&column);
}
END_TEST

/* The file may grow no further in the middle of it. */
START_TEST(a_disk_that_becomes_full)
{
    struct sim_column column = {0};
    struct rlimit before, limit;

    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = 2 << 20;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    signal(SIGXFSZ, SIG_IGN);
    fill(&column, 500000);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_ptr_null(column.spool.bytes);
    check(&column, 500000);
    sim_column_release(&column);
}
END_TEST

SUITE_MAIN("column", short_and_long, without_a_place_for_files, a_disk_that_becomes_full)
