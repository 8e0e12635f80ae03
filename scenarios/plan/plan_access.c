/*
 * plan_access.c: what is known before a run to refuse every call of a class: no such way of
 * calling, a model that was withdrawn, a max_tokens that the model cannot give, a quota of 0.
 *
 * Three reasons are kept apart, since they ask for different actions. Refused by Bedrock: the
 * catalog knows the model or the profile, and that it cannot be called so from there. Retired: it
 * could, until the provider withdrew it. Not in the catalog: nothing is recorded either way.
 */
#include "scenarios/plan/build.h"
#include "sim/base/text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void deny(struct cri_target_spec *target, enum cri_denial denial, const char *why)
{
    target->denial = denial;
    target->why = why;
}

const char *build_why_denied(const struct cri_target_spec *target)
{
    return target->why != NULL ? target->why : cri_denial_reason(target->denial);
}

/* ---- no such way of calling ---- */

static void deny_retired(struct builder *b, const char *id, const struct catalog_origin *origin,
                         struct cri_target_spec *target)
{
    deny(target, CRI_DENIAL_RETIRED,
         sim_arena_printf(b->arena,
                          "retired: '%s' was last seen in %s (%s); 'allow_retired' allows it for a "
                          "replay of the past",
                          id, origin->as_of, origin->source));
}

static void assume_retired(struct builder *b, const char *id, const struct catalog_origin *origin)
{
    build_assume(b->plan, catalog_mark_name(origin->mark), origin->source,
                 sim_arena_printf(b->arena,
                                  "'%s' is retired (last seen in %s); 'allow_retired' lets it be "
                                  "called as then",
                                  id, origin->as_of));
}

/* Whether the catalog has anything of the model that was called with its bare id or from here. */
static bool is_known_here(const struct builder *b, const struct catalog_model *model,
                          uint32_t source)
{
    for (uint32_t r = 0; r < b->n_regions; r++)
        if (catalog_in_region(b->catalog, model, r) != NULL)
            return true;
    return catalog_geo_prefixes(b->catalog, model, source, false, NULL, 0) > 0;
}

void build_direct_access(struct builder *b, const struct catalog_model *model, uint32_t source,
                         struct cri_target_spec *target)
{
    bool retired = catalog_is_historical(model->lifecycle);
    bool listed = catalog_in_region(b->catalog, model, source) != NULL;

    if (retired && !b->world->allow_retired)
        deny_retired(b, model->id, &model->origin, target);
    else if (listed && retired)
        assume_retired(b, model->id, &model->origin);
    else if (!listed && is_known_here(b, model, source))
        deny(target, CRI_DENIAL_400_NO_ON_DEMAND, NULL);
    else if (!listed)
        deny(target, CRI_DENIAL_NOT_IN_CATALOG,
             sim_arena_printf(b->arena,
                              "not in the catalog: no Region is recorded that serves the bare id "
                              "'%s' on demand",
                              model->id));
}

/* The prefix that is asked for, if any; else the only one that can be called. */
static const char *geo_prefix(struct builder *b, const struct scenario_class *class,
                              const struct catalog_model *model, uint32_t source,
                              const char *wanted)
{
    const char *prefixes[16];
    size_t n = catalog_geo_prefixes(b->catalog, model, source, false, prefixes, 16);

    if (wanted != NULL)
        return wanted;
    if (n == 0)
        n = catalog_geo_prefixes(b->catalog, model, source, true, prefixes, 16);
    if (n > 1)
        scenario_error(
            b->diag, class->node.json, b->path,
            "several geographic profiles of '%s' can be called from %s ('%s', '%s'); name "
            "one with 'prefix'",
            model->id, build_region_name(b, source), prefixes[0], prefixes[1]);
    return n > 0 ? prefixes[0] : NULL;
}

/* Some geographic profile of the model, wherever it can be called from. */
static bool has_geographic(const struct builder *b, const struct catalog_model *model)
{
    for (uint32_t r = 0; r < b->n_regions; r++)
        if (catalog_geo_prefixes(b->catalog, model, r, false, NULL, 0) > 0)
            return true;
    return false;
}

const struct catalog_profile *build_profile_access(struct builder *b,
                                                   const struct scenario_class *class,
                                                   const struct catalog_model *model,
                                                   uint32_t source, enum cri_mode mode,
                                                   struct cri_target_spec *target)
{
    const char *wanted = class->prefix != NULL ? class->prefix
                         : b->arm->mode == CRI_MODE_GEOGRAPHIC
                             ? b->plan->scenario->arms[b->arm - b->plan->arms].prefix
                             : NULL;
    const char *prefix =
        mode == CRI_MODE_GLOBAL ? "global" : geo_prefix(b, class, model, source, wanted);
    const struct catalog_profile *profile =
        prefix != NULL ? catalog_profile_find(b->catalog, model, prefix) : NULL;
    const struct catalog_route *route = profile != NULL ? catalog_route(profile, source) : NULL;
    bool retired = profile != NULL && (catalog_is_historical(profile->lifecycle) ||
                                       catalog_is_historical(model->lifecycle));

    if (route != NULL && retired && !b->world->allow_retired) {
        deny_retired(b, profile->id, &route->origin, target);
    } else if (route != NULL) {
        if (retired)
            assume_retired(b, profile->id, &route->origin);
        return profile;
    } else if (profile != NULL || (prefix == NULL && has_geographic(b, model))) {
        deny(target, CRI_DENIAL_400_NO_PROFILE, NULL);
    } else {
        deny(target, CRI_DENIAL_NOT_IN_CATALOG,
             sim_arena_printf(
                 b->arena, "not in the catalog: no %s profile%s%s%s of '%s' is recorded",
                 cri_mode_name(mode), wanted != NULL && mode != CRI_MODE_GLOBAL ? " '" : "",
                 wanted != NULL && mode != CRI_MODE_GLOBAL ? wanted : "",
                 wanted != NULL && mode != CRI_MODE_GLOBAL ? "'" : "", model->id));
    }
    return NULL;
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

void build_check_max_tokens(struct builder *b, const struct scenario_class *class,
                            const struct catalog_model *model, int64_t most,
                            struct cri_class_spec *out, struct cri_target_spec *targets)
{
    const struct sim_json *at = scenario_at(&class->node, "max_tokens");
    char *path = sim_arena_printf(b->arena, "%s.max_tokens", b->path);
    uint64_t above;

    if (most <= 0)
        return;
    out->most_tokens = most;
    above = rows_above(&out->arrivals, most);
    if (above > 0)
        sim_diag_warning(b->diag, b->plan->scenario->file, at->line, at->column, path,
                         "%" PRIu64 " row%s of traffic '%s' bring%s a max_tokens above %" PRId64
                         ", the most that '%s' can give: such a call is denied (400)",
                         above, above == 1 ? "" : "s", class->traffic, above == 1 ? "s" : "", most,
                         model->id);
    if (class->max_tokens == SCENARIO_WORD || class->max_tokens <= most)
        return;
    sim_diag_warning(b->diag, b->plan->scenario->file, at->line, at->column, path,
                     "%" PRId64 " is above %" PRId64 ", the most that '%s' can give (%s): every "
                     "call is refused by Bedrock (400), so the class is not run; give %" PRId64
                     " or less, or state 'max_output_tokens' in 'models'",
                     class->max_tokens, most, model->id, model->max_output_source, most);
    for (uint32_t t = 0; t < out->n_targets; t++)
        if (targets[t].denial == CRI_DENIAL_NONE)
            deny(&targets[t], CRI_DENIAL_400_MAX_TOKENS,
                 sim_arena_printf(b->arena,
                                  "refused by Bedrock: 400 ValidationException: max_tokens %" PRId64
                                  " is above the model's maximum of %" PRId64,
                                  class->max_tokens, most));
}

/* ---- whether a class runs ---- */

void build_decide_runs(struct builder *b, const struct catalog_model *model,
                       struct cri_class_spec *out)
{
    const struct cri_target_spec *first = &out->targets[0];

    out->runs = first->denial == CRI_DENIAL_NONE;
    for (uint32_t i = 1; i < out->n_spread; i++)
        out->runs = out->runs || out->targets[i].denial == CRI_DENIAL_NONE;
    out->why_not =
        out->runs ? NULL
                  : sim_arena_printf(b->arena, "%s from %s: %s", model->id,
                                     build_region_name(b, first->source), build_why_denied(first));
}

void build_warn_uncallable(struct builder *b, const struct sim_json *at, uint32_t region,
                           const char *what, const struct cri_target_spec *target)
{
    if (target->denial != CRI_DENIAL_NONE)
        sim_diag_warning(b->diag, b->plan->scenario->file, at->line, at->column, b->path,
                         "arm '%s': '%s' cannot be used %s: %s", b->arm->name,
                         build_region_name(b, region), what, build_why_denied(target));
}

/* ---- quotas of 0 ---- */

static const char *const limit_keys[] = {"requests_per_min", "tokens_per_min", "tokens_per_day"};
enum { N_KEYS = sizeof limit_keys / sizeof limit_keys[0] };

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

/* The first limit that is 0, or N_KEYS. */
static int zero_of(const int64_t *amounts)
{
    int limit = 0;

    while (limit < N_KEYS && amounts[limit] != 0)
        limit++;
    return limit;
}

/*
 * Why nothing can come through a quota from the start of the run to its end; NULL if a call can at
 * some time. Changes and cuts at one instant are in force before its arrivals.
 */
static const char *why_closed(struct builder *b, uint32_t index, sim_time end)
{
    const struct cri_spec *spec = &b->arm->spec;
    const struct cri_quota_spec *quota = &spec->quotas[index];
    int64_t amounts[N_KEYS] = {quota->requests_per_min, quota->tokens_per_min,
                               quota->tokens_per_day};
    const char *outage = NULL;
    const char *why = NULL;
    sim_time at = 0;
    uint32_t next = 0;

    if (quota->account != CRI_NONE && spec->accounts[quota->account].tokens_per_day == 0)
        return "'account_tokens_per_day' is 0";
    while (at < end) {
        sim_time until = end;
        int zero;

        while (next < spec->n_quota_changes && spec->quota_changes[next].at <= at) {
            if (spec->quota_changes[next].quota == index)
                amounts[spec->quota_changes[next].limit] = spec->quota_changes[next].amount;
            next++;
        }
        for (uint32_t i = next; i < spec->n_quota_changes && until == end; i++)
            if (spec->quota_changes[i].quota == index && spec->quota_changes[i].at < end)
                until = spec->quota_changes[i].at;
        zero = zero_of(amounts);
        if (zero < N_KEYS && why == NULL)
            why = sim_arena_printf(b->arena, "'%s' of '%s' is 0", limit_keys[zero], quota->name);
        if (zero == N_KEYS) {
            if (cut_until(spec, quota->region, at, &outage) < until)
                return NULL;
            if (why == NULL)
                why = sim_arena_printf(b->arena, "outage '%s' leaves nothing of it", outage);
        }
        at = until;
    }
    return why;
}

void build_close_quotas(struct builder *b, const struct scenario_class *const *entries)
{
    const struct cri_spec *spec = &b->arm->spec;
    struct cri_class_spec *classes = (struct cri_class_spec *)spec->classes;
    const char **why = sim_arena_alloc(b->arena, (spec->n_quotas + 1) * sizeof *why);
    /* Without its traces nobody knows how long the run is. */
    bool unread = false;
    sim_time end;

    for (uint32_t i = 0; i < b->plan->n_traffic; i++)
        unread = unread || (!b->plan->traffic[i].generated && b->plan->traffic[i].trace == NULL);
    end = unread && isnan(b->world->horizon_s) ? SIM_TIME_MAX : spec->horizon;
    for (uint32_t q = 0; q < spec->n_quotas; q++)
        why[q] = why_closed(b, q, end);
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct scenario_class *entry = entries[c];
        struct cri_class_spec *class = &classes[c];
        struct cri_target_spec *targets = (struct cri_target_spec *)class->targets;

        b->path = sim_arena_printf(b->arena, "classes.%s", entry->node.name);
        for (uint32_t t = 0; t < class->n_targets; t++) {
            struct cri_target_spec *target = &targets[t];

            if (target->denial != CRI_DENIAL_NONE || target->quota == CRI_NONE ||
                why[target->quota] == NULL)
                continue;
            /* What model units cannot take goes on to the next target, whatever the reason. */
            if (target->spills && t + 1 < class->n_targets)
                continue;
            deny(target, CRI_DENIAL_QUOTA_ZERO,
                 sim_arena_printf(b->arena, "a quota of 0 for the whole run: %s",
                                  why[target->quota]));
            if (t > 0 || class->n_spread > 0)
                build_warn_uncallable(b, entry->node.json, target->source,
                                      t < class->n_spread ? "to spread over" : "as a fallback",
                                      target);
        }
        if (class->runs)
            build_decide_runs(b, catalog_model_find(b->catalog, entry->model), class);
    }
}
