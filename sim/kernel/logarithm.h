/*
 * logarithm.h: natural logarithm and exponential function for draws: inlined, and the same bits on
 * every machine. (A libm chooses among variants by the processor it runs on.) Relative errors at
 * most 1.75 * 2^-52.
 */
#ifndef CRISIM_SIM_KERNEL_LOGARITHM_H
#define CRISIM_SIM_KERNEL_LOGARITHM_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Around `centre` the logarithm is that of the centre and a short series in (x - centre) / centre.
 */
struct sim_log_cell {
    double centre, inverse, minus_log; /* -ln(centre) */
};
#define SIM_LOG_CELLS 128
extern const struct sim_log_cell sim_log_cells[SIM_LOG_CELLS];

/** -ln(x) for positive, normal, finite x. */
static inline double sim_minus_log(double x)
{
    /* x = z 2^k with z from 0.6875 to 1.375, so that k = 0 around 1, where nothing may cancel. */
    const uint64_t least = UINT64_C(0x3fe6000000000000);
    const struct sim_log_cell *cell;
    uint64_t bits, offset;
    double z, k, r, r2, series;

    memcpy(&bits, &x, sizeof bits);
    offset = bits - least;
    cell = &sim_log_cells[offset >> 45 & (SIM_LOG_CELLS - 1)];
    k = (double)((int64_t)offset >> 52);
    bits -= offset & UINT64_C(0xfff) << 52;
    memcpy(&z, &bits, sizeof z);
    r = (z - cell->centre) * cell->inverse; /* the difference is exact; |r| <= 2^-7 */
    r2 = r * r;
    series = r + r2 * (-0.5 + r * (1 / 3.0) +
                       r2 * (-0.25 + r * 0.2 + r2 * (-1 / 6.0 + r * (1 / 7.0 - r * 0.125))));
    return (cell->minus_log - k * 0x1.62e42fefa39efp-1) - series;
}

#define SIM_EXP_CELLS 128
extern const double sim_exp_cells[SIM_EXP_CELLS]; /* 2^(i / 128) */

/** e^x. */
static inline double sim_exp(double x)
{
    /* x = (128 n + i) ln 2 / 128 + r, |r| <= ln 2 / 256; ln 2 / 128 in two parts, the first so
     * short that its multiples are exact. */
    const double shift = 0x1.8p52;
    double whole, r, r2, scale, series;
    uint64_t bits;
    int64_t n;

    if (!(x > -700 && x < 700))
        return exp(x); /* 0, infinity, or near them */
    whole = x * 0x1.71547652b82fep+7 + shift;
    memcpy(&bits, &whole, sizeof bits);
    whole -= shift;
    n = (int64_t)(bits << 13) >>
        13; /* the low bits of the sum are the number, in two's complement */
    r = (x - whole * 0x1.62e42fefa0000p-8) - whole * 0x1.cf79abc9e3b3ap-47;
    r2 = r * r;
    memcpy(&bits, &sim_exp_cells[n & (SIM_EXP_CELLS - 1)], sizeof bits);
    bits += (uint64_t)(n >> 7) << 52;
    memcpy(&scale, &bits, sizeof scale);
    series = r + r2 * (0.5 + r * (1 / 6.0) + r2 * (1 / 24.0 + r * (1 / 120.0)));
    return scale + scale * series;
}

#endif
