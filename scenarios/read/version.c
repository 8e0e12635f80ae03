#include "scenarios/read/version.h"

#include "models/slo.h"

#include <string.h>

static struct sim_json *member(const struct sim_json *object, const char *key)
{
    return (struct sim_json *)sim_json_find(object, key);
}

/* A class of its own mode said 'arm' for the mode of what is now called an option. */
static void rename_modes(struct sim_json *world)
{
    static char option[] = "option";
    struct sim_json *classes = member(world, "classes");

    for (uint32_t i = 0;
         classes != NULL && classes->type == SIM_JSON_OBJECT && i < classes->n_children; i++) {
        struct sim_json *mode = member(classes->children[i], "mode");

        if (mode != NULL && mode->type == SIM_JSON_STRING && strcmp(mode->string, "arm") == 0)
            mode->string = option;
    }
}

static void drop(struct sim_json *object, const struct sim_json *child)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < object->n_children; i++)
        if (object->children[i] != child)
            object->children[n++] = object->children[i];
    object->n_children = n;
}

/* The member under its present name; NULL where it stands under neither. */
static struct sim_json *take_over(struct sim_json *root, const char *before, char *now, bool is_1,
                                  struct sim_diag *diag)
{
    struct sim_json *old = member(root, before), *present = member(root, now);

    if (old == NULL)
        return present;
    if (present != NULL) {
        sim_diag_error(diag, root->file, old->key_line, old->key_column, before,
                       "'%s' is what version 1 called '%s'; state one of them", before, now);
        drop(root, old);
        return present;
    }
    if (is_1)
        sim_diag_note(diag, root->file, old->key_line, old->key_column, "",
                      "this file of version 1 is read as one of version %d: '%s' is '%s' there",
                      SCENARIO_VERSION, before, now);
    else
        sim_diag_error(diag, root->file, old->key_line, old->key_column, before,
                       "is called '%s' in version %d", now, SCENARIO_VERSION);
    old->key = now;
    return old;
}

/* The figure that "e2e_p95_s_max" bounds and how ("max"), or NULL. */
static const char *bounded_figure(const char *key, char **part)
{
    static char min[] = "min", max[] = "max";
    static const char *const keys[] = {"success_rate_min", "throttled_share_max", "ttft_p95_s_max",
                                       "e2e_p95_s_max", "e2e_p99_s_max"};
    size_t n = strlen(key);

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i], key) != 0)
            continue;
        *part = strcmp(key + n - 3, min) == 0 ? min : max;
        for (int k = 0; k < CRI_N_SLO_METRICS; k++) {
            const char *figure = cri_slo_row((enum cri_slo_metric)k)->key;

            if (strlen(figure) == n - 4 && strncmp(figure, key, n - 4) == 0)
                return figure;
        }
    }
    return NULL;
}

/* "key": value becomes "figure": {"part": value}; the value keeps its place. */
static void wrap(struct sim_json *value, const char *figure, char *part, struct sim_arena *arena)
{
    struct sim_json *inner = sim_arena_alloc(arena, sizeof *inner);
    struct sim_json **children = sim_arena_alloc(arena, sizeof(struct sim_json *));

    *inner = *value;
    inner->key = part;
    children[0] = inner;
    value->type = SIM_JSON_OBJECT;
    value->key = sim_arena_strdup(arena, figure);
    value->children = children;
    value->n_children = 1;
}

/* SLOs by the keys of version 1. */
static void wrap_bounds(struct sim_json *slo, bool is_1, struct sim_arena *arena,
                        struct sim_diag *diag)
{
    for (uint32_t i = 0; slo != NULL && slo->type == SIM_JSON_OBJECT && i < slo->n_children; i++) {
        struct sim_json *child = slo->children[i];
        char *part;
        const char *figure = bounded_figure(child->key, &part);

        if (figure == NULL)
            continue;
        if (member(slo, figure) != NULL)
            sim_diag_error(diag, slo->file, child->key_line, child->key_column, "slo",
                           "'%s' is what version 1 called '%s' of '%s'; state one of them",
                           child->key, part, figure);
        else if (!is_1)
            sim_diag_error(diag, slo->file, child->key_line, child->key_column, "slo",
                           "'%s' is written \"%s\": {\"%s\": ...} in version %d", child->key,
                           figure, part, SCENARIO_VERSION);
        if (member(slo, figure) != NULL)
            drop(slo, slo->children[i--]);
        else
            wrap(child, figure, part, arena);
    }
}

void scenario_upgrade(struct sim_json *root, struct sim_arena *arena, struct sim_diag *diag)
{
    static char options_key[] = "options";
    struct sim_json *version = member(root, "version");
    bool is_1 = version != NULL && version->type == SIM_JSON_NUMBER && version->number == 1;
    struct sim_json *options = take_over(root, "arms", options_key, is_1, diag);

    wrap_bounds(member(root, "slo"), is_1, arena, diag);
    if (!is_1)
        return;
    rename_modes(root);
    for (uint32_t i = 0;
         options != NULL && options->type == SIM_JSON_OBJECT && i < options->n_children; i++)
        rename_modes(member(options->children[i], "overrides"));
    version->number = SCENARIO_VERSION;
}
