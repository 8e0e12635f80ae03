/*
 * grid.h: tables on the screen, private to the room. A table that is wider than the screen is
 * folded: its columns come in groups, each with the first columns before it, which say what a row
 * is.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_GRID_H
#define CRISIM_ANALYSIS_RESULTS_GRID_H

#include "sim/base/arena.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct grid_cell {
    const char *text; /* NULL = empty */
    bool strong;
};

struct grid_row {
    const char *title; /* a line that names the rows below; no cells */
    struct grid_cell *cells;
    const char *under; /* a sentence below it; NULL = none */
};

struct grid {
    struct sim_arena *arena;
    uint32_t n_columns;
    uint32_t n_heads;  /* columns that say what a row is: left, and in every group */
    uint32_t n_ragged; /* last columns that are words: left, not right */
    const char **headers;
    struct grid_row *rows;
    uint32_t n_rows, room;
};

/** All memory is the arena's; headers are "" until they are set, texts are borrowed. */
void grid_init(struct grid *grid, struct sim_arena *arena, uint32_t n_columns, uint32_t n_heads);
void grid_title(struct grid *grid, const char *title);
/** A row of n_columns empty cells, valid until the next. */
struct grid_cell *grid_row(struct grid *grid);
/** A sentence below the row that was added last, on lines of its own. */
void grid_under(struct grid *grid, const char *text);
/** Print it in at most `columns` columns where a group of one column fits into them. */
void grid_print(const struct grid *grid, struct sim_text *out, int columns, bool colour);

struct results_table;
/** A table of a study with its title, each row as wide as `columns` at most. */
void grid_of_table(const struct results_table *table, struct sim_text *out, int columns,
                   bool colour);

/** Columns on the screen, not bytes. */
int grid_width(const char *text);
/** A name in at most `most` columns (10 or more): its start, "...", its end. In the arena. */
const char *grid_short(struct sim_arena *arena, const char *name, int most);

#endif
