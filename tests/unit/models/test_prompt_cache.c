/*
 * The prompt cache by hand: prefixes a - b - c (512, 1,024, 1,536 tokens) and a - d.
 */
#include "models/prompt_cache.h"

#include "tests/unit/suite.h"

static const uint32_t parent[] = {CRI_NONE, 0, 1, 0};
static const uint32_t tokens[] = {512, 1024, 1536, 1000};
static const struct cri_prefixes prefixes = {.n = 4, .parent = parent, .tokens = tokens};
enum { A, B, C, D };

START_TEST(longest_live_prefix_per_region)
{
    struct cri_prompt_cache cache;

    cri_prompt_cache_init(&cache, &prefixes, 2, 300 * SIM_SECOND, 1);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, C, 0), 0);
    ck_assert_uint_eq(cri_prompt_cache_use(&cache, 0, B, 0, SIM_SECOND), 1024);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, C, SIM_SECOND - 1), 0); /* not written */
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, C, SIM_SECOND), 1024);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, D, SIM_SECOND), 512);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 1, C, SIM_SECOND), 0); /* elsewhere */
    ck_assert_uint_eq(cri_prompt_cache_use(&cache, 0, C, 2 * SIM_SECOND, 3 * SIM_SECOND), 512);
    ck_assert_uint_eq(cri_prompt_cache_use(&cache, 0, D, 4 * SIM_SECOND, 5 * SIM_SECOND), 488);
    cri_prompt_cache_clear(&cache, 0);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, C, 6 * SIM_SECOND), 0);
    cri_prompt_cache_release(&cache);
}
END_TEST

START_TEST(lives_from_its_last_use)
{
    struct cri_prompt_cache cache;

    cri_prompt_cache_init(&cache, &prefixes, 1, 300 * SIM_SECOND, 1);
    cri_prompt_cache_use(&cache, 0, C, 0, 0);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, C, 300 * SIM_SECOND - 1), 1536);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, C, 300 * SIM_SECOND), 0);
    /* B is used again, so C's own last block expires alone. */
    cri_prompt_cache_use(&cache, 0, B, 200 * SIM_SECOND, 200 * SIM_SECOND);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, C, 301 * SIM_SECOND), 1024);
    ck_assert_uint_eq(cri_prompt_cache_use(&cache, 0, C, 301 * SIM_SECOND, 302 * SIM_SECOND), 512);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, C, 302 * SIM_SECOND), 1536);
    /* Expired as a whole: everything is written anew. */
    ck_assert_uint_eq(cri_prompt_cache_use(&cache, 0, C, 900 * SIM_SECOND, 900 * SIM_SECOND), 1536);
    cri_prompt_cache_release(&cache);
}
END_TEST

START_TEST(short_prefixes_are_not_cached)
{
    struct cri_prompt_cache cache;

    cri_prompt_cache_init(&cache, &prefixes, 1, 300 * SIM_SECOND, 1024);
    ck_assert_uint_eq(cri_prompt_cache_use(&cache, 0, D, 0, 0), 0);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, D, 1), 0);
    ck_assert_uint_eq(cri_prompt_cache_use(&cache, 0, B, 0, 0), 1024); /* exactly the shortest */
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, B, 0), 1024);
    ck_assert_uint_eq(cri_prompt_cache_use(&cache, 0, C, 0, 0), 512);
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, D, 1), 0); /* only 512 are shared */
    ck_assert_uint_eq(cri_prompt_cache_lookup(&cache, 0, C, 1), 1536);
    ck_assert_uint_eq(cri_prompt_cache_head(&cache, C), B);
    ck_assert_uint_eq(cri_prompt_cache_head(&cache, D), CRI_NONE);
    cri_prompt_cache_release(&cache);
}
END_TEST

START_TEST(groups_by_popularity)
{
    double weights[4];

    cri_prefix_groups_weights(weights, 4, 1); /* 1, 1/2, 1/3, 1/4: 2.0833 in all */
    ck_assert_uint_eq(cri_prefix_group(weights, 4, 0.0001), 0);
    ck_assert_uint_eq(cri_prefix_group(weights, 4, 0.479), 0);
    ck_assert_uint_eq(cri_prefix_group(weights, 4, 0.481), 1);
    ck_assert_uint_eq(cri_prefix_group(weights, 4, 0.73), 2);
    ck_assert_uint_eq(cri_prefix_group(weights, 4, 0.9999), 3);
    cri_prefix_groups_weights(weights, 4, 0);
    ck_assert_uint_eq(cri_prefix_group(weights, 4, 0.249), 0);
    ck_assert_uint_eq(cri_prefix_group(weights, 4, 0.251), 1);
}
END_TEST

SUITE_MAIN("prompt cache", longest_live_prefix_per_region, lives_from_its_last_use,
           short_prefixes_are_not_cached, groups_by_popularity)
