/*
 * study.h: what the commands that simulate share: scenario, catalog, plan, progress, output.
 */
#ifndef CRISIM_ANALYSIS_CLI_STUDY_H
#define CRISIM_ANALYSIS_CLI_STUDY_H

#include "analysis/cli/cli.h"
#include "analysis/cli/precision.h"
#include "analysis/results/results.h"
#include "analysis/study/budget.h"
#include "scenarios/plan/plan.h"

/* The flags of every study. */
#define CLI_STUDY_FLAGS                                                                            \
    (CLI_START | CLI_ASKED | CLI_SET | CLI_JSON | CLI_CSV | CLI_SEED | CLI_REPLICATIONS |          \
     CLI_THREADS | CLI_OUT | CLI_COLOR | CLI_FORCE | CLI_RESUME | CLI_TRACE | CLI_CATALOG |        \
     CLI_ASSUME_ALLOWED | CLI_KEEP_IDS | CLI_QUIET | CLI_DRY_RUN)

/* The flags that a question's subcommand has besides its own. */
#define CLI_QUESTION_FLAGS (CLI_STUDY_FLAGS | CLI_OPTION | CLI_FULL)

struct cli_study {
    struct catalog *catalog;
    struct scenario *scenario;
    struct plan *plan;
    struct plan_settings compiled; /* how the plan was */
    /* With an option `mixed` (mixed.h): what it was added to, and lends from; else NULL. */
    struct scenario *stated;
    struct plan *stated_plan;
    struct sim_json *mixed;
    size_t n_warnings;
    struct cli_precision precision;
};

/**
 * Read catalog, scenario and traces; findings are printed.
 * @return 0, or the exit code (3 scenario, 4 trace or catalog unreadable)
 */
int cli_study_open(struct cli_study *study, const struct cli *cli, bool traces_may_miss);
void cli_study_close(struct cli_study *study);

/** Run the comparison of an open study, in this process alone; nothing is printed but progress.
 * Destroy *results, which is set if anything was run. */
enum sim_status cli_study_compare(const struct cli *cli, const struct cli_study *study,
                                  struct results **results, struct sim_error *err);

/** Run the study of that name (analysis/study/study_list.h) and print; the exit code. */
int cli_study_run(const struct cli *cli, const char *name);
/** The same of the one that reviews, within a plan. */
int cli_study_review(const struct cli *cli, const struct budget_asked *budget);

#endif
