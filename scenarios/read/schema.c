/*
 * schema.c: the rows of every scenario key. To add a key: a field in scenario.h and a row here.
 *
 * A row begins with the macro of its type and the member that it fills, whose type is checked; what
 * else is to be said of it follows by name. Above the rows of an object stand its reasons for a key
 * to have no effect.
 */
#include "scenarios/read/schema.h"

#include "models/access/access.h"
#include "models/load.h"
#include "models/spec.h"
#include "scenarios/read/version.h"
#include "scenarios/traffic/trace.h"

#include <math.h>
#include <stddef.h>

#define HUGE_COUNT 9007199254740992.0 /* 2^53: integers beyond it do not survive JSON */
#define MAX_S      (10 * 366 * 86400.0)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define DESCRIBE(id, type, text)                                                                   \
    static const struct schema_object id##_object = {.name = #id,                                  \
                                                     .summary = text,                              \
                                                     .size = sizeof(type),                         \
                                                     .n_keys = COUNT_OF(id##_keys),                \
                                                     .keys = id##_keys}
/* A value in several parts. */
#define DESCRIBE_SMALL(id, type, text)                                                             \
    static const struct schema_object id##_object = {.name = #id,                                  \
                                                     .summary = text,                              \
                                                     .size = sizeof(type),                         \
                                                     .n_keys = COUNT_OF(id##_keys),                \
                                                     .keys = id##_keys,                            \
                                                     .small = true}

/* ---- choices ---- */

/* In the order of the enum, because both are the same list; or by enumerator. */
#define WORD(name, word, ...) word,

static const char *const mode_choices[] = {CRI_MODE_LIST(WORD) NULL};
static const char *const endpoint_choices[] = {SCENARIO_ENDPOINT_LIST(WORD) NULL};
static const char *const class_endpoint_choices[] = {"option", "runtime", "mantle", NULL};
static const char *const class_mode_choices[] = {"option", CRI_MODE_LIST(WORD) NULL};
static const char *const spill_choices[] = {"none", CRI_ON_DEMAND_LIST(WORD) NULL};
static const char *const kind_choices[] = {"*", CRI_ON_DEMAND_LIST(WORD) NULL};
static const char *const tier_choices[] = {SCENARIO_TIER_LIST(WORD) NULL};
static const char *const price_tier_choices[] = {"*", SCENARIO_TIER_LIST(WORD) NULL};
static const char *const refill_choices[] = {CRI_REFILL_LIST(WORD) NULL};
static const char *const on_fault_choices[] = {SCENARIO_ON_FAULT_LIST(WORD) NULL};
static const char *const account_cap_choices[] = {CRI_CAP_LIST(WORD) NULL};
static const char *const commitment_choices[] = {SCENARIO_COMMITMENT_LIST(WORD) NULL};
static const char *const ttl_choices[] = {SCENARIO_TTL_LIST(WORD) NULL};
static const char *const repair_choices[] = {SCENARIO_REPAIR_LIST(WORD) NULL};
static const char *const weekday_choices[] = {"monday", "tuesday",  "wednesday", "thursday",
                                              "friday", "saturday", "sunday",    NULL};
static const char *const generator_choices[] = {SCENARIO_GENERATOR_LIST(WORD) NULL};
static const char *const failed_choices[] = {[TRACE_FAILED_AS_THEY_ARE] = "as-they-are",
                                             [TRACE_FAILED_AS_DEMAND] = "as-demand",
                                             [TRACE_FAILED_LEAVE_OUT] = "leave-out",
                                             NULL};
static const char *const unit_choices[] = {
    [TRACE_UNIT_FOUND] = "found", [TRACE_UNIT_S] = "s",   [TRACE_UNIT_MS] = "ms",
    [TRACE_UNIT_US] = "us",       [TRACE_UNIT_NS] = "ns", NULL};
static const char *const unsorted_choices[] = {[TRACE_UNSORTED_REFUSE] = "refuse",
                                               [TRACE_UNSORTED_SORT] = "sort",
                                               [TRACE_UNSORTED_UNFOLD] = "unfold",
                                               NULL};
static const char *const level_choices[] = {CRI_LEVEL_LIST(WORD) NULL};
static const char *const capacity_choices[] = {CRI_CAPACITY_LIST(WORD) NULL};
static const char *const outage_choices[] = {CRI_OUTAGE_LIST(WORD) NULL};
static const char *const in_flight_choices[] = {SCENARIO_IN_FLIGHT_LIST(WORD) NULL};
static const char *const all_tried_choices[] = {SCENARIO_ALL_TRIED_LIST(WORD) NULL};

/* "serving-loss: models cannot be served there; ..." */
#define SAID(name, word, text) "; " word ": " text
static const char outage_kinds[] = CRI_OUTAGE_LIST(SAID);

/* ---- macros of rows ---- */

/* Place of a member of struct T, which must have the type. */
#define AT(member, type) (offsetof(struct T, member) * _Generic(((struct T *)0)->member, type : 1))
#define ROW(key, member, ctype, ftype, ...)                                                        \
    .offset = AT(member, ctype), .field = {.name = key, .type = SIM_FIELD_##ftype, __VA_ARGS__}

#define BOOL(member, ...)                                                                          \
    {                                                                                              \
        ROW(#member, member, bool, BOOL, __VA_ARGS__)                                              \
    }
#define INTEGER_AS(key, member, ...)                                                               \
    {                                                                                              \
        ROW(key, member, int64_t, INTEGER, __VA_ARGS__)                                            \
    }
#define INTEGER(member, ...) INTEGER_AS(#member, member, __VA_ARGS__)
#define NUMBER_AS(key, member, ...)                                                                \
    {                                                                                              \
        ROW(key, member, double, NUMBER, __VA_ARGS__)                                              \
    }
#define NUMBER(member, ...) NUMBER_AS(#member, member, __VA_ARGS__)
#define STRING(member, ...)                                                                        \
    {                                                                                              \
        ROW(#member, member, const char *, STRING, __VA_ARGS__)                                    \
    }
/* A model or a Region of the catalog, by whatever people call it. */
#define STRING_OF(names_, member, ...)                                                             \
    {                                                                                              \
        .names = (names_), ROW(#member, member, const char *, STRING, __VA_ARGS__)                 \
    }
#define MODEL(member, ...)  STRING_OF(SCHEMA_MODELS, member, __VA_ARGS__)
#define REGION(member, ...) STRING_OF(SCHEMA_REGIONS, member, __VA_ARGS__)
#define CHOICE(member, ...)                                                                        \
    {                                                                                              \
        ROW(#member, member, int, CHOICE, __VA_ARGS__)                                             \
    }
/* For people; control characters are kept as visible text. */
#define FREE_TEXT(member, ...)                                                                     \
    {                                                                                              \
        .free_text = true, ROW(#member, member, const char *, STRING, __VA_ARGS__)                 \
    }
/* Of strings; FILLED must not be empty. */
#define LIST(member, ...)                                                                          \
    {                                                                                              \
        .shape = SCHEMA_LIST, ROW(#member, member, struct scenario_list, STRING, __VA_ARGS__)      \
    }
#define REGIONS(member, ...)                                                                       \
    {                                                                                              \
        .shape = SCHEMA_LIST, .names = SCHEMA_REGIONS,                                             \
        ROW(#member, member, struct scenario_list, STRING, __VA_ARGS__)                            \
    }
#define FILLED_LIST(names_, member, ...)                                                           \
    {                                                                                              \
        .shape = SCHEMA_LIST, .not_empty = true, .names = (names_),                                \
        ROW(#member, member, struct scenario_list, STRING, __VA_ARGS__)                            \
    }
/* {"name": number}, and an object that is {"name": true|false} itself. */
#define SHARES_AS(key, member, ...)                                                                \
    {                                                                                              \
        .shape = SCHEMA_BY_NAME, ROW(key, member, struct scenario_numbers, NUMBER, __VA_ARGS__)    \
    }
#define SHARES(member, ...) SHARES_AS(#member, member, __VA_ARGS__)
#define SHARES_OF(names_, member, ...)                                                             \
    {                                                                                              \
        .shape = SCHEMA_BY_NAME, .names = (names_),                                                \
        ROW(#member, member, struct scenario_numbers, NUMBER, __VA_ARGS__)                         \
    }
#define SHARES_OF_REGIONS(member, ...) SHARES_OF(SCHEMA_REGIONS, member, __VA_ARGS__)
#define FLAGS_ITSELF(member, ...)                                                                  \
    {                                                                                              \
        .shape = SCHEMA_BY_NAME, .itself = true, .names = SCHEMA_REGIONS,                          \
        ROW("", member, struct scenario_numbers, BOOL, __VA_ARGS__)                                \
    }
#define OBJECT_OF(member, type, of, ...)                                                           \
    {                                                                                              \
        .shape = SCHEMA_OBJECT, .object = &of##_object,                                            \
        ROW(#member, member, struct type, OTHER, __VA_ARGS__)                                      \
    }
#define OBJECT(member, of, ...) OBJECT_OF(member, scenario_##of, of, __VA_ARGS__)
/* Entries by name, at most so many. One that is required has at least one. */
#define MAP(member, of, most_, ...)                                                                \
    {                                                                                              \
        .shape = SCHEMA_MAP, .most = (most_), .object = &of##_object,                              \
        ROW(#member, member, struct scenario_map, OTHER, __VA_ARGS__)                              \
    }
#define RAW_AS(key, member, ...)                                                                   \
    {                                                                                              \
        .shape = SCHEMA_RAW, ROW(key, member, const struct sim_json *, OTHER, __VA_ARGS__)         \
    }
#define RAW(member, ...) RAW_AS(#member, member, __VA_ARGS__)

/* Why a key has no effect in a struct T. */
#define NO_EFFECT(function, why_)                                                                  \
    static const char *function(const void *of)                                                    \
    {                                                                                              \
        const struct T *in = of;                                                                   \
                                                                                                   \
        return why_;                                                                               \
    }

#define T scenario_traffic
NO_EFFECT(without_generator,
          in->generator == SCENARIO_NO_GENERATOR ? "without a 'generator'" : NULL)
NO_EFFECT(not_diurnal, in->generator == SCENARIO_POISSON ? "with the generator 'poisson'"
                                                         : without_generator(of))
NO_EFFECT(without_trace, in->generator == SCENARIO_NO_GENERATOR ? NULL : "without a 'trace'")

static const struct schema_key traffic_keys[] = {
    STRING(
        trace,
        .summary =
            "trace file (plain, .gz or .zst) or folder of such, relative to the scenario's folder; "
            "`--trace` replaces it"),
    CHOICE(generator, .fallback = "none", .choices = generator_choices,
           .summary = "draw the requests instead of reading a trace, anew in each replication"),
    NUMBER(rate_per_s, SIM_ABOVE(0, 1e7), .unit = "requests/s", .fallback = "1",
           .no_effect = without_generator, .summary = "generator: mean rate"),
    NUMBER(duration_s, SIM_ABOVE(0, MAX_S), .unit = "s", .fallback = "3600",
           .no_effect = without_generator, .summary = "generator: length of the traffic"),
    NUMBER(peak_to_mean, SIM_BETWEEN(1, 2), .fallback = "1.5", .no_effect = not_diurnal,
           .summary = "diurnal generator: highest rate over mean rate"),
    NUMBER(peak_at_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "43200",
           .no_effect = not_diurnal, .summary = "diurnal generator: time of the first peak"),
    NUMBER(period_s, SIM_BETWEEN(1, MAX_S), .unit = "s", .fallback = "86400",
           .no_effect = not_diurnal, .summary = "diurnal generator: length of the cycle"),
    NUMBER(input_p50, SIM_BETWEEN(1, 1e9), .unit = "tokens", .fallback = "1000",
           .no_effect = without_generator,
           .summary = "generator: median input (lognormal by two percentiles)"),
    NUMBER(input_p99, SIM_BETWEEN(1, 1e9), .unit = "tokens", .fallback = "8000",
           .no_effect = without_generator, .summary = "generator: 99th percentile of the input"),
    NUMBER(output_p50, SIM_BETWEEN(1, 1e9), .unit = "tokens", .fallback = "200",
           .no_effect = without_generator, .summary = "generator: median output"),
    NUMBER(output_p99, SIM_BETWEEN(1, 1e9), .unit = "tokens", .fallback = "1000",
           .no_effect = without_generator, .summary = "generator: 99th percentile of the output"),
    INTEGER(input_max, SIM_BETWEEN(1, 4e9), .unit = "tokens", .fallback = "200000",
            .no_effect = without_generator, .summary = "generator: longer inputs are cut here"),
    INTEGER(output_max, SIM_BETWEEN(1, 4e9), .unit = "tokens", .fallback = "64000",
            .no_effect = without_generator, .summary = "generator: longer outputs are cut here"),
    NUMBER(scale, SIM_ABOVE(0, 1e6), .fallback = "1",
           .summary =
               "prepares the traffic: 6 = every request six times, evenly over the gap to the "
               "next; below 1 = thinned by chance. What a study changes is `load`"),
    NUMBER(warp, SIM_ABOVE(0, 1e6), .fallback = "1",
           .summary = "time factor: 2 = the same requests in half the time"),
    INTEGER(loops, SIM_BETWEEN(1, 1e6), .fallback = "1",
            .summary = "the trace so many times in a row"),
    NUMBER(start_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
           .summary = "added to every time"),
    CHOICE(unsorted, .fallback = "refuse", .choices = unsorted_choices, .no_effect = without_trace,
           .summary =
               "rows whose time goes back: refuse the trace, or sort it stably; unfold: sort, "
               "and where the trace's clock starts again (weeks recorded on one clock) go on "
               "behind the last whole day before. Logs of calls and traces of sessions are "
               "sorted in any case"),
    BOOL(skip_bad_rows, .fallback = "false", .no_effect = without_trace,
         .summary = "skip and count bad rows instead of refusing the trace"),
    CHOICE(failed_rows, .fallback = "as-demand", .choices = failed_choices,
           .no_effect = without_trace,
           .summary = "rows of failed calls (0 output tokens). as-demand: they were asked for, so "
                      "they are replayed with the median output of the other rows (and the median "
                      "input where that is 0 too); as-they-are; leave-out"),
    CHOICE(time_unit, .fallback = "found", .choices = unit_choices, .no_effect = without_trace,
           .summary =
               "unit of times that are numbers; found: what the format says, or seconds where the "
               "times have fractions, or what times since 1970 show by their size"),
    NUMBER(session_gap_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .no_effect = without_trace,
           .summary =
               "of traces whose times count from the start of each session: the time between "
               "the starts of two sessions, in the order of the trace; 0 = all at once. "
               "Required for such a trace"),
};
#undef T
DESCRIBE(traffic, struct scenario_traffic, "where requests come from: a trace or a generator");

#define T scenario_bound
static const struct schema_key share_bound_keys[] = {
    NUMBER(min, SIM_BETWEEN(0, 1), .summary = "the figure must be at least this, 0..1"),
    NUMBER(max, SIM_BETWEEN(0, 1), .summary = "the figure must be at most this, 0..1"),
};
static const struct schema_key amount_bound_keys[] = {
    NUMBER(min, SIM_BETWEEN(0, 1e15), .summary = "the figure must be at least this"),
    NUMBER(max, SIM_BETWEEN(0, 1e15), .summary = "the figure must be at most this"),
};
#undef T
DESCRIBE_SMALL(share_bound, struct scenario_bound, "a bound on a share");
DESCRIBE_SMALL(amount_bound, struct scenario_bound, "a bound on an amount");

/* Of each unit of models/slo.h: the object of its bounds, and what they are in. */
#define BOUND_SHARE   .object = &share_bound_object
#define BOUND_RATIO   .object = &amount_bound_object
#define BOUND_SECONDS .object = &amount_bound_object
#define BOUND_MINUTES .object = &amount_bound_object
#define BOUND_PER_MIN .object = &amount_bound_object
#define BOUND_USD     .object = &amount_bound_object
#define UNIT_SHARE    NULL
#define UNIT_RATIO    NULL
#define UNIT_SECONDS  "s"
#define UNIT_MINUTES  "min"
#define UNIT_PER_MIN  "/min"
#define UNIT_USD      "USD"

#define T scenario_slo
#define SLO_ROW(key, word, unit_, better, scope, text)                                             \
    {.shape = SCHEMA_OBJECT,                                                                       \
     BOUND_##unit_,                                                                                \
     ROW(#key, key, struct scenario_bound, OTHER, .unit = UNIT_##unit_,                            \
         .summary = text " (`" word "`)")},
/* A class has no bounds on what only an option has. */
#define SLO_ROW_OF_CLASS(key, ...) SLO_ROW(key, __VA_ARGS__)
#define SLO_ROW_OF_OPTION(key, ...)
#define CLASS_ROW(key, word, unit, better, scope, text)                                            \
    SLO_ROW_OF_##scope(key, word, unit, better, scope, text)

static const struct schema_key slo_keys[] = {
    CRI_SLO_LIST(SLO_ROW)
        NUMBER(goodput_ttft_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
               .summary = "goodput counts requests with TTFT <= this; 0 = any"),
    NUMBER(goodput_e2e_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
           .summary = "goodput counts requests with E2E <= this; 0 = any"),
};
static const struct schema_key class_slo_keys[] = {
    CRI_SLO_LIST(CLASS_ROW)
        NUMBER(goodput_ttft_s, SIM_BETWEEN(0, MAX_S), .unit = "s",
               .summary = "as in the scenario's `slo`, for this class; without it that one"),
    NUMBER(goodput_e2e_s, SIM_BETWEEN(0, MAX_S), .unit = "s",
           .summary = "as in the scenario's `slo`, for this class; without it that one"),
};
#undef T
DESCRIBE(
    slo, struct scenario_slo,
    "what must hold, as bounds on figures: `\"e2e_p95_s\": {\"max\": 10}`. What is stated here "
    "holds for each class on its own; latencies count a request that is not completed as "
    "infinite. Exit code 1 when no option that is allowed meets it");
DESCRIBE(class_slo, struct scenario_slo,
         "what must hold for this class; a figure that is bounded here is bounded by this alone, "
         "the others as the scenario's `slo` says");

#define T scenario_slo_drill
#define DRILL_ROW(key, object_, unit_, text)                                                       \
    {.shape = SCHEMA_OBJECT,                                                                       \
     .object = &object_,                                                                           \
     ROW(#key, key, struct scenario_bound, OTHER, .unit = unit_, .summary = text)},

static const struct schema_key slo_drill_keys[] = {
    DRILL_ROW(success_rate, share_bound_object, NULL,
              "completed / offered, of the requests that arrive while something is out; without it "
              "a `min` of `success_rate` in `slo`, or in the class's own")
        DRILL_ROW(recovery_min, amount_bound_object, "min",
                  "from the start of the outage until requests fail no more than without it")
            DRILL_ROW(amplification, amount_bound_object, NULL,
                      "attempts / offered of the minute in which that is most")};
#undef T
DESCRIBE(
    slo_drill, struct scenario_slo_drill,
    "what must hold in every drill of `crisim drill` (docs/drill.md), of each class on its own "
    "and of all together");

#define T scenario_class
NO_EFFECT(not_batch, in->tier != SCENARIO_TIER_BATCH ? "unless the tier is 'batch'" : NULL)
NO_EFFECT(without_prefixes, in->prefix_groups == 0 ? "without 'prefix_groups'" : NULL)

static const struct schema_key class_keys[] = {
    STRING(traffic, .required = true, .summary = "name of an entry of `traffic`"),
    STRING(label, .summary = "only rows of the trace with this label; without it all rows"),
    FREE_TEXT(application, .summary = "name for people"),
    MODEL(model, .required = true,
          .summary = "model id without a profile prefix, such as `anthropic.claude-sonnet-4-6`"),
    REGION(source_region, .required = true,
           .summary = "Region where the API is called: its quota and its price apply"),
    REGION(client_region, .summary = "where the users are; without it the source Region"),
    CHOICE(mode, .fallback = "option", .choices = class_mode_choices,
           .summary = "how this class calls: the option's mode, or its own in every option"),
    STRING(prefix, .summary = "profile prefix where several geographic profiles can be called"),
    CHOICE(endpoint, .fallback = "option", .choices = class_endpoint_choices,
           .summary = "endpoint that is called; `option`: as the option says"),
    INTEGER(max_tokens, SIM_BETWEEN(1, 4e9), .required = true, .unit = "tokens", .word = "unset",
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

#define T scenario_routing
static const struct schema_key routing_keys[] = {
    STRING(policy, .fallback = "source-first",
           .summary = "how a profile orders its destinations: source-first, nearest, least-loaded, "
                      "two-random, fastest, expected-time, round-robin, weighted, fixed-share or "
                      "cache-affine"),
    STRING(geographic_rule, .fallback = SCENARIO_RULE_POLICY,
           .summary = "how Geographic profiles route, which is not published: `policy` = as "
                      "`policy` says, or a rule of shares (`crisim catalog list routing`, "
                      "`routing_rules`): `spread` = in equal parts over all destinations"),
    STRING(global_rule, .fallback = SCENARIO_RULE_POLICY,
           .summary =
               "the same of Global profiles: `mostly-us` = 20 % in the source Region, 80 % in "
               "equal parts over the US destinations (from a US source all over those)"),
    SHARES_OF_REGIONS(
        shares, SIM_BETWEEN(0, 1e9),
        .summary = "fixed-share, weighted: weight of each destination; those not named get none"),
    NUMBER(refresh_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
           .summary =
               "age up to which a policy's news of load and speed may be; 0 = always current"),
    NUMBER(network_weight, SIM_BETWEEN(0, 1000), .fallback = "1",
           .summary = "expected-time: what a second of the hop counts; 0 = nothing"),
    NUMBER(queue_weight, SIM_BETWEEN(0, 1000), .fallback = "1",
           .summary = "expected-time: what a second of waiting counts; 0 = nothing"),
    NUMBER(prefill_weight, SIM_BETWEEN(0, 1000), .fallback = "1",
           .summary = "expected-time: what a second of work on uncached input counts; 0 = nothing"),
    INTEGER(max_tries, SIM_BETWEEN(0, 64), .unit = "destinations", .fallback = "0",
            .summary = "destinations tried in one call; 0 = all"),
    NUMBER(max_time_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
           .summary = "no further destination is tried after so long in one call; 0 = any time"),
    NUMBER(stall_timeout_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "10",
           .summary =
               "a destination that stays silent is left for another after so long; 0 = never"),
    NUMBER(hop_rtt_factor, SIM_BETWEEN(0, 100), .fallback = "2",
           .summary = "time of a hop from source to destination, in round trips"),
    NUMBER(refusal_ms, SIM_BETWEEN(0, 3.6e6), .unit = "ms", .fallback = "20",
           .summary = "time a destination takes to say no"),
    CHOICE(all_tried, .fallback = "503", .choices = all_tried_choices,
           .summary = "what the caller gets when no destination has room"),
};
#undef T
DESCRIBE(routing, struct scenario_routing, "the router behind a profile");

#define T scenario_routing_rule
static const struct schema_key routing_rule_keys[] = {
    SHARES_OF(SCHEMA_GROUPS, shares, SIM_BETWEEN(0, 1e9), .required = true,
              .summary =
                  "weight of each group of destinations: `source`, `all`, a geography such as "
                  "`us`, or a Region; in equal parts within a group. A source Region that lies "
                  "in a geography of the rule has its own share there too"),
};
#undef T
DESCRIBE(routing_rule, struct scenario_routing_rule,
         "rules of how profiles route, beside the catalog's or instead of them, for "
         "`routing.geographic_rule` and `routing.global_rule`");

#define T scenario_destinations
static const struct schema_key destinations_keys[] = {
    FLAGS_ITSELF(regions,
                 .summary = "Region: true adds it to the profile's destinations, false removes it"),
};
#undef T
DESCRIBE(destinations, struct scenario_destinations,
         "changes to the destinations of profiles with this prefix (`eu`, `global`)");

#define T scenario_policy
NO_EFFECT(not_of_a_unit, in->level != CRI_LEVEL_OU ? "unless the level is 'ou'" : NULL)

static const struct schema_key policy_keys[] = {
    STRING(file, .required = true,
           .summary =
               "policy document, bare or as the AWS CLI answers it (docs/how-to/policies.md), "
               "relative to the scenario's folder"),
    CHOICE(level, .required = true, .choices = level_choices,
           .summary = "where it is attached: `root`, `ou` and `account` are service control "
                      "policies, `identity` belongs to the caller, `boundary` is its permission "
                      "boundary"),
    STRING(ou, .no_effect = not_of_a_unit,
           .summary = "the organizational unit, with those that it lies in, as `apps` or "
                      "`apps/chat`: each unit of the chain has to allow; without it all policies "
                      "of level `ou` are attached to one unit"),
    LIST(classes, .summary = "names of the classes whose calls it binds; without it all"),
};
#undef T
DESCRIBE(policy, struct scenario_policy,
         "policies that calls must pass: judged before the run, except where IAM lacks one "
         "destination");

#define T scenario_quota
static const struct schema_key quota_keys[] = {
    REGION(source_region, .fallback = "*", .summary = "source Region; `*` = every"),
    MODEL(model, .fallback = "*", .summary = "model id; `*` = every"),
    STRING(account, .fallback = "*", .summary = "account; `*` = every"),
    CHOICE(kind, .fallback = "*", .choices = kind_choices,
           .summary =
               "which quota: of in-Region calls, of geographic or of global profiles; `*` = every"),
    INTEGER(requests_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "requests/min",
            .word = "unlimited",
            .summary = "RPM; 0 closes this way of calling; without it the catalog's default"),
    INTEGER(tokens_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/min", .word = "unlimited",
            .summary = "TPM; 0 closes this way of calling; without it the catalog's default"),
    INTEGER(tokens_per_day, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/day", .word = "unlimited",
            .summary = "TPD; 0 closes this way of calling; without it the catalog's default"),
    INTEGER(input_tokens_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/min",
            .word = "unlimited",
            .summary = "of the endpoint `mantle`: input, and max_tokens until a call is over; "
                       "without it the catalog's, and where that has none the call is not run"),
    INTEGER(output_tokens_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/min",
            .word = "unlimited",
            .summary = "of the endpoint `mantle`: output as it is generated; what it refuses ends "
                       "the answer; without it the catalog's, as above"),
};
#undef T
DESCRIBE(quota, struct scenario_quota,
         "quotas in force; of several entries that match, the later one wins key by key");

#define T scenario_quota_change
static const struct schema_key quota_change_keys[] = {
    NUMBER(at_s, SIM_BETWEEN(0, MAX_S), .required = true, .unit = "s",
           .summary = "when, from the start of the run"),
    REGION(source_region, .fallback = "*", .summary = "source Region; `*` = every"),
    MODEL(model, .fallback = "*", .summary = "model id; `*` = every"),
    STRING(account, .fallback = "*", .summary = "account; `*` = every"),
    CHOICE(kind, .fallback = "*", .choices = kind_choices, .summary = "which quota; `*` = every"),
    INTEGER(requests_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "requests/min",
            .summary = "RPM from then on; 0 closes this way of calling"),
    INTEGER(tokens_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/min",
            .summary = "TPM from then on; 0 closes this way of calling"),
    INTEGER(tokens_per_day, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/day",
            .summary = "TPD from then on; 0 closes this way of calling"),
};
#undef T
DESCRIBE(quota_change, struct scenario_quota_change,
         "other amounts from a time on: an increase that comes through, a cut");

#define T scenario_quota_rules
static const struct schema_key quota_rules_keys[] = {
    CHOICE(refill_minute, .fallback = "token-bucket", .choices = refill_choices,
           .summary = "how RPM and TPM come back (not documented)"),
    CHOICE(refill_day, .fallback = "token-bucket", .choices = refill_choices,
           .summary = "how TPD and the account's cap come back (not documented)"),
    NUMBER(adjust_every_s, SIM_OR_ZERO(0.1, MAX_S), .unit = "s", .fallback = "0",
           .summary = "during a call the tokens held follow the real output this often, at most "
                      "1,000 times a call; 0 = at the end only"),
    CHOICE(on_fault, .fallback = "returned", .choices = on_fault_choices,
           .summary = "what a call that the provider failed had reserved (not documented)"),
    CHOICE(account_cap, .fallback = "price-weighted", .choices = account_cap_choices,
           .summary = "what the account's daily cap counts (not documented): what tokens cost, in "
                      "tokens of plain input; quota tokens; or real tokens"),
    INTEGER(output_step_tokens, SIM_BETWEEN(1, 1e6), .unit = "tokens", .fallback = "64",
            .summary = "endpoint `mantle`: output is taken from its quota in steps of so many "
                       "tokens, each before it is generated (not documented)"),
};
#undef T
DESCRIBE(quota_rules, struct scenario_quota_rules, "rules of quotas that are not documented");

#define T scenario_provisioned
NO_EFFECT(with_stated_price,
          !isnan(in->usd_per_unit_hour) ? "with a stated 'usd_per_unit_hour'" : NULL)

static const struct schema_key provisioned_keys[] = {
    REGION(source_region, .required = true, .summary = "Region of the model units"),
    MODEL(model, .required = true, .summary = "model id"),
    INTEGER(units, SIM_BETWEEN(1, 1e6), .required = true, .unit = "model units",
            .summary = "model units bought"),
    INTEGER(tokens_per_min_per_unit, SIM_BETWEEN(1, 1e9), .required = true, .unit = "tokens/min",
            .summary = "input and output tokens that one unit serves (from the account manager; "
                       "not published)"),
    NUMBER(usd_per_unit_hour, SIM_BETWEEN(0, 1e6), .unit = "USD/h",
           .summary = "price; without it the catalog's for the commitment"),
    CHOICE(commitment, .fallback = "none", .choices = commitment_choices,
           .no_effect = with_stated_price, .summary = "term that the catalog's price is for"),
    CHOICE(spill, .fallback = "none", .choices = spill_choices,
           .summary = "where calls go that the units cannot take: on demand, at on-demand prices"),
};
#undef T
DESCRIBE(provisioned, struct scenario_provisioned,
         "model units bought by the hour, for the mode `provisioned`");

#define T scenario_reserved
static const struct schema_key reserved_keys[] = {
    REGION(source_region, .required = true, .summary = "Region that is called"),
    MODEL(model, .required = true, .summary = "model id"),
    CHOICE(kind, .fallback = "*", .choices = kind_choices,
           .summary = "for in-Region calls, geographic or global profiles; `*` = each of them"),
    INTEGER(input_tokens_per_min, SIM_BETWEEN(1, HUGE_COUNT), .required = true,
            .unit = "tokens/min",
            .summary = "input tokens reserved, cache reads apart; at least 100,000 can be bought"),
    INTEGER(output_tokens_per_min, SIM_BETWEEN(1, HUGE_COUNT), .required = true,
            .unit = "tokens/min",
            .summary = "output tokens reserved; at least 10,000 can be bought. A call takes its "
                       "max_tokens and gives the rest back at its end"),
    NUMBER_AS("usd_per_1k_input_tpm_month", usd_input, SIM_BETWEEN(0, 1e6), .unit = "USD",
              .summary = "price of 1,000 input tokens a minute for a month (30 days), used or not; "
                         "none is published"),
    NUMBER_AS("usd_per_1k_output_tpm_month", usd_output, SIM_BETWEEN(0, 1e6), .unit = "USD",
              .summary = "the same of output tokens"),
    BOOL(overflow, .fallback = "true",
         .summary = "calls that do not fit go to the standard tier, whole, with its quota and its "
                    "price; false: they are refused (429)"),
};
#undef T
DESCRIBE(reserved, struct scenario_reserved,
         "tokens a minute that the tier `reserved` holds for calls of a class of that tier");

#define T scenario_cache
NO_EFFECT(not_simulated, !in->simulate ? "unless the cache is simulated" : NULL)

static const struct schema_key cache_keys[] = {
    BOOL(simulate, .fallback = "false",
         .summary = "simulate the prompt cache of each Region from the prefixes of the traffic; "
                    "else cache reads are those of the trace or `cached_share`"),
    CHOICE(ttl, .fallback = "shortest", .choices = ttl_choices, .no_effect = not_simulated,
           .summary = "how long a prefix lives after its last use, also decides the price of a "
                      "write; `shortest`, or one that a model does not offer: the shortest of "
                      "those that it does"),
    INTEGER(minimum_tokens, SIM_BETWEEN(1, 4e9), .unit = "tokens", .no_effect = not_simulated,
            .summary = "shortest prefix that is cached; without it the catalog's"),
};
#undef T
DESCRIBE(cache, struct scenario_cache, "the prompt cache");

#define T scenario_background
static const struct schema_key background_keys[] = {
    NUMBER(start_hour_utc, SIM_BETWEEN(0, 24), .unit = "h", .fallback = "0",
           .summary = "time of day (UTC) at which the run starts"),
    CHOICE(start_weekday, .fallback = "monday", .choices = weekday_choices,
           .summary = "day of the week (UTC) on which the run starts"),
    NUMBER(step_s, SIM_BETWEEN(1, MAX_S), .unit = "s", .fallback = "300",
           .summary = "the load of others is constant for so long"),
    BOOL(surge_on_outage, .fallback = "true",
         .summary = "load of others in a Region that fails moves to the remaining ones"),
};
#undef T
DESCRIBE(background, struct scenario_background,
         "clock of the load of other customers, stated in `capacity`");

#define T scenario_capacity
NO_EFFECT(unlimited, in->kind == CRI_CAPACITY_UNLIMITED ? "with kind 'unlimited'" : NULL)
NO_EFFECT(not_slots, in->kind == CRI_CAPACITY_SHARED ? "with kind 'shared'" : unlimited(of))
NO_EFFECT(not_shared, in->kind == CRI_CAPACITY_SLOTS ? "with kind 'slots'" : unlimited(of))
NO_EFFECT(never_waits, in->kind == CRI_CAPACITY_SHARED && in->max_in_service == 0
                           ? "without a 'max_in_service'"
                           : unlimited(of))
NO_EFFECT(without_background, in->kind != CRI_CAPACITY_UNLIMITED && in->background_share == 0
                                  ? "without a 'background_share'"
                                  : unlimited(of))

static const struct schema_key capacity_keys[] = {
    REGION(region, .fallback = "*", .summary = "serving Region; `*` = every"),
    MODEL(model, .fallback = "*", .summary = "model id; `*` = every"),
    CHOICE(kind, .required = true, .choices = capacity_choices,
           .summary = "unlimited; a number of calls served at once; or work shared by all calls in "
                      "service, each at most at full speed"),
    INTEGER(slots, SIM_BETWEEN(1, 1e9), .unit = "calls", .no_effect = not_slots,
            .summary = "slots: calls served at once"),
    INTEGER(queue, SIM_BETWEEN(0, 1e9), .unit = "calls", .fallback = "0", .no_effect = never_waits,
            .summary = "calls that may wait for room; 0 = refuse at once"),
    NUMBER(calls, SIM_ABOVE(0, 1e5), .unit = "calls", .no_effect = not_shared,
           .summary = "shared: calls that are served at full speed at once"),
    NUMBER(tokens_per_s, SIM_ABOVE(0, 1e9), .unit = "tokens/s", .no_effect = not_shared,
           .summary = "shared: the same as output tokens per second of all calls together"),
    INTEGER(max_in_service, SIM_BETWEEN(0, 1e9), .unit = "calls", .fallback = "0",
            .no_effect = not_shared,
            .summary =
                "shared: calls in service at most, others wait or are refused; 0 = any number"),
    NUMBER(background_share, SIM_BETWEEN(0, 1), .fallback = "0", .no_effect = unlimited,
           .summary = "mean share of the capacity that other customers use"),
    NUMBER(background_swing, SIM_BETWEEN(0, 1), .fallback = "0", .no_effect = without_background,
           .summary = "added at the peak of the local day, taken off at its low"),
    NUMBER(background_peak_hour, SIM_BETWEEN(0, 24), .unit = "h", .fallback = "14",
           .no_effect = without_background, .summary = "local time of the peak"),
    NUMBER(background_weekend, SIM_BETWEEN(0, 10), .fallback = "1", .no_effect = without_background,
           .summary = "factor on Saturdays and Sundays, local time"),
};
#undef T
DESCRIBE(capacity, struct scenario_capacity,
         "room for calls per serving Region and model; of several that match, the later one wins");

#define T scenario_model
NO_EFFECT(with_ttft_quantiles, in->ttft_quantiles_ms.n > 0 ? "with 'ttft_quantiles_ms'" : NULL)
NO_EFFECT(with_rate_quantiles, in->rate_quantiles.n > 0 ? "with 'output_rate_quantiles'" : NULL)

static const struct schema_key model_keys[] = {
    MODEL(model, .fallback = "*", .summary = "model id; `*` = every"),
    NUMBER(base_ttft_ms, SIM_BETWEEN(0, 3.6e6), .unit = "ms", .no_effect = with_ttft_quantiles,
           .summary = "median time to first token without network, queue and prefill"),
    NUMBER(prefill_tokens_per_s, SIM_ABOVE(0, 1e12), .unit = "tokens/s",
           .summary = "rate at which uncached input is read"),
    NUMBER(output_tokens_per_s, SIM_ABOVE(0, 1e12), .unit = "tokens/s",
           .no_effect = with_rate_quantiles, .summary = "median output rate"),
    NUMBER(ttft_sigma, SIM_BETWEEN(0, 5), .no_effect = with_ttft_quantiles,
           .summary = "spread of the lognormal noise on the base time; 0 = none"),
    NUMBER(rate_sigma, SIM_BETWEEN(0, 5), .no_effect = with_rate_quantiles,
           .summary = "spread of the lognormal noise on the output rate"),
    SHARES(ttft_quantiles_ms, SIM_ABOVE(0, 3.6e6), .unit = "ms",
           .summary = "measured time to first token, instead of base and noise: `{\"p50\": 800, "
                      "\"p99\": 4000}`, linear between the points"),
    SHARES_AS("output_rate_quantiles", rate_quantiles, SIM_ABOVE(0, 1e12), .unit = "tokens/s",
              .summary = "measured output rates, instead of median and noise"),
    INTEGER(output_burndown, SIM_BETWEEN(1, 1000),
            .summary = "quota tokens that one output token costs at settlement"),
    INTEGER(max_output_tokens, SIM_BETWEEN(1, 4e9), .unit = "tokens",
            .summary = "the model's maximum: what an unset max_tokens reserves"),
    LIST(tiers, .summary = "service tiers that the model can be called in beside `standard` and "
                           "`batch`, which it always can; without any here the catalog's"),
};
#undef T
DESCRIBE(model, struct scenario_model,
         "parameters of models where they differ from the catalog's; the later entry wins");

#define T scenario_price
NO_EFFECT(without_long_prices,
          in->long_above == SCENARIO_ABSENT ? "without 'long_above_tokens'" : NULL)

static const struct schema_key price_keys[] = {
    REGION(source_region, .fallback = "*", .summary = "source Region; `*` = every"),
    MODEL(model, .fallback = "*", .summary = "model id; `*` = every"),
    CHOICE(kind, .fallback = "*", .choices = kind_choices,
           .summary = "price of which way of calling"),
    CHOICE(tier, .fallback = "*", .choices = price_tier_choices, .summary = "price of which tier"),
    NUMBER_AS("input_usd_per_mtok", input, SIM_BETWEEN(0, 1e6), .required = true,
              .unit = "USD/Mtok", .summary = "input"),
    NUMBER_AS("output_usd_per_mtok", output, SIM_BETWEEN(0, 1e6), .required = true,
              .unit = "USD/Mtok", .summary = "output"),
    NUMBER_AS("cache_read_usd_per_mtok", cache_read, SIM_BETWEEN(0, 1e6), .unit = "USD/Mtok",
              .summary = "cache reads"),
    NUMBER_AS("cache_write_usd_per_mtok", cache_write, SIM_BETWEEN(0, 1e6), .unit = "USD/Mtok",
              .summary = "cache writes"),
    INTEGER_AS("long_above_tokens", long_above, SIM_BETWEEN(1, 4e9), .unit = "tokens",
               .summary = "calls with more input than this pay the long-context prices"),
    NUMBER_AS("long_input_usd_per_mtok", long_input, SIM_BETWEEN(0, 1e6), .unit = "USD/Mtok",
              .no_effect = without_long_prices, .summary = "input of long calls"),
    NUMBER_AS("long_output_usd_per_mtok", long_output, SIM_BETWEEN(0, 1e6), .unit = "USD/Mtok",
              .no_effect = without_long_prices, .summary = "output of long calls"),
};
#undef T
DESCRIBE(price, struct scenario_price, "prices instead of the catalog's; the later entry wins");

#define T scenario_outage
static bool is_loss(const struct scenario_outage *in)
{
    return in->kind == CRI_OUTAGE_SERVING_LOSS || in->kind == CRI_OUTAGE_REGION_LOSS;
}

NO_EFFECT(not_brown_out, in->kind != CRI_OUTAGE_BROWN_OUT ? "unless the kind is 'brown-out'" : NULL)
NO_EFFECT(not_region_loss,
          in->kind != CRI_OUTAGE_REGION_LOSS ? "unless the kind is 'region-loss'" : NULL)
NO_EFFECT(not_loss, !is_loss(in) ? "unless the kind is 'serving-loss' or 'region-loss'" : NULL)
NO_EFFECT(not_detected, !is_loss(in) && in->kind != CRI_OUTAGE_STALL
                            ? "unless the kind is 'serving-loss', 'region-loss' or 'stall'"
                            : NULL)
NO_EFFECT(not_latency, in->kind != CRI_OUTAGE_LATENCY ? "unless the kind is 'latency'" : NULL)
NO_EFFECT(not_quota_cut, in->kind != CRI_OUTAGE_QUOTA_CUT ? "unless the kind is 'quota-cut'" : NULL)
NO_EFFECT(hits_all_models, in->kind == CRI_OUTAGE_REGION_LOSS || in->kind == CRI_OUTAGE_QUOTA_CUT
                               ? "with this kind: all models are hit"
                               : NULL)
NO_EFFECT(not_drawn, isnan(in->mean_up_h) ? "without a 'mean_up_h'" : NULL)
NO_EFFECT(not_lognormal, !isnan(in->mean_up_h) && in->repair == SCENARIO_REPAIR_EXPONENTIAL
                             ? "with an exponential repair"
                             : not_drawn(of))
NO_EFFECT(from_events, in->events != NULL ? "with 'events'" : NULL)
NO_EFFECT(not_scheduled,
          !isnan(in->mean_up_h) ? "with 'mean_up_h': such failures are drawn" : from_events(of))

static const struct schema_key outage_keys[] = {
    CHOICE(kind, .required = true, .choices = outage_choices, .summary = &outage_kinds[2]),
    FILLED_LIST(SCHEMA_REGIONS, regions, .no_effect = from_events,
                .summary = "Regions that are hit together"),
    STRING(geography, .no_effect = from_events,
           .summary =
               "instead of `regions`: all Regions of a geography such as `eu`; `*` = everywhere"),
    FILLED_LIST(SCHEMA_MODELS, models, .no_effect = hits_all_models,
                .summary = "only these models are hit; without it all"),
    NUMBER(start_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .no_effect = not_scheduled,
           .summary = "start, from the start of the run"),
    NUMBER(duration_s, SIM_ABOVE(0, MAX_S), .unit = "s", .no_effect = not_scheduled,
           .summary = "length; with an `incident` its length where it is known"),
    STRING(incident, .no_effect = not_scheduled,
           .summary =
               "a recorded incident by Region and date, such as `us-east-1/2025-10-19` (`crisim "
               "catalog list incidents`): gives Region and length, placed at `start_s`"),
    STRING(events, .summary = "instead of all that: CSV file with the columns "
                              "`start_s,end_s,region`, relative to the scenario's folder"),
    NUMBER(mean_up_h, SIM_BETWEEN(0.01, 1e6), .unit = "h", .no_effect = from_events,
           .summary =
               "drawn instead of scheduled: mean time from an end to the next start (exponential)"),
    CHOICE(repair, .fallback = "lognormal", .choices = repair_choices, .no_effect = not_drawn,
           .summary = "drawn: law of the length"),
    NUMBER(repair_p50_min, SIM_BETWEEN(0.01, 1e6), .unit = "min", .fallback = "108",
           .no_effect = not_drawn, .summary = "drawn: median length (its mean when exponential)"),
    NUMBER(repair_p90_min, SIM_BETWEEN(0.01, 1e6), .unit = "min", .fallback = "365",
           .no_effect = not_lognormal,
           .summary = "drawn, lognormal: 90th percentile of the length"),
    BOOL(independent, .fallback = "true", .no_effect = not_drawn,
         .summary =
             "drawn: each Region by itself; false = a common cause that hits all of them together"),
    NUMBER(error_share, SIM_BETWEEN(0, 1), .fallback = "0", .no_effect = not_brown_out,
           .summary = "brown-out: share of calls that fail before their first token"),
    NUMBER(slowdown, SIM_BETWEEN(1, 1000), .fallback = "1", .no_effect = not_brown_out,
           .summary = "brown-out: factor on the service time of calls that start"),
    NUMBER(capacity_factor, SIM_ABOVE(0, 1), .fallback = "1", .no_effect = not_brown_out,
           .summary = "brown-out: what is left of the capacity"),
    NUMBER(added_ms, SIM_BETWEEN(0, 3.6e6), .unit = "ms", .fallback = "0", .no_effect = not_latency,
           .summary = "latency: added to the time to first token"),
    NUMBER(quota_factor, SIM_BETWEEN(0, 1), .fallback = "1", .no_effect = not_quota_cut,
           .summary = "quota-cut: what is left of the quotas; 0 closes every way of calling there"),
    NUMBER(ramp_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0", .no_effect = not_detected,
           .summary = "after the end a share of calls is still refused, falling from all to none "
                      "in this time"),
    BOOL(serving_survives, .fallback = "false", .no_effect = not_region_loss,
         .summary =
             "region-loss: calls that come from other source Regions are still served there"),
    BOOL(quota_survives, .fallback = "true", .no_effect = not_region_loss,
         .summary = "region-loss: what was used of quotas is still used afterwards; false = they "
                    "are full again"),
    NUMBER(detection_delay_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "30",
           .no_effect = not_detected, .summary = "routers learn of start and end so much later"),
    CHOICE(in_flight, .fallback = "lost", .choices = in_flight_choices, .no_effect = not_loss,
           .summary = "calls being served there when it starts: lost, or kept to their end"),
};
#undef T
DESCRIBE(outage, struct scenario_outage, "failures: scheduled, drawn, or as recorded");

#define T scenario_indifference
static const struct schema_key indifference_keys[] = {
    NUMBER(success_rate_points, SIM_BETWEEN(0, 100), .unit = "% points", .fallback = "0.05",
           .summary = "smallest difference of a share that matters"),
    NUMBER(latency_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0.05",
           .summary = "smallest difference of a latency that matters"),
    NUMBER(cost_percent, SIM_BETWEEN(0, 100), .unit = "%", .fallback = "1",
           .summary = "smallest difference of a cost that matters, of the baseline's"),
    NUMBER(throughput_percent, SIM_BETWEEN(0, 100), .unit = "%", .fallback = "0.5",
           .summary = "smallest difference of a throughput that matters, of the baseline's"),
};
#undef T
DESCRIBE(indifference, struct scenario_indifference,
         "differences below these are reported as `negligible`");

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

#define T scenario_tier_weights
#define WEIGHT(name, word, weight)                                                                 \
    INTEGER(word, SIM_BETWEEN(1, 100), .fallback = #weight, .summary = "of a call of the tier"),
static const struct schema_key tier_weights_keys[] = {CRI_TIER_LIST(WEIGHT)};
#undef WEIGHT
#undef T
DESCRIBE(tier_weights, struct scenario_tier_weights,
         "where calls of several tiers share capacity, a call gets work by its weight, at most "
         "full speed; none may weigh more than a tier that is served before it (not documented)");

#define T scenario_tier_speeds
static const struct schema_key tier_speeds_keys[] = {
    NUMBER(priority, SIM_BETWEEN(0.1, 100), .fallback = "1",
           .summary = "of the tier `priority`; the provider says `up to` 1.25"),
    NUMBER(flex, SIM_BETWEEN(0.1, 100), .fallback = "1", .summary = "of the tier `flex`"),
    NUMBER(ultrafast, SIM_BETWEEN(0.1, 100),
           .summary = "of the tier `ultrafast`; without it the catalog's, which is `up to`"),
};
#undef T
DESCRIBE(tier_speeds, struct scenario_tier_speeds,
         "output tokens/s of a service tier, as a multiple of the model's");

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

#define T scenario_world
static const struct schema_key root_keys[] = {
    RAW_AS("$schema", schema_comment, .summary = "for editors; not used"),
    STRING(format, .required = true, .summary = "`crisim-scenario`"),
    INTEGER(version, SIM_BETWEEN(SCENARIO_VERSION, SCENARIO_VERSION), .required = true,
            .summary = "2; files of version 1 are read and their words for the same taken over"),
    FREE_TEXT(title, .fallback = "untitled", .summary = "one line for the head of reports"),
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
           .summary = "volume that the cost of 30 days is for; without it the traffic's own, from "
                      "a day of it on"),
    MAP(traffic, traffic, 1000, .required = true, .summary = "where requests come from"),
    MAP(classes, class, 1000, .required = true, .summary = "applications and how they call"),
    MAP(clients, client, 1000,
        .summary = "retry and time-out behaviour; `default` is used by classes that name none"),
    FILLED_LIST(SCHEMA_PLACES, residency,
                .summary =
                    "where data may be processed: areas of the catalog (`eu`, `eea`, `uk`, "
                    "`europe`, `us` ...: `crisim catalog list areas`), ISO countries, Regions. An "
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
        .summary = "the ways of calling that are compared; differences are against the first"),
    MAP(cases, case, 100, .summary = "what may be true and cannot be chosen"),
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
