/*
 * trace.c: bytes, of a file or in memory, to the mouth that reads them. All bad rows are found
 * before anything runs.
 */
#include "scenarios/traffic/trace.h"

#include "scenarios/traffic/csv.h"
#include "scenarios/traffic/document.h"
#include "scenarios/traffic/input.h"
#include "scenarios/traffic/jsonl.h"
#include "scenarios/traffic/kind.h"
#include "scenarios/traffic/metrics.h"
#include "sim/base/memory.h"
#include "sim/base/stop.h"
#include "sim/base/stream_in.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD = 1 << 16 };

/* What all inputs share: the bytes come from `next`, block by block, n == 0 at the end. */
typedef enum sim_status (*next_block_fn)(void *source, const char **bytes, size_t *n,
                                         struct sim_error *err);

/* Where the bytes go. */
struct mouth {
    enum trace_mouth kind;
    struct trace_csv csv;
    struct trace_jsonl jsonl;
    struct trace_document document;
};

static size_t line_length(const char *bytes, size_t n)
{
    const char *newline = memchr(bytes, '\n', n);

    return newline != NULL ? (size_t)(newline - bytes) : n;
}

/* Whether these bytes, of the start of a line, begin JSON: after a time, too. */
static bool begins_json(const char *bytes, size_t n)
{
    size_t length = line_length(bytes, n);

    if (length > 0 && (bytes[0] == '{' || bytes[0] == '['))
        return true;
    return length > 22 && bytes[4] == '-' && bytes[7] == '-' &&
           memchr(bytes, '{', length < 200 ? length : 200) != NULL &&
           memchr(bytes, ',', length < 22 ? length : 22) == NULL;
}

/* A line that a terminal shows before an answer, or a service before its log; no header. */
static bool is_lead(const char *bytes, size_t n)
{
    size_t length = line_length(bytes, n);

    if (length == 0)
        return false;
    if (memchr("$>#%[", bytes[0], 5) != NULL || memchr(bytes, ',', length) == NULL)
        return true;
    for (size_t i = 0; i + 3 <= length; i++) /* a flag of a command */
        if (memcmp(bytes + i, " --", 3) == 0)
            return true;
    return false;
}

/* Formats without anything round their records, a line each, are read the short way. */
static bool is_plain_lines(struct trace_build *build, const char *bytes, size_t n)
{
    size_t length = line_length(bytes, n);
    struct trace_records records;
    const struct trace_format *format;

    if (length == n && n == build->n_head && n == HEAD)
        return false; /* the line goes on */
    trace_records_init(&records, build);
    format = trace_record_recognise(&records, bytes, length);
    trace_records_release(&records);
    return format != NULL && format->mouth == TRACE_JSON_LINES && !format->is_log &&
           format->take == NULL && format->of_each == NULL;
}

static enum trace_mouth mouth_of(struct trace_build *build, const char *bytes, size_t n)
{
    size_t at = 0;

    while (at < n && memchr(" \t\r\n", bytes[at], 4) != NULL)
        at++;
    bytes += at;
    n -= at;
    if (n > 0 && bytes[0] == '{' && is_plain_lines(build, bytes, n))
        return TRACE_JSON_LINES;
    while (n > 0 && !begins_json(bytes, n)) {
        size_t length = line_length(bytes, n);

        if ((length > 0 && !is_lead(bytes, n)) || length == n)
            return TRACE_CSV;
        bytes += length + 1;
        n -= length + 1;
    }
    return n > 0 ? TRACE_JSON_DOCUMENT : TRACE_CSV;
}

/* The first bytes tell JSON from CSV, and each from what is no trace. */
static enum sim_status look_at_head(struct trace_build *build, const char **bytes, size_t *n,
                                    enum trace_mouth *mouth, struct sim_error *err)
{
    const char *kind = trace_kind_binary(*bytes, *n);

    if (kind != NULL)
        return sim_fail(err, SIM_EINPUT, build->file, "%s", kind);
    if (*n >= 3 && memcmp(*bytes, "\xef\xbb\xbf", 3) == 0) { /* the byte order mark */
        *bytes += 3;
        *n -= 3;
    }
    build->n_head = *n < HEAD ? *n : HEAD;
    build->head = sim_fresh(build->n_head, 1);
    memcpy(build->head, *bytes, build->n_head);
    *mouth = mouth_of(build, build->head, build->n_head);
    return SIM_OK;
}

static enum sim_status feed(struct mouth *mouth, const char *bytes, size_t n, struct sim_error *err)
{
    switch (mouth->kind) {
    case TRACE_JSON_LINES:
        return trace_jsonl_feed(&mouth->jsonl, bytes, n, err);
    case TRACE_JSON_DOCUMENT:
        return trace_document_feed(&mouth->document, bytes, n, err);
    case TRACE_CSV:
        break;
    }
    return trace_csv_feed(&mouth->csv, bytes, n, err);
}

static enum sim_status finish(struct mouth *mouth, struct sim_error *err)
{
    switch (mouth->kind) {
    case TRACE_JSON_LINES:
        return trace_jsonl_finish(&mouth->jsonl, err);
    case TRACE_JSON_DOCUMENT:
        return trace_document_finish(&mouth->document, err);
    case TRACE_CSV:
        break;
    }
    return trace_csv_finish(&mouth->csv, err);
}

static enum sim_status feed_all(struct trace_build *build, next_block_fn next, void *source,
                                struct sim_error *err)
{
    struct mouth mouth = {.kind = TRACE_CSV};
    enum sim_status status = trace_csv_init(&mouth.csv, build, err);
    const char *bytes;
    bool first = true;
    size_t n = 0;

    trace_jsonl_init(&mouth.jsonl, build);
    trace_document_init(&mouth.document, build);
    while (status == SIM_OK) {
        status = sim_stopped() ? sim_fail(err, SIM_EINTERRUPTED, build->file, "interrupted")
                               : next(source, &bytes, &n, err);
        if (status != SIM_OK || n == 0)
            break;
        if (first)
            status = look_at_head(build, &bytes, &n, &mouth.kind, err);
        if (status == SIM_OK && n > 0)
            status = feed(&mouth, bytes, n, err);
        first = false;
    }
    if (status == SIM_OK)
        status = finish(&mouth, err);
    trace_jsonl_release(&mouth.jsonl);
    trace_document_release(&mouth.document);
    trace_csv_release(&mouth.csv);
    return status;
}

/* ---- files ---- */

static void begin_build(struct trace_build *build, const struct trace_format *const *formats,
                        const char *file, const struct trace_settings *settings,
                        struct sim_diag *diag)
{
    trace_formats_check(formats);
    *build = (struct trace_build){
        .formats = formats, .settings = settings, .diag = diag, .sorted = true};
    build->trace = sim_zeroed(1, sizeof *build->trace);
    build->trace->file = sim_strdup(file);
    build->trace->for_scenario = settings->entry != NULL;
}

/* One file's bytes; what is wrong with it is in diag. */
static void decode_file(struct trace_build *build, const char *file, next_block_fn next,
                        void *source)
{
    struct sim_error err = {.status = SIM_OK};
    enum sim_status status;

    build->file = file;
    build->findings.file = file;
    build->refused = false;
    status = feed_all(build, next, source, &err);
    trace_findings_flush(&build->findings, build->diag);
    /* What was refused has left its own findings. */
    if (status != SIM_OK && !build->refused)
        sim_diag_error(build->diag, err.where, 0, 0, NULL, "%s", err.message);
    build->trace->n_files++;
    free(build->head);
    build->head = NULL;
    build->n_head = 0;
}

static struct trace *end_build(struct trace_build *build, const char *file, size_t errors)
{
    build->file = file;
    if (build->diag->n_raised == errors)
        trace_finish_rows(build);
    trace_hand_over(build);
    sim_text_release(&build->label_text);
    sim_text_release(&build->group_text);
    for (size_t i = 0; i < sizeof build->slice_rooms / sizeof *build->slice_rooms; i++)
        sim_text_release(&build->slice_rooms[i]);
    trace_calls_release(&build->calls);
    trace_metrics_destroy(build->metrics);
    free(build->rates.items);
    trace_names_release(&build->sessions);
    if (build->diag->n_raised > errors) {
        trace_destroy(build->trace);
        return NULL;
    }
    return build->trace;
}

static enum sim_status next_of_stream(void *source, const char **bytes, size_t *n,
                                      struct sim_error *err)
{
    return sim_stream_read(source, bytes, n, err);
}

/* A file that nobody named may be anything: where it is no trace, it is not read. */
static bool is_other_file(struct trace_build *build, const struct trace_input *input,
                          struct sim_diag *own)
{
    return input->is_found && build->refused && own->n_errors > 0;
}

/* Findings of one file go to the others. */
static void hand_on(const struct sim_diag *own, struct sim_diag *diag)
{
    for (size_t i = 0; i < own->n; i++) {
        const struct sim_finding *f = &own->findings[i];

        if (f->severity == SIM_SEVERITY_ERROR)
            sim_diag_error(diag, f->file, f->line, f->column, f->path, "%s", f->message);
        else
            sim_diag_warning(diag, f->file, f->line, f->column, f->path, "%s", f->message);
    }
}

static void read_one(struct trace_build *build, const struct trace_input *input, char digest[65])
{
    struct sim_stream *stream = NULL;
    struct sim_error err = {.status = SIM_OK};
    struct sim_diag *diag = build->diag;
    struct sim_diag own;
    char room[600];
    const char *shown = input->is_found ? trace_path_shown(input->path, room) : input->path;

    digest[0] = '\0';
    if (sim_stream_open(&stream, input->path, &err) != SIM_OK) {
        sim_diag_error(diag, input->is_found ? shown : err.where, 0, 0, NULL, "%s", err.message);
        return;
    }
    sim_diag_init(&own);
    own.max_findings = SIZE_MAX; /* those of one kind are few by now */
    build->diag = &own;
    decode_file(build, shown, next_of_stream, stream);
    build->diag = diag;
    sim_stream_digest(stream, digest);
    sim_stream_close(stream);
    if (is_other_file(build, input, &own)) {
        build->trace->n_files--;
        if (build->trace->n_other_files++ == 0)
            sim_diag_warning(diag, own.findings[0].file, own.findings[0].line, 0, NULL,
                             "%s; such files in the folder are not read", own.findings[0].message);
    } else {
        hand_on(&own, diag);
    }
    sim_diag_release(&own);
}

struct trace *trace_read_files(const char *const *paths, uint32_t n,
                               const struct trace_settings *settings,
                               const struct trace_progress *progress, struct sim_diag *diag)
{
    struct trace_inputs inputs;
    struct trace_build build;
    size_t errors = diag->n_raised;
    struct sim_text digests = {0};
    struct trace *trace;
    char digest[65];

    if (!trace_inputs_list(&inputs, paths, n, diag)) {
        trace_inputs_release(&inputs);
        return NULL;
    }
    begin_build(&build, trace_formats, paths[0], settings, diag);
    build.trace->n_bodies = inputs.n_bodies;
    for (uint64_t i = 0; i < inputs.n && !sim_stopped(); i++) {
        read_one(&build, &inputs.items[i], digest);
        sim_text_add(&digests, digest);
        if (progress != NULL)
            progress->step(progress->context, i + 1, inputs.n, build.n);
    }
    if (inputs.n > 1 || inputs.items[0].is_found)
        sim_sha256_hex(digests.data, digests.length, digest);
    trace = end_build(&build, paths[0], errors);
    if (trace != NULL)
        memcpy(trace->sha256, digest, sizeof trace->sha256);
    sim_text_release(&digests);
    trace_inputs_release(&inputs);
    return trace;
}

struct trace *trace_read(const char *file, const struct trace_settings *settings,
                         struct sim_diag *diag)
{
    return trace_read_files(&file, 1, settings, NULL, diag);
}

struct memory {
    const char *bytes;
    size_t n;
};

static enum sim_status next_of_memory(void *source, const char **bytes, size_t *n,
                                      struct sim_error *err)
{
    struct memory *memory = source;

    (void)err;
    *bytes = memory->bytes;
    *n = memory->n;
    memory->n = 0;
    return SIM_OK;
}

struct trace *trace_decode_as(const struct trace_format *const *formats, const char *file,
                              const char *bytes, size_t n, const struct trace_settings *settings,
                              struct sim_diag *diag)
{
    struct memory memory = {bytes, n};
    struct trace_build build;
    size_t errors = diag->n_raised;
    struct trace *trace;

    begin_build(&build, formats, file, settings, diag);
    decode_file(&build, file, next_of_memory, &memory);
    trace = end_build(&build, file, errors);
    if (trace != NULL)
        sim_sha256_hex(bytes, n, trace->sha256);
    return trace;
}

struct trace *trace_decode(const char *file, const char *bytes, size_t n,
                           const struct trace_settings *settings, struct sim_diag *diag)
{
    return trace_decode_as(trace_formats, file, bytes, n, settings, diag);
}

void trace_destroy(struct trace *trace)
{
    struct cri_records *records;

    if (trace == NULL)
        return;
    records = &trace->records;
    free((void *)(uintptr_t)records->rows);
    free((void *)(uintptr_t)records->label);
    free((void *)(uintptr_t)records->n_of_label);
    free((void *)(uintptr_t)records->max_tokens);
    free((void *)(uintptr_t)records->cache_read);
    free((void *)(uintptr_t)records->cache_write);
    free((void *)(uintptr_t)records->prefix);
    free((void *)(uintptr_t)records->prefixes.parent);
    free((void *)(uintptr_t)records->prefixes.tokens);
    for (uint32_t i = 0; i < records->n_labels; i++)
        free((void *)(uintptr_t)records->label_names[i]);
    free((void *)(uintptr_t)records->label_names);
    free((void *)(uintptr_t)trace->latency);
    free(trace->origins);
    free(trace->served);
    trace_names_release(&trace->ignored);
    trace_names_release(&trace->statuses);
    free(trace->file);
    free(trace);
}
