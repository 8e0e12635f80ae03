/*
 * Processor sharing by hand: rates, caps, capacity that changes, jobs that leave.
 */
#include "sim/kernel/station.h"

#include <check.h>
#include <stdlib.h>

static sim_time next_of(const struct sim_shared *shared)
{
    sim_time at = -1;

    return sim_shared_next(shared, &at) ? at : -1;
}

/* 10 units/s shared, each job at most 4/s. */
START_TEST(rates_and_caps)
{
    struct sim_shared s;

    sim_shared_init(&s, 10, 4, SIM_UNLIMITED, 0);
    ck_assert_int_eq(next_of(&s), -1);
    sim_shared_arrive(&s, 0, 1, 40, NULL); /* alone: 4/s, done at 10 s */
    ck_assert_int_eq(next_of(&s), 10 * SIM_SECOND);
    sim_shared_arrive(&s, 0, 2, 40, NULL); /* two: 4/s each */
    ck_assert_int_eq(next_of(&s), 10 * SIM_SECOND);
    sim_shared_arrive(&s, 5 * SIM_SECOND, 3, 40, NULL);
    sim_shared_arrive(&s, 5 * SIM_SECOND, 4, 40, NULL); /* four: 2.5/s each; 20 left of 1 and 2 */
    ck_assert_int_eq(next_of(&s), 13 * SIM_SECOND);
    ck_assert_uint_eq(sim_shared_finish(&s, 13 * SIM_SECOND), 1);
    ck_assert_int_eq(next_of(&s), 13 * SIM_SECOND);
    ck_assert_uint_eq(sim_shared_finish(&s, 13 * SIM_SECOND), 2);
    /* Two are left with 20 each at 4/s. */
    ck_assert_int_eq(next_of(&s), 18 * SIM_SECOND);
    sim_shared_release(&s);
}
END_TEST

START_TEST(capacity_changes_and_jobs_leave)
{
    struct sim_shared s;
    sim_ticket ticket;

    sim_shared_init(&s, 8, 4, SIM_UNLIMITED, 0);
    sim_shared_arrive(&s, 0, 1, 40, NULL);
    sim_shared_arrive(&s, 0, 2, 40, &ticket);
    sim_shared_set_capacity(&s, 5 * SIM_SECOND, 2); /* 20 left each, 1/s each */
    ck_assert_int_eq(next_of(&s), 25 * SIM_SECOND);
    sim_shared_set_capacity(&s, 10 * SIM_SECOND, 0); /* nothing moves: 15 left */
    ck_assert_int_eq(next_of(&s), -1);
    sim_shared_set_capacity(&s, 100 * SIM_SECOND, 2);
    ck_assert_int_eq(next_of(&s), 115 * SIM_SECOND);
    ck_assert(sim_shared_leave(&s, 105 * SIM_SECOND, ticket)); /* 10 left for 1, alone: 2/s */
    ck_assert(!sim_shared_leave(&s, 105 * SIM_SECOND, ticket));
    ck_assert_int_eq(next_of(&s), 110 * SIM_SECOND);
    ck_assert_uint_eq(sim_shared_finish(&s, 110 * SIM_SECOND), 1);
    sim_shared_release(&s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sharing");
    TCase *tcase = tcase_create("hand-computed");
    SRunner *runner;
    int failed;

    tcase_add_test(tcase, rates_and_caps);
    tcase_add_test(tcase, capacity_changes_and_jobs_leave);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
