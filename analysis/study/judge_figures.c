#include "analysis/metric/metric.h"
#include "analysis/metric/value.h"
#include "analysis/stats/stats.h"
#include "analysis/study/judge_inside.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The figures of a class (n_classes: of the whole option); step apart in `into`. */
static void measure(const struct judge *judge, const struct view *view, double *into, size_t step)
{
    for (uint32_t i = 0; i < judge->n_wanted; i++)
        into[i * step] = metric_slo_value(metric_of_slo(judge->wanted[i]), view);
}

/* Of one outcome: all classes and the whole. `into` is that of the first figure of the option. */
static void measure_option(const struct judge *judge, const struct plan_option *option,
                           const struct cri_outcome *outcome, uint32_t replications, double *into,
                           size_t step)
{
    size_t class_step = judge->n_wanted * step;
    struct view view;

    for (size_t i = 0; i < (size_t)(judge->n_classes + 1) * judge->n_wanted; i++)
        into[i * step] = NAN;
    if (!option->allowed)
        return;
    view_init(&view, &option->spec, outcome, replications, NULL);
    measure(judge, &view, into + judge->n_classes * class_step, step);
    if (judge->n_classes == 1)
        measure(judge, &view, into, step);
    view_release(&view);
    for (uint32_t k = 0; judge->n_classes > 1 && k < judge->n_classes; k++) {
        uint32_t c = plan_class_find(option, judge->classes[k]);
        bool *mask;

        if (c == CRI_NONE)
            continue;
        mask = sim_zeroed(option->spec.n_classes, sizeof *mask);
        mask[c] = true;
        view_init(&view, &option->spec, outcome, replications, mask);
        measure(judge, &view, into + k * class_step, step);
        view_release(&view);
        free(mask);
    }
}

void judge_take(struct judge *judge, uint32_t point, uint32_t replication,
                const struct cri_outcome *outcomes)
{
    const struct loop_point *of = loop_point(judge->loop, point);
    uint32_t n = of->room;

    if (point >= judge->n_points) {
        judge->values = sim_grown(judge->values, point + 1, sizeof *judge->values);
        judge->kept = sim_grown(judge->kept, point + 1, sizeof *judge->kept);
        judge->promises = sim_grown(judge->promises, point + 1, sizeof *judge->promises);
        for (; judge->n_points <= point; judge->n_points++) {
            judge->values[judge->n_points] = NULL;
            judge->kept[judge->n_points] = NULL;
            judge->promises[judge->n_points] = (struct judge_promises){0};
        }
    }
    if (judge->values[point] == NULL) {
        judge->values[point] =
            sim_zeroed(judge_value_at(judge, judge->n_options, 0, 0) * n, sizeof(double));
        judge->promises[point] = judge_read_promises(judge, point);
    }
    for (uint32_t i = 0; i < of->n_options; i++)
        measure_option(judge, loop_point_option(judge->loop, of, i), &outcomes[i], 1,
                       judge->values[point] + judge_value_at(judge, of->options[i], 0, 0) * n +
                           replication,
                       n);
}

/* The interval of the mean of the replications, laid around the figure of all of them. */
static struct decide_figure figure_of(double value, const double *each, uint32_t n, bool share)
{
    struct decide_figure figure = {.value = value, .low = NAN, .high = NAN};
    struct stats_estimate e;
    double half;

    if (n < 2 || !isfinite(value))
        return figure;
    for (uint32_t r = 0; r < n; r++)
        if (isinf(each[r])) {
            figure.low = value;
            figure.high = each[r];
            return figure;
        }
    e = stats_mean(each, n, METRIC_LEVEL);
    if (isnan(e.low))
        return figure;
    half = (e.high - e.low) / 2;
    figure.low = share ? fmax(0, value - half) : value - half;
    figure.high = share ? fmin(1, value + half) : value + half;
    return figure;
}

/* Whether a figure of an option is another one than as stated, in the replications that both have.
 */
static bool figure_moved(const struct judge *judge, uint32_t point, uint32_t option, size_t figure)
{
    const struct loop_point *of = loop_point(judge->loop, point);
    const struct loop_point *stated = loop_point(judge->loop, 0);
    size_t at = judge_value_at(judge, option, 0, 0) + figure;

    for (uint32_t r = 0; r < of->n_replications && of->first_replication + r < stated->n_finished;
         r++) {
        double a = judge->values[point][at * of->room + r];
        double b = judge->values[0][at * stated->room + of->first_replication + r];

        if (a != b && !(isnan(a) && isnan(b)))
            return true;
    }
    return false;
}

bool judge_moved(const struct judge *judge, uint32_t point, uint32_t option)
{
    for (size_t i = 0; i < judge_n_figures(judge); i++)
        if (figure_moved(judge, point, option, i))
            return true;
    return false;
}

static uint64_t offered_to(const struct judge *judge, uint32_t point, uint32_t option,
                           uint32_t class)
{
    const struct loop_point *of = loop_point(judge->loop, point);
    uint32_t c = plan_class_find(loop_point_option(judge->loop, of, option), judge->classes[class]);
    uint64_t n = 0;

    for (int phase = 0; c != CRI_NONE && phase < CRI_N_PHASES; phase++)
        n += of->merged[option].classes[c].counts[phase].offered;
    return n;
}

/* Nothing was offered at all: then nothing is kept, either. */
static bool any_offered(const struct judge *judge, uint32_t point, uint32_t option)
{
    return cri_outcome_total(&loop_point(judge->loop, point)->merged[option], CRI_N_PHASES)
               .offered > 0;
}

static void figures_of(const struct judge *judge, uint32_t point, uint32_t option,
                       struct decide_figure *figures)
{
    const struct loop_point *of = loop_point(judge->loop, point);
    double *pooled = sim_zeroed(judge_n_figures(judge), sizeof *pooled);
    bool any = any_offered(judge, point, option);

    measure_option(judge, loop_point_option(judge->loop, of, option), &of->merged[option],
                   of->n_finished, pooled, 1);
    for (uint32_t k = 0; k <= judge->n_classes; k++)
        for (uint32_t i = 0; i < judge->n_wanted; i++) {
            size_t at = (size_t)k * judge->n_wanted + i;
            const struct cri_slo_row *row = cri_slo_row(judge->wanted[i]);
            const double *each =
                judge->values[point] + judge_value_at(judge, option, k, i) * of->room;

            figures[at] = figure_of(pooled[at], each, of->n_finished, row->unit == CRI_UNIT_SHARE);
            /* A figure is of every class, or of the whole option, never judged as both. */
            figures[at].absent =
                row->per_class
                    ? k == judge->n_classes || (any && offered_to(judge, point, option, k) == 0)
                    : k < judge->n_classes;
        }
    free(pooled);
}

void judge_finished(struct judge *judge, uint32_t point)
{
    if (!loop_point(judge->loop, point)->let_go || loop_point(judge->loop, point)->merged == NULL)
        return;
    judge->kept[point] =
        sim_fresh(judge->n_options * judge_n_figures(judge), sizeof *judge->kept[point]);
    for (uint32_t o = 0; o < judge->n_options; o++)
        figures_of(judge, point, o, judge->kept[point] + o * judge_n_figures(judge));
}

void judge_add_figures(const struct judge *judge, uint32_t point, uint32_t option,
                       struct decide_figure *figures)
{
    if (judge->kept[point] != NULL)
        memcpy(figures, judge->kept[point] + option * judge_n_figures(judge),
               judge_n_figures(judge) * sizeof *figures);
    else
        figures_of(judge, point, option, figures);
}

void judge_add_case(const struct judge *judge, uint32_t point, uint32_t option,
                    const struct decide_figure *stated, struct decide_figure *figures)
{
    judge_add_figures(judge, point, option, figures);
    for (size_t i = 0; i < judge_n_figures(judge); i++)
        if (!figure_moved(judge, point, option, i))
            figures[i] = stated[i];
}
