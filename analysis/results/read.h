/*
 * read.h: a folder while it is read, private to the room: read.c opens it and checks its manifest,
 * read_summary.c and read_tables.c read what is in it.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_READ_H
#define CRISIM_ANALYSIS_RESULTS_READ_H

#include "analysis/results/rows.h"
#include "sim/base/json_in.h"

/* Of a value that a message quotes, so many bytes. */
enum { READER_MAX_SHOWN = 60 };

/* An option by its name. */
struct reader_name {
    const char *name;
    uint32_t index;
};

struct reader {
    struct results *results;
    struct sim_arena *arena; /* of the results */
    const struct results_source *folder;
    struct sim_diag *diag;
    size_t errors;                    /* in diag before this folder */
    struct reader_name *option_names; /* sorted, n_options of the results; once these are read */
    const char **quota_names;         /* sorted, n_quotas of the results; set once these are read */
};

/** A finding: the value at `at` (NULL: said already) must be `what`. */
void reader_wrong(const struct reader *r, const struct sim_json *at, const char *path,
                  const char *what);
/** A value for a message: short, whatever was found. */
const char *reader_shown(const struct sim_json *value, char buffer[96]);
/** The whole of a file of the folder (free() it); named: where the manifest names it, or NULL. */
enum sim_status reader_open(const struct reader *r, const char *name, const struct sim_json *named,
                            char **text, size_t *length);
/** All of summary.json into the results. */
void reader_summary(struct reader *r, const struct sim_json *root);
/** The CSV tables of options that the manifest's list of files names. */
void reader_tables(struct reader *r, const struct sim_json *files);

#endif
