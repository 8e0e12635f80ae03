/*
 * marks.c: digits, texts and marks of all that results show, from the values and from which options
 * can be put in order.
 */
#include "analysis/results/results.h"

#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

/* What costs little because it fails is not said to cost little. */
static void show_unranked(const struct results *results, uint32_t in_case,
                          struct metric_value *values)
{
    for (uint32_t a = 0; a < results->n_options; a++)
        if (results->options[a].allowed && values[a].text == NULL &&
            !results_cost_is_ranked(results, a, in_case))
            values[a].shown = RESULTS_NOT_RANKED;
}

void results_show(struct results *results)
{
    uint32_t n = results->n_options;
    bool *ranked = sim_zeroed((size_t)n * results->n_cases + 1, sizeof *ranked);

    for (uint32_t c = 0; c < results->n_cases; c++)
        for (uint32_t a = 0; a < n; a++)
            ranked[(size_t)c * n + a] = results_is_ranked(results, a, c);
    for (uint32_t i = 0; i < results->n_metrics; i++) {
        struct results_metric *row = &results->metrics[i];
        uint32_t n_cases = results_metric_cases(results, row);

        row->decimals = metric_digits(row->unit, row->decimals, row->options, n * n_cases);
        for (uint32_t c = 0; c < n_cases; c++) {
            struct metric_value *values = row->options + (size_t)c * n;

            metric_show((enum metric_better)row->better, row->decimals, values, n,
                        ranked + (size_t)c * n, &results->arena);
            if (row->ranked_only)
                show_unranked(results, c, values);
        }
    }
    for (uint32_t i = 0; i < results->n_tables; i++)
        results_table_show(results, &results->tables[i]);
    free(ranked);
}

static void word_difference(const struct results *results, struct results_difference *difference)
{
    bool ranked = results_is_ranked(results, difference->option, 0) &&
                  (results->baseline >= results->n_options ||
                   results_is_ranked(results, results->baseline, 0));

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
