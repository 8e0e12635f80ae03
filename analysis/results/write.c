/*
 * write.c: results as JSON, CSV and a folder.
 */
#include "analysis/results/folder.h"
#include "analysis/results/plan_file.h"
#include "analysis/results/rows.h"
#include "models/series.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_fields(struct sim_json_out *json, const struct results *results,
                         const struct results_field *fields, const void *from)
{
    for (; fields->key != NULL; fields++) {
        const void *field = (const char *)from + fields->offset;

        switch (fields->type) {
        case FIELD_STRING:
            sim_json_out_string(json, fields->key, *(const char *const *)field);
            break;
        case FIELD_CHOICE:
            sim_json_out_string(json, fields->key, fields->words[*(const int *)field]);
            break;
        case FIELD_OPTION:
            if (*(const uint32_t *)field < results->n_options)
                sim_json_out_string(json, fields->key,
                                    results->options[*(const uint32_t *)field].name);
            else
                sim_json_out_null(json, fields->key);
            break;
        case FIELD_DOUBLE:
            sim_json_out_double(json, fields->key, *(const double *)field);
            break;
        case FIELD_U32:
            /* UINT32_MAX stands for "none". */
            if (*(const uint32_t *)field == UINT32_MAX)
                sim_json_out_null(json, fields->key);
            else
                sim_json_out_int(json, fields->key, *(const uint32_t *)field);
            break;
        case FIELD_U64:
            sim_json_out_int(json, fields->key, (int64_t) * (const uint64_t *)field);
            break;
        case FIELD_I64:
            sim_json_out_int(json, fields->key, *(const int64_t *)field);
            break;
        case FIELD_INT:
            sim_json_out_int(json, fields->key, *(const int *)field);
            break;
        case FIELD_BOOL:
            sim_json_out_bool(json, fields->key, *(const bool *)field);
            break;
        }
    }
}

/* One for each option, in each case where any changes the row, by their names. */
static void write_values(struct sim_json_out *json, const struct results *results,
                         const struct results_metric *metric)
{
    sim_json_out_array(json, "values");
    for (uint32_t c = 0; c < results_metric_cases(results, metric); c++)
        for (uint32_t a = 0; a < results->n_options; a++) {
            sim_json_out_object(json, NULL);
            sim_json_out_string(json, "case", results->cases[c].name);
            sim_json_out_string(json, "option", results->options[a].name);
            write_fields(json, results, results_value_fields,
                         &metric->options[(size_t)c * results->n_options + a]);
            sim_json_out_end(json);
        }
    sim_json_out_end(json);
}

static void write_precision(struct sim_json_out *json, const struct results *results)
{
    if (!(results->precision.asked > 0)) {
        sim_json_out_null(json, "precision");
        return;
    }
    sim_json_out_object(json, "precision");
    write_fields(json, results, results_precision_fields, &results->precision);
    sim_json_out_end(json);
}

static void write_part(struct sim_json_out *json, const struct results *results,
                       const struct results_part *part)
{
    uint32_t n = *(const uint32_t *)(const void *)((const char *)results + part->length);
    const char *items = *(const char *const *)(const void *)((const char *)results + part->pointer);

    sim_json_out_array(json, part->key);
    for (uint32_t i = 0; i < n; i++) {
        sim_json_out_object(json, NULL);
        write_fields(json, results, part->fields, items + i * part->size);
        if (strcmp(part->key, "metrics") == 0)
            write_values(json, results, &results->metrics[i]);
        sim_json_out_end(json);
    }
    sim_json_out_end(json);
}

/* A cell is a string, a number, or null for no data. */
static void write_cell(struct sim_json_out *json, const struct metric_value *cell)
{
    if (cell->text != NULL)
        sim_json_out_string(json, NULL, cell->text);
    else if (isfinite(cell->value))
        sim_json_out_double(json, NULL, cell->value);
    else
        sim_json_out_null(json, NULL);
}

static void write_table(struct sim_json_out *json, const struct results *results,
                        const struct results_table *table)
{
    sim_json_out_object(json, NULL);
    write_fields(json, results, results_table_fields, table);
    sim_json_out_array(json, "columns");
    for (uint32_t c = 0; c < table->n_columns; c++) {
        sim_json_out_object(json, NULL);
        write_fields(json, results, results_column_fields, &table->columns[c]);
        sim_json_out_end(json);
    }
    sim_json_out_end(json);
    sim_json_out_array(json, "rows");
    for (uint32_t r = 0; r < table->n_rows; r++) {
        sim_json_out_array(json, NULL);
        for (uint32_t c = 0; c < table->n_columns; c++)
            write_cell(json, &table->cells[(size_t)r * table->n_columns + c]);
        sim_json_out_end(json);
    }
    sim_json_out_end(json);
    sim_json_out_end(json);
}

void results_json(const struct results *results, struct sim_text *out)
{
    struct sim_json_out json;

    sim_json_out_init(&json, out, true);
    sim_json_out_object(&json, NULL);
    sim_json_out_string(&json, "format", RESULTS_FORMAT);
    sim_json_out_int(&json, "version", RESULTS_VERSION);
    write_fields(&json, results, results_head_fields, results);
    write_precision(&json, results);
    for (const struct results_part *part = results_parts; part->key != NULL; part++)
        write_part(&json, results, part);
    sim_json_out_array(&json, "tables");
    for (uint32_t i = 0; i < results->n_tables; i++)
        write_table(&json, results, &results->tables[i]);
    sim_json_out_end(&json);
    sim_json_out_end(&json);
}

static void add_csv_double(struct sim_text *out, double value)
{
    char buffer[40];

    sim_text_add(out, ",");
    if (!isfinite(value))
        return;
    sim_format_double(value, buffer, sizeof buffer);
    sim_text_add(out, buffer);
}

void results_csv(const struct results *results, struct sim_text *out)
{
    sim_text_add(out, "metric,section,label,unit,option,text,value,low,high,n_all_replications\n");
    for (uint32_t i = 0; i < results->n_metrics; i++) {
        const struct results_metric *metric = &results->metrics[i];

        if (results_row_shown(results, metric) == RESULTS_ROW_LEFT_OUT)
            continue;
        for (uint32_t a = 0; a < results->n_options; a++) {
            const struct metric_value *value = &metric->options[a];
            const char *label = metric->label;

            while (*label == ' ')
                label++;
            sim_text_add_csv(out, metric->key);
            sim_text_add(out, ",");
            sim_text_add_csv(out, metric->section);
            sim_text_add(out, ",");
            sim_text_add_csv(out, label);
            sim_text_add(out, ",");
            sim_text_add_csv(out, metric->unit);
            sim_text_add(out, ",");
            sim_text_add_csv(out, results->options[a].name);
            sim_text_add(out, ",");
            sim_text_add_csv(out, value->text != NULL ? value->text : "");
            add_csv_double(out, value->text != NULL ? NAN : value->value);
            add_csv_double(out, value->text != NULL ? NAN : value->low);
            add_csv_double(out, value->text != NULL ? NAN : value->high);
            sim_text_addf(out, ",%" PRIu64 "\n", value->n);
        }
    }
}

/* ---- the folder ---- */

/* File names hold option names: letters, digits, '-', '_' and '.' stay, the rest becomes '_', and
 * the name is cut; the option's number keeps different names apart. */
static char *option_file(struct sim_arena *arena, const char *kind, uint32_t index,
                         const char *name, const char *ending)
{
    char *file = sim_arena_printf(arena, "%s-%u-%.80s.%s", kind, index, name, ending);

    for (char *c = file; *c != '\0'; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
              *c == '-' || *c == '_' || *c == '.'))
            *c = '_';
    return file;
}

static void series_csv(const struct results_option *option, struct sim_text *out)
{
    sim_text_add(out, RESULTS_SERIES_COLUMNS);
    for (uint32_t r = 0; r < option->n_regions; r++) {
        sim_text_add(out, "," RESULTS_SERVED_PREFIX);
        sim_text_add(out, option->regions[r]);
    }
    sim_text_add(out, "\n");
    for (uint32_t i = 0; i < option->n_bins; i++) {
        const struct results_bin bin = results_bin_at(option, i);
        char start[40];

        sim_format_double(bin.start_s, start, sizeof start);
        sim_text_add(out, start);
#define X(type, name, text) sim_text_addf(out, ",%" PRIu64, (uint64_t)bin.name);
        CRI_MINUTE_LIST(X)
#undef X
        for (uint32_t r = 0; r < option->n_regions; r++)
            sim_text_addf(out, ",%u", results_served_at(option, i, r));
        sim_text_add(out, "\n");
    }
}

/* A limit that was never touched is one that the quota does not have. */
static bool limit_was_used(const struct cri_series *series, uint32_t quota, int limit)
{
    for (uint32_t i = 0; i < series->n; i++) {
        const struct cri_quota_bin *bin;

        cri_series_pass(series, i);
        bin = &series->quotas[(size_t)i * series->n_quotas + quota];
        if (bin->used[limit] > 0 || bin->refused[limit] > 0)
            return true;
    }
    return false;
}

void results_quota_csv(const struct results_option *option, struct sim_text *out)
{
    const struct cri_series *series = &option->series;
    bool *has = sim_zeroed((size_t)series->n_quotas * CRI_N_LIMITS + 1, sizeof *has);

    for (uint32_t q = 0; q < series->n_quotas; q++)
        for (int limit = 0; limit < CRI_N_LIMITS; limit++)
            has[q * CRI_N_LIMITS + (uint32_t)limit] = limit_was_used(series, q, limit);
    sim_text_add(out, RESULTS_QUOTA_COLUMNS "\n");
    for (uint32_t i = 0; i < series->n; i++) {
        cri_series_pass(series, i);
        for (uint32_t q = 0; q < series->n_quotas; q++) {
            const struct cri_quota_bin *bin = &series->quotas[(size_t)i * series->n_quotas + q];

            for (int limit = 0; limit < CRI_N_LIMITS; limit++) {
                char start[40], used[40];

                /* The bucket may be full again when the last call of a quiet time settles. */
                if (!has[q * CRI_N_LIMITS + (uint32_t)limit] ||
                    (bin->used[limit] == 0 && bin->refused[limit] == 0 &&
                     bin->settled_calls == 0 && bin->admitted == 0 && bin->asked_requests == 0))
                    continue;
                sim_format_double(sim_time_to_s(series->width * (sim_time)i), start, sizeof start);
                sim_format_double(bin->used[limit], used, sizeof used);
                sim_text_addf(out, "%s,", start);
                sim_text_add_csv(out, option->quota_names[q]);
                sim_text_addf(out, ",%s", cri_limit_name((enum cri_limit)limit));
#define X(type, name, text) sim_text_addf(out, ",%" PRIu64, (uint64_t)bin->name);
                CRI_QUOTA_MINUTE_LIST(X)
#undef X
                sim_text_addf(out, ",%u,%s\n", bin->refused[limit], used);
            }
        }
    }
    free(has);
}

static void spectrum_csv(const struct results_option *option, struct sim_text *out)
{
    sim_text_add(out, RESULTS_SPECTRUM_COLUMNS "\n");
    for (uint32_t i = 0; i < option->n_spectrum; i++) {
        char p[40];

        sim_format_double(option->spectrum_p[i], p, sizeof p);
        sim_text_add(out, p);
        add_csv_double(out, option->spectrum_e2e_s[i]);
        add_csv_double(out, option->spectrum_ttft_s[i]);
        sim_text_add(out, "\n");
    }
}

static void table_csv(const struct results_table *table, struct sim_text *out)
{
    for (uint32_t c = 0; c < table->n_columns; c++)
        sim_text_addf(out, "%s%s", c > 0 ? "," : "", table->columns[c].key);
    sim_text_add(out, "\n");
    for (uint32_t r = 0; r < table->n_rows; r++)
        for (uint32_t c = 0; c < table->n_columns; c++) {
            const struct metric_value *cell = &table->cells[(size_t)r * table->n_columns + c];
            char number[40] = "";

            if (cell->text == NULL && isfinite(cell->value))
                sim_format_double(cell->value, number, sizeof number);
            sim_text_add_csv(out, cell->text != NULL ? cell->text : number);
            sim_text_add(out, c + 1 < table->n_columns ? "," : "\n");
        }
}

/* One line per metric, option and replication: what a statistician wants to have. */
static void replications_csv(const struct results *results, struct sim_text *out)
{
    sim_text_add(out, "metric,unit,option,replication,value\n");
    for (uint32_t i = 0; i < results->n_metrics; i++) {
        const struct results_metric *metric = &results->metrics[i];

        for (uint32_t a = 0; metric->by_replication != NULL && a < results->n_options; a++) {
            for (uint32_t r = 0; results->options[a].allowed && r < results->replications; r++) {
                sim_text_add_csv(out, metric->key);
                sim_text_add(out, ",");
                sim_text_add_csv(out, metric->unit);
                sim_text_add(out, ",");
                sim_text_add_csv(out, results->options[a].name);
                sim_text_addf(out, ",%u", r);
                add_csv_double(out, metric->by_replication[(size_t)a * results->replications + r]);
                sim_text_add(out, "\n");
            }
        }
    }
}

struct folder {
    struct results_folder *files;
    struct sim_arena arena;
    struct sim_error *err;
};

static enum sim_status write_one(struct folder *folder, const char *name,
                                 const struct sim_text *text)
{
    return results_folder_add(folder->files, RESULTS_FILE, name,
                              text->data != NULL ? text->data : "", text->length, folder->err);
}

static enum sim_status write_files(const struct results *results, struct folder *folder)
{
    struct sim_text text = {0};
    enum sim_status status;

    results_json(results, &text);
    status = write_one(folder, "summary.json", &text);
    sim_text_clear(&text);
    results_csv(results, &text);
    if (status == SIM_OK)
        status = write_one(folder, "metrics.csv", &text);
    sim_text_clear(&text);
    replications_csv(results, &text);
    if (status == SIM_OK)
        status = write_one(folder, "replications.csv", &text);
    sim_text_clear(&text);
    sim_text_add(&text, results->scenario_json != NULL ? results->scenario_json : "");
    if (status == SIM_OK)
        status = write_one(folder, "scenario.json", &text);
    for (uint32_t i = 0; i < results->n_tables && status == SIM_OK; i++) {
        sim_text_clear(&text);
        table_csv(&results->tables[i], &text);
        status = write_one(
            folder, sim_arena_printf(&folder->arena, "table-%.100s.csv", results->tables[i].key),
            &text);
    }
    for (uint32_t i = 0; i < results->n_documents && status == SIM_OK; i++) {
        sim_text_clear(&text);
        sim_text_add(&text, results->documents[i].text);
        status = write_one(folder, results->documents[i].name, &text);
    }
    for (uint32_t a = 0; a < results->n_options && status == SIM_OK; a++) {
        const struct results_option *option = &results->options[a];

        if (!option->allowed)
            continue;
        sim_text_clear(&text);
        series_csv(option, &text);
        status =
            write_one(folder, option_file(&folder->arena, "series", a, option->name, "csv"), &text);
        sim_text_clear(&text);
        spectrum_csv(option, &text);
        if (status == SIM_OK)
            status = write_one(
                folder, option_file(&folder->arena, "spectrum", a, option->name, "csv"), &text);
        sim_text_clear(&text);
        results_quota_csv(option, &text);
        if (status == SIM_OK)
            status = write_one(folder, option_file(&folder->arena, "quota", a, option->name, "csv"),
                               &text);
        sim_text_clear(&text);
        sim_text_add(&text, option->ttft_hgrm != NULL ? option->ttft_hgrm : "");
        if (status == SIM_OK)
            status = write_one(folder, option_file(&folder->arena, "ttft", a, option->name, "hgrm"),
                               &text);
        sim_text_clear(&text);
        sim_text_add(&text, option->e2e_hgrm != NULL ? option->e2e_hgrm : "");
        if (status == SIM_OK)
            status = write_one(folder, option_file(&folder->arena, "e2e", a, option->name, "hgrm"),
                               &text);
    }
    sim_text_release(&text);
    return status;
}

enum sim_status results_write(const struct results *results, struct results_folder *files,
                              struct sim_error *err)
{
    struct folder folder = {.files = files, .err = err};
    enum sim_status status = write_files(results, &folder);

    sim_arena_release(&folder.arena);
    return status;
}

void results_manifest(const struct results *results, const struct results_folder *folder,
                      struct sim_text *out)
{
    const char *const *names;
    const char *const *digests;
    uint32_t n = results_folder_files(folder, &names, &digests);
    struct sim_json_out json;

    sim_json_out_init(&json, out, true);
    sim_json_out_object(&json, NULL);
    sim_json_out_string(&json, "format", RESULTS_FORMAT);
    sim_json_out_int(&json, "version", RESULTS_VERSION);
    sim_json_out_string(&json, "study", results->study);
    sim_json_out_string(&json, "title", results->title);
    sim_json_out_string(&json, "crisim_version", results->version);
    sim_json_out_string(&json, "scenario", results->scenario_file);
    sim_json_out_string(&json, "scenario_sha256", results->scenario_sha256);
    sim_json_out_string(&json, "traces", results->trace_files);
    sim_json_out_string(&json, "traces_sha256", results->trace_sha256);
    sim_json_out_string(&json, "catalog_sha256", results->catalog_sha256);
    sim_json_out_int(&json, "seed", (int64_t)results->seed);
    sim_json_out_int(&json, "replications", results->replications);
    sim_json_out_bool(&json, "complete", results->complete);
    if (results->command != NULL)
        sim_json_out_string(&json, "command", results->command);
    if (results->n_set > 0) {
        sim_json_out_array(&json, "set");
        for (uint32_t i = 0; i < results->n_set; i++)
            sim_json_out_string(&json, NULL, results->set[i]);
        sim_json_out_end(&json);
    }
    if (results->n_planned > 0)
        results_plan_write(results, "plan", &json);
    sim_json_out_array(&json, "files");
    for (uint32_t i = 0; i < n; i++) {
        sim_json_out_object(&json, NULL);
        sim_json_out_string(&json, "file", names[i]);
        sim_json_out_string(&json, "sha256", digests[i]);
        sim_json_out_end(&json);
    }
    sim_json_out_end(&json);
    sim_json_out_end(&json);
}
