/*
 * Which price record a call pays: by source Region, by the day, and where sources disagree; and
 * what a day's quota is made of.
 */
#include "scenarios/catalog/catalog.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#define NOVA   "amazon.nova-2-lite-v1:0"
#define SONNET "anthropic.claude-sonnet-5-5"

static struct catalog *the;
static struct sim_diag diag;

static void setup(void)
{
    sim_diag_init(&diag);
    ck_assert_int_eq(catalog_open(&the, NULL, &diag), SIM_OK);
}

static void teardown(void)
{
    catalog_destroy(the);
    sim_diag_release(&diag);
}

static struct catalog_price_found price(const char *model, const char *source,
                                        enum catalog_scope mode, const char *prefix,
                                        const char *day)
{
    struct catalog_price_found found;

    catalog_price(the, catalog_model_find(the, model), catalog_region_find(the, source), mode,
                  prefix, NULL, day, &found);
    return found;
}

/* Opens the built-in tables with one replaced. */
static void with(const char *table, const char *text)
{
    struct catalog_text one = {table, text, strlen(text)};

    catalog_destroy(the);
    the = NULL;
    ck_assert_int_eq(catalog_open_texts(&the, &one, 1, &diag), SIM_OK);
}

/* One prefix, three prices: Milan and Stockholm have rows of their own. */
START_TEST(a_prefix_is_no_region)
{
    struct catalog_price_found milan = price(NOVA, "eu-south-1", CATALOG_GEOGRAPHIC, "eu", NULL);
    struct catalog_price_found north = price(NOVA, "eu-north-1", CATALOG_GEOGRAPHIC, "eu", NULL);
    struct catalog_price_found west = price(NOVA, "eu-west-1", CATALOG_GEOGRAPHIC, "eu", NULL);

    ck_assert_double_eq(milan.price->input, 0.528);
    ck_assert_double_eq(milan.price->output, 4.411);
    ck_assert_int_eq(milan.mark, CATALOG_SEEN);
    ck_assert_double_eq(north.price->input, 0.363);
    ck_assert_double_eq(west.price->input, 0.33);
    ck_assert_int_ge(west.mark, CATALOG_INFERRED);
    ck_assert_str_eq(west.rule, "price of 'eu.' profile calls used from eu-west-1");
    /* Global has a row of the source Region too, where one was read. */
    ck_assert_double_eq(price(NOVA, "eu-south-1", CATALOG_GLOBAL, "global", NULL).price->input,
                        0.481);
    ck_assert_double_eq(price(NOVA, "eu-north-1", CATALOG_GLOBAL, "global", NULL).price->input,
                        0.30);
}
END_TEST

START_TEST(a_price_changes_on_a_day)
{
    struct catalog_price_found before =
        price(SONNET, "us-east-1", CATALOG_GLOBAL, "global", "2026-10-06");
    struct catalog_price_found after =
        price(SONNET, "us-east-1", CATALOG_GLOBAL, "global", "2026-10-07");

    ck_assert_double_eq(before.price->cache_read, 0.20);
    ck_assert_str_eq(before.until, "2026-10-07");
    ck_assert_double_eq(after.price->cache_read, 0.10);
    ck_assert_str_eq(after.until, "");
    ck_assert_ptr_null(after.other);
    /* The last day that is known, where none is stated. */
    ck_assert_str_eq(catalog_edition(the)->known_until, "2026-10-10");
    ck_assert_double_eq(
        price(SONNET, "us-east-1", CATALOG_GLOBAL, "global", NULL).price->cache_read, 0.10);
    ck_assert_double_eq(
        price("openai.gpt-5.6-sol", "us-east-1", CATALOG_GLOBAL, "global", "2026-08-20")
            .price->output,
        30);
    ck_assert_double_eq(
        price("openai.gpt-5.6-sol", "us-east-1", CATALOG_GLOBAL, "global", "2026-08-21")
            .price->output,
        20);
}
END_TEST

START_TEST(sources_that_disagree_are_both_named)
{
    struct catalog_price_found found =
        price("amazon.nova-pro-v1:0", "eu-west-1", CATALOG_GEOGRAPHIC, "eu", NULL);

    ck_assert_double_eq(found.price->input, 1.05);
    ck_assert_ptr_nonnull(found.other);
    ck_assert_double_eq(found.other->input, 0.92);
    ck_assert_ptr_null(price(NOVA, "eu-south-1", CATALOG_GEOGRAPHIC, "eu", NULL).other);
}
END_TEST

START_TEST(long_steps)
{
    struct catalog_price_found haiku =
        price("anthropic.claude-haiku-5-5", "us-east-1", CATALOG_GLOBAL, "global", NULL);
    struct catalog_price_found gpt =
        price("openai.gpt-6-sol", "us-east-1", CATALOG_GEOGRAPHIC, "us", NULL);

    ck_assert_int_eq(haiku.price->long_above_tokens, 100000);
    ck_assert_double_eq(haiku.price->long_input, 0.5);
    ck_assert_double_eq(haiku.price->long_cache_write[CATALOG_LIFE_5M], 0.625);
    ck_assert_int_eq(gpt.price->long_above_tokens, 272000);
    ck_assert_double_eq(gpt.price->long_output, 16.5);
    ck_assert_double_eq(gpt.price->cache_write[CATALOG_LIFE_30M], 2.75);
    ck_assert_double_nan(gpt.price->cache_write[CATALOG_LIFE_5M]);
    ck_assert_double_eq(gpt.price->long_cache_write[CATALOG_LIFE_30M], 5.5);
}
END_TEST

START_TEST(factors_of_tiers)
{
    const struct catalog_model *kimi = catalog_model_find(the, "moonshotai.kimi-k3");

    ck_assert_double_eq(catalog_tier(the, kimi, "priority")->factor, 1.75);
    ck_assert_double_eq(catalog_tier(the, kimi, "flex")->factor, 0.5);
    ck_assert_ptr_null(catalog_tier(the, kimi, "ultrafast"));
    ck_assert_ptr_null(catalog_tier(the, catalog_model_find(the, SONNET), "priority"));
}
END_TEST

/* The word of the row, and a file that was made before the newer columns. */
START_TEST(a_day_of_minutes_only_where_a_row_says_so)
{
    struct catalog_quota_value q;

    with("quotas",
         "# crisim-catalog quotas 1\n"
         "model\tscope\tmetric\tregion\tvalue\tadjustable\tquota_code\tsource\tas_of\t"
         "mark\tnote\n" SONNET "\tglobal\ttpm\t*\t1000\tno\t-\tcrisim\t2026\tseen\t-\n" SONNET
         "\tglobal\ttpd\t*\ttpm-x-1440\tno\t-\tcrisim\t2026\tseen\t-\n" SONNET
         "\tgeographic\ttpm\t*\t1000\tno\t-\tcrisim\t2026\tseen\t-\n");
    catalog_quota(the, catalog_model_find(the, SONNET), catalog_region_find(the, "us-east-1"),
                  CATALOG_GLOBAL, CATALOG_TPD, &q);
    ck_assert_int_eq(q.value, 1440000);
    ck_assert_int_eq(q.origin.mark, CATALOG_INFERRED);
    ck_assert_str_eq(q.rule, "TPM x 1440, as the TPD row says");
    catalog_quota(the, catalog_model_find(the, SONNET), catalog_region_find(the, "us-east-1"),
                  CATALOG_GEOGRAPHIC, CATALOG_TPD, &q);
    ck_assert_int_eq(q.kind, CATALOG_QUOTA_NO_LIMIT);
}
END_TEST

START_TEST(columns_that_came_later_may_be_missing)
{
    with("in_region",
         "# crisim-catalog in_region 1\nmodel\tregion\tsource\tas_of\tmark\tnote\n" SONNET
         "\tus-east-1\tcrisim\t2026\tseen\t-\n");
    ck_assert_ptr_nonnull(catalog_in_region(the, catalog_model_find(the, SONNET),
                                            catalog_region_find(the, "us-east-1"),
                                            CATALOG_RUNTIME));
}
END_TEST

SUITE_MAIN_WITH("catalog-prices", setup, teardown, a_prefix_is_no_region, a_price_changes_on_a_day,
                sources_that_disagree_are_both_named, long_steps, factors_of_tiers,
                a_day_of_minutes_only_where_a_row_says_so, columns_that_came_later_may_be_missing)
