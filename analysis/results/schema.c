#include "analysis/results/schema.h"

#include "analysis/results/rows.h"
#include "sim/base/json_out.h"

#include <stdio.h>
#include <string.h>

/* ---- JSON Schema ---- */

static const char *json_type(const struct results_field *field)
{
    switch (field->type) {
    case FIELD_STRING:
    case FIELD_CHOICE:
    case FIELD_OPTION:
        return "string";
    case FIELD_DOUBLE:
        return "number";
    case FIELD_U32:
    case FIELD_U64:
    case FIELD_I64:
    case FIELD_INT:
        return "integer";
    case FIELD_BOOL:
        break;
    }
    return "boolean";
}

static bool is_unsigned(const struct results_field *field)
{
    return field->type == FIELD_U32 || field->type == FIELD_U64 || field->type == FIELD_INT;
}

static void write_field(struct sim_json_out *json, const struct results_field *field)
{
    sim_json_out_object(json, field->key);
    if (field->may_be_null) {
        sim_json_out_array(json, "type");
        sim_json_out_string(json, NULL, json_type(field));
        sim_json_out_string(json, NULL, "null");
        sim_json_out_end(json);
    } else {
        sim_json_out_string(json, "type", json_type(field));
    }
    if (field->type == FIELD_CHOICE) {
        sim_json_out_array(json, "enum");
        for (int i = 0; field->words[i] != NULL; i++)
            sim_json_out_string(json, NULL, field->words[i]);
        sim_json_out_end(json);
    }
    if (field->max != 0 || is_unsigned(field))
        sim_json_out_double(json, "minimum", field->min);
    if (field->max != 0)
        sim_json_out_double(json, "maximum", field->max);
    sim_json_out_string(json, "description",
                        *field->text != '\0' ? field->text : "as its name says");
    sim_json_out_end(json);
}

/* "properties" stays open: what is not a row may follow. */
static void begin_members(struct sim_json_out *json, const struct results_field *fields,
                          const char *const *others)
{
    sim_json_out_bool(json, "additionalProperties", false);
    sim_json_out_array(json, "required");
    for (; *others != NULL; others++)
        sim_json_out_string(json, NULL, *others);
    for (const struct results_field *field = fields; field->key != NULL; field++)
        sim_json_out_string(json, NULL, field->key);
    sim_json_out_end(json);
    sim_json_out_object(json, "properties");
    for (const struct results_field *field = fields; field->key != NULL; field++)
        write_field(json, field);
}

static void begin_object(struct sim_json_out *json, const struct results_field *fields,
                         const char *const *others)
{
    sim_json_out_string(json, "type", "object");
    begin_members(json, fields, others);
}

static void begin_array(struct sim_json_out *json, const char *key, const char *what)
{
    sim_json_out_object(json, key);
    sim_json_out_string(json, "type", "array");
    if (what != NULL)
        sim_json_out_string(json, "description", what);
    sim_json_out_object(json, "items");
}

static void end_array(struct sim_json_out *json)
{
    sim_json_out_end(json);
    sim_json_out_end(json);
}

static void write_string(struct sim_json_out *json, const char *key, const char *what)
{
    sim_json_out_object(json, key);
    sim_json_out_string(json, "type", "string");
    sim_json_out_string(json, "description", what);
    sim_json_out_end(json);
}

static void write_values(struct sim_json_out *json)
{
    static const char *const names[] = {"case", "option", NULL};

    begin_array(json, "values", "one for each case and option, in their order");
    begin_object(json, results_value_fields, names);
    write_string(json, "case", "name of a case");
    write_string(json, "option", "name of an option");
    sim_json_out_end(json);
    end_array(json);
}

static void write_precision(struct sim_json_out *json)
{
    static const char *const none[] = {NULL};

    sim_json_out_object(json, "precision");
    sim_json_out_string(json, "description", "what --precision came to; null: it was not asked");
    sim_json_out_array(json, "type");
    sim_json_out_string(json, NULL, "object");
    sim_json_out_string(json, NULL, "null");
    sim_json_out_end(json);
    begin_members(json, results_precision_fields, none);
    sim_json_out_end(json);
    sim_json_out_end(json);
}

static void write_part(struct sim_json_out *json, const struct results_part *part)
{
    static const char *const none[] = {NULL}, *const values[] = {"values", NULL};
    bool metrics = strcmp(part->key, "metrics") == 0;

    begin_array(json, part->key, part->text);
    begin_object(json, part->fields, metrics ? values : none);
    if (metrics)
        write_values(json);
    sim_json_out_end(json);
    end_array(json);
}

static void write_tables(struct sim_json_out *json)
{
    static const char *const others[] = {"columns", "rows", NULL}, *const none[] = {NULL};

    begin_array(json, "tables", "what a study found besides");
    begin_object(json, results_table_fields, others);
    begin_array(json, "columns", NULL);
    begin_object(json, results_column_fields, none);
    sim_json_out_end(json);
    end_array(json);
    begin_array(json, "rows", "a cell is a string, a number, or null for no data");
    sim_json_out_string(json, "type", "array");
    sim_json_out_object(json, "items");
    sim_json_out_array(json, "type");
    sim_json_out_string(json, NULL, "string");
    sim_json_out_string(json, NULL, "number");
    sim_json_out_string(json, NULL, "null");
    sim_json_out_end(json);
    sim_json_out_end(json);
    end_array(json);
    sim_json_out_end(json);
    end_array(json);
}

void results_json_schema(struct sim_text *out)
{
    struct sim_json_out json;
    const char *names[64] = {"format", "version", "precision", "tables"};
    size_t n = 4;

    for (const struct results_part *part = results_parts; part->key != NULL; part++)
        names[n++] = part->key;
    sim_json_out_init(&json, out, true);
    sim_json_out_object(&json, NULL);
    sim_json_out_string(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    sim_json_out_string(&json, "title", "results of crisim: --json, and summary.json of a folder");
    begin_object(&json, results_head_fields, names);
    sim_json_out_object(&json, "format");
    sim_json_out_string(&json, "const", RESULTS_FORMAT);
    sim_json_out_end(&json);
    sim_json_out_object(&json, "version");
    sim_json_out_int(&json, "const", RESULTS_VERSION);
    sim_json_out_end(&json);
    write_precision(&json);
    for (const struct results_part *part = results_parts; part->key != NULL; part++)
        write_part(&json, part);
    write_tables(&json);
    sim_json_out_end(&json);
    sim_json_out_end(&json);
}

/* ---- for people ---- */

static void add_type(struct sim_text *out, const struct results_field *field)
{
    if (field->type == FIELD_CHOICE) {
        for (int i = 0; field->words[i] != NULL; i++)
            sim_text_addf(out, "%s`\"%s\"`", i > 0 ? ", " : "", field->words[i]);
    } else {
        sim_text_add(out, field->type == FIELD_OPTION ? "name of an option" : json_type(field));
    }
    sim_text_add(out, field->may_be_null ? " or null" : "");
    if (field->max != 0)
        sim_text_addf(out, ", %.10g to %.10g", field->min, field->max);
}

static void add_fields(struct sim_text *out, const struct results_field *fields)
{
    sim_text_add(out, "| key | type | what it is |\n| --- | --- | --- |\n");
    for (; fields->key != NULL; fields++) {
        sim_text_addf(out, "| `%s` | ", fields->key);
        add_type(out, fields);
        sim_text_addf(out, " | %s |\n", fields->text);
    }
    sim_text_add(out, "\n");
}

static void add_column(struct sim_text *out, const char *name, const char *text)
{
    sim_text_addf(out, "| `%s` | %s |\n", name, text);
}

static void begin_columns(struct sim_text *out, const char *file, const char *what)
{
    sim_text_addf(out, "### `%s`\n\n%s\n\n| column | what it is |\n| --- | --- |\n", file, what);
}

static void add_tables(struct sim_text *out)
{
    begin_columns(out, "series-N-OPTION.csv",
                  "Minute by minute (longer bins in long runs), of replication 0.");
    add_column(out, "start_s", "of the bin, from the start of the run [s]");
#define X(type, name, text) add_column(out, #name, text);
    CRI_MINUTE_LIST(X)
    add_column(out, RESULTS_SERVED_PREFIX "REGION", "requests that the Region completed");
    sim_text_add(out, "\n");
    begin_columns(out, "quota-N-OPTION.csv",
                  "A line a bin, quota and limit in which anything happened, of replication 0.");
    add_column(out, "start_s", "of the bin [s]");
    add_column(out, "quota", "its name in `quotas`");
    add_column(out, "limit", "as there");
    CRI_QUOTA_MINUTE_LIST(X)
#undef X
    add_column(out, "refused", "attempts answered 429 by this limit");
    add_column(out, "used_share", "highest share in use, reservations included, 0..1");
    sim_text_add(out, "\n");
    begin_columns(out, "spectrum-N-OPTION.csv",
                  "Percentiles of all replications together, failures as infinite.");
    add_column(out, "p", "share of requests, 0..1, rising");
    add_column(out, "e2e_s", "time to the whole answer [s]; empty: it falls among failures");
    add_column(out, "ttft_s", "time to the first token [s]; empty as well");
    sim_text_add(out, "\n");
    begin_columns(out, "metrics.csv", "What `--csv` prints: the rows of the table.");
    add_column(out, "metric", "key, as in `metrics`");
    add_column(out, "section, label, unit", "as there");
    add_column(out, "option", "its name");
    add_column(out, "text", "word in the place of a number; empty: a number");
    add_column(out, "value, low, high", "as there; not rounded");
    add_column(out, "n_all_replications", "`n` there");
    sim_text_add(out, "\n");
    begin_columns(out, "replications.csv", "Each replication by itself.");
    add_column(out, "metric, unit, option", "as above");
    add_column(out, "replication", "from 0");
    add_column(out, "value", "empty: no data");
    sim_text_add(out, "\n");
    sim_text_add(out, "### `table-KEY.csv`\n\nA table of `tables`: its columns by their keys.\n\n"
                      "### `ttft-N-OPTION.hgrm`, `e2e-N-OPTION.hgrm`\n\nPercentiles over completed "
                      "requests in ms, as HdrHistogram's tools write them.\n\n");
}

static const char *expansion(enum metric_expand expand)
{
    static const char *const words[] = {
        [METRIC_ONCE] = "",
        [METRIC_BY_CLASS] = "-CLASS",
        [METRIC_BY_SOURCE] = "-REGION",
        [METRIC_BY_REGION] = "-REGION",
        [METRIC_BY_SERVER] = "-REGION",
        [METRIC_BY_FAULTY] = "-REGION",
        [METRIC_BY_REASON] = "-NUMBER",
    };

    return words[expand];
}

static void add_metrics(struct sim_text *out)
{
    sim_text_add(out, "| key | label | unit | kind | better | n counts | SLO |\n"
                      "| --- | --- | --- | --- | --- | --- | --- |\n");
    for (uint32_t i = 0; i < metric_count(); i++) {
        const struct metric *row = metric_at(i);
        const char *label = row->label + strspn(row->label, " ");
        const char *gap = strstr(label, "%s");

        if (row->only_compared)
            continue;
        sim_text_addf(out, "| `%s%s` | %.*s%s%s | %s | %s | %s | %s | ", row->key,
                      expansion(row->expand), gap != NULL ? (int)(gap - label) : (int)strlen(label),
                      label, gap != NULL ? "..." : "", gap != NULL ? gap + 2 : "", row->unit,
                      metric_kind_words[row->kind], metric_better_words[row->better],
                      metric_n_words(row->n));
        if (row->slo > 0)
            sim_text_addf(out, "`%s`", cri_slo_row((enum cri_slo_metric)(row->slo - 1))->key);
        sim_text_add(out, " |\n");
    }
    sim_text_add(out, "\n");
}

void results_reference(struct sim_text *out)
{
    sim_text_addf(
        out,
        "# Results: what is in the files\n\nMade by `crisim schema results --markdown` from the "
        "rows that write and read them (`analysis/results/rows.c`, `analysis/metric/`); do not "
        "edit. `crisim schema results` prints the JSON Schema.\n\n"
        "`--json` prints one document, and `--out DIR` saves it as `summary.json` beside the "
        "tables "
        "below and `manifest.json`, which names every file with its SHA-256, the command that "
        "makes them "
        "again (`command`) and what `--set` changed (`set`). Format `%s`, version "
        "%d; other versions are refused. Nothing in them depends on time, host, compiler or "
        "threads. Numbers have all their digits; `shown` is what screen and reports show. Options "
        "and cases are named, never numbered (a file's `N` is only to keep names apart).\n\n"
        "## `summary.json` and `--json`\n\n`format`, `version`, then\n\n",
        RESULTS_FORMAT, RESULTS_VERSION);
    add_fields(out, results_head_fields);
    sim_text_add(out, "### `precision`: object or null\n\nWhat `--precision` came to; null: it was "
                      "not asked.\n\n");
    add_fields(out, results_precision_fields);
    for (const struct results_part *part = results_parts; part->key != NULL; part++) {
        sim_text_addf(out, "### `%s`: array\n\nAn element is %s.\n\n", part->key, part->text);
        add_fields(out, part->fields);
        if (strcmp(part->key, "metrics") != 0)
            continue;
        sim_text_add(out, "`values` of a metric has one object for each case and option, in their "
                          "order, with `case`, `option` and\n\n");
        add_fields(out, results_value_fields);
    }
    sim_text_add(out, "### `tables`: array\n\nWhat a study found besides: `columns`, and `rows` of "
                      "cells. A cell is a string, a number, or null for no data.\n\n");
    add_fields(out, results_table_fields);
    sim_text_add(out, "Each of `columns`:\n\n");
    add_fields(out, results_column_fields);
    sim_text_add(out, "## Metrics\n\nA count is the mean of a replication; a quantile comes from "
                      "merged histograms; an extreme is the least or most of all replications. Per "
                      "cent here are shares (0..1) in the SLO of the same figure.\n\n");
    add_metrics(out);
    sim_text_add(out, "## The other files of a folder\n\n");
    add_tables(out);
    /* One line break at the end, as editors leave it. */
    if (out->length > 0 && out->data[out->length - 1] == '\n')
        out->data[--out->length] = '\0';
}
