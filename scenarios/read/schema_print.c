/*
 * schema_print.c: what the rows are also for: effective values, canonical JSON, the JSON Schema and
 * the reference for people.
 */
#include "scenarios/read/ranges.h"

#include "sim/base/json_out.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void write_object(const struct schema_object *object, const void *from,
                         struct sim_json_out *out, const char *key);

static bool is_absent(const struct schema_key *key, const void *field);

/* Nothing in it was given, and nothing has a default. */
static bool is_empty(const struct schema_object *object, const void *from)
{
    if (((const struct scenario_node *)from)->note != NULL)
        return false;
    for (uint32_t i = 0; i < object->n_keys; i++)
        if (!is_absent(&object->keys[i], (const char *)from + object->keys[i].offset))
            return false;
    return true;
}

/* True when the value is absent and has no default: the key is then left out. */
static bool is_absent(const struct schema_key *key, const void *field)
{
    switch (key->shape) {
    case SCHEMA_VALUE:
        return sim_field_is_absent(&key->field, field);
    case SCHEMA_LIST:
        return ((const struct scenario_list *)field)->n == 0;
    case SCHEMA_BY_NAME:
        return ((const struct scenario_numbers *)field)->n == 0;
    case SCHEMA_MAP:
        return ((const struct scenario_map *)field)->n == 0;
    case SCHEMA_RAW:
        return *(const struct sim_json *const *)field == NULL;
    case SCHEMA_OBJECT:
        return is_empty(key->object, field);
    }
    return false;
}

static void write_field(const struct sim_field *field, const char *name, const void *at,
                        struct sim_json_out *out)
{
    switch (field->type) {
    case SIM_FIELD_BOOL:
        sim_json_out_bool(out, name, *(const bool *)at);
        break;
    case SIM_FIELD_INTEGER:
        if (*(const int64_t *)at == SCENARIO_WORD)
            sim_json_out_string(out, name, field->word);
        else
            sim_json_out_int(out, name, *(const int64_t *)at);
        break;
    case SIM_FIELD_NUMBER:
        sim_json_out_double(out, name, *(const double *)at);
        break;
    case SIM_FIELD_STRING:
        sim_json_out_string(out, name, *(const char *const *)at);
        break;
    case SIM_FIELD_CHOICE:
        sim_json_out_string(out, name, field->choices[*(const int *)at]);
        break;
    case SIM_FIELD_OTHER:
        break;
    }
}

/* The range that stands in the file where a number is read; NULL = the number. */
static const struct sim_json *range_of(const struct sim_json *value)
{
    return value != NULL && value->type == SIM_JSON_NUMBER ? value->written : NULL;
}

/* name: NULL where only the value is printed. */
static void write_value(const struct schema_key *key, const char *name, const void *field,
                        struct sim_json_out *out)
{
    const struct scenario_list *list = field;
    const struct scenario_numbers *numbers = field;
    const struct scenario_map *map = field;
    bool bare = key->itself && name != NULL;

    switch (key->shape) {
    case SCHEMA_VALUE:
        write_field(&key->field, name, field, out);
        break;
    case SCHEMA_LIST:
        sim_json_out_array(out, name);
        for (uint32_t i = 0; i < list->n; i++)
            sim_json_out_string(out, NULL, list->items[i]);
        sim_json_out_end(out);
        break;
    case SCHEMA_BY_NAME:
        if (!bare)
            sim_json_out_object(out, name);
        for (uint32_t i = 0; i < numbers->n; i++) {
            if (key->field.type == SIM_FIELD_BOOL)
                sim_json_out_bool(out, numbers->names[i], numbers->values[i] != 0);
            else if (name != NULL && range_of(numbers->json[i]) != NULL)
                sim_json_out_value(out, numbers->names[i], numbers->json[i]);
            else
                sim_json_out_double(out, numbers->names[i], numbers->values[i]);
        }
        if (!bare)
            sim_json_out_end(out);
        break;
    case SCHEMA_OBJECT:
        write_object(key->object, field, out, name);
        break;
    case SCHEMA_MAP:
        sim_json_out_object(out, name);
        for (uint32_t i = 0; i < map->n; i++) {
            const char *entry = (const char *)map->items + i * key->object->size;

            write_object(key->object, entry, out,
                         ((const struct scenario_node *)(const void *)entry)->name);
        }
        sim_json_out_end(out);
        break;
    case SCHEMA_RAW:
        sim_json_out_value(out, name, *(const struct sim_json *const *)field);
        break;
    }
}

static void write_object(const struct schema_object *object, const void *from,
                         struct sim_json_out *out, const char *name)
{
    const struct scenario_node *node = from;

    sim_json_out_object(out, name);
    if (node->note != NULL)
        sim_json_out_string(out, SCHEMA_NOTE, node->note);
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        const void *field = (const char *)from + key->offset;

        if (is_absent(key, field) || key->field.name[0] == '$' ||
            schema_no_effect(key, from) != NULL)
            continue;
        if (range_of(sim_json_find(node->json, key->field.name)) != NULL)
            sim_json_out_value(out, key->field.name, sim_json_find(node->json, key->field.name));
        else
            write_value(key, key->field.name, field, out);
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

/* Where a value was said; what has no line was typed. Of a range its ends, too: the value is its
 * middle. */
static void add_place(const struct sim_json *at, struct sim_text *out)
{
    const struct sim_json *range = range_of(at);

    if (at->line > 0)
        sim_text_addf(out, "scenario, line %u", at->line);
    else
        sim_text_add(out, "command line");
    if (range != NULL)
        sim_text_addf(out, ": %.12g to %.12g", sim_json_find(range, "low")->number,
                      sim_json_find(range, "high")->number);
    sim_text_add(out, "\n");
}

static void list_object(const struct schema_object *object, const void *from, const char *path,
                        struct sim_text *out)
{
    const struct scenario_node *node = from;

    if (node->note != NULL)
        sim_text_addf(out, "%s%s%s: %s\n", path, path[0] != '\0' ? "." : "", SCHEMA_NOTE,
                      node->note);
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        const void *field = (const char *)from + key->offset;
        const char *called = key->field.name;
        struct sim_text name = {0};
        struct sim_text value = {0};
        struct sim_json_out json;

        sim_text_addf(&name, "%s%s%s", path, path[0] != '\0' && called[0] != '\0' ? "." : "",
                      called);
        if (key->shape == SCHEMA_OBJECT) {
            if (!is_empty(key->object, field))
                list_object(key->object, field, name.data, out);
        } else if (key->shape == SCHEMA_MAP) {
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
            if (key->shape != SCHEMA_RAW && !object->small)
                sim_text_addf(out, "%s\t%s\t%s\n", name.data, "-",
                              "not given: from the catalog, the preset or not used");
        } else if (called[0] != '$') {
            const struct sim_json *at = sim_json_find(node->json, called);

            sim_json_out_init(&json, &value, false);
            write_value(key, NULL, field, &json);
            sim_text_addf(out, "%s\t%s\t", name.data, value.data);
            if (at != NULL || key->itself)
                add_place(at != NULL ? at : node->json, out);
            else
                sim_text_add(out, "default\n");
        }
        sim_text_release(&name);
        sim_text_release(&value);
    }
}

/* Screen columns of a listing, and where values and their origins begin. */
enum { LISTING = 100, VALUE_AT = 50, ORIGIN_AT = 76 };

/* Text of n bytes from column `indent` on, broken at its spaces, or where the line is full.
 * @return the column behind it */
static int add_broken(struct sim_text *out, const char *text, int n, int indent)
{
    int at = indent;

    while (n > 0) {
        int fits = LISTING - at, cut = n;

        if (n > fits) {
            for (cut = fits; cut > 0 && text[cut] != ' ';)
                cut--;
            for (cut = cut > 0 ? cut : fits; cut > 1 && ((unsigned char)text[cut] & 0xc0) == 0x80;)
                cut--;
        }
        sim_text_add_bytes(out, text, (size_t)cut);
        at += cut;
        text += cut;
        n -= cut;
        if (n > 0) {
            sim_text_addf(out, "\n%*s", indent, "");
            at = indent;
        }
    }
    return at;
}

/* A line of a listing, "name TAB value TAB origin", in columns; what is too long for its column
 * takes a line of its own. */
static void add_listed(struct sim_text *out, const char *line, size_t n)
{
    const char *value = memchr(line, '\t', n), *origin;
    int name_n, value_n, origin_n, at;

    if (value == NULL) {
        sim_text_add_bytes(out, line, n);
        sim_text_add(out, "\n");
        return;
    }
    name_n = (int)(value++ - line);
    origin = memchr(value, '\t', n - (size_t)(value - line));
    value_n = (int)(origin++ - value);
    origin_n = (int)(n - (size_t)(origin - line));
    sim_text_add_bytes(out, line, (size_t)name_n);
    at = name_n;
    if (name_n >= VALUE_AT || (VALUE_AT + value_n > LISTING && value_n > 0)) {
        sim_text_addf(out, "\n%*s", 4, "");
        at = 4;
    } else {
        sim_text_addf(out, "%*s", VALUE_AT - at, "");
        at = VALUE_AT;
    }
    at = add_broken(out, value, value_n, at);
    if (at >= ORIGIN_AT || ORIGIN_AT + origin_n > LISTING) {
        int indent = LISTING - origin_n;

        if (at + 1 <= indent) {
            sim_text_addf(out, "%*s", indent - at, "");
        } else {
            sim_text_addf(out, "\n%*s", indent, "");
        }
    } else {
        sim_text_addf(out, "%*s", ORIGIN_AT - at, "");
    }
    sim_text_add_bytes(out, origin, (size_t)origin_n);
    sim_text_add(out, "\n");
}

static void list_all(const struct scenario *scenario, struct sim_text *out);

void scenario_effective(const struct scenario *scenario, struct sim_text *out)
{
    struct sim_text list = {0};

    list_all(scenario, &list);
    for (const char *line = list.data; *line != '\0';) {
        size_t n = strcspn(line, "\n");

        add_listed(out, line, n);
        line += n + (line[n] == '\n');
    }
    sim_text_release(&list);
}

static void list_all(const struct scenario *scenario, struct sim_text *out)
{
    list_object(&schema_root, &scenario->base, "", out);
    for (uint32_t i = 0; i < scenario->n_options; i++) {
        struct sim_text base = {0};
        struct sim_text option = {0};
        bool any = false;
        char *line;

        list_object(&schema_root, &scenario->base, "", &base);
        list_object(&schema_root, &scenario->worlds[i], "", &option);
        sim_text_add(&option, ""); /* never NULL */
        for (line = option.data; *line != '\0';) {
            char *end = strchr(line, '\n');
            char saved;

            end = end != NULL ? end + 1 : line + strlen(line);
            saved = *end;
            *end = '\0';
            if (strstr(base.data, line) == NULL) {
                if (!any)
                    sim_text_addf(out, "\noption '%s' changes:\n", scenario->options[i].node.name);
                any = true;
                sim_text_add(out, line);
            }
            *end = saved;
            line = end;
        }
        sim_text_release(&base);
        sim_text_release(&option);
    }
}

/* ---- JSON Schema ---- */

static void schema_object_body(const struct schema_object *object, struct sim_json_out *out);

/* {"low": ..., "mid": ..., "high": ...}, in place of a number. */
static void schema_range_body(const struct sim_field *field, struct sim_json_out *out)
{
    static const char *const parts[] = {"low", "mid", "high"};

    sim_json_out_string(out, "description",
                        "a number that is not known: drawn, with mid as the median");
    sim_json_out_string(out, "type", "object");
    sim_json_out_bool(out, "additionalProperties", false);
    sim_json_out_array(out, "required");
    for (int i = 0; i < 3; i++)
        sim_json_out_string(out, NULL, parts[i]);
    sim_json_out_end(out);
    sim_json_out_object(out, "properties");
    for (int i = 0; i < 3; i++) {
        sim_json_out_object(out, parts[i]);
        sim_json_out_string(out, "type", field->type == SIM_FIELD_INTEGER ? "integer" : "number");
        sim_json_out_end(out);
    }
    sim_json_out_object(out, SCHEMA_NOTE);
    sim_json_out_string(out, "type", "string");
    sim_json_out_end(out);
    sim_json_out_end(out);
}

static void schema_number_body(const struct sim_field *field, bool range, struct sim_json_out *out)
{
    bool several = field->word != NULL || field->or_zero || range;

    if (several)
        sim_json_out_array(out, "anyOf");
    if (field->or_zero) {
        sim_json_out_object(out, NULL);
        sim_json_out_int(out, "const", 0);
        sim_json_out_end(out);
    }
    if (several)
        sim_json_out_object(out, NULL);
    sim_json_out_string(out, "type", field->type == SIM_FIELD_INTEGER ? "integer" : "number");
    sim_json_out_double(out, field->above_min ? "exclusiveMinimum" : "minimum", field->min);
    sim_json_out_double(out, "maximum", field->max);
    if (several)
        sim_json_out_end(out);
    if (field->word != NULL) {
        sim_json_out_object(out, NULL);
        sim_json_out_string(out, "const", field->word);
        sim_json_out_end(out);
    }
    if (range) {
        sim_json_out_object(out, NULL);
        schema_range_body(field, out);
        sim_json_out_end(out);
    }
    if (several)
        sim_json_out_end(out);
}

static void schema_field_body(const struct schema_object *of, const struct schema_key *key,
                              struct sim_json_out *out)
{
    const struct sim_field *field = &key->field;

    switch (field->type) {
    case SIM_FIELD_BOOL:
        sim_json_out_string(out, "type", "boolean");
        break;
    case SIM_FIELD_INTEGER:
    case SIM_FIELD_NUMBER:
        schema_number_body(field, scenario_takes_range(of, key), out);
        break;
    case SIM_FIELD_STRING:
        sim_json_out_string(out, "type", "string");
        sim_json_out_int(out, "maxLength",
                         key->free_text ? SCHEMA_TEXT_BYTES : SCHEMA_STRING_BYTES);
        break;
    case SIM_FIELD_CHOICE:
        sim_json_out_array(out, "enum");
        for (int i = 0; field->choices[i] != NULL; i++)
            sim_json_out_string(out, NULL, field->choices[i]);
        sim_json_out_end(out);
        break;
    case SIM_FIELD_OTHER:
        break;
    }
}

static void schema_type_body(const struct schema_object *of, const struct schema_key *key,
                             struct sim_json_out *out)
{
    switch (key->shape) {
    case SCHEMA_VALUE:
        schema_field_body(of, key, out);
        break;
    case SCHEMA_LIST:
        sim_json_out_string(out, "type", "array");
        sim_json_out_object(out, "items");
        sim_json_out_string(out, "type", "string");
        sim_json_out_end(out);
        sim_json_out_bool(out, "uniqueItems", true);
        sim_json_out_int(out, "maxItems", SCHEMA_LIST_ITEMS);
        break;
    case SCHEMA_BY_NAME:
        sim_json_out_string(out, "type", "object");
        sim_json_out_object(out, "additionalProperties");
        if (key->field.type == SIM_FIELD_BOOL)
            sim_json_out_string(out, "type", "boolean");
        else
            schema_number_body(&key->field, scenario_takes_range(of, key), out);
        sim_json_out_end(out);
        break;
    case SCHEMA_OBJECT:
        schema_object_body(key->object, out);
        break;
    case SCHEMA_MAP:
        sim_json_out_string(out, "type", "object");
        if (key->field.required)
            sim_json_out_int(out, "minProperties", 1);
        sim_json_out_int(out, "maxProperties", key->most);
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
    if (object->n_keys == 1 && object->keys[0].itself) {
        schema_type_body(object, &object->keys[0], out);
        return;
    }
    sim_json_out_string(out, "type", "object");
    if (!object->small) /* its key has one */
        sim_json_out_string(out, "description", object->summary);
    sim_json_out_bool(out, "additionalProperties", false);
    sim_json_out_array(out, "required");
    for (uint32_t i = 0; i < object->n_keys; i++)
        if (object->keys[i].field.required)
            sim_json_out_string(out, NULL, object->keys[i].field.name);
    sim_json_out_end(out);
    sim_json_out_object(out, "properties");
    sim_json_out_object(out, SCHEMA_NOTE);
    sim_json_out_string(out, "description", "for people: kept and shown, without effect");
    sim_json_out_string(out, "type", "string");
    sim_json_out_int(out, "maxLength", SCHEMA_TEXT_BYTES);
    sim_json_out_end(out);
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];

        sim_json_out_object(out, key->field.name);
        if (key->shape != SCHEMA_OBJECT || key->object->small)
            sim_json_out_string(out, "description", key->field.summary);
        schema_type_body(object, key, out);
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
    sim_json_out_string(&json, "title", "crisim scenario, version 2");
    schema_object_body(&schema_root, &json);
    sim_json_out_end(&json);
}

/* ---- the reference ---- */

/* A value in several parts has them in its row: "object of min, max". */
static void add_parts(const struct schema_object *object, struct sim_text *out)
{
    for (uint32_t i = 0; i < object->n_keys; i++)
        sim_text_addf(out, "%s `%s`", i > 0 ? "," : " of", object->keys[i].field.name);
}

static const char *type_text(const struct schema_key *key)
{
    static const char *const values[] = {[SIM_FIELD_BOOL] = "true/false",
                                         [SIM_FIELD_INTEGER] = "integer",
                                         [SIM_FIELD_NUMBER] = "number",
                                         [SIM_FIELD_STRING] = "string",
                                         [SIM_FIELD_CHOICE] = "choice"};

    switch (key->shape) {
    case SCHEMA_VALUE:
        return values[key->field.type];
    case SCHEMA_LIST:
        return "list of strings";
    case SCHEMA_BY_NAME:
        return key->field.type == SIM_FIELD_BOOL ? "true/false by name" : "weights by name";
    case SCHEMA_OBJECT:
        return "object";
    case SCHEMA_MAP:
        return "named objects";
    case SCHEMA_RAW:
        break;
    }
    return "JSON";
}

/* path: "" for the whole file. */
static void reference_object(const struct schema_object *object, const char *path,
                             struct sim_text *out)
{
    const char *quoted = *path != '\0' ? "`" : "";

    sim_text_addf(out, "\n## %s%s%s\n\n%s\n\n", quoted, *path != '\0' ? path : "the file", quoted,
                  object->summary);
    sim_text_add(out, "| key | type | bounds | default | what it is |\n|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        const struct sim_field *field = &key->field;
        const char *quote = field->fallback != NULL && field->fallback[0] != '\0' ? "`" : "";

        sim_text_addf(out, "| `%s` | %s", key->itself ? "(Region)" : field->name, type_text(key));
        if (key->object != NULL && key->object->small)
            add_parts(key->object, out);
        if (field->unit != NULL)
            sim_text_addf(out, ", %s", field->unit);
        sim_text_add(out, " | ");
        if (key->shape == SCHEMA_VALUE)
            sim_field_bounds(field, out);
        else if (key->shape == SCHEMA_MAP)
            sim_text_addf(out, "%u entries", key->most);
        sim_text_addf(out, " | %s%s%s | %s |\n", quote,
                      field->required           ? "**required**"
                      : field->fallback != NULL ? field->fallback
                                                : "",
                      quote, field->summary);
    }
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        struct sim_text inner = {0};

        if (key->object == NULL || key->object->small)
            continue;
        sim_text_addf(&inner, "%s%s%s%s", path, *path != '\0' ? "." : "", key->field.name,
                      key->shape == SCHEMA_MAP ? ".<name>" : "");
        reference_object(key->object, inner.data, out);
        sim_text_release(&inner);
    }
}

/* The keys of a number that has to be known: `seed`, `traffic.<name>.loops` ... */
static void add_fixed(const struct schema_object *object, const char *path, uint32_t *n,
                      struct sim_text *out)
{
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        struct sim_text inner = {0};

        sim_text_addf(&inner, "%s%s%s%s", path, *path != '\0' ? "." : "", key->field.name,
                      key->shape == SCHEMA_MAP ? ".<name>" : "");
        if (scenario_is_fixed(object, key))
            sim_text_addf(out, "%s `%s`", (*n)++ > 0 ? "," : "", inner.data);
        else if (key->object != NULL)
            add_fixed(key->object, inner.data, n, out);
        sim_text_release(&inner);
    }
}

static void fixed_keys(struct sim_text *out)
{
    uint32_t n = 0;

    add_fixed(&schema_root, "", &n, out);
}

void scenario_reference(struct sim_text *out)
{
    sim_text_add(
        out,
        "# Scenario reference\n\nMade by `crisim schema --markdown` from the rows of "
        "`scenarios/read/keys_<part>.c`; do not edit.\n\nA scenario is strict JSON with `//` and "
        "`/* */` comments. Unknown keys, wrong types, values out of bounds and duplicate "
        "keys are errors. Named objects are read in file order; where several entries "
        "match, the later one wins. Every object with keys of its own may hold a "
        "`note`, text for people that is kept and shown, without effect.\n\nA number that is "
        "not known may be a range, `{\"low\": 20, \"mid\": 40, \"high\": 60}` (with a `note`, "
        "if wanted): the run as stated has `mid`, and the ranges are drawn "
        "([uncertain.md](uncertain.md)). Not a range are");
    fixed_keys(out);
    sim_text_add(out, ", and what a case overrides.\n");
    reference_object(&schema_root, "", out);
}
