/*
 * write.h: a trace as crisim's own CSV, block by block. What that format holds survives: times to
 * the nanosecond (calendar times as such), tokens, max_tokens, cache tokens, labels.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_WRITE_H
#define CRISIM_SCENARIOS_TRAFFIC_WRITE_H

#include "scenarios/traffic/trace.h"

struct trace_writer {
    const struct trace *trace; /* borrowed */
    uint64_t next;             /* row */
    struct sim_text text;      /* of the block */
};

void trace_writer_init(struct trace_writer *writer, const struct trace *trace);
void trace_writer_release(struct trace_writer *writer);
/** The next bytes, *n == 0 at the end; context is the writer. SIM_EINTERRUPTED when stopped. */
enum sim_status trace_writer_block(void *context, const char **bytes, size_t *n,
                                   struct sim_error *err);

/** "12.5,800,100": the start of a row whose time counts from the trace's. */
void trace_write_seconds(const struct cri_record *row, struct sim_text *out);

#endif
