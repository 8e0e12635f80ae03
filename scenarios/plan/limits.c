#include "scenarios/plan/limits.h"

#include "scenarios/plan/names.h"

_Static_assert(PLAN_UNSTATED != CRI_NO_LIMIT, "unlimited is stated, too");

static bool is_about(const struct plan_job *job, const struct scenario_quota *entry)
{
    return plan_matches(entry->source_region, plan_region_name(job, job->target->source)) &&
           plan_matches(entry->model, job->model->id) &&
           plan_matches(entry->account, job->class->account) &&
           (entry->kind == 0 || entry->kind - 1 == (int)plan_kind_of(job->target->mode));
}

static struct plan_limit stated_as(const struct plan_job *job, const struct scenario_quota *entry,
                                   int64_t amount)
{
    return (struct plan_limit){.amount = amount == SCENARIO_WORD ? CRI_NO_LIMIT : amount,
                               .stated = true,
                               .mark = "scenario",
                               .source =
                                   sim_arena_printf(job->arena, "quotas.%s", entry->node.name)};
}

/* ---- with profiles ---- */

const char *plan_limit_key(enum cri_limit limit)
{
    return limit == CRI_LIMIT_RPM   ? "requests_per_min"
           : limit == CRI_LIMIT_TPM ? "tokens_per_min"
                                    : "tokens_per_day";
}

static int64_t amount_in(const struct scenario_quota *entry, enum cri_limit limit)
{
    return limit == CRI_LIMIT_RPM   ? entry->requests_per_min
           : limit == CRI_LIMIT_TPM ? entry->tokens_per_min
                                    : entry->tokens_per_day;
}

static struct plan_limit of_catalog(const struct plan_job *job, enum cri_limit limit)
{
    static const enum catalog_metric metrics[] = {CATALOG_RPM, CATALOG_TPM, CATALOG_TPD};
    struct catalog_quota_value found;

    catalog_quota(job->catalog, job->model, job->target->source,
                  plan_scope_of(plan_kind_of(job->target->mode)), metrics[limit], &found);
    return (struct plan_limit){.amount = found.kind == CATALOG_QUOTA_UNKNOWN    ? PLAN_UNSTATED
                                         : found.kind == CATALOG_QUOTA_NO_LIMIT ? CRI_NO_LIMIT
                                                                                : found.value,
                               .mark = catalog_mark_name(found.origin.mark),
                               .source = found.rule[0] != '\0' ? found.rule : found.origin.source,
                               .origin = found.origin};
}

struct plan_limit plan_limit_find(const struct plan_job *job, enum cri_limit limit)
{
    const struct scenario_quota *entries = job->world->quotas.items;
    const struct scenario_quota *last = NULL;

    for (uint32_t i = 0; i < job->world->quotas.n; i++)
        if (amount_in(&entries[i], limit) != SCENARIO_ABSENT && is_about(job, &entries[i]))
            last = &entries[i];
    return last != NULL ? stated_as(job, last, amount_in(last, limit)) : of_catalog(job, limit);
}

/* ---- input and output apart ---- */

struct plan_limit plan_limit_find_apart(const struct plan_job *job, bool of_output)
{
    const struct scenario_quota *entries = job->world->quotas.items;
    const struct catalog_endpoint_quota *row =
        catalog_endpoint_quota(job->catalog, job->model, job->target->source, CATALOG_MANTLE);
    struct plan_limit found = {.amount = PLAN_UNSTATED};

    if (row != NULL)
        found = (struct plan_limit){.amount = of_output ? row->output_tpm : row->input_tpm,
                                    .mark = catalog_mark_name(row->origin.mark),
                                    .source = row->origin.source,
                                    .origin = row->origin};
    for (uint32_t i = 0; i < job->world->quotas.n; i++) {
        int64_t amount =
            of_output ? entries[i].output_tokens_per_min : entries[i].input_tokens_per_min;

        if (amount != SCENARIO_ABSENT && is_about(job, &entries[i]))
            found = stated_as(job, &entries[i], amount);
    }
    return found;
}
