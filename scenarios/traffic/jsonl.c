#include "scenarios/traffic/jsonl.h"

#include "sim/base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINE ((size_t)16 * 1024 * 1024)

/* ---- every line ---- */

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
    struct trace_text text = {.text = line, .length = n, .line = ++jsonl->line, .column = 1};

    return is_blank(line, n) ? SIM_OK : trace_record_take(&jsonl->records, &text, err);
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
    trace_records_init(&jsonl->records, build);
}

void trace_jsonl_release(struct trace_jsonl *jsonl)
{
    free(jsonl->rest);
    trace_records_release(&jsonl->records);
    *jsonl = (struct trace_jsonl){0};
}
