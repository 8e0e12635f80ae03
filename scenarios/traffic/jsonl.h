/*
 * jsonl.h: rows of a trace of JSON lines, each an object and a request: the short way for large
 * traces, whose lines need no cutting (document.h).
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_JSONL_H
#define CRISIM_SCENARIOS_TRAFFIC_JSONL_H

#include "scenarios/traffic/record.h"

struct trace_jsonl {
    struct trace_build *build;
    char *rest; /* a line that is not complete yet */
    size_t n, capacity;
    struct trace_records records;
    uint64_t line;
};

void trace_jsonl_init(struct trace_jsonl *jsonl, struct trace_build *build);
/** Feed a block of bytes. A line longer than 16 MiB is SIM_EINPUT. */
enum sim_status trace_jsonl_feed(struct trace_jsonl *jsonl, const char *bytes, size_t n,
                                 struct sim_error *err);
/** The end: a last line without a newline. */
enum sim_status trace_jsonl_finish(struct trace_jsonl *jsonl, struct sim_error *err);
void trace_jsonl_release(struct trace_jsonl *jsonl);

#endif
