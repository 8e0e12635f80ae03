/*
 * plan.c: from names to indices: the phases over the list of parts. Every number that is not the
 * scenario's own is noted with where it came from.
 */
#include "scenarios/plan/plan.h"

#include "scenarios/plan/notes.h"
#include "scenarios/plan/part.h"
#include "scenarios/plan/policies.h"
#include "scenarios/plan/traffic.h"
#include "scenarios/read/cases.h"
#include "scenarios/read/ranges.h"
#include "scenarios/read/whose.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <stdlib.h>
#include <string.h>

#define PART_ROW(name) &plan_part_##name,
static const struct plan_part *const parts[PLAN_N_PARTS] = {PLAN_PART_LIST(PART_ROW)};
#undef PART_ROW

/* One phase at one place; false if a part has nothing more built there. */
static bool run(struct plan_job *job, enum plan_phase phase)
{
    job->skip = false;
    for (int i = 0; i < PLAN_N_PARTS && !job->skip; i++)
        if (parts[i]->build[phase] != NULL)
            parts[i]->build[phase](job);
    return !job->skip;
}

static void check(struct plan_job *job)
{
    for (int i = 0; i < PLAN_N_PARTS; i++)
        if (parts[i]->check != NULL)
            parts[i]->check(job);
}

void plan_check_names(const struct scenario *scenario, const struct catalog *catalog,
                      struct sim_diag *diag)
{
    struct sim_arena arena = {0};

    for (uint32_t i = 0; i < scenario->n_options; i++)
        check(&(struct plan_job){.catalog = catalog,
                                 .world = &scenario->worlds[i],
                                 .arena = &arena,
                                 .diag = diag,
                                 .path = ""});
    sim_arena_release(&arena);
}

/* ---- an option ---- */

static int by_class_name(const void *a, const void *b)
{
    const struct scenario_class *const *x = a, *const *y = b;

    return strcmp((*x)->node.name, (*y)->node.name);
}

/*
 * The classes of an option in the order of their names. Where requests of two classes come at one
 * instant, the order of the classes decides who is first: it must not depend on where they stand in
 * the file, or on a third class that an option removes or adds.
 */
static const struct scenario_class **sorted_classes(const struct scenario_world *world,
                                                    struct sim_arena *arena)
{
    const struct scenario_class *classes = world->classes.items;
    const struct scenario_class **sorted =
        sim_arena_alloc(arena, (world->classes.n + 1) * sizeof *sorted);

    for (uint32_t i = 0; i < world->classes.n; i++)
        sorted[i] = &classes[i];
    sim_sort(sorted, world->classes.n, sizeof *sorted, by_class_name);
    return sorted;
}

static void compile_class(struct plan_job *job, const struct scenario_class *class,
                          struct cri_class_spec *out)
{
    job->path = sim_arena_printf(job->arena, "classes.%s", class->node.name);
    job->class = class;
    job->out = out;
    if (!run(job, PLAN_CLASS))
        return;
    for (uint32_t t = 0; t < out->n_targets; t++) {
        job->target = &job->targets[t];
        job->call = &job->calls[t];
        job->profile = NULL;
        run(job, PLAN_TARGET);
    }
    run(job, PLAN_CLASS_END);
}

static uint32_t most_targets(const struct scenario_world *world)
{
    const struct scenario_class *classes = world->classes.items;
    uint32_t n = 0;

    for (uint32_t i = 0; i < world->classes.n; i++)
        n += plan_most_targets(&classes[i]);
    return n;
}

/* An option of its own seed keeps it apart from the others, whatever --seed says. */
static uint64_t seed_of(const struct plan *plan, const struct scenario_world *world)
{
    return plan->seed + (uint64_t)(world->seed - plan->scenario->base.seed);
}

static void compile_option(struct plan_job *job)
{
    const struct scenario_world *world = job->world;
    struct cri_class_spec *specs =
        sim_arena_alloc(job->arena, ((size_t)world->classes.n + 1) * sizeof *specs);
    struct plan_option *option = job->option;
    size_t errors = job->diag->n_raised;

    option->name = job->plan->scenario->options[job->index].node.name;
    option->mode = (enum cri_mode)job->plan->scenario->options[job->index].mode;
    option->seed = seed_of(job->plan, world);
    option->spec.option = option->name;
    option->spec.classes = specs;
    job->classes = sorted_classes(world, job->arena);
    job->most_targets = most_targets(world);
    check(job);
    run(job, PLAN_OPTION);
    for (uint32_t i = 0; i < world->classes.n; i++)
        compile_class(job, job->classes[i], &specs[i]);
    option->spec.n_classes = world->classes.n;
    job->sound = job->diag->n_raised == errors;
    run(job, PLAN_OPTION_END);
}

/* ---- all options ---- */

static void compile_options(struct plan *plan, struct plan_job *jobs, struct sim_diag *diag)
{
    for (uint32_t i = 0; i < plan->n_options; i++) {
        jobs[i] = (struct plan_job){.plan = plan,
                                    .index = i,
                                    .option = &plan->options[i],
                                    .catalog = plan->catalog,
                                    .world = &plan->scenario->worlds[i],
                                    .arena = &plan->arena,
                                    .diag = diag,
                                    .path = ""};
        compile_option(&jobs[i]);
    }
}

/* Part by part, since the horizon of one option depends on the traffic of the others. */
static void compile_lengths(struct plan *plan, struct plan_job *jobs)
{
    for (int i = 0; i < PLAN_N_PARTS; i++)
        for (uint32_t a = 0; parts[i]->build[PLAN_LENGTH] != NULL && a < plan->n_options; a++)
            parts[i]->build[PLAN_LENGTH](&jobs[a]);
}

/* What is compiled is the middle of each range. */
static void note_ranges(struct plan *plan)
{
    for (uint32_t i = 0; i < plan->scenario->n_ranges; i++) {
        const struct scenario_range *range = &plan->scenario->ranges[i];

        plan_note(plan, "assumption", "the scenario",
                  sim_arena_printf(&plan->arena,
                                   "%s is %.12g, the middle of a range: %.12g to %.12g",
                                   range->path, range->mid, range->low, range->high));
    }
}

static void compile(struct plan *plan, struct sim_diag *diag)
{
    size_t errors = diag->n_raised;
    struct plan_job *jobs = sim_zeroed((size_t)plan->n_options + 1, sizeof *jobs);

    compile_options(plan, jobs, diag);
    if (diag->n_raised == errors) {
        compile_lengths(plan, jobs);
        for (int i = 0; i < PLAN_N_PARTS; i++)
            if (parts[i]->after != NULL)
                parts[i]->after(plan, diag->n_raised == errors, diag);
    }
    free(jobs);
}

/* ---- plans ---- */

static struct plan *begin(const struct scenario *scenario, struct scenario *patched,
                          const struct catalog *catalog, const struct plan_settings *settings)
{
    struct plan *plan = sim_zeroed(1, sizeof *plan);

    plan->scenario = patched != NULL ? patched : scenario;
    plan->patched = patched;
    plan->catalog = catalog;
    plan->assume_allowed = settings->assume_allowed;
    plan->keep_ids = settings->keep_ids;
    plan->over_time = settings->over_time;
    plan->own_traces = settings->traces == NULL ? traffic_set_create() : NULL;
    plan->traces = settings->traces == NULL ? plan->own_traces : settings->traces;
    plan->seed = settings->override_seed ? settings->seed : (uint64_t)plan->scenario->base.seed;
    plan->replications = settings->override_replications
                             ? settings->replications
                             : (uint32_t)plan->scenario->base.replications;
    plan->assumptions = sim_arena_alloc(&plan->arena, PLAN_MOST_NOTES * sizeof *plan->assumptions);
    plan->n_options = plan->scenario->n_options;
    plan->options =
        sim_arena_alloc(&plan->arena, ((size_t)plan->n_options + 1) * sizeof *plan->options);
    plan->paired_end = 1;
    plan->paired_end_known = true;
    return plan;
}

struct plan *plan_compile(const struct scenario *scenario, const struct sim_json *patch,
                          const struct catalog *catalog, const struct plan_settings *settings,
                          struct sim_diag *diag)
{
    size_t errors = diag->n_raised;
    struct scenario *patched = NULL;
    struct plan *plan;

    if (patch != NULL)
        patched = settings->patch_of_file ? scenario_extended(scenario, patch, diag)
                                          : scenario_patched(scenario, patch, diag);
    if (patch != NULL && patched == NULL)
        return NULL;
    plan = begin(scenario, patched, catalog, settings);
    plan_traffic_read(plan, settings, diag);
    compile(plan, diag);
    if (patched == NULL)
        note_ranges(plan);
    if (diag->n_raised > errors) {
        plan_destroy(plan);
        return NULL;
    }
    return plan;
}

/* Only what makes the case impossible: what is worth a warning was said of the scenario itself. */
static void hand_up(const struct sim_diag *from, struct sim_diag *diag)
{
    for (size_t i = 0; i < from->n; i++)
        if (from->findings[i].severity == SIM_SEVERITY_ERROR)
            sim_diag_error(diag, from->findings[i].file, from->findings[i].line,
                           from->findings[i].column, from->findings[i].path, "%s",
                           from->findings[i].message);
}

void plan_check_cases(const struct plan *plan, const struct plan_settings *settings,
                      struct sim_diag *diag)
{
    const struct scenario_case *cases = plan->scenario->base.cases.items;
    struct plan_settings lent = *settings;

    lent.traces = plan->traces;
    for (uint32_t i = 0; i < plan->scenario->base.cases.n; i++) {
        struct sim_arena arena = {0};
        struct sim_diag own;

        sim_diag_init(&own);
        plan_destroy(plan_compile(plan->scenario, scenario_case_patch(&cases[i], &arena),
                                  plan->catalog, &lent, &own));
        if (cases[i].overrides != NULL)
            scenario_findings_of(&own, 0, sim_arena_printf(&arena, "case '%s'", cases[i].node.name),
                                 cases[i].overrides);
        hand_up(&own, diag);
        sim_diag_release(&own);
        sim_arena_release(&arena);
    }
}

/* All other ranges at their middles. */
static void check_end(const struct plan *plan, const struct plan_settings *settings, uint32_t i,
                      double end, double *values, struct sim_diag *diag)
{
    const struct scenario *scenario = plan->scenario;
    const struct scenario_range *range = &scenario->ranges[i];
    struct sim_text text = {0};
    struct sim_json *patch;
    struct sim_diag own;

    sim_diag_init(&own);
    values[i] = end;
    scenario_ranges_patch(scenario, values, &text);
    values[i] = NAN;
    patch = sim_json_parse("(range)", text.data, text.length, &own);
    plan_destroy(plan_compile(scenario, patch, plan->catalog, settings, &own));
    for (size_t k = 0; k < own.n; k++)
        if (own.findings[k].severity == SIM_SEVERITY_ERROR) {
            const char *path = own.findings[k].path;

            scenario_error(diag, range->json, range->path,
                           "%.12g does not fit the scenario: %s%s%s", end, path != NULL ? path : "",
                           path != NULL && path[0] != '\0' ? ": " : "", own.findings[k].message);
            break;
        }
    sim_json_destroy(patch);
    sim_text_release(&text);
    sim_diag_release(&own);
}

void plan_check_ranges(const struct plan *plan, const struct plan_settings *settings,
                       struct sim_diag *diag)
{
    double values[SCENARIO_MOST_RANGES];
    struct plan_settings lent = *settings;

    lent.traces = plan->traces;
    lent.patch_of_file = true;
    for (uint32_t i = 0; i < plan->scenario->n_ranges; i++)
        values[i] = NAN;
    for (uint32_t i = 0; i < plan->scenario->n_ranges; i++) {
        check_end(plan, &lent, i, plan->scenario->ranges[i].low, values, diag);
        check_end(plan, &lent, i, plan->scenario->ranges[i].high, values, diag);
    }
}

struct plan *plan_create(const struct scenario *scenario, const struct catalog *catalog,
                         const struct plan_settings *settings, struct sim_diag *diag)
{
    return plan_compile(scenario, NULL, catalog, settings, diag);
}

void plan_destroy(struct plan *plan)
{
    if (plan == NULL)
        return;
    traffic_set_destroy(plan->own_traces);
    policy_set_destroy(plan->policies);
    sim_arena_release(&plan->arena);
    scenario_destroy(plan->patched);
    free(plan);
}
