/*
 * part_access.c: whether a target can be called, and where it leads: no such way of calling, a
 * model that was withdrawn, a max_tokens that the model cannot give.
 *
 * Three reasons are kept apart, since they ask for different actions. Refused by Bedrock: the
 * catalog knows the model or the profile, and that it cannot be called so from there. Retired: it
 * could, until the provider withdrew it. Not in the catalog: nothing is recorded either way.
 */
#include "scenarios/plan/part_access.h"

#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part_provisioned.h"
#include "scenarios/plan/part_services.h"
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

static void deny_retired(struct plan_job *job, const char *id, const struct catalog_origin *origin,
                         struct cri_target_spec *target)
{
    plan_deny(
        target, CRI_DENIAL_RETIRED,
        sim_arena_printf(job->arena,
                         "retired: '%s' was last seen in %s (%s); 'allow_retired' allows it for a "
                         "replay of the past",
                         id, origin->as_of, origin->source));
}

static void assume_retired(struct plan_job *job, const char *id,
                           const struct catalog_origin *origin)
{
    plan_note(job->plan, catalog_mark_name(origin->mark), origin->source,
              sim_arena_printf(job->arena,
                               "'%s' is retired (last seen in %s); 'allow_retired' lets it be "
                               "called as then",
                               id, origin->as_of));
}

/* Whether the catalog has anything of the model that was called with its bare id or from here. */
static bool is_known_here(const struct plan_job *job, const struct catalog_model *model,
                          uint32_t source)
{
    for (uint32_t r = 0; r < job->option->spec.n_regions; r++)
        if (catalog_in_region(job->catalog, model, r) != NULL)
            return true;
    return catalog_geo_prefixes(job->catalog, model, source, false, NULL, 0) > 0;
}

/* Whether the bare id can be called from a source Region. */
static void judge_direct(struct plan_job *job, const struct catalog_model *model, uint32_t source,
                         struct cri_target_spec *target)
{
    bool retired = catalog_is_historical(model->lifecycle);
    bool listed = catalog_in_region(job->catalog, model, source) != NULL;

    if (retired && !job->world->allow_retired)
        deny_retired(job, model->id, &model->origin, target);
    else if (listed && retired)
        assume_retired(job, model->id, &model->origin);
    else if (!listed && is_known_here(job, model, source))
        plan_deny(target, CRI_DENIAL_400_NO_ON_DEMAND, NULL);
    else if (!listed)
        plan_deny(
            target, CRI_DENIAL_NOT_IN_CATALOG,
            sim_arena_printf(job->arena,
                             "not in the catalog: no Region is recorded that serves the bare id "
                             "'%s' on demand",
                             model->id));
}

/* The prefix that is asked for, if any; else the only one that can be called. */
static const char *geo_prefix(struct plan_job *job, uint32_t source, const char *wanted)
{
    const char *prefixes[16];
    size_t n = catalog_geo_prefixes(job->catalog, job->model, source, false, prefixes, 16);

    if (wanted != NULL)
        return wanted;
    if (n == 0)
        n = catalog_geo_prefixes(job->catalog, job->model, source, true, prefixes, 16);
    if (n > 1)
        scenario_error(
            job->diag, job->class->node.json, job->path,
            "several geographic profiles of '%s' can be called from %s ('%s', '%s'); name "
            "one with 'prefix'",
            job->model->id, plan_region_name(job, source), prefixes[0], prefixes[1]);
    return n > 0 ? prefixes[0] : NULL;
}

/* Some geographic profile of the model, wherever it can be called from. */
static bool has_geographic(const struct plan_job *job, const struct catalog_model *model)
{
    for (uint32_t r = 0; r < job->option->spec.n_regions; r++)
        if (catalog_geo_prefixes(job->catalog, model, r, false, NULL, 0) > 0)
            return true;
    return false;
}

/* The prefix that class or option ask for, or NULL. */
static const char *wanted_prefix(const struct plan_job *job)
{
    if (job->class->prefix != NULL)
        return job->class->prefix;
    return job->option->mode == CRI_MODE_GEOGRAPHIC
               ? job->plan->scenario->options[job->index].prefix
               : NULL;
}

static void deny_unknown_profile(struct plan_job *job, const char *wanted,
                                 struct cri_target_spec *target)
{
    const char *named = wanted != NULL && target->mode != CRI_MODE_GLOBAL
                            ? sim_arena_printf(job->arena, " '%s'", wanted)
                            : "";

    plan_deny(target, CRI_DENIAL_NOT_IN_CATALOG,
              sim_arena_printf(job->arena,
                               "not in the catalog: no %s profile%s of '%s' is recorded",
                               cri_mode_name(target->mode), named, job->model->id));
}

/* The profile that is called, or NULL with a denial. */
static const struct catalog_profile *judge_profile(struct plan_job *job, uint32_t source,
                                                   struct cri_target_spec *target)
{
    const struct catalog_model *model = job->model;
    const char *wanted = wanted_prefix(job);
    const char *prefix =
        target->mode == CRI_MODE_GLOBAL ? "global" : geo_prefix(job, source, wanted);
    const struct catalog_profile *profile =
        prefix != NULL ? catalog_profile_find(job->catalog, model, prefix) : NULL;
    const struct catalog_route *route = profile != NULL ? catalog_route(profile, source) : NULL;
    bool retired = profile != NULL && (catalog_is_historical(profile->lifecycle) ||
                                       catalog_is_historical(model->lifecycle));

    if (route != NULL && retired && !job->world->allow_retired) {
        deny_retired(job, profile->id, &route->origin, target);
    } else if (route != NULL) {
        if (retired)
            assume_retired(job, profile->id, &route->origin);
        return profile;
    } else if (profile != NULL || (prefix == NULL && has_geographic(job, model))) {
        plan_deny(target, CRI_DENIAL_400_NO_PROFILE, NULL);
    } else {
        deny_unknown_profile(job, wanted, target);
    }
    return NULL;
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
    if (target->mode == CRI_MODE_PROVISIONED) {
        if (plan_provisioned_find(job, job->model, target->source) == NULL)
            plan_deny(target, CRI_DENIAL_400_NO_UNITS, NULL);
    } else if (cri_mode_is_direct(target->mode)) {
        if (!job->class->custom_model)
            judge_direct(job, job->model, target->source, target);
    } else if (job->class->custom_model) {
        plan_deny(target, CRI_DENIAL_400_CUSTOM_PROFILE, NULL);
    } else {
        job->profile = judge_profile(job, target->source, target);
    }
}

/* What was listed and cannot be called. */
static void say_uncallable(struct plan_job *job)
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
    if (target->denial != CRI_DENIAL_NONE) {
        say_uncallable(job);
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
