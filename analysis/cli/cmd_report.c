#include "analysis/cli/cli.h"
#include "analysis/cli/folders.h"
#include "analysis/report/compare.h"
#include "analysis/report/report.h"

#include <string.h>

/* "png,pdf" */
static bool read_forms(const struct cli *cli, struct report_settings *settings)
{
    for (const char *at = cli->figures; *at != '\0';) {
        size_t n = strcspn(at, ",");
        int form = 0;

        while (chart_form_names[form] != NULL &&
               (strlen(chart_form_names[form]) != n || strncmp(chart_form_names[form], at, n) != 0))
            form++;
        if (chart_form_names[form] == NULL) {
            fprintf(stderr,
                    "crisim report: --figures takes svg, png and pdf, with commas between "
                    "(got '%s')\n",
                    cli->figures);
            return false;
        }
        settings->figures[form] = true;
        at += n;
        at += *at == ',';
    }
    return true;
}

enum { COMPARE };

/* Written into the first folder, which is given. */
static int finish(const struct cli *cli, enum sim_status status, const char *prefix,
                  struct report *report, struct sim_error *err)
{
    if (status == SIM_OK)
        status = results_report_update(cli->words[0], report->files, report->n, cli->force, err);
    for (uint32_t i = 0; i < report->n && status == SIM_OK; i++)
        if (strncmp(report->files[i].name, prefix, strlen(prefix)) == 0)
            printf("%s/%s\n", cli->words[0], report->files[i].name);
    report_release(report);
    return status != SIM_OK ? cli_fail(err) : 0;
}

static int compare(const struct cli *cli, const struct report_settings *settings)
{
    struct results *all[COMPARE_MOST] = {NULL};
    struct report report;
    struct sim_error err;
    int code = 0;

    if (cli->n_words < 2) {
        fprintf(stderr, "crisim report: --compare takes two folders or more\n");
        return 2;
    }
    for (uint32_t i = 0; i < cli->n_words && code == 0; i++)
        code = cli_open_results(cli->words[i], &all[i]);
    if (code == 0) {
        cli_stops_gently = 1;
        code = finish(cli,
                      report_compare((const struct results *const *)all, cli->words, cli->n_words,
                                     settings, &report, &err),
                      "compare.", &report, &err);
    }
    for (uint32_t i = 0; i < cli->n_words; i++)
        results_destroy(all[i]);
    return code;
}

static int run(const struct cli *cli)
{
    struct report_settings settings = {.pdf = cli->pdf};
    struct results *results = NULL;
    struct report report;
    struct sim_error err;
    enum sim_status status;
    int code;

    if (cli->figures != NULL && !read_forms(cli, &settings))
        return 2;
    if (cli->own[COMPARE].given)
        return compare(cli, &settings);
    if (cli->n_words > 1) {
        fprintf(stderr, "crisim report: a report is of one folder; --compare puts several on one "
                        "page\n");
        return 2;
    }
    code = cli_open_results(cli->words[0], &results);
    if (code != 0)
        return code;
    /* gnuplot is waited for, and files are written one by one: neither is to be left as it is. */
    cli_stops_gently = 1;
    status = report_make(results, &settings, &report, &err);
    results_destroy(results);
    return finish(cli, status, "report.", &report, &err);
}

static const struct question_flag flags[] = {
    [COMPARE] = {"--compare", "",
                 "several folders on one page: compare.html and compare.md in the first",
                 QUESTION_SWITCH, 0, 0},
    {.name = NULL}};

const struct cli_command cli_command_report = {
    .name = "report",
    .arguments = "DIR...",
    .summary = "HTML, Markdown and PDF from saved results, without a rerun",
    .flags = CLI_FORCE | CLI_PAPER,
    .own = flags,
    .min_words = 1,
    .max_words = COMPARE_MOST,
    .examples = "example:\n  crisim compare my.json --out results && crisim report results\n"
                "  crisim report results --pdf --figures png\n"
                "  crisim report --compare before after\n"
                "A report file that crisim did not write, or that was changed since, is replaced\n"
                "with --force only.\n",
    .exits = CLI_EXITS_INPUT,
    .run = run,
};
