/*
 * gamma_gsl.h: the gamma distribution from GSL, whose incomplete gamma functions are better than
 * what could be written here. Unit scale; microseconds a call, so for tables and tests only.
 */
#ifndef CRISIM_SIM_KERNEL_GAMMA_GSL_H
#define CRISIM_SIM_KERNEL_GAMMA_GSL_H

/** x with P(X <= x) = p, q = 1 - p; the smaller of the two is used. */
double sim_gamma_quantile(double shape, double p, double q);
double sim_gamma_density(double shape, double x);
double sim_gamma_cdf(double shape, double x);
/** P(Z <= z) and P(Z > z) of the standard normal, each to full relative precision. */
void sim_normal_tails(double z, double *p, double *q);

#endif
