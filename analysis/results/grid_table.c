/*
 * grid_table.c: a table of a study as a grid.
 */
#include "analysis/results/grid.h"
#include "analysis/results/table.h"

void grid_of_table(const struct results_table *table, struct sim_text *out, int columns,
                   bool colour)
{
    struct sim_arena arena = {0};
    struct grid grid;

    grid_init(&grid, &arena, table->n_columns, results_table_heads(table));
    for (uint32_t c = 0; c < table->n_columns; c++)
        grid.headers[c] =
            sim_arena_printf(&arena, "%s%s%s%s", c == 0 ? "  " : "", table->columns[c].label,
                             *table->columns[c].unit != '\0' ? ", " : "", table->columns[c].unit);
    for (uint32_t r = 0; r < table->n_rows; r++) {
        const struct metric_value *row = &table->cells[(size_t)r * table->n_columns];
        struct grid_cell *cells = grid_row(&grid);

        for (uint32_t c = 0; c < table->n_columns; c++) {
            const char *text =
                c < grid.n_heads ? grid_short(&arena, row[c].shown, 24) : row[c].shown;

            cells[c] = (struct grid_cell){c == 0 ? sim_arena_printf(&arena, "  %s", text) : text,
                                          row[c].mark == METRIC_BEST};
        }
    }
    sim_text_addf(out, "%s%s%s\n", colour ? "\x1b[1m" : "", table->title, colour ? "\x1b[0m" : "");
    grid_print(&grid, out, columns, colour);
    sim_arena_release(&arena);
}
