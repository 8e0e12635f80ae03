/*
 * outcome.h: what one replication of one arm counted. Integers only, so that outcomes merge
 * exactly and in any order. Words as in docs/architecture.md, "words".
 */
#ifndef CRISIM_MODELS_OUTCOME_H
#define CRISIM_MODELS_OUTCOME_H

#include "models/spec.h"
#include "sim/base/spool.h"
#include "sim/kernel/histogram.h"

/* Terminal state of a client request, exactly once each. */
enum cri_terminal {
    CRI_COMPLETED,
    CRI_THROTTLED,   /* 429 last */
    CRI_UNAVAILABLE, /* 503, 500, 424 last, or the endpoint was gone */
    CRI_TIMED_OUT,   /* a client time-out last */
    CRI_ABANDONED,   /* the user left */
    CRI_DENIED,      /* 400, 403 */
    CRI_N_TERMINALS
};

enum cri_cause { CRI_CAUSE_CAPACITY, CRI_CAUSE_OUTAGE, CRI_CAUSE_STALL, CRI_N_CAUSES };

/*
 * What kept a request from completing: one for each that failed, the nearest thing that would have
 * to change. What no repetition can mend comes before what stopped the repetitions.
 */
enum cri_failed_by {
    CRI_FAILED_DENIED,      /* 400, 403, a quota of 0 */
    CRI_FAILED_ABOVE_LIMIT, /* 429: the call alone is larger than the limit */
    CRI_FAILED_SHORT_READ,  /* the call needs longer than the read time-out, nothing in its way */
    CRI_FAILED_SHORT_LIMIT, /* it needs longer than the deadline, nothing in its way */
    CRI_FAILED_RETRY_QUOTA, /* attempts were left, and the retry quota was empty */
    CRI_FAILED_QUOTA,       /* 429 by a limit */
    CRI_FAILED_QUEUE,       /* it waited for room until the client gave up */
    CRI_FAILED_DEADLINE,    /* the deadline passed, over repetitions or slow service */
    CRI_FAILED_TIMEOUT,     /* a time-out, for other reasons: a stall, refusals on the way */
    CRI_FAILED_PROVIDER,    /* 503, 500, 424: no room, an outage */
    CRI_N_FAILED_BY
};

/* Whether a request arrived in an outage window (any Region) or not. */
enum cri_phase { CRI_PHASE_NORMAL, CRI_PHASE_OUTAGE, CRI_N_PHASES };

/* Why a router sent a call where it went. */
enum cri_reason {
    CRI_REASON_ONLY,     /* there was one destination left */
    CRI_REASON_SOURCE,   /* the source Region comes first */
    CRI_REASON_NEAREST,  /* the shortest round trip */
    CRI_REASON_SHARE,    /* drawn by shares */
    CRI_REASON_TURN,     /* its turn */
    CRI_REASON_LOAD,     /* least load, as known */
    CRI_REASON_SPEED,    /* quickest, as known */
    CRI_REASON_AFFINITY, /* where the prompt's prefix lives */
    CRI_N_REASONS
};

struct cri_counts {
    uint64_t offered;
    uint64_t terminal[CRI_N_TERMINALS];
    uint64_t in_flight;                  /* at the end; non-zero only when cut short */
    uint64_t throttled_by[CRI_N_LIMITS]; /* requests whose last answer was 429, by its limit */
    uint64_t denied_by[CRI_N_DENIALS];   /* requests that ended as denied, by reason */
    uint64_t failed_by[CRI_N_FAILED_BY]; /* requests that ended otherwise than completed */
    uint64_t throttled_by_capacity;      /* 429 because no destination had room (parameter) */
    uint64_t completed_by_horizon;
    uint64_t good;      /* completed inside the SLO, by the horizon */
    uint64_t truncated; /* completed with the output cut at max_tokens */
    uint64_t attempts;
    uint64_t passed;                   /* attempts that access and quota let through */
    uint64_t faults;                   /* of those, ended by the provider's fault */
    uint64_t refused_by[CRI_N_LIMITS]; /* attempts answered 429, by limit */
    uint64_t retries, fallbacks;
    uint64_t retry_quota_empty; /* retries not made because the retry quota was empty */
    uint64_t reactive_moves[CRI_N_CAUSES], proactive_moves[CRI_N_CAUSES];
    uint64_t reactive_requests, proactive_requests; /* requests with at least one such move */
    uint64_t failover_requests;                     /* requests with a move of either kind */
    uint64_t placement_requests;          /* completed away from the source by preference */
    uint64_t outside_geography;           /* completed in a Region outside the source's geography */
    uint64_t input_tokens, output_tokens; /* of completed requests */
    uint64_t output_tokens_by_horizon, input_tokens_by_horizon;
    uint64_t decisions[CRI_N_REASONS]; /* of routers, one for each destination tried */
    uint64_t spilled;                  /* calls that went from provisioned to on-demand */
    uint64_t stalled;                  /* calls that met a silent destination */
    uint64_t tries_ended;              /* calls that stopped looking: limit on tries or time */
    uint64_t prefix_tokens;            /* input tokens of completed requests that could be cached */
    uint64_t cache_read_tokens, cache_write_tokens; /* of completed requests */
    uint64_t cache_hits;                            /* completed requests with any cache read */
    uint64_t batch_jobs;
};

/* Tokens charged at one price row: useful = of completed requests, waste = of calls given up on. */
struct cri_ledger_row {
    uint64_t input, output, cache_read, cache_write;
};
struct cri_ledger {
    struct cri_ledger_row useful, waste;
};

struct cri_class_outcome {
    struct cri_counts counts[CRI_N_PHASES];
    struct sim_histogram ttft[CRI_N_PHASES]; /* [ns], 10 bits, failures as infinite */
    struct sim_histogram e2e[CRI_N_PHASES];
    struct sim_histogram needed; /* [ns], of calls that could not end in time: SHORT_READ, _LIMIT */
    struct sim_histogram attempt_latency; /* [ns], of attempts that succeeded; 7 bits */
    uint64_t *served;                     /* completed by serving Region, n_regions */
    struct cri_ledger *ledgers;           /* n_prices + 1; the last one: tokens without a price */
    int64_t
        *e2e_by_position; /* [ns], -1 = not completed; in arrival order; NULL unless asked for */
    uint64_t n_positions;
};

struct cri_quota_outcome {
    double headroom[CRI_N_LIMITS]; /* lowest level / size; NaN where there is no such limit */
    uint64_t refused[CRI_N_LIMITS];
    uint64_t reserved_tokens, settled_tokens; /* sums over admitted calls */
};

/* What one quota did in one bin of the series. */
struct cri_quota_bin {
    uint64_t reserved, settled; /* tokens, by time of admission and of settlement */
    uint32_t admitted;
    uint32_t refused[CRI_N_LIMITS];
    double used[CRI_N_LIMITS]; /* highest share in use, reservations included; above 1 in debt */
};

/* What the provider did to calls of one source Region in one bin: the base of an uptime. */
struct cri_source_bin {
    uint32_t passed, faults;
};

/* How often an outage came, and for how long up to the horizon. */
struct cri_outage_outcome {
    uint64_t n;
    uint64_t ns;
};

/* One bin of the time series (a minute, or 2^k minutes when the run is very long). */
struct cri_minute {
    uint32_t offered, failed_of_offered; /* by minute of arrival */
    uint32_t completed, throttled, unavailable, timed_out,
        other;                                            /* by minute of the terminal event */
    uint32_t refused, retries, failover_moves, fallbacks; /* by minute of the event */
    uint64_t input_tokens, output_tokens;                 /* completed */
};

struct cri_series {
    sim_time width; /* of a bin: a minute x 2^k */
    uint32_t n;     /* bins used */
    uint32_t capacity, max_bins;
    uint32_t n_regions, n_quotas;
    uint32_t n_served, n_sources; /* Regions that can serve, that are called: the columns */
    uint32_t *served_column;      /* n_regions: of a Region in `served`, or CRI_NONE */
    uint32_t *source_column;      /* n_regions: in `sources` */
    struct sim_spool spool;       /* holds the arrays of a long run */
    sim_time from, to;            /* of the bin asked for last: [from, to) */
    uint32_t at;
    struct cri_minute *minutes; /* n */
    uint32_t *served; /* n x n_served: completed by serving Region, minute of completion */
    struct cri_source_bin *sources; /* n x n_sources, by source Region, minute of the event */
    struct cri_quota_bin *quotas;   /* n x n_quotas */
};

struct cri_outcome {
    uint32_t n_classes, n_regions, n_prices, n_quotas, n_accounts, n_outages;
    struct cri_class_outcome *classes;
    struct cri_quota_outcome *quotas;   /* n_quotas */
    double *account_headroom;           /* n_accounts */
    struct cri_outage_outcome *outages; /* n_outages */
    struct cri_series series;
    uint64_t busiest_minute; /* most completions in one minute */
    uint64_t events;         /* kernel events, for benchmarks */
    uint64_t requests;
    sim_time ended_at; /* time of the last event */
    bool complete;     /* false when interrupted */
};

/** Empty outcome for a spec. */
void cri_outcome_init(struct cri_outcome *outcome, const struct cri_spec *spec);
void cri_outcome_release(struct cri_outcome *outcome);
/** into += from, of the same spec: counters, histograms and ledgers add, headroom takes the least,
 * the series adds bin by bin (at the wider width of the two). e2e_by_position is not merged. */
void cri_outcome_merge(struct cri_outcome *into, const struct cri_outcome *from);

/**
 * Write an outcome for another process, or read one into an outcome of the same spec that is still
 * empty; codec->bad says when the bytes do not fit it.
 */
void cri_outcome_code(struct cri_outcome *outcome, struct sim_codec *codec);

/** Sum over classes and phases (or one phase, or CRI_N_PHASES for both). */
struct cri_counts cri_outcome_total(const struct cri_outcome *outcome, enum cri_phase phase);
/** counts into += from. */
void cri_counts_add(struct cri_counts *into, const struct cri_counts *from);
/** Sum of all terminal states plus in flight; equals offered (a law). */
uint64_t cri_counts_accounted(const struct cri_counts *counts);
/** Tokens at price row `price` (n_prices: without a price) over all classes. */
struct cri_ledger cri_outcome_ledger(const struct cri_outcome *outcome, uint32_t price);
/** "source-first", "least-load" ...: why, as users see it. */
const char *cri_reason_name(enum cri_reason reason);
/** USD of one ledger at its price, useful or waste; NaN without a price (0 tokens cost 0). */
double cri_ledger_usd(const struct cri_ledger_row *row, const struct cri_price_spec *price);
/**
 * Time to recover after an outage: from its start to the first minute from which three minutes in a
 * row fail no larger share of the requests that arrived in them than the 10 minutes before the
 * outage did plus one percent point. -1 if that never happens before the series ends, 0 if nothing
 * was lost at all.
 */
sim_time cri_series_recovery(const struct cri_series *series, sim_time start);

#endif
