/*
 * Each kind of contradiction, made by one table in the place of a built-in one; and ages.
 */
#include "scenarios/catalog/catalog.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#define SONNET "anthropic.claude-sonnet-4-6"
#define ORIGIN "\tsource\tas_of\tmark\tnote\n"
#define MINE   "\tcrisim\t2026-11-01\tseen\t-\n"

static struct sim_text found;

static uint32_t check_with(const char *table, const char *text, const char *day)
{
    struct catalog_text one = {table, text, strlen(text)};
    struct catalog *catalog;
    struct sim_diag diag;
    uint32_t n;

    sim_diag_init(&diag);
    ck_assert_int_eq(catalog_open_texts(&catalog, &one, 1, &diag), SIM_OK);
    sim_text_clear(&found);
    n = catalog_check(catalog, day, &found);
    catalog_destroy(catalog);
    sim_diag_release(&diag);
    return n;
}

static void says(const char *what)
{
    ck_assert_msg(strstr(found.data, what) != NULL, "no '%s' in:\n%s", what, found.data);
}

START_TEST(global_is_dearer)
{
    /* All other prices are lost. */
    ck_assert_uint_gt(
        check_with(
            "prices",
            "# crisim-catalog prices 1\nmodel\twhere\tmodes\ttier\tinput\toutput\tcache_read\t"
            "cache_write_5m\tcache_write_1h\tlong_above_tokens\tlong_input\tlong_output\t"
            "long_cache_read\tlong_cache_write_5m" ORIGIN SONNET
            "\teu-west-2\tglobal\tstandard\t4\t15\t-\t-\t-\t-\t-\t-\t-\t-" MINE SONNET
            "\teu-west-2\tin-region\tstandard\t3.3\t16.5\t-\t-\t-\t-\t-\t-\t-\t-" MINE SONNET
            "\teu-west-1\tglobal\tstandard\t3\t15\t-\t-\t-\t-\t-\t-\t-\t-" MINE SONNET
            "\teu-west-1\tgeographic\tstandard\t3\t15\t-\t-\t-\t-\t-\t-\t-\t-" MINE SONNET
            "\teu-west-1\tgeographic\tstandard\t2.9\t15\t-\t-\t-\t-\t-\t-\t-\t-" MINE,
            "2026-11-26"),
        1);
    says("price: " SONNET " from eu-west-2: global 4 / 15 (crisim) is dearer than in-region 3.3 / "
         "16.5 (crisim)");
    ck_assert_ptr_null(strstr(strstr(found.data, "\nprice: ") + 1, "\nprice: "));
    says("conflict: price of " SONNET ", eu-west-1, standard: crisim 3 / 15, crisim 2.9 / 15");
    says("price missing: " SONNET " can be called global from ");
}
END_TEST

START_TEST(a_code_stands_twice)
{
    ck_assert_uint_eq(
        check_with("quotas",
                   "# crisim-catalog quotas 1\nmodel\tscope\tmetric\tregion\tvalue\tadjustable\t"
                   "quota_code" ORIGIN SONNET "\tglobal\ttpm\t*\t5\tno\tL-1" MINE SONNET
                   "\tglobal\ttpm\teu-west-2\t6\tno\tL-1" MINE SONNET
                   "\tgeographic\ttpm\t*\t5\tno\tL-1" MINE,
                   "2026-11-26"),
        1);
    says("quota code: L-1 stands on line ");
}
END_TEST

START_TEST(dates)
{
    const char *regions =
        "# crisim-catalog tiers 1\nmodel\ttier\tfactor" ORIGIN SONNET
        "\tflex\t0.5\tcrisim\t2026-12\tseen\t-\n" SONNET "\tpriority\t2\tcrisim\t2025\tseen\t-\n";

    ck_assert_uint_eq(check_with("tiers", regions, "2026-11-30"), 1);
    says("future: memory/tiers.tsv:3 is of 2026-12");
    ck_assert_ptr_null(strstr(found.data, "old: tiers"));
    ck_assert_uint_eq(check_with("tiers", regions, "2026-12-01"), 0);
    /* All of 2025 is over a year ago when 2026 is over. */
    check_with("tiers", regions, "2027-01-01");
    says("old: tiers: 1 row of 2025 (crisim)");
}
END_TEST

START_TEST(a_profile_leads_nowhere)
{
    ck_assert_uint_eq(
        check_with(
            "profiles",
            "# crisim-catalog profiles 1\nid\tprefix\tkind\tmodel\tlifecycle\tsource_region\t"
            "destinations" ORIGIN "eu." SONNET "\teu\tgeographic\t" SONNET
            "\tactive\teu-west-2\teu-west-2,ap-east-1,us-gov-west-1" MINE,
            "2026-11-26"),
        2);
    says("profile: eu." SONNET " from eu-west-2 leads to ap-east-1, which has no Bedrock");
    says("profile: eu." SONNET " from eu-west-2 leads to us-gov-west-1 in another partition");
}
END_TEST

#define UNPRICED "# crisim-catalog unpriced 1\nmodel\tmode\tregion" ORIGIN

/* Of 20 source Regions of Haiku 5.5 two have no price. */
START_TEST(a_price_that_nobody_publishes_is_no_contradiction)
{
    const char *model = "anthropic.claude-haiku-5-5";
    struct sim_text rows = {0};
    uint32_t without;

    without = check_with("unpriced", UNPRICED, "2026-11-26");
    says("price missing: anthropic.claude-haiku-5-5 can be called geographic from 2 of 20 Regions "
         "without a price, such as us-gov-east-1, and 'unpriced' does not say that none is");
    sim_text_addf(&rows, "%s%s\tgeographic\tus-gov-east-1" MINE, UNPRICED, model);
    ck_assert_uint_eq(check_with("unpriced", rows.data, "2026-11-26"), without);
    says("price missing: anthropic.claude-haiku-5-5 can be called geographic from 1 of 20 Regions");
    says("no price: anthropic.claude-haiku-5-5 geographic from 1 of 20 Regions, such as us-gov-ea");
    sim_text_release(&rows);
    sim_text_addf(&rows, "%s%s\tgeographic\t*" MINE, UNPRICED, model);
    ck_assert_uint_eq(check_with("unpriced", rows.data, "2026-11-26"), without - 1);
    sim_text_release(&rows);
}
END_TEST

SUITE_MAIN("catalog-check", global_is_dearer, a_code_stands_twice, dates,
           a_price_that_nobody_publishes_is_no_contradiction, a_profile_leads_nowhere)
