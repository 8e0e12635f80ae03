#include "scenarios/read/title.h"

#include "scenarios/catalog/catalog.h"
#include "sim/base/text.h"

#include <string.h>

enum { MOST_NAMED = 2 };

/* Different names in the order in which classes have them. */
struct names {
    const char *named[MOST_NAMED];
    uint32_t n;
};

static void add(struct names *names, const struct scenario_map *classes, uint32_t at,
                const char *(*name_of)(const struct scenario_class *))
{
    const struct scenario_class *all = classes->items;
    const char *name = name_of(&all[at]);

    if (name == NULL)
        return;
    for (uint32_t i = 0; i < at; i++)
        if (name_of(&all[i]) != NULL && strcmp(name_of(&all[i]), name) == 0)
            return;
    if (names->n < MOST_NAMED)
        names->named[names->n] = name;
    names->n++;
}

static const char *model_of(const struct scenario_class *class)
{
    return class->model;
}

static const char *source_of(const struct scenario_class *class)
{
    return class->source_region;
}

static const char *label(const struct catalog *catalog, const char *id)
{
    const struct catalog_model *model = catalog != NULL ? catalog_model_find(catalog, id) : NULL;

    return model != NULL && model->label[0] != '\0' ? model->label : id;
}

static const char *as_it_is(const struct catalog *catalog, const char *name)
{
    (void)catalog;
    return name;
}

/* "A", "A and B", "3 models". */
static void say(const struct names *names, const struct catalog *catalog,
                const char *(*shown)(const struct catalog *, const char *), const char *what,
                struct sim_text *out)
{
    if (names->n > MOST_NAMED) {
        sim_text_addf(out, "%u %s", names->n, what);
        return;
    }
    for (uint32_t i = 0; i < names->n; i++)
        sim_text_addf(out, "%s%s", i > 0 ? " and " : "", shown(catalog, names->named[i]));
}

void scenario_take_title(struct scenario *scenario)
{
    const struct scenario_map *classes = &scenario->base.classes;
    const char *slash = strrchr(scenario->file, '/');
    struct names models = {.n = 0}, sources = {.n = 0};
    struct sim_text text = {0};

    if (scenario->base.title != NULL)
        return;
    for (uint32_t i = 0; i < classes->n; i++) {
        add(&models, classes, i, model_of);
        add(&sources, classes, i, source_of);
    }
    say(&models, scenario->catalog, label, "models", &text);
    if (models.n > 0 && sources.n > 0) {
        sim_text_add(&text, " from ");
        say(&sources, scenario->catalog, as_it_is, "Regions", &text);
    }
    if (models.n == 0)
        sim_text_add(&text, slash != NULL ? slash + 1 : scenario->file);
    scenario->base.title = sim_arena_strdup(&scenario->arena, text.data);
    sim_text_release(&text);
}
