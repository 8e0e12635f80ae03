/*
 * cells.h: cells of the catalog that are more than a number, a word or a text: what names a Region,
 * a model or a source, dates, lists. Each is the take() of a column (tables.c). Private to the
 * room.
 */
#ifndef CRISIM_SCENARIOS_CATALOG_CELLS_H
#define CRISIM_SCENARIOS_CATALOG_CELLS_H

#include "scenarios/catalog/tables.h"

/* Where a cell stands, for findings, and whose it is: the reader of every take() of the room. */
struct catalog_cell {
    struct catalog *catalog;
    struct sim_diag *diag;
    const char *file, *name; /* name: of the column */
    uint32_t line;
    size_t column; /* of the cell in its line; 0 = the line as a whole */
};

void catalog_cell_error(const struct catalog_cell *cell, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

sim_field_take catalog_take_date;    /* const char *: YYYY, YYYY-MM, YYYY-MM-DD or unknown */
sim_field_take catalog_take_day;     /* const char *: YYYY-MM-DD, a day that there is */
sim_field_take catalog_take_lives;   /* unsigned: bits of a comma list of cache lives */
sim_field_take catalog_take_source;  /* const char *: has a row in sources */
sim_field_take catalog_take_where;   /* const char *: a Region's code, us-list or prefix:P */
sim_field_take catalog_take_modes;   /* unsigned: bits of a comma list of scopes */
sim_field_take catalog_take_region;  /* uint32_t: index; the field's word = CATALOG_NONE */
sim_field_take catalog_take_model;   /* uint32_t: the same */
sim_field_take catalog_take_regions; /* the struct catalog_route: its destinations */
sim_field_take catalog_take_limit;   /* int64_t, or a word: CATALOG_NO_LIMIT, CATALOG_OF_TPM */

#endif
