#include "sim/kernel/distribution.h"

#include "sim/kernel/random.h"
#include "tests/unit/suite.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

enum { N_CASES = 24 };

static const double sample[] = {3, 1, 4, 1.5, 9, 2.6, 5.5, 3.5, 8.9, 7.9};

static struct sim_distribution cases[N_CASES];
static const char *names[N_CASES];
static int n_cases;

static struct sim_distribution *next(const char *name)
{
    names[n_cases] = name;
    return &cases[n_cases++];
}

/* Coxian: 3 steps in a row, each of which may be the last; a loop; and very unlike rates. */
static void make_phases(void)
{
    static const double start[] = {1, 0, 0}, cox[] = {0, 2, 0, 0, 0, 0.5, 0, 0, 0};
    static const double cox_ends[] = {1, 0.5, 0.2};
    static const double mixed[] = {0.5, 0.25, 0.25}, loop[] = {0, 1, 0, 3, 0, 1, 0, 2, 0};
    static const double loop_ends[] = {0, 0.3, 1};
    static const double unlike[] = {0.99, 0.01, 0}, none[9] = {0};
    static const double unlike_ends[] = {10, 0.05, 1};

    sim_distribution_phase_type(next("phase-type, Coxian"), 3, start, cox, cox_ends);
    sim_distribution_phase_type(next("phase-type, loop"), 3, mixed, loop, loop_ends);
    sim_distribution_phase_type(next("phase-type, unlike rates"), 3, unlike, none, unlike_ends);
}

static void make_cases(void)
{
    n_cases = 0;
    sim_distribution_uniform(next("uniform"), -2, 5);
    sim_distribution_exponential(next("exponential"), 3);
    sim_distribution_lognormal(next("lognormal"), 0.3, 0.5);
    sim_distribution_lognormal_mean_scv(next("lognormal of mean and scv"), 2, 1);
    sim_distribution_weibull(next("Weibull 0.7"), 0.7, 2);
    sim_distribution_weibull(next("Weibull 3"), 3, 2);
    sim_distribution_pareto(next("Pareto 6"), 6, 1.5);
    sim_distribution_gamma(next("gamma 0.1"), 0.1, 2);
    sim_distribution_gamma(next("gamma 0.5"), 0.5, 2);
    sim_distribution_gamma(next("gamma 2.5"), 2.5, 0.4);
    sim_distribution_gamma(next("gamma 100"), 100, 0.01);
    sim_distribution_gamma(next("gamma 1e4"), 1e4, 1e-4);
    sim_distribution_erlang(next("Erlang 1"), 1, 2);
    sim_distribution_erlang(next("Erlang 4"), 4, 2);
    sim_distribution_hyperexponential(next("hyperexponential 1"), 2, 1);
    sim_distribution_hyperexponential(next("hyperexponential 4"), 1, 4);
    sim_distribution_hyperexponential(next("hyperexponential 25"), 1, 25);
    sim_distribution_hyperexponential(next("hyperexponential 1000"), 1, 1000);
    sim_distribution_empirical(next("interpolated values"), sample, 10, true);
    make_phases();
}

static void release_cases(void)
{
    for (int i = 0; i < n_cases; i++)
        sim_distribution_release(&cases[i]);
}

START_TEST(the_inverse_inverts)
{
    const uint32_t n = suite_rounds(5000, 20000);

    for (int c = 0; c < n_cases; c++) {
        double worst = 0, at = 0, previous = -INFINITY;

        for (uint32_t i = 1; i < n; i++) {
            double u = (double)i / n;
            double x = sim_distribution_inverse(&cases[c], u);
            double error = fabs(sim_distribution_cdf(&cases[c], x) - u);

            if (!(x >= previous))
                ck_abort_msg("%s is not monotone at u = %g", names[c], u);
            previous = x;
            if (!(error <= worst)) {
                worst = error;
                at = u;
            }
        }
        ck_assert_msg(worst < 1e-7, "%s: F(F^-1(u)) - u = %g at u = %g", names[c], worst, at);
        /* Both ends of what sim_u01() can give are finite and in order. */
        ck_assert(isfinite(sim_distribution_inverse(&cases[c], 0x1p-54)));
        ck_assert(sim_distribution_inverse(&cases[c], 0x1p-54) <=
                  sim_distribution_inverse(&cases[c], 1e-6));
        ck_assert(isfinite(sim_distribution_inverse(&cases[c], 1 - 0x1p-53)));
        ck_assert(previous <= sim_distribution_inverse(&cases[c], 1 - 0x1p-53));
    }
}
END_TEST

START_TEST(tails_have_relative_precision)
{
    for (double u = 1e-12; u < 1e-3; u *= 10) {
        struct sim_distribution d;
        double x;

        sim_distribution_gamma(&d, 2.5, 1);
        x = sim_distribution_inverse(&d, u);
        ck_assert_msg(fabs(gsl_cdf_gamma_P(x, 2.5, 1) / u - 1) < 1e-6, "low tail at %g", u);
        x = sim_distribution_inverse(&d, 1 - u);
        ck_assert_msg(fabs(gsl_cdf_gamma_Q(x, 2.5, 1) / u - 1) < 1e-3, "high tail at %g", u);
        sim_distribution_release(&d);
    }
}
END_TEST

/* Integral of x F^-1 in closed quadrature: the moments of what is drawn, without sampling error. */
START_TEST(moments_of_what_is_drawn_are_exact)
{
    const int n = (int)suite_rounds(100000, 400000);

    for (int c = 0; c < n_cases; c++) {
        double mean = sim_distribution_mean(&cases[c]);
        double variance = sim_distribution_variance(&cases[c]);
        double sum = 0, squares = 0, weights = 0;

        /* u = s^3 (10 - 15 s + 6 s^2): midpoint in s is very accurate, the ends being flat. */
        for (int i = 0; i < n; i++) {
            double s = (i + 0.5) / n;
            double u = s * s * s * (10 + s * (6 * s - 15));
            double weight = 30 * s * s * (1 - s) * (1 - s) / n;
            double x;

            if (u <= 0x1p-54 || u >= 1 - 0x1p-53)
                continue;
            x = sim_distribution_inverse(&cases[c], u);
            sum += weight * x;
            squares += weight * (x - mean) * (x - mean);
            weights += weight;
        }
        ck_assert_msg(fabs(weights - 1) < 1e-9, "weights %g", weights);
        ck_assert_msg(fabs(sum - mean) < 2e-6 * (fabs(mean) + sqrt(variance)),
                      "%s: mean %.9g, drawn %.9g", names[c], mean, sum);
        ck_assert_msg(fabs(squares / variance - 1) < 2e-4, "%s: variance %.9g, drawn %.9g",
                      names[c], variance, squares);
    }
}
END_TEST

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

START_TEST(kolmogorov_smirnov)
{
    static double x[50000];
    const int n = (int)suite_rounds(15000, 50000);
    struct sim_key key = sim_key_make(2026, 0);

    for (int c = 0; c < n_cases; c++) {
        double distance = 0, sum = 0;
        double mean = sim_distribution_mean(&cases[c]);
        double variance = sim_distribution_variance(&cases[c]);

        for (uint32_t i = 0; i < (uint32_t)n; i++) {
            x[i] = sim_distribution_inverse(&cases[c], sim_u01(key, 7, i, (uint32_t)c));
            sum += x[i];
        }
        qsort(x, n, sizeof x[0], compare);
        for (int i = 0; i < n; i++) {
            double f = sim_distribution_cdf(&cases[c], x[i]);

            distance = fmax(distance, fmax(f - (double)i / n, (i + 1.0) / n - f));
        }
        /* alpha = 1e-4 each, fixed key, one try. */
        ck_assert_msg(distance * sqrt(n) < 2.225, "%s: D sqrt(n) = %.3f", names[c],
                      distance * sqrt(n));
        ck_assert_msg(fabs(sum / n - mean) < 3.9 * sqrt(variance / n), "%s: mean %g, not %g",
                      names[c], sum / n, mean);
    }
}
END_TEST

START_TEST(closed_forms)
{
    struct sim_distribution d;

    sim_distribution_constant(&d, 4);
    ck_assert(sim_distribution_inverse(&d, 0.3) == 4 && sim_distribution_variance(&d) == 0);
    ck_assert(sim_distribution_cdf(&d, 3.9) == 0 && sim_distribution_cdf(&d, 4) == 1);
    sim_distribution_pareto(&d, 1, 2);
    ck_assert(isinf(sim_distribution_mean(&d)));
    sim_distribution_pareto(&d, 2, 2);
    ck_assert(sim_distribution_mean(&d) == 4 && isinf(sim_distribution_variance(&d)));
    ck_assert(fabs(sim_distribution_inverse(&d, 0.75) - 4) < 1e-12);
    sim_distribution_weibull(&d, 1, 3);
    ck_assert(fabs(sim_distribution_inverse(&d, 0.5) - 3 * log(2)) < 1e-12);
    /* Validation point Q07: balanced means, mean 1, scv 4. */
    sim_distribution_hyperexponential(&d, 1, 4);
    ck_assert(fabs(d.a - 0.8872983346207) < 1e-12);
    ck_assert(fabs(d.b - 1.774596669241) < 1e-11);
    ck_assert(fabs(d.c - 0.2254033307585) < 1e-12);
    ck_assert(fabs(sim_distribution_mean(&d) - 1) < 1e-14);
    ck_assert(fabs(sim_distribution_variance(&d) - 4) < 1e-12);
    sim_distribution_release(&d);
    /* Validation point S25: lognormal from p50 = 1.2 and p99 = 6. */
    sim_distribution_lognormal(&d, log(1.2), log(6 / 1.2) / sim_normal_inverse(0.99));
    ck_assert(fabs(d.a - 0.182321556794) < 1e-12 && fabs(d.b - 0.6918302848828) < 1e-12);
    ck_assert(fabs(sim_distribution_mean(&d) - 1.524453718237) < 1e-11);
    ck_assert(fabs(sim_distribution_inverse(&d, 0.95) - 3.744473838809) < 1e-11);
    ck_assert(fabs(sim_distribution_variance(&d) / 1.524453718237 / 1.524453718237 -
                   0.6138605132262) < 1e-11);
}
END_TEST

/* The known laws as phase-types: the same moments, distribution function and draws. */
START_TEST(phase_types_hold_the_known_laws)
{
    static const double first[] = {1, 0, 0, 0}, line[16] = {[1] = 2, [6] = 2, [11] = 2};
    static const double last[] = {0, 0, 0, 2}, one[] = {1}, none[4] = {0}, end[] = {0.5};
    struct sim_distribution known[3], phase[3];
    double p1, start[2], ends[2];

    sim_distribution_exponential(&known[0], 2);
    sim_distribution_phase_type(&phase[0], 1, one, none, end);
    sim_distribution_erlang(&known[1], 4, 2);
    sim_distribution_phase_type(&phase[1], 4, first, line, last);
    sim_distribution_hyperexponential(&known[2], 1, 4);
    p1 = known[2].a;
    start[0] = p1;
    start[1] = 1 - p1;
    ends[0] = known[2].b;
    ends[1] = known[2].c;
    sim_distribution_phase_type(&phase[2], 2, start, none, ends);
    for (int i = 0; i < 3; i++) {
        ck_assert(fabs(sim_distribution_mean(&phase[i]) / sim_distribution_mean(&known[i]) - 1) <
                  1e-12);
        ck_assert(fabs(sim_distribution_variance(&phase[i]) / sim_distribution_variance(&known[i]) -
                       1) < 1e-12);
        for (double u = 1e-9; u < 1; u = u < 0.5 ? u * 1.7 : 1 - (1 - u) / 1.7) {
            double x = sim_distribution_inverse(&known[i], u);

            if (1 - u < 1e-12)
                break;
            ck_assert_msg(
                fabs(sim_distribution_cdf(&phase[i], x) / sim_distribution_cdf(&known[i], x) - 1) <
                    1e-10,
                "law %d, F(%g)", i, x);
            ck_assert_msg(fabs(sim_distribution_inverse(&phase[i], u) / x - 1) < 1e-5,
                          "law %d, u = %g: %.12g, not %.12g", i, u,
                          sim_distribution_inverse(&phase[i], u), x);
        }
        sim_distribution_release(&known[i]);
        sim_distribution_release(&phase[i]);
    }
}
END_TEST

START_TEST(empirical_values)
{
    static const double values[] = {5, 1, 3, 3};
    struct sim_distribution d;

    sim_distribution_empirical(&d, values, 4, false);
    ck_assert(sim_distribution_inverse(&d, 0.1) == 1);
    ck_assert(sim_distribution_inverse(&d, 0.26) == 3);
    ck_assert(sim_distribution_inverse(&d, 0.74) == 3);
    ck_assert(sim_distribution_inverse(&d, 0.76) == 5);
    ck_assert(sim_distribution_mean(&d) == 3 && sim_distribution_variance(&d) == 2);
    ck_assert(sim_distribution_cdf(&d, 3) == 0.75 && sim_distribution_cdf(&d, 0.9) == 0);
    sim_distribution_release(&d);
    sim_distribution_empirical(&d, values, 1, false);
    ck_assert(sim_distribution_inverse(&d, 0x1p-54) == 5);
    ck_assert(sim_distribution_inverse(&d, 1 - 0x1p-53) == 5);
    sim_distribution_release(&d);
}
END_TEST

START_TEST(discrete_picks)
{
    enum { N = 400000 };
    static const double weights[] = {0, 3, 1, 0, 2.5, 0.5, 3, 0};
    struct sim_discrete discrete;
    uint32_t counts[2][8] = {{0}};
    struct sim_key key = sim_key_make(5, 0);
    uint32_t previous = 0;

    sim_discrete_init(&discrete, weights, 8);
    for (uint32_t i = 0; i < N; i++) {
        double u = sim_u01(key, 1, i, 0);
        double ordered = (i + 0.5) / N;
        uint32_t pick = sim_discrete_pick(&discrete, ordered);

        counts[0][pick]++;
        counts[1][sim_discrete_pick_alias(&discrete, u)]++;
        if (pick < previous)
            ck_abort_msg("not monotone");
        previous = pick;
    }
    for (int i = 0; i < 8; i++) {
        double p = weights[i] / 10;

        ck_assert(fabs(counts[0][i] - p * N) <= 1);
        ck_assert_msg(fabs(counts[1][i] - p * N) <= 3.9 * sqrt(p * (1 - p) * N), "alias %d: %u", i,
                      counts[1][i]);
    }
    ck_assert(sim_discrete_pick(&discrete, 0x1p-54) == 1);
    ck_assert(sim_discrete_pick(&discrete, 1 - 0x1p-53) == 6);
    sim_discrete_release(&discrete);
    sim_discrete_init(&discrete, &weights[1], 1);
    ck_assert(sim_discrete_pick(&discrete, 0.5) == 0 &&
              sim_discrete_pick_alias(&discrete, 0.5) == 0);
    sim_discrete_release(&discrete);
}
END_TEST

/* Of n weights the shares of the alias table add up exactly to the weights. */
START_TEST(alias_table_is_the_distribution)
{
    enum { N = 1000 };
    static double weights[N], shares[N];
    struct sim_discrete discrete;
    struct sim_key key = sim_key_make(5, 0);
    double total = 0;

    for (uint32_t i = 0; i < N; i++)
        total += weights[i] = i % 10 == 0 ? 0 : sim_exponential_inverse(sim_u01(key, 2, i, 0), 1);
    sim_discrete_init(&discrete, weights, N);
    for (uint32_t i = 0; i < N; i++) {
        shares[i] += discrete.threshold[i] / N;
        shares[discrete.alias[i]] += (1 - discrete.threshold[i]) / N;
    }
    for (uint32_t i = 0; i < N; i++)
        ck_assert(fabs(shares[i] - weights[i] / total) < 1e-14);
    sim_discrete_release(&discrete);
}
END_TEST

SUITE_MAIN_WITH("distribution", make_cases, release_cases, the_inverse_inverts,
                tails_have_relative_precision, moments_of_what_is_drawn_are_exact,
                kolmogorov_smirnov, closed_forms, phase_types_hold_the_known_laws, empirical_values,
                discrete_picks, alias_table_is_the_distribution)
