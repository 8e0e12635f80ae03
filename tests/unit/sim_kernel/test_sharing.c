/*
 * Processor sharing by hand: rates, caps, capacity that changes, jobs that leave.
 */
#include "sim/kernel/station.h"
#include "tests/unit/suite.h"

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
    sim_shared_arrive(&s, 0, 1, 0, 40, NULL); /* alone: 4/s, done at 10 s */
    ck_assert_int_eq(next_of(&s), 10 * SIM_SECOND);
    sim_shared_arrive(&s, 0, 2, 0, 40, NULL); /* two: 4/s each */
    ck_assert_int_eq(next_of(&s), 10 * SIM_SECOND);
    sim_shared_arrive(&s, 5 * SIM_SECOND, 3, 0, 40, NULL);
    sim_shared_arrive(&s, 5 * SIM_SECOND, 4, 0, 40,
                      NULL); /* four: 2.5/s each; 20 left of 1 and 2 */
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
    sim_shared_arrive(&s, 0, 1, 0, 40, NULL);
    sim_shared_arrive(&s, 0, 2, 0, 40, &ticket);
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

/* Weights 4, 2, 1; 6 units/s, each job at most 3/s. */
START_TEST(groups_share_by_weight)
{
    static const uint32_t weights[] = {4, 2, 1};
    struct sim_shared s;

    sim_shared_init(&s, 6, 3, SIM_UNLIMITED, 0);
    sim_shared_set_groups(&s, 3, weights);
    sim_shared_arrive(&s, 0, 1, 2, 12, NULL); /* alone: 3/s, done at 4 s */
    ck_assert_int_eq(next_of(&s), 4 * SIM_SECOND);
    sim_shared_arrive(&s, 1 * SIM_SECOND, 2, 1, 12, NULL); /* both at the cap */
    ck_assert_int_eq(next_of(&s), 4 * SIM_SECOND);
    /* 6 x 4 / 7 would be above the cap: the heavy one has 3/s, and the rest is shared 2 : 1. */
    sim_shared_arrive(&s, 2 * SIM_SECOND, 3, 0, 12, NULL);
    /* 12 at 3/s ends at 6 s, 9 at 2/s at 6.5 s, 6 at 1/s at 8 s. */
    ck_assert_int_eq(next_of(&s), 6 * SIM_SECOND);
    ck_assert_uint_eq(sim_shared_finish(&s, 6 * SIM_SECOND), 3);
    /* Two are left, both at the cap: 1 of 2's, 2 of 1's. */
    ck_assert_int_eq(next_of(&s), 6 * SIM_SECOND + SIM_SECOND / 3 + 1);
    sim_shared_set_capacity(&s, 6 * SIM_SECOND, 3); /* 2/s and 1/s */
    ck_assert_int_eq(next_of(&s), 6 * SIM_SECOND + SIM_SECOND / 2);
    ck_assert_uint_eq(sim_shared_finish(&s, 6 * SIM_SECOND + SIM_SECOND / 2), 2);
    ck_assert_int_eq(next_of(&s), 7 * SIM_SECOND); /* 1.5 left, alone */
    ck_assert_uint_eq(sim_shared_finish(&s, 7 * SIM_SECOND), 1);
    sim_shared_release(&s);
}
END_TEST

/* Done at one instant: the one that came first, whatever its weight. */
START_TEST(groups_that_end_together)
{
    static const uint32_t weights[] = {2, 1};
    struct sim_shared s;
    sim_ticket ticket;

    sim_shared_init(&s, 3, 10, SIM_UNLIMITED, 0);
    sim_shared_set_groups(&s, 2, weights);
    sim_shared_arrive(&s, 0, 1, 1, 4, NULL);
    sim_shared_arrive(&s, 0, 2, 0, 8, &ticket);
    sim_shared_arrive(&s, 0, 3, 0, 20, &ticket);
    /* 3 x 2 / 5 and 3 / 5 a second: after 5 s there are 1 left of 1, 2 of 2 and 14 of 3. */
    ck_assert(sim_shared_leave(&s, 5 * SIM_SECOND, ticket));
    ck_assert(!sim_shared_leave(&s, 5 * SIM_SECOND, ticket));
    ck_assert_int_eq(next_of(&s), 6 * SIM_SECOND);
    ck_assert_uint_eq(sim_shared_finish(&s, 6 * SIM_SECOND), 1);
    ck_assert_int_eq(next_of(&s), 6 * SIM_SECOND);
    ck_assert_uint_eq(sim_shared_finish(&s, 6 * SIM_SECOND), 2);
    ck_assert_int_eq(next_of(&s), -1);
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
    tcase_add_test(tcase, groups_share_by_weight);
    tcase_add_test(tcase, groups_that_end_together);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
