#include "scenarios/read/events.h"

#include "sim/base/csv_in.h"
#include "sim/base/file_out.h"
#include "sim/base/text.h"

#include <stdlib.h>
#include <string.h>

#define MAX_FILE   ((size_t)64 * 1024 * 1024)
#define MAX_EVENTS 100000u
#define MAX_REGION 100u /* bytes of a name */
#define MAX_S      (10 * 366 * 86400.0)

static const char *const columns[] = {"start_s", "end_s", "region"};
enum { N_COLUMNS = 3, MAX_SHOWN = 60 };

struct reader {
    const char *file;
    struct event_rows *rows;
    uint32_t capacity;
    struct sim_arena *arena;
    struct sim_diag *diag;
    bool header;
};

static bool is_word(const struct sim_csv_field *field, const char *word)
{
    return field->length == strlen(word) && memcmp(field->text, word, field->length) == 0;
}

/* Bytes of a field that a message shows. */
static int shown(const struct sim_csv_field *field)
{
    return (int)(field->length < MAX_SHOWN ? field->length : MAX_SHOWN);
}

static enum sim_status on_row(void *context, uint64_t line, const struct sim_csv_field *fields,
                              uint32_t n, struct sim_error *err)
{
    struct reader *reader = context;
    struct event_row row = {.line = line};

    (void)err;
    if (!reader->header) {
        reader->header = true;
        for (uint32_t i = 0; i < N_COLUMNS; i++)
            if (n != N_COLUMNS || !is_word(&fields[i], columns[i])) {
                sim_diag_error(reader->diag, reader->file, line, 0, NULL,
                               "the first line must be 'start_s,end_s,region'");
                return SIM_EINPUT;
            }
        return SIM_OK;
    }
    if (n != N_COLUMNS) {
        sim_diag_error(reader->diag, reader->file, line, 0, NULL,
                       "%u columns where the first line has %d", n, N_COLUMNS);
        return SIM_OK;
    }
    if (!sim_parse_double(fields[0].text, fields[0].length, &row.start_s) ||
        !sim_parse_double(fields[1].text, fields[1].length, &row.end_s) || !(row.start_s >= 0) ||
        !(row.end_s > row.start_s) || row.end_s > MAX_S) {
        sim_diag_error(reader->diag, reader->file, line, 0, NULL,
                       "must have 0 <= start_s < end_s in seconds (got '%.*s' and '%.*s')",
                       shown(&fields[0]), fields[0].text, shown(&fields[1]), fields[1].text);
        return SIM_OK;
    }
    if (reader->rows->n >= MAX_EVENTS) {
        sim_diag_error(reader->diag, reader->file, line, 0, NULL, "more than %u events",
                       MAX_EVENTS);
        return SIM_EINPUT;
    }
    if (fields[2].length == 0 || fields[2].length > MAX_REGION) {
        sim_diag_error(reader->diag, reader->file, line, 0, "region",
                       "must be the name of a Region (got %u bytes)", fields[2].length);
        return SIM_OK;
    }
    row.region = sim_arena_printf(reader->arena, "%.*s", (int)fields[2].length, fields[2].text);
    reader->rows->items = sim_arena_with_room(reader->arena, reader->rows->items, reader->rows->n,
                                              &reader->capacity, sizeof *reader->rows->items);
    reader->rows->items[reader->rows->n++] = row;
    return SIM_OK;
}

void events_decode(const char *file, const char *text, size_t length, struct event_rows *rows,
                   struct sim_arena *arena, struct sim_diag *diag)
{
    struct reader reader = {.file = file, .rows = rows, .arena = arena, .diag = diag};
    struct sim_error err = {.status = SIM_OK};
    struct sim_csv *csv = NULL;
    size_t errors = diag->n_raised;
    enum sim_status status;

    *rows = (struct event_rows){0};
    status = sim_csv_create(&csv, file, on_row, &reader, &err);
    if (status == SIM_OK)
        status = sim_csv_feed(csv, text, length, &err);
    if (status == SIM_OK)
        status = sim_csv_finish(csv, &err);
    if (status != SIM_OK && diag->n_raised == errors)
        sim_diag_error(diag, err.where[0] != '\0' ? err.where : file, 0, 0, NULL, "%s",
                       err.message);
    else if (status == SIM_OK && rows->n == 0 && diag->n_raised == errors)
        sim_diag_error(diag, file, 1, 0, NULL, "has no events");
    sim_csv_destroy(csv);
}

void events_read(const char *file, struct event_rows *rows, struct sim_arena *arena,
                 struct sim_diag *diag)
{
    struct sim_error err = {.status = SIM_OK};
    char *text = NULL;
    size_t length = 0;

    *rows = (struct event_rows){0};
    if (sim_file_read(file, MAX_FILE, &text, &length, &err) != SIM_OK) {
        sim_diag_error(diag, file, 0, 0, NULL, "%s", err.message);
        return;
    }
    events_decode(file, text, length, rows, arena, diag);
    free(text);
}
