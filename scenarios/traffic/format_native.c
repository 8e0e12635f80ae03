/*
 * format_native.c: crisim's own CSV. Only a time, input and output tokens are required.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_name columns[] = {
    {"time_s", TRACE_TIME_S},
    {"time", TRACE_TIME_EITHER},
    {"input_tokens", TRACE_INPUT},
    {"output_tokens", TRACE_OUTPUT},
    {"max_tokens", TRACE_MAX_TOKENS},
    {"cache_read_tokens", TRACE_CACHE_READ},
    {"cache_write_tokens", TRACE_CACHE_WRITE},
    {"label", TRACE_LABEL},
    {"prefix_group", TRACE_PREFIX_GROUP},
    {"prefix_tokens", TRACE_PREFIX_TOKENS},
    {NULL, TRACE_IGNORED},
};

const struct trace_format trace_format_native = {
    .name = "native-csv",
    .summary = "columns time_s or time, input_tokens, output_tokens; optional max_tokens, "
               "cache_read_tokens, cache_write_tokens, label, prefix_group, prefix_tokens",
    .columns = columns,
};
