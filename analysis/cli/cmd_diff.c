/*
 * cmd_diff.c: what differs between the results of two folders.
 */
#include "analysis/cli/amount.h"
#include "analysis/cli/cli.h"
#include "analysis/cli/folders.h"
#include "analysis/results/diff.h"
#include "analysis/results/grid.h"
#include "sim/base/json_out.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DIFF_FORMAT  "crisim-diff"
#define DIFF_VERSION 1

/* Two names of folders and a word take more than the 80 columns of other tables. */
enum { WIDE = 100 };

static const char *const part_keys[] = {
#define X(name, key, title) key,
    RESULTS_DIFF_LIST(X)
#undef X
};
static const char *const part_titles[] = {
#define X(name, key, title) title,
    RESULTS_DIFF_LIST(X)
#undef X
};

static void add_number(struct sim_json_out *json, const char *key, double value)
{
    if (isfinite(value))
        sim_json_out_double(json, key, value);
    else
        sim_json_out_null(json, key);
}

static void write_json(const struct results_diff *diff, struct sim_text *out)
{
    struct sim_json_out json;

    sim_json_out_init(&json, out, true);
    sim_json_out_object(&json, NULL);
    sim_json_out_string(&json, "format", DIFF_FORMAT);
    sim_json_out_int(&json, "version", DIFF_VERSION);
    sim_json_out_bool(&json, "same", diff->same);
    sim_json_out_int(&json, "figures_compared", diff->n_compared);
    sim_json_out_array(&json, "differences");
    for (uint32_t i = 0; i < diff->n; i++) {
        const struct results_diff_row *row = &diff->rows[i];

        sim_json_out_object(&json, NULL);
        sim_json_out_string(&json, "part", part_keys[row->part]);
        sim_json_out_string(&json, "what", row->what);
        sim_json_out_string(&json, "option", row->option);
        sim_json_out_string(&json, "a", row->a);
        sim_json_out_string(&json, "b", row->b);
        sim_json_out_string(&json, "unit", row->unit);
        add_number(&json, "difference", row->difference);
        add_number(&json, "low", row->low);
        add_number(&json, "high", row->high);
        sim_json_out_string(&json, "word", row->word);
        sim_json_out_bool(&json, "counts", row->counts);
        sim_json_out_end(&json);
    }
    sim_json_out_end(&json);
    sim_json_out_end(&json);
    sim_text_add(out, "\n");
}

static bool alike(const struct results_diff_row *a, const struct results_diff_row *b)
{
    return a->part == b->part && strcmp(a->what, b->what) == 0 && strcmp(a->a, b->a) == 0 &&
           strcmp(a->b, b->b) == 0 && strcmp(a->word, b->word) == 0;
}

/* The options whose rows say the same, from row i on; "" = an earlier row has said it. */
static const char *options_of(const struct results_diff *diff, uint32_t i, struct sim_arena *arena)
{
    const char *names = diff->rows[i].option;

    for (uint32_t k = 0; k < i; k++)
        if (alike(&diff->rows[k], &diff->rows[i]))
            return NULL;
    for (uint32_t k = i + 1; k < diff->n; k++)
        if (alike(&diff->rows[k], &diff->rows[i]))
            names = sim_arena_printf(arena, "%s, %s", names, diff->rows[k].option);
    return names;
}

/* The rows of one part, as a grid. Figures that do not count or that few ask for are left to
 * --full. */
static void print_part(const struct cli *cli, const struct results_diff *diff,
                       enum results_diff_part part, struct sim_text *out)
{
    bool figures = part == RESULTS_DIFF_FIGURES;
    struct sim_arena arena = {0};
    uint32_t by_luck = 0, others = 0;
    struct grid grid;

    grid_init(&grid, &arena, figures ? 5 : 4, 2);
    grid.headers[0] = part_titles[part];
    grid.headers[1] = "option";
    grid.headers[2] = grid_short(&arena, cli->words[0], 24);
    grid.headers[3] = grid_short(&arena, cli->words[1], 24);
    grid.n_ragged = figures ? 1 : 2;
    for (uint32_t i = 0; i < diff->n; i++) {
        const struct results_diff_row *row = &diff->rows[i];
        const char *options;
        struct grid_cell *cells;

        if (row->part != part)
            continue;
        if (!cli->full && (!row->counts || !row->first)) {
            by_luck += !row->counts;
            others += row->counts;
            continue;
        }
        options = options_of(diff, i, &arena);
        if (options == NULL)
            continue;
        cells = grid_row(&grid);
        cells[0].text =
            sim_arena_printf(&arena, "  %s%s%s", grid_short(&arena, row->what, figures ? 34 : 48),
                             *row->unit != '\0' ? ", " : "", row->unit);
        cells[1].text = grid_short(&arena, options, 24);
        cells[2].text = grid_short(&arena, row->a, 24);
        cells[3].text = grid_short(&arena, row->b, 24);
        if (figures)
            cells[4].text = row->word;
    }
    if (grid.n_rows > 0) {
        sim_text_add(out, "\n");
        grid_print(&grid, out, cli->table_columns > WIDE ? cli->table_columns : WIDE, cli->colour);
    }
    if (by_luck > 0 || others > 0)
        sim_text_addf(out, "\n%u more differ; %u by no more than luck%s (--full)\n",
                      by_luck + others, by_luck, cli->tolerance != NULL ? " or the tolerance" : "");
    sim_arena_release(&arena);
}

static void print(const struct cli *cli, const struct results_diff *diff, struct sim_text *out)
{
    uint32_t counted = 0, others = 0;

    for (uint32_t i = 0; i < diff->n; i++) {
        bool figure = diff->rows[i].part == RESULTS_DIFF_FIGURES;

        counted += figure && diff->rows[i].counts;
        others += !figure;
    }
    if (diff->n == 0)
        sim_text_addf(out, "The same: inputs, scenario, verdict and all %u figures.\n",
                      diff->n_compared);
    else
        sim_text_addf(out,
                      "%u of %u figures differ%s%s; %u thing%s beside them (inputs, scenario, "
                      "verdict).%s\n",
                      counted, diff->n_compared, diff->luck_known ? " by more than luck" : "",
                      cli->tolerance == NULL ? ""
                      : diff->luck_known     ? " and the tolerance"
                                             : " by more than the tolerance",
                      others, others == 1 ? "" : "s",
                      diff->luck_known
                          ? ""
                          : "\nOne of them has a single replication: what is luck is not known.");
    for (int part = 0; part < RESULTS_DIFF_PARTS; part++)
        print_part(cli, diff, (enum results_diff_part)part, out);
}

static int run(const struct cli *cli)
{
    struct results *a = NULL, *b = NULL;
    struct results_diff diff;
    struct sim_text text = {0};
    double tolerance = 0;
    int code;

    if (cli->tolerance != NULL &&
        (!cli_quantity_read(&cli_share, cli->tolerance, &tolerance) || tolerance > 1)) {
        fprintf(stderr,
                "crisim diff: --tolerance takes a share from 0%% to 100%%, as 1%% (got '%s')\n",
                cli->tolerance);
        return 2;
    }
    code = cli_open_results(cli->words[0], &a);
    if (code == 0)
        code = cli_open_results(cli->words[1], &b);
    if (code == 0) {
        results_diff(a, b, tolerance, &diff);
        if (cli->json)
            write_json(&diff, &text);
        else
            print(cli, &diff, &text);
        code = cli_print(&text);
        code = code == 0 && !diff.same ? CLI_EXIT_SLO : code;
        results_diff_release(&diff);
    }
    sim_text_release(&text);
    results_destroy(a);
    results_destroy(b);
    return code;
}

const struct cli_command cli_command_diff = {
    .name = "diff",
    .arguments = "DIR DIR",
    .summary = "what differs between two results: inputs, scenario, verdict, figures",
    .flags = CLI_JSON | CLI_FULL | CLI_COLOR | CLI_DIFF,
    .min_words = 2,
    .max_words = 2,
    .examples = "example:\n"
                "  crisim compare my.json --out before\n"
                "  crisim compare my.json --set load=1.5 --out after\n"
                "  crisim diff before after --tolerance 1%\n",
    .exits = CLI_EXITS_INPUT | CLI_EXITS_DIFFER,
    .run = run,
};
