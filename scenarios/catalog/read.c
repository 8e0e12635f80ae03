/*
 * read.c: tables from the binary or from a folder into records. Two passes: all tables are split
 * into cells and sorted; then cells become values, tables that others refer to (sources, Regions,
 * models) first. Every finding has file and line; reading goes on after it.
 */
#include "scenarios/catalog/cells.h"
#include "scenarios/catalog/embedded.h"
#include "scenarios/catalog/tables.h"
#include "sim/base/assert.h"
#include "sim/base/file_out.h"
#include "sim/base/memory.h"
#include "sim/base/stream_in.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A catalog is a few hundred kB; more is not a catalog. */
#define MAX_FILE_BYTES ((size_t)64 << 20)
/* A citation has some hundred. */
enum { MAX_CELL_BYTES = 20000 };

/* RTT = 25 ms + 0.0155 ms/km: least squares over the measured matrix (docs/catalog.md). */
#define RTT_FIXED_MS  25.0
#define RTT_MS_PER_KM 0.0155
#define EARTH_KM      6371.0

/* One row while a table is read. */
struct row {
    const char **cells; /* in the table's column order */
    const char *start;  /* of the line: columns of messages count from it */
    uint32_t line, n_keys;
};

struct reader {
    struct catalog *catalog;
    struct sim_diag *diag;
    const struct catalog_table *table;
    struct catalog_rows *rows;
    uint32_t line;
    size_t column; /* of the cell that is read; 0 = the line as a whole */
};

/* ---- lines and cells ---- */

/* Cuts the next line out of *rest (NUL-terminated in place); NULL at the end. */
static char *next_line(char **rest)
{
    char *line = *rest, *end;

    if (line == NULL || *line == '\0')
        return NULL;
    end = strchr(line, '\n');
    if (end == NULL) {
        *rest = NULL;
        end = line + strlen(line);
    } else {
        *rest = end + 1;
    }
    *end = '\0';
    if (end > line && end[-1] == '\r')
        end[-1] = '\0';
    return line;
}

/* Splits a line at tabs; returns the number of cells, which may exceed max. */
static uint32_t split(char *line, const char **cells, uint32_t max)
{
    uint32_t n = 0;

    for (;;) {
        char *tab = strchr(line, '\t');

        if (n < max)
            cells[n] = line;
        n++;
        if (tab == NULL)
            return n;
        *tab = '\0';
        line = tab + 1;
    }
}

/* "# crisim-catalog <table> <version>"; false after a finding. */
static bool check_first_line(const struct reader *r, const char *line)
{
    static const char magic[] = "# crisim-catalog ";
    const char *name, *space;
    int64_t version;

    if (line == NULL || strncmp(line, magic, sizeof magic - 1) != 0) {
        sim_diag_error(r->diag, r->rows->file, 1, 1, NULL,
                       "not a catalog table: the first line must be '%s%s %d'", magic,
                       r->table->name, CATALOG_VERSION);
        return false;
    }
    name = line + sizeof magic - 1;
    space = strchr(name, ' ');
    if (space == NULL || !sim_parse_int64(space + 1, strlen(space + 1), &version)) {
        sim_diag_error(r->diag, r->rows->file, 1, 1, NULL,
                       "the first line must be '%s%s %d' (got '%s')", magic, r->table->name,
                       CATALOG_VERSION, line);
        return false;
    }
    if ((size_t)(space - name) != strlen(r->table->name) ||
        strncmp(name, r->table->name, (size_t)(space - name)) != 0) {
        sim_diag_error(r->diag, r->rows->file, 1, 1, NULL, "holds table '%.*s', not '%s'",
                       (int)(space - name), name, r->table->name);
        return false;
    }
    if (version != CATALOG_VERSION) {
        sim_diag_error(r->diag, r->rows->file, 1, 1, NULL,
                       "catalog table '%s' has version %" PRId64 "; this crisim reads version %d",
                       r->table->name, version, CATALOG_VERSION);
        return false;
    }
    return true;
}

/* Finds every column in the header; place[c] = its position. */
static bool read_header(const struct reader *r, char *line, uint32_t *place, uint32_t *n_cells)
{
    const struct catalog_table *t = r->table;
    const char *found[CATALOG_MAX_COLUMNS + 1], *names[CATALOG_MAX_COLUMNS];
    const char *start = line;
    uint32_t n = split(line, found, CATALOG_MAX_COLUMNS + 1);
    bool ok = true;

    for (unsigned c = 0; c < t->n_columns; c++) {
        names[c] = t->columns[c].field.name;
        place[c] = CATALOG_NONE;
    }
    if (n > CATALOG_MAX_COLUMNS) {
        sim_diag_error(r->diag, r->rows->file, r->line, 1, NULL, "%u columns; '%s' has %u", n,
                       t->name, t->n_columns);
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        unsigned c = 0;

        while (c < t->n_columns && strcmp(names[c], found[i]) != 0)
            c++;
        if (c < t->n_columns && place[c] == CATALOG_NONE) {
            place[c] = i;
            continue;
        }
        ok = false;
        if (c < t->n_columns) {
            sim_diag_error(r->diag, r->rows->file, r->line, 1 + (size_t)(found[i] - start), NULL,
                           "column '%s' stands twice", found[i]);
        } else {
            const char *near = sim_nearest_name(found[i], names, t->n_columns);

            sim_diag_error(r->diag, r->rows->file, r->line, 1 + (size_t)(found[i] - start), NULL,
                           "unknown column '%s'%s%s%s", found[i], near ? "; did you mean '" : "",
                           near ? near : "", near ? "'?" : "");
        }
    }
    for (unsigned c = 0; c < t->n_columns; c++) {
        if (place[c] == CATALOG_NONE && !t->columns[c].later) {
            sim_diag_error(r->diag, r->rows->file, r->line, 1, NULL, "column '%s' is missing",
                           names[c]);
            ok = false;
        }
    }
    *n_cells = n;
    return ok;
}

static int compare_keys(const struct row *x, const struct row *y)
{
    for (uint32_t k = 0; k < x->n_keys; k++) {
        int order = strcmp(x->cells[k], y->cells[k]);

        if (order != 0)
            return order;
    }
    return 0;
}

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = compare_keys(x, y);

    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* What a row says of a column that its file was made before; it stands in no line. */
static const char *absent(const struct catalog_column *column)
{
    return column->field.fallback != NULL ? column->field.fallback : "-";
}

/* Where in its line a cell begins, from 1; 0 where it stands in none. */
static size_t place_in_line(const struct catalog_rows *rows, uint32_t row, unsigned column,
                            const char *cell)
{
    return rows->absent[column] ? 0 : 1 + (size_t)(cell - rows->starts[row]);
}

/* Text to cells. On return rows->cells has the rows in key order, ->starts and ->lines where they
 * stood. */
static bool read_cells(struct reader *r, char *text)
{
    const struct catalog_table *t = r->table;
    uint32_t place[CATALOG_MAX_COLUMNS], n_cells = 0;
    struct row *rows = NULL;
    uint32_t n = 0, capacity = 0;
    bool header = false;
    char *line = next_line(&text);

    r->line = 1;
    if (!check_first_line(r, line))
        return false;
    while ((line = next_line(&text)) != NULL) {
        const char *cells[CATALOG_MAX_COLUMNS];
        uint32_t got;

        r->line++;
        if (line[0] == '#' || line[0] == '\0')
            continue;
        if (!header) {
            if (!read_header(r, line, place, &n_cells))
                return false;
            for (unsigned c = 0; c < t->n_columns; c++)
                r->rows->absent[c] = place[c] == CATALOG_NONE;
            header = true;
            continue;
        }
        if (n == t->max_rows) {
            sim_diag_error(r->diag, r->rows->file, r->line, 1, NULL,
                           "more than %u rows, which '%s' may have", t->max_rows, t->name);
            break;
        }
        got = split(line, cells, CATALOG_MAX_COLUMNS);
        if (got != n_cells) {
            sim_diag_error(r->diag, r->rows->file, r->line, 1, NULL,
                           "%u cells where the header has %u columns", got, n_cells);
            continue;
        }
        if (n == capacity) {
            capacity = capacity > 0 ? 2 * capacity : 256;
            rows = sim_grown(rows, capacity, sizeof *rows);
        }
        rows[n].cells = catalog_own(r->catalog, t->n_columns * sizeof *rows[n].cells);
        for (unsigned c = 0; c < t->n_columns; c++)
            rows[n].cells[c] = place[c] != CATALOG_NONE ? cells[place[c]] : absent(&t->columns[c]);
        rows[n].start = line;
        rows[n].line = r->line;
        rows[n].n_keys = t->n_keys;
        n++;
    }
    if (!header)
        sim_diag_error(r->diag, r->rows->file, r->line, 1, NULL, "has no header row");
    if (t->n_keys > 0 && n > 0)
        qsort(rows, n, sizeof *rows, compare_rows);
    for (uint32_t i = 1; i < n && t->n_keys > 0; i++) {
        if (compare_keys(&rows[i - 1], &rows[i]) == 0)
            sim_diag_error(r->diag, r->rows->file, rows[i].line,
                           1 + (size_t)(rows[i].cells[0] - rows[i].start), t->columns[0].field.name,
                           "'%s%s%s' stands already on line %u", rows[i].cells[0],
                           t->n_keys > 1 ? " " : "", t->n_keys > 1 ? rows[i].cells[1] : "",
                           rows[i - 1].line);
    }
    r->rows->n = n;
    r->rows->cells = catalog_own(r->catalog, (size_t)n * t->n_columns * sizeof *r->rows->cells);
    r->rows->records = catalog_own(r->catalog, (size_t)n * t->record_size);
    r->rows->lines = catalog_own(r->catalog, (size_t)n * sizeof *r->rows->lines);
    r->rows->starts = catalog_own(r->catalog, (size_t)n * sizeof *r->rows->starts);
    for (uint32_t i = 0; i < n; i++) {
        memcpy(r->rows->cells + (size_t)i * t->n_columns, rows[i].cells,
               t->n_columns * sizeof *rows[i].cells);
        r->rows->lines[i] = rows[i].line;
        r->rows->starts[i] = rows[i].start;
    }
    free(rows);
    return header;
}

/* ---- cells to values ---- */

/* Cells are names and texts that go to a terminal, to CSV and into file names. */
static bool check_text(const struct reader *r, const struct catalog_column *c, const char *text)
{
    size_t n = strlen(text);

    if (n > MAX_CELL_BYTES) {
        sim_diag_error(r->diag, r->rows->file, r->line, r->column, c->field.name,
                       "is longer than %d bytes (got %zu: '%.40s...')", MAX_CELL_BYTES, n, text);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte < 0x20 || byte == 0x7f) {
            sim_diag_error(r->diag, r->rows->file, r->line, r->column + i, c->field.name,
                           "holds a control character (got byte 0x%02x)", byte);
            return false;
        }
    }
    if (c->id && strpbrk(text, " \"',") != NULL) {
        sim_diag_error(r->diag, r->rows->file, r->line, r->column, c->field.name,
                       "a name has no spaces, quotes or commas (got '%s')", text);
        return false;
    }
    return true;
}

/* What stands where a value is not known or wrong. */
static void leave_out(const struct catalog_column *c, void *at)
{
    switch (c->field.type) {
    case SIM_FIELD_STRING:
        *(const char **)at = "";
        break;
    case SIM_FIELD_NUMBER:
        *(double *)at = c->optional ? (double)NAN : c->field.min;
        break;
    case SIM_FIELD_INTEGER:
        *(int64_t *)at = c->optional ? 0 : (int64_t)c->field.min;
        break;
    case SIM_FIELD_BOOL:
    case SIM_FIELD_CHOICE:
    case SIM_FIELD_OTHER:
        break; /* the record is zeroed */
    }
}

static void read_cell(const struct reader *r, const struct catalog_column *c, const char *text,
                      char *record)
{
    struct catalog_cell cell = {r->catalog,    r->diag, r->rows->file,
                                c->field.name, r->line, r->column};
    struct sim_given given = {.kind = SIM_GIVEN_CELL, .text = text, .length = strlen(text)};
    bool none = strcmp(text, "-") == 0;
    void *at = record + c->offset;
    struct sim_text why = {0};

    leave_out(c, at);
    if (text[0] == '\0' || (none && !c->optional)) {
        catalog_cell_error(&cell, "must not be empty%s",
                           c->optional ? "; write '-' for not known" : "");
        return;
    }
    if (none)
        return;
    if (c->field.take != NULL) {
        c->field.take(&c->field, &given, at, &cell);
    } else if (!sim_field_set(&c->field, &given, at, &why)) {
        catalog_cell_error(&cell, "%s", why.data);
        sim_text_release(&why);
    }
}

static void read_values(struct reader *r)
{
    const struct catalog_table *t = r->table;

    for (uint32_t i = 0; i < r->rows->n; i++) {
        char *record = (char *)r->rows->records + (size_t)i * t->record_size;

        r->line = r->rows->lines[i];
        for (unsigned c = 0; c < t->n_columns; c++) {
            const char *cell = r->rows->cells[(size_t)i * t->n_columns + c];

            r->column = place_in_line(r->rows, i, c, cell);
            if (check_text(r, &t->columns[c], cell))
                read_cell(r, &t->columns[c], cell, record);
        }
        if (t->has_origin)
            ((struct catalog_origin *)(void *)(record + t->origin))->line = r->line;
    }
}

/* ---- what spans rows and tables ---- */

static const char **name_array(struct catalog *catalog, enum catalog_table_id id)
{
    const struct catalog_rows *rows = &catalog->tables[id];
    const char **names = catalog_own(catalog, rows->n * sizeof *names);

    for (uint32_t i = 0; i < rows->n; i++)
        names[i] = rows->cells[(size_t)i * catalog_tables[id].n_columns];
    return names;
}

static double great_circle_km(const struct catalog_region *a, const struct catalog_region *b)
{
    const double rad = 3.14159265358979323846 / 180;
    double x = sin((b->lat - a->lat) * rad / 2), y = sin((b->lon - a->lon) * rad / 2);
    double h = x * x + cos(a->lat * rad) * cos(b->lat * rad) * y * y;

    return 2 * EARTH_KM * asin(sqrt(h < 1 ? h : 1));
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Lower median of the measured times inside a Region; 1 ms when there is none. */
static double inside_median_ms(const struct catalog_rows *rtt)
{
    const struct catalog_rtt *rows = rtt->records;
    double *inside = sim_fresh((rtt->n > 0 ? rtt->n : 1), sizeof *inside), median = 1;
    uint32_t n = 0;

    for (uint32_t i = 0; i < rtt->n; i++) {
        if (rows[i].from == rows[i].to)
            inside[n++] = rows[i].ms;
    }
    if (n > 0) {
        qsort(inside, n, sizeof *inside, compare_doubles);
        median = inside[(n - 1) / 2];
    }
    free(inside);
    return median;
}

static void estimate_rtt(struct catalog *catalog, uint32_t from, uint32_t to, double inside_ms,
                         struct catalog_rtt *out, const char **cells)
{
    const struct catalog_region *regions = catalog_regions(catalog);
    const struct catalog_rtt *rows = catalog->tables[TABLE_RTT].records;
    uint32_t n = catalog->tables[TABLE_REGIONS].n;
    uint32_t back = catalog->rtt_of[(size_t)to * n + from];
    char number[32];
    double ms;

    *out = (struct catalog_rtt){.from = from, .to = to};
    out->origin.mark = CATALOG_INFERRED;
    out->origin.source = "crisim";
    out->origin.as_of = "unknown";
    if (from == to) {
        ms = inside_ms;
        out->origin.note = "not measured: median of the measured times inside a Region";
    } else if (back != CATALOG_NONE && rows[back].origin.line != 0) {
        ms = rows[back].ms;
        out->origin = rows[back].origin;
        out->origin.mark = CATALOG_INFERRED;
        out->origin.line = 0;
        out->origin.note = "not measured in this direction: as measured in the other";
    } else {
        ms = RTT_FIXED_MS + RTT_MS_PER_KM * great_circle_km(&regions[from], &regions[to]);
        out->origin.note = "not measured: 25 ms + 0.0155 ms per great-circle km";
    }
    /* A tenth of a ms, as measured rows have: nobody should read more into an estimate. */
    out->ms = floor(ms * 10 + 0.5) / 10;
    sim_format_double(out->ms, number, sizeof number);
    cells[0] = regions[from].code;
    cells[1] = regions[to].code;
    cells[2] = catalog_own_string(catalog, number);
    cells[3] = out->origin.source;
    cells[4] = out->origin.as_of;
    cells[5] = catalog_mark_name(out->origin.mark);
    cells[6] = out->origin.note;
}

/* Every pair gets a row. */
static void complete_rtt(struct catalog *catalog)
{
    struct catalog_rows *rtt = &catalog->tables[TABLE_RTT];
    const unsigned n_columns = catalog_tables[TABLE_RTT].n_columns;
    uint32_t n = catalog->tables[TABLE_REGIONS].n, used = rtt->n;
    double inside = inside_median_ms(rtt);
    struct catalog_rtt *rows = catalog_own(catalog, (size_t)n * n * sizeof *rows);
    const char **cells = catalog_own(catalog, (size_t)n * n * n_columns * sizeof *cells);

    catalog->rtt_of = catalog_own(catalog, (size_t)n * n * sizeof *catalog->rtt_of);
    for (size_t i = 0; i < (size_t)n * n; i++)
        catalog->rtt_of[i] = CATALOG_NONE;
    if (used > 0) {
        memcpy(rows, rtt->records, used * sizeof *rows);
        memcpy(cells, rtt->cells, (size_t)used * n_columns * sizeof *cells);
    }
    rtt->records = rows;
    rtt->cells = cells;
    for (uint32_t i = 0; i < used; i++)
        catalog->rtt_of[(size_t)rows[i].from * n + rows[i].to] = i;
    for (uint32_t from = 0; from < n; from++) {
        for (uint32_t to = 0; to < n; to++) {
            uint32_t *at = &catalog->rtt_of[(size_t)from * n + to];

            if (*at != CATALOG_NONE)
                continue;
            estimate_rtt(catalog, from, to, inside, &rows[used], cells + (size_t)used * n_columns);
            *at = used++;
        }
    }
    rtt->n = used;
}

/* Column of a cell in its line, from 1. */
static size_t place_of(const struct catalog_rows *rows, enum catalog_table_id id, uint32_t row,
                       const char *column)
{
    const struct catalog_table *t = &catalog_tables[id];
    unsigned c = 0;

    while (strcmp(t->columns[c].field.name, column) != 0)
        c++;
    return place_in_line(rows, row, c, rows->cells[(size_t)row * t->n_columns + c]);
}

/* Rows of the profiles table are sorted by id, then source: runs of one id are profiles. */
static void collect_profiles(struct catalog *catalog, struct sim_diag *diag)
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

static void check_records(const struct catalog *catalog, struct sim_diag *diag)
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

/* ---- files ---- */

static char *embedded_text(const char *table, size_t *n)
{
    for (unsigned i = 0; i < catalog_n_embedded; i++) {
        if (strcmp(catalog_embedded[i].name, table) == 0) {
            char *text = sim_fresh(catalog_embedded[i].size + 1, 1);

            memcpy(text, catalog_embedded[i].bytes, catalog_embedded[i].size);
            text[catalog_embedded[i].size] = '\0';
            *n = catalog_embedded[i].size;
            return text;
        }
    }
    SIM_ASSERT(false, "table '%s' is not built in", table);
}

static int compare_strings(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Which tables a folder has; *.tsv files that are no table are findings, in the order of names. */
static enum sim_status scan_folder(const char *dir, bool has[N_TABLES], struct sim_diag *diag)
{
    const char *names[N_TABLES];
    char **unknown = NULL;
    size_t n_unknown = 0, n_known = 0, room = 0;
    struct dirent *entry;
    DIR *d = opendir(dir);

    if (d == NULL) {
        sim_diag_error(diag, dir, 0, 0, NULL, "cannot open the catalog folder: %s",
                       strerror(errno));
        return SIM_EINPUT;
    }
    for (int i = 0; i < N_TABLES; i++) {
        names[i] = catalog_tables[i].name;
        has[i] = false;
    }
    while ((entry = readdir(d)) != NULL) {
        size_t n = strlen(entry->d_name);
        int i = 0;

        if (n < 5 || strcmp(entry->d_name + n - 4, ".tsv") != 0 || entry->d_name[0] == '.')
            continue;
        while (i < N_TABLES &&
               (strlen(names[i]) != n - 4 || strncmp(names[i], entry->d_name, n - 4) != 0))
            i++;
        if (i < N_TABLES) {
            has[i] = true;
            n_known++;
            continue;
        }
        if (n_unknown == room) {
            room = room > 0 ? 2 * room : 8;
            unknown = sim_grown(unknown, room, sizeof *unknown);
        }
        unknown[n_unknown++] = sim_strdup(entry->d_name);
    }
    closedir(d);
    if (n_unknown > 0)
        qsort(unknown, n_unknown, sizeof *unknown, compare_strings);
    for (size_t i = 0; i < n_unknown; i++) {
        const char *near;

        unknown[i][strlen(unknown[i]) - 4] = '\0';
        near = sim_nearest_name(unknown[i], names, N_TABLES);
        sim_diag_error(diag, dir, 0, 0, NULL, "'%s.tsv' is no catalog table%s%s%s", unknown[i],
                       near ? "; did you mean '" : "", near ? near : "", near ? ".tsv'?" : "");
        free(unknown[i]);
    }
    free(unknown);
    if (n_known == 0 && n_unknown == 0)
        sim_diag_error(diag, dir, 0, 0, NULL,
                       "the catalog folder has no table (such as "
                       "'prices.tsv')");
    return SIM_OK;
}

static void warn_built_in(const char *dir, const bool has[N_TABLES], struct sim_diag *diag)
{
    struct sim_text names = {0};

    for (int i = 0; i < N_TABLES; i++) {
        if (!has[i])
            sim_text_addf(&names, "%s%s", names.length > 0 ? ", " : "", catalog_tables[i].name);
    }
    if (names.length > 0)
        sim_diag_warning(diag, dir, 0, 0, NULL, "tables not in the folder stay built-in: %s",
                         names.data);
    sim_text_release(&names);
}

/* A pipe or a device under a table's name would keep the reader waiting, or never end. */
static enum sim_status read_plain(const char *file, char **text, size_t *n, struct sim_error *err)
{
    struct stat info;

    if (stat(file, &info) == 0 && !S_ISREG(info.st_mode))
        return sim_fail(err, SIM_EINPUT, file, "is not a plain file");
    return sim_file_read(file, MAX_FILE_BYTES, text, n, err);
}

/* Every table's text (texts, NULL where a folder does not have it: the built-in one then), its
 * digest and the names for messages. Takes the texts; those that hold a NUL byte are freed. */
static void take_texts(struct catalog *catalog, const char *dir, char *texts[N_TABLES],
                       size_t lengths[N_TABLES], struct sim_diag *diag)
{
    struct sim_text all = {0};

    for (int i = 0; i < N_TABLES; i++) {
        const char *name = catalog_tables[i].name;
        bool own = texts[i] != NULL;
        struct sim_text file = {0};
        const char *nul;

        sim_text_addf(&file, "%s%s%s.tsv", own ? dir : "built-in:", own ? "/" : "", name);
        catalog->tables[i].file = catalog_own_string(catalog, file.data);
        sim_text_release(&file);
        if (!own)
            texts[i] = embedded_text(name, &lengths[i]);
        sim_text_addf(&all, "%s %zu\n", name, lengths[i]);
        sim_text_add_bytes(&all, texts[i], lengths[i]);
        nul = memchr(texts[i], '\0', lengths[i]);
        if (nul != NULL) {
            const char *start = texts[i];
            uint64_t line = 1;

            for (const char *c = texts[i]; c < nul; c++)
                if (*c == '\n') {
                    line++;
                    start = c + 1;
                }
            sim_diag_error(diag, catalog->tables[i].file, line, 1 + (size_t)(nul - start), NULL,
                           "holds a NUL byte");
            free(texts[i]);
            texts[i] = NULL;
        }
    }
    sim_sha256_hex(all.data, all.length, catalog->digest);
    sim_text_release(&all);
}

/* The texts of a folder; false after findings. */
static bool read_folder(const char *dir, char *texts[N_TABLES], size_t lengths[N_TABLES],
                        struct sim_diag *diag)
{
    bool has[N_TABLES] = {false};
    size_t errors = diag->n_raised;

    if (scan_folder(dir, has, diag) != SIM_OK)
        return false;
    if (diag->n_raised == errors)
        warn_built_in(dir, has, diag);
    for (int i = 0; i < N_TABLES; i++) {
        struct sim_text file = {0};
        struct sim_error err = {0};

        if (!has[i])
            continue;
        sim_text_addf(&file, "%s/%s.tsv", dir, catalog_tables[i].name);
        if (read_plain(file.data, &texts[i], &lengths[i], &err) != SIM_OK) {
            sim_diag_error(diag, file.data, 0, 0, NULL, "%s", err.message);
            texts[i] = NULL;
        }
        sim_text_release(&file);
    }
    return diag->n_raised == errors;
}

/* Takes the texts. */
static enum sim_status open_texts(struct catalog **out, const char *dir, char *texts[N_TABLES],
                                  size_t lengths[N_TABLES], size_t errors, struct sim_diag *diag)
{
    /* Tables that others refer to, first. */
    static const enum catalog_table_id order[] = {
        TABLE_SOURCES,         TABLE_REGIONS, TABLE_MODELS, TABLE_RTT,       TABLE_PROFILES,
        TABLE_IN_REGION,       TABLE_QUOTAS,  TABLE_PRICES, TABLE_LATENCY,   TABLE_PROVISIONED,
        TABLE_INCIDENTS,       TABLE_EDITION, TABLE_RULES,  TABLE_LIFECYCLE, TABLE_TIERS,
        TABLE_ENDPOINT_QUOTAS, TABLE_AREAS,   TABLE_ROUTING};
    struct catalog *catalog = sim_zeroed(1, sizeof *catalog);
    enum sim_status st = SIM_OK;

    *out = NULL;
    take_texts(catalog, dir, texts, lengths, diag);
    for (size_t k = 0; st == SIM_OK && k < N_TABLES; k++) {
        enum catalog_table_id id = order[k];
        struct reader r = {catalog, diag, &catalog_tables[id], &catalog->tables[id], 0, 0};

        if (texts[id] != NULL && read_cells(&r, catalog_own_string(catalog, texts[id]))) {
            if (id == TABLE_REGIONS)
                catalog->region_names = name_array(catalog, id);
            if (id == TABLE_MODELS)
                catalog->model_names = name_array(catalog, id);
            read_values(&r);
        }
        /* Without names to refer to, every other row would be a finding too. */
        if ((id == TABLE_SOURCES || id == TABLE_REGIONS || id == TABLE_MODELS) &&
            diag->n_raised > errors)
            break;
    }
    for (int i = 0; i < N_TABLES; i++)
        free(texts[i]);
    if (st == SIM_OK && diag->n_raised > errors)
        st = SIM_EINPUT;
    if (st == SIM_OK) {
        complete_rtt(catalog);
        collect_profiles(catalog, diag);
        check_records(catalog, diag);
        catalog_check_places(catalog, diag);
        if (diag->n_raised > errors)
            st = SIM_EINPUT;
    }
    if (st != SIM_OK) {
        catalog_destroy(catalog);
        return st;
    }
    *out = catalog;
    return SIM_OK;
}

enum sim_status catalog_open(struct catalog **out, const char *dir, struct sim_diag *diag)
{
    char *texts[N_TABLES] = {NULL};
    size_t lengths[N_TABLES] = {0};
    size_t errors = diag->n_raised;

    if (dir != NULL && !read_folder(dir, texts, lengths, diag)) {
        for (int i = 0; i < N_TABLES; i++)
            free(texts[i]);
        *out = NULL;
        return SIM_EINPUT;
    }
    return open_texts(out, dir, texts, lengths, errors, diag);
}

enum sim_status catalog_open_texts(struct catalog **out, const struct catalog_text *tables,
                                   size_t n, struct sim_diag *diag)
{
    char *texts[N_TABLES] = {NULL};
    size_t lengths[N_TABLES] = {0};

    for (size_t k = 0; k < n; k++)
        for (int i = 0; i < N_TABLES; i++)
            if (strcmp(catalog_tables[i].name, tables[k].table) == 0 && texts[i] == NULL) {
                texts[i] = sim_fresh(tables[k].length + 1, 1);
                memcpy(texts[i], tables[k].text, tables[k].length);
                texts[i][tables[k].length] = '\0';
                lengths[i] = tables[k].length;
            }
    return open_texts(out, "memory", texts, lengths, diag->n_raised, diag);
}

void catalog_destroy(struct catalog *catalog)
{
    if (catalog == NULL)
        return;
    for (size_t i = 0; i < catalog->n_owned; i++)
        free(catalog->owned[i]);
    free(catalog->owned);
    free(catalog);
}
