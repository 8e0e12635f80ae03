/*
 * spec.h: one option of a study, fully resolved, as plain structs: what scenarios/plan compiles
 * from a scenario and the catalog, and what world.c simulates. Everything is an index into the
 * arrays of struct cri_spec; names are kept for messages and for the hashes that key random draws.
 *
 * Ownership: a spec borrows everything it points to; whoever built it keeps it alive and
 * unchanged while worlds run on it (several at once, on several threads).
 */
#ifndef CRISIM_MODELS_SPEC_H
#define CRISIM_MODELS_SPEC_H

#include "models/limit_list.h"
#include "models/mode_list.h"
#include "models/outage_list.h"
#include "models/reason_list.h"
#include "models/slo.h"
#include "models/tier_list.h"
#include "sim/base/time.h"

#include <stdbool.h>
#include <stdint.h>

#define CRI_NONE UINT32_MAX

/* Of an amount of a quota: there is no such limit. 0 is a limit: this way of calling is closed. */
#define CRI_NO_LIMIT (-1)

/* How a class calls Bedrock. */
enum cri_mode {
#define X(name, word) CRI_MODE_##name,
    CRI_MODE_LIST(X)
#undef X
        CRI_N_MODES
};

/* The limits that can refuse a call with 429. */
enum cri_limit {
#define X(name, word) CRI_LIMIT_##name,
    CRI_LIMIT_LIST(X)
#undef X
        CRI_N_LIMITS
};

/* Access outcome, decided before a run from catalog and rules. */
enum cri_denial {
#define X(name, text) CRI_DENIAL_##name,
    CRI_DENIAL_LIST(X)
#undef X
        CRI_N_DENIALS
};

/* Turns of a call where calls of several tiers meet. */
enum cri_tier {
#define X(name, word, weight) CRI_TIER_##name,
    CRI_TIER_LIST(X)
#undef X
        CRI_N_TIERS
};

struct cri_region_spec {
    const char *name;      /* "eu-west-2" */
    const char *geography; /* "eu" */
};

/* How a quota comes back. The provider does not document it. */
enum cri_refill {
#define X(name, word) CRI_REFILL_##name,
    CRI_REFILL_LIST(X)
#undef X
        CRI_N_REFILLS
};

/* What the account's daily cap counts. The provider does not document it. */
enum cri_cap {
#define X(name, word) CRI_CAP_##name,
    CRI_CAP_LIST(X)
#undef X
        CRI_N_CAPS
};

/*
 * Quota of one (account, source Region, model, kind). Each amount is >= 0 or CRI_NO_LIMIT; where
 * any of them is 0 no call is let through. For provisioned throughput `units` is all there is:
 * tokens a minute of the model units bought. Of a reservation tokens_per_min is the input and
 * output_per_min the output, both taken at admission.
 */
struct cri_quota_spec {
    const char *name; /* "eu-west-2/anthropic.claude-sonnet-4-6/geographic" */
    int64_t requests_per_min;
    int64_t tokens_per_min;
    int64_t tokens_per_day;
    int64_t units_per_min;
    bool apart;             /* tokens_per_min counts the input (and max_tokens until the end) */
    bool reserved;          /* a reservation of input and output tokens */
    int64_t output_per_min; /* apart: of the output, when it is generated; reserved */
    uint32_t account;       /* index into accounts, or CRI_NONE */
    uint32_t region;        /* source Region: a quota cut there reduces it */
};

/* Account-wide daily tokens of one account in one source Region. */
struct cri_account_spec {
    const char *name;
    int64_t tokens_per_day; /* >= 0; 0 closes all of the account's quotas */
};

/* A quota gets another amount at a time: an increase that was granted, a cut. */
struct cri_quota_change_spec {
    sim_time at;
    uint32_t quota;
    enum cri_limit limit; /* one that the quota has */
    int64_t amount;       /* >= 0 */
};

/* A target's calls that end from a time on pay other prices. */
struct cri_price_change_spec {
    sim_time at;
    uint32_t class, target; /* of the class */
    uint32_t price, long_price;
    int64_t long_above;
};

/* Rules of all quotas that the provider does not document in full. */
struct cri_quota_rules {
    enum cri_refill per_minute, per_day;
    sim_time adjust_every; /* held tokens follow the real output this often; 0 = at the end only */
    bool reserve_cache_reads; /* cache reads count in the first reservation (sources disagree) */
    bool reserve_burndown;    /* max_tokens count output_burndown times in it (documented: once) */
    bool keep_on_fault;       /* a call that the provider failed keeps what it reserved */
    enum cri_cap account_cap; /* what the account's daily cap counts */
    int64_t output_step;      /* tokens that are taken from an output quota at a time, > 0 */
};

/* Prices, USD per million tokens; NaN where no price is known. */
struct cri_price_spec {
    const char *name; /* "eu-west-2/anthropic.claude-sonnet-4-6/global" */
    double input, output, cache_read, cache_write;
};

/* Bought by the hour, used or not. */
struct cri_commitment_spec {
    const char *name; /* "eu-west-2/anthropic.claude-v2/provisioned": of its price row too */
    uint32_t units;
    double usd_per_unit_hour; /* NaN = no price */
};

enum cri_noise_kind {
    CRI_NOISE_LOGNORMAL,   /* median 1; sigma 0 = no noise */
    CRI_NOISE_EXPONENTIAL, /* mean 1 */
    CRI_NOISE_TABLE        /* inverse distribution function, linear between points, flat beyond */
};

/* Noise as a factor on a time, monotone in its one uniform. */
struct cri_noise_spec {
    enum cri_noise_kind kind;
    double sigma;            /* lognormal: of ln(noise) */
    uint32_t n;              /* table: points, > 0 */
    const double *p, *value; /* table: rising; p in [0, 1] */
};

/* How a model is served: TTFT = base x noise + prefill, then one token per output_ns x noise. */
struct cri_service_spec {
    const char *model;
    sim_time base_ttft;               /* times its noise's median is the median [ns], no network */
    double prefill_ns_per_token;      /* uncached input tokens */
    double output_ns_per_token;       /* in the same way */
    struct cri_noise_spec ttft_noise; /* on base_ttft */
    struct cri_noise_spec rate_noise; /* on output_ns_per_token */
    int64_t output_burndown;          /* quota tokens per output token at settlement, >= 1 */
};
/** Time that the input takes [ns]; tokens: those that come out of no cache. */
static inline double cri_service_prefill(const struct cri_service_spec *service, uint32_t tokens)
{
    return service->prefill_ns_per_token * (double)tokens;
}

/* Room for calls of one model in one Region. */
enum cri_capacity_kind {
#define X(name, word) CRI_CAPACITY_##name,
    CRI_CAPACITY_LIST(X)
#undef X
        CRI_N_CAPACITY_KINDS
};

/*
 * Use by other customers, as a share of the capacity: a cosine over the Region's local day, its
 * peak at peak_hour, times weekend on Saturdays and Sundays. {0} = none.
 */
struct cri_background_spec {
    double mean, amplitude; /* share 0..1; mean + amplitude is the peak, mean - amplitude the low */
    double peak_hour;       /* local, 0..24 */
    double weekend;         /* factor, >= 0 */
};

struct cri_capacity_spec {
    enum cri_capacity_kind kind;
    uint32_t slots; /* calls served at once, > 0 */
    uint32_t queue; /* calls that may wait for a slot; 0 = refuse at once */
    double width;   /* shared: calls that can be served at full speed at once, > 0 */
    uint32_t most;  /* shared: calls that may be in service; 0 = any number */
    struct cri_background_spec background;
};

struct cri_policy; /* models/policy/policy.h */

/* One way to call: mode, source Region, and behind it the destinations a profile may use. */
struct cri_target_spec {
    enum cri_mode mode;
    const char *model_id; /* "eu.anthropic.claude-sonnet-4-6": for the header and messages */
    uint32_t source;      /* Region where the API is called */
    uint32_t quota;       /* index into quotas */
    uint32_t price;       /* index into prices, or CRI_NONE = no price */
    uint32_t long_price;  /* of calls with more than long_above input tokens; CRI_NONE = same */
    int64_t long_above;   /* input tokens; 0 = there is no such price */
    enum cri_tier tier;   /* its turn where calls wait, its weight where they share */
    double output_speed;  /* output tokens/s, as a multiple of the model's; 0 = 1 */
    bool dedicated;       /* bought: served beside the shared capacity */
    bool spills;          /* a call that the quota refuses goes to the next target at once */
    bool overflows;       /* spills on the provider's side: for the client both are one target */
    enum cri_denial denial;
    const char *why; /* denied: the reason with its names and numbers; NULL = cri_denial_reason() */
    uint32_t n_destinations;      /* >= 1 unless denied; single-Region: the source alone */
    const uint32_t *destinations; /* Region indices, the source first if it is one of them */
    const struct cri_policy *policy;
    const double *shares; /* fixed-share, weighted: n_destinations, sum 1; else NULL */
    bool assumed;         /* the destinations are an assumption: the set is not published */
    uint64_t forbidden;   /* destinations, by position, where IAM ends a call that comes there */
    const char *const *why_forbidden; /* n_destinations; of those that are forbidden */
    const char *const *forbidden_by;  /* the statements in short, alike */
    const char *denied_by;            /* of a target that policies refuse; NULL */
};

/* What parts of an answer's time count for a policy that adds them up; each >= 0, one above 0. */
struct cri_time_weights {
    double network, queue, prefill;
};

/* What all routers have in common. */
struct cri_routing_spec {
    double hop_rtt_factor;      /* time of a hop source -> destination = factor x RTT */
    sim_time refusal_time;      /* time a destination takes to say no, >= 0 */
    bool all_tried_is_throttle; /* no destination had room: 429 instead of 503 */
    sim_time refresh;           /* age up to which a policy's view of load may be; 0 = current */
    uint32_t max_tries;         /* destinations tried in one call; 0 = all */
    sim_time max_time;          /* no further destination after so long in one call; 0 = any */
    sim_time stall_timeout;     /* a silent destination is left after so long; 0 = never */
    struct cri_time_weights time_weights;
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
    bool retry_cut_off;        /* try again after an output quota ended the answer */
    bool retry_broken_streams; /* try again after a stream broke; the SDKs do not */
};

struct cri_records;
struct cri_generator;

/* Traffic of one class: decoded records or a generator, and how it is replayed (arrivals.h). */
struct cri_arrivals_spec {
    const char *name; /* of the traffic: keys drawing, thinning and resampling, so classes that
                         share a trace meet the same blocks */
    const struct cri_records *records;     /* not looked at with a generator */
    const struct cri_generator *generator; /* NULL = records */
    uint32_t label;                        /* only rows with this label; CRI_NONE = all rows */
    double scale;   /* > 0: 6 = every row six times, spread over its gap; 0.5 = keyed thinning */
    double warp;    /* > 0: 2 = twice as fast (all times divided by 2) */
    uint32_t loops; /* >= 1: the trace so many times in a row */
    sim_time resample_block; /* 0 = replay as it is; else blocks drawn with replacement */
    sim_time start;          /* added to every time */
    double load; /* load factor, up to CRI_LOAD_MOST: copies of what comes out of all that
                    (load.h); 0 = 1 */
};

struct cri_class_spec {
    const char *name;
    bool runs;           /* false: its mode is not allowed; not offered */
    const char *why_not; /* reason when it does not run */
    const char *only_if; /* policies let it run only if this holds, which is not known; NULL */
    uint32_t client_region;
    const uint8_t *outside; /* n_regions: 1 = what is processed there is counted as outside; NULL =
                               by the source's geography */
    bool residency;         /* of a rule about where it may be processed */
    const char *outside_of; /* of what, in words; NULL = of the source's geography */
    uint32_t model;         /* index into services */
    int64_t max_tokens;     /* > 0: used for rows that bring none; 0 = all bring their own */
    int64_t most_tokens;    /* a request with a larger max_tokens is denied; 0 = not known */
    bool max_tokens_unset;  /* true: max_tokens is the model's maximum because none was set */
    bool deferrable;        /* its answers may take hours; not simulated */
    bool streaming;         /* read time-out applies to the first byte; else to the whole answer */
    double cached_share;    /* share of input tokens read from the prompt cache, 0..1 */
    uint32_t n_targets;     /* the first is the primary, the others client fallbacks in order */
    const struct cri_target_spec *targets;
    uint32_t n_spread; /* client-side: requests start at the first so many targets in turn and go
                          round them; then come the fallbacks. 0 = they start at the first */
    struct cri_cache_spec {
        bool on;         /* prompt cache simulated; else cached_share and the trace's columns */
        sim_time ttl;    /* of an entry, renewed by each hit, > 0 */
        int64_t minimum; /* shortest prefix that is cached [tokens] */
        uint32_t groups; /* > 0: prefixes drawn by group, for traffic that brings none */
        int64_t tokens;  /* of a group's prefix */
        double skew;     /* popularity of groups: weight of the k-th = 1 / k^skew */
    } cache;
    struct cri_batch_spec {
        bool on;         /* submitted as jobs: no on-demand quota, no on-demand capacity */
        sim_time window; /* requests of so long are one job, > 0 */
        uint32_t least;  /* records in a job; fewer wait for the next window */
        double hours_p50, hours_p99; /* turnaround: lognormal by two percentiles */
    } batch;
    struct cri_client_spec client;
    struct cri_arrivals_spec arrivals;
    struct cri_slo slo;         /* what it must keep to; not simulated */
    sim_time slo_ttft, slo_e2e; /* goodput counts completed within both; 0 = no bound */
};

enum cri_outage_kind {
#define X(name, word, text) CRI_OUTAGE_##name,
    CRI_OUTAGE_LIST(X)
#undef X
        CRI_N_OUTAGE_KINDS
};

/* One failure in Regions that are hit together, scheduled or drawn. */
struct cri_outage_spec {
    const char *name;
    enum cri_outage_kind kind;
    uint32_t n_regions;
    const uint32_t *regions;
    uint64_t services;   /* bit s: service s is hit (Region losses hit all); 0 = all */
    sim_time start, end; /* [start, end); drawn: ignored */
    bool drawn;          /* again and again: up times exponential, repairs lognormal */
    double mean_up_s;    /* drawn: mean time from one end to the next start */
    double repair_p50_s, repair_p90_s; /* drawn: of the repair time, p50 <= p90 */
    bool repair_exponential;  /* drawn: repair exponential with mean repair_p50_s instead */
    sim_time detection_delay; /* the router knows so much later, of start and of end alike */
    sim_time ramp;            /* after the end a falling share of calls is still refused */
    bool in_flight_lost;      /* calls being served there fail at the start; else they finish */
    bool serving_survives;    /* Region loss: calls that come from other Regions are served */
    bool quota_lost;          /* Region loss: quotas of the Region are full again at its end */
    double error_share;       /* brown-out: of calls, before their first token */
    double slowdown;          /* brown-out: factor on the time of calls that start; 0 = 1 */
    double capacity_factor;   /* brown-out: of the Region's capacity, (0, 1]; 0 = 1 */
    sim_time added;           /* latency: on the time to first token of calls that start */
    double quota_factor;      /* quota-cut: [0, 1]; 0 closes the quotas, limits or none */
};

struct cri_spec {
    const char *option;
    uint32_t n_regions;
    const struct cri_region_spec *regions;
    const sim_time *rtt;        /* [ns] n_regions x n_regions, row-major, from x to */
    const double *utc_offset_h; /* of local time, per Region; NULL = all 0 */
    double start_hour_utc;      /* time of day at which the run starts, 0..24 */
    uint32_t start_weekday;     /* 0 = Monday ... 6 */
    struct cri_routing_spec routing;
    uint32_t n_services;
    const struct cri_service_spec *services;
    uint32_t n_quotas;
    const struct cri_quota_spec *quotas;
    uint32_t n_accounts;
    const struct cri_account_spec *accounts;
    struct cri_quota_rules quota_rules;
    uint32_t n_quota_changes;
    const struct cri_quota_change_spec *quota_changes; /* by time */
    uint32_t n_prices;
    const struct cri_price_spec *prices;
    uint32_t n_price_changes;
    const struct cri_price_change_spec *price_changes; /* by time */
    uint32_t n_commitments;
    const struct cri_commitment_spec *commitments;
    const struct cri_capacity_spec *capacity; /* n_regions x n_services, row-major */
    uint32_t tier_weights[CRI_N_TIERS];       /* of a call where capacity is shared: 1..100, no
                                                 tier's above the one before it; 0 = all alike */
    uint32_t n_classes;
    const struct cri_class_spec *classes;
    uint32_t n_outages;
    const struct cri_outage_spec *outages;
    sim_time background_step; /* background use is constant for so long; 0 = 5 min */
    bool no_surge;            /* background of a Region that fails does not move to the others */
    struct cri_slo slo;       /* what the option as a whole must keep to */
    double monthly_requests;  /* volume that the cost of 30 days is for; 0 = the traffic's own */
    sim_time clock_offset;    /* of the clock whose minutes busiest ones are: what it shows at 0,
                                 modulo a minute */
    bool over_time;           /* latencies are kept by time and by Region, too (over_time.h) */
    sim_time horizon;         /* arrivals after it are not offered; throughput is over it; > 0 */
    sim_time drain;           /* the run goes on at most so long after the horizon (60 min) */
};

const char *cri_mode_name(enum cri_mode mode); /* "single-region", "geographic" ... */
/** A quota without any limit, of no account, in the source Region of index 0. */
struct cri_quota_spec cri_quota_unlimited(const char *name);
/** Where a quota holds the amount of a limit of its own, that is of any but the account's. */
int64_t *cri_quota_amount(struct cri_quota_spec *quota, enum cri_limit limit);
const char *cri_limit_name(enum cri_limit limit); /* "rpm", "tpm", "tpd", "account-tpd" ... */
const char *cri_outage_kind_name(enum cri_outage_kind kind); /* "serving-loss" ... */
const char *cri_refill_name(enum cri_refill refill); /* "token-bucket", "fixed-window" ... */
const char *cri_cap_name(enum cri_cap cap);          /* "price-weighted", "after-burndown" ... */
/** A mode in which one Region serves every call: no router, no profile. */
bool cri_mode_is_direct(enum cri_mode mode);
const char *cri_denial_reason(enum cri_denial denial); /* the provider's message, in short */

#endif
