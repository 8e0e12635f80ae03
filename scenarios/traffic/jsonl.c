#include "scenarios/traffic/jsonl.h"

#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINE  ((size_t)16 * 1024 * 1024)
#define MAX_DEPTH 64

struct scan {
    const char *at, *end;
};

static void skip_space(struct scan *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\r'))
        s->at++;
}

/* Behind the closing quote; NULL = the string does not end or holds control characters. */
static const char *string_end(const char *at, const char *end)
{
    for (at++; at < end; at++) {
        if (*at == '"')
            return at + 1;
        if (*at == '\\')
            at++;
        else if ((unsigned char)*at < 0x20)
            return NULL;
    }
    return NULL;
}

/* Behind a bracketed value; strings inside may hold brackets. */
static const char *nested_end(const char *at, const char *end)
{
    char open[MAX_DEPTH];
    uint32_t depth = 0;

    while (at < end) {
        switch (*at) {
        case '[':
        case '{':
            if (depth == MAX_DEPTH)
                return NULL;
            open[depth++] = *at;
            break;
        case ']':
        case '}':
            if (depth == 0 || open[depth - 1] != (*at == ']' ? '[' : '{'))
                return NULL;
            if (--depth == 0)
                return at + 1;
            break;
        case '"':
            at = string_end(at, end);
            if (at == NULL)
                return NULL;
            continue;
        default:
            break;
        }
        at++;
    }
    return NULL;
}

static const char *word_end(const char *at, const char *end)
{
    while (at < end && *at != ',' && *at != '}' && *at != ' ' && *at != '\t' && *at != '\r')
        at++;
    return at;
}

static bool is_number(const char *text, uint32_t n)
{
    uint32_t i = n > 0 && text[0] == '-';

    if (i == n)
        return false;
    for (; i < n; i++)
        if ((text[i] < '0' || text[i] > '9') && text[i] != '.' && text[i] != 'e' &&
            text[i] != 'E' && text[i] != '+' && text[i] != '-')
            return false;
    return true;
}

static bool is_literal(const char *text, uint32_t n)
{
    return (n == 4 && (memcmp(text, "true", 4) == 0 || memcmp(text, "null", 4) == 0)) ||
           (n == 5 && memcmp(text, "false", 5) == 0);
}

/* The value at s->at; NULL or what is wrong. */
static const char *scan_value(struct scan *s, struct trace_json_field *field)
{
    const char *start = s->at;
    const char *end;

    if (s->at == s->end)
        return "the value is missing";
    if (*start == '"') {
        end = string_end(start, s->end);
        if (end == NULL)
            return "the string does not end";
        field->type = TRACE_JSON_STRING;
        field->text = start + 1;
        field->length = (uint32_t)(end - start - 2);
    } else if (*start == '[' || *start == '{') {
        end = nested_end(start, s->end);
        if (end == NULL)
            return "the brackets do not match";
        field->type = *start == '[' ? TRACE_JSON_ARRAY : TRACE_JSON_OTHER;
        field->text = start;
        field->length = (uint32_t)(end - start);
    } else {
        end = word_end(start, s->end);
        field->text = start;
        field->length = (uint32_t)(end - start);
        field->type = is_number(start, field->length) ? TRACE_JSON_NUMBER : TRACE_JSON_OTHER;
        if (field->type == TRACE_JSON_OTHER && !is_literal(start, field->length))
            return "this is no JSON value";
    }
    s->at = end;
    return NULL;
}

static bool same_key(const struct trace_json_field *a, const struct trace_json_field *b)
{
    return a->key_length == b->key_length && memcmp(a->key, b->key, a->key_length) == 0;
}

/* A set of some of each key's bits: only where they have all been seen, the keys are compared. */
static bool is_repeated(const struct trace_json_field *fields, uint32_t n, uint64_t seen[4])
{
    const struct trace_json_field *field = &fields[n];
    uint32_t hash = field->key_length;
    uint64_t bit;
    bool met;

    for (uint32_t i = 0; i < field->key_length; i++)
        hash = (hash ^ (unsigned char)field->key[i]) * UINT32_C(16777619);
    hash ^= hash >> 15;
    bit = (uint64_t)1 << (hash & 63);
    met = (seen[hash >> 6 & 3] & bit) != 0;
    seen[hash >> 6 & 3] |= bit;
    for (uint32_t i = 0; met && i < n; i++)
        if (same_key(&fields[i], field))
            return true;
    return false;
}

static const char *scan_object(struct scan *s, struct trace_json_field *fields, uint32_t *n)
{
    uint64_t seen[4] = {0};

    skip_space(s);
    if (s->at == s->end || *s->at != '{')
        return "the line must be one JSON object";
    s->at++;
    skip_space(s);
    if (s->at < s->end && *s->at == '}') {
        s->at++;
        return NULL;
    }
    for (;;) {
        const char *end, *problem;
        struct trace_json_field *field = &fields[*n];

        skip_space(s);
        if (*n == TRACE_JSON_MAX_FIELDS)
            return "more than 1024 members";
        if (s->at == s->end || *s->at != '"')
            return "a member's name in quotes is expected";
        end = string_end(s->at, s->end);
        if (end == NULL)
            return "the string does not end";
        field->key = s->at + 1;
        field->key_length = (uint32_t)(end - s->at - 2);
        if (is_repeated(fields, *n, seen))
            return "the member is there twice";
        s->at = end;
        skip_space(s);
        if (s->at == s->end || *s->at != ':')
            return "a ':' is expected";
        s->at++;
        skip_space(s);
        problem = scan_value(s, field);
        if (problem != NULL)
            return problem;
        (*n)++;
        skip_space(s);
        if (s->at == s->end)
            return "the object does not end";
        if (*s->at == '}') {
            s->at++;
            return NULL;
        }
        if (*s->at != ',')
            return "a ',' or '}' is expected";
        s->at++;
    }
}

const char *trace_json_scan(const char *line, size_t length, struct trace_json_field *fields,
                            uint32_t *n, uint32_t *column)
{
    struct scan s = {line, line + length};
    const char *problem;

    *n = 0;
    *column = (uint32_t)sim_utf8_length(line, length) + 1;
    if (*column <= length)
        return "the line is not UTF-8";
    problem = scan_object(&s, fields, n);
    if (problem == NULL) {
        skip_space(&s);
        if (s.at != s.end)
            problem = "there is something behind the object";
    }
    *column = (uint32_t)(s.at - line) + 1;
    return problem;
}

static bool is_blank(const char *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

static enum sim_status one_line(struct trace_jsonl *jsonl, const char *line, size_t n,
                                struct sim_error *err)
{
    uint32_t n_fields, column;
    const char *problem;

    jsonl->line++;
    if (is_blank(line, n))
        return SIM_OK;
    if (jsonl->fields == NULL)
        jsonl->fields = sim_zeroed(TRACE_JSON_MAX_FIELDS, sizeof *jsonl->fields);
    problem = trace_json_scan(line, n, jsonl->fields, &n_fields, &column);
    return jsonl->row(jsonl->context, jsonl->line, jsonl->fields, n_fields, problem, column, err);
}

static enum sim_status keep(struct trace_jsonl *jsonl, const char *bytes, size_t n,
                            struct sim_error *err)
{
    if (jsonl->n + n > MAX_LINE) {
        char place[600];

        snprintf(place, sizeof place, "%.500s:%llu", jsonl->file,
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
                status = one_line(jsonl, jsonl->rest, jsonl->n, err);
            jsonl->n = 0;
        } else {
            status = one_line(jsonl, bytes, (size_t)(newline - bytes), err);
        }
        bytes = newline + 1;
    }
    return status;
}

enum sim_status trace_jsonl_finish(struct trace_jsonl *jsonl, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    if (jsonl->n > 0)
        status = one_line(jsonl, jsonl->rest, jsonl->n, err);
    trace_jsonl_release(jsonl);
    return status;
}

void trace_jsonl_release(struct trace_jsonl *jsonl)
{
    free(jsonl->rest);
    free(jsonl->fields);
    jsonl->fields = NULL;
    jsonl->rest = NULL;
    jsonl->n = 0;
}
