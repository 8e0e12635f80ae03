#include "analysis/study/drill_second.h"

#include "analysis/study/drill_judge.h"
#include "analysis/study/drill_plan.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Regions that are looked at, the nearest first. */
enum { MOST_TRIED = 16 };

static bool is_lost(const struct drill_item *item, uint32_t region)
{
    for (uint32_t i = 0; i < item->n_regions; i++)
        if (item->regions[i] == region)
            return true;
    return false;
}

/* A class of an option whose calls begin in a Region that is lost. */
static bool begins_there(const struct drill_item *item, const struct cri_class_spec *class)
{
    return class->runs && class->n_targets > 0 && is_lost(item, class->targets[0].source);
}

bool drill_takes_source(const struct drill *drill, const struct drill_item *item)
{
    if (item->kind != DRILL_REGION && item->kind != DRILL_REGION_PAIR)
        return false;
    for (uint32_t o = 0; o < drill->n_options; o++) {
        const struct plan_option *option = drill_option(drill, o);

        for (uint32_t c = 0; option->allowed && c < option->spec.n_classes; c++)
            if (begins_there(item, &option->spec.classes[c]))
                return true;
    }
    return false;
}

bool drill_has_fallback(const struct drill *drill, const struct drill_item *item, uint32_t option)
{
    const struct cri_spec *spec = &drill_option(drill, option)->spec;

    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0;
             begins_there(item, &spec->classes[c]) && t < spec->classes[c].n_targets; t++)
            if (!is_lost(item, spec->classes[c].targets[t].source))
                return true;
    return false;
}

static bool has_class(const struct scenario_world *world, const char *name)
{
    const struct scenario_class *classes = world->classes.items;

    for (uint32_t i = 0; i < world->classes.n; i++)
        if (strcmp(classes[i].node.name, name) == 0)
            return true;
    return false;
}

/* The class is there in every option: a patch would make half a class of it elsewhere. */
static bool is_everywhere(const struct drill *drill, const char *name)
{
    const struct scenario *scenario = drill->asking->study->plan->scenario;

    for (uint32_t o = 0; o < scenario->n_options; o++)
        if (!has_class(&scenario->worlds[o], name))
            return false;
    return has_class(&scenario->base, name);
}

/* The patch of `classes` by which those that begin there turn to `second`; NULL = there are none.
 */
static const char *classes_of(struct drill *drill, const struct drill_item *item, uint32_t second)
{
    const struct scenario_map *map = &drill->asking->study->plan->scenario->base.classes;
    const struct scenario_class *classes = map->items;
    struct sim_text text = {0};
    struct sim_json_out json;
    const char *patch;
    bool any = false;

    sim_json_out_init(&json, &text, false);
    sim_json_out_object(&json, NULL);
    for (uint32_t i = 0; i < map->n; i++) {
        const char *name = classes[i].node.name;
        bool begins = false;

        for (uint32_t o = 0; o < drill->n_options; o++) {
            const struct plan_option *option = drill_option(drill, o);
            uint32_t c = plan_class_find(option, name);

            begins = begins || (option->allowed && c != CRI_NONE &&
                                begins_there(item, &option->spec.classes[c]));
        }
        if (!begins || !is_everywhere(drill, name))
            continue;
        any = true;
        sim_json_out_object(&json, name);
        sim_json_out_array(&json, "fallback_source_regions");
        sim_json_out_string(&json, NULL, drill_region_name(drill, second));
        sim_json_out_end(&json);
        sim_json_out_end(&json);
    }
    sim_json_out_end(&json);
    patch = any ? sim_arena_strdup(&drill->arena, text.data) : NULL;
    sim_text_release(&text);
    return patch;
}

/* Whether every class of an option that begins in a lost Region can also be called in `second`. */
static bool can_turn(const struct plan_option *option, const struct drill_item *item,
                     uint32_t second)
{
    if (!option->allowed)
        return false;
    for (uint32_t c = 0; c < option->spec.n_classes; c++) {
        const struct cri_class_spec *class = &option->spec.classes[c];
        bool can = !begins_there(item, class);

        for (uint32_t t = 0; t < class->n_targets && !can; t++)
            can = class->targets[t].source == second && class->targets[t].denial == CRI_DENIAL_NONE;
        if (!can)
            return false;
    }
    return true;
}

struct near {
    uint32_t region;
    double ms;
};

static int by_distance(const void *left, const void *right)
{
    const struct near *a = left, *b = right;

    if (a->ms != b->ms)
        return a->ms < b->ms ? -1 : 1;
    return a->region < b->region ? -1 : a->region > b->region;
}

/* The first of the lost Regions in which some class begins. */
static uint32_t source_of(const struct drill *drill, const struct drill_item *item)
{
    for (uint32_t o = 0; o < drill->n_options; o++) {
        const struct plan_option *option = drill_option(drill, o);

        for (uint32_t c = 0; option->allowed && c < option->spec.n_classes; c++)
            if (begins_there(item, &option->spec.classes[c]))
                return option->spec.classes[c].targets[0].source;
    }
    return item->regions[0];
}

/* Regions that are not lost, the nearest to that one first. @return how many */
static uint32_t find_near(const struct drill *drill, const struct drill_item *item,
                          struct near *near)
{
    uint32_t source = source_of(drill, item);
    const struct catalog *catalog = drill->asking->study->plan->catalog;
    const struct catalog_region *regions = catalog_regions(catalog);
    uint32_t n = 0;

    for (uint32_t r = 0; r < catalog_n_regions(catalog); r++)
        if (regions[r].bedrock && !is_lost(item, r))
            near[n++] = (struct near){r, catalog_rtt_ms(catalog, source, r, NULL)};
    sim_sort(near, n, sizeof *near, by_distance);
    return n < MOST_TRIED ? n : MOST_TRIED;
}

/* The plan with that second source; NULL where it cannot be. */
static struct plan *compile(const struct drill *drill, const char *classes)
{
    const struct plan *stated = drill->asking->study->plan;
    struct plan_settings settings = loop_settings(drill->asking->loop)->compile;
    const struct sim_json *patch = loop_patch(drill->asking->loop, "{\"classes\":%s}", classes);
    struct sim_diag diag;
    struct plan *plan;

    settings.traces = stated->traces;
    sim_diag_init(&diag);
    plan = plan_compile(stated->scenario, patch, stated->catalog, &settings, &diag);
    sim_diag_release(&diag);
    return plan;
}

/* For each option that is to have one, the nearest Region where all of it can be called. */
static void choose_seconds(struct drill *drill, struct drill_item *item, const bool *wanted,
                           uint32_t *second)
{
    const struct study *study = drill->asking->study;
    struct near *near = sim_zeroed(catalog_n_regions(study->plan->catalog), sizeof *near);
    uint32_t n = find_near(drill, item, near), left = 0;

    for (uint32_t o = 0; o < drill->n_options; o++) {
        second[o] = CRI_NONE;
        left += wanted[o];
    }
    for (uint32_t i = 0; i < n && left > 0; i++) {
        const char *classes = classes_of(drill, item, near[i].region);
        struct plan *plan = classes != NULL ? compile(drill, classes) : NULL;

        for (uint32_t o = 0; plan != NULL && o < drill->n_options; o++)
            if (wanted[o] && second[o] == CRI_NONE &&
                can_turn(&plan->options[study->options[o]], item, near[i].region)) {
                second[o] = near[i].region;
                left--;
            }
        plan_destroy(plan);
    }
    free(near);
    item->n_looked_at = n;
    item->no_second = sim_arena_alloc(&drill->arena, drill->n_options * sizeof(bool));
    for (uint32_t o = 0; o < drill->n_options; o++)
        item->no_second[o] = wanted[o] && second[o] == CRI_NONE;
}

/* One more drill for each Region that some options turn to. */
static enum sim_status add_seconds(struct drill *drill, const struct drill_item *item,
                                   const uint32_t *second, struct sim_error *err)
{
    enum drill_how *how = sim_zeroed(drill->n_options, sizeof *how);
    enum sim_status status = SIM_OK;

    for (uint32_t o = 0; o < drill->n_options && status == SIM_OK; o++) {
        struct drill_item added = *item;
        bool before = second[o] == CRI_NONE;

        for (uint32_t k = 0; k < o; k++)
            before = before || second[k] == second[o];
        if (before)
            continue;
        for (uint32_t k = 0; k < drill->n_options; k++)
            how[k] = second[k] == second[o] ? DRILL_RUN : DRILL_NOT;
        added.second = second[o];
        status = drill_add(drill, &added, how, NULL, classes_of(drill, &added, second[o]), err);
    }
    free(how);
    return status;
}

enum sim_status drill_second(struct drill *drill, struct sim_error *err)
{
    uint32_t n = drill->n_items;
    bool *wanted = sim_zeroed(drill->n_options, sizeof *wanted);
    uint32_t *second = sim_zeroed(drill->n_options, sizeof *second);
    enum sim_status status = SIM_OK;

    drill->second_asked = true;
    for (uint32_t i = 0; i < n && status == SIM_OK; i++) {
        struct drill_item item = drill->items[i]; /* where it lies moves when some are added */
        bool survives = false;

        if (item.window > 0 || (item.kind == DRILL_REGION_PAIR && !drill->by_hand) ||
            !drill_takes_source(drill, &item))
            continue;
        for (uint32_t o = 0; o < drill->n_options; o++) {
            survives = survives || drill_survives(drill, &item, o);
            wanted[o] = drill_option(drill, o)->allowed && !drill_has_fallback(drill, &item, o);
        }
        if (survives)
            continue;
        choose_seconds(drill, &item, wanted, second);
        drill->items[i] = item;
        status = add_seconds(drill, &item, second, err);
    }
    free(second);
    free(wanted);
    return status;
}
