/*
 * json_line.h: one line that is a JSON object, taken apart without a tree: traces hold millions of
 * them. Strict: what is refused here is what cJSON's door (sim/base/json_in.h) refuses, and the
 * values are the same (tests/unit compares both over drawn lines), with two exceptions: comments
 * are no part of a line, and a number may be of any size. Values are slices of the line.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_JSON_LINE_H
#define CRISIM_SCENARIOS_TRAFFIC_JSON_LINE_H

#include "scenarios/traffic/decode.h"

/* The names that are wanted, as a tree: "a.b" is b below a, and also a member "a.b" of the line
 * itself, as tables that were turned into JSON have it. */
struct trace_json_node {
    const char *name; /* slice of `whole` */
    uint32_t length;
    const char *whole;    /* name of a column that it leads to */
    uint32_t column;      /* CRI_NONE = only the way to others */
    uint32_t child, next; /* nodes; 0 = none, node 0 is the line */
};

struct trace_json_names {
    struct trace_json_node *nodes;
    uint32_t n, capacity;
};

/* A member that is no column's, of the line or of an object on the way to one. */
struct trace_json_key {
    const char *text; /* escapes not resolved */
    uint32_t length;
    uint32_t object; /* node of the object that it is in; 0 = the line */
    bool is_way;     /* an object on the way to a column's */
};

enum { TRACE_JSON_MAX_MEMBERS = 1024, TRACE_JSON_MAX_EMBEDDED = 4 };

/* What a line holds. */
struct trace_json_line {
    struct trace_value *values;  /* of the columns, in their order */
    struct trace_json_key *keys; /* TRACE_JSON_MAX_MEMBERS */
    uint32_t n_columns, n_keys;
    uint32_t n_members;   /* of the line and the objects that were entered */
    uint32_t problem_at;  /* column of the problem, from 1 */
    struct sim_text room; /* for names with escapes */
    struct sim_text embedded[TRACE_JSON_MAX_EMBEDDED]; /* objects that were written as texts */
    uint32_t n_embedded;
};

void trace_json_names_init(struct trace_json_names *names, const struct trace_column_row *columns);
void trace_json_names_release(struct trace_json_names *names);
/** Room for what lines hold, for so many columns. */
void trace_json_line_init(struct trace_json_line *line, uint32_t n_columns);
void trace_json_line_release(struct trace_json_line *line);

/** Take a line apart. @return NULL, or the problem (a literal), its column in problem_at */
const char *trace_json_take_apart(struct trace_json_line *line,
                                  const struct trace_json_names *names, const char *text,
                                  size_t length);
/** A string's text, well-formed, with its escapes resolved; added to out. */
void trace_json_unescape(const char *text, size_t length, struct sim_text *out);

/**
 * The next element of an array, which is well-formed, from *at on (behind its opening bracket).
 * @return false at the array's end
 */
bool trace_json_next_element(const char **at, const char *end, const char **element,
                             size_t *length);

#endif
