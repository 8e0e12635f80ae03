/*
 * part_unused.c: entries of a scenario that nothing in it can meet: a quota of a model that no
 * class uses, a price of a Region in which nobody calls, model units without an option of that
 * mode, a client that no class names, a destination that is among a profile's anyway. They are warned of, for they are mostly
 * slips.
 */
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part.h"
#include "sim/base/names.h"

#include <inttypes.h>
#include <string.h>

/* What an entry is about; NULL or "*" = every. */
struct subject {
    const char *map;
    const struct scenario_node *node;
    const char *model, *region;
    int kind; /* 0 = every, else 1 + enum cri_mode */
    /* Of quotas: it states limits of the endpoint with profiles, of the one that counts output
     * apart. */
    bool runtime, apart;
};

static bool is_about(const char *word, const char *value)
{
    return word == NULL || strcmp(word, "*") == 0 || (value != NULL && strcmp(word, value) == 0);
}

static bool calls_in(const struct scenario_class *class, const char *region)
{
    if (is_about(region, class->source_region))
        return true;
    for (uint32_t i = 0; i < class->fallback_source_regions.n; i++)
        if (is_about(region, class->fallback_source_regions.items[i]))
            return true;
    for (uint32_t i = 0; i < class->spread_source_regions.n; i++)
        if (is_about(region, class->spread_source_regions.items[i]))
            return true;
    return false;
}

/* Model units spill to another mode, and what spreads by itself calls single Regions. */
static bool calls_by(const struct scenario_world *world, const struct scenario_class *class,
                     enum cri_mode option_mode, int kind)
{
    const struct scenario_provisioned *units = world->provisioned.items;
    int mode = class->mode != 0 ? class->mode : 1 + (int)option_mode;

    if (kind == 0 || kind == mode)
        return true;
    if (mode == 1 + CRI_MODE_CLIENT_SIDE)
        return kind == 1 + CRI_MODE_SINGLE_REGION;
    for (uint32_t i = 0; mode == 1 + CRI_MODE_PROVISIONED && i < world->provisioned.n; i++)
        if (units[i].spill == kind)
            return true;
    return false;
}

/* Whether an option has quotas, and none of those that the subject states limits of. */
static bool counts_otherwise(const struct plan_option *option, const struct subject *subject)
{
    const struct cri_spec *spec = &option->spec;

    if (subject->runtime == subject->apart || spec->n_quotas == 0)
        return false;
    for (uint32_t q = 0; q < spec->n_quotas; q++)
        if (spec->quotas[q].apart == subject->apart && !spec->quotas[q].reserved)
            return false;
    return true;
}

/* How far the classes of an option come towards the subject: 0 no such model, 1 not in that Region,
 * 2 not by that mode, 3 met (but for the endpoint). */
static int nearness(const struct scenario *scenario, uint32_t option, const struct subject *subject)
{
    const struct scenario_world *world = &scenario->worlds[option];
    const struct scenario_class *classes = world->classes.items;
    int most = 0;

    for (uint32_t c = 0; c < world->classes.n; c++) {
        bool model = is_about(subject->model, classes[c].model);
        bool region = model && calls_in(&classes[c], subject->region);
        bool mode =
            region && calls_by(world, &classes[c], (enum cri_mode)scenario->options[option].mode,
                               subject->kind);
        int near = model + region + mode;

        most = near > most ? near : most;
    }
    return most;
}

/* The entries of one option's world. room: for all of them. */
static uint32_t subjects_of(const struct scenario_world *w, struct subject *subjects)
{
    const struct scenario_quota *quotas = w->quotas.items;
    const struct scenario_quota_change *changes = w->quota_changes.items;
    const struct scenario_price *prices = w->prices.items;
    const struct scenario_model *models = w->models.items;
    const struct scenario_capacity *capacity = w->capacity.items;
    const struct scenario_provisioned *units = w->provisioned.items;
    uint32_t n = 0;

#define ADD(map, entry, region, kind)                                                              \
    subjects[n++] = (struct subject)                                                               \
    {                                                                                              \
        map, &(entry).node, (entry).model, region, kind, false, false                              \
    }
#define ADD_LIMITS(map, entry)                                                                     \
    do {                                                                                           \
        ADD(map, entry, (entry).source_region, (entry).kind);                                      \
        subjects[n - 1].runtime = (entry).requests_per_min != SCENARIO_ABSENT ||                   \
                                  (entry).tokens_per_min != SCENARIO_ABSENT ||                     \
                                  (entry).tokens_per_day != SCENARIO_ABSENT;                       \
        subjects[n - 1].apart = (entry).input_tokens_per_min != SCENARIO_ABSENT ||                 \
                                (entry).output_tokens_per_min != SCENARIO_ABSENT;                  \
    } while (0)
    for (uint32_t i = 0; i < w->quotas.n; i++)
        ADD_LIMITS("quotas", quotas[i]);
    for (uint32_t i = 0; i < w->quota_changes.n; i++)
        ADD_LIMITS("quota_changes", changes[i]);
#undef ADD_LIMITS
    for (uint32_t i = 0; i < w->prices.n; i++)
        ADD("prices", prices[i], prices[i].source_region, prices[i].kind);
    for (uint32_t i = 0; i < w->models.n; i++)
        ADD("models", models[i], NULL, 0);
    for (uint32_t i = 0; i < w->capacity.n; i++)
        ADD("capacity", capacity[i], NULL, 0);
    for (uint32_t i = 0; i < w->provisioned.n; i++)
        ADD("provisioned", units[i], units[i].source_region, 1 + CRI_MODE_PROVISIONED);
#undef ADD
    return n;
}

static uint32_t count(const struct scenario_world *w)
{
    return w->quotas.n + w->quota_changes.n + w->prices.n + w->models.n + w->capacity.n +
           w->provisioned.n;
}

static void warn(const struct scenario *scenario, struct subject subject, int near,
                 struct sim_arena *arena, struct sim_diag *diag)
{
    const struct sim_json *at = subject.node->json;
    const char *path = sim_arena_printf(arena, "%s.%s", subject.map, subject.node->name);

    switch (near) {
    case 0:
        plan_warn(scenario, diag, at, path, "has no effect: no class uses the model '%.80s'",
                  subject.model);
        break;
    case 1:
        plan_warn(scenario, diag, at, path,
                  "has no effect: no class that it is about is called in %.80s", subject.region);
        break;
    case 2:
        plan_warn(scenario, diag, at, path,
                  "has no effect: no class that it is about is called by the mode '%s'",
                  cri_mode_name((enum cri_mode)(subject.kind - 1)));
        break;
    case 3:
        plan_warn(scenario, diag, at, path,
                  "has no effect: it states quotas of the endpoint '%s', and no class that it is "
                  "about is called through it",
                  subject.apart ? "mantle" : "runtime");
        break;
    default:
        break;
    }
}

/* ---- clients ---- */

static bool class_names(const struct scenario_map *map, const char *client)
{
    const struct scenario_class *classes = map->items;

    for (uint32_t i = 0; i < map->n; i++)
        if (strcmp(classes[i].client, client) == 0)
            return true;
    return false;
}

/* A case may let its classes call by another client. */
static bool case_names(const struct scenario *scenario, const char *client)
{
    const struct scenario_case *cases = scenario->base.cases.items;

    for (uint32_t i = 0; i < scenario->base.cases.n; i++) {
        const struct sim_json *classes = sim_json_find(cases[i].overrides, "classes");

        for (uint32_t c = 0; classes != NULL && c < classes->n_children; c++) {
            const struct sim_json *name = sim_json_find(classes->children[c], "client");

            if (name != NULL && name->type == SIM_JSON_STRING && strcmp(name->string, client) == 0)
                return true;
        }
    }
    return false;
}

/* Of all options; 'default' is what classes have that name none, and a saved scenario states it. */
static void warn_clients(const struct scenario *scenario, struct sim_arena *arena,
                         struct sim_diag *diag)
{
    static const char *const used[] = {"default"};

    for (uint32_t a = 0; a < scenario->n_options; a++) {
        const struct scenario_client *clients = scenario->worlds[a].clients.items;

        for (uint32_t i = 0; i < scenario->worlds[a].clients.n; i++) {
            const char *name = clients[i].node.name;
            const char *nearest = sim_nearest_name(name, used, 1);
            bool named = strcmp(name, "default") == 0 || case_names(scenario, name);

            for (uint32_t b = 0; b < scenario->n_options && !named; b++)
                named = class_names(&scenario->worlds[b].classes, name);
            if (!named)
                plan_warn(scenario, diag, clients[i].node.json,
                          sim_arena_printf(arena, "clients.%s", name),
                          "has no effect: no class names it as its 'client'%s%s%s",
                          nearest != NULL ? "; did you mean '" : "",
                          nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
        }
    }
}

/* ---- destinations ---- */

/* What one Region of a `destinations` entry does, over all targets of all options that have it. */
struct destination_use {
    const char *prefix, *region;
    const struct sim_json *at;
    bool adds, met, has_effect;
};

static void look_at_target(const struct plan *plan, const struct cri_target_spec *target,
                           uint32_t region, struct sim_arena *arena, struct destination_use *use)
{
    const struct catalog_profile *profile = catalog_profile_by_id(plan->catalog, target->model_id);
    struct catalog_origin origin;
    uint32_t *regions;
    uint32_t n;
    bool is_there = false;

    if (profile == NULL || strcmp(profile->prefix, use->prefix) != 0)
        return;
    regions = sim_arena_alloc(arena, (catalog_n_regions(plan->catalog) + 1) * sizeof *regions);
    n = catalog_destinations(plan->catalog, profile, target->source, regions, &origin);
    for (uint32_t i = 0; i < n; i++)
        is_there |= regions[i] == region;
    use->met = true;
    use->has_effect |= is_there != use->adds;
}

static void look_at_option(const struct plan *plan, const struct plan_option *option,
                           struct sim_arena *arena, struct destination_use *use)
{
    uint32_t region = catalog_region_find(plan->catalog, use->region);

    for (uint32_t c = 0; c < option->spec.n_classes && !use->has_effect; c++) {
        const struct cri_class_spec *class = &option->spec.classes[c];

        for (uint32_t t = 0; t < class->n_targets; t++)
            look_at_target(plan, &class->targets[t], region, arena, use);
    }
}

static void warn_destination(const struct scenario *scenario, const struct destination_use *use,
                             struct sim_arena *arena, struct sim_diag *diag)
{
    const char *path = sim_arena_printf(arena, "destinations.%s.%s", use->prefix, use->region);
    const struct sim_json *at = use->at;

    if (!use->met)
        plan_warn(scenario, diag, at, path,
                  "has no effect: no class is called through a profile '%.80s'", use->prefix);
    else if (!use->has_effect)
        plan_warn(scenario, diag, at, path,
                  "has no effect: %.80s %s of the profiles '%.80s' that are called", use->region,
                  use->adds ? "is among the destinations" : "is no destination", use->prefix);
}

/* The same place in the file is the same entry, in whichever options it stands. */
static void warn_destinations(const struct plan *plan, struct sim_arena *arena,
                              struct sim_diag *diag)
{
    const struct scenario *scenario = plan->scenario;
    struct destination_use *uses;
    struct sim_names names = {0};
    uint32_t n = 0, room = 0;

    for (uint32_t a = 0; a < scenario->n_options; a++) {
        const struct scenario_map *map = &scenario->worlds[a].destinations;
        const struct scenario_destinations *entries = map->items;

        for (uint32_t i = 0; i < map->n; i++)
            room += entries[i].regions.n;
    }
    uses = sim_arena_alloc(arena, (room + 1) * sizeof *uses);
    for (uint32_t a = 0; a < scenario->n_options; a++) {
        const struct scenario_map *map = &scenario->worlds[a].destinations;
        const struct scenario_destinations *entries = map->items;

        for (uint32_t i = 0; i < map->n; i++)
            for (uint32_t r = 0; r < entries[i].regions.n; r++) {
                const struct scenario_numbers *regions = &entries[i].regions;
                struct destination_use use = {entries[i].node.name,
                                              regions->names[r],
                                              regions->json[r],
                                              regions->values[r] != 0,
                                              false,
                                              false};
                const char *name = sim_arena_printf(
                    arena, "%s.%s.%d.%" PRIu32 ".%" PRIu32, use.prefix, use.region, use.adds,
                    use.at != NULL ? use.at->line : 0, use.at != NULL ? use.at->column : 0);
                uint32_t k = sim_names_add(&names, name, strlen(name));

                if (k == n)
                    uses[n++] = use;
                look_at_option(plan, &plan->options[a], arena, &uses[k]);
            }
    }
    sim_names_release(&names);
    for (uint32_t k = 0; k < n; k++)
        warn_destination(scenario, &uses[k], arena, diag);
}

/* An entry may be another one in each option: it is unused if it is in all options that have it. */
static void warn_unused(struct plan *plan, bool sound, struct sim_diag *diag)
{
    struct sim_arena *arena = &plan->arena;
    const struct scenario *scenario = plan->scenario;
    struct subject *seen, *subjects;
    struct sim_names names = {0};
    int *near;
    uint32_t n = 0, room = 0;

    if (!sound)
        return;
    for (uint32_t a = 0; a < scenario->n_options; a++)
        room += count(&scenario->worlds[a]);
    seen = sim_arena_alloc(arena, (room + 1) * sizeof *seen);
    near = sim_arena_alloc(arena, (room + 1) * sizeof *near);
    subjects = sim_arena_alloc(arena, (room + 1) * sizeof *subjects);
    for (uint32_t a = 0; a < scenario->n_options; a++) {
        uint32_t n_subjects = subjects_of(&scenario->worlds[a], subjects);

        for (uint32_t i = 0; i < n_subjects; i++) {
            int here = nearness(scenario, a, &subjects[i]);

            here += here == 3 && !counts_otherwise(&plan->options[a], &subjects[i]);
            const char *name =
                sim_arena_printf(arena, "%s.%s", subjects[i].map, subjects[i].node->name);
            uint32_t k = sim_names_add(&names, name, strlen(name));

            if (k == n)
                seen[n++] = subjects[i];
            near[k] = here > near[k] ? here : near[k];
        }
    }
    sim_names_release(&names);
    for (uint32_t k = 0; k < n; k++)
        warn(scenario, seen[k], near[k], arena, diag);
    warn_clients(scenario, arena, diag);
    warn_destinations(plan, arena, diag);
}

const struct plan_part plan_part_unused = {
    .name = "unused",
    .after = warn_unused,
};
