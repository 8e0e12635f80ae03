#include "scenarios/read/edit.h"

#include "scenarios/read/schema.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <stdlib.h>
#include <string.h>

/* Whether a value is meant as JSON; a word such as `global` is not, `1x` and `[a` are wrong JSON.
 */
static bool is_json(const char *value)
{
    return strchr("{[\"-0123456789", value[0]) != NULL || strcmp(value, "true") == 0 ||
           strcmp(value, "false") == 0 || strcmp(value, "null") == 0;
}

/* A name that begins with a digit, as a date or an id does, is a string all the same. */
static bool is_number(const char *value)
{
    double number;

    return sim_parse_double(value, strlen(value), &number);
}

static void add_string(struct sim_text *text, const char *string, size_t n)
{
    struct sim_text copy = {0};
    struct sim_json_out json;

    sim_text_add_bytes(&copy, string, n);
    sim_json_out_init(&json, text, false);
    sim_json_out_string(&json, NULL, copy.data != NULL ? copy.data : "");
    sim_text_release(&copy);
}

/* One name of a path, as a JSON string. @return what follows it, or NULL if it is no name */
static const char *add_name(struct sim_text *text, const char *at)
{
    size_t n = 1;

    if (*at != '"') {
        n = strcspn(at, ".=\"");
        add_string(text, at, n);
        return n > 0 ? at + n : NULL;
    }
    while (at[n] != '\0' && at[n] != '"')
        n += at[n] == '\\' && at[n + 1] != '\0' ? 2 : 1;
    sim_text_add_bytes(text, at, n);
    sim_text_add(text, "\"");
    return at[n] == '"' ? at + n + 1 : NULL;
}

/* {"a":{"b":value}} of a.b=value; path: bytes of a.b. @return false when it is not of that form */
static bool write_patch(const char *edit, struct sim_text *text, size_t *path)
{
    const char *at = edit;
    size_t depth = 0;

    for (;;) {
        sim_text_add(text, "{");
        depth++;
        at = add_name(text, at);
        if (at == NULL || (*at != '.' && *at != '='))
            return false;
        sim_text_add(text, ":");
        if (*at++ == '=')
            break;
    }
    *path = (size_t)(at - 1 - edit);
    if (is_json(at) && (strchr("-0123456789", at[0]) == NULL || is_number(at)))
        sim_text_add(text, at);
    else
        add_string(text, at, strlen(at));
    for (; depth > 0; depth--)
        sim_text_add(text, "}");
    return true;
}

/* A value that is wrong JSON is refused at its own place. */
static bool is_sound(const char *file, const char *value, struct sim_diag *diag)
{
    struct sim_json *json;

    if (!is_json(value) || (strchr("-0123456789", value[0]) != NULL && !is_number(value)))
        return true;
    json = sim_json_parse(file, value, strlen(value), diag);
    sim_json_destroy(json);
    return json != NULL;
}

bool scenario_is_edit(const char *file)
{
    return strncmp(file, "--", 2) == 0;
}

struct sim_json *scenario_edit_parse(const struct scenario_edit *edit, struct sim_diag *diag)
{
    struct sim_text text = {0}, file = {0};
    struct sim_json *json = NULL;
    size_t path;

    if (edit->text[0] == '{') {
        json = sim_json_parse(edit->flag, edit->text, strlen(edit->text), diag);
        /* Nobody typed the patch of another flag. */
        if (json != NULL && strcmp(edit->flag, "--set") != 0)
            sim_json_forget_places(json);
        return json;
    }
    if (!write_patch(edit->text, &text, &path)) {
        sim_diag_error(diag, edit->flag, 0, 0, NULL,
                       "takes path=value, as in classes.chat.max_tokens=2000, or a merge patch "
                       "(got '%s')",
                       edit->text);
    } else {
        sim_text_addf(&file, "%s %.*s", edit->flag, (int)path, edit->text);
        if (is_sound(file.data, edit->text + path + 1, diag))
            json = sim_json_parse(file.data, text.data, text.length, diag);
        if (json != NULL)
            sim_json_forget_places(json);
    }
    sim_text_release(&text);
    sim_text_release(&file);
    return json;
}

static void not_there(const struct sim_json *map, const struct sim_json *entry, const char *path,
                      struct sim_diag *diag)
{
    const char **names = sim_fresh(map->n_children, sizeof *names);
    struct sim_text hint = {0};

    for (uint32_t i = 0; i < map->n_children; i++)
        names[i] = map->children[i]->key;
    sim_text_add_candidates(&hint, entry->key, names, map->n_children);
    scenario_error(diag, entry, path, "there is no '%s' to be changed%s", entry->key,
                   hint.length > 0 ? hint.data : "");
    sim_text_release(&hint);
    free(names);
}

/* An edit that begins an entry without what an entry must have was meant for one that is there. */
static bool is_whole(const struct schema_object *object, const struct sim_json *entry)
{
    if (entry->type != SIM_JSON_OBJECT)
        return true;
    for (uint32_t k = 0; k < object->n_keys; k++)
        if (object->keys[k].field.required &&
            sim_json_find(entry, object->keys[k].field.name) == NULL)
            return false;
    return true;
}

bool scenario_edits_check(const struct sim_json *before, const struct sim_json *after,
                          const struct sim_json *patch, struct sim_diag *diag)
{
    bool good = true;

    for (uint32_t i = 0; patch->type == SIM_JSON_OBJECT && i < patch->n_children; i++) {
        const struct sim_json *map = patch->children[i];
        const struct schema_key *key = schema_find(&schema_root, map->key);
        const struct sim_json *there = sim_json_find(before, map->key);
        const struct sim_json *now = sim_json_find(after, map->key);

        if (key == NULL || key->shape != SCHEMA_MAP || map->type != SIM_JSON_OBJECT ||
            there == NULL || there->type != SIM_JSON_OBJECT || there->n_children == 0)
            continue;
        for (uint32_t k = 0; k < map->n_children; k++) {
            const struct sim_json *entry = sim_json_find(now, map->children[k]->key);

            if (sim_json_find(there, map->children[k]->key) != NULL || entry == NULL ||
                is_whole(key->object, entry))
                continue;
            not_there(there, map->children[k], map->key, diag);
            good = false;
        }
    }
    return good;
}
