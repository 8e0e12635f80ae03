/*
 * load.c: see load.h.
 */
#include "models/load.h"

#include <math.h>

#define GOLDEN                                                                                     \
    UINT64_C(6180339887) /* x 1e-10; no factor in common with 1e10: n x it repeats late */

uint64_t cri_load_fraction(uint64_t n)
{
    return (uint64_t)((unsigned __int128)n * GOLDEN % CRI_LOAD_UNITS);
}

uint32_t cri_load_copies(double load, uint64_t i)
{
    double whole = floor(load);

    /* load > j + fraction, with the whole copies taken off first: exact for any load. */
    return (uint32_t)whole +
           (load - whole > (double)cri_load_fraction(i) / (double)CRI_LOAD_UNITS ? 1 : 0);
}

/* The sum of floor((a i + b) / m) over i = 0 .. n - 1, by Euclid's algorithm on a and m. */
static unsigned __int128 sum_of_floors(uint64_t n, uint64_t m, uint64_t a, uint64_t b)
{
    unsigned __int128 sum = 0;

    for (;;) {
        unsigned __int128 top;

        sum += (unsigned __int128)(a / m) * n * (n - 1) / 2 + (unsigned __int128)(b / m) * n;
        a %= m;
        b %= m;
        top = (unsigned __int128)a * n + b;
        if (top < m)
            return sum;
        /* The points under the line, counted along the other axis. */
        n = (uint64_t)(top / m);
        b = (uint64_t)(top % m);
        uint64_t kept = m;
        m = a;
        a = kept;
    }
}

uint64_t cri_load_count(double load, uint64_t n)
{
    double whole = floor(load), rest = load - whole;
    uint64_t below = (uint64_t)ceil(rest * (double)CRI_LOAD_UNITS), some = 0;

    if (n == 0)
        return 0;
    /* The first fraction that is not below the rest, by the comparison of cri_load_copies(). */
    while (below > 0 && !(rest > (double)(below - 1) / (double)CRI_LOAD_UNITS))
        below--;
    while (rest > (double)below / (double)CRI_LOAD_UNITS)
        below++;
    /* frac(i x g) < below: there, and only there, i x g - below lies a whole number lower. */
    if (below > 0)
        some = (uint64_t)(sum_of_floors(n, CRI_LOAD_UNITS, GOLDEN, 0) + n -
                          sum_of_floors(n, CRI_LOAD_UNITS, GOLDEN, CRI_LOAD_UNITS - below));
    return (uint64_t)whole * n + some;
}

sim_time cri_load_delay(uint32_t j, sim_time gap)
{
    return (sim_time)((__int128)gap * (__int128)cri_load_fraction(j) / (__int128)CRI_LOAD_UNITS);
}

struct cri_load_order cri_load_order(uint32_t n)
{
    struct cri_load_order order = {.n = n};
    uint64_t least = CRI_LOAD_UNITS, most = 0;

    for (uint32_t j = 1; j < n; j++) {
        uint64_t fraction = cri_load_fraction(j);

        if (fraction < least) {
            least = fraction;
            order.up = j;
        }
        if (fraction > most) {
            most = fraction;
            order.down = j;
        }
    }
    return order;
}

/*
 * The three-gap theorem: among the multiples 0 .. n - 1 of g the next one above that of j is `up`
 * further on where there is such a copy, else `up - down` further on, else `down` back.
 */
uint32_t cri_load_next(const struct cri_load_order *order, uint32_t j)
{
    if (order->n < 2)
        return 0;
    if (j + order->up < order->n)
        return j + order->up;
    if (j >= order->down)
        return j - order->down;
    return j + order->up - order->down;
}

uint32_t cri_load_layers(double load)
{
    uint32_t n = 1;

    while (n < CRI_LOAD_LAYERS && cri_load_full(n - 1) < load)
        n++;
    return n;
}

double cri_load_rate(uint32_t layer)
{
    return layer == 0 ? 1 : (double)(UINT64_C(1) << (layer - 1));
}

double cri_load_full(uint32_t layer)
{
    return (double)(UINT64_C(1) << layer);
}

double cri_load_height(uint32_t layer, double u)
{
    return cri_load_full(layer) - cri_load_rate(layer) * (1 - u);
}
