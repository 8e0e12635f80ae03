/*
 * load.h: the load factor: how many copies of each request there are, and when they come.
 *
 * Copy j of request i (both from 0) exists when load > j + frac(i x g), g = 0.6180339887, and comes
 * at the fraction frac(j x g) of the gap to the next request. So the requests at a lower load are
 * among those at a higher one, at the same times (copies are nested), and every stretch of the
 * traffic grows alike, because multiples of g are spread evenly over 0..1.
 *
 * g has ten decimal digits here, so that all of this is integer arithmetic: one tenth of a
 * billionth is the unit, and it is the same on every machine.
 */
#ifndef CRISIM_MODELS_LOAD_H
#define CRISIM_MODELS_LOAD_H

#include "sim/base/time.h"

#include <stdint.h>

#define CRI_LOAD_UNITS UINT64_C(10000000000) /* of 1 */
#define CRI_LOAD_MOST  1e6                   /* largest factor */

/** frac(n x g) in units of 1e-10. */
uint64_t cri_load_fraction(uint64_t n);
/** Copies of request i at this load, the request itself included: 0 = it is left out.
 * @param load  > 0, at most CRI_LOAD_MOST */
uint32_t cri_load_copies(double load, uint64_t i);
/** How much later than its request copy j comes [ns]; gap: to the next request, >= 0. */
sim_time cri_load_delay(uint32_t j, sim_time gap);

/* In which order n copies come: by their fractions, copy 0 first. */
struct cri_load_order {
    uint32_t n;
    uint32_t up, down; /* the copies next to 0: from above, and from below (as from 1) */
};
/** n >= 1. */
struct cri_load_order cri_load_order(uint32_t n);
/** The copy that comes after copy j; 0 behind the last. */
uint32_t cri_load_next(const struct cri_load_order *order, uint32_t j);

#endif
