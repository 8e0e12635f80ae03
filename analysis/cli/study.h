/*
 * study.h: what the commands that simulate share: scenario, catalog, plan, progress, output.
 */
#ifndef CRISIM_ANALYSIS_CLI_STUDY_H
#define CRISIM_ANALYSIS_CLI_STUDY_H

#include "analysis/cli/cli.h"
#include "scenarios/plan/plan.h"

struct cli_study {
    struct catalog *catalog;
    struct scenario *scenario;
    struct plan *plan;
    struct plan_settings compiled; /* how the plan was */
    size_t n_warnings;
};

/**
 * Read catalog, scenario and traces; findings are printed.
 * @return 0, or the exit code (3 scenario, 4 trace or catalog unreadable)
 */
int cli_study_open(struct cli_study *study, const struct cli *cli, bool traces_may_miss);
void cli_study_close(struct cli_study *study);

/** Run the study of that name (analysis/study/study_list.h) and print; the exit code. */
int cli_study_run(const struct cli *cli, const char *name);

#endif
