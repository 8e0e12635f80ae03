/*
 * grid_table.c: a table of a study as a grid. A name that is long is shortened in the middle; a
 * sentence is not: it takes lines of its own under its row.
 */
#include "analysis/results/grid.h"
#include "analysis/results/table.h"

#include <string.h>

enum { MOST_NAME = 24, MOST_NAME_WITH_SPACES = 36 };

/* Words with spaces that are longer than any name. */
static bool is_sentence(const struct results_table *table, uint32_t column)
{
    for (uint32_t r = 0; r < table->n_rows; r++) {
        const char *text = table->cells[(size_t)r * table->n_columns + column].shown;

        if (grid_width(text) > MOST_NAME_WITH_SPACES && strchr(text, ' ') != NULL)
            return true;
    }
    return false;
}

static uint32_t *columns_of(const struct results_table *table, uint32_t n_heads,
                            struct sim_arena *arena, uint32_t *n, uint32_t *sentence)
{
    uint32_t *columns = sim_arena_alloc(arena, (table->n_columns + 1) * sizeof *columns);

    *n = 0;
    *sentence = table->n_columns;
    for (uint32_t c = 0; c < table->n_columns; c++)
        if (c > 0 && c < n_heads && *sentence == table->n_columns && is_sentence(table, c))
            *sentence = c;
        else
            columns[(*n)++] = c;
    return columns;
}

void grid_of_table(const struct results_table *table, struct sim_text *out, int columns,
                   bool colour)
{
    struct sim_arena arena = {0};
    uint32_t n_heads = results_table_heads(table), n, sentence;
    const uint32_t *shown = columns_of(table, n_heads, &arena, &n, &sentence);
    struct grid grid;

    grid_init(&grid, &arena, n, n_heads - (sentence < n_heads ? 1 : 0));
    for (uint32_t i = 0; i < n; i++) {
        const struct results_column *column = &table->columns[shown[i]];

        grid.headers[i] = sim_arena_printf(&arena, "%s%s%s%s", i == 0 ? "  " : "", column->label,
                                           *column->unit != '\0' ? ", " : "", column->unit);
    }
    for (uint32_t r = 0; r < table->n_rows; r++) {
        const struct metric_value *row = &table->cells[(size_t)r * table->n_columns];
        struct grid_cell *cells = grid_row(&grid);

        for (uint32_t i = 0; i < n; i++) {
            const char *text = row[shown[i]].shown;

            if (i < grid.n_heads)
                text = grid_short(&arena, text, MOST_NAME);
            cells[i] = (struct grid_cell){i == 0 ? sim_arena_printf(&arena, "  %s", text) : text,
                                          row[shown[i]].mark == METRIC_BEST};
        }
        if (sentence < n_heads && strcmp(row[sentence].shown, "-") != 0)
            grid_under(&grid, row[sentence].shown);
    }
    sim_text_addf(out, "%s%s%s\n", colour ? "\x1b[1m" : "", table->title, colour ? "\x1b[0m" : "");
    grid_print(&grid, out, columns, colour);
    sim_arena_release(&arena);
}
