/* json_tree.c: what is done with values of JSON once they are there. */
#include "sim/base/json_tree.h"

#include "sim/base/assert.h"
#include "sim/base/json_in.h"
#include "sim/base/memory.h"
#include "sim/base/names.h"

#include <stdlib.h>
#include <string.h>

struct sim_json_document *sim_json_document_create(void)
{
    return sim_zeroed(1, sizeof(struct sim_json_document));
}

void sim_json_document_destroy(struct sim_json_document *document)
{
    sim_arena_release(&document->arena);
    free(document);
}

void sim_json_destroy(struct sim_json *root)
{
    struct sim_json_document *document;

    if (root == NULL)
        return;
    document = root->owner;
    SIM_ASSERT(document != NULL, "only the root of a document can be destroyed");
    sim_json_document_destroy(document);
}

const struct sim_json *sim_json_find(const struct sim_json *object, const char *key)
{
    if (object == NULL || object->type != SIM_JSON_OBJECT)
        return NULL;
    for (uint32_t i = 0; i < object->n_children; i++)
        if (strcmp(object->children[i]->key, key) == 0)
            return object->children[i];
    return NULL;
}

const char *sim_json_type_name(enum sim_json_type type)
{
    static const char *const names[] = {"null",     "true or false", "a number",
                                        "a string", "an array",      "an object"};

    return names[type];
}

void sim_json_forget_places(struct sim_json *json)
{
    json->line = json->column = json->key_line = json->key_column = 0;
    for (uint32_t i = 0; i < json->n_children; i++)
        sim_json_forget_places(json->children[i]);
}

/* ---- merge patch ---- */

/* Members of an object by their keys; of the others none. */
static void index_members(struct sim_names *names, const struct sim_json *object)
{
    for (uint32_t i = 0; object->type == SIM_JSON_OBJECT && i < object->n_children; i++)
        sim_names_add(names, object->children[i]->key, strlen(object->children[i]->key));
}

static uint32_t find_member(const struct sim_names *names, const char *key)
{
    return sim_names_find(names, key, strlen(key));
}

static bool is_taken_out(const struct sim_json *target, const struct sim_json *change,
                         const struct sim_json *whole)
{
    const struct sim_json *before = sim_json_find(whole, change->key);

    return target != NULL && change->type == SIM_JSON_OBJECT && before != NULL &&
           before->type == SIM_JSON_OBJECT;
}

/* What a patch puts there is new: as it is, save that an object loses its nulls. target may be NULL
 * or anything but an object: RFC 7396 then starts from an empty object. What is the same as before
 * is lent, not copied: most of each option is. whole: objects that it has and target has not stay
 * out; NULL = none do. */
static struct sim_json *merge(struct sim_json_document *document, struct sim_json *target,
                              struct sim_json *patch, const struct sim_json *whole)
{
    struct sim_names changes = {0}, old_names = {0};
    struct sim_json *value;
    uint32_t n = 0;

    if (patch->type != SIM_JSON_OBJECT)
        return patch;
    if (target != NULL && target->type != SIM_JSON_OBJECT)
        target = NULL;
    value = sim_arena_alloc(&document->arena, sizeof *value);
    *value = target != NULL ? *target : *patch;
    value->owner = NULL;
    value->key = patch->key != NULL ? patch->key : value->key;
    value->children = sim_arena_alloc(
        &document->arena, ((target != NULL ? target->n_children : 0) + patch->n_children + 1) *
                              sizeof *value->children);
    index_members(&changes, patch);
    for (uint32_t i = 0; target != NULL && i < target->n_children; i++) {
        struct sim_json *old = target->children[i];
        uint32_t at = find_member(&changes, old->key);

        if (at == SIM_NAMES_NONE)
            value->children[n++] = old;
        else if (patch->children[at]->type != SIM_JSON_NULL)
            value->children[n++] =
                merge(document, old, patch->children[at], sim_json_find(whole, old->key));
    }
    if (target != NULL)
        index_members(&old_names, target);
    for (uint32_t i = 0; i < patch->n_children; i++) {
        struct sim_json *change = patch->children[i];

        if (find_member(&old_names, change->key) == SIM_NAMES_NONE &&
            change->type != SIM_JSON_NULL && !is_taken_out(target, change, whole))
            value->children[n++] = merge(document, NULL, change, NULL);
    }
    value->n_children = n;
    sim_names_release(&changes);
    sim_names_release(&old_names);
    return value;
}

struct sim_json *sim_json_merge_patch(const struct sim_json *target, const struct sim_json *patch)
{
    return sim_json_merge_patch_kept(target, patch, NULL);
}

struct sim_json *sim_json_merge_patch_kept(const struct sim_json *target,
                                           const struct sim_json *patch,
                                           const struct sim_json *whole)
{
    struct sim_json_document *document = sim_json_document_create();
    struct sim_json *merged =
        merge(document, (struct sim_json *)target, (struct sim_json *)patch, whole);
    struct sim_json *value = sim_arena_alloc(&document->arena, sizeof *value);

    /* The root may be the patch's own. */
    *value = *merged;
    value->owner = document;
    return value;
}
