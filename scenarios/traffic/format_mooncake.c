/*
 * format_mooncake.c: the JSON lines of the Mooncake traces (Qin et al., FAST 2025): milliseconds
 * from the start, token counts, and one id for each block of 512 prompt tokens; an id stands for
 * the whole prefix up to its block, so equal leading ids are a shared prefix.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "timestamp", .column = TRACE_TIME},
    {.name = "input_length", .column = TRACE_INPUT},
    {.name = "output_length", .column = TRACE_OUTPUT},
    {.name = "hash_ids", .column = TRACE_PREFIX_IDS},
    {.name = NULL},
};

const struct trace_format trace_format_mooncake = {
    .name = "mooncake-jsonl",
    .summary = "JSON lines with timestamp (ms), input_length, output_length, hash_ids (one id per "
               "512-token block: equal leading ids are a shared prefix)",
    .columns = columns,
    .mouth = TRACE_JSON_LINES,
    .unit = TRACE_UNIT_MS,
    .unit_is_uncertain = true,
    .seconds_if = {"chat_id", "parent_chat_id"},
    .seconds_why = "seconds: the keys are those of Qwen Bailian",
    .block_tokens = 512,
};
