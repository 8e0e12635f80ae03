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

/* Whether calls of the model from there have ended by the day, and may not be replayed. */
static bool deny_ended(struct asked *asked)
{
    const struct plan_way *way = asked->way;
    const char *day = way->day != NULL ? way->day : catalog_edition(asked->catalog)->known_until;
    const struct catalog_end *end = catalog_end(asked->catalog, way->model, way->source, day);
    bool here = end != NULL && end->region != CATALOG_NONE;

    if (end == NULL)
        return false;
    if (way->allow_retired) {
        asked->out->ended = end;
        return false;
    }
    deny(asked, CRI_DENIAL_RETIRED,
         sim_arena_printf(
             asked->arena,
             "retired: '%s' %s%s%s on %s (%s), the run is of %s; 'allow_retired' "
             "allows it for a replay of the past",
             way->model->id,
             end->state == CATALOG_END_END_OF_LIFE ? "had its end of life" : "was found gone",
             here ? " in " : "", here ? catalog_regions(asked->catalog)[end->region].code : "",
             end->on, end->origin.source, day));
    return true;
}

/* Whether the catalog has anything of the model that is called with its bare id or from here. */
static bool is_known_here(const struct asked *asked)
{
    for (uint32_t r = 0; r < catalog_n_regions(asked->catalog); r++)
        if (catalog_in_region(asked->catalog, asked->way->model, r, CATALOG_RUNTIME) != NULL)
            return true;
    return asked->out->nowhere != NULL ||
           catalog_geo_prefixes(asked->catalog, asked->way->model, asked->way->source, false, NULL,
                                0) > 0;
}

/* "us-east-1, us-west-2": where the bare id is served through the other endpoint; NULL = nowhere.
 */
static const char *other_endpoint(struct asked *asked, const struct catalog_in_region **row)
{
    const char *text = NULL;

    for (uint32_t r = 0; r < catalog_n_regions(asked->catalog); r++) {
        const struct catalog_in_region *here =
            catalog_in_region(asked->catalog, asked->way->model, r, CATALOG_MANTLE);

        if (here == NULL)
            continue;
        *row = here;
        text = sim_arena_printf(asked->arena, "%s%s%s", text != NULL ? text : "",
                                text != NULL ? ", " : "", catalog_regions(asked->catalog)[r].code);
    }
    return text;
}

/* The bare id cannot be called there. Where it can be through the other endpoint, that is said. */
static void deny_direct(struct asked *asked)
{
    const struct plan_way *way = asked->way;
    const struct catalog_in_region *row = NULL;
    const char *mantle = other_endpoint(asked, &row);

    if (mantle != NULL)
        deny(asked, CRI_DENIAL_400_NO_ON_DEMAND,
             sim_arena_printf(asked->arena,
                              "refused by Bedrock: 400 ValidationException: on-demand throughput "
                              "is not supported for the bare model id here; through the endpoint "
                              "'mantle' it is served in %s (%s)",
                              mantle, row->origin.source));
    else if (is_known_here(asked))
        deny(asked, CRI_DENIAL_400_NO_ON_DEMAND, NULL);
    else
        deny(asked, CRI_DENIAL_NOT_IN_CATALOG,
             sim_arena_printf(asked->arena,
                              "not in the catalog: no Region is recorded that serves the bare id "
                              "'%s' on demand",
                              way->model->id));
}

/* The endpoint that is asked for, else the one through which the catalog knows it to be served. */
static enum catalog_endpoint endpoint_of(const struct asked *asked)
{
    const struct plan_way *way = asked->way;

    if (way->endpoint == PLAN_BY_MODEL)
        return catalog_in_region(asked->catalog, way->model, way->source, CATALOG_RUNTIME) ==
                           NULL &&
                       catalog_in_region(asked->catalog, way->model, way->source, CATALOG_MANTLE) !=
                           NULL
                   ? CATALOG_MANTLE
                   : CATALOG_RUNTIME;
    return way->endpoint == PLAN_MANTLE ? CATALOG_MANTLE : CATALOG_RUNTIME;
}

/* Quotas of the other endpoint are published, and nowhere in which Regions it serves the model. */
static bool is_served_somewhere(struct asked *asked)
{
    const struct plan_way *way = asked->way;
    const struct catalog_in_region *row;

    return asked->out->endpoint == CATALOG_MANTLE && other_endpoint(asked, &row) == NULL &&
           catalog_endpoint_quota(asked->catalog, way->model, way->source, CATALOG_MANTLE) != NULL;
}

static void find_direct(struct asked *asked)
{
    const struct plan_way *way = asked->way;
    const struct catalog_model *model = way->model;
    struct plan_way_found *out = asked->out;
    bool retired = catalog_is_historical(model->lifecycle);

    out->endpoint = endpoint_of(asked);
    out->listed = catalog_in_region(asked->catalog, model, way->source, out->endpoint);
    out->nowhere = catalog_in_region(asked->catalog, model, CATALOG_NONE, out->endpoint);
    out->somewhere = out->listed == NULL && is_served_somewhere(asked);
    if (retired && !way->allow_retired)
        deny_retired(asked, model->id, &model->origin);
    else if (!deny_ended(asked) && out->listed == NULL && !out->somewhere)
        deny_direct(asked);
    else if (retired)
        assume_retired(asked, model->id, &model->origin);
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
        if (deny_ended(asked))
            return;
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
    } else if (way->endpoint == PLAN_MANTLE) {
        deny(
            &asked, CRI_DENIAL_400_NO_PROFILE,
            "refused by Bedrock: the endpoint 'mantle' has no profiles: they can be called through "
            "'runtime' only");
    } else {
        find_profile(&asked);
    }
}
