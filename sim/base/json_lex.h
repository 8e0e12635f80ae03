/*
 * json_lex.h: the tokens of strict JSON with comments, with their places; private to the reader
 * (json_in.c). It knows nothing of values: what does not belong to JSON becomes a finding.
 */
#ifndef CRISIM_SIM_BASE_JSON_LEX_H
#define CRISIM_SIM_BASE_JSON_LEX_H

#include "sim/base/diag.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct sim_json_lex {
    const char *file;
    char *text; /* ends with a NUL behind `length`; comments are blank in it */
    size_t length, at;
    uint32_t line;
    size_t line_start;
    struct sim_diag *diag;
    struct sim_text path; /* of the value that is read, for findings */
    bool failed;          /* a syntax error: no going on */
};

/* What a parser would have to hold and to climb into, if a text is JSON. */
struct sim_json_size {
    size_t n_values; /* the root, one behind each comma, one behind each bracket that opens
                        something */
    size_t depth;    /* of brackets */
};

/** Comments become blanks, so that places stay. A comment that does not end stays. */
struct sim_json_size sim_json_blank_comments(char *text, size_t length);

/** The first syntax error, at `at`; those after it are not told. @return false */
bool sim_json_lex_error(struct sim_json_lex *lex, const char *message);
/** Go behind white space. @return false: a comment that does not end was found */
bool sim_json_lex_space(struct sim_json_lex *lex);
/** Go behind the string whose opening quote is at `at`. @return false: a finding says why not */
bool sim_json_lex_string(struct sim_json_lex *lex);
/** Go behind one of the words of JSON. @return false: another stands there */
bool sim_json_lex_word(struct sim_json_lex *lex, const char *word);

/* A number in the text. */
struct sim_json_digits {
    const char *text;
    size_t length;
    uint32_t column;
    bool is_integer; /* neither fraction nor exponent */
};
/** Go behind a number. @return false: a finding says why not */
bool sim_json_lex_number(struct sim_json_lex *lex, struct sim_json_digits *digits);

/** Column of a byte of the line that is read, from 1. */
static inline uint32_t sim_json_lex_column(const struct sim_json_lex *lex, size_t at)
{
    return (uint32_t)(at - lex->line_start + 1);
}
/** The byte at `at`; NUL at the end. */
static inline char sim_json_lex_peek(const struct sim_json_lex *lex)
{
    return lex->at < lex->length ? lex->text[lex->at] : '\0';
}

#endif
