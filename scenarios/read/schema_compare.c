/*
 * schema_compare.c: whether two entries of a scenario say the same, by the rows of keys_<part>.c,
 * so that a key that is added later is compared without a line here.
 */
#include "scenarios/read/schema.h"

#include <string.h>

static bool same_string(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* NaN stands for "not given". */
static bool same_double(double a, double b)
{
    return a == b || (a != a && b != b);
}

/* The order of a list of names has no meaning where entries are compared. */
static bool same_list(const struct scenario_list *a, const struct scenario_list *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t k = 0;

        while (k < b->n && !same_string(a->items[i], b->items[k]))
            k++;
        if (k == b->n)
            return false;
    }
    return a->n == b->n;
}

static bool same_numbers(const struct scenario_numbers *a, const struct scenario_numbers *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t k = 0;

        while (k < b->n && !same_string(a->names[i], b->names[k]))
            k++;
        if (k == b->n || !same_double(a->values[i], b->values[k]))
            return false;
    }
    return a->n == b->n;
}

static bool same_value(const struct schema_key *key, const void *a, const void *b)
{
    switch (key->shape) {
    case SCHEMA_VALUE:
        return sim_field_same(&key->field, a, b);
    case SCHEMA_LIST:
        return same_list(a, b);
    case SCHEMA_BY_NAME:
        return same_numbers(a, b);
    case SCHEMA_OBJECT:
    case SCHEMA_MAP:
    case SCHEMA_RAW:
        break;
    }
    return true; /* entries of maps hold none of these */
}

const char *scenario_changed_key(const char *map, const void *a, const void *b)
{
    for (uint32_t m = 0; m < schema_root.n_keys; m++) {
        const struct schema_object *object = schema_root.keys[m].object;

        if (object == NULL || strcmp(schema_root.keys[m].field.name, map) != 0)
            continue;
        for (uint32_t k = 0; k < object->n_keys; k++) {
            const struct schema_key *key = &object->keys[k];

            if (!same_value(key, (const char *)a + key->offset, (const char *)b + key->offset))
                return key->field.name;
        }
    }
    return NULL;
}
