/*
 * part_reserved.c: tokens a minute that were bought for the tier `reserved`: a quota of input and
 * one of output, of their own; no price per token, but a monthly one; what does not fit goes to the
 * standard tier, at its quota and its price.
 */
#include "scenarios/plan/part_reserved.h"

#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part_prices.h"
#include "scenarios/plan/part_provisioned.h"
#include "scenarios/plan/part_quotas.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* What can be bought at least (User Guide, service-tiers-inference). */
#define LEAST_INPUT  100000
#define LEAST_OUTPUT 10000

/* A month is 30 days, as in all figures of 30 days. */
#define HOURS_A_MONTH 720.0

static void check_reserved(struct plan_job *job)
{
    const struct scenario_reserved *entries = job->world->reserved.items;

    for (uint32_t i = 0; i < job->world->reserved.n; i++) {
        const struct scenario_node *node = &entries[i].node;

        plan_check_model_of(job, node, "reserved", entries[i].model);
        plan_refuse_every(job, node, "reserved", "model", entries[i].model, "model");
        plan_refuse_every(job, node, "reserved", "source_region", entries[i].source_region,
                          "Region");
        plan_check_region(job, node, "reserved", "source_region", entries[i].source_region, true);
    }
}

const struct scenario_reserved *plan_reserved_find(const struct plan_job *job,
                                                   const struct catalog_model *model,
                                                   uint32_t source, enum cri_mode mode)
{
    const struct scenario_reserved *entries = job->world->reserved.items;
    const struct scenario_reserved *found = NULL;

    for (uint32_t i = 0; i < job->world->reserved.n; i++)
        if (strcmp(entries[i].model, model->id) == 0 &&
            strcmp(entries[i].source_region, plan_region_name(job, source)) == 0 &&
            (entries[i].kind == 0 || entries[i].kind - 1 == (int)plan_kind_of(mode)))
            found = &entries[i];
    return found;
}

static void warn_small(struct plan_job *job, const struct scenario_reserved *entry)
{
    if (entry->input_tokens_per_min < LEAST_INPUT || entry->output_tokens_per_min < LEAST_OUTPUT)
        plan_warn(job->plan->scenario, job->diag, entry->node.json,
                  sim_arena_printf(job->arena, "reserved.%s", entry->node.name),
                  "%" PRId64 " input and %" PRId64 " output tokens a minute are less than can be "
                  "reserved: at least %d and %d (documented)",
                  entry->input_tokens_per_min, entry->output_tokens_per_min, LEAST_INPUT,
                  LEAST_OUTPUT);
}

static uint32_t reserve(struct plan_job *job, const struct scenario_reserved *entry,
                        const char *name)
{
    struct cri_quota_spec quota = cri_quota_unlimited(name);
    const char *source = sim_arena_printf(job->arena, "reserved.%s", entry->node.name);

    quota.reserved = true;
    quota.tokens_per_min = entry->input_tokens_per_min;
    quota.output_per_min = entry->output_tokens_per_min;
    quota.region = job->target->source;
    plan_quota_note(job, name, CRI_LIMIT_TPM, quota.tokens_per_min, "scenario", source);
    plan_quota_note(job, name, CRI_LIMIT_OUTPUT, quota.output_per_min, "scenario", source);
    return plan_quota_add(job, &quota);
}

static void pay(struct plan_job *job, const struct scenario_reserved *entry, const char *name)
{
    double usd = (entry->usd_input * (double)entry->input_tokens_per_min +
                  entry->usd_output * (double)entry->output_tokens_per_min) /
                 1000;

    plan_commitment_add(job,
                        &(struct cri_commitment_spec){
                            .name = name, .units = 1, .usd_per_unit_hour = usd / HOURS_A_MONTH});
    if (isnan(usd))
        plan_warn(job->plan->scenario, job->diag, entry->node.json,
                  sim_arena_printf(job->arena, "reserved.%s", entry->node.name),
                  "no price of a reservation is published; state 'usd_per_1k_input_tpm_month' and "
                  "'usd_per_1k_output_tpm_month', else costs will read 'no price'");
    plan_price_say(job,
                   "%" PRId64 " input and %" PRId64 " output tokens a minute reserved at %.6g USD "
                   "a month",
                   entry->input_tokens_per_min, entry->output_tokens_per_min, usd);
}

static void note(struct plan_job *job, const struct scenario_reserved *entry, const char *name)
{
    plan_note(job->plan, "assumption", "docs/assumptions.md",
              sim_arena_printf(job->arena,
                               "%s: a call takes its input (without cache reads) and its "
                               "max_tokens from what is reserved, and gives back what it did not "
                               "use; served beside the shared capacity, outside of the on-demand "
                               "quota and the account's daily cap",
                               name));
    if (entry->overflow)
        plan_note(job->plan, "documented", "UG/service-tiers-inference",
                  sim_arena_printf(job->arena,
                                   "%s: calls that do not fit go to the standard tier, whole: its "
                                   "quota, its price per token; what fits is paid by the month "
                                   "alone, used or not",
                                   name));
}

static void build_target(struct plan_job *job)
{
    struct cri_target_spec *target = job->target;
    const struct scenario_reserved *entry;
    const char *name;

    if (!job->call->reserved)
        return;
    entry = plan_reserved_find(job, job->model, target->source, target->mode);
    name = sim_arena_printf(job->arena, "%s/%s/%s/reserved", plan_region_name(job, target->source),
                            job->model->id, cri_mode_name(plan_kind_of(target->mode)));
    target->spills = entry->overflow;
    target->overflows = entry->overflow;
    target->dedicated = true;
    target->quota = plan_quota_find(job, name);
    target->price = plan_price_find(job, name);
    if (target->quota != CRI_NONE)
        return;
    warn_small(job, entry);
    note(job, entry, name);
    target->quota = reserve(job, entry, name);
    target->price = plan_price_add(job, &(struct cri_price_spec){.name = name});
    pay(job, entry, name);
}

/* ---- what nobody uses ---- */

static bool is_used(const struct plan *plan, const char *source)
{
    for (uint32_t a = 0; a < plan->n_options; a++)
        for (uint32_t q = 0; q < plan->options[a].n_quotas; q++)
            if (strcmp(plan->options[a].quotas[q].source, source) == 0)
                return true;
    return false;
}

static const struct scenario_reserved *entry_of(const struct plan *plan, uint32_t option,
                                                const char *name)
{
    const struct scenario_map *map = &plan->scenario->worlds[option].reserved;
    const struct scenario_reserved *entries = map->items;

    for (uint32_t i = 0; i < map->n; i++)
        if (strcmp(entries[i].node.name, name) == 0)
            return &entries[i];
    return NULL;
}

static void warn_unused(struct plan *plan, bool sound, struct sim_diag *diag)
{
    for (uint32_t a = 0; sound && a < plan->n_options; a++) {
        const struct scenario_map *map = &plan->scenario->worlds[a].reserved;
        const struct scenario_reserved *entries = map->items;

        for (uint32_t i = 0; i < map->n; i++) {
            const char *path = sim_arena_printf(&plan->arena, "reserved.%s", entries[i].node.name);
            bool said = false;

            for (uint32_t b = 0; b < a; b++)
                said = said || entry_of(plan, b, entries[i].node.name) != NULL;
            if (!said && !is_used(plan, path))
                plan_warn(plan->scenario, diag, entries[i].node.json, path,
                          "has no effect: no class of the tier 'reserved' that runs calls '%s' "
                          "from %s in such a way",
                          entries[i].model, entries[i].source_region);
        }
    }
}

const struct plan_part plan_part_reserved = {
    .name = "reserved",
    .check = check_reserved,
    .build = {[PLAN_TARGET] = build_target},
    .after = warn_unused,
};
