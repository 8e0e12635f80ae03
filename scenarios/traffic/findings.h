/*
 * findings.h: findings about the rows of a trace. A file of millions of rows has a fault of
 * one kind in thousands of them: such a kind becomes one finding with its count and first places.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_FINDINGS_H
#define CRISIM_SCENARIOS_TRAFFIC_FINDINGS_H

#include "sim/base/diag.h"

#include <stdarg.h>

enum { TRACE_FINDINGS_APART = 3, TRACE_FINDINGS_PLACES = 5 };

struct trace_findings_kind {
    const void *kind;
    char *path;
    uint64_t n;
    uint64_t lines[TRACE_FINDINGS_PLACES], columns[TRACE_FINDINGS_APART];
    char *messages[TRACE_FINDINGS_APART];
};

struct trace_findings {
    const char *file;
    struct trace_findings_kind *kinds; /* in the order of their first places */
    size_t n, capacity;
};

/** One finding. `kind` and path say which findings are alike; column 0 = none; path may be NULL. */
void trace_findings_add(struct trace_findings *findings, const void *kind, uint64_t line,
                        uint64_t column, const char *path, const char *format, va_list arguments)
    __attribute__((format(printf, 6, 0)));
/** All of them to diag, as errors, in the order of their lines; findings is empty then. */
void trace_findings_flush(struct trace_findings *findings, struct sim_diag *diag);

#endif
