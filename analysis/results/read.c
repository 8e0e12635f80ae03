/*
 * read.c: a results folder back into struct results.
 */
#include "analysis/results/read.h"
#include "sim/base/file_out.h"
#include "sim/base/sort.h"
#include "sim/base/stream_in.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_FILE ((size_t)512 * 1024 * 1024)
enum { MAX_FILES = 100000 };

/* ---- the manifest ---- */

static bool check_version(const struct sim_json *root, struct sim_diag *diag)
{
    const struct sim_json *format, *version;
    char buffer[96];

    if (root->type != SIM_JSON_OBJECT) {
        sim_diag_error(diag, root->file, root->line, root->column, NULL,
                       "must be an object (got %s)", reader_shown(root, buffer));
        return false;
    }
    format = sim_json_find(root, "format");
    version = sim_json_find(root, "version");
    if (format == NULL || format->type != SIM_JSON_STRING ||
        strcmp(format->string, RESULTS_FORMAT) != 0) {
        if (format == NULL)
            format = root;
        sim_diag_error(diag, root->file, format->line, format->column, "format",
                       "must be '" RESULTS_FORMAT "' (got %s)", reader_shown(format, buffer));
        return false;
    }
    if (version == NULL || version->type != SIM_JSON_NUMBER || version->number != RESULTS_VERSION) {
        if (version == NULL)
            version = root;
        sim_diag_error(diag, root->file, version->line, version->column, "version",
                       "results of another version (got %s; this crisim reads version %d); run the "
                       "study again",
                       reader_shown(version, buffer), RESULTS_VERSION);
        return false;
    }
    return true;
}

static bool is_digest(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(const struct sim_json *const *)a)->string,
                  (*(const struct sim_json *const *)b)->string);
}

/* Is every entry a file of this folder and a digest, and none named twice? */
static bool check_entries(const struct reader *r, const struct sim_json *files)
{
    size_t errors = r->diag->n_raised;
    uint32_t n = files->n_children;
    const struct sim_json **names = sim_arena_alloc(r->arena, ((size_t)n + 1) * sizeof(void *));

    for (uint32_t i = 0; i < n; i++) {
        const struct sim_json *entry = files->children[i];
        const char *path = sim_arena_printf(r->arena, "files[%u]", i);
        const struct sim_json *digest;

        if (entry->type != SIM_JSON_OBJECT) {
            reader_wrong(r, entry, path, "an object with 'file' and 'sha256'");
            continue;
        }
        names[i] = sim_json_find(entry, "file");
        digest = sim_json_find(entry, "sha256");
        if (names[i] == NULL || names[i]->type != SIM_JSON_STRING || names[i]->string[0] == '\0' ||
            names[i]->string[0] == '.' || strchr(names[i]->string, '/') != NULL)
            reader_wrong(r, names[i] != NULL ? names[i] : entry,
                         sim_arena_printf(r->arena, "%s.%s", path, "file"),
                         "the name of a file in this folder");
        if (digest == NULL || digest->type != SIM_JSON_STRING || !is_digest(digest->string))
            reader_wrong(r, digest != NULL ? digest : entry,
                         sim_arena_printf(r->arena, "%s.%s", path, "sha256"),
                         "64 hexadecimal digits");
    }
    if (r->diag->n_raised > errors)
        return false;
    sim_sort(names, n, sizeof *names, compare_names);
    for (uint32_t i = 1; i < n; i++)
        if (strcmp(names[i - 1]->string, names[i]->string) == 0)
            reader_wrong(r, names[i], "files", "named once");
    return r->diag->n_raised == errors;
}

/* Every file of the manifest must be there and be what was written. */
static const struct sim_json *check_files(const struct reader *r, const struct sim_json *manifest)
{
    const struct sim_json *files = sim_json_find(manifest, "files");
    bool summary = false;

    if (files == NULL || files->type != SIM_JSON_ARRAY || files->n_children > MAX_FILES) {
        reader_wrong(r, files != NULL ? files : manifest, "files",
                     sim_arena_printf(r->arena, "an array of at most %d", MAX_FILES));
        return NULL;
    }
    if (!check_entries(r, files))
        return NULL;
    for (uint32_t i = 0; i < files->n_children; i++) {
        const struct sim_json *name = sim_json_find(files->children[i], "file");
        const struct sim_json *digest = sim_json_find(files->children[i], "sha256");
        char *text;
        size_t length;
        char hex[65];

        summary = summary || strcmp(name->string, "summary.json") == 0;
        if (reader_open(r, name->string, name, &text, &length) != SIM_OK)
            continue;
        sim_sha256_hex(text, length, hex);
        if (strcmp(hex, digest->string) != 0)
            sim_diag_error(r->diag,
                           sim_arena_printf(r->arena, "%s/%s", r->folder->path, name->string), 0, 0,
                           NULL,
                           "was changed after the run: its digest %s is not that of the manifest "
                           "(line %u: %s)",
                           hex, digest->line, digest->string);
        free(text);
    }
    if (!summary)
        sim_diag_error(r->diag, files->file, files->line, files->column, "files",
                       "must name summary.json");
    return files;
}

/* What the manifest and the summary both say must be the same. */
static void check_agreement(const struct reader *r, const struct sim_json *manifest,
                            const struct sim_json *root)
{
    static const char *const pairs[][2] = {{"study", "study"},
                                           {"title", "title"},
                                           {"crisim_version", "crisim_version"},
                                           {"scenario", "scenario_file"},
                                           {"scenario_sha256", "scenario_sha256"},
                                           {"traces", "trace_files"},
                                           {"traces_sha256", "trace_sha256"},
                                           {"catalog_sha256", "catalog_sha256"},
                                           {"seed", "seed"},
                                           {"replications", "replications"},
                                           {"complete", "complete"}};

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const struct sim_json *a = sim_json_find(manifest, pairs[i][0]);
        const struct sim_json *b = sim_json_find(root, pairs[i][1]);
        char buffer[96];

        if (a == NULL)
            sim_diag_error(r->diag, manifest->file, manifest->line, manifest->column, NULL,
                           "'%s' is missing", pairs[i][0]);
        if (a == NULL || b == NULL)
            continue;
        if (a->type != b->type || a->boolean != b->boolean || a->number != b->number ||
            (a->type == SIM_JSON_STRING && strcmp(a->string, b->string) != 0))
            reader_wrong(
                r, a, pairs[i][0],
                sim_arena_printf(r->arena, "what summary.json says, %s", reader_shown(b, buffer)));
    }
}

static enum sim_status read_json(const struct reader *r, const char *name, struct sim_json **out)
{
    char *text;
    size_t length;
    enum sim_status status = reader_open(r, name, NULL, &text, &length);

    if (status != SIM_OK)
        return status;
    *out = sim_json_parse(sim_arena_printf(r->arena, "%s/%s", r->folder->path, name), text, length,
                          r->diag);
    free(text);
    return *out != NULL ? SIM_OK : SIM_EINPUT;
}

enum sim_status results_read_from(struct results **out, const struct results_source *folder,
                                  struct sim_diag *diag)
{
    struct results *results = results_create();
    struct reader r = {.results = results,
                       .arena = &results->arena,
                       .folder = folder,
                       .diag = diag,
                       .errors = diag->n_raised};
    struct sim_json *manifest = NULL;
    struct sim_json *root = NULL;
    const struct sim_json *files = NULL;
    size_t errors = diag->n_raised;

    if (read_json(&r, "manifest.json", &manifest) == SIM_OK && check_version(manifest, diag))
        files = check_files(&r, manifest);
    if (files != NULL && diag->n_raised == errors)
        read_json(&r, "summary.json", &root);
    if (root != NULL && check_version(root, diag)) {
        reader_summary(&r, root);
        check_agreement(&r, manifest, root);
        if (diag->n_raised == errors)
            reader_tables(&r, files);
    }
    sim_json_destroy(manifest);
    sim_json_destroy(root);
    if (diag->n_raised > errors) {
        results_destroy(results);
        return SIM_EINPUT;
    }
    *out = results;
    return SIM_OK;
}

static enum sim_status open_in_folder(void *context, const char *name, char **text, size_t *length,
                                      struct sim_error *err)
{
    const char *folder = context;
    struct sim_text path = {0};
    struct stat info;
    enum sim_status status;

    sim_text_addf(&path, "%s/%s", folder, name);
    /* A pipe or a device would keep the reader waiting, or never end. */
    if (stat(path.data, &info) == 0 && !S_ISREG(info.st_mode))
        status = sim_fail(err, SIM_EINPUT, path.data, "is not a plain file");
    else
        status = sim_file_read(path.data, MAX_FILE, text, length, err);
    sim_text_release(&path);
    return status;
}

enum sim_status results_read(struct results **out, const char *folder, struct sim_diag *diag)
{
    struct sim_text name = {0}; /* the context of a callback is not const */
    struct results_source from = {.path = folder, .open = open_in_folder};
    enum sim_status status;

    sim_text_add(&name, folder);
    from.context = name.data;
    status = results_read_from(out, &from, diag);
    sim_text_release(&name);
    return status;
}
