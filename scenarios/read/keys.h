/*
 * keys.h: how rows of scenario keys are written; private to the files keys_<part>.c that hold them.
 * To add a key: a field in scenario.h and a row in the file of its part. To add an object: its rows
 * end with DESCRIBE, it is declared here, and a row OBJECT or MAP says where it stands.
 *
 * A row begins with the macro of its type and the member that it fills, whose type is checked; what
 * else is to be said of it follows by name. Above the rows of an object stand its reasons for a key
 * to have no effect.
 */
#ifndef CRISIM_SCENARIOS_READ_KEYS_H
#define CRISIM_SCENARIOS_READ_KEYS_H

#include "models/spec.h"
#include "scenarios/read/schema.h"

#include <stddef.h>

#define HUGE_COUNT 9007199254740992.0 /* 2^53: integers beyond it do not survive JSON */
#define MAX_S      (10 * 366 * 86400.0)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define DESCRIBE(id, type, text)                                                                   \
    const struct schema_object schema_##id = {.name = #id,                                         \
                                              .summary = text,                                     \
                                              .size = sizeof(type),                                \
                                              .n_keys = COUNT_OF(id##_keys),                       \
                                              .keys = id##_keys}
/* A value in several parts. */
#define DESCRIBE_SMALL(id, type, text)                                                             \
    static const struct schema_object schema_##id = {.name = #id,                                  \
                                                     .summary = text,                              \
                                                     .size = sizeof(type),                         \
                                                     .n_keys = COUNT_OF(id##_keys),                \
                                                     .keys = id##_keys,                            \
                                                     .small = true}

/* Choices are in the order of the enum, because both are the same list; or by enumerator. */
#define WORD(name, word, ...) word,

/* Place of a member of struct T, which must have the type. */
#define AT(member, type) (offsetof(struct T, member) * _Generic(((struct T *)0)->member, type : 1))
#define ROW(key, member, ctype, ftype, ...)                                                        \
    .offset = AT(member, ctype), .field = {.name = key, .type = SIM_FIELD_##ftype, __VA_ARGS__}

#define BOOL(member, ...)                                                                          \
    {                                                                                              \
        ROW(#member, member, bool, BOOL, __VA_ARGS__)                                              \
    }
#define INTEGER_AS(key, member, ...)                                                               \
    {                                                                                              \
        ROW(key, member, int64_t, INTEGER, __VA_ARGS__)                                            \
    }
#define INTEGER(member, ...) INTEGER_AS(#member, member, __VA_ARGS__)
#define NUMBER_AS(key, member, ...)                                                                \
    {                                                                                              \
        ROW(key, member, double, NUMBER, __VA_ARGS__)                                              \
    }
#define NUMBER(member, ...) NUMBER_AS(#member, member, __VA_ARGS__)
#define STRING(member, ...)                                                                        \
    {                                                                                              \
        ROW(#member, member, const char *, STRING, __VA_ARGS__)                                    \
    }
/* Must not be empty. */
#define FILLED_STRING(member, ...)                                                                 \
    {                                                                                              \
        .not_empty = true, ROW(#member, member, const char *, STRING, __VA_ARGS__)                 \
    }
/* A model or a Region of the catalog, by whatever people call it. */
#define STRING_OF(names_, member, ...)                                                             \
    {                                                                                              \
        .names = (names_), ROW(#member, member, const char *, STRING, __VA_ARGS__)                 \
    }
#define MODEL(member, ...)  STRING_OF(SCHEMA_MODELS, member, __VA_ARGS__)
#define REGION(member, ...) STRING_OF(SCHEMA_REGIONS, member, __VA_ARGS__)
#define CHOICE(member, ...)                                                                        \
    {                                                                                              \
        ROW(#member, member, int, CHOICE, __VA_ARGS__)                                             \
    }
/* For people; control characters are kept as visible text. */
#define FREE_TEXT(member, ...)                                                                     \
    {                                                                                              \
        .free_text = true, ROW(#member, member, const char *, STRING, __VA_ARGS__)                 \
    }
/* Of strings; FILLED must not be empty. */
#define LIST(member, ...)                                                                          \
    {                                                                                              \
        .shape = SCHEMA_LIST, ROW(#member, member, struct scenario_list, STRING, __VA_ARGS__)      \
    }
#define REGIONS(member, ...)                                                                       \
    {                                                                                              \
        .shape = SCHEMA_LIST, .names = SCHEMA_REGIONS,                                             \
        ROW(#member, member, struct scenario_list, STRING, __VA_ARGS__)                            \
    }
#define FILLED_LIST(names_, member, ...)                                                           \
    {                                                                                              \
        .shape = SCHEMA_LIST, .not_empty = true, .names = (names_),                                \
        ROW(#member, member, struct scenario_list, STRING, __VA_ARGS__)                            \
    }
/* {"name": number}, and an object that is {"name": true|false} itself. */
#define SHARES_AS(key, member, ...)                                                                \
    {                                                                                              \
        .shape = SCHEMA_BY_NAME, ROW(key, member, struct scenario_numbers, NUMBER, __VA_ARGS__)    \
    }
#define SHARES(member, ...) SHARES_AS(#member, member, __VA_ARGS__)
#define SHARES_OF(names_, member, ...)                                                             \
    {                                                                                              \
        .shape = SCHEMA_BY_NAME, .names = (names_),                                                \
        ROW(#member, member, struct scenario_numbers, NUMBER, __VA_ARGS__)                         \
    }
#define SHARES_OF_REGIONS(member, ...) SHARES_OF(SCHEMA_REGIONS, member, __VA_ARGS__)
#define FLAGS_ITSELF(member, ...)                                                                  \
    {                                                                                              \
        .shape = SCHEMA_BY_NAME, .itself = true, .names = SCHEMA_REGIONS,                          \
        ROW("", member, struct scenario_numbers, BOOL, __VA_ARGS__)                                \
    }
#define OBJECT_OF(member, type, of, ...)                                                           \
    {                                                                                              \
        .shape = SCHEMA_OBJECT, .object = &schema_##of,                                            \
        ROW(#member, member, struct type, OTHER, __VA_ARGS__)                                      \
    }
#define OBJECT(member, of, ...) OBJECT_OF(member, scenario_##of, of, __VA_ARGS__)
/* Entries by name, at most so many. One that is required has at least one. */
#define MAP(member, of, most_, ...)                                                                \
    {                                                                                              \
        .shape = SCHEMA_MAP, .most = (most_), .object = &schema_##of,                              \
        ROW(#member, member, struct scenario_map, OTHER, __VA_ARGS__)                              \
    }
#define RAW_AS(key, member, ...)                                                                   \
    {                                                                                              \
        .shape = SCHEMA_RAW, ROW(key, member, const struct sim_json *, OTHER, __VA_ARGS__)         \
    }
#define RAW(member, ...) RAW_AS(#member, member, __VA_ARGS__)

/* Why a key has no effect in a struct T. */
#define NO_EFFECT(function, why_)                                                                  \
    static const char *function(const void *of)                                                    \
    {                                                                                              \
        const struct T *in = of;                                                                   \
                                                                                                   \
        return why_;                                                                               \
    }

/* The objects that stand in others, each in the file of its part. */
extern const struct schema_object schema_traffic, schema_slo, schema_class_slo, schema_slo_drill,
    schema_class, schema_client, schema_routing, schema_routing_rule, schema_destinations,
    schema_policy, schema_quota, schema_quota_change, schema_quota_rules, schema_provisioned,
    schema_reserved, schema_cache, schema_background, schema_capacity, schema_model, schema_price,
    schema_outage, schema_indifference, schema_factors, schema_tier_weights, schema_tier_speeds,
    schema_option, schema_case, schema_uncertain;

#endif
