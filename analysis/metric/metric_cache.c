/*
 * metric_cache.c: what the prompt cache saved.
 */
#include "analysis/metric/rows.h"

static double tokens(const struct view *v)
{
    return 100 * metric_ratio((double)v->all.cache_read_tokens, (double)v->all.input_tokens);
}
static double hits(const struct view *v)
{
    return 100 * metric_ratio((double)v->all.cache_hits, (double)v->all.terminal[CRI_COMPLETED]);
}
static double prefix(const struct view *v)
{
    return 100 * metric_ratio((double)v->all.cache_read_tokens, (double)v->all.prefix_tokens);
}

#define SECTION "Prompt cache"
static const struct metric rows[] = {
    ROW("cache-tokens", "input read from the cache", "%", RATIO, 1, HIDE, .of = tokens,
        OF_COMPLETED, MATTERS(POINTS), SLO(cache_read_share)),
    ROW("cache-hits", "requests with a cache read", "%", RATIO, 1, HIDE, .of = hits, OF_COMPLETED),
    ROW("cache-prefix", "of shareable prefixes, read", "%", RATIO, 1, HIDE, .of = prefix,
        OF_COMPLETED),
};
SECTION_OF(cache);
