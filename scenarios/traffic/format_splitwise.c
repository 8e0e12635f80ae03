/*
 * format_splitwise.c: traces as Vidur keeps them: seconds from the first request.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "arrived_at", .column = TRACE_TIME},
    {.name = "num_prefill_tokens", .column = TRACE_INPUT},
    {.name = "num_decode_tokens", .column = TRACE_OUTPUT},
    {.name = NULL},
};

const struct trace_format trace_format_splitwise = {
    .name = "splitwise-csv",
    .summary = "Vidur's processed traces: arrived_at, num_prefill_tokens, num_decode_tokens",
    .columns = columns,
    .unit = TRACE_UNIT_S,
};
