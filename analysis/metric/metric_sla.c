/*
 * metric_sla.c: uptime of source Regions, where the provider failed anything.
 */
#include "analysis/metric/rows.h"

static double credit(const struct view *v, uint32_t region)
{
    double uptime = view_uptime(v, region);

    return isnan(uptime) ? NAN : view_sla_credit(uptime);
}

#define SECTION "SLA"
static const struct metric rows[] = {
    ROW("uptime", "uptime of %s", "%", RATIO, 3, .expand = METRIC_BY_FAULTY, .of_each = view_uptime,
        OF_COMPLETED, .hide_if_unknown = true),
    ROW("sla-credit", "  service credit if the month were so", "% of fees", RATIO, 0,
        .expand = METRIC_BY_FAULTY, .of_each = credit, OF_COMPLETED),
};
SECTION_OF(sla);
