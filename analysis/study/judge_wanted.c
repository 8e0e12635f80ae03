#include "analysis/study/judge_inside.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const enum cri_slo_metric judge_fixed[JUDGE_N_FIXED] = {[JUDGE_SUCCESS] = CRI_SLO_success_rate,
                                                        [JUDGE_E2E_P95] = CRI_SLO_e2e_p95_s,
                                                        [JUDGE_COST] = CRI_SLO_cost_usd_per_1000,
                                                        [JUDGE_OUTSIDE] = CRI_SLO_outside_share};

static uint32_t class_number(const struct judge *judge, const char *name)
{
    for (uint32_t k = 0; k < judge->n_classes; k++)
        if (strcmp(judge->classes[k], name) == 0)
            return k;
    return CRI_NONE;
}

static uint32_t add_bound(const struct judge *judge, const struct cri_slo *slo, uint32_t class,
                          struct decide_promise *promises, uint32_t n)
{
    for (int m = 0; m < CRI_N_SLO_METRICS; m++) {
        const struct cri_slo_row *row = cri_slo_row((enum cri_slo_metric)m);
        const struct cri_slo_bound *bound = &slo->bounds[m];
        struct decide_promise promise = {.class = !row->per_class ? judge->n_classes : class,
                                         .figure = judge->figure[m],
                                         .top = row->unit == CRI_UNIT_SHARE ? 1 : NAN};

        /* A class has no bound of its own on what is of the whole option. */
        if (!row->per_class && class != DECIDE_EACH)
            continue;
        if (!isnan(bound->min)) {
            promise.at_least = true;
            promise.bound = bound->min;
            promises[n++] = promise;
        }
        if (!isnan(bound->max)) {
            promise.at_least = false;
            promise.bound = bound->max;
            promises[n++] = promise;
        }
    }
    return n;
}

/* What is promised in a point, while its plan is there; into the arena of the judge. */
struct judge_promises judge_read_promises(struct judge *judge, uint32_t point)
{
    const struct plan *plan = loop_point_plan(judge->loop, loop_point(judge->loop, point));
    const struct scenario_world *world = &plan->scenario->base;
    const struct scenario_class *classes = world->classes.items;
    size_t most = (world->classes.n + 1) * (size_t)(2 * CRI_N_SLO_METRICS);
    struct decide_promise *all = sim_zeroed(most, sizeof *all), *kept;
    struct cri_slo slo = scenario_slo_bounds(&world->slo);
    uint32_t n = add_bound(judge, &slo, DECIDE_EACH, all, 0);

    for (uint32_t c = 0; c < world->classes.n; c++) {
        uint32_t k = class_number(judge, classes[c].node.name);

        slo = scenario_slo_bounds(&classes[c].slo);
        if (k != CRI_NONE)
            n = add_bound(judge, &slo, k, all, n);
    }
    kept = sim_arena_alloc(&judge->arena, (n + 1) * sizeof *kept);
    memcpy(kept, all, n * sizeof *kept);
    free(all);
    return (struct judge_promises){.of = kept, .n = n};
}

static void want(struct judge *judge, enum cri_slo_metric metric)
{
    if (judge->figure[metric] != CRI_NONE)
        return;
    judge->figure[metric] = judge->n_wanted;
    judge->wanted[judge->n_wanted++] = metric;
}

static void want_bounds(struct judge *judge, const struct cri_slo *slo, bool of_class)
{
    for (int m = 0; m < CRI_N_SLO_METRICS; m++)
        if ((cri_slo_row((enum cri_slo_metric)m)->per_class || !of_class) &&
            (!isnan(slo->bounds[m].min) || !isnan(slo->bounds[m].max)))
            want(judge, (enum cri_slo_metric)m);
}

enum cri_slo_metric judge_metric_of_word(const char *word)
{
    for (int m = 0; m < CRI_N_SLO_METRICS; m++)
        if (strcmp(cri_slo_row((enum cri_slo_metric)m)->word, word) == 0)
            return (enum cri_slo_metric)m;
    return CRI_N_SLO_METRICS;
}

/* Whatever is promised, compared or shown; a case may promise anything. */
void judge_find_wanted(struct judge *judge)
{
    const struct scenario_world *world = &loop_settings(judge->loop)->plan->scenario->base;
    const struct scenario_class *classes = world->classes.items;
    struct cri_slo slo = scenario_slo_bounds(&world->slo);

    for (int m = 0; m < CRI_N_SLO_METRICS; m++)
        judge->figure[m] = CRI_NONE;
    for (int i = 0; i < JUDGE_N_FIXED; i++)
        want(judge, judge_fixed[i]);
    for (uint32_t i = 0; i < world->objective.n; i++)
        want(judge, judge_metric_of_word(world->objective.items[i]));
    want_bounds(judge, &slo, false);
    for (uint32_t c = 0; c < world->classes.n; c++) {
        slo = scenario_slo_bounds(&classes[c].slo);
        want_bounds(judge, &slo, true);
    }
    for (int m = 0; world->cases.n > 0 && m < CRI_N_SLO_METRICS; m++)
        want(judge, (enum cri_slo_metric)m);
}
