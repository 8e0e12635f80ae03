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

/* Mean and variance of those that are numbers and whose partner (NULL: none) is one. */
static double moments(const double *values, const double *partners, uint32_t n, double *variance,
                      uint32_t *there)
{
    double sum = 0, squares = 0;

    *there = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (isnan(values[i]) || (partners != NULL && isnan(partners[i])))
            continue;
        sum += values[i];
        (*there)++;
    }
    for (uint32_t i = 0; i < n; i++)
        if (!isnan(values[i]) && (partners == NULL || !isnan(partners[i])))
            squares += (values[i] - sum / *there) * (values[i] - sum / *there);
    *variance = *there > 1 ? squares / (*there - 1) : NAN;
    return *there > 0 ? sum / *there : NAN;
}

static struct stats_estimate welch(double difference, double var_a, uint32_t n_a, double var_b,
                                   uint32_t n_b, double level, double *df)
{
    double a = var_a / n_a, b = var_b / n_b;
    double degrees = (a + b) * (a + b) / (a * a / (n_a - 1.0) + b * b / (n_b - 1.0));
    struct stats_estimate e = {
        .mean = difference, .low = NAN, .high = NAN, .sd = NAN, .n = n_a + n_b};

    if (n_a >= 2 && n_b >= 2) {
        /* Neither varies: the interval is the point, whatever the degrees. */
        double half = a + b > 0 ? stats_t_quantile(0.5 + level / 2, degrees) * sqrt(a + b) : 0;

        e.low = difference - half;
        e.high = difference + half;
    }
    if (df != NULL)
        *df = n_a >= 2 && n_b >= 2 ? degrees : NAN;
    return e;
}

struct stats_estimate stats_welch(const double *a, uint32_t n_a, const double *b, uint32_t n_b,
                                  double level, double *df)
{
    double var_a, var_b;
    uint32_t there_a, there_b;
    double mean_a = moments(a, NULL, n_a, &var_a, &there_a);
    double mean_b = moments(b, NULL, n_b, &var_b, &there_b);

    return welch(mean_a - mean_b, var_a, there_a, var_b, there_b, level, df);
}

struct stats_pairing stats_pairing(const double *a, const double *b, uint32_t n, double level)
{
    struct stats_pairing pairing = {.paired = stats_paired(a, b, n, level)};
    double var_a, var_b, products = 0;
    uint32_t there;
    double mean_a = moments(a, b, n, &var_a, &there), mean_b = moments(b, a, n, &var_b, &there);

    for (uint32_t i = 0; i < n; i++)
        if (!isnan(a[i]) && !isnan(b[i]))
            products += (a[i] - mean_a) * (b[i] - mean_b);
    pairing.unpaired = welch(mean_a - mean_b, var_a, there, var_b, there, level, NULL);
    pairing.correlation =
        var_a > 0 && var_b > 0 ? products / (there - 1) / sqrt(var_a * var_b) : NAN;
    pairing.variance_ratio =
        var_a + var_b > 0 ? pairing.paired.sd * pairing.paired.sd / (var_a + var_b) : NAN;
    return pairing;
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

struct stats_estimate stats_clopper_pearson(uint64_t hits, uint64_t n, double level)
{
    double x = (double)hits, trials = (double)n, tail = (1 - level) / 2;
    struct stats_estimate e = stats_wilson(hits, n, level);

    if (n == 0)
        return e;
    e.low = hits == 0 ? 0 : gsl_cdf_beta_Pinv(tail, x, trials - x + 1);
    e.high = hits == n ? 1 : gsl_cdf_beta_Qinv(tail, x + 1, trials - x);
    return e;
}

double stats_bonferroni(double level, uint32_t k)
{
    return 1 - (1 - level) / (k > 0 ? k : 1);
}
