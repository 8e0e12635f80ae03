#include "analysis/metric/difference.h"

#include "analysis/stats/stats.h"

#include <math.h>
#include <string.h>

struct difference difference_of(double a, double b, const double *each_a, const double *each_b,
                                uint32_t n, double level)
{
    struct stats_pairing pairing = stats_pairing(each_a, each_b, n, level);
    struct stats_estimate e = pairing.paired;
    struct difference d = {.value = a - b,
                           .low = NAN,
                           .high = NAN,
                           .n = e.n,
                           .identical = true,
                           .correlation = pairing.correlation,
                           .variance_ratio = pairing.variance_ratio,
                           .unpaired_half =
                               isnan(pairing.variance_ratio)
                                   ? NAN
                                   : (pairing.unpaired.high - pairing.unpaired.low) / 2};

    for (uint32_t i = 0; i < n; i++)
        d.identical = d.identical && (each_a[i] == each_b[i] || isnan(each_a[i] - each_b[i]));
    if (!isnan(e.low)) {
        d.low = d.value - (e.mean - e.low);
        d.high = d.value + (e.high - e.mean);
    }
    return d;
}

const char *difference_word(const struct difference *difference, double smallest,
                            enum metric_better better)
{
    double low = isnan(difference->low) ? difference->value : difference->low;
    double high = isnan(difference->high) ? difference->value : difference->high;

    if (isnan(difference->value))
        return "no data";
    if (difference->identical)
        return "identical";
    if (low > -smallest && high < smallest)
        return "negligible";
    if (low <= 0 && high >= 0)
        return "indistinguishable";
    if (better == METRIC_NEITHER)
        return "differs";
    return (difference->value > 0) == (better == METRIC_HIGHER) ? "better" : "worse";
}

bool difference_is_none(const char *word)
{
    return strcmp(word, "identical") == 0 || strcmp(word, "negligible") == 0 ||
           strcmp(word, "indistinguishable") == 0;
}
