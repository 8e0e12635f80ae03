/*
 * probe.h: would another process come to the same bytes? Digests of all that results depend on.
 */
#ifndef CRISIM_ANALYSIS_STUDY_PROBE_H
#define CRISIM_ANALYSIS_STUDY_PROBE_H

#include "scenarios/plan/plan.h"

/*
 * Of a study, part by part, so that what differs can be said: X(name, text).
 *   scenario  canonical JSON of what is in force: as stated, under the command line's flags. How
 *             many replications there are counts only as far as a replication depends on it.
 *   input     traces, recorded outages, what policies make of the calls
 *   catalog   its tables
 *   options   which of them, and which one the others are compared with
 *   build     version, layout of outcomes, and what the arithmetic of this machine (mathematical
 *             library, GSL, draws) gives at a thousand points, to the last bit
 */
#define PROBE_LIST(X)                                                                              \
    X(scenario, "another scenario or seed")                                                        \
    X(input, "other traces, recorded outages or policies")                                         \
    X(catalog, "another catalog")                                                                  \
    X(options, "other options or another baseline")                                                \
    X(build, "another crisim or another arithmetic")

/* 64 hex digits each. */
struct probe {
#define X(name, text) char name[65];
    PROBE_LIST(X)
#undef X
};

/**
 * @param options  the n that the study is about, as indices in the plan
 * @param baseline of those, or UINT32_MAX
 */
void probe_init(struct probe *probe, const struct plan *plan, const uint32_t *options, uint32_t n,
                uint32_t baseline);

/**
 * SHA-256 of all that a replication of a point depends on, its number apart.
 * @param plan     under the patch
 * @param patch    NULL = none
 * @param of_file  the patch comes before options' own overrides, not after them
 * @param options  of the point, n of them, as indices in the plan
 * @param pairs    request by request, too
 */
void probe_point(const struct probe *probe, const struct plan *plan, const struct sim_json *patch,
                 bool of_file, const uint32_t *options, uint32_t n, bool pairs, char hex[65]);

#endif
