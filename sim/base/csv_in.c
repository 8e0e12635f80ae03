#include "sim/base/csv_in.h"

#include "sim/base/assert.h"

#include <csv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELD = 1000000, MAX_FIELDS = 4096 };

/*
 * libcsv reports fields and rows but no lines. The feed is cut at newlines, so that at each row
 * callback the physical line is known: a row's first line is the one after the previous row's end,
 * blank lines (which libcsv drops) skipped by looking at where its first field began.
 */
enum { SHORT_FIELD = 24 };

struct sim_csv {
    struct csv_parser parser;
    char *file;
    sim_csv_row_fn row;
    void *context;
    char *bytes; /* of the row's fields, one after the other */
    size_t n_bytes, bytes_capacity;
    size_t *starts; /* n_fields + 1 */
    struct sim_csv_field *fields;
    uint32_t n_fields, fields_capacity;
    uint64_t line;     /* physical line being fed */
    uint64_t row_line; /* of the row that is open; 0 = none */
    enum sim_status status;
    struct sim_error *err;
};

static void where(const struct sim_csv *csv, uint64_t line, char buffer[600])
{
    snprintf(buffer, 600, "%.500s:%llu", csv->file, (unsigned long long)line);
}

static enum sim_status fail_at(struct sim_csv *csv, uint64_t line, const char *message)
{
    char place[600];

    where(csv, line, place);
    csv->status = sim_fail(csv->err, SIM_EINPUT, place, "%s", message);
    return csv->status;
}

static void on_field(void *text, size_t length, void *context)
{
    struct sim_csv *csv = context;

    if (csv->status != SIM_OK)
        return;
    if (csv->row_line == 0)
        csv->row_line = csv->line;
    if (length > MAX_FIELD) {
        fail_at(csv, csv->row_line, "field is longer than 1,000,000 bytes");
        return;
    }
    if (csv->n_fields + 1 >= MAX_FIELDS) {
        fail_at(csv, csv->row_line, "row has more than 4,095 fields");
        return;
    }
    if (csv->bytes == NULL || csv->n_bytes + length > csv->bytes_capacity) {
        csv->bytes_capacity = (csv->n_bytes + length) * 2 + 256;
        csv->bytes = realloc(csv->bytes, csv->bytes_capacity);
        SIM_ASSERT(csv->bytes != NULL, "out of memory");
    }
    if (csv->n_fields + 1 >= csv->fields_capacity) {
        csv->fields_capacity = csv->fields_capacity > 0 ? csv->fields_capacity * 2 : 32;
        csv->starts = realloc(csv->starts, (csv->fields_capacity + 1) * sizeof *csv->starts);
        csv->fields = realloc(csv->fields, csv->fields_capacity * sizeof *csv->fields);
        SIM_ASSERT(csv->starts != NULL && csv->fields != NULL, "out of memory");
    }
    /* libcsv has just written the field byte by byte; a wide load of such bytes waits for the stores
     * to drain, byte loads do not. */
    if (length <= SHORT_FIELD)
        for (size_t i = 0; i < length; i++)
            csv->bytes[csv->n_bytes + i] = ((const volatile char *)text)[i];
    else
        memcpy(csv->bytes + csv->n_bytes, text, length);
    csv->starts[csv->n_fields] = csv->n_bytes;
    csv->fields[csv->n_fields].length = (uint32_t)length;
    csv->n_fields++;
    csv->n_bytes += length;
}

static void on_row(int terminator, void *context)
{
    struct sim_csv *csv = context;

    (void)terminator;
    if (csv->status == SIM_OK) {
        for (uint32_t i = 0; i < csv->n_fields; i++)
            csv->fields[i].text = csv->bytes + csv->starts[i];
        csv->status = csv->row(csv->context, csv->row_line > 0 ? csv->row_line : csv->line,
                               csv->fields, csv->n_fields, csv->err);
    }
    csv->n_fields = 0;
    csv->n_bytes = 0;
    csv->row_line = 0;
}

enum sim_status sim_csv_create(struct sim_csv **out, const char *file, sim_csv_row_fn row,
                               void *context, struct sim_error *err)
{
    struct sim_csv *csv = calloc(1, sizeof *csv);

    if (csv == NULL)
        return sim_fail(err, SIM_ENOMEM, file, "out of memory");
    if (csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        free(csv);
        return sim_fail(err, SIM_ENOMEM, file, "out of memory");
    }
    csv->file = strdup(file);
    SIM_ASSERT(csv->file != NULL, "out of memory");
    csv->row = row;
    csv->context = context;
    csv->line = 1;
    *out = csv;
    return SIM_OK;
}

enum sim_status sim_csv_feed(struct sim_csv *csv, const char *bytes, size_t n,
                             struct sim_error *err)
{
    csv->err = err;
    if (csv->status != SIM_OK)
        return csv->status;
    while (n > 0 && csv->status == SIM_OK) {
        const char *newline = memchr(bytes, '\n', n);
        size_t piece = newline != NULL ? (size_t)(newline - bytes) + 1 : n;
        bool blank = piece == 1 || (piece == 2 && bytes[0] == '\r');

        if (memchr(bytes, '\0', piece) != NULL)
            return fail_at(csv, csv->line, "NUL byte: this is not a text file");
        /* A row that is open across lines (a quoted newline) began where its first byte stood. */
        if (csv->row_line == 0 && !(blank && newline != NULL))
            csv->row_line = csv->line;
        if (csv_parse(&csv->parser, bytes, piece, on_field, on_row, csv) != piece &&
            csv->status == SIM_OK)
            return fail_at(csv, csv->line, csv_strerror(csv_error(&csv->parser)));
        if (newline != NULL)
            csv->line++;
        bytes += piece;
        n -= piece;
    }
    return csv->status;
}

enum sim_status sim_csv_finish(struct sim_csv *csv, struct sim_error *err)
{
    csv->err = err;
    if (csv->status != SIM_OK)
        return csv->status;
    if (csv_fini(&csv->parser, on_field, on_row, csv) != 0 && csv->status == SIM_OK)
        return fail_at(csv, csv->row_line > 0 ? csv->row_line : csv->line,
                       "quoted field is not closed");
    return csv->status;
}

void sim_csv_destroy(struct sim_csv *csv)
{
    if (csv == NULL)
        return;
    csv_free(&csv->parser);
    free(csv->file);
    free(csv->bytes);
    free(csv->starts);
    free(csv->fields);
    free(csv);
}
