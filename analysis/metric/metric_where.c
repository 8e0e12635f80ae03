/*
 * metric_where.c: in which Regions requests were completed.
 */
#include "analysis/metric/rows.h"

static double outside(const struct view *v)
{
    return 100 *
           metric_ratio((double)v->all.outside_geography, (double)v->all.terminal[CRI_COMPLETED]);
}

static double served_by(const struct view *v, uint32_t region)
{
    return metric_ratio(100 * view_served(v, region), (double)v->all.terminal[CRI_COMPLETED]);
}

#define SECTION "Where"
static const struct metric rows[] = {
    ROW("outside-geography", "processed outside its area", "%", RATIO, 1, .of = outside,
        OF_COMPLETED, MATTERS(POINTS), SLO(outside_share)),
    ROW("served", "served by %s", "%", RATIO, 1, .expand = METRIC_BY_SERVER, .of_each = served_by,
        OF_COMPLETED),
};
SECTION_OF(where);
