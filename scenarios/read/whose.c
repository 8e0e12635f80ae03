/*
 * whose.c: see whose.h.
 */
#include "scenarios/read/whose.h"

#include "scenarios/read/schema.h"
#include "sim/base/text.h"

#include <string.h>

static bool is_at(const struct sim_finding *finding, const struct sim_json *json)
{
    return ((finding->line == json->line && finding->column == json->column) ||
            (finding->line == json->key_line && finding->column == json->key_column)) &&
           json->file != NULL && strcmp(finding->file, json->file) == 0;
}

static bool stands_in(const struct sim_finding *finding, const struct sim_json *json)
{
    if (is_at(finding, json))
        return true;
    for (uint32_t i = 0; i < json->n_children; i++)
        if (stands_in(finding, json->children[i]))
            return true;
    return false;
}

/* As far down the path as the overrides go. Names may hold dots, so members are tried whole. */
static const struct sim_json *nearest_to(const char *path, const struct sim_json *json)
{
    if (json->type != SIM_JSON_OBJECT)
        return json;
    for (uint32_t i = 0; i < json->n_children; i++) {
        const char *key = json->children[i]->key;
        size_t length = strlen(key);

        if (strncmp(path, key, length) == 0 && (path[length] == '.' || path[length] == '\0'))
            return nearest_to(path + length + (path[length] == '.'), json->children[i]);
    }
    return json;
}

void scenario_findings_of(struct sim_diag *diag, size_t from, const char *whose,
                          const struct sim_json *overrides)
{
    for (size_t i = from; i < diag->n; i++) {
        struct sim_finding *finding = &diag->findings[i];
        const struct sim_json *at = nearest_to(finding->path, overrides);
        struct sim_text message = {0};

        if (finding->line == 0 || at->file == NULL || stands_in(finding, overrides))
            continue;
        sim_text_addf(&message, "%s: %s", whose, finding->message);
        sim_diag_restate(diag, i, at->file, at->line, at->column, message.data);
        sim_text_release(&message);
    }
}

static bool lacks_required(const struct sim_json *entry, const struct schema_object *object)
{
    for (uint32_t i = 0; i < object->n_keys; i++)
        if (object->keys[i].field.required &&
            sim_json_find(entry, object->keys[i].field.name) == NULL)
            return true;
    return false;
}

static const char *nearest_entry(const struct sim_json *map, const char *name,
                                 struct sim_arena *arena)
{
    const char **names = sim_arena_alloc(arena, (map->n_children + 1) * sizeof *names);

    for (uint32_t i = 0; i < map->n_children; i++)
        names[i] = map->children[i]->key;
    return sim_nearest_name(name, names, map->n_children);
}

void scenario_check_new_entries(const struct sim_json *patch, const struct sim_json *target,
                                struct sim_diag *diag)
{
    struct sim_arena arena = {0};

    for (uint32_t k = 0; k < schema_root.n_keys; k++) {
        const struct schema_key *key = &schema_root.keys[k];
        const struct sim_json *changes = sim_json_find(patch, key->field.name);
        const struct sim_json *there = sim_json_find(target, key->field.name);

        if (key->shape != SCHEMA_MAP || changes == NULL || there == NULL ||
            changes->type != SIM_JSON_OBJECT || there->type != SIM_JSON_OBJECT)
            continue;
        for (uint32_t i = 0; i < changes->n_children; i++) {
            const struct sim_json *entry = changes->children[i];
            const char *nearest;

            if (entry->type != SIM_JSON_OBJECT || sim_json_find(there, entry->key) != NULL ||
                !lacks_required(entry, key->object))
                continue;
            nearest = nearest_entry(there, entry->key, &arena);
            if (nearest != NULL)
                scenario_error(diag, entry,
                               sim_arena_printf(&arena, "%s.%s", key->field.name, entry->key),
                               "there is no such entry to change; did you mean '%s'?", nearest);
        }
    }
    sim_arena_release(&arena);
}
