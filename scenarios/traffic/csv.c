#include "scenarios/traffic/csv.h"

#include "sim/base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_name(const struct sim_csv_field *field, const char *name)
{
    return strlen(name) == field->length && strncasecmp(field->text, name, field->length) == 0;
}

/* A header's name, and of a table of nested values also the first part of a path. */
static bool tells(const struct trace_format *format, const struct sim_csv_field *field,
                  const char *name)
{
    size_t n = strcspn(name, ".");

    return is_name(field, name) ||
           (format->also_csv && field->length == n && strncasecmp(field->text, name, n) == 0);
}

static void find_format(struct trace_build *build, const struct sim_csv_field *fields, uint32_t n,
                        struct trace_match *best)
{
    for (const struct trace_format *const *f = build->formats; *f != NULL; f++) {
        uint32_t n_columns = trace_format_n_columns(*f);
        bool *present = sim_zeroed(n_columns, sizeof *present);

        for (uint32_t c = 0; c < n_columns; c++)
            for (uint32_t i = 0; i < n; i++)
                present[c] |= tells(*f, &fields[i], (*f)->columns[c].name);
        if ((*f)->mouth == TRACE_CSV || (*f)->also_csv)
            trace_consider(best, *f, present);
        free(present);
    }
}

/* ---- tables of logs: each row is an object ---- */

static bool has_name(const struct sim_csv_field *fields, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (is_name(&fields[i], name))
            return true;
    return false;
}

/* As the formats of logs spell it; tables may have all their names in small letters. */
static void spell(const struct trace_build *build, const struct sim_csv_field *field,
                  struct sim_text *out)
{
    for (const struct trace_format *const *f = build->formats; *f != NULL; f++)
        for (const struct trace_column_row *c = (*f)->columns; (*f)->also_csv && c->name != NULL;
             c++)
            if (tells(*f, field, c->name)) {
                sim_text_add_bytes(out, c->name, field->length);
                return;
            }
    sim_text_add_bytes(out, field->text, field->length);
}

static void begin_objects(struct trace_csv *csv, const struct sim_csv_field *fields, uint32_t n)
{
    csv->as_objects = true;
    csv->header.n = n;
    csv->names = sim_zeroed(n, sizeof *csv->names);
    for (uint32_t i = 0; i < n; i++) {
        struct sim_text name = {0};

        sim_text_add(&name, "");
        spell(csv->build, &fields[i], &name);
        csv->names[i] = sim_text_take(&name);
    }
    trace_records_init(&csv->records, csv->build);
    trace_wrap_init(&csv->wrap, &csv->records);
}

static void add_string(struct sim_text *out, const char *text, size_t n)
{
    sim_text_add(out, "\"");
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c == '"' || c == '\\')
            sim_text_add(out, "\\");
        if (c < 0x20)
            sim_text_addf(out, "\\u%04x", c == 0 ? 0x20 : c);
        else
            sim_text_add_bytes(out, &text[i], 1);
    }
    sim_text_add(out, "\"");
}

/* An empty field is a value that is not there. */
static enum sim_status take_object(struct trace_csv *csv, uint64_t line,
                                   const struct sim_csv_field *fields, uint32_t n,
                                   struct sim_error *err)
{
    struct sim_text *object = &csv->object;
    struct trace_text text = {.line = line};
    const char *separator = "{";

    sim_text_clear(object);
    for (uint32_t i = 0; i < n; i++)
        if (fields[i].length > 0 && !(fields[i].length == 1 && fields[i].text[0] == '-')) {
            sim_text_add(object, separator);
            add_string(object, csv->names[i], strlen(csv->names[i]));
            sim_text_add(object, ":");
            add_string(object, fields[i].text, fields[i].length);
            separator = ",";
        }
    if (object->length == 0)
        return SIM_OK;
    sim_text_add(object, "}");
    text.text = object->data;
    text.length = object->length;
    return trace_wrap_take(&csv->wrap, &text, err);
}

/* ---- tables of requests ---- */

/* The name nearest to a column of the format among those that have no meaning, or NULL. */
static const char *nearest_ignored(const struct trace *trace, const char *name)
{
    return trace->ignored.n > 0
               ? sim_nearest_name(name, (const char *const *)trace->ignored.names, trace->ignored.n)
               : NULL;
}

static void missing(struct trace_build *build, uint64_t line, const char *what, const char *name)
{
    const char *nearest = nearest_ignored(build->trace, name);

    sim_diag_error(build->diag, build->file, line, 0, NULL, "%s'%s'%s%s%.80s%s", what, name,
                   *what == 'c' ? " is missing" : "", nearest != NULL ? "; is it '" : "",
                   nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
}

/* Columns of which a row has no more than one. */
static bool is_single(enum trace_column column)
{
    return column != TRACE_IGNORED && column != TRACE_FINGERPRINT && column != TRACE_FILTER;
}

/* Where among the first n columns, or n. */
static uint32_t place_of(const struct trace_header *header, const struct trace_column_row *c,
                         uint32_t n)
{
    uint32_t i = 0;

    while (i < n && header->columns[i] != c)
        i++;
    return i;
}

static const struct trace_column_row *find_column(const struct trace_format *format,
                                                  const struct sim_csv_field *field)
{
    for (const struct trace_column_row *c = format->columns; c->name != NULL; c++)
        if (is_name(field, c->name))
            return c;
    return NULL;
}

/* A first row of numbers and an empty or known word has no names: a format may say what they are.
 */
static const struct trace_format *
find_without_header(const struct trace_build *build, const struct sim_csv_field *fields, uint32_t n)
{
    double number;

    for (const struct trace_format *const *f = build->formats; *f != NULL; f++) {
        uint32_t names = 0;

        while ((*f)->without_header != NULL && (*f)->without_header[names] != NULL)
            names++;
        if (names > 0 && names == n &&
            sim_parse_double(fields[0].text, fields[0].length, &number) &&
            sim_parse_double(fields[1].text, fields[1].length, &number) &&
            (fields[3].length == 0 || is_name(&fields[3], "Gamma") ||
             is_name(&fields[3], "Weibull")))
            return *f;
    }
    return NULL;
}

/* Names that are all the format's. */
static void take_header(struct trace_csv *csv, const struct sim_csv_field *names, uint32_t n)
{
    struct trace_header *header = &csv->header;

    header->n = n;
    header->columns = sim_zeroed(n, sizeof *header->columns);
    header->names = sim_zeroed(n, sizeof *header->names);
    for (uint32_t i = 0; i < n; i++) {
        header->columns[i] = find_column(csv->build->format, &names[i]);
        snprintf(header->names[i], sizeof header->names[i], "%.*s", (int)names[i].length,
                 names[i].text);
    }
}

static bool begin_without_header(struct trace_csv *csv, uint64_t line,
                                 const struct trace_format *format)
{
    const struct trace_match match = {format, 2};
    struct sim_csv_field names[16];
    uint32_t n = 0;

    for (; format->without_header[n] != NULL; n++)
        names[n] = (struct sim_csv_field){format->without_header[n],
                                          (uint32_t)strlen(format->without_header[n])};
    if (!trace_settle(csv->build, &match, line, "", NULL))
        return false;
    take_header(csv, names, n);
    return true;
}

/* As spreadsheets save a table where the comma is the decimal point: one field, to a reader of
 * commas. */
static bool is_split_otherwise(const struct sim_csv_field *fields, uint32_t n)
{
    return n == 1 && (memchr(fields[0].text, ';', fields[0].length) != NULL ||
                      memchr(fields[0].text, '\t', fields[0].length) != NULL ||
                      memchr(fields[0].text, '|', fields[0].length) != NULL);
}

static bool read_header(struct trace_csv *csv, uint64_t line, const struct sim_csv_field *fields,
                        uint32_t n)
{
    struct trace_build *build = csv->build;
    struct trace_header *header = &csv->header;
    struct trace_match best = {0};
    char buffer[48];
    bool seen[TRACE_N_COLUMNS] = {false};
    const char *time = NULL;
    uint32_t n_times = 0;
    size_t errors = build->diag->n_raised;

    find_format(build, fields, n, &best);
    if ((best.score > 1 && best.format->is_log) ||
        (best.score < 3 &&
         (has_name(fields, n, "@message") ||
          (has_name(fields, n, "message") && has_name(fields, n, "timestamp"))))) {
        begin_objects(csv, fields, n);
        return true;
    }
    if (!trace_settle(build, &best, line,
                      is_split_otherwise(fields, n)
                          ? "commas must stand between the columns of the first line, and of all "
                            "others"
                          : "the first line must name columns such as "
                            "'time_s,input_tokens,output_tokens'",
                      n > 0 ? trace_shown(fields[0].text, fields[0].length, buffer) : ""))
        return false;
    header->n = n;
    header->columns = sim_zeroed(n, sizeof *header->columns);
    header->names = sim_zeroed(n, sizeof *header->names);
    for (uint32_t i = 0; i < n; i++) {
        const struct trace_column_row *c = find_column(build->format, &fields[i]);

        snprintf(
            header->names[i], sizeof header->names[i], "%.*s",
            (int)(fields[i].length < TRACE_NAME_SIZE - 1 ? fields[i].length : TRACE_NAME_SIZE - 1),
            fields[i].text);
        if (c == NULL)
            trace_ignore(build, fields[i].text, fields[i].length);
        else if ((is_single(c->column) && seen[c->column]) ||
                 (c->column == TRACE_FILTER && place_of(header, c, i) < i))
            sim_diag_error(build->diag, build->file, line, 0, NULL, "column '%s' appears twice",
                           c->name);
        header->columns[i] = c;
        if (c != NULL)
            seen[c->column] = true;
    }
    for (const struct trace_column_row *c = build->format->columns; c->name != NULL; c++) {
        if (trace_column_is_time(c->column) && time == NULL)
            time = c->name;
        if (c->column == TRACE_FILTER) {
            header->filters[header->n_filters].column = c;
            header->filters[header->n_filters++].at = place_of(header, c, n);
        }
    }
    n_times = seen[TRACE_TIME] + seen[TRACE_TIME_ISO] + seen[TRACE_TIME_EITHER];
    if (n_times == 0)
        missing(build, line, "no column holds the time: ", time);
    if (n_times > 1)
        sim_diag_error(build->diag, build->file, line, 0, NULL,
                       "more than one column holds the time; keep one of them");
    for (const struct trace_column_row *c = build->format->columns; c->name != NULL; c++)
        if ((c->column == TRACE_INPUT || c->column == TRACE_OUTPUT || c->column == TRACE_RATE) &&
            !seen[c->column])
            missing(build, line, "column ", c->name);
    return build->diag->n_raised == errors;
}

static enum sim_status on_row(void *context, uint64_t line, const struct sim_csv_field *fields,
                              uint32_t n, struct sim_error *err)
{
    struct trace_csv *csv = context;
    struct trace_row row = {.build = csv->build, .line = line};

    if (!csv->has_header) {
        const struct trace_format *without = find_without_header(csv->build, fields, n);

        csv->has_header = true;
        csv->build->refused = without != NULL ? !begin_without_header(csv, line, without)
                                              : !read_header(csv, line, fields, n);
        if (!csv->build->refused && without != NULL)
            return on_row(csv, line, fields, n, err);
        return csv->build->refused ? sim_fail(err, SIM_EINPUT, csv->build->file, "no usable header")
                                   : SIM_OK;
    }
    if (n == csv->header.n && csv->as_objects) {
        return take_object(csv, line, fields, n, err);
    } else if (n == csv->header.n) {
        trace_take_fields(&row, &csv->header, fields);
    } else {
        trace_bad_row(&row, NULL, "%u fields where the header has %u", n, csv->header.n);
        trace_end_row(&row);
    }
    return SIM_OK;
}

enum sim_status trace_csv_init(struct trace_csv *csv, struct trace_build *build,
                               struct sim_error *err)
{
    *csv = (struct trace_csv){.build = build};
    return sim_csv_create(&csv->csv, build->file, on_row, csv, err);
}

enum sim_status trace_csv_feed(struct trace_csv *csv, const char *bytes, size_t n,
                               struct sim_error *err)
{
    return sim_csv_feed(csv->csv, bytes, n, err);
}

enum sim_status trace_csv_finish(struct trace_csv *csv, struct sim_error *err)
{
    return sim_csv_finish(csv->csv, err);
}

void trace_csv_release(struct trace_csv *csv)
{
    sim_csv_destroy(csv->csv);
    free((void *)csv->header.columns);
    free(csv->header.names);
    for (uint32_t i = 0; csv->names != NULL && i < csv->header.n; i++)
        free(csv->names[i]);
    free(csv->names);
    sim_text_release(&csv->object);
    if (csv->as_objects) {
        trace_wrap_release(&csv->wrap);
        trace_records_release(&csv->records);
    }
    *csv = (struct trace_csv){0};
}
