#include "analysis/cli/gate.h"

#include "analysis/cli/inputs.h"
#include "sim/base/file_out.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_nominal(const struct cli *cli)
{
    return cli->gate != NULL && strcmp(cli->gate, "nominal") == 0;
}

static bool ends_well(const struct cli *cli, const struct results *results)
{
    return (is_nominal(cli) ? results->ends_well_nominal : results->ends_well) &&
           (results->slo_stated || !cli->require_slo);
}

static const struct results_holding *holding_of(const struct results *results, uint32_t option,
                                                uint32_t in_case)
{
    for (uint32_t i = 0; i < results->n_holdings; i++)
        if (results->holdings[i].option == option && results->holdings[i].in_case == in_case)
            return &results->holdings[i];
    return NULL;
}

/* ---- Markdown ---- */

/* Text in a cell of a table. */
static void add_cell(struct sim_text *out, const char *text)
{
    for (; *text != '\0'; text++)
        sim_text_addf(out, "%s%c", *text == '|' || *text == '\\' ? "\\" : "",
                      *text == '\n' ? ' ' : *text);
}

static void write_summary(const struct cli *cli, const struct results *results,
                          struct sim_text *out)
{
    sim_text_add(out, "# ");
    add_cell(out, results->title);
    sim_text_addf(out, "\n\n**%s**\n\n", ends_well(cli, results) ? "passed" : "FAILED");
    for (uint32_t i = 0; i < results->n_verdict; i++) {
        sim_text_add(out, "- ");
        add_cell(out, results->verdict[i]);
        sim_text_add(out, "\n");
    }
    if (results->n_slo > 0)
        sim_text_add(out, "\n| option | SLO, as stated | |\n| --- | --- | --- |\n");
    for (uint32_t i = 0; i < results->n_slo; i++) {
        const struct results_slo *slo = &results->slo[i];

        sim_text_add(out, "| ");
        add_cell(out, results->options[slo->option].name);
        sim_text_add(out, " | ");
        if (slo->class != NULL) {
            add_cell(out, slo->class);
            sim_text_add(out, ": ");
        }
        add_cell(out, slo->text);
        sim_text_addf(out, " | %s |\n", slo->met ? "met" : "MISSED");
    }
    if (results->command != NULL)
        sim_text_addf(out, "\nAgain: `%s`\n", results->command);
}

/* ---- JUnit ---- */

static void add_test(struct sim_text *out, const struct results *results, const char *name,
                     const char *failure, const char *skipped)
{
    sim_text_add(out, "  <testcase classname=\"crisim.");
    sim_text_add_xml(out, results->scenario_file);
    sim_text_add(out, "\" name=\"");
    sim_text_add_xml(out, name);
    if (failure == NULL && skipped == NULL) {
        sim_text_add(out, "\"/>\n");
        return;
    }
    sim_text_addf(out, "\"><%s message=\"", failure != NULL ? "failure" : "skipped");
    sim_text_add_xml(out, failure != NULL ? failure : skipped);
    sim_text_addf(out, "\"/></testcase>\n");
}

/* A test for the verdict, and one for each case that the recommended option has to hold in. */
static void write_junit(const struct cli *cli, const struct results *results, struct sim_text *out)
{
    const char *first = results->n_verdict > 0 ? results->verdict[0] : results->form;
    bool well = ends_well(cli, results), silent = !results->slo_stated && !cli->require_slo;
    struct sim_text tests = {0}, name = {0};
    uint32_t n = 1, failures = !well && !silent, skipped = silent;

    add_test(&tests, results, "verdict", !well && !silent ? first : NULL, silent ? first : NULL);
    for (uint32_t c = 0; results->best < results->n_options && c < results->n_judged; c++) {
        const struct results_judged *judged = &results->judged[c];
        const struct results_holding *holding = holding_of(results, results->best, c);
        const char *miss = holding != NULL && holding->miss != NULL ? holding->miss : "missed";

        if (!judged->run || holding == NULL || !(judged->must_hold || c == 0) ||
            (is_nominal(cli) && c > 0))
            continue;
        sim_text_clear(&name);
        sim_text_addf(&name, "%s holds: %s", results->options[results->best].name, judged->name);
        n++;
        failures += !holding->holds && judged->decides;
        skipped += !holding->holds && !judged->decides;
        add_test(&tests, results, name.data, !holding->holds && judged->decides ? miss : NULL,
                 !holding->holds && !judged->decides ? "no option holds there" : NULL);
    }
    sim_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"");
    sim_text_add_xml(out, results->title);
    sim_text_addf(out,
                  "\" tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\">\n%s</testsuite>\n",
                  n, failures, skipped, tests.data);
    sim_text_release(&tests);
    sim_text_release(&name);
}

/* ---- */

/* Both are replaced if they are there, so neither may be an input, nor one the other. */
static int check_names(const struct cli *cli)
{
    int code = cli_inputs_spare(cli, "--summary", cli->summary, 0);

    if (code == 0)
        code = cli_inputs_spare(cli, "--junit", cli->junit, 0);
    if (code == 0 && cli->summary != NULL && cli->junit != NULL &&
        strcmp(cli->summary, cli->junit) == 0) {
        fprintf(stderr, "crisim %s: --summary and --junit name the same file '%s'\n",
                cli->command->name, cli->junit);
        code = 2;
    }
    return code;
}

int cli_gate_check_traces(const struct cli *cli, const struct plan *plan)
{
    int code = cli_inputs_spare_traces(cli, "--summary", cli->summary, plan);

    return code != 0 ? code : cli_inputs_spare_traces(cli, "--junit", cli->junit, plan);
}

int cli_gate_check(const struct cli *cli)
{
    struct sim_error err;
    int code = check_names(cli);

    if (code != 0)
        return code;

    /* Made by each run of a pipeline: what is there is replaced, if it is a file. */
    if ((cli->summary != NULL && sim_file_check(cli->summary, true, &err) != SIM_OK) ||
        (cli->junit != NULL && sim_file_check(cli->junit, true, &err) != SIM_OK))
        return cli_fail(&err);
    return 0;
}

int cli_gate_write(const struct cli *cli, const struct results *results)
{
    struct sim_text text = {0};
    struct sim_error err = {.status = SIM_OK};
    enum sim_status status = SIM_OK;

    if (cli->summary != NULL) {
        write_summary(cli, results, &text);
        status = sim_file_write(cli->summary, text.data, text.length, &err);
        sim_text_clear(&text);
    }
    if (status == SIM_OK && cli->junit != NULL) {
        write_junit(cli, results, &text);
        status = sim_file_write(cli->junit, text.data, text.length, &err);
    }
    sim_text_release(&text);
    return status == SIM_OK ? 0 : cli_fail(&err);
}

int cli_gate_code(const struct cli *cli, const struct results *results)
{
    if (!results->slo_stated && cli->require_slo)
        fprintf(stderr,
                "crisim %s: --require-slo: no SLO is stated; state one in the scenario, or "
                "by --slo success=99%%\n",
                cli->command->name);
    return ends_well(cli, results) ? 0 : CLI_EXIT_SLO;
}
