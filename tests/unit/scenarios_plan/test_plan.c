/*
 * What a scenario is compiled to: units, defaults and which of several entries holds, each against
 * numbers that the scenario states.
 */
#include "scenarios/plan/plan.h"
#include "sim/base/text.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

#define SONNET "anthropic.claude-sonnet-4-6"
#define OPUS   "anthropic.claude-opus-5-5"
#define HAIKU  "anthropic.claude-3-haiku-20240307-v1:0"

static struct catalog *catalog;
static struct scenario *scenario;
static struct plan *plan;

/* `top`: members before 'options'; traffic, quotas and capacity are there unless it has its own. */
static void compile(const char *top, const char *options)
{
    struct sim_text text = {0};
    struct sim_diag diag;
    const struct plan_settings how = {0};

    sim_text_add(&text, "{'format':'crisim-scenario','version':1,");
    if (strstr(top, "'traffic':{") == NULL)
        sim_text_add(&text, "'traffic':{'calls':{'generator':'poisson','rate_per_s':1,"
                            "'duration_s':600}},");
    if (strstr(top, "'classes':") == NULL)
        sim_text_add(&text, "'classes':{'chat':{'traffic':'calls','model':'" SONNET "',"
                            "'source_region':'eu-west-2','max_tokens':100}},");
    if (strstr(top, "'quotas':") == NULL)
        sim_text_add(&text, "'quotas':{'all':{'requests_per_min':'unlimited','tokens_per_min':"
                            "'unlimited','tokens_per_day':'unlimited'}},");
    if (strstr(top, "'capacity':") == NULL)
        sim_text_add(&text, "'capacity':{'all':{'kind':'unlimited'}},");
    sim_text_addf(&text, "%s'options':{%s}}", top, options);
    for (char *c = text.data; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    sim_diag_init(&diag);
    ck_assert_int_eq(catalog_open(&catalog, NULL, &diag), SIM_OK);
    scenario = scenario_parse(SOURCE_DIR "/tests/unit/scenarios_plan/s.json", text.data,
                              text.length, &diag);
    plan = scenario != NULL ? plan_create(scenario, catalog, &how, &diag) : NULL;
    ck_assert_msg(plan != NULL, "%s: %s\n%s", diag.n > 0 ? diag.findings[0].path : "",
                  diag.n > 0 ? diag.findings[0].message : "", text.data);
    sim_diag_release(&diag);
    sim_text_release(&text);
}

static void drop(void)
{
    plan_destroy(plan);
    scenario_destroy(scenario);
    catalog_destroy(catalog);
}

static const struct cri_spec *spec_of(uint32_t option)
{
    return &plan->options[option].spec;
}

static const struct cri_target_spec *target_of(uint32_t option)
{
    return &spec_of(option)->classes[0].targets[0];
}

static const struct cri_quota_spec *quota_of(uint32_t option)
{
    return &spec_of(option)->quotas[target_of(option)->quota];
}

static const struct cri_price_spec *price_of(uint32_t option)
{
    return &spec_of(option)->prices[target_of(option)->price];
}

static uint32_t region(const char *name)
{
    return catalog_region_find(catalog, name);
}

#define HOME "'a':{'mode':'single-region'}"
#define GEO  "'a':{'mode':'geographic'}"
#define GLOB "'a':{'mode':'global'}"

/* ---- quotas ---- */

/* Every entry that matches is looked at, limit by limit; the last one that states it holds. */
START_TEST(the_last_quota_that_matches)
{
    compile("'quotas':{'all':{'requests_per_min':1,'tokens_per_min':2,'tokens_per_day':3},"
            "'rpm':{'requests_per_min':10},"
            "'model':{'model':'" HAIKU "','tokens_per_min':999},"
            "'region':{'source_region':'eu-west-1','tokens_per_min':998},"
            "'account':{'account':'other','tokens_per_min':997},"
            "'global':{'kind':'global','tokens_per_min':20},"
            "'geo':{'kind':'geographic','tokens_per_min':30}},",
            HOME ",'b':{'mode':'geographic'},'c':{'mode':'global'}");
    ck_assert_int_eq(quota_of(0)->requests_per_min, 10);
    ck_assert_int_eq(quota_of(0)->tokens_per_min, 2);
    ck_assert_int_eq(quota_of(0)->tokens_per_day, 3);
    ck_assert_int_eq(quota_of(1)->tokens_per_min, 30);
    ck_assert_int_eq(quota_of(2)->tokens_per_min, 20);
    ck_assert_str_eq(quota_of(2)->name, "eu-west-2/" SONNET "/global");
    ck_assert_uint_eq(quota_of(2)->region, region("eu-west-2"));
    drop();
}
END_TEST

/* The default daily quota is void with a stated TPM; stated together, both hold. */
START_TEST(a_stated_tpm_voids_the_daily_default)
{
    compile("'quotas':{'all':{'requests_per_min':100,'tokens_per_min':5000}},", HOME);
    ck_assert_int_eq(quota_of(0)->tokens_per_min, 5000);
    ck_assert_int_eq(quota_of(0)->tokens_per_day, CRI_NO_LIMIT);
    drop();
    compile("'quotas':{'all':{'requests_per_min':100,'tokens_per_day':7000}},", GEO);
    ck_assert_int_eq(quota_of(0)->tokens_per_day, 7000);
    ck_assert_int_gt(quota_of(0)->tokens_per_min, 0); /* the catalog's */
    drop();
}
END_TEST

START_TEST(no_limit_and_closed_are_two_things)
{
    compile("'quotas':{'all':{'requests_per_min':'unlimited','tokens_per_min':0,"
            "'tokens_per_day':'unlimited'}},",
            HOME);
    ck_assert_int_eq(quota_of(0)->requests_per_min, CRI_NO_LIMIT);
    ck_assert_int_eq(quota_of(0)->tokens_per_min, 0);
    ck_assert_int_eq(quota_of(0)->tokens_per_day, CRI_NO_LIMIT);
    drop();
}
END_TEST

START_TEST(accounts_are_one_each)
{
    compile("'account_tokens_per_day':1234,"
            "'classes':{'a':{'traffic':'calls','model':'" SONNET "','source_region':'eu-west-2',"
            "'max_tokens':1},'b':{'traffic':'calls','model':'" SONNET "','source_region':"
            "'eu-west-2','max_tokens':1,'account':'second'},'c':{'traffic':'calls','model':'" SONNET
            "','source_region':'eu-west-2','max_tokens':1}},",
            HOME);
    ck_assert_uint_eq(spec_of(0)->n_accounts, 2);
    ck_assert_int_eq(spec_of(0)->accounts[0].tokens_per_day, 1234);
    ck_assert_uint_eq(spec_of(0)->n_quotas, 2);
    ck_assert(spec_of(0)->classes[0].targets[0].quota == spec_of(0)->classes[2].targets[0].quota);
    ck_assert(spec_of(0)->classes[0].targets[0].quota != spec_of(0)->classes[1].targets[0].quota);
    drop();
    compile("'account_tokens_per_day':'unlimited',", HOME);
    ck_assert_uint_eq(spec_of(0)->n_accounts, 0);
    ck_assert(quota_of(0)->account == CRI_NONE);
    drop();
}
END_TEST

/* By time, whatever their order in the file; only those of a kind that is called. */
START_TEST(quota_changes_by_time)
{
    const struct cri_quota_change_spec *changes;

    compile("'quotas':{'all':{'requests_per_min':9,'tokens_per_min':9,'tokens_per_day':9}},"
            "'quota_changes':{'late':{'at_s':300,'requests_per_min':3},"
            "'early':{'at_s':100,'tokens_per_day':1},'mid':{'at_s':200,'tokens_per_min':2},"
            "'other':{'at_s':150,'kind':'global','requests_per_min':5},"
            "'home':{'at_s':250,'kind':'single-region','requests_per_min':4}},",
            HOME);
    changes = spec_of(0)->quota_changes;
    ck_assert_uint_eq(spec_of(0)->n_quota_changes, 4);
    ck_assert(changes[0].at == 100 * SIM_SECOND && changes[0].amount == 1);
    ck_assert(changes[0].limit == CRI_LIMIT_TPD && changes[1].limit == CRI_LIMIT_TPM);
    ck_assert(changes[1].at == 200 * SIM_SECOND && changes[1].amount == 2);
    ck_assert(changes[2].at == 250 * SIM_SECOND && changes[2].amount == 4);
    ck_assert(changes[3].at == 300 * SIM_SECOND && changes[3].limit == CRI_LIMIT_RPM);
    drop();
}
END_TEST

/* Of the endpoint that counts output apart: its own two limits, none of the other endpoint's. */
START_TEST(quota_changes_of_input_and_output)
{
    const struct cri_quota_change_spec *changes;

    compile("'quotas':{'all':{'input_tokens_per_min':9,'output_tokens_per_min':9}},"
            "'quota_changes':{'out':{'at_s':200,'output_tokens_per_min':4},"
            "'in':{'at_s':100,'input_tokens_per_min':3,'tokens_per_min':1,'requests_per_min':1},"
            "'shut':{'at_s':300,'output_tokens_per_min':0},"
            "'other':{'at_s':50,'kind':'global','input_tokens_per_min':5}},",
            "'a':{'mode':'single-region','endpoint':'mantle','overrides':{'classes':{'chat':"
            "{'model':'anthropic.claude-opus-4-7','source_region':'us-east-1'}}}}");
    changes = spec_of(0)->quota_changes;
    ck_assert_uint_eq(spec_of(0)->n_quota_changes, 3);
    ck_assert(changes[0].limit == CRI_LIMIT_TPM && changes[0].amount == 3);
    ck_assert(changes[1].limit == CRI_LIMIT_OUTPUT && changes[1].amount == 4);
    ck_assert(changes[2].limit == CRI_LIMIT_OUTPUT && changes[2].amount == 0);
    drop();
}
END_TEST

START_TEST(rules_are_what_they_are_called)
{
    compile("'quota_rules':{'refill_minute':'fixed-window','refill_day':'sliding-window',"
            "'adjust_every_s':0.5,'on_fault':'kept','account_cap':'before-burndown'},"
            "'reserve_cache_reads':true,'drain_s':30,",
            HOME);
    ck_assert_int_eq(spec_of(0)->quota_rules.per_minute, CRI_REFILL_FIXED);
    ck_assert_int_eq(spec_of(0)->quota_rules.per_day, CRI_REFILL_SLIDING);
    ck_assert(spec_of(0)->quota_rules.adjust_every == SIM_SECOND / 2);
    ck_assert(spec_of(0)->quota_rules.keep_on_fault);
    ck_assert_int_eq(spec_of(0)->quota_rules.account_cap, CRI_CAP_BEFORE_BURNDOWN);
    ck_assert(spec_of(0)->quota_rules.reserve_cache_reads);
    ck_assert(spec_of(0)->drain == 30 * SIM_SECOND);
    drop();
    compile("", HOME);
    ck_assert_int_eq(spec_of(0)->quota_rules.per_minute, CRI_REFILL_BUCKET);
    ck_assert(!spec_of(0)->quota_rules.keep_on_fault);
    ck_assert_int_eq(spec_of(0)->quota_rules.account_cap, CRI_CAP_PRICED);
    drop();
}
END_TEST

/* ---- model units ---- */

START_TEST(units_bought)
{
    compile("'provisioned':{'u':{'source_region':'eu-west-2','model':'" SONNET "','units':3,"
            "'tokens_per_min_per_unit':20000,'usd_per_unit_hour':12.5,'spill':'geographic'}},",
            "'a':{'mode':'provisioned'}");
    ck_assert_int_eq(quota_of(0)->units_per_min, 60000);
    ck_assert_int_eq(quota_of(0)->tokens_per_min, CRI_NO_LIMIT);
    ck_assert_uint_eq(spec_of(0)->n_commitments, 1);
    ck_assert_uint_eq(spec_of(0)->commitments[0].units, 3);
    ck_assert(spec_of(0)->commitments[0].usd_per_unit_hour == 12.5);
    ck_assert(price_of(0)->input == 0 && price_of(0)->output == 0);
    ck_assert(target_of(0)->dedicated && target_of(0)->spills);
    ck_assert_uint_eq(spec_of(0)->classes[0].n_targets, 2);
    ck_assert_int_eq(target_of(0)[1].mode, CRI_MODE_GEOGRAPHIC);
    drop();
}
END_TEST

/* ---- prices ---- */

/* The last entry that matches Region, model, kind and tier, whole. */
START_TEST(the_last_price_that_matches)
{
    compile("'prices':{'all':{'input_usd_per_mtok':1,'output_usd_per_mtok':2},"
            "'region':{'source_region':'eu-west-1','input_usd_per_mtok':91,"
            "'output_usd_per_mtok':92},"
            "'flex':{'tier':'flex','input_usd_per_mtok':81,'output_usd_per_mtok':82},"
            "'global':{'kind':'global','input_usd_per_mtok':3,'output_usd_per_mtok':4,"
            "'cache_read_usd_per_mtok':0.3,'cache_write_usd_per_mtok':5}},",
            HOME ",'b':{'mode':'global'}");
    ck_assert(price_of(0)->input == 1 && price_of(0)->output == 2);
    ck_assert(isnan(price_of(0)->cache_read));
    ck_assert(price_of(1)->input == 3 && price_of(1)->output == 4);
    ck_assert(price_of(1)->cache_read == 0.3 && price_of(1)->cache_write == 5);
    ck_assert_str_eq(price_of(1)->name, "eu-west-2/" SONNET "/global");
    drop();
}
END_TEST

START_TEST(long_input_has_its_own_price)
{
    const struct cri_price_spec *more;

    compile("'prices':{'p':{'input_usd_per_mtok':1,'output_usd_per_mtok':2,"
            "'long_above_tokens':5000,'long_output_usd_per_mtok':7}},",
            HOME);
    ck_assert(target_of(0)->long_above == 5000);
    more = &spec_of(0)->prices[target_of(0)->long_price];
    ck_assert(more->input == 1 && more->output == 7); /* what is not stated is as before */
    drop();
    compile("'prices':{'p':{'input_usd_per_mtok':1,'output_usd_per_mtok':2}},", HOME);
    ck_assert(target_of(0)->long_price == CRI_NONE);
    drop();
}
END_TEST

/* Without a record of its own a batch costs half; the cache write of an hour has its own price. */
START_TEST(prices_of_the_catalog)
{
    /* us-list: 4.40 in, 22 out, 0.22 read, 5.50 and 8.80 written for geographic; 4 and 20 global.
     */
    compile("'classes':{'chat':{'traffic':'calls','model':'" OPUS "','source_region':'us-east-1',"
            "'max_tokens':100}},",
            GEO ",'b':{'mode':'global'}");
    ck_assert(price_of(0)->input == 4.4 && price_of(0)->output == 22);
    ck_assert(price_of(0)->cache_read == 0.22 && price_of(0)->cache_write == 5.5);
    ck_assert(price_of(1)->input == 4 && price_of(1)->output == 20);
    drop();
    compile("'cache':{'simulate':true,'ttl':'1-hour'},"
            "'classes':{'chat':{'traffic':'calls','model':'" OPUS "','source_region':'us-east-1',"
            "'max_tokens':100,'prefix_groups':2,'prefix_tokens':2000}},",
            GEO);
    ck_assert(price_of(0)->cache_write == 8.8);
    ck_assert(spec_of(0)->classes[0].cache.ttl == SIM_HOUR);
    drop();
    compile("'classes':{'chat':{'traffic':'calls','model':'" OPUS "','source_region':'us-east-1',"
            "'max_tokens':100,'tier':'batch'}},",
            GEO);
    ck_assert(price_of(0)->input == 2.2 && price_of(0)->output == 11);
    ck_assert(target_of(0)->quota == CRI_NONE); /* jobs have quotas of their own */
    drop();
}
END_TEST

/* ---- models and capacity ---- */

START_TEST(speed_is_time_per_token)
{
    const struct cri_service_spec *service;

    compile("'models':{'all':{'base_ttft_ms':250,'prefill_tokens_per_s':4000,"
            "'output_tokens_per_s':80,'ttft_sigma':0.1,'rate_sigma':0.2,'output_burndown':7,"
            "'max_output_tokens':321},'other':{'model':'" HAIKU "','base_ttft_ms':1}},"
            "'classes':{'chat':{'traffic':'calls','model':'" SONNET "','source_region':'eu-west-2',"
            "'max_tokens':'unset'}},",
            HOME);
    service = &spec_of(0)->services[0];
    ck_assert(service->base_ttft == 250 * SIM_MS);
    ck_assert(service->prefill_ns_per_token == 250000);
    ck_assert(service->output_ns_per_token == 12500000);
    ck_assert(service->ttft_noise.sigma == 0.1 && service->rate_noise.sigma == 0.2);
    ck_assert_int_eq(service->output_burndown, 7);
    ck_assert_int_eq(spec_of(0)->classes[0].max_tokens, 321);
    ck_assert(spec_of(0)->classes[0].max_tokens_unset);
    drop();
}
END_TEST

/* Milliseconds as they are; of rates the slowest tenth is the longest tenth of the times. */
START_TEST(quantiles_of_times_and_rates)
{
    const struct cri_service_spec *service;

    compile("'models':{'all':{'ttft_quantiles_ms':{'p90':900,'p50':400},"
            "'output_rate_quantiles':{'p10':20,'p50':50}}},",
            HOME);
    service = &spec_of(0)->services[0];
    ck_assert_uint_eq(service->ttft_noise.n, 2);
    ck_assert_double_eq_tol(service->ttft_noise.p[0], 0.5, 1e-12);
    ck_assert_double_eq_tol((double)service->base_ttft * service->ttft_noise.value[0], 4e8, 1);
    ck_assert_double_eq_tol(service->ttft_noise.p[1], 0.9, 1e-12);
    ck_assert_double_eq_tol((double)service->base_ttft * service->ttft_noise.value[1], 9e8, 1);
    ck_assert_double_eq_tol(service->rate_noise.p[0], 0.5, 1e-12);
    ck_assert_double_eq_tol(service->rate_noise.p[1], 0.9, 1e-12);
    ck_assert_double_eq_tol(service->output_ns_per_token * service->rate_noise.value[0], 2e7, 1);
    ck_assert_double_eq_tol(service->output_ns_per_token * service->rate_noise.value[1], 5e7, 1);
    drop();
}
END_TEST

/* The later entry says what is measured, and what is a median with a spread. */
START_TEST(a_median_behind_quantiles)
{
    const struct cri_service_spec *service;

    compile("'models':{'all':{'ttft_quantiles_ms':{'p50':400},'output_rate_quantiles':{'p50':50}},"
            "'one':{'model':'" SONNET "','base_ttft_ms':700,'ttft_sigma':0.5},"
            "'two':{'model':'" SONNET "','rate_sigma':0,'output_tokens_per_s':25}},",
            HOME);
    service = &spec_of(0)->services[0];
    ck_assert(service->ttft_noise.kind == CRI_NOISE_LOGNORMAL);
    ck_assert(service->rate_noise.kind == CRI_NOISE_LOGNORMAL);
    ck_assert(service->base_ttft == 700 * SIM_MS && service->ttft_noise.sigma == 0.5);
    ck_assert(service->output_ns_per_token == 4e7 && service->rate_noise.sigma == 0);
    drop();
    compile("'models':{'all':{'base_ttft_ms':700,'ttft_sigma':0.5},"
            "'one':{'model':'" SONNET "','ttft_quantiles_ms':{'p50':400}}},",
            HOME);
    service = &spec_of(0)->services[0];
    ck_assert(service->ttft_noise.kind == CRI_NOISE_TABLE);
    ck_assert_double_eq_tol((double)service->base_ttft * service->ttft_noise.value[0], 4e8, 1);
    drop();
}
END_TEST

/* 600 tokens/s at 40 tokens/s a call are 15 calls at full speed. */
START_TEST(the_last_capacity_that_matches)
{
    const struct cri_capacity_spec *at;

    compile("'models':{'all':{'output_tokens_per_s':40}},"
            "'capacity':{'all':{'kind':'slots','slots':4,'queue':2},"
            "'one':{'region':'eu-west-1','kind':'shared','tokens_per_s':600,'max_in_service':33},"
            "'two':{'region':'eu-west-3','kind':'shared','calls':2.5},"
            "'none':{'model':'" HAIKU "','kind':'unlimited'}},",
            GEO);
    at = spec_of(0)->capacity; /* one model: a column */
    ck_assert_int_eq(at[region("eu-west-2")].kind, CRI_CAPACITY_SLOTS);
    ck_assert_uint_eq(at[region("eu-west-2")].slots, 4);
    ck_assert_uint_eq(at[region("eu-west-2")].queue, 2);
    ck_assert_int_eq(at[region("eu-west-1")].kind, CRI_CAPACITY_SHARED);
    ck_assert_double_eq_tol(at[region("eu-west-1")].width, 15, 1e-9);
    ck_assert_uint_eq(at[region("eu-west-1")].most, 33);
    ck_assert(at[region("eu-west-3")].width == 2.5);
    drop();
}
END_TEST

/* ---- routing and destinations ---- */

START_TEST(destinations_added_and_removed)
{
    bool north = false, home = false;
    uint32_t before;

    compile("", GEO);
    before = target_of(0)->n_destinations;
    drop();
    compile("'destinations':{'eu':{'eu-north-1':false}},", GEO);
    ck_assert_uint_eq(target_of(0)->n_destinations, before - 1);
    for (uint32_t d = 0; d < target_of(0)->n_destinations; d++) {
        north = north || target_of(0)->destinations[d] == region("eu-north-1");
        home = home || target_of(0)->destinations[d] == region("eu-west-2");
    }
    ck_assert(!north && home);
    drop();
    compile("'destinations':{'eu':{'us-east-1':true}},", GEO);
    ck_assert_uint_eq(target_of(0)->n_destinations, before + 1);
    ck_assert(target_of(0)->destinations[before] == region("us-east-1"));
    drop();
}
END_TEST

/* 1 to 3, of all that is given: a quarter and three quarters; the others get nothing. */
START_TEST(shares_add_up_to_one)
{
    compile("'routing':{'policy':'fixed-share','shares':{'eu-west-1':3,'eu-west-2':1}},", GEO);
    for (uint32_t d = 0; d < target_of(0)->n_destinations; d++) {
        uint32_t at = target_of(0)->destinations[d];

        ck_assert_double_eq_tol(target_of(0)->shares[d],
                                at == region("eu-west-1")   ? 0.75
                                : at == region("eu-west-2") ? 0.25
                                                            : 0,
                                1e-12);
    }
    drop();
}
END_TEST

START_TEST(routing_in_its_units)
{
    const struct cri_routing_spec *routing;

    compile("'routing':{'policy':'least-loaded','hop_rtt_factor':3,'refusal_ms':40,"
            "'all_tried':'429','refresh_s':2,'max_tries':4,'max_time_s':5,'stall_timeout_s':6},",
            GEO);
    routing = &spec_of(0)->routing;
    ck_assert(routing->hop_rtt_factor == 3);
    ck_assert(routing->refusal_time == 40 * SIM_MS);
    ck_assert(routing->all_tried_is_throttle);
    ck_assert(routing->refresh == 2 * SIM_SECOND);
    ck_assert_uint_eq(routing->max_tries, 4);
    ck_assert(routing->max_time == 5 * SIM_SECOND);
    ck_assert(routing->stall_timeout == 6 * SIM_SECOND);
    drop();
}
END_TEST

START_TEST(round_trips_are_the_catalogs)
{
    uint32_t n, here, there;

    compile("", GEO);
    n = spec_of(0)->n_regions;
    here = region("eu-west-2");
    there = region("us-east-1");
    ck_assert(spec_of(0)->rtt[here * n + there] ==
              sim_time_from_ms(catalog_rtt_ms(catalog, here, there, NULL)));
    ck_assert(spec_of(0)->rtt[here * n + here] < spec_of(0)->rtt[here * n + there]);
    drop();
}
END_TEST

/* ---- clients, classes ---- */

START_TEST(a_client_is_its_preset_and_what_is_stated)
{
    const struct cri_client_spec *client;

    compile("'clients':{'default':{'retry':'legacy','max_attempts':9,'backoff_throttle_s':0.25,"
            "'backoff_transient_s':0.5,'backoff_cap_s':8,'retry_quota':77,'retry_cost_throttle':3,"
            "'retry_cost_transient':4,'retry_cost_timeout':6,'instances':5,'read_timeout_s':12,"
            "'deadline_s':34,'retry_broken_streams':true}},",
            HOME);
    client = &spec_of(0)->classes[0].client;
    ck_assert_str_eq(client->preset, "legacy");
    ck_assert_uint_eq(client->max_attempts, 9);
    ck_assert(client->backoff_throttle == SIM_SECOND / 4);
    ck_assert(client->backoff_transient == SIM_SECOND / 2);
    ck_assert(client->backoff_cap == 8 * SIM_SECOND);
    ck_assert_int_eq(client->retry_quota, 77);
    ck_assert_int_eq(client->cost_throttle, 3);
    ck_assert_int_eq(client->cost_transient, 4);
    ck_assert_int_eq(client->cost_timeout, 6);
    ck_assert_uint_eq(client->instances, 5);
    ck_assert(client->read_timeout == 12 * SIM_SECOND);
    ck_assert(client->deadline == 34 * SIM_SECOND);
    ck_assert(client->retry_broken_streams);
    drop();
    compile("'clients':{'default':{'retry':'legacy'},'mine':{'retry':'none'}},"
            "'classes':{'chat':{'traffic':'calls','model':'" SONNET "','source_region':'eu-west-2',"
            "'max_tokens':100,'client':'mine'}},",
            HOME);
    ck_assert_str_eq(spec_of(0)->classes[0].client.preset, "none");
    ck_assert_uint_eq(spec_of(0)->classes[0].client.max_attempts, 1);
    drop();
}
END_TEST

/* In the order of their names; modes of their own; users elsewhere. */
START_TEST(classes_are_by_name)
{
    const struct cri_class_spec *classes;

    compile("'classes':{'web':{'traffic':'calls','model':'" SONNET "','source_region':'eu-west-2',"
            "'max_tokens':11},'app':{'traffic':'calls','model':'" SONNET "','source_region':"
            "'eu-west-2','client_region':'us-east-1','mode':'global','max_tokens':22,"
            "'cached_share':0.5,'streaming':false}},"
            "'slo':{'goodput_ttft_s':1,'goodput_e2e_s':9},",
            GEO);
    classes = spec_of(0)->classes;
    ck_assert_str_eq(classes[0].name, "app");
    ck_assert_str_eq(classes[1].name, "web");
    ck_assert_int_eq(classes[0].max_tokens, 22);
    ck_assert_int_eq(classes[0].targets[0].mode, CRI_MODE_GLOBAL);
    ck_assert_int_eq(classes[1].targets[0].mode, CRI_MODE_GEOGRAPHIC);
    ck_assert_uint_eq(classes[0].client_region, region("us-east-1"));
    ck_assert_uint_eq(classes[1].client_region, region("eu-west-2"));
    ck_assert(classes[0].cached_share == 0.5 && !classes[0].streaming && classes[1].streaming);
    ck_assert(classes[0].slo_ttft == SIM_SECOND && classes[0].slo_e2e == 9 * SIM_SECOND);
    ck_assert_uint_eq(spec_of(0)->n_services, 1); /* one model */
    drop();
}
END_TEST

/* ---- traffic, horizons, seeds ---- */

#define TWO_TRAFFICS                                                                               \
    "'traffic':{'calls':{'generator':'poisson','rate_per_s':1,'duration_s':600},'more':"           \
    "{'generator':'poisson','rate_per_s':1,'duration_s':900,'start_s':60,'loops':2}},"             \
    "'classes':{'chat':{'traffic':'calls','model':'" SONNET "','source_region':'eu-west-2',"       \
    "'max_tokens':100},'mail':{'traffic':'more','model':'" SONNET "','source_region':'eu-west-2'," \
    "'max_tokens':100}},"

/* 60 s + 2 x 900 s; an option without that class is watched as long, an unpaired one as long as its
 * own traffic lasts. */
START_TEST(horizons)
{
    compile(TWO_TRAFFICS,
            HOME ",'b':{'mode':'single-region','overrides':{'classes':{'mail':null}}},"
                 "'c':{'mode':'single-region','unpaired':true,'overrides':{'classes':"
                 "{'mail':null}}},"
                 "'d':{'mode':'single-region','unpaired':true,'overrides':{'traffic':{'more':"
                 "{'loops':4}}}}");
    ck_assert(spec_of(3)->horizon == 3660 * SIM_SECOND);
    ck_assert(spec_of(0)->horizon == 1860 * SIM_SECOND);
    ck_assert(spec_of(1)->horizon == 1860 * SIM_SECOND);
    ck_assert(spec_of(2)->horizon == 600 * SIM_SECOND);
    drop();
    compile(TWO_TRAFFICS "'horizon_s':100,", HOME);
    ck_assert(spec_of(0)->horizon == 100 * SIM_SECOND);
    drop();
}
END_TEST

START_TEST(seeds_of_options)
{
    compile("'seed':5,",
            HOME ",'b':{'mode':'single-region','unpaired':true,'overrides':{'seed':7}}");
    ck_assert_uint_eq(plan->seed, 5);
    ck_assert_uint_eq(plan->options[0].seed, 5);
    ck_assert_uint_eq(plan->options[1].seed, 7);
    drop();
}
END_TEST

/* One source of requests for all options; an option with another one has its own. */
START_TEST(traffic_is_shared)
{
    compile("", HOME ",'b':{'mode':'geographic','unpaired':true,'overrides':{'traffic':{'calls':"
                     "{'scale':3,'warp':2,'start_s':1}}}},"
                     "'c':{'mode':'global','unpaired':true,'overrides':{'traffic':{'calls':"
                     "{'rate_per_s':2}}}}");
    ck_assert_uint_eq(plan->n_traffic, 2);
    ck_assert(plan_traffic_find(plan, 0, "calls") == plan_traffic_find(plan, 1, "calls"));
    ck_assert(plan_traffic_find(plan, 0, "calls")->generator.rate_per_s == 1);
    ck_assert(plan_traffic_find(plan, 2, "calls")->generator.rate_per_s == 2);
    ck_assert(spec_of(0)->classes[0].arrivals.scale == 1);
    ck_assert(spec_of(1)->classes[0].arrivals.scale == 3);
    ck_assert(spec_of(1)->classes[0].arrivals.warp == 2);
    ck_assert(spec_of(1)->classes[0].arrivals.start == SIM_SECOND);
    ck_assert(!plan_unlike(plan, 0, 0, NULL));
    ck_assert(plan_unlike(plan, 0, 1, NULL) && plan_unlike(plan, 0, 2, NULL));
    drop();
}
END_TEST

SUITE_MAIN("plan", the_last_quota_that_matches, a_stated_tpm_voids_the_daily_default,
           no_limit_and_closed_are_two_things, accounts_are_one_each, quota_changes_by_time,
           quota_changes_of_input_and_output, rules_are_what_they_are_called, units_bought,
           the_last_price_that_matches, long_input_has_its_own_price, prices_of_the_catalog,
           speed_is_time_per_token, quantiles_of_times_and_rates, a_median_behind_quantiles,
           the_last_capacity_that_matches, destinations_added_and_removed, shares_add_up_to_one,
           routing_in_its_units, round_trips_are_the_catalogs,
           a_client_is_its_preset_and_what_is_stated, classes_are_by_name, horizons,
           seeds_of_options, traffic_is_shared)
