/*
 * results_rows.h: the plain fields of the parts of struct results, as rows that the writer and the
 * reader of summary.json both walk, so that what is written is what is read.
 */
#ifndef CRISIM_ANALYSIS_STUDY_RESULTS_ROWS_H
#define CRISIM_ANALYSIS_STUDY_RESULTS_ROWS_H

#include "analysis/study/results.h"

#include <stddef.h>

enum results_field_type {
    FIELD_STRING,
    FIELD_DOUBLE,
    FIELD_U32,
    FIELD_U64,
    FIELD_I64,
    FIELD_INT,
    FIELD_BOOL
};

struct results_field {
    const char *key;
    enum results_field_type type;
    size_t offset;
};

/* An array of structs in struct results: where its pointer and its length are. */
struct results_part {
    const char *key;
    size_t pointer, length;             /* offsets in struct results */
    size_t size;                        /* of an element */
    const struct results_field *fields; /* ends with key NULL */
};

extern const struct results_field results_head_fields[];
extern const struct results_field results_value_fields[];
extern const struct results_part
    results_parts[]; /* ends with key NULL; "metrics" has values apart */

#endif
