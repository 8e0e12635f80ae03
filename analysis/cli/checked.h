/*
 * checked.h: whether the simulator is right, in the results of a study: points of theory that go
 * through the same world as the study, by the build that ran it.
 */
#ifndef CRISIM_ANALYSIS_CLI_CHECKED_H
#define CRISIM_ANALYSIS_CLI_CHECKED_H

#include "analysis/results/results.h"

/** Adds an answer and a table of the question "validate". Takes some seconds. */
void cli_add_checks(struct results *results);

#endif
