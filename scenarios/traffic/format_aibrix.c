/*
 * format_aibrix.c: AIBrix: a line is a moment, in milliseconds, with the requests that come then.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "timestamp", .column = TRACE_TIME},
    {.name = "requests", .column = TRACE_EACH},
    {.name = NULL},
};

static const struct trace_column_row of_each[] = {
    {.name = "Prompt Length", .column = TRACE_INPUT},
    {.name = "Output Length", .column = TRACE_OUTPUT},
    {.name = "model", .column = TRACE_LABEL},
    {.name = "prompt", .column = TRACE_IGNORED},
    {.name = "Prompt", .column = TRACE_IGNORED},
    {.name = "output", .column = TRACE_IGNORED},
    {.name = "session_id", .column = TRACE_SESSION},
    {.name = NULL},
};

const struct trace_format trace_format_aibrix = {
    .name = "aibrix-jsonl",
    .summary = "AIBrix: timestamp (ms), requests[] with 'Prompt Length', 'Output Length'",
    .columns = columns,
    .of_each = of_each,
    .mouth = TRACE_JSON_LINES,
    .lacks_counts = true,
    .unit = TRACE_UNIT_MS,
};
