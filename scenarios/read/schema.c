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

static const char *const mode_choices[] = {"single-region", "geographic", "global", NULL};
static const char *const class_mode_choices[] = {"arm", "single-region", "geographic", "global",
                                                 NULL};
static const char *const kind_choices[] = {"*", "single-region", "geographic", "global", NULL};
static const char *const generator_choices[] = {"none", "poisson", "diurnal", NULL};
static const char *const unsorted_choices[] = {"refuse", "sort", NULL};
static const char *const capacity_choices[] = {"unlimited", "slots", NULL};
static const char *const outage_choices[] = {"serving-loss", "region-loss", NULL};
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
    {"period_s", SCHEMA_NUMBER, AT(period_s), SCHEMA_ABOVE_MIN, 0, MAX_S, "s", "86400", NULL, NULL,
     NULL, "diurnal generator: length of the cycle"},
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
};
#undef T
OBJECT(traffic, struct scenario_traffic, "where requests come from: a trace or a generator");

#define T scenario_class
static const struct schema_key class_keys[] = {
    {"traffic", SCHEMA_STRING, AT(traffic), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, NULL, NULL,
     "name of an entry of `traffic`"},
    {"label", SCHEMA_STRING, AT(label), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "only rows of the trace with this label; without it all rows"},
    {"application", SCHEMA_STRING, AT(application), 0, 0, 0, "", NULL, NULL, NULL, NULL,
     "name for people"},
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
    {"client", SCHEMA_STRING, AT(client), 0, 0, 0, "", "default", NULL, NULL, NULL,
     "name of an entry of `clients`"},
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
     "how a profile orders its destinations: source-first or fixed-share"},
    {"shares", SCHEMA_SHARES, AT(shares), 0, 0, 1e9, "", NULL, NULL, NULL, NULL,
     "fixed-share: weight of each destination; those not named get none"},
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
    {"kind", SCHEMA_CHOICE, AT(kind), 0, 0, 0, "", "*", NULL, kind_choices, NULL,
     "which quota: of in-Region calls, of geographic or of global profiles; `*` = every"},
    {"requests_per_min", SCHEMA_INTEGER, AT(requests_per_min), 0, 1, HUGE_COUNT, "requests/min",
     NULL, "unlimited", NULL, NULL, "RPM; without it the catalog's default"},
    {"tokens_per_min", SCHEMA_INTEGER, AT(tokens_per_min), 0, 1, HUGE_COUNT, "tokens/min", NULL,
     "unlimited", NULL, NULL, "TPM; without it the catalog's default"},
    {"tokens_per_day", SCHEMA_INTEGER, AT(tokens_per_day), 0, 1, HUGE_COUNT, "tokens/day", NULL,
     "unlimited", NULL, NULL, "TPD; without it the catalog's default"},
};
#undef T
OBJECT(quota, struct scenario_quota,
       "quotas in force; of several entries that match, the later one wins key by key");

#define T scenario_capacity
static const struct schema_key capacity_keys[] = {
    {"region", SCHEMA_STRING, AT(region), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "serving Region; `*` = every"},
    {"model", SCHEMA_STRING, AT(model), 0, 0, 0, "", "*", NULL, NULL, NULL,
     "model id; `*` = every"},
    {"kind", SCHEMA_CHOICE, AT(kind), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, capacity_choices, NULL,
     "unlimited, or a number of calls served at once"},
    {"slots", SCHEMA_INTEGER, AT(slots), 0, 1, 1e9, "calls", NULL, NULL, NULL, NULL,
     "slots: calls served at once"},
    {"queue", SCHEMA_INTEGER, AT(queue), 0, 0, 1e9, "calls", "0", NULL, NULL, NULL,
     "slots: calls that may wait for one; 0 = refuse at once"},
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
    {"input_usd_per_mtok", SCHEMA_NUMBER, AT(input), SCHEMA_REQUIRED, 0, 1e6, "USD/Mtok", NULL,
     NULL, NULL, NULL, "input"},
    {"output_usd_per_mtok", SCHEMA_NUMBER, AT(output), SCHEMA_REQUIRED, 0, 1e6, "USD/Mtok", NULL,
     NULL, NULL, NULL, "output"},
    {"cache_read_usd_per_mtok", SCHEMA_NUMBER, AT(cache_read), 0, 0, 1e6, "USD/Mtok", NULL, NULL,
     NULL, NULL, "cache reads"},
    {"cache_write_usd_per_mtok", SCHEMA_NUMBER, AT(cache_write), 0, 0, 1e6, "USD/Mtok", NULL, NULL,
     NULL, NULL, "cache writes"},
};
#undef T
OBJECT(price, struct scenario_price, "prices instead of the catalog's; the later entry wins");

#define T scenario_outage
static const struct schema_key outage_keys[] = {
    {"kind", SCHEMA_CHOICE, AT(kind), SCHEMA_REQUIRED, 0, 0, "", NULL, NULL, outage_choices, NULL,
     "serving-loss: models cannot be served there; region-loss: endpoint, quota and router gone "
     "too"},
    {"regions", SCHEMA_LIST, AT(regions), SCHEMA_REQUIRED | SCHEMA_NOT_EMPTY, 0, 0, "", NULL, NULL,
     NULL, NULL, "Regions that are hit together"},
    {"start_s", SCHEMA_NUMBER, AT(start_s), SCHEMA_REQUIRED, 0, MAX_S, "s", NULL, NULL, NULL, NULL,
     "start, from the start of the run"},
    {"duration_s", SCHEMA_NUMBER, AT(duration_s), SCHEMA_REQUIRED | SCHEMA_ABOVE_MIN, 0, MAX_S, "s",
     NULL, NULL, NULL, NULL, "length"},
    {"detection_delay_s", SCHEMA_NUMBER, AT(detection_delay_s), 0, 0, MAX_S, "s", "30", NULL, NULL,
     NULL, "routers learn of start and end so much later"},
    {"in_flight", SCHEMA_CHOICE, AT(in_flight), 0, 0, 0, "", "lost", NULL, in_flight_choices, NULL,
     "calls being served there when it starts: lost, or kept to their end"},
};
#undef T
OBJECT(outage, struct scenario_outage, "scheduled failures");

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
     "allow overrides of traffic, outages, seed or horizon: differences are then not paired"},
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
    {"title", SCHEMA_STRING, AT(title), 0, 0, 0, "", "untitled", NULL, NULL, NULL,
     "one line for the head of reports"},
    {"description", SCHEMA_STRING, AT(description), 0, 0, 0, "", "", NULL, NULL, NULL,
     "what the scenario shows"},
    {"seed", SCHEMA_INTEGER, AT(seed), 0, 0, HUGE_COUNT, "", "1", NULL, NULL, NULL,
     "of all random draws"},
    {"replications", SCHEMA_INTEGER, AT(replications), 0, 1, 100000, "", "1", NULL, NULL, NULL,
     "independent repetitions; with 2 or more a trace is resampled by blocks"},
    {"resample_block_s", SCHEMA_NUMBER, AT(resample_block_s), 0, 0, MAX_S, "s", "300", NULL, NULL,
     NULL, "length of resampled blocks; 0 = replay the trace as it is in every replication"},
    {"horizon_s", SCHEMA_NUMBER, AT(horizon_s), SCHEMA_ABOVE_MIN, 0, MAX_S, "s", NULL, NULL, NULL,
     NULL, "arrivals after it are not offered; without it the end of the traffic"},
    {"drain_s", SCHEMA_NUMBER, AT(drain_s), 0, 0, MAX_S, "s", "3600", NULL, NULL, NULL,
     "the run goes on at most so long after the horizon"},
    {"reserve_cache_reads", SCHEMA_BOOL, AT(reserve_cache_reads), 0, 0, 0, "", "false", NULL, NULL,
     NULL, "cache reads count in the first quota reservation (sources disagree)"},
    {"account_tokens_per_day", SCHEMA_INTEGER, AT(account_tokens_per_day), 0, 1, HUGE_COUNT,
     "tokens/day", NULL, "unlimited", NULL, NULL,
     "account-wide cap per source Region over all models; without it the catalog's"},
    {"traffic", SCHEMA_MAP, AT(traffic), SCHEMA_REQUIRED | SCHEMA_NOT_EMPTY, 0, 0, "", NULL, NULL,
     NULL, &traffic_object, "where requests come from"},
    {"classes", SCHEMA_MAP, AT(classes), SCHEMA_REQUIRED | SCHEMA_NOT_EMPTY, 0, 0, "", NULL, NULL,
     NULL, &class_object, "applications and how they call"},
    {"clients", SCHEMA_MAP, AT(clients), 0, 0, 0, "", NULL, NULL, NULL, &client_object,
     "retry and time-out behaviour; `default` is used by classes that name none"},
    {"routing", SCHEMA_OBJECT, AT(routing), 0, 0, 0, "", NULL, NULL, NULL, &routing_object,
     "the router behind a profile"},
    {"destinations", SCHEMA_MAP, AT(destinations), 0, 0, 0, "", NULL, NULL, NULL,
     &destinations_object, "changes to the destinations of profiles, by prefix"},
    {"quotas", SCHEMA_MAP, AT(quotas), 0, 0, 0, "", NULL, NULL, NULL, &quota_object,
     "quotas where they differ from the catalog's defaults"},
    {"capacity", SCHEMA_MAP, AT(capacity), SCHEMA_REQUIRED | SCHEMA_NOT_EMPTY, 0, 0, "", NULL, NULL,
     NULL, &capacity_object, "room per serving Region and model: must be stated"},
    {"models", SCHEMA_MAP, AT(models), 0, 0, 0, "", NULL, NULL, NULL, &model_object,
     "model parameters where they differ from the catalog's"},
    {"prices", SCHEMA_MAP, AT(prices), 0, 0, 0, "", NULL, NULL, NULL, &price_object,
     "prices where they differ from the catalog's"},
    {"outages", SCHEMA_MAP, AT(outages), 0, 0, 0, "", NULL, NULL, NULL, &outage_object,
     "scheduled failures"},
    {"slo", SCHEMA_OBJECT, AT(slo), 0, 0, 0, "", NULL, NULL, NULL, &slo_object, "what must hold"},
    {"indifference", SCHEMA_OBJECT, AT(indifference), 0, 0, 0, "", NULL, NULL, NULL,
     &indifference_object, "smallest differences that matter"},
    {"arms", SCHEMA_MAP, AT(arms), SCHEMA_REQUIRED | SCHEMA_NOT_EMPTY, 0, 0, "", NULL, NULL, NULL,
     &arm_object, "the ways of calling that are compared; differences are against the first"},
};
#undef T

const struct schema_object schema_root = {
    "scenario", "a scenario file", sizeof(struct scenario_world), COUNT_OF(root_keys), root_keys};
