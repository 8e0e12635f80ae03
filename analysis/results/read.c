/*
 * read.c: a results folder back into struct results. The same rows as in the writer.
 */
#include "analysis/results/rows.h"
#include "models/series.h"
#include "models/spec.h"
#include "sim/base/csv_in.h"
#include "sim/base/file_out.h"
#include "sim/base/json_in.h"
#include "sim/base/stream_in.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_FILE ((size_t)512 * 1024 * 1024)
enum { MAX_FILES = 100000, MAX_SHOWN = 60 };

/* One folder while it is read. */
struct reader {
    struct results *results;
    struct sim_arena *arena; /* of the results */
    const struct results_source *folder;
    struct sim_diag *diag;
    const char **quota_names; /* sorted, n_quotas of the results; set once these are read */
};

/* ---- summary.json ---- */

/* A value for a message: short, whatever was found. */
static const char *shown(const struct sim_json *value, char buffer[96])
{
    switch (value->type) {
    case SIM_JSON_NUMBER:
        buffer[0] = '\0';
        sim_format_double(value->number, buffer, 96);
        break;
    case SIM_JSON_STRING:
        snprintf(buffer, 96, "'%.*s%s'", MAX_SHOWN, value->string,
                 strlen(value->string) > MAX_SHOWN ? "..." : "");
        break;
    case SIM_JSON_BOOL:
        return value->boolean ? "true" : "false";
    case SIM_JSON_NULL:
        return "null";
    case SIM_JSON_ARRAY:
    case SIM_JSON_OBJECT:
        snprintf(buffer, 96, "%s of %u", value->type == SIM_JSON_ARRAY ? "an array" : "an object",
                 value->n_children);
        break;
    }
    return buffer;
}

static void wrong(const struct reader *r, const struct sim_json *at, const char *path,
                  const char *what)
{
    char buffer[96];

    /* What is not there was found to be missing already. */
    if (at != NULL)
        sim_diag_error(r->diag, at->file, at->line, at->column, path, "must be %s (got %s)", what,
                       shown(at, buffer));
}

/* "differences[3].option" */
static const char *path_of(const struct reader *r, const char *base, const char *key)
{
    return base[0] == '\0' ? key : sim_arena_printf(r->arena, "%s.%s", base, key);
}

static void bounds_of(const struct results_field *row, double *min, double *max)
{
    const double whole = 9007199254740992; /* 2^53 */

    *min = row->min;
    *max = row->max;
    if (row->max != 0)
        return;
    switch (row->type) {
    case FIELD_STRING:
    case FIELD_CHOICE:
    case FIELD_BOOL:
        break;
    case FIELD_DOUBLE:
        *min = -RESULTS_MOST;
        *max = RESULTS_MOST;
        break;
    case FIELD_U32:
        *max = UINT32_MAX - 1.0;
        break;
    case FIELD_U64:
        *max = whole;
        break;
    case FIELD_I64:
        *min = -whole;
        *max = whole;
        break;
    case FIELD_INT:
        *max = 15;
        break;
    }
}

static void read_number(const struct reader *r, const struct results_field *row,
                        const struct sim_json *value, const char *base, void *field)
{
    bool whole = row->type != FIELD_DOUBLE;
    double min, max, number = value->number;

    bounds_of(row, &min, &max);
    if (value->type != SIM_JSON_NUMBER || (whole && !value->is_integer) ||
        !(number >= min && number <= max)) {
        wrong(r, value, path_of(r, base, row->key),
              sim_arena_printf(r->arena, "%s from %.16g to %.16g%s",
                               whole ? "a whole number" : "a number", min, max,
                               row->may_be_null ? " or null" : ""));
        return;
    }
    if (row->type == FIELD_DOUBLE)
        *(double *)field = number;
    else if (row->type == FIELD_U32)
        *(uint32_t *)field = (uint32_t)number;
    else if (row->type == FIELD_U64)
        *(uint64_t *)field = (uint64_t)number;
    else if (row->type == FIELD_I64)
        *(int64_t *)field = (int64_t)number;
    else
        *(int *)field = (int)number;
}

static void read_string(const struct reader *r, const struct results_field *row,
                        const struct sim_json *value, const char *base, void *field)
{
    if (value->type != SIM_JSON_STRING) {
        wrong(r, value, path_of(r, base, row->key),
              row->may_be_null ? "a string or null" : "a string");
        return;
    }
    *(const char **)field = sim_arena_strdup(r->arena, value->string);
}

static void read_choice(const struct reader *r, const struct results_field *row,
                        const struct sim_json *value, const char *base, void *field)
{
    struct sim_text words = {0};

    for (int i = 0; row->words[i] != NULL; i++) {
        if (value->type == SIM_JSON_STRING && strcmp(row->words[i], value->string) == 0) {
            *(int *)field = i;
            sim_text_release(&words);
            return;
        }
        sim_text_addf(&words, "%s'%s'", i > 0 ? ", " : "", row->words[i]);
    }
    wrong(r, value, path_of(r, base, row->key),
          sim_arena_printf(r->arena, "one of %s", words.data));
    sim_text_release(&words);
}

static void read_null(const struct results_field *row, void *field)
{
    if (row->type == FIELD_STRING)
        *(const char **)field = NULL;
    else if (row->type == FIELD_DOUBLE)
        *(double *)field = NAN;
    else
        *(uint32_t *)field = UINT32_MAX;
}

/* Fields are never NULL after this where a row does not allow it: with a finding they are "". */
static void read_fields(const struct reader *r, const struct results_field *rows,
                        const struct sim_json *object, const char *base, void *into)
{
    for (const struct results_field *row = rows; row->key != NULL; row++)
        if (row->type == FIELD_STRING)
            *(const char **)(void *)((char *)into + row->offset) = "";
    if (object->type != SIM_JSON_OBJECT) {
        wrong(r, object, base, "an object");
        return;
    }
    for (const struct results_field *row = rows; row->key != NULL; row++) {
        const struct sim_json *value = sim_json_find(object, row->key);
        void *field = (char *)into + row->offset;

        if (value == NULL)
            sim_diag_error(r->diag, object->file, object->line, object->column, base,
                           "'%s' is missing", row->key);
        else if (value->type == SIM_JSON_NULL && row->may_be_null)
            read_null(row, field);
        else if (row->type == FIELD_STRING)
            read_string(r, row, value, base, field);
        else if (row->type == FIELD_CHOICE)
            read_choice(r, row, value, base, field);
        else if (row->type != FIELD_BOOL)
            read_number(r, row, value, base, field);
        else if (value->type != SIM_JSON_BOOL)
            wrong(r, value, path_of(r, base, row->key), "true or false");
        else
            *(bool *)field = value->boolean;
    }
}

static void check_value(const struct reader *r, const struct sim_json *at, const char *base,
                        const struct metric_value *value)
{
    if (value->text == NULL && isnan(value->value) && at->type == SIM_JSON_OBJECT &&
        sim_json_find(at, "value") != NULL)
        wrong(r, sim_json_find(at, "value"), path_of(r, base, "value"),
              "a number where 'text' is null");
    if (isnan(value->low) != isnan(value->high))
        sim_diag_error(r->diag, at->file, at->line, at->column, base,
                       "an interval has both 'low' and 'high', or neither");
}

static void read_metric_values(const struct reader *r, const struct sim_json *metric,
                               const char *base, struct results_metric *into)
{
    const struct sim_json *values = sim_json_find(metric, "options");
    uint32_t n_options = r->results->n_options;

    into->options = sim_arena_alloc(r->arena, ((size_t)n_options + 1) * sizeof *into->options);
    if (values == NULL || values->type != SIM_JSON_ARRAY || values->n_children != n_options) {
        wrong(r, values != NULL ? values : metric, path_of(r, base, "options"),
              sim_arena_printf(r->arena, "an array of %u, one an option", n_options));
        return;
    }
    for (uint32_t a = 0; a < n_options; a++) {
        const char *path = sim_arena_printf(r->arena, "%s.options[%u]", base, a);

        read_fields(r, results_value_fields, values->children[a], path, &into->options[a]);
        check_value(r, values->children[a], path, &into->options[a]);
    }
}

static void read_part(const struct reader *r, const struct results_part *part,
                      const struct sim_json *array)
{
    struct results *results = r->results;
    char *items = sim_arena_alloc(r->arena, ((size_t)array->n_children + 1) * part->size);

    *(uint32_t *)(void *)((char *)results + part->length) = array->n_children;
    *(char **)(void *)((char *)results + part->pointer) = items;
    for (uint32_t i = 0; i < array->n_children; i++) {
        const char *path = sim_arena_printf(r->arena, "%s[%u]", part->key, i);

        read_fields(r, part->fields, array->children[i], path, items + i * part->size);
        if (strcmp(part->key, "metrics") == 0 && array->children[i]->type == SIM_JSON_OBJECT)
            read_metric_values(r, array->children[i], path, &results->metrics[i]);
    }
}

/* An index into the options. */
static void check_option(const struct reader *r, const struct sim_json *root, const char *part,
                         uint32_t i, uint32_t option)
{
    const struct sim_json *item = sim_json_find(root, part)->children[i];
    const struct sim_json *at =
        item->type == SIM_JSON_OBJECT ? sim_json_find(item, "option") : NULL;

    if (option >= r->results->n_options && at != NULL)
        wrong(
            r, at, sim_arena_printf(r->arena, "%s[%u].option", part, i),
            sim_arena_printf(r->arena, "the number of an option, below %u", r->results->n_options));
}

static void read_parts(const struct reader *r, const struct sim_json *root)
{
    struct results *results = r->results;

    for (const struct results_part *part = results_parts; part->key != NULL; part++) {
        const struct sim_json *array = sim_json_find(root, part->key);

        if (array == NULL)
            sim_diag_error(r->diag, root->file, root->line, root->column, NULL, "'%s' is missing",
                           part->key);
        else if (array->type != SIM_JSON_ARRAY || array->n_children > part->most)
            wrong(r, array, part->key,
                  sim_arena_printf(r->arena, "an array of at most %u", part->most));
        else
            read_part(r, part, array);
    }
    for (uint32_t i = 0; i < results->n_differences; i++)
        check_option(r, root, "differences", i, results->differences[i].option);
    for (uint32_t i = 0; i < results->n_slo; i++)
        check_option(r, root, "slo", i, results->slo[i].option);
    for (uint32_t i = 0; i < results->n_outages; i++)
        if (results->outages[i].end_s < results->outages[i].start_s) {
            const struct sim_json *item = sim_json_find(root, "outages")->children[i];

            wrong(r, sim_json_find(item, "end_s"),
                  sim_arena_printf(r->arena, "outages[%u].end_s", i), "at least 'start_s'");
        }
    if (results->baseline != UINT32_MAX && results->baseline >= results->n_options)
        wrong(r, sim_json_find(root, "baseline"), "baseline",
              sim_arena_printf(r->arena, "null or the number of an option, below %u",
                               results->n_options));
    if (results->best != UINT32_MAX && results->best >= results->n_options)
        wrong(r, sim_json_find(root, "best"), "best",
              sim_arena_printf(r->arena, "null or the number of an option, below %u",
                               results->n_options));
}

/* ---- the tables of an option ---- */

struct table {
    const struct reader *reader;
    struct results_option *option;
    const char *file;
    const char *columns; /* the fixed ones, "a,b,c" */
    uint32_t n_fixed, n_columns;
    uint32_t room;
    bool header_seen, failed;
};

/* Name of a fixed column; the Regions' columns share one. */
static const char *column_name(const struct table *table, uint32_t column)
{
    const char *at = table->columns;

    if (column >= table->n_fixed)
        return RESULTS_SERVED_PREFIX "...";
    for (; column > 0; column--)
        at = strchr(at, ',') + 1;
    return sim_arena_printf(table->reader->arena, "%.*s", (int)strcspn(at, ","), at);
}

static uint32_t n_names(const char *columns)
{
    uint32_t n = 1;

    for (; *columns != '\0'; columns++)
        n += *columns == ',';
    return n;
}

/* A finding at field `column`; always false. */
static bool bad_field(struct table *table, uint64_t line, const struct sim_csv_field *fields,
                      uint32_t column, const char *what)
{
    const struct sim_csv_field *field = &fields[column];
    bool longer = field->length > MAX_SHOWN;

    table->failed = true;
    sim_diag_error(table->reader->diag, table->file, line, 0, column_name(table, column),
                   "must be %s (got '%.*s%s' in column %u)", what,
                   (int)(longer ? MAX_SHOWN : field->length), field->text, longer ? "..." : "",
                   column + 1);
    return false;
}

static bool take_number(struct table *table, uint64_t line, const struct sim_csv_field *fields,
                        uint32_t column, double most, const char *what, double *out)
{
    const struct sim_csv_field *field = &fields[column];

    if (sim_parse_double(field->text, field->length, out) && *out >= 0 && *out <= most)
        return true;
    return bad_field(table, line, fields, column, what);
}

static bool take_count(struct table *table, uint64_t line, const struct sim_csv_field *fields,
                       uint32_t column, uint32_t *out)
{
    const struct sim_csv_field *field = &fields[column];
    int64_t value;

    if (!sim_parse_int64(field->text, field->length, &value) || value < 0 || value > UINT32_MAX)
        return bad_field(table, line, fields, column, "a whole number from 0 to 4294967295");
    *out = (uint32_t)value;
    return true;
}

static bool take_tokens(struct table *table, uint64_t line, const struct sim_csv_field *fields,
                        uint32_t column, uint64_t *out)
{
    const struct sim_csv_field *field = &fields[column];
    int64_t value;

    if (!sim_parse_int64(field->text, field->length, &value) || value < 0)
        return bad_field(table, line, fields, column, "a whole number of tokens, at least 0");
    *out = (uint64_t)value;
    return true;
}

/* The first line: the columns of this kind of table, and (series) one a Region. */
static bool take_header(struct table *table, uint64_t line, const struct sim_csv_field *fields,
                        uint32_t n, bool regions)
{
    const size_t prefix = strlen(RESULTS_SERVED_PREFIX);

    table->header_seen = true;
    table->n_columns = n;
    for (uint32_t i = 0; i < n && i < table->n_fixed; i++) {
        const char *name = column_name(table, i);

        if (fields[i].length != strlen(name) || memcmp(fields[i].text, name, strlen(name)) != 0)
            return bad_field(table, line, fields, i,
                             sim_arena_printf(table->reader->arena, "the column '%s'", name));
    }
    if (n < table->n_fixed || (n > table->n_fixed && !regions)) {
        table->failed = true;
        sim_diag_error(table->reader->diag, table->file, line, 0, NULL,
                       "%u columns where such a table has %s%u", n, regions ? "at least " : "",
                       table->n_fixed);
        return false;
    }
    for (uint32_t i = table->n_fixed; i < n; i++)
        if (fields[i].length <= prefix ||
            memcmp(fields[i].text, RESULTS_SERVED_PREFIX, prefix) != 0)
            return bad_field(table, line, fields, i,
                             "'" RESULTS_SERVED_PREFIX "' and the name of a Region");
    return true;
}

static bool right_columns(struct table *table, uint64_t line, uint32_t n)
{
    if (n == table->n_columns)
        return true;
    table->failed = true;
    sim_diag_error(table->reader->diag, table->file, line, 0, NULL,
                   "%u columns where the first line has %u", n, table->n_columns);
    return false;
}

static void series_regions(struct table *table, const struct sim_csv_field *fields, uint32_t n)
{
    struct results_option *option = table->option;
    struct sim_arena *arena = table->reader->arena;
    const size_t prefix = strlen(RESULTS_SERVED_PREFIX);

    option->n_regions = n - table->n_fixed;
    option->regions = sim_arena_alloc(arena, (option->n_regions + 1) * sizeof *option->regions);
    option->served = sim_arena_alloc(arena, (option->n_regions + 1) * sizeof *option->served);
    for (uint32_t r = 0; r < option->n_regions; r++) {
        const struct sim_csv_field *field = &fields[table->n_fixed + r];

        option->regions[r] =
            sim_arena_printf(arena, "%.*s", (int)(field->length - prefix), field->text + prefix);
    }
}

static void grow_bins(struct table *table)
{
    struct results_option *option = table->option;
    struct sim_arena *arena = table->reader->arena;
    uint32_t room = table->room > 0 ? table->room * 2 : 256;
    struct results_bin *bins = sim_arena_alloc(arena, room * sizeof *bins);
    uint32_t *served =
        sim_arena_alloc(arena, ((size_t)room * option->n_regions + 1) * sizeof *served);

    if (option->n_bins > 0) {
        memcpy(bins, option->bins, option->n_bins * sizeof *bins);
        memcpy(served, option->served_bins,
               (size_t)option->n_bins * option->n_regions * sizeof *served);
    }
    option->bins = bins;
    option->served_bins = served;
    table->room = room;
}

/* Bins have one width: the first start is 0, the second is the width. */
static bool take_start(struct table *table, uint64_t line, const struct sim_csv_field *fields,
                       double *start_s)
{
    struct results_option *option = table->option;
    double expected = option->n_bins * option->bin_s;

    if (!take_number(table, line, fields, 0, RESULTS_MOST_S, "a number of seconds, at least 0",
                     start_s))
        return false;
    if (option->n_bins == 1 && *start_s >= 1e-9) {
        option->bin_s = *start_s;
        return true;
    }
    if (option->n_bins != 1 && fabs(*start_s - expected) <= 1e-6 * (option->bin_s + expected))
        return true;
    return bad_field(
        table, line, fields, 0,
        option->n_bins == 1
            ? "the width of a bin in seconds, above 0"
            : sim_arena_printf(table->reader->arena, "%g, as bins have one width", expected));
}

static enum sim_status on_series_row(void *context, uint64_t line,
                                     const struct sim_csv_field *fields, uint32_t n,
                                     struct sim_error *err)
{
    struct table *table = context;
    struct results_option *option = table->option;
    struct results_bin bin = {0};
    uint32_t column = 1;
    bool good;

    (void)err;
    if (!table->header_seen) {
        if (!take_header(table, line, fields, n, true))
            return SIM_EINPUT;
        series_regions(table, fields, n);
        return SIM_OK;
    }
    if (!right_columns(table, line, n))
        return SIM_OK;
    if (option->n_bins == CRI_SERIES_MAX_BINS) {
        table->failed = true;
        sim_diag_error(table->reader->diag, table->file, line, 0, NULL,
                       "more than %d bins, which no run has", CRI_SERIES_MAX_BINS);
        return SIM_EINPUT;
    }
    if (option->n_bins == table->room)
        grow_bins(table);
    good = take_start(table, line, fields, &bin.start_s);
#define X(type, name, text)                                                                        \
    good = _Generic(bin.name, uint32_t                                                             \
                    : take_count, uint64_t                                                         \
                    : take_tokens)(table, line, fields, column++, &bin.name) &&                    \
           good;
    CRI_MINUTE_LIST(X)
#undef X
    for (uint32_t r = 0; r < option->n_regions; r++) {
        uint32_t served = 0;

        good = take_count(table, line, fields, table->n_fixed + r, &served) && good;
        option->served_bins[(size_t)option->n_bins * option->n_regions + r] = served;
        option->served[r] += served;
    }
    if (good && (bin.failed_of_offered > bin.offered))
        bad_field(table, line, fields, 2, "at most what was offered");
    option->bins[option->n_bins++] = bin;
    return SIM_OK;
}

static enum sim_status on_spectrum_row(void *context, uint64_t line,
                                       const struct sim_csv_field *fields, uint32_t n,
                                       struct sim_error *err)
{
    enum { MAX_POINTS = 4096 };
    struct table *table = context;
    struct results_option *option = table->option;
    double p = 0, times[2] = {NAN, NAN};
    bool good;

    (void)err;
    if (!table->header_seen) {
        struct sim_arena *arena = table->reader->arena;

        if (!take_header(table, line, fields, n, false))
            return SIM_EINPUT;
        option->spectrum_p = sim_arena_alloc(arena, MAX_POINTS * sizeof(double));
        option->spectrum_e2e_s = sim_arena_alloc(arena, MAX_POINTS * sizeof(double));
        option->spectrum_ttft_s = sim_arena_alloc(arena, MAX_POINTS * sizeof(double));
        return SIM_OK;
    }
    if (!right_columns(table, line, n))
        return SIM_OK;
    if (option->n_spectrum == MAX_POINTS) {
        table->failed = true;
        sim_diag_error(table->reader->diag, table->file, line, 0, NULL, "more than %d points",
                       MAX_POINTS);
        return SIM_EINPUT;
    }
    good = take_number(table, line, fields, 0, 1, "a share from 0 to 1", &p);
    if (good && option->n_spectrum > 0 && p <= option->spectrum_p[option->n_spectrum - 1])
        bad_field(table, line, fields, 0, "above the share of the line before");
    for (uint32_t i = 0; i < 2; i++)
        if (fields[i + 1].length > 0)
            take_number(table, line, fields, i + 1, RESULTS_MOST_S,
                        "empty or a number of seconds from 0 to 9.3e9", &times[i]);
    option->spectrum_p[option->n_spectrum] = p;
    option->spectrum_e2e_s[option->n_spectrum] = times[0];
    option->spectrum_ttft_s[option->n_spectrum] = times[1];
    option->n_spectrum++;
    return SIM_OK;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has_quota(const struct reader *r, const char *name)
{
    return bsearch(&name, r->quota_names, r->results->n_quotas, sizeof name, compare_words) != NULL;
}

static bool is_limit(const char *word)
{
    for (int i = 0; i < CRI_N_LIMITS; i++)
        if (strcmp(cri_limit_name((enum cri_limit)i), word) == 0)
            return true;
    return false;
}

static enum sim_status on_quota_row(void *context, uint64_t line,
                                    const struct sim_csv_field *fields, uint32_t n,
                                    struct sim_error *err)
{
    struct table *table = context;
    struct results_option *option = table->option;
    struct sim_arena *arena = table->reader->arena;
    const struct results_limit *limit;
    double start = 0, used = 0, bin;
    uint32_t refused = 0, column = 3;
    uint64_t counted;
    char *quota, *word;
    bool good;

    (void)err;
    if (!table->header_seen)
        return take_header(table, line, fields, n, false) ? SIM_OK : SIM_EINPUT;
    if (!right_columns(table, line, n))
        return SIM_OK;
    good = take_number(table, line, fields, 0, RESULTS_MOST_S, "a number of seconds, at least 0",
                       &start);
#define X(type, name, text) good = take_tokens(table, line, fields, column++, &counted) && good;
    CRI_QUOTA_MINUTE_LIST(X)
#undef X
    good = take_count(table, line, fields, column++, &refused) && good;
    good = take_number(table, line, fields, column, 1e15, "a share, at least 0", &used) && good;
    quota = sim_arena_printf(arena, "%.*s", (int)fields[1].length, fields[1].text);
    word = sim_arena_printf(arena, "%.*s", (int)fields[2].length, fields[2].text);
    if (!has_quota(table->reader, quota))
        good = bad_field(table, line, fields, 1, "one of the quotas of summary.json");
    if (!is_limit(word))
        good = bad_field(table, line, fields, 2, "the name of a limit, such as 'tpm'");
    if (!good)
        return SIM_OK;
    bin = floor(start / option->bin_s + 0.5);
    if (!(bin < option->n_bins &&
          fabs(start - bin * option->bin_s) <= 1e-6 * (option->bin_s + start))) {
        bad_field(table, line, fields, 0, "the start of one of the bins of the series");
        return SIM_OK;
    }
    if (bin < table->room) {
        bad_field(table, line, fields, 0, "at least the start of the line before");
        return SIM_OK;
    }
    table->room = (uint32_t)bin;
    limit = results_note_limit(table->reader->results, option, quota, word, (uint32_t)bin, used,
                               refused);
    if (limit->n_noted > 1 &&
        limit->noted[limit->n_noted - 1].bin == limit->noted[limit->n_noted - 2].bin)
        bad_field(table, line, fields, 2, "another limit: this one stands in this bin already");
    return SIM_OK;
}

/* The tables of an option that are read back, by how their files begin. The quota's needs the bins
 * of the series. */
static const struct kind {
    const char *prefix;
    sim_csv_row_fn row;
    const char *columns;
} kinds[] = {{"series-", on_series_row, RESULTS_SERIES_COLUMNS},
             {"spectrum-", on_spectrum_row, RESULTS_SPECTRUM_COLUMNS},
             {"quota-", on_quota_row, RESULTS_QUOTA_COLUMNS}};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* named: where the manifest names it, or NULL. */
static enum sim_status open_file(const struct reader *r, const char *name,
                                 const struct sim_json *named, char **text, size_t *length)
{
    struct sim_error err = {.status = SIM_OK};
    enum sim_status status = r->folder->open(r->folder->context, name, text, length, &err);

    if (status != SIM_OK)
        sim_diag_error(r->diag, sim_arena_printf(r->arena, "%s/%s", r->folder->path, name), 0, 0,
                       NULL, "%s%s", err.message,
                       named != NULL ? sim_arena_printf(r->arena, " (named in manifest.json:%u:%u)",
                                                        named->line, named->column)
                                     : "");
    return status;
}

static void read_table(const struct reader *r, struct results_option *option, const char *name,
                       const struct kind *kind)
{
    struct table table = {.reader = r,
                          .option = option,
                          .file = sim_arena_printf(r->arena, "%s/%s", r->folder->path, name),
                          .columns = kind->columns,
                          .n_fixed = n_names(kind->columns)};
    struct sim_error err = {.status = SIM_OK};
    struct sim_csv *csv = NULL;
    char *text = NULL;
    size_t length = 0;
    enum sim_status status = open_file(r, name, NULL, &text, &length);

    if (status != SIM_OK)
        return;
    status = sim_csv_create(&csv, table.file, kind->row, &table, &err);
    if (status == SIM_OK)
        status = sim_csv_feed(csv, text, length, &err);
    if (status == SIM_OK)
        status = sim_csv_finish(csv, &err);
    if (status != SIM_OK && !table.failed)
        sim_diag_error(r->diag, err.where, 0, 0, NULL, "%s", err.message);
    else if (status == SIM_OK && !table.header_seen)
        sim_diag_error(r->diag, table.file, 1, 0, NULL, "has no first line with column names");
    sim_csv_destroy(csv);
    free(text);
}

/* ---- the manifest ---- */

static bool check_version(const struct sim_json *root, struct sim_diag *diag)
{
    const struct sim_json *format, *version;
    char buffer[96];

    if (root->type != SIM_JSON_OBJECT) {
        sim_diag_error(diag, root->file, root->line, root->column, NULL,
                       "must be an object (got %s)", shown(root, buffer));
        return false;
    }
    format = sim_json_find(root, "format");
    version = sim_json_find(root, "version");
    if (format == NULL || format->type != SIM_JSON_STRING ||
        strcmp(format->string, RESULTS_FORMAT) != 0) {
        if (format == NULL)
            format = root;
        sim_diag_error(diag, root->file, format->line, format->column, "format",
                       "must be '" RESULTS_FORMAT "' (got %s)", shown(format, buffer));
        return false;
    }
    if (version == NULL || version->type != SIM_JSON_NUMBER || version->number != RESULTS_VERSION) {
        if (version == NULL)
            version = root;
        sim_diag_error(diag, root->file, version->line, version->column, "version",
                       "results of another version (got %s; this crisim reads version %d); run the "
                       "study again",
                       shown(version, buffer), RESULTS_VERSION);
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
            wrong(r, entry, path, "an object with 'file' and 'sha256'");
            continue;
        }
        names[i] = sim_json_find(entry, "file");
        digest = sim_json_find(entry, "sha256");
        if (names[i] == NULL || names[i]->type != SIM_JSON_STRING || names[i]->string[0] == '\0' ||
            names[i]->string[0] == '.' || strchr(names[i]->string, '/') != NULL)
            wrong(r, names[i] != NULL ? names[i] : entry, path_of(r, path, "file"),
                  "the name of a file in this folder");
        if (digest == NULL || digest->type != SIM_JSON_STRING || !is_digest(digest->string))
            wrong(r, digest != NULL ? digest : entry, path_of(r, path, "sha256"),
                  "64 hexadecimal digits");
    }
    if (r->diag->n_raised > errors)
        return false;
    if (n > 0)
        qsort(names, n, sizeof *names, compare_names);
    for (uint32_t i = 1; i < n; i++)
        if (strcmp(names[i - 1]->string, names[i]->string) == 0)
            wrong(r, names[i], "files", "named once");
    return r->diag->n_raised == errors;
}

/* Every file of the manifest must be there and be what was written. */
static const struct sim_json *check_files(const struct reader *r, const struct sim_json *manifest)
{
    const struct sim_json *files = sim_json_find(manifest, "files");
    bool summary = false;

    if (files == NULL || files->type != SIM_JSON_ARRAY || files->n_children > MAX_FILES) {
        wrong(r, files != NULL ? files : manifest, "files",
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
        if (open_file(r, name->string, name, &text, &length) != SIM_OK)
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
            wrong(r, a, pairs[i][0],
                  sim_arena_printf(r->arena, "what summary.json says, %s", shown(b, buffer)));
    }
}

/* The option of a table's file name, "series-3-name.csv"; false (after a finding) if it has none.
 */
static bool option_of(const struct reader *r, const struct sim_json *name, uint32_t *option)
{
    const char *number = strchr(name->string, '-') + 1;
    const char *end = number + strspn(number, "0123456789");
    int64_t value;

    if (sim_parse_int64(number, (size_t)(end - number), &value) && value >= 0 &&
        value < r->results->n_options && *end == '-' && r->results->options[value].allowed) {
        *option = (uint32_t)value;
        return true;
    }
    wrong(r, name, "files", "a table of an option that was run");
    return false;
}

static void sort_quota_names(struct reader *r)
{
    uint32_t n = r->results->n_quotas;

    r->quota_names = sim_arena_alloc(r->arena, ((size_t)n + 1) * sizeof *r->quota_names);
    for (uint32_t i = 0; i < n; i++)
        r->quota_names[i] = r->results->quotas[i].name;
    qsort(r->quota_names, n, sizeof *r->quota_names, compare_words);
}

static void read_tables(const struct reader *r, const struct sim_json *files)
{
    struct results *results = r->results;

    for (uint32_t a = 0; a < results->n_options; a++)
        results->options[a].bin_s = SIM_MINUTE / (double)SIM_SECOND;
    for (int k = 0; k < N_KINDS; k++) {
        const struct sim_json **of =
            sim_arena_alloc(r->arena, ((size_t)results->n_options + 1) * sizeof(void *));

        for (uint32_t i = 0; i < files->n_children; i++) {
            const struct sim_json *name = sim_json_find(files->children[i], "file");
            uint32_t option;

            if (strncmp(name->string, kinds[k].prefix, strlen(kinds[k].prefix)) != 0 ||
                !option_of(r, name, &option))
                continue;
            if (of[option] != NULL) {
                wrong(r, name, "files",
                      sim_arena_printf(r->arena,
                                       "the only such table of its option, which has '%s'",
                                       of[option]->string));
                continue;
            }
            of[option] = name;
            read_table(r, &results->options[option], name->string, &kinds[k]);
        }
        for (uint32_t a = 0; a < results->n_options; a++)
            if (results->options[a].allowed && of[a] == NULL)
                sim_diag_error(r->diag, files->file, files->line, files->column, "files",
                               "must name the table %s%u-... of option '%s'", kinds[k].prefix, a,
                               results->options[a].name);
    }
}

static enum sim_status read_json(const struct reader *r, const char *name, struct sim_json **out)
{
    char *text;
    size_t length;
    enum sim_status status = open_file(r, name, NULL, &text, &length);

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
    struct reader r = {results, &results->arena, folder, diag, NULL};
    struct sim_json *manifest = NULL;
    struct sim_json *root = NULL;
    const struct sim_json *files = NULL;
    size_t errors = diag->n_raised;

    if (read_json(&r, "manifest.json", &manifest) == SIM_OK && check_version(manifest, diag))
        files = check_files(&r, manifest);
    if (files != NULL && diag->n_raised == errors)
        read_json(&r, "summary.json", &root);
    if (root != NULL && check_version(root, diag)) {
        read_fields(&r, results_head_fields, root, "", results);
        read_parts(&r, root);
        check_agreement(&r, manifest, root);
        if (diag->n_raised == errors) {
            sort_quota_names(&r);
            read_tables(&r, files);
        }
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
