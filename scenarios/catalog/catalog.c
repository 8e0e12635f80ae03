/*
 * catalog.c: questions to a catalog. The rules that fill gaps are here, each beside the record it
 * starts from; none of them answers without a mark.
 */
#include "scenarios/catalog/catalog.h"

#include "scenarios/catalog/tables.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

void *catalog_own(struct catalog *catalog, size_t size)
{
    void *memory = sim_zeroed(1, size > 0 ? size : 1);

    if (catalog->n_owned == catalog->owned_capacity) {
        size_t capacity = catalog->owned_capacity > 0 ? 2 * catalog->owned_capacity : 64;
        void **owned = sim_grown(catalog->owned, capacity, sizeof *owned);

        catalog->owned = owned;
        catalog->owned_capacity = capacity;
    }
    catalog->owned[catalog->n_owned++] = memory;
    return memory;
}

char *catalog_own_string(struct catalog *catalog, const char *string)
{
    size_t n = strlen(string) + 1;

    return memcpy(catalog_own(catalog, n), string, n);
}

#define X(name, word) word,
const char *catalog_mark_name(enum catalog_mark mark)
{
    static const char *const names[CATALOG_N_MARKS] = {CATALOG_ANY_MARK_LIST(X)};

    return (unsigned)mark < CATALOG_N_MARKS ? names[mark] : "?";
}

const char *catalog_scope_name(enum catalog_scope scope)
{
    static const char *const names[CATALOG_N_SCOPES] = {CATALOG_SCOPE_LIST(X)};

    return (unsigned)scope < CATALOG_N_SCOPES ? names[scope] : "?";
}

const char *catalog_metric_name(enum catalog_metric metric)
{
    static const char *const names[CATALOG_N_METRICS] = {CRI_QUOTA_LIMIT_LIST(X)};

    return (unsigned)metric < CATALOG_N_METRICS ? names[metric] : "?";
}
#undef X

const char *catalog_digest(const struct catalog *catalog)
{
    return catalog->digest;
}

/* Index of a name in a sorted array, or CATALOG_NONE. */
static uint32_t name_find(const char *const *names, uint32_t n, const char *name)
{
    uint32_t low = 0, high = n;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int order = strcmp(name, names[mid]);

        if (order == 0)
            return mid;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return CATALOG_NONE;
}

/* ---- Regions ---- */

uint32_t catalog_n_regions(const struct catalog *catalog)
{
    return catalog->tables[TABLE_REGIONS].n;
}

const struct catalog_region *catalog_regions(const struct catalog *catalog)
{
    return catalog->tables[TABLE_REGIONS].records;
}

uint32_t catalog_region_find(const struct catalog *catalog, const char *code)
{
    return name_find(catalog->region_names, catalog->tables[TABLE_REGIONS].n, code);
}

const char *const *catalog_region_names(const struct catalog *catalog)
{
    return catalog->region_names;
}

const struct catalog_rtt *catalog_rtt(const struct catalog *catalog, uint32_t from, uint32_t to)
{
    uint32_t n = catalog_n_regions(catalog);
    const struct catalog_rtt *rows = catalog->tables[TABLE_RTT].records;

    SIM_ASSERT(from < n && to < n, "region index %u or %u of %u", from, to, n);
    return &rows[catalog->rtt_of[(size_t)from * n + to]];
}

double catalog_rtt_ms(const struct catalog *catalog, uint32_t from, uint32_t to,
                      enum catalog_mark *mark)
{
    const struct catalog_rtt *rtt = catalog_rtt(catalog, from, to);

    if (mark != NULL)
        *mark = rtt->origin.mark;
    return rtt->ms;
}

/* ---- models ---- */

uint32_t catalog_n_models(const struct catalog *catalog)
{
    return catalog->tables[TABLE_MODELS].n;
}

const struct catalog_model *catalog_models(const struct catalog *catalog)
{
    return catalog->tables[TABLE_MODELS].records;
}

const struct catalog_model *catalog_model_find(const struct catalog *catalog, const char *id)
{
    uint32_t i = name_find(catalog->model_names, catalog->tables[TABLE_MODELS].n, id);

    return i == CATALOG_NONE ? NULL : &catalog_models(catalog)[i];
}

const char *const *catalog_model_names(const struct catalog *catalog)
{
    return catalog->model_names;
}

uint32_t catalog_number_of(const struct catalog *catalog, const struct catalog_model *model)
{
    return (uint32_t)(model - catalog_models(catalog));
}

const struct catalog_in_region *catalog_in_region(const struct catalog *catalog,
                                                  const struct catalog_model *model,
                                                  uint32_t region, enum catalog_endpoint endpoint)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_IN_REGION];
    const struct catalog_in_region *rows = t->records;

    for (uint32_t i = 0; i < t->n; i++) {
        if (rows[i].region == region && rows[i].endpoint == endpoint &&
            rows[i].model == catalog_number_of(catalog, model))
            return &rows[i];
    }
    return NULL;
}

const struct catalog_end *catalog_end(const struct catalog *catalog,
                                      const struct catalog_model *model, uint32_t source,
                                      const char *day)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_LIFECYCLE];
    const struct catalog_end *rows = t->records;

    for (uint32_t i = 0; i < t->n; i++) {
        if (rows[i].model == catalog_number_of(catalog, model) &&
            rows[i].state != CATALOG_END_NOTE && strcmp(rows[i].on, day) <= 0 &&
            (rows[i].region == CATALOG_NONE || rows[i].region == source))
            return &rows[i];
    }
    return NULL;
}

/* ---- profiles ---- */

const struct catalog_profile *catalog_profile_find(const struct catalog *catalog,
                                                   const struct catalog_model *model,
                                                   const char *prefix)
{
    for (uint32_t i = 0; i < catalog->n_profiles; i++) {
        const struct catalog_profile *p = &catalog->profiles[i];

        if (p->model == catalog_number_of(catalog, model) && strcmp(p->prefix, prefix) == 0)
            return p;
    }
    return NULL;
}

const struct catalog_profile *catalog_profile_by_id(const struct catalog *catalog, const char *id)
{
    for (uint32_t i = 0; i < catalog->n_profiles; i++) {
        if (strcmp(catalog->profiles[i].id, id) == 0)
            return &catalog->profiles[i];
    }
    return NULL;
}

const struct catalog_route *catalog_route(const struct catalog_profile *profile, uint32_t source)
{
    for (uint32_t i = 0; i < profile->n_routes; i++) {
        if (profile->routes[i].source == source)
            return &profile->routes[i];
    }
    return NULL;
}

bool catalog_is_historical(const char *lifecycle)
{
    return strcmp(lifecycle, "historical") == 0;
}

static bool historical(const struct catalog_profile *p)
{
    return catalog_is_historical(p->lifecycle);
}

size_t catalog_geo_prefixes(const struct catalog *catalog, const struct catalog_model *model,
                            uint32_t source, bool retired, const char **out, size_t max)
{
    size_t n = 0;

    /* Profiles are sorted by id, so those of one model are sorted by prefix. */
    for (uint32_t i = 0; i < catalog->n_profiles; i++) {
        const struct catalog_profile *p = &catalog->profiles[i];

        if (p->model != catalog_number_of(catalog, model) || p->kind != CATALOG_GEOGRAPHIC ||
            historical(p) != retired || catalog_route(p, source) == NULL)
            continue;
        if (n < max)
            out[n] = p->prefix;
        n++;
    }
    return n;
}

/* in[r] = true for the Regions that Global is assumed to use for this model. */
static void assumed_global_set(const struct catalog *catalog, uint32_t model, bool *in)
{
    const struct catalog_rows *served = &catalog->tables[TABLE_IN_REGION];
    const struct catalog_in_region *rows = served->records;

    for (uint32_t i = 0; i < catalog->n_profiles; i++) {
        const struct catalog_profile *p = &catalog->profiles[i];

        if (p->model != model || p->kind != CATALOG_GEOGRAPHIC || historical(p))
            continue;
        for (uint32_t k = 0; k < p->n_routes; k++) {
            for (uint32_t d = 0; d < p->routes[k].n_destinations; d++)
                in[p->routes[k].destinations[d]] = true;
        }
    }
    for (uint32_t i = 0; i < served->n; i++) {
        /* Global goes through the endpoint that has profiles. */
        if (rows[i].model == model && rows[i].region != CATALOG_NONE &&
            rows[i].endpoint == CATALOG_RUNTIME)
            in[rows[i].region] = true;
    }
    for (uint32_t i = 0; i < catalog_n_regions(catalog); i++) {
        if (strcmp(catalog_regions(catalog)[i].partition, "aws") != 0)
            in[i] = false;
    }
}

uint32_t catalog_destinations(const struct catalog *catalog, const struct catalog_profile *profile,
                              uint32_t source, uint32_t *out, struct catalog_origin *origin)
{
    const struct catalog_route *route = catalog_route(profile, source);
    uint32_t n = 0, n_regions = catalog_n_regions(catalog);
    bool *in;

    if (route == NULL)
        return 0;
    if (origin != NULL)
        *origin = route->origin;
    if (route->unknown)
        return 0;
    in = sim_zeroed(n_regions, sizeof *in);
    for (uint32_t i = 0; i < route->n_destinations; i++)
        in[route->destinations[i]] = true;
    if (route->n_destinations == 0) {
        assumed_global_set(catalog, profile->model, in);
        if (origin != NULL) {
            origin->source = "crisim";
            origin->mark = CATALOG_ASSUMPTION;
            origin->note = "set not published: union of the model's geographic destinations and "
                           "in-Region Regions";
        }
    }
    if (in[source])
        out[n++] = source;
    for (uint32_t i = 0; i < n_regions; i++) {
        if (in[i] && i != source)
            out[n++] = i;
    }
    free(in);
    return n;
}

/* ---- the rest ---- */

const struct catalog_provisioned *catalog_provisioned_find(const struct catalog *catalog,
                                                           const struct catalog_model *model,
                                                           uint32_t region, const char *commitment)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_PROVISIONED];
    const struct catalog_provisioned *rows = t->records, *general = NULL;

    for (uint32_t i = 0; i < t->n; i++) {
        if (rows[i].model != catalog_number_of(catalog, model) ||
            strcmp(rows[i].commitment, commitment) != 0)
            continue;
        if (rows[i].region == region)
            return &rows[i];
        if (rows[i].region == CATALOG_NONE)
            general = &rows[i];
    }
    return general;
}

/* Backtracks to the last star only, so it is linear in practice and bounded by n x m. */
bool catalog_glob_match(const char *pattern, const char *text)
{
    const char *star = NULL, *resume = NULL;

    while (*text != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            resume = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

const struct catalog_latency *catalog_latency(const struct catalog *catalog,
                                              const struct catalog_model *model)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_LATENCY];
    const struct catalog_latency *rows = t->records, *best = NULL;
    size_t best_literal = 0;

    for (uint32_t i = 0; i < t->n; i++) {
        size_t literal = 0;

        if (!catalog_glob_match(rows[i].pattern, model->id))
            continue;
        for (const char *p = rows[i].pattern; *p != '\0'; p++)
            literal += *p != '*';
        if (best == NULL || literal > best_literal) {
            best = &rows[i];
            best_literal = literal;
        }
    }
    SIM_ASSERT(best != NULL, "no latency row for '%s'", model->id);
    return best;
}

const struct catalog_edition *catalog_edition(const struct catalog *catalog)
{
    return catalog->tables[TABLE_EDITION].records;
}

const struct catalog_incident *catalog_incidents(const struct catalog *catalog, uint32_t *n)
{
    *n = catalog->tables[TABLE_INCIDENTS].n;
    return catalog->tables[TABLE_INCIDENTS].records;
}

const char *catalog_source(const struct catalog *catalog, const char *name)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_SOURCES];
    const struct catalog_source *rows = t->records;
    uint32_t low = 0, high = t->n;

    /* Rows are sorted by name, their key. */
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int order = strcmp(name, rows[mid].name);

        if (order == 0)
            return rows[mid].citation;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}
