/*
 * random.h: keyed, counter-based random numbers. There is one draw function,
 *
 *     u = sim_u01(key, purpose, entity, k)
 *
 * a pure function of (seed, replication) in the key, what the number is for, whom it concerns (a
 * hash of a name and an ordinal) and the how-manieth it is. So two arms meet the same luck, and
 * nobody's extra draw shifts another's (docs/architecture.md, "randomness").
 */
#ifndef CRISIM_SIM_KERNEL_RANDOM_H
#define CRISIM_SIM_KERNEL_RANDOM_H

#include <stdint.h>

struct sim_key {
    uint64_t a, b;
};

/** Key of one replication of one seed; arms share it. */
struct sim_key sim_key_make(uint64_t seed, uint32_t replication);

/** Entity of the ordinal-th member of a named group (e.g. request 17 of class "web"). */
uint64_t sim_entity(uint64_t name_hash, uint64_t ordinal);

/** Uniform in the open interval (0,1), 53 bits: ((x >> 11) + 0.5) * 2^-53. */
double sim_u01(struct sim_key key, uint32_t purpose, uint64_t entity, uint32_t k);
/** Two independent uniforms for the price of one block: those of k = 2*pair and 2*pair + 1. */
void sim_u01_pair(struct sim_key key, uint32_t purpose, uint64_t entity, uint32_t pair,
                  double out[2]);

/* Inversions: monotone in u, one uniform each. */
double sim_exponential_inverse(double u, double mean);
double sim_normal_inverse(double u); /* Wichura AS241 PPND16, relative error about 1e-16 */
double sim_lognormal_inverse(double u, double mu, double sigma);

#endif
