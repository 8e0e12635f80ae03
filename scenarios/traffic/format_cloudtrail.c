/*
 * format_cloudtrail.c: CloudTrail's events of calls of models, from `lookup-events`, from S3, from
 * EventBridge, or out of a table. The event's own time is UTC whatever the answer round it shows.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_filter of_bedrock = {
    .why = "of other services",
    .values = {"bedrock.amazonaws.com", "bedrock-runtime.amazonaws.com"}};
static const struct trace_filter generating = {
    .why = "of operations that are no calls of a model",
    .values = {"Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream"}};

static const struct trace_column_row columns[] = {
    {.name = "eventSource", .column = TRACE_FILTER, .filter = &of_bedrock},
    {.name = "eventName", .column = TRACE_FILTER, .filter = &generating},
    {.name = "eventTime", .column = TRACE_TIME_ISO},
    {.name = "eventID", .column = TRACE_REQUEST},
    {.name = "requestID", .column = TRACE_REQUEST, .otherwise = true},
    {.name = "awsRegion", .column = TRACE_REGION},
    {.name = "errorCode", .column = TRACE_ERROR},
    {.name = "errorMessage", .column = TRACE_IGNORED},
    {.name = "userIdentity.arn", .column = TRACE_SESSION},
    {.name = "requestParameters.modelId", .column = TRACE_MODEL},
    {.name = "requestParameters.inferenceConfig.maxTokens", .column = TRACE_MAX_TOKENS},
    {.name = "additionalEventData.inferenceRegion", .column = TRACE_SERVED},
    {.name = "additionalEventData.inputTokens", .column = TRACE_INPUT},
    {.name = "additionalEventData.outputTokens", .column = TRACE_OUTPUT},
    {.name = "eventVersion", .column = TRACE_IGNORED},
    {.name = "eventType", .column = TRACE_IGNORED},
    {.name = "eventCategory", .column = TRACE_IGNORED},
    {.name = "managementEvent", .column = TRACE_IGNORED},
    {.name = "readOnly", .column = TRACE_IGNORED},
    {.name = "recipientAccountId", .column = TRACE_IGNORED},
    {.name = "resources", .column = TRACE_IGNORED},
    {.name = "responseElements", .column = TRACE_IGNORED},
    {.name = "sharedEventID", .column = TRACE_IGNORED},
    {.name = "sourceIPAddress", .column = TRACE_IGNORED},
    {.name = "tlsDetails", .column = TRACE_IGNORED},
    {.name = "userAgent", .column = TRACE_IGNORED},
    {.name = "vpcEndpointId", .column = TRACE_IGNORED},
    {.name = NULL},
};

const struct trace_format trace_format_cloudtrail = {
    .name = "cloudtrail",
    .summary = "CloudTrail's events of Converse and InvokeModel: lookup-events, S3, EventBridge",
    .columns = columns,
    .mouth = TRACE_JSON_LINES,
    .is_log = true,
    .also_csv = true,
    .any_order = true,
    .notes = {"CloudTrail gives token counts for some calls only, and does not say whether input "
              "tokens include what the prompt cache held: they are taken as they are",
              "an event without a Region of inference is a call that was not routed elsewhere",
              "times are whole seconds of the request: how calls lie within a second is not known"},
};
