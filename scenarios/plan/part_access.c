/*
 * part_access.c: whether a target can be called, and where it leads: no such way of calling, a
 * model that was withdrawn, a max_tokens that the model cannot give.
 */
#include "scenarios/plan/part_access.h"

#include "scenarios/plan/limits.h"
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part_provisioned.h"
#include "scenarios/plan/part_reserved.h"
#include "scenarios/plan/part_services.h"
#include "scenarios/plan/part_tiers.h"
#include "scenarios/plan/way.h"
#include "sim/base/text.h"

#include <inttypes.h>
#include <string.h>

/* Of the option: how well the destinations are known, in words. */
struct access {
    struct sim_text marks;
};

static void begin(struct plan_job *job)
{
    job->own[PLAN_PART_access] = sim_arena_alloc(job->arena, sizeof(struct access));
}

static void end(struct plan_job *job)
{
    struct access *own = job->own[PLAN_PART_access];

    job->option->destinations_mark = plan_take_text(job->arena, &own->marks, "");
}

void plan_deny(struct cri_target_spec *target, enum cri_denial denial, const char *why)
{
    target->denial = denial;
    target->why = why;
}

static const char *why_denied(const struct cri_target_spec *target)
{
    return target->why != NULL ? target->why : cri_denial_reason(target->denial);
}

/* ---- no such way of calling ---- */

/* The prefix that class or option ask for, or NULL. */
static const char *wanted_prefix(const struct plan_job *job)
{
    if (job->class->prefix != NULL)
        return job->class->prefix;
    return job->option->mode == CRI_MODE_GEOGRAPHIC
               ? job->plan->scenario->options[job->index].prefix
               : NULL;
}

/* The endpoint that class or option ask for; their words are in the order of plan_endpoint. */
static enum plan_endpoint wanted_endpoint(const struct plan_job *job)
{
    int of_class = job->class->endpoint;

    return (enum plan_endpoint)(of_class != 0 ? of_class
                                              : job->plan->scenario->options[job->index].endpoint);
}

/* Whether the scenario adds a destination to profiles of this prefix. */
static bool has_stated_destinations(const struct plan_job *job, const char *prefix)
{
    const struct scenario_destinations *entries = job->world->destinations.items;

    for (uint32_t i = 0; i < job->world->destinations.n; i++)
        for (uint32_t r = 0; r < entries[i].regions.n; r++)
            if (strcmp(entries[i].node.name, prefix) == 0 && entries[i].regions.values[r] != 0)
                return true;
    return false;
}

/* Where what is known comes from; sources that disagree are both named. */
static void note_known(struct plan_job *job, const struct plan_way_found *found, uint32_t source)
{
    if (found->ended != NULL) {
        plan_used(job->plan, "ends of models", &found->ended->origin);
        plan_note(
            job->plan, catalog_mark_name(found->ended->origin.mark), found->ended->origin.source,
            sim_arena_printf(job->arena,
                             "'%s' has ended%s%s by %s; 'allow_retired' lets it be called as "
                             "before",
                             job->model->id, found->ended->region != CATALOG_NONE ? " in " : "",
                             found->ended->region != CATALOG_NONE
                                 ? plan_region_name(job, found->ended->region)
                                 : "",
                             found->ended->on));
    }
    if (found->somewhere)
        plan_note(job->plan, "assumption", "docs/catalog.md",
                  sim_arena_printf(job->arena,
                                   "'%s' in %s through the endpoint mantle: quotas are published, "
                                   "not in which Regions; taken as served there",
                                   job->model->id, plan_region_name(job, source)));
    if (found->listed == NULL)
        return;
    plan_used(job->plan, "in-Region availability", &found->listed->origin);
    if (found->nowhere != NULL)
        plan_note(job->plan, "conflict", found->nowhere->origin.source,
                  sim_arena_printf(job->arena,
                                   "'%s' in %s: %s says that it can be called there, %s that it "
                                   "can be in no Region",
                                   job->model->id, plan_region_name(job, source),
                                   found->listed->origin.source, found->nowhere->origin.source));
}

static void judge_way(struct plan_job *job, struct cri_target_spec *target)
{
    struct plan_way way = {.model = job->model,
                           .source = target->source,
                           .mode = target->mode,
                           .prefix = wanted_prefix(job),
                           .endpoint = wanted_endpoint(job),
                           .own_model = job->class->custom_model,
                           .allow_retired = job->world->allow_retired,
                           .day = plan_day(job)};
    struct plan_way_found found;

    plan_way_find(job->catalog, &way, job->arena, &found);
    if (found.n_prefixes > 1)
        scenario_error(
            job->diag, job->class->node.json, job->path,
            "several geographic profiles of '%s' can be called from %s ('%s', '%s'); name "
            "one with 'prefix'",
            job->model->id, plan_region_name(job, target->source), found.prefixes[0],
            found.prefixes[1]);
    if (found.denial != CRI_DENIAL_NONE)
        plan_deny(target, found.denial, found.why);
    if (found.retired != NULL)
        plan_note(job->plan, catalog_mark_name(found.retired_origin->mark),
                  found.retired_origin->source,
                  sim_arena_printf(job->arena,
                                   "'%s' is retired (last seen in %s); 'allow_retired' lets it be "
                                   "called as then",
                                   found.retired, found.retired_origin->as_of));
    note_known(job, &found, target->source);
    job->profile = found.profile;
    job->endpoint = found.endpoint;
    if (found.profile != NULL && catalog_route(found.profile, target->source)->unknown &&
        !has_stated_destinations(job, found.profile->prefix))
        plan_deny(target, CRI_DENIAL_NOT_IN_CATALOG,
                  sim_arena_printf(job->arena,
                                   "not in the catalog: where calls of '%s' from %s are served is "
                                   "not published; state it in 'destinations'",
                                   found.profile->id, plan_region_name(job, target->source)));
}

/* ---- where it leads ---- */

static void take_destinations(struct plan_job *job, uint32_t *destinations)
{
    struct access *own = job->own[PLAN_PART_access];
    struct cri_target_spec *target = job->target;
    struct catalog_origin origin;
    const char *mark;

    target->model_id = job->profile->id;
    target->n_destinations =
        catalog_destinations(job->catalog, job->profile, target->source, destinations, &origin);
    target->assumed = origin.mark == CATALOG_ASSUMPTION;
    plan_used(job->plan, "profiles", &origin);
    mark = catalog_mark_name(origin.mark);
    if (own->marks.data == NULL || strstr(own->marks.data, mark) == NULL)
        sim_text_addf(&own->marks, "%s%s", own->marks.length > 0 ? ", " : "", mark);
    if (target->mode == CRI_MODE_GLOBAL)
        plan_note(
            job->plan, "assumption", origin.source,
            sim_arena_printf(job->arena,
                             "destinations of %s: the set is not published; taken are the model's "
                             "geographic destinations and the Regions that serve the bare id",
                             job->profile->id));
}

static void judge(struct plan_job *job, struct cri_target_spec *target)
{
    if (target->mode != CRI_MODE_PROVISIONED)
        judge_way(job, target);
    else if (plan_provisioned_find(job, job->model, target->source) == NULL)
        plan_deny(target, CRI_DENIAL_400_NO_UNITS, NULL);
    if (target->denial == CRI_DENIAL_NONE && plan_tier_lacking(job) != NULL)
        plan_deny(target, CRI_DENIAL_400_NO_TIER, plan_tier_lacking(job));
    if (target->denial == CRI_DENIAL_NONE && job->call->reserved &&
        plan_reserved_find(job, job->model, target->source, target->mode) == NULL)
        plan_deny(target, CRI_DENIAL_NOT_IN_CATALOG,
                  sim_arena_printf(job->arena,
                                   "state what is reserved in 'reserved': nothing is for "
                                   "%s calls of '%s' from %s",
                                   cri_mode_name(target->mode), job->model->id,
                                   plan_region_name(job, target->source)));
}

/* ---- what nobody says ---- */

/* Numbers without which a call cannot be simulated: their keys, and why each is needed. */
struct unstated {
    struct sim_text keys, why;
};

static void add_key(struct unstated *unstated, const char *key)
{
    sim_text_addf(&unstated->keys, "%s'%s'", unstated->keys.length > 0 ? " and " : "", key);
}

static void find_maximum(struct plan_job *job, struct unstated *unstated)
{
    if (!job->out->max_tokens_unset || job->out->max_tokens > 0)
        return;
    sim_text_add(&unstated->keys, "a max_tokens (or 'max_output_tokens' in 'models')");
    sim_text_addf(&unstated->why,
                  "the maximum of '%s', which an unset max_tokens reserves, is not known",
                  job->model->id);
}

static void find_quotas(struct plan_job *job, const struct cri_target_spec *target,
                        struct unstated *unstated)
{
    size_t before = unstated->keys.length;

    if (job->endpoint == CATALOG_MANTLE) {
        if (plan_limit_find_apart(job, false).amount == PLAN_UNSTATED)
            add_key(unstated, "input_tokens_per_min");
        if (plan_limit_find_apart(job, true).amount == PLAN_UNSTATED)
            add_key(unstated, "output_tokens_per_min");
    } else {
        for (int limit = CRI_LIMIT_RPM; limit <= CRI_LIMIT_TPD; limit++)
            if (plan_limit_find(job, (enum cri_limit)limit).amount == PLAN_UNSTATED)
                add_key(unstated, plan_limit_key((enum cri_limit)limit));
    }
    if (unstated->keys.length == before)
        return;
    sim_text_add(&unstated->keys, " in 'quotas'");
    sim_text_add(&unstated->why, before > 0 ? "; " : "");
    if (job->endpoint == CATALOG_MANTLE)
        sim_text_addf(&unstated->why, "none of '%s' is published for the endpoint 'mantle'",
                      job->model->id);
    else
        sim_text_addf(&unstated->why, "no such quota is known for %s calls of '%s' from %s",
                      cri_mode_name(plan_kind_of(target->mode)), job->model->id,
                      plan_region_name(job, target->source));
}

/* What is not known is no mistake of the scenario: the options that do without it run. */
static void deny_unstated(struct plan_job *job, struct cri_target_spec *target)
{
    struct unstated unstated = {.keys = {0}};

    find_maximum(job, &unstated);
    /* Units and batch jobs meet none of these quotas. */
    if (target->mode != CRI_MODE_PROVISIONED && job->class->tier != SCENARIO_TIER_BATCH)
        find_quotas(job, target, &unstated);
    if (unstated.keys.length > 0)
        plan_deny(target, CRI_DENIAL_NOT_IN_CATALOG,
                  sim_arena_printf(job->arena, "state %s: %s", unstated.keys.data,
                                   unstated.why.data));
    sim_text_release(&unstated.keys);
    sim_text_release(&unstated.why);
}

/* What was listed and cannot be called. */
void plan_say_uncallable(struct plan_job *job)
{
    const struct cri_target_spec *target = job->target;
    const struct scenario_provisioned *units;

    if (job->call->use != NULL)
        plan_warn_uncallable(job, job->call->at, job->call->use, target);
    if (!job->call->spill)
        return;
    units = plan_provisioned_find(job, job->model, target->source);
    scenario_error(job->diag, job->call->at,
                   sim_arena_printf(job->arena, "provisioned.%s.spill", units->node.name),
                   "'%s' cannot be called %s from %s: %s", job->model->id,
                   cri_mode_name(target->mode), plan_region_name(job, target->source),
                   why_denied(target));
}

static void build_target(struct plan_job *job)
{
    struct cri_target_spec *target = job->target;
    uint32_t *destinations = sim_arena_alloc(job->arena, ((size_t)job->option->spec.n_regions + 1) *
                                                             sizeof *destinations);

    target->destinations = destinations;
    judge(job, target);
    if (target->denial == CRI_DENIAL_NONE)
        deny_unstated(job, target);
    if (target->denial != CRI_DENIAL_NONE) {
        plan_say_uncallable(job);
        job->skip = true;
        return;
    }
    if (job->profile != NULL) {
        take_destinations(job, destinations);
        return;
    }
    destinations[0] = target->source;
    target->n_destinations = 1;
}

/* ---- max_tokens ---- */

/* Rows of the class's trace that ask for more than the model can give. */
static uint64_t rows_above(const struct cri_arrivals_spec *arrivals, int64_t most)
{
    const struct cri_records *records = arrivals->records;
    uint64_t n = 0;

    if (records->max_tokens == NULL)
        return 0;
    for (uint64_t i = 0; i < records->n; i++)
        n += records->max_tokens[i] > most &&
             (arrivals->label == CRI_NONE || records->label == NULL ||
              records->label[i] == arrivals->label);
    return n;
}

static void deny_max_tokens(struct plan_job *job, int64_t most)
{
    int64_t asked = job->class->max_tokens;

    for (uint32_t t = 0; t < job->out->n_targets; t++)
        if (job->targets[t].denial == CRI_DENIAL_NONE)
            plan_deny(&job->targets[t], CRI_DENIAL_400_MAX_TOKENS,
                      sim_arena_printf(job->arena,
                                       "refused by Bedrock: 400 ValidationException: max_tokens "
                                       "%" PRId64 " is above the model's maximum of %" PRId64,
                                       asked, most));
}

/* The model's maximum against the class's and its rows' max_tokens. */
static void check_max_tokens(struct plan_job *job)
{
    const struct sim_json *at = scenario_at(&job->class->node, "max_tokens");
    char *path = sim_arena_printf(job->arena, "%s.max_tokens", job->path);
    int64_t asked = job->class->max_tokens;
    int64_t most = plan_most_output(job, job->model);
    uint64_t above;

    if (most <= 0)
        return;
    job->out->most_tokens = most;
    above = rows_above(&job->out->arrivals, most);
    if (above > 0)
        plan_warn(job->plan->scenario, job->diag, at, path,
                  "%" PRIu64 " row%s of traffic '%s' bring%s a max_tokens above %" PRId64
                  ", the most that '%s' can give: such a call is denied (400)",
                  above, above == 1 ? "" : "s", job->class->traffic, above == 1 ? "s" : "", most,
                  job->model->id);
    if (asked == SCENARIO_WORD || asked <= most)
        return;
    plan_warn(job->plan->scenario, job->diag, at, path,
              "%" PRId64 " is above %" PRId64 ", the most that '%s' can give (%s): every "
              "call is refused by Bedrock (400), so the class is not run; give %" PRId64
              " or less, or state 'max_output_tokens' in 'models'",
              asked, most, job->model->id, job->model->max_output_source, most);
    deny_max_tokens(job, most);
}

/* ---- whether a class runs ---- */

void plan_decide_runs(struct plan_job *job, const struct catalog_model *model,
                      struct cri_class_spec *out)
{
    const struct cri_target_spec *first = &out->targets[0];

    out->runs = first->denial == CRI_DENIAL_NONE;
    for (uint32_t i = 1; i < out->n_spread; i++)
        out->runs = out->runs || out->targets[i].denial == CRI_DENIAL_NONE;
    out->why_not = out->runs
                       ? NULL
                       : sim_arena_printf(job->arena, "%s from %s: %s", model->id,
                                          plan_region_name(job, first->source), why_denied(first));
}

void plan_warn_uncallable(struct plan_job *job, const struct sim_json *at, const char *use,
                          const struct cri_target_spec *target)
{
    plan_warn(job->plan->scenario, job->diag, at, job->path,
              "option '%s': '%s' cannot be used %s: %s", job->option->name,
              plan_region_name(job, target->source), use, why_denied(target));
}

static void judge_class(struct plan_job *job)
{
    check_max_tokens(job);
    plan_decide_runs(job, job->model, job->out);
    if (job->out->n_spread > 0 && job->out->runs && job->targets[0].denial != CRI_DENIAL_NONE)
        plan_warn_uncallable(job, scenario_at(&job->class->node, "source_region"), "to spread over",
                             &job->targets[0]);
}

const struct plan_part plan_part_access = {
    .name = "access",
    .build = {[PLAN_OPTION] = begin,
              [PLAN_TARGET] = build_target,
              [PLAN_CLASS_END] = judge_class,
              [PLAN_OPTION_END] = end},
};
