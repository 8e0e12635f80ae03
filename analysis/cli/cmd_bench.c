/*
 * cmd_bench.c: how fast this build is, each figure beside a floor measured in the same run. Rounds
 * of all measurements are interleaved and medians taken: machines are noisy.
 */
#include "analysis/bench/bench.h"
#include "analysis/cli/cli.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_ROUNDS = 1000 };

static double median(double *values, uint32_t n)
{
    sim_sort(values, n, sizeof *values, sim_by_double);
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static int run(const struct cli *cli)
{
    struct bench_row measurements[BENCH_MAX_ROWS];
    int n_measurements = (int)bench_rows(measurements);
    uint32_t rounds = cli->rounds > 0 ? cli->rounds : 5;
    double *values = sim_fresh(2 * BENCH_MAX_ROWS * MAX_ROUNDS, sizeof(double));
    struct sim_text text = {0};
    struct sim_json_out json;
    int code;

    for (uint32_t r = 0; r < rounds; r++) {
        for (int i = 0; i < n_measurements; i++) {
            values[(2 * i) * MAX_ROUNDS + (int)r] = measurements[i].of(measurements[i].n);
            values[(2 * i + 1) * MAX_ROUNDS + (int)r] =
                measurements[i].floor != NULL ? measurements[i].floor(measurements[i].n) : NAN;
        }
    }
    sim_json_out_init(&json, &text, true);
    if (cli->json) {
        sim_json_out_object(&json, NULL);
        sim_json_out_string(&json, "format", "crisim-bench");
        sim_json_out_int(&json, "version", 1);
        sim_json_out_int(&json, "rounds", rounds);
        sim_json_out_array(&json, "measurements");
    } else {
        sim_text_addf(&text, "%-32s %10s %14s   %-28s %10s %7s\n", "measured", "ns", "per second",
                      "floor in the same run", "ns", "ratio");
    }
    for (int i = 0; i < n_measurements; i++) {
        double ns = median(values + (2 * i) * MAX_ROUNDS, rounds);
        double floor_ns =
            measurements[i].floor != NULL ? median(values + (2 * i + 1) * MAX_ROUNDS, rounds) : NAN;
        char grouped[40];

        if (cli->json) {
            sim_json_out_object(&json, NULL);
            sim_json_out_string(&json, "name", measurements[i].name);
            sim_json_out_string(&json, "unit", measurements[i].unit);
            sim_json_out_double(&json, "ns", ns);
            sim_json_out_string(&json, "floor", measurements[i].floor_name);
            sim_json_out_double(&json, "floor_ns", floor_ns);
            sim_json_out_double(&json, "ratio", ns / floor_ns);
            sim_json_out_end(&json);
            continue;
        }
        sim_format_grouped((int64_t)(1e9 / ns), grouped, sizeof grouped);
        sim_text_addf(&text, "%-32s %10.*f %14s   ", measurements[i].name, ns < 10 ? 2 : 1, ns,
                      grouped);
        if (measurements[i].floor != NULL)
            sim_text_addf(&text, "%-28s %10.*f %7.2f\n", measurements[i].floor_name,
                          floor_ns < 10 ? 2 : 1, floor_ns, ns / floor_ns);
        else
            sim_text_addf(&text, "%-24s\n", "-");
    }
    if (cli->json) {
        sim_json_out_end(&json);
        sim_json_out_end(&json);
    }
    code = cli_print(&text);
    sim_text_release(&text);
    free(values);
    return code;
}

const struct cli_command cli_command_bench = {
    .name = "bench",
    .arguments = "",
    .summary = "how fast this build is, beside floors measured in the same run",
    .flags = CLI_JSON | CLI_ROUNDS,
    .examples =
        "example:\n  crisim bench --rounds 9\n"
        "ns per operation, median over interleaved rounds; world: requests per second and core.\n",
    .run = run,
};
