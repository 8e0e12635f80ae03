/*
 * part_closed.c: quotas through which nothing can come from the start of a run to its end: 0, or
 * cut to nothing. What would meet one is not called.
 */
#include "scenarios/plan/part_access.h"

#include <math.h>

/* What a scenario calls a limit that it can state of on-demand calls; NULL: none of those. */
static const char *key_of(const struct cri_quota_spec *quota, enum cri_limit limit)
{
    switch (limit) {
    case CRI_LIMIT_RPM:
        return "requests_per_min";
    case CRI_LIMIT_TPM:
        return quota->apart ? "input_tokens_per_min" : "tokens_per_min";
    case CRI_LIMIT_TPD:
        return "tokens_per_day";
    case CRI_LIMIT_OUTPUT:
        return quota->apart ? "output_tokens_per_min" : NULL;
    case CRI_LIMIT_ACCOUNT_TPD:
    case CRI_LIMIT_UNITS:
    case CRI_N_LIMITS:
        break;
    }
    return NULL;
}

/* The end of the time from `at` on in which cuts leave nothing of a Region's quotas. */
static sim_time cut_until(const struct cri_spec *spec, uint32_t region, sim_time at,
                          const char **outage)
{
    bool more = true;

    while (more) {
        more = false;
        for (uint32_t i = 0; i < spec->n_outages; i++) {
            const struct cri_outage_spec *cut = &spec->outages[i];
            bool hit = false;

            if (cut->kind != CRI_OUTAGE_QUOTA_CUT || cut->quota_factor > 0 || cut->drawn ||
                cut->start > at || cut->end <= at)
                continue;
            for (uint32_t r = 0; r < cut->n_regions; r++)
                hit = hit || cut->regions[r] == region;
            if (!hit)
                continue;
            *outage = cut->name;
            at = cut->end;
            more = true;
        }
    }
    return at;
}

/* The first limit that is 0, or CRI_N_LIMITS. */
static enum cri_limit zero_of(const int64_t *amounts)
{
    enum cri_limit limit = CRI_LIMIT_RPM;

    while (limit < CRI_N_LIMITS && amounts[limit] != 0)
        limit++;
    return limit;
}

/*
 * Why nothing can come through a quota from the start of the run to its end; NULL if a call can at
 * some time. Changes and cuts at one instant are in force before its arrivals.
 */
static const char *why_closed(struct plan_job *job, uint32_t index, sim_time end)
{
    const struct cri_spec *spec = &job->option->spec;
    struct cri_quota_spec stated = spec->quotas[index];
    const struct cri_quota_spec *quota = &spec->quotas[index];
    int64_t amounts[CRI_N_LIMITS];
    const char *outage = NULL;
    const char *why = NULL;
    sim_time at = 0;
    uint32_t next = 0;

    for (enum cri_limit limit = CRI_LIMIT_RPM; limit < CRI_N_LIMITS; limit++)
        amounts[limit] =
            key_of(quota, limit) != NULL ? *cri_quota_amount(&stated, limit) : CRI_NO_LIMIT;
    if (quota->account != CRI_NONE && spec->accounts[quota->account].tokens_per_day == 0)
        return "'account_tokens_per_day' is 0";
    while (at < end) {
        sim_time until = end;
        enum cri_limit zero;

        while (next < spec->n_quota_changes && spec->quota_changes[next].at <= at) {
            if (spec->quota_changes[next].quota == index)
                amounts[spec->quota_changes[next].limit] = spec->quota_changes[next].amount;
            next++;
        }
        for (uint32_t i = next; i < spec->n_quota_changes && until == end; i++)
            if (spec->quota_changes[i].quota == index && spec->quota_changes[i].at < end)
                until = spec->quota_changes[i].at;
        zero = zero_of(amounts);
        if (zero < CRI_N_LIMITS && why == NULL)
            why =
                sim_arena_printf(job->arena, "'%s' of '%s' is 0", key_of(quota, zero), quota->name);
        if (zero == CRI_N_LIMITS) {
            if (cut_until(spec, quota->region, at, &outage) < until)
                return NULL;
            if (why == NULL)
                why = sim_arena_printf(job->arena, "outage '%s' leaves nothing of it", outage);
        }
        at = until;
    }
    return why;
}

/* Without its traces nobody knows how long the run is. */
static sim_time end_of_run(const struct plan_job *job)
{
    const struct plan *plan = job->plan;
    bool unread = false;

    for (uint32_t i = 0; i < plan->n_traffic; i++)
        unread = unread || (!plan->traffic[i].generated && plan->traffic[i].trace == NULL);
    return unread && isnan(job->world->horizon_s) ? SIM_TIME_MAX : job->option->spec.horizon;
}

/* Whether a target meets a quota that is closed (why), and nothing behind it takes the call. */
static bool is_closed(const struct cri_class_spec *class, uint32_t t, const char *const *why)
{
    const struct cri_target_spec *target = &class->targets[t];

    if (target->denial != CRI_DENIAL_NONE || target->quota == CRI_NONE ||
        why[target->quota] == NULL)
        return false;
    /* What model units cannot take goes on to the next target, whatever the reason. */
    return !(target->spills && t + 1 < class->n_targets);
}

static void close_class(struct plan_job *job, const char *const *why,
                        const struct scenario_class *entry, struct cri_class_spec *class)
{
    struct cri_target_spec *targets = (struct cri_target_spec *)class->targets;

    job->path = sim_arena_printf(job->arena, "classes.%s", class->name);
    for (uint32_t t = 0; t < class->n_targets; t++) {
        if (!is_closed(class, t, why))
            continue;
        plan_deny(&targets[t], CRI_DENIAL_QUOTA_ZERO,
                  sim_arena_printf(job->arena, "a quota of 0 for the whole run: %s",
                                   why[targets[t].quota]));
        if (t > 0 || class->n_spread > 0)
            plan_warn_uncallable(job, entry->node.json,
                                 t < class->n_spread ? "to spread over" : "as a fallback",
                                 &targets[t]);
    }
    if (class->runs)
        plan_decide_runs(job, catalog_model_find(job->catalog, entry->model), class);
}

static void close_quotas(struct plan_job *job)
{
    const struct cri_spec *spec = &job->option->spec;
    struct cri_class_spec *classes = (struct cri_class_spec *)spec->classes;
    const char **why = sim_arena_alloc(job->arena, ((size_t)spec->n_quotas + 1) * sizeof *why);
    sim_time end = end_of_run(job);
    bool any = false;

    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        why[q] = why_closed(job, q, end);
        any = any || why[q] != NULL;
    }
    for (uint32_t c = 0; any && c < spec->n_classes; c++)
        close_class(job, why, job->classes[c], &classes[c]);
}

const struct plan_part plan_part_closed = {
    .name = "closed",
    .build = {[PLAN_LENGTH] = close_quotas},
};
