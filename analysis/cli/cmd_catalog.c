#include "analysis/cli/cli.h"
#include "scenarios/catalog/resolve.h"

#include <string.h>
#include <time.h>

#define READING CLI_CATALOG

/* ---- names ---- */

/* The index of what a model or Region is called, with a line that says what it was taken for; or
 * CATALOG_NONE, and what may have been meant. */
static uint32_t named(const struct cli *cli, const struct catalog *catalog, enum catalog_kind kind,
                      const char *word)
{
    struct sim_text why = {0};
    uint32_t found = catalog_resolve_one(catalog, kind, word, &why);
    const char *name;

    if (found == CATALOG_NONE) {
        fprintf(stderr, "crisim catalog %s: %s\n", cli->words[0], why.data);
    } else {
        name = catalog_name_of(catalog, kind, found);
        if (strcmp(word, name) != 0)
            fprintf(stderr, "crisim catalog %s: '%s' is %s\n", cli->words[0], word, name);
    }
    sim_text_release(&why);
    return found;
}

/* A model by its profile, too; NULL after a message. */
static const struct catalog_model *model_named(const struct cli *cli, const struct catalog *catalog,
                                               const char *word)
{
    const struct catalog_profile *profile = catalog_profile_by_id(catalog, word);
    uint32_t region, found;

    if (profile != NULL)
        return &catalog_models(catalog)[profile->model];
    if (catalog_resolve(catalog, CATALOG_OF_MODELS, word, &found, 1) == 0 &&
        catalog_resolve(catalog, CATALOG_OF_REGIONS, word, &region, 1) == 1) {
        fprintf(stderr,
                "crisim catalog %s: '%s' is a Region, %s; a MODEL goes here, and --region %s "
                "beside it\n",
                cli->words[0], word, catalog_regions(catalog)[region].code,
                catalog_regions(catalog)[region].code);
        return NULL;
    }
    found = named(cli, catalog, CATALOG_OF_MODELS, word);
    return found == CATALOG_NONE ? NULL : &catalog_models(catalog)[found];
}

/* ---- list ---- */

static int print_names(void)
{
    size_t n;
    const char *const *names = catalog_table_names(&n);

    for (size_t i = 0; i < n; i++)
        printf("%s\n", names[i]);
    return 0;
}

static int list(const struct cli *cli, const struct catalog *catalog)
{
    const struct catalog_model *model = NULL;
    const char *region = NULL;
    struct sim_text text = {0};
    struct sim_error err;
    enum sim_status status;
    uint32_t found;
    int code;

    if (cli->n_words == 1)
        return print_names();
    if (cli->model != NULL && (model = model_named(cli, catalog, cli->model)) == NULL)
        return 2;
    if (cli->region != NULL) {
        found = named(cli, catalog, CATALOG_OF_REGIONS, cli->region);
        if (found == CATALOG_NONE)
            return 2;
        region = catalog_regions(catalog)[found].code;
    }
    status = catalog_list(catalog, &text, cli->words[1], model != NULL ? model->id : NULL, region,
                          cli->json  ? CATALOG_JSON
                          : cli->csv ? CATALOG_CSV
                                     : CATALOG_TEXT,
                          &err);
    code = status == SIM_OK ? cli_print(&text) : cli_fail(&err);
    sim_text_release(&text);
    return code;
}

/* ---- search, show ---- */

static int search(const struct cli *cli, const struct catalog *catalog)
{
    struct sim_text text = {0};
    const char *const *words = cli->words + 1;
    uint32_t n = cli->n_words - 1;
    int code = 2;

    if (catalog_search(catalog, words, n, &text) > 0) {
        code = cli_print(&text);
    } else {
        if (!catalog_search_hint(catalog, words, n, &text))
            sim_text_add(&text, "; `crisim catalog list models` and `crisim catalog list regions` "
                                "show all names");
        fprintf(stderr, "crisim catalog search: nothing is called '");
        for (uint32_t i = 0; i < n; i++)
            fprintf(stderr, "%s%s", i > 0 ? " " : "", words[i]);
        fprintf(stderr, "'%s\n", text.data);
    }
    sim_text_release(&text);
    return code;
}

static int show(const struct cli *cli, const struct catalog *catalog)
{
    const struct catalog_model *model = model_named(cli, catalog, cli->words[1]);
    uint32_t region = CATALOG_NONE;
    struct sim_text text = {0};
    int code;

    if (model == NULL)
        return 2;
    if (cli->region != NULL) {
        region = named(cli, catalog, CATALOG_OF_REGIONS, cli->region);
        if (region == CATALOG_NONE)
            return 2;
    }
    if (cli->json)
        catalog_card_json(catalog, model, region, &text);
    else
        catalog_card(catalog, model, region, &text);
    code = cli_print(&text);
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

static int age(const struct cli *cli, const struct catalog *catalog)
{
    char today[11];
    struct sim_text text = {0};
    const char *day = day_of(cli, today);
    int code = 2;

    if (day != NULL) {
        catalog_age(catalog, day, &text);
        code = cli_print(&text);
    }
    sim_text_release(&text);
    return code;
}

static int check(const struct cli *cli, const struct catalog *catalog)
{
    char today[11];
    struct sim_text text = {0};
    const char *day = day_of(cli, today);
    uint32_t n;
    int code;

    if (day == NULL)
        return 2;
    n = catalog_check(catalog, day, &text);
    sim_text_addf(&text, "%u contradiction%s\n", n, n == 1 ? "" : "s");
    code = cli_print(&text);
    sim_text_release(&text);
    return code == 0 && n > 0 ? 1 : code;
}

/* ---- the command ---- */

static const struct cli_action actions[] = {
    {"list", CLI_JSON | CLI_CSV | CLI_MODEL | CLI_REGION | READING},
    {"search", READING},
    {"show", CLI_JSON | CLI_REGION | READING},
    {"age", READING},
    {"check", READING},
    {NULL, 0}};
enum { N_ACTIONS = sizeof actions / sizeof actions[0] - 1, MOST_WORDS = 8 };

static const struct {
    uint32_t least, most; /* words behind the action */
    const char *wants;
    int (*run)(const struct cli *cli, const struct catalog *catalog);
} rows[N_ACTIONS] = {{0, 1, "[TABLE]", list},
                     {1, MOST_WORDS, "WORD ...", search},
                     {1, 1, "MODEL", show},
                     {0, 1, "[DAY]", age},
                     {0, 1, "[DAY]", check}};

static int unknown_action(const char *word)
{
    const char *names[N_ACTIONS];
    struct sim_text hint = {0};

    for (int i = 0; i < N_ACTIONS; i++)
        names[i] = actions[i].name;
    sim_text_add_candidates(&hint, word, names, N_ACTIONS);
    fprintf(stderr, "crisim catalog: unknown action '%s'%s\n", word,
            hint.data != NULL ? hint.data : "");
    sim_text_release(&hint);
    return 2;
}

static int run(const struct cli *cli)
{
    struct catalog *catalog = NULL;
    struct sim_diag diag;
    enum sim_status status;
    int code, action = 0;

    while (action < N_ACTIONS && strcmp(cli->words[0], actions[action].name) != 0)
        action++;
    if (action == N_ACTIONS)
        return unknown_action(cli->words[0]);
    if (cli->n_words - 1 < rows[action].least || cli->n_words - 1 > rows[action].most) {
        fprintf(stderr, "crisim catalog %s: usage: crisim catalog %s %s\n", cli->words[0],
                cli->words[0], rows[action].wants);
        return 2;
    }
    sim_diag_init(&diag);
    status = catalog_open(&catalog, cli->catalog, &diag);
    cli_print_findings(&diag);
    sim_diag_release(&diag);
    if (status != SIM_OK)
        return 4;
    code = rows[action].run(cli, catalog);
    catalog_destroy(catalog);
    return code;
}

const struct cli_command cli_command_catalog = {
    .name = "catalog",
    .arguments = "ACTION [WORD ...]",
    .summary = "what is known of Regions, profiles, quotas, prices; how old it is; whether it "
               "fits together",
    .flags = CLI_JSON | CLI_CSV | CLI_MODEL | CLI_REGION | CLI_CATALOG,
    .actions = actions,
    .min_words = 1,
    .max_words = 1 + MOST_WORDS,
    .examples =
        "list [TABLE]: all tables, or one; search WORD ...: what is called so; show MODEL: all of "
        "a\nmodel on one screen; age [DAY], check [DAY]: seen from today or a day YYYY-MM-DD\n"
        "examples:\n  crisim catalog search sonnet\n"
        "  crisim catalog show sonnet-4.6 --region London\n"
        "  crisim catalog list quotas --model anthropic.claude-sonnet-4-6\n"
        "  crisim catalog check 2026-11-26\n",
    .exits = CLI_EXITS_INPUT | CLI_EXITS_CATALOG,
    .run = run,
};
