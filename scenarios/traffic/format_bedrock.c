/*
 * format_bedrock.c: Bedrock's model invocation log, as it comes to S3, to CloudWatch Logs and out
 * of there. Its input tokens lack what the prompt cache held. What quota reserves stands in the
 * body of the request, under the names of the APIs and of the models' own.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

#define BODY   "input.inputBodyJson."
#define ANSWER "output.outputBodyJson."

static const struct trace_filter generating = {
    .why = "of operations that are no calls of a model",
    .values = {"Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream"},
    .or_missing = true};

static const struct trace_column_row columns[] = {
    {.name = "schemaType", .column = TRACE_IGNORED},
    {.name = "schemaVersion", .column = TRACE_IGNORED},
    {.name = "timestamp", .column = TRACE_TIME_ISO},
    {.name = "@timestamp", .column = TRACE_TIME_ISO, .otherwise = true},
    {.name = "invocationTime", .column = TRACE_IGNORED},
    {.name = "@aws.account", .column = TRACE_IGNORED},
    {.name = "accountId", .column = TRACE_IGNORED},
    {.name = "requestId", .column = TRACE_REQUEST},
    {.name = "operation", .column = TRACE_FILTER, .filter = &generating},
    {.name = "modelId", .column = TRACE_MODEL},
    {.name = "region", .column = TRACE_REGION},
    {.name = "@aws.region", .column = TRACE_REGION, .otherwise = true},
    {.name = "inferenceRegion", .column = TRACE_SERVED},
    {.name = "identity.arn", .column = TRACE_SESSION},
    {.name = "errorCode", .column = TRACE_ERROR},
    {.name = "input.inputTokenCount", .column = TRACE_INPUT},
    {.name = "input.cacheReadInputTokenCount", .column = TRACE_CACHE_READ},
    {.name = "input.cacheWriteInputTokenCount", .column = TRACE_CACHE_WRITE},
    {.name = "input.inputContentType", .column = TRACE_IGNORED},
    {.name = "input.inputBodyS3Path", .column = TRACE_IGNORED},
    {.name = BODY "inferenceConfig.maxTokens", .column = TRACE_MAX_TOKENS},
    {.name = BODY "max_tokens", .column = TRACE_MAX_TOKENS, .otherwise = true},
    {.name = BODY "inferenceConfig.max_new_tokens", .column = TRACE_MAX_TOKENS, .otherwise = true},
    {.name = BODY "textGenerationConfig.maxTokenCount",
     .column = TRACE_MAX_TOKENS,
     .otherwise = true},
    {.name = BODY "max_gen_len", .column = TRACE_MAX_TOKENS, .otherwise = true},
    {.name = BODY "maxTokens", .column = TRACE_MAX_TOKENS, .otherwise = true},
    {.name = BODY "max_completion_tokens", .column = TRACE_MAX_TOKENS, .otherwise = true},
    {.name = "output.outputTokenCount", .column = TRACE_OUTPUT},
    {.name = "output.outputContentType", .column = TRACE_IGNORED},
    {.name = "output.outputBodyS3Path", .column = TRACE_IGNORED},
    {.name = ANSWER "metrics.latencyMs", .column = TRACE_LATENCY_MS},
    {.name = ANSWER "stopReason", .column = TRACE_STATUS},
    {.name = ANSWER "stop_reason", .column = TRACE_STATUS, .otherwise = true},
    {.name = ANSWER "amazon-bedrock-guardrailAction", .column = TRACE_GUARDRAIL},
    /* Of answers of queries. */
    {.name = "@message", .column = TRACE_IGNORED},
    {.name = "@ptr", .column = TRACE_IGNORED},
    {.name = "@log", .column = TRACE_IGNORED},
    {.name = "@logStream", .column = TRACE_IGNORED},
    {.name = "@ingestionTime", .column = TRACE_IGNORED},
    {.name = "@entity", .column = TRACE_IGNORED},
    {.name = NULL},
};

const struct trace_format trace_format_bedrock = {
    .name = "bedrock-log",
    .summary = "Bedrock's model invocation log: from S3, CloudWatch Logs, Logs Insights, a console",
    .columns = columns,
    .mouth = TRACE_JSON_LINES,
    .is_log = true,
    .also_csv = true,
    .any_order = true,
    .input_excludes_cache = true,
    .notes = {"calls that Bedrock throttles hardly ever come to an invocation log: what was "
              "refused at a limit is missing from the demand, and peaks at a limit are cut off",
              "Bedrock counts input tokens without what was read from and written to the prompt "
              "cache; both are added here",
              "times are whole seconds of the request: how calls lie within a second is not known"},
};
