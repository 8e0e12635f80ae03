/*
 * engine.c: merge of the sources, least key first.
 *
 * The general list is a stable 4-ary heap: entries of equal key leave in the order in which they
 * came, by a sequence number beside the 16-byte entry.
 */
#include "sim/kernel/engine.h"

#include "sim/base/assert.h"

#include <stdlib.h>

#define NEVER INT64_MAX

struct entry {
    int64_t key;
    uint64_t payload; /* type:8 | epoch:24 | index:32 */
};

struct node {
    struct entry entry;
    uint64_t sequence;
};

struct heap {
    struct node *nodes;
    uint32_t n, capacity;
    uint64_t next_sequence;
};

struct ring {
    sim_time delay;
    uint8_t rank;
    struct entry *entries; /* capacity is a power of two */
    uint32_t head, n, capacity;
};

struct cursor {
    int64_t key; /* NEVER = empty */
    uint8_t type, rank;
};

struct sim_engine {
    sim_time now;
    int64_t now_key; /* of the event taken last */
    struct heap instant, list;
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

/* ---- the stable heap ---- */

static inline bool before(const struct node *a, const struct node *b)
{
    return a->entry.key < b->entry.key ||
           (a->entry.key == b->entry.key && a->sequence < b->sequence);
}

static void heap_push(struct heap *heap, struct entry entry)
{
    struct node node = {.entry = entry, .sequence = heap->next_sequence++};
    uint32_t at = heap->n++;

    if (heap->n > heap->capacity) {
        heap->capacity = heap->capacity > 0 ? heap->capacity * 2 : 64;
        heap->nodes = realloc(heap->nodes, heap->capacity * sizeof *heap->nodes);
        SIM_ASSERT(heap->nodes != NULL, "out of memory for %u pending events", heap->capacity);
    }
    while (at > 0) {
        uint32_t parent = (at - 1) / 4;

        if (!before(&node, &heap->nodes[parent]))
            break;
        heap->nodes[at] = heap->nodes[parent];
        at = parent;
    }
    heap->nodes[at] = node;
}

static struct entry heap_pop(struct heap *heap)
{
    struct entry least = heap->nodes[0].entry;
    struct node last = heap->nodes[--heap->n];
    uint32_t at = 0;

    for (;;) {
        uint32_t first = at * 4 + 1;
        uint32_t end = first + 4 < heap->n ? first + 4 : heap->n;
        uint32_t best = first;

        if (first >= heap->n)
            break;
        for (uint32_t child = first + 1; child < end; child++)
            if (before(&heap->nodes[child], &heap->nodes[best]))
                best = child;
        if (!before(&heap->nodes[best], &last))
            break;
        heap->nodes[at] = heap->nodes[best];
        at = best;
    }
    heap->nodes[at] = last;
    if (heap->n == 0)
        heap->next_sequence = 0;
    return least;
}

/* ---- sources ---- */

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
    free(engine->list.nodes);
    free(engine);
}

const sim_time *sim_engine_now(const struct sim_engine *engine)
{
    return &engine->now;
}

void sim_post(struct sim_engine *engine, sim_time at, uint8_t rank, uint8_t type, uint32_t index,
              uint32_t epoch)
{
    struct entry entry = {key_of(at, rank), payload_of(type, index, epoch)};

    SIM_ASSERT(at >= engine->now && at <= SIM_TIME_MAX, "event posted at %lld ns, now is %lld ns",
               (long long)at, (long long)engine->now);
    /* A key below the one being handled would come out of order: it goes first instead. */
    if (entry.key < engine->now_key)
        heap_push(&engine->instant, entry);
    else
        heap_push(&engine->list, entry);
}

void sim_ring_post(struct sim_engine *engine, uint32_t ring_index, uint8_t type, uint32_t index,
                   uint32_t epoch)
{
    struct ring *ring = &engine->rings[ring_index];
    struct entry entry = {key_of(engine->now + ring->delay, ring->rank),
                          payload_of(type, index, epoch)};

    SIM_ASSERT(ring_index < engine->n_rings, "ring %u of %u", ring_index, engine->n_rings);
    if (entry.key < engine->now_key) {
        heap_push(&engine->instant, entry);
        return;
    }
    if (ring->n == ring->capacity) {
        uint32_t capacity = ring->capacity > 0 ? ring->capacity * 2 : 64;
        struct entry *entries = malloc(capacity * sizeof *entries);

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
    enum { INSTANT, CURSOR, RING, LIST } source = INSTANT;
    uint32_t ring = 0;
    struct entry entry;

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
    if (engine->list.n > 0 && engine->list.nodes[0].entry.key < key) {
        key = engine->list.nodes[0].entry.key;
        source = LIST;
    }
    if (key == NEVER)
        return false;
    if (source == CURSOR) {
        struct cursor *cursor = &engine->cursors[engine->least_cursor];

        entry = (struct entry){key, payload_of(cursor->type, engine->least_cursor, 0)};
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
        entry = heap_pop(source == INSTANT ? &engine->instant : &engine->list);
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
