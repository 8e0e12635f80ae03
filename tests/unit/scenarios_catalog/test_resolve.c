/*
 * test_resolve.c: what people call models and Regions.
 */
#include "scenarios/catalog/resolve.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

static struct catalog *catalog;

static void open_catalog(void)
{
    struct sim_diag diag;

    sim_diag_init(&diag);
    if (catalog == NULL)
        ck_assert_int_eq(catalog_open(&catalog, NULL, &diag), SIM_OK);
    sim_diag_release(&diag);
}

/* The only meaning of a word, or "several", "none". */
static const char *meaning(enum catalog_kind kind, const char *word)
{
    uint32_t found;
    uint32_t n = catalog_resolve(catalog, kind, word, &found, 1);

    return n == 0 ? "none" : n > 1 ? "several" : catalog_name_of(catalog, kind, found);
}

#define MODEL_IS(word, id)  ck_assert_str_eq(meaning(CATALOG_OF_MODELS, word), id)
#define REGION_IS(word, id) ck_assert_str_eq(meaning(CATALOG_OF_REGIONS, word), id)

START_TEST(models)
{
    open_catalog();
    MODEL_IS("sonnet-4.6", "anthropic.claude-sonnet-4-6");
    MODEL_IS("Claude Sonnet 4.6", "anthropic.claude-sonnet-4-6");
    MODEL_IS("claude_SONNET 4 6", "anthropic.claude-sonnet-4-6");
    /* Behind the name is a date and a version; and 4.5 is another model. */
    MODEL_IS("sonnet-4", "anthropic.claude-sonnet-4-20250514-v1:0");
    MODEL_IS("haiku 4.5", "anthropic.claude-haiku-4-5-20251001-v1:0");
    /* As it is labelled, though the id has no blank there. */
    MODEL_IS("llama-3.1-70b", "meta.llama3-1-70b-instruct-v1:0");
    MODEL_IS("nova lite", "amazon.nova-lite-v1:0");
    /* In another order, twice there. */
    MODEL_IS("sonnet-3.5", "several");
    MODEL_IS("sonnet", "several");
    MODEL_IS("sonnet-9", "none");
    /* A version is whole, in whatever order: 4 is not in 5.4, 5 is not 5.4. */
    MODEL_IS("gpt-4", "none");
    MODEL_IS("gpt-5", "none");
    MODEL_IS("gpt-5.4", "openai.gpt-5.4");
    MODEL_IS("4.6 sonnet", "anthropic.claude-sonnet-4-6");
    MODEL_IS("6.4 sonnet", "none");
    MODEL_IS("onnet-4.6", "none");
    MODEL_IS("", "none");
    MODEL_IS("-- .", "none");
    MODEL_IS("eu.anthropic.claude-sonnet-4-6", "none"); /* a profile */
}
END_TEST

START_TEST(regions)
{
    open_catalog();
    REGION_IS("eu-west-2", "eu-west-2");
    REGION_IS("London", "eu-west-2");
    REGION_IS("europe (london)", "eu-west-2");
    REGION_IS("N. Virginia", "us-east-1");
    REGION_IS("virginia", "us-east-1");
    REGION_IS("eu-west", "several");
    REGION_IS("Europe", "several");
    REGION_IS("Lond", "none");
    /* By country, or by an area of one Region. */
    REGION_IS("Germany", "eu-central-1");
    REGION_IS("DE", "eu-central-1");
    REGION_IS("UK", "eu-west-2");
    REGION_IS("Ireland", "eu-west-1");
    REGION_IS("Japan", "several");
    REGION_IS("America", "several"); /* and not South America, which has one */
    REGION_IS("Portugal", "none");
}
END_TEST

#define PLACE_IS(word, name) ck_assert_str_eq(meaning(CATALOG_OF_PLACES, word), name)

START_TEST(places)
{
    open_catalog();
    PLACE_IS("eu", "eu");
    PLACE_IS("EU", "eu");
    /* The area, and not the Regions whose names hold the word. */
    PLACE_IS("Europe", "europe");
    PLACE_IS("London", "eu-west-2");
    PLACE_IS("gb", "GB");
    PLACE_IS("Canada", "CA"); /* and neither of its two Regions */
    PLACE_IS("germany", "DE");
    PLACE_IS("UAE", "AE");
    PLACE_IS("United Kingdom", "GB");
    PLACE_IS("UK", "uk");
    PLACE_IS("England", "GB");
    PLACE_IS("America", "US");
    PLACE_IS("Portugal", "PT"); /* no Region, and a place all the same */
    PLACE_IS("Korea", "KR");
    PLACE_IS("Paris", "eu-west-3");
    PLACE_IS("Republic", "none"); /* a part of another name of some */
    PLACE_IS("North America", "north-america");
    PLACE_IS("", "none");
}
END_TEST

/* What is said of a word that is not the name of one. */
static void says(enum catalog_kind kind, const char *word, const char *wanted)
{
    struct sim_text why = {0};

    ck_assert_uint_eq(catalog_resolve_one(catalog, kind, word, &why), CATALOG_NONE);
    ck_assert_str_eq(why.data, wanted);
    sim_text_release(&why);
}

START_TEST(nearest)
{
    struct sim_text why = {0};
    uint32_t london;

    open_catalog();
    london = catalog_resolve_one(catalog, CATALOG_OF_REGIONS, "London", &why);
    ck_assert_str_eq(catalog_name_of(catalog, CATALOG_OF_REGIONS, london), "eu-west-2");
    ck_assert_ptr_null(why.data);
    says(CATALOG_OF_REGIONS, "Londn", "unknown Region 'Londn'; did you mean 'London' (eu-west-2)?");
    says(CATALOG_OF_REGIONS, "us-east1", "unknown Region 'us-east1'; did you mean 'us-east-1'?");
    says(CATALOG_OF_REGIONS, "us-east-3",
         "unknown Region 'us-east-3'; did you mean one of 'us-east-1', 'us-east-2'?");
    /* A beginning; of three letters at least. */
    says(CATALOG_OF_REGIONS, "Fra",
         "unknown Region 'Fra'; did you mean 'Frankfurt' (eu-central-1)?");
    says(CATALOG_OF_REGIONS, "Lo",
         "unknown Region 'Lo'; `crisim catalog list regions` shows them all");
    says(CATALOG_OF_REGIONS, "us-east",
         "'us-east' can be 'us-east-1', 'us-east-2', 'us-gov-east-1'");
    says(CATALOG_OF_MODELS, "sonet-4.6",
         "unknown model 'sonet-4.6'; did you mean 'anthropic.claude-sonnet-4-6'?");
    says(CATALOG_OF_MODELS, "opus5.5",
         "unknown model 'opus5.5'; did you mean 'anthropic.claude-opus-5-5'?");
    /* Another version that there is none of: those that are one digit away. */
    says(CATALOG_OF_MODELS, "fable-5.2",
         "unknown model 'fable-5.2'; did you mean one of 'anthropic.claude-fable-5', "
         "'anthropic.claude-fable-5-1'?");
    /* The whole of a name before a part of others: the area, not eight Regions. */
    says(CATALOG_OF_PLACES, "eurpe",
         "'eurpe' is no area of the catalog, no country with a Region and no Region; did you "
         "mean 'europe'?");
    says(CATALOG_OF_MODELS, "", "unknown model ''; `crisim catalog list models` shows them all");
}
END_TEST

/* No word is so long that it breaks out of its place. */
START_TEST(long_words)
{
    char word[5000];
    struct sim_text why = {0};

    open_catalog();
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    MODEL_IS(word, "none");
    for (size_t i = 1; i < sizeof word - 1; i += 2)
        word[i] = ' ';
    MODEL_IS(word, "none");
    ck_assert_uint_eq(catalog_resolve_one(catalog, CATALOG_OF_MODELS, word, &why), CATALOG_NONE);
    sim_text_release(&why);
}
END_TEST

/* Every id and every code is itself; every label that is not shared leads to its model. */
START_TEST(all_of_them)
{
    open_catalog();
    for (uint32_t i = 0; i < catalog_n_models(catalog); i++)
        MODEL_IS(catalog_models(catalog)[i].id, catalog_models(catalog)[i].id);
    for (uint32_t i = 0; i < catalog_n_regions(catalog); i++) {
        REGION_IS(catalog_regions(catalog)[i].code, catalog_regions(catalog)[i].code);
        REGION_IS(catalog_regions(catalog)[i].name, catalog_regions(catalog)[i].code);
    }
}
END_TEST

SUITE_MAIN("resolve", models, regions, places, nearest, long_words, all_of_them)
