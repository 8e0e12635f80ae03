/*
 * validate_coverage.c: intervals must hold the truth as often as they say. This looks at draws,
 * warm-up, batches and quantiles at once, and takes seconds.
 */
#include "analysis/stats/quantile.h"
#include "analysis/stats/stats.h"
#include "analysis/stats/steady.h"
#include "analysis/validate/formulas.h"
#include "analysis/validate/validate.h"
#include "sim/base/memory.h"
#include "sim/kernel/random.h"

#include <math.h>
#include <stdlib.h>

/* Of so many intervals of 95 % between 93 and 97 % have to hold the truth: five standard
 * deviations, so that no seed fails by chance. */
enum { RUNS = 3000 };

static void report(struct suite *suite, const char *name, const char *source, uint32_t covered)
{
    suite_within(suite, name, "share of 3,000 that cover the truth", source, 0.95,
                 (double)covered / RUNS, 0.02);
}

/* Stationary, about 0, innovations of variance 1; one more value a call. */
static double next_autoregressive(struct sim_key key, double phi, uint32_t i, double last)
{
    double z = sim_normal_inverse(sim_u01(key, 1, 0, i));

    return i == 0 ? z / sqrt(1 - phi * phi) : phi * last + z;
}

static void fill_autoregressive(struct sim_key key, double phi, double *x, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        x[i] = next_autoregressive(key, phi, i, i > 0 ? x[i - 1] : 0);
}

static void add_autoregressive(struct suite *suite)
{
    enum { N = 10000 };
    const char *batches = "95 % by batch means, AR(1) of 10,000";
    const char *overlapping = "95 % by overlapping batches, AR(1) of 10,000";
    const char *variance = "AR(1), phi 0.8, simulated";
    double *x, values[VALIDATE_REPLICATIONS] = {0};
    uint32_t covered = 0, covered_overlapping = 0;

    if (!suite_wants(suite, batches) && !suite_wants(suite, overlapping) &&
        !suite_wants(suite, variance))
        return;
    x = sim_fresh(N, sizeof *x);
    for (uint32_t run = 0; run < RUNS; run++) {
        struct stats_estimate e;

        fill_autoregressive(suite_key(suite, batches, run), 0.8, x, N);
        e = stats_batch_means(x, N, 0.95).estimate;
        covered += e.low <= 0 && e.high >= 0;
        /* Of RUNS means so many a replication; their true mean is 0. */
        values[run % VALIDATE_REPLICATIONS] +=
            e.mean * e.mean /
            ((RUNS + VALIDATE_REPLICATIONS - 1 - run % VALIDATE_REPLICATIONS) /
             VALIDATE_REPLICATIONS);
        e = stats_overlapping(x, N, N / 30, 0.95);
        covered_overlapping += e.low <= 0 && e.high >= 0;
    }
    report(suite, batches, "t intervals of batch means", covered);
    report(suite, overlapping, "Meketon and Schmeiser 1984", covered_overlapping);
    if (suite_wants(suite, variance))
        suite_stochastic(suite, variance, "variance of the mean of 10,000", "autocovariances",
                         theory_ar1_variance_of_mean(0.8, N), values, 0.2);
    free(x);
}

/* Intervals over replications of AR(1). */
static void add_replications(struct suite *suite)
{
    const char *name = "95 % over 20 replications, AR(1) of 100";
    enum { R = 20, N = 100 };
    uint32_t covered = 0;

    if (!suite_wants(suite, name))
        return;
    for (uint32_t run = 0; run < RUNS; run++) {
        double means[R], x[N];
        struct stats_estimate e;

        for (uint32_t r = 0; r < R; r++) {
            fill_autoregressive(suite_key(suite, name, run * R + r), 0.8, x, N);
            means[r] = 0;
            for (uint32_t i = 0; i < N; i++)
                means[r] += x[i] / N;
        }
        e = stats_mean(means, R, 0.95);
        covered += e.low <= 0 && e.high >= 0;
    }
    report(suite, name, "t intervals", covered);
}

/* The waits of M/M/1 from an empty system, by Lindley's recursion. */
static void fill_waits(struct sim_key key, double lambda, double *wait, uint32_t n)
{
    double now = 0;

    for (uint32_t i = 0; i < n; i++) {
        double u[2];

        wait[i] = now;
        sim_u01_pair(key, 1, i, 0, u);
        now += sim_exponential_inverse(u[0], 1) - sim_exponential_inverse(u[1], 1 / lambda);
        now = now > 0 ? now : 0;
    }
}

/* One long run each: warm-up by MSER-5, interval by batch means. */
static void add_queue(struct suite *suite)
{
    const char *name = "95 % by MSER-5 and batch means, M/M/1, rho 0.5";
    enum { N = 40000 };
    double *wait;
    uint32_t covered = 0;

    if (!suite_wants(suite, name))
        return;
    wait = sim_fresh(N, sizeof *wait);
    for (uint32_t run = 0; run < RUNS; run++) {
        struct stats_warm_up warm_up;
        struct stats_estimate e;

        fill_waits(suite_key(suite, name, run), 0.5, wait, N);
        warm_up = stats_mser(wait, N, 5);
        e = stats_batch_means(wait + warm_up.cut, N - warm_up.cut, 0.95).estimate;
        covered += e.low <= 1 && e.high >= 1;
    }
    report(suite, name, "rho / (1 - rho)", covered);
    free(wait);
}

/* Replications of M/M/1 with what comes before steady state left out. */
static void add_deleted(struct suite *suite)
{
    const char *name = "95 % over 10 replications, M/M/1, rho 0.5";
    enum { R = 10, N = 1500, CUT = 100 };
    double *wait;
    uint32_t covered = 0;

    if (!suite_wants(suite, name))
        return;
    wait = sim_fresh(N + CUT, sizeof *wait);
    for (uint32_t run = 0; run < RUNS; run++) {
        double means[R];
        struct stats_estimate e;

        for (uint32_t r = 0; r < R; r++) {
            fill_waits(suite_key(suite, name, run * R + r), 0.5, wait, N + CUT);
            means[r] = 0;
            for (uint32_t i = CUT; i < N + CUT; i++)
                means[r] += wait[i] / N;
        }
        e = stats_mean(means, R, 0.95);
        covered += e.low <= 1 && e.high >= 1;
    }
    report(suite, name, "rho / (1 - rho)", covered);
    free(wait);
}

static void add_others(struct suite *suite)
{
    const char *quantile = "95 % by order statistics, p95 of 1,000";
    const char *share = "95 % by Wilson, 0.98 of 400";
    const char *ratio = "95 % of a ratio, 20 replications";
    uint32_t covered = 0, covered_share = 0, covered_ratio = 0;

    for (uint32_t run = 0; run < RUNS && suite_wants(suite, quantile); run++) {
        struct sim_key key = suite_key(suite, quantile, run);
        struct stats_estimate e;
        double x[1000];

        for (uint32_t i = 0; i < 1000; i++)
            x[i] = sim_exponential_inverse(sim_u01(key, 1, 0, i), 1);
        e = stats_quantile(x, 1000, 0.95, 0.95);
        covered += e.low <= log(20) && e.high >= log(20);
    }
    for (uint32_t run = 0; run < RUNS && suite_wants(suite, share); run++) {
        struct sim_key key = suite_key(suite, share, run);
        struct stats_estimate e;
        uint32_t hits = 0;

        for (uint32_t i = 0; i < 400; i++)
            hits += sim_u01(key, 1, 0, i) < 0.98;
        e = stats_wilson(hits, 400, 0.95);
        covered_share += e.low <= 0.98 && e.high >= 0.98;
    }
    /* Cost per success and the like: both sums vary, and together. */
    for (uint32_t run = 0; run < RUNS && suite_wants(suite, ratio); run++) {
        struct sim_key key = suite_key(suite, ratio, run);
        double top[20], bottom[20];
        struct stats_estimate e;

        for (uint32_t r = 0; r < 20; r++) {
            bottom[r] = 100 + 20 * sim_normal_inverse(sim_u01(key, 1, 0, r));
            top[r] = 3 * bottom[r] + 30 * sim_normal_inverse(sim_u01(key, 2, 0, r));
        }
        e = stats_ratio(top, bottom, 20, 0.95);
        covered_ratio += e.low <= 3 && e.high >= 3;
    }
    if (suite_wants(suite, quantile))
        report(suite, quantile, "binomial", covered);
    if (suite_wants(suite, share))
        report(suite, share, "Wilson 1927", covered_share);
    if (suite_wants(suite, ratio))
        report(suite, ratio, "delta method", covered_ratio);
}

/* Counts of a process that is now busy, now quiet, in windows of 600 s. */
static void add_dispersion(struct suite *suite)
{
    static const double rate[2] = {50, 5}, leave[2] = {0.1, 0.02};
    enum { WINDOWS = 250 };
    const char *name = "MMPP of two states, 50 and 5 per s";
    const double window = 600;
    double means[VALIDATE_REPLICATIONS], dispersions[VALIDATE_REPLICATIONS];

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, name, r);
        /* Stationary: in a state as long as it takes to leave it. */
        int state = sim_u01(key, 1, 0, 0) < leave[1] / (leave[0] + leave[1]) ? 0 : 1;
        double at = 0, until = 0, counts[WINDOWS] = {0}, sum = 0;
        uint64_t changes = 0, draws = 0;

        until = sim_exponential_inverse(sim_u01(key, 2, changes++, 0), 1 / leave[state]);
        for (;;) {
            double gap = sim_exponential_inverse(sim_u01(key, 3, draws++, 0), 1 / rate[state]);

            if (at + gap >= until) { /* without memory: what is left is drawn anew */
                at = until;
                state = 1 - state;
                until += sim_exponential_inverse(sim_u01(key, 2, changes++, 0), 1 / leave[state]);
            } else {
                at += gap;
                if (at < WINDOWS * window)
                    counts[(uint32_t)(at / window)]++;
            }
            if (at >= WINDOWS * window)
                break;
        }
        for (uint32_t w = 0; w < WINDOWS; w++)
            sum += counts[w];
        means[r] = sum / (WINDOWS * window);
        /* About the mean that is known, not the windows' own: they are few, and correlated. */
        dispersions[r] = 0;
        for (uint32_t w = 0; w < WINDOWS; w++)
            dispersions[r] += (counts[w] - 12.5 * window) * (counts[w] - 12.5 * window) /
                              (WINDOWS * 12.5 * window);
    }
    suite_exact(suite, name, "dispersion of counts in long windows", "1 + 2 (l1-l2)^2 r1 r2 / ...",
                376, theory_mmpp2_dispersion(rate, leave, INFINITY));
    suite_stochastic(suite, name, "mean rate [1/s]", "(l1 r2 + l2 r1) / (r1 + r2)", 12.5, means,
                     0.05);
    suite_stochastic(suite, name, "dispersion of counts in 600 s", "the same, of a window",
                     theory_mmpp2_dispersion(rate, leave, window), dispersions, 0.06);
}

void validate_coverage(struct suite *suite);
void validate_coverage(struct suite *suite)
{
    suite->path = VALIDATE_FORMULA;
    add_replications(suite);
    add_autoregressive(suite);
    add_deleted(suite);
    add_queue(suite);
    add_others(suite);
    suite->path = VALIDATE_KERNEL;
    add_dispersion(suite);
}
