/*
 * quotas.c: default quotas, and the rules that fill gaps in their table.
 */
#include "scenarios/catalog/tables.h"

#include <string.h>

#define MINUTES_PER_DAY 1440

/* Row of the source Region, else the general row, else NULL. */
static const struct catalog_quota *quota_row(const struct catalog *catalog, uint32_t model,
                                             uint32_t source, enum catalog_scope scope,
                                             enum catalog_metric metric)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_QUOTAS];
    const struct catalog_quota *rows = t->records, *general = NULL;

    for (uint32_t i = 0; i < t->n; i++) {
        if (rows[i].model != model || rows[i].scope != scope || rows[i].metric != metric)
            continue;
        if (rows[i].region == source)
            return &rows[i];
        if (rows[i].region == CATALOG_NONE)
            general = &rows[i];
    }
    return general;
}

static void quota_from_row(const struct catalog_quota *row, struct catalog_quota_value *out)
{
    out->kind = row->value < 0 ? CATALOG_QUOTA_NO_LIMIT : CATALOG_QUOTA_VALUE;
    out->value = row->value < 0 ? 0 : row->value;
    out->adjustable = row->adjustable;
    out->code = row->code;
    out->origin = row->origin;
}

/* value = row x times / divided, if the row has a value. */
static bool quota_derive(const struct catalog_quota *row, int64_t times, int64_t divided,
                         const char *rule, struct catalog_quota_value *out)
{
    if (row == NULL || row->value < 0)
        return false;
    out->kind = CATALOG_QUOTA_VALUE;
    out->value = row->value * times / divided;
    out->adjustable = row->adjustable;
    out->code = ""; /* the code of another row would ask for the wrong quota */
    out->rule = rule;
    out->origin = row->origin;
    if (out->origin.mark != CATALOG_CONFLICT)
        out->origin.mark = CATALOG_INFERRED;
    return true;
}

/* A day's tokens are the minute's x 1440 only where the table says so: in a row of the day that
 * holds no number of its own. Nothing is made of the minutes of a model without such a row. */
static bool day_of_minutes(const struct catalog *catalog, uint32_t model, uint32_t source,
                           enum catalog_scope scope, const struct catalog_quota *day,
                           struct catalog_quota_value *out)
{
    return day != NULL && day->value == CATALOG_OF_TPM &&
           quota_derive(quota_row(catalog, model, source, scope, CATALOG_TPM), MINUTES_PER_DAY, 1,
                        "TPM x 1440, as the TPD row says", out);
}

/* A day's row of the scope, else the in-Region one, which counts twice across Regions. */
static bool minutes_of_day(const struct catalog *catalog, uint32_t model, uint32_t source,
                           enum catalog_scope scope, struct catalog_quota_value *out)
{
    if (quota_derive(quota_row(catalog, model, source, scope, CATALOG_TPD), 1, MINUTES_PER_DAY,
                     "no TPM row: TPD / 1440", out))
        return true;
    return scope != CATALOG_IN_REGION &&
           quota_derive(quota_row(catalog, model, source, CATALOG_IN_REGION, CATALOG_TPD), 2,
                        MINUTES_PER_DAY,
                        "no TPM row: in-Region TPD, doubled across Regions, / 1440", out);
}

void catalog_quota(const struct catalog *catalog, const struct catalog_model *model,
                   uint32_t source, enum catalog_scope scope, enum catalog_metric metric,
                   struct catalog_quota_value *out)
{
    uint32_t m = model == NULL ? CATALOG_NONE : catalog_number_of(catalog, model);
    const struct catalog_quota *row = quota_row(catalog, m, source, scope, metric);

    *out = (struct catalog_quota_value){.kind = CATALOG_QUOTA_UNKNOWN, .code = "", .rule = ""};
    out->origin = (struct catalog_origin){.source = "crisim", .as_of = "unknown", .note = ""};
    out->origin.mark = CATALOG_INFERRED;
    if (row != NULL && row->value != CATALOG_OF_TPM) {
        quota_from_row(row, out);
        return;
    }
    switch (metric) {
    case CATALOG_RPM:
        out->kind = CATALOG_QUOTA_NO_LIMIT;
        out->rule = "no RPM row: no RPM limit";
        return;
    case CATALOG_TPM:
        if (minutes_of_day(catalog, m, source, scope, out) || scope == CATALOG_GEOGRAPHIC)
            return;
        row = quota_row(catalog, m, source, CATALOG_GEOGRAPHIC, CATALOG_TPM);
        quota_derive(row, 1, 2, "no TPM row: half the geographic TPM", out);
        return;
    case CATALOG_TPD:
        if (day_of_minutes(catalog, m, source, scope, row, out))
            return;
        row = quota_row(catalog, m, source, CATALOG_IN_REGION, CATALOG_TPD);
        if (scope != CATALOG_IN_REGION &&
            quota_derive(row, 2, 1, "no TPD row: in-Region TPD, doubled across Regions", out))
            return;
        out->kind = CATALOG_QUOTA_NO_LIMIT;
        out->rule = "no TPD row: no TPD limit";
        return;
    case CATALOG_ACCOUNT_TPD:
    case CATALOG_N_METRICS:
        return;
    }
}

const struct catalog_endpoint_quota *catalog_endpoint_quota(const struct catalog *catalog,
                                                            const struct catalog_model *model,
                                                            uint32_t source,
                                                            enum catalog_endpoint endpoint)
{
    const struct catalog_rows *t = &catalog->tables[TABLE_ENDPOINT_QUOTAS];
    const struct catalog_endpoint_quota *rows = t->records, *general = NULL;

    for (uint32_t i = 0; i < t->n; i++) {
        if (rows[i].model != catalog_number_of(catalog, model) || rows[i].endpoint != endpoint)
            continue;
        if (rows[i].region == source)
            return &rows[i];
        if (rows[i].region == CATALOG_NONE)
            general = &rows[i];
    }
    return general;
}
