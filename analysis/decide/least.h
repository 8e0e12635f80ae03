/*
 * least.h: the least amount from which on something holds: a quota with which few enough calls are
 * refused. Nothing is assumed to be monotone - with a quota of 382,000 tokens a minute fewer calls
 * may pass than with 380,000, for a large one that passes leaves no room for two small ones - so
 * the answer is the least amount from which on every larger one that was searched holds, and what
 * lies above it is looked at before it is given.
 *
 * A ladder of amounts around a guess is run first, further up until the last one holds and further
 * down until the first one fails; then gaps are halved down to one step; then the amounts up to
 * half as much again are probed, and where one of them fails the search goes on above it. Where
 * what was found was worse at a larger amount somewhere, they are probed at every 64th of the
 * answer: calls are then large against the limit, and what fails may be a narrow stretch. A stretch
 * between two probes is passed over all the same.
 *
 * A search asks for amounts and is told what was found there; it runs nothing.
 */
#ifndef CRISIM_ANALYSIS_DECIDE_LEAST_H
#define CRISIM_ANALYSIS_DECIDE_LEAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was found at an amount. Open: the sample says neither; rising. */
enum least_state { LEAST_FAILS, LEAST_OPEN, LEAST_HOLDS };

/* Amounts that may be asked for at a time. */
enum { LEAST_MOST_ASKED = 8 };

struct least_settings {
    int64_t step;  /* amounts are multiples of it, > 0; the answer is good to one */
    int64_t guess; /* where the ladder stands; > 0 */
    int64_t most;  /* no amount beyond it is tried; >= step */
};

struct least_point {
    int64_t amount;
    enum least_state state;
    double
        measured; /* what the state was made of, less is better: a share that is refused; or NaN */
    bool told;
};

struct least {
    struct least_settings settings;
    struct least_point *points; /* n, amounts rising */
    size_t n, room;
};

/** Release it afterwards. */
void least_init(struct least *least, const struct least_settings *settings);
void least_release(struct least *least);

/**
 * The amounts that are to be run next; least_tell() each of them before the next call.
 * @return how many; 0 = the search is over
 */
size_t least_next(struct least *least, int64_t amounts[LEAST_MOST_ASKED]);
void least_tell(struct least *least, int64_t amount, enum least_state state, double measured);

/**
 * The least amount from which on every one that was told is `state` or better.
 * @return -1 = there is none: even the largest that was tried is not
 */
int64_t least_amount(const struct least *least, enum least_state state);
/** The largest amount that was told to be worse than `state`; 0 = none, as 0 always is. */
int64_t least_below(const struct least *least, enum least_state state);

/** `amount` up to a multiple of step > 0. */
int64_t least_up(int64_t amount, int64_t step);
/** 1, 2 or 5 times a power of ten, as large as it can be at most 2 % of the amount; at least 1. */
int64_t least_step(double amount);

#endif
