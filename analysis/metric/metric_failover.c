/*
 * metric_failover.c: what went elsewhere, and why.
 */
#include "analysis/metric/rows.h"

COUNTED(failover_requests, v->all.failover_requests)
COUNTED(reactive_requests, v->all.reactive_requests)
COUNTED(proactive_requests, v->all.proactive_requests)
COUNTED(reactive_capacity, v->all.reactive_moves[CRI_CAUSE_CAPACITY])
COUNTED(reactive_outage, v->all.reactive_moves[CRI_CAUSE_OUTAGE])
COUNTED(reactive_stall, v->all.reactive_moves[CRI_CAUSE_STALL])
COUNTED(stalled, v->all.stalled)
COUNTED(tries_ended, v->all.tries_ended)
COUNTED(spilled, v->all.spilled)
COUNTED(proactive_outage, v->all.proactive_moves[CRI_CAUSE_OUTAGE])
COUNTED(placement, v->all.placement_requests)
COUNTED(fallbacks, v->all.fallbacks)

static double failover_share(const struct view *v)
{
    return 100 * metric_ratio((double)v->all.failover_requests, (double)v->all.offered);
}

#define SECTION "Failover"
static const struct metric rows[] = {
    COUNT("failover-requests", "requests failed over", .of = failover_requests, .brief = 14),
    ROW("failover-share", "failed-over share", "%", RATIO, 2, LOWER, .of = failover_share,
        MATTERS(POINTS), SLO(failover_share), .judged_only = true),
    COUNT("reactive-requests", "  reactively", HIDE, .of = reactive_requests),
    COUNT("proactive-requests", "  proactively", HIDE, .of = proactive_requests),
    COUNT("reactive-capacity", "reactive moves, no room", .of = reactive_capacity),
    COUNT("reactive-outage", "reactive moves, outage", .of = reactive_outage),
    COUNT("reactive-stall", "reactive moves, stall", HIDE, .of = reactive_stall),
    COUNT("stalled", "calls that met a silent Region", HIDE, .of = stalled),
    COUNT("tries-ended", "calls stopped by the limit on tries or time", HIDE, .of = tries_ended),
    COUNT("spilled", "spilled to on-demand", HIDE, .of = spilled),
    COUNT("proactive-outage", "proactive moves, outage", .of = proactive_outage),
    COUNT("placement", "placed away by preference", .of = placement),
    COUNT("fallbacks", "client fallbacks", .of = fallbacks),
};
SECTION_OF(failover);
