/*
 * metric_paired.c: what is known of pairs of requests only, one in either option.
 */
#include "analysis/metric/rows.h"

#define SECTION "Pairs"
static const struct metric rows[] = {
    ROW("e2e-paired", "E2E, request by request", "s", QUANTILE, 3, LOWER, OF_COMPLETED,
        MATTERS(LATENCY), .only_compared = true),
    ROW("cost-paired", "USD per 1,000 of both", "USD", MONEY, 4, LOWER, OF_COMPLETED,
        .empty = "no price", MATTERS(COST), .only_compared = true),
};
SECTION_OF(paired);
