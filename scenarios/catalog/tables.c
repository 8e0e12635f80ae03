/*
 * tables.c: the columns of every table. A new column is one row here and one member of its
 * struct in catalog.h.
 */
#include "scenarios/catalog/tables.h"

#include "scenarios/catalog/cells.h"

#define WORD(name, word) word,
static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const marks[] = {CATALOG_MARK_LIST(WORD) NULL};
static const char *const scopes[] = {CATALOG_SCOPE_LIST(WORD) NULL};
static const char *const metrics[] = {CRI_QUOTA_LIMIT_LIST(WORD) NULL};
static const char *const endpoints[] = {CATALOG_ENDPOINT_LIST(WORD) NULL};
static const char *const end_states[] = {CATALOG_END_LIST(WORD) NULL};
#define LIFE(name, word, minutes) word,
static const char *const lives[] = {CATALOG_LIFE_LIST(LIFE) NULL};

/* A column: its member, whose type must be this, and what is to be said of it by name. */
#define COLUMN(T, key, member, ctype, ftype, ...)                                                  \
    .offset = offsetof(struct T, member) * _Generic(((struct T *)0)->member, ctype : 1),           \
    .field = {.name = key, .type = SIM_FIELD_##ftype, __VA_ARGS__}

#define TEXT(T, key, member)                                                                       \
    {                                                                                              \
        COLUMN(T, key, member, const char *, STRING)                                               \
    }
#define TEXT_OPT(T, key, member)                                                                   \
    {                                                                                              \
        .optional = true, COLUMN(T, key, member, const char *, STRING)                             \
    }
#define TEXT_BY(T, key, member, take_)                                                             \
    {                                                                                              \
        COLUMN(T, key, member, const char *, STRING, .take = take_)                                \
    }
#define NAME(T, key, member, is_id, of)                                                            \
    {                                                                                              \
        .names = of, .id = is_id, COLUMN(T, key, member, const char *, STRING)                     \
    }
#define WHERE(T, key, member)                                                                      \
    {                                                                                              \
        .names = NAMES_WHERE,                                                                      \
        COLUMN(T, key, member, const char *, STRING, .take = catalog_take_where)                   \
    }
#define REAL(T, key, member, low, high)                                                            \
    {                                                                                              \
        COLUMN(T, key, member, double, NUMBER, SIM_BETWEEN(low, high))                             \
    }
#define REAL_OPT(T, key, member, low, high)                                                        \
    {                                                                                              \
        .optional = true, COLUMN(T, key, member, double, NUMBER, SIM_BETWEEN(low, high))           \
    }
#define INT(T, key, member, low, high)                                                             \
    {                                                                                              \
        COLUMN(T, key, member, int64_t, INTEGER, SIM_BETWEEN(low, high))                           \
    }
/* 0 = not known. */
#define INT_OPT(T, key, member, low, high)                                                         \
    {                                                                                              \
        .optional = true, COLUMN(T, key, member, int64_t, INTEGER, SIM_BETWEEN(low, high))         \
    }
#define LIMIT(T, key, member, low, high)                                                           \
    {                                                                                              \
        COLUMN(T, key, member, int64_t, INTEGER, SIM_BETWEEN(low, high), .word = "none",           \
               .take = catalog_take_limit)                                                         \
    }
#define YES_NO(T, key, member)                                                                     \
    {                                                                                              \
        COLUMN(T, key, member, bool, BOOL, .choices = yes_no)                                      \
    }
#define MARK(T, key, member)                                                                       \
    {                                                                                              \
        COLUMN(T, key, member, enum catalog_mark, CHOICE, .choices = marks, .what = "mark")        \
    }
#define SCOPE(T, key, member)                                                                      \
    {                                                                                              \
        COLUMN(T, key, member, enum catalog_scope, CHOICE, .choices = scopes, .what = "scope")     \
    }
#define METRIC(T, key, member)                                                                     \
    {                                                                                              \
        COLUMN(T, key, member, enum catalog_metric, CHOICE, .choices = metrics, .what = "metric")  \
    }
#define MODES(T, key, member)                                                                      \
    {                                                                                              \
        .list = true, COLUMN(T, key, member, unsigned, OTHER, .choices = scopes, .what = "scope",  \
                             .take = catalog_take_modes)                                           \
    }
#define ENDPOINT(T, key, member)                                                                   \
    {                                                                                              \
        COLUMN(T, key, member, enum catalog_endpoint, CHOICE, .choices = endpoints,                \
               .what = "endpoint")                                                                 \
    }
#define END_STATE(T, key, member)                                                                  \
    {                                                                                              \
        COLUMN(T, key, member, enum catalog_end_state, CHOICE, .choices = end_states,              \
               .what = "state")                                                                    \
    }
/* Columns that a file made before them does not have. */
#define LATER_ENDPOINT(T, key, member)                                                             \
    {                                                                                              \
        .later = true, COLUMN(T, key, member, enum catalog_endpoint, CHOICE, .choices = endpoints, \
                              .what = "endpoint", .fallback = "runtime")                           \
    }
#define LATER_LIVES(T, key, member)                                                                \
    {                                                                                              \
        .later = true, .optional = true, .list = true,                                             \
        COLUMN(T, key, member, unsigned, OTHER, .choices = lives, .what = "cache life",            \
               .take = catalog_take_lives)                                                         \
    }
#define LIST_TEXT(T, key, member)                                                                  \
    {                                                                                              \
        .list = true, COLUMN(T, key, member, const char *, STRING)                                 \
    }
#define LIST_TEXT_OPT(T, key, member)                                                              \
    {                                                                                              \
        .optional = true, .list = true, COLUMN(T, key, member, const char *, STRING)               \
    }
#define LATER_TEXT(T, key, member)                                                                 \
    {                                                                                              \
        .later = true, .optional = true, COLUMN(T, key, member, const char *, STRING)              \
    }
#define LATER_LIST(T, key, member)                                                                 \
    {                                                                                              \
        .later = true, .optional = true, .list = true,                                             \
        COLUMN(T, key, member, const char *, STRING)                                               \
    }
#define LATER_DAY(T, key, member)                                                                  \
    {                                                                                              \
        .later = true, .optional = true,                                                           \
        COLUMN(T, key, member, const char *, STRING, .take = catalog_take_day)                     \
    }
#define LATER_REAL(T, key, member, low, high)                                                      \
    {                                                                                              \
        .later = true, .optional = true,                                                           \
        COLUMN(T, key, member, double, NUMBER, SIM_BETWEEN(low, high))                             \
    }
#define LATER_INT(T, key, member, low, high)                                                       \
    {                                                                                              \
        .later = true, .optional = true,                                                           \
        COLUMN(T, key, member, int64_t, INTEGER, SIM_BETWEEN(low, high))                           \
    }
#define DAY(T, key, member)                                                                        \
    {                                                                                              \
        COLUMN(T, key, member, const char *, STRING, .take = catalog_take_day)                     \
    }
#define DAY_OPT(T, key, member)                                                                    \
    {                                                                                              \
        .optional = true, COLUMN(T, key, member, const char *, STRING, .take = catalog_take_day)   \
    }
#define REGION(T, key, member)                                                                     \
    {                                                                                              \
        .names = NAMES_REGION,                                                                     \
        COLUMN(T, key, member, uint32_t, OTHER, .take = catalog_take_region)                       \
    }
/* Or none: documented to be served so in no Region. */
#define REGION_NONE(T, key, member)                                                                \
    {                                                                                              \
        .names = NAMES_REGION_ANY,                                                                 \
        COLUMN(T, key, member, uint32_t, OTHER, .word = "none", .take = catalog_take_region)       \
    }
#define REGION_ANY(T, key, member)                                                                 \
    {                                                                                              \
        .names = NAMES_REGION_ANY,                                                                 \
        COLUMN(T, key, member, uint32_t, OTHER, .word = "*", .take = catalog_take_region)          \
    }
#define MODEL(T, key, member)                                                                      \
    {                                                                                              \
        .names = NAMES_MODEL, COLUMN(T, key, member, uint32_t, OTHER, .take = catalog_take_model)  \
    }
#define MODEL_ANY(T, key, member)                                                                  \
    {                                                                                              \
        .names = NAMES_MODEL_ANY,                                                                  \
        COLUMN(T, key, member, uint32_t, OTHER, .word = "*", .take = catalog_take_model)           \
    }
/* Of a route: its take() fills more than one member. */
#define DESTINATIONS(key)                                                                          \
    {                                                                                              \
        .names = NAMES_REGIONS, .list = true, .field = {                                           \
            .name = key,                                                                           \
            .type = SIM_FIELD_OTHER,                                                               \
            .take = catalog_take_regions                                                           \
        }                                                                                          \
    }
#define ORIGIN(type)                                                                               \
    TEXT_BY(type, "source", origin.source, catalog_take_source),                                   \
        TEXT_BY(type, "as_of", origin.as_of, catalog_take_date), MARK(type, "mark", origin.mark),  \
        TEXT_OPT(type, "note", origin.note)
/* The tables have hundreds. Every pair of Regions gets a row of round-trip times, so there may be
 * fewer of these: AWS has some forty. */
enum { MAX_ROWS = 200000, MAX_REGIONS = 400, MAX_MODELS = 20000 };
#define TABLE(name, type, keys, n)                                                                 \
    name, sizeof(struct type), true, offsetof(struct type, origin), keys, n, MAX_ROWS

#define TABLE_OF(name, type, keys, n, most)                                                        \
    name, sizeof(struct type), true, offsetof(struct type, origin), keys, n, most

const struct catalog_table catalog_tables[N_TABLES] = {
    [TABLE_AREAS] = {TABLE("areas", catalog_area, 1, 6),
                     {NAME(catalog_area, "area", name, true, NAMES_NOTHING),
                      LIST_TEXT(catalog_area, "countries", countries), ORIGIN(catalog_area)}},
    [TABLE_COUNTRIES] = {TABLE("countries", catalog_country, 1, 7),
                         {NAME(catalog_country, "country", code, true, NAMES_NOTHING),
                          TEXT(catalog_country, "name", name),
                          LIST_TEXT_OPT(catalog_country, "also", also), ORIGIN(catalog_country)}},
    [TABLE_EDITION] = {TABLE_OF("edition", catalog_edition, 1, 6, 1),
                       {DAY(catalog_edition, "made", made),
                        DAY(catalog_edition, "known_until", known_until), ORIGIN(catalog_edition)}},
    [TABLE_ENDPOINT_QUOTAS] = {TABLE("endpoint_quotas", catalog_endpoint_quota, 3, 9),
                               {MODEL(catalog_endpoint_quota, "model", model),
                                REGION_ANY(catalog_endpoint_quota, "region", region),
                                ENDPOINT(catalog_endpoint_quota, "endpoint", endpoint),
                                INT(catalog_endpoint_quota, "input_tpm", input_tpm, 1, 1e15),
                                INT(catalog_endpoint_quota, "output_tpm", output_tpm, 1, 1e15),
                                ORIGIN(catalog_endpoint_quota)}},
    [TABLE_IN_REGION] = {TABLE("in_region", catalog_in_region, 3, 7),
                         {MODEL(catalog_in_region, "model", model),
                          REGION_NONE(catalog_in_region, "region", region),
                          LATER_ENDPOINT(catalog_in_region, "endpoint", endpoint),
                          ORIGIN(catalog_in_region)}},
    [TABLE_INCIDENTS] = {TABLE("incidents", catalog_incident, 0, 11),
                         {TEXT_BY(catalog_incident, "date", date, catalog_take_date),
                          NAME(catalog_incident, "region", region, false, NAMES_REGION),
                          TEXT_OPT(catalog_incident, "scope", scope),
                          TEXT(catalog_incident, "what", what),
                          TEXT_OPT(catalog_incident, "start_utc", start_utc),
                          TEXT_OPT(catalog_incident, "end_utc", end_utc),
                          REAL_OPT(catalog_incident, "duration_min", duration_min, 0, 1e7),
                          ORIGIN(catalog_incident)}},
    [TABLE_LATENCY] = {TABLE("latency", catalog_latency, 1, 10),
                       {NAME(catalog_latency, "pattern", pattern, false, NAMES_PATTERN),
                        REAL(catalog_latency, "base_ttft_ms", base_ttft_ms, 0, 3.6e6),
                        REAL(catalog_latency, "prefill_tokens_per_s", prefill_tokens_per_s, 1, 1e9),
                        REAL(catalog_latency, "output_tokens_per_s", output_tokens_per_s, 1e-3,
                             1e6),
                        REAL(catalog_latency, "ttft_sigma", ttft_sigma, 0, 5),
                        REAL(catalog_latency, "rate_sigma", rate_sigma, 0, 5),
                        ORIGIN(catalog_latency)}},
    [TABLE_LIFECYCLE] = {TABLE("lifecycle", catalog_end, 3, 8),
                         {MODEL(catalog_end, "model", model),
                          REGION_ANY(catalog_end, "region", region),
                          END_STATE(catalog_end, "state", state), DAY_OPT(catalog_end, "on", on),
                          ORIGIN(catalog_end)}},
    [TABLE_MODELS] =
        {TABLE_OF("models", catalog_model, 1, 21, MAX_MODELS),
         {NAME(catalog_model, "id", id, true, NAMES_MODEL), TEXT(catalog_model, "label", label),
          TEXT(catalog_model, "provider", provider),
          INT(catalog_model, "burndown_output", burndown_output, 1, 1000),
          MARK(catalog_model, "burndown_mark", burndown_mark),
          TEXT_BY(catalog_model, "burndown_source", burndown_source, catalog_take_source),
          INT_OPT(catalog_model, "max_output_tokens", max_output_tokens, 1, 1e9),
          MARK(catalog_model, "max_output_mark", max_output_mark),
          TEXT_BY(catalog_model, "max_output_source", max_output_source, catalog_take_source),
          LATER_INT(catalog_model, "context_tokens", context_tokens, 1, 1e9),
          INT_OPT(catalog_model, "cache_min_tokens", cache_min_tokens, 1, 1e9),
          MARK(catalog_model, "cache_min_mark", cache_min_mark),
          TEXT_BY(catalog_model, "cache_min_source", cache_min_source, catalog_take_source),
          LATER_LIVES(catalog_model, "cache_lives", cache_lives),
          LATER_LIST(catalog_model, "tiers", tiers), LATER_DAY(catalog_model, "launch", launch),
          TEXT_OPT(catalog_model, "lifecycle", lifecycle), ORIGIN(catalog_model)}},
    [TABLE_PRICES] =
        {TABLE("prices", catalog_price, 0, 22),
         {MODEL(catalog_price, "model", model), WHERE(catalog_price, "where", where),
          MODES(catalog_price, "modes", modes), TEXT(catalog_price, "tier", tier),
          LATER_DAY(catalog_price, "from", from), REAL_OPT(catalog_price, "input", input, 0, 1e6),
          REAL_OPT(catalog_price, "output", output, 0, 1e6),
          REAL_OPT(catalog_price, "cache_read", cache_read, 0, 1e6),
          REAL_OPT(catalog_price, "cache_write_5m", cache_write[CATALOG_LIFE_5M], 0, 1e6),
          LATER_REAL(catalog_price, "cache_write_30m", cache_write[CATALOG_LIFE_30M], 0, 1e6),
          REAL_OPT(catalog_price, "cache_write_1h", cache_write[CATALOG_LIFE_1H], 0, 1e6),
          INT_OPT(catalog_price, "long_above_tokens", long_above_tokens, 1, 1e9),
          REAL_OPT(catalog_price, "long_input", long_input, 0, 1e6),
          REAL_OPT(catalog_price, "long_output", long_output, 0, 1e6),
          REAL_OPT(catalog_price, "long_cache_read", long_cache_read, 0, 1e6),
          REAL_OPT(catalog_price, "long_cache_write_5m", long_cache_write[CATALOG_LIFE_5M], 0, 1e6),
          LATER_REAL(catalog_price, "long_cache_write_30m", long_cache_write[CATALOG_LIFE_30M], 0,
                     1e6),
          LATER_REAL(catalog_price, "long_cache_write_1h", long_cache_write[CATALOG_LIFE_1H], 0,
                     1e6),
          ORIGIN(catalog_price)}},
    [TABLE_PROFILES] = {TABLE("profiles", catalog_route, 2, 11),
                        {TEXT(catalog_route, "id", id),
                         REGION(catalog_route, "source_region", source),
                         TEXT(catalog_route, "prefix", prefix), SCOPE(catalog_route, "kind", kind),
                         MODEL(catalog_route, "model", model),
                         TEXT_OPT(catalog_route, "lifecycle", lifecycle),
                         DESTINATIONS("destinations"), ORIGIN(catalog_route)}},
    [TABLE_PROVISIONED] = {TABLE("provisioned", catalog_provisioned, 3, 8),
                           {MODEL(catalog_provisioned, "model", model),
                            REGION_ANY(catalog_provisioned, "region", region),
                            TEXT(catalog_provisioned, "commitment", commitment),
                            REAL(catalog_provisioned, "usd_per_unit_hour", usd_per_unit_hour, 0,
                                 1e6),
                            ORIGIN(catalog_provisioned)}},
    [TABLE_QUOTAS] = {TABLE("quotas", catalog_quota, 4, 11),
                      {MODEL_ANY(catalog_quota, "model", model),
                       SCOPE(catalog_quota, "scope", scope),
                       METRIC(catalog_quota, "metric", metric),
                       REGION_ANY(catalog_quota, "region", region),
                       LIMIT(catalog_quota, "value", value, 1, 1e15),
                       YES_NO(catalog_quota, "adjustable", adjustable),
                       TEXT_OPT(catalog_quota, "quota_code", code), ORIGIN(catalog_quota)}},
    [TABLE_REGIONS] =
        {TABLE_OF("regions", catalog_region, 1, 13, MAX_REGIONS),
         {NAME(catalog_region, "code", code, true, NAMES_REGION),
          TEXT(catalog_region, "name", name), TEXT(catalog_region, "geography", geography),
          LATER_TEXT(catalog_region, "country", country),
          TEXT(catalog_region, "partition", partition), REAL(catalog_region, "lat", lat, -90, 90),
          REAL(catalog_region, "lon", lon, -180, 180), YES_NO(catalog_region, "bedrock", bedrock),
          YES_NO(catalog_region, "opt_in", opt_in), ORIGIN(catalog_region)}},
    [TABLE_ROUTING] = {TABLE("routing", catalog_share, 2, 8),
                       {NAME(catalog_share, "rule", rule, true, NAMES_NOTHING),
                        NAME(catalog_share, "group", group, true, NAMES_NOTHING),
                        SCOPE(catalog_share, "kind", kind),
                        REAL(catalog_share, "share", share, 0, 1), ORIGIN(catalog_share)}},
    [TABLE_RTT] = {TABLE("rtt", catalog_rtt, 2, 7),
                   {REGION(catalog_rtt, "from", from), REGION(catalog_rtt, "to", to),
                    REAL(catalog_rtt, "rtt_ms", ms, 1e-3, 1e5), ORIGIN(catalog_rtt)}},
    [TABLE_RULES] = {TABLE("rules", catalog_rule, 1, 5),
                     {TEXT(catalog_rule, "rule", text), ORIGIN(catalog_rule)}},
    [TABLE_SOURCES] = {"sources",
                       sizeof(struct catalog_source),
                       false,
                       0,
                       1,
                       2,
                       MAX_ROWS,
                       {TEXT(catalog_source, "name", name),
                        TEXT(catalog_source, "citation", citation)}},
    [TABLE_TIERS] = {TABLE("tiers", catalog_tier, 2, 8),
                     {MODEL(catalog_tier, "model", model), TEXT(catalog_tier, "tier", tier),
                      REAL(catalog_tier, "factor", factor, 1e-3, 1e3),
                      LATER_REAL(catalog_tier, "speed", speed, 1e-3, 1e3), ORIGIN(catalog_tier)}},
    [TABLE_UNPRICED] = {TABLE("unpriced", catalog_unpriced, 3, 7),
                        {MODEL(catalog_unpriced, "model", model),
                         SCOPE(catalog_unpriced, "mode", mode),
                         REGION_ANY(catalog_unpriced, "region", region), ORIGIN(catalog_unpriced)}},
};
