/*
 * part_pairing.c: which options meet identical traffic and luck. It is computed from the compiled
 * options, class by class and outage by outage, matched by name; how an option came to differ does
 * not matter.
 */

#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/plan.h"

#include <string.h>

static bool is_flagged(const struct plan *plan, uint32_t option)
{
    return plan->scenario->options[option].unpaired;
}

/* Whether a class that runs draws on this traffic. */
static bool draws_on(const struct plan_option *option, const char *traffic)
{
    for (uint32_t i = 0; i < option->spec.n_classes; i++)
        if (option->spec.classes[i].runs &&
            strcmp(option->spec.classes[i].arrivals.name, traffic) == 0)
            return true;
    return false;
}

/* Of the scenario, since the trace may not have been read; generated requests have no labels. */
static const char *label_of(const struct plan *plan, uint32_t option,
                            const struct cri_class_spec *class)
{
    if (plan_traffic_find(plan, option, class->arrivals.name)->generated)
        return NULL;
    return plan_class_entry(plan, option, class->name)->label;
}

static void say(struct sim_text *why, const char *text)
{
    if (why != NULL)
        sim_text_addf(why, "%s%s", why->length > 0 ? "; " : "", text);
}

static const char *quoted(struct sim_arena *arena, const char *word)
{
    return word == NULL ? "none" : sim_arena_printf(arena, "'%s'", word);
}

/* Whether two classes of one name have other requests. */
static bool other_requests(const struct plan *plan, uint32_t a, uint32_t class_a, uint32_t b,
                           uint32_t class_b, struct sim_text *why)
{
    const struct cri_class_spec *x = &plan->options[a].spec.classes[class_a];
    const struct cri_class_spec *y = &plan->options[b].spec.classes[class_b];
    const char *label_x = label_of(plan, a, x), *label_y = label_of(plan, b, y);
    struct sim_arena arena = {0};
    const char *key = NULL;
    bool differ = true;

    if (strcmp(x->arrivals.name, y->arrivals.name) != 0) {
        say(why, sim_arena_printf(&arena, "class '%s' has traffic '%s' in '%s', '%s' in '%s'",
                                  x->name, x->arrivals.name, plan->options[a].name,
                                  y->arrivals.name, plan->options[b].name));
    } else if ((key = scenario_changed_key(
                    "traffic", plan_traffic_entry(&plan->scenario->worlds[a], x->arrivals.name),
                    plan_traffic_entry(&plan->scenario->worlds[b], y->arrivals.name))) != NULL) {
        say(why, sim_arena_printf(&arena, "traffic '%s' of class '%s' differs in '%s'",
                                  x->arrivals.name, x->name, key));
    } else if ((label_x == NULL) != (label_y == NULL) ||
               (label_x != NULL && strcmp(label_x, label_y) != 0)) {
        say(why, sim_arena_printf(&arena, "class '%s' has label %s in '%s', %s in '%s'", x->name,
                                  quoted(&arena, label_x), plan->options[a].name,
                                  quoted(&arena, label_y), plan->options[b].name));
    } else {
        differ = false;
    }
    sim_arena_release(&arena);
    return differ;
}

/* One option has traffic for the class that the other does not have at all: it is another class. */
static bool is_another(const struct plan *plan, uint32_t a, uint32_t class_a, uint32_t b,
                       uint32_t class_b)
{
    const char *x = plan->options[a].spec.classes[class_a].arrivals.name;
    const char *y = plan->options[b].spec.classes[class_b].arrivals.name;

    return !is_flagged(plan, a) && !is_flagged(plan, b) && strcmp(x, y) != 0 &&
           (!draws_on(&plan->options[a], y) || !draws_on(&plan->options[b], x));
}

bool plan_classes_compare(const struct plan *plan, uint32_t a, uint32_t class, uint32_t b,
                          uint32_t *partner)
{
    const struct cri_class_spec *own = &plan->options[a].spec.classes[class];

    *partner = plan_class_find(&plan->options[b], own->name);
    return *partner != CRI_NONE && own->runs && plan->options[b].spec.classes[*partner].runs &&
           !is_another(plan, a, class, b, *partner);
}

static bool one_sided_outages(const struct plan *plan, uint32_t a, uint32_t b, struct sim_text *why)
{
    const struct scenario_map *map = &plan->scenario->worlds[a].outages;
    const struct scenario_outage *entries = map->items;
    struct sim_arena arena = {0};
    bool any = false;

    for (uint32_t i = 0; i < map->n; i++) {
        if (plan_outage_entry(&plan->scenario->worlds[b], entries[i].node.name) != NULL)
            continue;
        any = true;
        say(why, sim_arena_printf(&arena, "outage '%s' only in '%s'", entries[i].node.name,
                                  plan->options[a].name));
    }
    sim_arena_release(&arena);
    return any;
}

/* Seed, load, horizon, drain and outages. */
static bool other_world(const struct plan *plan, uint32_t a, uint32_t b, struct sim_text *why)
{
    const struct plan_option *x = &plan->options[a], *y = &plan->options[b];
    const struct scenario_map *map = &plan->scenario->worlds[a].outages;
    const struct scenario_outage *entries = map->items;
    struct sim_arena arena = {0};
    bool differ = false;

    if (x->seed != y->seed) {
        differ = true;
        say(why,
            sim_arena_printf(&arena, "seed %llu in '%s', %llu in '%s'", (unsigned long long)x->seed,
                             x->name, (unsigned long long)y->seed, y->name));
    }
    if (plan->scenario->worlds[a].load != plan->scenario->worlds[b].load) {
        differ = true;
        say(why, sim_arena_printf(&arena, "load %.10g in '%s', %.10g in '%s'",
                                  plan->scenario->worlds[a].load, x->name,
                                  plan->scenario->worlds[b].load, y->name));
    }
    if (x->spec.horizon != y->spec.horizon) {
        differ = true;
        say(why, sim_arena_printf(&arena, "horizon %.10g s in '%s', %.10g s in '%s'",
                                  sim_time_to_s(x->spec.horizon), x->name,
                                  sim_time_to_s(y->spec.horizon), y->name));
    }
    if (x->spec.drain != y->spec.drain) {
        differ = true;
        say(why, sim_arena_printf(&arena, "drain %.10g s in '%s', %.10g s in '%s'",
                                  sim_time_to_s(x->spec.drain), x->name,
                                  sim_time_to_s(y->spec.drain), y->name));
    }
    for (uint32_t i = 0; i < map->n; i++) {
        const struct scenario_outage *other =
            plan_outage_entry(&plan->scenario->worlds[b], entries[i].node.name);
        const char *key =
            other == NULL ? NULL : scenario_changed_key("outages", &entries[i], other);

        if (key == NULL)
            continue;
        differ = true;
        say(why,
            sim_arena_printf(&arena, "outage '%s' differs in '%s'", entries[i].node.name, key));
    }
    sim_arena_release(&arena);
    /* Both are to be told. */
    const bool only_a = one_sided_outages(plan, a, b, why);
    const bool only_b = one_sided_outages(plan, b, a, why);

    return only_a || only_b || differ;
}

bool plan_unlike(const struct plan *plan, uint32_t a, uint32_t b, struct sim_text *why)
{
    bool differ = other_world(plan, a, b, why);
    uint32_t partner;

    for (uint32_t c = 0; c < plan->options[a].spec.n_classes; c++)
        if (plan_classes_compare(plan, a, c, b, &partner) &&
            other_requests(plan, a, c, b, partner, why))
            differ = true;
    return differ;
}

/* The option whose doing it is: one without overrides is as the scenario says. */
static uint32_t culprit(const struct plan *plan, uint32_t a, uint32_t b)
{
    const struct sim_json *overrides = plan->scenario->options[b].overrides;

    return overrides != NULL && overrides->n_children > 0 ? b : a;
}

static void refuse(const struct plan *plan, uint32_t a, uint32_t b, const char *why,
                   struct sim_arena *arena, struct sim_diag *diag)
{
    uint32_t option = culprit(plan, a, b);
    const struct scenario_option *entry = &plan->scenario->options[option];

    scenario_error(
        diag, scenario_at(&entry->node, "overrides"),
        sim_arena_printf(arena, "options.%s", entry->node.name),
        "does not meet what option '%s' meets: %s; set \"unpaired\": true in the option to "
        "compare unlike runs",
        plan->options[option == a ? b : a].name, why);
}

/* The first option before `option` that is to be paired and runs the class; CRI_NONE without one.
 */
static uint32_t first_with(const struct plan *plan, uint32_t option, const char *class)
{
    for (uint32_t a = 0; a < option; a++) {
        uint32_t at = is_flagged(plan, a) ? CRI_NONE : plan_class_find(&plan->options[a], class);

        if (at != CRI_NONE && plan->options[a].spec.classes[at].runs)
            return a;
    }
    return CRI_NONE;
}

static bool differs_from_any(const struct plan *plan, uint32_t option)
{
    for (uint32_t a = 0; a < plan->n_options; a++)
        if (a != option && plan_unlike(plan, option, a, NULL))
            return true;
    return false;
}

/*
 * Errors for options that do not say "unpaired" and yet differ in what all options must share; a
 * warning for those that say so and differ in nothing.
 */
static void check_pairing(struct plan *plan, bool sound, struct sim_diag *diag)
{
    struct sim_arena *arena = &plan->arena;
    uint32_t first = CRI_NONE;

    (void)sound; /* all errors are told */
    for (uint32_t b = 0; b < plan->n_options; b++) {
        const struct cri_spec *spec = &plan->options[b].spec;
        const struct scenario_option *entry = &plan->scenario->options[b];
        struct sim_text why = {0};

        if (is_flagged(plan, b)) {
            if (plan->n_options > 1 && !differs_from_any(plan, b))
                plan_warn(
                    plan->scenario, diag, entry->node.json,
                    sim_arena_printf(arena, "options.%s.unpaired", entry->node.name),
                    "has no effect: the option meets the same arrivals, tokens, outages, seed and "
                    "horizon as every other");
            continue;
        }
        if (first == CRI_NONE)
            first = b;
        else if (other_world(plan, first, b, &why))
            refuse(plan, first, b, why.data, arena, diag);
        for (uint32_t c = 0; c < spec->n_classes; c++) {
            uint32_t a = first_with(plan, b, spec->classes[c].name), at;

            sim_text_clear(&why);
            /* From the earlier option's side, so that the text names it first. */
            if (a == CRI_NONE || !spec->classes[c].runs)
                continue;
            at = plan_class_find(&plan->options[a], spec->classes[c].name);
            if (!is_another(plan, a, at, b, c) && other_requests(plan, a, at, b, c, &why))
                refuse(plan, a, b, why.data, arena, diag);
        }
        sim_text_release(&why);
    }
}

const struct plan_part plan_part_pairing = {
    .name = "pairing",
    .after = check_pairing,
};
