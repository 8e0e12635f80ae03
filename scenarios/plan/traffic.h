/*
 * traffic.h: the traffic entries of a scenario as traces that are lent, or generators.
 */
#ifndef CRISIM_SCENARIOS_PLAN_TRAFFIC_H
#define CRISIM_SCENARIOS_PLAN_TRAFFIC_H

#include "scenarios/plan/types.h"

/**
 * Fill plan->traffic: each entry once for all options, and again for every option that has it
 * otherwise (such an option cannot be paired). Findings of the traces, and warnings of what was
 * done to them, go to diag.
 */
void plan_traffic_read(struct plan *plan, const struct plan_settings *settings,
                       struct sim_diag *diag);

#endif
