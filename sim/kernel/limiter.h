/*
 * limiter.h: rate limiters, lazily refilled (no periodic events), exact in integers.
 *
 * The token bucket's level is kept in units of (token x period ns), so refill by elapsed x rate and
 * the test level >= amount are exact; 128 bits leave room for any quota. The level may go below
 * zero by sim_limiter_charge(): a settlement above the reservation is a debt.
 */
#ifndef CRISIM_SIM_KERNEL_LIMITER_H
#define CRISIM_SIM_KERNEL_LIMITER_H

#include "sim/base/time.h"

#include <stdbool.h>
#include <stdint.h>

struct sim_limiter {
    __int128 level;    /* [token x ns] */
    __int128 capacity; /* [token x ns] = amount x period */
    __int128 lowest;   /* lowest level seen after an admission or charge */
    int64_t amount;    /* tokens per period; also the depth */
    sim_time period;   /* [ns] */
    sim_time refilled_at;
};

/** Full bucket of `amount` tokens that refills continuously at amount / period. amount >= 0; of 0
 * nothing can be taken. */
void sim_limiter_init(struct sim_limiter *limiter, int64_t amount, sim_time period, sim_time now);
/** The call's now was before the previous one's: never returns. */
_Noreturn void sim_limiter_past(const struct sim_limiter *limiter, sim_time now);

static inline void sim_limiter_refill(struct sim_limiter *limiter, sim_time now)
{
    if (now < limiter->refilled_at)
        sim_limiter_past(limiter, now);
    limiter->level += (__int128)(now - limiter->refilled_at) * limiter->amount;
    if (limiter->level > limiter->capacity)
        limiter->level = limiter->capacity;
    limiter->refilled_at = now;
}

/** Refill up to now (not before the previous call's now); true if `tokens` could be taken. */
static inline bool sim_limiter_has(struct sim_limiter *limiter, sim_time now, int64_t tokens)
{
    sim_limiter_refill(limiter, now);
    return limiter->level >= (__int128)tokens * limiter->period;
}

/** Take tokens without a test (call after _has of every limit concerned said yes). */
static inline void sim_limiter_take(struct sim_limiter *limiter, sim_time now, int64_t tokens)
{
    sim_limiter_refill(limiter, now);
    limiter->level -= (__int128)tokens * limiter->period;
    if (limiter->level < limiter->lowest)
        limiter->lowest = limiter->level;
}

/** Another amount per period from now on, >= 0: the level stays, cut at the new depth. */
void sim_limiter_set_amount(struct sim_limiter *limiter, sim_time now, int64_t amount);
/** Give back (tokens > 0, never above the depth) or charge more (tokens < 0, may go below 0). */
static inline void sim_limiter_return(struct sim_limiter *limiter, sim_time now, int64_t tokens)
{
    sim_limiter_refill(limiter, now);
    limiter->level += (__int128)tokens * limiter->period;
    if (limiter->level > limiter->capacity)
        limiter->level = limiter->capacity;
    if (limiter->level < limiter->lowest)
        limiter->lowest = limiter->level;
}

/** Lowest level / depth so far, in (-inf, 1]: the quota headroom; 1 without a depth. */
double sim_limiter_headroom(const struct sim_limiter *limiter);
/** Level now, in whole tokens rounded down; refills up to now. */
int64_t sim_limiter_level(struct sim_limiter *limiter, sim_time now);

#endif
