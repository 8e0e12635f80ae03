#include "analysis/cli/mixed.h"

#include "sim/base/json_out.h"

#include <string.h>

#define MIXED "mixed"

/* In the order in which they are preferred. */
static const enum cri_mode ways[] = {CRI_MODE_GLOBAL, CRI_MODE_GEOGRAPHIC, CRI_MODE_SINGLE_REGION};

static bool runs(const struct plan_option *option, const char *class)
{
    uint32_t c = plan_class_find(option, class);

    return c != CRI_NONE && option->spec.classes[c].runs;
}

/* The option that shows that a class can be called in the best way that it can; NULL = in none.
 * A class with a mode of its own is called in that by every option. */
static const struct scenario_option *best_way(const struct plan *plan, const char *class)
{
    for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++)
        for (uint32_t i = 0; i < plan->n_options; i++)
            if (plan->options[i].mode == ways[w] && runs(&plan->options[i], class))
                return &plan->scenario->options[i];
    return NULL;
}

/* Classes of the scenario as stated: an option may take some away or bring others. */
static const struct scenario_class *classes_of(const struct plan *plan, uint32_t *n)
{
    *n = plan->scenario->base.classes.n;
    return plan->scenario->base.classes.items;
}

static bool some_option_is_partial(const struct plan *plan)
{
    uint32_t n;
    const struct scenario_class *classes = classes_of(plan, &n);

    for (uint32_t i = 0; i < plan->n_options; i++)
        for (uint32_t c = 0; plan->options[i].allowed && c < n; c++)
            if (!runs(&plan->options[i], classes[c].node.name) &&
                best_way(plan, classes[c].node.name) != NULL)
                return true;
    return false;
}

/* @return false where the classes do not go in at least two ways, or one of them in none */
static bool write_patch(const struct plan *plan, struct sim_text *text)
{
    const struct scenario_option *first = NULL;
    struct sim_json_out json;
    bool several = false;
    uint32_t n;
    const struct scenario_class *classes = classes_of(plan, &n);

    sim_json_out_init(&json, text, false);
    sim_json_out_object(&json, NULL);
    sim_json_out_object(&json, "options");
    sim_json_out_object(&json, MIXED);
    for (uint32_t c = 0; c < n; c++) {
        const struct scenario_option *way = best_way(plan, classes[c].node.name);

        if (way == NULL)
            return false;
        if (first == NULL) {
            first = way;
            sim_json_out_string(&json, "mode", cri_mode_name((enum cri_mode)way->mode));
            sim_json_out_string(&json, "note",
                                "added: each class in the first of global, geographic and "
                                "single-region in which it is allowed");
            sim_json_out_object(&json, "overrides");
            sim_json_out_object(&json, "classes");
        }
        several = several || way->mode != first->mode;
        if (classes[c].mode != 0) /* its own, in every option */
            continue;
        sim_json_out_object(&json, classes[c].node.name);
        sim_json_out_string(&json, "mode", cri_mode_name((enum cri_mode)way->mode));
        if (way->prefix != NULL)
            sim_json_out_string(&json, "prefix", way->prefix);
        sim_json_out_end(&json);
    }
    if (first == NULL || !several)
        return false;
    for (int i = 0; i < 5; i++)
        sim_json_out_end(&json);
    return true;
}

static bool has_mixed(const struct scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->n_options; i++)
        if (strcmp(scenario->options[i].node.name, MIXED) == 0)
            return true;
    return false;
}

bool cli_add_mixed(struct cli_study *study, struct sim_diag *diag)
{
    struct plan_settings settings = study->compiled;
    struct scenario *scenario = NULL;
    struct plan *plan = NULL;
    struct sim_text text = {0};
    bool fine = true;

    if (!has_mixed(study->scenario) && some_option_is_partial(study->plan) &&
        write_patch(study->plan, &text)) {
        study->mixed = sim_json_parse("option " MIXED, text.data, text.length, diag);
        if (study->mixed != NULL)
            scenario = scenario_extended(study->scenario, study->mixed, diag);
        settings.traces = study->plan->traces;
        if (scenario != NULL)
            plan = plan_create(scenario, study->catalog, &settings, diag);
        fine = plan != NULL;
        if (fine) {
            study->stated = study->scenario;
            study->stated_plan = study->plan;
            study->scenario = scenario;
            study->plan = plan;
        } else {
            scenario_destroy(scenario);
        }
    }
    sim_text_release(&text);
    return fine;
}
