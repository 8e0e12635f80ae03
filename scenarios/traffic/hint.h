/*
 * hint.h: how a user says a setting of a trace, as something to paste: a flag of `crisim trace`, or
 * a key of the scenario that the trace is read for.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_HINT_H
#define CRISIM_SCENARIOS_TRAFFIC_HINT_H

#include "scenarios/traffic/build.h"

/**
 * The setting as the reader of this trace can say it: "--unfold", or, where settings->entry names
 * an entry of `traffic`, "--set traffic.calls.unsorted=unfold". Added to *out.
 * @param flag  with its value, as `crisim trace` takes it
 */
void trace_hint(const struct trace_build *build, const char *flag, const char *key,
                const char *value, struct sim_text *out);

/**
 * The same of a flag that no key stands for: a scenario is given what `crisim trace convert` makes
 * of the file with it.
 */
void trace_hint_convert(const struct trace_build *build, const char *flags, struct sim_text *out);

#endif
