/*
 * part_capacity.c: room for calls of each model in each Region, and its use by others.
 */
#include "models/noise.h"
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Changes of the load of others in a run: where their number comes out of two keys that are right
 * each on its own, such as ten years in steps of a second, a run would take hours. */
#define MOST_STEPS 200000.0

static void check_capacity(struct plan_job *job)
{
    const struct scenario_capacity *capacity = job->world->capacity.items;

    for (uint32_t i = 0; i < job->world->capacity.n; i++) {
        plan_check_model_of(job, &capacity[i].node, "capacity", capacity[i].model);
        plan_check_region(job, &capacity[i].node, "capacity", "region", capacity[i].region, true);
    }
}

static void set_clock(struct plan_job *job)
{
    const struct scenario_background *clock = &job->world->background;
    struct cri_spec *spec = &job->option->spec;

    spec->background_step = sim_time_from_s(clock->step_s);
    spec->no_surge = !clock->surge_on_outage;
    spec->start_hour_utc = clock->start_hour_utc;
    spec->start_weekday = (uint32_t)clock->start_weekday;
}

/* Calls at full speed: stated, or output tokens per second over the rate of one call. */
static double width_of(struct plan_job *job, const struct scenario_capacity *entry,
                       const struct cri_service_spec *service)
{
    double width = entry->calls;

    if (isnan(width)) {
        width = entry->tokens_per_s * service->output_ns_per_token *
                cri_noise_median(&service->rate_noise) / 1e9;
    }
    if (width >= 0.001 && width <= 1e5)
        return width;
    scenario_error(
        job->diag, entry->node.json, sim_arena_printf(job->arena, "capacity.%s", entry->node.name),
        "is %.4g calls of '%s' at full speed; it must be 0.001 to 100000", width, service->model);
    return 1;
}

static int64_t rounded(int64_t number, double factor)
{
    return number == 0 ? 0 : (int64_t)fmin(1e9, fmax(1, round((double)number * factor)));
}

/* What an entry says, by the factor on all capacity. */
static struct scenario_capacity in_force(const struct plan_job *job,
                                         const struct scenario_capacity *entry)
{
    struct scenario_capacity scaled = *entry;
    double factor = job->world->factors.capacity;

    if (factor == 1 || entry->kind == CRI_CAPACITY_UNLIMITED)
        return scaled;
    if (entry->kind == CRI_CAPACITY_SLOTS)
        scaled.slots = rounded(entry->slots, factor);
    scaled.calls *= factor; /* NaN where it is not stated */
    scaled.tokens_per_s *= factor;
    scaled.max_in_service = rounded(entry->max_in_service, factor);
    return scaled;
}

static struct cri_capacity_spec capacity_from(struct plan_job *job,
                                              const struct scenario_capacity *entry,
                                              const struct cri_service_spec *service)
{
    struct cri_capacity_spec capacity = {.kind = (enum cri_capacity_kind)entry->kind};

    if (capacity.kind == CRI_CAPACITY_UNLIMITED)
        return capacity;
    capacity.queue = (uint32_t)entry->queue;
    capacity.background = (struct cri_background_spec){.mean = entry->background_share,
                                                       .amplitude = entry->background_swing,
                                                       .peak_hour = entry->background_peak_hour,
                                                       .weekend = entry->background_weekend};
    if (capacity.kind == CRI_CAPACITY_SLOTS) {
        capacity.slots = (uint32_t)entry->slots;
        return capacity;
    }
    capacity.most = (uint32_t)entry->max_in_service;
    capacity.width = width_of(job, entry, service);
    return capacity;
}

static void describe_capacity(const struct scenario_capacity *entry, bool more,
                              struct sim_text *text)
{
    const char *where = strcmp(entry->region, "*") == 0 ? "each Region" : entry->region;

    sim_text_addf(text, "%s%s ", more ? ", " : "", where);
    if (entry->kind == CRI_CAPACITY_UNLIMITED)
        sim_text_add(text, "unlimited");
    else if (entry->kind == CRI_CAPACITY_SLOTS)
        sim_text_addf(text, "%" PRId64 " slots", entry->slots);
    else if (!isnan(entry->calls))
        sim_text_addf(text, "shared by calls, %.4g at full speed", entry->calls);
    else
        sim_text_addf(text, "shared by calls, %.6g output tokens/s", entry->tokens_per_s);
    if (entry->background_share > 0)
        sim_text_addf(text, " (others use %.0f %% +- %.0f)", 100 * entry->background_share,
                      100 * entry->background_swing);
}

/* Every Region and service that the entry is about. */
static void apply(struct plan_job *job, const struct scenario_capacity *entry,
                  struct cri_capacity_spec *capacity, bool *stated)
{
    const struct cri_spec *spec = &job->option->spec;

    for (uint32_t r = 0; r < spec->n_regions; r++) {
        for (uint32_t s = 0; s < spec->n_services; s++) {
            size_t cell = (size_t)r * spec->n_services + s;

            if (!plan_matches(entry->region, plan_region_name(job, r)) ||
                !plan_matches(entry->model, spec->services[s].model))
                continue;
            stated[cell] = true;
            capacity[cell] = capacity_from(job, entry, &spec->services[s]);
        }
    }
}

static void check_stated(struct plan_job *job, const struct cri_class_spec *class,
                         const bool *stated)
{
    const struct cri_spec *spec = &job->option->spec;

    for (uint32_t t = 0; t < class->n_targets; t++) {
        const struct cri_target_spec *target = &class->targets[t];

        for (uint32_t d = 0; d < target->n_destinations; d++)
            if (!stated[(size_t)target->destinations[d] * spec->n_services + class->model])
                scenario_error(job->diag, scenario_at(&job->world->node, "capacity"), "capacity",
                               "says nothing of '%s' in %s, which '%s' may use; state "
                               "\"unlimited\" or a number of slots",
                               spec->services[class->model].model,
                               plan_region_name(job, target->destinations[d]), target->model_id);
    }
}

static void build_capacity(struct plan_job *job)
{
    struct cri_spec *spec = &job->option->spec;
    const struct scenario_capacity *entries = job->world->capacity.items;
    size_t room = (size_t)spec->n_regions * spec->n_services + 1;
    struct cri_capacity_spec *capacity = sim_arena_alloc(job->arena, room * sizeof *capacity);
    bool *stated = sim_arena_alloc(job->arena, room * sizeof *stated);
    struct sim_text text = {0};

    if (!job->sound)
        return;
    for (uint32_t i = 0; i < job->world->capacity.n; i++) {
        struct scenario_capacity entry = in_force(job, &entries[i]);

        apply(job, &entry, capacity, stated);
        describe_capacity(&entry, i > 0, &text);
    }
    for (uint32_t c = 0; c < spec->n_classes; c++)
        check_stated(job, &spec->classes[c], stated);
    job->option->capacity = plan_take_text(job->arena, &text, "");
    spec->capacity = capacity;
}

static void check_steps(struct plan_job *job)
{
    const struct scenario_world *world = job->world;
    const struct scenario_capacity *capacity = world->capacity.items;
    double length = sim_time_to_s(job->option->spec.horizon) + world->drain_s;
    bool used = false;

    for (uint32_t i = 0; i < world->capacity.n; i++)
        used = used || capacity[i].background_share > 0;
    if (used && length / world->background.step_s > MOST_STEPS)
        scenario_error(job->diag, scenario_at(&world->background.node, "step_s"),
                       "background.step_s",
                       "the load of others would change %.3g times by the end of the run; at most "
                       "%.0f times, so at least %.0f s (got %.6g s)",
                       length / world->background.step_s, MOST_STEPS, ceil(length / MOST_STEPS),
                       world->background.step_s);
}

const struct plan_part plan_part_capacity = {
    .name = "capacity",
    .check = check_capacity,
    .build = {[PLAN_OPTION] = set_clock,
              [PLAN_OPTION_END] = build_capacity,
              [PLAN_LENGTH] = check_steps},
};
