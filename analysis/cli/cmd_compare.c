#include "analysis/cli/study.h"

static int run(const struct cli *cli)
{
    return cli_study_run(cli, "compare");
}

const struct cli_command cli_command_compare = {
    .name = "compare",
    .arguments = "[SCENARIO]",
    .summary = "which mode? all options on identical traffic and luck, with paired differences",
    .flags = CLI_STUDY_FLAGS | CLI_PRECISION | CLI_BASELINE | CLI_VERDICT | CLI_FULL | CLI_DRAWS,
    .min_words = 0,
    .max_words = 1,
    .examples = "examples:\n"
                "  crisim compare scenarios/examples/compare-modes.json --out results\n"
                "  crisim compare scenarios/examples/azure-conversation.json --trace conv.csv\n",
    .begin = "",
    .exits = CLI_EXITS_SLO | CLI_EXITS_SCENARIO | CLI_EXITS_INPUT | CLI_EXITS_PRECISION,
    .run = run,
};
