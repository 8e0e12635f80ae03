/*
 * format_azure.c: Azure LLM inference traces of 2023 and 2024. Times have 7 or 6 fraction digits or
 * none, with or without an offset; lines may end with CR LF.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "TIMESTAMP", .column = TRACE_TIME_ISO},
    {.name = "ContextTokens", .column = TRACE_INPUT},
    {.name = "GeneratedTokens", .column = TRACE_OUTPUT},
    {.name = "NumImages", .column = TRACE_IGNORED},
    {.name = NULL},
};

const struct trace_format trace_format_azure = {
    .name = "azure-csv",
    .summary =
        "Azure LLM inference traces 2023 and 2024: TIMESTAMP, ContextTokens, GeneratedTokens",
    .columns = columns,
};
