/*
 * metric_paired.c: what is known of pairs of requests only, one in either option.
 */
#include "analysis/metric/rows.h"

#define SECTION "Pairs"
static const struct metric rows[] = {
    ROW("e2e-paired", "E2E, request by request", "s", QUANTILE, 3, LOWER, OF_COMPLETED,
        MATTERS(LATENCY), .only_compared = true),
};
SECTION_OF(paired);
