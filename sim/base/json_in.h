/*
 * json_in.h: strict JSON with comments, and a position for every value. The only door to cJSON.
 *
 * cJSON keeps no positions, takes no comments, accepts trailing text, keeps duplicate keys and
 * reads 1e999 as infinity. Comments are blanked and values counted, then cJSON parses the text,
 * once; a scan of the text beside its tree finds line and column of every key and value and what
 * cJSON lets pass, and makes the sim_json values, which is all that others see. Of a text that
 * cJSON refuses the same scan, without a tree, finds the place and the reason. Tokens are taken by
 * json_lex.c, what is done with values stands in json_tree.c.
 */
#ifndef CRISIM_SIM_BASE_JSON_IN_H
#define CRISIM_SIM_BASE_JSON_IN_H

#include "sim/base/diag.h"
#include "sim/base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum sim_json_type {
    SIM_JSON_NULL,
    SIM_JSON_BOOL,
    SIM_JSON_NUMBER,
    SIM_JSON_STRING,
    SIM_JSON_ARRAY,
    SIM_JSON_OBJECT
};

struct sim_json {
    enum sim_json_type type;
    uint32_t line, column; /* of the value (of the key for members: key_line, key_column) */
    uint32_t key_line, key_column;
    const char *file; /* file name for messages; shared, lives as long as the document */
    char *key;        /* member name inside an object, else NULL */
    bool boolean;
    double number;
    bool is_integer; /* number text has no fraction or exponent and |n| <= 2^53 */
    char *string;    /* UTF-8, NUL-terminated; strings with an embedded NUL are refused */
    struct sim_json **children; /* of arrays and objects, in document order */
    uint32_t n_children;
    /* What stands in the text, where whoever read it has put this value in its place; NULL: the
     * value itself. It is what is written again. */
    const struct sim_json *written;
    void *owner; /* private: allocation bookkeeping */
};

/**
 * Parse text. Findings (all of them where the syntax allows going on) are added to diag with
 * `file` as their file: syntax, duplicate key, trailing text, nesting deeper than 64, numbers that
 * overflow to infinity, integers beyond 2^53, invalid UTF-8, embedded NUL, text over 64 MiB, more
 * than 2,000,000 values.
 * @return the root (destroy with sim_json_destroy), or NULL if diag got an error
 */
struct sim_json *sim_json_parse(const char *file, const char *text, size_t length,
                                struct sim_diag *diag);
/** Read a file ("-" = standard input) and parse it. A file that cannot be read is a finding. */
struct sim_json *sim_json_read(const char *file, struct sim_diag *diag);
void sim_json_destroy(struct sim_json *root);

/** Member of an object, or NULL. Names are compared exactly. */
const struct sim_json *sim_json_find(const struct sim_json *object, const char *key);
/** Name of a type for messages: "a number", "an object" ... */
const char *sim_json_type_name(enum sim_json_type type);

/** Lines and columns of a text that nobody wrote are nobody's: all become 0. */
void sim_json_forget_places(struct sim_json *json);

/**
 * RFC 7396 merge patch: a new tree = target with patch applied. Values taken from the patch keep
 * the patch's positions, the others keep theirs. Neither input changes, and
 * both must live as long as the result: what is the same is lent by them.
 */
struct sim_json *sim_json_merge_patch(const struct sim_json *target, const struct sim_json *patch);
/**
 * The same, save that an object of the patch brings back no member that was taken out: where
 * `whole`, which target was made from, has it as an object and target has it no more, it stays out.
 */
struct sim_json *sim_json_merge_patch_kept(const struct sim_json *target,
                                           const struct sim_json *patch,
                                           const struct sim_json *whole);

#endif
