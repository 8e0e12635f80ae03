/*
 * tables.h: how the catalog is held in memory, and its tables as rows of columns: one reader
 * (read.c) and one printer (list.c) serve all of them. Private to the room.
 */
#ifndef CRISIM_SCENARIOS_CATALOG_TABLES_H
#define CRISIM_SCENARIOS_CATALOG_TABLES_H

#include "scenarios/catalog/catalog.h"
#include "sim/base/fields.h"

#define CATALOG_VERSION 1
/* Value of a tpd row: CATALOG_OF_TPM. */
#define CATALOG_OF_TPM_WORD "tpm-x-1440"

/* What a cell names, beside its value: `crisim catalog list --region`, `--model` look for it. */
enum catalog_names {
    NAMES_NOTHING,
    NAMES_REGION,
    NAMES_REGION_ANY, /* * = every, none = no Region */
    NAMES_REGIONS,    /* a comma list, all-commercial, or unknown */
    NAMES_WHERE,      /* a Region's code, us-list or prefix:P */
    NAMES_MODEL,
    NAMES_MODEL_ANY, /* * = every */
    NAMES_PATTERN    /* a glob over model ids */
};

struct catalog_column {
    struct sim_field field; /* its take() gets a struct catalog_cell */
    size_t offset;          /* in the record; 0 for a take() that gets the whole record */
    bool optional;          /* "-" = not known: "", NaN or 0 */
    bool list;              /* of commas: an array in JSON */
    bool id;                /* a name without spaces, quotes and commas */
    bool later;             /* a file may lack it: `optional`, or its field's fallback */
    enum catalog_names names;
};

enum catalog_table_id {
    TABLE_AREAS,
    TABLE_COUNTRIES,
    TABLE_EDITION,
    TABLE_ENDPOINT_QUOTAS,
    TABLE_IN_REGION,
    TABLE_INCIDENTS,
    TABLE_LATENCY,
    TABLE_LIFECYCLE,
    TABLE_MODELS,
    TABLE_PRICES,
    TABLE_PROFILES,
    TABLE_PROVISIONED,
    TABLE_QUOTAS,
    TABLE_REGIONS,
    TABLE_ROUTING,
    TABLE_RTT,
    TABLE_RULES,
    TABLE_SOURCES,
    TABLE_TIERS,
    TABLE_UNPRICED,
    N_TABLES
};

#define CATALOG_MAX_COLUMNS 24

struct catalog_table {
    const char *name;
    size_t record_size;
    bool has_origin;
    size_t origin;   /* offset of struct catalog_origin */
    unsigned n_keys; /* the first n_keys columns: rows are sorted by them and must differ; 0 = keep
                        order */
    unsigned n_columns;
    uint32_t max_rows; /* that a file may have */
    struct catalog_column columns[CATALOG_MAX_COLUMNS];
};

extern const struct catalog_table catalog_tables[N_TABLES];

struct catalog_rows {
    char *file;          /* name for messages */
    void *records;       /* n of the table's record */
    const char **cells;  /* n x n_columns, as text */
    const char **starts; /* first byte of the line of each row that was read */
    uint32_t *lines;
    uint32_t n;
    bool absent[CATALOG_MAX_COLUMNS]; /* the file has no such column */
};

struct catalog {
    struct catalog_rows tables[N_TABLES];
    const char **region_names, **model_names;
    uint32_t *rtt_of; /* n_regions x n_regions: row of the rtt table */
    struct catalog_profile *profiles;
    uint32_t n_profiles;
    char digest[65];
    void **owned;
    size_t n_owned, owned_capacity;
};

/* Memory that lives as long as the catalog. */
void *catalog_own(struct catalog *catalog, size_t size);
char *catalog_own_string(struct catalog *catalog, const char *string);
uint32_t catalog_number_of(const struct catalog *catalog, const struct catalog_model *model);
/* Two price rows for one place that are in force at the same time, with other prices. */
bool catalog_price_contradicts(const struct catalog_price *a, const struct catalog_price *b);
const struct catalog_origin *catalog_row_origin(const struct catalog *catalog, int table,
                                                uint32_t row);
/* A date against a day YYYY-MM-DD: more than a year before it; after it. */
bool catalog_is_old(const char *as_of, const char *day);
bool catalog_is_future(const char *as_of, const char *day);
/** Findings in countries, areas and routing rules. */
void catalog_check_places(const struct catalog *catalog, struct sim_diag *diag);
bool catalog_glob_match(const char *pattern, const char *text);

#endif
