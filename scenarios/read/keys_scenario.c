/*
 * keys_scenario.c: what stands at the top of a scenario: the names of everything else, options and
 * cases, and the factors that studies vary.
 */
#include "scenarios/read/keys.h"

#include "models/load.h"
#include "scenarios/read/version.h"

static const char *const mode_choices[] = {CRI_MODE_LIST(WORD) NULL};
static const char *const endpoint_choices[] = {SCENARIO_ENDPOINT_LIST(WORD) NULL};

#define T scenario_option
static const struct schema_key option_keys[] = {
    CHOICE(mode, .required = true, .choices = mode_choices,
           .summary = "how classes without a mode of their own call Bedrock"),
    STRING(prefix, .summary = "geographic: profile prefix where several can be called"),
    CHOICE(endpoint, .fallback = "by-model", .choices = endpoint_choices,
           .summary = "endpoint that is called: `runtime` has profiles, `mantle` has none, and "
                      "quotas of input and output apart; `by-model`: runtime, unless the catalog "
                      "knows the bare id to be served there through mantle alone"),
    BOOL(unpaired, .fallback = "false",
         .summary = "arrivals, tokens, outages, seed or horizon may be others than in the other "
                    "options; differences are then not paired"),
    RAW(overrides,
        .summary = "JSON merge patch (RFC 7396) applied to the scenario for this option"),
};
#undef T
DESCRIBE(option, struct scenario_option, "the ways of calling that are compared");

#define T scenario_case
static const struct schema_key case_keys[] = {
    RAW(overrides, .summary = "JSON merge patch (RFC 7396) applied to the scenario for every "
                              "option, after the option's own"),
    BOOL(must_hold, .fallback = "true",
         .summary = "an option that does not hold in it, while another does, is not robust; false "
                    "= it is only told"),
    RAW(slo, .summary = "what must hold in this case: a merge patch for `slo`"),
    LIST(cross, .summary = "names of other cases: each is run together with this one too"),
};
#undef T
DESCRIBE(case, struct scenario_case,
         "what may be true and cannot be chosen; each is run alone, and together with the rules "
         "that are not documented at their worst (`adverse`)");

#define T scenario_factors
static const struct schema_key factors_keys[] = {
    NUMBER(capacity, SIM_BETWEEN(0.001, 1000), .fallback = "1",
           .summary = "on slots, calls, tokens/s and calls in service at most of every entry of "
                      "`capacity`; slots and calls in service are rounded, at least 1"),
    NUMBER(quota, SIM_BETWEEN(0.001, 1000), .fallback = "1",
           .summary = "on every quota in force, stated or the catalog's, its changes and the "
                      "account's daily cap; rounded, at least 1. Neither 0 nor unlimited is "
                      "changed, nor are model units"),
    NUMBER(hop, SIM_BETWEEN(0, 1000), .fallback = "1",
           .summary = "on the time of a hop from source to destination"),
    NUMBER(ttft, SIM_BETWEEN(0.001, 1000), .fallback = "1",
           .summary = "on the time that every model takes up to the first token: base TTFT and "
                      "prefill"),
    NUMBER(output_rate, SIM_BETWEEN(0.001, 1000), .fallback = "1",
           .summary = "on the output tokens/s of every model"),
};
#undef T
DESCRIBE(factors, struct scenario_factors,
         "factors on what is stated of the world: what a study varies, beside `load`");

#define T scenario_uncertain
static const struct schema_key uncertain_keys[] = {
    INTEGER(draws, SIM_BETWEEN(2, 10000), .unit = "draws",
            .summary = "of a Latin hypercube over all ranges, each run once; without it the fewest "
                       "that can show `share` when all of them meet the SLOs (73 for 0.95)"),
    NUMBER(share, SIM_BETWEEN(0.5, 0.999),
           .summary =
               "of the draws in which an option has to meet its SLOs, judged by the near end "
               "of the 95 % Wilson interval; without it 0.95"),
};
#undef T
DESCRIBE(uncertain, struct scenario_uncertain,
         "numbers that are ranges, `{\"low\": 20, \"mid\": 40, \"high\": 60}`: they are drawn, and "
         "all draws together are one case that has to hold (docs/uncertain.md)");

#define T scenario_world
static const struct schema_key root_keys[] = {
    RAW_AS("$schema", schema_comment, .summary = "for editors; not used"),
    STRING(format, .required = true, .such_as = "\"format\": \"crisim-scenario\"",
           .summary = "`crisim-scenario`"),
    INTEGER(version, SIM_BETWEEN(SCENARIO_VERSION, SCENARIO_VERSION), .required = true,
            .such_as = "\"version\": 2",
            .summary = "2; files of version 1 are read and their words for the same taken over"),
    FREE_TEXT(title, .summary = "one line for the head of reports; without it models and source "
                                "Regions of the classes"),
    FREE_TEXT(description, .fallback = "", .summary = "what the scenario shows"),
    FREE_TEXT(owner, .summary = "who answers for it: stands on page 1 of a review"),
    INTEGER(seed, SIM_BETWEEN(0, HUGE_COUNT), .fallback = "1", .summary = "of all random draws"),
    INTEGER(replications, SIM_BETWEEN(1, 100000), .fallback = "1",
            .summary = "independent repetitions; with 2 or more a trace is resampled by blocks"),
    NUMBER(resample_block_s, SIM_OR_ZERO(1, MAX_S), .unit = "s", .fallback = "300",
           .summary =
               "length of resampled blocks; 0 = replay the trace as it is in every replication"),
    NUMBER(load, SIM_ABOVE(0, CRI_LOAD_MOST), .fallback = "1",
           .summary = "load factor of all traffic, after `scale` and all else: copy j of request i "
                      "(from 0) is there when load > j + frac(0.6180339887 i), at the fraction "
                      "frac(0.6180339887 j) of the gap to the next request. Copies are nested: who "
                      "is there at a lower load is there at a higher one, at the same time and "
                      "with the same luck; every minute grows alike. Drawn traffic is not copied "
                      "but drawn in nested layers: at every load it is the stated process"),
    NUMBER(horizon_s, SIM_ABOVE(0, MAX_S), .unit = "s",
           .summary = "arrivals after it are not offered; without it the end of the traffic"),
    NUMBER(drain_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "3600",
           .summary = "the run goes on at most so long after the horizon"),
    BOOL(reserve_cache_reads, .fallback = "false",
         .summary = "cache reads count in the first quota reservation (sources disagree)"),
    BOOL(reserve_burndown, .fallback = "false",
         .summary = "max_tokens count as often in the first quota reservation as output tokens do "
                    "at settlement (documented: once; users have measured this)"),
    INTEGER(account_tokens_per_day, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/day",
            .word = "unlimited",
            .summary = "account-wide cap per source Region over all models; 0 closes every way of "
                       "calling; without it the catalog's"),
    BOOL(allow_retired, .fallback = "false",
         .summary = "models and profiles that the catalog has as retired can be called: for "
                    "replays of the past"),
    STRING(as_of, .summary = "day (UTC, YYYY-MM-DD) on which the run starts, at "
                             "`background.start_hour_utc`: prices and the ends of models are those "
                             "of it, and change during the run where they do; without it those of "
                             "the last day that the catalog knows of"),
    NUMBER(monthly_requests, SIM_ABOVE(0, 1e13), .unit = "requests",
           .summary = "volume that the cost of 30 days is for, and over which units and "
                      "reservations that are paid by the hour are spread; without it the traffic's "
                      "own: the cost of 30 days from a day of it on, hours as long as it lasts"),
    MAP(traffic, traffic, 1000, .required = true,
        .such_as = "\"traffic\": {\"calls\": {\"trace\": \"calls.csv\"}}",
        .summary = "where requests come from"),
    MAP(classes, class, 1000, .required = true,
        .such_as = "\"classes\": {\"chat\": {\"traffic\": \"calls\", \"model\": ..., "
                   "\"source_region\": ..., \"max_tokens\": ...}}",
        .summary = "applications and how they call"),
    MAP(clients, client, 1000,
        .summary = "retry and time-out behaviour; `default` is used by classes that name none"),
    FILLED_LIST(SCHEMA_PLACES, residency,
                .summary =
                    "where data may be processed: areas of the catalog (`eu`, `eea`, `uk`, "
                    "`europe`, `us` ...: `crisim catalog list areas`), countries (`DE`, Germany), "
                    "Regions. An "
                    "option with a source Region or a possible destination elsewhere, or with "
                    "destinations that are not published, is not allowed"),
    OBJECT(routing, routing, .summary = "the router behind a profile"),
    MAP(policies, policy, 100, .summary = "service control and IAM policies that calls must pass"),
    MAP(routing_rules, routing_rule, 100,
        .summary = "rules of how profiles route, by shares of destinations"),
    MAP(destinations, destinations, 100,
        .summary = "changes to the destinations of profiles, by prefix"),
    MAP(quotas, quota, 1000, .summary = "quotas where they differ from the catalog's defaults"),
    OBJECT(quota_rules, quota_rules, .summary = "rules of quotas that are not documented"),
    MAP(quota_changes, quota_change, 1000, .summary = "quotas that change during the run"),
    MAP(provisioned, provisioned, 1000, .summary = "model units bought by the hour"),
    MAP(reserved, reserved, 1000, .summary = "tokens a minute bought by the month"),
    OBJECT(cache, cache, .summary = "the prompt cache"),
    OBJECT(background, background, .summary = "clock of the load of other customers"),
    MAP(capacity, capacity, 1000, .required = true,
        .such_as =
            "\"capacity\": {\"every-region\": {\"kind\": \"unlimited\"}} where it is not known",
        .summary = "room per serving Region and model: must be stated"),
    MAP(models, model, 1000, .summary = "model parameters where they differ from the catalog's"),
    MAP(prices, price, 1000, .summary = "prices where they differ from the catalog's"),
    MAP(outages, outage, 1000, .summary = "failures: scheduled, drawn, or as recorded"),
    OBJECT(slo, slo, .summary = "what must hold"),
    OBJECT(slo_drill, slo_drill, .summary = "what must hold while something is out"),
    OBJECT(indifference, indifference, .summary = "smallest differences that matter"),
    OBJECT(factors, factors, .summary = "factors on capacity, quotas, hops and latencies"),
    OBJECT(tier_weights, tier_weights, .summary = "turns of service tiers in shared capacity"),
    OBJECT(tier_speeds, tier_speeds, .summary = "output rates of service tiers"),
    MAP(options, option, 100, .required = true,
        .such_as = "\"options\": {\"global\": {\"mode\": \"global\"}}",
        .summary = "the ways of calling that are compared; differences are against the first"),
    MAP(cases, case, 100, .summary = "what may be true and cannot be chosen"),
    OBJECT(uncertain, uncertain, .summary = "how numbers that are ranges are drawn and judged"),
    LIST(objective,
         .summary = "what options that hold are put in order by, the first counts most: words of "
                    "SLO figures; without it `cost`, `e2e_p95`"),
};
#undef T

const struct schema_object schema_root = {.name = "scenario",
                                          .summary = "a scenario file",
                                          .size = sizeof(struct scenario_world),
                                          .n_keys = COUNT_OF(root_keys),
                                          .keys = root_keys};
