/*
 * read.c: tables from the binary or from a folder into records. Two passes: all tables are split
 * into cells and sorted; then cells become values, tables that others refer to (sources, Regions,
 * models) first. Every finding has file and line; reading goes on after it.
 */
#include "scenarios/catalog/read.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

static const char **name_array(struct catalog *catalog, enum catalog_table_id id)
{
    const struct catalog_rows *rows = &catalog->tables[id];
    const char **names = catalog_own(catalog, rows->n * sizeof *names);

    for (uint32_t i = 0; i < rows->n; i++)
        names[i] = rows->cells[(size_t)i * catalog_tables[id].n_columns];
    return names;
}

/* Takes the texts. */
static enum sim_status open_texts(struct catalog **out, const char *dir, char *texts[N_TABLES],
                                  size_t lengths[N_TABLES], size_t errors, struct sim_diag *diag)
{
    /* Tables that others refer to, first. */
    static const enum catalog_table_id order[] = {
        TABLE_SOURCES,         TABLE_REGIONS, TABLE_MODELS,  TABLE_RTT,       TABLE_PROFILES,
        TABLE_IN_REGION,       TABLE_QUOTAS,  TABLE_PRICES,  TABLE_LATENCY,   TABLE_PROVISIONED,
        TABLE_INCIDENTS,       TABLE_EDITION, TABLE_RULES,   TABLE_LIFECYCLE, TABLE_TIERS,
        TABLE_ENDPOINT_QUOTAS, TABLE_AREAS,   TABLE_ROUTING, TABLE_UNPRICED,  TABLE_COUNTRIES};
    _Static_assert(sizeof order / sizeof order[0] == N_TABLES, "each table is read once");
    struct catalog *catalog = sim_zeroed(1, sizeof *catalog);
    enum sim_status st = SIM_OK;

    *out = NULL;
    catalog_take_texts(catalog, dir, texts, lengths, diag);
    for (size_t k = 0; st == SIM_OK && k < N_TABLES; k++) {
        enum catalog_table_id id = order[k];
        struct catalog_reader r = {catalog, diag, &catalog_tables[id], &catalog->tables[id], 0, 0};

        if (texts[id] != NULL && catalog_read_rows(&r, catalog_own_string(catalog, texts[id]))) {
            if (id == TABLE_REGIONS)
                catalog->region_names = name_array(catalog, id);
            if (id == TABLE_MODELS)
                catalog->model_names = name_array(catalog, id);
            catalog_read_values(&r);
        }
        /* Without names to refer to, every other row would be a finding too. */
        if ((id == TABLE_SOURCES || id == TABLE_REGIONS || id == TABLE_MODELS) &&
            diag->n_raised > errors)
            break;
    }
    for (int i = 0; i < N_TABLES; i++)
        free(texts[i]);
    if (st == SIM_OK && diag->n_raised > errors)
        st = SIM_EINPUT;
    if (st == SIM_OK) {
        catalog_complete_rtt(catalog);
        catalog_collect_profiles(catalog, diag);
        catalog_check_records(catalog, diag);
        catalog_check_places(catalog, diag);
        if (diag->n_raised > errors)
            st = SIM_EINPUT;
    }
    if (st != SIM_OK) {
        catalog_destroy(catalog);
        return st;
    }
    *out = catalog;
    return SIM_OK;
}

enum sim_status catalog_open(struct catalog **out, const char *dir, struct sim_diag *diag)
{
    char *texts[N_TABLES] = {NULL};
    size_t lengths[N_TABLES] = {0};
    size_t errors = diag->n_raised;

    if (dir != NULL && !catalog_read_folder(dir, texts, lengths, diag)) {
        for (int i = 0; i < N_TABLES; i++)
            free(texts[i]);
        *out = NULL;
        return SIM_EINPUT;
    }
    return open_texts(out, dir, texts, lengths, errors, diag);
}

enum sim_status catalog_open_texts(struct catalog **out, const struct catalog_text *tables,
                                   size_t n, struct sim_diag *diag)
{
    char *texts[N_TABLES] = {NULL};
    size_t lengths[N_TABLES] = {0};

    for (size_t k = 0; k < n; k++)
        for (int i = 0; i < N_TABLES; i++)
            if (strcmp(catalog_tables[i].name, tables[k].table) == 0 && texts[i] == NULL) {
                texts[i] = sim_fresh(tables[k].length + 1, 1);
                memcpy(texts[i], tables[k].text, tables[k].length);
                texts[i][tables[k].length] = '\0';
                lengths[i] = tables[k].length;
            }
    return open_texts(out, "memory", texts, lengths, diag->n_raised, diag);
}

void catalog_destroy(struct catalog *catalog)
{
    if (catalog == NULL)
        return;
    for (size_t i = 0; i < catalog->n_owned; i++)
        free(catalog->owned[i]);
    free(catalog->owned);
    free(catalog);
}
