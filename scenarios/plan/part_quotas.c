/*
 * part_quotas.c: the quotas that the targets of an option meet: what the scenario states, else the
 * catalog's; their accounts; how they change during the run.
 */
#include "scenarios/plan/part_quotas.h"

#include "scenarios/plan/limits.h"
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
                                    .account_cap = (enum cri_cap)rules->account_cap,
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

/* The amount in force, noted with where it is from. */
static int64_t take_limit(struct plan_job *job, const char *name, enum cri_limit limit,
                          const struct plan_limit *found)
{
    int64_t amount = in_force(job, found->amount);

    SIM_ASSERT(found->amount != PLAN_UNSTATED, "a call of which no quota is known is denied");
    plan_used(job->plan, "quotas", &found->origin);
    plan_quota_note(job, name, limit, amount, found->mark, found->source);
    return amount;
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
    uint32_t known = plan_quota_find(job, name);
    struct cri_quota_spec quota = {.name = name, .units_per_min = CRI_NO_LIMIT, .region = source};
    struct plan_limit rpm, tpm, tpd;

    if (known != CRI_NONE)
        return known;
    tpm = plan_limit_find(job, CRI_LIMIT_TPM);
    tpd = plan_limit_find(job, CRI_LIMIT_TPD);
    rpm = plan_limit_find(job, CRI_LIMIT_RPM);
    quota.requests_per_min = take_limit(job, name, CRI_LIMIT_RPM, &rpm);
    quota.tokens_per_min = take_limit(job, name, CRI_LIMIT_TPM, &tpm);
    /* The default daily quota is void after an approved change of the TPM (docs/assumptions.md,
     * "quotas"). */
    quota.tokens_per_day = CRI_NO_LIMIT;
    if (tpd.stated || !tpm.stated)
        quota.tokens_per_day = take_limit(job, name, CRI_LIMIT_TPD, &tpd);
    quota.account = account_of(job, source, key->account);
    own->keys[job->option->spec.n_quotas] = *key;
    return plan_quota_add(job, &quota);
}

/* ---- input and output apart ---- */

static int64_t apart_limit(struct plan_job *job, const char *name, bool of_output)
{
    struct plan_limit found = plan_limit_find_apart(job, of_output);

    return take_limit(job, name, of_output ? CRI_LIMIT_OUTPUT : CRI_LIMIT_TPM, &found);
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
    own->keys[job->option->spec.n_quotas] = *key;
    job->target->quota = plan_quota_add(job, &quota);
}

static void build_target(struct plan_job *job)
{
    struct quota_key key = {.model = job->model,
                            .account = job->class->account,
                            .mode = plan_kind_of(job->target->mode)};

    /* Batch jobs have quotas of their own, of jobs and records, not of tokens a minute. */
    if (job->target->mode == CRI_MODE_PROVISIONED || job->class->tier == SCENARIO_TIER_BATCH ||
        job->call->reserved)
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

/* What an entry says of a limit of a quota; ABSENT: nothing. */
static int64_t changed(const struct scenario_quota_change *entry,
                       const struct cri_quota_spec *quota, enum cri_limit limit)
{
    switch (limit) {
    case CRI_LIMIT_RPM:
        return quota->apart ? SCENARIO_ABSENT : entry->requests_per_min;
    case CRI_LIMIT_TPM:
        return quota->apart ? entry->input_tokens_per_min : entry->tokens_per_min;
    case CRI_LIMIT_TPD:
        return quota->apart ? SCENARIO_ABSENT : entry->tokens_per_day;
    case CRI_LIMIT_OUTPUT:
        return quota->apart ? entry->output_tokens_per_min : SCENARIO_ABSENT;
    case CRI_LIMIT_ACCOUNT_TPD:
    case CRI_LIMIT_UNITS:
    case CRI_N_LIMITS:
        break;
    }
    return SCENARIO_ABSENT;
}

static void change_quota(struct plan_job *job, const struct scenario_quota_change *entry,
                         uint32_t index, struct cri_quota_change_spec *changes)
{
    struct cri_spec *spec = &job->option->spec;
    struct cri_quota_spec quota = spec->quotas[index];

    for (enum cri_limit limit = CRI_LIMIT_RPM; limit < CRI_N_LIMITS; limit++) {
        int64_t amount = changed(entry, &quota, limit);

        if (amount == SCENARIO_ABSENT)
            continue;
        if (*cri_quota_amount(&quota, limit) == CRI_NO_LIMIT) {
            scenario_error(job->diag, entry->node.json,
                           sim_arena_printf(job->arena, "quota_changes.%s", entry->node.name),
                           "'%s' has no %s to change; state one in 'quotas'", quota.name,
                           quota.apart && limit == CRI_LIMIT_TPM ? "input tpm"
                                                                 : cri_limit_name(limit));
            continue;
        }
        insert_change(changes, spec->n_quota_changes++,
                      (struct cri_quota_change_spec){.at = sim_time_from_s(entry->at_s),
                                                     .quota = index,
                                                     .limit = limit,
                                                     .amount = in_force(job, amount)});
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
