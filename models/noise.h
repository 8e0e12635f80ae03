/*
 * noise.h: the factor on a service time, from one uniform, monotone in it.
 */
#ifndef CRISIM_MODELS_NOISE_H
#define CRISIM_MODELS_NOISE_H

#include "models/spec.h"
#include "sim/kernel/random.h"

static inline bool cri_noise_is_on(const struct cri_noise_spec *noise)
{
    return noise->sigma > 0 || noise->kind != CRI_NOISE_LOGNORMAL;
}

/** Of the table: linear between its points, flat beyond them. */
double cri_noise_table(const struct cri_noise_spec *noise, double u);

/** Half of all factors are below it: what policies and rules mean that go by the median. */
static inline double cri_noise_median(const struct cri_noise_spec *noise)
{
    return noise->kind == CRI_NOISE_LOGNORMAL     ? 1
           : noise->kind == CRI_NOISE_EXPONENTIAL ? sim_exponential_inverse(0.5, 1)
                                                  : cri_noise_table(noise, 0.5);
}

static inline double cri_noise(const struct cri_noise_spec *noise, double u)
{
    return noise->kind == CRI_NOISE_LOGNORMAL     ? sim_lognormal_inverse(u, 0, noise->sigma)
           : noise->kind == CRI_NOISE_EXPONENTIAL ? sim_exponential_inverse(u, 1)
                                                  : cri_noise_table(noise, u);
}

#endif
