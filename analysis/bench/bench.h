/*
 * bench.h: how fast this build is: measurements, each beside a floor measured in the same run. All
 * read the processor time of this process: wall-clock time on a shared machine is off by factors.
 *
 * A family of measurements is one file bench_<family>.c and one row of bench_list.h.
 */
#ifndef CRISIM_ANALYSIS_BENCH_BENCH_H
#define CRISIM_ANALYSIS_BENCH_BENCH_H

#include <stdbool.h>
#include <stdint.h>

struct bench_row {
    const char *name, *unit;
    double (*of)(uint32_t n); /* ns of processor time a unit */
    uint32_t n;
    const char *floor_name; /* NULL = none */
    double (*floor)(uint32_t n);
};

struct bench_family {
    const struct bench_row *rows;
    uint32_t n;
};

enum { BENCH_MAX_ROWS = 64 };

/** All measurements in the order of the list; out has room for BENCH_MAX_ROWS. @return how many */
uint32_t bench_rows(struct bench_row *out);

/* ---- for the families ---- */

/** Processor time of this process [s]. */
double bench_now_s(void);
/** What a loop computed, so that it is not optimised away. */
extern volatile double bench_sink;

/** A cheap stream of uniforms for the loops: not part of what is measured. */
static inline double bench_u(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

/* A bare binary heap, inlined and without stability: the floor of a list of events. */
struct bench_entry {
    int64_t key;
    uint64_t payload;
};

/* entry goes into a heap of n, which becomes one of n + 1. */
static inline void bench_heap_push(struct bench_entry *heap, uint32_t n, struct bench_entry entry)
{
    uint32_t at = n;

    while (at > 0 && entry.key < heap[(at - 1) / 2].key) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = entry;
}

/* entry takes the place of the least of a heap of n. */
static inline void bench_heap_replace(struct bench_entry *heap, uint32_t n,
                                      struct bench_entry entry)
{
    uint32_t at = 0;

    for (;;) {
        uint32_t child = at * 2 + 1;

        if (child >= n)
            break;
        child += child + 1 < n && heap[child + 1].key < heap[child].key;
        if (entry.key <= heap[child].key)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = entry;
}

#endif
