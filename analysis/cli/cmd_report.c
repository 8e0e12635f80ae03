#include "analysis/cli/cli.h"
#include "analysis/cli/folders.h"
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
    code = cli_open_results(cli->words[0], &results);
    if (code != 0)
        return code;
    /* gnuplot is waited for, and files are written one by one: neither is to be left as it is. */
    cli_stops_gently = 1;
    status = report_make(results, &settings, &report, &err);
    results_destroy(results);
    if (status == SIM_OK)
        status = results_report_update(cli->words[0], report.files, report.n, cli->force, &err);
    for (uint32_t i = 0; i < report.n && status == SIM_OK; i++)
        if (strncmp(report.files[i].name, "report.", strlen("report.")) == 0)
            printf("%s/%s\n", cli->words[0], report.files[i].name);
    report_release(&report);
    return status != SIM_OK ? cli_fail(&err) : 0;
}

const struct cli_command cli_command_report = {
    .name = "report",
    .arguments = "DIR",
    .summary = "HTML, Markdown and PDF from saved results, without a rerun",
    .flags = CLI_FORCE | CLI_PAPER,
    .min_words = 1,
    .max_words = 1,
    .examples = "example:\n  crisim compare my.json --out results && crisim report results\n"
                "  crisim report results --pdf --figures png\n"
                "A report file that crisim did not write, or that was changed since, is replaced\n"
                "with --force only.\n",
    .exits = CLI_EXITS_INPUT,
    .run = run,
};
