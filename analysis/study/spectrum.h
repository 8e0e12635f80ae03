/* spectrum.h: the shares of requests at which a spectrum of latencies is told. */
#ifndef CRISIM_ANALYSIS_STUDY_SPECTRUM_H
#define CRISIM_ANALYSIS_STUDY_SPECTRUM_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define SPECTRUM_POINTS 81

/** The i-th: steps of a twentieth of a "nine", the usual percentiles hit exactly. */
static inline double spectrum_p(uint32_t i)
{
    static const double usual[] = {0.5, 0.9, 0.95, 0.99, 0.999, 0.9999};
    double p = 1 - exp(-(double)i / 20 * 2.302585092994046);

    for (size_t u = 0; u < sizeof usual / sizeof usual[0]; u++)
        if (fabs((1 - p) / (1 - usual[u]) - 1) < 0.005)
            p = usual[u];
    return p;
}

#endif
