#include "analysis/cli/cli.h"
#include "scenarios/catalog/resolve.h"

#include <string.h>
#include <time.h>

static const char *const actions[] = {"list", "age", "check"};

/* ---- list ---- */

static int print_names(void)
{
    size_t n;
    const char *const *names = catalog_table_names(&n);

    for (size_t i = 0; i < n; i++)
        printf("%s\n", names[i]);
    return 0;
}

/* What a model or Region is called, made into its id or code, with a line that says so. */
static const char *named(const struct catalog *catalog, enum catalog_kind kind, const char *word)
{
    uint32_t found;

    if (word == NULL || catalog_resolve(catalog, kind, word, &found, 1) != 1)
        return word;
    if (strcmp(word, catalog_name_of(catalog, kind, found)) != 0)
        fprintf(stderr, "crisim catalog list: '%s' is %s\n", word,
                catalog_name_of(catalog, kind, found));
    return catalog_name_of(catalog, kind, found);
}

static int list(const struct cli *cli, const struct catalog *catalog)
{
    struct sim_text text = {0};
    struct sim_error err;
    enum sim_status status =
        catalog_list(catalog, &text, cli->words[1], named(catalog, CATALOG_OF_MODELS, cli->model),
                     named(catalog, CATALOG_OF_REGIONS, cli->region),
                     cli->json  ? CATALOG_JSON
                     : cli->csv ? CATALOG_CSV
                                : CATALOG_TEXT,
                     &err);
    int code = status == SIM_OK ? cli_print(&text) : cli_fail(&err);

    sim_text_release(&text);
    return code;
}

/* ---- age, check ---- */

/* The day that is stated, else today's; NULL after a message. */
static const char *day_of(const struct cli *cli, char today[11])
{
    time_t now = time(NULL);
    struct tm utc;
    int64_t ns;

    if (cli->n_words == 1) {
        if (gmtime_r(&now, &utc) == NULL || strftime(today, 11, "%Y-%m-%d", &utc) != 10)
            snprintf(today, 11, "1970-01-01");
        return today;
    }
    if (catalog_day_ns(cli->words[1], &ns))
        return cli->words[1];
    fprintf(stderr, "crisim catalog: '%s' is no day of the form YYYY-MM-DD\n", cli->words[1]);
    return NULL;
}

static int look(const struct cli *cli, const struct catalog *catalog, const char *day)
{
    struct sim_text text = {0};
    uint32_t n = 0;
    int code;

    if (strcmp(cli->words[0], "age") == 0)
        catalog_age(catalog, day, &text);
    else
        n = catalog_check(catalog, day, &text);
    if (strcmp(cli->words[0], "check") == 0)
        sim_text_addf(&text, "%u contradiction%s\n", n, n == 1 ? "" : "s");
    code = cli_print(&text);
    sim_text_release(&text);
    return code == 0 && n > 0 ? 1 : code;
}

static bool is_action(const char *word)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (strcmp(word, actions[i]) == 0)
            return true;
    return false;
}

/* What goes with `list` only. */
static const char *flag_of_list(const struct cli *cli)
{
    return cli->json             ? "--json"
           : cli->csv            ? "--csv"
           : cli->model != NULL  ? "--model"
           : cli->region != NULL ? "--region"
                                 : NULL;
}

static int run(const struct cli *cli)
{
    bool listing = strcmp(cli->words[0], "list") == 0;
    struct catalog *catalog = NULL;
    const char *day = NULL;
    char today[11];
    struct sim_diag diag;
    enum sim_status status;
    int code;

    if (!is_action(cli->words[0])) {
        fprintf(stderr, "crisim catalog: unknown action '%s'; there are 'list', 'age', 'check'\n",
                cli->words[0]);
        return 2;
    }
    if (listing && cli->n_words == 1)
        return print_names();
    if (!listing && flag_of_list(cli) != NULL) {
        fprintf(stderr, "crisim catalog %s: '%s' goes with 'list' only\n", cli->words[0],
                flag_of_list(cli));
        return 2;
    }
    if (!listing && (day = day_of(cli, today)) == NULL)
        return 2;
    sim_diag_init(&diag);
    status = catalog_open(&catalog, cli->catalog, &diag);
    cli_print_findings(&diag);
    sim_diag_release(&diag);
    if (status != SIM_OK)
        return 4;
    code = listing ? list(cli, catalog) : look(cli, catalog, day);
    catalog_destroy(catalog);
    return code;
}

const struct cli_command cli_command_catalog = {
    .name = "catalog",
    .arguments = "list|age|check [WORD]",
    .summary = "what is known of Regions, profiles, quotas, prices; how old it is; whether it "
               "fits together",
    .flags = CLI_JSON | CLI_CSV | CLI_MODEL | CLI_REGION | CLI_CATALOG,
    .min_words = 1,
    .max_words = 2,
    .examples =
        "list [TABLE]: all tables, or one; age [DAY], check [DAY]: seen from today or a day "
        "YYYY-MM-DD\n"
        "examples:\n  crisim catalog list\n"
        "  crisim catalog list quotas --model anthropic.claude-sonnet-4-6\n"
        "  crisim catalog age\n"
        "  crisim catalog check 2026-11-26\n",
    .exits = CLI_EXITS_INPUT | CLI_EXITS_CATALOG,
    .run = run,
};
