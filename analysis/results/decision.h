/*
 * decision.h: what a board decides on, as blocks in their order: the screen prints them as text,
 * and a report lays the same ones out on its first page.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_DECISION_H
#define CRISIM_ANALYSIS_RESULTS_DECISION_H

#include "analysis/results/results.h"
#include "sim/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum decision_kind {
    DECISION_LEAD,    /* text: what is recommended, or that nothing is */
    DECISION_TEXT,    /* text: a sentence */
    DECISION_NOTE,    /* text: a sentence of less weight */
    DECISION_HEADING, /* text: of what follows */
    DECISION_ASK,     /* text: what is asked; more: the reason */
    DECISION_TABLE,   /* table: the options */
    DECISION_REASON,  /* label: whose; text: why it is not recommended */
    DECISION_RISK,    /* label: what is not as stated; text: what happens; more: the remedy */
    DECISION_LINE,    /* label: what it says of; text */
    DECISION_MORE,    /* text: what was left out here */
};

struct decision_table {
    uint32_t n_columns, n_rows;
    const char **headers;
    const char **cells; /* n_rows x n_columns; "12 to never FAIL" where an SLO is missed */
    const bool *missed; /* beside each cell */
};

struct decision_block {
    enum decision_kind kind;
    const char *label, *text, *more;
    const struct decision_table *table;
};

struct decision {
    struct sim_arena *arena;
    struct decision_block *blocks;
    uint32_t n, room;
};

#define DECISION_LINES 55 /* of 80 columns, as text */
/**
 * Page 1: where all would not go there, what is of least use is cut first, and what was cut is
 * said.
 * @param lines      that it may take as text; a sheet of paper, in smaller type, has some more
 * @param elsewhere  where the rest is read: "--full"
 * @param arena      blocks and texts live in it; texts of the results are borrowed
 */
struct decision decision_make(const struct results *results, uint32_t lines, const char *elsewhere,
                              struct sim_arena *arena);

/** As text of 80 columns, without what to ask next. */
void decision_text(const struct results *results, const struct decision *page,
                   struct sim_text *out);
/** How many lines a text has. */
uint32_t decision_lines(const struct sim_text *text);

/** "Changes the choice" of "CHANGES THE CHOICE". In the arena. */
const char *decision_words(const char *list, struct sim_arena *arena);
/** "the platform team", "(not stated)". */
const char *decision_owner(const struct results *results);
/** "oldest input of 2025-05-29 (round-trip times)". In the arena. */
const char *decision_inputs(const struct results *results, struct sim_arena *arena);

#endif
