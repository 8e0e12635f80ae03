/*
 * scenario.c: from a file to one world per arm, and the checks that need no catalog.
 */
#include "scenarios/read/scenario.h"

#include "scenarios/read/schema.h"
#include "sim/base/assert.h"
#include "sim/base/file_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What arms share unless they say "unpaired": otherwise differences would compare unlike runs. */
static const char *const shared_keys[] = {
    "traffic", "outages", "seed", "horizon_s", "drain_s", "replications", "resample_block_s"};

static void check_fixed_keys(const struct sim_json *overrides, const char *path,
                             const struct scenario_arm *arm, struct sim_diag *diag)
{
    static const char *const never[] = {"format", "version", "title", "description", "arms"};

    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (sim_json_find(overrides, never[i]) != NULL)
            scenario_error(diag, sim_json_find(overrides, never[i]), path,
                           "'%s' cannot be changed by an arm", never[i]);
    for (size_t i = 0; !arm->unpaired && i < sizeof shared_keys / sizeof shared_keys[0]; i++)
        if (sim_json_find(overrides, shared_keys[i]) != NULL)
            scenario_error(
                diag, sim_json_find(overrides, shared_keys[i]), path,
                "'%s' must be the same in all arms; set \"unpaired\": true in the arm to "
                "compare unlike runs",
                shared_keys[i]);
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

static bool is_in(const char *key, const char *const *keys)
{
    while (*keys != NULL && strcmp(*keys, key) != 0)
        keys++;
    return *keys != NULL;
}

static const char *traffic_no_effect(const struct scenario_traffic *traffic, const char *key)
{
    static const char *const of_generator[] = {
        "rate_per_s", "duration_s", "peak_to_mean", "peak_at_s", "period_s",   "input_p50",
        "input_p99",  "output_p50", "output_p99",   "input_max", "output_max", NULL};
    static const char *const of_diurnal[] = {"peak_to_mean", "peak_at_s", "period_s", NULL};
    static const char *const of_trace[] = {"unsorted", "skip_bad_rows", NULL};

    if (traffic->generator == SCENARIO_NO_GENERATOR)
        return is_in(key, of_generator) ? "without a 'generator'" : NULL;
    if (traffic->generator == SCENARIO_POISSON && is_in(key, of_diurnal))
        return "with the generator 'poisson'";
    return is_in(key, of_trace) ? "without a 'trace'" : NULL;
}

static const char *capacity_no_effect(const struct scenario_capacity *capacity, const char *key)
{
    static const char *const of_slots[] = {"slots", "queue", NULL};

    return capacity->kind != 1 && is_in(key, of_slots) ? "with kind 'unlimited'" : NULL;
}

const char *schema_no_effect(const struct schema_object *object, const void *from, const char *key)
{
    if (strcmp(object->name, "traffic") == 0)
        return traffic_no_effect(from, key);
    if (strcmp(object->name, "capacity") == 0)
        return capacity_no_effect(from, key);
    return NULL;
}

static void check_traffic(const struct scenario_traffic *traffic, const char *path,
                          struct sim_diag *diag)
{
    const struct sim_json *at = traffic->node.json;

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
    if (traffic->generator != SCENARIO_NO_GENERATOR &&
        traffic->rate_per_s * traffic->duration_s > 2e8)
        scenario_error(diag, at, path, "would draw more than 200 million requests");
    /* A key that would change nothing is a mistake, not a detail. */
    for (uint32_t i = 0; at != NULL && i < at->n_children; i++) {
        const char *why = traffic_no_effect(traffic, at->children[i]->key);

        if (why != NULL)
            scenario_error(diag, at->children[i], path, "'%s' has no effect %s",
                           at->children[i]->key, why);
    }
}

static void check_capacity(const struct scenario_capacity *capacity, const char *path,
                           struct sim_diag *diag)
{
    const struct sim_json *at = capacity->node.json;

    if (capacity->kind == 1 && capacity->slots == SCENARIO_ABSENT)
        scenario_error(diag, at, path, "kind 'slots' needs the number of 'slots'");
    for (uint32_t i = 0; at != NULL && i < at->n_children; i++) {
        const char *why = capacity_no_effect(capacity, at->children[i]->key);

        if (why != NULL)
            scenario_error(diag, at->children[i], path, "'%s' has no effect %s",
                           at->children[i]->key, why);
    }
}

static void check_world(const struct scenario_world *world, struct sim_arena *arena,
                        struct sim_diag *diag)
{
    const struct scenario_class *classes = world->classes.items;
    const struct scenario_traffic *traffic = world->traffic.items;
    const struct scenario_capacity *capacity = world->capacity.items;

    if (world->format != NULL && strcmp(world->format, SCENARIO_FORMAT) != 0)
        scenario_error(diag, scenario_at(&world->node, "format"), "format",
                       "must be '" SCENARIO_FORMAT "' (got '%.80s')", world->format);
    for (uint32_t i = 0; i < world->traffic.n; i++)
        check_traffic(&traffic[i], sim_arena_printf(arena, "traffic.%s", traffic[i].node.name),
                      diag);
    for (uint32_t i = 0; i < world->capacity.n; i++)
        check_capacity(&capacity[i], sim_arena_printf(arena, "capacity.%s", capacity[i].node.name),
                       diag);
    for (uint32_t i = 0; i < world->classes.n; i++) {
        const struct scenario_class *class = &classes[i];
        char *path = sim_arena_printf(arena, "classes.%s", class->node.name);

        check_reference(&world->traffic, sizeof *traffic, "traffic", class->traffic,
                        scenario_at(&class->node, "traffic"), path, arena, diag);
        if (strcmp(class->client, "default") != 0 ||
            sim_json_find(class->node.json, "client") != NULL)
            if (world->clients.n > 0 || strcmp(class->client, "default") != 0)
                check_reference(&world->clients, sizeof(struct scenario_client), "clients",
                                class->client, scenario_at(&class->node, "client"), path, arena,
                                diag);
    }
    if (world->traffic.n > 0 && world->classes.n > 0) {
        for (uint32_t t = 0; t < world->traffic.n; t++) {
            bool used = false;

            for (uint32_t i = 0; i < world->classes.n; i++)
                used = used || (classes[i].traffic != NULL &&
                                strcmp(classes[i].traffic, traffic[t].node.name) == 0);
            if (!used)
                scenario_error(diag, traffic[t].node.json,
                               sim_arena_printf(arena, "traffic.%s", traffic[t].node.name),
                               "is used by no class");
        }
    }
}

static void read_arms(struct scenario *scenario, struct sim_diag *diag)
{
    scenario->n_arms = scenario->base.arms.n;
    scenario->arms = scenario->base.arms.items;
    scenario->worlds =
        sim_arena_alloc(&scenario->arena, (scenario->n_arms + 1) * sizeof *scenario->worlds);
    scenario->arm_json =
        sim_arena_alloc(&scenario->arena, (scenario->n_arms + 1) * sizeof *scenario->arm_json);
    for (uint32_t i = 0; i < scenario->n_arms; i++) {
        const struct scenario_arm *arm = &scenario->arms[i];
        char *path = sim_arena_printf(&scenario->arena, "arms.%s.overrides", arm->node.name);
        struct sim_json empty = {
            .type = SIM_JSON_OBJECT, .file = scenario->file, .children = NULL, .n_children = 0};
        const struct sim_json *patch = arm->overrides != NULL ? arm->overrides : &empty;

        if (patch->type != SIM_JSON_OBJECT) {
            scenario_error(diag, patch, path, "must be an object (got %s)",
                           sim_json_type_name(patch->type));
            patch = &empty;
        }
        check_fixed_keys(patch, path, arm, diag);
        if (arm->prefix != NULL && arm->mode != 1)
            scenario_error(diag, scenario_at(&arm->node, "prefix"),
                           sim_arena_printf(&scenario->arena, "arms.%s", arm->node.name),
                           "'prefix' has no effect unless the mode is 'geographic'");
        scenario->arm_json[i] = sim_json_merge_patch(scenario->json, patch);
        schema_read(&schema_root, scenario->arm_json[i], "", &scenario->worlds[i], &scenario->arena,
                    diag);
        check_world(&scenario->worlds[i], &scenario->arena, diag);
    }
}

static struct scenario *parse(const char *file, const char *text, size_t length, bool for_check,
                              struct sim_diag *diag)
{
    size_t errors = diag->n_errors;
    struct sim_json *json = sim_json_parse(file, text, length, diag);
    struct scenario *scenario;

    if (json == NULL)
        return NULL;
    scenario = calloc(1, sizeof *scenario);
    SIM_ASSERT(scenario != NULL, "out of memory");
    scenario->json = json;
    scenario->file = sim_arena_strdup(&scenario->arena, file);
    if (json->type != SIM_JSON_OBJECT) {
        scenario_error(diag, json, "", "a scenario must be an object (got %s)",
                       sim_json_type_name(json->type));
    } else {
        schema_read(&schema_root, json, "", &scenario->base, &scenario->arena, diag);
        check_world(&scenario->base, &scenario->arena, diag);
        read_arms(scenario, diag);
    }
    if (diag->n_errors > errors && (!for_check || json->type != SIM_JSON_OBJECT)) {
        scenario_destroy(scenario);
        return NULL;
    }
    return scenario;
}

struct scenario *scenario_parse(const char *file, const char *text, size_t length,
                                struct sim_diag *diag)
{
    return parse(file, text, length, false, diag);
}

static struct scenario *read_file(const char *file, bool for_check, struct sim_diag *diag)
{
    struct sim_error err;
    struct scenario *scenario;
    char *text;
    size_t length;

    if (sim_file_read(file, (size_t)64 * 1024 * 1024, &text, &length, &err) != SIM_OK) {
        sim_diag_error(diag, file, 0, 0, NULL, "%s", err.message);
        return NULL;
    }
    scenario =
        parse(strcmp(file, "-") == 0 ? "(standard input)" : file, text, length, for_check, diag);
    free(text);
    return scenario;
}

struct scenario *scenario_read(const char *file, struct sim_diag *diag)
{
    return read_file(file, false, diag);
}

struct scenario *scenario_read_for_check(const char *file, struct sim_diag *diag)
{
    return read_file(file, true, diag);
}

void scenario_destroy(struct scenario *scenario)
{
    if (scenario == NULL)
        return;
    for (uint32_t i = 0; scenario->arm_json != NULL && i < scenario->n_arms; i++)
        sim_json_destroy(scenario->arm_json[i]);
    sim_json_destroy(scenario->json);
    sim_arena_release(&scenario->arena);
    free(scenario);
}
