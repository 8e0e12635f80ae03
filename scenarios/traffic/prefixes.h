/*
 * prefixes.h: prompt prefixes of a trace as a forest. A node is (parent, id); ids that are used
 * under several parents, which a trace of prefix ids should not do, are then different nodes.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_PREFIXES_H
#define CRISIM_SCENARIOS_TRAFFIC_PREFIXES_H

#include "models/prompt_cache.h"
#include "scenarios/traffic/names.h"

struct prefixes {
    uint32_t *parent, *tokens;
    uint64_t *id;
    uint32_t n, capacity;
    uint32_t *table; /* node + 1, open addressing */
    uint32_t table_size;
    uint64_t secret;           /* so that no file can make its ids collide */
    struct trace_names groups; /* named prefixes */
};

/**
 * The chain of "[id, id, ...]": id k ends at block k of block_tokens tokens, the last one at the
 * end of the input. @return NULL and *node (CRI_NONE for an empty array), or what is wrong
 */
const char *prefixes_add_blocks(struct prefixes *prefixes, const char *text, uint32_t length,
                                uint32_t block_tokens, uint32_t input_tokens, uint32_t *node);
/** A named prefix of so many tokens, which must not exceed the input. */
const char *prefixes_add_group(struct prefixes *prefixes, const char *name, uint32_t length,
                               uint32_t tokens, uint32_t input_tokens, uint32_t *node);
/** The tables become out's (to be freed by its owner); the rest is released. */
void prefixes_hand_over(struct prefixes *prefixes, struct cri_prefixes *out);

#endif
