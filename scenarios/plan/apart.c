#include "scenarios/plan/apart.h"

#include "scenarios/plan/names.h"

_Static_assert(PLAN_UNSTATED != CRI_NO_LIMIT, "unlimited is stated, too");

static bool is_about(const struct plan_job *job, const struct scenario_quota *entry)
{
    return plan_matches(entry->source_region, plan_region_name(job, job->target->source)) &&
           plan_matches(entry->model, job->model->id) &&
           plan_matches(entry->account, job->class->account) &&
           (entry->kind == 0 || entry->kind - 1 == (int)plan_kind_of(job->target->mode));
}

struct plan_apart plan_apart_find(const struct plan_job *job, bool of_output)
{
    const struct scenario_quota *entries = job->world->quotas.items;
    const struct catalog_endpoint_quota *row =
        catalog_endpoint_quota(job->catalog, job->model, job->target->source, CATALOG_MANTLE);
    struct plan_apart found = {.amount = PLAN_UNSTATED};

    if (row != NULL)
        found = (struct plan_apart){.amount = of_output ? row->output_tpm : row->input_tpm,
                                    .mark = catalog_mark_name(row->origin.mark),
                                    .source = row->origin.source,
                                    .origin = &row->origin};
    for (uint32_t i = 0; i < job->world->quotas.n; i++) {
        int64_t stated =
            of_output ? entries[i].output_tokens_per_min : entries[i].input_tokens_per_min;

        if (stated != SCENARIO_ABSENT && is_about(job, &entries[i]))
            found = (struct plan_apart){
                .amount = stated == SCENARIO_WORD ? CRI_NO_LIMIT : stated,
                .mark = "scenario",
                .source = sim_arena_printf(job->arena, "quotas.%s", entries[i].node.name)};
    }
    return found;
}
