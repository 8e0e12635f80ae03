/*
 * probe.h: would another process come to the same bytes? A digest of all that results depend on.
 */
#ifndef CRISIM_ANALYSIS_STUDY_PROBE_H
#define CRISIM_ANALYSIS_STUDY_PROBE_H

#include "scenarios/plan/plan.h"

/**
 * SHA-256 of: version, layout of results in memory, scenario, catalog, traces, recorded outages,
 * seed and replications, and what the arithmetic of this machine (mathematical library, GSL, draws)
 * gives at a thousand points, to the last bit.
 */
void plan_probe(const struct plan *plan, char hex[65]);

#endif
