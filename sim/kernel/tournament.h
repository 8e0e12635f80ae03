/*
 * tournament.h: a winner tree over n numbered keys: the least key and its number at once, any key
 * changed in log2(n) comparisons. Of equal keys the lowest number wins. Used for many cursors and
 * for slots (entities whose one next event moves often).
 */
#ifndef CRISIM_SIM_KERNEL_TOURNAMENT_H
#define CRISIM_SIM_KERNEL_TOURNAMENT_H

#include "sim/base/memory.h"
#include "sim/kernel/entry.h"

#include <stdlib.h>

struct sim_tournament_node {
    int64_t key;
    uint32_t number;
};

/* nodes[1] is the winner, nodes[size + i] is player i; size is a power of two. */
struct sim_tournament {
    uint32_t size;
    struct sim_tournament_node *nodes;
};

/** All keys are SIM_KEY_NEVER. n may be 0. */
static inline void sim_tournament_init(struct sim_tournament *tree, uint32_t n)
{
    uint32_t size = 1;

    while (size < n)
        size *= 2;
    tree->nodes = sim_fresh(2 * (size_t)size, sizeof *tree->nodes);
    tree->size = size;
    for (uint32_t i = 0; i < 2 * size; i++)
        tree->nodes[i] = (struct sim_tournament_node){SIM_KEY_NEVER, 0};
    for (uint32_t i = 0; i < size; i++)
        tree->nodes[size + i].number = i;
}

static inline void sim_tournament_release(struct sim_tournament *tree)
{
    free(tree->nodes);
    tree->nodes = NULL;
}

static inline void sim_tournament_set(struct sim_tournament *tree, uint32_t number, int64_t key)
{
    uint32_t at = tree->size + number;

    tree->nodes[at].key = key;
    for (at /= 2; at > 0; at /= 2) {
        const struct sim_tournament_node *left = &tree->nodes[2 * at];

        tree->nodes[at] = left[1].key < left[0].key ? left[1] : left[0];
    }
}

#endif
