/*
 * engine.c: merge of the sources, least key first. The general list and the timers are radix
 * ladders (list_wheel.h); the heap of list_heap.h is the reference they are tested against.
 *
 * A timer's list entry names a record {what to deliver, epoch}; cancelling and moving raise the
 * record's epoch, which leaves the entry dead. Dead timers are dropped here when they come to the
 * front, and swept when they are more than the live ones.
 */
#include "sim/kernel/engine.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"
#include "sim/kernel/list_heap.h"
#include "sim/kernel/list_wheel.h"
#include "sim/kernel/tournament.h"

#include <stdlib.h>

#define NEVER SIM_KEY_NEVER

/* Up to here a scan of the cursors is faster than the tournament. */
#define FEW_CURSORS 8
/* Sweeping fewer entries than this is not worth while. */
#define SWEEP_FLOOR 64

struct ring {
    sim_time delay;
    uint8_t rank;
    struct sim_entry *entries; /* capacity is a power of two */
    uint32_t head, n, capacity;
    uint32_t died; /* since the last sweep; an upper bound of the dead that are still inside */
};

struct cursor {
    int64_t key; /* NEVER = empty */
    uint8_t type, rank;
};

struct timer {
    uint64_t payload; /* as posted */
    uint32_t epoch;   /* of the live entry; others are dead */
    uint8_t rank;
    bool pending;
    uint32_t next_free; /* + 1 */
};

/* Either kind of general list. */
struct list {
    bool use_heap;
    struct sim_wheel wheel;
    struct sim_heap heap;
};

struct sim_engine {
    sim_time now;
    int64_t now_key;                         /* highest key reached */
    struct sim_heap instant, instant_timers; /* lower ranks at the current instant */
    uint32_t n_cursors, n_rings, n_slots;
    int64_t least_cursor_key;
    uint32_t least_cursor;
    /* The cursor whose event was taken last is usually set again at once: only then, or when the
     * next event is wanted, the least cursor is looked for. */
    bool cursor_open;
    bool many_sources; /* more than cursors and the general list are in use */
    struct cursor *cursors;
    struct sim_tournament cursor_tree; /* only above FEW_CURSORS */
    struct ring *rings;
    struct sim_slot_config *slots;
    struct sim_tournament slot_tree;
    struct timer *timers;
    uint32_t n_timers, timer_capacity, free_timer; /* free_timer: number + 1 */
    uint32_t live_timers, dead_timers;
    sim_alive_fn alive;
    const void *alive_context;
    uint64_t list_died;
    uint64_t count;
    uint64_t growths;
    struct list list, timer_list;
};

static inline int64_t key_of(sim_time at, unsigned rank)
{
    return (int64_t)((uint64_t)at << 4 | rank);
}

static inline uint64_t payload_of(uint8_t type, uint32_t index, uint32_t epoch)
{
    return (uint64_t)type << 56 | (uint64_t)epoch << 32 | index;
}

/* ---- either kind of list ---- */

static inline void list_push(struct list *list, struct sim_entry entry)
{
    if (__builtin_expect(list->use_heap, 0))
        sim_heap_push(&list->heap, entry);
    else
        sim_wheel_push(&list->wheel, entry);
}

static inline struct sim_entry list_pop(struct list *list)
{
    return __builtin_expect(list->use_heap, 0) ? sim_heap_pop(&list->heap)
                                               : sim_wheel_pop(&list->wheel);
}

static inline int64_t list_least(const struct list *list)
{
    return __builtin_expect(list->use_heap, 0) ? sim_heap_least(&list->heap) : list->wheel.least;
}

static inline uint64_t list_size(const struct list *list)
{
    return list->use_heap ? list->heap.n : sim_wheel_size(&list->wheel);
}

static void list_sweep(struct list *list, bool (*alive)(const void *, uint64_t),
                       const void *context)
{
    if (list->use_heap)
        sim_heap_sweep(&list->heap, alive, context);
    else
        sim_wheel_sweep(&list->wheel, alive, context);
}

static void list_release(struct list *list)
{
    free(list->heap.nodes);
    sim_wheel_release(&list->wheel);
}

/* ---- life ---- */

static void find_least_cursor(struct sim_engine *engine)
{
    engine->cursor_open = false;
    if (engine->n_cursors > FEW_CURSORS) {
        engine->least_cursor_key = engine->cursor_tree.nodes[1].key;
        engine->least_cursor = engine->cursor_tree.nodes[1].number;
        return;
    }
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
    struct sim_engine *engine = sim_zeroed(1, sizeof *engine);

    engine->n_cursors = config->n_cursors;
    engine->n_rings = config->n_rings;
    engine->n_slots = config->n_slots;
    engine->many_sources = config->n_rings > 0 || config->n_slots > 0;
    engine->now_key = -1;
    engine->list.use_heap = engine->timer_list.use_heap = config->list == SIM_LIST_HEAP;
    sim_wheel_init(&engine->list.wheel);
    sim_wheel_init(&engine->timer_list.wheel);
    engine->cursors = sim_zeroed((size_t)config->n_cursors + 1, sizeof *engine->cursors);
    engine->rings = sim_zeroed((size_t)config->n_rings + 1, sizeof *engine->rings);
    engine->slots = sim_zeroed((size_t)config->n_slots + 1, sizeof *engine->slots);
    sim_tournament_init(&engine->slot_tree, config->n_slots);
    sim_tournament_init(&engine->cursor_tree,
                        config->n_cursors > FEW_CURSORS ? config->n_cursors : 0);
    for (uint32_t i = 0; i < config->n_cursors; i++)
        engine->cursors[i] = (struct cursor){
            .key = NEVER, .type = config->cursors[i].type, .rank = config->cursors[i].rank};
    for (uint32_t i = 0; i < config->n_rings; i++) {
        SIM_ASSERT(config->rings[i].delay >= 0, "ring %u has a negative delay", i);
        engine->rings[i] =
            (struct ring){.delay = config->rings[i].delay, .rank = config->rings[i].rank};
    }
    for (uint32_t i = 0; i < config->n_slots; i++)
        engine->slots[i] = config->slots[i];
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
    free(engine->slots);
    free(engine->timers);
    sim_tournament_release(&engine->cursor_tree);
    sim_tournament_release(&engine->slot_tree);
    free(engine->instant.nodes);
    free(engine->instant_timers.nodes);
    list_release(&engine->list);
    list_release(&engine->timer_list);
    free(engine);
}

const sim_time *sim_engine_now(const struct sim_engine *engine)
{
    return &engine->now;
}

uint64_t sim_engine_count(const struct sim_engine *engine)
{
    return engine->count;
}

uint64_t sim_engine_pending(const struct sim_engine *engine)
{
    uint64_t n = list_size(&engine->list) + list_size(&engine->timer_list) + engine->instant.n +
                 engine->instant_timers.n;

    for (uint32_t i = 0; i < engine->n_rings; i++)
        n += engine->rings[i].n;
    return n;
}

uint64_t sim_engine_allocations(const struct sim_engine *engine)
{
    return engine->growths + engine->instant.n_growths + engine->instant_timers.n_growths +
           engine->list.heap.n_growths + engine->list.wheel.n_slabs +
           engine->timer_list.heap.n_growths + engine->timer_list.wheel.n_slabs;
}

/* ---- posting ---- */

static inline void assert_time(const struct sim_engine *engine, sim_time at)
{
    SIM_ASSERT(at >= engine->now && at <= SIM_TIME_MAX, "event posted at %lld ns, now is %lld ns",
               (long long)at, (long long)engine->now);
}

void sim_post(struct sim_engine *engine, sim_time at, uint8_t rank, uint8_t type, uint32_t index,
              uint32_t epoch)
{
    struct sim_entry entry = {key_of(at, rank), payload_of(type, index, epoch)};

    assert_time(engine, at);
    /* A key below the one being handled would come out of order: it goes first instead. */
    if (entry.key < engine->now_key)
        sim_heap_push(&engine->instant, entry);
    else
        list_push(&engine->list, entry);
}

static void ring_grow(struct sim_engine *engine, struct ring *ring)
{
    uint32_t capacity = ring->capacity > 0 ? ring->capacity * 2 : 64;
    struct sim_entry *entries;

    SIM_ASSERT(capacity > ring->capacity, "too many pending events in a ring");
    entries = sim_fresh(capacity, sizeof *entries);
    for (uint32_t i = 0; i < ring->n; i++)
        entries[i] = ring->entries[(ring->head + i) & (ring->capacity - 1)];
    free(ring->entries);
    ring->entries = entries;
    ring->head = 0;
    ring->capacity = capacity;
    engine->growths++;
}

void sim_ring_post(struct sim_engine *engine, uint32_t ring_index, uint8_t type, uint32_t index,
                   uint32_t epoch)
{
    struct ring *ring;
    struct sim_entry entry;

    SIM_ASSERT(ring_index < engine->n_rings, "ring %u of %u", ring_index, engine->n_rings);
    ring = &engine->rings[ring_index];
    SIM_ASSERT(ring->delay <= SIM_TIME_MAX - engine->now, "a ring posts beyond the end of time");
    entry = (struct sim_entry){key_of(engine->now + ring->delay, ring->rank),
                               payload_of(type, index, epoch)};
    if (entry.key < engine->now_key) {
        sim_heap_push(&engine->instant, entry);
        return;
    }
    if (ring->n == ring->capacity)
        ring_grow(engine, ring);
    ring->entries[(ring->head + ring->n++) & (ring->capacity - 1)] = entry;
}

void sim_cursor_set(struct sim_engine *engine, uint32_t index, sim_time at)
{
    struct cursor *cursor;

    SIM_ASSERT(index < engine->n_cursors, "cursor %u of %u", index, engine->n_cursors);
    assert_time(engine, at);
    cursor = &engine->cursors[index];
    cursor->key = key_of(at, cursor->rank);
    if (engine->n_cursors == 1) {
        engine->least_cursor_key = cursor->key;
        engine->least_cursor = 0;
    } else {
        if (engine->n_cursors > FEW_CURSORS)
            sim_tournament_set(&engine->cursor_tree, index, cursor->key);
        if (engine->cursor_open && index != engine->least_cursor)
            return; /* found when the next event is wanted */
        find_least_cursor(engine);
    }
}

void sim_slot_set(struct sim_engine *engine, uint32_t slot, sim_time at)
{
    SIM_ASSERT(slot < engine->n_slots, "slot %u of %u", slot, engine->n_slots);
    assert_time(engine, at);
    sim_tournament_set(&engine->slot_tree, slot, key_of(at, engine->slots[slot].rank));
}

void sim_slot_clear(struct sim_engine *engine, uint32_t slot)
{
    SIM_ASSERT(slot < engine->n_slots, "slot %u of %u", slot, engine->n_slots);
    sim_tournament_set(&engine->slot_tree, slot, NEVER);
}

/* ---- timers: an entry's payload and the handle are epoch:32 | number:32 ---- */

static inline struct timer *timer_find(const struct sim_engine *engine, uint64_t handle)
{
    uint32_t number = (uint32_t)handle;
    struct timer *timer;

    if (number >= engine->n_timers)
        return NULL;
    timer = &engine->timers[number];
    return timer->pending && timer->epoch == (uint32_t)(handle >> 32) ? timer : NULL;
}

static bool timer_alive(const void *context, uint64_t payload)
{
    return timer_find(context, payload) != NULL;
}

static void timer_free(struct sim_engine *engine, struct timer *timer)
{
    timer->pending = false;
    engine->live_timers--;
    /* A record whose epochs are used up is retired, or an old handle could meet a new timer. */
    if (timer->epoch == UINT32_MAX)
        return;
    timer->next_free = engine->free_timer;
    engine->free_timer = (uint32_t)(timer - engine->timers) + 1;
}

static uint64_t timer_push(struct sim_engine *engine, struct timer *timer, int64_t key)
{
    uint64_t handle = (uint64_t)timer->epoch << 32 | (uint32_t)(timer - engine->timers);
    struct sim_entry entry = {key, handle};

    if (key < engine->now_key)
        sim_heap_push(&engine->instant_timers, entry);
    else
        list_push(&engine->timer_list, entry);
    return handle;
}

/* An entry of a timer died. */
static void timer_died(struct sim_engine *engine)
{
    if (++engine->dead_timers <= engine->live_timers || engine->dead_timers < SWEEP_FLOOR)
        return;
    list_sweep(&engine->timer_list, timer_alive, engine);
    sim_heap_sweep(&engine->instant_timers, timer_alive, engine);
    engine->dead_timers = 0;
}

static struct timer *timer_take(struct sim_engine *engine)
{
    struct timer *timer;

    if (engine->free_timer != 0) {
        timer = &engine->timers[engine->free_timer - 1];
        engine->free_timer = timer->next_free;
        return timer;
    }
    if (engine->n_timers == engine->timer_capacity) {
        uint32_t capacity = engine->timer_capacity > 0 ? engine->timer_capacity * 2 : 64;

        SIM_ASSERT(capacity > engine->timer_capacity, "too many timers");
        engine->timers = sim_grown(engine->timers, capacity, sizeof *engine->timers);
        engine->timer_capacity = capacity;
        engine->growths++;
    }
    timer = &engine->timers[engine->n_timers++];
    timer->epoch = 0;
    return timer;
}

sim_timer sim_timer_post(struct sim_engine *engine, sim_time at, uint8_t rank, uint8_t type,
                         uint32_t index, uint32_t epoch)
{
    struct timer *timer;

    assert_time(engine, at);
    engine->many_sources = true;
    timer = timer_take(engine);
    timer->payload = payload_of(type, index, epoch);
    timer->epoch++; /* never 0, so that no handle is */
    timer->rank = rank;
    timer->pending = true;
    engine->live_timers++;
    return timer_push(engine, timer, key_of(at, rank));
}

bool sim_timer_cancel(struct sim_engine *engine, sim_timer handle)
{
    struct timer *timer = timer_find(engine, handle);

    if (timer == NULL)
        return false;
    timer_free(engine, timer);
    timer_died(engine);
    return true;
}

bool sim_timer_reschedule(struct sim_engine *engine, sim_timer *handle, sim_time at)
{
    struct timer *timer = timer_find(engine, *handle);
    struct timer old;

    if (timer == NULL)
        return false;
    assert_time(engine, at);
    if (timer->epoch == UINT32_MAX) {
        old = *timer;
        timer_free(engine, timer);
        timer_died(engine);
        *handle =
            sim_timer_post(engine, at, old.rank, (uint8_t)(old.payload >> 56),
                           (uint32_t)old.payload, (uint32_t)(old.payload >> 32) & SIM_EPOCH_MAX);
        return true;
    }
    timer->epoch++;
    *handle = timer_push(engine, timer, key_of(at, timer->rank));
    timer_died(engine);
    return true;
}

uint32_t sim_timer_count(const struct sim_engine *engine)
{
    return engine->live_timers;
}

/* ---- dead events of the model ---- */

void sim_engine_set_alive(struct sim_engine *engine, sim_alive_fn alive, const void *context)
{
    engine->alive = alive;
    engine->alive_context = context;
}

static bool event_alive(const void *context, uint64_t payload)
{
    const struct sim_engine *engine = context;

    return engine->alive(engine->alive_context, (uint8_t)(payload >> 56), (uint32_t)payload,
                         (uint32_t)(payload >> 32) & SIM_EPOCH_MAX);
}

void sim_post_died(struct sim_engine *engine)
{
    engine->list_died++;
    if (engine->alive == NULL || engine->list_died < SWEEP_FLOOR ||
        engine->list_died <= list_size(&engine->list) / 2)
        return;
    list_sweep(&engine->list, event_alive, engine);
    engine->list_died = 0;
}

void sim_ring_died(struct sim_engine *engine, uint32_t ring_index)
{
    struct ring *ring;
    uint32_t kept = 0;

    SIM_ASSERT(ring_index < engine->n_rings, "ring %u of %u", ring_index, engine->n_rings);
    ring = &engine->rings[ring_index];
    ring->died++;
    if (engine->alive == NULL || ring->died < SWEEP_FLOOR || ring->died <= ring->n / 2)
        return;
    for (uint32_t i = 0; i < ring->n; i++) {
        struct sim_entry entry = ring->entries[(ring->head + i) & (ring->capacity - 1)];

        if (event_alive(engine, entry.payload))
            ring->entries[(ring->head + kept++) & (ring->capacity - 1)] = entry;
    }
    ring->n = kept;
    ring->died = 0;
}

/* ---- the loop ---- */

static inline struct sim_entry deliver_timer(struct sim_engine *engine, struct sim_entry entry)
{
    struct timer *timer = &engine->timers[(uint32_t)entry.payload];

    entry.payload = timer->payload;
    timer_free(engine, timer);
    return entry;
}

/* A dead timer at the current instant must not hide a live one of another source. */
static void drop_dead_timers(struct sim_engine *engine)
{
    while (engine->instant_timers.n > 0 &&
           !timer_alive(engine, engine->instant_timers.nodes[0].entry.payload)) {
        sim_heap_pop(&engine->instant_timers);
        engine->dead_timers -= engine->dead_timers > 0;
    }
}

static struct sim_entry take_cursor(struct sim_engine *engine, int64_t key)
{
    struct cursor *cursor = &engine->cursors[engine->least_cursor];
    struct sim_entry entry = {key, payload_of(cursor->type, engine->least_cursor, 0)};

    cursor->key = NEVER;
    engine->least_cursor_key = NEVER;
    engine->cursor_open = engine->n_cursors > 1;
    return entry;
}

enum source { CURSOR, SLOT, RING, LIST, TIMER, INSTANT_TIMER, INSTANT };

/* The source of the least key, when more than cursors and the list are in use. */
static enum source find_source(struct sim_engine *engine, int64_t *least, uint32_t *ring_index)
{
    int64_t key = engine->least_cursor_key;
    enum source source = CURSOR;
    int64_t other;

    if (engine->slot_tree.nodes[1].key < key) {
        key = engine->slot_tree.nodes[1].key;
        source = SLOT;
    }
    for (uint32_t i = 0; i < engine->n_rings; i++) {
        const struct ring *ring = &engine->rings[i];

        if (ring->n > 0 && ring->entries[ring->head].key < key) {
            key = ring->entries[ring->head].key;
            source = RING;
            *ring_index = i;
        }
    }
    other = list_least(&engine->list);
    if (other < key) {
        key = other;
        source = LIST;
    }
    other = list_least(&engine->timer_list);
    if (other < key) {
        key = other;
        source = TIMER;
    }
    drop_dead_timers(engine);
    other = sim_heap_least(&engine->instant_timers);
    if (other <= key && other != NEVER) {
        key = other;
        source = INSTANT_TIMER;
    }
    other = sim_heap_least(&engine->instant);
    if (other <= key && other != NEVER) {
        key = other;
        source = INSTANT;
    }
    *least = key;
    return source;
}

static struct sim_entry take_from(struct sim_engine *engine, enum source source, int64_t key,
                                  uint32_t ring_index)
{
    struct sim_entry entry;
    struct ring *ring;
    uint32_t slot;

    switch (source) {
    case SLOT:
        slot = engine->slot_tree.nodes[1].number;
        entry = (struct sim_entry){key, payload_of(engine->slots[slot].type, slot, 0)};
        sim_tournament_set(&engine->slot_tree, slot, NEVER);
        return entry;
    case RING:
        ring = &engine->rings[ring_index];
        entry = ring->entries[ring->head];
        ring->head = (ring->head + 1) & (ring->capacity - 1);
        ring->n--;
        return entry;
    case TIMER:
        return list_pop(&engine->timer_list);
    case INSTANT_TIMER:
        return sim_heap_pop(&engine->instant_timers);
    default:
        return sim_heap_pop(&engine->instant);
    }
}

bool sim_next(struct sim_engine *engine, struct sim_event *out)
{
    struct sim_entry entry;
    int64_t key;

    if (engine->cursor_open) {
        if (engine->n_cursors > FEW_CURSORS && engine->cursors[engine->least_cursor].key == NEVER)
            sim_tournament_set(&engine->cursor_tree, engine->least_cursor, NEVER);
        find_least_cursor(engine);
    }
    if (!(engine->many_sources | (engine->instant.n != 0))) {
        key = list_least(&engine->list);
        if (key < engine->least_cursor_key)
            entry = list_pop(&engine->list);
        else if (engine->least_cursor_key != NEVER)
            entry = take_cursor(engine, engine->least_cursor_key);
        else
            return false;
    } else {
        for (;;) {
            uint32_t ring_index = 0;
            enum source source = find_source(engine, &key, &ring_index);

            if (key == NEVER)
                return false;
            if (source == LIST) {
                entry = list_pop(&engine->list);
                break;
            }
            if (source == CURSOR) {
                entry = take_cursor(engine, key);
                break;
            }
            entry = take_from(engine, source, key, ring_index);
            if (source != TIMER && source != INSTANT_TIMER)
                break;
            if (timer_alive(engine, entry.payload)) {
                entry = deliver_timer(engine, entry);
                break;
            }
            engine->dead_timers -= engine->dead_timers > 0;
            /* Dropping a dead timer must not bar the empty list from the present. */
            if (!engine->timer_list.use_heap && list_size(&engine->timer_list) == 0)
                sim_wheel_rewind(&engine->timer_list.wheel,
                                 engine->now_key > 0 ? engine->now_key : 0);
        }
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
