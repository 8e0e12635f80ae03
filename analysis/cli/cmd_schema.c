#include "analysis/cli/cli.h"
#include "scenarios/read/scenario.h"

static int run(const struct cli *cli)
{
    struct sim_text text = {0};
    int code;

    if (cli->markdown)
        scenario_reference(&text);
    else
        scenario_json_schema(&text);
    code = cli_print(&text);
    sim_text_release(&text);
    return code;
}

const struct cli_command cli_command_schema = {
    .name = "schema",
    .arguments = "",
    .summary = "JSON Schema of scenario files, for editors; --markdown: the reference",
    .flags = CLI_MARKDOWN,
    .examples = "example:\n  crisim schema > crisim-scenario.schema.json\n",
    .run = run,
};
