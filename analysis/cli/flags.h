/*
 * flags.h: the flags as rows: reading, bounds, help and did-you-mean come from them.
 */
#ifndef CRISIM_ANALYSIS_CLI_FLAGS_H
#define CRISIM_ANALYSIS_CLI_FLAGS_H

#include "analysis/cli/cli.h"

/** Read the arguments of cli->command into cli. @return 0, or 2 after a message on stderr */
int cli_flags_read(struct cli *cli, int argc, char **argv);
void cli_flags_help(const struct cli_command *command, FILE *to);

#endif
