/*
 * tables.h: how the catalog is held in memory, and its tables as rows of columns: one reader
 * (read.c) and one printer (list.c) serve all of them. Private to the room.
 */
#ifndef CRISIM_SCENARIOS_CATALOG_TABLES_H
#define CRISIM_SCENARIOS_CATALOG_TABLES_H

#include "scenarios/catalog/catalog.h"

#define CATALOG_VERSION 1

enum catalog_column_kind {
    COLUMN_TEXT,     /* must not be empty */
    COLUMN_TEXT_OPT, /* - = "" */
    COLUMN_REAL,     /* in [min, max] */
    COLUMN_REAL_OPT, /* - = NaN */
    COLUMN_INT,      /* in [min, max] */
    COLUMN_INT_OPT,  /* - = 0 */
    COLUMN_LIMIT,    /* as INT, or "none" = -1 */
    COLUMN_YES_NO,
    COLUMN_MARK,
    COLUMN_DATE,
    COLUMN_SOURCE,
    COLUMN_SCOPE,
    COLUMN_METRIC,
    COLUMN_MODES,       /* comma list of scopes */
    COLUMN_REGION,      /* index of a Region */
    COLUMN_REGION_ANY,  /* index, or * */
    COLUMN_REGION_NAME, /* text that names a Region, or something else */
    COLUMN_REGIONS,     /* comma list, or all-commercial: n_destinations, destinations */
    COLUMN_WHERE,       /* Region code, us-list or prefix:P */
    COLUMN_MODEL,       /* index of a model */
    COLUMN_MODEL_ANY,   /* index, or * */
    COLUMN_MODEL_NAME,  /* the id itself */
    COLUMN_PATTERN      /* glob over model ids */
};

struct catalog_column {
    const char *name;
    enum catalog_column_kind kind;
    size_t offset; /* in the record */
    double min, max;
};

enum catalog_table_id {
    TABLE_IN_REGION,
    TABLE_INCIDENTS,
    TABLE_LATENCY,
    TABLE_MODELS,
    TABLE_PRICES,
    TABLE_PROFILES,
    TABLE_PROVISIONED,
    TABLE_QUOTAS,
    TABLE_REGIONS,
    TABLE_RTT,
    TABLE_SOURCES,
    N_TABLES
};

#define CATALOG_MAX_COLUMNS 20

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
bool catalog_glob_match(const char *pattern, const char *text);

#endif
