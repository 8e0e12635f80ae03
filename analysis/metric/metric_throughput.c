/*
 * metric_throughput.c: what was completed by the horizon, a minute.
 */
#include "analysis/metric/rows.h"

COUNTED(busiest, v->outcome->busiest_minute)

static double throughput(const struct view *v)
{
    return (double)v->all.completed_by_horizon / metric_minutes(v);
}
static double tokens_per_min(const struct view *v)
{
    return (double)(v->all.input_tokens_by_horizon + v->all.output_tokens_by_horizon) /
           metric_minutes(v);
}
static double goodput(const struct view *v)
{
    return (double)v->all.good / metric_minutes(v);
}

#define SECTION "Throughput"
static const struct metric rows[] = {
    ROW("throughput", "completed per minute", "/min", RATE, 1, HIGHER, .of = throughput, COMPARED,
        SPREAD, MATTERS(THROUGHPUT), SLO(throughput_per_min), .brief = 2),
    ROW("busiest-minute", "busiest minute", "", EXTREME, 0, .of = busiest),
    ROW("tokens-per-min", "tokens per minute", "/min", RATE, 0, HIGHER, .of = tokens_per_min,
        MATTERS(THROUGHPUT), SLO(tokens_per_min)),
    ROW("goodput", "goodput (inside the SLO)", "/min", RATE, 1, HIGHER, .of = goodput,
        MATTERS(THROUGHPUT), SLO(goodput_per_min)),
};
SECTION_OF(throughput);
