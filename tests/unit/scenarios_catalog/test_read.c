/*
 * Replacing tables by a folder, and every way in which a table can be wrong: file, line and the
 * message are checked, and that all findings come at once.
 */
#include "scenarios/catalog/catalog.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ORIGIN "\tsource\tas_of\tmark\tnote\n"
#define MINE   "\tcrisim\t2026-11-23\tassumption\tmine\n"
#define PRICES                                                                                     \
    "# crisim-catalog prices 1\n"                                                                  \
    "model\twhere\tmodes\ttier\tinput\toutput\tcache_read\tcache_write_5m\tcache_write_1h\t"       \
    "long_above_tokens\tlong_input\tlong_output\tlong_cache_read\tlong_cache_write_5m" ORIGIN
#define QUOTAS                                                                                     \
    "# crisim-catalog quotas 1\n"                                                                  \
    "model\tscope\tmetric\tregion\tvalue\tadjustable\tquota_code" ORIGIN

static char folder[64];
static struct sim_diag diag;
static struct catalog *read_one;

static void put(const char *table, const char *text)
{
    char path[160];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s.tsv", folder, table);
    f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_ge(fputs(text, f), 0);
    ck_assert_int_eq(fclose(f), 0);
}

static void setup(void)
{
    snprintf(folder, sizeof folder, "/tmp/crisim-catalog-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    sim_diag_init(&diag);
    read_one = NULL;
}

static void teardown(void)
{
    size_t n;
    const char *const *names = catalog_table_names(&n);
    char path[160];

    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s.tsv", folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/price.tsv", folder);
    unlink(path);
    rmdir(folder);
    catalog_destroy(read_one);
    sim_diag_release(&diag);
}

static const char *finding(size_t i)
{
    static char text[1200];

    ck_assert_uint_gt(diag.n, i);
    sim_finding_format(&diag.findings[i], text, sizeof text);
    return text;
}

/* Is there an error at table.tsv:line whose message holds `part`? */
static void expect_error(const char *table, unsigned line, const char *part)
{
    char file[160];

    snprintf(file, sizeof file, "%s/%s.tsv", folder, table);
    for (size_t i = 0; i < diag.n; i++) {
        const struct sim_finding *f = &diag.findings[i];

        if (f->severity == SIM_SEVERITY_ERROR && strcmp(f->file, file) == 0 && f->line == line &&
            strstr(f->message, part) != NULL)
            return;
    }
    for (size_t i = 0; i < diag.n; i++)
        fprintf(stderr, "%s\n", finding(i));
    ck_abort_msg("no finding '%s' at %s.tsv:%u", part, table, line);
}

START_TEST(a_folder_replaces_tables)
{
    const struct catalog_model *m;
    struct catalog *built_in;
    struct sim_diag other;
    struct catalog_price_found p;

    put("prices", PRICES "anthropic.claude-sonnet-4-6\teu-west-2\tgeographic,global\tstandard\t2\t8"
                         "\t-\t-\t-\t-\t-\t-\t-\t-" MINE);
    ck_assert_int_eq(catalog_open(&read_one, folder, &diag), SIM_OK);
    ck_assert_uint_eq(diag.n_errors, 0);
    ck_assert_uint_eq(diag.n_warnings, 1);
    ck_assert_ptr_nonnull(
        strstr(finding(0),
               "stay built-in: areas, countries, edition, endpoint_quotas, in_region, incidents, "
               "latency, lifecycle, models, profiles, provisioned, quotas, "
               "regions"));
    m = catalog_model_find(read_one, "anthropic.claude-sonnet-4-6");
    ck_assert(catalog_price(read_one, m, catalog_region_find(read_one, "eu-west-2"), CATALOG_GLOBAL,
                            "global", NULL, NULL, &p));
    ck_assert_double_eq(p.price->output, 8);
    ck_assert_int_eq(p.mark, CATALOG_ASSUMPTION);
    ck_assert_str_eq(p.price->origin.note, "mine");
    ck_assert_uint_eq(p.price->origin.line, 3);
    /* The built-in prices are gone. */
    ck_assert(!catalog_price(read_one, m, catalog_region_find(read_one, "us-east-1"),
                             CATALOG_GLOBAL, "global", NULL, NULL, &p));
    sim_diag_init(&other);
    ck_assert_int_eq(catalog_open(&built_in, NULL, &other), SIM_OK);
    ck_assert_str_ne(catalog_digest(built_in), catalog_digest(read_one));
    ck_assert_str_eq(catalog_table_file(built_in, "prices"), "built-in:prices.tsv");
    catalog_destroy(built_in);
    sim_diag_release(&other);
}
END_TEST

START_TEST(the_committed_tables_are_the_built_in_ones)
{
    struct catalog *built_in;

    ck_assert_int_eq(catalog_open(&read_one, SOURCE_DIR "/scenarios/catalog/data", &diag), SIM_OK);
    ck_assert_uint_eq(diag.n, 0);
    ck_assert_int_eq(catalog_open(&built_in, NULL, &diag), SIM_OK);
    ck_assert_str_eq(catalog_digest(built_in), catalog_digest(read_one));
    catalog_destroy(built_in);
}
END_TEST

START_TEST(column_order_and_line_ends_are_free)
{
    put("in_region", "# crisim-catalog in_region 1\r\n# a comment\r\n\r\n"
                     "region\tmodel\tnote\tmark\tas_of\tsource\r\n"
                     "us-east-1\tzai.glm-5\t-\tseen\t2026\tcrisim\r\n"
                     "eu-west-1\tzai.glm-5\t-\tseen\t2026\tcrisim");
    ck_assert_int_eq(catalog_open(&read_one, folder, &diag), SIM_OK);
    ck_assert_ptr_nonnull(catalog_in_region(read_one, catalog_model_find(read_one, "zai.glm-5"),
                                            catalog_region_find(read_one, "eu-west-1"),
                                            CATALOG_RUNTIME));
    ck_assert_ptr_null(
        catalog_in_region(read_one, catalog_model_find(read_one, "anthropic.claude-sonnet-4-6"),
                          catalog_region_find(read_one, "eu-west-2"), CATALOG_RUNTIME));
}
END_TEST

START_TEST(a_new_region_gets_round_trip_times)
{
    struct catalog *built_in;
    struct sim_text text = {0};
    enum catalog_mark mark;
    const struct catalog_region *r;

    ck_assert_int_eq(catalog_open(&built_in, NULL, &diag), SIM_OK);
    sim_text_add(&text, "# crisim-catalog regions 1\ncode\tname\tgeography\tpartition\tlat\tlon\t"
                        "bedrock\topt_in" ORIGIN);
    r = catalog_regions(built_in);
    sim_text_add(&text, "xx-new-1\tNew\teu\taws\t51.5\t0\tyes\tno" MINE);
    for (uint32_t i = 0; i < catalog_n_regions(built_in); i++)
        sim_text_addf(&text, "%s\t%s\t%s\t%s\t%g\t%g\t%s\tno" MINE, r[i].code, r[i].name,
                      r[i].geography, r[i].partition, r[i].lat, r[i].lon,
                      r[i].bedrock ? "yes" : "no");
    put("regions", text.data);
    sim_text_release(&text);
    catalog_destroy(built_in);
    ck_assert_int_eq(catalog_open(&read_one, folder, &diag), SIM_OK);
    ck_assert_double_eq_tol(catalog_rtt_ms(read_one, catalog_region_find(read_one, "xx-new-1"),
                                           catalog_region_find(read_one, "eu-west-2"), &mark),
                            25, 0.5);
    ck_assert_int_eq(mark, CATALOG_INFERRED);
}
END_TEST

START_TEST(other_versions_are_refused)
{
    put("quotas", "# crisim-catalog quotas 2\nmodel\n");
    put("prices", "# crisim-catalog quotas 1\nmodel\n");
    put("rtt", "from\tto\n");
    put("latency", "# crisim-catalog latency one\n");
    ck_assert_int_eq(catalog_open(&read_one, folder, &diag), SIM_EINPUT);
    ck_assert_ptr_null(read_one);
    expect_error("quotas", 1, "catalog table 'quotas' has version 2; this crisim reads version 1");
    expect_error("prices", 1, "holds table 'quotas', not 'prices'");
    expect_error("rtt", 1, "the first line must be '# crisim-catalog rtt 1'");
    expect_error("latency", 1, "(got '# crisim-catalog latency one')");
}
END_TEST

START_TEST(bad_rows_are_all_reported_with_their_lines)
{
    put("quotas",
        QUOTAS "anthropic.claude-sonet-4-6\tglobal\ttpm\t*\t100\tno\t-" MINE
               "anthropic.claude-sonnet-4-6\tglobl\ttpm\t*\t100\tno\t-" MINE
               "anthropic.claude-sonnet-4-6\tglobal\ttpn\t*\t100\tno\t-" MINE
               "anthropic.claude-sonnet-4-6\tglobal\ttpm\teu-west-7\t100\tno\t-" MINE
               "anthropic.claude-sonnet-4-6\tglobal\trpm\t*\t-5\tno\t-" MINE
               "anthropic.claude-sonnet-4-6\tglobal\ttpd\t*\t1e6\tmaybe\t-" MINE
               "anthropic.claude-sonnet-4-6\tgeographic\ttpd\t*\t7\tno\t-\tnobody\tsoon\tsure\t-\n"
               "anthropic.claude-sonnet-4-6\tgeographic\n"
               "anthropic.claude-opus-5\tglobal\ttpm\t*\t5\tno\t-" MINE
               "anthropic.claude-opus-5\tglobal\ttpm\t*\t6\tno\t-" MINE
               "anthropic.claude-opus-5\taccount\ttpm\t*\t\tno\t-" MINE);
    ck_assert_int_eq(catalog_open(&read_one, folder, &diag), SIM_EINPUT);
    expect_error("quotas", 3,
                 "unknown model 'anthropic.claude-sonet-4-6'; did you mean "
                 "'anthropic.claude-sonnet-4-6'?");
    expect_error("quotas", 4, "unknown scope 'globl'; did you mean 'global'?");
    expect_error("quotas", 5, "unknown metric 'tpn'; did you mean 'tpm'?");
    expect_error("quotas", 6, "unknown region 'eu-west-7'; did you mean 'eu-west-");
    expect_error("quotas", 7, "must be at least 1 (got -5)");
    expect_error("quotas", 8, "must be a whole number or 'none' (got '1e6')");
    expect_error("quotas", 8, "must be 'yes' or 'no' (got 'maybe')");
    expect_error("quotas", 9, "source 'nobody' has no row in 'sources'");
    expect_error("quotas", 9, "must be YYYY, YYYY-MM, YYYY-MM-DD or 'unknown' (got 'soon')");
    expect_error("quotas", 9,
                 "must be 'documented', 'seen', 'inferred', 'assumption', 'unverified' or "
                 "'conflict' (got 'sure')");
    expect_error("quotas", 10, "2 cells where the header has 11 columns");
    expect_error("quotas", 12, "stands already on line 11");
    expect_error("quotas", 13, "must not be empty");
}
END_TEST

START_TEST(bad_headers)
{
    put("rtt", "# crisim-catalog rtt 1\nfrom\tto\trtt_msec" ORIGIN);
    put("sources", "# crisim-catalog sources 1\nname\tname\n");
    ck_assert_int_eq(catalog_open(&read_one, folder, &diag), SIM_EINPUT);
    /* Without sources nothing else can be checked, so the second file waits for the first. */
    expect_error("sources", 2, "column 'name' stands twice");
    expect_error("sources", 2, "column 'citation' is missing");
    ck_assert_uint_eq(diag.n_errors, 2);
    sim_diag_release(&diag);
    sim_diag_init(&diag);
    put("sources", "# crisim-catalog sources 1\nname\tcitation\ncrisim\tx\n");
    put("rtt", "# crisim-catalog rtt 1\n");
    put("prices",
        PRICES "zai.glm-5\teu-west-1\tin-region,account\tstandard\tnan\t1e999\t-\t-\t-\t-\t-"
               "\t-\t-\t-" MINE);
    ck_assert_int_eq(catalog_open(&read_one, folder, &diag), SIM_EINPUT);
    ck_assert_uint_gt(diag.n_errors, 0);
}
END_TEST

START_TEST(rules_across_columns)
{
    put("profiles",
        "# crisim-catalog profiles 1\n"
        "id\tprefix\tkind\tmodel\tlifecycle\tsource_region\tdestinations" ORIGIN
        "eu.zai.glm-4\teu\tgeographic\tzai.glm-5\tactive\teu-west-1\teu-west-1" MINE
        "eu.zai.glm-5\teu\tglobal\tzai.glm-5\tactive\teu-west-1\teu-west-1" MINE
        "eu.zai.glm-5\teu\tgeographic\tzai.glm-5\tactive\teu-west-2\tall-commercial" MINE
        "eu.zai.glm-5\teu\tgeographic\tzai.glm-5\tactive\tap-east-1\teu-west-1" MINE);
    put("latency",
        "# crisim-catalog latency 1\npattern\tbase_ttft_ms\tprefill_tokens_per_s\t"
        "output_tokens_per_s\tttft_sigma\trate_sigma" ORIGIN "zai.*\t100\t1000\t50\t0\t0" MINE);
    put("quotas", QUOTAS "*\tglobal\ttpm\t*\t5\tno\t-" MINE);
    ck_assert_int_eq(catalog_open(&read_one, folder, &diag), SIM_EINPUT);
    expect_error("profiles", 3, "must be 'eu.zai.glm-5' (got 'eu.zai.glm-4')");
    expect_error("profiles", 4, "prefix 'eu' does not go with kind 'global'");
    expect_error("profiles", 5, "a geographic profile must list its destinations");
    expect_error("profiles", 6, "region 'ap-east-1' has no Bedrock");
    expect_error("latency", 0, "needs a row with the pattern '*'");
    expect_error("quotas", 3, "scope 'account', metric 'account-tpd' and model '*' go together");
}
END_TEST

START_TEST(folders_that_are_none)
{
    put("price", "x");
    ck_assert_int_eq(catalog_open(&read_one, folder, &diag), SIM_EINPUT);
    ck_assert_ptr_nonnull(
        strstr(finding(0), "'price.tsv' is no catalog table; did you mean 'prices.tsv'?"));
    sim_diag_release(&diag);
    sim_diag_init(&diag);
    ck_assert_int_eq(catalog_open(&read_one, "/nonexistent/catalog", &diag), SIM_EINPUT);
    ck_assert_ptr_nonnull(strstr(finding(0), "cannot open the catalog folder"));
    ck_assert_ptr_null(read_one);
}
END_TEST

START_TEST(an_empty_folder_is_refused)
{
    ck_assert_int_eq(catalog_open(&read_one, folder, &diag), SIM_EINPUT);
    ck_assert_ptr_nonnull(strstr(finding(0), "the catalog folder has no table"));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("catalog-read");
    TCase *tc = tcase_create("folder");
    SRunner *runner = srunner_create(s);
    int failed;

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_folder_replaces_tables);
    tcase_add_test(tc, the_committed_tables_are_the_built_in_ones);
    tcase_add_test(tc, column_order_and_line_ends_are_free);
    tcase_add_test(tc, a_new_region_gets_round_trip_times);
    tcase_add_test(tc, other_versions_are_refused);
    tcase_add_test(tc, bad_rows_are_all_reported_with_their_lines);
    tcase_add_test(tc, bad_headers);
    tcase_add_test(tc, rules_across_columns);
    tcase_add_test(tc, folders_that_are_none);
    tcase_add_test(tc, an_empty_folder_is_refused);
    suite_add_tcase(s, tc);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
