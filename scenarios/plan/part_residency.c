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

#include <string.h>

/* The rule of a class: its own, or the scenario's; n is 0 where there is none. */
static const struct scenario_list *rule_of(const struct scenario_world *world,
                                           const struct scenario_class *class)
{
    return class->residency.n > 0 ? &class->residency : &world->residency;
}

/* ---- names ---- */

static void check_places(struct plan_job *job, const struct scenario_list *list, const char *path)
{
    for (uint32_t i = 0; i < list->n; i++) {
        size_t n = catalog_place_names(job->catalog, NULL, 0);
        const char **names = sim_arena_alloc(job->arena, (n + 1) * sizeof *names);

        if (catalog_is_place(job->catalog, list->items[i]))
            continue;
        n = catalog_place_names(job->catalog, names, n);
        scenario_error(job->diag, list->json[i], sim_arena_printf(job->arena, "%s[%u]", path, i),
                       "'%.80s' is no area of the catalog, no ISO country with a Region and no "
                       "Region%s",
                       list->items[i], plan_suggestion(job, list->items[i], names, n));
    }
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

static const char *rule_text(struct plan_job *job, const struct scenario_list *rule)
{
    struct sim_text text = {0};

    for (uint32_t i = 0; i < rule->n; i++)
        sim_text_addf(&text, "%s%s", i > 0 ? ", " : "", rule->items[i]);
    return plan_take_text(job->arena, &text, "");
}

static bool is_inside(const struct plan_job *job, const struct scenario_list *rule, uint32_t region)
{
    for (uint32_t i = 0; i < rule->n; i++)
        if (catalog_place_has(job->catalog, rule->items[i], region))
            return true;
    return false;
}

/* Why a target may break the rule, or NULL. */
static const char *why_outside(struct plan_job *job, const struct scenario_list *rule,
                               const struct cri_target_spec *target)
{
    const char *places = rule_text(job, rule);

    if (!is_inside(job, rule, target->source))
        return sim_arena_printf(job->arena, "residency (%s): the source Region %s is not in it",
                                places, plan_region_name(job, target->source));
    if (target->assumed)
        return sim_arena_printf(job->arena,
                                "residency (%s): the destinations of %s are not published, so they "
                                "cannot be shown to be in it",
                                places, target->model_id);
    for (uint32_t d = 0; d < target->n_destinations; d++)
        if (!is_inside(job, rule, target->destinations[d]))
            return sim_arena_printf(
                job->arena, "residency (%s): %s may send calls to %s, which is not in it", places,
                target->model_id, plan_region_name(job, target->destinations[d]));
    return NULL;
}

static void judge_target(struct plan_job *job)
{
    const struct scenario_list *rule = rule_of(job->world, job->class);
    const char *why = rule->n > 0 ? why_outside(job, rule, job->target) : NULL;

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
        outside[r] = rule->n > 0 ? !is_inside(job, rule, r)
                                 : strcmp(regions[r].geography, regions[from].geography) != 0;
    job->out->outside = outside;
    if (rule->n > 0)
        job->out->outside_of =
            sim_arena_printf(job->arena, "%s (residency rule)", rule_text(job, rule));
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
    const struct scenario_list *rule = rule_of(job->world, job->class);

    measure(job, rule);
    forbid_class(job);
}

const struct plan_part plan_part_residency = {
    .name = "residency",
    .check = check_residency,
    .build = {[PLAN_TARGET] = judge_target, [PLAN_CLASS_END] = judge_class},
};
