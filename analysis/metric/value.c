#include "analysis/metric/value.h"

#include "analysis/stats/stats.h"

#include <math.h>
#include <string.h>

static bool all_numbers(const double *values, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (isnan(values[i]))
            return false;
    return true;
}

/* mean +- t x s of the replications: where about 95 % of further ones lie. A share stays between 0
 * and 100 %, and nothing that is counted or timed is below 0. */
static void add_another(const struct metric *metric, const struct stats_estimate *e,
                        struct metric_value *value)
{
    double half = stats_t_quantile(0.5 + METRIC_LEVEL / 2, e->n - 1) * e->sd;

    value->another_low = e->mean - half;
    value->another_high = e->mean + half;
    if (metric->may_be_negative)
        return;
    value->another_low = fmax(0, value->another_low);
    if (strcmp(metric->unit, "%") == 0 && !metric->may_exceed_all)
        value->another_high = fmin(100, value->another_high);
}

static void add_interval(const struct metric *metric, const double *each, uint32_t n,
                         struct metric_value *value)
{
    bool all = all_numbers(each, n);
    struct stats_estimate e;

    /* A replication without a number has no data, except where that is the worst there is. */
    if (n < 2 || (metric->worst_if_empty && !all))
        return;
    e = stats_mean(each, n, METRIC_LEVEL);
    if (all)
        add_another(metric, &e, value);
    /* The estimate is of the pooled data; the replications give its spread. */
    value->low = value->value - (e.mean - e.low);
    value->high = value->value + (e.high - e.mean);
    /* The same in every replication: an interval of no width would say nothing. */
    if (!(value->high > value->low))
        value->low = value->high = NAN;
}

static const char *word_for_nothing(const struct metric *metric, bool n)
{
    const char *word = n ? metric->empty : metric->without_n;

    return word != NULL ? word : "no data";
}

struct metric_value metric_value_of(const struct metric *metric, const struct metric_sample *sample,
                                    uint32_t item)
{
    const struct view *view = sample->view;
    struct metric_value value = metric_no_value();

    if (!sample->allowed) {
        value.text = "not allowed";
        return value;
    }
    if (metric->outage_window && !sample->has_outages) {
        value.text = "no outage";
        return value;
    }
    if (metric->word != NULL) {
        value.text = metric->word(view);
        return value;
    }
    value.n = (uint64_t)metric_n_of(metric->n, view);
    if (metric->of_each != NULL && item == CRI_NONE) {
        value.text = "not run";
        return value;
    }
    value.value = metric->of_each != NULL ? metric->of_each(view, item) : metric->of(view);
    if (metric->kind == METRIC_COUNT)
        value.value /= view->replications;
    if (isnan(value.value))
        value.text = word_for_nothing(metric, value.n > 0);
    else if (sample->each != NULL)
        add_interval(metric, sample->each, view->replications, &value);
    return value;
}

int metric_count_digits(const struct metric *metric, const struct metric_value *values, uint32_t n)
{
    if (metric->kind != METRIC_COUNT)
        return metric->decimals;
    for (uint32_t i = 0; i < n; i++)
        if (!isnan(values[i].value) && values[i].value != floor(values[i].value))
            return metric->decimals + 1;
    return metric->decimals;
}
