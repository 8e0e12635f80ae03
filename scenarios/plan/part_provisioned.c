/*
 * part_provisioned.c: model units that were bought: a quota of their own, a price of nothing per
 * token, and an hourly bill.
 */
#include "scenarios/plan/part_provisioned.h"

#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part_prices.h"
#include "scenarios/plan/part_quotas.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void check_provisioned(struct plan_job *job)
{
    const struct scenario_provisioned *entries = job->world->provisioned.items;

    for (uint32_t i = 0; i < job->world->provisioned.n; i++) {
        const struct scenario_node *node = &entries[i].node;

        plan_check_model_of(job, node, "provisioned", entries[i].model);
        plan_refuse_every(job, node, "provisioned", "model", entries[i].model, "model");
        plan_refuse_every(job, node, "provisioned", "source_region", entries[i].source_region,
                          "Region");
        plan_check_region(job, node, "provisioned", "source_region", entries[i].source_region,
                          true);
    }
}

static void begin(struct plan_job *job)
{
    struct cri_commitment_spec *commitments =
        sim_arena_alloc(job->arena, ((size_t)job->most_targets + 1) * sizeof *commitments);

    job->own[PLAN_PART_provisioned] = commitments;
    job->option->spec.commitments = commitments;
}

const struct scenario_provisioned *plan_provisioned_find(const struct plan_job *job,
                                                         const struct catalog_model *model,
                                                         uint32_t source)
{
    const struct scenario_provisioned *entries = job->world->provisioned.items;

    for (uint32_t i = 0; i < job->world->provisioned.n; i++)
        if (strcmp(entries[i].model, model->id) == 0 &&
            strcmp(entries[i].source_region, plan_region_name(job, source)) == 0)
            return &entries[i];
    return NULL;
}

static double unit_price(struct plan_job *job, const struct scenario_provisioned *entry,
                         const struct catalog_model *model, uint32_t source, const char *name)
{
#define X(name, word) [name] = word,
    static const char *const commitments[SCENARIO_N_COMMITMENTS] = {SCENARIO_COMMITMENT_LIST(X)};
#undef X
    const struct catalog_provisioned *found;

    if (!isnan(entry->usd_per_unit_hour))
        return entry->usd_per_unit_hour;
    found = catalog_provisioned_find(job->catalog, model, source, commitments[entry->commitment]);
    if (found == NULL) {
        plan_warn(job->plan->scenario, job->diag, entry->node.json,
                  sim_arena_printf(job->arena, "provisioned.%s", entry->node.name),
                  "no price of a model unit is known for '%s' in %s (commitment '%s'); costs "
                  "will read 'no price'",
                  model->id, plan_region_name(job, source), commitments[entry->commitment]);
        return NAN;
    }
    plan_note(job->plan, catalog_mark_name(found->origin.mark), found->origin.source,
              sim_arena_printf(job->arena, "price of %s: %.4g USD per model unit and hour (%s)",
                               name, found->usd_per_unit_hour, found->origin.note));
    return found->usd_per_unit_hour;
}

static uint32_t buy_units(struct plan_job *job, const struct scenario_provisioned *entry,
                          uint32_t source, const char *name)
{
    int64_t units_per_min = entry->units * entry->tokens_per_min_per_unit;

    plan_quota_note(job, name, CRI_LIMIT_UNITS, units_per_min, "scenario",
                    sim_arena_printf(job->arena, "provisioned.%s", entry->node.name));
    return plan_quota_add(job, &(struct cri_quota_spec){.name = name,
                                                        .requests_per_min = CRI_NO_LIMIT,
                                                        .tokens_per_min = CRI_NO_LIMIT,
                                                        .tokens_per_day = CRI_NO_LIMIT,
                                                        .units_per_min = units_per_min,
                                                        .account = CRI_NONE,
                                                        .region = source});
}

void plan_commitment_add(struct plan_job *job, const struct cri_commitment_spec *commitment)
{
    struct cri_commitment_spec *commitments = job->own[PLAN_PART_provisioned];

    commitments[job->option->spec.n_commitments++] = *commitment;
}

static void pay_units(struct plan_job *job, const struct scenario_provisioned *entry,
                      uint32_t source, const char *name)
{
    struct cri_commitment_spec commitment = {.name = name,
                                             .units = (uint32_t)entry->units,
                                             .usd_per_unit_hour =
                                                 unit_price(job, entry, job->model, source, name)};

    plan_commitment_add(job, &commitment);
    plan_price_say(job, "%" PRId64 " model units at %.4g USD per hour each", entry->units,
                   commitment.usd_per_unit_hour);
}

static void build_target(struct plan_job *job)
{
    struct cri_target_spec *target = job->target;
    const struct scenario_provisioned *entry;
    const char *name;

    if (target->mode != CRI_MODE_PROVISIONED)
        return;
    entry = plan_provisioned_find(job, job->model, target->source);
    name = sim_arena_printf(job->arena, "%s/%s/provisioned", plan_region_name(job, target->source),
                            job->model->id);
    target->spills = entry->spill != 0;
    target->dedicated = true;
    target->quota = plan_quota_find(job, name);
    target->price = plan_price_find(job, name);
    if (target->quota != CRI_NONE)
        return;
    target->quota = buy_units(job, entry, target->source, name);
    target->price = plan_price_add(job, &(struct cri_price_spec){.name = name});
    pay_units(job, entry, target->source, name);
}

const struct plan_part plan_part_provisioned = {
    .name = "provisioned",
    .check = check_provisioned,
    .build = {[PLAN_OPTION] = begin, [PLAN_TARGET] = build_target},
};
