/*
 * limits.h: limits that calls of the present target meet: what the scenario states, else the
 * catalog's. Where neither says it, such a call is not run; nothing is guessed.
 */
#ifndef CRISIM_SCENARIOS_PLAN_LIMITS_H
#define CRISIM_SCENARIOS_PLAN_LIMITS_H

#include "scenarios/plan/part.h"

enum { PLAN_UNSTATED = -2 };

/* Factors on quotas are not in the amount. */
struct plan_limit {
    int64_t amount; /* tokens or requests; CRI_NO_LIMIT; PLAN_UNSTATED = nobody says */
    bool stated;    /* by the scenario */
    const char *mark, *source;
    struct catalog_origin origin; /* of the catalog's; line 0 = no row */
};

/** An rpm, tpm or tpd of the endpoint with profiles. */
struct plan_limit plan_limit_find(const struct plan_job *job, enum cri_limit limit);
/** Of the endpoint that counts input and output apart, per minute: of what is generated, else of
 * the input. Most models have none that is published. */
struct plan_limit plan_limit_find_apart(const struct plan_job *job, bool of_output);
/** Its key in 'quotas'. */
const char *plan_limit_key(enum cri_limit limit);

#endif
