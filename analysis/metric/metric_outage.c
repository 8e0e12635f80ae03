/*
 * metric_outage.c: of the requests that arrived while an outage was in force.
 */
#include "analysis/metric/rows.h"

COUNTED(offered, v->outage.offered)
COUNTED(completed, v->outage.terminal[CRI_COMPLETED])
COUNTED(throttled, v->outage.terminal[CRI_THROTTLED])
COUNTED(unavailable, v->outage.terminal[CRI_UNAVAILABLE])
COUNTED(timed_out, v->outage.terminal[CRI_TIMED_OUT])
COUNTED(failover, v->outage.failover_requests)
COUNTED(fallbacks, v->outage.fallbacks)

static double success(const struct view *v)
{
    return 100 * metric_ratio((double)v->outage.terminal[CRI_COMPLETED], (double)v->outage.offered);
}
static double p95(const struct view *v)
{
    return view_quantile_s(&v->e2e_outage, 0.95);
}
static double p95_all(const struct view *v)
{
    return view_quantile_all_s(&v->e2e_outage, 0.95);
}
static double recovery(const struct view *v)
{
    sim_time worst = 0;

    for (uint32_t i = 0; i < v->spec->n_outages; i++) {
        sim_time t;

        if (v->spec->outages[i].drawn)
            continue; /* each replication has its own */
        t = cri_series_recovery(&v->outcome->series, v->spec->outages[i].start);
        if (t < 0)
            return NAN;
        if (t > worst)
            worst = t;
    }
    return sim_time_to_s(worst) / 60;
}

#define SECTION "Outage window"
#define WINDOW  .outage_window = true
#define OF_THEM .n = METRIC_N_OUTAGE_OFFERED

static const struct metric rows[] = {
    COUNT("outage-offered", "offered", WINDOW, .of = offered),
    COUNT("outage-completed", "completed", HIGHER, WINDOW, .of = completed),
    COUNT("outage-throttled", "throttled", LOWER, WINDOW, .of = throttled),
    COUNT("outage-unavailable", "unavailable", LOWER, WINDOW, .of = unavailable),
    COUNT("outage-timed-out", "timed out", LOWER, WINDOW, .of = timed_out),
    ROW("outage-success-rate", "success rate", "%", RATIO, 2, HIGHER, WINDOW, .of = success,
        OF_THEM, MATTERS(POINTS), SLO(outage_success_rate), .brief = 12),
    COUNT("outage-failover", "requests failed over", WINDOW, .of = failover),
    COUNT("outage-fallbacks", "client fallbacks", WINDOW, .of = fallbacks),
    ROW("outage-e2e-p95", "E2E p95", "s", QUANTILE, 3, LOWER, WINDOW, .of = p95,
        .n = METRIC_N_OUTAGE_COMPLETED),
    ROW("outage-e2e-p95-all", "E2E p95, failures as infinite", "s", QUANTILE, 3, LOWER, WINDOW,
        .of = p95_all, OF_THEM, .empty = "infinite", .worst_if_empty = true, MATTERS(LATENCY),
        SLO(outage_e2e_p95_s), .judged_only = true),
    ROW("recovery", "time to recover", "min", EXTREME, 0, LOWER, WINDOW, .of = recovery, OF_THEM,
        .empty = "not recovered", .without_n = "not recovered", .worst_if_empty = true,
        MATTERS(MINUTE), SLO(recovery_min), .brief = 13),
};
SECTION_OF(outage);
