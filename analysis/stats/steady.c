#include "analysis/stats/steady.h"

#include "sim/base/memory.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

/* Means of n batches of `size`, one after the other. */
static void batch(const double *values, uint32_t n, uint32_t size, double *means)
{
    for (uint32_t b = 0; b < n; b++) {
        double sum = 0;

        for (uint32_t i = 0; i < size; i++)
            sum += values[(size_t)b * size + i];
        means[b] = sum / size;
    }
}

struct stats_warm_up stats_mser(const double *values, uint32_t n, uint32_t size)
{
    struct stats_warm_up found = {
        .n_batches = size > 0 ? n / size : 0, .mean = NAN, .mean_all = NAN, .value = NAN};
    uint32_t batches = found.n_batches;
    double *means = sim_fresh(batches, sizeof *means);
    double mean = 0, squares = 0;

    batch(values, batches, size, means);
    /* Backwards, so that the sums of what is left are at hand for every cut; of equal values the
     * last one seen, the smallest cut, stays. */
    for (uint32_t d = batches; d-- > 0;) {
        uint32_t left = batches - d;
        double off = means[d] - mean, value;

        mean += off / left;
        squares += off * (means[d] - mean);
        value = squares / ((double)left * left);
        if (d <= batches / 2 && (isnan(found.value) || value <= found.value)) {
            found.value = value;
            found.cut_batches = d;
            found.mean = mean;
        }
    }
    if (batches > 0)
        found.mean_all = mean;
    found.cut = found.cut_batches * size;
    found.too_short = batches < STATS_BATCHES_LEAST || found.cut_batches == batches / 2;
    free(means);
    return found;
}

/* Whether n values with this sum of squares about their mean differ: the mean of equal ones is
 * rounded, and they would look perfectly correlated. */
static bool vary(double squares, uint32_t n, double mean)
{
    return squares > n * (1e-13 * mean) * (1e-13 * mean);
}

/* 1 + 2 sum of autocorrelations, as far as pairs of them are positive; INFINITY if it is longer
 * than `longest`. */
static double correlation_time(const double *values, uint32_t n, double longest)
{
    double mean = 0, squares = 0, time = -1;

    for (uint32_t i = 0; i < n; i++)
        mean += values[i] / n;
    for (uint32_t i = 0; i < n; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    if (!vary(squares, n, mean))
        return 1;
    for (uint32_t lag = 0; lag + 1 < n && time <= longest; lag += 2) {
        double pair = 0;

        for (uint32_t k = lag; k < lag + 2; k++)
            for (uint32_t i = k; i < n; i++)
                pair += (values[i] - mean) * (values[i - k] - mean);
        if (pair <= 0)
            break;
        time += 2 * pair / squares;
    }
    /* Below 1 neighbours are unlike, and batches settle sooner than independent ones. */
    return time > longest ? INFINITY : fmax(time, 1);
}

/* Correlation of neighbours, and z of von Neumann's ratio. */
static void test(const double *means, uint32_t n, struct stats_batch_means *found)
{
    double mean = 0, squares = 0, steps = 0, products = 0;
    bool varied;

    for (uint32_t i = 0; i < n; i++)
        mean += means[i] / n;
    for (uint32_t i = 0; i < n; i++)
        squares += (means[i] - mean) * (means[i] - mean);
    for (uint32_t i = 1; i < n; i++) {
        steps += (means[i] - means[i - 1]) * (means[i] - means[i - 1]);
        products += (means[i] - mean) * (means[i - 1] - mean);
    }
    varied = vary(squares, n, mean);
    found->correlation = varied ? products / squares : 0;
    found->von_neumann_z =
        varied ? (1 - steps / (2 * squares)) * sqrt(((double)n * n - 1) / (n - 2)) : 0;
}

struct stats_batch_means stats_batch_means(const double *values, uint32_t n, double level)
{
    const uint32_t longest = n / STATS_BATCHES_LEAST;
    struct stats_batch_means found = {.estimate = {.mean = NAN, .low = NAN, .high = NAN, .sd = NAN},
                                      .correlation = NAN,
                                      .von_neumann_z = NAN,
                                      .correlation_time = NAN};
    double means[STATS_BATCHES];

    if (longest < 2)
        return found;
    found.correlation_time = correlation_time(values, n, longest / 5.0);
    for (uint32_t batches = STATS_BATCHES; batches >= STATS_BATCHES_LEAST && !found.reliable;
         batches -= 5) {
        found.size = n / batches;
        batch(values + (n - found.size * batches), batches, found.size, means);
        found.estimate = stats_mean(means, batches, level);
        test(means, batches, &found);
        found.reliable = found.von_neumann_z <= gsl_cdf_ugaussian_Pinv(0.95) &&
                         found.size > 5 * found.correlation_time;
    }
    return found;
}

struct stats_estimate stats_overlapping(const double *values, uint32_t n, uint32_t size,
                                        double level)
{
    double mean = 0, sum = 0, squares = 0, half;
    struct stats_estimate e;

    for (uint32_t i = 0; i < n; i++)
        mean += values[i] / n;
    for (uint32_t i = 0; i < n; i++) {
        sum += values[i] - mean - (i >= size ? values[i - size] - mean : 0);
        if (i + 1 >= size)
            squares += (sum / size) * (sum / size);
    }
    squares *=
        (double)n * size / ((double)(n - size + 1) * (n - size)); /* n x variance of the mean */
    half = stats_t_quantile(0.5 + level / 2, 1.5 * ((double)n / size - 1)) * sqrt(squares / n);
    e = (struct stats_estimate){
        .mean = mean, .low = mean - half, .high = mean + half, .sd = sqrt(squares), .n = n};
    return e;
}

double stats_run_length(double constant, double half_width, double level)
{
    double z = gsl_cdf_ugaussian_Pinv(0.5 + level / 2);

    return z * z * constant / (half_width * half_width);
}
