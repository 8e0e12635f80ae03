/*
 * rank.c: which options can be put in order by their figures, and what is said of the others: an
 * option that fails its largest calls looks fast and cheap, so nothing of it is the best, and no
 * difference to it is for the better or for the worse.
 */
#include "analysis/results/results.h"

#include <math.h>
#include <string.h>

/* Per cent that an option completes in a case; NaN = nothing was offered, or it is not known. */
static double success_of(const struct results *results, uint32_t option, uint32_t in_case)
{
    const struct results_metric *metric = results_metric_find(results, "success-rate");
    const struct metric_value *value;

    if (metric == NULL)
        return NAN;
    value = &metric->options[option];
    if (in_case < results_metric_cases(results, metric))
        value += (size_t)in_case * results->n_options;
    return value->text == NULL ? value->value : NAN;
}

/* Of the options that run every class, the one that completes most; NaN = not known of any. */
static double most_complete(const struct results *results, uint32_t in_case)
{
    double most = NAN;

    for (uint32_t o = 0; o < results->n_options; o++)
        if (results->options[o].candidate)
            most = fmax(most, success_of(results, o, in_case));
    return most;
}

bool results_is_ranked(const struct results *results, uint32_t option, uint32_t in_case)
{
    double most;

    if (!results->options[option].allowed)
        return false;
    for (uint32_t i = 0; results->slo_stated && i < results->n_holdings; i++)
        if (results->holdings[i].option == option && results->holdings[i].in_case == in_case)
            return results->holdings[i].holds;
    most = most_complete(results, in_case);
    return isnan(most) ||
           success_of(results, option, in_case) >= most - RESULTS_COMPLETE_WITHIN_POINTS;
}

bool results_cost_is_ranked(const struct results *results, uint32_t option, uint32_t in_case)
{
    return results->n_options < 2 || results_is_ranked(results, option, in_case);
}
