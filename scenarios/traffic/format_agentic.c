/*
 * format_agentic.c: the same conversations as a table, a request a row; rows of sessions may be
 * mixed, and times count from the start of each.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "session_id", .column = TRACE_SESSION},
    {.name = "turn_index", .column = TRACE_IGNORED},
    {.name = "request_arrival_delta_s", .column = TRACE_TIME},
    {.name = "input_tokens", .column = TRACE_INPUT},
    {.name = "output_tokens", .column = TRACE_OUTPUT},
    {.name = "model_id", .column = TRACE_LABEL},
    {.name = "api_time_s", .column = TRACE_LATENCY_S},
    {.name = "ttft_s", .column = TRACE_IGNORED},
    {.name = "think_time_s", .column = TRACE_IGNORED},
    {.name = "request_type", .column = TRACE_IGNORED},
    {.name = "requests_count", .column = TRACE_IGNORED},
    {.name = "block_size_tokens", .column = TRACE_IGNORED},
    {.name = "block_hashes", .column = TRACE_IGNORED},
    {.name = "block_hashes_count", .column = TRACE_IGNORED},
    {.name = "block_hashes_hash", .column = TRACE_IGNORED},
    {.name = "block_hashes_sample", .column = TRACE_IGNORED},
    {.name = "hash_id_scope", .column = TRACE_IGNORED},
    {.name = NULL},
};

const struct trace_format trace_format_agentic = {
    .name = "agentic-jsonl",
    .summary = "a table of agents' requests: session_id, request_arrival_delta_s (from the "
               "session's start), input_tokens, output_tokens (label = model_id)",
    .columns = columns,
    .mouth = TRACE_JSON_LINES,
    .any_order = true,
    .from_session_start = true,
    .unit = TRACE_UNIT_S,
    .notes = {"a turn of an agent waits for the answer to the one before it: a replay at the times "
              "of the trace does not slow down when answers do"},
};
