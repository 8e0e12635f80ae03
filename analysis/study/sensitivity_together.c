#include "analysis/study/sensitivity_together.h"

#include "analysis/study/figure.h"
#include "analysis/study/point_figures.h"
#include "sim/base/sort.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdlib.h>

struct together {
    const struct sensitivity_item *item;
    struct stats_effect effect;
};

static int by_mean_abs(const void *a, const void *b)
{
    const struct together *x = a, *y = b;

    if (x->effect.mean_abs != y->effect.mean_abs &&
        !(isnan(x->effect.mean_abs) && isnan(y->effect.mean_abs)))
        return isnan(y->effect.mean_abs) || x->effect.mean_abs > y->effect.mean_abs ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

static struct together *together_of(const struct sensitivity_talk *talk, uint32_t m)
{
    const struct sensitivity *state = talk->state;
    uint64_t n = stats_morris_size(state->trajectories, state->n);
    double *values = sim_arena_alloc(talk->arena, (n + 1) * sizeof *values);
    struct stats_effect *effects = sim_arena_alloc(talk->arena, (state->n + 1) * sizeof *effects);
    struct together *all = sim_arena_alloc(talk->arena, (state->n + 1) * sizeof *all);

    for (uint64_t p = 0; p < n; p++) {
        values[p] = NAN;
        if (state->morris[p] != CRI_NONE)
            values[p] = point_figures(state->loop, state->morris[p], talk->subject,
                                      judge_metric(talk->verdict, m), talk->arena)[0];
        if (isinf(values[p]))
            values[p] = NAN;
    }
    stats_morris_effects(state->coordinates, values, state->trajectories, state->n, effects);
    for (uint32_t i = 0; i < state->n; i++)
        all[i] = (struct together){&state->items[i], effects[i]};
    sim_sort(all, state->n, sizeof *all, by_mean_abs);
    return all;
}

void sensitivity_add_together(const struct sensitivity_talk *talk, uint32_t first)
{
    static const struct results_column columns[] = {
        RESULTS_WORDS("figure", "figure"),
        RESULTS_WORDS("input", "varied"),
        {"mean-abs", "mean size", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"mean", "mean", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"sd", "spread", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"n", "n", "", RESULTS_NUMBER, 0, METRIC_NEITHER}};
    uint32_t n_measures = talk->verdict->input.n_measures;
    struct results_table *table =
        results_table_add(talk->results, "sensitivity-together",
                          sim_arena_printf(talk->arena, "All varied together, %s",
                                           sensitivity_option(talk, talk->subject)),
                          columns, sizeof columns / sizeof columns[0]);

    table->n_first =
        talk->state->n < SENSITIVITY_FIRST_ROWS ? talk->state->n : SENSITIVITY_FIRST_ROWS;
    for (uint32_t k = 0; k < n_measures; k++) {
        /* What is drawn first. */
        uint32_t m = k == 0 ? first : k <= first ? k - 1 : k;
        enum cri_slo_metric metric = judge_metric(talk->verdict, m);
        const struct metric *row = metric_of_slo(metric);
        const struct together *all = together_of(talk, m);

        for (uint32_t i = 0; i < talk->state->n; i++) {
            struct metric_value *cells = results_table_row(talk->results, table);

            cells[0].text = sensitivity_label_with_unit(talk, m);
            cells[1].text = all[i].item->vary.name;
            cells[2] = point_cell(row, all[i].effect.mean_abs);
            cells[3] = point_cell(row, all[i].effect.mean);
            cells[4] = point_cell(row, all[i].effect.sd);
            cells[5].value = all[i].effect.n;
        }
    }
    results_table_note(talk->results, table,
                       "Morris: %u trajectories, replication 0. An effect is the change of the "
                       "figure over the whole range of one, at some place of the others; a spread "
                       "as large as the mean size: it depends on where the others are",
                       talk->state->trajectories);
    results_table_show(talk->results, table);
}

void sensitivity_say_together(const struct sensitivity_talk *talk, uint32_t m)
{
    enum cri_slo_metric metric = judge_metric(talk->verdict, m);
    const struct together *all = together_of(talk, m);
    struct sim_text text = {0};

    for (uint32_t i = 0; i < talk->state->n && i < SENSITIVITY_MOST_SAID; i++)
        if (all[i].effect.mean_abs > 0)
            sim_text_addf(&text, "%s%s by %s", i > 0 ? ", " : "", all[i].item->vary.name,
                          figure_with_unit(talk->arena, metric, all[i].effect.mean_abs));
    results_answer(talk->results, SENSITIVITY_ASKS, "together",
                   "all varied at once, %s of %s is moved over a whole range %s",
                   sensitivity_label(talk, m), sensitivity_option(talk, talk->subject),
                   text.length > 0
                       ? sim_arena_printf(talk->arena, "most by %s in the mean", text.data)
                       : "by none");
    sim_text_release(&text);
}
