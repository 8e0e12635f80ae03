/*
 * spec.c: names of modes, limits and denials, as users see them.
 */
#include "models/spec.h"

#include "sim/base/assert.h"

const char *cri_mode_name(enum cri_mode mode)
{
    static const char *const names[CRI_N_MODES] = {"single-region", "geographic", "global",
                                                   "provisioned", "client-side"};

    return names[mode];
}

struct cri_quota_spec cri_quota_unlimited(const char *name)
{
    return (struct cri_quota_spec){.name = name,
                                   .requests_per_min = CRI_NO_LIMIT,
                                   .tokens_per_min = CRI_NO_LIMIT,
                                   .tokens_per_day = CRI_NO_LIMIT,
                                   .units_per_min = CRI_NO_LIMIT,
                                   .account = CRI_NONE};
}

int64_t *cri_quota_amount(struct cri_quota_spec *quota, enum cri_limit limit)
{
    SIM_ASSERT(limit != CRI_LIMIT_ACCOUNT_TPD && limit < CRI_N_LIMITS, "no limit of a quota");
    return limit == CRI_LIMIT_RPM   ? &quota->requests_per_min
           : limit == CRI_LIMIT_TPM ? &quota->tokens_per_min
           : limit == CRI_LIMIT_TPD ? &quota->tokens_per_day
                                    : &quota->units_per_min;
}

const char *cri_limit_name(enum cri_limit limit)
{
    static const char *const names[CRI_N_LIMITS] = {"rpm", "tpm", "tpd", "account-tpd",
                                                    "model-units"};

    return names[limit];
}

const char *cri_outage_kind_name(enum cri_outage_kind kind)
{
    static const char *const names[CRI_N_OUTAGE_KINDS] = {
        "serving-loss", "region-loss", "brown-out", "stall", "latency", "quota-cut"};

    return names[kind];
}

const char *cri_refill_name(enum cri_refill refill)
{
    static const char *const names[] = {"token-bucket", "fixed-window", "sliding-window"};

    return names[refill];
}

bool cri_mode_is_direct(enum cri_mode mode)
{
    return mode != CRI_MODE_GEOGRAPHIC && mode != CRI_MODE_GLOBAL;
}

const char *cri_denial_reason(enum cri_denial denial)
{
    /* Wording of the provider where it was seen: docs/assumptions.md, "access". */
    static const char *const reasons[CRI_N_DENIALS] = {
        "allowed",
        "refused by Bedrock: 400 ValidationException: the profile cannot be called from this "
        "source Region",
        "refused by Bedrock: 400 ValidationException: on-demand throughput is not supported for "
        "the "
        "bare model id here",
        "refused by Bedrock: 400 ValidationException: custom and provisioned models cannot be "
        "called "
        "through a profile",
        "404 ResourceNotFoundException: no model units are stated there ('provisioned')",
        "refused by Bedrock: 400 ValidationException: max_tokens is above the model's maximum",
        "retired",
        "not in the catalog",
        "a quota of 0",
    };

    return reasons[denial];
}
