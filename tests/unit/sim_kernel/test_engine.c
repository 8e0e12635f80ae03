#include "sim/kernel/engine.h"

#include "tests/unit/suite.h"

START_TEST(orders_by_time_rank_and_posting)
{
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
    static const uint32_t expected[] = {4, 1, 2, 0, 3};
    struct sim_event event;

    sim_post(engine, 10, 5, 0, 0, 0);
    sim_post(engine, 10, 2, 0, 1, 0);
    sim_post(engine, 10, 2, 0, 2, 0);
    sim_post(engine, 11, 0, 0, 3, 0);
    sim_post(engine, 9, 15, 0, 4, 0);
    for (int i = 0; i < 5; i++) {
        ck_assert(sim_next(engine, &event));
        ck_assert_uint_eq(event.index, expected[i]);
    }
    ck_assert(!sim_next(engine, &event));
    ck_assert_int_eq(*sim_engine_now(engine), 11);
    ck_assert_uint_eq(sim_engine_count(engine), 5);
    sim_engine_destroy(engine);
}
END_TEST

START_TEST(lower_rank_at_the_current_instant_comes_first)
{
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
    struct sim_event event;

    sim_post(engine, 5, 10, 0, 1, 0);
    sim_post(engine, 5, 11, 0, 2, 0);
    ck_assert(sim_next(engine, &event));
    ck_assert_uint_eq(event.index, 1);
    sim_post(engine, 5, 3, 0, 3, 0);
    sim_post(engine, 5, 10, 0, 4, 0);
    ck_assert(sim_next(engine, &event));
    ck_assert_uint_eq(event.index, 3);
    /* What the early one posts, again lower than the instant has reached, still goes first. */
    sim_post(engine, 5, 4, 0, 5, 0);
    ck_assert(sim_next(engine, &event));
    ck_assert_uint_eq(event.index, 5);
    ck_assert(sim_next(engine, &event));
    ck_assert_uint_eq(event.index, 4);
    ck_assert(sim_next(engine, &event));
    ck_assert_uint_eq(event.index, 2);
    sim_engine_destroy(engine);
}
END_TEST

START_TEST(cursors_go_before_rings_before_the_list)
{
    static const struct sim_cursor_config cursors[] = {{9, 4}, {8, 4}};
    static const struct sim_ring_config rings[] = {{100, 4}};
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){
        .n_cursors = 2, .n_rings = 1, .cursors = cursors, .rings = rings});
    struct sim_event event;

    sim_post(engine, 100, 4, 1, 7, 3);
    sim_ring_post(engine, 0, 2, 6, 0);
    sim_cursor_set(engine, 1, 100);
    sim_cursor_set(engine, 0, 100);
    ck_assert(sim_next(engine, &event) && event.type == 9 && event.index == 0);
    ck_assert(sim_next(engine, &event) && event.type == 8 && event.index == 1);
    ck_assert(sim_next(engine, &event) && event.type == 2 && event.index == 6);
    ck_assert(sim_next(engine, &event) && event.type == 1 && event.index == 7);
    ck_assert_uint_eq(event.epoch, 3);
    ck_assert_uint_eq(event.rank, 4);
    ck_assert(!sim_next(engine, &event));
    sim_engine_destroy(engine);
}
END_TEST

START_TEST(payload_survives_at_its_limits)
{
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
    struct sim_event event;

    sim_post(engine, SIM_TIME_MAX, 15, 255, UINT32_MAX, SIM_EPOCH_MAX);
    ck_assert(sim_next(engine, &event));
    ck_assert_int_eq(event.at, SIM_TIME_MAX);
    ck_assert_uint_eq(event.type, 255);
    ck_assert_uint_eq(event.index, UINT32_MAX);
    ck_assert_uint_eq(event.epoch, SIM_EPOCH_MAX);
    sim_engine_destroy(engine);
}
END_TEST

SUITE_MAIN("engine", orders_by_time_rank_and_posting, lower_rank_at_the_current_instant_comes_first,
           cursors_go_before_rings_before_the_list, payload_survives_at_its_limits)
