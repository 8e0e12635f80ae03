/*
 * list.c: any table as text, CSV or JSON, from its cells as they stood in the file.
 */
#include "scenarios/catalog/resolve.h"
#include "scenarios/catalog/tables.h"
#include "sim/base/json_out.h"

#include <string.h>

const char *const *catalog_table_names(size_t *n)
{
    static const char *const names[N_TABLES] = {[TABLE_AREAS] = "areas",
                                                [TABLE_COUNTRIES] = "countries",
                                                [TABLE_EDITION] = "edition",
                                                [TABLE_ENDPOINT_QUOTAS] = "endpoint_quotas",
                                                [TABLE_IN_REGION] = "in_region",
                                                [TABLE_INCIDENTS] = "incidents",
                                                [TABLE_LATENCY] = "latency",
                                                [TABLE_LIFECYCLE] = "lifecycle",
                                                [TABLE_MODELS] = "models",
                                                [TABLE_PRICES] = "prices",
                                                [TABLE_PROFILES] = "profiles",
                                                [TABLE_PROVISIONED] = "provisioned",
                                                [TABLE_QUOTAS] = "quotas",
                                                [TABLE_REGIONS] = "regions",
                                                [TABLE_ROUTING] = "routing",
                                                [TABLE_RTT] = "rtt",
                                                [TABLE_RULES] = "rules",
                                                [TABLE_SOURCES] = "sources",
                                                [TABLE_TIERS] = "tiers",
                                                [TABLE_UNPRICED] = "unpriced"};

    *n = N_TABLES;
    return names;
}

/* Is item one of a comma list? */
static bool list_has(const char *list, const char *item)
{
    size_t n = strlen(item);

    for (const char *at = list;; at++) {
        if (strncmp(at, item, n) == 0 && (at[n] == ',' || at[n] == '\0'))
            return true;
        at = strchr(at, ',');
        if (at == NULL)
            return false;
    }
}

static bool cell_mentions_region(enum catalog_names names, const char *cell, const char *region)
{
    switch (names) {
    case NAMES_REGION_ANY:
        return strcmp(cell, "*") == 0 || strcmp(cell, region) == 0;
    case NAMES_REGIONS:
        return strcmp(cell, "all-commercial") == 0 || strcmp(cell, "unknown") == 0 ||
               list_has(cell, region);
    case NAMES_WHERE:
        /* A list or prefix price may be the one in force for the Region. */
        return strcmp(cell, "us-list") == 0 || strncmp(cell, "prefix:", 7) == 0 ||
               strcmp(cell, region) == 0;
    default:
        return strcmp(cell, region) == 0;
    }
}

static bool cell_mentions_model(enum catalog_names names, const char *cell, const char *model)
{
    if (names == NAMES_PATTERN)
        return catalog_glob_match(cell, model);
    return (names == NAMES_MODEL_ANY && strcmp(cell, "*") == 0) || strcmp(cell, model) == 0;
}

static bool row_passes(const struct catalog_table *t, const char *const *cells, const char *model,
                       const char *region)
{
    bool model_column = false, region_column = false, model_hit = false, region_hit = false;

    for (unsigned c = 0; c < t->n_columns; c++) {
        enum catalog_names names = t->columns[c].names;

        switch (names) {
        case NAMES_MODEL:
        case NAMES_MODEL_ANY:
        case NAMES_PATTERN:
            model_column = true;
            model_hit |= model != NULL && cell_mentions_model(names, cells[c], model);
            break;
        case NAMES_REGION:
        case NAMES_REGION_ANY:
        case NAMES_REGIONS:
        case NAMES_WHERE:
            region_column = true;
            region_hit |= region != NULL && cell_mentions_region(names, cells[c], region);
            break;
        case NAMES_NOTHING:
            break;
        }
    }
    return (model == NULL || !model_column || model_hit) &&
           (region == NULL || !region_column || region_hit);
}

static void add_csv(struct sim_text *out, const char *cell)
{
    if (strpbrk(cell, ",\"\r\n") == NULL) {
        sim_text_add(out, cell);
        return;
    }
    sim_text_add(out, "\"");
    for (const char *p = cell; *p != '\0'; p++)
        sim_text_add_bytes(out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    sim_text_add(out, "\"");
}

static void add_json_list(struct sim_json_out *out, const char *name, const char *cell)
{
    sim_json_out_array(out, name);
    for (const char *at = cell; at != NULL;) {
        const char *comma = strchr(at, ',');
        struct sim_text item = {0};

        sim_text_add_bytes(&item, at, comma != NULL ? (size_t)(comma - at) : strlen(at));
        sim_json_out_string(out, NULL, item.data);
        sim_text_release(&item);
        at = comma != NULL ? comma + 1 : NULL;
    }
    sim_json_out_end(out);
}

static void add_json(struct sim_json_out *out, const struct catalog_column *c, const char *cell)
{
    const char *name = c->field.name;
    double number;
    int64_t integer;

    switch (c->field.type) {
    case SIM_FIELD_NUMBER:
        if (sim_parse_double(cell, strlen(cell), &number))
            sim_json_out_double(out, name, number);
        else
            sim_json_out_null(out, name);
        return;
    case SIM_FIELD_INTEGER:
        if (sim_parse_int64(cell, strlen(cell), &integer))
            sim_json_out_int(out, name, integer);
        else
            sim_json_out_null(out, name);
        return;
    case SIM_FIELD_BOOL:
        sim_json_out_bool(out, name, strcmp(cell, c->field.choices[0]) == 0);
        return;
    case SIM_FIELD_STRING:
    case SIM_FIELD_CHOICE:
    case SIM_FIELD_OTHER:
        break;
    }
    if (c->list && strcmp(cell, "all-commercial") != 0 && strcmp(cell, "unknown") != 0 &&
        strcmp(cell, "-") != 0)
        add_json_list(out, name, cell);
    else if (strcmp(cell, "-") == 0 || cell[0] == '\0')
        sim_json_out_null(out, name);
    else
        sim_json_out_string(out, name, cell);
}

static void print_delimited(const struct catalog_table *t, const struct catalog_rows *rows,
                            const char *model, const char *region, struct sim_text *out)
{
    for (unsigned c = 0; c < t->n_columns; c++)
        sim_text_addf(out, "%s%s", c > 0 ? "," : "", t->columns[c].field.name);
    sim_text_add(out, "\n");
    for (uint32_t i = 0; i < rows->n; i++) {
        const char *const *cells = rows->cells + (size_t)i * t->n_columns;

        if (!row_passes(t, cells, model, region))
            continue;
        for (unsigned c = 0; c < t->n_columns; c++) {
            sim_text_add(out, c > 0 ? "," : "");
            add_csv(out, strcmp(cells[c], "-") == 0 ? "" : cells[c]);
        }
        sim_text_add(out, "\n");
    }
}

static void add_json_rows(struct sim_json_out *json, const char *key, const struct catalog_table *t,
                          const struct catalog_rows *rows, const char *model, const char *region)
{
    sim_json_out_array(json, key);
    for (uint32_t i = 0; i < rows->n; i++) {
        const char *const *cells = rows->cells + (size_t)i * t->n_columns;

        if (!row_passes(t, cells, model, region))
            continue;
        sim_json_out_object(json, NULL);
        for (unsigned c = 0; c < t->n_columns; c++)
            add_json(json, &t->columns[c], cells[c]);
        sim_json_out_end(json);
    }
    sim_json_out_end(json);
}

static void print_json(const struct catalog_table *t, const struct catalog_rows *rows,
                       const char *model, const char *region, struct sim_text *out)
{
    struct sim_json_out json;

    sim_json_out_init(&json, out, true);
    add_json_rows(&json, NULL, t, rows, model, region);
    sim_text_add(out, "\n");
}

void catalog_card_json(const struct catalog *catalog, const struct catalog_model *model,
                       uint32_t region, struct sim_text *out)
{
    static const enum catalog_table_id of_a_model[] = {
        TABLE_MODELS,          TABLE_LIFECYCLE, TABLE_TIERS,  TABLE_IN_REGION,  TABLE_PROFILES,
        TABLE_ENDPOINT_QUOTAS, TABLE_QUOTAS,    TABLE_PRICES, TABLE_PROVISIONED};
    const char *code = region != CATALOG_NONE ? catalog_regions(catalog)[region].code : NULL;
    struct sim_json_out json;

    sim_json_out_init(&json, out, true);
    sim_json_out_object(&json, NULL);
    for (size_t i = 0; i < sizeof of_a_model / sizeof of_a_model[0]; i++)
        add_json_rows(&json, catalog_tables[of_a_model[i]].name, &catalog_tables[of_a_model[i]],
                      &catalog->tables[of_a_model[i]], model->id, code);
    sim_json_out_end(&json);
    sim_text_add(out, "\n");
}

/* ---- for people ---- */

/* Screen columns; what follows the first line of a record; the widest column of a line. */
enum { LISTING = 100, INDENT = 4, GAP = 2, WIDEST = 40 };

/* How the columns of a table stand: those that hold the same in every row are said once, the others
 * in as many lines a record as they need. */
struct layout {
    const struct catalog_table *table;
    size_t width[CATALOG_MAX_COLUMNS];
    const char *alike[CATALOG_MAX_COLUMNS]; /* what all rows hold; NULL = not the same */
    bool starts_line[CATALOG_MAX_COLUMNS];
    uint32_t rows;
};

static void measure(struct layout *layout, const struct catalog_rows *rows, const char *model,
                    const char *region)
{
    const struct catalog_table *t = layout->table;
    size_t used = 0;
    bool first = true;

    for (unsigned c = 0; c < t->n_columns; c++)
        layout->width[c] = strlen(t->columns[c].field.name);
    for (uint32_t i = 0; i < rows->n; i++) {
        const char *const *cells = rows->cells + (size_t)i * t->n_columns;

        if (!row_passes(t, cells, model, region))
            continue;
        for (unsigned c = 0; c < t->n_columns; c++) {
            size_t n = strlen(cells[c]);

            if (layout->rows == 0)
                layout->alike[c] = cells[c];
            else if (layout->alike[c] != NULL && strcmp(layout->alike[c], cells[c]) != 0)
                layout->alike[c] = NULL;
            if (n > layout->width[c])
                layout->width[c] = n < WIDEST ? n : WIDEST;
        }
        layout->rows++;
    }
    for (unsigned c = 0; c < t->n_columns; c++) {
        if (layout->rows < 2 || c == 0)
            layout->alike[c] = NULL; /* one record is shown as a whole */
        if (layout->alike[c] != NULL)
            continue;
        layout->starts_line[c] = !first && used + GAP + layout->width[c] > LISTING;
        used = layout->starts_line[c] ? INDENT : used;
        used += layout->width[c] + (first || layout->starts_line[c] ? 0 : GAP);
        first = false;
    }
}

/* A cell that is wider than its column goes on below, broken at its commas and spaces. */
static size_t add_long(struct sim_text *out, const char *cell, size_t at)
{
    size_t start = at;

    while (*cell != '\0') {
        size_t n = strcspn(cell, ", ");

        n += cell[n] == ',';
        if (at + n > LISTING && at > start) {
            sim_text_addf(out, "\n%*s", (int)start, "");
            at = start;
        }
        sim_text_add_bytes(out, cell, n);
        at += n;
        cell += n;
        if (*cell == ' ' && cell[1] != '\0' && at + 1 < LISTING) {
            sim_text_add(out, " ");
            at++;
        }
        cell += *cell == ' ';
    }
    return at;
}

static void print_record(const struct layout *layout, const char *const *cells,
                         struct sim_text *out)
{
    size_t at = 0, pad = 0;
    bool first = true, over = false; /* the cell before did not keep to its column */

    for (unsigned c = 0; c < layout->table->n_columns; c++) {
        const char *cell = cells != NULL ? cells[c] : layout->table->columns[c].field.name;
        size_t n = strlen(cell);

        if (layout->alike[c] != NULL)
            continue;
        if (layout->starts_line[c] || over ||
            (!first && n > layout->width[c] && at + pad + GAP + n > LISTING)) {
            sim_text_addf(out, "\n%*s", INDENT, "");
            at = INDENT;
        } else if (!first) {
            sim_text_addf(out, "%*s", (int)(pad + GAP), "");
            at += pad + GAP;
        }
        at = add_long(out, cell, at);
        pad = n < layout->width[c] ? layout->width[c] - n : 0;
        over = n > layout->width[c];
        first = false;
    }
    sim_text_add(out, "\n");
}

static void print_text(const struct catalog_table *t, const struct catalog_rows *rows,
                       const char *model, const char *region, struct sim_text *out)
{
    struct layout layout = {.table = t};
    struct sim_text alike = {0};

    measure(&layout, rows, model, region);
    if (layout.rows == 0) {
        sim_text_add(out, "no records\n");
        return;
    }
    print_record(&layout, NULL, out);
    for (uint32_t i = 0; i < rows->n; i++) {
        const char *const *cells = rows->cells + (size_t)i * t->n_columns;

        if (row_passes(t, cells, model, region))
            print_record(&layout, cells, out);
    }
    for (unsigned c = 0; c < t->n_columns; c++)
        if (layout.alike[c] != NULL && strcmp(layout.alike[c], "-") != 0)
            sim_text_addf(&alike, "%s%s %s",
                          alike.length > 0 ? "; " : "in every record: ", t->columns[c].field.name,
                          layout.alike[c]);
    if (alike.length > 0) {
        add_long(out, alike.data, 0);
        sim_text_add(out, "\n");
    }
    sim_text_release(&alike);
}

static enum sim_status unknown_table(const char *table, const char *const *names, size_t n,
                                     struct sim_error *err)
{
    struct sim_text text = {0};
    enum sim_status status;

    sim_text_add_candidates(&text, table, names, n);
    status = sim_fail(err, SIM_EUSAGE, "catalog list", "unknown table '%s'%s", table,
                      text.data != NULL ? text.data : "");
    sim_text_release(&text);
    return status;
}

/* *name: a filter, made into an id or code; NULL = none. */
static enum sim_status find(const struct catalog *catalog, enum catalog_kind kind,
                            const char **name, struct sim_error *err)
{
    struct sim_text why = {0};
    enum sim_status status = SIM_OK;
    uint32_t found;

    if (*name == NULL)
        return SIM_OK;
    found = catalog_resolve_one(catalog, kind, *name, &why);
    if (found == CATALOG_NONE)
        status = sim_fail(err, SIM_EUSAGE, "catalog list", "%s", why.data);
    else
        *name = catalog_name_of(catalog, kind, found);
    sim_text_release(&why);
    return status;
}

enum sim_status catalog_list(const struct catalog *catalog, struct sim_text *out, const char *table,
                             const char *model, const char *region, enum catalog_format format,
                             struct sim_error *err)
{
    const struct catalog_profile *profile =
        model != NULL ? catalog_profile_by_id(catalog, model) : NULL;
    enum sim_status status;
    size_t n, id = 0;
    const char *const *names = catalog_table_names(&n);

    while (id < n && strcmp(names[id], table) != 0)
        id++;
    if (id == n)
        return unknown_table(table, names, n, err);
    if (profile != NULL)
        model = catalog_models(catalog)[profile->model].id;
    status = find(catalog, CATALOG_OF_REGIONS, &region, err);
    if (status == SIM_OK)
        status = find(catalog, CATALOG_OF_MODELS, &model, err);
    if (status != SIM_OK)
        return status;
    if (format == CATALOG_JSON)
        print_json(&catalog_tables[id], &catalog->tables[id], model, region, out);
    else if (format == CATALOG_CSV)
        print_delimited(&catalog_tables[id], &catalog->tables[id], model, region, out);
    else
        print_text(&catalog_tables[id], &catalog->tables[id], model, region, out);
    return SIM_OK;
}

const char *catalog_table_file(const struct catalog *catalog, const char *table)
{
    for (int i = 0; i < N_TABLES; i++) {
        if (strcmp(catalog_tables[i].name, table) == 0)
            return catalog->tables[i].file;
    }
    return NULL;
}
