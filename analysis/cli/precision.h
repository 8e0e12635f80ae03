/*
 * precision.h: --precision and --max-replications: as many replications as a precision takes.
 */
#ifndef CRISIM_ANALYSIS_CLI_PRECISION_H
#define CRISIM_ANALYSIS_CLI_PRECISION_H

#include "analysis/cli/cli.h"
#include "analysis/results/results.h"
#include "scenarios/plan/plan.h"

struct cli_precision {
    double relative; /* error, as 0.02; 0 = none is asked */
    uint32_t most;   /* replications */
};

/** What the flags ask for. @return 0, or 2 after a message on stderr */
int cli_precision_read(const struct cli *cli, struct cli_precision *precision);

/** A plan begins with as many replications as are looked at first, of `stated` in the scenario or
 * by --replications. */
void cli_precision_begin(const struct cli_precision *precision, uint32_t stated,
                         struct plan_settings *compiled);

/** The exit code where a study's own is `code`: 5 if the precision was not reached. */
int cli_precision_code(const struct results *results, int code);

#endif
