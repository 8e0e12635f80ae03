/*
 * windows.h: counts per period become requests. The law: of the n calls of a period each comes at a
 * time of its own, drawn uniformly within the period (which is a Poisson process, given n); tokens
 * are shared out evenly, to the last one. So every period keeps its totals, and what an average
 * hides stays hidden: bursts within a period, and large calls.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_WINDOWS_H
#define CRISIM_SCENARIOS_TRAFFIC_WINDOWS_H

#include "scenarios/traffic/build.h"

struct trace_window {
    int64_t start; /* [ns], of the trace's clock */
    uint64_t calls, input, output, cache_read, cache_write;
    const char *label; /* NULL = none; borrowed */
    uint32_t latency;  /* [ms] + 1; 0 = not given */
    uint64_t source;   /* windows of different sources meet different draws */
};

/**
 * Add the requests of n windows of so many ns. Draws are keyed by label, start and number, so they
 * do not depend on other windows.
 * @param absolute  starts count from 1970
 * @return false after a finding
 */
bool trace_windows_expand(struct trace_build *build, const struct trace_window *windows, uint64_t n,
                          int64_t period, bool absolute);

#endif
