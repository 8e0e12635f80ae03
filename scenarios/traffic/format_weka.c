/*
 * format_weka.c: conversations of coding agents (WEKA): a record is a conversation, whose requests
 * have times from its start; the requests of a subagent count from where that begins. Input tokens
 * are the whole prompt, what a cache holds of it included.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "id", .column = TRACE_SESSION},
    {.name = "models", .column = TRACE_IGNORED},
    {.name = "block_size", .column = TRACE_FINGERPRINT},
    {.name = "hash_id_scope", .column = TRACE_IGNORED},
    {.name = "tool_tokens", .column = TRACE_IGNORED},
    {.name = "system_tokens", .column = TRACE_IGNORED},
    {.name = "totals", .column = TRACE_IGNORED},
    {.name = "requests", .column = TRACE_EACH},
    {.name = NULL},
};

static const struct trace_column_row of_each[] = {
    {.name = "t", .column = TRACE_TIME},
    {.name = "in", .column = TRACE_INPUT},
    {.name = "out", .column = TRACE_OUTPUT},
    {.name = "model", .column = TRACE_LABEL},
    {.name = "api_time", .column = TRACE_LATENCY_S},
    {.name = "requests", .column = TRACE_EACH},
    {.name = "type", .column = TRACE_IGNORED},
    {.name = "ttft", .column = TRACE_IGNORED},
    {.name = "think_time", .column = TRACE_IGNORED},
    {.name = "hash_ids", .column = TRACE_IGNORED},
    {.name = "duration_ms", .column = TRACE_IGNORED},
    {.name = "input_types", .column = TRACE_IGNORED},
    {.name = "output_types", .column = TRACE_IGNORED},
    {.name = "stop", .column = TRACE_IGNORED},
    {.name = NULL},
};

const struct trace_format trace_format_weka = {
    .name = "weka-conversations",
    .summary = "conversations of coding agents: id, requests[] with t (s from the conversation's "
               "start), in, out (label = model)",
    .columns = columns,
    .of_each = of_each,
    .mouth = TRACE_JSON_LINES,
    .any_order = true,
    .from_session_start = true,
    .unit = TRACE_UNIT_S,
    .notes = {"a turn of an agent waits for the answer to the one before it: a replay at the times "
              "of the trace does not slow down when answers do"},
};
