/*
 * scenario.h: a scenario file as plain structs, one world per option.
 *
 * The keys, their types, bounds, defaults and texts are rows of keys_<part>.c; reading, `check
 * --effective`, `crisim schema` and docs/scenario-reference.md all come from those rows.
 * Everything that an option may change is an object keyed by name, so that its JSON merge patch
 * (RFC 7396) reaches it; the patch is applied to the file's text tree and the result read anew.
 */
#ifndef CRISIM_SCENARIOS_READ_SCENARIO_H
#define CRISIM_SCENARIOS_READ_SCENARIO_H

#include "models/slo.h"
#include "models/tier_list.h"
#include "sim/base/arena.h"
#include "sim/base/diag.h"
#include "sim/base/fields.h"
#include "sim/base/json_in.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define SCENARIO_FORMAT  "crisim-scenario"
#define SCENARIO_VERSION 2

/* Value of an integer key that was given as its word ("unset", "unlimited"). */
#define SCENARIO_WORD SIM_FIELD_WORD
/* Value of an integer key that was not given and has no default. */
#define SCENARIO_ABSENT SIM_FIELD_ABSENT

/* Containers that the schema fills. given: bit i = key i of the object was in the file. */
struct scenario_map {
    void *items; /* array of the entry struct */
    uint32_t n;
};
struct scenario_list {
    const char **items;
    const struct sim_json **json; /* of each item, for messages */
    uint32_t n;
};
struct scenario_numbers { /* {"name": number} or {"name": true} */
    const char **names;
    double *values; /* flags: 1 or 0 */
    const struct sim_json **json;
    uint32_t n;
};
/* First member of every entry and object. */
struct scenario_node {
    const char *name;            /* key in its map; "" otherwise */
    const struct sim_json *json; /* where it stands; NULL if it was not given */
    const char *note;            /* "note", which every object may hold: for people; NULL = none */
    uint64_t given;
    bool wrong; /* it has a finding of its own: nothing is concluded from its values */
};

/*
 * Choices of keys that are no enum of models/: X(enumerator, word), both in one order.
 */
#define SCENARIO_ENUMERATOR(name, word) name,

#define SCENARIO_GENERATOR_LIST(X)                                                                 \
    X(SCENARIO_NO_GENERATOR, "none")                                                               \
    X(SCENARIO_POISSON, "poisson")                                                                 \
    X(SCENARIO_DIURNAL, "diurnal")
enum scenario_generator { SCENARIO_GENERATOR_LIST(SCENARIO_ENUMERATOR) };

/* Price and service tiers. */
#define SCENARIO_TIER_LIST(X)                                                                      \
    X(SCENARIO_TIER_STANDARD, "standard")                                                          \
    X(SCENARIO_TIER_BATCH, "batch")                                                                \
    X(SCENARIO_TIER_FLEX, "flex")                                                                  \
    X(SCENARIO_TIER_PRIORITY, "priority")                                                          \
    X(SCENARIO_TIER_LATENCY, "latency-optimized")                                                  \
    X(SCENARIO_TIER_ULTRAFAST, "ultrafast")                                                        \
    X(SCENARIO_TIER_RESERVED, "reserved")
enum scenario_tier { SCENARIO_TIER_LIST(SCENARIO_ENUMERATOR) SCENARIO_N_TIERS };

/* What a call had reserved that the provider failed. */
#define SCENARIO_ON_FAULT_LIST(X)                                                                  \
    X(SCENARIO_FAULT_RETURNED, "returned")                                                         \
    X(SCENARIO_FAULT_KEPT, "kept")
enum scenario_on_fault { SCENARIO_ON_FAULT_LIST(SCENARIO_ENUMERATOR) };

/* Terms of model units, by the words of the catalog. */
#define SCENARIO_COMMITMENT_LIST(X)                                                                \
    X(SCENARIO_COMMITMENT_NONE, "none")                                                            \
    X(SCENARIO_COMMITMENT_1_MONTH, "1-month")                                                      \
    X(SCENARIO_COMMITMENT_6_MONTHS, "6-months")
enum scenario_commitment { SCENARIO_COMMITMENT_LIST(SCENARIO_ENUMERATOR) SCENARIO_N_COMMITMENTS };

/* Through which endpoint calls go; by-model: through runtime, unless the bare id is known to be
 * served through the other one only. */
#define SCENARIO_ENDPOINT_LIST(X)                                                                  \
    X(SCENARIO_ENDPOINT_BY_MODEL, "by-model")                                                      \
    X(SCENARIO_ENDPOINT_RUNTIME, "runtime")                                                        \
    X(SCENARIO_ENDPOINT_MANTLE, "mantle")
enum scenario_endpoint { SCENARIO_ENDPOINT_LIST(SCENARIO_ENUMERATOR) };

/* How long a cached prefix lives; shortest: of those that the model offers. */
#define SCENARIO_TTL_LIST(X)                                                                       \
    X(SCENARIO_TTL_SHORTEST, "shortest")                                                           \
    X(SCENARIO_TTL_5_MINUTES, "5-minutes")                                                         \
    X(SCENARIO_TTL_30_MINUTES, "30-minutes")                                                       \
    X(SCENARIO_TTL_1_HOUR, "1-hour")
enum scenario_ttl { SCENARIO_TTL_LIST(SCENARIO_ENUMERATOR) };

/* Law of the length of failures that are drawn. */
#define SCENARIO_REPAIR_LIST(X)                                                                    \
    X(SCENARIO_REPAIR_LOGNORMAL, "lognormal")                                                      \
    X(SCENARIO_REPAIR_EXPONENTIAL, "exponential")
enum scenario_repair { SCENARIO_REPAIR_LIST(SCENARIO_ENUMERATOR) };

/* Calls being served in a Region when it fails. */
#define SCENARIO_IN_FLIGHT_LIST(X)                                                                 \
    X(SCENARIO_IN_FLIGHT_LOST, "lost")                                                             \
    X(SCENARIO_IN_FLIGHT_KEPT, "kept")
enum scenario_in_flight { SCENARIO_IN_FLIGHT_LIST(SCENARIO_ENUMERATOR) };

/* What the caller gets when no destination has room. */
#define SCENARIO_ALL_TRIED_LIST(X)                                                                 \
    X(SCENARIO_ALL_TRIED_503, "503")                                                               \
    X(SCENARIO_ALL_TRIED_429, "429")
enum scenario_all_tried { SCENARIO_ALL_TRIED_LIST(SCENARIO_ENUMERATOR) };

/* What a figure must keep to; NaN = not stated. */
struct scenario_bound {
    struct scenario_node node;
    double min, max;
};

struct scenario_slo {
    struct scenario_node node;
#define X(key, word, unit, better, scope, text) struct scenario_bound key;
    CRI_SLO_LIST(X)
#undef X
    double goodput_ttft_s, goodput_e2e_s; /* of a class: NaN = the scenario's */
};

/* What must hold while something is out; NaN = not stated. */
struct scenario_slo_drill {
    struct scenario_node node;
    struct scenario_bound success_rate, recovery_min, amplification;
};

struct scenario_traffic {
    struct scenario_node node;
    const char
        *trace;    /* file or folder, relative to the scenario's folder; NULL with a generator */
    int generator; /* enum scenario_generator */
    double rate_per_s, duration_s, peak_to_mean, peak_at_s, period_s;
    double input_p50, input_p99, output_p50, output_p99;
    int64_t input_max, output_max;
    double scale, warp, start_s;
    int64_t loops;
    int unsorted; /* enum trace_unsorted */
    bool skip_bad_rows;
    int failed_rows;      /* enum trace_failed */
    int time_unit;        /* enum trace_unit */
    double session_gap_s; /* NaN = not given */
};

struct scenario_class {
    struct scenario_node node;
    const char *traffic, *label, *application;
    const char *model, *source_region, *client_region;
    int mode; /* 0 = the option's, else 1 + enum cri_mode */
    const char *prefix;
    int endpoint;       /* 0 = the option's, else enum scenario_endpoint */
    int64_t max_tokens; /* SCENARIO_WORD = unset */
    bool streaming, custom_model, deferrable;
    double cached_share;
    struct scenario_list fallback_source_regions, spread_source_regions, residency;
    const char *client;
    const char *account;
    int tier; /* enum scenario_tier */
    double batch_window_s, batch_hours_p50, batch_hours_p99;
    int64_t batch_min_records;
    int64_t prefix_groups, prefix_tokens;
    double prefix_skew;
    struct scenario_slo slo; /* its own; where it states nothing the scenario's holds */
};

struct scenario_client {
    struct scenario_node node;
    const char *retry;
    int64_t max_attempts, retry_quota, cost_throttle, cost_transient, cost_timeout, instances;
    double backoff_throttle_s, backoff_transient_s, backoff_cap_s;
    double read_timeout_s, deadline_s;
    bool retry_cut_off, retry_broken_streams;
};

struct scenario_routing {
    struct scenario_node node;
    const char *policy;
    double hop_rtt_factor, refusal_ms;
    int all_tried; /* enum scenario_all_tried */
    double refresh_s, max_time_s, stall_timeout_s;
    double network_weight, queue_weight, prefill_weight;
    int64_t max_tries;
    struct scenario_numbers shares;
    const char *geographic_rule, *global_rule; /* SCENARIO_RULE_POLICY = as `policy` says */
};

/* The rule of profiles that follow `policy`. */
#define SCENARIO_RULE_POLICY "policy"

struct scenario_routing_rule {
    struct scenario_node node;
    struct scenario_numbers shares; /* by group of destinations */
};

struct scenario_destinations { /* of one profile prefix */
    struct scenario_node node;
    struct scenario_numbers regions; /* true adds, false removes; given as members */
};

struct scenario_policy {
    struct scenario_node node;
    const char *file;             /* relative to the scenario's folder */
    int level;                    /* enum cri_level */
    const char *ou;               /* which organizational unit, "above/below"; NULL */
    struct scenario_list classes; /* that it binds; none = all */
};

struct scenario_quota {
    struct scenario_node node;
    const char *source_region, *model, *account; /* "*" = every */
    int kind;                                    /* 0 = every, else 1 + enum cri_mode */
    int64_t requests_per_min, tokens_per_min, tokens_per_day; /* ABSENT = the catalog's */
    int64_t input_tokens_per_min, output_tokens_per_min;      /* the same, of the endpoint mantle */
};

struct scenario_quota_change {
    struct scenario_node node;
    const char *source_region, *model, *account;
    int kind;
    double at_s;
    int64_t requests_per_min, tokens_per_min, tokens_per_day; /* ABSENT = as before */
    int64_t input_tokens_per_min, output_tokens_per_min;      /* the same, of the endpoint mantle */
};

struct scenario_quota_rules {
    struct scenario_node node;
    int refill_minute, refill_day; /* enum cri_refill */
    double adjust_every_s;
    int on_fault;    /* enum scenario_on_fault */
    int account_cap; /* enum cri_cap */
    int64_t output_step_tokens;
};

struct scenario_provisioned {
    struct scenario_node node;
    const char *source_region, *model;
    int64_t units, tokens_per_min_per_unit;
    double usd_per_unit_hour; /* NaN = the catalog's */
    int commitment;           /* enum scenario_commitment */
    int spill;                /* 0 = none, else 1 + enum cri_mode */
};

struct scenario_reserved {
    struct scenario_node node;
    const char *source_region, *model;
    int kind; /* 0 = every, else 1 + enum cri_mode */
    int64_t input_tokens_per_min, output_tokens_per_min;
    double usd_input, usd_output; /* per 1,000 tokens a minute and month; NaN = no price */
    bool overflow;
};

struct scenario_cache {
    struct scenario_node node;
    bool simulate;
    int ttl;                /* enum scenario_ttl */
    int64_t minimum_tokens; /* ABSENT = the catalog's */
};

struct scenario_background {
    struct scenario_node node;
    double start_hour_utc, step_s;
    int start_weekday; /* 0 = Monday */
    bool surge_on_outage;
};

struct scenario_capacity {
    struct scenario_node node;
    const char *region, *model; /* "*" = every */
    int kind;                   /* enum cri_capacity_kind */
    int64_t slots, queue, max_in_service;
    double calls, tokens_per_s; /* shared: one of them; NaN = not given */
    double background_share, background_swing, background_peak_hour, background_weekend;
};

struct scenario_model {
    struct scenario_node node;
    const char *model; /* "*" = every */
    double base_ttft_ms, prefill_tokens_per_s, output_tokens_per_s, ttft_sigma,
        rate_sigma;                                            /* NaN = catalog */
    int64_t output_burndown, max_output_tokens;                /* ABSENT = catalog */
    struct scenario_list tiers;                                /* words; not given = catalog */
    struct scenario_numbers ttft_quantiles_ms, rate_quantiles; /* {"p50": 800 ...} */
};

struct scenario_price {
    struct scenario_node node;
    const char *source_region, *model;
    int kind;
    int tier;                                      /* 0 = every, else 1 + enum scenario_tier */
    double input, output, cache_read, cache_write; /* USD per million tokens; NaN = not given */
    int64_t long_above;                            /* ABSENT = no such price */
    double long_input, long_output;
};

struct scenario_outage {
    struct scenario_node node;
    int kind; /* enum cri_outage_kind */
    struct scenario_list regions, models;
    const char *geography, *incident, *events;
    double start_s, duration_s; /* NaN = not given */
    double detection_delay_s, ramp_s;
    int in_flight;                                    /* enum scenario_in_flight */
    double mean_up_h, repair_p50_min, repair_p90_min; /* drawn; NaN = not given */
    int repair;                                       /* enum scenario_repair */
    bool independent, serving_survives, quota_survives;
    double error_share, slowdown, capacity_factor, added_ms, quota_factor;
};

struct scenario_indifference {
    struct scenario_node node;
    double success_rate_points, latency_s, cost_percent, throughput_percent;
};

/* Factors on what the scenario or the catalog states of the world, as studies change it. */
struct scenario_factors {
    struct scenario_node node;
    double capacity, quota, hop, ttft, output_rate;
};

/* Of a call where capacity is shared, by its tier. */
struct scenario_tier_weights {
    struct scenario_node node;
#define X(name, word, weight) int64_t word;
    CRI_TIER_LIST(X)
#undef X
};

/* Output tokens/s of a tier, as a multiple of the model's; NaN = the catalog's. */
struct scenario_tier_speeds {
    struct scenario_node node;
    double priority, flex, ultrafast;
};

/* What may be true and cannot be chosen. */
struct scenario_case {
    struct scenario_node node;
    bool must_hold;
    const struct sim_json *overrides; /* merge patch for every option; NULL = none */
    const struct sim_json *slo;       /* the same for `slo`; NULL = the scenario's own */
    struct scenario_list cross;       /* cases with which it is run together too */
};

struct scenario_option {
    struct scenario_node node;
    int mode; /* enum cri_mode */
    const char *prefix;
    int endpoint; /* enum scenario_endpoint */
    bool unpaired;
    const struct sim_json *overrides;
};

/* How numbers that are stated as ranges are drawn (ranges.h). */
struct scenario_uncertain {
    struct scenario_node node;
    int64_t draws; /* ABSENT = the fewest that can show the share */
    double share;  /* NaN = SCENARIO_DRAWS_SHARE */
};
#define SCENARIO_DRAWS_SHARE 0.95

/* Everything that is simulated in one option. */
struct scenario_world {
    struct scenario_node node;
    const char *format;
    int64_t version;
    const char *title, *description;
    const char *owner; /* NULL = not stated */
    int64_t seed, replications;
    double load, resample_block_s, horizon_s, drain_s;
    bool reserve_cache_reads, reserve_burndown, allow_retired;
    const char *as_of;              /* day, YYYY-MM-DD; NULL = the last that the catalog knows of */
    int64_t account_tokens_per_day; /* ABSENT = the catalog's */
    double monthly_requests;        /* NaN = not stated */
    struct scenario_map traffic, classes, clients, policies, routing_rules, destinations, quotas,
        quota_changes, capacity, models, prices, provisioned, reserved, outages, options, cases;
    struct scenario_list
        objective; /* words of figures, the first counts most; none = the default */
    struct scenario_list residency; /* places; of classes without a rule of their own */
    struct scenario_routing routing;
    struct scenario_quota_rules quota_rules;
    struct scenario_cache cache;
    struct scenario_background background;
    struct scenario_slo slo;
    struct scenario_slo_drill slo_drill;
    struct scenario_indifference indifference;
    struct scenario_factors factors;
    struct scenario_tier_weights tier_weights;
    struct scenario_tier_speeds tier_speeds;
    struct scenario_uncertain uncertain;
    const struct sim_json *schema_comment; /* "$schema": accepted, not used */
};

struct catalog;
struct scenario_edit;
struct scenario_range;

struct scenario {
    struct sim_arena arena;
    char *file;
    const struct catalog *catalog; /* that names were looked up in; NULL = as they are; lent */
    struct sim_json *json;         /* the file */
    struct scenario_world base;    /* without any option's overrides */
    uint32_t n_options;
    struct scenario_option *options; /* of base.options */
    struct sim_json **option_json;   /* merged tree of each option */
    struct scenario_world *worlds;   /* one per option */
    struct sim_json **edits;         /* trees that json lends from: the file, its edits */
    uint32_t n_edits;
    struct scenario_range *ranges; /* numbers that are not known (ranges.h) */
    uint32_t n_ranges;
};

/**
 * Read and check a scenario file ("-" = standard input). All findings go to diag.
 * Names of Regions, models and policies are checked when it is compiled (scenarios/plan).
 * @return NULL if diag got an error
 */
struct scenario *scenario_read(const char *file, struct sim_diag *diag);
/** The same from a text, for tests and fuzzing; file is used in messages and to resolve traces. */
struct scenario *scenario_parse(const char *file, const char *text, size_t length,
                                struct sim_diag *diag);
/**
 * As scenario_read(), but a scenario whose JSON is sound is given even if it has findings, so that
 * its names can be checked against the catalog in the same go. It must not be run then: look at
 * diag->n_errors. Strings that are missing are NULL.
 */
struct scenario *scenario_read_for_check(const char *file, struct sim_diag *diag);
/**
 * The same, as if the file said what the edits (edit.h) say, one after the other: an option's own
 * overrides come after them. Models and Regions may be called as people call them (resolve.h of
 * the catalog, which must outlive the scenario): a note says what each was taken for, and the
 * scenario has ids and codes.
 */
struct scenario *scenario_read_edited(const char *file, const struct scenario_edit *edits,
                                      uint32_t n_edits, const struct catalog *catalog,
                                      struct sim_diag *diag);
/**
 * The same of a text that nobody wrote (starter.h): findings name `name` and the key, without a
 * line. Files that it names are relative to the current folder.
 */
struct scenario *scenario_parse_edited(const char *name, const char *text, size_t length,
                                       const struct scenario_edit *edits, uint32_t n_edits,
                                       const struct catalog *catalog, struct sim_diag *diag);
/**
 * The scenario as a patch has it (a case, a point of a study): a merge patch (RFC 7396) like an
 * option's overrides, with the same keys, that changes base and every option, after its own
 * overrides; what it says in options.<name>.overrides changes that option alone, after that. A
 * class or a quota that an option has removed is not brought back by a change of it.
 * @param patch  an object; scenario and patch must outlive the result: what is the same is lent
 * @return NULL if diag got an error, at its place in the patch or in the scenario
 */
struct scenario *scenario_patched(const struct scenario *scenario, const struct sim_json *patch,
                                  struct sim_diag *diag);
/**
 * The scenario as if its file said what the patch says, options included: an option's own overrides
 * come after it. Lends as scenario_patched() does; ranges are those of the scenario.
 */
struct scenario *scenario_extended(const struct scenario *scenario, const struct sim_json *patch,
                                   struct sim_diag *diag);
void scenario_destroy(struct scenario *scenario);

/** Every value in force: "path = value   origin" lines, base first, then what each option changes.
 */
void scenario_effective(const struct scenario *scenario, struct sim_text *out);
/** Canonical JSON of the effective base and options, all defaults that matter written out: a
 * scenario file again. */
void scenario_canonical_json(const struct scenario *scenario, struct sim_text *out);
/** JSON Schema (draft 2020-12) of scenario files; Markdown reference; both from the rows. */
void scenario_json_schema(struct sim_text *out);
void scenario_reference(struct sim_text *out);

/**
 * First key in which two entries of a map ("traffic", "outages" ...) differ in value, or NULL when
 * they say the same. Lists are compared as sets; names and positions of the entries do not count.
 */
const char *scenario_changed_key(const char *map, const void *a, const void *b);

/** The bounds that an object `slo` states. */
struct cri_slo scenario_slo_bounds(const struct scenario_slo *slo);

/** Add an error at a value; path as in "options.geo.prefix". */
void scenario_error(struct sim_diag *diag, const struct sim_json *at, const char *path,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));
/** Position of a member of a node's object, or of the node itself; NULL if it was not given. */
const struct sim_json *scenario_at(const struct scenario_node *node, const char *key);

/** What a key ("max_tokens", "classes.<name>.max_tokens") is, and of which keys a word is a value:
 * a paragraph each, or nothing. */
void scenario_explain(const char *word, struct sim_text *out);
/** The names of all keys, some more than once. @return how many were put into `names` */
uint32_t scenario_key_names(const char **names, uint32_t room);

#endif
