/*
 * spec.c: names of modes, limits and denials, as users see them.
 */
#include "models/spec.h"

const char *cri_mode_name(enum cri_mode mode)
{
    static const char *const names[CRI_N_MODES] = {"single-region", "geographic", "global"};

    return names[mode];
}

const char *cri_limit_name(enum cri_limit limit)
{
    static const char *const names[CRI_N_LIMITS] = {"rpm", "tpm", "tpd", "account-tpd"};

    return names[limit];
}

const char *cri_denial_reason(enum cri_denial denial)
{
    /* Wording of the provider where it was seen: docs/assumptions.md, "access". */
    static const char *const reasons[CRI_N_DENIALS] = {
        "allowed",
        "400 ValidationException: the profile cannot be called from this source Region",
        "400 ValidationException: on-demand throughput is not supported for the bare model id here",
        "400 ValidationException: custom and provisioned models cannot be called through a profile",
    };

    return reasons[denial];
}
