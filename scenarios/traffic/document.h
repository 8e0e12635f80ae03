/*
 * document.h: rows of a trace in JSON of any layout: cut into records, taken out of what an answer
 * wraps round them, then a request each. No more than one record is in memory at a time.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_DOCUMENT_H
#define CRISIM_SCENARIOS_TRAFFIC_DOCUMENT_H

#include "scenarios/traffic/wrap.h"

struct trace_document {
    struct trace_build *build;
    struct trace_records records;
    struct trace_wrap wrap;
    struct trace_split split;
    struct trace_json_names names; /* of the members of answers */
    struct trace_json_line line;
    uint64_t n_records;
};

void trace_document_init(struct trace_document *document, struct trace_build *build);
/** Feed a block of bytes; what cannot be read on is SIM_EINPUT. */
enum sim_status trace_document_feed(struct trace_document *document, const char *bytes, size_t n,
                                    struct sim_error *err);
/** The end: SIM_EINPUT if that is too early. */
enum sim_status trace_document_finish(struct trace_document *document, struct sim_error *err);
void trace_document_release(struct trace_document *document);

#endif
