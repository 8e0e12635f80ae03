#include "analysis/study/judge_inside.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool runs(const struct plan_option *option, const char *class)
{
    uint32_t c = plan_class_find(option, class);

    return c != CRI_NONE && option->spec.classes[c].runs;
}

void judge_add_classes(struct judge *judge)
{
    uint32_t room = 0;

    for (uint32_t o = 0; o < judge->n_options; o++)
        room += judge_option(judge, 0, o)->spec.n_classes;
    judge->classes = sim_arena_alloc(&judge->arena, (room + 1) * sizeof *judge->classes);
    for (uint32_t o = 0; o < judge->n_options; o++) {
        const struct cri_spec *spec = &judge_option(judge, 0, o)->spec;

        for (uint32_t c = 0; c < spec->n_classes; c++) {
            uint32_t before = 0;

            while (before < judge->n_classes &&
                   strcmp(judge->classes[before], spec->classes[c].name) != 0)
                before++;
            if (before == judge->n_classes)
                judge->classes[judge->n_classes++] = spec->classes[c].name;
        }
    }
}

static uint32_t count_destinations(const struct cri_spec *spec)
{
    bool *seen = sim_zeroed(spec->n_regions, sizeof *seen);
    uint32_t n = 0;

    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; spec->classes[c].runs && t < spec->classes[c].n_targets; t++)
            for (uint32_t d = 0; d < spec->classes[c].targets[t].n_destinations; d++)
                seen[spec->classes[c].targets[t].destinations[d]] = true;
    for (uint32_t r = 0; r < spec->n_regions; r++)
        n += seen[r];
    free(seen);
    return n;
}

/* Other traffic, outages, seed or horizon; or a class of the same name is another one. */
static bool is_unlike(const struct judge *judge, uint32_t option, uint32_t baseline)
{
    const struct plan *plan = loop_point_plan(judge->loop, loop_point(judge->loop, 0));
    const struct plan_option *of = &plan->options[option];
    uint32_t partner;

    if (plan_unlike(plan, option, baseline, NULL))
        return true;
    for (uint32_t c = 0; c < of->spec.n_classes; c++) {
        const char *name = of->spec.classes[c].name;

        if (runs(of, name) && runs(&plan->options[baseline], name) &&
            !plan_classes_compare(plan, option, c, baseline, &partner))
            return true;
    }
    return false;
}

void judge_describe_option(struct judge *judge, uint32_t o)
{
    const struct plan_option *option = judge_option(judge, 0, o);
    uint32_t baseline = loop_baseline(judge->loop), n;
    const uint32_t *numbers = loop_options(judge->loop, &n);
    struct decide_option *out = &judge->options[o];

    *out = (struct decide_option){
        .allowed = option->allowed, .undecided = option->undecided, .room_to_grow = NAN};
    if (!option->allowed)
        return;
    out->n_destinations = count_destinations(&option->spec);
    for (uint32_t k = 0; k < judge->n_classes; k++) {
        uint32_t c = plan_class_find(option, judge->classes[k]);

        if (runs(option, judge->classes[k]))
            out->batch = out->batch ||
                         (option->spec.classes[c].batch.on && !option->spec.classes[c].deferrable);
        else
            out->partial = true;
    }
    if (baseline != UINT32_MAX && o != baseline)
        out->unlike = is_unlike(judge, numbers[o], numbers[baseline]);
}

struct decide_option *judge_options(struct judge *judge)
{
    return judge->options;
}

void judge_candidates(const struct judge *judge, bool *candidates)
{
    for (uint32_t o = 0; o < judge->n_options; o++)
        candidates[o] = decide_is_candidate(&judge->options[o]);
}
