/*
 * generator.h: traffic that is drawn instead of read. Requests are drawn one after the other, so
 * that a replication of any length takes no memory.
 */
#ifndef CRISIM_MODELS_GENERATOR_H
#define CRISIM_MODELS_GENERATOR_H

#include "sim/base/time.h"
#include "sim/kernel/random.h"

#include <stdbool.h>
#include <stdint.h>

enum cri_generator_shape { CRI_GENERATOR_POISSON, CRI_GENERATOR_DIURNAL };

/* Arrivals of a Poisson process with a constant rate or a daily cycle, tokens lognormal. */
struct cri_generator {
    enum cri_generator_shape shape;
    double rate_per_s;   /* mean over the duration, > 0 */
    double duration_s;   /* > 0 */
    double peak_to_mean; /* diurnal: >= 1 and <= 2; rate = mean x (1 + (p-1) cos(...)) */
    double peak_at_s;    /* diurnal: time of the first peak */
    double period_s;     /* diurnal: 86400 */
    double input_p50, input_p99, output_p50, output_p99; /* tokens; lognormal by two percentiles */
    int64_t input_max, output_max;                       /* values are cut there, 1 .. 2^32 - 1 */
};

/* How far drawing has come. */
struct cri_draws {
    const struct cri_generator *generator;
    struct sim_key key;
    uint64_t candidate; /* keys its draws; thinned ones count */
    double at_s, mean_gap_s;
    double input_mu, input_sigma, output_mu, output_sigma;
};

struct cri_record;

/** Ready for the first request. generator is borrowed. Same key, same requests. */
void cri_draws_init(struct cri_draws *draws, const struct cri_generator *generator,
                    struct sim_key key);
/**
 * The next request; times do not decrease and lie in [0, duration).
 * Arrivals by thinning with a constant majorant (Lewis and Shedler 1979; Poisson: none thinned).
 * @return false at the end of the duration, then and ever after
 */
bool cri_draws_next(struct cri_draws *draws, struct cri_record *out);
/** Key of a generator's draws in one replication: by the name of the traffic, so that every option
 * draws the same. */
struct sim_key cri_draws_key(uint64_t seed, const char *traffic, uint32_t replication);

#endif
