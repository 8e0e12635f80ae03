#include "analysis/advise/advise.h"
#include "analysis/cli/study.h"

static int run(const struct cli *cli)
{
    struct cli_study study;
    struct sim_text text = {0};
    struct sim_diag diag;
    struct advise *advise;
    int code = cli_study_open(&study, cli, true);

    if (code != 0)
        return code;
    sim_diag_init(&diag);
    advise = advise_create(study.plan, &diag);
    cli_print_findings(&diag);
    if (diag.n_errors > 0) {
        code = 4;
    } else {
        if (cli->json)
            advise_json(advise, &text);
        else
            advise_text(advise, cli->columns, cli->colour, &text);
        code = cli_print(&text);
        if (code == 0 && !advise_all_allowed(advise))
            code = CLI_EXIT_SLO;
    }
    sim_text_release(&text);
    advise_destroy(advise);
    sim_diag_release(&diag);
    cli_study_close(&study);
    return code;
}

const struct cli_command cli_command_advise = {
    .name = "advise",
    .arguments = "SCENARIO",
    .summary = "which modes are allowed at all, and what must change in policies",
    .flags = CLI_SET | CLI_JSON | CLI_COLOR | CLI_CATALOG | CLI_TRACE | CLI_ASSUME_ALLOWED |
             CLI_KEEP_IDS,
    .min_words = 1,
    .max_words = 1,
    .examples = "examples:\n  crisim advise my.json\n  crisim advise my.json --assume-allowed\n"
                "Policy files are named in the scenario: docs/how-to/policies.md. Nothing is "
                "simulated.\n",
    .exits = CLI_EXITS_CLASS | CLI_EXITS_SCENARIO | CLI_EXITS_INPUT,
    .run = run,
};
