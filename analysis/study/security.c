/* security.c: what is documented of the safety of data, as a table of a review. */
#include "scenarios/catalog/security.h"
#include "analysis/study/study.h"

#include <string.h>

enum { WHAT, OF, TEXT, SOURCE, N_COLUMNS };

static const struct results_column columns[N_COLUMNS] = {
    [WHAT] = {"what", "about", "", RESULTS_TEXT, 0, METRIC_NEITHER},
    [OF] = {"of", "holds for", "", RESULTS_TEXT, 0, METRIC_NEITHER},
    [TEXT] = {"text", "documented", "", RESULTS_TEXT, 0, METRIC_NEITHER},
    [SOURCE] = {"source", "source", "", RESULTS_TEXT, 0, METRIC_NEITHER},
};

/* Options that call through a profile: "geographic, global"; NULL = none does. */
static const char *through_profiles(const struct study *study, bool *all)
{
    struct results *results = study->results;
    const char *text = NULL;

    *all = true;
    for (uint32_t o = 0; o < results->n_options; o++) {
        const struct plan_option *option = study_option(study, o);
        bool profile = false;

        if (!option->allowed)
            continue;
        for (uint32_t c = 0; c < option->spec.n_classes; c++)
            for (uint32_t t = 0;
                 option->spec.classes[c].runs && t < option->spec.classes[c].n_targets; t++)
                profile = profile || option->spec.classes[c].targets[t].n_destinations > 1;
        *all = *all && profile;
        if (profile)
            text = text == NULL ? results->options[o].name
                                : sim_arena_printf(&results->arena, "%s, %s", text,
                                                   results->options[o].name);
    }
    return text;
}

/* The source Regions of all options, each list once. */
static const char *all_sources(struct results *results)
{
    const char *text = "";

    for (uint32_t o = 0; o < results->n_options; o++) {
        const char *own = results->options[o].sources;

        if (!results->options[o].allowed || own == NULL || strstr(text, own) != NULL)
            continue;
        text = *text == '\0' ? own : sim_arena_printf(&results->arena, "%s, %s", text, own);
    }
    return text;
}

void study_add_security(struct study *study)
{
    struct results *results = study->results;
    bool all;
    uint32_t n;
    const struct catalog_security *rows = catalog_security(&n);
    const char *profiles = through_profiles(study, &all), *sources = all_sources(results);
    struct results_table *table;

    if (*sources == '\0')
        return;
    table = results_table_add(results, "security", "Where data goes and stays", columns, N_COLUMNS);
    for (uint32_t i = 0; i < n; i++) {
        struct metric_value *row;

        if (rows[i].profiles && profiles == NULL)
            continue;
        row = results_table_row(results, table);
        row[WHAT].text = rows[i].what;
        row[OF].text = rows[i].profiles && !all ? profiles : "every option";
        row[TEXT].text = catalog_security_text(&rows[i], sources, &results->arena);
        row[SOURCE].text = rows[i].source;
    }
    results_table_note(results, table,
                       "As the provider documents it; nothing of it is simulated. How the services "
                       "around the model treat data is not looked at.");
    results_table_show(results, table);
}
