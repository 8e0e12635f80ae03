/*
 * read.h: the steps from the text of tables to a catalog, in the order in which catalog_open()
 * takes them. Each adds its findings to the diag it is given. Private to the room.
 */
#ifndef CRISIM_SCENARIOS_CATALOG_READ_H
#define CRISIM_SCENARIOS_CATALOG_READ_H

#include "scenarios/catalog/tables.h"

/** One table while it is read. */
struct catalog_reader {
    struct catalog *catalog;
    struct sim_diag *diag;
    const struct catalog_table *table;
    struct catalog_rows *rows;
    uint32_t line;
    size_t column; /* of the cell that is read; 0 = the line as a whole */
};

/* texts.c */

/** The texts of the tables that a folder has, the caller's to free; false after findings. */
bool catalog_read_folder(const char *dir, char *texts[N_TABLES], size_t lengths[N_TABLES],
                         struct sim_diag *diag);
/**
 * Every table's text (texts, NULL where a folder does not have it: the built-in one then), its
 * digest and the names for messages. Takes the texts; those that hold a NUL byte are freed.
 */
void catalog_take_texts(struct catalog *catalog, const char *dir, char *texts[N_TABLES],
                        size_t lengths[N_TABLES], struct sim_diag *diag);

/* rows.c */

/**
 * Text to cells; text is changed in place and must live as long as the catalog. On return
 * rows->cells has the rows in key order, ->starts and ->lines where they stood. False where the
 * table has no header to read by.
 */
bool catalog_read_rows(struct catalog_reader *r, char *text);
/** Where in its line a cell begins, from 1; 0 where it stands in none. */
size_t catalog_place_in_line(const struct catalog_rows *rows, uint32_t row, unsigned column,
                             const char *cell);

/* values.c */

/** The cells of catalog_read_rows() to values in rows->records. */
void catalog_read_values(struct catalog_reader *r);

/* rtt.c */

/** Gives every pair of Regions a row in the table of round-trip times. */
void catalog_complete_rtt(struct catalog *catalog);

/* across.c */

/** Rows of the profiles table that share an id become one profile; reports those that differ. */
void catalog_collect_profiles(struct catalog *catalog, struct sim_diag *diag);
/** Reports records that refer to what cannot be, and tables that lack a row they need. */
void catalog_check_records(const struct catalog *catalog, struct sim_diag *diag);

#endif
