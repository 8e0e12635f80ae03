/*
 * start.h: a scenario without a file, from the flags of a command line.
 */
#ifndef CRISIM_ANALYSIS_CLI_START_H
#define CRISIM_ANALYSIS_CLI_START_H

#include "analysis/cli/cli.h"
#include "scenarios/catalog/catalog.h"
#include "scenarios/read/edit.h"
#include "sim/base/arena.h"

/** What messages call it. */
#define CLI_START_NAME "(command line)"

/** The file of a command, or CLI_START_NAME where there is none. */
const char *cli_subject(const struct cli *cli);
/**
 * Whether file and flags go together: one SCENARIO and none of CLI_START, or none and a model, a
 * source Region, and a trace or drawn traffic; and whether each value can be read.
 * @return 0, or 2 after a message on stderr
 */
int cli_start_check(const struct cli *cli);
/** The scenario that the flags say, as JSON; cli_start_check() must have been content. */
void cli_start_write(const struct cli *cli, const struct catalog *catalog, struct sim_text *out);
/** Room for the edits of a command line. */
enum { CLI_MOST_EDITS = 2 * CLI_MAX_LIST + 8 };
/**
 * What is changed of the scenario, of a file or of the flags, in the order in which it is applied:
 * what a question wants (template.h), what is asked (asked.h), --set.
 * @return how many were written; they are in the arena
 */
uint32_t cli_start_edits(const struct cli *cli, const struct catalog *catalog,
                         struct scenario_edit *edits, struct sim_arena *arena);
/** Notes of what was not said and is assumed: no max_tokens, no capacity.
 * @param reservation  the plan's sentence about what calls reserve */
void cli_start_say(const struct cli *cli, const char *reservation, struct sim_diag *diag);
/** " --trace conv.csv --model sonnet-4.6 ...", to be typed again. */
void cli_start_add_flags(const struct cli *cli, struct sim_text *out);

#endif
