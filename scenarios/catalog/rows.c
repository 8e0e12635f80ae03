/*
 * rows.c: the text of one table into rows of cells, in the order of their keys.
 */
#include "scenarios/catalog/read.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One row while a table is read. */
struct row {
    const char **cells; /* in the table's column order */
    const char *start;  /* of the line: columns of messages count from it */
    uint32_t line, n_keys;
};

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
static bool check_first_line(const struct catalog_reader *r, const char *line)
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
static bool read_header(const struct catalog_reader *r, char *line, uint32_t *place,
                        uint32_t *n_cells)
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

size_t catalog_place_in_line(const struct catalog_rows *rows, uint32_t row, unsigned column,
                             const char *cell)
{
    return rows->absent[column] ? 0 : 1 + (size_t)(cell - rows->starts[row]);
}

bool catalog_read_rows(struct catalog_reader *r, char *text)
{
    const struct catalog_table *t = r->table;
    uint32_t place[CATALOG_MAX_COLUMNS], n_cells = 0;
    struct row *rows = NULL;
    uint32_t n = 0, capacity = 0;
    bool header = false, in_order = true;
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
    for (uint32_t i = 1; i < n && in_order; i++)
        in_order = compare_rows(&rows[i - 1], &rows[i]) < 0;
    if (t->n_keys > 0 && !in_order)
        sim_sort(rows, n, sizeof *rows, compare_rows);
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
