/*
 * schema.h: rows that describe every scenario key, and the walk that reads by them.
 */
#ifndef CRISIM_SCENARIOS_READ_SCHEMA_H
#define CRISIM_SCENARIOS_READ_SCHEMA_H

#include "scenarios/read/scenario.h"

enum schema_type {
    SCHEMA_BOOL,    /* bool */
    SCHEMA_INTEGER, /* int64_t; key->word may stand for SCENARIO_WORD */
    SCHEMA_NUMBER,  /* double */
    SCHEMA_STRING,  /* const char * */
    SCHEMA_CHOICE,  /* int: index into key->choices */
    SCHEMA_LIST,    /* struct scenario_list of strings */
    SCHEMA_SHARES,  /* struct scenario_numbers: {"name": number} */
    SCHEMA_FLAGS,   /* struct scenario_numbers: {"name": true|false} */
    SCHEMA_OBJECT,  /* the object's struct, embedded */
    SCHEMA_MAP,     /* struct scenario_map of the object's struct */
    SCHEMA_RAW      /* const struct sim_json *: checked elsewhere */
};

enum {
    SCHEMA_REQUIRED = 1,
    SCHEMA_ABOVE_MIN = 2,
    SCHEMA_NOT_EMPTY = 4,
    SCHEMA_SELF = 8,
    SCHEMA_OR_ZERO = 16,  /* numbers: 0 stands for "none", else from min on */
    SCHEMA_FREE_TEXT = 32 /* strings: for people; control characters are kept as visible text */
};

/* Bounds of every scenario, so that none takes time or memory without end. */
enum {
    SCHEMA_NAME_BYTES = 1000,   /* of an entry's name */
    SCHEMA_STRING_BYTES = 4096, /* of a string value */
    SCHEMA_TEXT_BYTES = 65536,  /* of free text */
    SCHEMA_LIST_ITEMS = 200     /* of a list, and of numbers by Region */
};

struct schema_object;

struct schema_key {
    const char *key;
    enum schema_type type;
    size_t offset;
    unsigned flags;
    double min, max;            /* numbers; with SCHEMA_ABOVE_MIN greater than min. max of
                                   SCHEMA_MAP: entries */
    const char *unit;           /* "s", "tokens/min" ..., or "" */
    const char *fallback;       /* default as it would be written; NULL = none */
    const char *word;           /* SCHEMA_INTEGER: accepted instead of a number */
    const char *const *choices; /* NULL-terminated */
    const struct schema_object *object;
    const char *summary;
};

struct schema_object {
    const char *name; /* for the reference */
    const char *summary;
    size_t size;
    uint32_t n_keys;
    const struct schema_key *keys;
};

extern const struct schema_object schema_root;

/** Read an object by its rows into `into` (node set, defaults filled in). path "" at the root. */
void schema_read(const struct schema_object *object, const struct sim_json *json, const char *path,
                 void *into, struct sim_arena *arena, struct sim_diag *diag);

/**
 * Why a key changes nothing in this object, whatever its value ("without a 'generator'"), or NULL.
 * Such a key is an error in a file, and a print leaves it out, so that it can be read back.
 */
const char *schema_no_effect(const struct schema_object *object, const void *from, const char *key);
/* Does a flag, number or choice have the value that it has when it is not given? */
bool schema_is_default(const struct schema_key *key, const void *field);

#endif
