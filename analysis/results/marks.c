/*
 * marks.c: digits, texts and marks of all that results show, from the values and from which options
 * can be put in order.
 */
#include "analysis/results/results.h"

#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

/* What costs little because it fails is not said to cost little. */
static void show_unranked(const struct results *results, struct metric_value *values)
{
    for (uint32_t a = 0; a < results->n_options; a++)
        if (results->options[a].allowed && values[a].text == NULL &&
            !results_cost_is_ranked(results, a))
            values[a].shown = RESULTS_NOT_RANKED;
}

void results_show(struct results *results)
{
    bool *ranked = sim_zeroed((size_t)results->n_options + 1, sizeof *ranked);

    for (uint32_t a = 0; a < results->n_options; a++)
        ranked[a] = results_is_ranked(results, a);
    for (uint32_t i = 0; i < results->n_metrics; i++) {
        struct results_metric *row = &results->metrics[i];

        row->decimals = metric_digits(row->unit, row->decimals, row->options,
                                      results->n_options * results->n_cases);
        for (uint32_t c = 0; c < results->n_cases; c++) {
            struct metric_value *values = row->options + (size_t)c * results->n_options;

            metric_show((enum metric_better)row->better, row->decimals, values, results->n_options,
                        ranked, &results->arena);
            if (row->ranked_only)
                show_unranked(results, values);
        }
    }
    for (uint32_t i = 0; i < results->n_tables; i++)
        results_table_show(results, &results->tables[i]);
    free(ranked);
}

static void word_difference(const struct results *results, struct results_difference *difference)
{
    bool ranked =
        results_is_ranked(results, difference->option) &&
        (results->baseline >= results->n_options || results_is_ranked(results, results->baseline));

    if (ranked || isnan(difference->difference))
        return;
    if (metric_of_key(difference->key)->ranked_only)
        difference->verdict = RESULTS_NOT_RANKED;
    else if (difference->mark != METRIC_PLAIN)
        difference->verdict = difference->difference > 0 ? "higher" : "lower";
    difference->mark = METRIC_PLAIN;
}

void results_rank(struct results *results)
{
    results_show(results);
    for (uint32_t i = 0; i < results->n_differences; i++)
        word_difference(results, &results->differences[i]);
}
