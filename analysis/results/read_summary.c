/*
 * read_summary.c: summary.json by the rows that it was written by.
 */
#include "analysis/results/read.h"
#include "sim/base/sort.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A value for a message: short, whatever was found. */
const char *reader_shown(const struct sim_json *value, char buffer[96])
{
    switch (value->type) {
    case SIM_JSON_NUMBER:
        buffer[0] = '\0';
        sim_format_double(value->number, buffer, 96);
        break;
    case SIM_JSON_STRING:
        snprintf(buffer, 96, "'%.*s%s'", READER_MAX_SHOWN, value->string,
                 strlen(value->string) > READER_MAX_SHOWN ? "..." : "");
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

void reader_wrong(const struct reader *r, const struct sim_json *at, const char *path,
                  const char *what)
{
    char buffer[96];

    /* What is not there was found to be missing already. */
    if (at != NULL)
        sim_diag_error(r->diag, at->file, at->line, at->column, path, "must be %s (got %s)", what,
                       reader_shown(at, buffer));
}

enum sim_status reader_open(const struct reader *r, const char *name, const struct sim_json *named,
                            char **text, size_t *length)
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
    case FIELD_OPTION:
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
        reader_wrong(r, value, path_of(r, base, row->key),
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
        reader_wrong(r, value, path_of(r, base, row->key),
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
    reader_wrong(r, value, path_of(r, base, row->key),
                 sim_arena_printf(r->arena, "one of %s", words.data));
    sim_text_release(&words);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct reader_name *)a)->name, ((const struct reader_name *)b)->name);
}

static void read_option(const struct reader *r, const struct results_field *row,
                        const struct sim_json *value, const char *base, void *field)
{
    const struct reader_name *found = NULL;

    if (value->type == SIM_JSON_STRING) {
        const struct reader_name name = {value->string, 0};

        found =
            sim_search(&name, r->option_names, r->results->n_options, sizeof name, compare_names);
    }
    if (found == NULL)
        reader_wrong(r, value, path_of(r, base, row->key),
                     row->may_be_null ? "the name of an option, or null" : "the name of an option");
    else
        *(uint32_t *)field = found->index;
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
        reader_wrong(r, object, base, "an object");
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
        else if (row->type == FIELD_OPTION)
            read_option(r, row, value, base, field);
        else if (row->type != FIELD_BOOL)
            read_number(r, row, value, base, field);
        else if (value->type != SIM_JSON_BOOL)
            reader_wrong(r, value, path_of(r, base, row->key), "true or false");
        else
            *(bool *)field = value->boolean;
    }
}

static void check_value(const struct reader *r, const struct sim_json *at, const char *base,
                        const struct metric_value *value)
{
    if (value->text == NULL && isnan(value->value) && at->type == SIM_JSON_OBJECT &&
        sim_json_find(at, "value") != NULL)
        reader_wrong(r, sim_json_find(at, "value"), path_of(r, base, "value"),
                     "a number where 'text' is null");
    if (isnan(value->low) != isnan(value->high))
        sim_diag_error(r->diag, at->file, at->line, at->column, base,
                       "an interval has both 'low' and 'high', or neither");
}

/* Whether the member `key` of an object is this name. */
static bool is_named(const struct sim_json *object, const char *key, const char *name)
{
    const struct sim_json *value = sim_json_find(object, key);

    return value != NULL && value->type == SIM_JSON_STRING && strcmp(value->string, name) == 0;
}

static void read_metric_values(const struct reader *r, const struct sim_json *metric,
                               const char *base, struct results_metric *into)
{
    const struct sim_json *values = sim_json_find(metric, "values");
    const struct results *results = r->results;
    size_t n = results->n_options, all = n * results->n_cases;

    into->options = sim_arena_alloc(r->arena, (all + 1) * sizeof *into->options);
    if (values == NULL || values->type != SIM_JSON_ARRAY ||
        (values->n_children != n && values->n_children != all)) {
        reader_wrong(r, values != NULL ? values : metric, path_of(r, base, "values"),
                     all == n
                         ? sim_arena_printf(r->arena, "an array of %zu, one for each option", n)
                         : sim_arena_printf(r->arena,
                                            "an array of %zu, one for each option as stated, "
                                            "or of %zu, one for each case and option",
                                            n, all));
        return;
    }
    into->in_cases = results->n_cases > 1 && values->n_children == all;
    n = values->n_children;
    for (uint32_t i = 0; i < n; i++) {
        const struct sim_json *value = values->children[i];
        const char *path = sim_arena_printf(r->arena, "%s.values[%u]", base, i);
        const char *in_case = results->cases[i / results->n_options].name;
        const char *option = results->options[i % results->n_options].name;

        read_fields(r, results_value_fields, value, path, &into->options[i]);
        check_value(r, value, path, &into->options[i]);
        if (value->type == SIM_JSON_OBJECT &&
            (!is_named(value, "case", in_case) || !is_named(value, "option", option)))
            sim_diag_error(r->diag, value->file, value->line, value->column, path,
                           "must be that of case '%s' and option '%s': values stand in their order",
                           in_case, option);
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

/* ---- tables ---- */

static const struct sim_json *array_in(const struct reader *r, const struct sim_json *object,
                                       const char *base, const char *key, uint32_t most)
{
    const struct sim_json *array = sim_json_find(object, key);

    if (array != NULL && array->type == SIM_JSON_ARRAY && array->n_children <= most)
        return array;
    reader_wrong(r, array != NULL ? array : object, path_of(r, base, key),
                 sim_arena_printf(r->arena, "an array of at most %u", most));
    return NULL;
}

static void read_cell(const struct reader *r, const struct sim_json *value, const char *path,
                      const struct results_column *column, struct metric_value *cell)
{
    bool number = column->type == RESULTS_NUMBER;

    *cell = metric_no_value();
    if (value->type == SIM_JSON_STRING)
        cell->text = sim_arena_strdup(r->arena, value->string);
    else if (number && value->type == SIM_JSON_NUMBER && fabs(value->number) <= RESULTS_MOST)
        cell->value = value->number;
    else if (!number || value->type != SIM_JSON_NULL)
        reader_wrong(r, value, path,
                     number ? "a string, a number from -1e+24 to 1e+24, or null" : "a string");
}

static void read_table(const struct reader *r, const struct sim_json *value, const char *path,
                       struct results_table *table)
{
    const struct sim_json *columns, *rows;

    read_fields(r, results_table_fields, value, path, table);
    if (value->type != SIM_JSON_OBJECT)
        return;
    if (!results_is_table_key(table->key) && sim_json_find(value, "key") != NULL)
        reader_wrong(r, sim_json_find(value, "key"), path_of(r, path, "key"),
                     "of letters a to z, digits, '-' and '_'");
    columns = array_in(r, value, path, "columns", 1000);
    rows = array_in(r, value, path, "rows", 1000000);
    if (columns == NULL || rows == NULL)
        return;
    table->n_columns = columns->n_children;
    table->columns =
        sim_arena_alloc(r->arena, ((size_t)table->n_columns + 1) * sizeof *table->columns);
    for (uint32_t c = 0; c < table->n_columns; c++)
        read_fields(r, results_column_fields, columns->children[c],
                    sim_arena_printf(r->arena, "%s.columns[%u]", path, c), &table->columns[c]);
    for (uint32_t i = 0; i < rows->n_children; i++) {
        const struct sim_json *row = rows->children[i];
        const char *row_path = sim_arena_printf(r->arena, "%s.rows[%u]", path, i);

        if (row->type != SIM_JSON_ARRAY || row->n_children != table->n_columns)
            reader_wrong(
                r, row, row_path,
                sim_arena_printf(r->arena, "an array of %u, one a column", table->n_columns));
    }
    if (r->diag->n_raised > r->errors)
        return;
    for (uint32_t i = 0; i < rows->n_children; i++) {
        struct metric_value *cells = results_table_row(r->results, table);

        for (uint32_t c = 0; c < table->n_columns; c++)
            read_cell(r, rows->children[i]->children[c],
                      sim_arena_printf(r->arena, "%s.rows[%u][%u]", path, i, c), &table->columns[c],
                      &cells[c]);
    }
    results_table_show(r->results, table);
}

static void read_all_tables(const struct reader *r, const struct sim_json *root)
{
    const struct sim_json *array = array_in(r, root, "", "tables", 1000);
    struct results *results = r->results;

    if (array == NULL)
        return;
    results->tables =
        sim_arena_alloc(r->arena, ((size_t)array->n_children + 1) * sizeof *results->tables);
    results->n_tables = array->n_children;
    for (uint32_t i = 0; i < array->n_children; i++)
        read_table(r, array->children[i], sim_arena_printf(r->arena, "tables[%u]", i),
                   &results->tables[i]);
}

/* ---- the whole ---- */

/* Options by name: later parts name them. */
static void note_options(struct reader *r, const struct sim_json *array)
{
    uint32_t n = r->results->n_options;

    r->option_names = sim_arena_alloc(r->arena, ((size_t)n + 1) * sizeof *r->option_names);
    for (uint32_t a = 0; a < n; a++)
        r->option_names[a] = (struct reader_name){r->results->options[a].name, a};
    sim_sort(r->option_names, n, sizeof *r->option_names, compare_names);
    for (uint32_t a = 1; a < n; a++)
        if (strcmp(r->option_names[a - 1].name, r->option_names[a].name) == 0)
            sim_diag_error(r->diag, array->file, array->line, array->column, "options",
                           "two are called '%s'", r->option_names[a].name);
}

static void check_outages(const struct reader *r, const struct sim_json *root)
{
    for (uint32_t i = 0; i < r->results->n_outages; i++)
        if (r->results->outages[i].end_s < r->results->outages[i].start_s) {
            const struct sim_json *item = sim_json_find(root, "outages")->children[i];

            reader_wrong(r, sim_json_find(item, "end_s"),
                         sim_arena_printf(r->arena, "outages[%u].end_s", i), "at least 'start_s'");
        }
}

static void check_holdings(const struct reader *r, const struct sim_json *root)
{
    const struct results *results = r->results;

    for (uint32_t i = 0; i < results->n_holdings; i++)
        if (results->holdings[i].in_case >= results->n_judged)
            reader_wrong(r, sim_json_find(sim_json_find(root, "holdings")->children[i], "case"),
                         sim_arena_printf(r->arena, "holdings[%u].case", i),
                         sim_arena_printf(r->arena, "the number of a judged case, below %u",
                                          results->n_judged));
}

static void read_precision(const struct reader *r, const struct sim_json *root)
{
    struct results_precision *into = &r->results->precision;
    const struct sim_json *object = sim_json_find(root, "precision");

    into->asked = NAN;
    if (object == NULL)
        sim_diag_error(r->diag, root->file, root->line, root->column, NULL,
                       "'precision' is missing");
    else if (object->type != SIM_JSON_NULL)
        read_fields(r, results_precision_fields, object, "precision", into);
}

void reader_summary(struct reader *r, const struct sim_json *root)
{
    struct results *results = r->results;

    results->n_cases = 0;
    for (const struct results_part *part = results_parts; part->key != NULL; part++) {
        const struct sim_json *array = sim_json_find(root, part->key);

        if (array == NULL)
            sim_diag_error(r->diag, root->file, root->line, root->column, NULL, "'%s' is missing",
                           part->key);
        else if (array->type != SIM_JSON_ARRAY || array->n_children > part->most)
            reader_wrong(r, array, part->key,
                         sim_arena_printf(r->arena, "an array of at most %u", part->most));
        else if (strcmp(part->key, "cases") == 0 && array->n_children == 0)
            reader_wrong(r, array, part->key, "an array of at least 1");
        else
            read_part(r, part, array);
        if (strcmp(part->key, "options") == 0 && array != NULL)
            note_options(r, array);
    }
    read_fields(r, results_head_fields, root, "", results);
    read_precision(r, root);
    read_all_tables(r, root);
    check_outages(r, root);
    check_holdings(r, root);
}
