/*
 * explain.c: what a key of a scenario is, and where a word may stand, from the rows.
 */
#include "scenarios/read/ranges.h"

#include <string.h>

static void add_path(struct sim_text *out, const char *path, const char *name)
{
    sim_text_addf(out, "%s%s%s", path, path[0] != '\0' && name[0] != '\0' ? "." : "", name);
}

static void add_key(const struct schema_object *object, const struct schema_key *key,
                    const char *path, struct sim_text *out)
{
    const struct sim_field *field = &key->field;
    struct sim_text bounds = {0};

    sim_text_add(out, "key ");
    add_path(out, path, field->name);
    sim_text_addf(out, "\n  %s%s%s%s\n", field->summary, field->unit != NULL ? " [" : "",
                  field->unit != NULL ? field->unit : "", field->unit != NULL ? "]" : "");
    if (key->shape == SCHEMA_VALUE)
        sim_field_bounds(field, &bounds);
    if (bounds.length > 0)
        sim_text_addf(out, "  values: %s\n", bounds.data);
    if (scenario_takes_range(object, key))
        sim_text_add(out, "  or a range: {\"low\": .., \"mid\": .., \"high\": ..}\n");
    if (field->required)
        sim_text_add(out, "  must be stated\n");
    else if (field->fallback != NULL && field->fallback[0] != '\0')
        sim_text_addf(out, "  default: %s\n", field->fallback);
    sim_text_release(&bounds);
}

static void add_choice(const struct schema_key *key, const char *word, const char *path,
                       struct sim_text *out)
{
    if (key->shape != SCHEMA_VALUE || key->field.type != SIM_FIELD_CHOICE)
        return;
    for (int i = 0; key->field.choices[i] != NULL; i++) {
        if (!sim_same_words(key->field.choices[i], word))
            continue;
        sim_text_addf(out, "value '%s' of key ", key->field.choices[i]);
        add_path(out, path, key->field.name);
        sim_text_addf(out, "\n  %s\n", key->field.summary);
    }
}

/* The path of an object within its parent: entries of a map stand for all. */
static void walk(const struct schema_object *object, const char *path, const char *word,
                 struct sim_text *out)
{
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        struct sim_text inner = {0};

        add_path(&inner, path, key->field.name);
        if (key->field.name[0] != '\0' &&
            (sim_same_words(key->field.name, word) || strcmp(inner.data, word) == 0))
            add_key(object, key, path, out);
        add_choice(key, word, path, out);
        if (key->shape == SCHEMA_MAP)
            sim_text_add(&inner, ".<name>");
        if (key->object != NULL)
            walk(key->object, inner.data, word, out);
        sim_text_release(&inner);
    }
}

void scenario_explain(const char *word, struct sim_text *out)
{
    walk(&schema_root, "", word, out);
}

static uint32_t add_names(const struct schema_object *object, const char **names, uint32_t n,
                          uint32_t room)
{
    for (uint32_t i = 0; i < object->n_keys; i++) {
        if (n < room && object->keys[i].field.name[0] != '\0')
            names[n++] = object->keys[i].field.name;
        if (object->keys[i].object != NULL)
            n = add_names(object->keys[i].object, names, n, room);
    }
    return n;
}

uint32_t scenario_key_names(const char **names, uint32_t room)
{
    return add_names(&schema_root, names, 0, room);
}
