/*
 * cmd_init.c: the scenario that a comparison without a file runs, as a file to be edited; with what
 * a question wants besides.
 */
#include "analysis/cli/inputs.h"
#include "analysis/cli/start.h"
#include "analysis/cli/study.h"
#include "analysis/cli/template.h"
#include "sim/base/file_out.h"
#include "sim/base/json_out.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Beside the scenario, which names it: editors look there, whatever else is installed. */
static const char schema_name[] = "crisim-scenario.schema.json";

enum { QUESTION, MOST_TREES = 2 * CLI_MOST_EDITS + 4 };
static const struct question_flag own[] = {
    [QUESTION] = {"--question", "NAME",
                  "made for a question, as review, size, outage; without a name they are listed",
                  QUESTION_TEXT, 0, 0},
    {NULL, NULL, NULL, QUESTION_SWITCH, 0, 0}};

/* ---- what is not said ---- */

/* A question alone is enough to begin with: what it is asked of is then made up, and said to be. */
static const char *make_up(struct cli *flags, struct sim_arena *arena)
{
    struct sim_text what = {0};
    const char *note = NULL;

    if (flags->model == NULL) {
        flags->model = "sonnet-4.6";
        sim_text_add(&what, "model, ");
    }
    if (flags->source_region == NULL) {
        flags->source_region = "London";
        sim_text_add(&what, "source Region, ");
    }
    if (flags->trace == NULL && flags->rate_text == NULL && flags->input == NULL &&
        flags->output == NULL && flags->length == NULL && !flags->daily) {
        flags->rate_text = "2/s";
        flags->input = "1500";
        flags->output = "300";
        flags->length = "30min";
        sim_text_add(&what, "traffic, ");
    }
    if (what.length > 0)
        note = sim_arena_printf(arena, "made up until you replace it: %.*s", (int)what.length - 2,
                                what.data);
    sim_text_release(&what);
    return note;
}

/* ---- the file ---- */

/* Trees that the written one lends from. */
struct trees {
    struct sim_json *items[MOST_TREES];
    uint32_t n;
};

static struct sim_json *keep(struct trees *trees, struct sim_json *tree)
{
    trees->items[trees->n++] = tree;
    return tree;
}

static void release(struct trees *trees)
{
    while (trees->n > 0)
        sim_json_destroy(trees->items[--trees->n]);
}

/* The keys that a reader looks for first, in front of the others. */
static struct sim_json *head_of(const char *note, bool with_schema, struct trees *trees,
                                struct sim_diag *diag)
{
    struct sim_text text = {0};
    struct sim_json_out json;
    struct sim_json *head;

    sim_json_out_init(&json, &text, false);
    sim_json_out_object(&json, NULL);
    if (with_schema)
        sim_json_out_string(&json, "$schema", schema_name);
    sim_json_out_null(&json, "format");
    sim_json_out_null(&json, "version");
    sim_json_out_null(&json, "title");
    if (note != NULL)
        sim_json_out_string(&json, "note", note);
    sim_json_out_end(&json);
    head = keep(trees, sim_json_parse("head", text.data, text.length, diag));
    sim_text_release(&text);
    return head;
}

/* The scenario with all that was asked of it and changed, as one text. Every edit was sound when
 * the study was opened. */
static void write_scenario(const struct cli *flags, const struct catalog *catalog, const char *note,
                           bool with_schema, struct sim_text *out)
{
    struct sim_arena arena = {0};
    struct scenario_edit *edits = sim_arena_alloc(&arena, CLI_MOST_EDITS * sizeof *edits);
    struct trees *trees = sim_arena_alloc(&arena, sizeof *trees);
    uint32_t n = cli_start_edits(flags, catalog, edits, &arena);
    struct sim_text text = {0};
    struct sim_json_out json;
    struct sim_json *tree;
    struct sim_diag diag;

    sim_diag_init(&diag);
    *trees = (struct trees){.n = 0};
    cli_start_write(flags, catalog, &text);
    tree = keep(trees, sim_json_parse(CLI_START_NAME, text.data, text.length, &diag));
    tree = keep(trees, sim_json_merge_patch(head_of(note, with_schema, trees, &diag), tree));
    for (uint32_t i = 0; i < n; i++) {
        struct sim_json *patch = keep(trees, scenario_edit_parse(&edits[i], &diag));

        tree = keep(trees, sim_json_merge_patch(tree, patch));
    }
    sim_json_out_init(&json, out, true);
    sim_json_out_value(&json, NULL, tree);
    sim_text_add(out, "\n");
    release(trees);
    sim_text_release(&text);
    sim_diag_release(&diag);
    sim_arena_release(&arena);
}

/* The schema beside the file. One that is there already and is not this version's is kept, unless
 * --force says otherwise. */
static int write_schema(const struct cli *cli, const char *file)
{
    const char *slash = strrchr(file, '/');
    struct sim_text path = {0}, schema = {0};
    struct sim_error err;
    char *found = NULL;
    size_t length = 0;
    int code = 0;

    sim_text_addf(&path, "%.*s%s", slash != NULL ? (int)(slash + 1 - file) : 0, file, schema_name);
    scenario_json_schema(&schema);
    if (access(path.data, F_OK) == 0 && !cli->force) {
        if (sim_file_read(path.data, 2 * schema.length, &found, &length, &err) != SIM_OK ||
            length != schema.length || memcmp(found, schema.data, length) != 0)
            fprintf(stderr,
                    "crisim init: %s is there and is not this version's: it is left as it is; "
                    "--force replaces it\n",
                    path.data);
        free(found);
    } else if (sim_file_write(path.data, schema.data, schema.length, &err) != SIM_OK) {
        code = cli_fail(&err);
    }
    sim_text_release(&path);
    sim_text_release(&schema);
    return code;
}

static int write_file(const struct cli *cli, const struct cli_template *row, const char *file,
                      const struct sim_text *text)
{
    struct sim_text command = {0};
    struct sim_error err;
    int code = write_schema(cli, file);

    if (code != 0)
        return code;
    if (sim_file_write(file, text->data, text->length, &err) != SIM_OK)
        return cli_fail(&err);
    sim_text_add_shell_word(&command, cli->program);
    sim_text_addf(&command, " %s ", row != NULL ? row->command : "compare");
    sim_text_add_shell_word(&command, file);
    if (row != NULL && row->flags[0] != '\0')
        sim_text_addf(&command, " %s", row->flags);
    printf("%s: %s from %s; each assumption has a note beside it\n", file, cli->model,
           cli->source_region);
    if (row != NULL)
        printf("made for: %s\n", row->question);
    printf("next: %s\n", command.data);
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

/* ---- the command ---- */

static int make(struct cli *flags, const struct cli *cli, const struct cli_template *row,
                struct sim_arena *arena)
{
    const char *file = cli->n_words > 0 && strcmp(cli->words[0], "-") != 0 ? cli->words[0] : NULL;
    const char *note = row != NULL ? make_up(flags, arena) : NULL;
    struct cli_study study;
    struct sim_text text = {0};
    char *trace;
    int code;

    /* The file that is to be made is no input. */
    flags->n_words = 0;
    /* What cannot be compared is not written: the same findings, before there is a file. */
    code = cli_study_open(&study, flags, true);
    if (code != 0)
        return code;
    if (note != NULL)
        fprintf(stderr,
                "crisim init: %s (%s from %s%s); --model, --source-region, --trace or --rate say "
                "yours\n",
                note, flags->model, flags->source_region,
                cli->rate_text == flags->rate_text ? "" : ", 2 requests a second");
    trace = trace_from(file, cli->trace);
    flags->trace = trace;
    write_scenario(flags, study.catalog, note, file != NULL, &text);
    free(trace);
    cli_study_close(&study);
    code = file != NULL ? write_file(flags, row, file, &text) : cli_print(&text);
    sim_text_release(&text);
    return code;
}

static int run(const struct cli *cli)
{
    const char *question = cli->own[QUESTION].given ? cli->own[QUESTION].text : NULL;
    struct cli_template found;
    const struct cli_template *row =
        question != NULL && cli_template_find(cli, question, &found) ? &found : NULL;
    bool to_file = cli->n_words > 0 && strcmp(cli->words[0], "-") != 0;
    struct cli *flags;
    struct sim_arena arena = {0};
    struct sim_error err;
    int code;

    if (question != NULL && row == NULL)
        return cli_template_unknown(cli, question);
    if (to_file && cli_inputs_spare(cli, "FILE", cli->words[0], 1) != 0)
        return 2;
    if (to_file && sim_file_check(cli->words[0], cli->force, &err) != SIM_OK)
        return cli_fail(&err);
    flags = sim_arena_alloc(&arena, sizeof *flags);
    *flags = *cli;
    flags->template = row;
    code = make(flags, cli, row, &arena);
    sim_arena_release(&arena);
    return code;
}

static void say_values(const struct cli *cli, const struct question_flag *flag)
{
    if (flag == &own[QUESTION])
        cli_template_list(cli);
}

const struct cli_command cli_command_init = {
    .name = "init",
    .arguments = "[FILE]",
    .summary = "a scenario to begin with, from a trace, a model and a source Region",
    .flags = CLI_START | CLI_ASKED | CLI_SET | CLI_TRACE | CLI_CATALOG | CLI_FORCE,
    .own = own,
    .min_words = 0,
    .max_words = 1,
    .examples = "examples:\n"
                "  crisim init my.json --trace my.csv --model sonnet-4.6 --source-region London\n"
                "  crisim init --rate 2/s --input 1500 --output 300 --for 1d --daily --model "
                "opus-5.5 --source-region eu-west-2\n"
                "  crisim init my.json --question outage\n"
                "Beside FILE stands crisim-scenario.schema.json, by which an editor completes and "
                "checks it.\n",
    .say_values = say_values,
    .exits = CLI_EXITS_SCENARIO | CLI_EXITS_INPUT,
    .run = run,
};
