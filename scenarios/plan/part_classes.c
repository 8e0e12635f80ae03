/*
 * part_classes.c: who calls what, from where, and which ways to call a class has: the Region it
 * calls first, what its own spreading goes round, what model units spill to, its fallbacks.
 */
#include "scenarios/plan/names.h"
#include "scenarios/plan/part_provisioned.h"
#include "scenarios/plan/part_reserved.h"

#include <math.h>
#include <string.h>

static void check_classes(struct plan_job *job)
{
    const struct scenario_class *classes = job->world->classes.items;

    for (uint32_t i = 0; i < job->world->classes.n; i++) {
        const struct scenario_node *node = &classes[i].node;

        plan_check_model_of(job, node, "classes", classes[i].model);
        plan_refuse_every(job, node, "classes", "model", classes[i].model, "model");
        plan_refuse_every(job, node, "classes", "source_region", classes[i].source_region,
                          "Region");
        plan_refuse_every(job, node, "classes", "client_region", classes[i].client_region,
                          "Region");
        plan_check_region(job, node, "classes", "source_region", classes[i].source_region, true);
        plan_check_region(job, node, "classes", "client_region", classes[i].client_region, false);
        plan_check_regions(job, node, "classes", "fallback_source_regions",
                           &classes[i].fallback_source_regions);
        plan_check_regions(job, node, "classes", "spread_source_regions",
                           &classes[i].spread_source_regions);
    }
}

static void add_target(struct plan_job *job, uint32_t source, enum cri_mode mode,
                       struct plan_call call)
{
    job->calls[job->out->n_targets] = call;
    job->targets[job->out->n_targets++] = (struct cri_target_spec){.mode = mode,
                                                                   .model_id = job->model->id,
                                                                   .source = source,
                                                                   .quota = CRI_NONE,
                                                                   .price = CRI_NONE,
                                                                   .long_price = CRI_NONE};
}

/* Region of an item of the class's list `key`, or CATALOG_NONE with an error. */
static uint32_t region_of(struct plan_job *job, const struct scenario_list *list, uint32_t i,
                          const char *key)
{
    return plan_find_region(job, list->items[i], list->json[i],
                            sim_arena_printf(job->arena, "%s.%s[%u]", job->path, key, i), true);
}

uint32_t plan_most_targets(const struct scenario_class *class)
{
    return 2 * (1 + class->fallback_source_regions.n) + class->spread_source_regions.n;
}

/* Calls that the model units cannot take go on demand, if the scenario says so. */
static void add_spill(struct plan_job *job, uint32_t source)
{
    const struct scenario_provisioned *units = plan_provisioned_find(job, job->model, source);

    if (units != NULL && units->spill != 0)
        add_target(job, source, (enum cri_mode)(units->spill - 1),
                   (struct plan_call){.at = scenario_at(&units->node, "spill"), .spill = true});
}

/* A way to call, in the tier of the class: through a reservation, whose overflow is the same call
 * in the standard tier. */
static void add_call(struct plan_job *job, uint32_t source, enum cri_mode mode,
                     struct plan_call call)
{
    const struct scenario_reserved *entry;

    call.reserved = job->class->tier == SCENARIO_TIER_RESERVED;
    add_target(job, source, mode, call);
    entry = call.reserved ? plan_reserved_find(job, job->model, source, mode) : NULL;
    call.reserved = false;
    if (entry != NULL && entry->overflow)
        add_target(job, source, mode, call);
}

/* The application's own spreading: single-Region targets in turn. */
static void add_spread(struct plan_job *job)
{
    const struct scenario_list *list = &job->class->spread_source_regions;

    if (list->n == 0)
        scenario_error(job->diag, job->class->node.json, job->path,
                       "option '%s': mode 'client-side' needs 'spread_source_regions'",
                       job->option->name);
    for (uint32_t i = 0; i < list->n; i++) {
        uint32_t region = region_of(job, list, i, "spread_source_regions");

        if (region == CATALOG_NONE)
            continue;
        for (uint32_t t = 0; t < job->out->n_targets; t++)
            if (job->targets[t].source == region)
                scenario_error(job->diag, list->json[i], job->path, "'%s' is there twice",
                               plan_region_name(job, region));
        add_target(job, region, CRI_MODE_CLIENT_SIDE,
                   (struct plan_call){.at = list->json[i], .use = "to spread over"});
    }
    job->out->n_spread = job->out->n_targets;
}

/* Whether the application goes round that Region anyway, so that it is no fallback beside. */
static bool is_spread_over(const struct plan_job *job, uint32_t region)
{
    for (uint32_t t = 1; t < job->out->n_spread; t++)
        if (job->targets[t].source == region)
            return true;
    return false;
}

static void add_fallbacks(struct plan_job *job, uint32_t source, enum cri_mode mode)
{
    const struct scenario_list *list = &job->class->fallback_source_regions;

    for (uint32_t i = 0; i < list->n; i++) {
        uint32_t region = region_of(job, list, i, "fallback_source_regions");

        if (region == CATALOG_NONE || is_spread_over(job, region))
            continue;
        if (region == source)
            scenario_error(job->diag, list->json[i], job->path, "'%s' is the source Region itself",
                           plan_region_name(job, region));
        add_call(job, region, mode,
                 (struct plan_call){.at = list->json[i], .use = "as a fallback"});
        if (mode == CRI_MODE_PROVISIONED)
            add_spill(job, region);
    }
}

/* Region of a key of the class, or CATALOG_NONE. */
static uint32_t endpoint_of(struct plan_job *job, const char *key, const char *name, bool callable)
{
    return plan_find_region(job, name, scenario_at(&job->class->node, key),
                            sim_arena_printf(job->arena, "%s.%s", job->path, key), callable);
}

static double own_or(double own, double common)
{
    return isnan(own) ? common : own;
}

static struct cri_slo slo_of(const struct scenario_world *world, const struct scenario_class *class)
{
    struct cri_slo common = scenario_slo_bounds(&world->slo);
    struct cri_slo own = scenario_slo_bounds(&class->slo);

    return cri_slo_of_class(&common, &own);
}

/* What is bounded of the option as a whole: figures that no class has on its own. */
static void begin(struct plan_job *job)
{
    struct cri_slo *slo = &job->option->spec.slo;

    *slo = scenario_slo_bounds(&job->world->slo);
    for (int i = 0; i < CRI_N_SLO_METRICS; i++)
        if (cri_slo_row((enum cri_slo_metric)i)->per_class)
            slo->bounds[i] = cri_slo_none().bounds[i];
}

static void build_class(struct plan_job *job)
{
    const struct scenario_class *class = job->class;
    enum cri_mode mode = class->mode == 0 ? job->option->mode : (enum cri_mode)(class->mode - 1);
    const struct scenario_slo *common = &job->world->slo;
    uint32_t source, client;
    uint32_t room = plan_most_targets(class);

    job->skip = true;
    job->model = catalog_model_find(job->catalog, class->model);
    if (job->model == NULL || strcmp(class->source_region, "*") == 0 ||
        (class->client_region != NULL && strcmp(class->client_region, "*") == 0))
        return; /* the check has said so */
    source = endpoint_of(job, "source_region", class->source_region, true);
    client = class->client_region == NULL
                 ? source
                 : endpoint_of(job, "client_region", class->client_region, false);
    if (source == CATALOG_NONE || client == CATALOG_NONE)
        return;
    job->skip = false;
    job->targets = sim_arena_alloc(job->arena, room * sizeof *job->targets);
    job->calls = sim_arena_alloc(job->arena, room * sizeof *job->calls);
    *job->out = (struct cri_class_spec){
        .name = class->node.name,
        .client_region = client,
        .max_tokens = class->max_tokens,
        .streaming = class->streaming,
        .deferrable = class->deferrable,
        .cached_share = class->cached_share,
        .targets = job->targets,
        .slo = slo_of(job->world, class),
        .slo_ttft = sim_time_from_s(own_or(class->slo.goodput_ttft_s, common->goodput_ttft_s)),
        .slo_e2e = sim_time_from_s(own_or(class->slo.goodput_e2e_s, common->goodput_e2e_s)),
    };
    add_call(job, source, mode, (struct plan_call){.use = NULL});
    if (mode == CRI_MODE_PROVISIONED)
        add_spill(job, source);
    if (class->tier == SCENARIO_TIER_RESERVED && mode > CRI_MODE_GLOBAL)
        scenario_error(job->diag, scenario_at(&class->node, "tier"), job->path,
                       "option '%s': the tier 'reserved' is of calls on demand, not of mode '%s'",
                       job->option->name, cri_mode_name(mode));
    if (mode == CRI_MODE_CLIENT_SIDE)
        add_spread(job);
    add_fallbacks(job, source, mode);
}

const struct plan_part plan_part_classes = {
    .name = "classes",
    .check = check_classes,
    .build = {[PLAN_OPTION] = begin, [PLAN_CLASS] = build_class},
};
