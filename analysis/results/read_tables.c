/*
 * read_tables.c: the CSV tables of options: minutes, percentiles, use of quotas.
 */
#include "analysis/results/read.h"
#include "models/series.h"
#include "models/spec.h"
#include "sim/base/csv_in.h"
#include "sim/base/sort.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    bool longer = field->length > READER_MAX_SHOWN;

    table->failed = true;
    sim_diag_error(table->reader->diag, table->file, line, 0, column_name(table, column),
                   "must be %s (got '%.*s%s' in column %u)", what,
                   (int)(longer ? READER_MAX_SHOWN : field->length), field->text,
                   longer ? "..." : "", column + 1);
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

static bool has_quota(const struct reader *r, const char *name)
{
    return sim_search(&name, r->quota_names, r->results->n_quotas, sizeof name, sim_by_word) !=
           NULL;
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
    enum sim_status status = reader_open(r, name, NULL, &text, &length);

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
    reader_wrong(r, name, "files", "a table of an option that was run");
    return false;
}

static void sort_quota_names(struct reader *r)
{
    uint32_t n = r->results->n_quotas;

    r->quota_names = sim_arena_alloc(r->arena, ((size_t)n + 1) * sizeof *r->quota_names);
    for (uint32_t i = 0; i < n; i++)
        r->quota_names[i] = r->results->quotas[i].name;
    sim_sort(r->quota_names, n, sizeof *r->quota_names, sim_by_word);
}

/* A text that a question left: it may be called anything, and stands in the summary. */
static bool is_document(const struct results *results, const char *name)
{
    for (uint32_t i = 0; i < results->n_documents; i++)
        if (strcmp(results->documents[i].name, name) == 0)
            return true;
    return false;
}

void reader_tables(struct reader *r, const struct sim_json *files)
{
    struct results *results = r->results;

    sort_quota_names(r);
    for (uint32_t a = 0; a < results->n_options; a++)
        results->options[a].bin_s = SIM_MINUTE / (double)SIM_SECOND;
    for (int k = 0; k < N_KINDS; k++) {
        const struct sim_json **of =
            sim_arena_alloc(r->arena, ((size_t)results->n_options + 1) * sizeof(void *));

        for (uint32_t i = 0; i < files->n_children; i++) {
            const struct sim_json *name = sim_json_find(files->children[i], "file");
            uint32_t option;

            if (strncmp(name->string, kinds[k].prefix, strlen(kinds[k].prefix)) != 0 ||
                is_document(results, name->string) || !option_of(r, name, &option))
                continue;
            if (of[option] != NULL) {
                reader_wrong(r, name, "files",
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
