#include "analysis/results/table.h"

#include "analysis/results/results.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const results_scale_words[] = {"linear", "log", NULL};
const char *const results_cell_words[] = {"text", "number", NULL};

bool results_is_table_key(const char *key)
{
    return *key != '\0' && strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789-_") == strlen(key);
}

struct results_table *results_table_add(struct results *results, const char *key, const char *title,
                                        const struct results_column *columns, uint32_t n_columns)
{
    struct sim_arena *arena = &results->arena;
    uint32_t n = results->n_tables;
    struct results_table *tables = sim_arena_alloc(arena, (n + 1) * sizeof *tables);

    SIM_ASSERT(results_is_table_key(key), "'%s' is no key of a table", key);
    SIM_ASSERT(results_table_find(results, key) == NULL, "two tables '%s'", key);
    SIM_ASSERT(n_columns > 0, "table '%s' has no columns", key);
    if (n > 0)
        memcpy(tables, results->tables, n * sizeof *tables);
    tables[n] =
        (struct results_table){.key = sim_arena_strdup(arena, key),
                               .title = sim_arena_strdup(arena, title),
                               .question = results->answering,
                               .n_columns = n_columns,
                               .columns = sim_arena_alloc(arena, n_columns * sizeof *columns)};
    memcpy(tables[n].columns, columns, n_columns * sizeof *columns);
    results->tables = tables;
    results->n_tables = n + 1;
    return &tables[n];
}

struct metric_value *results_table_row(struct results *results, struct results_table *table)
{
    size_t width = table->n_columns;
    struct metric_value *row;

    table->cells = sim_arena_with_room(&results->arena, table->cells, table->n_rows, &table->room,
                                       width * sizeof *table->cells);
    row = table->cells + table->n_rows++ * width;
    for (size_t i = 0; i < width; i++)
        row[i] = metric_no_value();
    return row;
}

void results_table_note(struct results *results, struct results_table *table, const char *format,
                        ...)
{
    va_list arguments;

    va_start(arguments, format);
    table->note = sim_arena_vprintf(&results->arena, format, arguments);
    va_end(arguments);
}

/* The column of that key; n_columns = none. */
static uint32_t column_of(const struct results_table *table, const char *key)
{
    uint32_t c = 0;

    while (c < table->n_columns && strcmp(table->columns[c].key, key) != 0)
        c++;
    return c;
}

void results_table_plot(struct results *results, struct results_table *table,
                        enum results_scale scale, const char *x, const char *y, const char *by,
                        const char *what, const char *finding)
{
    struct sim_arena *arena = &results->arena;

    SIM_ASSERT(column_of(table, x) < table->n_columns && column_of(table, y) < table->n_columns &&
                   (by == NULL || column_of(table, by) < table->n_columns),
               "table '%s' has no such columns", table->key);
    table->plot_scale = scale;
    table->plot_x = sim_arena_strdup(arena, x);
    table->plot_y = sim_arena_strdup(arena, y);
    table->plot_by = by != NULL ? sim_arena_strdup(arena, by) : NULL;
    table->plot_what = sim_arena_strdup(arena, what);
    table->plot_finding = sim_arena_strdup(arena, finding);
}

void results_table_tornado(struct results *results, struct results_table *table, const char *by,
                           const char *over, const char *low, const char *high, const char *what,
                           const char *finding)
{
    SIM_ASSERT(column_of(table, over) < table->n_columns, "table '%s' has no such column",
               table->key);
    results_table_plot(results, table, RESULTS_LINEAR, low, high, by, what, finding);
    table->plot_over = sim_arena_strdup(&results->arena, over);
}

void results_table_span(struct results *results, struct results_table *table, const char *text,
                        double from, double to, const char *also)
{
    SIM_ASSERT(also == NULL || column_of(table, also) < table->n_columns,
               "table '%s' has no column '%s'", table->key, also);
    table->plot_span = text != NULL ? sim_arena_strdup(&results->arena, text) : NULL;
    table->plot_from = from;
    table->plot_to = to;
    table->plot_also = also != NULL ? sim_arena_strdup(&results->arena, also) : NULL;
}

const struct results_table *results_table_find(const struct results *results, const char *key)
{
    for (uint32_t i = 0; i < results->n_tables; i++)
        if (strcmp(results->tables[i].key, key) == 0)
            return &results->tables[i];
    return NULL;
}

/* Of a table with a column of options, the rows that can be the best. */
static void find_ranked(const struct results *results, const struct results_table *table,
                        bool *ranked)
{
    for (uint32_t r = 0; r < table->n_rows; r++)
        ranked[r] = true;
    for (uint32_t c = 0; c < table->n_columns; c++)
        for (uint32_t r = 0; strcmp(table->columns[c].key, "option") == 0 && r < table->n_rows; r++)
            for (uint32_t o = 0; o < results->n_options; o++) {
                const char *name = table->cells[(size_t)r * table->n_columns + c].text;

                if (name != NULL && strcmp(name, results->options[o].name) == 0)
                    ranked[r] = results_is_ranked(results, o, 0);
            }
}

void results_table_show(struct results *results, struct results_table *table)
{
    struct metric_value *cells = sim_zeroed((size_t)table->n_rows + 1, sizeof *cells);
    bool *ranked = sim_zeroed((size_t)table->n_rows + 1, sizeof *ranked), any = false;

    /* Of thousands of rows only where something is marked. */
    for (uint32_t c = 0; c < table->n_columns; c++)
        any = any || table->columns[c].better != METRIC_NEITHER;
    if (any)
        find_ranked(results, table, ranked);
    for (uint32_t c = 0; c < table->n_columns; c++) {
        struct results_column *column = &table->columns[c];

        /* What a cell says may be of whoever fills the table, and gone before the results are. */
        for (uint32_t r = 0; r < table->n_rows; r++) {
            cells[r] = table->cells[(size_t)r * table->n_columns + c];
            if (cells[r].text != NULL)
                cells[r].text = sim_arena_strdup(&results->arena, cells[r].text);
        }
        column->decimals = metric_digits(column->unit, column->decimals, cells, table->n_rows);
        metric_show((enum metric_better)column->better, column->decimals, cells, table->n_rows,
                    ranked, &results->arena);
        for (uint32_t r = 0; r < table->n_rows; r++)
            table->cells[(size_t)r * table->n_columns + c] = cells[r];
    }
    free(ranked);
    free(cells);
}

uint32_t results_table_heads(const struct results_table *table)
{
    uint32_t n = 0;

    while (n < table->n_columns && table->columns[n].type == RESULTS_TEXT)
        n++;
    return n;
}
