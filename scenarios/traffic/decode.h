/*
 * decode.h: values to requests. The mouths say where a value stands and how it is written; what it
 * means, and what is wrong with it, is said here for all of them.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_DECODE_H
#define CRISIM_SCENARIOS_TRAFFIC_DECODE_H

#include "scenarios/traffic/build.h"
#include "sim/base/csv_in.h"

enum trace_value_type {
    TRACE_VALUE_NONE, /* it is not there */
    TRACE_VALUE_TEXT, /* a field of CSV, a string of JSON */
    TRACE_VALUE_NUMBER,
    TRACE_VALUE_WORD, /* true, false, null */
    TRACE_VALUE_ARRAY,
    TRACE_VALUE_OBJECT
};

struct trace_value {
    const char *text; /* not NUL-terminated: as written, a string without its quotes */
    uint32_t length;
    uint8_t type; /* enum trace_value_type */
    bool escaped; /* a JSON string that holds a backslash */
};

/* Longer names are cut in messages. */
enum { TRACE_NAME_SIZE = 32 };

/* The columns of a CSV trace, as its header has them. */
struct trace_header {
    uint32_t n;
    const struct trace_column_row **columns; /* of the format; NULL = has no meaning */
    char (*names)[TRACE_NAME_SIZE];          /* as the header writes them */
    uint32_t n_filters;
    struct {
        const struct trace_column_row *column;
        uint32_t at;              /* n = the header does not have it */
    } filters[TRACE_MAX_FILTERS]; /* in the format's order */
};

/** One row of CSV, whole: from its fields to a request that is kept, left out, or bad. */
void trace_take_fields(struct trace_row *row, const struct trace_header *header,
                       const struct sim_csv_field *fields);
/** The same of a row of JSON; values are in the order of the format's columns. */
void trace_take_values(struct trace_row *row, const struct trace_value *values);
/**
 * The same in two steps, where a row's values stand in several objects: take those of one, by its
 * own columns; then the row is whole.
 * @return false if a filter left it out
 */
bool trace_take_columns(struct trace_row *row, const struct trace_column_row *columns,
                        const struct trace_value *values);
void trace_finish_row(struct trace_row *row);
/** The bit of row->has that says that its time is known. */
uint32_t trace_time_bit(void);
/** The end of a row that could not even be taken apart. */
void trace_end_row(struct trace_row *row);

/** What can be shown of a text in a message: printable, short. */
const char *trace_shown(const char *text, uint32_t length, char buffer[48]);

#endif
