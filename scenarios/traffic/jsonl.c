#include "scenarios/traffic/jsonl.h"

#include "scenarios/traffic/kind.h"
#include "sim/base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINE ((size_t)16 * 1024 * 1024)

/* ---- the first line ---- */

/* A first line that is no object is not one finding among many: the file is something else. */
static enum sim_status refuse_document(struct trace_jsonl *jsonl, const char *problem,
                                       struct sim_error *err)
{
    struct trace_build *build = jsonl->build;

    if (trace_kind_text(build->head, build->n_head) != NULL)
        trace_refuse(build, jsonl->line, "", NULL);
    else
        sim_diag_error(build->diag, build->file, jsonl->line, jsonl->taken.problem_at, NULL,
                       "%s; a trace in JSON has one object a line (a document over several lines "
                       "becomes that by jq -c .)",
                       problem);
    build->refused = true;
    return sim_fail(err, SIM_EINPUT, build->file, "no usable line");
}

static void become(struct trace_jsonl *jsonl, const struct trace_format *format)
{
    trace_json_names_release(&jsonl->names);
    trace_json_line_release(&jsonl->taken);
    trace_json_names_init(&jsonl->names, format->columns);
    trace_json_line_init(&jsonl->taken, trace_format_n_columns(format));
}

static void consider(struct trace_jsonl *jsonl, struct trace_match *best,
                     const struct trace_format *format)
{
    bool *present = sim_zeroed(jsonl->taken.n_columns, sizeof *present);

    for (uint32_t i = 0; i < jsonl->taken.n_columns; i++)
        present[i] = jsonl->taken.values[i].type != TRACE_VALUE_NONE;
    trace_consider(best, format, present);
    free(present);
}

/* Each format takes it apart by its own names. */
static enum sim_status choose_format(struct trace_jsonl *jsonl, const char *line, size_t n,
                                     struct sim_error *err)
{
    struct trace_build *build = jsonl->build;
    struct trace_match best = {0};

    for (const struct trace_format *const *f = build->formats; *f != NULL; f++) {
        const char *problem;

        if ((*f)->mouth != TRACE_JSON_LINES)
            continue;
        become(jsonl, *f);
        problem = trace_json_take_apart(&jsonl->taken, &jsonl->names, line, n);
        if (problem != NULL)
            return refuse_document(jsonl, problem, err);
        consider(jsonl, &best, *f);
    }
    if (!trace_settle(build, &best, jsonl->line,
                      "JSON lines must have members such as 'timestamp', 'input_length' and "
                      "'output_length' (a CSV trace is told by its first line)",
                      NULL))
        return sim_fail(err, SIM_EINPUT, build->file, "no usable line");
    become(jsonl, build->format);
    return SIM_OK;
}

/* ---- every line ---- */

/* Members in objects on the way to columns are said with their way: "input.inputContentType". */
static void ignore_keys(struct trace_jsonl *jsonl)
{
    for (uint32_t i = 0; i < jsonl->taken.n_keys; i++) {
        const struct trace_json_key *key = &jsonl->taken.keys[i];
        const struct trace_json_node *object = &jsonl->names.nodes[key->object];
        char name[160];

        if (key->is_way)
            continue;
        if (key->object == 0) {
            trace_ignore(jsonl->build, key->text, key->length);
        } else {
            snprintf(name, sizeof name, "%.*s.%.*s",
                     (int)(object->name + object->length - object->whole), object->whole,
                     (int)(key->length < 80 ? key->length : 80), key->text);
            trace_ignore(jsonl->build, name, (uint32_t)strlen(name));
        }
    }
}

static bool is_blank(const char *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

static enum sim_status on_line(struct trace_jsonl *jsonl, const char *line, size_t n,
                               struct sim_error *err)
{
    struct trace_row row = {.build = jsonl->build, .line = ++jsonl->line};
    enum sim_status status = SIM_OK;
    const char *problem;

    if (is_blank(line, n))
        return SIM_OK;
    if (jsonl->build->format == NULL)
        status = choose_format(jsonl, line, n, err);
    if (status != SIM_OK)
        return status;
    problem = trace_json_take_apart(&jsonl->taken, &jsonl->names, line, n);
    if (problem == NULL) {
        ignore_keys(jsonl);
        trace_take_values(&row, jsonl->taken.values);
    } else {
        trace_bad_line(&row, jsonl->taken.problem_at, problem);
        trace_end_row(&row);
    }
    return SIM_OK;
}

/* ---- bytes to lines ---- */

static enum sim_status keep(struct trace_jsonl *jsonl, const char *bytes, size_t n,
                            struct sim_error *err)
{
    if (jsonl->n + n > MAX_LINE) {
        char place[600];

        snprintf(place, sizeof place, "%.500s:%llu", jsonl->build->file,
                 (unsigned long long)jsonl->line + 1);
        return sim_fail(err, SIM_EINPUT, place, "line is longer than 16 MiB");
    }
    if (jsonl->n + n > jsonl->capacity) {
        jsonl->capacity = (jsonl->n + n) * 2;
        jsonl->rest = sim_grown(jsonl->rest, jsonl->capacity, 1);
    }
    if (n > 0)
        memcpy(jsonl->rest + jsonl->n, bytes, n);
    jsonl->n += n;
    return SIM_OK;
}

enum sim_status trace_jsonl_feed(struct trace_jsonl *jsonl, const char *bytes, size_t n,
                                 struct sim_error *err)
{
    const char *end = bytes + n;
    enum sim_status status = SIM_OK;

    while (status == SIM_OK && bytes < end) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));

        if (newline == NULL)
            return keep(jsonl, bytes, (size_t)(end - bytes), err);
        if (jsonl->n > 0) {
            status = keep(jsonl, bytes, (size_t)(newline - bytes), err);
            if (status == SIM_OK)
                status = on_line(jsonl, jsonl->rest, jsonl->n, err);
            jsonl->n = 0;
        } else {
            status = on_line(jsonl, bytes, (size_t)(newline - bytes), err);
        }
        bytes = newline + 1;
    }
    return status;
}

enum sim_status trace_jsonl_finish(struct trace_jsonl *jsonl, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    if (jsonl->n > 0)
        status = on_line(jsonl, jsonl->rest, jsonl->n, err);
    return status;
}

void trace_jsonl_init(struct trace_jsonl *jsonl, struct trace_build *build)
{
    *jsonl = (struct trace_jsonl){.build = build};
}

void trace_jsonl_release(struct trace_jsonl *jsonl)
{
    free(jsonl->rest);
    trace_json_names_release(&jsonl->names);
    trace_json_line_release(&jsonl->taken);
    *jsonl = (struct trace_jsonl){0};
}
