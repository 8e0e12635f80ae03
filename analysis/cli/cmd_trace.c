#include "analysis/cli/cli.h"
#include "scenarios/traffic/trace.h"
#include "sim/base/file_out.h"
#include "sim/base/json_out.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

static void line(struct sim_text *out, const char *label, uint64_t value, const char *unit)
{
    char number[40];

    sim_format_grouped((int64_t)value, number, sizeof number);
    sim_text_addf(out, "  %-28s %14s%s%s\n", label, number, unit[0] != '\0' ? " " : "", unit);
}

/* Of few requests a long time, in the unit that shows a digit before the point. */
static void rate_line(struct sim_text *out, double per_s)
{
    if (isnan(per_s))
        sim_text_addf(out, "  %-28s %14s (all rows at one time)\n", "mean rate", "no data");
    else if (per_s >= 0.1)
        sim_text_addf(out, "  %-28s %14.3f requests/s\n", "mean rate", per_s);
    else if (per_s * 3600 >= 1)
        sim_text_addf(out, "  %-28s %14.3f requests/h\n", "mean rate", per_s * 3600);
    else
        sim_text_addf(out, "  %-28s %14.3g requests/day\n", "mean rate", per_s * 86400);
}

static void zero_output_lines(const struct trace *trace, struct sim_text *out)
{
    if (trace->n_zero_output == 0)
        return;
    line(out, "rows with 0 output tokens", trace->n_zero_output, "(failed calls in most sources)");
    if (trace->n_zero_output == trace->n_rows)
        sim_text_add(out, "  no row has output: a scenario replays them as they are\n");
    else if (trace->n_zero_both > 0)
        sim_text_addf(out,
                      "  a scenario replays them with the medians of the other rows, output %u and "
                      "(where it is 0) input %u,\n  unless its 'failed_rows' says otherwise\n",
                      trace->median_output, trace->median_input);
    else
        sim_text_addf(out,
                      "  a scenario replays them with the median output of the other rows, %u, "
                      "unless its 'failed_rows' says\n  otherwise\n",
                      trace->median_output);
}

/* What a file calls its labels may hold anything, but not what a terminal obeys. */
static void add_label(const char *label, struct sim_text *out)
{
    sim_text_add(out, " ");
    for (; *label != '\0'; label++)
        sim_text_add_bytes(out, (unsigned char)*label < 0x20 || *label == 0x7f ? "?" : label, 1);
}

/* What the writer saw of the calls: a simulation draws its own. */
static void answer_lines(const struct trace *trace, const struct trace_facts *facts,
                         struct sim_text *out)
{
    const char *separator = ":";

    if (facts->n_latency > 0) {
        line(out, "rows with a latency", facts->n_latency, "(measured by the writer)");
        sim_text_addf(out, "  %-28s %14" PRIu64 " ms, p95 %" PRIu64 ", max %" PRIu64 "\n",
                      "  median", facts->latency_p50, facts->latency_p95, facts->latency_max);
    }
    if (trace->statuses.n == 0)
        return;
    sim_text_add(out, "  status");
    for (uint32_t i = 0; i < trace->statuses.n; i++) {
        if (trace->status_counts[i] == 0)
            continue;
        sim_text_add(out, separator);
        add_label(trace->statuses.names[i], out);
        sim_text_addf(out, " %" PRIu64, trace->status_counts[i]);
        separator = ",";
    }
    sim_text_add(out, "\n");
}

static void remark_lines(const struct trace *trace, struct sim_text *out)
{
    struct sim_text remark = {0};

    for (uint32_t i = 0; trace_remark(trace, i, &remark); i++)
        sim_text_addf(out, "  %s\n", remark.data);
    sim_text_release(&remark);
}

static void inspect_text(const struct trace *trace, const struct trace_facts *facts,
                         struct sim_text *out)
{
    sim_text_addf(out, "%s: %s\n", trace->file, trace->format);
    line(out, "rows", trace->n_rows, "requests");
    if (trace->n_skipped > 0)
        line(out, "bad rows skipped", trace->n_skipped, "");
    for (uint32_t i = 0; i < trace->n_left_out; i++)
        if (trace->left_out[i].n > 0)
            line(out, "rows left out", trace->left_out[i].n, trace->left_out[i].why);
    sim_text_addf(out, "  %-28s %14.1f s\n", "span", facts->span_s);
    rate_line(out, facts->mean_per_s);
    line(out, "peak", facts->peak_1s, "requests in 1 s");
    line(out, "peak", facts->peak_60s, "requests in 60 s");
    line(out, "peak", facts->peak_tokens_60s, "tokens in 60 s");
    line(out, "input tokens", trace->input_tokens, "");
    sim_text_addf(out, "  %-28s %14" PRIu64 " p95 %" PRIu64 ", max %" PRIu64 "\n", "  median",
                  facts->input_p50, facts->input_p95, facts->input_max);
    line(out, "output tokens", trace->output_tokens, "");
    sim_text_addf(out, "  %-28s %14" PRIu64 " p95 %" PRIu64 ", max %" PRIu64 "\n", "  median",
                  facts->output_p50, facts->output_p95, facts->output_max);
    if (!isnan(facts->gap_scv))
        sim_text_addf(out, "  %-28s %14.3f (1 = Poisson)\n", "gap variation (SCV)", facts->gap_scv);
    line(out, "neighbours at one time", facts->n_equal_times, "");
    if (trace->n_rows > 1)
        sim_text_addf(out, "  %-28s %14.1f s, from %.1f s on\n", "largest gap",
                      facts->largest_gap_s, facts->largest_gap_at_s);
    answer_lines(trace, facts, out);
    zero_output_lines(trace, out);
    if (trace->unit != NULL)
        sim_text_addf(out, "  times in %s\n", trace->unit);
    if (trace->ignored.n > 0) {
        sim_text_addf(out, "  %u%s column%s ignored: ", trace->ignored.n,
                      trace->more_ignored ? " and more" : "", trace->ignored.n == 1 ? "" : "s");
        trace_describe_ignored(trace, out);
        sim_text_add(out, "\n");
    }
    if (!trace->was_sorted)
        sim_text_add(out, "  the rows were not sorted; they were sorted stably by time\n");
    if (trace->records.n_labels > 0) {
        sim_text_add(out, "  labels:");
        for (uint32_t i = 0; i < trace->records.n_labels && i < 20; i++)
            add_label(trace->records.label_names[i], out);
        sim_text_add(out, "\n");
    }
    remark_lines(trace, out);
    sim_text_addf(out, "  sha256 %s\n", trace->sha256);
}

static void answer_members(const struct trace *trace, const struct trace_facts *facts,
                           struct sim_json_out *json)
{
    if (trace->n_left_out > 0) {
        sim_json_out_object(json, "left_out_rows");
        for (uint32_t i = 0; i < trace->n_left_out; i++)
            sim_json_out_int(json, trace->left_out[i].why, (int64_t)trace->left_out[i].n);
        sim_json_out_end(json);
    }
    if (facts->n_latency > 0) {
        sim_json_out_int(json, "latency_rows", (int64_t)facts->n_latency);
        sim_json_out_int(json, "latency_ms_p50", (int64_t)facts->latency_p50);
        sim_json_out_int(json, "latency_ms_p95", (int64_t)facts->latency_p95);
        sim_json_out_int(json, "latency_ms_max", (int64_t)facts->latency_max);
    }
    if (trace->statuses.n > 0) {
        sim_json_out_object(json, "statuses");
        for (uint32_t i = 0; i < trace->statuses.n; i++)
            sim_json_out_int(json, trace->statuses.names[i], (int64_t)trace->status_counts[i]);
        sim_json_out_end(json);
    }
}

static void inspect_json(const struct trace *trace, const struct trace_facts *facts,
                         struct sim_text *out)
{
    struct sim_json_out json;
    const char *slash = strrchr(trace->file, '/');

    sim_json_out_init(&json, out, true);
    sim_json_out_object(&json, NULL);
    sim_json_out_string(&json, "format", "crisim-trace-facts");
    sim_json_out_int(&json, "version", 1);
    sim_json_out_string(&json, "file", slash != NULL ? slash + 1 : trace->file);
    sim_json_out_string(&json, "trace_format", trace->format);
    sim_json_out_int(&json, "rows", (int64_t)trace->n_rows);
    sim_json_out_int(&json, "skipped_rows", (int64_t)trace->n_skipped);
    sim_json_out_double(&json, "span_s", facts->span_s);
    sim_json_out_double(&json, "mean_per_s", facts->mean_per_s);
    sim_json_out_int(&json, "peak_1s", (int64_t)facts->peak_1s);
    sim_json_out_int(&json, "peak_60s", (int64_t)facts->peak_60s);
    sim_json_out_int(&json, "peak_tokens_60s", (int64_t)facts->peak_tokens_60s);
    sim_json_out_int(&json, "input_tokens", (int64_t)trace->input_tokens);
    sim_json_out_int(&json, "input_p50", (int64_t)facts->input_p50);
    sim_json_out_int(&json, "input_p95", (int64_t)facts->input_p95);
    sim_json_out_int(&json, "input_max", (int64_t)facts->input_max);
    sim_json_out_int(&json, "output_tokens", (int64_t)trace->output_tokens);
    sim_json_out_int(&json, "output_p50", (int64_t)facts->output_p50);
    sim_json_out_int(&json, "output_p95", (int64_t)facts->output_p95);
    sim_json_out_int(&json, "output_max", (int64_t)facts->output_max);
    answer_members(trace, facts, &json);
    sim_json_out_int(&json, "zero_output_rows", (int64_t)trace->n_zero_output);
    sim_json_out_double(&json, "largest_gap_s", facts->largest_gap_s);
    sim_json_out_double(&json, "largest_gap_at_s", facts->largest_gap_at_s);
    sim_json_out_double(&json, "gap_scv", facts->gap_scv);
    sim_json_out_int(&json, "equal_times", (int64_t)facts->n_equal_times);
    sim_json_out_bool(&json, "was_sorted", trace->was_sorted);
    if (trace->unit != NULL)
        sim_json_out_string(&json, "times_in", trace->unit);
    sim_json_out_array(&json, "ignored_columns");
    for (uint32_t i = 0; i < trace->ignored.n; i++)
        sim_json_out_string(&json, NULL, trace->ignored.names[i]);
    sim_json_out_end(&json);
    sim_json_out_string(&json, "sha256", trace->sha256);
    sim_json_out_end(&json);
}

/* ---- reading ---- */

struct progress {
    time_t last;
};

/* A line every 10 seconds: of folders with thousands of files. */
static void say_progress(void *context, uint64_t done, uint64_t files, uint64_t rows)
{
    struct progress *progress = context;
    time_t now = time(NULL);
    char number[40];

    if (progress->last == 0)
        progress->last = now;
    if (now - progress->last < 10)
        return;
    progress->last = now;
    sim_format_grouped((int64_t)rows, number, sizeof number);
    fprintf(stderr, "%" PRIu64 " of %" PRIu64 " files, %s requests\n", done, files, number);
}

/* @return 0, or an exit code for what cannot be */
static int settings_of(const struct cli *cli, struct trace_settings *settings)
{
    static const char *const units[] = {"", "s", "ms", "us", "ns"};

    *settings = (struct trace_settings){.skip_bad_rows = cli->skip_bad,
                                        .session_gap_given = cli->session_gap_given,
                                        .session_gap = sim_time_from_s(cli->session_gap)};
    settings->unsorted = cli->unfold ? TRACE_UNSORTED_UNFOLD
                         : cli->sort ? TRACE_UNSORTED_SORT
                                     : TRACE_UNSORTED_REFUSE;
    while (cli->time_unit != NULL && strcmp(cli->time_unit, units[settings->unit]) != 0)
        if (++settings->unit > TRACE_UNIT_NS) {
            fprintf(stderr,
                    "crisim trace %s: --time-unit must be 's', 'ms', 'us' or 'ns' (got '%s')\n",
                    cli->words[0], cli->time_unit);
            return 2;
        }
    return 0;
}

/* The trace of the files that are named behind the action; NULL, and *code, if there is none. */
static struct trace *read_named(const struct cli *cli, int *code)
{
    struct progress progress = {0};
    const struct trace_progress told = {&progress, say_progress};
    struct trace_settings settings;
    struct sim_diag diag;
    struct trace *trace;

    if (cli->n_words < 2) {
        fprintf(stderr, "crisim trace %s: name a trace file or a folder (- = standard input)\n",
                cli->words[0]);
        *code = 2;
        return NULL;
    }
    *code = settings_of(cli, &settings);
    if (*code != 0)
        return NULL;
    sim_diag_init(&diag);
    diag.max_findings = 20;
    trace = trace_read_files(cli->words + 1, cli->n_words - 1, &settings, &told, &diag);
    cli_print_findings(&diag);
    sim_diag_release(&diag);
    *code = trace != NULL ? 0 : 4;
    return trace;
}

static int inspect(const struct cli *cli)
{
    struct trace_facts facts;
    struct sim_text text = {0};
    int code;
    struct trace *trace = read_named(cli, &code);

    if (trace == NULL)
        return code;
    trace_facts_compute(trace, &facts);
    if (cli->json)
        inspect_json(trace, &facts, &text);
    else
        inspect_text(trace, &facts, &text);
    code = cli_print(&text);
    sim_text_release(&text);
    trace_destroy(trace);
    return code;
}

static double or_default(double value, double fallback)
{
    return value > 0 ? value : fallback;
}

/* cli_print() says why it could not print. */
static enum sim_status print_blocks(struct trace_generation *generation, struct sim_error *err)
{
    for (;;) {
        const char *bytes;
        size_t n;
        enum sim_status status = trace_generate_block(generation, &bytes, &n, err);

        if (status != SIM_OK || n == 0)
            return status;
        if (cli_print(&generation->text) != 0)
            return SIM_EOUTPUT;
    }
}

static int generate(const struct cli *cli)
{
    struct cri_generator generator = {
        .shape = CRI_GENERATOR_POISSON,
        .rate_per_s = or_default(cli->rate, 1),
        .duration_s = or_default(cli->duration, 3600),
        .peak_to_mean = or_default(cli->peak_to_mean, 1.5),
        .peak_at_s = or_default(cli->peak_at, 43200),
        .period_s = or_default(cli->period, 86400),
        .input_p50 = or_default(cli->input_p50, 1000),
        .input_p99 = or_default(cli->input_p99, 8000),
        .output_p50 = or_default(cli->output_p50, 200),
        .output_p99 = or_default(cli->output_p99, 1000),
        .input_max = 200000,
        .output_max = 64000,
    };
    struct trace_generation generation;
    enum sim_status status;
    struct sim_error err;
    int code;

    if (cli->n_words > 1) {
        fprintf(stderr, "crisim trace generate: too many arguments: '%s'; --out names the file\n",
                cli->words[1]);
        return 2;
    }
    if (cli->shape != NULL && strcmp(cli->shape, "diurnal") == 0) {
        generator.shape = CRI_GENERATOR_DIURNAL;
    } else if (cli->shape != NULL && strcmp(cli->shape, "poisson") != 0) {
        fprintf(stderr,
                "crisim trace generate: --shape must be 'poisson' or 'diurnal' (got '%s')\n",
                cli->shape);
        return 2;
    }
    if (generator.input_p99 < generator.input_p50 || generator.output_p99 < generator.output_p50) {
        fprintf(stderr, "crisim trace generate: a 99th percentile is below its median\n");
        return 2;
    }
    if (generator.rate_per_s * generator.duration_s > 2e8) {
        fprintf(stderr, "crisim trace generate: that would be more than 200 million requests\n");
        return 2;
    }
    if (cli->out != NULL && sim_file_check(cli->out, cli->force, &err) != SIM_OK)
        return cli_fail(&err);
    cli_stops_gently = 1; /* a file that is half written is removed */
    status = trace_generate_begin(&generation, &generator,
                                  sim_key_make(cli->seed_given ? cli->seed : 1, 0), &err);
    if (status == SIM_OK)
        status = cli->out != NULL
                     ? sim_file_write_blocks(cli->out, trace_generate_block, &generation, &err)
                     : print_blocks(&generation, &err);
    code = status == SIM_OK ? 0 : status == SIM_EOUTPUT && cli->out == NULL ? 7 : cli_fail(&err);
    trace_generate_end(&generation);
    return code;
}

static int run(const struct cli *cli)
{
    static const char *const actions[] = {"inspect", "generate"};
    const char *nearest;

    if (strcmp(cli->words[0], "inspect") == 0)
        return inspect(cli);
    if (strcmp(cli->words[0], "generate") == 0)
        return generate(cli);
    nearest = sim_nearest_name(cli->words[0], actions, 2);
    fprintf(stderr, "crisim trace: unknown action '%s'; %s%s%s\n", cli->words[0],
            nearest != NULL ? "did you mean '" : "the actions are 'inspect' and 'generate'",
            nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
    return 2;
}

#define INSPECT_FLAGS  (CLI_JSON | CLI_SORT | CLI_SKIP_BAD | CLI_TIME_UNIT | CLI_READING)
#define GENERATE_FLAGS (CLI_SEED | CLI_OUT_FILE | CLI_FORCE | CLI_GENERATOR)

static const struct cli_action actions_of_trace[] = {
    {"inspect", INSPECT_FLAGS}, {"generate", GENERATE_FLAGS}, {NULL, 0}};

const struct cli_command cli_command_trace = {
    .name = "trace",
    .arguments = "inspect FILE... | generate",
    .summary = "what is in a trace; make one",
    .flags = INSPECT_FLAGS | GENERATE_FLAGS,
    .actions = actions_of_trace,
    .min_words = 1,
    .max_words = CLI_MAX_WORDS,
    .examples =
        "examples:\n  crisim trace inspect conversations.csv.zst\n"
        "  crisim trace generate --shape diurnal --rate 2 --duration 86400 --out day.csv\n"
        "Formats, recognised by their header: native CSV (time_s or time, input_tokens,\n"
        "output_tokens, and optionally max_tokens, cache_read_tokens, cache_write_tokens, label),\n"
        "Azure 2023/2024, splitwise (Vidur), BurstGPT, Mooncake's JSON lines; plain, .gz or "
        ".zst.\n",
    .exits = CLI_EXITS_INPUT,
    .run = run,
};
