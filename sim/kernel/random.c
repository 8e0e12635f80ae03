/*
 * random.c: keys, entities and the inversions that are too long to be inlined.
 */
#include "sim/kernel/random.h"

#include <math.h>

static uint64_t mix(uint64_t x)
{
    /* splitmix64's finaliser: a bijection. */
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

struct sim_key sim_key_make(uint64_t seed, uint32_t replication)
{
    return (struct sim_key){.a = mix(seed + UINT64_C(0x9e3779b97f4a7c15)),
                            .b = mix(mix(seed) ^ (UINT64_C(0xd1b54a32d192ed03) + replication))};
}

uint64_t sim_entity(uint64_t name_hash, uint64_t ordinal)
{
    return mix(name_hash + UINT64_C(0x9e3779b97f4a7c15) * (ordinal + 1));
}

static inline double horner(const double c[8], double x)
{
    return ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x +
           c[0];
}

/* Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics
 * 37 (1988), PPND16. */
double sim_normal_inverse(double u)
{
    static const double a[8] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static const double b[8] = {1.0,
                                4.2313330701600911252e+1,
                                6.8718700749205790830e+2,
                                5.3941960214247511077e+3,
                                2.1213794301586595867e+4,
                                3.9307895800092710610e+4,
                                2.8729085735721942674e+4,
                                5.2264952788528545610e+3};
    static const double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                5.76949722146069140550e0,  3.64784832476320460504e0,
                                1.27045825245236838258e0,  2.41780725177450611770e-1,
                                2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[8] = {1.0,
                                2.05319162663775882187e0,
                                1.67638483018380384940e0,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
    static const double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                1.78482653991729133580e0,  2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[8] = {1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};
    double q = u - 0.5;
    double r;

    if (fabs(q) <= 0.425) {
        r = 0.180625 - q * q;
        return q * horner(a, r) / horner(b, r);
    }
    r = sqrt(sim_minus_log(q < 0 ? u : 1 - u));
    r = r <= 5 ? horner(c, r - 1.6) / horner(d, r - 1.6) : horner(e, r - 5) / horner(f, r - 5);
    return q < 0 ? -r : r;
}

double sim_lognormal_inverse(double u, double mu, double sigma)
{
    return sim_exp(mu + sigma * sim_normal_inverse(u));
}
