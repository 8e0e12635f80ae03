#include "sim/kernel/limit.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <stdlib.h>

/* What is left, and what a whole amount is, in the unit of the kind. */
static __int128 left_of(const struct sim_limit *limit)
{
    switch (limit->kind) {
    case SIM_LIMIT_BUCKET:
        return limit->u.bucket.level;
    case SIM_LIMIT_GCRA:
        return (__int128)limit->now * limit->amount + (__int128)limit->amount * limit->period -
               limit->u.gcra.arrival;
    case SIM_LIMIT_FIXED_WINDOW:
        return limit->amount - limit->u.fixed.used;
    case SIM_LIMIT_SLIDING_WINDOW:
        return limit->amount - limit->u.sliding.used;
    }
    return 0;
}

static __int128 whole_of(const struct sim_limit *limit)
{
    bool scaled = limit->kind == SIM_LIMIT_BUCKET || limit->kind == SIM_LIMIT_GCRA;

    return (__int128)limit->amount * (scaled ? limit->period : 1);
}

void sim_limit_init(struct sim_limit *limit, enum sim_limit_kind kind, int64_t amount,
                    sim_time period, sim_time now)
{
    SIM_ASSERT((kind == SIM_LIMIT_GCRA ? amount > 0 : amount >= 0) && period > 0 && now >= 0,
               "limit of %lld per %lld ns", (long long)amount, (long long)period);
    *limit = (struct sim_limit){
        .kind = kind, .amount = amount, .period = period, .since = now, .now = now};
    switch (kind) {
    case SIM_LIMIT_BUCKET:
        sim_limiter_init(&limit->u.bucket, amount, period, now);
        break;
    case SIM_LIMIT_GCRA:
        limit->u.gcra.arrival = (__int128)now * amount;
        break;
    case SIM_LIMIT_FIXED_WINDOW:
        limit->u.fixed.window = now / period;
        break;
    case SIM_LIMIT_SLIDING_WINDOW:
        break;
    }
    limit->lowest = whole_of(limit);
}

void sim_limit_set_grain(struct sim_limit *limit, sim_time grain)
{
    SIM_ASSERT(limit->kind == SIM_LIMIT_SLIDING_WINDOW && limit->u.sliding.n == 0 && grain >= 0,
               "a grain of %lld ns cannot be set", (long long)grain);
    limit->u.sliding.grain = grain;
}

void sim_limit_release(struct sim_limit *limit)
{
    if (limit->kind == SIM_LIMIT_SLIDING_WINDOW) {
        free(limit->u.sliding.entries);
        limit->u.sliding = (struct sim_sliding_window){0};
    }
}

/* ---- sliding window ---- */

static inline struct sim_sliding_entry *entry_at(const struct sim_sliding_window *sliding,
                                                 uint32_t i)
{
    return &sliding->entries[(sliding->head + i) & (sliding->capacity - 1)];
}

/* The instant under which something taken at `at` is kept. */
static sim_time sliding_mark(const struct sim_sliding_window *sliding, sim_time at)
{
    sim_time over;

    if (sliding->grain == 0)
        return at;
    over = at % sliding->grain;
    return over == 0 ? at : at + sliding->grain - over;
}

static void sliding_expire(struct sim_sliding_window *sliding, sim_time period, sim_time now)
{
    while (sliding->n > 0 && entry_at(sliding, 0)->at <= now - period) {
        sliding->used -= entry_at(sliding, 0)->tokens;
        sliding->head = (sliding->head + 1) & (sliding->capacity - 1);
        sliding->n--;
    }
}

static void sliding_take(struct sim_sliding_window *sliding, sim_time now, int64_t tokens)
{
    sim_time mark = sliding_mark(sliding, now);

    sliding->used += tokens;
    if (sliding->n > 0 && entry_at(sliding, sliding->n - 1)->at == mark) {
        entry_at(sliding, sliding->n - 1)->tokens += tokens;
        return;
    }
    if (sliding->n == sliding->capacity) {
        uint32_t capacity = sliding->capacity > 0 ? sliding->capacity * 2 : 16;
        struct sim_sliding_entry *entries;

        SIM_ASSERT(capacity > sliding->capacity, "too many entries in a sliding window");
        entries = sim_fresh(capacity, sizeof *entries);
        for (uint32_t i = 0; i < sliding->n; i++)
            entries[i] = *entry_at(sliding, i);
        free(sliding->entries);
        sliding->entries = entries;
        sliding->head = 0;
        sliding->capacity = capacity;
    }
    sliding->n++;
    *entry_at(sliding, sliding->n - 1) = (struct sim_sliding_entry){mark, tokens};
}

static void sliding_return(struct sim_sliding_window *sliding, sim_time taken_at, int64_t tokens)
{
    sim_time mark = sliding_mark(sliding, taken_at);
    uint32_t low = 0, high = sliding->n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (entry_at(sliding, middle)->at < mark)
            low = middle + 1;
        else
            high = middle;
    }
    /* Nothing was taken then, or it no longer counts. */
    if (low == sliding->n || entry_at(sliding, low)->at != mark)
        return;
    entry_at(sliding, low)->tokens -= tokens;
    sliding->used -= tokens;
}

/* ---- all kinds ---- */

static void advance(struct sim_limit *limit, sim_time now)
{
    SIM_ASSERT(now >= limit->now, "limit asked about the past");
    limit->now = now;
    switch (limit->kind) {
    case SIM_LIMIT_BUCKET:
        break;
    case SIM_LIMIT_GCRA:
        if (limit->u.gcra.arrival < (__int128)now * limit->amount)
            limit->u.gcra.arrival = (__int128)now * limit->amount;
        break;
    case SIM_LIMIT_FIXED_WINDOW:
        if (now / limit->period != limit->u.fixed.window)
            limit->u.fixed = (struct sim_fixed_window){.window = now / limit->period};
        break;
    case SIM_LIMIT_SLIDING_WINDOW:
        sliding_expire(&limit->u.sliding, limit->period, now);
        break;
    }
}

bool sim_limit_has_slowly(struct sim_limit *limit, sim_time now, int64_t tokens)
{
    advance(limit, now);
    switch (limit->kind) {
    case SIM_LIMIT_BUCKET:
        return sim_limiter_has(&limit->u.bucket, now, tokens);
    case SIM_LIMIT_GCRA:
        /* Tolerance: the whole depth, amount tokens of period / amount ns each. */
        return limit->u.gcra.arrival + (__int128)tokens * limit->period <=
               (__int128)now * limit->amount + (__int128)limit->amount * limit->period;
    case SIM_LIMIT_FIXED_WINDOW:
        return tokens <= limit->amount - limit->u.fixed.used;
    case SIM_LIMIT_SLIDING_WINDOW:
        return tokens <= limit->amount - limit->u.sliding.used;
    }
    SIM_ASSERT(false, "limit of kind %d", (int)limit->kind);
    return false;
}

static inline void note_lowest(struct sim_limit *limit)
{
    __int128 left = left_of(limit);

    if (left < limit->lowest)
        limit->lowest = left;
}

void sim_limit_take_slowly(struct sim_limit *limit, sim_time now, int64_t tokens)
{
    SIM_ASSERT(tokens >= 0, "%lld tokens taken", (long long)tokens);
    advance(limit, now);
    switch (limit->kind) {
    case SIM_LIMIT_BUCKET:
        sim_limiter_take(&limit->u.bucket, now, tokens);
        break;
    case SIM_LIMIT_GCRA:
        limit->u.gcra.arrival += (__int128)tokens * limit->period;
        break;
    case SIM_LIMIT_FIXED_WINDOW:
        limit->u.fixed.used += tokens;
        break;
    case SIM_LIMIT_SLIDING_WINDOW:
        if (tokens > 0)
            sliding_take(&limit->u.sliding, now, tokens);
        break;
    }
    note_lowest(limit);
}

void sim_limit_return_slowly(struct sim_limit *limit, sim_time now, sim_time taken_at,
                             int64_t tokens)
{
    SIM_ASSERT(taken_at <= now, "tokens come back before they were taken");
    advance(limit, now);
    switch (limit->kind) {
    case SIM_LIMIT_BUCKET:
        sim_limiter_return(&limit->u.bucket, now, tokens);
        break;
    case SIM_LIMIT_GCRA:
        limit->u.gcra.arrival -= (__int128)tokens * limit->period;
        advance(limit, now); /* never more than the depth */
        break;
    case SIM_LIMIT_FIXED_WINDOW:
        if (taken_at >= limit->since && taken_at / limit->period == limit->u.fixed.window)
            limit->u.fixed.used -= tokens;
        break;
    case SIM_LIMIT_SLIDING_WINDOW:
        if (taken_at >= limit->since)
            sliding_return(&limit->u.sliding, taken_at, tokens);
        break;
    }
    note_lowest(limit);
}

void sim_limit_set_amount(struct sim_limit *limit, sim_time now, int64_t amount)
{
    SIM_ASSERT(amount >= 0 && limit->kind != SIM_LIMIT_GCRA, "an amount of %lld cannot be set",
               (long long)amount);
    advance(limit, now);
    if (limit->kind == SIM_LIMIT_BUCKET)
        sim_limiter_set_amount(&limit->u.bucket, now, amount);
    limit->amount = amount;
    limit->lowest = left_of(limit); /* shares of two amounts cannot be compared as tokens */
}

double sim_limit_lowest(struct sim_limit *limit, sim_time now)
{
    __int128 whole = whole_of(limit);
    double share;

    /* Since the last call the amount may have been changed: the share is of the one in force. */
    share = whole > 0 ? (double)limit->lowest / (double)whole : 1;
    advance(limit, now);
    if (limit->kind == SIM_LIMIT_BUCKET)
        sim_limiter_has(&limit->u.bucket, now, 0);
    limit->lowest = left_of(limit);
    return share < 1 ? share : 1;
}

int64_t sim_limit_level(struct sim_limit *limit, sim_time now)
{
    __int128 left, tokens;

    advance(limit, now);
    switch (limit->kind) {
    case SIM_LIMIT_BUCKET:
        return sim_limiter_level(&limit->u.bucket, now);
    case SIM_LIMIT_GCRA:
        left = left_of(limit);
        tokens = left / limit->period;
        return (int64_t)(tokens * limit->period > left ? tokens - 1 : tokens);
    case SIM_LIMIT_FIXED_WINDOW:
        return limit->amount - limit->u.fixed.used;
    case SIM_LIMIT_SLIDING_WINDOW:
        return limit->amount - limit->u.sliding.used;
    }
    SIM_ASSERT(false, "limit of kind %d", (int)limit->kind);
    return 0;
}

bool sim_limit_admit(const struct sim_demand *demands, uint32_t n, sim_time now, uint32_t *refused)
{
    for (uint32_t i = 0; i < n; i++) {
        if (!sim_limit_has(demands[i].limit, now, demands[i].tokens)) {
            if (refused != NULL)
                *refused = i;
            return false;
        }
    }
    for (uint32_t i = 0; i < n; i++)
        sim_limit_take(demands[i].limit, now, demands[i].tokens);
    if (refused != NULL)
        *refused = n;
    return true;
}
