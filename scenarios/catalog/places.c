/*
 * places.c: where Regions lie, as residency rules name it, and the shares of routing rules.
 */
#include "scenarios/catalog/tables.h"

#include <string.h>
#include <strings.h>

static const struct catalog_area *areas_of(const struct catalog *catalog, uint32_t *n)
{
    *n = catalog->tables[TABLE_AREAS].n;
    return catalog->tables[TABLE_AREAS].records;
}

static const struct catalog_area *area_find(const struct catalog *catalog, const char *word)
{
    uint32_t n;
    const struct catalog_area *areas = areas_of(catalog, &n);

    for (uint32_t i = 0; i < n; i++)
        if (strcmp(areas[i].name, word) == 0)
            return &areas[i];
    return NULL;
}

/* Whether a comma list holds an item, in either case. */
static bool list_has(const char *list, const char *item, size_t n)
{
    for (const char *at = list; n > 0;) {
        if (strncasecmp(at, item, n) == 0 && (at[n] == ',' || at[n] == '\0'))
            return true;
        at = strchr(at, ',');
        if (at == NULL)
            return false;
        at++;
    }
    return false;
}

static bool is_country(const struct catalog *catalog, const char *word)
{
    uint32_t n;
    const struct catalog_area *areas = areas_of(catalog, &n);
    const struct catalog_region *regions = catalog_regions(catalog);

    if (strlen(word) != 2)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (list_has(areas[i].countries, word, 2))
            return true;
    for (uint32_t r = 0; r < catalog_n_regions(catalog); r++)
        if (strcasecmp(regions[r].country, word) == 0)
            return true;
    return false;
}

bool catalog_is_place(const struct catalog *catalog, const char *word)
{
    return area_find(catalog, word) != NULL || catalog_region_find(catalog, word) != CATALOG_NONE ||
           is_country(catalog, word);
}

bool catalog_place_has(const struct catalog *catalog, const char *word, uint32_t region)
{
    const struct catalog_region *at = &catalog_regions(catalog)[region];
    const struct catalog_area *area = area_find(catalog, word);

    if (strcmp(at->code, word) == 0)
        return true;
    if (at->country[0] == '\0')
        return false;
    return area != NULL ? list_has(area->countries, at->country, strlen(at->country))
                        : strcasecmp(at->country, word) == 0;
}

const char *catalog_country_name(const struct catalog *catalog, const char *code)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_COUNTRIES];
    const struct catalog_country *countries = t->records;

    for (uint32_t i = 0; i < t->n; i++)
        if (strcasecmp(countries[i].code, code) == 0)
            return countries[i].name;
    return "";
}

/* ---- routing rules ---- */

const struct catalog_share *catalog_routing_rule(const struct catalog *catalog, const char *rule,
                                                 uint32_t *n)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_ROUTING];
    const struct catalog_share *rows = t->records, *found = NULL;

    *n = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        if (strcmp(rows[i].rule, rule) != 0)
            continue;
        found = found == NULL ? &rows[i] : found;
        (*n)++;
    }
    return found;
}

const char *catalog_routing_name(const struct catalog *catalog, uint32_t i)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_ROUTING];
    const struct catalog_share *rows = t->records;
    uint32_t n = 0;

    for (uint32_t k = 0; k < t->n; k++) {
        if (k > 0 && strcmp(rows[k].rule, rows[k - 1].rule) == 0)
            continue;
        if (n++ == i)
            return rows[k].rule;
    }
    return NULL;
}

bool catalog_is_group(const struct catalog *catalog, const char *word)
{
    const struct catalog_region *regions = catalog_regions(catalog);

    if (strcmp(word, "source") == 0 || strcmp(word, "all") == 0)
        return true;
    for (uint32_t r = 0; r < catalog_n_regions(catalog); r++)
        if (strcmp(regions[r].geography, word) == 0 || strcmp(regions[r].code, word) == 0)
            return true;
    return false;
}

bool catalog_group_has(const struct catalog *catalog, const char *group, uint32_t source,
                       uint32_t region)
{
    const struct catalog_region *at = &catalog_regions(catalog)[region];

    if (strcmp(group, "source") == 0)
        return region == source;
    return strcmp(group, "all") == 0 || strcmp(at->geography, group) == 0 ||
           strcmp(at->code, group) == 0;
}

/* ---- findings ---- */

static bool is_code(const char *text, size_t n)
{
    return n == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

static void check_areas_countries(const struct catalog_rows *t, const struct catalog_area *area,
                                  struct sim_diag *diag)
{
    for (const char *at = area->countries; at != NULL;) {
        size_t n = strcspn(at, ",");

        if (!is_code(at, n))
            sim_diag_error(diag, t->file, area->origin.line, 0, "countries",
                           "must be ISO 3166 codes such as 'DE', commas between (got '%.*s')",
                           n < 40 ? (int)n : 40, at);
        at = at[n] == ',' ? at + n + 1 : NULL;
    }
}

void catalog_check_places(const struct catalog *catalog, struct sim_diag *diag)
{
    const struct catalog_rows *areas = &catalog->tables[TABLE_AREAS];
    const struct catalog_rows *regions = &catalog->tables[TABLE_REGIONS];
    const struct catalog_rows *countries = &catalog->tables[TABLE_COUNTRIES];
    const struct catalog_rows *routing = &catalog->tables[TABLE_ROUTING];
    const struct catalog_share *shares = routing->records;

    for (uint32_t i = 0; i < areas->n; i++)
        check_areas_countries(areas, (const struct catalog_area *)areas->records + i, diag);
    for (uint32_t i = 0; i < regions->n; i++) {
        const struct catalog_region *region = &catalog_regions(catalog)[i];

        if (region->country[0] != '\0' && !is_code(region->country, strlen(region->country)))
            sim_diag_error(diag, regions->file, region->origin.line, 0, "country",
                           "must be an ISO 3166 code such as 'DE' (got '%.40s')", region->country);
    }
    for (uint32_t i = 0; i < countries->n; i++) {
        const struct catalog_country *country =
            (const struct catalog_country *)countries->records + i;

        if (!is_code(country->code, strlen(country->code)))
            sim_diag_error(diag, countries->file, country->origin.line, 0, "country",
                           "must be an ISO 3166 code such as 'DE' (got '%.40s')", country->code);
    }
    for (uint32_t i = 0; i < routing->n; i++) {
        if (!catalog_is_group(catalog, shares[i].group))
            sim_diag_error(diag, routing->file, shares[i].origin.line, 0, "group",
                           "must be 'source', 'all', a geography of Regions or a Region (got "
                           "'%.40s')",
                           shares[i].group);
        if (shares[i].kind != CATALOG_GEOGRAPHIC && shares[i].kind != CATALOG_GLOBAL)
            sim_diag_error(diag, routing->file, shares[i].origin.line, 0, "kind",
                           "must be 'geographic' or 'global': only profiles are routed");
    }
}
