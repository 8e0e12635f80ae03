/*
 * All of a model on one screen, and what is called by a word.
 */
#include "scenarios/catalog/catalog.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

static struct catalog *catalog;
static struct sim_text text;

static void open_catalog(void)
{
    struct sim_diag diag;

    sim_diag_init(&diag);
    if (catalog == NULL)
        ck_assert_int_eq(catalog_open(&catalog, NULL, &diag), SIM_OK);
    sim_diag_release(&diag);
}

static const char *card(const char *model, const char *region)
{
    open_catalog();
    sim_text_clear(&text);
    catalog_card(catalog, catalog_model_find(catalog, model),
                 region != NULL ? catalog_region_find(catalog, region) : CATALOG_NONE, &text);
    return text.data;
}

#define HAS(words)                                                                                 \
    ck_assert_msg(strstr(text.data, words) != NULL, "no '%s' in:\n%s", words, text.data)
#define LACKS(words)                                                                               \
    ck_assert_msg(strstr(text.data, words) == NULL, "'%s' in:\n%s", words, text.data)

/* 100 columns, and nothing that cannot be seen. */
START_TEST(every_card_fits)
{
    open_catalog();
    for (uint32_t i = 0; i < catalog_n_models(catalog); i++) {
        const char *id = catalog_models(catalog)[i].id;

        for (const char *line = card(id, NULL); *line != '\0';) {
            size_t n = strcspn(line, "\n");

            ck_assert_msg(n <= 100 && (n == 0 || line[n - 1] != ' '), "%s: '%.*s'", id, (int)n,
                          line);
            line += n + 1;
        }
        ck_assert_msg(strstr(text.data, "WAYS TO CALL IT") != NULL, "%s", id);
    }
}
END_TEST

START_TEST(what_a_card_says)
{
    card("anthropic.claude-sonnet-4-6", NULL);
    /* Of eu-west-2 and eu-central-2 the profile adds themselves. */
    HAS("from eu-west-2 also eu-west-2");
    HAS("in-region             5,000       3,000,000");
    HAS("L-7BEE40FB");
    HAS("ap-southeast-2");
    HAS("4.125");
    HAS("gr-quotas             2026-09, documented: quotas");
    /* Nothing but calls from there. */
    card("anthropic.claude-sonnet-4-6", "us-east-1");
    HAS("one Region            nowhere that is known");
    LACKS("in-region             5,000");
    LACKS("eu.   ");
    HAS("us.                   from us-east-1; served in us-east-1, us-east-2, us-west-2");
    card("anthropic.claude-opus-4-7", NULL);
    HAS("20,000,000 input and 4,000,000 output tokens a minute");
    /* Destinations that are not known are not made of others. */
    card("anthropic.claude-opus-5-5", "us-gov-east-1");
    HAS("us-gov.               from us-gov-east-1; where it is served is not known");
    card("cohere.command-text-v14", NULL);
    HAS("everywhere 1-month 39.6");
    HAS("no way to call it, so none");
    HAS("none is known");
}
END_TEST

static uint32_t found(const char *a, const char *b)
{
    const char *const words[] = {a, b};

    open_catalog();
    sim_text_clear(&text);
    sim_text_add(&text, "");
    return catalog_search(catalog, words, b != NULL ? 2 : 1, &text);
}

START_TEST(what_is_called_so)
{
    ck_assert_uint_gt(found("sonnet", "4.6"), 0);
    HAS("anthropic.claude-sonnet-4-6 ");
    LACKS("anthropic.claude-sonnet-4-5");
    HAS("au. eu. global. jp. us.");
    ck_assert_uint_gt(found("LONDON", NULL), 0);
    HAS("eu-west-2");
    /* A word is found from its beginning, not inside of it: "ondon". */
    ck_assert_uint_eq(found("ondon", NULL), 0);
    ck_assert_uint_gt(found("eea", NULL), 0);
    HAS("areas");
    /* Both words, not either. */
    ck_assert_uint_eq(found("sonnet", "zebra"), 0);
    ck_assert_uint_eq(found("...", NULL), 0);
}
END_TEST

static const char *hint(const char *word)
{
    open_catalog();
    sim_text_clear(&text);
    sim_text_add(&text, "");
    catalog_search_hint(catalog, &word, 1, &text);
    return text.data;
}

START_TEST(what_may_have_been_meant)
{
    ck_assert_str_eq(hint("sonet-4.6"), "; did you mean 'sonnet' where it says 'sonet'?");
    ck_assert_str_eq(hint("Lodon"), "; did you mean 'london'?");
    ck_assert_str_eq(hint("zzzzzz"), "");
}
END_TEST

SUITE_MAIN("card", every_card_fits, what_a_card_says, what_is_called_so, what_may_have_been_meant)
