#include "analysis/advise/advise.h"
#include "analysis/cli/study.h"
#include "sim/base/stop.h"

/* --simulate: the general advice beside the figures of this scenario. */
static int simulate(const struct cli *cli, const struct cli_study *study, struct advise *advise)
{
    struct sim_error err = {.status = SIM_OK};
    struct results *results = NULL;
    enum sim_status status = cli_study_compare(cli, study, &results, &err);

    if (status == SIM_OK && results != NULL)
        advise_simulated(advise, results);
    results_destroy(results);
    if (status == SIM_OK)
        return 0;
    return status == SIM_EINTERRUPTED && sim_stopped() ? 128 + (int)sim_stop : cli_fail(&err);
}

static int run(const struct cli *cli)
{
    struct cli_study study;
    struct sim_text text = {0};
    struct sim_diag diag;
    struct advise *advise;
    int code;

    if (!cli->simulate && (cli->seed_given || cli->replications_given || cli->threads > 0)) {
        fprintf(stderr, "crisim advise: '--seed', '--replications' and '--jobs' have no effect "
                        "without '--simulate'\n");
        return 2;
    }
    code = cli_study_open(&study, cli, !cli->simulate);
    if (code != 0)
        return code;
    sim_diag_init(&diag);
    advise = advise_create(study.plan, &diag);
    cli_print_findings(&diag);
    code = diag.n_errors > 0 ? 4 : cli->simulate ? simulate(cli, &study, advise) : 0;
    if (code == 0) {
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
    .arguments = "[SCENARIO]",
    .summary = "which modes are allowed at all, and what must change in policies",
    .flags = CLI_START | CLI_ASKED | CLI_SET | CLI_JSON | CLI_COLOR | CLI_SEED | CLI_REPLICATIONS |
             CLI_THREADS | CLI_CATALOG | CLI_TRACE | CLI_ASSUME_ALLOWED | CLI_KEEP_IDS |
             CLI_SIMULATE | CLI_QUIET,
    .min_words = 0,
    .max_words = 1,
    .examples =
        "examples:\n  crisim advise my.json\n  crisim advise my.json --assume-allowed\n"
        "  crisim advise my.json --simulate\n"
        "  crisim advise --rate 1/s --model sonnet-4.6 --source-region London --residency europe\n"
        "  crisim advise my.json --set policies.org.file=org.json --set policies.org.level=root\n"
        "Policy files are named in the scenario: docs/how-to/policies.md.\n",
    .begin = "",
    .exits = CLI_EXITS_CLASS | CLI_EXITS_SCENARIO | CLI_EXITS_INPUT,
    .run = run,
};
