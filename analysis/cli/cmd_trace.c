#include "analysis/cli/inputs.h"
#include "analysis/cli/trace_view.h"
#include "scenarios/traffic/write.h"
#include "sim/base/file_out.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

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
                                        .session_gap = sim_time_from_s(cli->session_gap),
                                        .profile_map = cli->profile_map,
                                        .metric_map = cli->metric_map,
                                        .rate_scale = cli->rate_scale,
                                        .rate_input = (int64_t)cli->rate_input,
                                        .rate_output = (int64_t)cli->rate_output,
                                        .period = sim_time_from_s(cli->metric_period)};
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
    struct trace_view view;
    struct sim_text text = {0};
    int code;
    struct trace *trace;

    code = cli_inputs_spare(cli, "--plot", cli->plot, 1);
    if (code != 0)
        return code;
    trace = read_named(cli, &code);
    if (trace == NULL)
        return code;
    code = trace_view_open(&view, cli, trace);
    if (code == 0) {
        if (cli->classes)
            trace_view_classes(&view, &text);
        else if (cli->json)
            trace_view_json(&view, &text);
        else
            trace_view_text(&view, &text);
        code = cli->plot != NULL ? trace_view_plot(&view, cli->plot, cli->force) : 0;
        if (code == 0)
            code = cli_print(&text);
        trace_view_close(&view);
    }
    sim_text_release(&text);
    trace_destroy(trace);
    return code;
}

/* What a writer of blocks gives, to standard output. */
static enum sim_status print_blocks(enum sim_status (*next)(void *, const char **, size_t *,
                                                            struct sim_error *),
                                    void *writer, struct sim_error *err)
{
    for (;;) {
        struct sim_text block = {0};
        const char *bytes;
        size_t n;
        enum sim_status status = next(writer, &bytes, &n, err);

        if (status != SIM_OK || n == 0)
            return status;
        sim_text_add_bytes(&block, bytes, n);
        if (cli_print(&block) != 0)
            status = SIM_EOUTPUT;
        sim_text_release(&block);
        if (status != SIM_OK)
            return status;
    }
}

static enum sim_status write_blocks(const struct cli *cli,
                                    enum sim_status (*next)(void *, const char **, size_t *,
                                                            struct sim_error *),
                                    void *writer, struct sim_error *err)
{
    return cli->out != NULL ? sim_file_write_blocks(cli->out, next, writer, err)
                            : print_blocks(next, writer, err);
}

/* What the native format does not hold. */
static void say_lost(const struct trace *trace)
{
    struct sim_text text = {0};

    trace_describe(trace, &text);
    if (text.length > 0)
        fprintf(stderr, "%s: %s\n", trace->file, text.data + strlen(", "));
    sim_text_clear(&text);
    for (uint32_t i = 0; trace_remark(trace, i, &text); i++)
        fprintf(stderr, "%s: %s\n", trace->file, text.data);
    sim_text_release(&text);
    if (trace->records.prefix != NULL)
        fprintf(stderr,
                "%s: which prompts begin alike is not written: the native format has no "
                "prefixes of blocks\n",
                trace->file);
    if (trace->latency != NULL)
        fprintf(stderr, "%s: latencies are not written: a simulation draws its own\n", trace->file);
}

static int convert(const struct cli *cli)
{
    struct trace_writer writer;
    enum sim_status status;
    struct sim_error err;
    struct trace *trace;
    int code;

    if (cli->out != NULL && sim_file_check(cli->out, cli->force, &err) != SIM_OK)
        return cli_fail(&err);
    trace = read_named(cli, &code);
    if (trace == NULL)
        return code;
    say_lost(trace);
    cli_stops_gently = 1; /* a file that is half written is removed */
    trace_writer_init(&writer, trace);
    status = write_blocks(cli, trace_writer_block, &writer, &err);
    code = status == SIM_OK ? 0 : status == SIM_EOUTPUT && cli->out == NULL ? 7 : cli_fail(&err);
    trace_writer_release(&writer);
    trace_destroy(trace);
    return code;
}

static double or_default(double value, double fallback)
{
    return value > 0 ? value : fallback;
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
        status = write_blocks(cli, trace_generate_block, &generation, &err);
    code = status == SIM_OK ? 0 : status == SIM_EOUTPUT && cli->out == NULL ? 7 : cli_fail(&err);
    trace_generate_end(&generation);
    return code;
}

static int run(const struct cli *cli)
{
    static const char *const actions[] = {"inspect", "convert", "generate"};
    const char *nearest;

    if (strcmp(cli->words[0], "inspect") == 0)
        return inspect(cli);
    if (strcmp(cli->words[0], "convert") == 0)
        return convert(cli);
    if (strcmp(cli->words[0], "generate") == 0)
        return generate(cli);
    nearest = sim_nearest_name(cli->words[0], actions, 3);
    fprintf(stderr, "crisim trace: unknown action '%s'; %s%s%s\n", cli->words[0],
            nearest != NULL ? "did you mean '"
                            : "the actions are 'inspect', 'convert' and 'generate'",
            nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
    return 2;
}

#define READ_FLAGS     (CLI_SORT | CLI_SKIP_BAD | CLI_TIME_UNIT | CLI_READING)
#define INSPECT_FLAGS  (CLI_JSON | READ_FLAGS | CLI_INSPECT | CLI_CATALOG)
#define CONVERT_FLAGS  (READ_FLAGS | CLI_OUT_FILE | CLI_FORCE)
#define GENERATE_FLAGS (CLI_SEED | CLI_OUT_FILE | CLI_FORCE | CLI_GENERATOR)

static const struct cli_action actions_of_trace[] = {{"inspect", INSPECT_FLAGS | CLI_FORCE},
                                                     {"convert", CONVERT_FLAGS},
                                                     {"generate", GENERATE_FLAGS},
                                                     {NULL, 0}};

const struct cli_command cli_command_trace = {
    .name = "trace",
    .arguments = "inspect|convert FILE... | generate",
    .summary = "what is in a trace; make one",
    .flags = INSPECT_FLAGS | CONVERT_FLAGS | GENERATE_FLAGS,
    .actions = actions_of_trace,
    .min_words = 1,
    .max_words = CLI_MAX_WORDS,
    .examples =
        "examples:\n  crisim trace inspect conversations.csv.zst\n"
        "  crisim trace inspect AWSLogs --utc-offset 1h --plot week.svg\n"
        "  crisim trace inspect answers/*.json --classes\n"
        "  crisim trace convert AWSLogs --out march.csv\n"
        "  crisim trace generate --shape diurnal --rate 2/s --duration 1d --out day.csv\n"
        "Formats are recognised by their content, in files (plain, .gz, .zst), folders and on\n"
        "standard input; several files are one trace. Native CSV has the columns time_s or time,\n"
        "input_tokens, output_tokens, and optionally max_tokens, cache_read_tokens,\n"
        "cache_write_tokens, label, prefix_group, prefix_tokens.\n",
    .exits = CLI_EXITS_INPUT,
    .run = run,
};
