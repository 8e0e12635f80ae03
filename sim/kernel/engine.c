/*
 * engine.c: merge of the sources, least key first. The general list is the radix ladder of
 * list_wheel.h; the heap of list_heap.h is the reference it is tested against.
 */
#include "sim/kernel/engine.h"

#include "sim/base/assert.h"
#include "sim/kernel/list_heap.h"
#include "sim/kernel/list_wheel.h"

#include <stdlib.h>

#define NEVER SIM_KEY_NEVER

struct ring {
    sim_time delay;
    uint8_t rank;
    struct sim_entry *entries; /* capacity is a power of two */
    uint32_t head, n, capacity;
};

struct cursor {
    int64_t key; /* NEVER = empty */
    uint8_t type, rank;
};

struct sim_engine {
    sim_time now;
    int64_t now_key;               /* of the event taken last */
    struct sim_heap instant, heap; /* heap: the list when it was asked for */
    struct sim_wheel wheel;
    bool use_heap;
    uint32_t n_cursors, n_rings;
    struct cursor *cursors;
    struct ring *rings;
    int64_t least_cursor_key;
    uint32_t least_cursor;
    uint64_t count;
};

static inline int64_t key_of(sim_time at, unsigned rank)
{
    return (int64_t)((uint64_t)at << 4 | rank);
}

static inline uint64_t payload_of(uint8_t type, uint32_t index, uint32_t epoch)
{
    return (uint64_t)type << 56 | (uint64_t)epoch << 32 | index;
}

/* ---- sources ---- */

static inline void list_push(struct sim_engine *engine, struct sim_entry entry)
{
    if (engine->use_heap)
        sim_heap_push(&engine->heap, entry);
    else
        sim_wheel_push(&engine->wheel, entry);
}

static void find_least_cursor(struct sim_engine *engine)
{
    engine->least_cursor_key = NEVER;
    for (uint32_t i = 0; i < engine->n_cursors; i++) {
        if (engine->cursors[i].key < engine->least_cursor_key) {
            engine->least_cursor_key = engine->cursors[i].key;
            engine->least_cursor = i;
        }
    }
}

struct sim_engine *sim_engine_create(const struct sim_engine_config *config)
{
    struct sim_engine *engine = calloc(1, sizeof *engine);

    if (engine == NULL)
        return NULL;
    engine->n_cursors = config->n_cursors;
    engine->n_rings = config->n_rings;
    engine->now_key = -1;
    engine->use_heap = config->list == SIM_LIST_HEAP;
    sim_wheel_init(&engine->wheel);
    engine->cursors = calloc(config->n_cursors + 1, sizeof *engine->cursors);
    engine->rings = calloc(config->n_rings + 1, sizeof *engine->rings);
    if (engine->cursors == NULL || engine->rings == NULL) {
        sim_engine_destroy(engine);
        return NULL;
    }
    for (uint32_t i = 0; i < config->n_cursors; i++)
        engine->cursors[i] = (struct cursor){
            .key = NEVER, .type = config->cursors[i].type, .rank = config->cursors[i].rank};
    for (uint32_t i = 0; i < config->n_rings; i++)
        engine->rings[i] =
            (struct ring){.delay = config->rings[i].delay, .rank = config->rings[i].rank};
    find_least_cursor(engine);
    return engine;
}

void sim_engine_destroy(struct sim_engine *engine)
{
    if (engine == NULL)
        return;
    for (uint32_t i = 0; engine->rings != NULL && i < engine->n_rings; i++)
        free(engine->rings[i].entries);
    free(engine->rings);
    free(engine->cursors);
    free(engine->instant.nodes);
    free(engine->heap.nodes);
    sim_wheel_release(&engine->wheel);
    free(engine);
}

const sim_time *sim_engine_now(const struct sim_engine *engine)
{
    return &engine->now;
}

void sim_post(struct sim_engine *engine, sim_time at, uint8_t rank, uint8_t type, uint32_t index,
              uint32_t epoch)
{
    struct sim_entry entry = {key_of(at, rank), payload_of(type, index, epoch)};

    SIM_ASSERT(at >= engine->now && at <= SIM_TIME_MAX, "event posted at %lld ns, now is %lld ns",
               (long long)at, (long long)engine->now);
    /* A key below the one being handled would come out of order: it goes first instead. */
    if (entry.key < engine->now_key)
        sim_heap_push(&engine->instant, entry);
    else
        list_push(engine, entry);
}

void sim_ring_post(struct sim_engine *engine, uint32_t ring_index, uint8_t type, uint32_t index,
                   uint32_t epoch)
{
    struct ring *ring = &engine->rings[ring_index];
    struct sim_entry entry = {key_of(engine->now + ring->delay, ring->rank),
                              payload_of(type, index, epoch)};

    SIM_ASSERT(ring_index < engine->n_rings, "ring %u of %u", ring_index, engine->n_rings);
    if (entry.key < engine->now_key) {
        sim_heap_push(&engine->instant, entry);
        return;
    }
    if (ring->n == ring->capacity) {
        uint32_t capacity = ring->capacity > 0 ? ring->capacity * 2 : 64;
        struct sim_entry *entries = malloc(capacity * sizeof *entries);

        SIM_ASSERT(entries != NULL, "out of memory for %u pending events", capacity);
        for (uint32_t i = 0; i < ring->n; i++)
            entries[i] = ring->entries[(ring->head + i) & (ring->capacity - 1)];
        free(ring->entries);
        ring->entries = entries;
        ring->head = 0;
        ring->capacity = capacity;
    }
    ring->entries[(ring->head + ring->n++) & (ring->capacity - 1)] = entry;
}

void sim_cursor_set(struct sim_engine *engine, uint32_t index, sim_time at)
{
    struct cursor *cursor = &engine->cursors[index];

    SIM_ASSERT(index < engine->n_cursors, "cursor %u of %u", index, engine->n_cursors);
    SIM_ASSERT(at >= engine->now && at <= SIM_TIME_MAX, "cursor set to %lld ns, now is %lld ns",
               (long long)at, (long long)engine->now);
    cursor->key = key_of(at, cursor->rank);
    if (engine->n_cursors == 1) {
        engine->least_cursor_key = cursor->key;
        engine->least_cursor = 0;
    } else {
        find_least_cursor(engine);
    }
}

bool sim_next(struct sim_engine *engine, struct sim_event *out)
{
    int64_t key = NEVER;
    int64_t list_key;
    enum { INSTANT, CURSOR, RING, LIST } source = INSTANT;
    uint32_t ring = 0;
    struct sim_entry entry;

    if (engine->instant.n > 0)
        key = engine->instant.nodes[0].entry.key;
    if (engine->least_cursor_key < key) {
        key = engine->least_cursor_key;
        source = CURSOR;
    }
    for (uint32_t i = 0; i < engine->n_rings; i++) {
        const struct ring *candidate = &engine->rings[i];

        if (candidate->n > 0 && candidate->entries[candidate->head].key < key) {
            key = candidate->entries[candidate->head].key;
            source = RING;
            ring = i;
        }
    }
    list_key = engine->use_heap ? sim_heap_least(&engine->heap) : engine->wheel.least;
    if (list_key < key) {
        key = list_key;
        source = LIST;
    }
    if (key == NEVER)
        return false;
    if (source == CURSOR) {
        struct cursor *cursor = &engine->cursors[engine->least_cursor];

        entry = (struct sim_entry){key, payload_of(cursor->type, engine->least_cursor, 0)};
        cursor->key = NEVER;
        if (engine->n_cursors == 1)
            engine->least_cursor_key = NEVER;
        else
            find_least_cursor(engine);
    } else if (source == RING) {
        struct ring *from = &engine->rings[ring];

        entry = from->entries[from->head];
        from->head = (from->head + 1) & (from->capacity - 1);
        from->n--;
    } else {
        entry = source == INSTANT  ? sim_heap_pop(&engine->instant)
                : engine->use_heap ? sim_heap_pop(&engine->heap)
                                   : sim_wheel_pop(&engine->wheel);
    }
    SIM_ASSERT((entry.key >> 4) >= engine->now, "the clock would go back");
    /* An entry of the instant heap has a lower rank than what was handled; what it posts must
     * still come before the rest of the instant, so the highest key reached is what counts. */
    if (entry.key > engine->now_key)
        engine->now_key = entry.key;
    engine->now = entry.key >> 4;
    engine->count++;
    out->at = engine->now;
    out->rank = (uint8_t)(entry.key & 15);
    out->type = (uint8_t)(entry.payload >> 56);
    out->epoch = (uint32_t)(entry.payload >> 32) & SIM_EPOCH_MAX;
    out->index = (uint32_t)entry.payload;
    return true;
}

uint64_t sim_engine_count(const struct sim_engine *engine)
{
    return engine->count;
}
