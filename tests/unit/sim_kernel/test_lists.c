/*
 * test_lists.c: the fast list against the reference heap: the same events in the same order over
 * millions of random operations, with ties, zero delays, lower ranks at the current instant, far
 * futures, cursors and rings.
 */
#include "sim/kernel/engine.h"

#include <check.h>
#include <stdlib.h>

static uint64_t state;

static uint64_t draw(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return state >> 16;
}

/* Gaps of very different sizes: nothing, ties on a coarse grid, ns, ms, hours, decades. */
static sim_time draw_gap(int law)
{
    switch (law == 5 ? (int)(draw() % 5) : law) {
    case 0:
        return 0;
    case 1:
        return (sim_time)(draw() % 4) * 1000;
    case 2:
        return (sim_time)(draw() % 1000);
    case 3:
        return (sim_time)(draw() % (uint64_t)(10 * SIM_SECOND));
    default:
        return (sim_time)(draw() % 60) == 0 ? 300 * SIM_DAY : (sim_time)(draw() % SIM_HOUR);
    }
}

static void compare_lists(int law, uint32_t pending, uint32_t n)
{
    static const struct sim_cursor_config cursors[] = {{200, 10}, {201, 10}, {202, 3}};
    static const struct sim_ring_config rings[] = {{60 * SIM_SECOND, 6}, {0, 2}};
    struct sim_engine_config config = {
        .n_cursors = 3, .n_rings = 2, .cursors = cursors, .rings = rings};
    struct sim_engine *fast = sim_engine_create(&config);
    struct sim_engine *reference;
    struct sim_event a, b;
    uint32_t in_list = 0;

    config.list = SIM_LIST_HEAP;
    reference = sim_engine_create(&config);
    for (uint32_t i = 0; i < 3; i++) {
        sim_time at = draw_gap(law);

        sim_cursor_set(fast, i, at);
        sim_cursor_set(reference, i, at);
    }
    for (uint32_t i = 0; i < n; i++) {
        bool more = sim_next(fast, &a);
        uint32_t posts;

        ck_assert(more == sim_next(reference, &b));
        if (!more)
            break;
        ck_assert_msg(a.at == b.at && a.rank == b.rank && a.type == b.type && a.index == b.index &&
                          a.epoch == b.epoch,
                      "law %d, event %u: %lld/%u/%u against %lld/%u/%u", law, i, (long long)a.at,
                      a.rank, a.index, (long long)b.at, b.rank, b.index);
        if (a.at > 18 * 300 * SIM_DAY)
            break;
        if (a.type >= 200) {
            sim_time at = a.at + draw_gap(law);

            sim_cursor_set(fast, a.index, at);
            sim_cursor_set(reference, a.index, at);
        } else if (a.type == 0) {
            in_list--;
        }
        posts = in_list < pending ? 1 + (uint32_t)(draw() % 2) : (uint32_t)(draw() % 2);
        for (uint32_t p = 0; p < posts; p++) {
            sim_time at = a.at + draw_gap(law);
            uint8_t rank = (uint8_t)(draw() % 16);

            sim_post(fast, at, rank, 0, i * 2 + p, i & SIM_EPOCH_MAX);
            sim_post(reference, at, rank, 0, i * 2 + p, i & SIM_EPOCH_MAX);
            in_list++;
        }
        if (draw() % 8 == 0) {
            uint32_t ring = (uint32_t)(draw() % 2);

            sim_ring_post(fast, ring, 1, i, 0);
            sim_ring_post(reference, ring, 1, i, 0);
        }
    }
    ck_assert_uint_eq(sim_engine_count(fast), sim_engine_count(reference));
    sim_engine_destroy(fast);
    sim_engine_destroy(reference);
}

START_TEST(same_order_as_the_heap)
{
    static const uint32_t pending[] = {1, 10, 20, 1000, 20000};

    state = 12345;
    for (int law = 0; law <= 5; law++)
        for (size_t i = 0; i < sizeof pending / sizeof pending[0]; i++)
            compare_lists(law, pending[i], 60000);
}
END_TEST

START_TEST(drains_in_order_and_is_stable)
{
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
    struct sim_event event;
    sim_time previous = -1;
    uint32_t index = 0;

    /* 300,000 events at 1,000 instants: equal times leave in the order of posting. */
    for (uint32_t i = 0; i < 300000; i++)
        sim_post(engine, (sim_time)((i * UINT64_C(7919)) % 1000) * SIM_MS, 5, 0, i, 0);
    for (uint32_t i = 0; i < 300000; i++) {
        ck_assert(sim_next(engine, &event));
        ck_assert(event.at > previous || (event.at == previous && event.index > index));
        previous = event.at;
        index = event.index;
    }
    ck_assert(!sim_next(engine, &event));
    sim_engine_destroy(engine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lists");
    TCase *tcase = tcase_create("lists");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, same_order_as_the_heap);
    tcase_add_test(tcase, drains_in_order_and_is_stable);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
