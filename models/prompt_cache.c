#include "models/prompt_cache.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

void cri_prompt_cache_init(struct cri_prompt_cache *cache, const struct cri_prefixes *prefixes,
                           uint32_t n_regions, sim_time ttl, int64_t minimum)
{
    SIM_ASSERT(ttl > 0, "a time to live of %lld ns", (long long)ttl);
    *cache = (struct cri_prompt_cache){
        .prefixes = *prefixes, .n_regions = n_regions, .ttl = ttl, .minimum = minimum};
    cache->entries = sim_zeroed(n_regions, sizeof *cache->entries);
}

void cri_prompt_cache_release(struct cri_prompt_cache *cache)
{
    for (uint32_t r = 0; cache->entries != NULL && r < cache->n_regions; r++)
        free(cache->entries[r]);
    free(cache->entries);
    cache->entries = NULL;
}

static bool is_live(const struct cri_prompt_cache *cache, const struct cri_cache_entry *entry,
                    sim_time now)
{
    return entry->live_from >= 0 && entry->live_from <= now && now - entry->last_use < cache->ttl;
}

static uint32_t live_node(const struct cri_prompt_cache *cache, uint32_t region, uint32_t node,
                          sim_time now)
{
    const struct cri_cache_entry *entries = cache->entries[region];

    if (entries == NULL)
        return CRI_NONE;
    while (node != CRI_NONE && !is_live(cache, &entries[node], now))
        node = cache->prefixes.parent[node];
    return node;
}

uint32_t cri_prompt_cache_lookup(const struct cri_prompt_cache *cache, uint32_t region,
                                 uint32_t node, sim_time now)
{
    uint32_t live = live_node(cache, region, node, now);

    if (live == CRI_NONE || cache->prefixes.tokens[live] < cache->minimum)
        return 0;
    return cache->prefixes.tokens[live];
}

uint32_t cri_prompt_cache_use(struct cri_prompt_cache *cache, uint32_t region, uint32_t node,
                              sim_time now, sim_time first_token)
{
    uint32_t hit = cri_prompt_cache_lookup(cache, region, node, now);
    uint32_t whole;

    if (node == CRI_NONE || cache->prefixes.tokens[node] < cache->minimum)
        return 0;
    whole = cache->prefixes.tokens[node];
    if (cache->entries[region] == NULL) {
        struct cri_cache_entry *entries = sim_fresh(cache->prefixes.n, sizeof *entries);

        for (uint32_t i = 0; i < cache->prefixes.n; i++)
            entries[i] = (struct cri_cache_entry){.live_from = -1};
        cache->entries[region] = entries;
    }
    for (; node != CRI_NONE; node = cache->prefixes.parent[node]) {
        struct cri_cache_entry *entry = &cache->entries[region][node];

        if (is_live(cache, entry, now)) {
            /* Read now, and still there when the call speaks. */
            if (entry->last_use < first_token)
                entry->last_use = first_token;
        } else if (entry->live_from > now) { /* being written by another call */
            if (first_token < entry->live_from)
                entry->live_from = first_token;
            if (first_token > entry->last_use)
                entry->last_use = first_token;
        } else {
            *entry = (struct cri_cache_entry){.live_from = first_token, .last_use = first_token};
        }
    }
    return whole - hit;
}

void cri_prompt_cache_clear(struct cri_prompt_cache *cache, uint32_t region)
{
    free(cache->entries[region]);
    cache->entries[region] = NULL;
}

uint32_t cri_prompt_cache_head(const struct cri_prompt_cache *cache, uint32_t node)
{
    uint32_t head = CRI_NONE;

    while (node != CRI_NONE && cache->prefixes.tokens[node] >= cache->minimum) {
        head = node;
        node = cache->prefixes.parent[node];
    }
    return head;
}

uint32_t cri_prefix_group(const double *cumulative, uint32_t n, double u)
{
    double at = u * cumulative[n - 1];
    uint32_t low = 0, high = n - 1;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (cumulative[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void cri_prefix_groups_weights(double *cumulative, uint32_t n, double skew)
{
    double sum = 0;

    for (uint32_t i = 0; i < n; i++) {
        sum += exp(-skew * log((double)i + 1));
        cumulative[i] = sum;
    }
}
