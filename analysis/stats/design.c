#include "analysis/stats/design.h"

#include "sim/base/memory.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>

/* Purposes of draws; keys are the studies' own. */
enum { DRAW_SLICE, DRAW_INSIDE, DRAW_SHIFT };

void stats_permute(struct sim_key key, uint32_t purpose, uint64_t entity, uint32_t n,
                   uint32_t *order)
{
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    for (uint32_t i = n; i > 1; i--) {
        uint32_t j = (uint32_t)(sim_u01(key, purpose, entity, i - 1) * i);
        uint32_t kept = order[i - 1];

        order[i - 1] = order[j];
        order[j] = kept;
    }
}

void stats_latin_factor(struct sim_key key, uint64_t factor, uint32_t n, size_t step,
                        double *points)
{
    uint32_t *slices = sim_fresh(n, sizeof *slices);

    stats_permute(key, DRAW_SLICE, factor, n, slices);
    for (uint32_t i = 0; i < n; i++)
        points[i * step] = (slices[i] + sim_u01(key, DRAW_INSIDE, factor, i)) / n;
    free(slices);
}

void stats_latin_hypercube(struct sim_key key, uint32_t n, uint32_t k, double *points)
{
    for (uint32_t factor = 0; factor < k; factor++)
        stats_latin_factor(key, factor, n, k, points + factor);
}

bool stats_sobol_points(const struct sim_key *shift, uint32_t n, uint32_t k, double *points)
{
    const double scale = ldexp(1, STATS_SOBOL_BITS);
    uint32_t flips[STATS_SOBOL_FACTORS] = {0};
    double point[STATS_SOBOL_FACTORS] = {0};
    gsl_qrng *sequence;

    if (k == 0 || k > STATS_SOBOL_FACTORS || n > 1u << STATS_SOBOL_BITS)
        return false;
    sequence = gsl_qrng_alloc(gsl_qrng_sobol, k);
    if (sequence == NULL)
        sim_out_of_memory("a Sobol sequence");
    for (uint32_t j = 0; shift != NULL && j < k; j++)
        flips[j] = (uint32_t)(sim_u01(*shift, DRAW_SHIFT, j, 0) * scale);
    for (uint32_t i = 0; i < n; i++) {
        /* GSL leaves the origin out, without which a power of two of points is not even. */
        if (i > 0)
            gsl_qrng_get(sequence, point);
        for (uint32_t j = 0; j < k; j++) {
            uint32_t bits = (uint32_t)(point[j] * scale) ^ flips[j];

            points[(size_t)i * k + j] = (bits + (shift != NULL ? 0.5 : 0)) / scale;
        }
    }
    gsl_qrng_free(sequence);
    return true;
}

uint64_t stats_grid_size(const uint32_t *n_levels, uint32_t k)
{
    uint64_t n = 1;

    for (uint32_t j = 0; j < k; j++) {
        if (n_levels[j] != 0 && n > UINT64_MAX / n_levels[j])
            return UINT64_MAX;
        n *= n_levels[j];
    }
    return n;
}

bool stats_grid_point(const uint32_t *n_levels, uint32_t k, uint64_t index, uint32_t *levels)
{
    if (index >= stats_grid_size(n_levels, k))
        return false;
    for (uint32_t j = k; j-- > 0;) {
        levels[j] = (uint32_t)(index % n_levels[j]);
        index /= n_levels[j];
    }
    return true;
}
