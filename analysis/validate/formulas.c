#include "analysis/validate/formulas.h"

#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

double theory_erlang_b(double load, uint32_t c)
{
    double b = 1;

    for (uint32_t k = 1; k <= c; k++)
        b = load * b / (k + load * b);
    return b;
}

double theory_erlang_c(double a, uint32_t c)
{
    double b = theory_erlang_b(a, c);

    return c * b / (c - a * (1 - b));
}

double theory_pk_wait(double lambda, double mean, double second_moment)
{
    return lambda * second_moment / (2 * (1 - lambda * mean));
}

double theory_pk_variance(double lambda, double mean, double second_moment, double third_moment)
{
    double wait = theory_pk_wait(lambda, mean, second_moment);

    return wait * wait + lambda * third_moment / (3 * (1 - lambda * mean));
}

double theory_md1_wait_above(double lambda, double d, double x)
{
    double sum = 0;

    for (int k = 0; k * d <= x; k++) {
        double t = lambda * (x - k * d);
        double term = 1;

        for (int i = 1; i <= k; i++)
            term *= -t / i;
        sum += term * exp(t);
    }
    return 1 - (1 - lambda * d) * sum;
}

double theory_h2_third_moment(double mean, double scv)
{
    double p = (1 + sqrt((scv - 1) / (scv + 1))) / 2;
    double m1 = 2 * p / mean, m2 = 2 * (1 - p) / mean;

    return 6 * (p / (m1 * m1 * m1) + (1 - p) / (m2 * m2 * m2));
}

double theory_mh2_wait_above(double lambda, double mean, double scv, double t)
{
    double p = (1 + sqrt((scv - 1) / (scv + 1))) / 2;
    double m1 = 2 * p / mean, m2 = 2 * (1 - p) / mean;
    double b = m1 + m2 - lambda;
    double c = m1 * m2 - lambda * (m1 + m2) + lambda * (p * m1 + (1 - p) * m2);
    double root = sqrt(b * b - 4 * c);
    double r1 = (b - root) / 2, r2 = (b + root) / 2;
    double a1 = (m1 - r1) * (m2 - r1) / (r2 - r1);
    double a2 = (m1 - r2) * (m2 - r2) / (r1 - r2);

    return (1 - lambda * mean) * (a1 / r1 * exp(-r1 * t) + a2 / r2 * exp(-r2 * t));
}

void theory_birth_death(const double *birth, const double *death, uint32_t n, double *p)
{
    double sum = 0;

    p[0] = 1;
    for (uint32_t i = 1; i <= n; i++)
        p[i] = p[i - 1] * birth[i - 1] / death[i];
    for (uint32_t i = 0; i <= n; i++)
        sum += p[i];
    for (uint32_t i = 0; i <= n; i++)
        p[i] /= sum;
}

double theory_in_turn_stay(double lambda, uint32_t n)
{
    double sigma = 0.5;

    for (int i = 0; i < 2000; i++)
        sigma = pow(lambda / (lambda + 1 - sigma), n);
    return 1 / (1 - sigma);
}

double theory_shortest_stay(double lambda)
{
    enum { MOST = 70 };
    static double p[MOST + 1][MOST + 1];
    double sum = 0, number = 0;

    for (int i = 0; i <= MOST; i++)
        for (int j = 0; j <= MOST; j++)
            p[i][j] = pow(lambda / 2, i + j);
    for (int round = 0; round < 6000; round++) {
        for (int i = 0; i <= MOST; i++) {
            for (int j = 0; j <= MOST; j++) {
                double out = (i > 0) + (j > 0) + (i < MOST || j < MOST ? lambda : 0);
                double in = 0;

                if (i < MOST)
                    in += p[i + 1][j];
                if (j < MOST)
                    in += p[i][j + 1];
                /* An arrival found (i-1, j) or (i, j-1). */
                if (i > 0 && (i - 1 < j || (i - 1 == j)))
                    in += lambda * (i - 1 == j ? 0.5 : 1) * p[i - 1][j];
                if (j > 0 && (j - 1 < i || (j - 1 == i)))
                    in += lambda * (j - 1 == i ? 0.5 : 1) * p[i][j - 1];
                p[i][j] = in / out;
            }
        }
    }
    for (int i = 0; i <= MOST; i++)
        for (int j = 0; j <= MOST; j++) {
            sum += p[i][j];
            number += (i + j) * p[i][j];
        }
    return number / sum / lambda;
}

double theory_two_choices_stay(double lambda)
{
    double sum = 0;
    double term = 1;

    for (int i = 1; term > 1e-15 && i < 60; i++) {
        term = pow(lambda, pow(2, i) - 2);
        sum += term;
    }
    return sum;
}

double theory_md1k_block(double lambda, double d, uint32_t k)
{
    double *a = sim_zeroed(k + 1, sizeof *a);
    double *q = sim_zeroed(k + 1, sizeof *q);
    double rho = lambda * d;
    double sum = 0;
    double block;

    a[0] = exp(-rho);
    for (uint32_t i = 1; i <= k; i++)
        a[i] = a[i - 1] * rho / i;
    q[0] = 1;
    for (uint32_t j = 0; j + 1 < k; j++) {
        double next = q[j] - q[0] * a[j];

        for (uint32_t i = 1; i <= j; i++)
            next -= q[i] * a[j - i + 1];
        q[j + 1] = next / a[0];
    }
    for (uint32_t i = 0; i < k; i++)
        sum += q[i];
    block = 1 - 1 / (q[0] / sum + rho);
    free(a);
    free(q);
    return block;
}

double theory_poisson_excess(double a, uint32_t q)
{
    double p = exp(-a);
    double kept = 0;

    /* E[min(N, q)] = sum over n < q of n p_n, plus q P(N >= q). */
    double below = 0;

    for (uint32_t n = 0; n < q; n++) {
        kept += n * p;
        below += p;
        p *= a / (n + 1);
    }
    kept += q * (1 - below);
    return 1 - kept / a;
}

double theory_mmcd_leaves(double lambda, double mu, uint32_t c, double patience)
{
    double drift = c * mu - lambda;
    double term = 1, sum = 0, below, beyond, p_last;

    /* p(j) = p(0) a^j / j! for j < c; the chain is scaled so that p(c - 1) = 1. */
    for (uint32_t j = c; j-- > 0;) {
        sum += term;
        term *= j * mu / lambda;
    }
    below = lambda * (fabs(drift) > 1e-12 ? (1 - exp(-drift * patience)) / drift : patience);
    beyond = lambda * exp(-drift * patience) / (c * mu);
    p_last = 1 / (sum + below + beyond);
    return p_last * beyond;
}

double theory_dm1_sigma(double gap, double mu)
{
    double sigma = 0.5;

    for (int i = 0; i < 200; i++)
        sigma = exp(-mu * (1 - sigma) * gap);
    return sigma;
}

double theory_ar1_variance_of_mean(double phi, uint32_t n)
{
    double power = phi, sum = 0;

    for (uint32_t k = 1; k < n; k++, power *= phi)
        sum += (1 - (double)k / n) * power;
    return (1 + 2 * sum) / (1 - phi * phi) / n;
}

double theory_mm1_wait_constant(double rho)
{
    return rho * (2 + 5 * rho - 4 * rho * rho + rho * rho * rho) / pow(1 - rho, 4);
}

double theory_mmpp2_dispersion(const double rate[2], const double leave[2], double t)
{
    double r = leave[0] + leave[1], apart = rate[0] - rate[1];
    double limit = 2 * apart * apart * leave[0] * leave[1] /
                   (r * r * (rate[0] * leave[1] + rate[1] * leave[0]));

    return 1 + limit * (isinf(t) ? 1 : 1 - (1 - exp(-r * t)) / (r * t));
}

double theory_mixture_quantile(const double *weights, const double *means, uint32_t n, double p)
{
    double low = 0, high = 1;

    for (uint32_t pass = 0; pass < 2000; pass++) {
        double t = pass < 1000 ? high : (low + high) / 2, tail = 0;

        for (uint32_t i = 0; i < n; i++)
            tail += weights[i] * exp(-t / means[i]);
        if (pass < 1000 && tail <= 1 - p)
            pass = 999; /* bracketed: halve from now on */
        else if (pass < 1000)
            high *= 2;
        else if (tail > 1 - p)
            low = t;
        else
            high = t;
    }
    return high;
}
