#include "sim/base/csv_in.h"

#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <csv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELD = 1000000, MAX_FIELDS = 4096, MAX_ROW = 16 << 20 };
enum { BETWEEN_ROWS = 0 }; /* libcsv's ROW_NOT_BEGUN, which its header does not name */

/*
 * libcsv reports fields and rows but no lines. The feed is cut at newlines, so that at each row
 * callback the physical line is known: a row's first line is the one after the previous row's end,
 * blank lines (which libcsv drops) skipped.
 *
 * A line without quotes needs no state machine. Where libcsv stands between two rows and the block
 * holds a whole such line, split_plain() takes it, eight bytes at a look, its fields pointing into
 * the block; the rows are the same as libcsv's (tests/unit compares them over drawn bytes). All
 * else is libcsv's: quotes, a bare carriage return, a line that goes on in the next block.
 */
enum { SHORT_FIELD = 24 };

struct sim_csv {
    struct csv_parser parser;
    char *file;
    sim_csv_row_fn row;
    void *context;
    char *bytes; /* of the row's fields, one after the other */
    size_t n_bytes, bytes_capacity;
    size_t *starts;               /* MAX_FIELDS */
    struct sim_csv_field *fields; /* MAX_FIELDS */
    uint32_t n_fields;
    uint64_t line;     /* physical line being fed */
    uint64_t row_line; /* of the row that is open; 0 = none */
    size_t row_bytes;  /* of it that libcsv has taken, and keeps */
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
        csv->bytes = sim_grown(csv->bytes, csv->bytes_capacity, 1);
    }
    /* libcsv has just written the field byte by byte; a wide load of such bytes waits for the
     * stores to drain, byte loads do not. */
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

/* libcsv counts in bytes. */
static void *grow(void *old, size_t n)
{
    return sim_grown(old, n, 1);
}

enum sim_status sim_csv_create(struct sim_csv **out, const char *file, sim_csv_row_fn row,
                               void *context, struct sim_error *err)
{
    struct sim_csv *csv = sim_zeroed(1, sizeof *csv);

    if (csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        free(csv);
        return sim_fail(err, SIM_ENOMEM, file, "the CSV parser cannot be set up");
    }
    csv_set_realloc_func(&csv->parser, grow);
    /* By its own 128 bytes at a time a long field would be copied as often. */
    csv_set_blk_size(&csv->parser, 1 << 16);
    csv->file = sim_strdup(file);
    csv->starts = sim_fresh(MAX_FIELDS, sizeof *csv->starts);
    csv->fields = sim_fresh(MAX_FIELDS, sizeof *csv->fields);
    csv->row = row;
    csv->context = context;
    csv->line = 1;
    *out = csv;
    return SIM_OK;
}

/* The next eight bytes, the first in the lowest bits; letters where the block ends before. */
static uint64_t look(const char *at, const char *end)
{
    uint64_t word = UINT64_C(0x7a7a7a7a7a7a7a7a);

    if (end - at >= 8)
        memcpy(&word, at, 8);
    else
        memcpy(&word, at, (size_t)(end - at));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* The top bit of each byte that is below '-', exactly: comma, newline, quote, NUL and other marks,
 * but no digit, letter, '.', '-' or byte beyond ASCII. */
static uint64_t marks_of(uint64_t word)
{
    const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
    const uint64_t add = UINT64_C(0x0101010101010101) * (0x80 - '-');

    return ~(((word & low) + add) | word) & ~low;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Field `n` of the line, as libcsv gives it: without spaces and tabs around. */
static void set_field(struct sim_csv *csv, uint32_t n, const char *from, const char *to)
{
    while (from < to && is_blank(*from))
        from++;
    while (from < to && is_blank(to[-1]))
        to--;
    csv->fields[n] = (struct sim_csv_field){from, (uint32_t)(to - from)};
}

/* The bytes of whole plain lines at the start of the block, their rows delivered. */
static size_t split_plain(struct sim_csv *csv, const char *bytes, size_t n)
{
    const char *end = bytes + n;
    const char *line = bytes;
    const char *field = bytes;
    uint32_t n_fields = 0;

    for (const char *at = bytes; at < end; at += 8)
        for (uint64_t marks = marks_of(look(at, end)); marks != 0; marks &= marks - 1) {
            const char *mark = at + (__builtin_ctzll(marks) >> 3);

            if (*mark == ',' || *mark == '\n') {
                bool crlf = *mark == '\n' && mark > field && mark[-1] == '\r';

                if (mark - field > MAX_FIELD || n_fields + 1 >= MAX_FIELDS)
                    return (size_t)(line - bytes);
                set_field(csv, n_fields++, field, mark - crlf);
                field = mark + 1;
            } else if (*mark == '"' || *mark == '\0' ||
                       (*mark == '\r' && (mark + 1 == end || mark[1] != '\n'))) {
                return (size_t)(line - bytes);
            }
            if (*mark != '\n')
                continue;
            if (n_fields > 1 || csv->fields[0].length > 0)
                csv->status = csv->row(csv->context, csv->line, csv->fields, n_fields, csv->err);
            csv->line++;
            n_fields = 0;
            line = field;
            if (csv->status != SIM_OK)
                return (size_t)(line - bytes);
        }
    return (size_t)(line - bytes);
}

/* The block's bytes up to its first newline or carriage return (which ends a row for libcsv, but
 * not a line), to libcsv. */
static size_t parse_piece(struct sim_csv *csv, const char *bytes, size_t n)
{
    size_t piece = 0;

    while (piece < n && bytes[piece] != '\n' && bytes[piece] != '\r') {
        if (bytes[piece] == '\0') {
            fail_at(csv, csv->line, "NUL byte: this is not a text file");
            return 0;
        }
        piece++;
    }
    piece += piece < n;
    /* A row that is open across lines (a quoted newline) began where its first byte stood. */
    if (csv->row_line == 0)
        csv->row_line = csv->line;
    csv->row_bytes += piece;
    if (csv->row_bytes > MAX_ROW) {
        fail_at(csv, csv->row_line,
                csv->line > csv->row_line
                    ? "row is longer than 16 MiB: is a quote that opens in it never closed?"
                    : "line is longer than 16 MiB: this is no CSV with one row a line");
        return 0;
    }
    if (csv_parse(&csv->parser, bytes, piece, on_field, on_row, csv) != piece &&
        csv->status == SIM_OK)
        fail_at(csv, csv->line, csv_strerror(csv_error(&csv->parser)));
    if (csv->parser.pstate == BETWEEN_ROWS) {
        csv->row_line = 0;
        csv->row_bytes = 0;
    }
    csv->line += bytes[piece - 1] == '\n';
    return piece;
}

enum sim_status sim_csv_feed(struct sim_csv *csv, const char *bytes, size_t n,
                             struct sim_error *err)
{
    csv->err = err;
    while (n > 0 && csv->status == SIM_OK) {
        size_t taken = csv->parser.pstate == BETWEEN_ROWS ? split_plain(csv, bytes, n) : 0;

        if (taken < n && csv->status == SIM_OK)
            taken += parse_piece(csv, bytes + taken, n - taken);
        bytes += taken;
        n -= taken;
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
