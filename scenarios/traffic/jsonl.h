/*
 * jsonl.h: lines of flat JSON objects, one request a line. A strict scanner instead of a tree
 * for each line: traces hold millions. Fields are slices of the line.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_JSONL_H
#define CRISIM_SCENARIOS_TRAFFIC_JSONL_H

#include "sim/base/error.h"

#include <stddef.h>
#include <stdint.h>

enum trace_json_type { TRACE_JSON_NUMBER, TRACE_JSON_STRING, TRACE_JSON_ARRAY, TRACE_JSON_OTHER };

struct trace_json_field {
    const char *key; /* not NUL-terminated, escapes not resolved; so is text */
    uint32_t key_length;
    enum trace_json_type type;
    const char *text; /* number or word as written; string without quotes; array with brackets */
    uint32_t length;
};

enum { TRACE_JSON_MAX_FIELDS = 1024 };

/** One line; problem is NULL, or what is wrong at `column` (1-based), fields are then unusable. */
typedef enum sim_status (*trace_json_row_fn)(void *context, uint64_t line,
                                             const struct trace_json_field *fields, uint32_t n,
                                             const char *problem, uint32_t column,
                                             struct sim_error *err);

struct trace_jsonl {
    trace_json_row_fn row;
    void *context;
    const char *file;
    char *rest; /* a line that is not complete yet */
    size_t n, capacity;
    struct trace_json_field *fields; /* TRACE_JSON_MAX_FIELDS */
    uint64_t line;
};

/** Feed a block of bytes. A line longer than 16 MiB is SIM_EINPUT. */
enum sim_status trace_jsonl_feed(struct trace_jsonl *jsonl, const char *bytes, size_t n,
                                 struct sim_error *err);
/** The end: a last line without a newline. Releases the buffer, whatever happened before. */
enum sim_status trace_jsonl_finish(struct trace_jsonl *jsonl, struct sim_error *err);
void trace_jsonl_release(struct trace_jsonl *jsonl);

/** Scan one object. @return NULL, or the problem and its column */
const char *trace_json_scan(const char *line, size_t length, struct trace_json_field *fields,
                            uint32_t *n, uint32_t *column);

#endif
