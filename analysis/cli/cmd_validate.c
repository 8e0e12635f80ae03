#include "analysis/cli/cli.h"
#include "analysis/validate/validate.h"
#include "analysis/validate/validate_list.h"
#include "sim/base/json_out.h"

#include <math.h>
#include <string.h>

#define NAME(row) " " #row
#define FAMILIES  VALIDATE_LIST(NAME)

/* A point is a line with its name; each of its quantities one with numbers and one with what the
 * exact value is from, and what was gone through. */
static void print_row(const struct validate_row *row, bool first, struct sim_text *out)
{
    if (first)
        sim_text_addf(out, "%s\n", row->name);
    sim_text_addf(out, "  %-44s %12.6g %12.6g", row->quantity, row->exact, row->simulated);
    if (row->stochastic)
        sim_text_addf(out, " %7.2f%% %6.2f", 100 * row->half_width, row->z);
    else if (row->within > 0)
        sim_text_addf(out, " %8.2g %6s", row->within, "within");
    else if (row->near > 0)
        sim_text_addf(out, " %7.2f%% %6s", 100 * row->near, "fluid");
    else
        sim_text_addf(out, " %8s %6s", "exact", "");
    sim_text_addf(out, "  %s\n      %s (%s)\n", row->passed ? "pass" : "FAIL", row->source,
                  validate_path_name(row->path));
}

static void json_row(const struct validate_row *row, struct sim_json_out *json)
{
    sim_json_out_object(json, NULL);
    sim_json_out_string(json, "family", row->family);
    sim_json_out_string(json, "point", row->name);
    sim_json_out_string(json, "quantity", row->quantity);
    sim_json_out_string(json, "formula", row->source);
    sim_json_out_string(json, "path", validate_path_name(row->path));
    sim_json_out_double(json, "exact", row->exact);
    sim_json_out_double(json, "simulated", row->simulated);
    sim_json_out_double(json, "relative_half_width", row->half_width);
    sim_json_out_double(json, "z", row->z);
    sim_json_out_bool(json, "passed", row->passed);
    sim_json_out_end(json);
}

static int run(const struct cli *cli)
{
    struct validate_row rows[VALIDATE_MAX_ROWS];
    uint32_t n = validate_run(cli->seed_given ? cli->seed : 1,
                              cli->n_words > 0 ? cli->words[0] : NULL, rows);
    struct sim_text text = {0};
    struct sim_json_out json;
    uint32_t failed = 0, paths[VALIDATE_N_PATHS] = {0};
    int code;

    if (n == 0) {
        struct sim_error err;

        sim_fail(&err, SIM_EUSAGE, NULL,
                 "no family and no point is called '%s'; families:" FAMILIES, cli->words[0]);
        return cli_fail(&err);
    }
    sim_json_out_init(&json, &text, true);
    if (cli->json) {
        sim_json_out_object(&json, NULL);
        sim_json_out_string(&json, "format", "crisim-validation");
        sim_json_out_int(&json, "version", 1);
        sim_json_out_array(&json, "points");
    } else {
        sim_text_addf(&text, "%-46s %12s %12s %8s %6s\n", "point, quantity, formula (path)",
                      "exact", "simulated", "+-95%", "z");
    }
    for (uint32_t i = 0; i < n; i++) {
        failed += !rows[i].passed;
        paths[rows[i].path]++;
        if (cli->json)
            json_row(&rows[i], &json);
        else
            print_row(&rows[i], i == 0 || strcmp(rows[i].name, rows[i - 1].name) != 0, &text);
    }
    if (cli->json) {
        sim_json_out_end(&json);
        sim_json_out_end(&json);
    } else {
        sim_text_addf(&text,
                      "%u of %u points passed, %d replications each\n%u went through the world, "
                      "%u through the kernel only, %u are formulas\n",
                      n - failed, n, VALIDATE_REPLICATIONS, paths[VALIDATE_WORLD],
                      paths[VALIDATE_KERNEL], paths[VALIDATE_FORMULA]);
    }
    code = cli_print(&text);
    sim_text_release(&text);
    return code != 0 ? code : failed > 0 ? 1 : 0;
}

const struct cli_command cli_command_validate = {
    .name = "validate",
    .arguments = "[FAMILY|POINT]",
    .max_words = 1,
    .summary = "is the simulator right? queues, limiters, retries, availability and the world "
               "against closed forms",
    .flags = CLI_JSON | CLI_SEED,
    .examples = "examples:\n  crisim validate --seed 7\n  crisim validate queues\n"
                "families:" FAMILIES "; a part of a point's name does as well\n"
                "With fresh seeds one suite in 1,000 fails by chance.\n",
    .exits = CLI_EXITS_POINT,
    .run = run,
};
