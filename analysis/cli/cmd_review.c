#include "analysis/cli/study.h"

static int run(const struct cli *cli)
{
    return cli_study_run(cli, "review");
}

const struct cli_command cli_command_review = {
    .name = "review",
    .arguments = "[SCENARIO]",
    .summary = "what does a board decide on? the whole study, and the paper for it",
    .flags = CLI_STUDY_FLAGS | CLI_BASELINE | CLI_FULL,
    .min_words = 0,
    .max_words = 1,
    .examples = "example:\n"
                "  crisim review scenarios/examples/compare-modes.json --out review\n"
                "  crisim report review --pdf\n",
    .exits = CLI_EXITS_SLO | CLI_EXITS_SCENARIO | CLI_EXITS_INPUT,
    .run = run,
};
