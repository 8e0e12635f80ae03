/*
 * metric_drawn.c: the failures that were drawn, which are others in each replication.
 */
#include "analysis/metric/rows.h"

static double count(const struct view *v)
{
    double n = 0;

    for (uint32_t i = 0; i < v->outcome->n_outages; i++)
        n += v->spec->outages[i].drawn ? (double)v->outcome->outages[i].n : 0;
    return n;
}
static double hours(const struct view *v)
{
    double sum = 0;

    for (uint32_t i = 0; i < v->outcome->n_outages; i++)
        if (v->spec->outages[i].drawn)
            sum += (double)v->outcome->outages[i].ns / (double)SIM_HOUR *
                   v->spec->outages[i].n_regions;
    return sum;
}

#define SECTION "Drawn failures"
static const struct metric rows[] = {
    ROW("outage-count", "failures drawn", "", COUNT, 1, HIDE, .of = count),
    ROW("outage-hours", "Region-hours of failure", "h", COUNT, 2, HIDE, .of = hours),
};
SECTION_OF(drawn);
