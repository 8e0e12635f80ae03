/*
 * pool.h: records of requests and attempts, addressed by a 32-bit index; for models/world only.
 */
#ifndef CRISIM_MODELS_WORLD_POOL_H
#define CRISIM_MODELS_WORLD_POOL_H

#include "models/world/state.h"

/** Memory of twice the capacity (which may be 0); *capacity is the new one. */
void *cri_grow(void *memory, uint32_t *capacity, size_t size);
/** A record beyond those that were ever used; moves all of them now and then. */
uint32_t cri_request_new(struct cri_world *w);
uint32_t cri_attempt_new(struct cri_world *w);

/** A record that is nobody's; may move all requests. */
static inline uint32_t cri_request_take(struct cri_world *w)
{
    uint32_t index = w->free_request;

    if (index == CRI_NONE)
        return cri_request_new(w);
    w->free_request = w->requests[index].next;
    return index;
}

/** One less needs it. */
static inline void cri_request_unref(struct cri_world *w, uint32_t index)
{
    struct cri_request *request = &w->requests[index];

    SIM_ASSERT(request->references > 0, "request released twice");
    if (--request->references > 0)
        return;
    request->next = w->free_request;
    w->free_request = index;
}

/** A record with a fresh epoch; may move all attempts. */
static inline uint32_t cri_attempt_take(struct cri_world *w)
{
    uint32_t index = w->free_attempt;

    w->live_attempts++;
    if (index == CRI_NONE)
        return cri_attempt_new(w);
    w->free_attempt = w->attempts[index].next_free;
    return index;
}

/** It needs its request no longer. */
static inline void cri_attempt_free(struct cri_world *w, uint32_t index)
{
    struct cri_attempt *attempt = &w->attempts[index];

    cri_request_unref(w, attempt->request);
    w->live_attempts--;
    attempt->state = CRI_ATTEMPT_FREE;
    attempt->epoch++;
    /* An exhausted epoch could make an old event look alive: such a slot is never used again. */
    if (attempt->epoch >= SIM_EPOCH_MAX - CRI_RENEWALS_A_CALL)
        return;
    attempt->next_free = w->free_attempt;
    w->free_attempt = index;
}

/** Events of the attempt that are still pending are dead from now on. */
static inline void cri_attempt_renew(struct cri_attempt *attempt)
{
    attempt->epoch++;
    SIM_ASSERT(attempt->epoch < SIM_EPOCH_MAX, "epoch exhausted inside one call");
}

#endif
