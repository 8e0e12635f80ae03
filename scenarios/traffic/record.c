#include "scenarios/traffic/record.h"

#include "scenarios/traffic/kind.h"
#include "sim/base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NESTED = 8, NAMES_SHOWN = 8 };

/* ---- formats ---- */

static void become(struct trace_records *records, const struct trace_format *format)
{
    static const struct trace_column_row none[] = {{.name = NULL}};
    const struct trace_column_row *each = format->of_each != NULL ? format->of_each : none;

    if (records->format == format)
        return;
    trace_records_release(records);
    records->format = format;
    trace_json_names_init(&records->names, format->columns);
    trace_json_line_init(&records->line, trace_columns_count(format->columns));
    trace_json_names_init(&records->each_names, each);
    trace_json_line_init(&records->each, trace_columns_count(each));
}

/* A format with a place of its own is looked for there, and there before others. */
static void consider(const struct trace_json_line *line, struct trace_match *best,
                     const struct trace_format *format)
{
    bool *present = sim_zeroed(line->n_columns, sizeof *present);

    for (uint32_t i = 0; i < line->n_columns; i++)
        present[i] = line->values[i].type != TRACE_VALUE_NONE;
    trace_consider(best, format, present);
    free(present);
}

/* Each format takes it apart by its own names; what is wrong is the same for all of them. */
static const char *match(struct trace_records *records, const struct trace_text *text,
                         struct trace_match *best)
{
    for (int own = 1; own >= 0; own--)
        for (const struct trace_format *const *f = records->build->formats; *f != NULL; f++) {
            const char *problem;

            if (!trace_format_is_json(*f) || own != ((*f)->records != NULL) ||
                (own && (text->path == NULL || strcmp(text->path, (*f)->records) != 0)))
                continue;
            become(records, *f);
            problem =
                trace_json_take_apart(&records->line, &records->names, text->text, text->length);
            if (problem != NULL)
                return problem;
            consider(&records->line, best, *f);
        }
    return NULL;
}

const struct trace_format *trace_record_recognise(struct trace_records *records, const char *text,
                                                  size_t length)
{
    const struct trace_text line = {.text = text, .length = length};
    struct trace_match best = {0};

    return match(records, &line, &best) == NULL && best.score > 1 ? best.format : NULL;
}

/* "'a', 'b' and more": what a record has, none of whose members says enough. */
static void list_members(const char *text, size_t length, struct sim_text *out)
{
    static const struct trace_column_row none[] = {{.name = NULL}};
    struct trace_json_names names;
    struct trace_json_line line;
    char buffer[48];

    trace_json_names_init(&names, none);
    trace_json_line_init(&line, 0);
    sim_text_add(out, "");
    if (trace_json_take_apart(&line, &names, text, length) == NULL)
        for (uint32_t i = 0; i < line.n_keys && i < NAMES_SHOWN; i++)
            sim_text_addf(out, "%s%s", i > 0 ? "', '" : "",
                          trace_shown(line.keys[i].text, line.keys[i].length, buffer));
    trace_json_line_release(&line);
    trace_json_names_release(&names);
}

/* A first record that is no object is not one finding among many: the file is something else. */
static enum sim_status refuse(struct trace_records *records, const struct trace_text *text,
                              const char *problem, uint32_t at, struct sim_error *err)
{
    struct trace_build *build = records->build;
    uint64_t line;
    uint32_t column;

    trace_text_place(text, at > 0 ? at - 1 : 0, &line, &column);
    if (trace_kind_text(build->head, build->n_head) != NULL)
        trace_refuse(build, line, "", NULL);
    else
        sim_diag_error(build->diag, build->file, line, column, NULL,
                       "%s; a trace in JSON has one object for each request", problem);
    build->refused = true;
    return sim_fail(err, SIM_EINPUT, build->file, "no usable record");
}

/* "sum(a)" is no field: the query added up. */
static bool refuse_sums(struct trace_build *build, const struct trace_text *text,
                        struct sim_text *members)
{
    static const char *const functions[] = {"sum(", "avg(", "count(", "max(", "min(", "pct("};
    const char *found = NULL;

    for (size_t i = 0; i < sizeof functions / sizeof *functions && found == NULL; i++)
        found = strstr(members->data, functions[i]);
    if (found == NULL)
        return false;
    sim_diag_error(build->diag, build->file, text->line, 0, NULL,
                   "is the answer of a query that adds up ('%.*s'): its rows are sums, and no "
                   "requests; query 'fields @timestamp, @message' instead",
                   (int)strcspn(found, "'"), found);
    build->refused = true;
    sim_text_release(members);
    return true;
}

static enum sim_status choose_format(struct trace_records *records, const struct trace_text *text,
                                     struct sim_error *err)
{
    struct trace_build *build = records->build;
    struct trace_match best = {0};
    struct sim_text members = {0};
    const char *problem = match(records, text, &best);
    bool settled;

    if (problem != NULL)
        return refuse(records, text, problem, records->line.problem_at, err);
    if (best.score < 2) {
        list_members(text->text, text->length, &members);
        if (refuse_sums(build, text, &members))
            return sim_fail(err, SIM_EINPUT, build->file, "no usable record");
    }
    settled = trace_settle(build, &best, text->line,
                           "the members of a record must be such as 'timestamp', 'input_length' "
                           "and 'output_length'",
                           members.length > 0 ? members.data : NULL);
    sim_text_release(&members);
    if (!settled)
        return sim_fail(err, SIM_EINPUT, build->file, "no usable record");
    records->is_known = true;
    become(records, build->format);
    return SIM_OK;
}

/* ---- members that have no meaning ---- */

/* Members in objects on the way to columns are said with their way: "input.inputContentType". Below
 * the top of a log's record stands what a caller sent: even its names are not for others. */
static void ignore_keys(struct trace_records *records, const struct trace_json_line *line,
                        const struct trace_json_names *names)
{
    struct trace_build *build = records->build;

    for (uint32_t i = 0; i < line->n_keys; i++) {
        const struct trace_json_key *key = &line->keys[i];
        const struct trace_json_node *object = &names->nodes[key->object];
        char name[160];

        if (key->is_way || (build->format->is_log && key->object != 0))
            continue;
        if (key->object == 0) {
            trace_ignore(build, key->text, key->length);
        } else {
            snprintf(name, sizeof name, "%.*s.%.*s",
                     (int)(object->name + object->length - object->whole), object->whole,
                     (int)(key->length < 80 ? key->length : 80), key->text);
            trace_ignore(build, name, (uint32_t)strlen(name));
        }
    }
}

/* ---- records that hold several requests ---- */

static const struct trace_value *array_of(const struct trace_column_row *columns,
                                          const struct trace_value *values)
{
    for (uint32_t i = 0; columns[i].name != NULL; i++)
        if (columns[i].column == TRACE_EACH && values[i].type == TRACE_VALUE_ARRAY)
            return &values[i];
    return NULL;
}

static bool holds_time(const struct trace_row *row)
{
    return (row->has & trace_time_bit()) != 0;
}

/* `outer` has what the record around them says; its time is where theirs begin. */
static void take_each(struct trace_records *records, const struct trace_row *outer,
                      struct trace_value array, uint32_t depth)
{
    const struct trace_column_row *columns = records->build->format->of_each;
    const char *at = array.text + 1; /* behind the bracket */
    const char *end = array.text + array.length;
    const char *element;
    size_t length;

    while (trace_json_next_element(&at, end, &element, &length)) {
        struct trace_row row = *outer;
        const struct trace_value *nested;
        struct trace_value inner = {.type = TRACE_VALUE_NONE};
        const char *problem =
            trace_json_take_apart(&records->each, &records->each_names, element, length);

        row.has = 0;
        if (problem != NULL) {
            trace_bad_line(&row, 0, "a request in the record must be an object");
            trace_end_row(&row);
            continue;
        }
        ignore_keys(records, &records->each, &records->each_names);
        nested = array_of(columns, records->each.values);
        if (nested != NULL)
            inner = *nested;
        if (!trace_take_columns(&row, columns, records->each.values))
            continue;
        if (holds_time(&row) && holds_time(outer) &&
            __builtin_add_overflow(row.at, outer->at, &row.at))
            row.at = INT64_MAX;
        else if (!holds_time(&row))
            row.at = outer->at;
        row.has |= outer->has;
        if (nested == NULL)
            trace_finish_row(&row);
        else if (depth < MAX_NESTED)
            take_each(records, &row, inner, depth + 1);
        else
            trace_bad_line(&row, 0, "requests are nested deeper than 8 levels");
    }
}

/* ---- every record ---- */

static void take(struct trace_records *records, struct trace_row *row)
{
    const struct trace_format *format = records->build->format;
    const struct trace_value *array;

    ignore_keys(records, &records->line, &records->names);
    if (format->of_each == NULL) {
        trace_take_values(row, records->line.values);
        return;
    }
    array = array_of(format->columns, records->line.values);
    if (!trace_take_columns(row, format->columns, records->line.values))
        return;
    if (array == NULL)
        trace_bad_row(row, NULL, "the record has no array of requests");
    if (row->bad)
        trace_end_row(row);
    else
        take_each(records, row, *array, 0);
}

enum sim_status trace_record_take(struct trace_records *records, const struct trace_text *text,
                                  struct sim_error *err)
{
    struct trace_build *build = records->build;
    struct trace_row row = {.build = build, .line = text->line};
    const char *problem;

    if (!records->is_known) {
        enum sim_status status = choose_format(records, text, err);

        if (status != SIM_OK)
            return status;
    }
    if (build->format->take != NULL) {
        build->format->take(build, text);
        return SIM_OK;
    }
    problem = trace_json_take_apart(&records->line, &records->names, text->text, text->length);
    if (problem == NULL) {
        take(records, &row);
    } else {
        uint32_t column;

        trace_text_place(text, records->line.problem_at > 0 ? records->line.problem_at - 1 : 0,
                         &row.line, &column);
        trace_bad_line(&row, column, problem);
        trace_end_row(&row);
    }
    return SIM_OK;
}

void trace_records_init(struct trace_records *records, struct trace_build *build)
{
    *records = (struct trace_records){.build = build};
}

void trace_records_release(struct trace_records *records)
{
    trace_json_names_release(&records->names);
    trace_json_names_release(&records->each_names);
    trace_json_line_release(&records->line);
    trace_json_line_release(&records->each);
    records->format = NULL;
}
