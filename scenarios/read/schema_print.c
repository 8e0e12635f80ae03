/*
 * schema_print.c: what the rows are also for: effective values, canonical JSON, the JSON Schema and
 * the reference for people.
 */
#include "scenarios/read/schema.h"

#include "sim/base/json_out.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void write_object(const struct schema_object *object, const void *from,
                         struct sim_json_out *out, const char *key);

static void write_json(struct sim_json_out *out, const char *key, const struct sim_json *json)
{
    switch (json->type) {
    case SIM_JSON_NULL:
        sim_json_out_null(out, key);
        break;
    case SIM_JSON_BOOL:
        sim_json_out_bool(out, key, json->boolean);
        break;
    case SIM_JSON_NUMBER:
        sim_json_out_double(out, key, json->number);
        break;
    case SIM_JSON_STRING:
        sim_json_out_string(out, key, json->string);
        break;
    case SIM_JSON_ARRAY:
    case SIM_JSON_OBJECT:
        if (json->type == SIM_JSON_ARRAY)
            sim_json_out_array(out, key);
        else
            sim_json_out_object(out, key);
        for (uint32_t i = 0; i < json->n_children; i++)
            write_json(out, json->children[i]->key, json->children[i]);
        sim_json_out_end(out);
        break;
    }
}

/* False when the value is absent and has no default: the key is then left out. */
static bool is_absent(const struct schema_key *key, const void *field)
{
    switch (key->type) {
    case SCHEMA_INTEGER:
        return *(const int64_t *)field == SCENARIO_ABSENT;
    case SCHEMA_NUMBER:
        return isnan(*(const double *)field);
    case SCHEMA_STRING:
        return *(const char *const *)field == NULL;
    case SCHEMA_CHOICE:
        return *(const int *)field < 0;
    case SCHEMA_LIST:
        return ((const struct scenario_list *)field)->n == 0;
    case SCHEMA_SHARES:
    case SCHEMA_FLAGS:
        return ((const struct scenario_numbers *)field)->n == 0;
    case SCHEMA_MAP:
        return ((const struct scenario_map *)field)->n == 0;
    case SCHEMA_RAW:
        return *(const struct sim_json *const *)field == NULL;
    case SCHEMA_BOOL:
    case SCHEMA_OBJECT:
        break;
    }
    return false;
}

static void write_value(const struct schema_key *key, const void *field, struct sim_json_out *out)
{
    const struct scenario_list *list = field;
    const struct scenario_numbers *numbers = field;
    const struct scenario_map *map = field;

    switch (key->type) {
    case SCHEMA_BOOL:
        sim_json_out_bool(out, key->key, *(const bool *)field);
        break;
    case SCHEMA_INTEGER:
        if (*(const int64_t *)field == SCENARIO_WORD)
            sim_json_out_string(out, key->key, key->word);
        else
            sim_json_out_int(out, key->key, *(const int64_t *)field);
        break;
    case SCHEMA_NUMBER:
        sim_json_out_double(out, key->key, *(const double *)field);
        break;
    case SCHEMA_STRING:
        sim_json_out_string(out, key->key, *(const char *const *)field);
        break;
    case SCHEMA_CHOICE:
        sim_json_out_string(out, key->key, key->choices[*(const int *)field]);
        break;
    case SCHEMA_LIST:
        sim_json_out_array(out, key->key);
        for (uint32_t i = 0; i < list->n; i++)
            sim_json_out_string(out, NULL, list->items[i]);
        sim_json_out_end(out);
        break;
    case SCHEMA_SHARES:
    case SCHEMA_FLAGS:
        if (!(key->flags & SCHEMA_SELF))
            sim_json_out_object(out, key->key);
        for (uint32_t i = 0; i < numbers->n; i++) {
            if (key->type == SCHEMA_FLAGS)
                sim_json_out_bool(out, numbers->names[i], numbers->values[i] != 0);
            else
                sim_json_out_double(out, numbers->names[i], numbers->values[i]);
        }
        if (!(key->flags & SCHEMA_SELF))
            sim_json_out_end(out);
        break;
    case SCHEMA_OBJECT:
        write_object(key->object, field, out, key->key);
        break;
    case SCHEMA_MAP:
        sim_json_out_object(out, key->key);
        for (uint32_t i = 0; i < map->n; i++) {
            const char *entry = (const char *)map->items + i * key->object->size;

            write_object(key->object, entry, out,
                         ((const struct scenario_node *)(const void *)entry)->name);
        }
        sim_json_out_end(out);
        break;
    case SCHEMA_RAW:
        write_json(out, key->key, *(const struct sim_json *const *)field);
        break;
    }
}

static void write_object(const struct schema_object *object, const void *from,
                         struct sim_json_out *out, const char *name)
{
    sim_json_out_object(out, name);
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const void *field = (const char *)from + object->keys[i].offset;

        if (!is_absent(&object->keys[i], field) && object->keys[i].key[0] != '$' &&
            schema_no_effect(object, from, object->keys[i].key) == NULL)
            write_value(&object->keys[i], field, out);
    }
    sim_json_out_end(out);
}

void scenario_canonical_json(const struct scenario *scenario, struct sim_text *out)
{
    struct sim_json_out json;

    sim_json_out_init(&json, out, true);
    write_object(&schema_root, &scenario->base, &json, NULL);
}

/* ---- check --effective ---- */

static void list_object(const struct schema_object *object, const void *from, const char *path,
                        struct sim_text *out)
{
    const struct scenario_node *node = from;

    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        const void *field = (const char *)from + key->offset;
        struct sim_text name = {0};
        struct sim_text value = {0};
        struct sim_json_out json;

        sim_text_addf(&name, "%s%s%s", path, path[0] != '\0' && key->key[0] != '\0' ? "." : "",
                      key->key);
        if (key->type == SCHEMA_OBJECT) {
            list_object(key->object, field, name.data, out);
        } else if (key->type == SCHEMA_MAP) {
            const struct scenario_map *map = field;

            for (uint32_t e = 0; e < map->n; e++) {
                const char *entry = (const char *)map->items + e * key->object->size;
                struct sim_text entry_path = {0};

                sim_text_addf(&entry_path, "%s.%s", name.data,
                              ((const struct scenario_node *)(const void *)entry)->name);
                list_object(key->object, entry, entry_path.data, out);
                sim_text_release(&entry_path);
            }
        } else if (is_absent(key, field)) {
            if (key->type != SCHEMA_RAW)
                sim_text_addf(out, "%-58s %-28s %s\n", name.data, "-",
                              "not given: from the catalog, the preset or not used");
        } else if (key->key[0] != '$') {
            struct schema_key nameless = *key;
            const struct sim_json *at = sim_json_find(node->json, key->key);

            nameless.key = NULL;
            nameless.flags &= ~(unsigned)SCHEMA_SELF;
            sim_json_out_init(&json, &value, false);
            write_value(&nameless, field, &json);
            sim_text_addf(out, "%-58s %-28s ", name.data, value.data);
            if (at != NULL)
                sim_text_addf(out, "scenario, line %u\n", at->line);
            else if (key->flags & SCHEMA_SELF)
                sim_text_addf(out, "scenario, line %u\n", node->json->line);
            else
                sim_text_add(out, "default\n");
        }
        sim_text_release(&name);
        sim_text_release(&value);
    }
}

void scenario_effective(const struct scenario *scenario, struct sim_text *out)
{
    list_object(&schema_root, &scenario->base, "", out);
    for (uint32_t i = 0; i < scenario->n_arms; i++) {
        struct sim_text base = {0};
        struct sim_text arm = {0};
        bool any = false;
        char *line;

        list_object(&schema_root, &scenario->base, "", &base);
        list_object(&schema_root, &scenario->worlds[i], "", &arm);
        sim_text_add(&arm, ""); /* never NULL */
        for (line = arm.data; *line != '\0';) {
            char *end = strchr(line, '\n');
            char saved;

            end = end != NULL ? end + 1 : line + strlen(line);
            saved = *end;
            *end = '\0';
            if (strstr(base.data, line) == NULL) {
                if (!any)
                    sim_text_addf(out, "\narm '%s' changes:\n", scenario->arms[i].node.name);
                any = true;
                sim_text_add(out, line);
            }
            *end = saved;
            line = end;
        }
        sim_text_release(&base);
        sim_text_release(&arm);
    }
}

/* ---- JSON Schema ---- */

static void schema_object_body(const struct schema_object *object, struct sim_json_out *out);

static void schema_type_body(const struct schema_key *key, struct sim_json_out *out)
{
    switch (key->type) {
    case SCHEMA_BOOL:
        sim_json_out_string(out, "type", "boolean");
        break;
    case SCHEMA_INTEGER:
    case SCHEMA_NUMBER:
        if (key->word != NULL || key->flags & SCHEMA_OR_ZERO)
            sim_json_out_array(out, "anyOf");
        if (key->flags & SCHEMA_OR_ZERO) {
            sim_json_out_object(out, NULL);
            sim_json_out_int(out, "const", 0);
            sim_json_out_end(out);
        }
        if (key->word != NULL || key->flags & SCHEMA_OR_ZERO)
            sim_json_out_object(out, NULL);
        sim_json_out_string(out, "type", key->type == SCHEMA_INTEGER ? "integer" : "number");
        sim_json_out_double(out, key->flags & SCHEMA_ABOVE_MIN ? "exclusiveMinimum" : "minimum",
                            key->min);
        sim_json_out_double(out, "maximum", key->max);
        if (key->word != NULL || key->flags & SCHEMA_OR_ZERO)
            sim_json_out_end(out);
        if (key->word != NULL) {
            sim_json_out_object(out, NULL);
            sim_json_out_string(out, "const", key->word);
            sim_json_out_end(out);
        }
        if (key->word != NULL || key->flags & SCHEMA_OR_ZERO)
            sim_json_out_end(out);
        break;
    case SCHEMA_STRING:
        sim_json_out_string(out, "type", "string");
        sim_json_out_int(out, "maxLength",
                         key->flags & SCHEMA_FREE_TEXT ? SCHEMA_TEXT_BYTES : SCHEMA_STRING_BYTES);
        break;
    case SCHEMA_CHOICE:
        sim_json_out_array(out, "enum");
        for (int i = 0; key->choices[i] != NULL; i++)
            sim_json_out_string(out, NULL, key->choices[i]);
        sim_json_out_end(out);
        break;
    case SCHEMA_LIST:
        sim_json_out_string(out, "type", "array");
        sim_json_out_object(out, "items");
        sim_json_out_string(out, "type", "string");
        sim_json_out_end(out);
        sim_json_out_bool(out, "uniqueItems", true);
        sim_json_out_int(out, "maxItems", SCHEMA_LIST_ITEMS);
        break;
    case SCHEMA_SHARES:
    case SCHEMA_FLAGS:
        sim_json_out_string(out, "type", "object");
        sim_json_out_object(out, "additionalProperties");
        sim_json_out_string(out, "type", key->type == SCHEMA_FLAGS ? "boolean" : "number");
        sim_json_out_end(out);
        break;
    case SCHEMA_OBJECT:
        schema_object_body(key->object, out);
        break;
    case SCHEMA_MAP:
        sim_json_out_string(out, "type", "object");
        if (key->flags & SCHEMA_NOT_EMPTY)
            sim_json_out_int(out, "minProperties", 1);
        sim_json_out_double(out, "maxProperties", key->max);
        sim_json_out_object(out, "propertyNames");
        sim_json_out_int(out, "minLength", 1);
        sim_json_out_int(out, "maxLength", SCHEMA_NAME_BYTES);
        sim_json_out_end(out);
        sim_json_out_object(out, "additionalProperties");
        schema_object_body(key->object, out);
        sim_json_out_end(out);
        break;
    case SCHEMA_RAW:
        break;
    }
}

static void schema_object_body(const struct schema_object *object, struct sim_json_out *out)
{
    if (object->n_keys == 1 && object->keys[0].flags & SCHEMA_SELF) {
        schema_type_body(&object->keys[0], out);
        return;
    }
    sim_json_out_string(out, "type", "object");
    sim_json_out_string(out, "description", object->summary);
    sim_json_out_bool(out, "additionalProperties", false);
    sim_json_out_array(out, "required");
    for (uint32_t i = 0; i < object->n_keys; i++)
        if (object->keys[i].flags & SCHEMA_REQUIRED)
            sim_json_out_string(out, NULL, object->keys[i].key);
    sim_json_out_end(out);
    sim_json_out_object(out, "properties");
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];

        sim_json_out_object(out, key->key);
        if (key->type != SCHEMA_OBJECT)
            sim_json_out_string(out, "description", key->summary);
        schema_type_body(key, out);
        sim_json_out_end(out);
    }
    sim_json_out_end(out);
}

void scenario_json_schema(struct sim_text *out)
{
    struct sim_json_out json;

    sim_json_out_init(&json, out, true);
    sim_json_out_object(&json, NULL);
    sim_json_out_string(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    sim_json_out_string(&json, "title", "crisim scenario, version 1");
    schema_object_body(&schema_root, &json);
    sim_json_out_end(&json);
}

/* ---- the reference ---- */

static const char *type_text(const struct schema_key *key)
{
    static const char *const names[] = {"true/false",
                                        "integer",
                                        "number",
                                        "string",
                                        "choice",
                                        "list of strings",
                                        "weights by name",
                                        "true/false by name",
                                        "object",
                                        "named objects",
                                        "JSON"};

    return names[key->type];
}

static void reference_object(const struct schema_object *object, const char *heading,
                             struct sim_text *out)
{
    sim_text_addf(out, "\n## %s\n\n%s\n\n", heading, object->summary);
    sim_text_add(out, "| key | type | bounds | default | what it is |\n|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        char low[40], high[40];

        sim_text_addf(out, "| `%s` | %s", key->flags & SCHEMA_SELF ? "(Region)" : key->key,
                      type_text(key));
        if (key->unit[0] != '\0')
            sim_text_addf(out, ", %s", key->unit);
        sim_text_add(out, " | ");
        if (key->type == SCHEMA_INTEGER || key->type == SCHEMA_NUMBER) {
            sim_format_double(key->min, low, sizeof low);
            sim_format_double(key->max, high, sizeof high);
            sim_text_addf(out, "%s%s %s, <= %s", key->flags & SCHEMA_OR_ZERO ? "0, or " : "",
                          key->flags & SCHEMA_ABOVE_MIN ? ">" : ">=", low, high);
            if (key->word != NULL)
                sim_text_addf(out, ", or `\"%s\"`", key->word);
        } else if (key->type == SCHEMA_MAP) {
            sim_text_addf(out, "%.0f entries", key->max);
        } else if (key->type == SCHEMA_CHOICE) {
            for (int c = 0; key->choices[c] != NULL; c++)
                sim_text_addf(out, "%s`%s`", c > 0 ? ", " : "", key->choices[c]);
        }
        sim_text_addf(out, " | %s%s%s | %s |\n",
                      key->fallback != NULL && key->fallback[0] ? "`" : "",
                      key->flags & SCHEMA_REQUIRED ? "**required**"
                      : key->fallback != NULL      ? key->fallback
                                                   : "",
                      key->fallback != NULL && key->fallback[0] ? "`" : "", key->summary);
    }
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        struct sim_text inner = {0};

        if (key->object == NULL)
            continue;
        sim_text_addf(&inner, key->type == SCHEMA_MAP ? "`%s.<name>`" : "`%s`", key->key);
        reference_object(key->object, inner.data, out);
        sim_text_release(&inner);
    }
}

void scenario_reference(struct sim_text *out)
{
    sim_text_add(
        out, "# Scenario reference\n\nMade by `crisim schema --markdown` from the rows of "
             "`scenarios/read/schema.c`; do not edit.\n\nA scenario is strict JSON with `//` and "
             "`/* */` comments. Unknown keys, wrong types, values out of bounds and duplicate "
             "keys are errors. Named objects are read in file order; where several entries "
             "match, the later one wins.\n");
    reference_object(&schema_root, "the file", out);
}
