/*
 * across.c: what spans rows and tables: the rows of a profile belong together, and records must
 * not refer to what cannot be.
 */
#include "scenarios/catalog/read.h"

#include <string.h>

/* Column of a cell in its line, from 1. */
static size_t place_of(const struct catalog_rows *rows, enum catalog_table_id id, uint32_t row,
                       const char *column)
{
    const struct catalog_table *t = &catalog_tables[id];
    unsigned c = 0;

    while (strcmp(t->columns[c].field.name, column) != 0)
        c++;
    return catalog_place_in_line(rows, row, c, rows->cells[(size_t)row * t->n_columns + c]);
}

/* Rows of the profiles table are sorted by id, then source: runs of one id are profiles. */
void catalog_collect_profiles(struct catalog *catalog, struct sim_diag *diag)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_PROFILES];
    const struct catalog_route *routes = t->records;
    const struct catalog_region *regions = catalog_regions(catalog);

    catalog->profiles = catalog_own(catalog, t->n * sizeof *catalog->profiles);
    for (uint32_t i = 0; i < t->n; i++) {
        const struct catalog_route *route = &routes[i];
        const char *model = catalog_models(catalog)[route->model].id;
        size_t n = strlen(route->prefix);
        struct catalog_profile *p;

        if (strncmp(route->id, route->prefix, n) != 0 || route->id[n] != '.' ||
            strcmp(route->id + n + 1, model) != 0)
            sim_diag_error(diag, t->file, route->origin.line, place_of(t, TABLE_PROFILES, i, "id"),
                           "id", "must be '%s.%s' (got '%s')", route->prefix, model, route->id);
        if (route->kind != CATALOG_GLOBAL && route->kind != CATALOG_GEOGRAPHIC)
            sim_diag_error(
                diag, t->file, route->origin.line, place_of(t, TABLE_PROFILES, i, "kind"), "kind",
                "must be 'geographic' or 'global' (got '%s')", catalog_scope_name(route->kind));
        else if ((route->kind == CATALOG_GLOBAL) != (strcmp(route->prefix, "global") == 0))
            sim_diag_error(diag, t->file, route->origin.line,
                           place_of(t, TABLE_PROFILES, i, "kind"), "kind",
                           "prefix '%s' does not go with kind '%s'", route->prefix,
                           catalog_scope_name(route->kind));
        if (route->kind != CATALOG_GLOBAL && route->n_destinations == 0 && !route->unknown)
            sim_diag_error(diag, t->file, route->origin.line,
                           place_of(t, TABLE_PROFILES, i, "destinations"), "destinations",
                           "a geographic profile must list its destinations");
        if (!regions[route->source].bedrock)
            sim_diag_error(diag, t->file, route->origin.line,
                           place_of(t, TABLE_PROFILES, i, "source_region"), "source_region",
                           "region '%s' has no Bedrock", regions[route->source].code);
        if (i > 0 && strcmp(routes[i - 1].id, route->id) == 0 &&
            (routes[i - 1].model != route->model || routes[i - 1].kind != route->kind ||
             strcmp(routes[i - 1].prefix, route->prefix) != 0 ||
             strcmp(routes[i - 1].lifecycle, route->lifecycle) != 0))
            sim_diag_error(diag, t->file, route->origin.line, place_of(t, TABLE_PROFILES, i, "id"),
                           "id",
                           "'%s' has another prefix, kind, model or lifecycle on line %u: rows of "
                           "one profile differ in the source Region only",
                           route->id, routes[i - 1].origin.line);
        if (i > 0 && strcmp(routes[i - 1].id, route->id) == 0) {
            catalog->profiles[catalog->n_profiles - 1].n_routes++;
            continue;
        }
        p = &catalog->profiles[catalog->n_profiles++];
        *p = (struct catalog_profile){.id = route->id,
                                      .prefix = route->prefix,
                                      .lifecycle = route->lifecycle,
                                      .kind = route->kind,
                                      .model = route->model,
                                      .n_routes = 1,
                                      .routes = route};
    }
}

void catalog_check_records(const struct catalog *catalog, struct sim_diag *diag)
{
    const struct catalog_rows *quotas = &catalog->tables[TABLE_QUOTAS];
    const struct catalog_rows *served = &catalog->tables[TABLE_IN_REGION];
    const struct catalog_rows *latency = &catalog->tables[TABLE_LATENCY];
    const struct catalog_latency *l = latency->records;
    bool catch_all = false;

    for (uint32_t i = 0; i < quotas->n; i++) {
        const struct catalog_quota *q = (const struct catalog_quota *)quotas->records + i;
        bool account = q->scope == CATALOG_ACCOUNT;

        if (account != (q->metric == CATALOG_ACCOUNT_TPD) || account != (q->model == CATALOG_NONE))
            sim_diag_error(diag, quotas->file, q->origin.line,
                           place_of(quotas, TABLE_QUOTAS, i, "scope"), "scope",
                           "scope 'account', metric 'account-tpd' and model '*' go together");
        if (q->value == CATALOG_OF_TPM && q->metric != CATALOG_TPD)
            sim_diag_error(diag, quotas->file, q->origin.line,
                           place_of(quotas, TABLE_QUOTAS, i, "value"), "value",
                           "'" CATALOG_OF_TPM_WORD "' is for the metric 'tpd' only");
    }
    for (uint32_t i = 0; i < served->n; i++) {
        const struct catalog_in_region *r = (const struct catalog_in_region *)served->records + i;
        const struct catalog_region *region =
            r->region == CATALOG_NONE ? NULL : &catalog_regions(catalog)[r->region];

        if (region != NULL && !region->bedrock)
            sim_diag_error(diag, served->file, r->origin.line,
                           place_of(served, TABLE_IN_REGION, i, "region"), "region",
                           "region '%s' has no Bedrock", region->code);
    }
    for (uint32_t i = 0; i < latency->n; i++)
        catch_all |= strcmp(l[i].pattern, "*") == 0;
    if (catalog->tables[TABLE_EDITION].n != 1)
        sim_diag_error(diag, catalog->tables[TABLE_EDITION].file, 0, 0, NULL,
                       "needs one row: what the tables are");
    if (!catch_all)
        sim_diag_error(diag, latency->file, 0, 0, NULL, "needs a row with the pattern '*'");
}
