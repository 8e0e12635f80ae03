/*
 * format_splitwise.c: traces as Vidur keeps them: seconds from the first request.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_name columns[] = {
    {"arrived_at", TRACE_TIME_S},
    {"num_prefill_tokens", TRACE_INPUT},
    {"num_decode_tokens", TRACE_OUTPUT},
    {NULL, TRACE_IGNORED},
};

const struct trace_format trace_format_splitwise = {
    .name = "splitwise-csv",
    .summary = "Vidur's processed traces: arrived_at, num_prefill_tokens, num_decode_tokens",
    .columns = columns,
};
