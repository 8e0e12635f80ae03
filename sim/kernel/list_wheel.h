/*
 * list_wheel.h: the fast general list: a stable radix ladder in base 64 with a sorted near end.
 *
 * An entry of the ladder lies on the level of the highest base-64 digit in which its key differs
 * from a reference key (`last`), in the bucket of that digit. The least entry of the ladder is thus
 * in the first bucket of the lowest level that holds any. A bucket of one chunk is emptied into the
 * near end, a small array sorted backwards; a larger one is dealt out to lower levels when its
 * least entry is taken. Entries of equal key are always in one bucket, in the order in which they
 * came, so the list is stable without storing a sequence number, and all moves are sequential.
 *
 * The near end holds every entry whose key is at most `limit`. While few entries are pending the
 * ladder is empty and the near end holds them all, which beats every structure at that size. When
 * it overflows it goes back into the ladder; it may hold twice what is loaded at once, so that an
 * entry which comes and goes below a full bucket does not make that bucket move each time.
 *
 * Each bucket knows its least key, so looking at the least of the list moves and scans nothing:
 * other sources may come first and post smaller keys, down to the key taken last. Each entry goes
 * down at most SIM_WHEEL_LEVELS levels in its life. (Ahuja, Mehlhorn, Orlin, Tarjan, "Faster
 * algorithms for the shortest path problem", JACM 37 (1990), is the radix heap; Tang, Goh, Thng,
 * "Ladder queue", ACM TOMACS 15 (2005), has the sorted bottom.)
 */
#ifndef CRISIM_SIM_KERNEL_LIST_WHEEL_H
#define CRISIM_SIM_KERNEL_LIST_WHEEL_H

#include "sim/base/assert.h"
#include "sim/base/memory.h"
#include "sim/kernel/entry.h"

#include <stdbool.h>
#include <stdlib.h>

enum {
    SIM_WHEEL_LEVELS = 11,
    SIM_WHEEL_BUCKETS = 64,
    SIM_WHEEL_CHUNK = 31,
    SIM_WHEEL_SLAB = 64,
    SIM_WHEEL_NEAR = 64
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

struct sim_wheel_bucket {
    struct sim_wheel_chunk *head, *tail;
    int64_t least;
};

struct sim_wheel {
    int64_t least; /* SIM_KEY_NEVER = the list is empty */
    int64_t limit; /* of the near end: keys up to here belong to it */
    int64_t taken; /* key taken last: no later one may be smaller */
    int64_t last;  /* what the ladder's digits are compared with; <= taken */
    uint64_t n;    /* in the ladder */
    uint32_t n_near;
    uint32_t levels; /* bit i: level i holds entries */
    uint32_t n_slabs;
    struct sim_wheel_chunk *free_chunks;
    struct sim_wheel_slab *slabs;
    uint64_t buckets[SIM_WHEEL_LEVELS];        /* bit i: bucket i of the level holds entries */
    struct sim_entry near_end[SIM_WHEEL_NEAR]; /* least key last; of equal keys the oldest last */
    struct sim_wheel_bucket bucket[SIM_WHEEL_LEVELS][SIM_WHEEL_BUCKETS];
};

static inline void sim_wheel_init(struct sim_wheel *wheel)
{
    wheel->least = SIM_KEY_NEVER;
    wheel->limit = SIM_KEY_NEVER;
}

static inline void sim_wheel_release(struct sim_wheel *wheel)
{
    while (wheel->slabs != NULL) {
        struct sim_wheel_slab *next = wheel->slabs->next;

        free(wheel->slabs);
        wheel->slabs = next;
    }
}

static inline uint64_t sim_wheel_size(const struct sim_wheel *wheel)
{
    return wheel->n + wheel->n_near;
}

/* An empty list may start again from an earlier key. */
static inline void sim_wheel_rewind(struct sim_wheel *wheel, int64_t key)
{
    if (key < wheel->taken)
        wheel->taken = key;
}

static inline struct sim_wheel_chunk *sim_wheel_chunk_take(struct sim_wheel *wheel)
{
    struct sim_wheel_chunk *chunk = wheel->free_chunks;

    if (chunk == NULL) {
        struct sim_wheel_slab *slab = sim_fresh(1, sizeof *slab);

        slab->next = wheel->slabs;
        wheel->slabs = slab;
        wheel->n_slabs++;
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
    unsigned digit = (unsigned)((uint64_t)entry.key >> (6 * level)) & 63u;
    struct sim_wheel_bucket *bucket = &wheel->bucket[level][digit];
    struct sim_wheel_chunk *tail = bucket->tail;

    if (tail == NULL) {
        tail = bucket->head = bucket->tail = sim_wheel_chunk_take(wheel);
        bucket->least = entry.key;
        wheel->buckets[level] |= (uint64_t)1 << digit;
        wheel->levels |= 1u << level;
    } else if (tail->n == SIM_WHEEL_CHUNK) {
        tail = tail->next = sim_wheel_chunk_take(wheel);
        bucket->tail = tail;
    }
    if (entry.key < bucket->least)
        bucket->least = entry.key;
    tail->entries[tail->n++] = entry;
}

static inline void sim_wheel_clear_bucket(struct sim_wheel *wheel, unsigned level, unsigned digit)
{
    wheel->bucket[level][digit].head = NULL;
    wheel->bucket[level][digit].tail = NULL;
    wheel->buckets[level] &= ~((uint64_t)1 << digit);
    if (wheel->buckets[level] == 0)
        wheel->levels &= ~(1u << level);
}

/* The near end is empty: load it from the ladder's first bucket if that is small, else let it take
 * what will be posted before that bucket. */
static inline void sim_wheel_refill(struct sim_wheel *wheel)
{
    unsigned level, digit;
    struct sim_wheel_bucket *bucket;
    struct sim_wheel_chunk *chunk;
    uint32_t n = 0;

    if (wheel->levels == 0) {
        wheel->limit = SIM_KEY_NEVER;
        wheel->least = SIM_KEY_NEVER;
        return;
    }
    level = (unsigned)__builtin_ctz(wheel->levels);
    digit = (unsigned)__builtin_ctzll(wheel->buckets[level]);
    bucket = &wheel->bucket[level][digit];
    chunk = bucket->head;
    wheel->least = bucket->least;
    if (chunk->next != NULL) {
        wheel->limit = bucket->least - 1;
        return;
    }
    /* Insertion sort from the newest: what was posted in order is not moved, and of equal keys the
     * older one comes to lie above. */
    for (uint32_t i = chunk->n; i-- > chunk->taken;) {
        struct sim_entry entry = chunk->entries[i];
        uint32_t at = n++;

        while (at > 0 && wheel->near_end[at - 1].key < entry.key) {
            wheel->near_end[at] = wheel->near_end[at - 1];
            at--;
        }
        wheel->near_end[at] = entry;
    }
    wheel->n_near = n;
    wheel->n -= n;
    wheel->limit = bucket->least | (int64_t)(((uint64_t)1 << (6 * level)) - 1);
    sim_wheel_clear_bucket(wheel, level, digit);
    sim_wheel_chunk_free(wheel, chunk);
}

/* The near end is full: everything goes back into the ladder. */
static inline void sim_wheel_spill(struct sim_wheel *wheel)
{
    if (wheel->n == 0)
        wheel->last = wheel->taken;
    for (uint32_t i = wheel->n_near; i-- > 0;)
        sim_wheel_place(wheel, wheel->near_end[i]);
    wheel->n += wheel->n_near;
    wheel->n_near = 0;
}

static inline void sim_wheel_push(struct sim_wheel *wheel, struct sim_entry entry)
{
    SIM_ASSERT(entry.key >= wheel->taken, "an event was posted before the one taken last");
    if (entry.key <= wheel->limit) {
        uint32_t at = wheel->n_near;

        if (at < SIM_WHEEL_NEAR) {
            while (at > 0 && wheel->near_end[at - 1].key <= entry.key) {
                wheel->near_end[at] = wheel->near_end[at - 1];
                at--;
            }
            wheel->near_end[at] = entry;
            wheel->n_near++;
            if (entry.key < wheel->least)
                wheel->least = entry.key;
            return;
        }
        sim_wheel_spill(wheel);
        sim_wheel_place(wheel, entry);
        wheel->n++;
        sim_wheel_refill(wheel);
        return;
    }
    sim_wheel_place(wheel, entry);
    wheel->n++;
}

/* The first bucket is large and its least entry is wanted: deal it out around its least key. */
static inline void sim_wheel_deal(struct sim_wheel *wheel)
{
    unsigned level = (unsigned)__builtin_ctz(wheel->levels);
    unsigned digit = (unsigned)__builtin_ctzll(wheel->buckets[level]);
    struct sim_wheel_chunk *chunk = wheel->bucket[level][digit].head;

    wheel->last = wheel->least;
    if (level == 0)
        return;
    sim_wheel_clear_bucket(wheel, level, digit);
    while (chunk != NULL) {
        struct sim_wheel_chunk *next = chunk->next;

        for (uint32_t i = 0; i < chunk->n; i++)
            sim_wheel_place(wheel, chunk->entries[i]);
        sim_wheel_chunk_free(wheel, chunk);
        chunk = next;
    }
}

/** Take the least entry; the list must not be empty. */
static inline struct sim_entry sim_wheel_pop(struct sim_wheel *wheel)
{
    struct sim_entry entry;

    if (wheel->n_near == 0) {
        struct sim_wheel_bucket *bucket;
        struct sim_wheel_chunk *chunk;

        sim_wheel_deal(wheel);
        wheel->taken = wheel->least;
        sim_wheel_refill(wheel);
        if (wheel->n_near == 0) {
            /* Many of one key: they leave from the front of their bucket on level 0. */
            bucket = &wheel->bucket[0][(uint64_t)wheel->least & 63u];
            chunk = bucket->head;
            entry = chunk->entries[chunk->taken++];
            wheel->n--;
            if (chunk->taken == chunk->n) {
                bucket->head = chunk->next;
                sim_wheel_chunk_free(wheel, chunk);
            }
            sim_wheel_refill(wheel);
            return entry;
        }
    }
    entry = wheel->near_end[--wheel->n_near];
    wheel->taken = entry.key;
    if (wheel->n_near > 0)
        wheel->least = wheel->near_end[wheel->n_near - 1].key;
    else
        sim_wheel_refill(wheel);
    return entry;
}

/** Keep only the entries for which alive() says so; their order does not change. */
static inline void sim_wheel_sweep(struct sim_wheel *wheel,
                                   bool (*alive)(const void *context, uint64_t payload),
                                   const void *context)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < wheel->n_near; i++)
        if (alive(context, wheel->near_end[i].payload))
            wheel->near_end[kept++] = wheel->near_end[i];
    wheel->n_near = kept;
    wheel->n = 0;
    for (uint32_t levels = wheel->levels; levels != 0; levels &= levels - 1) {
        unsigned level = (unsigned)__builtin_ctz(levels);

        for (uint64_t digits = wheel->buckets[level]; digits != 0; digits &= digits - 1) {
            unsigned digit = (unsigned)__builtin_ctzll(digits);
            struct sim_wheel_bucket *bucket = &wheel->bucket[level][digit];
            struct sim_wheel_chunk *chunk = bucket->head;

            /* The survivors are placed again into the emptied bucket, behind one another. */
            sim_wheel_clear_bucket(wheel, level, digit);
            while (chunk != NULL) {
                struct sim_wheel_chunk *next = chunk->next;

                for (uint32_t i = chunk->taken; i < chunk->n; i++) {
                    if (alive(context, chunk->entries[i].payload)) {
                        sim_wheel_place(wheel, chunk->entries[i]);
                        wheel->n++;
                    }
                }
                sim_wheel_chunk_free(wheel, chunk);
                chunk = next;
            }
        }
    }
    if (wheel->n_near == 0)
        sim_wheel_refill(wheel);
    else
        wheel->least = wheel->near_end[wheel->n_near - 1].key;
}

#endif
