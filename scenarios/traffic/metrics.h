/*
 * metrics.h: CloudWatch's metrics of Bedrock to requests. The hooks of format_cloudwatch.c.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_METRICS_H
#define CRISIM_SCENARIOS_TRAFFIC_METRICS_H

#include "scenarios/traffic/build.h"

struct trace_metrics;

/* Members of a series and of a point. */
extern const struct trace_column_row trace_metrics_columns[];

void trace_metrics_take(struct trace_build *build, const struct trace_text *text);
void trace_metrics_end_page(struct trace_build *build, const char *label, uint32_t length);
void trace_metrics_finish(struct trace_build *build);
void trace_metrics_destroy(struct trace_metrics *metrics);

#endif
