/*
 * metric_cost.c: what it costs, waste included.
 */
#include "analysis/metric/rows.h"

static double completed(const struct view *v)
{
    return (double)v->all.terminal[CRI_COMPLETED];
}
static double cost(const struct view *v)
{
    return 1000 * metric_ratio(v->usd + v->usd_waste, completed(v));
}
static double total(const struct view *v)
{
    return (v->usd + v->usd_waste) / v->replications;
}
static double of_class(const struct view *v, uint32_t class)
{
    const struct cri_class_outcome *outcome = &v->outcome->classes[class];
    uint64_t n = outcome->counts[CRI_PHASE_NORMAL].terminal[CRI_COMPLETED] +
                 outcome->counts[CRI_PHASE_OUTAGE].terminal[CRI_COMPLETED];

    return n > 0 ? 1000 * view_class_usd(v, class) / (double)n : NAN;
}
/* Of calls made in a source Region, whatever the class. */
static double of_source(const struct view *v, uint32_t region)
{
    return view_region_usd(v, region) / v->replications;
}
static double hourly(const struct view *v)
{
    return v->usd_hourly / v->replications;
}
/* Of a stated volume, or of the traffic itself when it is at least a day long. */
static double month(const struct view *v)
{
    double usd = v->usd + v->usd_waste;
    double run_hours = sim_time_to_s(v->spec->horizon) / 3600 * v->replications;

    if (v->spec->monthly_requests > 0)
        return metric_ratio(usd, (double)v->all.offered) * v->spec->monthly_requests;
    return v->spec->horizon < SIM_DAY ? NAN : metric_ratio(usd, run_hours) * VIEW_MONTH_HOURS;
}
COUNTED(batch_jobs, v->all.batch_jobs)
static double waste(const struct view *v)
{
    return 1000 * metric_ratio(v->usd_waste, completed(v));
}
static double waste_total(const struct view *v)
{
    return v->usd_waste / v->replications;
}

#define SECTION "Cost"
#define USD(key_, label_, decimals_, ...)                                                          \
    ROW(key_, label_, "USD", MONEY, decimals_, .empty = "no price", __VA_ARGS__)

static const struct metric rows[] = {
    USD("cost", "USD per 1,000 completed", 4, LOWER, .of = cost, OF_COMPLETED, COMPARED, SPREAD,
        HEADLINE, MATTERS(COST), SLO(cost_usd_per_1000), .brief = 11, .ranked_only = true),
    USD("cost-total", "USD in all", 2, .of = total, OF_COMPLETED),
    ROW("cost-class", "  class %s, per 1,000 completed", "USD", MONEY, 4, .expand = METRIC_BY_CLASS,
        .of_each = of_class, OF_COMPLETED, HIDE),
    ROW("cost-source", "  called in %s, USD in all", "USD", MONEY, 2, .expand = METRIC_BY_SOURCE,
        .least_rows = 2, .of_each = of_source, OF_COMPLETED, HIDE),
    USD("cost-hourly", "  of it units and reservations", 2, HIDE, .of = hourly),
    ROW("cost-30-days", "USD for 30 days", "USD", MONEY, 0, LOWER, HIDE, .of = month, OF_COMPLETED,
        .empty = "not known", MATTERS(COST), SLO(cost_30_days_usd), .ranked_only = true),
    COUNT("batch-jobs", "batch jobs", HIDE, .of = batch_jobs),
    USD("waste", "  of it waste, per 1,000", 4, LOWER, .of = waste, OF_COMPLETED, MATTERS(COST),
        SLO(waste_usd_per_1000)),
    USD("waste-total", "  of it waste, USD in all", 2, LOWER, HIDE, .of = waste_total),
};
SECTION_OF(cost);
