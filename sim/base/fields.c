/*
 * fields.c: one reading and one wording for values from outside. See fields.h.
 */
#include "sim/base/fields.h"

#include "sim/base/assert.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_SHOWN = 80 };

int sim_choice_find(const char *const *choices, const char *word, size_t n)
{
    for (int i = 0; choices[i] != NULL; i++)
        if (strlen(choices[i]) == n && memcmp(choices[i], word, n) == 0)
            return i;
    return -1;
}

void sim_choice_unknown(const char *const *choices, const char *what, const char *word,
                        struct sim_text *why)
{
    const char *nearest;
    size_t n = 0;

    while (choices[n] != NULL)
        n++;
    nearest = sim_nearest_name(word, choices, n);
    if (nearest != NULL) {
        sim_text_addf(why, "unknown %s '%.*s'; did you mean '%s'?", what != NULL ? what : "value",
                      MOST_SHOWN, word, nearest);
        return;
    }
    sim_text_add(why, "must be ");
    for (size_t i = 0; i < n; i++)
        sim_text_addf(why, "%s'%s'", i == 0 ? "" : i + 1 == n ? " or " : ", ", choices[i]);
    sim_text_addf(why, " (got '%.*s')", MOST_SHOWN, word);
}

/* "must be a number (got the string 'x')" */
static bool wrong_type(const char *expected, const struct sim_given *given, struct sim_text *why)
{
    char number[40];

    sim_text_addf(why, "must be %s (got ", expected);
    switch (given->kind) {
    case SIM_GIVEN_CELL:
    case SIM_GIVEN_STRING:
        sim_text_addf(why, "%s'%.*s'", given->kind == SIM_GIVEN_STRING ? "the string " : "",
                      given->length < MOST_SHOWN ? (int)given->length : MOST_SHOWN, given->text);
        break;
    case SIM_GIVEN_NUMBER:
        sim_format_double(given->number, number, sizeof number);
        sim_text_addf(why, "the number %s", number);
        break;
    case SIM_GIVEN_BOOL:
        sim_text_add(why, given->boolean ? "true" : "false");
        break;
    case SIM_GIVEN_OTHER:
        sim_text_add(why, given->text);
        break;
    }
    sim_text_add(why, ")");
    return false;
}

bool sim_field_in_range(const struct sim_field *field, double number, const char *found,
                        struct sim_text *why)
{
    bool low = field->above_min ? !(number > field->min) : !(number >= field->min);
    char bound[40];

    if ((!low && number <= field->max) || (field->or_zero && number == 0))
        return true;
    sim_format_double(low ? field->min : field->max, bound, sizeof bound);
    sim_text_addf(why, "must be %s %s (got %s%s%s)",
                  !low               ? "at most"
                  : field->or_zero   ? "0 or at least"
                  : field->above_min ? "greater than"
                                     : "at least",
                  bound, found, field->unit != NULL ? " " : "",
                  field->unit != NULL ? field->unit : "");
    return false;
}

/* The number that was given, from a cell or from JSON; false after saying what is wrong. */
static bool number_of(const struct sim_field *field, const struct sim_given *given, double *number,
                      struct sim_text *why)
{
    char found[40];

    if (given->kind == SIM_GIVEN_NUMBER) {
        *number = given->number;
        sim_format_double(*number, found, sizeof found);
    } else if (given->kind == SIM_GIVEN_CELL &&
               sim_parse_double(given->text, given->length, number)) {
        snprintf(found, sizeof found, "%.*s", (int)given->length, given->text);
    } else {
        return wrong_type("a number", given, why);
    }
    return sim_field_in_range(field, *number, found, why);
}

/* Digits only, in a cell: 1e6 is a number that somebody rounded. */
static bool integer_of(const struct sim_field *field, const struct sim_given *given,
                       const char *expected, int64_t *integer, struct sim_text *why)
{
    char found[40];

    if (given->kind == SIM_GIVEN_CELL && sim_parse_int64(given->text, given->length, integer)) {
        snprintf(found, sizeof found, "%.*s", (int)given->length, given->text);
        return sim_field_in_range(field, (double)*integer, found, why);
    }
    if (given->kind != SIM_GIVEN_NUMBER)
        return wrong_type(expected, given, why);
    sim_format_double(given->number, found, sizeof found);
    if (given->number != floor(given->number)) {
        sim_text_addf(why, "must be %s (got %s)", expected, found);
        return false;
    }
    if (!sim_field_in_range(field, given->number, found, why))
        return false;
    *integer = (int64_t)given->number;
    return true;
}

static bool set_integer(const struct sim_field *field, const struct sim_given *given, int64_t *into,
                        struct sim_text *why)
{
    bool text = given->kind == SIM_GIVEN_CELL || given->kind == SIM_GIVEN_STRING;
    struct sim_text expected = {0};
    int64_t integer;
    bool good;

    if (field->word != NULL && text && strlen(field->word) == given->length &&
        memcmp(field->word, given->text, given->length) == 0) {
        *into = SIM_FIELD_WORD;
        return true;
    }
    sim_text_add(&expected, given->kind == SIM_GIVEN_CELL ? "a whole number" : "an integer");
    if (field->word != NULL)
        sim_text_addf(&expected, given->kind == SIM_GIVEN_CELL ? " or '%s'" : " or \"%s\"",
                      field->word);
    good = integer_of(field, given, expected.data, &integer, why);
    sim_text_release(&expected);
    if (good)
        *into = integer;
    return good;
}

static bool set_bool(const struct sim_field *field, const struct sim_given *given, bool *into,
                     struct sim_text *why)
{
    int word;

    if (given->kind == SIM_GIVEN_BOOL) {
        *into = given->boolean;
        return true;
    }
    if (given->kind != SIM_GIVEN_CELL || field->choices == NULL)
        return wrong_type("true or false", given, why);
    word = sim_choice_find(field->choices, given->text, given->length);
    if (word < 0) {
        sim_choice_unknown(field->choices, field->what, given->text, why);
        return false;
    }
    *into = word == 0;
    return true;
}

bool sim_field_set(const struct sim_field *field, const struct sim_given *given, void *into,
                   struct sim_text *why)
{
    bool text = given->kind == SIM_GIVEN_CELL || given->kind == SIM_GIVEN_STRING;
    double number;
    int choice;

    switch (field->type) {
    case SIM_FIELD_BOOL:
        return set_bool(field, given, into, why);
    case SIM_FIELD_INTEGER:
        return set_integer(field, given, into, why);
    case SIM_FIELD_NUMBER:
        if (!number_of(field, given, &number, why))
            return false;
        *(double *)into = number;
        return true;
    case SIM_FIELD_STRING:
        if (!text)
            return wrong_type("a string", given, why);
        *(const char **)into = given->text;
        return true;
    case SIM_FIELD_CHOICE:
        if (!text)
            return wrong_type("a string", given, why);
        choice = sim_choice_find(field->choices, given->text, given->length);
        if (choice < 0)
            sim_choice_unknown(field->choices, field->what, given->text, why);
        else
            *(int *)into = choice;
        return choice >= 0;
    case SIM_FIELD_OTHER:
        break;
    }
    SIM_ASSERT(false, "'%s' has a type of its own and is read by its take()", field->name);
    return false;
}

void sim_field_default(const struct sim_field *field, void *into)
{
    const char *text = field->fallback;
    bool good = true;

    switch (field->type) {
    case SIM_FIELD_BOOL:
        *(bool *)into = text != NULL && strcmp(text, "true") == 0;
        break;
    case SIM_FIELD_INTEGER:
        *(int64_t *)into = SIM_FIELD_ABSENT;
        good = text == NULL || sim_parse_int64(text, strlen(text), into);
        break;
    case SIM_FIELD_NUMBER:
        *(double *)into = NAN;
        good = text == NULL || sim_parse_double(text, strlen(text), into);
        break;
    case SIM_FIELD_STRING:
        *(const char **)into = text;
        break;
    case SIM_FIELD_CHOICE:
        *(int *)into = text != NULL ? sim_choice_find(field->choices, text, strlen(text)) : -1;
        good = text == NULL || *(int *)into >= 0;
        break;
    case SIM_FIELD_OTHER:
        break;
    }
    SIM_ASSERT(good, "bad default of '%s'", field->name);
}

bool sim_field_is_absent(const struct sim_field *field, const void *at)
{
    switch (field->type) {
    case SIM_FIELD_INTEGER:
        return *(const int64_t *)at == SIM_FIELD_ABSENT;
    case SIM_FIELD_NUMBER:
        return isnan(*(const double *)at);
    case SIM_FIELD_STRING:
        return *(const char *const *)at == NULL;
    case SIM_FIELD_CHOICE:
        return *(const int *)at < 0;
    case SIM_FIELD_BOOL:
    case SIM_FIELD_OTHER:
        break;
    }
    return false;
}

bool sim_field_same(const struct sim_field *field, const void *a, const void *b)
{
    if (sim_field_is_absent(field, a) || sim_field_is_absent(field, b))
        return sim_field_is_absent(field, a) && sim_field_is_absent(field, b);
    switch (field->type) {
    case SIM_FIELD_BOOL:
        return *(const bool *)a == *(const bool *)b;
    case SIM_FIELD_INTEGER:
        return *(const int64_t *)a == *(const int64_t *)b;
    case SIM_FIELD_NUMBER:
        return *(const double *)a == *(const double *)b;
    case SIM_FIELD_STRING:
        return strcmp(*(const char *const *)a, *(const char *const *)b) == 0;
    case SIM_FIELD_CHOICE:
        return *(const int *)a == *(const int *)b;
    case SIM_FIELD_OTHER:
        break;
    }
    return true;
}

void sim_field_bounds(const struct sim_field *field, struct sim_text *out)
{
    char low[40], high[40];

    if (field->type == SIM_FIELD_INTEGER || field->type == SIM_FIELD_NUMBER) {
        sim_format_double(field->min, low, sizeof low);
        sim_format_double(field->max, high, sizeof high);
        sim_text_addf(out, "%s%s %s, <= %s", field->or_zero ? "0, or " : "",
                      field->above_min ? ">" : ">=", low, high);
        if (field->word != NULL)
            sim_text_addf(out, ", or `\"%s\"`", field->word);
    } else if (field->type == SIM_FIELD_CHOICE) {
        for (int i = 0; field->choices[i] != NULL; i++)
            sim_text_addf(out, "%s`%s`", i > 0 ? ", " : "", field->choices[i]);
    }
}

static const char *default_problem(const struct sim_field *field)
{
    const char *text = field->fallback;
    struct sim_given given = {.kind = SIM_GIVEN_CELL, .text = text, .length = strlen(text)};
    union {
        bool boolean;
        int64_t integer;
        double number;
        const char *string;
        int choice;
    } value;
    struct sim_text why = {0};
    bool good;

    if (field->type == SIM_FIELD_BOOL)
        return strcmp(text, "true") == 0 || strcmp(text, "false") == 0
                   ? NULL
                   : "the default is neither true nor false";
    good = field->type == SIM_FIELD_OTHER || sim_field_set(field, &given, &value, &why);
    sim_text_release(&why);
    return good ? NULL : "the default is not a value that may be given";
}

const char *sim_field_problem(const struct sim_field *field)
{
    bool number = field->type == SIM_FIELD_INTEGER || field->type == SIM_FIELD_NUMBER;

    if (field->name == NULL)
        return "has no name";
    if (number && !(field->min <= field->max))
        return "its bounds hold no number";
    if (number && field->min == 0 && field->max == 0)
        return "a number needs bounds";
    if (field->word != NULL && field->type != SIM_FIELD_INTEGER)
        return "only an integer can have a word";
    if (field->type == SIM_FIELD_CHOICE && (field->choices == NULL || field->choices[0] == NULL))
        return "a choice needs choices";
    for (int i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
        if (sim_choice_find(field->choices, field->choices[i], strlen(field->choices[i])) != i)
            return "a choice stands twice";
    if (field->type == SIM_FIELD_OTHER && field->take == NULL)
        return "a value of the room's own needs a take()";
    if (field->required && field->fallback != NULL)
        return "what is required has no default";
    return field->fallback != NULL ? default_problem(field) : NULL;
}
