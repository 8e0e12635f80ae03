#include "analysis/stats/precision.h"

#include <math.h>

double stats_relative_error(const struct stats_estimate *estimate)
{
    double half = (estimate->high - estimate->low) / 2;
    double size = fabs(estimate->mean);

    if (!(half >= 0)) /* no interval */
        return NAN;
    if (half == 0)
        return 0;
    return half < size ? half / (size - half) : INFINITY;
}

uint32_t stats_precision_next(uint32_t stated, uint32_t done, uint32_t most)
{
    uint32_t first = stated > STATS_PRECISION_FIRST ? stated : STATS_PRECISION_FIRST;
    uint32_t next = done == 0 ? first : done + STATS_PRECISION_STEP;

    if (done >= most)
        return done;
    return next < most ? next : most;
}
