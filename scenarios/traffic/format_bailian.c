/*
 * format_bailian.c: Qwen Bailian: Mooncake's names with seconds, 16-token blocks, and the turns of
 * chats.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "chat_id", .column = TRACE_FINGERPRINT},
    {.name = "parent_chat_id", .column = TRACE_FINGERPRINT},
    {.name = "timestamp", .column = TRACE_TIME},
    {.name = "input_length", .column = TRACE_INPUT},
    {.name = "output_length", .column = TRACE_OUTPUT},
    {.name = "type", .column = TRACE_IGNORED},
    {.name = "turn", .column = TRACE_IGNORED},
    {.name = "hash_ids", .column = TRACE_PREFIX_IDS},
    {.name = NULL},
};

const struct trace_format trace_format_bailian = {
    .name = "bailian-jsonl",
    .summary = "Qwen Bailian's JSON lines: chat_id, parent_chat_id, timestamp (s), input_length, "
               "output_length, hash_ids (one id per 16-token block)",
    .columns = columns,
    .mouth = TRACE_JSON_LINES,
    .unit = TRACE_UNIT_S,
    .block_tokens = 16,
};
