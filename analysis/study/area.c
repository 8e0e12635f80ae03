#include "analysis/study/area.h"

#include <math.h>
#include <string.h>

enum { MOST_AREAS = 3 };

struct areas {
    const char *of[MOST_AREAS];    /* each once */
    const char *class[MOST_AREAS]; /* the first class that it is of */
    uint32_t n_classes[MOST_AREAS];
    uint32_t n, n_missed, n_all; /* areas; those for which there was no place; classes that run */
};

static const char *area_of(const struct cri_class_spec *class)
{
    return class->outside_of != NULL ? class->outside_of : "the source's geography";
}

/* In some case that has to hold, part of the class is processed outside. */
static bool goes_outside(const struct judge_verdict *verdict, uint32_t option, uint32_t k)
{
    for (uint32_t c = 0; c < verdict->input.n_cases; c++)
        if (verdict->input.cases[c].must_hold &&
            judge_figure(verdict, option, c, k, CRI_SLO_outside_share)->value > 0)
            return true;
    return false;
}

static void add_area(struct areas *areas, const struct cri_class_spec *class)
{
    uint32_t i = 0;

    while (i < areas->n && strcmp(areas->of[i], area_of(class)) != 0)
        i++;
    if (i == MOST_AREAS) {
        areas->n_missed++;
        return;
    }
    if (i == areas->n) {
        areas->of[areas->n] = area_of(class);
        areas->class[areas->n++] = class->name;
    }
    areas->n_classes[i]++;
}

/* The class of an option by its name, where the option runs it; else NULL. */
static const struct cri_class_spec *class_of(const struct study *study, uint32_t option,
                                             const char *name)
{
    const struct plan_option *of = study_option(study, option);
    uint32_t class = plan_class_find(of, name);

    return class != CRI_NONE && of->spec.classes[class].runs ? &of->spec.classes[class] : NULL;
}

/* What a class is measured against is the same in both options, if both run it. */
static void collect(struct areas *areas, const struct study *study,
                    const struct judge_verdict *verdict, const uint32_t options[2], bool all)
{
    *areas = (struct areas){0};
    for (uint32_t k = 0; k + 1 < verdict->n_classes; k++) {
        const struct cri_class_spec *class = NULL;
        bool goes = all;

        for (int i = 0; i < 2; i++) {
            const struct cri_class_spec *own = class_of(study, options[i], verdict->classes[k]);

            if (own == NULL)
                continue;
            class = own;
            goes = goes || goes_outside(verdict, options[i], k);
        }
        areas->n_all += class != NULL;
        if (class != NULL && goes)
            add_area(areas, class);
    }
}

const char *area_text(const struct study *study, const struct judge_verdict *verdict, uint32_t a,
                      uint32_t b)
{
    struct sim_arena *arena = &study->results->arena;
    const uint32_t options[2] = {a, b};
    const char *text = NULL;
    struct areas areas;
    uint32_t n = 0;

    collect(&areas, study, verdict, options, false);
    if (areas.n == 0)
        collect(&areas, study, verdict, options, true);
    if (areas.n_missed > 0 || areas.n == 0)
        return areas.n == 0 ? "the source's geography" : "the area that each class has";
    for (uint32_t i = 0; i < areas.n; i++)
        n += areas.n_classes[i];
    if (areas.n == 1 && n == areas.n_all)
        return areas.of[0];
    for (uint32_t i = 0; i < areas.n; i++) {
        const char *whose =
            areas.n_classes[i] == 1
                ? sim_arena_printf(arena, "class '%s'", areas.class[i])
                : sim_arena_printf(arena, "%u of %u classes", areas.n_classes[i], areas.n_all);

        text = sim_arena_printf(arena, "%s%s%s (%s)", text != NULL ? text : "",
                                text != NULL ? " or " : "", areas.of[i], whose);
    }
    return text;
}

double area_most(const struct judge_verdict *verdict, uint32_t option)
{
    const struct decide_input *in = &verdict->input;
    double most = 0;

    for (uint32_t c = 0; c < in->n_cases; c++)
        if (in->cases[c].must_hold)
            most = fmax(most, in->measures[JUDGE_OUTSIDE].at[(size_t)option * in->n_cases + c]);
    return most;
}
