/*
 * metric_quota.c: how near quotas came to their end.
 */
#include "analysis/metric/rows.h"

static double mean_of(const struct cri_busiest *busiest)
{
    return metric_ratio((double)busiest->sum, busiest->n);
}

/* The busiest minute of the quota in which it is the most: the mean of each replication's. */
#define BUSIEST(name, text)                                                                        \
    static double name(const struct view *v)                                                       \
    {                                                                                              \
        double most = NAN;                                                                         \
                                                                                                   \
        for (uint32_t q = 0; q < v->outcome->n_quotas; q++)                                        \
            most = fmax(most, mean_of(&v->outcome->quotas[q].busiest.name));                       \
        return most;                                                                               \
    }
CRI_BUSIEST_LIST(BUSIEST)
#undef BUSIEST

static double asked_thousands(const struct view *v)
{
    return asked_tokens(v) / 1000;
}
static double used_thousands(const struct view *v)
{
    return used_tokens(v) / 1000;
}

/* Over the limit as it is at the start of the run; of the quota and limit in which it is most. */
static double asked_of_limit(const struct view *v)
{
    double most = NAN;

    for (uint32_t q = 0; q < v->outcome->n_quotas; q++) {
        const struct cri_quota_spec *quota = &v->spec->quotas[q];
        const struct cri_quota_busiest *busiest = &v->outcome->quotas[q].busiest;

        if (quota->requests_per_min > 0)
            most = fmax(most, mean_of(&busiest->asked_requests) / (double)quota->requests_per_min);
        if (quota->tokens_per_min > 0)
            most = fmax(most, mean_of(&busiest->asked_tokens) / (double)quota->tokens_per_min);
    }
    return 100 * most;
}

static double headroom(const struct view *v)
{
    double h;

    view_binding_limit(v, &h);
    return 100 * h;
}

static const char *binding_limit(const struct view *v)
{
    double h;

    return view_binding_limit(v, &h);
}

#define SECTION "Quota"
static const struct metric rows[] = {
    ROW("asked-of-limit", "asked for, of the limit", "%", RATIO, 1, LOWER, .of = asked_of_limit,
        .may_exceed_all = true, .brief = 10),
    ROW("asked-tokens", "  tokens asked for", "thousand/min", RATE, 1, .of = asked_thousands),
    ROW("asked-requests", "  requests asked for", "/min", RATE, 1, .of = asked_requests),
    ROW("used-tokens", "  tokens used", "thousand/min", RATE, 1, .of = used_thousands),
    ROW("used-requests", "  calls that ended", "/min", RATE, 1, .of = used_requests),
    ROW("headroom", "least quota headroom", "%", EXTREME, 1, HIGHER, .of = headroom,
        .empty = "no limit", .without_n = "no limit", .worst_if_empty = true,
        .may_be_negative = true),
    ROW("binding-limit", "  of the limit", "", EXTREME, 0, .word = binding_limit),
};
SECTION_OF(quota);
