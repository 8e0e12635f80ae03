/*
 * check.c: what in the tables cannot all be true, or should be read again. The reader refuses what
 * does not fit together at all (a profile to an unknown Region, a source without a citation); this
 * looks at what the records say.
 */
#include "scenarios/catalog/tables.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct check {
    const struct catalog *catalog;
    const char *day;
    struct sim_text *out;
    uint32_t n_contradictions;
};

/* Whether the records cannot all be true; else something to read again or to know. */
enum weight { REMARK, CONTRADICTION };

static void find(struct check *check, enum weight weight, const char *kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void find(struct check *check, enum weight weight, const char *kind, const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    sim_text_addf(check->out, "%s: %s\n", kind, text);
    check->n_contradictions += weight == CONTRADICTION;
}

/* ---- Regions ---- */

static void check_destinations(struct check *check)
{
    const struct catalog_rows *t = &check->catalog->tables[TABLE_PROFILES];
    const struct catalog_route *routes = t->records;
    const struct catalog_region *regions = catalog_regions(check->catalog);

    for (uint32_t i = 0; i < t->n; i++) {
        for (uint32_t d = 0; d < routes[i].n_destinations; d++) {
            const struct catalog_region *to = &regions[routes[i].destinations[d]];

            if (!to->bedrock)
                find(check, CONTRADICTION, "profile",
                     "%s from %s leads to %s, which has no Bedrock", routes[i].id,
                     regions[routes[i].source].code, to->code);
            else if (strcmp(to->partition, regions[routes[i].source].partition) != 0)
                find(check, CONTRADICTION, "profile", "%s from %s leads to %s in another partition",
                     routes[i].id, regions[routes[i].source].code, to->code);
        }
    }
}

/* ---- prices ---- */

/* Whether model can be called so from source, and through which prefix. */
static bool is_callable(const struct catalog *catalog, const struct catalog_model *model,
                        uint32_t source, enum catalog_scope mode, const char **prefix)
{
    const struct catalog_profile *profile;

    *prefix = NULL;
    if (catalog_is_historical(model->lifecycle) ||
        catalog_end(catalog, model, source, catalog_edition(catalog)->known_until) != NULL)
        return false;
    if (mode == CATALOG_IN_REGION)
        return catalog_in_region(catalog, model, source, CATALOG_RUNTIME) != NULL ||
               catalog_in_region(catalog, model, source, CATALOG_MANTLE) != NULL;
    if (mode == CATALOG_GEOGRAPHIC)
        return catalog_geo_prefixes(catalog, model, source, false, prefix, 1) > 0;
    *prefix = "global";
    profile = catalog_profile_find(catalog, model, "global");
    return profile != NULL && !catalog_is_historical(profile->lifecycle) &&
           catalog_route(profile, source) != NULL;
}

/* Whether a row says that no source publishes a price of such calls. */
static bool is_unpublished(const struct catalog *catalog, const struct catalog_model *model,
                           uint32_t source, enum catalog_scope mode)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_UNPRICED];
    const struct catalog_unpriced *rows = t->records;

    for (uint32_t i = 0; i < t->n; i++)
        if (&catalog_models(catalog)[rows[i].model] == model && rows[i].mode == mode &&
            (rows[i].region == CATALOG_NONE || rows[i].region == source))
            return true;
    return false;
}

/* A price that nobody publishes is known to be missing; any other has been lost. */
static void check_price(struct check *check, const struct catalog_model *model,
                        enum catalog_scope mode)
{
    uint32_t callable = 0, without = 0, first = CATALOG_NONE, lost = 0, first_lost = CATALOG_NONE;

    for (uint32_t r = 0; r < catalog_n_regions(check->catalog); r++) {
        struct catalog_price_found found;
        const char *prefix;

        if (!is_callable(check->catalog, model, r, mode, &prefix))
            continue;
        callable++;
        if (catalog_price(check->catalog, model, r, mode, prefix, NULL, NULL, &found))
            continue;
        if (!is_unpublished(check->catalog, model, r, mode)) {
            lost++;
            first_lost = first_lost == CATALOG_NONE ? r : first_lost;
            continue;
        }
        without++;
        first = first == CATALOG_NONE ? r : first;
    }
    if (lost > 0)
        find(
            check, CONTRADICTION, "price missing",
            "%s can be called %s from %u of %u Regions without a price, such as %s, and 'unpriced' "
            "does not say that none is published",
            model->id, catalog_scope_name(mode), lost, callable,
            catalog_regions(check->catalog)[first_lost].code);
    if (without > 0)
        find(check, REMARK, "no price", "%s %s from %u of %u Regions, such as %s", model->id,
             catalog_scope_name(mode), without, callable,
             catalog_regions(check->catalog)[first].code);
}

/* Global costs more than the same call in the geography or the Region. */
static void check_global(struct check *check, const struct catalog_model *model)
{
    for (uint32_t r = 0; r < catalog_n_regions(check->catalog); r++) {
        struct catalog_price_found global, other;
        const char *prefix;

        if (!is_callable(check->catalog, model, r, CATALOG_GLOBAL, &prefix) ||
            !catalog_price(check->catalog, model, r, CATALOG_GLOBAL, prefix, NULL, NULL, &global))
            continue;
        for (int mode = CATALOG_IN_REGION; mode <= CATALOG_GEOGRAPHIC; mode++) {
            if (!is_callable(check->catalog, model, r, (enum catalog_scope)mode, &prefix) ||
                !catalog_price(check->catalog, model, r, (enum catalog_scope)mode, prefix, NULL,
                               NULL, &other))
                continue;
            if (global.price->input > other.price->input ||
                global.price->output > other.price->output)
                find(check, CONTRADICTION, "price",
                     "%s from %s: global %g / %g (%s) is dearer than %s %g / %g (%s)", model->id,
                     catalog_regions(check->catalog)[r].code, global.price->input,
                     global.price->output, global.price->origin.source,
                     catalog_scope_name((enum catalog_scope)mode), other.price->input,
                     other.price->output, other.price->origin.source);
        }
    }
}

static int by_call(const void *a, const void *b)
{
    const struct catalog_price *x = *(const struct catalog_price *const *)a;
    const struct catalog_price *y = *(const struct catalog_price *const *)b;
    int order = (x->model > y->model) - (x->model < y->model);

    if (order == 0)
        order = strcmp(x->where, y->where);
    if (order == 0)
        order = (x->modes > y->modes) - (x->modes < y->modes);
    if (order == 0)
        order = strcmp(x->tier, y->tier);
    if (order == 0)
        order = strcmp(x->from, y->from);
    return order != 0 ? order
                      : (x->origin.line > y->origin.line) - (x->origin.line < y->origin.line);
}

static bool same_call(const struct catalog_price *x, const struct catalog_price *y)
{
    return x->model == y->model && x->modes == y->modes && strcmp(x->tier, y->tier) == 0;
}

/* Rows for the same calls on the same days with other prices than the first of them. */
static void check_price_rows(struct check *check)
{
    const struct catalog_rows *t = &check->catalog->tables[TABLE_PRICES];
    const struct catalog_price *rows = t->records, *first = NULL;
    const struct catalog_price **sorted = sim_zeroed((size_t)t->n + 1, sizeof *sorted);

    for (uint32_t i = 0; i < t->n; i++)
        sorted[i] = &rows[i];
    sim_sort(sorted, t->n, sizeof *sorted, by_call);
    for (uint32_t i = 0; i < t->n; i++) {
        const struct catalog_price *row = sorted[i];

        if (first != NULL && same_call(first, row) && catalog_price_contradicts(first, row))
            find(check, REMARK, "conflict", "price of %s, %s, %s: %s %g / %g, %s %g / %g",
                 catalog_models(check->catalog)[row->model].id, row->where, row->tier,
                 first->origin.source, first->input, first->output, row->origin.source, row->input,
                 row->output);
        else if (first == NULL || !same_call(first, row) || strcmp(first->where, row->where) != 0 ||
                 strcmp(first->from, row->from) != 0)
            first = row;
    }
    free(sorted);
}

/* ---- quotas ---- */

static int by_code(const void *a, const void *b)
{
    const struct catalog_quota *x = *(const struct catalog_quota *const *)a;
    const struct catalog_quota *y = *(const struct catalog_quota *const *)b;
    int order = strcmp(x->code, y->code);

    return order != 0 ? order
                      : (x->origin.line > y->origin.line) - (x->origin.line < y->origin.line);
}

/* Rows of one limit that differ in the Region only have one code. */
static void check_codes(struct check *check)
{
    const struct catalog_rows *t = &check->catalog->tables[TABLE_QUOTAS];
    const struct catalog_quota *rows = t->records;
    const struct catalog_quota **sorted = sim_zeroed((size_t)t->n + 1, sizeof *sorted);

    for (uint32_t i = 0; i < t->n; i++)
        sorted[i] = &rows[i];
    sim_sort(sorted, t->n, sizeof *sorted, by_code);
    for (uint32_t i = 1; i < t->n; i++) {
        const struct catalog_quota *a = sorted[i - 1], *b = sorted[i];

        if (a->code[0] != '\0' && strcmp(a->code, b->code) == 0 &&
            (a->model != b->model || a->scope != b->scope || a->metric != b->metric))
            find(check, CONTRADICTION, "quota code", "%s stands on line %u and on line %u of %s",
                 a->code, a->origin.line, b->origin.line, t->file);
    }
    free(sorted);
}

/* ---- dates and marks ---- */

static void check_dates(struct check *check)
{
    for (int t = 0; t < N_TABLES; t++) {
        const struct catalog_rows *rows = &check->catalog->tables[t];

        for (uint32_t i = 0; i < rows->n && catalog_tables[t].has_origin; i++) {
            const struct catalog_origin *origin = catalog_row_origin(check->catalog, t, i);

            if (catalog_is_future(origin->as_of, check->day))
                find(check, CONTRADICTION, "future", "%s:%u is of %s", rows->file, origin->line,
                     origin->as_of);
        }
    }
}

static int by_source(const void *a, const void *b)
{
    const struct catalog_origin *x = *(const struct catalog_origin *const *)a;
    const struct catalog_origin *y = *(const struct catalog_origin *const *)b;
    int order = strcmp(x->as_of, y->as_of);

    return order != 0 ? order : strcmp(x->source, y->source);
}

/* One line for each source of a table. */
static void check_age_of(struct check *check, int table)
{
    const struct catalog_rows *rows = &check->catalog->tables[table];
    const struct catalog_origin **old = sim_zeroed((size_t)rows->n + 1, sizeof *old);
    uint32_t n = 0;

    for (uint32_t i = 0; i < rows->n; i++) {
        const struct catalog_origin *origin = catalog_row_origin(check->catalog, table, i);

        if (origin->line != 0 && catalog_is_old(origin->as_of, check->day))
            old[n++] = origin;
    }
    sim_sort(old, n, sizeof *old, by_source);
    for (uint32_t i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && by_source(&old[i], &old[i + same]) == 0;)
            same++;
        find(check, REMARK, "old", "%s: %u row%s of %s (%s)", catalog_tables[table].name, same,
             same == 1 ? "" : "s", old[i]->as_of, old[i]->source);
    }
    free(old);
}

static void check_age(struct check *check)
{
    /* What happened does not grow old. */
    for (int t = 0; t < N_TABLES; t++)
        if (catalog_tables[t].has_origin && t != TABLE_INCIDENTS)
            check_age_of(check, t);
}

static void check_marks(struct check *check)
{
    for (int t = 0; t < N_TABLES; t++) {
        const struct catalog_rows *rows = &check->catalog->tables[t];

        for (uint32_t i = 0; i < rows->n && catalog_tables[t].has_origin; i++) {
            const struct catalog_origin *origin = catalog_row_origin(check->catalog, t, i);

            if (origin->mark == CATALOG_CONFLICT)
                find(check, REMARK, "conflict", "%s, %s: %s", catalog_tables[t].name,
                     rows->cells[(size_t)i * catalog_tables[t].n_columns], origin->note);
        }
    }
}

uint32_t catalog_check(const struct catalog *catalog, const char *day, struct sim_text *out)
{
    struct check check = {catalog, day, out, 0};

    check_destinations(&check);
    for (uint32_t m = 0; m < catalog_n_models(catalog); m++) {
        for (int mode = CATALOG_IN_REGION; mode <= CATALOG_GLOBAL; mode++)
            check_price(&check, &catalog_models(catalog)[m], (enum catalog_scope)mode);
        check_global(&check, &catalog_models(catalog)[m]);
    }
    check_price_rows(&check);
    check_codes(&check);
    check_dates(&check);
    check_age(&check);
    check_marks(&check);
    return check.n_contradictions;
}
