/*
 * trace.c: bytes, of a file or in memory, to the mouth that reads them. All bad rows are found
 * before anything runs.
 */
#include "scenarios/traffic/trace.h"

#include "scenarios/traffic/csv.h"
#include "scenarios/traffic/document.h"
#include "scenarios/traffic/jsonl.h"
#include "scenarios/traffic/kind.h"
#include "sim/base/memory.h"
#include "sim/base/stop.h"
#include "sim/base/stream_in.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

/* The first bytes tell JSON lines and documents from CSV, and each from what is no trace. */
static enum sim_status look_at_head(struct trace_build *build, const char **bytes, size_t *n,
                                    enum trace_mouth *mouth, struct sim_error *err)
{
    const char *kind = trace_kind_binary(*bytes, *n);
    size_t at = 0;

    if (kind != NULL)
        return sim_fail(err, SIM_EINPUT, build->file, "%s", kind);
    if (*n >= 3 && memcmp(*bytes, "\xef\xbb\xbf", 3) == 0) { /* the byte order mark */
        *bytes += 3;
        *n -= 3;
    }
    build->n_head = *n < HEAD ? *n : HEAD;
    build->head = sim_fresh(build->n_head, 1);
    memcpy(build->head, *bytes, build->n_head);
    while (at < *n && memchr(" \t\r\n", (*bytes)[at], 4) != NULL)
        at++;
    if (at < *n && (*bytes)[at] == '{')
        *mouth = TRACE_JSON_LINES;
    if (trace_is_document(build, build->head + at, at < build->n_head ? build->n_head - at : 0))
        *mouth = TRACE_JSON_DOCUMENT;
    else if (at < *n && (*bytes)[at] == '[') {
        kind = trace_kind_text(build->head, build->n_head);
        return sim_fail(err, SIM_EINPUT, build->file,
                        "is %s; a trace is CSV, or JSON lines with one object a line%s",
                        kind != NULL ? kind : "a JSON array",
                        kind != NULL ? "" : " (jq -c '.[]' writes it so)");
    }
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

static struct trace *decode(const struct trace_format *const *formats, const char *file,
                            const struct trace_settings *settings, struct sim_diag *diag,
                            next_block_fn next, void *source)
{
    struct trace_build build = {.file = file,
                                .formats = formats,
                                .settings = settings,
                                .diag = diag,
                                .sorted = true,
                                .findings.file = file};
    struct sim_error err = {.status = SIM_OK};
    size_t errors = diag->n_raised;
    enum sim_status status;

    trace_formats_check(formats);
    build.trace = sim_zeroed(1, sizeof *build.trace);
    build.trace->file = sim_strdup(file);
    status = feed_all(&build, next, source, &err);
    trace_findings_flush(&build.findings, diag);
    /* What was refused has left its own findings. */
    if (status != SIM_OK && !build.refused)
        sim_diag_error(diag, err.where, 0, 0, NULL, "%s", err.message);
    if (diag->n_raised == errors)
        trace_finish_rows(&build);
    trace_hand_over(&build);
    sim_text_release(&build.label_text);
    sim_text_release(&build.group_text);
    free(build.head);
    if (diag->n_raised > errors) {
        trace_destroy(build.trace);
        return NULL;
    }
    return build.trace;
}

static enum sim_status next_of_stream(void *source, const char **bytes, size_t *n,
                                      struct sim_error *err)
{
    return sim_stream_read(source, bytes, n, err);
}

struct trace *trace_read(const char *file, const struct trace_settings *settings,
                         struct sim_diag *diag)
{
    struct sim_stream *stream = NULL;
    struct sim_error err = {.status = SIM_OK};
    struct trace *trace;
    struct stat info;

    if (sim_stream_open(&stream, file, &err) != SIM_OK) {
        bool folder = stat(file, &info) == 0 && S_ISDIR(info.st_mode);

        sim_diag_error(diag, err.where, 0, 0, NULL, "%s",
                       folder ? trace_kind_folder(file) : err.message);
        return NULL;
    }
    trace = decode(trace_formats, file, settings, diag, next_of_stream, stream);
    if (trace != NULL)
        sim_stream_digest(stream, trace->sha256);
    sim_stream_close(stream);
    return trace;
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
    struct trace *trace = decode(formats, file, settings, diag, next_of_memory, &memory);

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
    trace_names_release(&trace->ignored);
    trace_names_release(&trace->statuses);
    free(trace->file);
    free(trace);
}
