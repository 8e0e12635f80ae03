/*
 * policy.h: how a profile's router orders destinations. A policy sees a snapshot only: no future,
 * no true output length.
 */
#ifndef CRISIM_MODELS_POLICY_POLICY_H
#define CRISIM_MODELS_POLICY_POLICY_H

#include "models/spec.h"
#include "sim/kernel/random.h"

/* What a policy may know when it chooses. */
struct cri_view {
    const struct cri_target_spec *target;
    uint64_t usable; /* bit i: destination i may be chosen (allowed, not yet tried in this call) */
    struct sim_key key;              /* for policies that draw */
    uint64_t entity;                 /* the request */
    uint32_t attempt;                /* ordinal of the API call, keys draws */
    const uint32_t *in_flight;       /* per Region, as of the last refresh */
    const sim_time *rtt_from_source; /* per Region */
};

struct cri_policy {
    const char *name;
    const char *summary;
    /** Position in target->destinations of the choice; view->usable has at least one bit set. */
    uint32_t (*choose)(const struct cri_view *view);
};

/** NULL-terminated list of all policies, and one by name or NULL. */
extern const struct cri_policy *const cri_policies[];
const struct cri_policy *cri_policy_find(const char *name);

#endif
