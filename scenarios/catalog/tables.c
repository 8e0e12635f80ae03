/*
 * tables.c: the columns of every table. A new column is one row here and one member of its
 * struct in catalog.h.
 */
#include "scenarios/catalog/tables.h"

#define COLUMN(type, name, kind, member, min, max)                                                 \
    {                                                                                              \
        name, kind, offsetof(struct type, member), min, max                                        \
    }
#define TEXT(type, name, kind, member)                                                             \
    {                                                                                              \
        name, kind, offsetof(struct type, member), 0, 0                                            \
    }
#define ORIGIN(type)                                                                               \
    TEXT(type, "source", COLUMN_SOURCE, origin.source),                                            \
        TEXT(type, "as_of", COLUMN_DATE, origin.as_of),                                            \
        TEXT(type, "mark", COLUMN_MARK, origin.mark),                                              \
        TEXT(type, "note", COLUMN_TEXT_OPT, origin.note)
/* The tables have hundreds. Every pair of Regions gets a row of round-trip times, so there may be
 * fewer of these: AWS has some forty. */
enum { MAX_ROWS = 200000, MAX_REGIONS = 400, MAX_MODELS = 20000 };
#define TABLE(name, type, keys, n)                                                                 \
    name, sizeof(struct type), true, offsetof(struct type, origin), keys, n, MAX_ROWS

#define TABLE_OF(name, type, keys, n, most)                                                        \
    name, sizeof(struct type), true, offsetof(struct type, origin), keys, n, most

const struct catalog_table catalog_tables[N_TABLES] = {
    [TABLE_IN_REGION] = {TABLE("in_region", catalog_in_region, 2, 6),
                         {TEXT(catalog_in_region, "model", COLUMN_MODEL, model),
                          TEXT(catalog_in_region, "region", COLUMN_REGION, region),
                          ORIGIN(catalog_in_region)}},
    [TABLE_INCIDENTS] = {TABLE("incidents", catalog_incident, 0, 11),
                         {TEXT(catalog_incident, "date", COLUMN_DATE, date),
                          TEXT(catalog_incident, "region", COLUMN_REGION_NAME, region),
                          TEXT(catalog_incident, "scope", COLUMN_TEXT_OPT, scope),
                          TEXT(catalog_incident, "what", COLUMN_TEXT, what),
                          TEXT(catalog_incident, "start_utc", COLUMN_TEXT_OPT, start_utc),
                          TEXT(catalog_incident, "end_utc", COLUMN_TEXT_OPT, end_utc),
                          COLUMN(catalog_incident, "duration_min", COLUMN_REAL_OPT, duration_min, 0,
                                 1e7),
                          ORIGIN(catalog_incident)}},
    [TABLE_LATENCY] = {TABLE("latency", catalog_latency, 1, 10),
                       {TEXT(catalog_latency, "pattern", COLUMN_PATTERN, pattern),
                        COLUMN(catalog_latency, "base_ttft_ms", COLUMN_REAL, base_ttft_ms, 0,
                               3.6e6),
                        COLUMN(catalog_latency, "prefill_tokens_per_s", COLUMN_REAL,
                               prefill_tokens_per_s, 1, 1e9),
                        COLUMN(catalog_latency, "output_tokens_per_s", COLUMN_REAL,
                               output_tokens_per_s, 1e-3, 1e6),
                        COLUMN(catalog_latency, "ttft_sigma", COLUMN_REAL, ttft_sigma, 0, 5),
                        COLUMN(catalog_latency, "rate_sigma", COLUMN_REAL, rate_sigma, 0, 5),
                        ORIGIN(catalog_latency)}},
    [TABLE_MODELS] =
        {TABLE_OF("models", catalog_model, 1, 17, MAX_MODELS),
         {TEXT(catalog_model, "id", COLUMN_MODEL_NAME, id),
          TEXT(catalog_model, "label", COLUMN_TEXT, label),
          TEXT(catalog_model, "provider", COLUMN_TEXT, provider),
          COLUMN(catalog_model, "burndown_output", COLUMN_INT, burndown_output, 1, 1000),
          TEXT(catalog_model, "burndown_mark", COLUMN_MARK, burndown_mark),
          TEXT(catalog_model, "burndown_source", COLUMN_SOURCE, burndown_source),
          COLUMN(catalog_model, "max_output_tokens", COLUMN_INT_OPT, max_output_tokens, 1, 1e9),
          TEXT(catalog_model, "max_output_mark", COLUMN_MARK, max_output_mark),
          TEXT(catalog_model, "max_output_source", COLUMN_SOURCE, max_output_source),
          COLUMN(catalog_model, "cache_min_tokens", COLUMN_INT_OPT, cache_min_tokens, 1, 1e9),
          TEXT(catalog_model, "cache_min_mark", COLUMN_MARK, cache_min_mark),
          TEXT(catalog_model, "cache_min_source", COLUMN_SOURCE, cache_min_source),
          TEXT(catalog_model, "lifecycle", COLUMN_TEXT_OPT, lifecycle), ORIGIN(catalog_model)}},
    [TABLE_PRICES] =
        {TABLE("prices", catalog_price, 0, 18),
         {TEXT(catalog_price, "model", COLUMN_MODEL, model),
          TEXT(catalog_price, "where", COLUMN_WHERE, where),
          TEXT(catalog_price, "modes", COLUMN_MODES, modes),
          TEXT(catalog_price, "tier", COLUMN_TEXT, tier),
          COLUMN(catalog_price, "input", COLUMN_REAL_OPT, input, 0, 1e6),
          COLUMN(catalog_price, "output", COLUMN_REAL_OPT, output, 0, 1e6),
          COLUMN(catalog_price, "cache_read", COLUMN_REAL_OPT, cache_read, 0, 1e6),
          COLUMN(catalog_price, "cache_write_5m", COLUMN_REAL_OPT, cache_write_5m, 0, 1e6),
          COLUMN(catalog_price, "cache_write_1h", COLUMN_REAL_OPT, cache_write_1h, 0, 1e6),
          COLUMN(catalog_price, "long_above_tokens", COLUMN_INT_OPT, long_above_tokens, 1, 1e9),
          COLUMN(catalog_price, "long_input", COLUMN_REAL_OPT, long_input, 0, 1e6),
          COLUMN(catalog_price, "long_output", COLUMN_REAL_OPT, long_output, 0, 1e6),
          COLUMN(catalog_price, "long_cache_read", COLUMN_REAL_OPT, long_cache_read, 0, 1e6),
          COLUMN(catalog_price, "long_cache_write_5m", COLUMN_REAL_OPT, long_cache_write_5m, 0,
                 1e6),
          ORIGIN(catalog_price)}},
    [TABLE_PROFILES] = {TABLE("profiles", catalog_route, 2, 11),
                        {TEXT(catalog_route, "id", COLUMN_TEXT, id),
                         TEXT(catalog_route, "source_region", COLUMN_REGION, source),
                         TEXT(catalog_route, "prefix", COLUMN_TEXT, prefix),
                         TEXT(catalog_route, "kind", COLUMN_SCOPE, kind),
                         TEXT(catalog_route, "model", COLUMN_MODEL, model),
                         TEXT(catalog_route, "lifecycle", COLUMN_TEXT_OPT, lifecycle),
                         TEXT(catalog_route, "destinations", COLUMN_REGIONS, destinations),
                         ORIGIN(catalog_route)}},
    [TABLE_PROVISIONED] = {TABLE("provisioned", catalog_provisioned, 3, 8),
                           {TEXT(catalog_provisioned, "model", COLUMN_MODEL, model),
                            TEXT(catalog_provisioned, "region", COLUMN_REGION_ANY, region),
                            TEXT(catalog_provisioned, "commitment", COLUMN_TEXT, commitment),
                            COLUMN(catalog_provisioned, "usd_per_unit_hour", COLUMN_REAL,
                                   usd_per_unit_hour, 0, 1e6),
                            ORIGIN(catalog_provisioned)}},
    [TABLE_QUOTAS] = {TABLE("quotas", catalog_quota, 4, 11),
                      {TEXT(catalog_quota, "model", COLUMN_MODEL_ANY, model),
                       TEXT(catalog_quota, "scope", COLUMN_SCOPE, scope),
                       TEXT(catalog_quota, "metric", COLUMN_METRIC, metric),
                       TEXT(catalog_quota, "region", COLUMN_REGION_ANY, region),
                       COLUMN(catalog_quota, "value", COLUMN_LIMIT, value, 1, 1e15),
                       TEXT(catalog_quota, "adjustable", COLUMN_YES_NO, adjustable),
                       TEXT(catalog_quota, "quota_code", COLUMN_TEXT_OPT, code),
                       ORIGIN(catalog_quota)}},
    [TABLE_REGIONS] = {TABLE_OF("regions", catalog_region, 1, 12, MAX_REGIONS),
                       {TEXT(catalog_region, "code", COLUMN_REGION_NAME, code),
                        TEXT(catalog_region, "name", COLUMN_TEXT, name),
                        TEXT(catalog_region, "geography", COLUMN_TEXT, geography),
                        TEXT(catalog_region, "partition", COLUMN_TEXT, partition),
                        COLUMN(catalog_region, "lat", COLUMN_REAL, lat, -90, 90),
                        COLUMN(catalog_region, "lon", COLUMN_REAL, lon, -180, 180),
                        TEXT(catalog_region, "bedrock", COLUMN_YES_NO, bedrock),
                        TEXT(catalog_region, "opt_in", COLUMN_YES_NO, opt_in),
                        ORIGIN(catalog_region)}},
    [TABLE_RTT] = {TABLE("rtt", catalog_rtt, 2, 7),
                   {TEXT(catalog_rtt, "from", COLUMN_REGION, from),
                    TEXT(catalog_rtt, "to", COLUMN_REGION, to),
                    COLUMN(catalog_rtt, "rtt_ms", COLUMN_REAL, ms, 1e-3, 1e5),
                    ORIGIN(catalog_rtt)}},
    [TABLE_SOURCES] = {"sources",
                       sizeof(struct catalog_source),
                       false,
                       0,
                       1,
                       2,
                       MAX_ROWS,
                       {TEXT(catalog_source, "name", COLUMN_TEXT, name),
                        TEXT(catalog_source, "citation", COLUMN_TEXT, citation)}},
};
