#include "scenarios/read/parameter.h"

#include "scenarios/read/ranges.h"
#include "sim/base/json_out.h"

#include <math.h>
#include <string.h>

enum { MOST_DEPTH = 8, MOST_NAMES = 256 };

/* A place that a path leads to: an object's key, or a number by name in it. */
struct place {
    const struct schema_key *key;
    const void *at; /* NULL: the name has no number */
};

/* ---- the path ---- */

/* The next name of a path. @return what follows it; NULL if it is no name */
static const char *take_name(const char *at, struct sim_arena *arena, const char **name)
{
    size_t n = strcspn(at, ".\"");

    if (*at != '"') {
        *name = sim_arena_printf(arena, "%.*s", (int)n, at);
        return n > 0 && at[n] != '"' ? at + n : NULL;
    }
    n = strcspn(at + 1, "\"");
    *name = sim_arena_printf(arena, "%.*s", (int)n, at + 1);
    return n > 0 && at[n + 1] == '"' ? at + n + 2 : NULL;
}

static bool split(const char *path, struct sim_arena *arena, struct scenario_parameter *into,
                  struct sim_text *why)
{
    const char **names = sim_arena_alloc(arena, MOST_DEPTH * sizeof *names);
    const char *at = path;

    into->n_names = 0;
    into->names = names;
    while (at != NULL && into->n_names < MOST_DEPTH) {
        at = take_name(at, arena, &names[into->n_names++]);
        if (at != NULL && *at == '\0')
            return true;
        if (at != NULL && *at++ != '.')
            at = NULL;
    }
    sim_text_add(why, "is no path; write it as --set does: classes.chat.max_tokens");
    return false;
}

/* ---- the walk ---- */

static void say_unknown(const char *name, const char *what, const char *const *names, size_t n,
                        struct sim_text *why)
{
    sim_text_addf(why, "%s '%.80s'", what, name);
    sim_text_add_candidates(why, name, names, n);
}

static void unknown_key(const struct schema_object *object, const char *name, struct sim_text *why)
{
    const char *names[MOST_NAMES];
    size_t n = 0;

    for (uint32_t i = 0; i < object->n_keys && n < MOST_NAMES; i++)
        if (object->keys[i].field.name[0] != '$')
            names[n++] = object->keys[i].field.name;
    say_unknown(name, "unknown key", names, n, why);
}

static const void *find_entry(const struct schema_key *key, const struct scenario_map *map,
                              const char *name, struct sim_text *why)
{
    const char *names[MOST_NAMES];
    size_t n = 0;

    for (uint32_t i = 0; i < map->n; i++) {
        const struct scenario_node *node =
            (const void *)((const char *)map->items + i * key->object->size);

        if (strcmp(node->name, name) == 0)
            return node;
        if (n < MOST_NAMES)
            names[n++] = node->name;
    }
    if (why == NULL)
        return NULL;
    sim_text_addf(why, "'%s' has no entry '%.80s'", key->field.name, name);
    if (n == 0)
        sim_text_add(why, ", nor any other");
    else
        sim_text_add_candidates(why, name, names, n);
    return NULL;
}

static bool find_number(const struct schema_key *key, const struct scenario_numbers *numbers,
                        const char *name, struct place *place, struct sim_text *why)
{
    *place = (struct place){.key = key};
    for (uint32_t i = 0; i < numbers->n; i++)
        if (strcmp(numbers->names[i], name) == 0)
            place->at = &numbers->values[i];
    if (place->at == NULL && why != NULL)
        say_unknown(name, "there is no", numbers->names, numbers->n, why);
    return place->at != NULL;
}

/* A key of an entry that somebody may have meant. */
static const char *some_number(const struct schema_object *object)
{
    for (uint32_t i = 0; i < object->n_keys; i++)
        if (object->keys[i].shape == SCHEMA_VALUE &&
            (object->keys[i].field.type == SIM_FIELD_NUMBER ||
             object->keys[i].field.type == SIM_FIELD_INTEGER))
            return object->keys[i].field.name;
    return object->keys[0].field.name;
}

/* why: NULL where nobody is told. */
static bool walk(const struct scenario_world *world, const struct scenario_parameter *of,
                 struct place *place, struct sim_text *why)
{
    const struct schema_object *object = &schema_root;
    const void *from = world;
    struct sim_text nobody = {0}, *to = why != NULL ? why : &nobody;
    bool found = false;

    for (uint32_t i = 0; i < of->n_names && from != NULL;) {
        const struct schema_key *key;
        const char *field;

        if (object->n_keys == 1 && object->keys[0].itself) {
            key = &object->keys[0];
        } else {
            key = schema_find(object, of->names[i]);
            if (key == NULL || key->field.name[0] == '$') {
                unknown_key(object, of->names[i], to);
                break;
            }
            i++;
        }
        field = (const char *)from + key->offset;
        from = NULL;
        if (key->shape == SCHEMA_OBJECT && i < of->n_names) {
            object = key->object;
            from = field;
        } else if (key->shape == SCHEMA_MAP && i < of->n_names) {
            from = find_entry(key, (const struct scenario_map *)(const void *)field, of->names[i++],
                              to);
            object = key->object;
            if (from != NULL && i == of->n_names)
                sim_text_addf(to,
                              "is an entry of several values: name one of its keys, as in %s.%s",
                              of->path, some_number(object));
        } else if (key->shape == SCHEMA_BY_NAME && i + 1 == of->n_names) {
            found = find_number(key, (const struct scenario_numbers *)(const void *)field,
                                of->names[i], place, to);
        } else if (key->shape == SCHEMA_VALUE && i == of->n_names) {
            *place = (struct place){key, field};
            found = true;
        } else if (key->shape == SCHEMA_VALUE) {
            sim_text_addf(to, "'%s' is a value, and has no '%.80s'", key->field.name, of->names[i]);
        } else {
            sim_text_addf(to, "'%s' is no single value", key->field.name);
        }
    }
    sim_text_release(&nobody);
    return found;
}

/* ---- the value ---- */

static void read_stated(const struct place *place, double *number, const char **word)
{
    const struct sim_field *field = &place->key->field;

    *number = NAN;
    *word = NULL;
    if (place->key->shape == SCHEMA_BY_NAME) {
        *number = *(const double *)place->at;
        return;
    }
    switch (field->type) {
    case SIM_FIELD_NUMBER:
        *number = *(const double *)place->at;
        break;
    case SIM_FIELD_INTEGER:
        if (*(const int64_t *)place->at == SCENARIO_WORD)
            *word = field->word;
        else if (*(const int64_t *)place->at != SCENARIO_ABSENT)
            *number = (double)*(const int64_t *)place->at;
        break;
    case SIM_FIELD_BOOL:
        *word = *(const bool *)place->at ? "true" : "false";
        break;
    case SIM_FIELD_CHOICE:
        *word = field->choices[*(const int *)place->at];
        break;
    case SIM_FIELD_STRING:
        *word = *(const char *const *)place->at;
        break;
    case SIM_FIELD_OTHER:
        break;
    }
}

static bool same_word(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The first option under whose overrides it is another one; one that has removed what it is of is
 * not reached by it at all. */
static const char *who_differs(const struct scenario *scenario,
                               const struct scenario_parameter *parameter)
{
    for (uint32_t o = 0; o < scenario->n_options; o++) {
        struct place place;
        double number;
        const char *word;

        if (!walk(&scenario->worlds[o], parameter, &place, NULL))
            continue;
        read_stated(&place, &number, &word);
        if (!same_word(word, parameter->word) ||
            (number != parameter->stated && !(isnan(number) && isnan(parameter->stated))))
            return scenario->options[o].node.name;
    }
    return NULL;
}

/* What is of the study, and not of the world that it looks at. */
static bool is_of_study(const struct scenario_parameter *parameter)
{
    static const char *const keys[] = {"format", "version",      "title", "description",
                                       "owner",  "replications", "seed"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (parameter->n_names == 1 && strcmp(parameter->names[0], keys[i]) == 0)
            return true;
    return strcmp(parameter->names[0], "options") == 0 || strcmp(parameter->names[0], "cases") == 0;
}

bool scenario_parameter_find(const struct scenario *scenario, const char *path,
                             struct sim_arena *arena, struct scenario_parameter *into,
                             struct sim_text *why)
{
    struct place place;

    *into = (struct scenario_parameter){.path = sim_arena_strdup(arena, path), .stated = NAN};
    if (!split(path, arena, into, why) || !walk(&scenario->base, into, &place, why))
        return false;
    if (is_of_study(into)) {
        sim_text_add(why, "cannot be varied: it is no part of the world that all options share");
        return false;
    }
    into->field = &place.key->field;
    into->is_number =
        into->field->type == SIM_FIELD_NUMBER || into->field->type == SIM_FIELD_INTEGER;
    into->is_whole = into->field->type == SIM_FIELD_INTEGER;
    read_stated(&place, &into->stated, &into->word);
    into->differs = who_differs(scenario, into);
    into->range = scenario_range_find(scenario, into->names, into->n_names);
    return true;
}

/* As JSON has it: what is no number and neither true nor false is a string. */
static struct sim_given given(const char *value)
{
    struct sim_given is = {.kind = SIM_GIVEN_STRING, .text = value, .length = strlen(value)};

    if (sim_parse_double(value, is.length, &is.number))
        is.kind = SIM_GIVEN_NUMBER;
    else if (strcmp(value, "true") == 0 || strcmp(value, "false") == 0) {
        is.kind = SIM_GIVEN_BOOL;
        is.boolean = value[0] == 't';
    }
    return is;
}

bool scenario_parameter_takes(const struct scenario_parameter *parameter, const char *value,
                              struct sim_text *why)
{
    struct sim_given is = given(value);
    union {
        bool boolean;
        int64_t whole;
        double number;
        const char *text;
        int choice;
    } place;

    return sim_field_set(parameter->field, &is, &place, why);
}

void scenario_parameter_patch(const struct scenario_parameter *parameter, const char *value,
                              struct sim_text *out)
{
    struct sim_given is = given(value);
    struct sim_json_out json;

    sim_json_out_init(&json, out, false);
    sim_json_out_object(&json, NULL);
    for (uint32_t i = 0; i + 1 < parameter->n_names; i++)
        sim_json_out_object(&json, parameter->names[i]);
    if (is.kind == SIM_GIVEN_NUMBER)
        sim_json_out_double(&json, parameter->names[parameter->n_names - 1], is.number);
    else if (is.kind == SIM_GIVEN_BOOL)
        sim_json_out_bool(&json, parameter->names[parameter->n_names - 1], is.boolean);
    else
        sim_json_out_string(&json, parameter->names[parameter->n_names - 1], value);
    for (uint32_t i = 0; i < parameter->n_names; i++)
        sim_json_out_end(&json);
}
