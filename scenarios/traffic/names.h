/*
 * names.h: different names of a trace (labels, prefix groups, keys that are not read), each
 * once, numbered in the order in which they come.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_NAMES_H
#define CRISIM_SCENARIOS_TRAFFIC_NAMES_H

#include <stdint.h>

struct trace_names {
    char **names;
    uint32_t *lengths;
    uint32_t n, capacity;
    uint32_t *table; /* number + 1, open addressing */
    uint32_t table_size;
    uint64_t secret; /* so that no file can make its names collide; numbers do not depend on it */
    uint32_t last;   /* given before */
};

#define TRACE_NO_NAME UINT32_MAX

/** Number of a name, which is added when it is new; TRACE_NO_NAME when there are `most` already. */
uint32_t trace_names_intern(struct trace_names *names, const char *text, uint32_t length,
                            uint32_t most);
/** Frees the tables and, unless they were taken, the names. */
void trace_names_release(struct trace_names *names);

/** A number that differs from run to run: for hash tables that hostile input must not choose. */
uint64_t trace_names_secret(const void *any);

#endif
