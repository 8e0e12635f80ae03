/*
 * validate_statistics.c: the numbers that intervals and quantiles rest on.
 */
#include "analysis/stats/stats.h"
#include "analysis/validate/validate.h"
#include "sim/kernel/histogram.h"
#include "sim/kernel/philox.h"
#include "sim/kernel/random.h"

#include <math.h>

/* Intervals of the mean of AR(1) replications must cover as often as they say. */
static void add_coverage(struct suite *suite)
{
    const char *name = "95 % intervals, AR(1) replications";
    double values[VALIDATE_REPLICATIONS];
    enum { INTERVALS = 200, R = 20, N = 100 };
    const double phi = 0.8;

    if (!suite_wants(suite, name))
        return;
    for (uint32_t v = 0; v < VALIDATE_REPLICATIONS; v++) {
        uint32_t covered = 0;

        for (uint32_t i = 0; i < INTERVALS; i++) {
            struct sim_key key = suite_key(suite, name, v * INTERVALS + i);
            double means[R];
            struct stats_estimate e;

            for (uint32_t r = 0; r < R; r++) {
                double x = sim_normal_inverse(sim_u01(key, 1, r, 0)) / sqrt(1 - phi * phi);
                double sum = x;

                for (uint32_t k = 1; k < N; k++) {
                    x = phi * x + sim_normal_inverse(sim_u01(key, 1, r, k));
                    sum += x;
                }
                means[r] = sum / N;
            }
            e = stats_mean(means, R, 0.95);
            covered += e.low <= 0 && e.high >= 0;
        }
        values[v] = (double)covered / INTERVALS;
    }
    suite_stochastic(suite, name, "share that covers the mean", "t intervals", 0.95, values, 0.01);
}

static void add_quantiles(struct suite *suite)
{
    suite_exact(suite, "Student t", "quantile 0.975, 9 degrees", "tables", 2.262157162741,
                stats_t_quantile(0.975, 9));
    suite_exact(suite, "Student t", "quantile 0.975, 29 degrees", "tables", 2.045229642133,
                stats_t_quantile(0.975, 29));
    suite_exact(suite, "Student t", "quantile 0.995, 9 degrees", "tables", 3.249835544015,
                stats_t_quantile(0.995, 9));
    suite_exact(suite, "Student t", "quantile 0.975, 1 degree", "tan(pi 0.475)", 12.70620473617,
                stats_t_quantile(0.975, 1));
    suite_exact(suite, "lognormal from two percentiles", "p95 of p50 1.2, p99 6",
                "sigma = ln(p99/p50) / z", 3.744473838809,
                sim_lognormal_inverse(0.95, log(1.2), log(5) / sim_normal_inverse(0.99)));
}

static void add_paired(struct suite *suite)
{
    static const double a[] = {12.1, 11.4, 13.0, 12.7, 11.9, 12.5, 13.3, 12.0, 12.8, 12.2};
    static const double b[] = {11.6, 11.1, 12.3, 12.4, 11.2, 12.1, 12.9, 11.3, 12.4, 11.7};
    struct stats_estimate e = stats_paired(a, b, 10, 0.95);

    suite_exact(suite, "paired differences", "mean of ten", "D = A - B", 0.49, e.mean);
    suite_exact(suite, "paired differences", "half-width", "t x s / sqrt 10", 0.1141088321456,
                e.high - e.mean);
}

static void add_known_answers(struct suite *suite)
{
    uint32_t counter[4] = {0}, out[4];

    sim_philox4x32_10(counter, 0, 0, out);
    suite_exact(suite, "Philox4x32-10", "first word, counter and key 0", "Salmon et al. 2011",
                0x6627e8d5u, out[0]);
    suite_exact(suite, "Philox4x32-10", "fourth word", "Salmon et al. 2011", 0x9b00dbd8u, out[3]);
}

/* A share of slow calls decides the tail: percentiles of a mixture, out of merged histograms. */
static void add_mixture(struct suite *suite)
{
    const char *name = "percentile of a mixture";
    double values[VALIDATE_REPLICATIONS];
    double low = 0, high = 100;

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, name, r);
        struct sim_histogram fast, slow;
        int64_t ns;

        sim_histogram_init(&fast, 10);
        sim_histogram_init(&slow, 10);
        for (uint32_t i = 0; i < 200000; i++) {
            bool is_slow = sim_u01(key, 1, i, 0) < 0.05;
            double t = sim_exponential_inverse(sim_u01(key, 2, i, 0), is_slow ? 10 : 1);

            sim_histogram_record(is_slow ? &slow : &fast, (int64_t)(t * 1e9));
        }
        sim_histogram_merge(&fast, &slow);
        values[r] = sim_histogram_quantile(&fast, 0.99, &ns) ? (double)ns / 1e9 : NAN;
        sim_histogram_release(&fast);
        sim_histogram_release(&slow);
    }
    while (high - low > 1e-12) {
        double t = (low + high) / 2;

        if (0.95 * exp(-t) + 0.05 * exp(-t / 10) > 0.01)
            low = t;
        else
            high = t;
    }
    suite_stochastic(suite, name, "p99 of 95 % Exp(1), 5 % Exp(10) [s]", "root of the tail", low,
                     values, 0.02);
}

void validate_statistics(struct suite *suite);
void validate_statistics(struct suite *suite)
{
    add_quantiles(suite);
    add_paired(suite);
    add_known_answers(suite);
    add_mixture(suite);
    add_coverage(suite);
}
