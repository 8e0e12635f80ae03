/*
 * format_native.c: crisim's own CSV. Only a time, input and output tokens are required.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "time_s", .column = TRACE_TIME},
    {.name = "time", .column = TRACE_TIME_EITHER},
    {.name = "input_tokens", .column = TRACE_INPUT},
    {.name = "output_tokens", .column = TRACE_OUTPUT},
    {.name = "max_tokens", .column = TRACE_MAX_TOKENS},
    {.name = "cache_read_tokens", .column = TRACE_CACHE_READ},
    {.name = "cache_write_tokens", .column = TRACE_CACHE_WRITE},
    {.name = "label", .column = TRACE_LABEL},
    {.name = "prefix_group", .column = TRACE_PREFIX_GROUP},
    {.name = "prefix_tokens", .column = TRACE_PREFIX_TOKENS},
    {.name = NULL},
};

const struct trace_format trace_format_native = {
    .name = "native-csv",
    .summary = "columns time_s or time, input_tokens, output_tokens; optional max_tokens, "
               "cache_read_tokens, cache_write_tokens, label, prefix_group, prefix_tokens",
    .columns = columns,
    .unit = TRACE_UNIT_S,
};
