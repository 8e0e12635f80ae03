/*
 * text.h: growable strings, did-you-mean, parsing and printing numbers the same way everywhere.
 */
#ifndef CRISIM_SIM_BASE_TEXT_H
#define CRISIM_SIM_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growable string; {0} is a valid empty one. data is NUL-terminated once anything was added. */
struct sim_text {
    char *data;
    size_t length, capacity;
};

void sim_text_release(struct sim_text *text);
void sim_text_clear(struct sim_text *text);
void sim_text_add(struct sim_text *text, const char *string);
void sim_text_add_bytes(struct sim_text *text, const char *bytes, size_t n);
void sim_text_addf(struct sim_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** Take the string (free() it); text becomes empty. Never NULL. */
char *sim_text_take(struct sim_text *text);

/**
 * Whether nothing in it moves a terminal's cursor or turns its text round: no C0 and C1 control
 * characters, DEL, and no characters that set the direction of writing.
 */
bool sim_is_visible(const char *string);
/** The string with such characters written out, as \x1b or \u202e; line ends and tabs as spaces. */
void sim_text_add_visible(struct sim_text *text, const char *string);
/**
 * The next character of plain text that is to be shown: whole UTF-8, a space for line ends and
 * tabs, U+FFFD for anything else that must not reach a page (broken bytes, control characters,
 * marks that turn the direction of writing round).
 * @param at  the text, not at its end; moves on
 * @param n   bytes of the character
 */
const char *sim_next_visible(const char **at, size_t *n);
/** string for XML and HTML, in text and attributes: & < > " ' escaped, else as above. NULL = "". */
void sim_text_add_xml(struct sim_text *text, const char *string);
/** As a field of CSV: in quotes where it has to be. */
void sim_text_add_csv(struct sim_text *text, const char *string);
/** string as one word to a POSIX shell, in quotes where it has to be; never taken for a flag. */
void sim_text_add_shell_word(struct sim_text *text, const char *string);

char *sim_strdup(const char *string); /* free() it */

/**
 * Optimal string alignment: to insert, delete or replace a byte, or to swap two neighbours, costs 1
 * each. SIZE_MAX where one of the two is longer than 128 bytes.
 */
size_t sim_name_distance(const char *a, const char *b);

/**
 * The first of n names that differs in capitals only, else the
 * nearest by optimal-string-alignment distance (at most max(1, length / 3)), else the
 * first that begins as the word does (4 letters and two thirds of it), else NULL; ties go to the
 * first.
 */
const char *sim_nearest_name(const char *word, const char *const *names, size_t n);

/**
 * What a word that is none of n names may stand for: "; did you mean 'x'?", else "; did you mean
 * one of 'a', 'b'?" (those that hold the word, in whatever case), else "; there are 'a', 'b'" if
 * there are few (SIM_FEW_NAMES).
 * @return false if nothing was added: there are many, and none is like it
 */
enum { SIM_FEW_NAMES = 20 };
bool sim_text_add_candidates(struct sim_text *text, const char *word, const char *const *names,
                             size_t n);

/** Bytes of the well-formed sequence at a byte beyond ASCII; 0 = it is not well-formed. */
size_t sim_utf8_sequence(const char *bytes, size_t left);
/** Are two names the same as people type them: in whatever case, with a space for '-' and '_', with
 * or without an 's' at the end? */
bool sim_same_words(const char *a, const char *b);

/** How many of the n bytes, from the first, are well-formed UTF-8 (RFC 3629); n = all. */
size_t sim_utf8_length(const char *bytes, size_t n);
static inline bool sim_is_utf8(const char *bytes, size_t n)
{
    return sim_utf8_length(bytes, n) == n;
}

/** 64-bit hash of bytes (FNV-1a, then mixed); the same on every machine. Used as entity keys. */
uint64_t sim_hash_bytes(const void *bytes, size_t n);
uint64_t sim_hash_string(const char *string);

/** Locale-free, strict decimal: whole text must match; NaN, inf and hex are refused. */
bool sim_parse_double(const char *text, size_t length, double *out);
bool sim_parse_int64(const char *text, size_t length, int64_t *out);

/** 17 significant digits at most, shortest that reads back to the same double; "null" if not
 * finite. */
size_t sim_format_double(double value, char *buffer, size_t size);
/** 12345678 -> "12,345,678". */
size_t sim_format_grouped(int64_t value, char *buffer, size_t size);

#endif
