#include "scenarios/plan/names.h"

#include "scenarios/plan/plan.h"

#include <string.h>

bool plan_matches(const char *pattern, const char *name)
{
    return strcmp(pattern, "*") == 0 || strcmp(pattern, name) == 0;
}

const char *plan_region_name(const struct plan_job *job, uint32_t region)
{
    return catalog_regions(job->catalog)[region].code;
}

uint32_t plan_find_name(const struct plan_job *job, enum catalog_kind kind, const char *word,
                        const struct sim_json *at, const char *path)
{
    struct sim_text why = {0};
    uint32_t found = catalog_resolve_one(job->catalog, kind, word, &why);

    if (found == CATALOG_NONE)
        scenario_error(job->diag, at, path, "%s", why.data);
    sim_text_release(&why);
    return found;
}

uint32_t plan_find_region(const struct plan_job *job, const char *name, const struct sim_json *at,
                          const char *path, bool callable)
{
    uint32_t region = catalog_region_find(job->catalog, name);

    if (region == CATALOG_NONE)
        return plan_find_name(job, CATALOG_OF_REGIONS, name, at, path);
    if (callable && !catalog_regions(job->catalog)[region].bedrock) {
        scenario_error(job->diag, at, path, "Bedrock cannot be called in '%s'", name);
        return CATALOG_NONE;
    }
    return region;
}

/* "; did you mean 'x'?" or nothing. */
const char *plan_suggestion(struct plan_job *job, const char *word, const char *const *names,
                            size_t n)
{
    const char *nearest = sim_nearest_name(word, names, n);

    return nearest != NULL ? sim_arena_printf(job->arena, "; did you mean '%s'?", nearest) : "";
}

const char *plan_day(const struct plan_job *job)
{
    return job->world->as_of != NULL ? job->world->as_of
                                     : catalog_edition(job->catalog)->known_until;
}

/* The kind of quota and price that a call meets: one Region is one Region, whoever chose it. */
enum cri_mode plan_kind_of(enum cri_mode mode)
{
    return mode == CRI_MODE_CLIENT_SIDE ? CRI_MODE_SINGLE_REGION : mode;
}

enum catalog_scope plan_scope_of(enum cri_mode mode)
{
    return mode == CRI_MODE_GEOGRAPHIC ? CATALOG_GEOGRAPHIC
           : mode == CRI_MODE_GLOBAL   ? CATALOG_GLOBAL
                                       : CATALOG_IN_REGION;
}

/* ---- checks ---- */

static void check_model_name(const struct plan_job *job, const char *name,
                             const struct sim_json *at, const char *path)
{
    if (strcmp(name, "*") == 0 || catalog_model_find(job->catalog, name) != NULL)
        return;
    if (catalog_profile_by_id(job->catalog, catalog_after_arn(name)) != NULL) {
        scenario_error(
            job->diag, at, path,
            "'%.200s' is a profile id; give the model id '%s', the option's mode chooses the "
            "profile",
            name, strchr(catalog_after_arn(name), '.') + 1);
        return;
    }
    if (strstr(name, ":application-inference-profile/") != NULL) {
        scenario_error(
            job->diag, at, path,
            "'%.200s' does not say its model; give the id of the model that `aws bedrock "
            "get-inference-profile` names",
            name);
        return;
    }
    plan_find_name(job, CATALOG_OF_MODELS, name, at, path);
}

/* Entries may be about every Region, model or account; what is called or bought is one. */
void plan_refuse_every(struct plan_job *job, const struct scenario_node *node, const char *map,
                       const char *key, const char *name, const char *what)
{
    if (name != NULL && strcmp(name, "*") == 0)
        scenario_error(job->diag, scenario_at(node, key),
                       sim_arena_printf(job->arena, "%s.%s.%s", map, node->name, key),
                       "must name one %s (got '*')", what);
}

void plan_check_region(struct plan_job *job, const struct scenario_node *node, const char *map,
                       const char *key, const char *name, bool callable)
{
    if (name != NULL && strcmp(name, "*") != 0)
        plan_find_region(job, name, scenario_at(node, key),
                         sim_arena_printf(job->arena, "%s.%s.%s", map, node->name, key), callable);
}

void plan_check_regions(struct plan_job *job, const struct scenario_node *node, const char *map,
                        const char *key, const struct scenario_list *list)
{
    for (uint32_t i = 0; i < list->n; i++)
        plan_find_region(job, list->items[i], list->json[i],
                         sim_arena_printf(job->arena, "%s.%s.%s[%u]", map, node->name, key, i),
                         true);
}

void plan_check_model_of(struct plan_job *job, const struct scenario_node *node, const char *map,
                         const char *name)
{
    if (name != NULL)
        check_model_name(job, name, scenario_at(node, "model"),
                         sim_arena_printf(job->arena, "%s.%s.model", map, node->name));
}

/* ---- entries ---- */

uint32_t plan_class_find(const struct plan_option *option, const char *name)
{
    for (uint32_t i = 0; i < option->spec.n_classes; i++)
        if (option->spec.classes[i].name != NULL && strcmp(option->spec.classes[i].name, name) == 0)
            return i;
    return CRI_NONE;
}

const struct scenario_class *plan_class_entry(const struct plan *plan, uint32_t option,
                                              const char *name)
{
    const struct scenario_map *map = &plan->scenario->worlds[option].classes;
    const struct scenario_class *classes = map->items;

    for (uint32_t i = 0; i < map->n; i++)
        if (strcmp(classes[i].node.name, name) == 0)
            return &classes[i];
    return NULL;
}

const struct scenario_traffic *plan_traffic_entry(const struct scenario_world *world,
                                                  const char *name)
{
    const struct scenario_traffic *entries = world->traffic.items;

    for (uint32_t i = 0; i < world->traffic.n; i++)
        if (strcmp(entries[i].node.name, name) == 0)
            return &entries[i];
    return NULL;
}

const struct scenario_outage *plan_outage_entry(const struct scenario_world *world,
                                                const char *name)
{
    const struct scenario_outage *entries = world->outages.items;

    for (uint32_t i = 0; i < world->outages.n; i++)
        if (strcmp(entries[i].node.name, name) == 0)
            return &entries[i];
    return NULL;
}

char *plan_file_beside(const struct scenario *scenario, const char *file, struct sim_arena *arena)
{
    const char *slash = strrchr(scenario->file, '/');

    if (file[0] == '/' || slash == NULL)
        return sim_arena_strdup(arena, file);
    return sim_arena_printf(arena, "%.*s/%s", (int)(slash - scenario->file), scenario->file, file);
}
