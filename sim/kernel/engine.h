/*
 * engine.h: the pull kernel. The model asks for the next event and switches on its type:
 *
 *     while (sim_next(engine, &event))
 *         switch (event.type) { ... }
 *
 * Total order: (key, source, FIFO within the source). The key is (time << 4) | rank; sources are,
 * in this order: the per-instant heap, the cursors, the slots, the rings, the general list, the
 * timers. Cursors hold arrivals (which are never entries of a list), a slot holds the one next
 * event of an entity that often moves it, a ring holds events of one constant delay, timers can be
 * cancelled, the general list holds everything else. Cursors and slots have no FIFO: of equal keys
 * the lowest number comes first. An event posted at the current instant with a rank lower than the
 * one being handled goes to the per-instant heap, which is drained first.
 *
 * An entry is 16 bytes: the key and a payload {type:8, epoch:24, index:32}. What index names is the
 * model's business; an event whose epoch is no longer that of its slot is dead, and the model
 * (or, for timers, the engine) drops it. A model that leaves many dead events behind can have them
 * swept (sim_engine_set_alive).
 *
 * Memory is pooled per engine: once the highest number of pending events has been reached, nothing
 * is allocated (sim_engine_allocations).
 */
#ifndef CRISIM_SIM_KERNEL_ENGINE_H
#define CRISIM_SIM_KERNEL_ENGINE_H

#include "sim/base/time.h"

#include <stdbool.h>
#include <stdint.h>

#define SIM_EPOCH_MAX ((1u << 24) - 1)

struct sim_event {
    sim_time at;
    uint32_t index;
    uint32_t epoch; /* 24 bits */
    uint8_t type;
    uint8_t rank; /* 0..15 */
};

struct sim_cursor_config {
    uint8_t type, rank; /* of the events this cursor yields; event.index = number of the cursor */
};
struct sim_ring_config {
    sim_time delay; /* [ns], >= 0 */
    uint8_t rank;
};
struct sim_slot_config {
    uint8_t type, rank; /* of the slot's events; event.index = number of the slot */
};

/* DEFAULT: the radix ladder; HEAP: the reference it is tested against. */
enum sim_list_kind { SIM_LIST_DEFAULT = 0, SIM_LIST_HEAP };

struct sim_engine_config {
    enum sim_list_kind list;
    uint32_t n_cursors, n_rings;
    const struct sim_cursor_config *cursors;
    const struct sim_ring_config *rings;
    uint32_t n_slots;
    const struct sim_slot_config *slots;
};

struct sim_engine;

/** The configuration is copied. */
struct sim_engine *sim_engine_create(const struct sim_engine_config *config);
void sim_engine_destroy(struct sim_engine *engine);

/** Time of the event that sim_next() returned last; 0 before the first. Points into the engine. */
const sim_time *sim_engine_now(const struct sim_engine *engine);

/** Post to the general list. at >= now (asserted), rank 0..15, epoch <= SIM_EPOCH_MAX. */
void sim_post(struct sim_engine *engine, sim_time at, uint8_t rank, uint8_t type, uint32_t index,
              uint32_t epoch);
/** Post at now + delay of the ring, which must not be beyond SIM_TIME_MAX (asserted). */
void sim_ring_post(struct sim_engine *engine, uint32_t ring, uint8_t type, uint32_t index,
                   uint32_t epoch);
/** The cursor's next event is at `at` >= now; it is empty until set again after each event. */
void sim_cursor_set(struct sim_engine *engine, uint32_t cursor, sim_time at);

/**
 * The slot's one next event is at `at` >= now (asserted), whatever it was before; it is empty
 * again once its event was taken. O(log n_slots).
 */
void sim_slot_set(struct sim_engine *engine, uint32_t slot, sim_time at);
/** The slot has no next event; harmless when it had none. */
void sim_slot_clear(struct sim_engine *engine, uint32_t slot);

/* Handle of one timer; 0 is never one. Copies stay valid until the timer fires, is cancelled or
 * moved; an outdated handle is recognised and harmless. */
typedef uint64_t sim_timer;

/** Post an event that can be cancelled; otherwise as sim_post(). */
sim_timer sim_timer_post(struct sim_engine *engine, sim_time at, uint8_t rank, uint8_t type,
                         uint32_t index, uint32_t epoch);
/** @return false if the timer has fired or was cancelled or moved before */
bool sim_timer_cancel(struct sim_engine *engine, sim_timer timer);
/**
 * Move the timer to another time, rank and payload unchanged; it counts as posted now. *timer
 * becomes the new handle. @return false, with nothing changed, as sim_timer_cancel()
 */
bool sim_timer_reschedule(struct sim_engine *engine, sim_timer *timer, sim_time at);
/** Timers that are still to fire. */
uint32_t sim_timer_count(const struct sim_engine *engine);

/** Is the event still meant to happen? Must not change anything. */
typedef bool (*sim_alive_fn)(const void *context, uint8_t type, uint32_t index, uint32_t epoch);
/**
 * Let the engine remove dead events of the general list and the rings. The model says when one
 * died; when more than half of a source may be dead, the source is swept in one pass, so a death
 * costs O(1) amortised. alive may be NULL (nothing is swept); context must outlive the engine.
 */
void sim_engine_set_alive(struct sim_engine *engine, sim_alive_fn alive, const void *context);
/** An event of the general list, or of the ring, died. */
void sim_post_died(struct sim_engine *engine);
void sim_ring_died(struct sim_engine *engine, uint32_t ring);

/** Take the least event; false when every source is empty. */
bool sim_next(struct sim_engine *engine, struct sim_event *out);

/** Events taken so far. */
uint64_t sim_engine_count(const struct sim_engine *engine);
/** Entries held in the general list, the rings and the timers, dead ones included. */
uint64_t sim_engine_pending(const struct sim_engine *engine);
/** How often the engine has asked the system for memory. */
uint64_t sim_engine_allocations(const struct sim_engine *engine);

#endif
