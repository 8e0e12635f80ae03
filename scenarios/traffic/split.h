/*
 * split.h: JSON that stands in a file in whatever layout, cut into records without keeping more
 * than one of them: documents one behind the other, one a line or over many lines, an array of
 * them, the array that an answer wraps round them, and the text of a terminal between them.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_SPLIT_H
#define CRISIM_SCENARIOS_TRAFFIC_SPLIT_H

#include "sim/base/error.h"
#include "sim/base/text.h"

enum { TRACE_SPLIT_DEPTH = 64, TRACE_SPLIT_WAY = 8, TRACE_SPLIT_PATHS = 32 };

/* A text of the input that spans lines; line ends in it are blanks by now. */
struct trace_text {
    const char *text;
    size_t length;
    uint64_t line;      /* of its first byte */
    uint32_t column;    /* of its first byte; 0 = it stands in another text: not known */
    const size_t *ends; /* where line ends were */
    uint32_t n_ends;
    const char *path; /* of the array that it is an element of; "" = the file is that array; NULL =
                         of none */
};

/** Where the byte `at` of a text (from 0) stood. */
void trace_text_place(const struct trace_text *text, size_t at, uint64_t *line, uint32_t *column);

/* What is found; each returns SIM_OK to go on. */
struct trace_split_sink {
    void *context;
    /** A document, or an element of an array of records. */
    enum sim_status (*record)(void *context, const struct trace_text *text, struct sim_error *err);
    /** What is left of a document whose records were given: its other members. */
    enum sim_status (*envelope)(void *context, const struct trace_text *text,
                                struct sim_error *err);
    /** A line that is no JSON. */
    enum sim_status (*stray)(void *context, const char *text, size_t n, uint64_t line,
                             struct sim_error *err);
};

/* A text that is being collected. */
struct trace_collected {
    struct sim_text text;
    size_t *ends;
    uint32_t n_ends, capacity;
    uint64_t line;
    uint32_t column;
};

struct trace_split {
    const char *file;
    struct trace_split_sink sink;
    const char *paths[TRACE_SPLIT_PATHS]; /* of arrays of records, "a.b" */
    uint32_t n_paths;
    uint64_t line, line_start, offset; /* from 1; bytes of the input before it, before the block */

    char close[TRACE_SPLIT_DEPTH + 1]; /* brackets that are open */
    uint32_t depth;
    bool in_string, escaped, in_word;
    bool in_list;              /* a document is an array: its elements are as documents */
    bool in_stray, is_skipped; /* a line that is no JSON; and it is the rest of a bad record */

    bool in_document, is_envelope;
    uint32_t base;    /* depth at which the document began */
    uint32_t array;   /* depth of the array of records; 0 = not in one */
    const char *path; /* its own */
    bool in_record;
    size_t way_ends[TRACE_SPLIT_WAY]; /* of `way` at each level of the envelope */
    uint32_t n_way;
    struct sim_text way, key;
    bool expects_key, collects_key, expects_value;
    struct trace_collected document, record;
    struct sim_text stray;
    uint64_t stray_line;
};

/** paths are borrowed. */
void trace_split_init(struct trace_split *split, const char *file,
                      const struct trace_split_sink *sink, const char *const *paths,
                      uint32_t n_paths);
void trace_split_release(struct trace_split *split);
enum sim_status trace_split_feed(struct trace_split *split, const char *bytes, size_t n,
                                 struct sim_error *err);
/** SIM_EINPUT if the input ends within a document. */
enum sim_status trace_split_finish(struct trace_split *split, struct sim_error *err);

#endif
