/*
 * schema_read.c: one walk that fills structs from JSON by the rows of schema.c.
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

static bool in_range(const struct schema_key *key, const struct sim_json *json, const char *path,
                     struct sim_diag *diag)
{
    const char *gap = key->unit[0] != '\0' ? " " : "";
    char value[40], bound[40];
    double number = json->number;
    bool low = key->flags & SCHEMA_ABOVE_MIN ? !(number > key->min) : !(number >= key->min);

    if ((!low && number <= key->max) || (key->flags & SCHEMA_OR_ZERO && number == 0))
        return true;
    sim_format_double(number, value, sizeof value);
    sim_format_double(low ? key->min : key->max, bound, sizeof bound);
    scenario_error(diag, json, path, "must be %s %s (got %s%s%s)",
                   !low                            ? "at most"
                   : key->flags & SCHEMA_OR_ZERO   ? "0 or at least"
                   : key->flags & SCHEMA_ABOVE_MIN ? "greater than"
                                                   : "at least",
                   bound, value, gap, key->unit);
    return false;
}

static void unknown_word(const struct sim_json *json, const char *path, const char *what,
                         const char *const *words, struct sim_diag *diag)
{
    struct sim_text list = {0};
    const char *nearest;
    size_t n = 0;

    while (words[n] != NULL)
        n++;
    nearest = sim_nearest_name(json->string, words, n);
    for (size_t i = 0; i < n; i++)
        sim_text_addf(&list, "%s'%s'", i == 0 ? "" : i + 1 == n ? " or " : ", ", words[i]);
    if (nearest != NULL)
        scenario_error(diag, json, path, "unknown %s '%.80s'; did you mean '%s'?", what,
                       json->string, nearest);
    else
        scenario_error(diag, json, path, "must be %s (got '%.80s')", list.data, json->string);
    sim_text_release(&list);
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

    if (!(key->flags & SCHEMA_FREE_TEXT))
        return is_name(json, json->string, SCHEMA_STRING_BYTES, path, diag) ? json->string
                                                                            : key->fallback;
    if (strlen(json->string) > SCHEMA_TEXT_BYTES) {
        scenario_error(diag, json, path, "is longer than %d bytes (got %zu)", SCHEMA_TEXT_BYTES,
                       strlen(json->string));
        return key->fallback;
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
        char *member_path = join(arena, path, member->key);
        bool flags = key->type == SCHEMA_FLAGS;

        if (!has_type(member, flags ? SIM_JSON_BOOL : SIM_JSON_NUMBER, member_path,
                      flags ? "true or false" : "a number", diag))
            continue;
        if (!flags && !in_range(key, member, member_path, diag))
            continue;
        if (!is_name(member, member->key, SCHEMA_NAME_BYTES, path, diag))
            continue;
        out->names[out->n] = member->key;
        out->json[out->n] = member;
        out->values[out->n++] = flags ? member->boolean : member->number;
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
    uint32_t n = bounded(json, key->max, path, diag);
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

static void read_integer(const struct schema_key *key, const struct sim_json *json,
                         const char *path, int64_t *out, struct sim_arena *arena,
                         struct sim_diag *diag)
{
    const char *what = key->word != NULL
                           ? sim_arena_printf(arena, "an integer or \"%s\"", key->word)
                           : "an integer";

    if (key->word != NULL && json->type == SIM_JSON_STRING &&
        strcmp(json->string, key->word) == 0) {
        *out = SCENARIO_WORD;
        return;
    }
    if (!has_type(json, SIM_JSON_NUMBER, path, what, diag))
        return;
    if (json->number != floor(json->number)) {
        char number[40];

        sim_format_double(json->number, number, sizeof number);
        scenario_error(diag, json, path, "must be %s (got %s)", what, number);
        return;
    }
    if (in_range(key, json, path, diag))
        *out = (int64_t)json->number;
}

static void read_value(const struct schema_key *key, const struct sim_json *json, const char *path,
                       void *field, struct sim_arena *arena, struct sim_diag *diag)
{
    switch (key->type) {
    case SCHEMA_BOOL:
        if (has_type(json, SIM_JSON_BOOL, path, "true or false", diag))
            *(bool *)field = json->boolean;
        break;
    case SCHEMA_INTEGER:
        read_integer(key, json, path, field, arena, diag);
        break;
    case SCHEMA_NUMBER:
        if (has_type(json, SIM_JSON_NUMBER, path, "a number", diag) &&
            in_range(key, json, path, diag))
            *(double *)field = json->number;
        break;
    case SCHEMA_STRING:
        if (has_type(json, SIM_JSON_STRING, path, "a string", diag))
            *(const char **)field = read_string(key, json, path, arena, diag);
        break;
    case SCHEMA_CHOICE:
        if (has_type(json, SIM_JSON_STRING, path, "a string", diag)) {
            int i = 0;

            while (key->choices[i] != NULL && strcmp(key->choices[i], json->string) != 0)
                i++;
            if (key->choices[i] != NULL)
                *(int *)field = i;
            else
                unknown_word(json, path, "value", key->choices, diag);
        }
        break;
    case SCHEMA_LIST:
        if (has_type(json, SIM_JSON_ARRAY, path, "an array of strings", diag)) {
            read_list(json, path, field, arena, diag);
            if (json->n_children == 0 && key->flags & SCHEMA_NOT_EMPTY)
                scenario_error(diag, json, path, "must not be empty");
        }
        break;
    case SCHEMA_SHARES:
    case SCHEMA_FLAGS:
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
            if (json->n_children == 0 && key->flags & SCHEMA_NOT_EMPTY)
                scenario_error(diag, json, path, "needs at least one entry");
        }
        break;
    case SCHEMA_RAW:
        *(const struct sim_json **)field = json;
        break;
    }
}

static void set_default(const struct schema_key *key, void *field, struct sim_arena *arena);

bool schema_is_default(const struct schema_key *key, const void *field)
{
    union {
        bool flag;
        int64_t integer;
        double number;
        int choice;
    } fallback;

    switch (key->type) {
    case SCHEMA_BOOL:
        set_default(key, &fallback, NULL);
        return *(const bool *)field == fallback.flag;
    case SCHEMA_INTEGER:
        set_default(key, &fallback, NULL);
        return *(const int64_t *)field == fallback.integer;
    case SCHEMA_NUMBER:
        set_default(key, &fallback, NULL);
        return *(const double *)field == fallback.number;
    case SCHEMA_CHOICE:
        set_default(key, &fallback, NULL);
        return *(const int *)field == fallback.choice;
    default:
        return false;
    }
}

static void set_default(const struct schema_key *key, void *field, struct sim_arena *arena)
{
    double number;

    switch (key->type) {
    case SCHEMA_BOOL:
        *(bool *)field = key->fallback != NULL && strcmp(key->fallback, "true") == 0;
        break;
    case SCHEMA_INTEGER:
        *(int64_t *)field = SCENARIO_ABSENT;
        if (key->fallback != NULL)
            SIM_ASSERT(sim_parse_int64(key->fallback, strlen(key->fallback), field),
                       "bad default of '%s'", key->key);
        break;
    case SCHEMA_NUMBER:
        *(double *)field = NAN;
        if (key->fallback != NULL) {
            SIM_ASSERT(sim_parse_double(key->fallback, strlen(key->fallback), &number),
                       "bad default of '%s'", key->key);
            *(double *)field = number;
        }
        break;
    case SCHEMA_STRING:
        *(const char **)field = key->fallback;
        break;
    case SCHEMA_CHOICE:
        *(int *)field = key->fallback == NULL ? -1 : 0;
        for (int i = 0; key->fallback != NULL && key->choices[i] != NULL; i++)
            if (strcmp(key->choices[i], key->fallback) == 0)
                *(int *)field = i;
        break;
    case SCHEMA_OBJECT: {
        struct scenario_node *node = field;

        node->name = "";
        for (uint32_t i = 0; i < key->object->n_keys; i++)
            set_default(&key->object->keys[i], (char *)field + key->object->keys[i].offset, arena);
        break;
    }
    case SCHEMA_LIST:
    case SCHEMA_SHARES:
    case SCHEMA_FLAGS:
    case SCHEMA_MAP:
    case SCHEMA_RAW:
        break; /* empty */
    }
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
        names[i] = object->keys[i].key;
        set_default(&object->keys[i], (char *)into + object->keys[i].offset, arena);
    }
    /* An object whose members are the data. */
    if (object->n_keys == 1 && object->keys[0].flags & SCHEMA_SELF) {
        read_value(&object->keys[0], json, path, (char *)into + object->keys[0].offset, arena,
                   diag);
        node->given = 1;
        node->wrong = diag->n_raised > errors;
        return;
    }
    for (uint32_t c = 0; c < json->n_children; c++) {
        const struct sim_json *member = json->children[c];
        uint32_t i = 0;

        while (i < object->n_keys && strcmp(names[i], member->key) != 0)
            i++;
        if (i == object->n_keys) {
            const char *nearest = sim_nearest_name(member->key, names, object->n_keys);
            struct sim_json at = *member;

            at.line = member->key_line;
            at.column = member->key_column;
            if (++unknown > MOST_UNKNOWN) {
                scenario_error(diag, &at, path, "more than %d unknown keys in one object",
                               MOST_UNKNOWN);
                break;
            }
            if (nearest != NULL)
                scenario_error(diag, &at, path, "unknown key '%.80s'; did you mean '%s'?",
                               member->key, nearest);
            else
                scenario_error(diag, &at, path, "unknown key '%.80s'", member->key);
            continue;
        }
        node->given |= (uint64_t)1 << i;
        read_value(&object->keys[i], member, join(arena, path, member->key),
                   (char *)into + object->keys[i].offset, arena, diag);
    }
    for (uint32_t i = 0; i < object->n_keys; i++)
        if (object->keys[i].flags & SCHEMA_REQUIRED && !(node->given >> i & 1))
            scenario_error(diag, json, path, "key '%s' is missing", object->keys[i].key);
    node->wrong = diag->n_raised > errors;
}
