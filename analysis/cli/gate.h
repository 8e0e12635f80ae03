/*
 * gate.h: a verdict for a pipeline: a summary as Markdown, results as JUnit, and an exit code that
 * insists on an SLO.
 */
#ifndef CRISIM_ANALYSIS_CLI_GATE_H
#define CRISIM_ANALYSIS_CLI_GATE_H

#include "analysis/cli/cli.h"
#include "analysis/results/results.h"
#include "scenarios/plan/plan.h"

/** Whether --summary and --junit can be written, before the work is done.
 * @return 0, or the exit code after a message */
int cli_gate_check(const struct cli *cli);
/** Whether they are none of the traces that the scenario names. @return 0, or 2 after a message */
int cli_gate_check_traces(const struct cli *cli, const struct plan *plan);
/** Write what was asked for. @return 0, 7 where it could not be written */
int cli_gate_write(const struct cli *cli, const struct results *results);
/** The exit code of a verdict: 0, or 1 with the reason on stderr where only --require-slo minds. */
int cli_gate_code(const struct cli *cli, const struct results *results);

#endif
