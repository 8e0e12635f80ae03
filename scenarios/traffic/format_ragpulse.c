/*
 * format_ragpulse.c: RAGPulse (arXiv 2511.12979): whole seconds, written as texts, on a clock that
 * may start again: two weeks in one file. What a prompt is made of is an object of lists of ids,
 * whose sizes in tokens are not given, so they are no prefixes here.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "timestamp", .column = TRACE_TIME},
    {.name = "input_length", .column = TRACE_INPUT},
    {.name = "output_length", .column = TRACE_OUTPUT},
    {.name = "session_id", .column = TRACE_SESSION},
    {.name = "hash_ids.sys_prompt", .column = TRACE_FINGERPRINT},
    {.name = "hash_ids.passages_ids", .column = TRACE_IGNORED},
    {.name = "hash_ids.history", .column = TRACE_IGNORED},
    {.name = "hash_ids.web_search", .column = TRACE_IGNORED},
    {.name = "hash_ids.user_input", .column = TRACE_FINGERPRINT},
    {.name = NULL},
};

const struct trace_format trace_format_ragpulse = {
    .name = "ragpulse-jsonl",
    .summary = "RAGPulse's JSON lines: timestamp (s, a text), input_length, output_length, "
               "session_id, hash_ids (an object of lists)",
    .columns = columns,
    .mouth = TRACE_JSON_LINES,
    .unit = TRACE_UNIT_S,
};
