#include "analysis/stats/stats.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stddef.h>

double stats_t_quantile(double p, double df)
{
    return gsl_cdf_tdist_Pinv(p, df);
}

static struct stats_estimate with_interval(double mean, double standard_error, double sd,
                                           uint32_t n, double level)
{
    struct stats_estimate e = {.mean = mean, .low = NAN, .high = NAN, .sd = NAN, .n = n};

    if (n >= 2) {
        double half = stats_t_quantile(0.5 + level / 2, n - 1) * standard_error;

        e.low = mean - half;
        e.high = mean + half;
        e.sd = sd;
    }
    return e;
}

/* Mean of a[i], or of a[i] - b[i] unless b is NULL, over those that are numbers. */
static struct stats_estimate estimate(const double *a, const double *b, uint32_t n, double level)
{
    double sum = 0;
    double squares = 0;
    double mean, sd;
    uint32_t there = 0;

    for (uint32_t i = 0; i < n; i++) {
        double value = b != NULL ? a[i] - b[i] : a[i];

        if (isnan(value))
            continue;
        sum += value;
        there++;
    }
    mean = there > 0 ? sum / there : NAN;
    for (uint32_t i = 0; i < n; i++) {
        double value = b != NULL ? a[i] - b[i] : a[i];

        if (!isnan(value))
            squares += (value - mean) * (value - mean);
    }
    sd = there > 1 ? sqrt(squares / (there - 1)) : NAN;
    return with_interval(mean, sd / sqrt(there), sd, there, level);
}

struct stats_estimate stats_mean(const double *values, uint32_t n, double level)
{
    return estimate(values, NULL, n, level);
}

struct stats_estimate stats_paired(const double *a, const double *b, uint32_t n, double level)
{
    return estimate(a, b, n, level);
}

struct stats_estimate stats_ratio(const double *numerator, const double *denominator, uint32_t n,
                                  double level)
{
    double top = 0;
    double bottom = 0;
    double squares = 0;
    double ratio, sd;

    for (uint32_t i = 0; i < n; i++) {
        top += numerator[i];
        bottom += denominator[i];
    }
    if (n == 0 || bottom == 0)
        return (struct stats_estimate){.mean = NAN, .low = NAN, .high = NAN, .sd = NAN, .n = n};
    ratio = top / bottom;
    for (uint32_t i = 0; i < n; i++) {
        double residual = numerator[i] - ratio * denominator[i];

        squares += residual * residual;
    }
    sd = n > 1 ? sqrt(squares / (n - 1)) / (bottom / n) : NAN;
    return with_interval(ratio, sd / sqrt(n), sd, n, level);
}

struct stats_estimate stats_wilson(uint64_t hits, uint64_t n, double level)
{
    double z = gsl_cdf_ugaussian_Pinv(0.5 + level / 2);
    double p, center, half;
    double trials = (double)n;

    if (n == 0)
        return (struct stats_estimate){.mean = NAN, .low = NAN, .high = NAN, .sd = NAN};
    p = (double)hits / trials;
    center = (p + z * z / (2 * trials)) / (1 + z * z / trials);
    half = z / (1 + z * z / trials) * sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials));
    return (struct stats_estimate){.mean = p,
                                   .low = fmax(0, center - half),
                                   .high = fmin(1, center + half),
                                   .sd = sqrt(p * (1 - p)),
                                   .n = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n};
}

double stats_bonferroni(double level, uint32_t k)
{
    return 1 - (1 - level) / (k > 0 ? k : 1);
}
