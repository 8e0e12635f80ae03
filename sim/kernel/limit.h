/*
 * limit.h: rate limits of any kind behind one interface, and admission that takes all or nothing.
 *
 *   bucket          refills continuously, amount / period, up to amount (limiter.h)
 *   gcra            the same decisions from a theoretical arrival time (ITU-T I.371)
 *   fixed window    at most amount in each [k x period, (k+1) x period), counted from time 0
 *   sliding window  at most amount in any (t - period, t]
 *
 * All are exact in integers and lazily refilled: no periodic events. A window is half-open: what
 * was taken at t no longer counts at t + period. What is given back or charged later goes to the
 * window in which it was taken; if that window is over, nothing changes. Taking without a test and
 * charging later may exceed the amount: a debt, which bucket and gcra must refill first.
 */
#ifndef CRISIM_SIM_KERNEL_LIMIT_H
#define CRISIM_SIM_KERNEL_LIMIT_H

#include "sim/kernel/limiter.h"

enum sim_limit_kind {
    SIM_LIMIT_BUCKET,
    SIM_LIMIT_GCRA,
    SIM_LIMIT_FIXED_WINDOW,
    SIM_LIMIT_SLIDING_WINDOW
};

struct sim_gcra {
    __int128 arrival; /* theoretical arrival time [ns x amount] */
};

struct sim_fixed_window {
    int64_t window; /* number of the current one */
    int64_t used;
};

struct sim_sliding_entry {
    sim_time at;
    int64_t tokens;
};

struct sim_sliding_window {
    struct sim_sliding_entry *entries; /* ring, capacity a power of two, times ascending */
    uint32_t head, n, capacity;
    sim_time grain; /* 0 = exact */
    int64_t used;
};

struct sim_limit {
    enum sim_limit_kind kind;
    int64_t amount;  /* tokens per period */
    sim_time period; /* [ns] */
    sim_time since;  /* of its start: a window knows nothing of what was taken before */
    sim_time now;    /* of the last call */
    __int128 lowest; /* of what was left since the last sim_limit_lowest() */
    union {
        struct sim_limiter bucket;
        struct sim_gcra gcra;
        struct sim_fixed_window fixed;
        struct sim_sliding_window sliding;
    } u;
};

/** Nothing used yet. amount >= 0 (of 0 nothing can be taken; gcra: > 0), period > 0. Release with
 * sim_limit_release(). */
void sim_limit_init(struct sim_limit *limit, enum sim_limit_kind kind, int64_t amount,
                    sim_time period, sim_time now);
/**
 * Sliding windows keep one entry for each instant at which something was taken. With a grain > 0
 * [ns] all that is taken between two multiples of it counts until one period after the later one,
 * which bounds the entries by period / grain + 2 and admits never more than the exact window.
 */
void sim_limit_set_grain(struct sim_limit *limit, sim_time grain);
void sim_limit_release(struct sim_limit *limit);

/* The kinds that are not buckets; also whatever is wrong in a call. */
bool sim_limit_has_slowly(struct sim_limit *limit, sim_time now, int64_t tokens);
void sim_limit_take_slowly(struct sim_limit *limit, sim_time now, int64_t tokens);
void sim_limit_return_slowly(struct sim_limit *limit, sim_time now, sim_time taken_at,
                             int64_t tokens);

static inline bool sim_limit_is_bucket(const struct sim_limit *limit, sim_time now)
{
    return limit->kind == SIM_LIMIT_BUCKET && now >= limit->now;
}

static inline void sim_limit_note(struct sim_limit *limit, sim_time now)
{
    limit->now = now;
    if (limit->u.bucket.level < limit->lowest)
        limit->lowest = limit->u.bucket.level;
}

/** Could `tokens` >= 0 be taken at `now` (not before the previous call's now; asserted)? */
static inline bool sim_limit_has(struct sim_limit *limit, sim_time now, int64_t tokens)
{
    if (!sim_limit_is_bucket(limit, now))
        return sim_limit_has_slowly(limit, now, tokens);
    limit->now = now;
    return sim_limiter_has(&limit->u.bucket, now, tokens);
}

/** Take without a test. */
static inline void sim_limit_take(struct sim_limit *limit, sim_time now, int64_t tokens)
{
    if (!sim_limit_is_bucket(limit, now) || tokens < 0) {
        sim_limit_take_slowly(limit, now, tokens);
        return;
    }
    sim_limiter_take(&limit->u.bucket, now, tokens);
    sim_limit_note(limit, now);
}

/** Give back (tokens > 0) or charge more (tokens < 0) of what was taken at taken_at <= now. A window
 * that started later leaves it alone: it was never charged with it. */
static inline void sim_limit_return(struct sim_limit *limit, sim_time now, sim_time taken_at,
                                    int64_t tokens)
{
    if (!sim_limit_is_bucket(limit, now) || taken_at > now) {
        sim_limit_return_slowly(limit, now, taken_at, tokens);
        return;
    }
    sim_limiter_return(&limit->u.bucket, now, tokens);
    sim_limit_note(limit, now);
}

/**
 * Change the amount per period from now on, >= 0. What is in a bucket stays in it, cut at the new
 * depth; a bucket emptied below the new depth refills at the new rate. Windows keep what was used
 * in them. gcra cannot change (asserted). The lowest share starts anew: ask for it before.
 */
void sim_limit_set_amount(struct sim_limit *limit, sim_time now, int64_t amount);
/**
 * Lowest share left, level / depth or (amount - used) / amount, after a take or a charge since the
 * last call; 1 when nothing was taken, or when the amount is 0. Starts anew from the share left at
 * `now`.
 */
double sim_limit_lowest(struct sim_limit *limit, sim_time now);
/** What could be taken at once, rounded down; negative in debt. */
int64_t sim_limit_level(struct sim_limit *limit, sim_time now);

struct sim_demand {
    struct sim_limit *limit; /* borrowed; a limit may be named once only */
    int64_t tokens;
};
/**
 * Take every demand, or none: all limits are tested before any is taken from.
 * @param refused  if not NULL: the first demand that was refused, or n
 */
bool sim_limit_admit(const struct sim_demand *demands, uint32_t n, sim_time now, uint32_t *refused);

#endif
