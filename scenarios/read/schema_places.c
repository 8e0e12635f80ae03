/*
 * schema_places.c: where a key stands that somebody wrote at another place.
 */
#include "scenarios/read/schema.h"
#include "sim/base/text.h"

#include <string.h>

enum { MOST_PLACES = 3 };

static void find_places(const struct schema_object *object, const char *path, const char *name,
                        struct sim_text *list, uint32_t *n)
{
    for (uint32_t i = 0; i < object->n_keys; i++) {
        const struct schema_key *key = &object->keys[i];
        struct sim_text inner = {0};

        if (path[0] != '\0' && strcmp(key->field.name, name) == 0 && (*n)++ < MOST_PLACES)
            sim_text_addf(list, "%s'%s'", *n > 1 ? ", " : "", path);
        sim_text_addf(&inner, "%s%s%s", path, path[0] != '\0' ? "." : "", key->field.name);
        if (key->shape == SCHEMA_MAP)
            sim_text_add(&inner, ".<name>");
        if (key->object != NULL)
            find_places(key->object, inner.data, name, list, n);
        sim_text_release(&inner);
    }
}

void schema_add_places(const char *name, struct sim_text *out)
{
    struct sim_text list = {0};
    uint32_t n = 0;

    find_places(&schema_root, "", name, &list, &n);
    if (n > 0 && n <= MOST_PLACES)
        sim_text_addf(out, "; it stands in %s", list.data);
    sim_text_release(&list);
}
