/*
 * metric_requests.c: what became of the requests.
 */
#include "analysis/metric/rows.h"

COUNTED(offered, v->all.offered)
COUNTED(completed, v->all.terminal[CRI_COMPLETED])
COUNTED(throttled, v->all.terminal[CRI_THROTTLED])
COUNTED(throttled_rpm, v->all.throttled_by[CRI_LIMIT_RPM])
COUNTED(throttled_tpm, v->all.throttled_by[CRI_LIMIT_TPM])
COUNTED(throttled_tpd, v->all.throttled_by[CRI_LIMIT_TPD])
COUNTED(throttled_account, v->all.throttled_by[CRI_LIMIT_ACCOUNT_TPD])
COUNTED(throttled_units, v->all.throttled_by[CRI_LIMIT_UNITS])
COUNTED(throttled_output, v->all.throttled_by[CRI_LIMIT_OUTPUT])
_Static_assert(CRI_N_LIMITS == 6, "each limit has its row");
COUNTED(cut_off, v->all.terminal[CRI_CUT_OFF])
COUNTED(throttled_capacity, v->all.throttled_by_capacity)
COUNTED(unavailable, v->all.terminal[CRI_UNAVAILABLE])
COUNTED(timed_out, v->all.terminal[CRI_TIMED_OUT])
COUNTED(abandoned, v->all.terminal[CRI_ABANDONED])
COUNTED(denied, v->all.terminal[CRI_DENIED])
COUNTED(denied_quota, v->all.denied_by[CRI_DENIAL_QUOTA_ZERO])
COUNTED(denied_max_tokens, v->all.denied_by[CRI_DENIAL_400_MAX_TOKENS])
COUNTED(denied_iam, v->all.denied_by[CRI_DENIAL_403_IAM])
COUNTED(in_flight, v->all.in_flight)
COUNTED(truncated, v->all.truncated)

/* Attempts that IAM ended, by the Region that they were routed to. */
static double denied_at(const struct view *v, uint32_t region)
{
    uint64_t sum = 0;

    for (uint32_t c = 0; c < v->outcome->n_classes; c++)
        for (uint32_t t = 0; t < v->outcome->classes[c].n_targets; t++)
            sum += v->outcome->classes[c].forbidden[(size_t)t * v->outcome->n_regions + region];
    return (double)sum;
}

static double share_of_offered(const struct view *v, enum cri_terminal terminal)
{
    return 100 * metric_ratio((double)v->all.terminal[terminal], (double)v->all.offered);
}
static double success_rate(const struct view *v)
{
    return share_of_offered(v, CRI_COMPLETED);
}
static double throttled_share(const struct view *v)
{
    return share_of_offered(v, CRI_THROTTLED);
}
static double unavailable_share(const struct view *v)
{
    return share_of_offered(v, CRI_UNAVAILABLE);
}
static double timed_out_share(const struct view *v)
{
    return share_of_offered(v, CRI_TIMED_OUT);
}
static double abandoned_share(const struct view *v)
{
    return share_of_offered(v, CRI_ABANDONED);
}
static double denied_share(const struct view *v)
{
    return share_of_offered(v, CRI_DENIED);
}
static double availability(const struct view *v)
{
    return 100 * (1 - metric_ratio((double)v->all.faults, (double)v->all.passed));
}

#define SECTION "Requests"
/* In no table: a count of the same stands there. */
#define SHARE(key_, slo_, label_, of_)                                                             \
    ROW(key_ "-share", label_, "%", RATIO, 2, LOWER, .of = (of_), MATTERS(POINTS), SLO(slo_),      \
        .judged_only = true)

static const struct metric rows[] = {
    COUNT("offered", "offered", .of = offered, BY_CLASS),
    COUNT("completed", "completed", HIGHER, .of = completed, BY_CLASS),
    COUNT("throttled", "throttled (429 last)", LOWER, .of = throttled, SPREAD, BY_CLASS,
          .brief = 3),
    COUNT("throttled-rpm", "  by requests/min", HIDE, .of = throttled_rpm),
    COUNT("throttled-tpm", "  by tokens/min", HIDE, .of = throttled_tpm),
    COUNT("throttled-tpd", "  by tokens/day", HIDE, .of = throttled_tpd),
    COUNT("throttled-account", "  by account tokens/day", HIDE, .of = throttled_account),
    COUNT("throttled-units", "  by model units", HIDE, .of = throttled_units),
    COUNT("throttled-output", "  by reserved output", HIDE, .of = throttled_output),
    COUNT("throttled-capacity", "  by capacity", HIDE, .of = throttled_capacity),
    COUNT("unavailable", "unavailable (503, 500, 424)", LOWER, .of = unavailable, SPREAD, BY_CLASS,
          .brief = 4),
    COUNT("timed-out", "timed out", LOWER, .of = timed_out, BY_CLASS),
    COUNT("abandoned", "abandoned", LOWER, HIDE, .of = abandoned),
    COUNT("cut-off", "cut off by an output quota", LOWER, HIDE, .of = cut_off),
    COUNT("denied", "denied (400, 403)", LOWER, HIDE, .of = denied),
    COUNT("denied-quota", "  by a quota of 0", HIDE, .of = denied_quota),
    COUNT("denied-max-tokens", "  by max_tokens above the maximum", HIDE, .of = denied_max_tokens),
    COUNT("denied-iam", "  by IAM at a destination", HIDE, .of = denied_iam),
    COUNT("denied-at", "    attempts routed to %s", HIDE, .expand = METRIC_BY_REGION,
          .of_each = denied_at),
    COUNT("in-flight", "in flight at the end", HIDE, .of = in_flight),
    COUNT("truncated", "completed, cut at max_tokens", HIDE, .of = truncated),
    ROW("success-rate", "success rate", "%", RATIO, 2, HIGHER, .of = success_rate, COMPARED, SPREAD,
        BY_CLASS, HEADLINE, MATTERS(POINTS), SLO(success_rate), .brief = 1),
    SHARE("throttled", throttled_share, "throttled share", throttled_share),
    SHARE("unavailable", unavailable_share, "unavailable share", unavailable_share),
    SHARE("timed-out", timed_out_share, "timed-out share", timed_out_share),
    SHARE("abandoned", abandoned_share, "abandoned share", abandoned_share),
    SHARE("denied", denied_share, "denied share", denied_share),
    ROW("availability", "service availability", "%", RATIO, 3, HIGHER, .of = availability,
        MATTERS(POINTS), SLO(availability), .brief = 5),
};
SECTION_OF(requests);
