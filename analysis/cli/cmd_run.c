#include "analysis/cli/study.h"

static int run(const struct cli *cli)
{
    return cli_study_run(cli, "run");
}

const struct cli_command cli_command_run = {
    .name = "run",
    .arguments = "[SCENARIO] [--option NAME]",
    .summary = "what happens? every option, or one",
    .flags = CLI_STUDY_FLAGS | CLI_PRECISION | CLI_OPTION,
    .min_words = 0,
    .max_words = 1,
    .examples = "examples:\n  crisim run scenarios/examples/serving-loss.json --option geographic\n"
                "  crisim run scenarios/examples/serving-loss.json --precision 2%\n",
    .begin = "",
    .exits = CLI_EXITS_SLO | CLI_EXITS_SCENARIO | CLI_EXITS_INPUT | CLI_EXITS_PRECISION,
    .run = run,
};
