/*
 * table.h: tables of any study: named columns and rows of cells. They are saved (summary.json and
 * table-<key>.csv), read back and shown on the screen and in reports without further code.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_TABLE_H
#define CRISIM_ANALYSIS_RESULTS_TABLE_H

#include "analysis/metric/show.h"

struct results;

enum results_scale { RESULTS_LINEAR, RESULTS_LOG };
extern const char *const results_scale_words[]; /* by enum results_scale; ends with NULL */

enum results_cell { RESULTS_TEXT, RESULTS_NUMBER };
extern const char *const results_cell_words[]; /* by enum results_cell; ends with NULL */

struct results_column {
    const char *key, *label, *unit;
    int type; /* enum results_cell; a column of numbers may hold words in their place */
    int decimals;
    int better; /* enum metric_better: the best of a column's cells is marked */
};

/* A column of words, that nothing is measured in. */
#define RESULTS_WORDS(key, label)                                                                  \
    {                                                                                              \
        key, label, "", RESULTS_TEXT, 0, METRIC_NEITHER                                            \
    }

struct results_table {
    const char *key, *title;
    const char *note;     /* a sentence below it; NULL = none */
    const char *question; /* that it answers (results->answering); NULL = none, the study's own */
    uint32_t n_first;     /* rows of it on the first screen; 0 = with --full only */
    uint32_t n_quiet;     /* its last rows, that say nothing of note: not in reports */
    /* A figure of it in reports: one column over another, a line for each text of a third. NULL in
     * plot_finding: there is none. All are copied by results_table_plot(). */
    const char *plot_finding, *plot_what;  /* the headline; what is drawn */
    const char *plot_x, *plot_y, *plot_by; /* keys of columns; plot_by NULL: one line */
    int plot_scale;                        /* enum results_scale, of x */
    /* Not NULL: bars instead of lines, one for each text of plot_by, from plot_x over the column of
     * this key (as stated) to plot_y. */
    const char *plot_over;
    const char *plot_also;     /* column of a second panel's y; NULL = there is none */
    const char *plot_span;     /* what is shaded between two x; NULL = nothing */
    double plot_from, plot_to; /* of it */
    uint32_t n_columns;
    struct results_column *columns; /* those of text come first: they say what a row is */
    uint32_t n_rows, room;
    struct metric_value *cells; /* n_rows x n_columns */
};

/**
 * Add a table without rows; texts of the columns are borrowed and live as long as the results.
 * @param key  of letters, digits, '-' and '_', no other table's; title: copied
 * @return valid until another table is added
 */
struct results_table *results_table_add(struct results *results, const char *key, const char *title,
                                        const struct results_column *columns, uint32_t n_columns);
/** Add a row without data. @return its n_columns cells, valid until the next row; set `text`
 * (which is borrowed until results_table_show()) or `value` of each. results_show() makes the rest.
 */
struct metric_value *results_table_row(struct results *results, struct results_table *table);
/** A sentence below the table; copied. */
void results_table_note(struct results *results, struct results_table *table, const char *format,
                        ...) __attribute__((format(printf, 3, 4)));
/** Draw it in reports. x and y: keys of columns of numbers; by: key of one of text, or NULL. */
void results_table_plot(struct results *results, struct results_table *table,
                        enum results_scale scale, const char *x, const char *y, const char *by,
                        const char *what, const char *finding);
/** Draw it as a tornado: a bar for each text of column `by`, from column `low` over `over` (as
 * stated, the same in all rows) to `high`. */
void results_table_tornado(struct results *results, struct results_table *table, const char *by,
                           const char *over, const char *low, const char *high, const char *what,
                           const char *finding);
/** Shade a span of x in its figure (text is copied; NULL = none), and draw another column of numbers in a panel
 * below; also: NULL = none. After results_table_plot(). */
void results_table_span(struct results *results, struct results_table *table, const char *text,
                        double from, double to, const char *also);
/** Table by key, or NULL. */
const struct results_table *results_table_find(const struct results *results, const char *key);
/** Give all cells of a table their texts and marks. */
void results_table_show(struct results *results, struct results_table *table);
/** Whether a table can have this key: it is part of a file's name. */
bool results_is_table_key(const char *key);
/** Columns of text before the first of numbers. */
uint32_t results_table_heads(const struct results_table *table);

#endif
