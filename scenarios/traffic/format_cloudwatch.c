/*
 * format_cloudwatch.c: answers of `aws cloudwatch get-metric-data` and `get-metric-statistics` for
 * the namespace AWS/Bedrock: sums per period, no requests. Their periods become requests by the
 * law of windows.h.
 */
#include "scenarios/traffic/metrics.h"

#include <stddef.h>

const struct trace_format trace_format_cloudwatch = {
    .name = "cloudwatch-metrics",
    .summary = "CloudWatch's metrics of Bedrock: get-metric-data, get-metric-statistics; counts "
               "per period become requests",
    .columns = trace_metrics_columns,
    .mouth = TRACE_JSON_LINES,
    .any_order = true,
    .take = trace_metrics_take,
    .end_page = trace_metrics_end_page,
    .finish = trace_metrics_finish,
    .notes = {"the calls of a period come at times drawn uniformly within it, each with an equal "
              "part of its tokens: every period keeps its totals, but bursts within it and large "
              "calls are not in such an answer",
              "the answer does not name its Region",
              "CloudWatch counts input tokens without what was read from and written to the prompt "
              "cache; both are added where their metrics are given"},
};
