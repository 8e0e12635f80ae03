#include "models/generator.h"

#include "models/arrivals.h"
#include "models/world.h"
#include "sim/base/text.h"

#include <math.h>

#define Z_99   2.3263478740408408 /* standard normal quantile of 0.99 */
#define TWO_PI 6.283185307179586

void cri_draws_init(struct cri_draws *draws, const struct cri_generator *generator,
                    struct sim_key key)
{
    double peak = generator->shape == CRI_GENERATOR_DIURNAL ? generator->peak_to_mean : 1;

    *draws = (struct cri_draws){
        .generator = generator,
        .key = key,
        .mean_gap_s = 1 / (generator->rate_per_s * peak),
        .input_mu = log(generator->input_p50),
        .input_sigma = log(generator->input_p99 / generator->input_p50) / Z_99,
        .output_mu = log(generator->output_p50),
        .output_sigma = log(generator->output_p99 / generator->output_p50) / Z_99,
    };
}

struct sim_key cri_draws_key(uint64_t seed, const char *traffic, uint32_t replication)
{
    return sim_key_make(seed ^ sim_hash_string(traffic), replication);
}

static uint32_t draw_tokens(double u, double mu, double sigma, int64_t max)
{
    double value = sim_lognormal_inverse(u, mu, sigma);

    if (value < 1)
        return 1;
    if (value > (double)max)
        return (uint32_t)max;
    return (uint32_t)(value + 0.5);
}

static bool is_thinned(const struct cri_generator *generator, double at_s, double u)
{
    double rate;

    if (generator->shape != CRI_GENERATOR_DIURNAL)
        return false;
    rate = 1 + (generator->peak_to_mean - 1) *
                   cos(TWO_PI * (at_s - generator->peak_at_s) / generator->period_s);
    return u * generator->peak_to_mean >= rate;
}

bool cri_draws_next(struct cri_draws *draws, struct cri_record *out)
{
    const struct cri_generator *generator = draws->generator;

    while (draws->at_s < generator->duration_s) {
        uint64_t candidate = draws->candidate++;
        double u[2];

        sim_u01_pair(draws->key, CRI_DRAW_ARRIVAL, candidate, 0, u);
        draws->at_s += sim_exponential_inverse(u[0], draws->mean_gap_s);
        if (draws->at_s >= generator->duration_s || is_thinned(generator, draws->at_s, u[1]))
            continue;
        sim_u01_pair(draws->key, CRI_DRAW_TOKENS, candidate, 0, u);
        out->at = sim_time_from_s(draws->at_s);
        out->input_tokens =
            draw_tokens(u[0], draws->input_mu, draws->input_sigma, generator->input_max);
        out->output_tokens =
            draw_tokens(u[1], draws->output_mu, draws->output_sigma, generator->output_max);
        return true;
    }
    return false;
}
