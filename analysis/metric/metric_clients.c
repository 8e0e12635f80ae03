/*
 * metric_clients.c: what clients did.
 */
#include "analysis/metric/rows.h"

COUNTED(attempts, v->all.attempts)
COUNTED(refused, v->all.refused_by[0] + v->all.refused_by[1] + v->all.refused_by[2] +
                     v->all.refused_by[3] + v->all.refused_by[4] + v->all.refused_by[5])
_Static_assert(CRI_N_LIMITS == 6, "the sum above names every limit");
COUNTED(retries, v->all.retries)
COUNTED(retry_quota_empty, v->all.retry_quota_empty)

static double amplification(const struct view *v)
{
    return metric_ratio((double)v->all.attempts, (double)v->all.offered);
}

#define SECTION "Clients"
static const struct metric rows[] = {
    COUNT("attempts", "attempts", .of = attempts),
    COUNT("refused", "attempts answered 429", LOWER, .of = refused),
    COUNT("retries", "retries", LOWER, .of = retries),
    COUNT("retry-quota-empty", "retries stopped by retry quota", HIDE, .of = retry_quota_empty),
    ROW("amplification", "amplification", "", RATIO, 3, LOWER, .of = amplification, BY_CLASS,
        MATTERS(THROUGHPUT), SLO(amplification)),
};
SECTION_OF(clients);
