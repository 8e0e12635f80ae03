#include "scenarios/plan/residency.h"

#include "sim/base/text.h"

const struct scenario_list *residency_rule(const struct scenario_world *world,
                                           const struct scenario_class *class)
{
    return class->residency.n > 0 ? &class->residency : &world->residency;
}

const char *residency_text(const struct scenario_list *rule, struct sim_arena *arena)
{
    struct sim_text text = {0};
    const char *taken;

    for (uint32_t i = 0; i < rule->n; i++)
        sim_text_addf(&text, "%s%s", i > 0 ? ", " : "", rule->items[i]);
    taken = sim_arena_strdup(arena, text.data != NULL ? text.data : "");
    sim_text_release(&text);
    return taken;
}

bool residency_has(const struct catalog *catalog, const struct scenario_list *rule, uint32_t region)
{
    for (uint32_t i = 0; i < rule->n; i++)
        if (catalog_place_has(catalog, rule->items[i], region))
            return true;
    return false;
}

const char *residency_breach(const struct catalog *catalog, const struct scenario_list *rule,
                             const struct residency_call *call, struct sim_arena *arena)
{
    const char *places = residency_text(rule, arena);
    const struct catalog_region *regions = catalog_regions(catalog);

    if (rule->n == 0)
        return NULL;
    if (!residency_has(catalog, rule, call->source))
        return sim_arena_printf(arena, "residency (%s): the source Region %s is not in it", places,
                                regions[call->source].code);
    if (call->assumed)
        return sim_arena_printf(arena,
                                "residency (%s): the destinations of %s are not published, so they "
                                "cannot be shown to be in it",
                                places, call->model_id);
    for (uint32_t d = 0; d < call->n_destinations; d++)
        if (!residency_has(catalog, rule, call->destinations[d]))
            return sim_arena_printf(arena,
                                    "residency (%s): %s may send calls to %s, which is not in it",
                                    places, call->model_id, regions[call->destinations[d]].code);
    return NULL;
}

const char *residency_logs(const char *sources, bool profile, struct sim_arena *arena)
{
    return sim_arena_printf(arena,
                            "%s: invocation log, CloudTrail, CloudWatch, wherever a call is "
                            "served%s",
                            sources,
                            profile ? "; what is kept to find abuse may lie at a destination" : "");
}
