/*
 * prompt_cache.h: which prompt prefixes are cached in which Region, for one model and one traffic.
 *
 * Prefixes form a forest: a node is a prefix, its parent the next shorter one known (one block of
 * tokens less). A call that is served in a Region reads the longest live prefix of its prompt there
 * and writes the rest; from its first token on the whole chain lives there for `ttl` after its last
 * use. Every use renews the chain, so a prefix never outlives the shorter ones. Nothing is
 * periodic; expiry is found when asked.
 */
#ifndef CRISIM_MODELS_PROMPT_CACHE_H
#define CRISIM_MODELS_PROMPT_CACHE_H

#include "models/spec.h"

struct cri_prefixes {
    uint32_t n;
    const uint32_t *parent; /* node, or CRI_NONE at a root; always below the node itself */
    const uint32_t *tokens; /* of the whole prefix, rising along a chain */
};

struct cri_cache_entry {
    sim_time live_from; /* first token of the call that wrote it; -1 = never */
    sim_time last_use;
};

struct cri_prompt_cache {
    struct cri_prefixes prefixes; /* borrowed */
    uint32_t n_regions;
    sim_time ttl;
    int64_t minimum;
    struct cri_cache_entry **entries; /* per Region, NULL until something was served there */
};

/** ttl > 0 [ns]; prefixes shorter than `minimum` tokens are never cached. */
void cri_prompt_cache_init(struct cri_prompt_cache *cache, const struct cri_prefixes *prefixes,
                           uint32_t n_regions, sim_time ttl, int64_t minimum);
void cri_prompt_cache_release(struct cri_prompt_cache *cache);

/** Tokens of the longest prefix of `node` that lives in the Region at `now`; 0 = none. */
uint32_t cri_prompt_cache_lookup(const struct cri_prompt_cache *cache, uint32_t region,
                                 uint32_t node, sim_time now);
/**
 * A call with the prefix `node` starts at `now` and has its first token at `first_token` >= now.
 * @return tokens that it writes: those of the prefix that did not live there
 */
uint32_t cri_prompt_cache_use(struct cri_prompt_cache *cache, uint32_t region, uint32_t node,
                              sim_time now, sim_time first_token);
/** Everything in the Region is lost. */
void cri_prompt_cache_clear(struct cri_prompt_cache *cache, uint32_t region);
/** The shortest prefix of `node` that is long enough to be cached; CRI_NONE if none is. */
uint32_t cri_prompt_cache_head(const struct cri_prompt_cache *cache, uint32_t node);

/**
 * Group of a request whose traffic brings no prefixes: the k-th of n (from 0) with probability in
 * proportion to 1 / (k + 1)^skew, by inversion of u in (0, 1). cumulative: n partial sums of the
 * weights, as cri_prefix_groups_weights() fills it.
 */
uint32_t cri_prefix_group(const double *cumulative, uint32_t n, double u);
void cri_prefix_groups_weights(double *cumulative, uint32_t n, double skew);

#endif
