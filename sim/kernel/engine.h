/*
 * engine.h: the pull kernel. The model asks for the next event and switches on its type:
 *
 *     while (sim_next(engine, &event))
 *         switch (event.type) { ... }
 *
 * Total order: (key, source, FIFO within the source). The key is (time << 4) | rank; sources are,
 * in this order: the per-instant heap, the cursors, the rings, the general list. Cursors hold
 * arrivals (which are never entries of a list), a ring holds events of one constant delay, the
 * general list everything else. An event posted at the current instant with a rank lower than the
 * one being handled goes to the per-instant heap, which is drained first.
 *
 * An entry is 16 bytes: the key and a payload {type:8, epoch:24, index:32}. What index names is the
 * model's business; an event whose epoch is no longer that of its slot is dead, and the model
 * (or, for timers, the engine) drops it.
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

/* DEFAULT: the radix ladder; HEAP: the reference it is tested against. */
enum sim_list_kind { SIM_LIST_DEFAULT = 0, SIM_LIST_HEAP };

struct sim_engine_config {
    enum sim_list_kind list;
    uint32_t n_cursors, n_rings;
    const struct sim_cursor_config *cursors;
    const struct sim_ring_config *rings;
};

struct sim_engine;

/** @return NULL when out of memory. The configuration is copied. */
struct sim_engine *sim_engine_create(const struct sim_engine_config *config);
void sim_engine_destroy(struct sim_engine *engine);

/** Time of the event that sim_next() returned last; 0 before the first. Points into the engine. */
const sim_time *sim_engine_now(const struct sim_engine *engine);

/** Post to the general list. at >= now (asserted), rank 0..15, epoch <= SIM_EPOCH_MAX. */
void sim_post(struct sim_engine *engine, sim_time at, uint8_t rank, uint8_t type, uint32_t index,
              uint32_t epoch);
/** Post at now + delay of the ring. */
void sim_ring_post(struct sim_engine *engine, uint32_t ring, uint8_t type, uint32_t index,
                   uint32_t epoch);
/** The cursor's next event is at `at` >= now; it is empty until set again after each event. */
void sim_cursor_set(struct sim_engine *engine, uint32_t cursor, sim_time at);

/** Take the least event; false when every source is empty. */
bool sim_next(struct sim_engine *engine, struct sim_event *out);

/** Events taken so far. */
uint64_t sim_engine_count(const struct sim_engine *engine);

#endif
