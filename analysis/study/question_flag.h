/*
 * question_flag.h: the flags of a question's subcommand, as rows that the command line reads.
 */
#ifndef CRISIM_ANALYSIS_STUDY_QUESTION_FLAG_H
#define CRISIM_ANALYSIS_STUDY_QUESTION_FLAG_H

#include <stdbool.h>
#include <stdint.h>

enum { QUESTION_MOST_FLAGS = 16, QUESTION_MOST_TEXTS = 32 };

/* How the text of a flag is read; numbers are handed on in the base unit. */
enum question_type {
    QUESTION_SWITCH,
    QUESTION_TEXT,
    QUESTION_TEXTS,  /* the flag may be repeated */
    QUESTION_NUMBER, /* "1.5" */
    QUESTION_COUNT,  /* "10M" */
    QUESTION_SHARE,  /* "1%", as 0.01; needs the sign */
    QUESTION_TIME    /* "2h", "90s" [s] */
};

/* A flag of the question's subcommand. */
struct question_flag {
    const char *name; /* "--target"; no other flag of a study has it */
    /* "P%"; "" of a switch. Of a number "peak|off-peak|TIME" takes the words before its last part
     * as they are, too: the number is then NaN. */
    const char *value;
    const char *summary;
    enum question_type type;
    double low, high; /* of a number, in the base unit, both allowed */
};

/* What was given; by the index of question->flags. */
struct question_value {
    bool given;
    double number;
    const char *text;
    uint32_t n; /* of texts, in the order in which they were given */
    const char *texts[QUESTION_MOST_TEXTS];
};

#endif
