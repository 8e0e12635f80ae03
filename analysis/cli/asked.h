/*
 * asked.h: what is asked of the options, on a command line: SLOs, residency, monthly requests. Each
 * is an edit of the scenario, before those of --set.
 */
#ifndef CRISIM_ANALYSIS_CLI_ASKED_H
#define CRISIM_ANALYSIS_CLI_ASKED_H

#include "analysis/cli/cli.h"
#include "scenarios/read/edit.h"
#include "sim/base/arena.h"

/** Whether every value can be read. @return 0, or 2 after a message on stderr */
int cli_asked_check(const struct cli *cli);
/** The edits, in the arena; at most `room`. cli_asked_check() must have been content. */
uint32_t cli_asked_edits(const struct cli *cli, struct scenario_edit *edits, uint32_t room,
                         struct sim_arena *arena);

#endif
