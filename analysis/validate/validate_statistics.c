/*
 * validate_statistics.c: the numbers that intervals and quantiles rest on.
 */
#include "analysis/stats/quantile.h"
#include "analysis/stats/stats.h"
#include "analysis/stats/steady.h"
#include "analysis/validate/formulas.h"
#include "analysis/validate/validate.h"
#include "sim/kernel/distribution.h"
#include "sim/kernel/histogram.h"
#include "sim/kernel/philox.h"
#include "sim/kernel/random.h"

#include <math.h>

static void add_quantiles(struct suite *suite)
{
    suite_exact(suite, "Student t", "quantile 0.975, 9 degrees", "tables", 2.262157162741,
                stats_t_quantile(0.975, 9));
    suite_exact(suite, "Student t", "quantile 0.975, 29 degrees", "tables", 2.045229642133,
                stats_t_quantile(0.975, 29));
    suite_exact(suite, "Student t", "quantile 0.95, 19 degrees", "tables", 1.729132811521,
                stats_t_quantile(0.95, 19));
    suite_exact(suite, "Student t", "quantile 0.995, 9 degrees", "tables", 3.249835544015,
                stats_t_quantile(0.995, 9));
    suite_exact(suite, "Student t", "quantile 0.975, 1 degree", "tan(pi 0.475)", 12.70620473617,
                stats_t_quantile(0.975, 1));
}

static void add_lognormal(struct suite *suite)
{
    const char *name = "lognormal, p50 1.2, p99 6";
    double mu = log(1.2), sigma = log(5) / sim_normal_inverse(0.99);
    struct sim_distribution law;
    double mean;

    sim_distribution_lognormal(&law, mu, sigma);
    mean = sim_distribution_mean(&law);
    suite_exact(suite, name, "mu", "ln p50", 0.182321556794, mu);
    suite_exact(suite, name, "sigma", "ln(p99/p50) / z", 0.6918302848828, sigma);
    suite_exact(suite, name, "mean", "p50 exp(sigma^2/2)", 1.524453718237, mean);
    suite_exact(suite, name, "p95", "exp(mu + z sigma)", 3.744473838809,
                sim_distribution_inverse(&law, 0.95));
    suite_exact(suite, name, "squared coefficient of variation", "exp(sigma^2) - 1",
                0.6138605132262, sim_distribution_variance(&law) / (mean * mean));
    sim_distribution_release(&law);
}

static void add_paired(struct suite *suite)
{
    static const double a[] = {12.1, 11.4, 13.0, 12.7, 11.9, 12.5, 13.3, 12.0, 12.8, 12.2};
    static const double b[] = {11.6, 11.1, 12.3, 12.4, 11.2, 12.1, 12.9, 11.3, 12.4, 11.7};
    const char *name = "paired differences";
    struct stats_pairing p = stats_pairing(a, b, 10, 0.95);
    double df;

    stats_welch(a, 10, b, 10, 0.95, &df);
    suite_exact(suite, name, "mean of ten", "D = A - B", 0.49, p.paired.mean);
    suite_exact(suite, name, "standard deviation", "D = A - B", 0.1595131481867, p.paired.sd);
    suite_exact(suite, name, "half-width", "t x s / sqrt 10", 0.1141088321456,
                p.paired.high - p.paired.mean);
    suite_exact(suite, name, "degrees, independent", "Welch 1947", 17.94410501477, df);
    suite_exact(suite, name, "half-width, independent", "Welch 1947", 0.5554902718977,
                p.unpaired.high - p.unpaired.mean);
    suite_exact(suite, name, "correlation", "product moment", 0.9650914938732, p.correlation);
    suite_exact(suite, name, "t statistic", "mean / (s / sqrt 10)", 9.71403342669,
                p.paired.mean / (p.paired.sd / sqrt(10)));
}

static void add_autoregressive(struct suite *suite)
{
    const char *name = "AR(1), phi 0.8";
    double of_mean = theory_ar1_variance_of_mean(0.8, 10000);
    double process = theory_ar1_variance_of_mean(0.8, 1);

    suite_exact(suite, name, "variance of a value", "1 / (1 - phi^2)", 2.777777777778, process);
    suite_exact(suite, name, "variance of the mean of 10,000", "autocovariances", 0.002498888888889,
                of_mean);
    suite_exact(suite, name, "the same if they were independent", "variance / n",
                0.0002777777777778, process / 10000);
    suite_exact(suite, name, "variance of the mean x n, in the limit", "1 / (1 - phi)^2", 25,
                1 / pow(1 - 0.8, 2));
    suite_exact(suite, name, "inflation", "ratio of the two", 8.996, of_mean / (process / 10000));
}

static void add_warm_up(struct suite *suite)
{
    const char *name = "MSER-5 of a decaying series";
    struct stats_warm_up found;
    double y[100];

    for (int i = 0; i < 100; i++)
        y[i] = 10 * pow(0.8, i) + 5 + ((7 * i) % 11 - 5) / 10.0;
    found = stats_mser(y, 100, 5);
    suite_exact(suite, name, "batches", "counting", 20, found.n_batches);
    suite_exact(suite, name, "batches cut", "White 1997", 4, found.cut_batches);
    suite_exact(suite, name, "observations cut", "White 1997", 20, found.cut);
    suite_exact(suite, name, "MSER", "sum of squares / (n - d)^2", 0.0005321278124673, found.value);
    suite_exact(suite, name, "mean of what is left", "White 1997", 5.003455759276, found.mean);
    suite_exact(suite, name, "mean of all", "counting", 5.494999999898, found.mean_all);
}

static void add_order_statistics(struct suite *suite)
{
    const char *name = "order statistics, p95 of 1,000";
    struct stats_ranks ranks = stats_quantile_ranks(1000, 0.95, 0.95);
    double z = sim_normal_inverse(0.975), sd = sqrt(1000 * 0.95 * 0.05);

    suite_exact(suite, name, "lower rank", "binomial quantile", 936, ranks.low);
    suite_exact(suite, name, "upper rank", "binomial quantile + 1", 964, ranks.high);
    suite_exact(suite, name, "coverage", "binomial", 0.9580952682227, ranks.coverage);
    suite_exact(suite, name, "lower rank, normal", "n p - z sqrt(n p (1-p))", 936.4918804424,
                950 - z * sd);
    suite_exact(suite, name, "upper rank, normal", "n p + z sqrt(n p (1-p))", 963.5081195576,
                950 + z * sd);
}

static void add_proportions(struct suite *suite)
{
    struct stats_estimate e = stats_wilson(81, 263, 0.95);

    suite_within(suite, "Wilson, 81 of 263", "lower end", "Newcombe 1998", 0.2553, e.low, 5e-5);
    suite_within(suite, "Wilson, 81 of 263", "upper end", "Newcombe 1998", 0.3662, e.high, 5e-5);
    suite_exact(suite, "Clopper and Pearson, 0 of 10", "upper end", "1 - 0.025^(1/10)",
                1 - pow(0.025, 0.1), stats_clopper_pearson(0, 10, 0.95).high);
}

static void add_run_length(struct suite *suite)
{
    const char *name = "run length, M/M/1, rho 0.8";
    double constant = theory_mm1_wait_constant(0.8);

    suite_exact(suite, name, "variance of the mean wait x n", "Daley 1968", 1976, constant);
    suite_exact(suite, name, "customers for 5 %", "z^2 K / (g Wq)^2", 189768.0657423,
                stats_run_length(constant, 0.05 * 4, 0.95));
}

static void add_histogram(struct suite *suite)
{
    const char *name = "HdrHistogram, 3 digits";
    unsigned bits = sim_histogram_bits_of(3);
    uint32_t bin = sim_histogram_bin(bits, 10007);
    int64_t low = sim_histogram_bin_low(bits, bin), high = sim_histogram_bin_high(bits, bin);

    suite_exact(suite, name, "sub-buckets", "least 2^k >= 2,000", 2048, (double)(2u << bits));
    suite_exact(suite, name, "width of the bin of 10,007", "2^(14 - 11)", 8,
                (double)(high - low + 1));
    suite_exact(suite, name, "its lowest value", "multiple of 8", 10000, (double)low);
    suite_exact(suite, name, "its highest value", "the next less 1", 10007, (double)high);
}

static void add_known_answers(struct suite *suite)
{
    uint32_t counter[4] = {0}, out[4];

    sim_philox4x32_10(counter, 0, 0, out);
    suite_exact(suite, "Philox4x32-10", "first word, counter and key 0", "Salmon et al. 2011",
                0x6627e8d5u, out[0]);
    suite_exact(suite, "Philox4x32-10", "fourth word", "Salmon et al. 2011", 0x9b00dbd8u, out[3]);
}

/* A share of slow calls decides the tail: percentiles of a mixture in closed form, and out of
 * merged histograms. */
static void add_mixture(struct suite *suite)
{
    static const double weights[] = {0.95, 0.05}, means[] = {1, 10};
    const char *name = "percentile of a mixture";
    double values[VALIDATE_REPLICATIONS];
    double p99 = theory_mixture_quantile(weights, means, 2, 0.99);

    if (!suite_wants(suite, name))
        return;
    suite_exact(suite, name, "p50 [s]", "root of the tail", 0.7393271636253,
                theory_mixture_quantile(weights, means, 2, 0.5));
    suite_exact(suite, name, "p95 [s]", "root of the tail", 4.044986908716,
                theory_mixture_quantile(weights, means, 2, 0.95));
    suite_exact(suite, name, "p99 [s]", "root of the tail", 16.09447639535, p99);
    suite_exact(suite, name, "mean of both p99, which is wrong [s]", "0.95 p99 + 0.05 p99",
                6.677496769683, (0.95 * 1 + 0.05 * 10) * log(100));
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
    suite->path = VALIDATE_KERNEL;
    suite_stochastic(suite, name, "p99 of merged histograms [s]", "root of the tail", p99, values,
                     0.02);
}

void validate_statistics(struct suite *suite);
void validate_statistics(struct suite *suite)
{
    suite->path = VALIDATE_FORMULA;
    add_quantiles(suite);
    add_lognormal(suite);
    add_paired(suite);
    add_autoregressive(suite);
    add_warm_up(suite);
    add_order_statistics(suite);
    add_proportions(suite);
    add_run_length(suite);
    add_histogram(suite);
    add_known_answers(suite);
    add_mixture(suite);
}
