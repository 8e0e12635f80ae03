#include "scenarios/traffic/document.h"

#include "sim/base/json_in.h"
#include "sim/base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES ((size_t)64 * 1024 * 1024)

/* ---- places ---- */

static const struct sim_json *find_part(const struct sim_json *object, const char *name, size_t n)
{
    if (object == NULL || object->type != SIM_JSON_OBJECT)
        return NULL;
    for (uint32_t i = 0; i < object->n_children; i++)
        if (strncmp(object->children[i]->key, name, n) == 0 && object->children[i]->key[n] == '\0')
            return object->children[i];
    return NULL;
}

/* "a.b" below a value; "" is the value. */
static const struct sim_json *find_path(const struct sim_json *json, const char *path)
{
    while (json != NULL && *path != '\0') {
        size_t n = strcspn(path, ".");

        json = find_part(json, path, n);
        path += n;
        path += *path == '.';
    }
    return json;
}

/* A column of a record: by its way, or by its whole name, as tables turned into JSON have it. */
static const struct sim_json *find_column(const struct sim_json *record, const char *name)
{
    const struct sim_json *found = sim_json_find(record, name);

    return found != NULL ? found : find_path(record, name);
}

/* ---- values ---- */

/* A number as the other mouths have it: digits. */
static void write_number(const struct sim_json *json, struct sim_text *out)
{
    char digits[40];

    if (json->is_integer)
        snprintf(digits, sizeof digits, "%" PRId64, (int64_t)json->number);
    else
        sim_format_double(json->number, digits, sizeof digits);
    sim_text_add(out, digits);
    /* 1.0 and 1e0 are no whole numbers where only digits are. */
    if (!json->is_integer && strpbrk(digits, ".e") == NULL)
        sim_text_add(out, ".0");
}

static void write_array(const struct sim_json *json, struct sim_text *out)
{
    sim_text_add(out, "[");
    for (uint32_t i = 0; i < json->n_children; i++) {
        if (i > 0)
            sim_text_add(out, ",");
        if (json->children[i]->type == SIM_JSON_NUMBER)
            write_number(json->children[i], out);
        else
            sim_text_add(out, "?"); /* no id */
    }
    sim_text_add(out, "]");
}

/* Values that are written are slices of `out`, whose text may still move: from where on. */
static struct trace_value value_of(const struct sim_json *json, struct sim_text *out, size_t *from)
{
    struct trace_value value = {.type = TRACE_VALUE_NONE};

    *from = out->length;
    if (json == NULL)
        return value;
    switch (json->type) {
    case SIM_JSON_NULL:
    case SIM_JSON_BOOL:
        value.type = TRACE_VALUE_WORD;
        value.text = json->type == SIM_JSON_NULL ? "null" : json->boolean ? "true" : "false";
        break;
    case SIM_JSON_STRING:
        value.type = TRACE_VALUE_TEXT;
        value.text = json->string;
        break;
    case SIM_JSON_NUMBER:
        value.type = TRACE_VALUE_NUMBER;
        write_number(json, out);
        break;
    case SIM_JSON_ARRAY:
        value.type = TRACE_VALUE_ARRAY;
        write_array(json, out);
        break;
    case SIM_JSON_OBJECT:
        value.type = TRACE_VALUE_OBJECT;
        value.text = "{...}";
        break;
    }
    value.length = (uint32_t)(value.text != NULL ? strlen(value.text) : out->length - *from);
    return value;
}

/* ---- records ---- */

static bool is_record(const struct sim_json *json)
{
    return json->type == SIM_JSON_OBJECT;
}

/* The first record that is an object. */
static const struct sim_json *first_record(const struct sim_json *array)
{
    for (uint32_t i = 0; array != NULL && array->type == SIM_JSON_ARRAY && i < array->n_children;
         i++)
        if (is_record(array->children[i]))
            return array->children[i];
    return NULL;
}

static bool choose_format(struct trace_build *build, const struct sim_json *root)
{
    struct trace_match best = {0};
    uint64_t line = root->line;

    for (const struct trace_format *const *f = build->formats; *f != NULL; f++) {
        const struct sim_json *record;
        uint32_t n_columns;
        bool *present;

        if ((*f)->mouth != TRACE_JSON_DOCUMENT)
            continue;
        record = first_record(find_path(root, (*f)->records));
        if (record == NULL)
            continue;
        n_columns = trace_format_n_columns(*f);
        present = sim_zeroed(n_columns, sizeof *present);
        for (uint32_t c = 0; c < n_columns; c++)
            present[c] = find_column(record, (*f)->columns[c].name) != NULL;
        trace_consider(&best, *f, present);
        line = record->line;
        free(present);
    }
    return trace_settle(build, &best, line,
                        "the records of the document have no known names for a time, input tokens "
                        "and output tokens",
                        NULL);
}

/* Whether a column has this name (n bytes), or only its way begins with it. */
static bool is_wanted(const struct trace_format *format, const char *name, size_t n, bool *is_way)
{
    *is_way = false;
    for (const struct trace_column_row *c = format->columns; c->name != NULL; c++)
        if (strncmp(c->name, name, n) == 0 && (c->name[n] == '\0' || c->name[n] == '.')) {
            *is_way = c->name[n] == '.';
            if (!*is_way)
                return true;
        }
    return *is_way;
}

/* Members in objects on the way to columns are said with their way. */
static void ignore_unknown(struct trace_build *build, const struct sim_json *object,
                           struct sim_text *way)
{
    size_t length = way->length;

    for (uint32_t i = 0; object->type == SIM_JSON_OBJECT && i < object->n_children; i++) {
        const struct sim_json *member = object->children[i];
        bool is_way;

        sim_text_addf(way, "%s%s", length > 0 ? "." : "", member->key);
        if (!is_wanted(build->format, way->data, way->length, &is_way))
            trace_ignore(build, way->data, (uint32_t)way->length);
        else if (is_way)
            ignore_unknown(build, member, way);
        way->length = length;
        way->data[length] = '\0';
    }
}

static void take_record(struct trace_build *build, const struct sim_json *record,
                        struct trace_value *values, size_t *from, struct sim_text *room)
{
    const struct trace_column_row *columns = build->format->columns;
    struct trace_row row = {.build = build, .line = record->line};

    if (!is_record(record)) {
        trace_bad_line(&row, record->column, "the record must be an object");
        trace_end_row(&row);
        return;
    }
    sim_text_clear(room);
    ignore_unknown(build, record, room);
    sim_text_clear(room);
    sim_text_add(room, "");
    for (uint32_t c = 0; columns[c].name != NULL; c++)
        values[c] = value_of(find_column(record, columns[c].name), room, &from[c]);
    for (uint32_t c = 0; columns[c].name != NULL; c++)
        if (values[c].text == NULL)
            values[c].text = room->data + from[c];
    trace_take_values(&row, values);
}

static void take_records(struct trace_build *build, const struct sim_json *array)
{
    uint32_t n_columns = trace_format_n_columns(build->format);
    struct trace_value *values = sim_zeroed(n_columns, sizeof *values);
    size_t *from = sim_zeroed(n_columns, sizeof *from);
    struct sim_text room = {0};

    for (uint32_t i = 0; i < array->n_children; i++)
        take_record(build, array->children[i], values, from, &room);
    sim_text_release(&room);
    free(values);
    free(from);
}

/* ---- the document ---- */

void trace_document_init(struct trace_document *document, struct trace_build *build)
{
    *document = (struct trace_document){.build = build};
}

enum sim_status trace_document_feed(struct trace_document *document, const char *bytes, size_t n,
                                    struct sim_error *err)
{
    if (document->text.length + n > MAX_BYTES)
        return sim_fail(err, SIM_EINPUT, document->build->file, "is larger than 64 MiB");
    sim_text_add_bytes(&document->text, bytes, n);
    return SIM_OK;
}

enum sim_status trace_document_finish(struct trace_document *document, struct sim_error *err)
{
    struct trace_build *build = document->build;
    struct sim_json *root =
        sim_json_parse(build->file, document->text.data, document->text.length, build->diag);

    build->refused = root == NULL || !choose_format(build, root);
    if (!build->refused)
        take_records(build, find_path(root, build->format->records));
    sim_json_destroy(root);
    return build->refused ? sim_fail(err, SIM_EINPUT, build->file, "no usable document") : SIM_OK;
}

void trace_document_release(struct trace_document *document)
{
    sim_text_release(&document->text);
}
