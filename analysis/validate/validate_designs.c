/*
 * validate_designs.c: what studies of several factors and of several designs rest on: the best one
 * picked (KN, OCBA), effects and shares of the variance (Morris, Sobol), even sets of points.
 */
#include "analysis/stats/design.h"
#include "analysis/stats/selection.h"
#include "analysis/stats/sensitivity.h"
#include "analysis/validate/validate.h"
#include "sim/base/memory.h"
#include "sim/kernel/random.h"

#include <math.h>
#include <stdlib.h>

static void add_constants(struct suite *suite)
{
    const struct stats_kn_settings kn = {.alpha = 0.05, .delta = 1, .first = 10, .c = 1};
    static const double means[] = {1, 2, 3}, sds[] = {1, 1, 1};
    static const double shares[] = {0.451941016011, 0.4384471871912, 0.1096117967978};
    static const char *const quantities[] = {"share of the best", "share of the second",
                                             "share of the third"};
    double got[3];

    suite_exact(suite, "KN, 3 designs", "eta", "Kim and Nelson 2001", 0.4729438587882,
                stats_kn_eta(&kn, 3));
    suite_exact(suite, "KN, 3 designs", "h^2", "Kim and Nelson 2001", 8.512989458187,
                stats_kn_h2(&kn, 3));
    stats_ocba(means, sds, 3, 0, false, got);
    for (int i = 0; i < 3; i++)
        suite_exact(suite, "OCBA, 3 designs", quantities[i], "Chen et al. 2000", shares[i], got[i]);
}

/* Normal designs of variance 1, the best of which leads by delta, as little as the guarantee
 * covers. `shared`: the share of the variance that is common luck. */
static bool picks_best(struct sim_key key, uint32_t k, double delta, double shared, double *samples,
                       uint32_t room)
{
    const struct stats_kn_settings kn = {.alpha = 0.05, .delta = delta, .first = 10, .c = 1};
    uint32_t *n = sim_zeroed(k, sizeof *n);
    bool *left = sim_zeroed(k, sizeof *left);
    struct stats_kn_state state = {.decided = false};

    for (uint32_t i = 0; i < k; i++)
        left[i] = true;
    while (!state.decided) {
        for (uint32_t i = 0; i < k; i++)
            for (uint32_t step = 0; left[i] && step < 10 && n[i] < room; step++, n[i]++)
                samples[(size_t)i * room + n[i]] =
                    (i == k / 2 ? -delta : 0) +
                    sqrt(shared) * sim_normal_inverse(sim_u01(key, 1, 0, n[i])) +
                    sqrt(1 - shared) * sim_normal_inverse(sim_u01(key, 2, i, n[i]));
        state = stats_kn(&kn, samples, room, n, k, left);
    }
    free(left);
    free(n);
    return state.best == k / 2;
}

static void add_best_of_ten(struct suite *suite, const char *name, double shared)
{
    enum { REPETITIONS = 200, ROOM = 4000 };
    double *samples;
    uint32_t right = 0;

    if (!suite_wants(suite, name))
        return;
    samples = sim_fresh((size_t)10 * ROOM, sizeof *samples);
    for (uint32_t r = 0; r < REPETITIONS; r++)
        right += picks_best(suite_key(suite, name, r), 10, 0.5, shared, samples, ROOM);
    /* 0.95 is guaranteed, and the procedure is on the safe side. */
    suite_within(suite, name, "share of 200 in which it is picked", "at least 0.95", 0.975,
                 (double)right / REPETITIONS, 0.025);
    free(samples);
}

static void add_morris(struct suite *suite)
{
    enum { R = 10, K = 3 };
    static const double c[K] = {3, -2, 0.5};
    static const char *const mean[] = {"mu 1", "mu 2", "mu 3"},
                             *const size[] = {"mu* 1", "mu* 2", "mu* 3"},
                             *const spread[] = {"sigma 1", "sigma 2", "sigma 3"};
    const char *name = "Morris, 3 x1 - 2 x2 + 0.5 x3";
    double points[R * (K + 1) * K], values[R * (K + 1)];
    struct stats_effect effects[K];

    stats_morris_points(suite_key(suite, name, 0), R, K, 4, points);
    for (uint32_t i = 0; i < R * (K + 1); i++)
        values[i] = c[0] * points[i * K] + c[1] * points[i * K + 1] + c[2] * points[i * K + 2];
    stats_morris_effects(points, values, R, K, effects);
    for (int j = 0; j < K; j++) {
        suite_exact(suite, name, mean[j], "the coefficient", c[j], effects[j].mean);
        suite_exact(suite, name, size[j], "its size", fabs(c[j]), effects[j].mean_abs);
        suite_within(suite, name, spread[j], "linear", 0, effects[j].sd, 1e-9);
    }
}

static double ishigami(const double *u)
{
    double x[3];

    for (int j = 0; j < 3; j++)
        x[j] = acos(-1) * (2 * u[j] - 1);
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

static void add_sobol(struct suite *suite)
{
    enum { N = 1 << 14, K = 3, SIZE = N * (2 * K + 2) };
    static const double first[K] = {0.3139051911478, 0.44241114479, 0};
    static const double total[K] = {0.55758885521, 0.44241114479, 0.2436836640621};
    static const char *const alone[] = {"S 1", "S 2", "S 3"}, *const with_all[] = {"ST 1", "ST 2",
                                                                                   "ST 3"};
    const char *name = "Sobol shares, Ishigami, 2^14 points";
    struct sim_key key = suite_key(suite, name, 0);
    struct stats_share shares[K];
    double *points, *values, together[K * K], variance;

    if (!suite_wants(suite, name))
        return;
    points = sim_fresh((size_t)SIZE * K, sizeof *points);
    values = sim_fresh(SIZE, sizeof *values);
    stats_sobol_design(key, N, K, true, points);
    for (uint32_t i = 0; i < SIZE; i++)
        values[i] = ishigami(points + (size_t)i * K);
    variance = stats_sobol_shares(key, values, N, K, true, 0, 0.95, shares, together);
    suite_near(suite, name, "variance", "a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2", 13.84458794072,
               variance, 0.01);
    for (int j = 0; j < K; j++) {
        suite_within(suite, name, alone[j], "Ishigami and Homma 1990", first[j],
                     shares[j].first.mean, 0.01);
        suite_within(suite, name, with_all[j], "Ishigami and Homma 1990", total[j],
                     shares[j].total.mean, 0.01);
    }
    suite_within(suite, name, "S 1 3, together", "Ishigami and Homma 1990", 0.2436836640621,
                 together[2], 0.01);
    free(values);
    free(points);
}

/* A function of few interactions is integrated far better from even points than from random ones.
 */
static void add_even_points(struct suite *suite)
{
    enum { N = 1024, K = 6 };
    const char *name = "mean of a sum of squares, 6 factors";
    struct sim_key key = suite_key(suite, name, 0);
    double *points = sim_fresh((size_t)N * K, sizeof *points);
    static const char *const sets[] = {"1,024 points of a Latin hypercube",
                                       "1,024 points of a Sobol sequence"};

    for (int set = 0; set < 2; set++) {
        double sum = 0;

        if (set == 0)
            stats_latin_hypercube(key, N, K, points);
        else
            stats_sobol_points(&key, N, K, points);
        for (uint32_t i = 0; i < N * K; i++)
            sum += points[i] * points[i] / N;
        /* Of random points the standard deviation is sqrt(6 x 4/45 / 1,024) = 0.023. */
        suite_within(suite, name, sets[set], "6 / 3", 2, sum, 0.001);
    }
    free(points);
}

void validate_designs(struct suite *suite);
void validate_designs(struct suite *suite)
{
    suite->path = VALIDATE_FORMULA;
    add_constants(suite);
    add_best_of_ten(suite, "KN, best of 10, independent", 0);
    add_best_of_ten(suite, "KN, best of 10, common luck", 0.8);
    add_morris(suite);
    add_sobol(suite);
    add_even_points(suite);
}
