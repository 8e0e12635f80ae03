/*
 * philox.h: Philox4x32-10, a bijection of 128-bit counters chosen by a 64-bit key.
 */
#ifndef CRISIM_SIM_KERNEL_PHILOX_H
#define CRISIM_SIM_KERNEL_PHILOX_H

#include <stdint.h>

static inline void sim_philox4x32_10(const uint32_t counter[4], uint32_t key0, uint32_t key1,
                                     uint32_t out[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];

    /* Unrolled by hand: not every compiler does, and a draw is on every hot path. */
#define SIM_PHILOX_ROUND(n)                                                                        \
    do {                                                                                           \
        uint64_t p0 = (uint64_t)0xD2511F53u * c0;                                                  \
        uint64_t p1 = (uint64_t)0xCD9E8D57u * c2;                                                  \
                                                                                                   \
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ (key0 + (n)*0x9E3779B9u);                                 \
        c1 = (uint32_t)p1;                                                                         \
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ (key1 + (n)*0xBB67AE85u);                                 \
        c3 = (uint32_t)p0;                                                                         \
    } while (0)
    SIM_PHILOX_ROUND(0u);
    SIM_PHILOX_ROUND(1u);
    SIM_PHILOX_ROUND(2u);
    SIM_PHILOX_ROUND(3u);
    SIM_PHILOX_ROUND(4u);
    SIM_PHILOX_ROUND(5u);
    SIM_PHILOX_ROUND(6u);
    SIM_PHILOX_ROUND(7u);
    SIM_PHILOX_ROUND(8u);
    SIM_PHILOX_ROUND(9u);
#undef SIM_PHILOX_ROUND
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

#endif
