/*
 * format_burstgpt.c: BurstGPT. Times are seconds from a local midnight; rows with 0 response tokens
 * were failed calls and are counted as such.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_name columns[] = {
    {"Timestamp", TRACE_TIME_S},
    {"Request tokens", TRACE_INPUT},
    {"Response tokens", TRACE_OUTPUT},
    {"Model", TRACE_LABEL},
    {"Total tokens", TRACE_IGNORED},
    {"Log Type", TRACE_IGNORED},
    {"Session ID", TRACE_IGNORED},
    {"Elapsed time", TRACE_IGNORED},
    {NULL, TRACE_IGNORED},
};

const struct trace_format trace_format_burstgpt = {
    .name = "burstgpt-csv",
    .summary = "BurstGPT: Timestamp, Model, Request tokens, Response tokens (label = Model)",
    .columns = columns,
};
