/*
 * metric_routing.c: why routers chose, where anything but the source Region first decided.
 */
#include "analysis/metric/rows.h"

/* A destination that was the only one left decided nothing. */
static double decided_by(const struct view *v, uint32_t reason)
{
    uint64_t sum = 0;

    for (int i = 0; i < CRI_N_REASONS; i++)
        sum += i == CRI_REASON_ONLY ? 0 : v->all.decisions[i];
    return sum > 0 ? 100 * (double)v->all.decisions[reason] / (double)sum : NAN;
}

#define SECTION "Routing"
static const struct metric rows[] = {
    ROW("decided", "decided by: %s", "%", RATIO, 1, .expand = METRIC_BY_REASON, .least_rows = 2,
        .of_each = decided_by, OF_COMPLETED, HIDE),
};
SECTION_OF(routing);
