/*
 * wrap.h: what an answer or an export wraps round a record. A record may be a text in a member of
 * another object, an object in one, or a list of its fields; what is inside goes on to record.h.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_WRAP_H
#define CRISIM_SCENARIOS_TRAFFIC_WRAP_H

#include "scenarios/traffic/record.h"

enum { TRACE_WRAP_DEPTH = 4, TRACE_WRAP_FIELDS = 256 };

struct trace_wrap {
    struct trace_records *records;
    struct trace_json_names names;
    struct trace_json_line line;
    struct sim_text rooms[TRACE_WRAP_DEPTH]; /* texts in members, without their escapes */
    bool is_plain;                           /* the file's records come without wrapping */
    bool was_wrapped;                        /* the last record did not */
    struct sim_text fields;                  /* a record made of fields */
    uint64_t fields_line;
    uint64_t seen[TRACE_WRAP_FIELDS]; /* hashes of their names */
    uint32_t n_seen;
    uint64_t n_rows; /* records that were lists of fields */
};

/* Members under which an answer has its array of records. */
extern const char *const trace_wrap_paths[];
extern const uint32_t trace_wrap_n_paths;

void trace_wrap_init(struct trace_wrap *wrap, struct trace_records *records);
void trace_wrap_release(struct trace_wrap *wrap);
/** A record as it stands in the file. */
enum sim_status trace_wrap_take(struct trace_wrap *wrap, const struct trace_text *text,
                                struct sim_error *err);
/** The array of records is over. */
enum sim_status trace_wrap_end(struct trace_wrap *wrap, struct sim_error *err);

#endif
