/* Where Regions lie: areas, countries, Regions; and groups of destinations. */
#include "scenarios/catalog/catalog.h"

#include "scenarios/catalog/resolve.h"
#include "tests/unit/suite.h"

#include <string.h>

static struct catalog *catalog;

static void open_built_in(void)
{
    struct sim_diag diag;

    sim_diag_init(&diag);
    ck_assert_int_eq(catalog_open(&catalog, NULL, &diag), SIM_OK);
    sim_diag_release(&diag);
}

static bool has(const char *place, const char *region)
{
    return catalog_place_has(catalog, place, catalog_region_find(catalog, region));
}

START_TEST(every_region_lies_somewhere)
{
    open_built_in();
    for (uint32_t r = 0; r < catalog_n_regions(catalog); r++) {
        const struct catalog_region *region = &catalog_regions(catalog)[r];

        ck_assert_uint_eq(strlen(region->country), 2);
        ck_assert(catalog_is_place(catalog, region->country));
        ck_assert(catalog_place_has(catalog, region->country, r));
        ck_assert(catalog_place_has(catalog, region->code, r));
    }
    catalog_destroy(catalog);
}
END_TEST

START_TEST(areas)
{
    open_built_in();
    ck_assert(has("eu", "eu-west-1") && has("eea", "eu-west-1") && has("europe", "eu-west-1"));
    ck_assert(!has("eu", "eu-west-2") && !has("eea", "eu-west-2"));
    ck_assert(has("uk", "eu-west-2") && has("GB", "eu-west-2") && has("europe", "eu-west-2"));
    ck_assert(!has("eu", "eu-central-2") && has("ch", "eu-central-2") && has("CH", "eu-central-2"));
    ck_assert(has("europe", "eu-central-2") && !has("uk", "eu-west-1"));
    ck_assert(has("us", "us-east-1") && has("US", "us-west-2") && !has("us", "ca-central-1"));
    ck_assert(has("us-east-1", "us-east-1") && !has("us-east-1", "us-east-2"));
    ck_assert(catalog_is_place(catalog, "fr") && catalog_is_place(catalog, "IS"));
    ck_assert(!catalog_is_place(catalog, "xx") && !catalog_is_place(catalog, "eur"));
    catalog_destroy(catalog);
}
END_TEST

/* A code that a residency rule may say has a name that it may say, too. */
START_TEST(every_country_has_a_name)
{
    uint32_t n = 0;

    open_built_in();
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++) {
            const char code[] = {a, b, '\0'};
            uint32_t found;

            if (!catalog_is_place(catalog, code))
                continue;
            n++;
            ck_assert_uint_eq(catalog_resolve(catalog, CATALOG_OF_PLACES, code, &found, 1), 1);
            ck_assert_msg(strcmp(catalog_country_name(catalog, code), "") != 0, "%s", code);
            ck_assert_uint_eq(catalog_resolve(catalog, CATALOG_OF_PLACES,
                                              catalog_country_name(catalog, code), &found, 1),
                              1);
            ck_assert_str_eq(catalog_name_of(catalog, CATALOG_OF_PLACES, found), code);
        }
    ck_assert_uint_gt(n, 50);
    catalog_destroy(catalog);
}
END_TEST

START_TEST(a_region_without_a_country_lies_nowhere)
{
    static const char text[] = "# crisim-catalog regions 1\n"
                               "code\tname\tgeography\tpartition\tlat\tlon\tbedrock\topt_in\tsource"
                               "\tas_of\tmark\tnote\n"
                               "eu-x-1\tX\teu\taws\t0\t0\tyes\tno\tcrisim\t2026\tassumption\t-\n";
    const struct catalog_text tables[] = {{"regions", text, sizeof text - 1}};
    struct sim_diag diag;

    sim_diag_init(&diag);
    /* Other tables name Regions that this one lacks: what matters here is that the column may be
     * missing. */
    ck_assert_int_ne(catalog_open_texts(&catalog, tables, 1, &diag), SIM_OK);
    for (size_t i = 0; i < diag.n; i++)
        ck_assert_ptr_null(strstr(diag.findings[i].message, "column 'country'"));
    sim_diag_release(&diag);
}
END_TEST

static void is_wrong(const char *table, const char *text, const char *message)
{
    const struct catalog_text tables[] = {{table, text, strlen(text)}};
    struct sim_diag diag;
    bool found = false;

    sim_diag_init(&diag);
    ck_assert_int_ne(catalog_open_texts(&catalog, tables, 1, &diag), SIM_OK);
    for (size_t i = 0; i < diag.n; i++)
        found = found || strstr(diag.findings[i].message, message) != NULL;
    ck_assert_msg(found, "%s", diag.n > 0 ? diag.findings[0].message : "nothing");
    sim_diag_release(&diag);
}

#define SHARES "# crisim-catalog routing 1\nrule\tgroup\tkind\tshare\tsource\tas_of\tmark\tnote\n"
#define AREAS  "# crisim-catalog areas 1\narea\tcountries\tsource\tas_of\tmark\tnote\n"

START_TEST(what_is_wrong_is_said)
{
    is_wrong("routing", SHARES "r\tnowhere\tglobal\t1\tcrisim\t2026\tassumption\t-\n",
             "must be 'source', 'all', a geography of Regions or a Region (got 'nowhere')");
    is_wrong("routing", SHARES "r\tall\tin-region\t1\tcrisim\t2026\tassumption\t-\n",
             "only profiles are routed");
    is_wrong("routing", SHARES "r\tall\tglobal\t2\tcrisim\t2026\tassumption\t-\n", "at most 1");
    is_wrong("areas", AREAS "a\tDE,fr\tcrisim\t2026\tassumption\t-\n", "(got 'fr')");
}
END_TEST

START_TEST(groups_of_destinations)
{
    uint32_t n, home, far;

    open_built_in();
    home = catalog_region_find(catalog, "us-east-1");
    far = catalog_region_find(catalog, "eu-west-1");
    ck_assert(catalog_group_has(catalog, "source", home, home));
    ck_assert(!catalog_group_has(catalog, "source", home, far));
    ck_assert(catalog_group_has(catalog, "all", home, far));
    ck_assert(catalog_group_has(catalog, "eu", home, far));
    ck_assert(!catalog_group_has(catalog, "us", home, far));
    ck_assert(catalog_group_has(catalog, "eu-west-1", home, far));
    ck_assert_ptr_nonnull(catalog_routing_rule(catalog, "mostly-us", &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_ptr_null(catalog_routing_rule(catalog, "none", &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_str_eq(catalog_routing_name(catalog, 0), "mostly-us");
    ck_assert_str_eq(catalog_routing_name(catalog, 1), "spread");
    ck_assert_ptr_null(catalog_routing_name(catalog, 2));
    catalog_destroy(catalog);
}
END_TEST

SUITE_MAIN("places", every_region_lies_somewhere, areas, every_country_has_a_name,
           a_region_without_a_country_lies_nowhere, what_is_wrong_is_said, groups_of_destinations)
