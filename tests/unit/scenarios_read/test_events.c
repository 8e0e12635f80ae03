/* Files of events: start_s,end_s,region, half-open and not empty. */
#include "scenarios/read/events.h"
#include "tests/unit/suite.h"

#include <string.h>

static struct sim_arena arena;
static struct sim_diag diag;
static struct event_rows rows;

static void decode(const char *text)
{
    arena = (struct sim_arena){0};
    sim_diag_init(&diag);
    events_decode("e.csv", text, strlen(text), &rows, &arena, &diag);
}

static void drop(void)
{
    sim_diag_release(&diag);
    sim_arena_release(&arena);
}

START_TEST(rows_as_they_stand)
{
    decode("start_s,end_s,region\n60,120.5,eu-west-2\n0,1,us-east-1\n");
    ck_assert_uint_eq(diag.n, 0);
    ck_assert_uint_eq(rows.n, 2);
    ck_assert(rows.items[0].start_s == 60 && rows.items[0].end_s == 120.5);
    ck_assert_str_eq(rows.items[0].region, "eu-west-2");
    ck_assert(rows.items[1].start_s == 0 && rows.items[1].end_s == 1);
    ck_assert_uint_eq(rows.items[1].line, 3);
    drop();
}
END_TEST

/* Each of these lines is a finding of its own, at its place. */
START_TEST(wrong_rows)
{
    decode("start_s,end_s,region\n5,5,eu-west-2\n9,8,eu-west-2\n-1,8,eu-west-2\n"
           "1,nan,eu-west-2\n1,1e12,eu-west-2\n1,2,\n1,2\n");
    ck_assert_uint_eq(diag.n_errors, 7);
    for (size_t i = 0; i < diag.n; i++)
        ck_assert_uint_eq(diag.findings[i].line, i + 2);
    ck_assert_str_eq(diag.findings[0].message,
                     "must have 0 <= start_s < end_s in seconds (got '5' and '5')");
    ck_assert_str_eq(diag.findings[6].message, "2 columns where the first line has 3");
    drop();
}
END_TEST

START_TEST(no_events)
{
    decode("start_s,end_s,region\n");
    ck_assert_uint_eq(diag.n_errors, 1);
    ck_assert_str_eq(diag.findings[0].message, "has no events");
    drop();
    decode("start,end,region\n1,2,eu-west-2\n");
    ck_assert_uint_eq(diag.n_errors, 1);
    ck_assert_str_eq(diag.findings[0].message, "the first line must be 'start_s,end_s,region'");
    drop();
}
END_TEST

SUITE_MAIN("events", rows_as_they_stand, wrong_rows, no_events)
