/*
 * load.h: the load factor: which requests there are at a load, and when they come.
 *
 * A trace is copied. Copy j of request i (both from 0) exists when load > j + frac(i x g), g =
 * 0.6180339887, and comes at the fraction frac(j x g) of the gap to the next request. So the
 * requests at a lower load are among those at a higher one, at the same times (copies are nested),
 * and every stretch of the traffic grows alike, because multiples of g are spread evenly over 0..1.
 *
 * g has ten decimal digits here, so that all of this is integer arithmetic: one tenth of a
 * billionth is the unit, and it is the same on every machine.
 *
 * Drawn traffic is layered, because copies of a Poisson stream are no Poisson stream: they come in
 * steps, and a load found with them is too small. Layer 0 is the traffic as stated, layer k > 0 an
 * independent stream of the same process at 2^(k-1) times its rate; layer k covers the loads from
 * 2^(k-1) (layer 0: from 0) to 2^k. Each request has a height, evenly drawn in its layer's loads,
 * and exists when the load is above it. Superposed and thinned independently, Poisson streams are
 * one (Kingman, Poisson Processes, 1993, chapters 2 and 5): at every load the traffic is the stated
 * process at so many times the rate, and still a lower load's requests are among a higher one's.
 */
#ifndef CRISIM_MODELS_LOAD_H
#define CRISIM_MODELS_LOAD_H

#include "sim/base/time.h"

#include <stdint.h>

#define CRI_LOAD_UNITS UINT64_C(10000000000) /* of 1 */
#define CRI_LOAD_MOST  1e6                   /* largest factor */

enum { CRI_LOAD_LAYERS = 21 }; /* the last one ends at 2^20, above CRI_LOAD_MOST */

/** frac(n x g) in units of 1e-10. */
uint64_t cri_load_fraction(uint64_t n);
/** Copies of request i at this load, the request itself included: 0 = it is left out.
 * @param load  > 0, at most CRI_LOAD_MOST */
uint32_t cri_load_copies(double load, uint64_t i);
/** Copies of the first n requests at this load, themselves included; n <= 2^40. O(log n). */
uint64_t cri_load_count(double load, uint64_t n);
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

/** Layers that have requests at this load, 1 .. CRI_LOAD_LAYERS. */
uint32_t cri_load_layers(double load);
/** Rate of a layer's stream, in rates of the traffic as stated. */
double cri_load_rate(uint32_t layer);
/** Lowest load at which every request of a layer exists. */
double cri_load_full(uint32_t layer);
/** Height of a request of a layer: it exists at loads above. u: even in 0..1. */
double cri_load_height(uint32_t layer, double u);

#endif
