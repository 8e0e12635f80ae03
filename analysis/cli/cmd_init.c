/*
 * cmd_init.c: the scenario that a comparison without a file runs, as a file to be edited.
 */
#include "analysis/cli/start.h"
#include "analysis/cli/study.h"
#include "sim/base/file_out.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int write_file(const struct cli *cli, const char *file, const struct sim_text *text)
{
    struct sim_text command = {0};
    struct sim_error err;

    if (sim_file_write(file, text->data, text->length, &err) != SIM_OK)
        return cli_fail(&err);
    sim_text_add_shell_word(&command, cli->program);
    sim_text_add(&command, " compare ");
    sim_text_add_shell_word(&command, file);
    printf("%s: %s from %s; each assumption has a note beside it\nnext: %s\n", file, cli->model,
           cli->source_region, command.data);
    sim_text_release(&command);
    return 0;
}

/* A scenario names its trace from its own folder, a command line from the current one. */
static char *trace_from(const char *file, const char *trace)
{
    struct sim_text text = {0};
    char here[4096], *path;

    if (file == NULL || trace == NULL || trace[0] == '/' || strcmp(trace, "-") == 0 ||
        strchr(file, '/') == NULL)
        return trace != NULL ? sim_strdup(trace) : NULL;
    if (getcwd(here, sizeof here) == NULL)
        return sim_strdup(trace);
    sim_text_addf(&text, "%s/%s", here, trace);
    path = sim_strdup(text.data);
    sim_text_release(&text);
    return path;
}

static int run(const struct cli *cli)
{
    /* The file that is to be made is no input. */
    struct cli flags = *cli;
    bool to_file = cli->n_words > 0 && strcmp(cli->words[0], "-") != 0;
    struct sim_error err;
    struct cli_study study;
    struct sim_text text = {0};
    char *trace;
    int code;

    if (to_file && sim_file_check(cli->words[0], cli->force, &err) != SIM_OK)
        return cli_fail(&err);
    flags.n_words = 0;
    /* What cannot be compared is not written: the same findings, before there is a file. */
    code = cli_study_open(&study, &flags, true);
    if (code != 0)
        return code;
    trace = trace_from(to_file ? cli->words[0] : NULL, cli->trace);
    flags.trace = trace;
    cli_start_write(&flags, study.catalog, &text);
    free(trace);
    cli_study_close(&study);
    code = to_file ? write_file(cli, cli->words[0], &text) : cli_print(&text);
    sim_text_release(&text);
    return code;
}

const struct cli_command cli_command_init = {
    .name = "init",
    .arguments = "[FILE]",
    .summary = "a scenario to begin with, from a trace, a model and a source Region",
    .flags = CLI_START | CLI_TRACE | CLI_CATALOG | CLI_FORCE,
    .min_words = 0,
    .max_words = 1,
    .examples = "examples:\n"
                "  crisim init my.json --trace my.csv --model sonnet-4.6 --source-region London\n"
                "  crisim init --rate 2/s --input 1500 --output 300 --for 1d --daily --model "
                "opus-5.5 --source-region eu-west-2\n",
    .exits = CLI_EXITS_SCENARIO | CLI_EXITS_INPUT,
    .run = run,
};
