/*
 * metric_causes.c: why requests failed, one cause each.
 */
#include "analysis/metric/rows.h"

COUNTED(above_limit, v->all.failed_by[CRI_FAILED_ABOVE_LIMIT])
COUNTED(short_read, v->all.failed_by[CRI_FAILED_SHORT_READ])
COUNTED(short_deadline, v->all.failed_by[CRI_FAILED_SHORT_LIMIT])
COUNTED(retry_quota, v->all.failed_by[CRI_FAILED_RETRY_QUOTA])
COUNTED(quota, v->all.failed_by[CRI_FAILED_QUOTA])
COUNTED(queue, v->all.failed_by[CRI_FAILED_QUEUE])
COUNTED(deadline, v->all.failed_by[CRI_FAILED_DEADLINE])
COUNTED(timeout, v->all.failed_by[CRI_FAILED_TIMEOUT])
COUNTED(provider, v->all.failed_by[CRI_FAILED_PROVIDER])
COUNTED(denial, v->all.failed_by[CRI_FAILED_DENIED])

static double need(const struct view *v)
{
    return view_quantile_s(&v->needed, 0.5);
}

#define SECTION "Causes of failures"
static const struct metric rows[] = {
    COUNT("failed-above-limit", "single calls above a limit", HIDE, .of = above_limit),
    COUNT("failed-short-read-timeout", "need longer than the read time-out", HIDE,
          .of = short_read),
    COUNT("failed-short-deadline", "need longer than the deadline", HIDE, .of = short_deadline),
    COUNT("failed-retry-quota", "retry quota of the client empty", HIDE, .of = retry_quota),
    COUNT("failed-quota", "quota", HIDE, .of = quota),
    COUNT("failed-queue", "waited for room too long", HIDE, .of = queue),
    COUNT("failed-deadline", "deadline passed over retries or service", HIDE, .of = deadline),
    COUNT("failed-timeout", "other time-outs", HIDE, .of = timeout),
    COUNT("failed-provider", "provider: no room, outage", HIDE, .of = provider),
    COUNT("failed-denied", "denied", HIDE, .of = denial),
    ROW("failed-need", "  median need of calls that cannot end in time", "s", QUANTILE, 1, HIDE,
        .of = need),
};
SECTION_OF(causes);
