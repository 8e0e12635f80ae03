/*
 * sizing.h: what sizing needs of a trace: what was asked for in the busiest clock minutes, for each
 * label, how many calls were in service at once, and when in the week.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_SIZING_H
#define CRISIM_SCENARIOS_TRAFFIC_SIZING_H

#include "scenarios/traffic/trace.h"

enum { TRACE_WEEK_HOURS = 168, TRACE_N_WINDOWS = 3 };

/* The largest sum over a clock minute, and when it began [s from the first row's minute]. */
struct trace_busiest {
    uint64_t most;
    int64_t at_minute; /* minutes from the trace's first clock minute */
};

/* Of the rows with one label, or of all. */
struct trace_demand {
    uint64_t rows;
    struct trace_busiest requests, input, quota;
};

struct trace_sizing_settings {
    const uint32_t *burndown; /* quota tokens of an output token, for each label; NULL = 1 */
    uint32_t burndown_of_all; /* where the trace has no labels */
    bool service_given;
    sim_time service;    /* of calls whose latency is not in the trace */
    double utc_offset_h; /* local time of the profile: -24 .. 24 */
};

struct trace_sizing {
    struct trace_demand all;
    struct trace_demand *labels; /* of each label; free by release */
    uint32_t n_labels;
    int64_t first_minute_unix; /* [min] since 1970; 0 unless the trace is absolute */

    uint64_t at_once;       /* most calls in service; 0 = not known */
    uint64_t n_assumed;     /* calls whose time of service was not in the trace */
    sim_time assumed;       /* what was taken for it */
    bool assumed_is_median; /* of those that are in the trace; else it was stated */

    bool has_week;                      /* calendar times over at least a day */
    double week[TRACE_WEEK_HOURS];      /* mean requests in an hour, Monday 00:00 first; NaN = the
                                           trace has no such hour */
    double dispersion[TRACE_N_WINDOWS]; /* variance over mean of counts in 1 s, 1 min, 10 min; NaN =
                                           fewer than 10 whole windows */
    double cached_share;                /* of the input, read from the cache; NaN = not given */
    uint64_t max_tokens_given;          /* rows */
};

void trace_sizing_compute(const struct trace *trace, const struct trace_sizing_settings *settings,
                          struct trace_sizing *sizing);
void trace_sizing_release(struct trace_sizing *sizing);

#endif
