/*
 * schema.c: the rows of every scenario key. To add a key: a field in scenario.h and a row here.
 */
#include "scenarios/read/schema.h"

#include <stddef.h>

#define HUGE_COUNT 9007199254740992.0 /* 2^53: integers beyond it do not survive JSON */
#define MAX_S      (10 * 366 * 86400.0)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define OBJECT(id, type, text)                                                                     \
    static const struct schema_object id##_object = {#id, text, sizeof(type), COUNT_OF(id##_keys), \
                                                     id##_keys}

static const char *const mode_choices[] = {"single-region", "geographic",  "global",
                                           "provisioned",   "client-side", NULL};
static const char *const class_mode_choices[] = {
    "arm", "single-region", "geographic", "global", "provisioned", "client-side", NULL};
static const char *const spill_choices[] = {"none", "single-region", "geographic", "global", NULL};
static const char *const tier_choices[] = {"standard",          "batch", "flex", "priority",
                                           "latency-optimized", NULL};
static const char *const price_tier_choices[] = {"*",        "standard",          "batch", "flex",
                                                 "priority", "latency-optimized", NULL};
static const char *const refill_choices[] = {"token-bucket", "fixed-window", "sliding-window",
                                             NULL};
static const char *const on_fault_choices[] = {"returned", "kept", NULL};
static const char *const account_cap_choices[] = {"after-burndown", "before-burndown", NULL};
static const char *const commitment_choices[] = {"none", "1-month", "6-months", NULL};
static const char *const ttl_choices[] = {"5-minutes", "1-hour", NULL};
static const char *const repair_choices[] = {"lognormal", "exponential", NULL};
static const char *const weekday_choices[] = {"monday", "tuesday",  "wednesday", "thursday",
                                              "friday", "saturday", "sunday",    NULL};
static const char *const kind_choices[] = {"*", "single-region", "geographic", "global", NULL};
static const char *const generator_choices[] = {"none", "poisson", "diurnal", NULL};
static const char *const failed_choices[] = {"as-they-are", "as-demand", "leave-out", NULL};
static const char *const unit_choices[] = {"found", "s", "ms", "us", "ns", NULL};
static const char *const unsorted_choices[] = {"refuse", "sort", NULL};
static const char *const capacity_choices[] = {"unlimited", "slots", "shared", NULL};
static const char *const outage_choices[] = {"serving-loss", "region-loss", "brown-out", "stall",
                                             "latency",      "quota-cut",   NULL};
static const char *const in_flight_choices[] = {"lost", "kept", NULL};
static const char *const all_tried_choices[] = {"503", "429", NULL};

#define AT(field) offsetof(struct T, field)

#define T scenario_traffic
static const struct schema_key traffic_keys[] = {
    {"trace", SCHEMA_STRING, AT(trace), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "trace file (plain, .gz or .zst), relative to the scenario's folder; `--trace` replaces it"},
    {"generator", SCHEMA_CHOICE, AT(generator), 0, 0, 0, "", "none", NULL, generator_choices, NULL,
     "draw the requests instead of reading a trace, anew in each replication"},
    {"rate_per_s", SCHEMA_NUMBER, AT(rate_per_s), SCHEMA_ABOVE_MIN, 0, 1e7, "requests/s", "1", NULL,
     NULL, NULL, "generator: mean rate"},
    {"duration_s", SCHEMA_NUMBER, AT(duration_s), SCHEMA_ABOVE_MIN, 0, MAX_S, "s", "3600", NULL,
     NULL, NULL, "generator: length of the traffic"},
    {"peak_to_mean", SCHEMA_NUMBER, AT(peak_to_mean), 0, 1, 2, "", "1.5", NULL, NULL, NULL,
     "diurnal generator: highest rate over mean rate"},
    {"peak_at_s", SCHEMA_NUMBER, AT(peak_at_s), 0, 0, MAX_S, "s", "43200", NULL, NULL, NULL,
     "diurnal generator: time of the first peak"},
    {"period_s", SCHEMA_NUMBER, AT(period_s), 0, 1, MAX_S, "s", "86400", NULL, NULL, NULL,
     "diurnal generator: length of the cycle"},
    {"input_p50", SCHEMA_NUMBER, AT(input_p50), 0, 1, 1e9, "tokens", "1000", NULL, NULL, NULL,
     "generator: median input (lognormal by two percentiles)"},
    {"input_p99", SCHEMA_NUMBER, AT(input_p99), 0, 1, 1e9, "tokens", "8000", NULL, NULL, NULL,
     "generator: 99th percentile of the input"},
    {"output_p50", SCHEMA_NUMBER, AT(output_p50), 0, 1, 1e9, "tokens", "200", NULL, NULL, NULL,
     "generator: median output"},
    {"output_p99", SCHEMA_NUMBER, AT(output_p99), 0, 1, 1e9, "tokens", "1000", NULL, NULL, NULL,
     "generator: 99th percentile of the output"},
    {"input_max", SCHEMA_INTEGER, AT(input_max), 0, 1, 4e9, "tokens", "200000", NULL, NULL, NULL,
     "generator: longer inputs are cut here"},
    {"output_max", SCHEMA_INTEGER, AT(output_max), 0, 1, 4e9, "tokens", "64000", NULL, NULL, NULL,
     "generator: longer outputs are cut here"},
    {"scale", SCHEMA_NUMBER, AT(scale), SCHEMA_ABOVE_MIN, 0, 1e6, "", "1", NULL, NULL, NULL,
     "load factor: 6 = every request six times, spread over the gap to the next; below 1 = "
     "thinned"},
    {"warp", SCHEMA_NUMBER, AT(warp), SCHEMA_ABOVE_MIN, 0, 1e6, "", "1", NULL, NULL, NULL,
     "time factor: 2 = the same requests in half the time"},
    {"loops", SCHEMA_INTEGER, AT(loops), 0, 1, 1e6, "", "1", NULL, NULL, NULL,
     "the trace so many times in a row"},
    {"start_s", SCHEMA_NUMBER, AT(start_s), 0, 0, MAX_S, "s", "0", NULL, NULL, NULL,
     "added to every time"},
    {"unsorted", SCHEMA_CHOICE, AT(unsorted), 0, 0, 0, "", "refuse", NULL, unsorted_choices, NULL,
     "rows whose time goes back: refuse the trace, or sort it stably"},
    {"skip_bad_rows", SCHEMA_BOOL, AT(skip_bad_rows), 0, 0, 0, "", "false", NULL, NULL, NULL,
     "skip and count bad rows instead of refusing the trace"},
    {"failed_rows", SCHEMA_CHOICE, AT(failed_rows), 0, 0, 0, "", "as-demand", NULL, failed_choices,
     NULL,
     "rows of failed calls (0 output tokens). as-demand: they were asked for, so they are replayed "
     "with the median output of the other rows (and the median input where that is 0 too); "
     "as-they-are; leave-out"},
    {"time_unit", SCHEMA_CHOICE, AT(time_unit), 0, 0, 0, "", "found", NULL, unit_choices, NULL,
     "unit of times that are numbers; found: what the format says, or seconds where the times have "
     "fractions, or what times since 1970 show by their size"},
};
#undef T
OBJECT(traffic, struct scenario_traffic, "where requests come from: a trace or a generator");

#define T scenario_class
static const struct schema_key class_keys[] = {
    {"traffic", SCHEMA_STRING, AT(traffic), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, NULL, NULL,
     "name of an entry of `traffic`"},
    {"label", SCHEMA_STRING, AT(label), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "only rows of the trace with this label; without it all rows"},
    {"application", SCHEMA_STRING, AT(application), SCHEMA_FREE_TEXT, 0, 0, "", NULL, NULL, NULL,
     NULL, "name for people"},
    {"model", SCHEMA_STRING, AT(model), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, NULL, NULL,
     "model id without a profile prefix, such as `anthropic.claude-sonnet-4-6`"},
    {"source_region", SCHEMA_STRING, AT(source_region), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, NULL,
     NULL, "Region where the API is called: its quota and its price apply"},
    {"client_region", SCHEMA_STRING, AT(client_region), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "where the users are; without it the source Region"},
    {"mode", SCHEMA_CHOICE, AT(mode), 0, 0, 0, "", "arm", NULL, class_mode_choices, NULL,
     "how this class calls: the arm's mode, or its own in every arm"},
    {"prefix", SCHEMA_STRING, AT(prefix), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "profile prefix where several geographic profiles can be called"},
    {"max_tokens", SCHEMA_INTEGER, AT(max_tokens), SCHEMA_REQUIRED, 1, 4e9, "tokens", NULL, "unset",
     NULL, NULL,
     "what the call sends as max_tokens and quota reserves; `\"unset\"` = the model's maximum"},
    {"streaming", SCHEMA_BOOL, AT(streaming), 0, 0, 0, "", "true", NULL, NULL, NULL,
     "the read time-out ends with the first token; else with the whole answer"},
    {"custom_model", SCHEMA_BOOL, AT(custom_model), 0, 0, 0, "", "false", NULL, NULL, NULL,
     "a custom or provisioned model: cannot be called through a profile"},
    {"cached_share", SCHEMA_NUMBER, AT(cached_share), 0, 0, 1, "", "0", NULL, NULL, NULL,
     "share of input tokens read from the prompt cache, where the trace does not say"},
    {"fallback_source_regions", SCHEMA_LIST, AT(fallback_source_regions), 0, 0, 0, "", NULL, NULL,
     NULL, NULL, "further source Regions the client turns to, in order, when a target fails"},
    {"spread_source_regions", SCHEMA_LIST, AT(spread_source_regions), 0, 0, 0, "", NULL, NULL, NULL,
     NULL,
     "mode `client-side`: further source Regions that the application calls in turn; a failed call "
     "goes on to the next"},
    {"client", SCHEMA_STRING, AT(client), 0, 0, 0, "", "default", NULL, NULL, NULL,
     "name of an entry of `clients`"},
    {"account", SCHEMA_STRING, AT(account), 0, 0, 0, "", "default", NULL, NULL, NULL,
     "account that calls: each account has quotas of its own"},
    {"tier", SCHEMA_CHOICE, AT(tier), 0, 0, 0, "", "standard", NULL, tier_choices, NULL,
     "price tier; `batch` submits the requests as jobs: half price where offered, no on-demand "
     "quota, an answer after hours"},
    {"batch_window_s", SCHEMA_NUMBER, AT(batch_window_s), 0, 1, MAX_S, "s", "3600", NULL, NULL,
     NULL, "tier batch: requests of so long are one job"},
    {"batch_min_records", SCHEMA_INTEGER, AT(batch_min_records), 0, 1, 1e9, "records", "100", NULL,
     NULL, NULL, "tier batch: smallest job; what is left over at the end is denied"},
    {"batch_hours_p50", SCHEMA_NUMBER, AT(batch_hours_p50), SCHEMA_ABOVE_MIN, 0, 168, "h", "2",
     NULL, NULL, NULL, "tier batch: median turnaround of a job (not documented: an assumption)"},
    {"batch_hours_p99", SCHEMA_NUMBER, AT(batch_hours_p99), SCHEMA_ABOVE_MIN, 0, 168, "h", "24",
     NULL, NULL, NULL, "tier batch: 99th percentile of the turnaround"},
    {"prefix_groups", SCHEMA_INTEGER, AT(prefix_groups), 0, 0, 1e6, "groups", "0", NULL, NULL, NULL,
     "with the cache simulated and a trace without prefixes: prompts begin with one of so many "
     "shared prefixes; 0 = none"},
    {"prefix_tokens", SCHEMA_INTEGER, AT(prefix_tokens), 0, 1, 4e9, "tokens", "2048", NULL, NULL,
     NULL, "length of the shared prefixes"},
    {"prefix_skew", SCHEMA_NUMBER, AT(prefix_skew), 0, 0, 10, "", "1", NULL, NULL, NULL,
     "popularity of the k-th group is 1 / k^skew; 0 = all alike"},
};
#undef T
OBJECT(class, struct scenario_class, "one application's requests and how it calls");

#define T scenario_client
static const struct schema_key client_keys[] = {
    {"retry", SCHEMA_STRING, AT(retry), 0, 0, 0, "", "standard", NULL, NULL, NULL,
     "preset: legacy, standard, standard-2026 or none; the keys below change single values of it"},
    {"max_attempts", SCHEMA_INTEGER, AT(max_attempts), 0, 1, 200, "attempts", NULL, NULL, NULL,
     NULL, "calls per target, the first included"},
    {"backoff_throttle_s", SCHEMA_NUMBER, AT(backoff_throttle_s), 0, 0, MAX_S, "s", NULL, NULL,
     NULL, NULL, "base of the wait after a throttle: U(0,1) x min(base x 2^k, cap)"},
    {"backoff_transient_s", SCHEMA_NUMBER, AT(backoff_transient_s), 0, 0, MAX_S, "s", NULL, NULL,
     NULL, NULL, "base of the wait after other errors"},
    {"backoff_cap_s", SCHEMA_NUMBER, AT(backoff_cap_s), 0, 0, MAX_S, "s", NULL, NULL, NULL, NULL,
     "longest wait; 0 = no cap"},
    {"retry_quota", SCHEMA_INTEGER, AT(retry_quota), 0, 0, 1e9, "tokens", NULL, NULL, NULL, NULL,
     "retry quota of each client instance; 0 = none"},
    {"retry_cost_throttle", SCHEMA_INTEGER, AT(cost_throttle), 0, 0, 1e9, "tokens", NULL, NULL,
     NULL, NULL, "tokens of the retry quota that a retry after a throttle takes"},
    {"retry_cost_transient", SCHEMA_INTEGER, AT(cost_transient), 0, 0, 1e9, "tokens", NULL, NULL,
     NULL, NULL, "the same after other errors"},
    {"retry_cost_timeout", SCHEMA_INTEGER, AT(cost_timeout), 0, 0, 1e9, "tokens", NULL, NULL, NULL,
     NULL, "the same after a time-out"},
    {"instances", SCHEMA_INTEGER, AT(instances), 0, 1, 1e6, "clients", "1", NULL, NULL, NULL,
     "SDK clients that the requests are spread over; each has its own retry quota"},
    {"read_timeout_s", SCHEMA_NUMBER, AT(read_timeout_s), 0, 0, MAX_S, "s", "60", NULL, NULL, NULL,
     "longest silence before the client gives up on a call; 0 = never"},
    {"deadline_s", SCHEMA_NUMBER, AT(deadline_s), 0, 0, MAX_S, "s", "0", NULL, NULL, NULL,
     "the user leaves so long after the intended start; 0 = never"},
    {"retry_broken_streams", SCHEMA_BOOL, AT(retry_broken_streams), 0, 0, 0, "", "false", NULL,
     NULL, NULL, "try again after a stream broke in the middle; the SDKs do not"},
};
#undef T
OBJECT(client, struct scenario_client, "how calls are retried and given up");

#define T scenario_routing
static const struct schema_key routing_keys[] = {
    {"policy", SCHEMA_STRING, AT(policy), 0, 0, 0, "", "source-first", NULL, NULL, NULL,
     "how a profile orders its destinations: source-first, nearest, least-loaded, two-random, "
     "fastest, round-robin, weighted, fixed-share or cache-affine"},
    {"shares", SCHEMA_SHARES, AT(shares), 0, 0, 1e9, "", NULL, NULL, NULL, NULL,
     "fixed-share, weighted: weight of each destination; those not named get none"},
    {"refresh_s", SCHEMA_NUMBER, AT(refresh_s), 0, 0, MAX_S, "s", "0", NULL, NULL, NULL,
     "age up to which a policy's news of load and speed may be; 0 = always current"},
    {"max_tries", SCHEMA_INTEGER, AT(max_tries), 0, 0, 64, "destinations", "0", NULL, NULL, NULL,
     "destinations tried in one call; 0 = all"},
    {"max_time_s", SCHEMA_NUMBER, AT(max_time_s), 0, 0, MAX_S, "s", "0", NULL, NULL, NULL,
     "no further destination is tried after so long in one call; 0 = any time"},
    {"stall_timeout_s", SCHEMA_NUMBER, AT(stall_timeout_s), 0, 0, MAX_S, "s", "10", NULL, NULL,
     NULL, "a destination that stays silent is left for another after so long; 0 = never"},
    {"hop_rtt_factor", SCHEMA_NUMBER, AT(hop_rtt_factor), 0, 0, 100, "", "2", NULL, NULL, NULL,
     "time of a hop from source to destination, in round trips"},
    {"refusal_ms", SCHEMA_NUMBER, AT(refusal_ms), 0, 0, 3.6e6, "ms", "20", NULL, NULL, NULL,
     "time a destination takes to say no"},
    {"all_tried", SCHEMA_CHOICE, AT(all_tried), 0, 0, 0, "", "503", NULL, all_tried_choices, NULL,
     "what the caller gets when no destination has room"},
};
#undef T
OBJECT(routing, struct scenario_routing, "the router behind a profile");

#define T scenario_destinations
static const struct schema_key destinations_keys[] = {
    {"", SCHEMA_FLAGS, AT(regions), SCHEMA_SELF, 0, 0, "", NULL, NULL, NULL, NULL,
     "Region: true adds it to the profile's destinations, false removes it"},
};
#undef T
OBJECT(destinations, struct scenario_destinations,
       "changes to the destinations of profiles with this prefix (`eu`, `global`)");

#define T scenario_quota
static const struct schema_key quota_keys[] = {
    {"source_region", SCHEMA_STRING, AT(source_region), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "source Region; `*` = every"},
    {"model", SCHEMA_STRING, AT(model), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "model id; `*` = every"},
    {"account", SCHEMA_STRING, AT(account), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "account; `*` = every"},
    {"kind", SCHEMA_CHOICE, AT(kind), 0, 0, 0, "", "*", NULL, kind_choices, NULL,
     "which quota: of in-Region calls, of geographic or of global profiles; `*` = every"},
    {"requests_per_min", SCHEMA_INTEGER, AT(requests_per_min), 0, 0, HUGE_COUNT, "requests/min",
     NULL, "unlimited", NULL, NULL,
     "RPM; 0 closes this way of calling; without it the catalog's default"},
    {"tokens_per_min", SCHEMA_INTEGER, AT(tokens_per_min), 0, 0, HUGE_COUNT, "tokens/min", NULL,
     "unlimited", NULL, NULL,
     "TPM; 0 closes this way of calling; without it the catalog's default"},
    {"tokens_per_day", SCHEMA_INTEGER, AT(tokens_per_day), 0, 0, HUGE_COUNT, "tokens/day", NULL,
     "unlimited", NULL, NULL,
     "TPD; 0 closes this way of calling; without it the catalog's default"},
};
#undef T
OBJECT(quota, struct scenario_quota,
       "quotas in force; of several entries that match, the later one wins key by key");

#define T scenario_quota_change
static const struct schema_key quota_change_keys[] = {
    {"at_s", SCHEMA_NUMBER, AT(at_s), SCHEMA_REQUIRED, 0, MAX_S, "s", NULL, NULL, NULL, NULL,
     "when, from the start of the run"},
    {"source_region", SCHEMA_STRING, AT(source_region), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "source Region; `*` = every"},
    {"model", SCHEMA_STRING, AT(model), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "model id; `*` = every"},
    {"account", SCHEMA_STRING, AT(account), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "account; `*` = every"},
    {"kind", SCHEMA_CHOICE, AT(kind), 0, 0, 0, "", "*", NULL, kind_choices, NULL,
     "which quota; `*` = every"},
    {"requests_per_min", SCHEMA_INTEGER, AT(requests_per_min), 0, 0, HUGE_COUNT, "requests/min",
     NULL, NULL, NULL, NULL, "RPM from then on; 0 closes this way of calling"},
    {"tokens_per_min", SCHEMA_INTEGER, AT(tokens_per_min), 0, 0, HUGE_COUNT, "tokens/min", NULL,
     NULL, NULL, NULL, "TPM from then on; 0 closes this way of calling"},
    {"tokens_per_day", SCHEMA_INTEGER, AT(tokens_per_day), 0, 0, HUGE_COUNT, "tokens/day", NULL,
     NULL, NULL, NULL, "TPD from then on; 0 closes this way of calling"},
};
#undef T
OBJECT(quota_change, struct scenario_quota_change,
       "other amounts from a time on: an increase that comes through, a cut");

#define T scenario_quota_rules
static const struct schema_key quota_rules_keys[] = {
    {"refill_minute", SCHEMA_CHOICE, AT(refill_minute), 0, 0, 0, "", "token-bucket", NULL,
     refill_choices, NULL, "how RPM and TPM come back (not documented)"},
    {"refill_day", SCHEMA_CHOICE, AT(refill_day), 0, 0, 0, "", "token-bucket", NULL, refill_choices,
     NULL, "how TPD and the account's cap come back (not documented)"},
    {"adjust_every_s", SCHEMA_NUMBER, AT(adjust_every_s), SCHEMA_OR_ZERO, 0.1, MAX_S, "s", "0",
     NULL, NULL, NULL,
     "during a call the tokens held follow the real output this often, at most 1,000 times a call; "
     "0 "
     "= at the end only"},
    {"on_fault", SCHEMA_CHOICE, AT(on_fault), 0, 0, 0, "", "returned", NULL, on_fault_choices, NULL,
     "what a call that the provider failed had reserved (not documented)"},
    {"account_cap", SCHEMA_CHOICE, AT(account_cap), 0, 0, 0, "", "after-burndown", NULL,
     account_cap_choices, NULL, "tokens that the account's daily cap counts"},
};
#undef T
OBJECT(quota_rules, struct scenario_quota_rules, "rules of quotas that are not documented");

#define T scenario_provisioned
static const struct schema_key provisioned_keys[] = {
    {"source_region", SCHEMA_STRING, AT(source_region), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, NULL,
     NULL, "Region of the model units"},
    {"model", SCHEMA_STRING, AT(model), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, NULL, NULL,
     "model id"},
    {"units", SCHEMA_INTEGER, AT(units), SCHEMA_REQUIRED, 1, 1e6, "model units", NULL, NULL, NULL,
     NULL, "model units bought"},
    {"tokens_per_min_per_unit", SCHEMA_INTEGER, AT(tokens_per_min_per_unit), SCHEMA_REQUIRED, 1,
     1e9, "tokens/min", NULL, NULL, NULL, NULL,
     "input and output tokens that one unit serves (from the account manager; not published)"},
    {"usd_per_unit_hour", SCHEMA_NUMBER, AT(usd_per_unit_hour), 0, 0, 1e6, "USD/h", NULL, NULL,
     NULL, NULL, "price; without it the catalog's for the commitment"},
    {"commitment", SCHEMA_CHOICE, AT(commitment), 0, 0, 0, "", "none", NULL, commitment_choices,
     NULL, "term that the catalog's price is for"},
    {"spill", SCHEMA_CHOICE, AT(spill), 0, 0, 0, "", "none", NULL, spill_choices, NULL,
     "where calls go that the units cannot take: on demand, at on-demand prices"},
};
#undef T
OBJECT(provisioned, struct scenario_provisioned,
       "model units bought by the hour, for the mode `provisioned`");

#define T scenario_cache
static const struct schema_key cache_keys[] = {
    {"simulate", SCHEMA_BOOL, AT(simulate), 0, 0, 0, "", "false", NULL, NULL, NULL,
     "simulate the prompt cache of each Region from the prefixes of the traffic; else cache reads "
     "are those of the trace or `cached_share`"},
    {"ttl", SCHEMA_CHOICE, AT(ttl), 0, 0, 0, "", "5-minutes", NULL, ttl_choices, NULL,
     "how long a prefix lives after its last use; also decides the price of a write"},
    {"minimum_tokens", SCHEMA_INTEGER, AT(minimum_tokens), 0, 1, 4e9, "tokens", NULL, NULL, NULL,
     NULL, "shortest prefix that is cached; without it the catalog's"},
};
#undef T
OBJECT(cache, struct scenario_cache, "the prompt cache");

#define T scenario_background
static const struct schema_key background_keys[] = {
    {"start_hour_utc", SCHEMA_NUMBER, AT(start_hour_utc), 0, 0, 24, "h", "0", NULL, NULL, NULL,
     "time of day (UTC) at which the run starts"},
    {"start_weekday", SCHEMA_CHOICE, AT(start_weekday), 0, 0, 0, "", "monday", NULL,
     weekday_choices, NULL, "day of the week (UTC) on which the run starts"},
    {"step_s", SCHEMA_NUMBER, AT(step_s), 0, 1, MAX_S, "s", "300", NULL, NULL, NULL,
     "the load of others is constant for so long"},
    {"surge_on_outage", SCHEMA_BOOL, AT(surge_on_outage), 0, 0, 0, "", "true", NULL, NULL, NULL,
     "load of others in a Region that fails moves to the remaining ones"},
};
#undef T
OBJECT(background, struct scenario_background,
       "clock of the load of other customers, stated in `capacity`");

#define T scenario_capacity
static const struct schema_key capacity_keys[] = {
    {"region", SCHEMA_STRING, AT(region), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "serving Region; `*` = every"},
    {"model", SCHEMA_STRING, AT(model), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "model id; `*` = every"},
    {"kind", SCHEMA_CHOICE, AT(kind), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, capacity_choices, NULL,
     "unlimited; a number of calls served at once; or work shared by all calls in service, each at "
     "most at full speed"},
    {"slots", SCHEMA_INTEGER, AT(slots), 0, 1, 1e9, "calls", NULL, NULL, NULL, NULL,
     "slots: calls served at once"},
    {"queue", SCHEMA_INTEGER, AT(queue), 0, 0, 1e9, "calls", "0", NULL, NULL, NULL,
     "calls that may wait for room; 0 = refuse at once"},
    {"calls", SCHEMA_NUMBER, AT(calls), SCHEMA_ABOVE_MIN, 0, 1e5, "calls", NULL, NULL, NULL, NULL,
     "shared: calls that are served at full speed at once"},
    {"tokens_per_s", SCHEMA_NUMBER, AT(tokens_per_s), SCHEMA_ABOVE_MIN, 0, 1e9, "tokens/s", NULL,
     NULL, NULL, NULL, "shared: the same as output tokens per second of all calls together"},
    {"max_in_service", SCHEMA_INTEGER, AT(max_in_service), 0, 0, 1e9, "calls", "0", NULL, NULL,
     NULL, "shared: calls in service at most, others wait or are refused; 0 = any number"},
    {"background_share", SCHEMA_NUMBER, AT(background_share), 0, 0, 1, "", "0", NULL, NULL, NULL,
     "mean share of the capacity that other customers use"},
    {"background_swing", SCHEMA_NUMBER, AT(background_swing), 0, 0, 1, "", "0", NULL, NULL, NULL,
     "added at the peak of the local day, taken off at its low"},
    {"background_peak_hour", SCHEMA_NUMBER, AT(background_peak_hour), 0, 0, 24, "h", "14", NULL,
     NULL, NULL, "local time of the peak"},
    {"background_weekend", SCHEMA_NUMBER, AT(background_weekend), 0, 0, 10, "", "1", NULL, NULL,
     NULL, "factor on Saturdays and Sundays, local time"},
};
#undef T
OBJECT(capacity, struct scenario_capacity,
       "room for calls per serving Region and model; of several that match, the later one wins");

#define T scenario_model
static const struct schema_key model_keys[] = {
    {"model", SCHEMA_STRING, AT(model), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "model id; `*` = every"},
    {"base_ttft_ms", SCHEMA_NUMBER, AT(base_ttft_ms), 0, 0, 3.6e6, "ms", NULL, NULL, NULL, NULL,
     "median time to first token without network, queue and prefill"},
    {"prefill_tokens_per_s", SCHEMA_NUMBER, AT(prefill_tokens_per_s), SCHEMA_ABOVE_MIN, 0, 1e12,
     "tokens/s", NULL, NULL, NULL, NULL, "rate at which uncached input is read"},
    {"output_tokens_per_s", SCHEMA_NUMBER, AT(output_tokens_per_s), SCHEMA_ABOVE_MIN, 0, 1e12,
     "tokens/s", NULL, NULL, NULL, NULL, "median output rate"},
    {"ttft_sigma", SCHEMA_NUMBER, AT(ttft_sigma), 0, 0, 5, "", NULL, NULL, NULL, NULL,
     "spread of the lognormal noise on the base time; 0 = none"},
    {"rate_sigma", SCHEMA_NUMBER, AT(rate_sigma), 0, 0, 5, "", NULL, NULL, NULL, NULL,
     "spread of the lognormal noise on the output rate"},
    {"ttft_quantiles_ms", SCHEMA_SHARES, AT(ttft_quantiles_ms), SCHEMA_ABOVE_MIN, 0, 3.6e6, "ms",
     NULL, NULL, NULL, NULL,
     "measured time to first token, instead of base and noise: `{\"p50\": 800, \"p99\": 4000}`, "
     "linear between the points"},
    {"output_rate_quantiles", SCHEMA_SHARES, AT(rate_quantiles), SCHEMA_ABOVE_MIN, 0, 1e12,
     "tokens/s", NULL, NULL, NULL, NULL, "measured output rates, instead of median and noise"},
    {"output_burndown", SCHEMA_INTEGER, AT(output_burndown), 0, 1, 1000, "", NULL, NULL, NULL, NULL,
     "quota tokens that one output token costs at settlement"},
    {"max_output_tokens", SCHEMA_INTEGER, AT(max_output_tokens), 0, 1, 4e9, "tokens", NULL, NULL,
     NULL, NULL, "the model's maximum: what an unset max_tokens reserves"},
};
#undef T
OBJECT(model, struct scenario_model,
       "parameters of models where they differ from the catalog's; the later entry wins");

#define T scenario_price
static const struct schema_key price_keys[] = {
    {"source_region", SCHEMA_STRING, AT(source_region), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "source Region; `*` = every"},
    {"model", SCHEMA_STRING, AT(model), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "model id; `*` = every"},
    {"kind", SCHEMA_CHOICE, AT(kind), 0, 0, 0, "", "*", NULL, kind_choices, NULL,
     "price of which way of calling"},
    {"tier", SCHEMA_CHOICE, AT(tier), 0, 0, 0, "", "*", NULL, price_tier_choices, NULL,
     "price of which tier"},
    {"input_usd_per_mtok", SCHEMA_NUMBER, AT(input), SCHEMA_REQUIRED, 0, 1e6, "USD/Mtok", NULL,
     NULL, NULL, NULL, "input"},
    {"output_usd_per_mtok", SCHEMA_NUMBER, AT(output), SCHEMA_REQUIRED, 0, 1e6, "USD/Mtok", NULL,
     NULL, NULL, NULL, "output"},
    {"cache_read_usd_per_mtok", SCHEMA_NUMBER, AT(cache_read), 0, 0, 1e6, "USD/Mtok", NULL, NULL,
     NULL, NULL, "cache reads"},
    {"cache_write_usd_per_mtok", SCHEMA_NUMBER, AT(cache_write), 0, 0, 1e6, "USD/Mtok", NULL, NULL,
     NULL, NULL, "cache writes"},
    {"long_above_tokens", SCHEMA_INTEGER, AT(long_above), 0, 1, 4e9, "tokens", NULL, NULL, NULL,
     NULL, "calls with more input than this pay the long-context prices"},
    {"long_input_usd_per_mtok", SCHEMA_NUMBER, AT(long_input), 0, 0, 1e6, "USD/Mtok", NULL, NULL,
     NULL, NULL, "input of long calls"},
    {"long_output_usd_per_mtok", SCHEMA_NUMBER, AT(long_output), 0, 0, 1e6, "USD/Mtok", NULL, NULL,
     NULL, NULL, "output of long calls"},
};
#undef T
OBJECT(price, struct scenario_price, "prices instead of the catalog's; the later entry wins");

#define T scenario_outage
static const struct schema_key outage_keys[] = {
    {"kind", SCHEMA_CHOICE, AT(kind), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, outage_choices, NULL,
     "serving-loss: models cannot be served there; region-loss: endpoint, quota and router gone "
     "too; brown-out: some calls fail, others are slow; stall: no answer until it ends; latency: "
     "everything begins later; quota-cut: quotas of the source Region are reduced"},
    {"regions", SCHEMA_LIST, AT(regions), SCHEMA_NOT_EMPTY, 0, 0, "", NULL, NULL, NULL, NULL,
     "Regions that are hit together"},
    {"geography", SCHEMA_STRING, AT(geography), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "instead of `regions`: all Regions of a geography such as `eu`; `*` = everywhere"},
    {"models", SCHEMA_LIST, AT(models), SCHEMA_NOT_EMPTY, 0, 0, "", NULL, NULL, NULL, NULL,
     "only these models are hit; without it all"},
    {"start_s", SCHEMA_NUMBER, AT(start_s), 0, 0, MAX_S, "s", NULL, NULL, NULL, NULL,
     "start, from the start of the run"},
    {"duration_s", SCHEMA_NUMBER, AT(duration_s), SCHEMA_ABOVE_MIN, 0, MAX_S, "s", NULL, NULL, NULL,
     NULL, "length; with an `incident` its length where it is known"},
    {"incident", SCHEMA_STRING, AT(incident), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "a recorded incident by Region and date, such as `us-east-1/2025-10-19` (`crisim catalog list "
     "incidents`): gives Region and length, placed at `start_s`"},
    {"events", SCHEMA_STRING, AT(events), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "instead of all that: CSV file with the columns `start_s,end_s,region`, relative to the "
     "scenario's folder"},
    {"mean_up_h", SCHEMA_NUMBER, AT(mean_up_h), 0, 0.01, 1e6, "h", NULL, NULL, NULL, NULL,
     "drawn instead of scheduled: mean time from an end to the next start (exponential)"},
    {"repair", SCHEMA_CHOICE, AT(repair), 0, 0, 0, "", "lognormal", NULL, repair_choices, NULL,
     "drawn: law of the length"},
    {"repair_p50_min", SCHEMA_NUMBER, AT(repair_p50_min), 0, 0.01, 1e6, "min", "108", NULL, NULL,
     NULL, "drawn: median length (its mean when exponential)"},
    {"repair_p90_min", SCHEMA_NUMBER, AT(repair_p90_min), 0, 0.01, 1e6, "min", "365", NULL, NULL,
     NULL, "drawn, lognormal: 90th percentile of the length"},
    {"independent", SCHEMA_BOOL, AT(independent), 0, 0, 0, "", "true", NULL, NULL, NULL,
     "drawn: each Region by itself; false = a common cause that hits all of them together"},
    {"error_share", SCHEMA_NUMBER, AT(error_share), 0, 0, 1, "", "0", NULL, NULL, NULL,
     "brown-out: share of calls that fail before their first token"},
    {"slowdown", SCHEMA_NUMBER, AT(slowdown), 0, 1, 1000, "", "1", NULL, NULL, NULL,
     "brown-out: factor on the service time of calls that start"},
    {"capacity_factor", SCHEMA_NUMBER, AT(capacity_factor), SCHEMA_ABOVE_MIN, 0, 1, "", "1", NULL,
     NULL, NULL, "brown-out: what is left of the capacity"},
    {"added_ms", SCHEMA_NUMBER, AT(added_ms), 0, 0, 3.6e6, "ms", "0", NULL, NULL, NULL,
     "latency: added to the time to first token"},
    {"quota_factor", SCHEMA_NUMBER, AT(quota_factor), 0, 0, 1, "", "1", NULL, NULL, NULL,
     "quota-cut: what is left of the quotas; 0 closes every way of calling there"},
    {"ramp_s", SCHEMA_NUMBER, AT(ramp_s), 0, 0, MAX_S, "s", "0", NULL, NULL, NULL,
     "after the end a share of calls is still refused, falling from all to none in this time"},
    {"serving_survives", SCHEMA_BOOL, AT(serving_survives), 0, 0, 0, "", "false", NULL, NULL, NULL,
     "region-loss: calls that come from other source Regions are still served there"},
    {"quota_survives", SCHEMA_BOOL, AT(quota_survives), 0, 0, 0, "", "true", NULL, NULL, NULL,
     "region-loss: what was used of quotas is still used afterwards; false = they are full again"},
    {"detection_delay_s", SCHEMA_NUMBER, AT(detection_delay_s), 0, 0, MAX_S, "s", "30", NULL, NULL,
     NULL, "routers learn of start and end so much later"},
    {"in_flight", SCHEMA_CHOICE, AT(in_flight), 0, 0, 0, "", "lost", NULL, in_flight_choices, NULL,
     "calls being served there when it starts: lost, or kept to their end"},
};
#undef T
OBJECT(outage, struct scenario_outage, "failures: scheduled, drawn, or as recorded");

#define T scenario_slo
static const struct schema_key slo_keys[] = {
    {"success_rate_min", SCHEMA_NUMBER, AT(success_rate_min), 0, 0, 1, "", NULL, NULL, NULL, NULL,
     "completed / offered must be >= this"},
    {"throttled_share_max", SCHEMA_NUMBER, AT(throttled_share_max), 0, 0, 1, "", NULL, NULL, NULL,
     NULL, "throttled / offered must be <= this"},
    {"ttft_p95_s_max", SCHEMA_NUMBER, AT(ttft_p95_s_max), 0, 0, MAX_S, "s", NULL, NULL, NULL, NULL,
     "95th percentile of TTFT over completed requests must be <= this"},
    {"e2e_p95_s_max", SCHEMA_NUMBER, AT(e2e_p95_s_max), 0, 0, MAX_S, "s", NULL, NULL, NULL, NULL,
     "95th percentile of E2E over completed requests must be <= this"},
    {"e2e_p99_s_max", SCHEMA_NUMBER, AT(e2e_p99_s_max), 0, 0, MAX_S, "s", NULL, NULL, NULL, NULL,
     "99th percentile of E2E over completed requests must be <= this"},
    {"goodput_ttft_s", SCHEMA_NUMBER, AT(goodput_ttft_s), 0, 0, MAX_S, "s", "0", NULL, NULL, NULL,
     "goodput counts requests with TTFT <= this; 0 = any"},
    {"goodput_e2e_s", SCHEMA_NUMBER, AT(goodput_e2e_s), 0, 0, MAX_S, "s", "0", NULL, NULL, NULL,
     "goodput counts requests with E2E <= this; 0 = any"},
};
#undef T
OBJECT(slo, struct scenario_slo,
       "what must hold; exit code 1 when no arm that is allowed meets it");

#define T scenario_indifference
static const struct schema_key indifference_keys[] = {
    {"success_rate_points", SCHEMA_NUMBER, AT(success_rate_points), 0, 0, 100, "% points", "0.05",
     NULL, NULL, NULL, "smallest difference of a share that matters"},
    {"latency_s", SCHEMA_NUMBER, AT(latency_s), 0, 0, MAX_S, "s", "0.05", NULL, NULL, NULL,
     "smallest difference of a latency that matters"},
    {"cost_percent", SCHEMA_NUMBER, AT(cost_percent), 0, 0, 100, "%", "1", NULL, NULL, NULL,
     "smallest difference of a cost that matters, of the baseline's"},
    {"throughput_percent", SCHEMA_NUMBER, AT(throughput_percent), 0, 0, 100, "%", "0.5", NULL, NULL,
     NULL, "smallest difference of a throughput that matters, of the baseline's"},
};
#undef T
OBJECT(indifference, struct scenario_indifference,
       "differences below these are reported as `no matter`");

#define T scenario_arm
static const struct schema_key arm_keys[] = {
    {"mode", SCHEMA_CHOICE, AT(mode), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, mode_choices, NULL,
     "how classes without a mode of their own call Bedrock"},
    {"prefix", SCHEMA_STRING, AT(prefix), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "geographic: profile prefix where several can be called"},
    {"unpaired", SCHEMA_BOOL, AT(unpaired), 0, 0, 0, "", "false", NULL, NULL, NULL,
     "arrivals, tokens, outages, seed or horizon may be others than in the other arms; "
     "differences are then not paired"},
    {"overrides", SCHEMA_RAW, AT(overrides), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "JSON merge patch (RFC 7396) applied to the scenario for this arm"},
};
#undef T
OBJECT(arm, struct scenario_arm, "the ways of calling that are compared");

#define T scenario_world
static const struct schema_key root_keys[] = {
    {"$schema", SCHEMA_RAW, AT(schema_comment), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "for editors; not used"},
    {"format", SCHEMA_STRING, AT(format), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, NULL, NULL,
     "`crisim-scenario`"},
    {"version", SCHEMA_INTEGER, AT(version), SCHEMA_REQUIRED, 1, 1, "", NULL, NULL, NULL, NULL,
     "1"},
    {"title", SCHEMA_STRING, AT(title), SCHEMA_FREE_TEXT, 0, 0, "", "untitled", NULL, NULL, NULL,
     "one line for the head of reports"},
    {"description", SCHEMA_STRING, AT(description), SCHEMA_FREE_TEXT, 0, 0, "", "", NULL, NULL,
     NULL, "what the scenario shows"},
    {"seed", SCHEMA_INTEGER, AT(seed), 0, 0, HUGE_COUNT, "", "1", NULL, NULL, NULL,
     "of all random draws"},
    {"replications", SCHEMA_INTEGER, AT(replications), 0, 1, 100000, "", "1", NULL, NULL, NULL,
     "independent repetitions; with 2 or more a trace is resampled by blocks"},
    {"resample_block_s", SCHEMA_NUMBER, AT(resample_block_s), SCHEMA_OR_ZERO, 1, MAX_S, "s", "300",
     NULL, NULL, NULL,
     "length of resampled blocks; 0 = replay the trace as it is in every replication"},
    {"horizon_s", SCHEMA_NUMBER, AT(horizon_s), SCHEMA_ABOVE_MIN, 0, MAX_S, "s", NULL, NULL, NULL,
     NULL, "arrivals after it are not offered; without it the end of the traffic"},
    {"drain_s", SCHEMA_NUMBER, AT(drain_s), 0, 0, MAX_S, "s", "3600", NULL, NULL, NULL,
     "the run goes on at most so long after the horizon"},
    {"reserve_cache_reads", SCHEMA_BOOL, AT(reserve_cache_reads), 0, 0, 0, "", "false", NULL, NULL,
     NULL, "cache reads count in the first quota reservation (sources disagree)"},
    {"account_tokens_per_day", SCHEMA_INTEGER, AT(account_tokens_per_day), 0, 0, HUGE_COUNT,
     "tokens/day", NULL, "unlimited", NULL, NULL,
     "account-wide cap per source Region over all models; 0 closes every way of calling; without "
     "it "
     "the catalog's"},
    {"allow_retired", SCHEMA_BOOL, AT(allow_retired), 0, 0, 0, "", "false", NULL, NULL, NULL,
     "models and profiles that the catalog has as retired can be called: for replays of the past"},
    {"monthly_requests", SCHEMA_NUMBER, AT(monthly_requests), SCHEMA_ABOVE_MIN, 0, 1e13, "requests",
     NULL, NULL, NULL, NULL,
     "volume that the cost of 30 days is for; without it the traffic's own, from a day of it on"},
    {"traffic", SCHEMA_MAP, AT(traffic), SCHEMA_REQUIRED | SCHEMA_NOT_EMPTY, 0, 1000, "", NULL,
     NULL, NULL, &traffic_object, "where requests come from"},
    {"classes", SCHEMA_MAP, AT(classes), SCHEMA_REQUIRED | SCHEMA_NOT_EMPTY, 0, 1000, "", NULL,
     NULL, NULL, &class_object, "applications and how they call"},
    {"clients", SCHEMA_MAP, AT(clients), 0, 0, 1000, "", NULL, NULL, NULL, &client_object,
     "retry and time-out behaviour; `default` is used by classes that name none"},
    {"routing", SCHEMA_OBJECT, AT(routing), 0, 0, 0, "", NULL, NULL, NULL, &routing_object,
     "the router behind a profile"},
    {"destinations", SCHEMA_MAP, AT(destinations), 0, 0, 100, "", NULL, NULL, NULL,
     &destinations_object, "changes to the destinations of profiles, by prefix"},
    {"quotas", SCHEMA_MAP, AT(quotas), 0, 0, 1000, "", NULL, NULL, NULL, &quota_object,
     "quotas where they differ from the catalog's defaults"},
    {"quota_rules", SCHEMA_OBJECT, AT(quota_rules), 0, 0, 0, "", NULL, NULL, NULL,
     &quota_rules_object, "rules of quotas that are not documented"},
    {"quota_changes", SCHEMA_MAP, AT(quota_changes), 0, 0, 1000, "", NULL, NULL, NULL,
     &quota_change_object, "quotas that change during the run"},
    {"provisioned", SCHEMA_MAP, AT(provisioned), 0, 0, 1000, "", NULL, NULL, NULL,
     &provisioned_object, "model units bought by the hour"},
    {"cache", SCHEMA_OBJECT, AT(cache), 0, 0, 0, "", NULL, NULL, NULL, &cache_object,
     "the prompt cache"},
    {"background", SCHEMA_OBJECT, AT(background), 0, 0, 0, "", NULL, NULL, NULL, &background_object,
     "clock of the load of other customers"},
    {"capacity", SCHEMA_MAP, AT(capacity), SCHEMA_REQUIRED | SCHEMA_NOT_EMPTY, 0, 1000, "", NULL,
     NULL, NULL, &capacity_object, "room per serving Region and model: must be stated"},
    {"models", SCHEMA_MAP, AT(models), 0, 0, 1000, "", NULL, NULL, NULL, &model_object,
     "model parameters where they differ from the catalog's"},
    {"prices", SCHEMA_MAP, AT(prices), 0, 0, 1000, "", NULL, NULL, NULL, &price_object,
     "prices where they differ from the catalog's"},
    {"outages", SCHEMA_MAP, AT(outages), 0, 0, 1000, "", NULL, NULL, NULL, &outage_object,
     "failures: scheduled, drawn, or as recorded"},
    {"slo", SCHEMA_OBJECT, AT(slo), 0, 0, 0, "", NULL, NULL, NULL, &slo_object, "what must hold"},
    {"indifference", SCHEMA_OBJECT, AT(indifference), 0, 0, 0, "", NULL, NULL, NULL,
     &indifference_object, "smallest differences that matter"},
    {"arms", SCHEMA_MAP, AT(arms), SCHEMA_REQUIRED | SCHEMA_NOT_EMPTY, 0, 100, "", NULL, NULL, NULL,
     &arm_object, "the ways of calling that are compared; differences are against the first"},
};
#undef T

const struct schema_object schema_root = {
    "scenario", "a scenario file", sizeof(struct scenario_world), COUNT_OF(root_keys), root_keys};
