/*
 * test_lists.c: the fast list against the reference heap: the same events in the same order over
 * millions of random operations, with ties, zero delays, lower ranks at the current instant, far
 * futures, cursors and rings.
 */
#include "sim/kernel/engine.h"
#include "tests/unit/suite.h"

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
        if (!(a.at == b.at && a.rank == b.rank && a.type == b.type && a.index == b.index &&
              a.epoch == b.epoch))
            ck_abort_msg("law %d, event %u: %lld/%u/%u against %lld/%u/%u", law, i, (long long)a.at,
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
            compare_lists(law, pending[i], suite_rounds(40000, 100000));
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

/* ---- every source against a plain array, searched from end to end ---- */

enum { NAIVE_MAX = 4096 };
enum naive_source {
    NAIVE_INSTANT,
    NAIVE_INSTANT_TIMER,
    NAIVE_CURSOR,
    NAIVE_SLOT,
    NAIVE_RING,
    NAIVE_LIST,
    NAIVE_TIMER
};

struct naive_entry {
    int64_t key;
    int source;
    uint64_t order; /* within the source: number of the cursor or slot, else FIFO */
    uint32_t id;
};

struct naive {
    struct naive_entry entries[NAIVE_MAX];
    uint32_t n;
    int64_t now_key;
    uint64_t sequence;
};

static void naive_add(struct naive *naive, sim_time at, uint32_t rank, int source, uint64_t order,
                      uint32_t id)
{
    int64_t key = at << 4 | rank;

    if (key < naive->now_key && source == NAIVE_LIST)
        source = NAIVE_INSTANT;
    if (key < naive->now_key && source == NAIVE_TIMER)
        source = NAIVE_INSTANT_TIMER;
    ck_assert(naive->n < NAIVE_MAX);
    naive->entries[naive->n++] = (struct naive_entry){key, source, order, id};
}

static bool naive_remove(struct naive *naive, int source, uint64_t order, uint32_t id, bool by_id)
{
    for (uint32_t i = 0; i < naive->n; i++) {
        const struct naive_entry *entry = &naive->entries[i];
        bool timer = entry->source == NAIVE_TIMER || entry->source == NAIVE_INSTANT_TIMER;

        if (by_id ? timer && entry->id == id : entry->source == source && entry->order == order) {
            naive->entries[i] = naive->entries[--naive->n];
            return true;
        }
    }
    return false;
}

static bool naive_next(struct naive *naive, struct naive_entry *out)
{
    uint32_t best = 0;

    if (naive->n == 0)
        return false;
    for (uint32_t i = 1; i < naive->n; i++) {
        const struct naive_entry *a = &naive->entries[i], *b = &naive->entries[best];

        if (a->key != b->key         ? a->key < b->key
            : a->source != b->source ? a->source < b->source
                                     : a->order < b->order)
            best = i;
    }
    *out = naive->entries[best];
    naive->entries[best] = naive->entries[--naive->n];
    if (out->key > naive->now_key)
        naive->now_key = out->key;
    return true;
}

static void against_naive(enum sim_list_kind kind, int law, uint32_t n_cursors, uint32_t n_slots,
                          uint32_t n_events)
{
    enum { HANDLES = 512 };
    static struct naive naive;
    static const struct sim_ring_config rings[] = {{7 * SIM_MS, 6}};
    struct sim_cursor_config cursors[20];
    struct sim_slot_config slots[9];
    static sim_timer timers[HANDLES];
    static uint32_t ids[HANDLES];
    struct sim_engine *engine;
    uint32_t next_id = 1, done;

    naive.n = 0;
    naive.now_key = -1;
    for (uint32_t i = 0; i < n_cursors; i++)
        cursors[i] = (struct sim_cursor_config){200, (uint8_t)(10 - i % 3)};
    for (uint32_t i = 0; i < n_slots; i++)
        slots[i] = (struct sim_slot_config){201, (uint8_t)(i % 4)};
    for (uint32_t i = 0; i < HANDLES; i++)
        timers[i] = 0;
    engine = sim_engine_create(&(struct sim_engine_config){.list = kind,
                                                           .n_cursors = n_cursors,
                                                           .cursors = cursors,
                                                           .n_slots = n_slots,
                                                           .slots = slots,
                                                           .n_rings = 1,
                                                           .rings = rings});
    for (uint32_t i = 0; i < n_cursors; i++) {
        sim_cursor_set(engine, i, (sim_time)i / 4);
        naive_add(&naive, (sim_time)i / 4, cursors[i].rank, NAIVE_CURSOR, i, 0);
    }
    sim_post(engine, 0, 3, 0, 0, 0);
    naive_add(&naive, 0, 3, NAIVE_LIST, naive.sequence++, 0);
    for (done = 0; done < n_events; done++) {
        struct sim_event event;
        struct naive_entry entry;
        bool more = sim_next(engine, &event);
        sim_time now;
        uint32_t operations;

        ck_assert(more == naive_next(&naive, &entry));
        if (!more || event.at > 16 * 300 * SIM_DAY)
            break;
        now = event.at;
        ck_assert_msg(
            entry.key == (event.at << 4 | event.rank) &&
                (event.type >= 200 ? entry.order == event.index : entry.id == event.index),
            "law %d, event %u: key %lld id %u, expected key %lld id %u", law, done,
            (long long)(event.at << 4 | event.rank), event.index, (long long)entry.key, entry.id);
        if (event.type == 200 && draw() % 16 != 0) {
            sim_time at = now + draw_gap(law);

            sim_cursor_set(engine, event.index, at);
            naive_add(&naive, at, cursors[event.index].rank, NAIVE_CURSOR, event.index, 0);
        }
        operations = naive.n < 40 ? 4 : (uint32_t)(draw() % 4);
        for (uint32_t o = 0; o < operations; o++) {
            sim_time at = now + draw_gap(law);
            uint32_t rank = (uint32_t)(draw() % 16);
            uint32_t pick = (uint32_t)(draw() % HANDLES);
            uint32_t index;

            switch (draw() % 9) {
            case 0:
            case 1:
                sim_post(engine, at, (uint8_t)rank, 0, next_id, 0);
                naive_add(&naive, at, rank, NAIVE_LIST, naive.sequence++, next_id++);
                break;
            case 2:
                sim_ring_post(engine, 0, 1, next_id, 0);
                naive_add(&naive, now + rings[0].delay, rings[0].rank, NAIVE_RING, naive.sequence++,
                          next_id++);
                break;
            case 3:
                if (n_slots == 0)
                    break;
                index = (uint32_t)(draw() % n_slots);
                naive_remove(&naive, NAIVE_SLOT, index, 0, false);
                if (draw() % 4 == 0) {
                    sim_slot_clear(engine, index);
                } else {
                    sim_slot_set(engine, index, at);
                    naive_add(&naive, at, slots[index].rank, NAIVE_SLOT, index, 0);
                }
                break;
            case 4:
                if (n_cursors == 0)
                    break;
                index = (uint32_t)(draw() % n_cursors);
                naive_remove(&naive, NAIVE_CURSOR, index, 0, false);
                sim_cursor_set(engine, index, at);
                naive_add(&naive, at, cursors[index].rank, NAIVE_CURSOR, index, 0);
                break;
            case 5:
                ck_assert(sim_timer_cancel(engine, timers[pick]) ==
                          (timers[pick] != 0 && naive_remove(&naive, 0, 0, ids[pick], true)));
                break;
            case 6:
                if (timers[pick] != 0 && naive_remove(&naive, 0, 0, ids[pick], true)) {
                    sim_timer old = timers[pick];
                    uint32_t its_rank = ids[pick] % 16;

                    ck_assert(sim_timer_reschedule(engine, &timers[pick], at));
                    ck_assert(!sim_timer_cancel(engine, old));
                    naive_add(&naive, at, its_rank, NAIVE_TIMER, naive.sequence++, ids[pick]);
                } else {
                    ck_assert(!sim_timer_reschedule(engine, &timers[pick], at));
                }
                break;
            default:
                if (timers[pick] != 0)
                    sim_timer_cancel(engine, timers[pick]);
                if (timers[pick] != 0)
                    naive_remove(&naive, 0, 0, ids[pick], true);
                ids[pick] = next_id;
                timers[pick] = sim_timer_post(engine, at, (uint8_t)(next_id % 16), 2, next_id, 0);
                naive_add(&naive, at, next_id % 16, NAIVE_TIMER, naive.sequence++, next_id);
                next_id++;
            }
        }
        if (naive.n > NAIVE_MAX - 16)
            break;
    }
    ck_assert(done > n_events / 10);
    sim_engine_destroy(engine);
}

START_TEST(every_source_as_a_plain_array)
{
    static const enum sim_list_kind kinds[] = {SIM_LIST_DEFAULT, SIM_LIST_HEAP};

    state = 777;
    for (int k = 0; k < 2; k++) {
        for (int law = 0; law <= 5; law++) {
            /* Law 0 never leaves the first instant. */
            const uint32_t n = suite_rounds(6000, 20000);

            against_naive(kinds[k], law, 3, 5, n);
            against_naive(kinds[k], law, 20, 0, n);
            against_naive(kinds[k], law, 9, 9, n);
            against_naive(kinds[k], law, 0, 1, n);
        }
    }
}
END_TEST

START_TEST(far_entries_and_a_near_one)
{
    /* A near event that comes and goes below many far ones, at the sizes where the near end of the
     * ladder spills. */
    for (uint32_t far = 25; far <= 200; far++) {
        struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
        struct sim_event event;
        uint32_t expected = 1;

        for (uint32_t i = 1; i <= far; i++)
            sim_post(engine, SIM_HOUR + (sim_time)(i / 40), 0, 0, i, 0);
        sim_post(engine, 0, 0, 1, 0, 0);
        for (int i = 0; i < 300; i++) {
            ck_assert(sim_next(engine, &event) && event.type == 1);
            if (i % 3 == 0)
                sim_post(engine, event.at + SIM_MS, 0, 1, 0, 0);
            else
                sim_post(engine, event.at + 7 * SIM_SECOND, 0, 1, 0, 0);
        }
        ck_assert(sim_next(engine, &event) && event.type == 1);
        while (sim_next(engine, &event))
            ck_assert(event.index == expected++);
        ck_assert_uint_eq(expected, far + 1);
        sim_engine_destroy(engine);
    }
}
END_TEST

SUITE_MAIN("lists", same_order_as_the_heap, drains_in_order_and_is_stable,
           every_source_as_a_plain_array, far_entries_and_a_near_one)
