/*
 * random.h: keyed, counter-based random numbers. There is one draw function,
 *
 *     u = sim_u01(key, purpose, entity, k)
 *
 * a pure function of (seed, replication) in the key, what the number is for, whom it concerns (a
 * hash of a name and an ordinal) and the how-manieth it is. So two options meet the same luck, and
 * nobody's extra draw shifts another's (docs/architecture.md, "randomness").
 */
#ifndef CRISIM_SIM_KERNEL_RANDOM_H
#define CRISIM_SIM_KERNEL_RANDOM_H

#include "sim/kernel/logarithm.h"
#include "sim/kernel/philox.h"

#include <math.h>
#include <stdint.h>

struct sim_key {
    uint64_t a, b;
};

/** Key of one replication of one seed; options share it. */
struct sim_key sim_key_make(uint64_t seed, uint32_t replication);

/** Entity of the ordinal-th member of a named group (e.g. request 17 of class "web"). */
uint64_t sim_entity(uint64_t name_hash, uint64_t ordinal);

/*
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
 * 2011) has a 64-bit key and a 128-bit counter: the entity fills two counter words, pair and
 * purpose the others, each mixed with half of the key's second word.
 */
static inline void sim_draw_block(struct sim_key key, uint32_t purpose, uint64_t entity,
                                  uint32_t pair, uint32_t out[4])
{
    uint32_t counter[4] = {(uint32_t)entity, (uint32_t)(entity >> 32), pair ^ (uint32_t)key.b,
                           purpose ^ (uint32_t)(key.b >> 32)};

    sim_philox4x32_10(counter, (uint32_t)key.a, (uint32_t)(key.a >> 32), out);
}

static inline double sim_to_u01(uint32_t low, uint32_t high)
{
    uint64_t x = (uint64_t)high << 32 | low;

    return ((double)(x >> 12) + 0.5) * 0x1p-52;
}

/**
 * Uniform in the open interval (0,1), 52 bits: ((x >> 12) + 0.5) * 2^-52. With 53 bits the half
 * would be rounded away above 1/2, and the largest draw would be 1.
 */
static inline double sim_u01(struct sim_key key, uint32_t purpose, uint64_t entity, uint32_t k)
{
    uint32_t out[4];

    sim_draw_block(key, purpose, entity, k / 2, out);
    return k % 2 == 0 ? sim_to_u01(out[0], out[1]) : sim_to_u01(out[2], out[3]);
}

/** Two independent uniforms for the price of one block: those of k = 2*pair and 2*pair + 1. */
static inline void sim_u01_pair(struct sim_key key, uint32_t purpose, uint64_t entity,
                                uint32_t pair, double out[2])
{
    uint32_t words[4];

    sim_draw_block(key, purpose, entity, pair, words);
    out[0] = sim_to_u01(words[0], words[1]);
    out[1] = sim_to_u01(words[2], words[3]);
}

/* Inversions: monotone in u, one uniform each. */
static inline double sim_exponential_inverse(double u, double mean)
{
    return mean * sim_minus_log(1 - u);
}
double sim_normal_inverse(double u); /* Wichura AS241 PPND16, relative error about 1e-16 */
double sim_lognormal_inverse(double u, double mu, double sigma);

#endif
