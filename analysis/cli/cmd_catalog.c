#include "analysis/cli/cli.h"
#include "scenarios/catalog/catalog.h"

#include <string.h>

static int run(const struct cli *cli)
{
    struct catalog *catalog = NULL;
    struct sim_text text = {0};
    struct sim_error err;
    struct sim_diag diag;
    enum sim_status status;
    int code = 0;

    if (strcmp(cli->words[0], "list") != 0) {
        fprintf(stderr, "crisim catalog: unknown action '%s'; the action is 'list'\n",
                cli->words[0]);
        return 2;
    }
    if (cli->n_words == 1) {
        size_t n;
        const char *const *names = catalog_table_names(&n);

        for (size_t i = 0; i < n; i++)
            printf("%s\n", names[i]);
        return 0;
    }
    sim_diag_init(&diag);
    status = catalog_open(&catalog, cli->catalog, &diag);
    cli_print_findings(&diag);
    sim_diag_release(&diag);
    if (status != SIM_OK)
        return 4;
    status = catalog_list(catalog, &text, cli->words[1], cli->model, cli->region,
                          cli->json  ? CATALOG_JSON
                          : cli->csv ? CATALOG_CSV
                                     : CATALOG_TEXT,
                          &err);
    code = status == SIM_OK ? cli_print(&text) : cli_fail(&err);
    sim_text_release(&text);
    catalog_destroy(catalog);
    return code;
}

const struct cli_command cli_command_catalog = {
    .name = "catalog",
    .arguments = "list [TABLE]",
    .summary = "what is known of Regions, profiles, quotas, prices, with source and date",
    .flags = CLI_JSON | CLI_CSV | CLI_MODEL | CLI_REGION | CLI_CATALOG,
    .min_words = 1,
    .max_words = 2,
    .examples = "examples:\n  crisim catalog list\n"
                "  crisim catalog list quotas --model anthropic.claude-sonnet-4-6\n",
    .exits = CLI_EXITS_INPUT,
    .run = run,
};
