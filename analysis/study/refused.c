#include "analysis/study/refused.h"

#include "analysis/results/table.h"

#include <string.h>

static const struct results_column columns[] = {
    RESULTS_WORDS("option", "option"),
    RESULTS_WORDS("class", "class"),
    RESULTS_WORDS("statement", "statement"),
    RESULTS_WORDS("policy", "policy"),
    RESULTS_WORDS("where", "routed to"),
    {"attempts", "attempts", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
};
enum { OPTION, CLASS, STATEMENT, POLICY, WHERE, ATTEMPTS, N_COLUMNS };

/* Where the policies begin in "statement 'OnlyTwo' of 'org' (scp.json)", "statement 2 of 'org'
 * (scp.json)", "no Allow of 'app' (iam.json)": any of the names may hold " of " itself. */
static const char *policies_in(const char *by)
{
    static const char named[] = "statement '", end_of_name[] = "' of '", between[] = " of '";
    bool has_name = strncmp(by, named, sizeof named - 1) == 0;
    const char *at = has_name ? strstr(by + sizeof named - 1, end_of_name) : NULL;

    return at != NULL ? at + strlen("' of ") : strstr(by, between) + strlen(" of ");
}

/* Bytes of the statement before them. */
static size_t statement_length(const char *by)
{
    return (size_t)(policies_in(by) - by) - strlen(" of ");
}

struct adding {
    struct study *study;
    struct results_table *table; /* NULL before the first row */
};

static struct results_table *table_of(struct adding *adding)
{
    if (adding->table == NULL)
        adding->table =
            results_table_add(adding->study->results, "refused_by",
                              "Calls refused by statements of policies", columns, N_COLUMNS);
    return adding->table;
}

static struct metric_value *add_row(struct adding *adding, uint32_t option,
                                    const struct cri_class_spec *class, const char *by)
{
    struct metric_value *cells = results_table_row(adding->study->results, table_of(adding));
    struct sim_arena *arena = &adding->study->results->arena;

    cells[OPTION].text = adding->study->results->options[option].name;
    cells[CLASS].text = study_keep(adding->study, class->name);
    /* "statement 'OnlyTwo' of 'org' (scp.json)" */
    cells[STATEMENT].text = sim_arena_printf(arena, "%.*s", (int)statement_length(by), by);
    cells[POLICY].text = study_keep(adding->study, policies_in(by));
    return cells;
}

/* The row of the same statement among those of a class, or NULL. */
static struct metric_value *row_from(const struct adding *adding, uint32_t first, const char *by)
{
    const struct results_table *table = adding->table;
    size_t n = statement_length(by);

    for (uint32_t r = first; table != NULL && r < table->n_rows; r++) {
        struct metric_value *cells = &table->cells[(size_t)r * N_COLUMNS];

        if (strlen(cells[STATEMENT].text) == n && strncmp(cells[STATEMENT].text, by, n) == 0 &&
            strcmp(cells[POLICY].text, policies_in(by)) == 0)
            return cells;
    }
    return NULL;
}

/* Attempts that were routed to a destination where a statement ends them. */
static void add_target(struct adding *adding, uint32_t option, uint32_t c, uint32_t t,
                       uint32_t first)
{
    struct study *study = adding->study;
    const struct cri_spec *spec = &study_option(study, option)->spec;
    const struct cri_class_spec *class = &spec->classes[c];
    const struct cri_target_spec *target = &class->targets[t];

    for (uint32_t d = 0; d < target->n_destinations; d++) {
        uint32_t region = target->destinations[d];
        const char *name = spec->regions[region].name;
        struct metric_value *cells;

        if (!(target->forbidden >> d & 1) || target->forbidden_by == NULL)
            continue;
        cells = row_from(adding, first, target->forbidden_by[d]);
        if (cells == NULL) {
            cells = add_row(adding, option, class, target->forbidden_by[d]);
            cells[WHERE].text = study_keep(study, name);
            cells[ATTEMPTS].value = 0;
        } else if (strstr(cells[WHERE].text, name) == NULL) {
            cells[WHERE].text =
                sim_arena_printf(&study->results->arena, "%s, %s", cells[WHERE].text, name);
        }
        cells[ATTEMPTS].value += (double)study->merged[option]
                                     .classes[c]
                                     .forbidden[(size_t)t * spec->n_regions + region];
    }
}

static void add_class(struct adding *adding, uint32_t option, uint32_t c)
{
    const struct plan_option *of = study_option(adding->study, option);
    const struct cri_class_spec *class = &of->spec.classes[c];
    uint32_t first = adding->table != NULL ? adding->table->n_rows : 0;

    for (uint32_t t = 0; t < class->n_targets; t++) {
        const char *by = class->targets[t].denied_by;

        if (of->allowed && class->runs)
            add_target(adding, option, c, t, first);
        if (by != NULL && row_from(adding, first, by) == NULL) {
            struct metric_value *cells = add_row(adding, option, class, by);

            cells[WHERE].text = "all";
            cells[ATTEMPTS].text = "none was made";
        }
    }
}

void refused_add(struct study *study)
{
    struct adding adding = {.study = study};

    for (uint32_t o = 0; o < study->n_options; o++)
        for (uint32_t c = 0; c < study_option(study, o)->spec.n_classes; c++)
            add_class(&adding, o, c);
    if (adding.table != NULL)
        results_table_note(study->results, adding.table,
                           "attempts of all %u replication%s as stated; where a statement refuses "
                           "every call of a class, the class is not run",
                           study->n_finished, study->n_finished == 1 ? "" : "s");
}
