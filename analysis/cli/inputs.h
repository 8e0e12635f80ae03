/*
 * inputs.h: a file that is to be written must be none of those that the run reads.
 */
#ifndef CRISIM_ANALYSIS_CLI_INPUTS_H
#define CRISIM_ANALYSIS_CLI_INPUTS_H

#include "analysis/cli/cli.h"
#include "scenarios/plan/plan.h"

/**
 * Whether `path`, which `flag` names, may be written: it is none of the words from `first` on and
 * not the file of --trace, by whatever name. NULL may.
 * @return 0, or 2 after a message
 */
int cli_inputs_spare(const struct cli *cli, const char *flag, const char *path, uint32_t first);

/** The same of the traces that a scenario names. */
int cli_inputs_spare_traces(const struct cli *cli, const char *flag, const char *path,
                            const struct plan *plan);

#endif
