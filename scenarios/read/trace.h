/*
 * trace.h: traces of requests, decoded once into compact records (models/arrivals.h).
 *
 * The whole input is read and validated before anything runs; many replications then share the
 * records read-only. Formats are rows of trace_list.h; each is one file trace_<format>.c and is
 * recognised by the content of its first line.
 */
#ifndef CRISIM_SCENARIOS_READ_TRACE_H
#define CRISIM_SCENARIOS_READ_TRACE_H

#include "models/arrivals.h"
#include "sim/base/diag.h"
#include "sim/base/error.h"
#include "sim/base/text.h"

enum trace_unsorted { TRACE_UNSORTED_REFUSE, TRACE_UNSORTED_SORT };

struct trace_options {
    enum trace_unsorted unsorted; /* sort = stably by time */
    bool skip_bad_rows;           /* true: skipped and counted; false: errors with their line */
};

struct trace {
    const char *format;         /* "native-csv", "azure-csv" */
    char *file;                 /* as the user named it; "-" for standard input */
    struct cri_records records; /* times from the first row; owned by the trace */
    bool absolute;              /* rows had calendar times: first_unix_ns is the first row's */
    int64_t first_unix_ns;
    uint64_t n_rows, n_skipped; /* good and skipped rows */
    uint64_t n_zero_output;     /* rows with 0 output tokens (in some sources: failed calls) */
    bool was_sorted;
    uint64_t input_tokens, output_tokens; /* sums */
    char sha256[65];                      /* of the file as stored */
};

/**
 * Read a plain, .gz or .zst file or standard input ("-"). All findings go to diag, at most
 * diag->max_findings of them, with file:line.
 * @return the trace (destroy it), or NULL if diag got an error
 */
struct trace *trace_read(const char *file, const struct trace_options *options,
                         struct sim_diag *diag);
void trace_destroy(struct trace *trace);

/* What `crisim trace inspect` shows. */
struct trace_facts {
    double span_s, mean_per_s;
    uint64_t peak_1s, peak_60s; /* most rows in a window that starts at the first arrival */
    uint64_t peak_tokens_60s;   /* most input + output tokens in such a minute */
    uint64_t input_p50, input_p95, input_max, output_p50, output_p95, output_max; /* nearest rank */
    double gap_scv;         /* squared coefficient of variation of gaps; NaN if n < 3 */
    uint64_t n_equal_times; /* neighbours at the same time */
};
void trace_facts_compute(const struct trace *trace, struct trace_facts *facts);

/* ---- made traffic ---- */

/**
 * Draw a whole trace (models/generator.h). Same key, same bytes.
 * @return a trace with format "generated", or NULL and err
 */
struct trace *trace_generate(const struct cri_generator *generator, struct sim_key key,
                             struct sim_error *err);
/** Native CSV of a trace: header, then one row a request, times in seconds with 9 digits at most.
 */
void trace_write_csv(const struct trace *trace, struct sim_text *out);

#endif
