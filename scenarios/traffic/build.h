/*
 * build.h: a trace that is being read: what the files of this room that read one share. Bytes go
 * trace.c -> a mouth (csv.c, jsonl.c, document.c) -> decode.c, which knows columns -> rows.c, which
 * keeps the requests; none of them looks back. JSON goes through record.c, which finds the format
 * of a record, and that of answers through wrap.c before, which takes it out of its wrapping.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_BUILD_H
#define CRISIM_SCENARIOS_TRAFFIC_BUILD_H

#include "scenarios/traffic/call.h"
#include "scenarios/traffic/findings.h"
#include "scenarios/traffic/format.h"
#include "scenarios/traffic/prefixes.h"

struct trace_metrics;

/* Of a table of rates. */
struct trace_rates {
    struct trace_rate *items;
    uint64_t n, capacity;
};

struct trace_build {
    const char *file;
    const struct trace_settings *settings;
    struct sim_diag *diag;
    struct trace *trace;
    const struct trace_format *const *formats;
    const struct trace_format *format; /* NULL until the first row has told it */
    bool refused;                      /* a finding says what the file is: no more of it is read */
    struct trace_findings findings;
    char *head; /* the first bytes, to tell what is no trace */
    size_t n_head;

    /* Growing columns; they become the trace's records. Optional ones exist from the first row that
     * has a value. */
    struct cri_record *rows;
    uint32_t *labels, *max_tokens, *cache_read, *cache_write;
    uint32_t *prefix;  /* node + 1; 0 = none */
    uint32_t *latency; /* [ms] + 1; 0 = none */
    uint64_t n, capacity;
    bool has_optional; /* any of them exists */
    struct prefixes prefixes;
    struct trace_names labels_known;
    struct sim_text label_text, group_text; /* of the row, where a JSON string has escapes */
    struct sim_text slice_rooms[7];         /* the same of TRACE_MODEL and what follows it */
    bool has_filters;

    int64_t unit;   /* [ns] of a time that is a number; 0 = not known yet */
    bool unit_open; /* milliseconds, unless a fraction shows that they are seconds */
    bool epoch;     /* numbers count from 1970 */
    bool has_block_ids;
    bool absolute, absolute_known, sorted;
    struct trace_calls calls;      /* of a log */
    struct trace_metrics *metrics; /* of metrics; NULL = there are none */
    struct trace_rates rates;
    uint64_t n_stray, stray_line;   /* lines that are no JSON among those that are; the first */
    uint64_t n_pages, n_open_pages; /* answers, and those that say that more follows */
    bool is_running;                /* a query that had not ended */
    uint64_t n_fields;
    struct trace_names sessions; /* where times count from the start of each; sim_hash_bytes() */
    int64_t longest_session;
    int64_t first, previous;                     /* raw times */
    int64_t lap_first, lap_offset, lap_previous; /* of a clock that starts again; as written */
    uint64_t lap_rows;
    uint64_t previous_line;
};

/* One row as its columns were understood. */
struct trace_row {
    struct trace_build *build;
    uint64_t line;
    bool bad;
    bool absolute;     /* at is ns since 1970, else since the start of the trace */
    int64_t at;        /* [ns] */
    const char *label; /* not NUL-terminated; NULL = none */
    const char *ids;   /* "[1, 2, 3]"; NULL = none */
    const char *group; /* not NUL-terminated; NULL = none */
    uint32_t label_length, ids_length, group_length;
    uint32_t input_tokens, output_tokens;
    uint32_t max_tokens, cache_read, cache_write; /* 0 = not given */
    uint32_t prefix_tokens;
    uint32_t latency;      /* [ms] + 1 */
    uint32_t status;       /* + 1; index into the trace's statuses */
    uint32_t label_number; /* once it is kept */
    uint32_t has;          /* bits of decode.c: what was read so far */
    double rate_per_s;     /* of a window */
    struct trace_slice model, region, served, error, guardrail, request, session; /* of a log */
};

/** Rows that are left out, by the reason, a literal that follows their number (describe.c). */
void trace_leave_out(struct trace *trace, const char *why);

/* ---- findings about rows (rows.c) ---- */

/** The row is not used; a finding, unless bad rows are skipped. column may be NULL. */
void trace_bad_row(struct trace_row *row, const char *column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/** The same at a byte of its line; `problem` is a literal: findings with the same are alike. */
void trace_bad_line(struct trace_row *row, uint32_t column, const char *problem);

static inline uint64_t trace_most_rows(const struct trace_settings *settings)
{
    return settings->most_rows > 0 ? settings->most_rows : TRACE_MAX_ROWS;
}

/* ---- requests (rows.c) ---- */

/** Keep a row that is not bad, or find out that it is. */
void trace_add_row(struct trace_row *row);
/** Sort, treat failed rows, count times from the first row; findings if there is no trace. */
void trace_finish_rows(struct trace_build *build);
/** The columns become the trace's records. */
void trace_hand_over(struct trace_build *build);

/* ---- which format it is (recognise.c) ---- */

/* The best format so far. */
struct trace_match {
    const struct trace_format *format;
    uint32_t score;
};

/** present[i]: the first row, or header, has the format's column i. Ties go to the first. */
void trace_consider(struct trace_match *best, const struct trace_format *format,
                    const bool *present);
/** The best becomes the trace's format; or a finding, and nothing more is read. */
bool trace_settle(struct trace_build *build, const struct trace_match *best, uint64_t line,
                  const char *otherwise, const char *got);
/** A finding: what the file is, if that is known, else that no format fits, and `got` (NULL). */
void trace_refuse(struct trace_build *build, uint64_t line, const char *otherwise, const char *got);
/** A column that the format does not know is ignored, and said. */
void trace_ignore(struct trace_build *build, const char *name, uint32_t length);

/* ---- times that are numbers (unit.c) ---- */

/** @return false if it is no decimal number that is at least 0 and fits */
bool trace_read_number_time(struct trace_build *build, const char *text, uint32_t length,
                            int64_t *at);
/** A decimal number, at least 0, perhaps with an exponent; digits beyond 1e-9 are cut. */
bool trace_parse_number(const char *text, uint32_t length, int64_t *whole, int64_t *billionths);
/** "seconds": the unit so far, or what the format says. */
const char *trace_unit_name(const struct trace_build *build);
void trace_set_unit(struct trace_build *build, int64_t unit, const char *how);
/** At the end, once the rows are sorted: whole milliseconds may be seconds. */
void trace_judge_unit(struct trace_build *build);
void trace_warn_of_rate(const struct trace_build *build);

/** Calendar times may be more than 292 years apart, which int64 ns cannot hold. */
static inline int64_t trace_difference(int64_t later, int64_t earlier)
{
    int64_t result;

    return __builtin_sub_overflow(later, earlier, &result) ? INT64_MAX : result;
}

#endif
