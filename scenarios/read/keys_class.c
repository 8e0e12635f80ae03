/* keys_class.c: applications, and how they call and try again. */
#include "scenarios/read/keys.h"

static const char *const class_endpoint_choices[] = {"option", "runtime", "mantle", NULL};
static const char *const class_mode_choices[] = {"option", CRI_MODE_LIST(WORD) NULL};
static const char *const tier_choices[] = {SCENARIO_TIER_LIST(WORD) NULL};

#define T scenario_class
NO_EFFECT(not_batch, in->tier != SCENARIO_TIER_BATCH ? "unless the tier is 'batch'" : NULL)
NO_EFFECT(without_prefixes, in->prefix_groups == 0 ? "without 'prefix_groups'" : NULL)

static const struct schema_key class_keys[] = {
    STRING(traffic, .required = true, .summary = "name of an entry of `traffic`"),
    STRING(label, .summary = "only rows of the trace with this label; without it all rows"),
    FREE_TEXT(application, .summary = "name for people"),
    MODEL(model, .required = true, .such_as = "\"model\": \"anthropic.claude-sonnet-4-6\"",
          .summary = "model id without a profile prefix, such as `anthropic.claude-sonnet-4-6`"),
    REGION(source_region, .required = true, .such_as = "\"source_region\": \"eu-west-2\"",
           .summary = "Region where the API is called: its quota and its price apply"),
    REGION(client_region, .summary = "where the users are; without it the source Region"),
    CHOICE(mode, .fallback = "option", .choices = class_mode_choices,
           .summary = "how this class calls: the option's mode, or its own in every option"),
    STRING(prefix, .summary = "profile prefix where several geographic profiles can be called"),
    CHOICE(endpoint, .fallback = "option", .choices = class_endpoint_choices,
           .summary = "endpoint that is called; `option`: as the option says"),
    INTEGER(max_tokens, SIM_BETWEEN(1, 4e9), .required = true, .unit = "tokens", .word = "unset",
            .such_as = "\"max_tokens\": 1000, or \"unset\"",
            .summary = "what the call sends as max_tokens and quota reserves; `\"unset\"` = the "
                       "model's maximum"),
    BOOL(streaming, .fallback = "true",
         .summary = "the read time-out ends with the first token; else with the whole answer"),
    BOOL(custom_model, .fallback = "false",
         .summary = "a custom or provisioned model: cannot be called through a profile"),
    NUMBER(cached_share, SIM_BETWEEN(0, 1), .fallback = "0",
           .summary =
               "share of input tokens read from the prompt cache, where the trace does not say"),
    REGIONS(fallback_source_regions,
            .summary = "further source Regions the client turns to, in order, when a target fails"),
    REGIONS(spread_source_regions,
            .summary = "mode `client-side`: further source Regions that the application calls in "
                       "turn; a failed call goes on to the next"),
    FILLED_LIST(SCHEMA_PLACES, residency,
                .summary = "where the data of this class may be processed, instead of the "
                           "scenario's `residency`"),
    BOOL(deferrable, .fallback = "false",
         .summary = "answers may take hours: only then are batch jobs recommended for the class"),
    STRING(client, .fallback = "default", .summary = "name of an entry of `clients`"),
    STRING(account, .fallback = "default",
           .summary = "account that calls: each account has quotas of its own"),
    CHOICE(tier, .fallback = "standard", .choices = tier_choices,
           .summary =
               "service tier; `priority` is served before `standard`, and that before "
               "`flex`, where calls wait, and by `tier_weights` where capacity is shared; "
               "`reserved` uses what `reserved` states, and goes on to `standard` beyond it; "
               "`batch` submits the requests as jobs: half price where offered, no "
               "on-demand quota, an answer after hours"),
    NUMBER(batch_window_s, SIM_BETWEEN(1, MAX_S), .unit = "s", .fallback = "3600",
           .no_effect = not_batch, .summary = "tier batch: requests of so long are one job"),
    INTEGER(batch_min_records, SIM_BETWEEN(1, 1e9), .unit = "records", .fallback = "100",
            .no_effect = not_batch,
            .summary = "tier batch: smallest job; what is left over at the end is denied"),
    NUMBER(batch_hours_p50, SIM_ABOVE(0, 168), .unit = "h", .fallback = "2", .no_effect = not_batch,
           .summary = "tier batch: median turnaround of a job (not documented: an assumption)"),
    NUMBER(batch_hours_p99, SIM_ABOVE(0, 168), .unit = "h", .fallback = "24",
           .no_effect = not_batch, .summary = "tier batch: 99th percentile of the turnaround"),
    INTEGER(prefix_groups, SIM_BETWEEN(0, 1e6), .unit = "groups", .fallback = "0",
            .summary = "with the cache simulated and a trace without prefixes: prompts begin with "
                       "one of so many shared prefixes; 0 = none"),
    INTEGER(prefix_tokens, SIM_BETWEEN(1, 4e9), .unit = "tokens", .fallback = "2048",
            .no_effect = without_prefixes, .summary = "length of the shared prefixes"),
    NUMBER(prefix_skew, SIM_BETWEEN(0, 10), .fallback = "1", .no_effect = without_prefixes,
           .summary = "popularity of the k-th group is 1 / k^skew; 0 = all alike"),
    OBJECT_OF(slo, scenario_slo, class_slo, .summary = "what must hold for this class"),
};
#undef T
DESCRIBE(class, struct scenario_class, "one application's requests and how it calls");

#define T scenario_client
static const struct schema_key client_keys[] = {
    STRING(retry, .fallback = "standard",
           .summary = "preset: legacy, standard, standard-2026 or none; the keys below change "
                      "single values of it"),
    INTEGER(max_attempts, SIM_BETWEEN(1, 200), .unit = "attempts",
            .summary = "calls per target, the first included"),
    NUMBER(backoff_throttle_s, SIM_BETWEEN(0, MAX_S), .unit = "s",
           .summary = "base of the wait after a throttle: U(0,1) x min(base x 2^k, cap)"),
    NUMBER(backoff_transient_s, SIM_BETWEEN(0, MAX_S), .unit = "s",
           .summary = "base of the wait after other errors"),
    NUMBER(backoff_cap_s, SIM_BETWEEN(0, MAX_S), .unit = "s",
           .summary = "longest wait; 0 = no cap"),
    INTEGER(retry_quota, SIM_BETWEEN(0, 1e9), .unit = "tokens",
            .summary = "retry quota of each client instance; 0 = none"),
    INTEGER_AS("retry_cost_throttle", cost_throttle, SIM_BETWEEN(0, 1e9), .unit = "tokens",
               .summary = "tokens of the retry quota that a retry after a throttle takes"),
    INTEGER_AS("retry_cost_transient", cost_transient, SIM_BETWEEN(0, 1e9), .unit = "tokens",
               .summary = "the same after other errors"),
    INTEGER_AS("retry_cost_timeout", cost_timeout, SIM_BETWEEN(0, 1e9), .unit = "tokens",
               .summary = "the same after a time-out"),
    INTEGER(instances, SIM_BETWEEN(1, 1e6), .unit = "clients", .fallback = "1",
            .summary =
                "SDK clients that the requests are spread over; each has its own retry quota"),
    NUMBER(read_timeout_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "60",
           .summary = "longest silence before the client gives up on a call; 0 = never"),
    NUMBER(deadline_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
           .summary = "the user leaves so long after the intended start; 0 = never"),
    BOOL(retry_cut_off, .fallback = "false",
         .summary = "try again after an output quota ended the answer; its tokens are billed all "
                    "the same"),
    BOOL(retry_broken_streams, .fallback = "false",
         .summary = "try again after a stream broke in the middle; the SDKs do not"),
};
#undef T
DESCRIBE(client, struct scenario_client, "how calls are retried and given up");
