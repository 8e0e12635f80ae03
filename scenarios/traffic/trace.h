/*
 * trace.h: traces of requests, decoded once into compact records (models/arrivals.h).
 *
 * The whole input is read and validated before anything runs; many replications then share the
 * records read-only. Formats are rows of format_list.h; each is one file format_<name>.c and is
 * recognised by the content of its first line.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_TRACE_H
#define CRISIM_SCENARIOS_TRAFFIC_TRACE_H

#include "models/arrivals.h"
#include "scenarios/traffic/model_id.h"
#include "scenarios/traffic/names.h"
#include "sim/base/diag.h"
#include "sim/base/error.h"
#include "sim/base/text.h"

enum trace_unsorted {
    TRACE_UNSORTED_REFUSE,
    TRACE_UNSORTED_SORT,
    TRACE_UNSORTED_UNFOLD /* where the clock starts again, go on behind the last whole day before */
};

/* Rows of failed calls: those with 0 output tokens. */
enum trace_failed {
    TRACE_FAILED_AS_THEY_ARE,
    TRACE_FAILED_AS_DEMAND, /* they were asked for: with the median output of the other rows, and
                               with their median input where that is 0 too */
    TRACE_FAILED_LEAVE_OUT
};

/* Of times that are numbers. */
enum trace_unit { TRACE_UNIT_FOUND, TRACE_UNIT_S, TRACE_UNIT_MS, TRACE_UNIT_US, TRACE_UNIT_NS };

struct trace_settings {
    enum trace_unsorted unsorted; /* sort = stably by time */
    bool skip_bad_rows;           /* true: skipped and counted; false: errors with their line */
    enum trace_failed failed;
    enum trace_unit unit;   /* FOUND = what the format and the values say */
    sim_time period;        /* of counts, where the trace does not say it; 0 = found */
    const char *metric_map; /* what a metric's id stands for: "m1=Invocations,m2=InputTokenCount";
                               borrowed; NULL = not stated */
    double rate_scale;      /* of tables of rates: so many times the requests; 0 = 1 */
    int64_t rate_input, rate_output; /* tokens of each of their requests; 0 = not stated */
    uint64_t most_rows;              /* more are refused; 0 = 200,000,000 */
    int session_gap_given;
    const char *profile_map; /* what application profiles of a log call: "NAME=ID,NAME=ID", NAME
                                being the profile's id, ARN or label without Region, ID a model's or
                                profile's; borrowed; NULL = not stated */
    const char *entry;       /* of a scenario's `traffic` that the trace is read for: what a message
                                asks for is said by its keys; borrowed; NULL = by flags of
                                `crisim trace` */
    sim_time session_gap;    /* where times count from each session's start: the k-th of them begins
                                k times this behind the first */
};

enum { TRACE_MAX_ROWS = 200000000 /* 3.2 GB of records */ };
enum {
    TRACE_MAX_IGNORED = 64,
    TRACE_MAX_FILTERS = 8,
    TRACE_MAX_LEFT_OUT = 24,
    TRACE_MAX_STATUSES = 64
};

/* Rows that are no requests, as the format says. */
struct trace_left_out {
    const char *why; /* follows their number */
    uint64_t n;
};

/* What a label of a log of calls stands for. */
struct trace_origin {
    bool is_known;
    struct trace_model_id id;
    uint32_t application;           /* number of the application profile, from 1; 0 = none */
    char region[TRACE_REGION_SIZE]; /* source; "" = not given */
};

/* Where requests of a label ran. */
struct trace_served {
    uint32_t label;
    char region[TRACE_REGION_SIZE]; /* "" = not said: where it was called */
    uint64_t n;
};

struct trace {
    const char *format;         /* "native-csv", "azure-csv" */
    char *file;                 /* as the user named it; "-" for standard input */
    bool for_scenario;          /* trace_settings.entry was stated */
    struct cri_records records; /* times from the first row; owned by the trace */
    bool absolute;              /* rows had calendar times: first_unix_ns is the first row's */
    int64_t first_unix_ns;
    uint64_t n_rows, n_skipped;           /* good and skipped rows */
    uint64_t n_zero_output;               /* rows with 0 output tokens, in the file: failed calls */
    uint64_t n_zero_both;                 /* of them those with 0 input tokens too */
    enum trace_failed failed;             /* what was done with them */
    uint32_t median_input, median_output; /* of the other rows; 0 if there are none */
    const char *unit; /* of times that are numbers, and how it was found; NULL = ISO times */
    struct trace_names ignored; /* columns or keys that have no meaning here */
    bool more_ignored;          /* there are more of them than are kept */
    struct trace_left_out left_out[TRACE_MAX_LEFT_OUT]; /* first those of the format's filters */
    uint32_t n_left_out;                                /* entries */
    const uint32_t *latency;     /* [ms] + 1 of each record, 0 = not given; NULL = of none */
    struct trace_names statuses; /* how calls ended, in the writer's words; the last one may be
                                    "(others)" */
    uint64_t status_counts[TRACE_MAX_STATUSES]; /* rows with each; of some there may be none */
    /* Of logs of calls. */
    struct trace_origin *origins; /* of each label; NULL = this is no log */
    uint32_t n_origins;
    struct trace_served *served;
    uint32_t n_served;
    uint64_t n_failed, n_throttled; /* calls that are no rows: all that failed; of them by quota */
    uint64_t n_sessions;            /* different ones; 0 = not given */
    const char *const *notes;       /* sentences of the format, NULL-terminated; or NULL */

    uint64_t n_files;               /* that were read */
    uint64_t n_other_files;         /* of folders: that are no traces */
    uint64_t n_bodies;              /* of folders: bodies of requests, which are not read */
    uint64_t n_pages, n_open_pages; /* answers, and those that say that more follows */
    bool is_running;                /* the answer of a query that had not ended */
    sim_time period;                /* of counts that became requests; 0 = there were none */
    uint64_t n_windows;             /* such periods */
    uint64_t n_fields;              /* records that an answer gave as lists of fields */

    uint64_t n_restarts;  /* times at which the clock of the trace starts again */
    uint64_t restart_row; /* the first of them; from 1, of the rows as they came */
    bool unfolded;        /* the laps were put one behind the other; otherwise over one another */
    bool was_sorted;
    uint64_t input_tokens, output_tokens; /* sums */
    char sha256[65];                      /* of the file as stored */
};

/**
 * Read a plain, .gz or .zst file or standard input ("-"). All findings go to diag, at most
 * diag->max_findings of them, with file:line.
 * @return the trace (destroy it), or NULL if diag got an error
 */
struct trace *trace_read(const char *file, const struct trace_settings *settings,
                         struct sim_diag *diag);

/* After each file; files as far as they are known. */
struct trace_progress {
    void *context;
    void (*step)(void *context, uint64_t done, uint64_t files, uint64_t rows);
};
/**
 * The same of several files and of folders (input.h), which together are one trace; n >= 1.
 * @param progress  may be NULL
 */
struct trace *trace_read_files(const char *const *paths, uint32_t n,
                               const struct trace_settings *settings,
                               const struct trace_progress *progress, struct sim_diag *diag);
void trace_destroy(struct trace *trace);
/** Name of the i-th format that is read; NULL behind the last. */
const char *trace_format_name(uint32_t i);
/** ", 2 rows ..." for each thing that was done to the rows and must be known; nothing if none. */
void trace_describe(const struct trace *trace, struct sim_text *out);
/**
 * What else must be known of the trace, as one sentence each: what the files are, what the format
 * leaves open, and what was assumed.
 * @return false, and nothing added, behind the last
 */
bool trace_remark(const struct trace *trace, uint32_t i, struct sim_text *out);
/** "'user', 'max_token' (near 'max_tokens')": the columns that were ignored; nothing if none. */
void trace_describe_ignored(const struct trace *trace, struct sim_text *out);

/* What `crisim trace inspect` shows. */
struct trace_facts {
    double span_s, mean_per_s;
    uint64_t peak_1s, peak_60s; /* most rows in a window that starts at the first arrival */
    uint64_t peak_tokens_60s;   /* most input + output tokens in such a minute */
    uint64_t input_p50, input_p95, input_max, output_p50, output_p95, output_max; /* nearest rank */
    double largest_gap_s, largest_gap_at_s; /* between neighbours, and when it begins */
    double gap_scv;         /* squared coefficient of variation of gaps; NaN if n < 3 */
    uint64_t n_equal_times; /* neighbours at the same time */
    uint64_t n_latency;     /* rows whose latency is given */
    uint64_t latency_p50, latency_p95, latency_max; /* [ms] of those; 0 if there are none */
};
void trace_facts_compute(const struct trace *trace, struct trace_facts *facts);

/* ---- made traffic ---- */

/* A trace that is drawn and written as it goes. */
struct trace_generation {
    struct cri_draws draws;
    struct sim_text text;
    uint64_t n; /* requests so far */
};

/** @return SIM_EUSAGE and err->where for parameters that are wrong; generator is borrowed */
enum sim_status trace_generate_begin(struct trace_generation *generation,
                                     const struct cri_generator *generator, struct sim_key key,
                                     struct sim_error *err);
/**
 * The next bytes of the native CSV, *n == 0 at the end; context is the trace_generation. Same key,
 * same bytes. SIM_EUSAGE if no request is drawn at all, SIM_EINTERRUPTED when stopped.
 */
enum sim_status trace_generate_block(void *context, const char **bytes, size_t *n,
                                     struct sim_error *err);
void trace_generate_end(struct trace_generation *generation);
/** Native CSV of a trace: header, then one row a request, times in seconds with 9 digits at most.
 */
void trace_write_csv(const struct trace *trace, struct sim_text *out);

#endif
