#include "analysis/study/precise.h"

#include "analysis/metric/value.h"
#include "analysis/stats/precision.h"

#include <math.h>

/* Whether an SLO bounds the figure, of the option or of one of its classes. */
static bool is_promised(const struct metric *metric, const struct cri_spec *spec)
{
    const struct cri_slo_bound *bound;
    bool stated;

    if (metric->slo == 0)
        return false;
    bound = &spec->slo.bounds[metric->slo - 1];
    stated = !isnan(bound->min) || !isnan(bound->max);
    for (uint32_t c = 0; c < spec->n_classes && !stated; c++) {
        bound = &spec->classes[c].slo.bounds[metric->slo - 1];
        stated = !isnan(bound->min) || !isnan(bound->max);
    }
    return stated;
}

/* To the last bit: the mean of equal values is rounded, and they would seem to vary. */
static bool are_equal(const double *each, uint32_t n)
{
    uint32_t i = 1;

    while (i < n && each[i] == each[0])
        i++;
    return i >= n;
}

/* Of one figure: NaN where it is not one (in no replication a number). */
static double error_of(const struct metric *metric, const double *each, uint32_t n, bool *varies)
{
    struct stats_estimate e = stats_mean(each, n, METRIC_LEVEL);

    if (e.n == 0)
        return NAN;
    if (are_equal(each, n))
        return 0;
    *varies = *varies || e.n < n || e.high > e.low;
    /* Where nothing is worse than any number, the mean is of the better replications alone. */
    if (e.n < 2 || (e.n < n && metric->worst_if_empty))
        return INFINITY;
    return stats_relative_error(&e);
}

struct precise precise_of(const struct loop *loop, const struct loop_point *point, uint32_t n)
{
    struct precise found = {.widest = NAN};

    for (uint32_t i = 0; n >= 2 && i < point->n_options; i++) {
        const struct plan_option *option = loop_point_option(loop, point, i);

        for (uint32_t m = 0; option->allowed && m < metric_count(); m++) {
            const struct metric *metric = metric_at(m);
            double error;

            if (metric->of == NULL || !(metric->headline || is_promised(metric, &option->spec)))
                continue;
            error = error_of(metric, loop_samples(point, metric, i), n, &found.varies);
            if (isnan(error) || (found.metric != NULL && error <= found.widest))
                continue;
            found.widest = error;
            found.metric = metric;
            found.option = i;
        }
    }
    return found;
}

bool precise_enough(struct loop *loop, uint32_t number)
{
    const struct loop_settings *settings = loop_settings(loop);
    const struct loop_point *point = loop_point(loop, number);
    uint32_t n = point->n_finished;

    if (!(settings->precision > 0) || n >= settings->most_replications ||
        !(precise_of(loop, point, n).widest > settings->precision))
        return true;
    loop_grow(loop, number, stats_precision_next(0, n, settings->most_replications));
    return false;
}
