#include "sim/kernel/gamma_gsl.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdbool.h>

/*
 * GSL's inverse does not converge for every shape, and its error handler may abort the program, so
 * its distribution function is inverted here: Newton's method for log(tail) as a function of log x,
 * where both tails are nearly straight, kept inside a bracket by bisection.
 */
double sim_gamma_quantile(double shape, double p, double q)
{
    bool lower = p < q;
    double target = log(lower ? p : q);
    double low = log(1e-300), high = log(shape + 40 * sqrt(shape) + 200);
    /* P(X <= x) = x^shape / Gamma(shape + 1) for small x; else start in the middle. */
    double y = (log(p) + lgamma(shape + 1)) / shape;

    if (!(y > low && y < log(shape) - 1))
        y = log(shape);
    for (int i = 0; i < 200; i++) {
        double x = exp(y);
        double tail = lower ? gsl_cdf_gamma_P(x, shape, 1) : gsl_cdf_gamma_Q(x, shape, 1);
        double error = lower ? log(tail) - target : target - log(tail);
        double next = y - error * tail / (x * gsl_ran_gamma_pdf(x, shape, 1));

        if (error > 0)
            high = y;
        else
            low = y;
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        if (fabs(next - y) <= 1e-15 * fmax(1, fabs(y)))
            return exp(next);
        y = next;
    }
    return exp(y);
}

double sim_gamma_density(double shape, double x)
{
    return gsl_ran_gamma_pdf(x, shape, 1);
}

double sim_gamma_cdf(double shape, double x)
{
    return gsl_cdf_gamma_P(x, shape, 1);
}

void sim_normal_tails(double z, double *p, double *q)
{
    *p = gsl_cdf_ugaussian_P(z);
    *q = gsl_cdf_ugaussian_Q(z);
}
