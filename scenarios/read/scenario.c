/*
 * scenario.c: from a file to one world per option, and the checks that need no catalog.
 */
#include "scenarios/read/scenario.h"

#include "models/spec.h"
#include "scenarios/read/cases.h"
#include "scenarios/read/edit.h"
#include "scenarios/read/ranges.h"
#include "scenarios/read/resolve.h"
#include "scenarios/read/schema.h"
#include "scenarios/read/title.h"
#include "scenarios/read/version.h"
#include "scenarios/read/whose.h"
#include "sim/base/file_out.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* who: "an option", "a case", "a patch". Only a patch brings an SLO, which a case has in a key of
 * its own, and what is of one option alone. */
static void check_fixed_keys(const struct sim_json *overrides, const char *path, const char *who,
                             bool is_patch, struct sim_diag *diag)
{
    static const char *const never[] = {
        "format",  "version",      "title",    "description",  "owner",
        "options", "replications", "slo",      "indifference", "resample_block_s",
        "cases",   "objective",    "uncertain"};

    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (sim_json_find(overrides, never[i]) != NULL &&
            !(is_patch && (strcmp(never[i], "slo") == 0 || strcmp(never[i], "options") == 0)))
            scenario_error(diag, sim_json_find(overrides, never[i]), path,
                           "'%s' cannot be changed by %s", never[i], who);
}

/* What is to be kept is no matter of the option that is to keep to it. */
static void check_promises(const struct sim_json *overrides, const char *path,
                           struct sim_diag *diag)
{
    static const char *const promises[] = {"slo", "residency", "deferrable"};
    const struct sim_json *classes = sim_json_find(overrides, "classes");

    if (sim_json_find(overrides, "residency") != NULL)
        scenario_error(diag, sim_json_find(overrides, "residency"), path,
                       "'residency' cannot be changed by an option");
    for (uint32_t i = 0;
         classes != NULL && classes->type == SIM_JSON_OBJECT && i < classes->n_children; i++)
        for (size_t p = 0; p < sizeof promises / sizeof promises[0]; p++)
            if (sim_json_find(classes->children[i], promises[p]) != NULL)
                scenario_error(diag, sim_json_find(classes->children[i], promises[p]), path,
                               "'%s' of a class cannot be changed by an option", promises[p]);
}

static void *find_entry(const struct scenario_map *map, size_t size, const char *name)
{
    for (uint32_t i = 0; i < map->n; i++) {
        struct scenario_node *node = (void *)((char *)map->items + i * size);

        if (strcmp(node->name, name) == 0)
            return node;
    }
    return NULL;
}

static void check_reference(const struct scenario_map *map, size_t size, const char *map_name,
                            const char *name, const struct sim_json *at, const char *path,
                            struct sim_arena *arena, struct sim_diag *diag)
{
    const char **names = sim_arena_alloc(arena, (map->n + 1) * sizeof *names);
    const char *nearest;

    if (name == NULL || find_entry(map, size, name) != NULL)
        return;
    for (uint32_t i = 0; i < map->n; i++)
        names[i] = ((struct scenario_node *)(void *)((char *)map->items + i * size))->name;
    nearest = sim_nearest_name(name, names, map->n);
    if (nearest != NULL)
        scenario_error(diag, at, path, "'%s' has no entry '%s'; did you mean '%s'?", map_name, name,
                       nearest);
    else
        scenario_error(diag, at, path, "'%s' has no entry '%s'", map_name, name);
}

/* A key that would change nothing is a mistake, not a detail. */
static void check_effects(const struct schema_object *object, const struct scenario_node *node,
                          const char *path, bool in_option, struct sim_diag *diag)
{
    for (uint32_t i = 0; node->json != NULL && !node->wrong && i < node->json->n_children; i++) {
        const struct schema_key *key = schema_find(object, node->json->children[i]->key);
        const char *why = key != NULL ? schema_no_effect(key, node) : NULL;

        /* A saved scenario states every default where it has an effect; an option that takes the
         * effect away by another key says nothing wrong. */
        if (why != NULL &&
            !(in_option && schema_is_default(key, (const char *)(const void *)node + key->offset)))
            scenario_error(diag, node->json->children[i], path, "'%s' has no effect %s",
                           key->field.name, why);
    }
}

/* In every object and every entry of every map of the world. */
static void check_all_effects(const struct scenario_world *world, bool in_option,
                              struct sim_arena *arena, struct sim_diag *diag)
{
    for (uint32_t k = 0; k < schema_root.n_keys; k++) {
        const struct schema_key *key = &schema_root.keys[k];
        const char *base = (const char *)world + key->offset;

        if (key->shape == SCHEMA_OBJECT)
            check_effects(key->object, (const void *)base, key->field.name, in_option, diag);
        if (key->shape == SCHEMA_MAP) {
            const struct scenario_map *map = (const void *)base;

            for (uint32_t i = 0; i < map->n; i++) {
                const struct scenario_node *node =
                    (const void *)((const char *)map->items + i * key->object->size);

                check_effects(key->object, node,
                              sim_arena_printf(arena, "%s.%s", key->field.name, node->name),
                              in_option, diag);
            }
        }
    }
}

/* What a scale below 1 leaves out is drawn nevertheless, at a twentieth of a request's cost. */
#define MOST_DRAWN       2e8
#define LEFT_OUT_OF_EACH 30.0 /* drawn for one that is offered ... */
#define LEFT_OUT_FREELY  1e5  /* ... beyond so many */

static void check_traffic(const struct scenario_traffic *traffic, double load, const char *path,
                          struct sim_diag *diag)
{
    const struct sim_json *at = traffic->node.json;
    double candidates, drawn;

    if (traffic->trace == NULL && traffic->generator == SCENARIO_NO_GENERATOR)
        scenario_error(diag, at, path, "needs a 'trace' or a 'generator'");
    if (traffic->trace != NULL && traffic->generator != SCENARIO_NO_GENERATOR)
        scenario_error(diag, at, path, "has both a 'trace' and a 'generator'");
    if (traffic->input_p99 < traffic->input_p50)
        scenario_error(diag, scenario_at(&traffic->node, "input_p99"), path,
                       "'input_p99' is below 'input_p50'");
    if (traffic->output_p99 < traffic->output_p50)
        scenario_error(diag, scenario_at(&traffic->node, "output_p99"), path,
                       "'output_p99' is below 'output_p50'");
    if (traffic->generator == SCENARIO_NO_GENERATOR)
        return;
    candidates = traffic->rate_per_s * traffic->duration_s * (double)traffic->loops;
    drawn = candidates * fmax(traffic->scale, 1) * fmax(load, 1);
    if (drawn > MOST_DRAWN)
        scenario_error(diag, at, path,
                       "would draw %.4g requests ('rate_per_s' x 'duration_s' x 'loops', x 'scale' "
                       "and x 'load' where they are above 1), more than 200 million",
                       drawn);
    else if (candidates > fmax(LEFT_OUT_FREELY, LEFT_OUT_OF_EACH * candidates * traffic->scale))
        scenario_error(diag, scenario_at(&traffic->node, "scale"), path,
                       "draws %.4g requests to leave all but %.4g out; a 'rate_per_s' of %.4g "
                       "without 'scale' offers as many",
                       candidates, candidates * traffic->scale,
                       traffic->rate_per_s * traffic->scale);
}

static void check_capacity(const struct scenario_capacity *capacity, const char *path,
                           struct sim_diag *diag)
{
    const struct sim_json *at = capacity->node.json;

    if (capacity->kind == CRI_CAPACITY_SLOTS && capacity->slots == SCENARIO_ABSENT)
        scenario_error(diag, at, path, "kind 'slots' needs the number of 'slots'");
    if (capacity->kind == CRI_CAPACITY_SHARED &&
        isnan(capacity->calls) == isnan(capacity->tokens_per_s))
        scenario_error(diag, at, path,
                       "kind 'shared' needs either 'calls' or 'tokens_per_s', not %s",
                       isnan(capacity->calls) ? "neither" : "both");
    if (capacity->background_swing > capacity->background_share)
        scenario_error(diag, scenario_at(&capacity->node, "background_swing"), path,
                       "'background_swing' is above 'background_share': the load would be negative "
                       "at its low");
}

static void check_outage(const struct scenario_outage *outage, const char *path,
                         struct sim_diag *diag)
{
    const struct sim_json *at = outage->node.json;
    bool somewhere = outage->regions.n > 0 || outage->geography != NULL;

    if (outage->events != NULL)
        return;
    if (outage->regions.n > 0 && outage->geography != NULL)
        scenario_error(diag, at, path, "has both 'regions' and a 'geography'");
    if (!somewhere && outage->incident == NULL)
        scenario_error(diag, at, path, "needs 'regions', a 'geography', an 'incident' or 'events'");
    if (isnan(outage->mean_up_h) && isnan(outage->start_s))
        scenario_error(diag, at, path, "needs a 'start_s', or a 'mean_up_h' to be drawn");
    if (isnan(outage->mean_up_h) && isnan(outage->duration_s) && outage->incident == NULL)
        scenario_error(diag, at, path, "needs a 'duration_s'");
    if (!isnan(outage->mean_up_h) && outage->repair == SCENARIO_REPAIR_LOGNORMAL &&
        outage->repair_p90_min < outage->repair_p50_min)
        scenario_error(diag, scenario_at(&outage->node, "repair_p90_min"), path,
                       "'repair_p90_min' is below 'repair_p50_min'");
    if (outage->kind == CRI_OUTAGE_BROWN_OUT && outage->error_share == 0 && outage->slowdown == 1 &&
        outage->capacity_factor == 1)
        scenario_error(diag, at, path,
                       "changes nothing: state 'error_share', 'slowdown' or 'capacity_factor'");
    if (outage->kind == CRI_OUTAGE_LATENCY && outage->added_ms == 0)
        scenario_error(diag, at, path, "changes nothing: state 'added_ms'");
    if (outage->kind == CRI_OUTAGE_QUOTA_CUT && outage->quota_factor == 1)
        scenario_error(diag, at, path, "changes nothing: state 'quota_factor'");
}

static void check_prefixes(const struct scenario_world *world, const struct scenario_class *class,
                           const char *path, struct sim_diag *diag)
{
    if (!world->cache.simulate && class->prefix_groups > 0)
        scenario_error(diag, scenario_at(&class->node, "prefix_groups"), path,
                       "'prefix_groups' has no effect unless the cache is simulated");
    if (world->cache.simulate && class->cached_share > 0)
        scenario_error(diag, scenario_at(&class->node, "cached_share"), path,
                       "'cached_share' has no effect when the cache is simulated");
    if (class->tier == SCENARIO_TIER_BATCH && class->batch_hours_p99 < class->batch_hours_p50)
        scenario_error(diag, scenario_at(&class->node, "batch_hours_p99"), path,
                       "'batch_hours_p99' is below 'batch_hours_p50'");
}

static void check_clock(const struct scenario_world *world, struct sim_diag *diag)
{
    const struct scenario_capacity *capacity = world->capacity.items;
    const struct scenario_background *clock = &world->background;

    for (uint32_t i = 0; i < world->capacity.n; i++)
        if (capacity[i].background_share > 0 || capacity[i].node.wrong)
            return;
    if (clock->node.wrong)
        return;
    /* Values that are the defaults do no harm: a printed scenario states them all. */
    if ((clock->start_hour_utc != 0 && world->as_of == NULL) || clock->start_weekday != 0 ||
        clock->step_s != 300 || !clock->surge_on_outage)
        scenario_error(diag, world->background.node.json, "background",
                       "%s no effect: no entry of 'capacity' has a 'background_share'",
                       world->as_of != NULL ? "'start_weekday', 'step_s', 'surge_on_outage' have"
                                            : "has");
}

struct cri_slo scenario_slo_bounds(const struct scenario_slo *slo)
{
    struct cri_slo bounds;

#define X(key, ...)                                                                                \
    bounds.bounds[CRI_SLO_##key] = (struct cri_slo_bound){.min = slo->key.min, .max = slo->key.max};
    CRI_SLO_LIST(X)
#undef X
    return bounds;
}

static void check_bound(const struct scenario_bound *bound, const char *path, const char *key,
                        struct sim_arena *arena, struct sim_diag *diag)
{
    if (bound->node.json == NULL || bound->node.wrong)
        return;
    path = sim_arena_printf(arena, "%s.%s", path, key);
    if (isnan(bound->min) && isnan(bound->max))
        scenario_error(diag, bound->node.json, path, "bounds nothing: state a 'min' or a 'max'");
    else if (bound->min > bound->max)
        scenario_error(diag, scenario_at(&bound->node, "min"), path,
                       "'min' is above 'max': nothing could keep to both");
}

static void check_slo(const struct scenario_slo *slo, const char *path, struct sim_arena *arena,
                      struct sim_diag *diag)
{
#define X(key, ...) check_bound(&slo->key, path, #key, arena, diag);
    CRI_SLO_LIST(X)
#undef X
}

static void check_world(const struct scenario_world *world, bool in_option, struct sim_arena *arena,
                        struct sim_diag *diag)
{
    const struct scenario_class *classes = world->classes.items;
    const struct scenario_traffic *traffic = world->traffic.items;
    const struct scenario_capacity *capacity = world->capacity.items;
    const struct scenario_outage *outages = world->outages.items;
    const struct scenario_quota_change *changes = world->quota_changes.items;

    if (world->format != NULL && strcmp(world->format, SCENARIO_FORMAT) != 0)
        scenario_error(diag, scenario_at(&world->node, "format"), "format",
                       "must be '" SCENARIO_FORMAT "' (got '%.80s')", world->format);
    for (uint32_t i = 0; i < world->traffic.n; i++)
        if (!traffic[i].node.wrong)
            check_traffic(&traffic[i], world->load,
                          sim_arena_printf(arena, "traffic.%s", traffic[i].node.name), diag);
    for (uint32_t i = 0; i < world->capacity.n; i++)
        if (!capacity[i].node.wrong)
            check_capacity(&capacity[i],
                           sim_arena_printf(arena, "capacity.%s", capacity[i].node.name), diag);
    for (uint32_t i = 0; i < world->outages.n; i++)
        if (!outages[i].node.wrong)
            check_outage(&outages[i], sim_arena_printf(arena, "outages.%s", outages[i].node.name),
                         diag);
    for (uint32_t i = 0; i < world->quota_changes.n; i++)
        if (!changes[i].node.wrong && changes[i].requests_per_min == SCENARIO_ABSENT &&
            changes[i].tokens_per_min == SCENARIO_ABSENT &&
            changes[i].tokens_per_day == SCENARIO_ABSENT &&
            changes[i].input_tokens_per_min == SCENARIO_ABSENT &&
            changes[i].output_tokens_per_min == SCENARIO_ABSENT)
            scenario_error(diag, changes[i].node.json,
                           sim_arena_printf(arena, "quota_changes.%s", changes[i].node.name),
                           "changes nothing: state an amount");
    check_clock(world, diag);
    check_slo(&world->slo, "slo", arena, diag);
    check_bound(&world->slo_drill.success_rate, "slo_drill", "success_rate", arena, diag);
    check_bound(&world->slo_drill.recovery_min, "slo_drill", "recovery_min", arena, diag);
    check_bound(&world->slo_drill.amplification, "slo_drill", "amplification", arena, diag);
    check_all_effects(world, in_option, arena, diag);
    for (uint32_t i = 0; i < world->classes.n; i++) {
        const struct scenario_class *class = &classes[i];
        char *path = sim_arena_printf(arena, "classes.%s", class->node.name);

        check_slo(&class->slo, sim_arena_printf(arena, "%s.slo", path), arena, diag);
        if (!class->node.wrong && !world->cache.node.wrong)
            check_prefixes(world, class, path, diag);
        check_reference(&world->traffic, sizeof *traffic, "traffic", class->traffic,
                        scenario_at(&class->node, "traffic"), path, arena, diag);
        /* 'default' is there without an entry: every key of it has a default. */
        if (strcmp(class->client, "default") != 0)
            check_reference(&world->clients, sizeof(struct scenario_client), "clients",
                            class->client, scenario_at(&class->node, "client"), path, arena, diag);
    }
}

static bool uses_traffic(const struct scenario_world *world, const char *name)
{
    const struct scenario_class *classes = world->classes.items;

    for (uint32_t i = 0; i < world->classes.n; i++)
        if (classes[i].traffic != NULL && strcmp(classes[i].traffic, name) == 0)
            return true;
    return false;
}

/* Traffic that no class draws on in any option is a slip; that some options do without is not. */
static void check_unused_traffic(const struct scenario *scenario,
                                 const struct scenario_world *world, struct sim_arena *arena,
                                 struct sim_diag *diag)
{
    const struct scenario_traffic *traffic = world->traffic.items;

    for (uint32_t t = 0; world->classes.n > 0 && t < world->traffic.n; t++) {
        const char *name = traffic[t].node.name;
        bool used = uses_traffic(&scenario->base, name);

        for (uint32_t a = 0; a < scenario->n_options && !used; a++)
            used = uses_traffic(&scenario->worlds[a], name);
        if (!used)
            scenario_error(diag, traffic[t].node.json, sim_arena_printf(arena, "traffic.%s", name),
                           "is used by no class");
    }
}

/* The option's own overrides, or `empty` with an error. */
static const struct sim_json *overrides_of(const struct scenario *scenario, uint32_t i,
                                           const struct sim_json *empty, struct sim_diag *diag)
{
    const struct scenario_option *option = &scenario->options[i];
    const struct sim_json *overrides = option->overrides != NULL ? option->overrides : empty;
    struct sim_arena arena = {0};
    char *path = sim_arena_printf(&arena, "options.%s.overrides", option->node.name);

    if (overrides->type != SIM_JSON_OBJECT) {
        scenario_error(diag, overrides, path, "must be an object (got %s)",
                       sim_json_type_name(overrides->type));
        overrides = empty;
    }
    check_fixed_keys(overrides, path, "an option", false, diag);
    scenario_check_new_entries(overrides, scenario->json, diag);
    check_promises(overrides, path, diag);
    sim_arena_release(&arena);
    return overrides;
}

/* A patch as an option takes it: what it says of that option alone comes last. */
static const struct sim_json *patch_of_option(struct scenario *scenario, const char *name,
                                              const struct sim_json *patch)
{
    const struct sim_json *own = sim_json_find(sim_json_find(patch, "options"), name);

    return scenario_patch_both(patch, sim_json_find(own, "overrides"), &scenario->arena);
}

/* The world of each option: the file's tree with its overrides, or the tree that the option had
 * before the patch, with the patch: what it has removed, a class say, stays out of it. */
static void read_options(struct scenario *scenario, const struct scenario *unpatched,
                         const struct sim_json *patch, struct sim_diag *diag)
{
    struct sim_json empty = {
        .type = SIM_JSON_OBJECT, .file = scenario->file, .children = NULL, .n_children = 0};

    scenario->n_options = scenario->base.options.n;
    scenario->options = scenario->base.options.items;
    scenario->worlds =
        sim_arena_alloc(&scenario->arena, (scenario->n_options + 1) * sizeof *scenario->worlds);
    scenario->option_json = sim_arena_alloc(&scenario->arena, (scenario->n_options + 1) *
                                                                  sizeof *scenario->option_json);
    for (uint32_t i = 0; i < scenario->n_options; i++) {
        const struct scenario_option *option = &scenario->options[i];
        size_t before;

        if (unpatched != NULL)
            scenario->option_json[i] = sim_json_merge_patch_kept(
                unpatched->option_json[i], patch_of_option(scenario, option->node.name, patch),
                unpatched->json);
        else
            scenario->option_json[i] =
                sim_json_merge_patch(scenario->json, overrides_of(scenario, i, &empty, diag));
        if (option->prefix != NULL && option->mode != 1)
            scenario_error(diag, scenario_at(&option->node, "prefix"),
                           sim_arena_printf(&scenario->arena, "options.%s", option->node.name),
                           "'prefix' has no effect unless the mode is 'geographic'");
        before = diag->n;
        scenario_resolve(scenario, scenario->option_json[i], diag);
        schema_read(&schema_root, scenario->option_json[i], "", &scenario->worlds[i],
                    &scenario->arena, diag);
        check_world(&scenario->worlds[i], true, &scenario->arena, diag);
        if (option->overrides != NULL)
            scenario_findings_of(
                diag, before, sim_arena_printf(&scenario->arena, "option '%s'", option->node.name),
                option->overrides);
    }
    check_unused_traffic(scenario, &scenario->base, &scenario->arena, diag);
    for (uint32_t i = 0; i < scenario->n_options; i++)
        check_unused_traffic(scenario, &scenario->worlds[i], &scenario->arena, diag);
}

/* Each class of each option is compiled, has counters and histograms: their number is bounded. */
enum { MOST_OPTION_CLASSES = 10000 };

static void check_size(const struct scenario *scenario, struct sim_diag *diag)
{
    uint64_t n = 0;

    for (uint32_t i = 0; i < scenario->n_options; i++)
        n += scenario->worlds[i].classes.n;
    if (n > MOST_OPTION_CLASSES)
        scenario_error(diag, scenario_at(&scenario->base.node, "options"), "options",
                       "have %llu classes together; at most %d (options x classes)",
                       (unsigned long long)n, MOST_OPTION_CLASSES);
}

static void check_cases(const struct scenario *scenario, struct sim_diag *diag)
{
    const struct scenario_case *cases = scenario->base.cases.items;
    struct sim_arena arena = {0};

    scenario_check_cases(&scenario->base, &arena, diag);
    for (uint32_t i = 0; i < scenario->base.cases.n; i++)
        if (!cases[i].node.wrong) {
            check_fixed_keys(cases[i].overrides,
                             sim_arena_printf(&arena, "cases.%s.overrides", cases[i].node.name),
                             "a case", false, diag);
            if (cases[i].overrides != NULL)
                scenario_check_new_entries(cases[i].overrides, scenario->json, diag);
        }
    sim_arena_release(&arena);
}

/* What is known beside a file: what is typed on the command line, what names stand for. */
struct beside {
    const struct scenario_edit *edits;
    uint32_t n;
    const struct catalog *catalog; /* or NULL */
    bool no_places;                /* lines and columns are nobody's */
};

/* The file's tree as the edits leave it, which goes on being lent values of all of them. */
static void apply_edits(struct scenario *scenario, const struct beside *beside,
                        struct sim_diag *diag)
{
    struct sim_json *before = scenario->json, *after;
    bool good = true;

    if (beside->n == 0)
        return;
    scenario->edits =
        sim_arena_alloc(&scenario->arena, 2 * (size_t)beside->n * sizeof(struct sim_json *));
    for (uint32_t i = 0; i < beside->n; i++) {
        struct sim_json *patch = scenario_edit_parse(&beside->edits[i], diag);

        if (patch == NULL)
            continue;
        scenario->edits[scenario->n_edits++] = patch;
        scenario->edits[scenario->n_edits++] = scenario->json;
        scenario->json = sim_json_merge_patch(scenario->json, patch);
    }
    /* Patches and what they were laid over, in turn. */
    after = scenario->json;
    for (uint32_t i = 0; i < scenario->n_edits; i += 2)
        good = scenario_edits_check(before, after, scenario->edits[i], diag) && good;
    /* What follows from a name that is wrong is not said, too. */
    if (!good) {
        scenario->edits[1] = after;
        scenario->json = before;
    }
}

/* The keys of policy documents, and of the answers of the AWS CLI around one: often what a first
 * command is given. */
static bool is_policy(const struct sim_json *json)
{
    static const char *const keys[] = {"Statement", "PolicyVersion", "PolicyDocument", "Policy",
                                       "EvaluationResults"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (sim_json_find(json, keys[i]) != NULL && sim_json_find(json, "format") == NULL)
            return true;
    return false;
}

static struct scenario *parse(const char *file, const char *text, size_t length,
                              const struct beside *beside, bool for_check, struct sim_diag *diag)
{
    size_t errors = diag->n_raised;
    struct sim_json *json = sim_json_parse(file, text, length, diag);
    struct scenario *scenario;

    if (json == NULL)
        return NULL;
    scenario = sim_zeroed(1, sizeof *scenario);
    scenario->json = json;
    scenario->file = sim_arena_strdup(&scenario->arena, file);
    if (json->type != SIM_JSON_OBJECT) {
        scenario_error(diag, json, "", "a scenario must be an object (got %s)",
                       sim_json_type_name(json->type));
    } else if (is_policy(json)) {
        scenario_error(diag, json, "",
                       "is a policy, not a scenario: a scenario names it, as \"policies\": "
                       "{\"org\": {\"file\": \"%s\", \"level\": \"root\"}}",
                       file);
    } else {
        if (beside->no_places)
            sim_json_forget_places(json);
        scenario_upgrade(json, &scenario->arena, diag);
        apply_edits(scenario, beside, diag);
        json = scenario->json;
        scenario->catalog = beside->catalog;
        scenario_ranges_read(scenario, json, diag);
        scenario_resolve(scenario, json, diag);
        schema_read(&schema_root, json, "", &scenario->base, &scenario->arena, diag);
        scenario_take_title(scenario);
        check_world(&scenario->base, false, &scenario->arena, diag);
        check_cases(scenario, diag);
        scenario_ranges_name(scenario, diag);
        read_options(scenario, NULL, NULL, diag);
        check_size(scenario, diag);
    }
    if (diag->n_raised > errors &&
        (!for_check || json->type != SIM_JSON_OBJECT || is_policy(json))) {
        scenario_destroy(scenario);
        return NULL;
    }
    return scenario;
}

/* for_all: the patch comes after each option's own overrides; else it is the file's. */
static struct scenario *with_patch(const struct scenario *scenario, const struct sim_json *patch,
                                   bool for_all, struct sim_diag *diag)
{
    size_t errors = diag->n_raised;
    struct scenario *patched = sim_zeroed(1, sizeof *patched);

    patched->file = sim_arena_strdup(&patched->arena, scenario->file);
    patched->catalog = scenario->catalog;
    if (!for_all) {
        patched->ranges = scenario->ranges;
        patched->n_ranges = scenario->n_ranges;
    }
    patched->json = sim_json_merge_patch(scenario->json, patch);
    scenario_resolve(patched, patched->json, diag);
    schema_read(&schema_root, patched->json, "", &patched->base, &patched->arena, diag);
    scenario_take_title(patched);
    check_world(&patched->base, for_all, &patched->arena, diag);
    read_options(patched, for_all ? scenario : NULL, for_all ? patch : NULL, diag);
    check_size(patched, diag);
    if (diag->n_raised == errors)
        return patched;
    scenario_destroy(patched);
    return NULL;
}

struct scenario *scenario_patched(const struct scenario *scenario, const struct sim_json *patch,
                                  struct sim_diag *diag)
{
    if (patch->type != SIM_JSON_OBJECT) {
        scenario_error(diag, patch, "", "a patch must be an object (got %s)",
                       sim_json_type_name(patch->type));
        return NULL;
    }
    check_fixed_keys(patch, "", "a patch", true, diag);
    return with_patch(scenario, patch, true, diag);
}

struct scenario *scenario_extended(const struct scenario *scenario, const struct sim_json *patch,
                                   struct sim_diag *diag)
{
    return with_patch(scenario, patch, false, diag);
}

struct scenario *scenario_parse(const char *file, const char *text, size_t length,
                                struct sim_diag *diag)
{
    return parse(file, text, length, &(struct beside){.n = 0}, false, diag);
}

static struct scenario *read_file(const char *file, const struct beside *beside, bool for_check,
                                  struct sim_diag *diag)
{
    struct sim_error err;
    struct scenario *scenario;
    char *text;
    size_t length;

    if (sim_file_read(file, (size_t)64 * 1024 * 1024, &text, &length, &err) != SIM_OK) {
        sim_diag_error(diag, file, 0, 0, NULL, "%s", err.message);
        diag->unreadable = true;
        return NULL;
    }
    scenario = parse(strcmp(file, "-") == 0 ? "(standard input)" : file, text, length, beside,
                     for_check, diag);
    free(text);
    return scenario;
}

struct scenario *scenario_read(const char *file, struct sim_diag *diag)
{
    return read_file(file, &(struct beside){.n = 0}, false, diag);
}

struct scenario *scenario_read_for_check(const char *file, struct sim_diag *diag)
{
    return read_file(file, &(struct beside){.n = 0}, true, diag);
}

struct scenario *scenario_read_edited(const char *file, const struct scenario_edit *edits,
                                      uint32_t n_edits, const struct catalog *catalog,
                                      struct sim_diag *diag)
{
    return read_file(file, &(struct beside){edits, n_edits, catalog, false}, true, diag);
}

struct scenario *scenario_parse_edited(const char *name, const char *text, size_t length,
                                       const struct scenario_edit *edits, uint32_t n_edits,
                                       const struct catalog *catalog, struct sim_diag *diag)
{
    return parse(name, text, length, &(struct beside){edits, n_edits, catalog, true}, true, diag);
}

void scenario_destroy(struct scenario *scenario)
{
    if (scenario == NULL)
        return;
    for (uint32_t i = 0; scenario->option_json != NULL && i < scenario->n_options; i++)
        sim_json_destroy(scenario->option_json[i]);
    sim_json_destroy(scenario->json);
    for (uint32_t i = 0; i < scenario->n_edits; i++)
        sim_json_destroy(scenario->edits[i]);
    sim_arena_release(&scenario->arena);
    free(scenario);
}
