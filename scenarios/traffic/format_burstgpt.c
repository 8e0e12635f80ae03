/*
 * format_burstgpt.c: BurstGPT. Times are seconds from a local midnight; rows with 0 response tokens
 * were failed calls and are counted as such.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "Timestamp", .column = TRACE_TIME},
    {.name = "Request tokens", .column = TRACE_INPUT},
    {.name = "Response tokens", .column = TRACE_OUTPUT},
    {.name = "Model", .column = TRACE_LABEL},
    {.name = "Total tokens", .column = TRACE_IGNORED},
    {.name = "Log Type", .column = TRACE_IGNORED},
    {.name = "Session ID", .column = TRACE_IGNORED},
    {.name = "Elapsed time", .column = TRACE_LATENCY_S},
    {.name = NULL},
};

const struct trace_format trace_format_burstgpt = {
    .name = "burstgpt-csv",
    .summary = "BurstGPT: Timestamp, Model, Request tokens, Response tokens (label = Model)",
    .columns = columns,
    .unit = TRACE_UNIT_S,
};
