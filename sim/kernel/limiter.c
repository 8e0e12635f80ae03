#include "sim/kernel/limiter.h"

#include "sim/base/assert.h"

void sim_limiter_init(struct sim_limiter *limiter, int64_t amount, sim_time period, sim_time now)
{
    SIM_ASSERT(amount > 0 && period > 0, "limit of %lld per %lld ns", (long long)amount,
               (long long)period);
    *limiter = (struct sim_limiter){.capacity = (__int128)amount * period,
                                    .amount = amount,
                                    .period = period,
                                    .refilled_at = now};
    limiter->level = limiter->capacity;
    limiter->lowest = limiter->capacity;
}

static inline void refill(struct sim_limiter *limiter, sim_time now)
{
    SIM_ASSERT(now >= limiter->refilled_at, "limiter asked about the past");
    limiter->level += (__int128)(now - limiter->refilled_at) * limiter->amount;
    if (limiter->level > limiter->capacity)
        limiter->level = limiter->capacity;
    limiter->refilled_at = now;
}

bool sim_limiter_has(struct sim_limiter *limiter, sim_time now, int64_t tokens)
{
    refill(limiter, now);
    return limiter->level >= (__int128)tokens * limiter->period;
}

void sim_limiter_take(struct sim_limiter *limiter, sim_time now, int64_t tokens)
{
    refill(limiter, now);
    limiter->level -= (__int128)tokens * limiter->period;
    if (limiter->level < limiter->lowest)
        limiter->lowest = limiter->level;
}

void sim_limiter_return(struct sim_limiter *limiter, sim_time now, int64_t tokens)
{
    refill(limiter, now);
    limiter->level += (__int128)tokens * limiter->period;
    if (limiter->level > limiter->capacity)
        limiter->level = limiter->capacity;
    if (limiter->level < limiter->lowest)
        limiter->lowest = limiter->level;
}

double sim_limiter_headroom(const struct sim_limiter *limiter)
{
    return (double)limiter->lowest / (double)limiter->capacity;
}

int64_t sim_limiter_level(struct sim_limiter *limiter, sim_time now)
{
    __int128 tokens;

    refill(limiter, now);
    tokens = limiter->level / limiter->period;
    if (tokens * limiter->period > limiter->level)
        tokens--; /* division rounds toward zero; a debt rounds down */
    return (int64_t)tokens;
}
