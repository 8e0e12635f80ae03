/*
 * values.c: cells of one table into the values of its records.
 */
#include "scenarios/catalog/cells.h"
#include "scenarios/catalog/read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A citation has some hundred. */
enum { MAX_CELL_BYTES = 20000 };

/* Whether a word of eight bytes holds a control character, exactly. */
static bool has_control(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
    uint64_t low = word & ~tops, is_del = low ^ 0x7f * ones;

    /* Of each byte's low seven bits: below 0x20, or 0x7f; bytes beyond ASCII are neither. */
    return (~((low + (0x80 - 0x20) * ones) & (is_del + 0x7f * ones)) & ~word & tops) != 0;
}

/* Cells are names and texts that go to a terminal, to CSV and into file names. */
static bool check_text(const struct catalog_reader *r, const struct catalog_column *c,
                       const char *text, size_t n)
{
    size_t plain = 0;

    if (n > MAX_CELL_BYTES) {
        sim_diag_error(r->diag, r->rows->file, r->line, r->column, c->field.name,
                       "is longer than %d bytes (got %zu: '%.40s...')", MAX_CELL_BYTES, n, text);
        return false;
    }
    for (uint64_t word; n - plain >= sizeof word; plain += sizeof word) {
        memcpy(&word, text + plain, sizeof word);
        if (has_control(word))
            break;
    }
    for (size_t i = plain; i < n; i++) {
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

static void read_cell(const struct catalog_reader *r, const struct catalog_column *c,
                      const char *text, size_t length, char *record)
{
    struct catalog_cell cell = {r->catalog,    r->diag, r->rows->file,
                                c->field.name, r->line, r->column};
    struct sim_given given = {.kind = SIM_GIVEN_CELL, .text = text, .length = length};
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

void catalog_read_values(struct catalog_reader *r)
{
    const struct catalog_table *t = r->table;

    for (uint32_t i = 0; i < r->rows->n; i++) {
        char *record = (char *)r->rows->records + (size_t)i * t->record_size;

        r->line = r->rows->lines[i];
        for (unsigned c = 0; c < t->n_columns; c++) {
            const char *cell = r->rows->cells[(size_t)i * t->n_columns + c];
            size_t length = strlen(cell);

            r->column = catalog_place_in_line(r->rows, i, c, cell);
            if (check_text(r, &t->columns[c], cell, length))
                read_cell(r, &t->columns[c], cell, length, record);
        }
        if (t->has_origin)
            ((struct catalog_origin *)(void *)(record + t->origin))->line = r->line;
    }
}
