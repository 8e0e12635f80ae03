#include "scenarios/traffic/wrap.h"

#include <stdlib.h>
#include <string.h>

const char *const trace_wrap_paths[] = {"events",  "Events",          "logEvents",
                                        "results", "QueryResultRows", "Records",
                                        "records", "Datapoints",      "MetricDataResults"};
const uint32_t trace_wrap_n_paths = sizeof trace_wrap_paths / sizeof *trace_wrap_paths;

/* The members that wrap, in the order in which they are looked for. */
enum { AT_MESSAGE, MESSAGE, EVENT, DETAIL, DETAIL_TYPE, FIELD, VALUE, N_MEMBERS };
static const struct trace_column_row members[] = {
    [AT_MESSAGE] = {.name = "@message", .column = TRACE_IGNORED},
    [MESSAGE] = {.name = "message", .column = TRACE_IGNORED},
    [EVENT] = {.name = "CloudTrailEvent", .column = TRACE_IGNORED},
    [DETAIL] = {.name = "detail", .column = TRACE_IGNORED},
    [DETAIL_TYPE] = {.name = "detail-type", .column = TRACE_IGNORED},
    [FIELD] = {.name = "field", .column = TRACE_IGNORED},
    [VALUE] = {.name = "value", .column = TRACE_IGNORED},
    [N_MEMBERS] = {.name = NULL},
};

static enum sim_status take(struct trace_wrap *wrap, const struct trace_text *text, uint32_t depth,
                            struct sim_error *err);

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && memchr(" \t\r\n", *at, 4) != NULL)
        at++;
    return at;
}

/* ---- a text in a member ---- */

static enum sim_status take_inner(struct trace_wrap *wrap, struct trace_value value, uint64_t line,
                                  uint32_t depth, struct sim_error *err)
{
    struct sim_text *room = &wrap->rooms[depth];
    struct trace_text inner = {.line = line}; /* of no array */
    const char *end;

    wrap->was_wrapped = true;
    inner.text = value.text;
    inner.length = value.length;
    if (value.type == TRACE_VALUE_TEXT) {
        sim_text_clear(room);
        trace_json_unescape(value.text, value.length, room);
        end = room->data + room->length;
        inner.text = skip_space(room->data, end);
        while (end > inner.text && memchr(" \t\r\n", end[-1], 4) != NULL)
            end--;
        inner.length = (size_t)(end - inner.text);
        /* Line ends between the members of a record are blanks as in every record. */
        for (char *c = room->data; c < room->data + room->length; c++)
            *c = *c == '\n' ? ' ' : *c;
    }
    if (inner.length == 0 || *inner.text != '{') {
        trace_leave_out(wrap->records->build->trace, "of plain text, which is no record");
        return SIM_OK;
    }
    return take(wrap, &inner, depth + 1, err);
}

/* ---- fields ---- */

static bool is_new_field(struct trace_wrap *wrap, const struct trace_value *name)
{
    uint64_t hash = sim_hash_bytes(name->text, name->length);

    for (uint32_t i = 0; i < wrap->n_seen; i++)
        if (wrap->seen[i] == hash)
            return false;
    if (wrap->n_seen < TRACE_WRAP_FIELDS)
        wrap->seen[wrap->n_seen++] = hash;
    return true;
}

static void add_field(struct trace_wrap *wrap, const struct trace_value *name,
                      const struct trace_value *value)
{
    struct sim_text *out = &wrap->fields;
    const char *quote = value->type == TRACE_VALUE_TEXT ? "\"" : "";

    sim_text_add(out, out->length > 0 ? ",\"" : "{\"");
    sim_text_add_bytes(out, name->text, name->length);
    sim_text_add(out, "\":");
    sim_text_add(out, quote);
    if (value->type == TRACE_VALUE_NONE)
        sim_text_add(out, "null");
    else
        sim_text_add_bytes(out, value->text, value->length);
    sim_text_add(out, quote);
}

static enum sim_status end_fields(struct trace_wrap *wrap, uint32_t depth, struct sim_error *err)
{
    struct trace_text text;
    enum sim_status status;

    wrap->n_seen = 0;
    if (wrap->fields.length == 0)
        return SIM_OK;
    wrap->n_rows++;
    sim_text_add(&wrap->fields, "}");
    text = (struct trace_text){
        .text = wrap->fields.data, .length = wrap->fields.length, .line = wrap->fields_line};
    status = take(wrap, &text, depth + 1, err);
    sim_text_clear(&wrap->fields);
    return status;
}

/* {"a": "1"}, which is well-formed and has one member. */
static void take_only_member(const char *text, size_t length, struct trace_value *name,
                             struct trace_value *value)
{
    const char *end = text + length;
    const char *at = skip_space(text + 1, end) + 1; /* behind the opening quote */
    const char *first = at;

    while (*at != '"')
        at += *at == '\\' ? 2 : 1;
    *name = (struct trace_value){first, (uint32_t)(at - first), TRACE_VALUE_TEXT, false};
    at = skip_space(at + 1, end);
    at = skip_space(at + 1, end); /* behind the colon */
    while (*--end != '}') {
    }
    while (memchr(" \t\r\n", end[-1], 4) != NULL)
        end--;
    *value = (struct trace_value){at, (uint32_t)(end - at), TRACE_VALUE_NUMBER, false};
    if (*at == '"')
        *value = (struct trace_value){at + 1, (uint32_t)(end - at) - 2, TRACE_VALUE_TEXT, false};
}

/* [{"field": "a", "value": "1"}, ...], or [{"a": "1"}, ...]: a row. */
static enum sim_status take_list(struct trace_wrap *wrap, const struct trace_text *text,
                                 uint32_t depth, struct sim_error *err)
{
    const char *at = text->text + 1;
    const char *end = text->text + text->length;
    const char *element;
    size_t length;

    wrap->was_wrapped = true;
    sim_text_clear(&wrap->fields);
    wrap->fields_line = text->line;
    while (trace_json_next_element(&at, end, &element, &length)) {
        const struct trace_value *values = wrap->line.values;

        struct trace_value name, value;
        bool good = trace_json_take_apart(&wrap->line, &wrap->names, element, length) == NULL;

        if (good && values[FIELD].type == TRACE_VALUE_TEXT) {
            name = values[FIELD];
            value = values[VALUE];
        } else if (good && wrap->line.n_members == 1) {
            take_only_member(element, length, &name, &value);
        } else {
            trace_leave_out(wrap->records->build->trace, "that are no lists of fields and values");
            sim_text_clear(&wrap->fields);
            wrap->n_seen = 0;
            return SIM_OK;
        }
        if (is_new_field(wrap, &name))
            add_field(wrap, &name, &value);
    }
    return end_fields(wrap, depth, err);
}

/* {"value": "1", "field": "a"}: of a row that ends where a name comes again. */
static enum sim_status take_field(struct trace_wrap *wrap, uint64_t line, struct sim_error *err)
{
    struct trace_value name = wrap->line.values[FIELD], value = wrap->line.values[VALUE];
    enum sim_status status = SIM_OK;

    wrap->was_wrapped = true;
    if (!is_new_field(wrap, &name)) {
        /* What is known of this field lies in the file's text, which stays. */
        status = end_fields(wrap, 0, err);
        is_new_field(wrap, &name);
    }
    if (wrap->fields.length == 0)
        wrap->fields_line = line;
    add_field(wrap, &name, &value);
    return status;
}

/* ---- records ---- */

/* A record as a text, or as the object that a script has made of it. */
static bool is_inner(struct trace_value value)
{
    return value.type == TRACE_VALUE_TEXT || value.type == TRACE_VALUE_OBJECT;
}

static enum sim_status take(struct trace_wrap *wrap, const struct trace_text *text, uint32_t depth,
                            struct sim_error *err)
{
    const struct trace_value *values = wrap->line.values;

    if (depth == TRACE_WRAP_DEPTH || wrap->is_plain)
        return trace_record_take(wrap->records, text, err);
    if (text->length > 0 && text->text[0] == '[')
        return take_list(wrap, text, depth, err);
    if (text->length > 3 && text->text[0] == '"' && text->text[1] == '{' &&
        text->text[text->length - 1] == '"') { /* a record that is a text */
        struct trace_value inner = {text->text + 1, (uint32_t)text->length - 2, TRACE_VALUE_TEXT,
                                    true};

        return take_inner(wrap, inner, text->line, depth, err);
    }
    if (trace_json_take_apart(&wrap->line, &wrap->names, text->text, text->length) != NULL)
        return trace_record_take(wrap->records, text, err);
    if (values[EVENT].type == TRACE_VALUE_TEXT)
        return take_inner(wrap, values[EVENT], text->line, depth, err);
    if (is_inner(values[AT_MESSAGE]))
        return take_inner(wrap, values[AT_MESSAGE], text->line, depth, err);
    if (is_inner(values[MESSAGE]))
        return take_inner(wrap, values[MESSAGE], text->line, depth, err);
    if (values[DETAIL].type == TRACE_VALUE_OBJECT && values[DETAIL_TYPE].type == TRACE_VALUE_TEXT)
        return take_inner(wrap, values[DETAIL], text->line, depth, err);
    if (values[FIELD].type == TRACE_VALUE_TEXT && wrap->line.n_members <= 2 && depth == 0)
        return take_field(wrap, text->line, err);
    return trace_record_take(wrap->records, text, err);
}

enum sim_status trace_wrap_take(struct trace_wrap *wrap, const struct trace_text *text,
                                struct sim_error *err)
{
    enum sim_status status;

    wrap->was_wrapped = false;
    status = take(wrap, text, 0, err);
    if (status == SIM_OK && !wrap->was_wrapped && wrap->records->is_known)
        wrap->is_plain = true;
    return status;
}

enum sim_status trace_wrap_end(struct trace_wrap *wrap, struct sim_error *err)
{
    return end_fields(wrap, 0, err);
}

void trace_wrap_init(struct trace_wrap *wrap, struct trace_records *records)
{
    *wrap = (struct trace_wrap){.records = records};
    trace_json_names_init(&wrap->names, members);
    trace_json_line_init(&wrap->line, N_MEMBERS);
}

void trace_wrap_release(struct trace_wrap *wrap)
{
    trace_json_names_release(&wrap->names);
    trace_json_line_release(&wrap->line);
    for (int i = 0; i < TRACE_WRAP_DEPTH; i++)
        sim_text_release(&wrap->rooms[i]);
    sim_text_release(&wrap->fields);
}
