/*
 * part_quotas.c: the quotas that the targets of an option meet: what the scenario states, else the
 * catalog's; their accounts; how they change during the run.
 */
#include "scenarios/plan/part_quotas.h"

#include "scenarios/plan/apart.h"
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "sim/base/assert.h"

#include <inttypes.h>

#include <math.h>
#include <string.h>

/* What entries of the scenario are matched with. */
struct quota_key {
    const struct catalog_model *model; /* NULL = no entry is about it */
    const char *account;
    enum cri_mode mode;
};

/* Of the option; the room is for one of each a target. */
struct quotas {
    struct cri_quota_spec *items;
    struct quota_key *keys; /* of the items */
    struct cri_account_spec *accounts;
    uint32_t *account_region;
    const char **account_names; /* in the scenario */
};

static void check_quotas(struct plan_job *job)
{
    const struct scenario_quota *quotas = job->world->quotas.items;
    const struct scenario_quota_change *changes = job->world->quota_changes.items;

    for (uint32_t i = 0; i < job->world->quota_changes.n; i++) {
        plan_check_model_of(job, &changes[i].node, "quota_changes", changes[i].model);
        plan_check_region(job, &changes[i].node, "quota_changes", "source_region",
                          changes[i].source_region, true);
    }
    for (uint32_t i = 0; i < job->world->quotas.n; i++) {
        plan_check_model_of(job, &quotas[i].node, "quotas", quotas[i].model);
        plan_check_region(job, &quotas[i].node, "quotas", "source_region", quotas[i].source_region,
                          true);
    }
}

static void set_rules(struct plan_job *job)
{
    const struct scenario_quota_rules *rules = &job->world->quota_rules;
    struct cri_quota_rules *out = &job->option->spec.quota_rules;

    *out = (struct cri_quota_rules){.per_minute = (enum cri_refill)rules->refill_minute,
                                    .per_day = (enum cri_refill)rules->refill_day,
                                    .adjust_every = sim_time_from_s(rules->adjust_every_s),
                                    .reserve_cache_reads = job->world->reserve_cache_reads,
                                    .reserve_burndown = job->world->reserve_burndown,
                                    .keep_on_fault = rules->on_fault == SCENARIO_FAULT_KEPT,
                                    .account_before_burndown =
                                        rules->account_cap == SCENARIO_CAP_BEFORE_BURNDOWN,
                                    .output_step = rules->output_step_tokens};
    plan_note(job->plan, "assumption", "docs/assumptions.md",
              sim_arena_printf(job->arena,
                               "quota refill: %s for a minute's, %s for a day's quota; not "
                               "documented",
                               cri_refill_name(out->per_minute), cri_refill_name(out->per_day)));
    if (out->reserve_burndown)
        plan_note(job->plan, "assumption", "docs/assumptions.md",
                  "admission reserves input and max_tokens x burndown; documented is max_tokens "
                  "once");
}

static void begin(struct plan_job *job)
{
    struct quotas *own = sim_arena_alloc(job->arena, sizeof *own);
    size_t room = (size_t)job->most_targets + 1;

    own->items = sim_arena_alloc(job->arena, room * sizeof *own->items);
    own->keys = sim_arena_alloc(job->arena, room * sizeof *own->keys);
    own->accounts = sim_arena_alloc(job->arena, room * sizeof *own->accounts);
    own->account_region = sim_arena_alloc(job->arena, room * sizeof *own->account_region);
    own->account_names = sim_arena_alloc(job->arena, room * sizeof *own->account_names);
    job->own[PLAN_PART_quotas] = own;
    job->option->quotas = sim_arena_alloc(job->arena, 4 * room * sizeof *job->option->quotas);
    job->option->spec.quotas = own->items;
    job->option->spec.accounts = own->accounts;
    set_rules(job);
}

void plan_quota_note(struct plan_job *job, const char *name, enum cri_limit limit, int64_t amount,
                     const char *mark, const char *source)
{
    job->option->quotas[job->option->n_quotas++] = (struct plan_quota){
        .name = name, .limit = limit, .amount = amount, .mark = mark, .source = source};
}

/* ---- one limit ---- */

/* By the factor on all quotas: what is closed stays closed, what has no limit has none. */
static int64_t in_force(const struct plan_job *job, int64_t amount)
{
    double factor = job->world->factors.quota;

    if (factor == 1 || amount == CRI_NO_LIMIT || amount <= 0)
        return amount;
    return (int64_t)fmax(1, round(fmin((double)amount * factor, 9e15)));
}

static int64_t stated_in(const struct scenario_quota *entry, enum cri_limit limit)
{
    return limit == CRI_LIMIT_RPM   ? entry->requests_per_min
           : limit == CRI_LIMIT_TPM ? entry->tokens_per_min
                                    : entry->tokens_per_day;
}

/* The scenario's last matching entry, or NULL. */
static const struct scenario_quota *stated_limit(const struct plan_job *job,
                                                 const struct quota_key *key, uint32_t source,
                                                 enum cri_limit limit)
{
    const struct scenario_quota *entries = job->world->quotas.items;
    const struct scenario_quota *stated = NULL;

    for (uint32_t i = 0; i < job->world->quotas.n; i++)
        if (stated_in(&entries[i], limit) != SCENARIO_ABSENT &&
            plan_matches(entries[i].source_region, plan_region_name(job, source)) &&
            plan_matches(entries[i].model, key->model->id) &&
            plan_matches(entries[i].account, key->account) &&
            (entries[i].kind == 0 || entries[i].kind - 1 == (int)key->mode))
            stated = &entries[i];
    return stated;
}

/* The catalog's; or CRI_NO_LIMIT, with an error where it is not known. */
static int64_t catalog_limit(struct plan_job *job, const struct quota_key *key, uint32_t source,
                             const char *name, enum cri_limit limit)
{
    static const enum catalog_metric metrics[] = {CATALOG_RPM, CATALOG_TPM, CATALOG_TPD};
    static const char *const keys[] = {"requests_per_min", "tokens_per_min", "tokens_per_day"};
    struct catalog_quota_value found;
    bool unlimited;

    catalog_quota(job->catalog, key->model, source, plan_scope_of(key->mode), metrics[limit],
                  &found);
    unlimited = found.kind == CATALOG_QUOTA_NO_LIMIT;
    plan_used(job->plan, "quotas", &found.origin);
    if (found.kind == CATALOG_QUOTA_UNKNOWN) {
        scenario_error(job->diag, job->world->node.json, job->path,
                       "no %s quota is known for %s calls of '%s' from %s; state '%s' in 'quotas'",
                       cri_limit_name(limit), cri_mode_name(key->mode), key->model->id,
                       plan_region_name(job, source), keys[limit]);
        return CRI_NO_LIMIT;
    }
    found.value = unlimited ? CRI_NO_LIMIT : in_force(job, found.value);
    plan_quota_note(job, name, limit, found.value, catalog_mark_name(found.origin.mark),
                    found.rule[0] != '\0' ? found.rule : found.origin.source);
    return found.value;
}

static int64_t limit_of(struct plan_job *job, const struct quota_key *key, uint32_t source,
                        const char *name, enum cri_limit limit, bool *stated)
{
    const struct scenario_quota *entry = stated_limit(job, key, source, limit);
    int64_t value;

    *stated = entry != NULL;
    if (entry == NULL)
        return catalog_limit(job, key, source, name, limit);
    value = stated_in(entry, limit);
    value = value == SCENARIO_WORD ? CRI_NO_LIMIT : in_force(job, value);
    plan_quota_note(job, name, limit, value, "scenario",
                    sim_arena_printf(job->arena, "quotas.%s", entry->node.name));
    return value;
}

/* ---- quotas and accounts ---- */

/* The daily amount of an account in a source Region; false if there is none. */
static bool account_amount(struct plan_job *job, uint32_t source, const char *name, int64_t *value)
{
    struct catalog_quota_value found;

    *value = job->world->account_tokens_per_day;
    if (*value == SCENARIO_WORD)
        return false;
    if (*value != SCENARIO_ABSENT) {
        *value = in_force(job, *value);
        plan_quota_note(job, name, CRI_LIMIT_ACCOUNT_TPD, *value, "scenario",
                        "account_tokens_per_day");
        return true;
    }
    catalog_quota(job->catalog, NULL, source, CATALOG_ACCOUNT, CATALOG_ACCOUNT_TPD, &found);
    if (found.kind != CATALOG_QUOTA_VALUE)
        return false;
    *value = in_force(job, found.value);
    plan_used(job->plan, "quotas", &found.origin);
    plan_quota_note(job, name, CRI_LIMIT_ACCOUNT_TPD, *value, catalog_mark_name(found.origin.mark),
                    found.origin.source);
    return true;
}

static uint32_t account_of(struct plan_job *job, uint32_t source, const char *account)
{
    struct quotas *own = job->own[PLAN_PART_quotas];
    struct cri_spec *spec = &job->option->spec;
    bool unnamed = strcmp(account, "default") == 0;
    const char *name = sim_arena_printf(job->arena, "%s/account%s%s", plan_region_name(job, source),
                                        unnamed ? "" : " ", unnamed ? "" : account);
    int64_t value;

    for (uint32_t i = 0; i < spec->n_accounts; i++)
        if (own->account_region[i] == source && strcmp(own->account_names[i], account) == 0)
            return i;
    if (!account_amount(job, source, name, &value))
        return CRI_NONE;
    own->account_region[spec->n_accounts] = source;
    own->account_names[spec->n_accounts] = account;
    own->accounts[spec->n_accounts] =
        (struct cri_account_spec){.name = name, .tokens_per_day = value};
    return spec->n_accounts++;
}

uint32_t plan_quota_find(const struct plan_job *job, const char *name)
{
    const struct cri_spec *spec = &job->option->spec;

    for (uint32_t i = 0; i < spec->n_quotas; i++)
        if (strcmp(spec->quotas[i].name, name) == 0)
            return i;
    return CRI_NONE;
}

uint32_t plan_quota_add(struct plan_job *job, const struct cri_quota_spec *quota)
{
    struct quotas *own = job->own[PLAN_PART_quotas];

    own->items[job->option->spec.n_quotas] = *quota;
    return job->option->spec.n_quotas++;
}

static uint32_t quota_of(struct plan_job *job, const struct quota_key *key, uint32_t source)
{
    struct quotas *own = job->own[PLAN_PART_quotas];
    bool unnamed = strcmp(key->account, "default") == 0;
    const char *name =
        sim_arena_printf(job->arena, "%s/%s/%s%s%s", plan_region_name(job, source), key->model->id,
                         cri_mode_name(key->mode), unnamed ? "" : "/", unnamed ? "" : key->account);
    uint32_t known = plan_quota_find(job, name), noted;
    struct cri_quota_spec quota = {.name = name, .units_per_min = CRI_NO_LIMIT, .region = source};
    bool tpm_stated, stated;

    if (known != CRI_NONE)
        return known;
    quota.requests_per_min = limit_of(job, key, source, name, CRI_LIMIT_RPM, &stated);
    quota.tokens_per_min = limit_of(job, key, source, name, CRI_LIMIT_TPM, &tpm_stated);
    noted = job->option->n_quotas;
    quota.tokens_per_day = limit_of(job, key, source, name, CRI_LIMIT_TPD, &stated);
    /* The default daily quota is void after an approved change of the TPM (docs/assumptions.md,
     * "quotas"). */
    if (tpm_stated && !stated) {
        quota.tokens_per_day = CRI_NO_LIMIT;
        job->option->n_quotas = noted;
    }
    quota.account = account_of(job, source, key->account);
    own->keys[job->option->spec.n_quotas] = *key;
    return plan_quota_add(job, &quota);
}

/* ---- input and output apart ---- */

static int64_t apart_limit(struct plan_job *job, const char *name, bool of_output)
{
    struct plan_apart found = plan_apart_find(job, of_output);

    SIM_ASSERT(found.amount != PLAN_UNSTATED, "a call without a quota of its endpoint is denied");
    if (found.origin != NULL)
        plan_used(job->plan, "quotas", found.origin);
    if (found.amount != CRI_NO_LIMIT)
        found.amount = in_force(job, found.amount);
    plan_quota_note(job, name, of_output ? CRI_LIMIT_OUTPUT : CRI_LIMIT_TPM, found.amount,
                    found.mark, found.source);
    return found.amount;
}

static void quota_apart(struct plan_job *job, const struct quota_key *key)
{
    struct quotas *own = job->own[PLAN_PART_quotas];
    bool unnamed = strcmp(key->account, "default") == 0;
    const char *name =
        sim_arena_printf(job->arena, "%s/%s/mantle%s%s", plan_region_name(job, job->target->source),
                         key->model->id, unnamed ? "" : "/", unnamed ? "" : key->account);
    struct cri_quota_spec quota = cri_quota_unlimited(name);

    job->target->quota = plan_quota_find(job, name);
    if (job->target->quota != CRI_NONE)
        return;
    quota.apart = true;
    quota.region = job->target->source;
    quota.tokens_per_min = apart_limit(job, name, false);
    quota.output_per_min = apart_limit(job, name, true);
    plan_note(job->plan, "assumption", "docs/assumptions.md",
              sim_arena_printf(job->arena,
                               "endpoint mantle: output is taken from its quota in steps of "
                               "%" PRId64 " tokens, each before it is generated",
                               job->option->spec.quota_rules.output_step));
    quota.account = account_of(job, job->target->source, key->account);
    own->keys[job->option->spec.n_quotas] = (struct quota_key){.model = NULL};
    job->target->quota = plan_quota_add(job, &quota);
}

static void build_target(struct plan_job *job)
{
    struct quota_key key = {.model = job->model,
                            .account = job->class->account,
                            .mode = plan_kind_of(job->target->mode)};

    /* Batch jobs have quotas of their own, of jobs and records, not of tokens a minute. */
    if (job->target->mode == CRI_MODE_PROVISIONED || job->class->tier == SCENARIO_TIER_BATCH)
        return;
    if (job->endpoint == CATALOG_MANTLE)
        quota_apart(job, &key);
    else
        job->target->quota = quota_of(job, &key, job->target->source);
}

/* ---- changes ---- */

static bool is_about(const struct plan_job *job, const struct scenario_quota_change *entry,
                     uint32_t quota)
{
    const struct quotas *own = job->own[PLAN_PART_quotas];
    const struct quota_key *key = &own->keys[quota];

    return key->model != NULL &&
           plan_matches(entry->source_region, plan_region_name(job, own->items[quota].region)) &&
           plan_matches(entry->model, key->model->id) &&
           plan_matches(entry->account, key->account) &&
           (entry->kind == 0 || entry->kind - 1 == (int)key->mode);
}

/* Sorted in by time, after those of the same instant. */
static void insert_change(struct cri_quota_change_spec *changes, uint32_t n,
                          struct cri_quota_change_spec change)
{
    uint32_t at = n;

    for (; at > 0 && changes[at - 1].at > change.at; at--)
        changes[at] = changes[at - 1];
    changes[at] = change;
}

static void change_quota(struct plan_job *job, const struct scenario_quota_change *entry,
                         uint32_t index, struct cri_quota_change_spec *changes)
{
    struct cri_spec *spec = &job->option->spec;
    const struct cri_quota_spec *quota = &spec->quotas[index];
    const int64_t amounts[] = {entry->requests_per_min, entry->tokens_per_min,
                               entry->tokens_per_day};
    const int64_t before[] = {quota->requests_per_min, quota->tokens_per_min,
                              quota->tokens_per_day};

    for (int limit = CRI_LIMIT_RPM; limit <= CRI_LIMIT_TPD; limit++) {
        if (amounts[limit] == SCENARIO_ABSENT)
            continue;
        if (before[limit] == CRI_NO_LIMIT) {
            scenario_error(job->diag, entry->node.json,
                           sim_arena_printf(job->arena, "quota_changes.%s", entry->node.name),
                           "'%s' has no %s to change; state one in 'quotas'", quota->name,
                           cri_limit_name((enum cri_limit)limit));
            continue;
        }
        insert_change(changes, spec->n_quota_changes++,
                      (struct cri_quota_change_spec){.at = sim_time_from_s(entry->at_s),
                                                     .quota = index,
                                                     .limit = (enum cri_limit)limit,
                                                     .amount = in_force(job, amounts[limit])});
    }
}

/* Quotas of the option that an entry of quota_changes matches get its amounts. */
static void build_changes(struct plan_job *job)
{
    struct cri_spec *spec = &job->option->spec;
    const struct scenario_quota_change *entries = job->world->quota_changes.items;
    size_t room = (size_t)job->world->quota_changes.n * (spec->n_quotas + 1) * 3 + 1;
    struct cri_quota_change_spec *changes = sim_arena_alloc(job->arena, room * sizeof *changes);

    if (!job->sound)
        return;
    for (uint32_t i = 0; i < job->world->quota_changes.n; i++)
        for (uint32_t q = 0; q < spec->n_quotas; q++)
            if (is_about(job, &entries[i], q))
                change_quota(job, &entries[i], q, changes);
    spec->quota_changes = changes;
}

const struct plan_part plan_part_quotas = {
    .name = "quotas",
    .check = check_quotas,
    .build =
        {[PLAN_OPTION] = begin, [PLAN_TARGET] = build_target, [PLAN_OPTION_END] = build_changes},
};
