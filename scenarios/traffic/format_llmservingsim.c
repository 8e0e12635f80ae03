/*
 * format_llmservingsim.c: LLMServingSim's requests: nanoseconds from the start. The ids of tokens,
 * which make lines long, are not needed.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "arrival_time_ns", .column = TRACE_TIME},
    {.name = "input_toks", .column = TRACE_INPUT},
    {.name = "output_toks", .column = TRACE_OUTPUT},
    {.name = "input_tok_ids", .column = TRACE_IGNORED},
    {.name = "output_tok_ids", .column = TRACE_IGNORED},
    {.name = NULL},
};

const struct trace_format trace_format_llmservingsim = {
    .name = "llmservingsim-jsonl",
    .summary = "LLMServingSim: arrival_time_ns, input_toks, output_toks",
    .columns = columns,
    .mouth = TRACE_JSON_LINES,
    .unit = TRACE_UNIT_NS,
};
