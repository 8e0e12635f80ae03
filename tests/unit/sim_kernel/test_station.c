/*
 * Stations by hand: order of the queue, room, patience, servers that change.
 */
#include "sim/kernel/station.h"

#include "tests/unit/suite.h"

START_TEST(fifo_and_lifo)
{
    for (int lifo = 0; lifo < 2; lifo++) {
        struct sim_station s;
        uint32_t job = 99;

        sim_station_init(&s, 1, SIM_UNLIMITED, lifo ? SIM_LIFO : SIM_FIFO, 0);
        ck_assert(sim_station_arrive(&s, 0, 0, 0, NULL) == SIM_ARRIVAL_SERVED);
        for (uint32_t i = 1; i <= 3; i++)
            ck_assert(sim_station_arrive(&s, 1, i, 0, NULL) == SIM_ARRIVAL_QUEUED);
        for (uint32_t i = 1; i <= 3; i++) {
            ck_assert(sim_station_finish(&s, 2, &job));
            ck_assert_uint_eq(job, lifo ? 4 - i : i);
        }
        ck_assert(!sim_station_finish(&s, 3, &job));
        sim_station_release(&s);
    }
}
END_TEST

START_TEST(room_counts_those_in_service)
{
    struct sim_station s;
    uint32_t job;

    sim_station_init(&s, 2, 3, SIM_FIFO, 0);
    ck_assert(sim_station_arrive(&s, 0, 1, 0, NULL) == SIM_ARRIVAL_SERVED);
    ck_assert(sim_station_arrive(&s, 0, 2, 0, NULL) == SIM_ARRIVAL_SERVED);
    ck_assert(sim_station_arrive(&s, 0, 3, 0, NULL) == SIM_ARRIVAL_QUEUED);
    ck_assert(sim_station_arrive(&s, 0, 4, 0, NULL) == SIM_ARRIVAL_REFUSED);
    ck_assert(sim_station_finish(&s, 1, &job) && job == 3);
    ck_assert(sim_station_arrive(&s, 1, 5, 0, NULL) == SIM_ARRIVAL_QUEUED);
    ck_assert(sim_station_arrive(&s, 1, 6, 0, NULL) == SIM_ARRIVAL_REFUSED);
    sim_station_release(&s);
}
END_TEST

START_TEST(lower_classes_go_first_and_nobody_is_interrupted)
{
    struct sim_station s;
    uint32_t job;

    sim_station_init(&s, 1, SIM_UNLIMITED, SIM_FIFO, 0);
    sim_station_arrive(&s, 0, 10, 2, NULL); /* in service, whatever its class */
    sim_station_arrive(&s, 1, 20, 2, NULL);
    sim_station_arrive(&s, 2, 30, 0, NULL);
    sim_station_arrive(&s, 3, 21, 1, NULL);
    sim_station_arrive(&s, 4, 31, 0, NULL);
    ck_assert(sim_station_finish(&s, 5, &job) && job == 30);
    ck_assert(sim_station_finish(&s, 6, &job) && job == 31);
    ck_assert(sim_station_finish(&s, 7, &job) && job == 21);
    ck_assert(sim_station_finish(&s, 8, &job) && job == 20);
    sim_station_release(&s);
}
END_TEST

START_TEST(patience_ends_by_ticket)
{
    struct sim_station s;
    sim_ticket ticket[3];
    uint32_t job;

    sim_station_init(&s, 1, SIM_UNLIMITED, SIM_FIFO, 0);
    sim_station_arrive(&s, 0, 0, 0, NULL);
    for (uint32_t i = 0; i < 3; i++)
        sim_station_arrive(&s, 0, i + 1, 0, &ticket[i]);
    ck_assert(sim_station_leave(&s, 1, ticket[1]));
    ck_assert(!sim_station_leave(&s, 1, ticket[1])); /* only once */
    ck_assert(sim_station_finish(&s, 2, &job) && job == 1);
    ck_assert(!sim_station_leave(&s, 2, ticket[0])); /* it is served by now */
    ck_assert(sim_station_finish(&s, 3, &job) && job == 3);
    /* A ticket of a place that has been used again is outdated. */
    sim_station_arrive(&s, 4, 4, 0, NULL);
    ck_assert(!sim_station_leave(&s, 4, ticket[2]));
    ck_assert(!sim_station_leave(&s, 4, ticket[1]));
    sim_station_release(&s);
}
END_TEST

START_TEST(servers_come_and_go)
{
    struct sim_station s;
    uint32_t job;

    sim_station_init(&s, 2, SIM_UNLIMITED, SIM_FIFO, 0);
    for (uint32_t i = 0; i < 5; i++)
        sim_station_arrive(&s, 0, i, 0, NULL);
    sim_station_set_servers(&s, 1);
    ck_assert(!sim_station_finish(&s, 1, &job)); /* one of two ends and is not replaced */
    ck_assert(sim_station_finish(&s, 2, &job) && job == 2);
    sim_station_set_servers(&s, 3);
    ck_assert(sim_station_start(&s, 2, &job) && job == 3);
    ck_assert(sim_station_start(&s, 2, &job) && job == 4);
    ck_assert(!sim_station_start(&s, 2, &job));
    sim_station_release(&s);
}
END_TEST

START_TEST(numbers_over_time)
{
    struct sim_station s;
    uint32_t job;

    /* One server: in system 1 for 2 s, 2 for 3 s, 1 for 5 s: 13 over 10 s; queue 3 over 10 s. */
    sim_station_init(&s, 1, SIM_UNLIMITED, SIM_FIFO, 0);
    sim_station_arrive(&s, 0, 0, 0, NULL);
    sim_station_arrive(&s, 2 * SIM_SECOND, 1, 0, NULL);
    sim_station_finish(&s, 5 * SIM_SECOND, &job);
    sim_station_finish(&s, 10 * SIM_SECOND, &job);
    ck_assert(sim_integral_mean(&s.in_system) == 1.3);
    sim_integral_add(&s.in_queue, 10 * SIM_SECOND, 0);
    ck_assert(sim_integral_mean(&s.in_queue) == 0.3);
    ck_assert(sim_integral_mean(&s.in_service) == 1);
    sim_station_release(&s);
}
END_TEST

SUITE_MAIN("station", fifo_and_lifo, room_counts_those_in_service,
           lower_classes_go_first_and_nobody_is_interrupted, patience_ends_by_ticket,
           servers_come_and_go, numbers_over_time)
