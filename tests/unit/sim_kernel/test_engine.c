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

START_TEST(timers_fire_once_or_not_at_all)
{
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
    struct sim_event event;
    sim_timer a = sim_timer_post(engine, 10, 3, 7, 100, 9);
    sim_timer b = sim_timer_post(engine, 10, 3, 7, 101, 0);
    sim_timer c = sim_timer_post(engine, 10, 3, 7, 102, 0);
    sim_timer old_c = c;

    ck_assert(a != 0 && b != 0 && c != 0);
    ck_assert(!sim_timer_cancel(engine, 0));
    ck_assert(!sim_timer_cancel(engine, UINT64_C(12345) << 32 | 77));
    ck_assert(sim_timer_cancel(engine, b));
    ck_assert(!sim_timer_cancel(engine, b));
    ck_assert(!sim_timer_reschedule(engine, &b, 20));
    ck_assert(sim_timer_reschedule(engine, &c, 5));
    ck_assert(!sim_timer_cancel(engine, old_c));
    ck_assert_uint_eq(sim_timer_count(engine), 2);
    ck_assert(sim_next(engine, &event) && event.at == 5 && event.index == 102);
    ck_assert(!sim_timer_cancel(engine, c));
    ck_assert(sim_next(engine, &event) && event.at == 10 && event.index == 100);
    ck_assert(event.type == 7 && event.rank == 3 && event.epoch == 9);
    ck_assert(!sim_timer_cancel(engine, a));
    ck_assert(!sim_next(engine, &event));
    ck_assert_uint_eq(sim_timer_count(engine), 0);
    sim_engine_destroy(engine);
}
END_TEST

START_TEST(an_old_handle_does_not_meet_a_new_timer)
{
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
    sim_timer old = sim_timer_post(engine, 10, 0, 0, 1, 0);

    ck_assert(sim_timer_cancel(engine, old));
    for (int i = 0; i < 1000; i++) {
        sim_timer new = sim_timer_post(engine, 10, 0, 0, 2, 0);

        ck_assert(new != old && !sim_timer_cancel(engine, old));
        ck_assert(sim_timer_cancel(engine, new));
    }
    sim_engine_destroy(engine);
}
END_TEST

START_TEST(a_moved_timer_counts_as_posted_now)
{
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
    sim_timer first = sim_timer_post(engine, 10, 0, 0, 1, 0);
    struct sim_event event;

    sim_timer_post(engine, 10, 0, 0, 2, 0);
    ck_assert(sim_timer_reschedule(engine, &first, 10));
    ck_assert(sim_next(engine, &event) && event.index == 2);
    ck_assert(sim_next(engine, &event) && event.index == 1);
    sim_engine_destroy(engine);
}
END_TEST

START_TEST(timeout_and_grant_at_one_instant)
{
    /* The grant (lower rank) comes first and cancels the time-out of the same instant; a time-out
     * posted for this very instant with a lower rank than the grant goes before what is left. */
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
    sim_timer timeout = sim_timer_post(engine, 50, 6, 1, 0, 0);
    sim_timer early, doomed;
    struct sim_event event;

    sim_post(engine, 50, 5, 2, 0, 0);
    sim_post(engine, 50, 8, 3, 0, 0);
    ck_assert(sim_next(engine, &event) && event.type == 2);
    ck_assert(sim_timer_cancel(engine, timeout));
    early = sim_timer_post(engine, 50, 1, 4, 0, 0);
    doomed = sim_timer_post(engine, 50, 0, 5, 0, 0);
    ck_assert(sim_timer_cancel(engine, doomed));
    ck_assert(sim_next(engine, &event) && event.type == 4 && event.rank == 1);
    ck_assert(!sim_timer_cancel(engine, early));
    ck_assert(sim_next(engine, &event) && event.type == 3);
    ck_assert(!sim_next(engine, &event));
    sim_engine_destroy(engine);
}
END_TEST

START_TEST(cancelled_future_does_not_bar_the_present)
{
    static const enum sim_list_kind kinds[] = {SIM_LIST_DEFAULT, SIM_LIST_HEAP};

    for (int k = 0; k < 2; k++) {
        struct sim_engine *engine =
            sim_engine_create(&(struct sim_engine_config){.list = kinds[k]});
        struct sim_event event;

        ck_assert(sim_timer_cancel(engine, sim_timer_post(engine, 1000, 0, 0, 0, 0)));
        ck_assert(!sim_next(engine, &event));
        sim_timer_post(engine, 5, 0, 9, 0, 0);
        ck_assert(sim_next(engine, &event) && event.at == 5 && event.type == 9);
        sim_engine_destroy(engine);
    }
}
END_TEST

START_TEST(the_dead_are_swept)
{
    static const struct sim_ring_config rings[] = {{60 * SIM_SECOND, 6}};
    static const enum sim_list_kind kinds[] = {SIM_LIST_DEFAULT, SIM_LIST_HEAP};

    for (int k = 0; k < 2; k++) {
        struct sim_engine *engine = sim_engine_create(
            &(struct sim_engine_config){.list = kinds[k], .n_rings = 1, .rings = rings});
        struct sim_event event;
        uint32_t fired = 0;

        /* 100 live timers among half a million that are cancelled at once. */
        for (uint32_t i = 0; i < 500000; i++) {
            sim_timer timer =
                sim_timer_post(engine, (sim_time)(i * UINT64_C(2654435761) % 1000003), 2, 0, i, 0);

            if (i % 5000 != 0)
                ck_assert(sim_timer_cancel(engine, timer));
            ck_assert(sim_engine_pending(engine) <= 2 * sim_timer_count(engine) + 64);
        }
        ck_assert_uint_eq(sim_timer_count(engine), 100);
        while (sim_next(engine, &event)) {
            ck_assert(event.index % 5000 == 0);
            fired++;
        }
        ck_assert_uint_eq(fired, 100);
        sim_engine_destroy(engine);
    }
}
END_TEST

static bool index_is_alive(const void *context, uint8_t type, uint32_t index, uint32_t epoch)
{
    const bool *alive = context;

    ck_assert(type == 3 && epoch == index % 7);
    return alive[index];
}

START_TEST(dead_events_of_the_model_are_swept)
{
    enum { N = 20000 };
    static const struct sim_ring_config rings[] = {{60 * SIM_SECOND, 6}};
    static const enum sim_list_kind kinds[] = {SIM_LIST_DEFAULT, SIM_LIST_HEAP};
    static bool alive[N];

    for (int k = 0; k < 2; k++) {
        for (int ring = 0; ring < 2; ring++) {
            struct sim_engine *engine = sim_engine_create(
                &(struct sim_engine_config){.list = kinds[k], .n_rings = 1, .rings = rings});
            struct sim_event event;
            uint32_t expected = 0;

            sim_engine_set_alive(engine, index_is_alive, alive);
            for (uint32_t i = 0; i < N; i++) {
                alive[i] = true;
                if (ring)
                    sim_ring_post(engine, 0, 3, i, i % 7);
                else
                    sim_post(engine, (sim_time)i / 10, 4, 3, i, i % 7);
            }
            for (uint32_t i = 0; i < N; i++) {
                if (i % 10 != 0) {
                    alive[i] = false;
                    if (ring)
                        sim_ring_died(engine, 0);
                    else
                        sim_post_died(engine);
                }
            }
            /* At most as many dead as live ones are left, and those that live are in order. */
            ck_assert(sim_engine_pending(engine) <= 2 * (N / 10) + 128);
            while (sim_next(engine, &event)) {
                if (!alive[event.index])
                    continue;
                ck_assert_uint_eq(event.index, expected);
                expected += 10;
            }
            ck_assert_uint_eq(expected, N);
            sim_engine_destroy(engine);
        }
    }
}
END_TEST

START_TEST(slots_move_and_tie_by_number)
{
    static const struct sim_slot_config slots[] = {{1, 2}, {1, 2}, {2, 0}, {1, 2}, {1, 2}};
    struct sim_engine *engine =
        sim_engine_create(&(struct sim_engine_config){.n_slots = 5, .slots = slots});
    struct sim_event event;

    sim_slot_set(engine, 4, 10);
    sim_slot_set(engine, 1, 10);
    sim_slot_set(engine, 3, 4);
    sim_slot_set(engine, 2, 10);
    sim_slot_set(engine, 0, 6);
    sim_slot_set(engine, 3, 12);
    sim_slot_clear(engine, 0);
    sim_slot_clear(engine, 0);
    sim_post(engine, 10, 2, 9, 0, 0);
    ck_assert(sim_next(engine, &event) && event.index == 2 && event.at == 10 && event.type == 2);
    ck_assert(sim_next(engine, &event) && event.index == 1);
    /* A slot may be set at the current instant below the rank being handled. */
    sim_slot_set(engine, 2, 10);
    ck_assert(sim_next(engine, &event) && event.index == 2);
    ck_assert(sim_next(engine, &event) && event.index == 4);
    ck_assert(sim_next(engine, &event) && event.type == 9);
    ck_assert(sim_next(engine, &event) && event.index == 3 && event.at == 12);
    ck_assert(!sim_next(engine, &event));
    sim_engine_destroy(engine);
}
END_TEST

START_TEST(steady_state_allocates_nothing)
{
    static const struct sim_cursor_config cursors[12] = {{9, 10}, {9, 10}, {9, 10}, {9, 10}};
    static const struct sim_ring_config rings[] = {{SIM_SECOND, 6}};
    static const struct sim_slot_config slots[] = {{8, 1}, {8, 1}, {8, 1}};
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){.n_cursors = 12,
                                                                              .cursors = cursors,
                                                                              .n_rings = 1,
                                                                              .rings = rings,
                                                                              .n_slots = 3,
                                                                              .slots = slots});
    struct sim_event event;
    uint64_t warm = 0, state = 3;
    sim_timer timers[64] = {0};

    for (uint32_t i = 0; i < 12; i++)
        sim_cursor_set(engine, i, i);
    for (uint32_t i = 0; i < 3; i++)
        sim_slot_set(engine, i, i);
    for (uint32_t i = 0; i < 10000; i++)
        sim_post(engine, i * SIM_US, 0, 1, i, 0);
    for (uint32_t i = 0; i < 3000000; i++) {
        sim_time gap;

        ck_assert(sim_next(engine, &event));
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        gap = 1 + (sim_time)((state >> 33) % (10 * SIM_MS));
        if (event.type == 9) {
            sim_cursor_set(engine, event.index, event.at + gap);
            if (i % 4 == 0)
                sim_ring_post(engine, 0, 2, i, 0);
        } else if (event.type == 8) {
            sim_slot_set(engine, event.index, event.at + gap);
        } else if (event.type == 1) {
            sim_post(engine, event.at + gap, 0, 1, event.index, 0);
            sim_timer_cancel(engine, timers[i % 64]);
            timers[i % 64] = sim_timer_post(engine, event.at + gap, 3, 3, 0, 0);
        }
        if (i == 1500000)
            warm = sim_engine_allocations(engine);
    }
    ck_assert(warm > 0);
    ck_assert_uint_eq(sim_engine_allocations(engine), warm);
    sim_engine_destroy(engine);
}
END_TEST

SUITE_MAIN("engine", orders_by_time_rank_and_posting, lower_rank_at_the_current_instant_comes_first,
           cursors_go_before_rings_before_the_list, payload_survives_at_its_limits,
           timers_fire_once_or_not_at_all, an_old_handle_does_not_meet_a_new_timer,
           a_moved_timer_counts_as_posted_now, timeout_and_grant_at_one_instant,
           cancelled_future_does_not_bar_the_present, the_dead_are_swept,
           dead_events_of_the_model_are_swept, slots_move_and_tie_by_number,
           steady_state_allocates_nothing)
