#include "scenarios/traffic/split.h"

#include "sim/base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RECORD ((size_t)64 * 1024 * 1024)
#define MAX_KEY    ((size_t)256)
#define MAX_STRAY  ((size_t)200) /* so much of a line is looked at */

void trace_text_place(const struct trace_text *text, size_t at, uint64_t *line, uint32_t *column)
{
    uint32_t n = 0;

    *line = text->line;
    *column = 0;
    if (text->column == 0)
        return;
    while (n < text->n_ends && text->ends[n] < at)
        n++;
    *line = text->line + n;
    *column = n == 0 ? text->column + (uint32_t)at : (uint32_t)(at - text->ends[n - 1]);
}

/* ---- texts that are collected ---- */

static void begin(struct trace_split *split, struct trace_collected *collected, uint64_t at)
{
    sim_text_clear(&collected->text);
    sim_text_add(&collected->text, ""); /* a text, even where nothing follows */
    collected->n_ends = 0;
    collected->line = split->line;
    collected->column = (uint32_t)(at - split->line_start) + 1;
}

static struct trace_text text_of(const struct trace_collected *collected)
{
    return (struct trace_text){collected->text.data,
                               collected->text.length,
                               collected->line,
                               collected->column,
                               collected->ends,
                               collected->n_ends,
                               NULL};
}

static void note_end(struct trace_collected *collected)
{
    collected->ends = sim_with_room(collected->ends, collected->n_ends, &collected->capacity,
                                    sizeof *collected->ends);
    collected->ends[collected->n_ends++] = collected->text.length;
}

/* ---- places ---- */

/* The members that are read here are those of the document itself and of objects on the way. */
static bool is_at_members(const struct trace_split *split)
{
    return split->in_document && split->array == 0 &&
           split->depth == split->base + 1 + split->n_way && split->close[split->depth] == '}';
}

/* The path that the member that is being read is, or (with `beyond`) leads to; or NULL. */
static const char *path_of(const struct trace_split *split, bool beyond)
{
    size_t n = split->way.length, length = split->key.length;

    for (uint32_t i = 0; length > 0 && i < split->n_paths; i++) {
        const char *rest = split->paths[i];
        size_t whole = strlen(rest);

        /* A name of a file may hold anything, a NUL too. */
        if (n > 0 && (whole <= n || memcmp(rest, split->way.data, n) != 0 || rest[n] != '.'))
            continue;
        rest += n > 0 ? n + 1 : 0;
        if (strlen(rest) >= length && memcmp(rest, split->key.data, length) == 0 &&
            rest[length] == (beyond ? '.' : '\0'))
            return split->paths[i];
    }
    return NULL;
}

static void enter_way(struct trace_split *split)
{
    split->way_ends[split->n_way++] = split->way.length;
    if (split->way.length > 0)
        sim_text_add(&split->way, ".");
    sim_text_add_bytes(&split->way, split->key.data, split->key.length);
}

static void leave_way(struct trace_split *split)
{
    size_t end = split->way_ends[--split->n_way];

    split->way.length = end;
    split->way.data[end] = '\0';
}

/* ---- what is done ---- */

static enum sim_status end_record(struct trace_split *split, struct sim_error *err)
{
    struct trace_text text = text_of(&split->record);

    text.path = split->path;
    split->in_record = false;
    split->in_word = false;
    return split->sink.record(split->sink.context, &text, err);
}

static enum sim_status end_document(struct trace_split *split, struct sim_error *err)
{
    struct trace_text text = text_of(&split->document);
    bool envelope = split->is_envelope;

    text.path = split->base > 0 ? "" : NULL;
    split->in_document = false;
    split->is_envelope = false;
    split->in_word = false;
    split->array = 0;
    while (split->n_way > 0)
        leave_way(split);
    return envelope ? split->sink.envelope(split->sink.context, &text, err)
                    : split->sink.record(split->sink.context, &text, err);
}

static enum sim_status fail_at(struct trace_split *split, uint64_t at, const char *problem,
                               struct sim_error *err)
{
    char place[600];

    snprintf(place, sizeof place, "%.500s:%" PRIu64 ":%" PRIu64, split->file, split->line,
             at - split->line_start + 1);
    return sim_fail(err, SIM_EINPUT, place, "%s", problem);
}

/* A document that cannot be right is a bad record of its own, and the next line a fresh start; in
 * an array there is no such start. */
static enum sim_status give_up(struct trace_split *split, uint64_t at, const char *problem,
                               struct sim_error *err)
{
    if (split->base > 0 || split->is_envelope)
        return fail_at(split, at, problem, err);
    split->in_string = false;
    split->escaped = false;
    split->collects_key = false;
    split->depth = split->base;
    while (split->document.text.length > 0 &&
           split->document.text.data[split->document.text.length - 1] == ' ') {
        split->document.text.length--; /* what is missing is missing in the line that has text */
        if (split->document.n_ends > 0 &&
            split->document.ends[split->document.n_ends - 1] == split->document.text.length)
            split->document.n_ends--;
    }
    return end_document(split, err);
}

static enum sim_status end_stray(struct trace_split *split, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    split->in_stray = false;
    if (!split->is_skipped)
        status = split->sink.stray(split->sink.context, split->stray.data, split->stray.length,
                                   split->stray_line, err);
    split->is_skipped = false;
    return status;
}

static void begin_stray(struct trace_split *split, bool skipped)
{
    split->in_stray = true;
    split->is_skipped = skipped;
    split->stray_line = split->line;
    sim_text_clear(&split->stray);
    sim_text_add(&split->stray, "");
}

/* ---- bytes ---- */

struct block {
    const char *bytes, *end;
    const char *at;   /* of the byte that is looked at */
    const char *from; /* bytes before it that are not collected yet */
};

static uint64_t offset_of(const struct trace_split *split, const struct block *block)
{
    return split->offset + (uint64_t)(block->at - block->bytes);
}

/* The bytes up to (not with) the one at hand belong to what is being collected. */
static void collect(struct trace_split *split, struct block *block)
{
    size_t n = (size_t)(block->at - block->from);

    if (n > 0 && split->in_record)
        sim_text_add_bytes(&split->record.text, block->from, n);
    else if (n > 0 && split->in_document)
        sim_text_add_bytes(&split->document.text, block->from, n);
    block->from = block->at;
}

/* What stands between records is nobody's. */
static void forget_between(const struct trace_split *split, struct block *block)
{
    if (!split->in_record && (split->array > 0 || !split->in_document))
        block->from = block->at;
}

static void begin_document(struct trace_split *split, struct block *block)
{
    collect(split, block);
    begin(split, &split->document, offset_of(split, block));
    split->in_document = true;
    split->base = split->depth;
    split->expects_key = false;
    split->expects_value = false;
}

static void begin_record(struct trace_split *split, struct block *block)
{
    collect(split, block);
    begin(split, &split->record, offset_of(split, block));
    split->in_record = true;
}

/* The byte at hand is the last of a value. */
static enum sim_status end_value(struct trace_split *split, struct block *block, bool with_byte,
                                 struct sim_error *err)
{
    bool record = split->in_record && split->depth == split->array;
    bool document = !split->in_record && split->in_document && split->depth == split->base;
    enum sim_status status = SIM_OK;

    if (!record && !document)
        return SIM_OK;
    block->at += with_byte;
    collect(split, block);
    block->at -= with_byte;
    status = record ? end_record(split, err) : end_document(split, err);
    return status;
}

static enum sim_status on_newline(struct trace_split *split, struct block *block)
{
    collect(split, block);
    if (split->in_record || split->in_document) {
        struct trace_collected *to = split->in_record ? &split->record : &split->document;

        note_end(to);
        sim_text_add_bytes(&to->text, " ", 1);
    }
    block->from = block->at + 1;
    split->line++;
    split->line_start = offset_of(split, block) + 1;
    return SIM_OK;
}

static enum sim_status on_open(struct trace_split *split, struct block *block, char c,
                               struct sim_error *err)
{
    bool members = is_at_members(split);
    bool value = members && split->expects_value;

    if (!split->in_document && c == '[' && !split->in_list && split->depth == 0) {
        split->in_list = true;
        split->close[++split->depth] = ']';
        block->from = block->at + 1;
        return SIM_OK;
    }
    if (!split->in_document) {
        begin_document(split, block);
        members = false;
    } else if (split->array > 0 && !split->in_record) {
        begin_record(split, block);
    }
    if (split->depth == TRACE_SPLIT_DEPTH)
        return give_up(split, offset_of(split, block), "nested deeper than 64 levels", err);
    split->close[++split->depth] = c == '{' ? '}' : ']';
    split->expects_value = false;
    if (value && c == '[' && path_of(split, false) != NULL) {
        split->array = split->depth;
        split->path = path_of(split, false);
        split->is_envelope = true;
        block->at++;
        collect(split, block);
        block->at--;
    } else if (value && c == '{' && split->n_way < TRACE_SPLIT_WAY &&
               path_of(split, true) != NULL) {
        enter_way(split);
    }
    split->expects_key = is_at_members(split) && c == '{';
    return SIM_OK;
}

static enum sim_status on_close(struct trace_split *split, struct block *block, char c,
                                struct sim_error *err)
{
    if (split->in_word) { /* "5]" */
        enum sim_status status = SIM_OK;

        split->in_word = false;
        status = end_value(split, block, false, err);
        if (status != SIM_OK)
            return status;
    }
    if (split->depth == 0 || split->close[split->depth] != c)
        return split->in_document
                   ? give_up(split, offset_of(split, block), "the brackets do not match", err)
                   : fail_at(split, offset_of(split, block), "the brackets do not match", err);
    if (split->array == split->depth && !split->in_record) {
        split->array = 0;
        block->from = block->at;
    } else if (!split->in_document) { /* of the list */
        split->in_list = false;
        split->depth--;
        block->from = block->at + 1;
        return SIM_OK;
    }
    if (is_at_members(split) && split->n_way > 0)
        leave_way(split);
    split->depth--;
    split->expects_key = false;
    return end_value(split, block, true, err);
}

static enum sim_status on_quote(struct trace_split *split, struct block *block)
{
    if (!split->in_document)
        begin_document(split, block);
    else if (split->array > 0 && !split->in_record)
        begin_record(split, block);
    split->in_string = true;
    split->collects_key = is_at_members(split) && split->expects_key;
    if (split->collects_key) {
        sim_text_clear(&split->key);
        sim_text_add(&split->key, "");
    }
    return SIM_OK;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next byte outside strings. */
static enum sim_status on_byte(struct trace_split *split, struct block *block, char c,
                               struct sim_error *err)
{
    bool between = split->in_document && split->array > 0 && !split->in_record;

    if (is_at_members(split) && split->expects_key && c != '"' && c != '}' && c != '\n' &&
        !is_space(c)) {
        enum sim_status status;

        collect(split, block);
        status =
            give_up(split, offset_of(split, block), "a member's name in quotes is expected", err);
        if (status != SIM_OK)
            return status;
        between = false;
        if (c != '{' && c != '[') {
            begin_stray(split, true);
            return SIM_OK;
        }
    }
    switch (c) {
    case '\n':
        if (split->in_word) {
            enum sim_status status = SIM_OK;

            split->in_word = false;
            status = end_value(split, block, false, err);
            if (status != SIM_OK)
                return status;
        }
        return on_newline(split, block);
    case '{':
    case '[':
        return on_open(split, block, c, err);
    case '}':
    case ']':
        return on_close(split, block, c, err);
    case '"':
        return on_quote(split, block);
    case ',':
        if (split->in_word) {
            split->in_word = false;
            return end_value(split, block, false, err);
        }
        split->expects_key = is_at_members(split);
        break;
    case ':':
        if (is_at_members(split) && !split->expects_key)
            split->expects_value = true;
        break;
    case ' ':
    case '\t':
    case '\r':
        if (split->in_word) {
            split->in_word = false;
            return end_value(split, block, false, err);
        }
        break;
    default:
        if (!split->in_document && !split->in_list) /* a byte order mark */
            break;
        if (!split->in_document)
            begin_document(split, block);
        else if (between)
            begin_record(split, block);
        split->in_word |= split->depth == (split->in_record ? split->array : split->base);
        if (is_at_members(split))
            split->expects_value = false;
        return SIM_OK;
    }
    return SIM_OK;
}

/* As far as the string goes in this block. */
static enum sim_status in_string(struct trace_split *split, struct block *block,
                                 struct sim_error *err)
{
    const char *start = block->at;
    enum sim_status status;

    for (; block->at < block->end; block->at++) {
        char c = *block->at;

        if (split->escaped) {
            split->escaped = false;
        } else if (c == '\\') {
            split->escaped = true;
        } else if (c == '"') {
            split->in_string = false;
            break;
        }
        if (c == '\n') {
            collect(split, block);
            status = give_up(split, offset_of(split, block), "the string does not end", err);
            if (status == SIM_OK)
                status = on_newline(split, block);
            block->at++;
            return status;
        }
    }
    if (split->collects_key && split->key.length < MAX_KEY)
        sim_text_add_bytes(&split->key, start, (size_t)(block->at - start));
    if (block->at == block->end || split->in_string)
        return SIM_OK;
    if (split->collects_key) {
        split->collects_key = false;
        split->expects_key = false;
    } else if (is_at_members(split)) {
        split->expects_value = false;
    }
    status = end_value(split, block, true, err);
    block->at++;
    forget_between(split, block);
    return status;
}

static enum sim_status in_stray(struct trace_split *split, struct block *block,
                                struct sim_error *err)
{
    size_t rest = (size_t)(block->end - block->at);
    const char *newline = memchr(block->at, '\n', rest);
    size_t n = newline != NULL ? (size_t)(newline - block->at) : rest;
    size_t room = split->stray.length < MAX_STRAY ? MAX_STRAY - split->stray.length : 0;

    sim_text_add_bytes(&split->stray, block->at, n < room ? n : room);
    block->at += n;
    block->from = block->at;
    return newline != NULL ? end_stray(split, err) : SIM_OK;
}

static bool begins_stray(const struct trace_split *split, char c)
{
    return !split->in_document && !split->in_list && c != '{' && c != '[' && c != '\n' &&
           c != ',' && !is_space(c) &&
           memchr("\xef\xbb\xbf", c, 3) == NULL; /* of files put together */
}

/* "2026-03-02T10:00:07.000Z {": a time that a tool writes before the record. */
static bool is_before_record(const struct trace_split *split, const struct block *block)
{
    return split->stray.length >= 20 && split->stray.length < MAX_STRAY &&
           split->stray.data[4] == '-' && split->stray.data[7] == '-' && *block->at == '{';
}

static enum sim_status look(struct trace_split *split, struct block *block, struct sim_error *err)
{
    enum sim_status status;

    if (split->in_string)
        return in_string(split, block, err);
    if (split->in_stray) {
        const char *brace = memchr(block->at, '{', (size_t)(block->end - block->at));
        const char *newline = memchr(block->at, '\n', (size_t)(block->end - block->at));

        if (!split->is_skipped && brace != NULL && (newline == NULL || brace < newline)) {
            size_t n = (size_t)(brace - block->at);
            size_t room = split->stray.length < MAX_STRAY ? MAX_STRAY - split->stray.length : 0;

            sim_text_add_bytes(&split->stray, block->at, n < room ? n : room);
            block->at = brace;
            block->from = brace;
            if (is_before_record(split, block)) {
                split->in_stray = false;
                return SIM_OK;
            }
            sim_text_add_bytes(&split->stray, "{", 1);
            block->from = ++block->at;
            return SIM_OK;
        }
        return in_stray(split, block, err);
    }
    if (begins_stray(split, *block->at)) {
        begin_stray(split, false);
        block->from = block->at;
        return SIM_OK;
    }
    status = on_byte(split, block, *block->at, err);
    block->at++;
    forget_between(split, block);
    return status;
}

enum sim_status trace_split_feed(struct trace_split *split, const char *bytes, size_t n,
                                 struct sim_error *err)
{
    struct block block = {bytes, bytes + n, bytes, bytes};
    enum sim_status status = SIM_OK;

    while (status == SIM_OK && block.at < block.end)
        status = look(split, &block, err);
    if (status != SIM_OK)
        return status;
    collect(split, &block);
    split->offset += n;
    if (split->document.text.length > MAX_RECORD || split->record.text.length > MAX_RECORD)
        return fail_at(split, split->offset, "a record is longer than 64 MiB", err);
    return SIM_OK;
}

enum sim_status trace_split_finish(struct trace_split *split, struct sim_error *err)
{
    if (split->in_stray)
        return end_stray(split, err);
    if (split->in_document && (split->is_envelope || split->base > 0)) {
        char place[600];

        snprintf(place, sizeof place, "%.500s:%" PRIu64, split->file, split->line);
        return sim_fail(err, SIM_EINPUT, place,
                        "the file ends within what begins in line %" PRIu64 ": it is not whole",
                        split->document.line);
    }
    if (split->in_document)
        return end_document(split, err);
    if (split->in_list)
        return fail_at(split, split->offset, "the file ends within its array: it is not whole",
                       err);
    return SIM_OK;
}

void trace_split_init(struct trace_split *split, const char *file,
                      const struct trace_split_sink *sink, const char *const *paths,
                      uint32_t n_paths)
{
    *split = (struct trace_split){.file = file, .sink = *sink, .line = 1};
    for (uint32_t i = 0; i < n_paths && i < TRACE_SPLIT_PATHS; i++)
        split->paths[split->n_paths++] = paths[i];
    sim_text_add(&split->way, "");
    sim_text_add(&split->key, "");
}

void trace_split_release(struct trace_split *split)
{
    sim_text_release(&split->way);
    sim_text_release(&split->key);
    sim_text_release(&split->stray);
    sim_text_release(&split->document.text);
    sim_text_release(&split->record.text);
    free(split->document.ends);
    free(split->record.ends);
    *split = (struct trace_split){0};
}
