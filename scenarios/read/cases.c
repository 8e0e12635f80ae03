#include "scenarios/read/cases.h"

#include "models/slo.h"

#include <string.h>

/* ---- patches ---- */

static struct sim_json *object_like(const struct sim_json *like, uint32_t room,
                                    struct sim_arena *arena)
{
    struct sim_json *object = sim_arena_alloc(arena, sizeof *object);

    *object = *like;
    object->type = SIM_JSON_OBJECT;
    object->owner = NULL;
    object->children = sim_arena_alloc(arena, (room + 1) * sizeof *object->children);
    object->n_children = 0;
    return object;
}

const struct sim_json *scenario_patch_both(const struct sim_json *first,
                                           const struct sim_json *second, struct sim_arena *arena)
{
    struct sim_json *both;

    if (first == NULL || second == NULL)
        return first == NULL ? second : first;
    if (first->type != SIM_JSON_OBJECT || second->type != SIM_JSON_OBJECT)
        return second;
    both = object_like(second, first->n_children + second->n_children, arena);
    for (uint32_t i = 0; i < first->n_children; i++) {
        const struct sim_json *own = first->children[i];
        const struct sim_json *other = sim_json_find(second, own->key);

        both->children[both->n_children++] =
            (struct sim_json *)(other == NULL ? own : scenario_patch_both(own, other, arena));
    }
    for (uint32_t i = 0; i < second->n_children; i++)
        if (sim_json_find(first, second->children[i]->key) == NULL)
            both->children[both->n_children++] = second->children[i];
    return both;
}

const struct sim_json *scenario_case_patch(const struct scenario_case *of, struct sim_arena *arena)
{
    static char slo_key[] = "slo";
    struct sim_json *patch, *slo;

    if (of->slo == NULL)
        return of->overrides != NULL ? of->overrides : object_like(of->node.json, 0, arena);
    patch = object_like(of->node.json, 1, arena);
    slo = sim_arena_alloc(arena, sizeof *slo);
    *slo = *of->slo;
    slo->owner = NULL;
    slo->key = slo_key;
    patch->children[patch->n_children++] = slo;
    return scenario_patch_both(of->overrides, patch, arena);
}

/* ---- findings ---- */

static void check_object(const struct sim_json *json, const char *key, const char *path,
                         struct sim_diag *diag)
{
    if (json != NULL && json->type != SIM_JSON_OBJECT)
        scenario_error(diag, json, path, "'%s' must be an object (got %s)", key,
                       sim_json_type_name(json->type));
}

static void check_cross(const struct scenario_world *world, const struct scenario_case *of,
                        const char *path, struct sim_arena *arena, struct sim_diag *diag)
{
    const struct scenario_case *cases = world->cases.items;
    const char **names = sim_arena_alloc(arena, (world->cases.n + 1) * sizeof *names);

    for (uint32_t i = 0; i < world->cases.n; i++)
        names[i] = cases[i].node.name;
    for (uint32_t i = 0; i < of->cross.n; i++) {
        const char *name = of->cross.items[i];
        bool known = false;

        for (uint32_t k = 0; k < world->cases.n; k++)
            known = known || strcmp(names[k], name) == 0;
        if (strcmp(name, of->node.name) == 0)
            scenario_error(diag, of->cross.json[i], path, "'cross' names the case itself");
        else if (!known && sim_nearest_name(name, names, world->cases.n) != NULL)
            scenario_error(diag, of->cross.json[i], path,
                           "'cases' has no entry '%.80s'; did you mean '%s'?", name,
                           sim_nearest_name(name, names, world->cases.n));
        else if (!known)
            scenario_error(diag, of->cross.json[i], path, "'cases' has no entry '%.80s'", name);
    }
}

static void check_objective(const struct scenario_world *world, struct sim_diag *diag)
{
    const char *words[CRI_N_SLO_METRICS];

    for (int i = 0; i < CRI_N_SLO_METRICS; i++)
        words[i] = cri_slo_row((enum cri_slo_metric)i)->word;
    for (uint32_t i = 0; i < world->objective.n; i++) {
        const char *word = world->objective.items[i];
        const char *nearest = sim_nearest_name(word, words, CRI_N_SLO_METRICS);
        bool known = false;

        for (int k = 0; k < CRI_N_SLO_METRICS; k++)
            known = known || strcmp(words[k], word) == 0;
        if (!known && nearest != NULL)
            scenario_error(diag, world->objective.json[i], "objective",
                           "unknown metric '%.80s'; did you mean '%s'?", word, nearest);
        else if (!known)
            scenario_error(diag, world->objective.json[i], "objective", "unknown metric '%.80s'",
                           word);
        for (uint32_t k = 0; known && k < i; k++)
            if (strcmp(world->objective.items[k], word) == 0)
                scenario_error(diag, world->objective.json[i], "objective", "names '%s' twice",
                               word);
    }
}

void scenario_check_cases(const struct scenario_world *world, struct sim_arena *arena,
                          struct sim_diag *diag)
{
    const struct scenario_case *cases = world->cases.items;

    for (uint32_t i = 0; i < world->cases.n; i++) {
        const struct scenario_case *of = &cases[i];
        const char *path = sim_arena_printf(arena, "cases.%s", of->node.name);

        if (of->node.wrong)
            continue;
        if (strcmp(of->node.name, SCENARIO_AS_STATED) == 0 ||
            strcmp(of->node.name, SCENARIO_ADVERSE) == 0)
            scenario_error(diag, of->node.json, path,
                           "'%s' is the name of a case that is there without being stated",
                           of->node.name);
        if (of->overrides == NULL && of->slo == NULL)
            scenario_error(diag, of->node.json, path,
                           "changes nothing: state 'overrides' or 'slo'");
        check_object(of->overrides, "overrides", path, diag);
        check_object(of->slo, "slo", path, diag);
        check_cross(world, of, path, arena, diag);
    }
    check_objective(world, diag);
}
