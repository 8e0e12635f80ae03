/*
 * format_splitwise_sim.c: splitwise-sim and SageServe: seconds, sizes of prompts and answers. What
 * SageServe adds about tenants and Regions is not needed.
 */
#include "scenarios/traffic/format.h"

#include <stddef.h>

static const struct trace_column_row columns[] = {
    {.name = "arrival_timestamp", .column = TRACE_TIME},
    {.name = "prompt_size", .column = TRACE_INPUT},
    {.name = "token_size", .column = TRACE_OUTPUT},
    {.name = "model_type", .column = TRACE_LABEL},
    {.name = "request_id", .column = TRACE_IGNORED},
    {.name = "request_type", .column = TRACE_IGNORED},
    {.name = "application_id", .column = TRACE_IGNORED},
    {.name = "batch_size", .column = TRACE_IGNORED},
    {.name = "batch_id", .column = TRACE_IGNORED},
    {.name = "client_tenant", .column = TRACE_IGNORED},
    {.name = "scenario", .column = TRACE_IGNORED},
    {.name = "sla", .column = TRACE_IGNORED},
    {.name = "utility", .column = TRACE_IGNORED},
    {.name = "regions", .column = TRACE_IGNORED},
    {.name = "workload_type", .column = TRACE_IGNORED},
    {.name = NULL},
};

const struct trace_format trace_format_splitwise_sim = {
    .name = "splitwise-sim-csv",
    .summary = "splitwise-sim and SageServe: arrival_timestamp, prompt_size, token_size",
    .columns = columns,
    .unit = TRACE_UNIT_S,
};
