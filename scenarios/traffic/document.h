/*
 * document.h: rows of a trace in one JSON document, an answer of a service or an export: parsed as
 * a tree by the door to cJSON, within its limits, then a request for each record of one array.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_DOCUMENT_H
#define CRISIM_SCENARIOS_TRAFFIC_DOCUMENT_H

#include "scenarios/traffic/decode.h"

struct trace_document {
    struct trace_build *build;
    struct sim_text text; /* of the whole document */
};

void trace_document_init(struct trace_document *document, struct trace_build *build);
/** Feed a block of bytes; what is larger than the door takes is SIM_EINPUT. */
enum sim_status trace_document_feed(struct trace_document *document, const char *bytes, size_t n,
                                    struct sim_error *err);
/** The end: now it is read. */
enum sim_status trace_document_finish(struct trace_document *document, struct sim_error *err);
void trace_document_release(struct trace_document *document);

#endif
