/*
 * format.h: what a trace format is. To add one: format_<name>.c and a row in format_list.h.
 *
 * A format is a table of columns: a name and a meaning. The same table serves all mouths: in CSV a
 * name is a header's, in JSON a member's, "a.b" being member b of the object a. What a meaning
 * does with a value is in one place, decode.c, whatever the mouth.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_FORMAT_H
#define CRISIM_SCENARIOS_TRAFFIC_FORMAT_H

#include "scenarios/traffic/trace.h"

#include <stddef.h>

/* Where rows come from. */
enum trace_mouth {
    TRACE_CSV,          /* a header, then one row a line */
    TRACE_JSON_LINES,   /* objects: one a line, over many lines, in an array or an answer */
    TRACE_JSON_DOCUMENT /* objects in the array of a document that has a place of its own */
};

/* What a column means. */
enum trace_column {
    TRACE_IGNORED,     /* known, and not needed; others are reported */
    TRACE_FINGERPRINT, /* its presence tells the format; not needed otherwise */
    TRACE_FILTER,      /* says whether the row is a request: .filter */
    TRACE_TIME,        /* a number in the format's unit */
    TRACE_TIME_ISO,    /* "2026-03-02T10:00:07Z" */
    TRACE_TIME_EITHER, /* ISO if it has a '-' behind four digits, else as TRACE_TIME */
    TRACE_INPUT,
    TRACE_OUTPUT,
    TRACE_MAX_TOKENS,
    TRACE_CACHE_READ,
    TRACE_CACHE_WRITE,
    TRACE_LABEL,
    TRACE_PREFIX_IDS,    /* array of block ids, each standing for the prefix up to it */
    TRACE_PREFIX_GROUP,  /* name of a prompt prefix that requests share */
    TRACE_PREFIX_TOKENS, /* its length */
    TRACE_LATENCY_S,     /* until the answer was complete */
    TRACE_LATENCY_MS,
    TRACE_STATUS, /* how the call ended, in the writer's words */

    /* Of calls that a service logged. None of these texts is kept or shown: of a model's id or ARN
     * what model_id.h finds in it, of a Region what looks like one, of others that they differ. */
    TRACE_MODEL,     /* id of a model or profile, or an ARN of one */
    TRACE_REGION,    /* where it was called */
    TRACE_SERVED,    /* where it ran */
    TRACE_ERROR,     /* the code of what ended it */
    TRACE_GUARDRAIL, /* what a guardrail did */
    TRACE_REQUEST,   /* of the call: the same twice is one call */
    TRACE_SESSION,   /* what belongs together */
    TRACE_RATE,      /* of a table of rates: requests per second */
    TRACE_EACH,      /* an array of requests: of_each */
    TRACE_N_COLUMNS
};

/* Rows that are no requests of the model: they are left out, and counted under `why`. */
struct trace_filter {
    const char *why;       /* "calls that manage": follows a number of rows */
    const char *values[8]; /* without any: a row is kept where the column has a value at all */
    bool unless;           /* kept unless the value is among them, else if it is */
    bool or_missing;       /* and kept where there is no value */
};

struct trace_column_row {
    const char *name; /* of CSV compared without case */
    enum trace_column column;
    const struct trace_filter *filter;
    bool otherwise; /* read only where no column before it with this meaning has a value */
};

struct trace_build;
struct trace_text;

struct trace_format {
    const char *name;
    const char *summary;
    const struct trace_column_row *columns; /* ends with a NULL name */
    enum trace_mouth mouth;
    const char *records;       /* of a document: where its array is, "a.b"; "" = it is the array */
    enum trace_unit unit;      /* of TRACE_TIME */
    bool unit_is_uncertain;    /* milliseconds, unless the values show that they are seconds */
    const char *seconds_if[2]; /* members of a writer whose times are seconds nevertheless */
    const char *seconds_why;
    uint32_t block_tokens; /* of one id in TRACE_PREFIX_IDS */

    /* Of a record with an array of requests (TRACE_EACH): those of a request, which may have such
     * an array again. Its time counts from the record's. NULL = a record is a request. */
    const struct trace_column_row *of_each;
    /* Takes whole records, of a kind that is no request each; NULL = the decoder does. */
    void (*take)(struct trace_build *build, const struct trace_text *text);
    /* Behind the last record of an answer; its "Label" as it is written, or NULL. May be NULL. */
    void (*end_page)(struct trace_build *build, const char *label, uint32_t length);
    /* Behind the last file; findings if there is no trace. May be NULL. */
    void (*finish)(struct trace_build *build);

    bool is_rates; /* rows are windows of so many requests per second: rates.h */
    const char *const *without_header; /* CSV without one: its columns in order, NULL-terminated */
    bool is_log;                       /* calls that a service logged: call.h */
    bool any_order;                    /* its writers do not sort it: no reason to refuse it */
    bool also_csv;                     /* its rows also come as CSV: a console's download */
    bool input_excludes_cache; /* TRACE_INPUT lacks what is read from and written to the cache */
    bool from_session_start;   /* times count from the start of each session */
    bool lacks_counts;         /* null may stand for tokens: no request that can be replayed */
    const char *notes[5]; /* what a user must know of such a trace: sentences; the last is NULL */
};

extern const struct trace_format *const trace_formats[]; /* NULL-terminated */

/**
 * Asserts that each format can be read as it is described: no column without somebody who takes
 * it, a time, input and output, no name twice, what its columns need and nothing else. Cheap;
 * called before the first byte of every trace is looked at.
 */
void trace_formats_check(const struct trace_format *const *formats);

/** How many columns a format has. */
static inline uint32_t trace_columns_count(const struct trace_column_row *columns)
{
    uint32_t n = 0;

    while (columns[n].name != NULL)
        n++;
    return n;
}
static inline uint32_t trace_format_n_columns(const struct trace_format *format)
{
    return trace_columns_count(format->columns);
}
/** Whether its records stand in JSON. */
static inline bool trace_format_is_json(const struct trace_format *format)
{
    return format->mouth != TRACE_CSV;
}

static inline bool trace_column_is_time(enum trace_column column)
{
    return column == TRACE_TIME || column == TRACE_TIME_ISO || column == TRACE_TIME_EITHER;
}

/** Decode a whole trace that lies in memory, not compressed, as trace_read() does a file's. */
struct trace *trace_decode(const char *file, const char *bytes, size_t n,
                           const struct trace_settings *settings, struct sim_diag *diag);
/** The same by other formats. */
struct trace *trace_decode_as(const struct trace_format *const *formats, const char *file,
                              const char *bytes, size_t n, const struct trace_settings *settings,
                              struct sim_diag *diag);

#endif
