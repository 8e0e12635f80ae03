#include "scenarios/read/resolve.h"

#include "scenarios/catalog/resolve.h"
#include "scenarios/read/schema.h"

#include <string.h>

struct resolving {
    struct scenario *scenario;
    struct sim_diag *diag;
};

static bool is_name(const struct catalog *catalog, enum schema_names names, const char *word)
{
    return names == SCHEMA_MODELS    ? catalog_model_find(catalog, word) != NULL
           : names == SCHEMA_REGIONS ? catalog_region_find(catalog, word) != CATALOG_NONE
           : names == SCHEMA_PLACES  ? catalog_is_place(catalog, word)
                                     : catalog_is_group(catalog, word);
}

/* Ids of catalog names as they are cost one comparison each; a tree has few others. */
static void resolve(const struct resolving *r, enum schema_names names, char **name,
                    const struct sim_json *at, bool is_key, const char *path)
{
    enum catalog_kind kind = names == SCHEMA_MODELS   ? CATALOG_OF_MODELS
                             : names == SCHEMA_PLACES ? CATALOG_OF_PLACES
                                                      : CATALOG_OF_REGIONS;
    const struct catalog *catalog = r->scenario->catalog;
    const char *id;
    uint32_t found;

    if (strcmp(*name, "*") == 0 || is_name(catalog, names, *name))
        return;
    if (catalog_resolve(catalog, kind, *name, &found, 1) != 1)
        return;
    id = catalog_name_of(catalog, kind, found);
    sim_diag_note(r->diag, at->file, is_key ? at->key_line : at->line,
                  is_key ? at->key_column : at->column, path, "'%.100s' is %s", *name, id);
    *name = sim_arena_strdup(&r->scenario->arena, id);
}

/* Two names of one Region: a text cannot have a key twice, this can. */
static void find_twice(const struct resolving *r, const struct sim_json *json, const char *path)
{
    for (uint32_t i = 0; i < json->n_children; i++)
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(json->children[i]->key, json->children[k]->key) == 0)
                sim_diag_error(r->diag, json->file, json->children[i]->key_line,
                               json->children[i]->key_column, path, "'%s' is named twice",
                               json->children[i]->key);
}

static void resolve_object(const struct resolving *r, const struct schema_object *object,
                           const char *path, struct sim_json *json);

static void resolve_key(const struct resolving *r, const struct schema_key *key, const char *path,
                        struct sim_json *json)
{
    char *inner;

    switch (key->shape) {
    case SCHEMA_VALUE:
        if (key->names != SCHEMA_OWN_NAMES && json->type == SIM_JSON_STRING)
            resolve(r, key->names, &json->string, json, false, path);
        break;
    case SCHEMA_LIST:
        for (uint32_t i = 0; key->names != SCHEMA_OWN_NAMES && i < json->n_children; i++)
            if (json->children[i]->type == SIM_JSON_STRING)
                resolve(r, key->names, &json->children[i]->string, json->children[i], false, path);
        break;
    case SCHEMA_BY_NAME:
        for (uint32_t i = 0; key->names != SCHEMA_OWN_NAMES && json->type == SIM_JSON_OBJECT &&
                             i < json->n_children;
             i++)
            resolve(r, key->names, &json->children[i]->key, json->children[i], true, path);
        if (key->names != SCHEMA_OWN_NAMES && json->type == SIM_JSON_OBJECT &&
            json->n_children <= SCHEMA_LIST_ITEMS)
            find_twice(r, json, path);
        break;
    case SCHEMA_OBJECT:
        resolve_object(r, key->object, path, json);
        break;
    case SCHEMA_MAP:
        for (uint32_t i = 0; json->type == SIM_JSON_OBJECT && i < json->n_children; i++) {
            inner = sim_arena_printf(&r->scenario->arena, "%s.%s", path, json->children[i]->key);
            resolve_object(r, key->object, inner, json->children[i]);
        }
        break;
    case SCHEMA_RAW:
        break;
    }
}

static void resolve_object(const struct resolving *r, const struct schema_object *object,
                           const char *path, struct sim_json *json)
{
    if (json->type != SIM_JSON_OBJECT)
        return;
    if (object->n_keys == 1 && object->keys[0].itself) {
        resolve_key(r, &object->keys[0], path, json);
        return;
    }
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        struct sim_json *member = (struct sim_json *)sim_json_find(json, key->field.name);

        if (member != NULL && (key->names != SCHEMA_OWN_NAMES || key->object != NULL))
            resolve_key(r, key,
                        sim_arena_printf(&r->scenario->arena, "%s%s%s", path,
                                         path[0] != '\0' ? "." : "", key->field.name),
                        member);
    }
}

void scenario_resolve(struct scenario *scenario, struct sim_json *tree, struct sim_diag *diag)
{
    struct resolving r = {scenario, diag};

    if (scenario->catalog != NULL)
        resolve_object(&r, &schema_root, "", tree);
}
