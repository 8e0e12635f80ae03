#include "sim/kernel/limiter.h"

#include "sim/base/assert.h"

void sim_limiter_init(struct sim_limiter *limiter, int64_t amount, sim_time period, sim_time now)
{
    SIM_ASSERT(amount >= 0 && period > 0, "limit of %lld per %lld ns", (long long)amount,
               (long long)period);
    *limiter = (struct sim_limiter){.capacity = (__int128)amount * period,
                                    .amount = amount,
                                    .period = period,
                                    .refilled_at = now};
    limiter->level = limiter->capacity;
    limiter->lowest = limiter->capacity;
}

void sim_limiter_past(const struct sim_limiter *limiter, sim_time now)
{
    sim_assert_failed(__FILE__, __LINE__, "now >= refilled_at",
                      "limiter asked about %lld ns, after %lld ns", (long long)now,
                      (long long)limiter->refilled_at);
}

void sim_limiter_set_amount(struct sim_limiter *limiter, sim_time now, int64_t amount)
{
    SIM_ASSERT(amount >= 0, "an amount of %lld cannot be set", (long long)amount);
    sim_limiter_refill(limiter, now);
    limiter->amount = amount;
    limiter->capacity = (__int128)amount * limiter->period;
    if (limiter->level > limiter->capacity)
        limiter->level = limiter->capacity;
}

double sim_limiter_headroom(const struct sim_limiter *limiter)
{
    return limiter->capacity > 0 ? (double)limiter->lowest / (double)limiter->capacity : 1;
}

int64_t sim_limiter_level(struct sim_limiter *limiter, sim_time now)
{
    __int128 tokens;

    sim_limiter_refill(limiter, now);
    tokens = limiter->level / limiter->period;
    if (tokens * limiter->period > limiter->level)
        tokens--; /* division rounds toward zero; a debt rounds down */
    return (int64_t)tokens;
}
