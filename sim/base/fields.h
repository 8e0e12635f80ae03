/*
 * fields.h: the value part of a row. Scenario keys and columns of the catalog are rows that each
 * room keeps for itself; what can be said of the value alone, whatever file it stands in, is a
 * struct sim_field inside them: name, type, unit, bounds, default, choices, when it has no effect,
 * what it is. Reading, help, references and schemas all come from it, and a wrong value is told of
 * in one place, in the same words.
 *
 * Rows are written with designated initialisers, so what a row does not need is not mentioned:
 *
 *     {.name = "rate_per_s", .type = SIM_FIELD_NUMBER, SIM_ABOVE(0, 1e7), .unit = "requests/s",
 *      .fallback = "1", .summary = "mean rate"}
 */
#ifndef CRISIM_SIM_BASE_FIELDS_H
#define CRISIM_SIM_BASE_FIELDS_H

#include "sim/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sim_field_type {
    SIM_FIELD_BOOL,    /* bool */
    SIM_FIELD_INTEGER, /* int64_t; SIM_FIELD_WORD when field->word was given */
    SIM_FIELD_NUMBER,  /* double */
    SIM_FIELD_STRING,  /* const char * */
    SIM_FIELD_CHOICE,  /* int: index into field->choices */
    SIM_FIELD_OTHER    /* something of the room's own: only its take() can read it */
};

/* Value of an integer that was given as its word ("unset", "unlimited"). */
#define SIM_FIELD_WORD INT64_MIN
/* Value of an integer that was not given and has no default. */
#define SIM_FIELD_ABSENT (INT64_MIN + 1)

/* Bounds of a number or integer, for a row. */
#define SIM_BETWEEN(low, high) .min = (low), .max = (high)
#define SIM_ABOVE(low, high)   .min = (low), .max = (high), .above_min = true
#define SIM_OR_ZERO(low, high) .min = (low), .max = (high), .or_zero = true

enum sim_given_kind {
    SIM_GIVEN_CELL,   /* of a table: text that has no type of its own */
    SIM_GIVEN_STRING, /* of JSON */
    SIM_GIVEN_NUMBER,
    SIM_GIVEN_BOOL,
    SIM_GIVEN_OTHER /* text says what, for messages: "null", "an array" */
};

/* A value as it was found in a file. */
struct sim_given {
    enum sim_given_kind kind;
    bool boolean;
    double number;
    const char *text; /* cell, string: need not end with NUL where only take() sees it */
    size_t length;
};

struct sim_field;

/**
 * Read a value in a way of the room's own.
 *
 * @param into    the place of the value in its struct, or whatever the room hands on
 * @param reader  the room's state: where findings go, what names there are
 * @return false after a finding; *into is then not to be used
 */
typedef bool sim_field_take(const struct sim_field *field, const struct sim_given *given,
                            void *into, void *reader);

struct sim_field {
    const char *name;
    enum sim_field_type type;
    bool required;
    const char *such_as;        /* required: a value as it may be written, for who left it out */
    bool above_min;             /* greater than min, not only as large */
    bool or_zero;               /* 0 stands for "none", else from min on */
    double min, max;            /* integers and numbers */
    const char *unit;           /* "s", "tokens/min" ...; NULL = none */
    const char *fallback;       /* default as it would be written; NULL = none */
    const char *word;           /* integers: accepted instead of a number */
    const char *const *choices; /* ends with NULL; of a bool: its two words in a cell, true first */
    const char *what;           /* choices: the noun for one of them; NULL = "value" */
    const char *summary;
    /* Why the value changes nothing in the struct that it is in, whatever it is ("without a
     * 'generator'"), or NULL: it has an effect. No function: it always has. */
    const char *(*no_effect)(const void *of);
    sim_field_take *take; /* NULL = sim_field_set() */
};

/**
 * Check a value and store it.
 *
 * @param into  a place of the type; strings are borrowed. Not touched when the value is wrong
 * @param why   gets what is wrong, such as "must be at least 1 (got 0 tokens)"; it is added to
 * @return false if the value is wrong. SIM_FIELD_OTHER is a caller's error
 */
bool sim_field_set(const struct sim_field *field, const struct sim_given *given, void *into,
                   struct sim_text *why);
/** Only the bounds of a number; found is the value as it is to be shown. */
bool sim_field_in_range(const struct sim_field *field, double number, const char *found,
                        struct sim_text *why);
/** Index of a word of n bytes among choices, or -1. */
int sim_choice_find(const char *const *choices, const char *word, size_t n);
/** "unknown value 'x'; did you mean 'y'?", or the list of what it may be. */
void sim_choice_unknown(const char *const *choices, const char *what, const char *word,
                        struct sim_text *why);

/** Store the default, or what stands for "not given": false, SIM_FIELD_ABSENT, NaN, NULL, -1. */
void sim_field_default(const struct sim_field *field, void *into);
/** Is the value the one that stands for "not given"? Never of a bool. */
bool sim_field_is_absent(const struct sim_field *field, const void *at);
/** Do two places hold the same value? */
bool sim_field_same(const struct sim_field *field, const void *a, const void *b);
/** Bounds, word and choices for a reference: "> 0, <= 1e+07", "`none`, `poisson`"; or nothing. */
void sim_field_bounds(const struct sim_field *field, struct sim_text *out);
/** What is wrong with the row itself, for tests and assertions at start-up; NULL = nothing. */
const char *sim_field_problem(const struct sim_field *field);

#endif
