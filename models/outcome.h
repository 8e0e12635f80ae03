/*
 * outcome.h: what one replication of one option counted. Integers only, so that outcomes merge
 * exactly and in any order. Words as in docs/architecture.md, "words".
 */
#ifndef CRISIM_MODELS_OUTCOME_H
#define CRISIM_MODELS_OUTCOME_H

#include "models/counter_list.h"
#include "models/minute_list.h"
#include "models/over_time.h"
#include "models/quota_list.h"
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
    CRI_CUT_OFF,     /* an output quota ended the answer */
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
#define X(name, text) CRI_REASON_##name,
    CRI_REASON_LIST(X)
#undef X
        CRI_N_REASONS
};

struct cri_counts {
#define ONE(name, what)   uint64_t name;
#define BY(name, n, what) uint64_t name[n];
    CRI_COUNTER_LIST(ONE, BY)
#undef ONE
#undef BY
};

/* Tokens charged at one price row: useful = of completed requests, waste = of calls given up on
 * or cut off. */
struct cri_ledger_row {
    uint64_t input, output, cache_read, cache_write;
};
struct cri_ledger {
    struct cri_ledger_row useful, waste;
};

/* What was counted of a quota. */
struct cri_quota_counts {
#define ONE(name, text)   uint64_t name;
#define BY(name, n, text) uint64_t name[n];
    CRI_QUOTA_COUNTER_LIST(ONE, BY)
#undef ONE
#undef BY
};

/*
 * The busiest clock minute of each replication: mean = sum / n, and the largest. Minutes are those
 * of the trace's own clock where it has one (cri_spec.clock_offset), whatever the bins of the
 * series are.
 */
struct cri_busiest {
    uint64_t sum, most;
    uint32_t n; /* replications */
};

struct cri_class_outcome {
    struct cri_counts counts[CRI_N_PHASES];
    struct sim_histogram ttft[CRI_N_PHASES]; /* [ns], 10 bits, failures as infinite */
    struct sim_histogram e2e[CRI_N_PHASES];
    struct sim_histogram needed; /* [ns], of calls that could not end in time: SHORT_READ, _LIMIT */
    struct sim_histogram attempt_latency; /* [ns], of attempts that succeeded; 7 bits */
    struct cri_over_time over_time;
    uint64_t *came;   /* attempts that a router sent to a Region, taken there or not, n_regions */
    uint64_t *served; /* completed by serving Region, n_regions */
    struct cri_ledger *ledgers; /* n_prices + 1; the last one: tokens without a price */
    uint32_t n_targets;
    struct cri_quota_counts *quotas; /* n_targets: what it did to the quota of each */
    /* n_targets x n_regions: attempts at a target ended with 403 where they were routed to */
    uint64_t *forbidden;
};

struct cri_quota_outcome {
    double headroom[CRI_N_LIMITS]; /* lowest level / size; NaN where there is no such limit */
    struct cri_quota_counts counts;
    struct cri_quota_busiest {
#define X(name, text) struct cri_busiest name;
        CRI_BUSIEST_LIST(X)
#undef X
    } busiest;
    /* Answers at once at most whose output it counts apart as they are generated; one that broke
     * off counts to the end of the run. */
    uint64_t answers;
};

/* What one quota did in one bin of the series. */
struct cri_quota_bin {
#define X(type, name, text) type name;
    CRI_QUOTA_MINUTE_LIST(X)
#undef X
    uint64_t output; /* tokens taken from what counts output apart; what was given back too */
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
#define X(type, name, text) type name;
    CRI_MINUTE_LIST(X)
#undef X
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

/* An account, by each way in which its daily cap may count, whichever is in force. */
struct cri_account_outcome {
    double headroom;          /* as in force: lowest level / size */
    uint64_t day[CRI_N_CAPS]; /* most by calls that ended on one day of the run */
    uint64_t two_days[CRI_N_CAPS], all[CRI_N_CAPS]; /* on two in a row; in the whole run */
    uint64_t held[CRI_N_CAPS];                      /* most that calls held at once */
};

struct cri_outcome {
    uint32_t n_classes, n_regions, n_prices, n_quotas, n_accounts, n_outages;
    struct cri_class_outcome *classes;
    struct cri_quota_outcome *quotas;     /* n_quotas */
    struct cri_account_outcome *accounts; /* n_accounts */
    struct cri_outage_outcome *outages;   /* n_outages */
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
 * the series adds bin by bin (at the wider width of the two). */
void cri_outcome_merge(struct cri_outcome *into, const struct cri_outcome *from);

/**
 * Write an outcome for another process, or read one into an outcome of the same spec that is still
 * empty; codec->bad says when the bytes do not fit it.
 */
void cri_outcome_code(struct cri_outcome *outcome, struct sim_codec *codec);
/** Add to a digest what those bytes mean: names and types of all that is in them, in their order.
 */
void cri_outcome_layout(struct sim_sha256 *layout);

/** Sum over classes and phases (or one phase, or CRI_N_PHASES for both). */
struct cri_counts cri_outcome_total(const struct cri_outcome *outcome, enum cri_phase phase);
/** into += from. */
void cri_quota_counts_add(struct cri_quota_counts *into, const struct cri_quota_counts *from);
/** What a class did to quota `quota`, over all its targets that meet it. */
struct cri_quota_counts cri_outcome_class_quota(const struct cri_outcome *outcome,
                                                const struct cri_spec *spec, uint32_t class,
                                                uint32_t quota);
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
