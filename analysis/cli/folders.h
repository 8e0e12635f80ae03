/*
 * folders.h: results of a folder that a user names.
 */
#ifndef CRISIM_ANALYSIS_CLI_FOLDERS_H
#define CRISIM_ANALYSIS_CLI_FOLDERS_H

#include "analysis/results/results.h"

/** Read them; what is wrong is printed, and where results are instead. @return 0 and *results to be
 * destroyed, or the exit code */
int cli_open_results(const char *folder, struct results **results);

#endif
