/*
 * rates.h: tables of rates, a row a window, to requests. The hooks of their formats.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_RATES_H
#define CRISIM_SCENARIOS_TRAFFIC_RATES_H

#include "scenarios/traffic/build.h"

struct trace_rate {
    int64_t at;
    double per_s;
    uint64_t source; /* number of the file */
};
/** Keep a row's rate: decode.c. */
void trace_rates_add(struct trace_row *row);
void trace_rates_finish(struct trace_build *build);

#endif
