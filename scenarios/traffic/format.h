/*
 * format.h: what a trace format is. To add one: format_<name>.c and a row in format_list.h.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_FORMAT_H
#define CRISIM_SCENARIOS_TRAFFIC_FORMAT_H

#include "scenarios/traffic/trace.h"
#include "sim/base/csv_in.h"

/* One row as a format's reader understood it. */
struct trace_row {
    int64_t at;        /* [ns] */
    const char *label; /* not NUL-terminated; NULL = none */
    const char *ids;   /* "[1, 2, 3]"; NULL = none */
    const char *group; /* not NUL-terminated; NULL = none */
    uint32_t label_length, ids_length, group_length;
    uint32_t input_tokens, output_tokens;
    uint32_t max_tokens, cache_read, cache_write; /* 0 = not given */
    uint32_t prefix_tokens;
    bool absolute; /* at is ns since 1970, else since the start of the trace */
};

/* What a column means; the reader of a CSV format maps names to these. */
enum trace_column {
    TRACE_IGNORED, /* known, and not needed; others are reported */
    TRACE_TIME_S,
    TRACE_TIME_ISO,
    TRACE_TIME_MS,     /* milliseconds, or seconds if the values say so */
    TRACE_TIME_EITHER, /* seconds, or ISO if it has a '-' behind a digit */
    TRACE_INPUT,
    TRACE_OUTPUT,
    TRACE_MAX_TOKENS,
    TRACE_CACHE_READ,
    TRACE_CACHE_WRITE,
    TRACE_LABEL,
    TRACE_PREFIX_IDS,    /* JSON: array of block ids, each standing for the prefix up to it */
    TRACE_PREFIX_GROUP,  /* name of a prompt prefix that requests share */
    TRACE_PREFIX_TOKENS, /* its length */
    TRACE_N_COLUMNS
};

struct trace_column_name {
    const char *name; /* compared without case */
    enum trace_column column;
};

/* A CSV format is its header: a name for each meaning. */
struct trace_format {
    const char *name;
    const char *summary;
    const struct trace_column_name *columns; /* ends with a NULL name */
    bool json;                               /* JSON lines: the columns are keys */
    uint32_t block_tokens;                   /* of one id in TRACE_PREFIX_IDS */
};

extern const struct trace_format *const trace_formats[]; /* NULL-terminated */

/** Decode a whole trace that lies in memory, not compressed, as trace_read() does a file's. */
struct trace *trace_decode(const char *file, const char *bytes, size_t n,
                           const struct trace_options *options, struct sim_diag *diag);

#endif
