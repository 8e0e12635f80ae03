/*
 * rows.h: the plain fields of the parts of struct results, as rows that the writer and the
 * reader of summary.json both walk, so that what is written is what is read.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_ROWS_H
#define CRISIM_ANALYSIS_RESULTS_ROWS_H

#include "analysis/results/results.h"

#include <stddef.h>

enum results_field_type {
    FIELD_STRING,
    FIELD_CHOICE, /* int: index into words */
    FIELD_OPTION, /* uint32_t: index of an option, by its name in the file; UINT32_MAX = null */
    FIELD_DOUBLE,
    FIELD_U32,
    FIELD_U64,
    FIELD_I64,
    FIELD_INT,
    FIELD_BOOL
};

/* What the reader takes. Without bounds (max 0) those of the type: doubles up to RESULTS_MOST
 * either way, whole numbers that JSON holds exactly, 0 to 15 decimals. */
struct results_field {
    const char *key;
    enum results_field_type type;
    size_t offset;
    bool may_be_null; /* NULL, NaN or UINT32_MAX: no value */
    double min, max;
    const char *const *words; /* of a choice; ends with NULL */
    const char *text;         /* what it is, with its unit */
};

/* Beyond any count of tokens or amount of money of a run; shown digits stay within their buffers.
 */
#define RESULTS_MOST 1e24
/* Times are nanoseconds in 64 bits, so no time of a run is longer [s]. */
#define RESULTS_MOST_S 9.3e9

/* First lines of the tables of an option; the series goes on with one column a Region. */
#define RESULTS_MINUTE_COLUMN(type, name, text) "," #name
#define RESULTS_SERIES_COLUMNS                  "start_s" CRI_MINUTE_LIST(RESULTS_MINUTE_COLUMN)
#define RESULTS_SERVED_PREFIX                   "served_"
#define RESULTS_SPECTRUM_COLUMNS                "p,e2e_s,ttft_s"
#define RESULTS_QUOTA_COLUMNS                                                                      \
    "start_s,quota,limit" CRI_QUOTA_MINUTE_LIST(RESULTS_MINUTE_COLUMN) ",refused,used_share"

/* An array of structs in struct results: where its pointer and its length are. */
struct results_part {
    const char *key;
    size_t pointer, length;             /* offsets in struct results */
    size_t size;                        /* of an element */
    const struct results_field *fields; /* ends with key NULL */
    uint32_t most;                      /* elements that a folder may hold */
    const char *text;                   /* what an element is */
};

extern const struct results_field results_head_fields[];
/* Of struct results_precision: the object "precision", null where none was asked for. */
extern const struct results_field results_precision_fields[];
extern const struct results_field results_value_fields[];
extern const struct results_field results_table_fields[];
extern const struct results_field results_column_fields[];
/* Ends with key NULL. Options come first, for others name them, and cases before metrics; the
 * elements of "metrics" have `values` besides, one for each case and option; "tables" are apart. */
extern const struct results_part results_parts[];

#endif
