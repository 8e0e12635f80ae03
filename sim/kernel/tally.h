/*
 * tally.h: exact collectors. Integers only, sums in 128 bits: the order in which values come or
 * tallies are merged changes no bit, so results are the same for any number of threads.
 */
#ifndef CRISIM_SIM_KERNEL_TALLY_H
#define CRISIM_SIM_KERNEL_TALLY_H

#include "sim/base/time.h"

#include <stdint.h>

/* Of single values (ns, tokens, numbers in system). {0} is empty. */
struct sim_tally {
    uint64_t count;
    int64_t min, max; /* only with count > 0 */
    __int128 sum;
    unsigned __int128 squares; /* overflow is asserted; 2^36 values of up to 2^45 fit */
};

void sim_tally_add(struct sim_tally *tally, int64_t value);
/** into += from. */
void sim_tally_merge(struct sim_tally *into, const struct sim_tally *from);
/** NaN without data. */
double sim_tally_mean(const struct sim_tally *tally);
/** Of the sample (n - 1), from exact integers, so without cancellation; NaN below two values. */
double sim_tally_variance(const struct sim_tally *tally);

/*
 * Time-weighted integral of a number that changes in steps: requests in system, busy servers.
 * |value| <= 2^32.
 */
struct sim_integral {
    int64_t value;     /* now */
    sim_time since;    /* of the last change or advance [ns] */
    sim_time duration; /* integrated so far [ns] */
    int64_t min, max;
    __int128 area;                 /* [value x ns] */
    unsigned __int128 square_area; /* [value^2 x ns] */
};

void sim_integral_init(struct sim_integral *integral, int64_t value, sim_time now);
/** The number changes at `now`, not before the last call (asserted). */
void sim_integral_set(struct sim_integral *integral, sim_time now, int64_t value);
void sim_integral_add(struct sim_integral *integral, sim_time now, int64_t change);
/** Forget what was (the end of a warm-up); the value stays. */
void sim_integral_restart(struct sim_integral *integral, sim_time now);
/** Areas and durations of both added (replications); value and since are those of into. */
void sim_integral_merge(struct sim_integral *into, const struct sim_integral *from);
/** Over the time up to the last _set, _add or _merge; NaN if that is none. */
double sim_integral_mean(const struct sim_integral *integral);
double sim_integral_variance(const struct sim_integral *integral);

#endif
