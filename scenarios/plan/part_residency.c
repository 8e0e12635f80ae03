/*
 * part_residency.c: where data may be processed. A rule is a list of places (areas of the catalog,
 * ISO countries, Regions); the source Region and every destination that a call may be sent to are
 * judged by it, before a run: an option that may break it is not allowed. Destinations that are
 * assumed cannot be shown to keep to any rule.
 *
 * It also says from what the share processed outside is measured: the rule, else the geography of
 * the users, else that of the source.
 */
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part_access.h"
#include "scenarios/plan/residency.h"

#include <string.h>

/* ---- names ---- */

static void check_places(struct plan_job *job, const struct scenario_list *list, const char *path)
{
    for (uint32_t i = 0; i < list->n; i++)
        if (!catalog_is_place(job->catalog, list->items[i]))
            plan_find_name(job, CATALOG_OF_PLACES, list->items[i], list->json[i],
                           sim_arena_printf(job->arena, "%s[%u]", path, i));
}

static void check_residency(struct plan_job *job)
{
    const struct scenario_class *classes = job->world->classes.items;

    check_places(job, &job->world->residency, "residency");
    for (uint32_t i = 0; i < job->world->classes.n; i++)
        check_places(job, &classes[i].residency,
                     sim_arena_printf(job->arena, "classes.%s.residency", classes[i].node.name));
}

/* ---- a class ---- */

static void judge_target(struct plan_job *job)
{
    struct residency_call call = {.model_id = job->target->model_id,
                                  .source = job->target->source,
                                  .assumed = job->target->assumed,
                                  .n_destinations = job->target->n_destinations,
                                  .destinations = job->target->destinations};
    const char *why =
        residency_breach(job->catalog, residency_rule(job->world, job->class), &call, job->arena);

    if (why == NULL)
        return;
    plan_deny(job->target, CRI_DENIAL_RESIDENCY, why);
    job->skip = true;
}

/* One target that may break the rule is enough: a fallback sends data there as well. */
static void forbid_class(struct plan_job *job)
{
    for (uint32_t t = 0; t < job->out->n_targets && job->out->runs; t++) {
        const struct cri_target_spec *target = &job->targets[t];

        if (target->denial != CRI_DENIAL_RESIDENCY)
            continue;
        job->out->runs = false;
        job->out->why_not = sim_arena_printf(job->arena, "%s from %s: %s", job->model->id,
                                             plan_region_name(job, target->source), target->why);
    }
}

static void measure(struct plan_job *job, const struct scenario_list *rule)
{
    const struct cri_region_spec *regions = job->option->spec.regions;
    uint32_t n = job->option->spec.n_regions;
    uint8_t *outside = sim_arena_alloc(job->arena, n + 1);
    bool users = job->class->client_region != NULL;
    uint32_t from = users ? job->out->client_region : job->targets[0].source;

    for (uint32_t r = 0; r < n; r++)
        outside[r] = rule->n > 0 ? !residency_has(job->catalog, rule, r)
                                 : strcmp(regions[r].geography, regions[from].geography) != 0;
    job->out->outside = outside;
    job->out->residency = rule->n > 0;
    if (rule->n > 0)
        job->out->outside_of =
            sim_arena_printf(job->arena, "%s (residency rule)", residency_text(rule, job->arena));
    else if (users)
        job->out->outside_of = sim_arena_printf(job->arena, "%s (geography of the users in %s)",
                                                regions[from].geography, regions[from].name);
    if (job->out->outside_of != NULL)
        plan_note(job->plan, "scenario", rule->n > 0 ? "residency" : "client_region",
                  sim_arena_printf(job->arena,
                                   "calls of class '%s' are outside where they are "
                                   "processed outside of %s",
                                   job->out->name, job->out->outside_of));
}

static void judge_class(struct plan_job *job)
{
    const struct scenario_list *rule = residency_rule(job->world, job->class);

    measure(job, rule);
    forbid_class(job);
}

const struct plan_part plan_part_residency = {
    .name = "residency",
    .check = check_residency,
    .build = {[PLAN_TARGET] = judge_target, [PLAN_CLASS_END] = judge_class},
};
