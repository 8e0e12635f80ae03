#include "models/noise.h"

double cri_noise_table(const struct cri_noise_spec *noise, double u)
{
    uint32_t low = 0, high = noise->n - 1;
    double width;

    if (u <= noise->p[0])
        return noise->value[0];
    if (u >= noise->p[high])
        return noise->value[high];
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (noise->p[middle] <= u)
            low = middle;
        else
            high = middle;
    }
    width = noise->p[high] - noise->p[low];
    return noise->value[low] +
           (noise->value[high] - noise->value[low]) * (u - noise->p[low]) / width;
}
