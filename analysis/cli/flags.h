/*
 * flags.h: the flags as rows: reading, bounds, help and did-you-mean come from them.
 */
#ifndef CRISIM_ANALYSIS_CLI_FLAGS_H
#define CRISIM_ANALYSIS_CLI_FLAGS_H

#include "analysis/cli/cli.h"

/** Read the arguments of cli->command into cli. @return 0, or 2 after a message on stderr */
int cli_flags_read(struct cli *cli, int argc, char **argv);
void cli_flags_help(const struct cli_command *command, FILE *to);

/* A flag as a reader of help, manual and completions sees it. */
struct cli_flag_words {
    const char *name, *letter; /* "--jobs"; "-j" or NULL */
    const char *value;         /* "N", "FILE", "DIR" ..; "" = takes none */
    const char *summary;
    const char *group; /* "instead of a trace": a heading; "" = none */
};

/** The n-th flag, from 0: the command's own, then those of `flags`. @return false when there are
 * fewer */
bool cli_flag_nth(const struct cli_command *command, uint64_t flags, uint32_t n,
                  struct cli_flag_words *words);
/** Whether a scenario's file may be its argument, as "[SCENARIO]" says. */
bool cli_may_have_file(const struct cli_command *command);
/** What the command's exit codes mean, as one paragraph ending in a line break. */
void cli_exits_text(const struct cli_command *command, struct sim_text *out);

#endif
