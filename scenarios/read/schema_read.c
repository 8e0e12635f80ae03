/*
 * schema_read.c: one walk that fills structs from JSON by the rows of keys_<part>.c.
 */
#include "scenarios/read/schema.h"

#include "sim/base/assert.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_UNKNOWN = 20 };

void scenario_error(struct sim_diag *diag, const struct sim_json *at, const char *path,
                    const char *format, ...)
{
    char message[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    sim_diag_error(diag, at != NULL ? at->file : NULL, at != NULL ? at->line : 0,
                   at != NULL ? at->column : 0, path, "%s", message);
}

const struct sim_json *scenario_at(const struct scenario_node *node, const char *key)
{
    const struct sim_json *member = sim_json_find(node->json, key);

    return member != NULL ? member : node->json;
}

static char *join(struct sim_arena *arena, const char *path, const char *key)
{
    return path[0] == '\0' ? sim_arena_strdup(arena, key)
                           : sim_arena_printf(arena, "%s.%s", path, key);
}

static bool has_type(const struct sim_json *json, enum sim_json_type type, const char *path,
                     const char *what, struct sim_diag *diag)
{
    char number[40];

    if (json->type == type)
        return true;
    if (json->type == SIM_JSON_NUMBER) {
        sim_format_double(json->number, number, sizeof number);
        scenario_error(diag, json, path, "must be %s (got the number %s)", what, number);
    } else if (json->type == SIM_JSON_STRING) {
        scenario_error(diag, json, path, "must be %s (got the string '%.80s')", what, json->string);
    } else {
        scenario_error(diag, json, path, "must be %s (got %s)", what,
                       sim_json_type_name(json->type));
    }
    return false;
}

/* A JSON value as fields.h takes it. */
static struct sim_given given(const struct sim_json *json)
{
    switch (json->type) {
    case SIM_JSON_NUMBER:
        return (struct sim_given){.kind = SIM_GIVEN_NUMBER, .number = json->number};
    case SIM_JSON_BOOL:
        return (struct sim_given){.kind = SIM_GIVEN_BOOL, .boolean = json->boolean};
    case SIM_JSON_STRING:
        return (struct sim_given){
            .kind = SIM_GIVEN_STRING, .text = json->string, .length = strlen(json->string)};
    case SIM_JSON_NULL:
    case SIM_JSON_ARRAY:
    case SIM_JSON_OBJECT:
        break;
    }
    return (struct sim_given){.kind = SIM_GIVEN_OTHER, .text = sim_json_type_name(json->type)};
}

/* What may stand there: a value such as others write, or the words to choose from. */
static void missing_key(const struct sim_field *field, const struct sim_json *json,
                        const char *path, struct sim_diag *diag)
{
    struct sim_text words = {0};

    for (uint32_t i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
        sim_text_addf(&words, "%s'%s'", i > 0 ? ", " : "", field->choices[i]);
    scenario_error(diag, json, path, "key '%s' is missing%s%s", field->name,
                   field->such_as != NULL ? ", such as "
                   : words.length > 0     ? ": one of "
                                          : "",
                   field->such_as != NULL ? field->such_as
                   : words.length > 0     ? words.data
                                          : "");
    sim_text_release(&words);
}

/* "a.b.c" is written as objects inside one another: merge patches know no paths. */
static void unknown_key(const struct sim_json *at, const char *path, const char *key,
                        const char *const *names, size_t n, struct sim_diag *diag)
{
    size_t first = strcspn(key, ".");
    struct sim_text hint = {0};
    uint32_t depth = 0;

    for (size_t i = 0; i < n && key[first] == '.' && hint.length == 0; i++) {
        if (strlen(names[i]) != first || strncmp(names[i], key, first) != 0)
            continue;
        sim_text_add(&hint, "; objects are written inside one another: ");
        for (const char *part = key; *part != '\0' && depth < 8; depth++) {
            size_t length = strcspn(part, ".");

            sim_text_addf(&hint, "%s\"%.*s\": ", depth > 0 ? "{" : "",
                          length < 80 ? (int)length : 80, part);
            part += length + (part[length] == '.');
        }
        sim_text_add(&hint, "...");
        for (; depth > 1; depth--)
            sim_text_add(&hint, "}");
    }
    if (hint.length == 0 && sim_nearest_name(key, names, n) != NULL)
        sim_text_addf(&hint, "; did you mean '%s'?", sim_nearest_name(key, names, n));
    if (hint.length == 0)
        schema_add_places(key, &hint);
    scenario_error(diag, at, path, "unknown key '%.80s'%s", key, hint.length > 0 ? hint.data : "");
    sim_text_release(&hint);
}

/* A value of the field's type; false after a finding. */
static bool take(const struct sim_field *field, const struct sim_json *json, const char *path,
                 void *into, struct sim_diag *diag)
{
    const struct sim_given value = given(json);
    struct sim_text why = {0};
    bool good = sim_field_set(field, &value, into, &why);

    if (!good)
        scenario_error(diag, json, path, "%s", why.data);
    sim_text_release(&why);
    return good;
}

/* A finding where more stands than is taken; how much of it is read. */
static uint32_t bounded(const struct sim_json *json, double most, const char *path,
                        struct sim_diag *diag)
{
    if ((double)json->n_children <= most)
        return json->n_children;
    scenario_error(diag, json->children[(uint32_t)most], path,
                   "at most %.0f may be stated (got %u)", most, json->n_children);
    return (uint32_t)most;
}

/* Names stand in tables, pictures and names of files. */
static bool is_name(const struct sim_json *at, const char *name, size_t most, const char *path,
                    struct sim_diag *diag)
{
    size_t n = strlen(name);

    if (n > most)
        scenario_error(diag, at, path, "is longer than %zu bytes (got %zu)", most, n);
    else if (!sim_is_visible(name))
        scenario_error(diag, at, path, "must not hold control characters (got '%.80s')", name);
    else
        return true;
    return false;
}

static const char *read_string(const struct schema_key *key, const struct sim_json *json,
                               const char *path, struct sim_arena *arena, struct sim_diag *diag)
{
    struct sim_text text = {0};
    const char *shown;

    if (!key->free_text)
        return is_name(json, json->string, SCHEMA_STRING_BYTES, path, diag) ? json->string
                                                                            : key->field.fallback;
    if (strlen(json->string) > SCHEMA_TEXT_BYTES) {
        scenario_error(diag, json, path, "is longer than %d bytes (got %zu)", SCHEMA_TEXT_BYTES,
                       strlen(json->string));
        return key->field.fallback;
    }
    if (sim_is_visible(json->string))
        return json->string;
    sim_text_add_visible(&text, json->string);
    shown = sim_arena_strdup(arena, text.data);
    sim_text_release(&text);
    return shown;
}

static void read_numbers(const struct schema_key *key, const struct sim_json *json,
                         const char *path, struct scenario_numbers *out, struct sim_arena *arena,
                         struct sim_diag *diag)
{
    out->names = sim_arena_alloc(arena, (json->n_children + 1) * sizeof *out->names);
    out->values = sim_arena_alloc(arena, (json->n_children + 1) * sizeof *out->values);
    out->json = sim_arena_alloc(arena, (json->n_children + 1) * sizeof *out->json);
    for (uint32_t i = 0, n = bounded(json, SCHEMA_LIST_ITEMS, path, diag); i < n; i++) {
        const struct sim_json *member = json->children[i];
        bool flags = key->field.type == SIM_FIELD_BOOL;
        double number = 0;
        bool flag = false;

        if (!take(&key->field, member, join(arena, path, member->key),
                  flags ? (void *)&flag : (void *)&number, diag) ||
            !is_name(member, member->key, SCHEMA_NAME_BYTES, path, diag))
            continue;
        out->names[out->n] = member->key;
        out->json[out->n] = member;
        out->values[out->n++] = flags ? flag : number;
    }
}

static void read_list(const struct sim_json *json, const char *path, struct scenario_list *out,
                      struct sim_arena *arena, struct sim_diag *diag)
{
    out->items = sim_arena_alloc(arena, (json->n_children + 1) * sizeof *out->items);
    out->json = sim_arena_alloc(arena, (json->n_children + 1) * sizeof *out->json);
    for (uint32_t i = 0, n = bounded(json, SCHEMA_LIST_ITEMS, path, diag); i < n; i++) {
        const struct sim_json *item = json->children[i];

        if (!has_type(item, SIM_JSON_STRING, sim_arena_printf(arena, "%s[%u]", path, i), "a string",
                      diag))
            continue;
        for (uint32_t j = 0; j < out->n; j++)
            if (strcmp(out->items[j], item->string) == 0)
                scenario_error(diag, item, sim_arena_printf(arena, "%s[%u]", path, i),
                               "'%.80s' is in the list twice", item->string);
        if (!is_name(item, item->string, SCHEMA_STRING_BYTES,
                     sim_arena_printf(arena, "%s[%u]", path, i), diag))
            continue;
        out->items[out->n] = item->string;
        out->json[out->n++] = item;
    }
}

static void read_map(const struct schema_key *key, const struct sim_json *json, const char *path,
                     struct scenario_map *out, struct sim_arena *arena, struct sim_diag *diag)
{
    uint32_t n = bounded(json, key->most, path, diag);
    char *items = sim_arena_alloc(arena, ((size_t)n + 1) * key->object->size);

    out->items = items;
    for (uint32_t i = 0; i < n; i++) {
        const struct sim_json *member = json->children[i];
        struct sim_json at = *member;
        struct scenario_node *node = (void *)(items + out->n * key->object->size);
        char *member_path;

        at.line = member->key_line;
        at.column = member->key_column;
        if (member->key[0] == '\0') {
            scenario_error(diag, &at, path, "an entry needs a name (got '')");
            continue;
        }
        if (!is_name(&at, member->key, SCHEMA_NAME_BYTES, join(arena, path, member->key), diag))
            continue;
        member_path = join(arena, path, member->key);
        if (!has_type(member, SIM_JSON_OBJECT, member_path, "an object", diag))
            continue;
        schema_read(key->object, member, member_path, node, arena, diag);
        node->name = member->key;
        out->n++;
    }
}

static void read_value(const struct schema_key *key, const struct sim_json *json, const char *path,
                       void *field, struct sim_arena *arena, struct sim_diag *diag)
{
    switch (key->shape) {
    case SCHEMA_VALUE:
        if (take(&key->field, json, path, field, diag) && key->field.type == SIM_FIELD_STRING) {
            *(const char **)field = read_string(key, json, path, arena, diag);
            if (key->not_empty && json->string[0] == '\0')
                scenario_error(diag, json, path, "must not be empty");
        }
        break;
    case SCHEMA_LIST:
        if (has_type(json, SIM_JSON_ARRAY, path, "an array of strings", diag)) {
            read_list(json, path, field, arena, diag);
            if (json->n_children == 0 && key->not_empty)
                scenario_error(diag, json, path, "must not be empty");
        }
        break;
    case SCHEMA_BY_NAME:
        if (has_type(json, SIM_JSON_OBJECT, path, "an object", diag))
            read_numbers(key, json, path, field, arena, diag);
        break;
    case SCHEMA_OBJECT:
        if (has_type(json, SIM_JSON_OBJECT, path, "an object", diag))
            schema_read(key->object, json, path, field, arena, diag);
        break;
    case SCHEMA_MAP:
        if (has_type(json, SIM_JSON_OBJECT, path, "an object of named entries", diag)) {
            read_map(key, json, path, field, arena, diag);
            if (json->n_children == 0 && key->field.required)
                scenario_error(diag, json, path, "needs at least one entry");
        }
        break;
    case SCHEMA_RAW:
        *(const struct sim_json **)field = json;
        break;
    }
}

static void set_default(const struct schema_key *key, void *field)
{
    struct scenario_node *node = field;

    if (key->shape == SCHEMA_VALUE)
        sim_field_default(&key->field, field);
    if (key->shape != SCHEMA_OBJECT)
        return; /* the others are empty */
    node->name = "";
    for (uint32_t i = 0; i < key->object->n_keys; i++)
        set_default(&key->object->keys[i], (char *)field + key->object->keys[i].offset);
}

bool schema_is_default(const struct schema_key *key, const void *field)
{
    union {
        bool flag;
        int64_t integer;
        double number;
        int choice;
        const char *string;
    } fallback;

    if (key->shape != SCHEMA_VALUE || key->field.type == SIM_FIELD_STRING)
        return false;
    sim_field_default(&key->field, &fallback);
    return !sim_field_is_absent(&key->field, &fallback) &&
           sim_field_same(&key->field, field, &fallback);
}

const struct schema_key *schema_find(const struct schema_object *object, const char *name)
{
    for (uint32_t i = 0; i < object->n_keys; i++)
        if (strcmp(object->keys[i].field.name, name) == 0)
            return &object->keys[i];
    return NULL;
}

static void read_note(const struct sim_json *json, const char *path, struct scenario_node *node,
                      struct sim_arena *arena, struct sim_diag *diag)
{
    static const struct schema_key note = {.free_text = true};
    const char *at = join(arena, path, SCHEMA_NOTE);

    if (json->type == SIM_JSON_STRING)
        node->note = read_string(&note, json, at, arena, diag);
    else
        scenario_error(diag, json, at, "must be a string (got %s)", sim_json_type_name(json->type));
}

void schema_read(const struct schema_object *object, const struct sim_json *json, const char *path,
                 void *into, struct sim_arena *arena, struct sim_diag *diag)
{
    struct scenario_node *node = into;
    const char **names = sim_arena_alloc(arena, (object->n_keys + 1) * sizeof *names);
    size_t errors = diag->n_raised;
    int unknown = 0;

    SIM_ASSERT(object->n_keys <= 64, "an object has more than 64 keys");
    memset(into, 0, object->size);
    node->name = "";
    node->json = json;
    for (uint32_t i = 0; i < object->n_keys; i++) {
        names[i] = object->keys[i].field.name;
        set_default(&object->keys[i], (char *)into + object->keys[i].offset);
    }
    /* An object whose members are the data. */
    if (object->n_keys == 1 && object->keys[0].itself) {
        read_value(&object->keys[0], json, path, (char *)into + object->keys[0].offset, arena,
                   diag);
        node->given = 1;
        node->wrong = diag->n_raised > errors;
        return;
    }
    for (uint32_t c = 0; c < json->n_children; c++) {
        const struct sim_json *member = json->children[c];
        uint32_t i = 0;

        if (strcmp(member->key, SCHEMA_NOTE) == 0) {
            read_note(member, path, node, arena, diag);
            continue;
        }
        while (i < object->n_keys && strcmp(names[i], member->key) != 0)
            i++;
        if (i == object->n_keys) {
            struct sim_json at = *member;

            at.line = member->key_line;
            at.column = member->key_column;
            if (++unknown > MOST_UNKNOWN) {
                scenario_error(diag, &at, path, "more than %d unknown keys in one object",
                               MOST_UNKNOWN);
                break;
            }
            unknown_key(&at, path, member->key, names, object->n_keys, diag);
            continue;
        }
        node->given |= (uint64_t)1 << i;
        read_value(&object->keys[i], member, join(arena, path, member->key),
                   (char *)into + object->keys[i].offset, arena, diag);
    }
    for (uint32_t i = 0; i < object->n_keys; i++)
        if (object->keys[i].field.required && !(node->given >> i & 1))
            missing_key(&object->keys[i].field, json, path, diag);
    node->wrong = diag->n_raised > errors;
}
