#include "analysis/study/judge_inside.h"
#include "analysis/study/study.h"

static struct decide_measure measure_row(const struct scenario_indifference *stated,
                                         enum cri_slo_metric metric, const double *at)
{
    const struct cri_slo_row *row = cri_slo_row(metric);
    struct decide_measure measure = {.higher = row->higher_is_better, .at = at};

    switch (row->unit) {
    case CRI_UNIT_SHARE:
        measure.smallest = stated->success_rate_points / 100;
        break;
    case CRI_UNIT_SECONDS:
        measure.smallest = stated->latency_s;
        break;
    case CRI_UNIT_USD:
        measure.smallest = stated->cost_percent / 100;
        measure.relative = true;
        break;
    case CRI_UNIT_PER_MIN:
        measure.smallest = stated->throughput_percent / 100;
        measure.relative = true;
        break;
    case CRI_UNIT_MINUTES: /* known to the minute */
        measure.smallest = 1;
        break;
    case CRI_UNIT_RATIO:
        break;
    }
    return measure;
}

/* The fixed measures, then what else the objective names. */
void judge_add_measures(const struct judge *judge, struct judge_verdict *verdict,
                        struct sim_arena *arena)
{
    const struct scenario_world *world = &loop_settings(judge->loop)->plan->scenario->base;
    struct decide_input *in = &verdict->input;
    uint32_t room = JUDGE_N_FIXED + world->objective.n, n = JUDGE_N_FIXED;
    struct decide_measure *measures = sim_arena_alloc(arena, room * sizeof *measures);
    enum cri_slo_metric *metrics = sim_arena_alloc(arena, room * sizeof *metrics);
    uint32_t *objective = sim_arena_alloc(arena, (world->objective.n + 2) * sizeof *objective);

    for (uint32_t i = 0; i < JUDGE_N_FIXED; i++)
        metrics[i] = judge_fixed[i];
    for (uint32_t i = 0; i < world->objective.n; i++) {
        enum cri_slo_metric metric = judge_metric_of_word(world->objective.items[i]);
        uint32_t known = 0;

        while (known < n && metrics[known] != metric)
            known++;
        if (known == n)
            metrics[n++] = metric;
        objective[i] = known;
    }
    if (world->objective.n == 0) {
        objective[0] = JUDGE_COST;
        objective[1] = JUDGE_E2E_P95;
    }
    for (uint32_t i = 0; i < n; i++) {
        double *at = sim_arena_alloc(arena, (size_t)in->n_options * in->n_cases * sizeof *at);

        for (uint32_t o = 0; o < in->n_options; o++)
            for (uint32_t c = 0; c < in->n_cases; c++)
                at[(size_t)o * in->n_cases + c] =
                    judge_figure(verdict, o, c, judge->n_classes, metrics[i])->value;
        measures[i] = measure_row(&world->indifference, metrics[i], at);
    }
    verdict->metrics = metrics;
    in->measures = measures;
    in->n_measures = n;
    in->objective = objective;
    in->n_objective = world->objective.n > 0 ? world->objective.n : 2;
    in->success = JUDGE_SUCCESS;
    in->money = JUDGE_COST;
    in->most_complete_within = RESULTS_COMPLETE_WITHIN_POINTS / 100;
}

enum cri_slo_metric judge_promised(const struct judge_verdict *verdict,
                                   const struct decide_promise *promise)
{
    return verdict->wanted[promise->figure];
}

enum cri_slo_metric judge_metric(const struct judge_verdict *verdict, uint32_t m)
{
    return verdict->metrics[m];
}

const struct decide_figure *judge_figure(const struct judge_verdict *verdict, uint32_t option,
                                         uint32_t c, uint32_t class, enum cri_slo_metric metric)
{
    const struct decide_input *in = &verdict->input;

    return &in->figures[(((size_t)option * in->n_cases + c) * in->n_classes + class) *
                            in->n_figures +
                        verdict->figure[metric]];
}
