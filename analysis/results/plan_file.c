#include "analysis/results/plan_file.h"

#include "sim/base/json_in.h"

#include <string.h>

void results_plan_write(const struct results *results, const char *key, struct sim_json_out *json)
{
    sim_json_out_object(json, key);
    sim_json_out_string(json, "format", RESULTS_PLAN_FORMAT);
    sim_json_out_int(json, "version", RESULTS_PLAN_VERSION);
    sim_json_out_double(json, "seconds", results->plan_seconds);
    sim_json_out_double(json, "requests_per_s", results->plan_requests_per_s);
    sim_json_out_array(json, "studies");
    for (uint32_t i = 0; i < results->n_planned; i++) {
        const struct results_planned *planned = &results->planned[i];

        sim_json_out_object(json, NULL);
        sim_json_out_string(json, "study", planned->study);
        sim_json_out_int(json, "replications", planned->replications);
        sim_json_out_int(json, "runs", (int64_t)planned->runs);
        sim_json_out_int(json, "requests", (int64_t)planned->requests);
        sim_json_out_end(json);
    }
    sim_json_out_end(json);
    sim_json_out_end(json);
}

/* ---- reading ---- */

struct reading {
    struct sim_diag *diag;
    const char *file;
};

static const struct sim_json *member(const struct reading *reading, const struct sim_json *object,
                                     const char *key, enum sim_json_type type)
{
    const struct sim_json *value = sim_json_find(object, key);

    if (value == NULL)
        sim_diag_error(reading->diag, reading->file, object->line, object->column, key,
                       "is missing");
    else if (value->type != type)
        sim_diag_error(reading->diag, reading->file, value->line, value->column, key,
                       "must be %s (got %s)",
                       type == SIM_JSON_NUMBER  ? "a number"
                       : type == SIM_JSON_ARRAY ? "an array"
                                                : "a text",
                       sim_json_type_name(value->type));
    return value != NULL && value->type == type ? value : NULL;
}

/* A whole number unless `fraction`. */
static double number(const struct reading *reading, const struct sim_json *object, const char *key,
                     double low, double high, bool fraction)
{
    const struct sim_json *value = member(reading, object, key, SIM_JSON_NUMBER);

    if (value == NULL)
        return low;
    if (value->number >= low && value->number <= high && (fraction || value->is_integer))
        return value->number;
    sim_diag_error(reading->diag, reading->file, value->line, value->column, key,
                   "must be %s from %.16g to %.16g (got %.17g)",
                   fraction ? "a number" : "a whole number", low, high, value->number);
    return low;
}

static void read_parts(const struct reading *reading, const struct sim_json *plan,
                       struct results_plan *into)
{
    const struct sim_json *studies = member(reading, plan, "studies", SIM_JSON_ARRAY);

    if (studies == NULL)
        return;
    into->parts = sim_arena_alloc(&into->arena, (studies->n_children + 1) * sizeof *into->parts);
    for (uint32_t i = 0; i < studies->n_children; i++) {
        const struct sim_json *entry = studies->children[i], *name;
        struct results_planned *part = &into->parts[into->n];

        if (entry->type != SIM_JSON_OBJECT) {
            sim_diag_error(reading->diag, reading->file, entry->line, entry->column, "studies",
                           "must hold objects (got %s)", sim_json_type_name(entry->type));
            continue;
        }
        name = member(reading, entry, "study", SIM_JSON_STRING);
        *part = (struct results_planned){
            .study = sim_arena_strdup(&into->arena, name != NULL ? name->string : ""),
            .replications = (uint32_t)number(reading, entry, "replications", 0, 1e6, false),
            .runs = (uint64_t)number(reading, entry, "runs", 0, RESULTS_PLAN_MOST, false),
            .requests = (uint64_t)number(reading, entry, "requests", 0, RESULTS_PLAN_MOST, false)};
        into->n++;
    }
}

enum sim_status results_plan_read(struct results_plan *plan, const char *file,
                                  struct sim_diag *diag)
{
    const struct reading reading = {diag, file};
    struct sim_json *root = sim_json_read(file, diag);
    const struct sim_json *found, *format, *version;
    size_t raised = diag->n_raised;

    *plan = (struct results_plan){0};
    if (root == NULL)
        return SIM_EINPUT;
    found = sim_json_find(root, "plan");
    if (found == NULL)
        found = root;
    format = found->type == SIM_JSON_OBJECT ? sim_json_find(found, "format") : NULL;
    version = found->type == SIM_JSON_OBJECT ? sim_json_find(found, "version") : NULL;
    if (format == NULL || format->type != SIM_JSON_STRING ||
        strcmp(format->string, RESULTS_PLAN_FORMAT) != 0) {
        sim_diag_error(diag, file, found->line, found->column, NULL,
                       "is no plan of a review: neither a manifest with a 'plan' nor a file of "
                       "format '%s'",
                       RESULTS_PLAN_FORMAT);
    } else if (version == NULL || version->type != SIM_JSON_NUMBER ||
               version->number != RESULTS_PLAN_VERSION) {
        sim_diag_error(diag, file, found->line, found->column, "version",
                       "must be %d: plans of another version are not read", RESULTS_PLAN_VERSION);
    } else {
        plan->seconds = number(&reading, found, "seconds", 0, RESULTS_PLAN_MOST, true);
        plan->requests_per_s =
            number(&reading, found, "requests_per_s", 1, RESULTS_PLAN_MOST, true);
        read_parts(&reading, found, plan);
    }
    sim_json_destroy(root);
    if (diag->n_raised == raised)
        return SIM_OK;
    results_plan_release(plan);
    return SIM_EINPUT;
}

void results_plan_release(struct results_plan *plan)
{
    sim_arena_release(&plan->arena);
    *plan = (struct results_plan){0};
}
