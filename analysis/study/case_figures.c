#include "analysis/study/case_figures.h"

#include "analysis/metric/value.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct case_figures {
    struct loop *loop;
    /* [point]: metric_count() x options; NULL = of no case, or as stated */
    struct metric_value **values;
    uint32_t n_points;
};

struct case_figures *case_figures_create(struct loop *loop)
{
    struct case_figures *figures = sim_zeroed(1, sizeof *figures);

    figures->loop = loop;
    return figures;
}

void case_figures_destroy(struct case_figures *figures)
{
    if (figures == NULL)
        return;
    for (uint32_t p = 0; p < figures->n_points; p++)
        free(figures->values[p]);
    free(figures->values);
    free(figures);
}

static bool is_kept(const struct metric *metric)
{
    return metric->expand == METRIC_ONCE && !metric->only_compared;
}

void case_figures_take(struct case_figures *figures, uint32_t point)
{
    const struct loop_point *of = loop_point(figures->loop, point);
    struct metric_value *values;

    if (of->merged == NULL || !of->let_go)
        return;
    if (point >= figures->n_points) {
        figures->values = sim_grown(figures->values, point + 1, sizeof *figures->values);
        while (figures->n_points <= point)
            figures->values[figures->n_points++] = NULL;
    }
    values = sim_zeroed((size_t)metric_count() * of->n_options, sizeof *values);
    figures->values[point] = values;
    for (uint32_t o = 0; o < of->n_options; o++) {
        const struct plan_option *option = loop_point_option(figures->loop, of, o);
        struct view view;

        view_init(&view, &option->spec, &of->merged[o], of->n_finished, NULL);
        for (uint32_t m = 0; m < metric_count(); m++) {
            const struct metric *metric = metric_at(m);

            if (is_kept(metric))
                values[(size_t)m * of->n_options + o] = metric_value_of(
                    metric,
                    &(struct metric_sample){.view = &view,
                                            .allowed = option->allowed,
                                            .has_outages = option->spec.n_outages > 0,
                                            .each = metric->of != NULL ? loop_samples(of, metric, o)
                                                                       : NULL},
                    CRI_NONE);
        }
        view_release(&view);
    }
}

/* ---- into the results ---- */

static bool is_equal(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* In each replication that the case has, an option has what it has as stated: that is then known
 * best from all replications of the case as stated. */
static bool is_unmoved(const struct loop *loop, uint32_t point, const struct metric *metric,
                       uint32_t option)
{
    const struct loop_point *stated = loop_point(loop, 0), *of = loop_point(loop, point);

    if (metric->of == NULL || loop_point_option(loop, of, option)->allowed !=
                                  loop_point_option(loop, stated, option)->allowed)
        return false;
    for (uint32_t r = 0; r < of->n_finished && r < stated->n_finished; r++)
        if (!is_equal(loop_samples(of, metric, option)[r], loop_samples(stated, metric, option)[r]))
            return false;
    return true;
}

static bool looks_equal(const struct metric_value *a, const struct metric_value *b)
{
    if (a->text != NULL || b->text != NULL)
        return a->text != NULL && b->text != NULL && strcmp(a->text, b->text) == 0;
    return is_equal(a->value, b->value);
}

static void fill_row(const struct case_figures *figures, const struct judge_verdict *verdict,
                     struct results *results, struct results_metric *row)
{
    const struct metric *metric = metric_of_key(row->key);
    uint32_t m = metric_index(metric), n = results->n_options;
    struct metric_value *values;
    bool moved = false;

    if (!is_kept(metric))
        return;
    values = sim_arena_alloc(&results->arena, (size_t)results->n_cases * n * sizeof *values);
    for (uint32_t c = 0; c < results->n_cases; c++)
        for (uint32_t o = 0; o < n; o++) {
            uint32_t point = verdict->cases[c]->point;
            struct metric_value *into = &values[(size_t)c * n + o];

            *into = row->options[o];
            if (point >= figures->n_points || figures->values[point] == NULL ||
                is_unmoved(figures->loop, point, metric, o))
                continue;
            *into = figures->values[point][(size_t)m * n + o];
            moved = moved || !looks_equal(into, &row->options[o]);
        }
    if (!moved)
        return;
    row->options = values;
    row->in_cases = true;
}

void case_figures_add(const struct case_figures *figures, struct study *study,
                      const struct judge_verdict *verdict)
{
    struct results *results = study->results;
    /* The draws are no single run that could have figures. */
    uint32_t n = verdict->n_cases - (verdict->draws != NULL);
    struct results_case *cases = sim_arena_alloc(&results->arena, n * sizeof *cases);

    if (figures == NULL || n < 2)
        return;
    cases[0] = results->cases[0];
    for (uint32_t c = 1; c < n; c++)
        cases[c] = (struct results_case){study_keep(study, verdict->cases[c]->name),
                                         study_keep(study, verdict->cases[c]->words)};
    results->cases = cases;
    results->n_cases = n;
    for (uint32_t i = 0; i < results->n_metrics; i++)
        fill_row(figures, verdict, results, &results->metrics[i]);
}
