/*
 * list_heap.h: the reference general list: a stable 4-ary heap. Entries of equal key leave in the
 * order in which they came, by a sequence number beside the 16-byte entry.
 */
#ifndef CRISIM_SIM_KERNEL_LIST_HEAP_H
#define CRISIM_SIM_KERNEL_LIST_HEAP_H

#include "sim/base/memory.h"
#include "sim/kernel/entry.h"

#include <stdbool.h>
#include <stdlib.h>

struct sim_heap_node {
    struct sim_entry entry;
    uint64_t sequence;
};

struct sim_heap {
    struct sim_heap_node *nodes;
    uint32_t n, capacity, n_growths;
    uint64_t next_sequence;
};

static inline bool sim_heap_before(const struct sim_heap_node *a, const struct sim_heap_node *b)
{
    return a->entry.key < b->entry.key ||
           (a->entry.key == b->entry.key && a->sequence < b->sequence);
}

static inline void sim_heap_push(struct sim_heap *heap, struct sim_entry entry)
{
    struct sim_heap_node node = {.entry = entry, .sequence = heap->next_sequence++};
    uint32_t at = heap->n++;

    if (heap->n > heap->capacity) {
        heap->capacity = heap->capacity > 0 ? heap->capacity * 2 : 64;
        heap->nodes = sim_grown(heap->nodes, heap->capacity, sizeof *heap->nodes);
        heap->n_growths++;
    }
    while (at > 0) {
        uint32_t parent = (at - 1) / 4;

        if (!sim_heap_before(&node, &heap->nodes[parent]))
            break;
        heap->nodes[at] = heap->nodes[parent];
        at = parent;
    }
    heap->nodes[at] = node;
}

/* Put node where the hole at `at` is, or below. */
static inline void sim_heap_sift_down(struct sim_heap *heap, uint32_t at, struct sim_heap_node node)
{
    for (;;) {
        uint32_t first = at * 4 + 1;
        uint32_t end = first + 4 < heap->n ? first + 4 : heap->n;
        uint32_t best = first;

        if (first >= heap->n)
            break;
        for (uint32_t child = first + 1; child < end; child++)
            if (sim_heap_before(&heap->nodes[child], &heap->nodes[best]))
                best = child;
        if (!sim_heap_before(&heap->nodes[best], &node))
            break;
        heap->nodes[at] = heap->nodes[best];
        at = best;
    }
    heap->nodes[at] = node;
}

static inline struct sim_entry sim_heap_pop(struct sim_heap *heap)
{
    struct sim_entry least = heap->nodes[0].entry;
    struct sim_heap_node last = heap->nodes[--heap->n];

    if (heap->n > 0)
        sim_heap_sift_down(heap, 0, last);
    else
        heap->next_sequence = 0;
    return least;
}

/** Keep only the entries for which alive() says so; their order does not change. */
static inline void sim_heap_sweep(struct sim_heap *heap,
                                  bool (*alive)(const void *context, uint64_t payload),
                                  const void *context)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < heap->n; i++)
        if (alive(context, heap->nodes[i].entry.payload))
            heap->nodes[kept++] = heap->nodes[i];
    heap->n = kept;
    for (uint32_t i = kept / 4 + 1; kept > 1 && i-- > 0;)
        if (i < kept)
            sim_heap_sift_down(heap, i, heap->nodes[i]);
}

static inline int64_t sim_heap_least(const struct sim_heap *heap)
{
    return heap->n > 0 ? heap->nodes[0].entry.key : SIM_KEY_NEVER;
}

#endif
