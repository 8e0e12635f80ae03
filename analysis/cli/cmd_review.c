#include "analysis/cli/study.h"

enum { BUDGET, SPEED, PLAN };

static int run(const struct cli *cli)
{
    struct budget_asked asked = {.silent = cli->quiet};
    struct results_plan plan = {0};
    struct sim_diag diag;
    int code;

    if (cli->own[BUDGET].given)
        asked.seconds = cli->own[BUDGET].number;
    if (cli->own[SPEED].given)
        asked.requests_per_s = cli->own[SPEED].number;
    if (!cli->own[PLAN].given)
        return cli_study_review(cli, &asked);
    if (cli->own[BUDGET].given || cli->own[SPEED].given) {
        fprintf(stderr, "crisim review: --plan has the budget and the speed: leave %s out\n",
                cli->own[BUDGET].given ? "--budget" : "--speed");
        return 2;
    }
    sim_diag_init(&diag);
    code = results_plan_read(&plan, cli->own[PLAN].text, &diag) == SIM_OK ? 0 : 4;
    cli_print_findings(&diag);
    sim_diag_release(&diag);
    asked.plan = &plan;
    code = code != 0 ? code : cli_study_review(cli, &asked);
    results_plan_release(&plan);
    return code;
}

static const struct question_flag flags[] = {
    [BUDGET] = {"--budget", "TIME", "what the review may take, at the speed of --speed (60s)",
                QUESTION_TIME, 1, 1e7},
    [SPEED] = {"--speed", "N",
               "requests that are simulated in a second, as the plan reckons (400k); nothing is "
               "measured, so that the same command makes the same results",
               QUESTION_COUNT, 1000, 1e9},
    [PLAN] = {"--plan", "FILE",
              "the plan in the manifest of an earlier review, or alone in a file, taken as it is",
              QUESTION_TEXT, 0, 0},
    {.name = NULL}};

const struct cli_command cli_command_review = {
    .name = "review",
    .arguments = "[SCENARIO]",
    .summary = "what does a board decide on? the whole study, and the paper for it",
    .flags = CLI_STUDY_FLAGS | CLI_OPTION | CLI_BASELINE | CLI_FULL | CLI_DRAWS,
    .own = flags,
    .min_words = 0,
    .max_words = 1,
    .examples = "examples:\n"
                "  crisim review scenarios/examples/compare-modes.json --out review\n"
                "  crisim report review --pdf\n"
                "  crisim review my.json --budget 10min --speed 600k --out long\n"
                "  crisim review my.json --plan review/manifest.json --out again\n"
                "The plan is made and printed before anything runs, and stands in the manifest.\n",
    .begin = "",
    .exits = CLI_EXITS_SLO | CLI_EXITS_SCENARIO | CLI_EXITS_INPUT,
    .run = run,
};
