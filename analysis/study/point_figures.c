#include "analysis/study/point_figures.h"

#include <math.h>
#include <string.h>

double *point_figures(const struct loop *loop, uint32_t point, uint32_t option,
                      enum cri_slo_metric metric, struct sim_arena *arena)
{
    const struct metric *row = metric_of_slo(metric);
    const struct loop_point *of = loop_point(loop, point);
    const double *samples = loop_samples(of, row, option);
    double *figures = sim_arena_alloc(arena, (of->n_finished + 1) * sizeof *figures);

    for (uint32_t r = 0; r < of->n_finished; r++) {
        figures[r] = strcmp(row->unit, "%") == 0 ? samples[r] / 100 : samples[r];
        if (isnan(samples[r]) && row->worst_if_empty)
            figures[r] = row->better == METRIC_LOWER ? INFINITY : -INFINITY;
    }
    return figures;
}

double point_mean(const double *figures, uint32_t n)
{
    double sum = 0;

    for (uint32_t r = 0; r < n; r++)
        sum += figures[r];
    return n > 0 ? sum / n : NAN;
}

struct metric_value point_cell(const struct metric *row, double figure)
{
    struct metric_value cell = metric_no_value();

    if (isinf(figure))
        cell.text = "never";
    else
        cell.value = strcmp(row->unit, "%") == 0 ? 100 * figure : figure;
    return cell;
}

uint32_t point_most_complete(const struct judge_verdict *verdict)
{
    const double *success = verdict->input.measures[JUDGE_SUCCESS].at;
    const bool *candidate = verdict->result->candidate;
    uint32_t best = CRI_NONE;

    for (uint32_t o = 0; o < verdict->input.n_options; o++) {
        bool better = best == CRI_NONE || (candidate[o] && !candidate[best]) ||
                      (candidate[o] == candidate[best] && success[o] > success[best]);

        if (verdict->input.options[o].allowed && better)
            best = o;
    }
    return best;
}
