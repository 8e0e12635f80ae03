/*
 * csv_in.h: CSV rows with their line numbers. The only door to libcsv.
 *
 * libcsv drops blank lines, hides an unclosed quote unless told not to and needs csv_fini for the
 * last row; this door sets CSV_STRICT | CSV_STRICT_FINI, tracks physical lines, and calls it.
 */
#ifndef CRISIM_SIM_BASE_CSV_IN_H
#define CRISIM_SIM_BASE_CSV_IN_H

#include "sim/base/error.h"

#include <stddef.h>
#include <stdint.h>

struct sim_csv_field {
    const char *text; /* not NUL-terminated; valid inside the callback */
    uint32_t length;
};

/** Called once a row. Return SIM_OK to go on; anything else ends the parse and is returned. */
typedef enum sim_status (*sim_csv_row_fn)(void *context, uint64_t line,
                                          const struct sim_csv_field *fields, uint32_t n_fields,
                                          struct sim_error *err);

struct sim_csv;
enum sim_status sim_csv_create(struct sim_csv **out, const char *file, sim_csv_row_fn row,
                               void *context, struct sim_error *err);
/** Feed a block of bytes; a syntax error is SIM_EINPUT with file:line. */
enum sim_status sim_csv_feed(struct sim_csv *csv, const char *bytes, size_t n,
                             struct sim_error *err);
/** The end of the input: delivers a last row that has no newline. */
enum sim_status sim_csv_finish(struct sim_csv *csv, struct sim_error *err);
void sim_csv_destroy(struct sim_csv *csv);

#endif
