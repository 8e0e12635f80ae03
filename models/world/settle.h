/*
 * settle.h: the quota tokens that a call holds, from its admission to its settlement; for
 * models/world only.
 */
#ifndef CRISIM_MODELS_WORLD_SETTLE_H
#define CRISIM_MODELS_WORLD_SETTLE_H

#include "models/world/state.h"

/** What admission takes; cache reads that are expected are left out, and max_tokens count once,
 * unless the rules say else. */
static inline struct cri_charge
cri_reservation_of(const struct cri_world *w, const struct cri_request *request, uint32_t expected)
{
    const struct cri_quota_rules *rules = &w->spec->quota_rules;
    int64_t tokens = (int64_t)request->input_tokens + request->max_tokens;
    int64_t quota;

    if (!rules->reserve_cache_reads)
        tokens -= expected;
    quota = tokens;
    if (rules->reserve_burndown)
        quota += (w->classes[request->class].service->output_burndown - 1) *
                 (int64_t)request->max_tokens;
    return (struct cri_charge){.quota = quota, .real = tokens, .priced = quota};
}

/** The same where input and output are counted apart: of a reservation both are taken. */
static inline struct cri_charge cri_reservation_apart(const struct cri_target *target,
                                                      const struct cri_request *request,
                                                      struct cri_charge whole)
{
    int64_t output = request->max_tokens;

    return target->reserved ? (struct cri_charge){whole.real - output, output, whole.real}
                            : (struct cri_charge){whole.real, whole.real, whole.real};
}

/** What the call holds at its target. */
static inline struct cri_charge cri_held_by(const struct cri_world *w, uint32_t index,
                                            const struct cri_target *target)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];
    uint32_t expected = w->any_cache ? w->caches[index].expected : request->cache_read;

    return (struct cri_charge){.quota = attempt->reserved,
                               .real = target->reserved
                                           ? (int64_t)request->max_tokens
                                           : cri_reservation_of(w, request, expected).real,
                               .priced = attempt->reserved};
}

/** The call ends by the provider's fault: what it reserved returns, unless the rule keeps it. */
void cri_give_back(struct cri_world *w, uint32_t attempt);
/** The call is over and costs what it used. */
void cri_settle(struct cri_world *w, uint32_t attempt, const struct cri_usage *usage);
/**
 * The provider fails the call: what it holds returns and nothing is billed. kind: FAULT, BROKEN, or
 * THROTTLED for want of room. delay: since now, until the endpoint says so.
 */
struct cri_answer cri_fail(struct cri_world *w, uint32_t attempt, enum cri_answer_kind kind,
                           sim_time delay);

/**
 * IAM does not allow the destination that the call was routed to: what it holds returns, whatever
 * the rule for faults is, and the call ends with 403.
 */
struct cri_answer cri_forbid(struct cri_world *w, uint32_t attempt, uint32_t destination,
                             sim_time delay);

#endif
