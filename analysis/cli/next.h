/*
 * next.h: commands that can be pasted: the one that makes a result again, and the one that asks the
 * next question.
 */
#ifndef CRISIM_ANALYSIS_CLI_NEXT_H
#define CRISIM_ANALYSIS_CLI_NEXT_H

#include "analysis/cli/cli.h"
#include "analysis/results/results.h"

/* The commands as this caller has to type them, in this folder. NULL = there is none. */
struct cli_next {
    const char *command, *further; /* in the results' arena */
};

/**
 * Set results->command, next_question and next_command, and of a review further_question and
 * further_command, as they are saved: without an absolute path, for results are the same wherever
 * they were made. What the caller has to type is returned.
 * @param n_options  of the scenario
 */
struct cli_next cli_next_question(const struct cli *cli, uint32_t n_options,
                                  struct results *results);

#endif
