#include "analysis/cli/cli.h"
#include "analysis/report/report.h"

static int run(const struct cli *cli)
{
    struct results *results = NULL;
    struct report report;
    struct sim_error err;
    struct sim_diag diag;
    enum sim_status status;

    sim_diag_init(&diag);
    status = results_read(&results, cli->words[0], &diag);
    if (status != SIM_OK) {
        char line[4096];

        for (size_t i = 0; i < diag.n; i++) {
            sim_finding_format(&diag.findings[i], line, sizeof line);
            fprintf(stderr, "%s\n", line);
        }
        sim_diag_release(&diag);
        return sim_status_exit_code(status);
    }
    sim_diag_release(&diag);
    /* gnuplot is waited for, and files are written one by one: neither is to be left as it is. */
    cli_stops_gently = 1;
    status = report_make(results, &report, &err);
    results_destroy(results);
    if (status == SIM_OK)
        status = results_report_update(cli->words[0], report.files, report.n, cli->force, &err);
    report_release(&report);
    if (status != SIM_OK)
        return cli_fail(&err);
    printf("%s/report.html\n%s/report.md\n", cli->words[0], cli->words[0]);
    return 0;
}

const struct cli_command cli_command_report = {
    .name = "report",
    .arguments = "DIR",
    .summary = "HTML and Markdown from saved results, without a rerun",
    .options = CLI_FORCE,
    .min_words = 1,
    .max_words = 1,
    .examples = "example:\n  crisim compare my.json --out results && crisim report results\n"
                "A report file that crisim did not write, or that was changed since, is replaced\n"
                "with --force only.\n",
    .run = run,
};
