/*
 * spec.c: names of modes, limits and denials, as users see them.
 */
#include "models/spec.h"

#include "sim/base/assert.h"

const char *cri_mode_name(enum cri_mode mode)
{
#define X(name, word) word,
    static const char *const names[CRI_N_MODES] = {CRI_MODE_LIST(X)};
#undef X

    return names[mode];
}

struct cri_quota_spec cri_quota_unlimited(const char *name)
{
    return (struct cri_quota_spec){.name = name,
                                   .requests_per_min = CRI_NO_LIMIT,
                                   .tokens_per_min = CRI_NO_LIMIT,
                                   .tokens_per_day = CRI_NO_LIMIT,
                                   .units_per_min = CRI_NO_LIMIT,
                                   .output_per_min = CRI_NO_LIMIT,
                                   .account = CRI_NONE};
}

int64_t *cri_quota_amount(struct cri_quota_spec *quota, enum cri_limit limit)
{
    SIM_ASSERT(limit != CRI_LIMIT_ACCOUNT_TPD && limit < CRI_N_LIMITS, "no limit of a quota");
    return limit == CRI_LIMIT_RPM     ? &quota->requests_per_min
           : limit == CRI_LIMIT_TPM   ? &quota->tokens_per_min
           : limit == CRI_LIMIT_TPD   ? &quota->tokens_per_day
           : limit == CRI_LIMIT_UNITS ? &quota->units_per_min
                                      : &quota->output_per_min;
}

const char *cri_limit_name(enum cri_limit limit)
{
#define X(name, word) word,
    static const char *const names[CRI_N_LIMITS] = {CRI_LIMIT_LIST(X)};
#undef X

    return names[limit];
}

const char *cri_outage_kind_name(enum cri_outage_kind kind)
{
#define X(name, word, text) word,
    static const char *const names[CRI_N_OUTAGE_KINDS] = {CRI_OUTAGE_LIST(X)};
#undef X

    return names[kind];
}

const char *cri_refill_name(enum cri_refill refill)
{
#define X(name, word) word,
    static const char *const names[CRI_N_REFILLS] = {CRI_REFILL_LIST(X)};
#undef X

    return names[refill];
}

const char *cri_cap_name(enum cri_cap cap)
{
#define X(name, word) word,
    static const char *const names[CRI_N_CAPS] = {CRI_CAP_LIST(X)};
#undef X

    return names[cap];
}

bool cri_mode_is_direct(enum cri_mode mode)
{
    return mode != CRI_MODE_GEOGRAPHIC && mode != CRI_MODE_GLOBAL;
}

const char *cri_denial_reason(enum cri_denial denial)
{
#define X(name, text) text,
    static const char *const reasons[CRI_N_DENIALS] = {CRI_DENIAL_LIST(X)};
#undef X

    return reasons[denial];
}
