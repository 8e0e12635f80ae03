/*
 * schema.h: rows that describe every scenario key, and the walk that reads by them.
 */
#ifndef CRISIM_SCENARIOS_READ_SCHEMA_H
#define CRISIM_SCENARIOS_READ_SCHEMA_H

#include "scenarios/read/scenario.h"
#include "sim/base/fields.h"

/* What stands at a key: a value, or values of its field's type in a list or by name. */
enum schema_shape {
    SCHEMA_VALUE,   /* as field.type says; field.word may stand for SCENARIO_WORD */
    SCHEMA_LIST,    /* struct scenario_list of strings */
    SCHEMA_BY_NAME, /* struct scenario_numbers: {"name": number}, or {"name": true|false} */
    SCHEMA_OBJECT,  /* the object's struct, embedded */
    SCHEMA_MAP,     /* struct scenario_map of the object's struct */
    SCHEMA_RAW      /* const struct sim_json *: checked elsewhere */
};

/* Bounds of every scenario, so that none takes time or memory without end. */
enum {
    SCHEMA_NAME_BYTES = 1000,   /* of an entry's name */
    SCHEMA_STRING_BYTES = 4096, /* of a string value */
    SCHEMA_TEXT_BYTES = 65536,  /* of free text */
    SCHEMA_LIST_ITEMS = 200     /* of a list, and of numbers by Region */
};

/* A key that every object with rows may hold. */
#define SCHEMA_NOTE "note"

struct schema_object;

/* Names of the catalog that stand at a key, so that what people call them is understood. */
enum schema_names {
    SCHEMA_OWN_NAMES,
    SCHEMA_MODELS,
    SCHEMA_REGIONS,
    SCHEMA_PLACES, /* areas, countries, Regions */
    SCHEMA_GROUPS  /* of destinations: 'source', 'all', geographies, Regions */
};

struct schema_key {
    struct sim_field field;
    enum schema_shape shape;
    bool not_empty; /* lists and strings; a map is not empty where it is required */
    bool itself;    /* the only key: the members of the object are the data */
    enum schema_names names;
    bool free_text; /* strings: for people; control characters are kept as visible text */
    uint32_t most;  /* SCHEMA_MAP: entries */
    size_t offset;  /* in the object's struct */
    const struct schema_object *object;
};

struct schema_object {
    const char *name; /* for the reference */
    const char *summary;
    size_t size;
    uint32_t n_keys;
    const struct schema_key *keys;
    bool small; /* a value in several parts: it has no section of its own in the reference */
};

extern const struct schema_object schema_root;

/** Read an object by its rows into `into` (node set, defaults filled in). path "" at the root. */
void schema_read(const struct schema_object *object, const struct sim_json *json, const char *path,
                 void *into, struct sim_arena *arena, struct sim_diag *diag);

/**
 * Why a key changes nothing in its object, whatever its value ("without a 'generator'"), or NULL.
 * Such a key is an error in a file, and a print leaves it out, so that it can be read back.
 */
static inline const char *schema_no_effect(const struct schema_key *key, const void *from)
{
    return key->field.no_effect != NULL ? key->field.no_effect(from) : NULL;
}
/* Does a flag, number or choice have the value that it has when it is not given? */
bool schema_is_default(const struct schema_key *key, const void *field);
/** "; it stands in 'classes.<name>'": where a key of that name is known; nothing where none is, or
 * where there are many. */
void schema_add_places(const char *name, struct sim_text *out);
/** The key of an object by its name, or NULL. */
const struct schema_key *schema_find(const struct schema_object *object, const char *name);

#endif
