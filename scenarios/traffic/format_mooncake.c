/*
 * format_mooncake.c: the JSON lines of the Mooncake traces (Qin et al., FAST 2025): milliseconds
 * from the start, token counts, and one id for each block of 512 prompt tokens; an id stands for
 * the whole prefix up to its block, so equal leading ids are a shared prefix.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_name columns[] = {
    {"timestamp", TRACE_TIME_MS},   {"input_length", TRACE_INPUT}, {"output_length", TRACE_OUTPUT},
    {"hash_ids", TRACE_PREFIX_IDS}, {NULL, TRACE_IGNORED},
};

const struct trace_format trace_format_mooncake = {
    .name = "mooncake-jsonl",
    .summary = "JSON lines with timestamp (ms), input_length, output_length, hash_ids (one id per "
               "512-token block: equal leading ids are a shared prefix)",
    .columns = columns,
    .json = true,
    .block_tokens = 512,
};
