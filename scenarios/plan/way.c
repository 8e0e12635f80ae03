/*
 * way.c: three reasons are kept apart, since they ask for different actions. Refused by Bedrock:
 * the catalog knows the model or the profile, and that it cannot be called so from there. Retired:
 * it could, until the provider withdrew it. Not in the catalog: nothing is recorded either way.
 */
#include "scenarios/plan/way.h"

struct asked {
    const struct catalog *catalog;
    const struct plan_way *way;
    struct sim_arena *arena;
    struct plan_way_found *out;
};

static void deny(struct asked *asked, enum cri_denial denial, const char *why)
{
    asked->out->denial = denial;
    asked->out->why = why;
}

static void deny_retired(struct asked *asked, const char *id, const struct catalog_origin *origin)
{
    deny(asked, CRI_DENIAL_RETIRED,
         sim_arena_printf(asked->arena,
                          "retired: '%s' was last seen in %s (%s); 'allow_retired' allows it for a "
                          "replay of the past",
                          id, origin->as_of, origin->source));
}

static void assume_retired(struct asked *asked, const char *id, const struct catalog_origin *origin)
{
    asked->out->retired = id;
    asked->out->retired_origin = origin;
}

/* Whether the catalog has anything of the model that is called with its bare id or from here. */
static bool is_known_here(const struct asked *asked)
{
    for (uint32_t r = 0; r < catalog_n_regions(asked->catalog); r++)
        if (catalog_in_region(asked->catalog, asked->way->model, r) != NULL)
            return true;
    return catalog_geo_prefixes(asked->catalog, asked->way->model, asked->way->source, false, NULL,
                                0) > 0;
}

static void find_direct(struct asked *asked)
{
    const struct catalog_model *model = asked->way->model;
    bool retired = catalog_is_historical(model->lifecycle);
    bool listed = catalog_in_region(asked->catalog, model, asked->way->source) != NULL;

    if (retired && !asked->way->allow_retired)
        deny_retired(asked, model->id, &model->origin);
    else if (listed && retired)
        assume_retired(asked, model->id, &model->origin);
    else if (!listed && is_known_here(asked))
        deny(asked, CRI_DENIAL_400_NO_ON_DEMAND, NULL);
    else if (!listed)
        deny(asked, CRI_DENIAL_NOT_IN_CATALOG,
             sim_arena_printf(asked->arena,
                              "not in the catalog: no Region is recorded that serves the bare id "
                              "'%s' on demand",
                              model->id));
}

/* The prefix that is asked for, if any; else the only one that can be called, or NULL. */
static const char *geo_prefix(struct asked *asked)
{
    struct plan_way_found *out = asked->out;
    size_t n;

    if (asked->way->prefix != NULL)
        return asked->way->prefix;
    n = catalog_geo_prefixes(asked->catalog, asked->way->model, asked->way->source, false,
                             out->prefixes, PLAN_MOST_PREFIXES);
    if (n == 0)
        n = catalog_geo_prefixes(asked->catalog, asked->way->model, asked->way->source, true,
                                 out->prefixes, PLAN_MOST_PREFIXES);
    out->n_prefixes = (uint32_t)(n < PLAN_MOST_PREFIXES ? n : PLAN_MOST_PREFIXES);
    return n > 0 ? out->prefixes[0] : NULL;
}

/* Some geographic profile of the model, wherever it can be called from. */
static bool has_geographic(const struct asked *asked)
{
    for (uint32_t r = 0; r < catalog_n_regions(asked->catalog); r++)
        if (catalog_geo_prefixes(asked->catalog, asked->way->model, r, false, NULL, 0) > 0)
            return true;
    return false;
}

static void deny_unknown_profile(struct asked *asked)
{
    const struct plan_way *way = asked->way;
    const char *named = way->prefix != NULL && way->mode != CRI_MODE_GLOBAL
                            ? sim_arena_printf(asked->arena, " '%s'", way->prefix)
                            : "";

    deny(asked, CRI_DENIAL_NOT_IN_CATALOG,
         sim_arena_printf(asked->arena, "not in the catalog: no %s profile%s of '%s' is recorded",
                          cri_mode_name(way->mode), named, way->model->id));
}

static void find_profile(struct asked *asked)
{
    const struct plan_way *way = asked->way;
    const char *prefix = way->mode == CRI_MODE_GLOBAL ? "global" : geo_prefix(asked);
    const struct catalog_profile *profile =
        prefix != NULL ? catalog_profile_find(asked->catalog, way->model, prefix) : NULL;
    const struct catalog_route *route =
        profile != NULL ? catalog_route(profile, way->source) : NULL;
    bool retired = profile != NULL && (catalog_is_historical(profile->lifecycle) ||
                                       catalog_is_historical(way->model->lifecycle));

    if (route != NULL && retired && !way->allow_retired) {
        deny_retired(asked, profile->id, &route->origin);
    } else if (route != NULL) {
        if (retired)
            assume_retired(asked, profile->id, &route->origin);
        asked->out->profile = profile;
    } else if (profile != NULL || (prefix == NULL && has_geographic(asked))) {
        deny(asked, CRI_DENIAL_400_NO_PROFILE, NULL);
    } else {
        deny_unknown_profile(asked);
    }
}

void plan_way_find(const struct catalog *catalog, const struct plan_way *way,
                   struct sim_arena *arena, struct plan_way_found *out)
{
    struct asked asked = {.catalog = catalog, .way = way, .arena = arena, .out = out};

    *out = (struct plan_way_found){.denial = CRI_DENIAL_NONE};
    if (cri_mode_is_direct(way->mode)) {
        if (!way->own_model)
            find_direct(&asked);
    } else if (way->own_model) {
        deny(&asked, CRI_DENIAL_400_CUSTOM_PROFILE, NULL);
    } else {
        find_profile(&asked);
    }
}
