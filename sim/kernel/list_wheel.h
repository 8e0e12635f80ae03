/*
 * list_wheel.h: the fast general list: a stable radix ladder in base 64.
 *
 * An entry lies on the level of the highest base-64 digit in which its key differs from the key
 * taken last, in the bucket of that digit. The least entry is thus in the first bucket of the
 * lowest level that holds any; when it is taken from a level above 0, the bucket is dealt out to
 * lower levels, in order. Entries of equal key are always in one bucket, in the order in which they
 * came, so the list is stable without storing a sequence number, and all moves are sequential.
 *
 * While no more than SIM_WHEEL_FEW entries are pending, they lie in one small array sorted
 * backwards, which beats every structure at that size; the ladder takes over when it overflows,
 * until it has run empty.
 *
 * The least key is kept beside the list, so looking at it moves nothing: other sources may still
 * come first and post smaller keys, down to the key taken last. (Ahuja, Mehlhorn, Orlin, Tarjan,
 * "Faster algorithms for the shortest path problem", JACM 37 (1990), is the radix heap.)
 */
#ifndef CRISIM_SIM_KERNEL_LIST_WHEEL_H
#define CRISIM_SIM_KERNEL_LIST_WHEEL_H

#include "sim/base/assert.h"
#include "sim/kernel/entry.h"

#include <stdlib.h>

enum {
    SIM_WHEEL_LEVELS = 11,
    SIM_WHEEL_BUCKETS = 64,
    SIM_WHEEL_CHUNK = 31,
    SIM_WHEEL_SLAB = 64,
    SIM_WHEEL_FEW = 16
};

struct sim_wheel_chunk {
    struct sim_wheel_chunk *next;
    uint32_t n, taken;
    struct sim_entry entries[SIM_WHEEL_CHUNK];
};

struct sim_wheel_slab {
    struct sim_wheel_slab *next;
    struct sim_wheel_chunk chunks[SIM_WHEEL_SLAB];
};

struct sim_wheel {
    int64_t last;  /* key taken last */
    int64_t least; /* SIM_KEY_NEVER = empty */
    uint64_t n;    /* in the ladder */
    uint32_t n_few;
    struct sim_entry few[SIM_WHEEL_FEW]; /* least key last; of equal keys the oldest last */
    uint32_t levels;                     /* bit i: level i holds entries */
    uint64_t buckets[SIM_WHEEL_LEVELS];  /* bit i: bucket i of the level holds entries */
    struct sim_wheel_chunk *head[SIM_WHEEL_LEVELS][SIM_WHEEL_BUCKETS];
    struct sim_wheel_chunk *tail[SIM_WHEEL_LEVELS][SIM_WHEEL_BUCKETS];
    struct sim_wheel_chunk *free_chunks;
    struct sim_wheel_slab *slabs;
};

static inline void sim_wheel_init(struct sim_wheel *wheel)
{
    wheel->least = SIM_KEY_NEVER;
}

static inline void sim_wheel_release(struct sim_wheel *wheel)
{
    while (wheel->slabs != NULL) {
        struct sim_wheel_slab *next = wheel->slabs->next;

        free(wheel->slabs);
        wheel->slabs = next;
    }
}

static inline struct sim_wheel_chunk *sim_wheel_chunk_take(struct sim_wheel *wheel)
{
    struct sim_wheel_chunk *chunk = wheel->free_chunks;

    if (chunk == NULL) {
        struct sim_wheel_slab *slab = malloc(sizeof *slab);

        SIM_ASSERT(slab != NULL, "out of memory for pending events");
        slab->next = wheel->slabs;
        wheel->slabs = slab;
        for (int i = 0; i < SIM_WHEEL_SLAB; i++) {
            slab->chunks[i].next = wheel->free_chunks;
            wheel->free_chunks = &slab->chunks[i];
        }
        chunk = wheel->free_chunks;
    }
    wheel->free_chunks = chunk->next;
    chunk->next = NULL;
    chunk->n = 0;
    chunk->taken = 0;
    return chunk;
}

static inline void sim_wheel_chunk_free(struct sim_wheel *wheel, struct sim_wheel_chunk *chunk)
{
    chunk->next = wheel->free_chunks;
    wheel->free_chunks = chunk;
}

static inline void sim_wheel_place(struct sim_wheel *wheel, struct sim_entry entry)
{
    uint64_t differ = (uint64_t)entry.key ^ (uint64_t)wheel->last;
    /* | 1: an equal key belongs to level 0, where a difference in the lowest bit also does. */
    unsigned level = (63u - (unsigned)__builtin_clzll(differ | 1)) / 6u;
    unsigned bucket = (unsigned)((uint64_t)entry.key >> (6 * level)) & 63u;
    struct sim_wheel_chunk *tail = wheel->tail[level][bucket];

    if (tail == NULL || tail->n == SIM_WHEEL_CHUNK) {
        struct sim_wheel_chunk *chunk = sim_wheel_chunk_take(wheel);

        if (tail == NULL)
            wheel->head[level][bucket] = chunk;
        else
            tail->next = chunk;
        wheel->tail[level][bucket] = chunk;
        wheel->buckets[level] |= (uint64_t)1 << bucket;
        wheel->levels |= 1u << level;
        tail = chunk;
    }
    tail->entries[tail->n++] = entry;
}

static inline void sim_wheel_push(struct sim_wheel *wheel, struct sim_entry entry)
{
    SIM_ASSERT(entry.key >= wheel->last, "an event was posted before the one taken last");
    if (entry.key < wheel->least)
        wheel->least = entry.key;
    if (wheel->n == 0) {
        uint32_t at = wheel->n_few;

        if (at < SIM_WHEEL_FEW) {
            while (at > 0 && wheel->few[at - 1].key <= entry.key) {
                wheel->few[at] = wheel->few[at - 1];
                at--;
            }
            wheel->few[at] = entry;
            wheel->n_few++;
            return;
        }
        for (uint32_t i = wheel->n_few; i-- > 0;)
            sim_wheel_place(wheel, wheel->few[i]);
        wheel->n = wheel->n_few;
        wheel->n_few = 0;
    }
    sim_wheel_place(wheel, entry);
    wheel->n++;
}

static inline void sim_wheel_clear_bucket(struct sim_wheel *wheel, unsigned level, unsigned bucket)
{
    wheel->head[level][bucket] = NULL;
    wheel->tail[level][bucket] = NULL;
    wheel->buckets[level] &= ~((uint64_t)1 << bucket);
    if (wheel->buckets[level] == 0)
        wheel->levels &= ~(1u << level);
}

/* The least key, by looking at the first bucket of the lowest level. */
static inline void sim_wheel_find_least(struct sim_wheel *wheel)
{
    unsigned level, bucket;

    wheel->least = SIM_KEY_NEVER;
    if (wheel->levels == 0)
        return;
    level = (unsigned)__builtin_ctz(wheel->levels);
    bucket = (unsigned)__builtin_ctzll(wheel->buckets[level]);
    if (level == 0) {
        wheel->least = (int64_t)(((uint64_t)wheel->last & ~UINT64_C(63)) | bucket);
        return;
    }
    for (const struct sim_wheel_chunk *chunk = wheel->head[level][bucket]; chunk != NULL;
         chunk = chunk->next)
        for (uint32_t i = 0; i < chunk->n; i++)
            if (chunk->entries[i].key < wheel->least)
                wheel->least = chunk->entries[i].key;
}

/** Take the least entry; the list must not be empty. */
static inline struct sim_entry sim_wheel_pop(struct sim_wheel *wheel)
{
    unsigned level, bucket;
    struct sim_wheel_chunk *chunk;
    struct sim_entry entry;

    if (wheel->n == 0) {
        entry = wheel->few[--wheel->n_few];
        wheel->last = entry.key;
        wheel->least = wheel->n_few > 0 ? wheel->few[wheel->n_few - 1].key : SIM_KEY_NEVER;
        return entry;
    }
    level = (unsigned)__builtin_ctz(wheel->levels);
    bucket = (unsigned)__builtin_ctzll(wheel->buckets[level]);
    if (level > 0) {
        chunk = wheel->head[level][bucket];
        sim_wheel_clear_bucket(wheel, level, bucket);
        wheel->last = wheel->least;
        while (chunk != NULL) {
            struct sim_wheel_chunk *next = chunk->next;

            for (uint32_t i = 0; i < chunk->n; i++)
                sim_wheel_place(wheel, chunk->entries[i]);
            sim_wheel_chunk_free(wheel, chunk);
            chunk = next;
        }
        bucket = (unsigned)((uint64_t)wheel->least & 63u);
    }
    wheel->last = wheel->least;
    chunk = wheel->head[0][bucket];
    entry = chunk->entries[chunk->taken++];
    wheel->n--;
    if (chunk->taken == chunk->n) {
        wheel->head[0][bucket] = chunk->next;
        if (chunk->next == NULL) {
            sim_wheel_clear_bucket(wheel, 0, bucket);
            sim_wheel_find_least(wheel);
        }
        sim_wheel_chunk_free(wheel, chunk);
    }
    return entry;
}

#endif
