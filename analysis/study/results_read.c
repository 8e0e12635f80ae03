/*
 * results_read.c: a results folder back into struct results. The same rows as in the writer.
 */
#include "analysis/study/results_rows.h"
#include "sim/base/csv_in.h"
#include "sim/base/file_out.h"
#include "sim/base/json_in.h"
#include "sim/base/stream_in.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FILE ((size_t)512 * 1024 * 1024)

static bool wrong(struct sim_diag *diag, const struct sim_json *at, const char *key)
{
    sim_diag_error(diag, at->file, at->line, at->column, key,
                   "is not what a results file holds here");
    return false;
}

static bool read_field(const struct results_field *row, const struct sim_json *value, void *field,
                       struct sim_arena *arena, struct sim_diag *diag)
{
    bool number = value->type == SIM_JSON_NUMBER;

    switch (row->type) {
    case FIELD_STRING:
        if (value->type != SIM_JSON_STRING && value->type != SIM_JSON_NULL)
            return wrong(diag, value, row->key);
        *(const char **)field =
            value->type == SIM_JSON_NULL ? NULL : sim_arena_strdup(arena, value->string);
        return true;
    case FIELD_DOUBLE:
        if (!number && value->type != SIM_JSON_NULL)
            return wrong(diag, value, row->key);
        *(double *)field = number ? value->number : NAN;
        return true;
    case FIELD_BOOL:
        if (value->type != SIM_JSON_BOOL)
            return wrong(diag, value, row->key);
        *(bool *)field = value->boolean;
        return true;
    case FIELD_U32:
        if (value->type == SIM_JSON_NULL) {
            *(uint32_t *)field = UINT32_MAX;
            return true;
        }
        if (!number || !value->is_integer || value->number < 0 || value->number >= UINT32_MAX)
            return wrong(diag, value, row->key);
        *(uint32_t *)field = (uint32_t)value->number;
        return true;
    case FIELD_U64:
        if (!number || !value->is_integer || value->number < 0)
            return wrong(diag, value, row->key);
        *(uint64_t *)field = (uint64_t)value->number;
        return true;
    case FIELD_I64:
        if (!number || !value->is_integer)
            return wrong(diag, value, row->key);
        *(int64_t *)field = (int64_t)value->number;
        return true;
    case FIELD_INT:
        if (!number || !value->is_integer || fabs(value->number) > 1e6)
            return wrong(diag, value, row->key);
        *(int *)field = (int)value->number;
        return true;
    }
    return false;
}

static void read_fields(const struct results_field *rows, const struct sim_json *object, void *into,
                        struct sim_arena *arena, struct sim_diag *diag)
{
    if (object->type != SIM_JSON_OBJECT) {
        wrong(diag, object, NULL);
        return;
    }
    for (; rows->key != NULL; rows++) {
        const struct sim_json *value = sim_json_find(object, rows->key);

        if (value == NULL)
            sim_diag_error(diag, object->file, object->line, object->column, NULL,
                           "'%s' is missing", rows->key);
        else
            read_field(rows, value, (char *)into + rows->offset, arena, diag);
    }
}

static void read_metric_values(struct results *results, const struct sim_json *metric,
                               struct results_metric *into, struct sim_diag *diag)
{
    const struct sim_json *values = sim_json_find(metric, "arms");

    into->arms = sim_arena_alloc(&results->arena, (results->n_arms + 1) * sizeof *into->arms);
    if (values == NULL || values->type != SIM_JSON_ARRAY || values->n_children != results->n_arms) {
        wrong(diag, metric, "arms");
        return;
    }
    for (uint32_t a = 0; a < results->n_arms; a++)
        read_fields(results_value_fields, values->children[a], &into->arms[a], &results->arena,
                    diag);
}

static void read_parts(struct results *results, const struct sim_json *root, struct sim_diag *diag)
{
    for (const struct results_part *part = results_parts; part->key != NULL; part++) {
        const struct sim_json *array = sim_json_find(root, part->key);
        char *items;

        if (array == NULL || array->type != SIM_JSON_ARRAY) {
            wrong(diag, array != NULL ? array : root, part->key);
            continue;
        }
        items = sim_arena_alloc(&results->arena, (array->n_children + 1) * part->size);
        *(uint32_t *)(void *)((char *)results + part->length) = array->n_children;
        *(char **)(void *)((char *)results + part->pointer) = items;
        for (uint32_t i = 0; i < array->n_children; i++) {
            read_fields(part->fields, array->children[i], items + i * part->size, &results->arena,
                        diag);
            if (strcmp(part->key, "metrics") == 0)
                read_metric_values(results, array->children[i], &results->metrics[i], diag);
        }
    }
    for (uint32_t i = 0; i < results->n_differences; i++)
        if (results->differences[i].arm >= results->n_arms)
            wrong(diag, root, "differences");
    for (uint32_t i = 0; i < results->n_slo; i++)
        if (results->slo[i].arm >= results->n_arms)
            wrong(diag, root, "slo");
    if (results->baseline != UINT32_MAX && results->baseline >= results->n_arms)
        wrong(diag, root, "baseline");
}

/* ---- series ---- */

struct table {
    struct results *results;
    struct results_arm *arm;
    uint32_t room, n;
    bool header_seen;
};

enum { FIXED_COLUMNS = 14 };

static double number_of(const struct sim_csv_field *field)
{
    double value;

    return sim_parse_double(field->text, field->length, &value) ? value : NAN;
}

static enum sim_status bad_table(struct table *table, uint64_t line, struct sim_error *err)
{
    return sim_fail(err, SIM_EINPUT, table->arm->name,
                    "line %llu is not what a results table holds", (unsigned long long)line);
}

static enum sim_status on_series_header(struct table *table, uint64_t line,
                                        const struct sim_csv_field *fields, uint32_t n,
                                        struct sim_error *err)
{
    struct results_arm *arm = table->arm;
    struct sim_arena *arena = &table->results->arena;

    table->header_seen = true;
    if (n < FIXED_COLUMNS || n > FIXED_COLUMNS + 256)
        return bad_table(table, line, err);
    arm->n_regions = n - FIXED_COLUMNS;
    arm->regions = sim_arena_alloc(arena, (arm->n_regions + 1) * sizeof *arm->regions);
    arm->served = sim_arena_alloc(arena, (arm->n_regions + 1) * sizeof *arm->served);
    for (uint32_t r = 0; r < arm->n_regions; r++) {
        const struct sim_csv_field *field = &fields[FIXED_COLUMNS + r];

        if (field->length < 8)
            return bad_table(table, line, err);
        arm->regions[r] =
            sim_arena_printf(arena, "%.*s", (int)(field->length - 7), field->text + 7);
    }
    return SIM_OK;
}

static enum sim_status on_series_row(void *context, uint64_t line,
                                     const struct sim_csv_field *fields, uint32_t n,
                                     struct sim_error *err)
{
    struct table *table = context;
    struct results_arm *arm = table->arm;
    struct sim_arena *arena = &table->results->arena;
    struct results_bin *bin;

    if (!table->header_seen)
        return on_series_header(table, line, fields, n, err);
    if (n != FIXED_COLUMNS + arm->n_regions)
        return bad_table(table, line, err);
    if (arm->n_bins == table->room) {
        uint32_t room = table->room > 0 ? table->room * 2 : 256;
        struct results_bin *bins = sim_arena_alloc(arena, room * sizeof *bins);
        uint32_t *served =
            sim_arena_alloc(arena, ((size_t)room * arm->n_regions + 1) * sizeof *served);

        if (arm->n_bins > 0) {
            memcpy(bins, arm->bins, arm->n_bins * sizeof *bins);
            memcpy(served, arm->served_bins, (size_t)arm->n_bins * arm->n_regions * sizeof *served);
        }
        arm->bins = bins;
        arm->served_bins = served;
        table->room = room;
    }
    for (uint32_t i = 0; i < n; i++) {
        double value = number_of(&fields[i]);

        if (!(value >= 0 && value < 1e18))
            return bad_table(table, line, err);
    }
    bin = &arm->bins[arm->n_bins];
    *bin = (struct results_bin){.start_s = number_of(&fields[0]),
                                .offered = (uint32_t)number_of(&fields[1]),
                                .failed_of_offered = (uint32_t)number_of(&fields[2]),
                                .completed = (uint32_t)number_of(&fields[3]),
                                .throttled = (uint32_t)number_of(&fields[4]),
                                .unavailable = (uint32_t)number_of(&fields[5]),
                                .timed_out = (uint32_t)number_of(&fields[6]),
                                .other = (uint32_t)number_of(&fields[7]),
                                .refused = (uint32_t)number_of(&fields[8]),
                                .retries = (uint32_t)number_of(&fields[9]),
                                .failover_moves = (uint32_t)number_of(&fields[10]),
                                .fallbacks = (uint32_t)number_of(&fields[11]),
                                .input_tokens = (uint64_t)number_of(&fields[12]),
                                .output_tokens = (uint64_t)number_of(&fields[13])};
    for (uint32_t r = 0; r < arm->n_regions; r++) {
        uint32_t served = (uint32_t)number_of(&fields[FIXED_COLUMNS + r]);

        arm->served_bins[(size_t)arm->n_bins * arm->n_regions + r] = served;
        arm->served[r] += served;
    }
    arm->n_bins++;
    if (arm->n_bins == 2)
        arm->bin_s = arm->bins[1].start_s - arm->bins[0].start_s;
    return SIM_OK;
}

static enum sim_status on_spectrum_row(void *context, uint64_t line,
                                       const struct sim_csv_field *fields, uint32_t n,
                                       struct sim_error *err)
{
    struct table *table = context;
    struct results_arm *arm = table->arm;

    if (n != 3)
        return bad_table(table, line, err);
    if (!table->header_seen) {
        struct sim_arena *arena = &table->results->arena;

        table->header_seen = true;
        table->room = 4096;
        arm->spectrum_p = sim_arena_alloc(arena, table->room * sizeof(double));
        arm->spectrum_e2e_s = sim_arena_alloc(arena, table->room * sizeof(double));
        arm->spectrum_ttft_s = sim_arena_alloc(arena, table->room * sizeof(double));
        return SIM_OK;
    }
    if (arm->n_spectrum == table->room)
        return bad_table(table, line, err);
    arm->spectrum_p[arm->n_spectrum] = number_of(&fields[0]);
    arm->spectrum_e2e_s[arm->n_spectrum] = number_of(&fields[1]);
    arm->spectrum_ttft_s[arm->n_spectrum] = number_of(&fields[2]);
    arm->n_spectrum++;
    return SIM_OK;
}

/* start_s,quota,limit,admitted,reserved_tokens,settled_tokens,refused,used_share */
static enum sim_status on_quota_row(void *context, uint64_t line,
                                    const struct sim_csv_field *fields, uint32_t n,
                                    struct sim_error *err)
{
    struct table *table = context;
    struct results_arm *arm = table->arm;
    struct sim_arena *arena = &table->results->arena;
    double start, used, refused;

    if (n != 8)
        return bad_table(table, line, err);
    if (!table->header_seen) {
        table->header_seen = true;
        return SIM_OK;
    }
    start = number_of(&fields[0]);
    refused = number_of(&fields[6]);
    used = number_of(&fields[7]);
    if (!(start >= 0 && start < (arm->n_bins - 0.5) * arm->bin_s && used >= 0 && refused >= 0 &&
          refused < 1e18))
        return bad_table(table, line, err);
    results_note_limit(table->results, arm,
                       sim_arena_printf(arena, "%.*s", (int)fields[1].length, fields[1].text),
                       sim_arena_printf(arena, "%.*s", (int)fields[2].length, fields[2].text),
                       (uint32_t)(start / arm->bin_s + 0.5), used, (uint64_t)refused);
    return SIM_OK;
}

/* The tables of an arm that are read back, by how their files begin. The quota's needs the number
 * of bins that the series has. */
static const struct kind {
    const char *prefix;
    sim_csv_row_fn row;
} kinds[] = {{"series-", on_series_row}, {"spectrum-", on_spectrum_row}, {"quota-", on_quota_row}};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

static void read_table(struct results *results, struct results_arm *arm, const char *path,
                       const struct kind *kind, struct sim_diag *diag)
{
    struct table table = {.results = results, .arm = arm};
    struct sim_error err = {.status = SIM_OK};
    struct sim_csv *csv = NULL;
    char *text = NULL;
    size_t length = 0;
    enum sim_status status = sim_file_read(path, MAX_FILE, &text, &length, &err);

    if (status == SIM_OK)
        status = sim_csv_create(&csv, path, kind->row, &table, &err);
    if (status == SIM_OK)
        status = sim_csv_feed(csv, text, length, &err);
    if (status == SIM_OK)
        status = sim_csv_finish(csv, &err);
    if (status != SIM_OK)
        sim_diag_error(diag, path, 0, 0, NULL, "%s", err.message);
    sim_csv_destroy(csv);
    free(text);
    if (arm->bin_s == 0)
        arm->bin_s = 60;
}

static bool check_version(const struct sim_json *root, struct sim_diag *diag)
{
    const struct sim_json *format = sim_json_find(root, "format");
    const struct sim_json *version = sim_json_find(root, "version");

    if (format == NULL || format->type != SIM_JSON_STRING ||
        strcmp(format->string, RESULTS_FORMAT) != 0) {
        sim_diag_error(diag, root->file, root->line, root->column, "format",
                       "must be '" RESULTS_FORMAT "'");
        return false;
    }
    if (version == NULL || version->type != SIM_JSON_NUMBER || version->number != RESULTS_VERSION) {
        sim_diag_error(diag, root->file, version != NULL ? version->line : 0,
                       version != NULL ? version->column : 0, "version",
                       "results of another version (this crisim reads version %d); run the study "
                       "again",
                       RESULTS_VERSION);
        return false;
    }
    return true;
}

/* Every file of the manifest must be there and be what was written. */
static void check_files(const struct sim_json *manifest, const char *folder,
                        struct sim_arena *arena, struct sim_diag *diag)
{
    const struct sim_json *files = sim_json_find(manifest, "files");

    for (uint32_t i = 0; files != NULL && i < files->n_children; i++) {
        const struct sim_json *name = sim_json_find(files->children[i], "file");
        const struct sim_json *digest = sim_json_find(files->children[i], "sha256");
        struct sim_error err;
        char *path, *text;
        size_t length;
        char hex[65];

        if (name == NULL || digest == NULL || name->type != SIM_JSON_STRING ||
            digest->type != SIM_JSON_STRING || strchr(name->string, '/') != NULL) {
            wrong(diag, files->children[i], "files");
            continue;
        }
        path = sim_arena_printf(arena, "%s/%s", folder, name->string);
        if (sim_file_read(path, MAX_FILE, &text, &length, &err) != SIM_OK) {
            sim_diag_error(diag, path, 0, 0, NULL, "%s", err.message);
            continue;
        }
        sim_sha256_hex(text, length, hex);
        if (strcmp(hex, digest->string) != 0)
            sim_diag_error(diag, path, 0, 0, NULL,
                           "was changed after the run: its digest is not that of the manifest");
        free(text);
    }
}

enum sim_status results_read(struct results **out, const char *folder, struct sim_diag *diag)
{
    struct results *results = results_create();
    struct sim_arena *arena = &results->arena;
    struct sim_json *manifest =
        sim_json_read(sim_arena_printf(arena, "%s/manifest.json", folder), diag);
    struct sim_json *root = NULL;

    if (manifest != NULL && check_version(manifest, diag)) {
        check_files(manifest, folder, arena, diag);
        if (diag->n_errors == 0)
            root = sim_json_read(sim_arena_printf(arena, "%s/summary.json", folder), diag);
    }
    if (root != NULL && check_version(root, diag)) {
        const struct sim_json *files = sim_json_find(manifest, "files");

        read_fields(results_head_fields, root, results, arena, diag);
        read_parts(results, root, diag);
        for (int k = 0; k < N_KINDS; k++)
            for (uint32_t i = 0; diag->n_errors == 0 && files != NULL && i < files->n_children;
                 i++) {
                const char *name = sim_json_find(files->children[i], "file")->string;
                unsigned long arm;

                if (strncmp(name, kinds[k].prefix, strlen(kinds[k].prefix)) != 0)
                    continue;
                arm = strtoul(strchr(name, '-') + 1, NULL, 10);
                if (arm < results->n_arms)
                    read_table(results, &results->arms[arm],
                               sim_arena_printf(arena, "%s/%s", folder, name), &kinds[k], diag);
            }
    }
    sim_json_destroy(manifest);
    sim_json_destroy(root);
    if (diag->n_errors > 0) {
        results_destroy(results);
        return SIM_EINPUT;
    }
    *out = results;
    return SIM_OK;
}
