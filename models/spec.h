/*
 * spec.h: one arm of a study, fully resolved, as plain structs: what scenarios/run compiles from a
 * scenario and the catalog, and what world.c simulates. Everything is an index into the arrays
 * of struct cri_spec; names are kept for messages and for the hashes that key random draws.
 *
 * Ownership: a spec borrows everything it points to; whoever built it keeps it alive and
 * unchanged while worlds run on it (several at once, on several threads).
 */
#ifndef CRISIM_MODELS_SPEC_H
#define CRISIM_MODELS_SPEC_H

#include "sim/base/time.h"

#include <stdbool.h>
#include <stdint.h>

#define CRI_NONE UINT32_MAX

/* How a class calls Bedrock. */
enum cri_mode { CRI_MODE_SINGLE_REGION, CRI_MODE_GEOGRAPHIC, CRI_MODE_GLOBAL, CRI_N_MODES };

/* The limits that can refuse a call with 429. */
enum cri_limit {
    CRI_LIMIT_RPM,         /* requests per minute */
    CRI_LIMIT_TPM,         /* tokens per minute */
    CRI_LIMIT_TPD,         /* tokens per day of this model */
    CRI_LIMIT_ACCOUNT_TPD, /* tokens per day of the account, over all models */
    CRI_N_LIMITS
};

/* Access outcome, decided before a run from catalog and rules. */
enum cri_denial {
    CRI_DENIAL_NONE,
    CRI_DENIAL_400_NO_PROFILE,     /* the profile cannot be called from this source Region */
    CRI_DENIAL_400_NO_ON_DEMAND,   /* the bare id has no on-demand throughput here */
    CRI_DENIAL_400_CUSTOM_PROFILE, /* a custom or provisioned model through a profile */
    CRI_N_DENIALS
};

struct cri_region_spec {
    const char *name;      /* "eu-west-2" */
    const char *geography; /* "eu" */
};

/* Quota of one (account, source Region, model, kind); 0 = no such limit. */
struct cri_quota_spec {
    const char *name; /* "eu-west-2/anthropic.claude-sonnet-4-6/geographic" */
    int64_t requests_per_min;
    int64_t tokens_per_min;
    int64_t tokens_per_day;
    uint32_t account; /* index into accounts, or CRI_NONE */
};

/* Account-wide daily tokens of one account in one source Region. */
struct cri_account_spec {
    const char *name;
    int64_t tokens_per_day; /* > 0 */
};

/* Prices, USD per million tokens; NaN where no price is known. */
struct cri_price_spec {
    const char *name; /* "eu-west-2/anthropic.claude-sonnet-4-6/global" */
    double input, output, cache_read, cache_write;
};

/* How a model is served: TTFT = base x noise + prefill, then one token per output_ns x noise. */
struct cri_service_spec {
    const char *model;
    sim_time base_ttft;          /* median [ns], network excluded */
    double prefill_ns_per_token; /* uncached input tokens */
    double output_ns_per_token;  /* median */
    double ttft_sigma;           /* of ln(noise), median 1; 0 = none */
    double rate_sigma;           /* of ln(noise) on output_ns_per_token */
    int64_t output_burndown;     /* quota tokens per output token at settlement, >= 1 */
};

/* Room for calls of one model in one Region. */
enum cri_capacity_kind { CRI_CAPACITY_UNLIMITED, CRI_CAPACITY_SLOTS };
struct cri_capacity_spec {
    enum cri_capacity_kind kind;
    uint32_t slots; /* calls served at once, > 0 */
    uint32_t queue; /* calls that may wait for a slot; 0 = refuse at once */
};

struct cri_policy; /* models/policy/policy.h */

/* One way to call: mode, source Region, and behind it the destinations a profile may use. */
struct cri_target_spec {
    enum cri_mode mode;
    const char *model_id; /* "eu.anthropic.claude-sonnet-4-6": for the header and messages */
    uint32_t source;      /* Region where the API is called */
    uint32_t quota;       /* index into quotas */
    uint32_t price;       /* index into prices, or CRI_NONE = no price */
    enum cri_denial denial;
    uint32_t n_destinations;      /* >= 1 unless denied; single-Region: the source alone */
    const uint32_t *destinations; /* Region indices, the source first if it is one of them */
    const struct cri_policy *policy;
    const double *shares; /* fixed-share: n_destinations, sum 1; else NULL */
};

/* Client behaviour; presets are in client.h. */
struct cri_client_spec {
    const char *preset;        /* name to print */
    uint32_t max_attempts;     /* per target, first call included, >= 1 */
    sim_time backoff_throttle; /* delay before retry k = U(0,1) x min(base x 2^k, cap) */
    sim_time backoff_transient;
    sim_time backoff_cap; /* 0 = no cap */
    int64_t retry_quota;  /* tokens per client instance; 0 = no retry quota */
    int64_t cost_throttle, cost_transient, cost_timeout;
    uint32_t instances;        /* requests are spread over so many clients, >= 1 */
    sim_time read_timeout;     /* longest silence on the connection; 0 = none */
    sim_time deadline;         /* user leaves so long after the intended start; 0 = never */
    bool retry_broken_streams; /* try again after a stream broke; the SDKs do not */
};

struct cri_records;

/* Traffic of one class: a view of decoded records and how it is replayed (arrivals.h). */
struct cri_arrivals_spec {
    const char *name; /* of the traffic: keys thinning and resampling, so classes that share a
                         trace meet the same blocks */
    const struct cri_records *records;
    uint32_t label; /* only rows with this label; CRI_NONE = all rows */
    double scale;   /* > 0: 6 = every row six times, spread over its gap; 0.5 = keyed thinning */
    double warp;    /* > 0: 2 = twice as fast (all times divided by 2) */
    uint32_t loops; /* >= 1: the trace so many times in a row */
    sim_time resample_block; /* 0 = replay as it is; else blocks drawn with replacement */
    sim_time start;          /* added to every time */
};

struct cri_class_spec {
    const char *name;
    bool runs;           /* false: its mode is not allowed; not offered */
    const char *why_not; /* reason when it does not run */
    uint32_t client_region;
    uint32_t model;        /* index into services */
    int64_t max_tokens;    /* > 0: used for rows that bring none */
    bool max_tokens_unset; /* true: max_tokens is the model's maximum because none was set */
    bool streaming;        /* read time-out applies to the first byte; else to the whole answer */
    double cached_share;   /* share of input tokens read from the prompt cache, 0..1 */
    uint32_t n_targets;    /* the first is the primary, the others client fallbacks in order */
    const struct cri_target_spec *targets;
    struct cri_client_spec client;
    struct cri_arrivals_spec arrivals;
    sim_time slo_ttft, slo_e2e; /* goodput counts completed within both; 0 = no bound */
};

enum cri_outage_kind {
    CRI_OUTAGE_SERVING_LOSS, /* the models cannot be served there; the endpoint answers */
    CRI_OUTAGE_REGION_LOSS   /* endpoint, quota and router are gone too */
};

struct cri_outage_spec {
    const char *name;
    enum cri_outage_kind kind;
    uint32_t n_regions;
    const uint32_t *regions;
    sim_time start, end;      /* [start, end) */
    sim_time detection_delay; /* the router knows so much later, of start and of end alike */
    bool in_flight_lost;      /* calls being served there fail at the start; else they finish */
};

struct cri_spec {
    const char *arm;
    uint32_t n_regions;
    const struct cri_region_spec *regions;
    const sim_time *rtt;        /* [ns] n_regions x n_regions, row-major, from x to */
    double hop_rtt_factor;      /* time of a hop source -> destination = factor x RTT */
    sim_time refusal_time;      /* time a destination takes to say no, > = 0 */
    bool all_tried_is_throttle; /* no destination had room: 429 instead of 503 */
    uint32_t n_services;
    const struct cri_service_spec *services;
    uint32_t n_quotas;
    const struct cri_quota_spec *quotas;
    uint32_t n_accounts;
    const struct cri_account_spec *accounts;
    uint32_t n_prices;
    const struct cri_price_spec *prices;
    const struct cri_capacity_spec *capacity; /* n_regions x n_services, row-major */
    uint32_t n_classes;
    const struct cri_class_spec *classes;
    uint32_t n_outages;
    const struct cri_outage_spec *outages;
    bool reserve_cache_reads; /* cache reads count in the first reservation (sources disagree) */
    sim_time horizon;         /* arrivals after it are not offered; throughput is over it; > 0 */
    sim_time drain;           /* the run goes on at most so long after the horizon (60 min) */
};

const char *cri_mode_name(enum cri_mode mode);         /* "single-region", "geographic", "global" */
const char *cri_limit_name(enum cri_limit limit);      /* "rpm", "tpm", "tpd", "account-tpd" */
const char *cri_denial_reason(enum cri_denial denial); /* the provider's message, in short */

#endif
