/*
 * Reports of hand-made results: a whole example, and the degenerate ones. REPORT_KEEP=DIR keeps
 * what the tests write in DIR/<name>, to be looked at.
 */
#include "analysis/chart/gnuplot.h"
#include "analysis/report/page.h"
#include "analysis/report/report.h"
#include "sim/base/file_out.h"
#include "tests/unit/suite.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_FILE ((size_t)8 << 20)

/* ---- hand-made results ---- */

/* A small, repeatable wobble in [-1, 1]. */
static double wobble(uint32_t i, uint32_t k)
{
    uint32_t x = i * 2654435761u ^ k * 40503u;

    x ^= x >> 13;
    x *= 0x5bd1e995u;
    x ^= x >> 15;
    return (double)(x % 2001) / 1000 - 1;
}

static const char *const names[] = {"single-region", "geographic", "global", "global-measured"};
static const char *const modes[] = {"single-region", "geographic", "global", "global"};
static const char *const regions[] = {"eu-west-2", "eu-central-1", "eu-north-1", "us-east-1",
                                      "us-west-2", "eu-west-1",    "ap-south-1", "eu-west-3"};

static void fill_option(struct results *r, uint32_t a, uint32_t n_bins, bool outage)
{
    struct results_option *option = &r->options[a];
    uint32_t n_regions = a == 0 ? 1 : a == 1 ? 4 : 8;

    option->name = names[a];
    option->mode = modes[a];
    option->allowed = true;
    option->model_ids = a == 0   ? "anthropic.claude-sonnet-4-6"
                        : a == 1 ? "eu.anthropic.claude-sonnet-4-6"
                                 : "global.anthropic.claude-sonnet-4-6";
    option->sources = "eu-west-2";
    option->destinations = a == 0   ? "eu-west-2"
                           : a == 1 ? "eu-west-2, eu-central-1, eu-north-1, eu-west-1"
                                    : "eu-west-2, eu-central-1, eu-north-1, us-east-1, us-west-2, "
                                      "eu-west-1, ap-south-1, eu-west-3";
    option->destinations_mark = a < 2 ? "documented" : "assumption";
    option->routing = a == 0 ? "none" : a == 3 ? "fixed-share (measured)" : "source-first";
    option->capacity = "slots: 120 per Region";
    option->retry = "standard: 3 attempts, retry quota 500";
    option->price = a < 2 ? "3.30 / 16.50 USD per Mtok in / out (seen)"
                          : "3.00 / 15.00 USD per Mtok in / out (seen)";
    option->horizon_s = 60.0 * n_bins;
    option->n_bins = n_bins;
    option->bin_s = 60;
    option->bins = sim_arena_alloc(&r->arena, n_bins * sizeof *option->bins);
    option->n_regions = n_regions;
    option->regions = sim_arena_alloc(&r->arena, n_regions * sizeof *option->regions);
    option->served = sim_arena_alloc(&r->arena, n_regions * sizeof *option->served);
    option->served_bins = sim_arena_alloc(&r->arena, (size_t)n_bins * n_regions * sizeof(uint32_t));
    for (uint32_t k = 0; k < n_regions; k++)
        option->regions[k] = regions[k];
    for (uint32_t b = 0; b < n_bins; b++) {
        struct results_bin *bin = &option->bins[b];
        bool out = outage && b >= n_bins * 50 / 100 && b < n_bins * 62 / 100;
        double load = 320 + 160 * sin(3.14159 * b / n_bins) + 28 * wobble(b, 7);
        double limit = a == 0 ? 430 : 900;
        uint32_t done, rest;

        bin->start_s = 60.0 * b;
        bin->offered = (uint32_t)load;
        done = load > limit ? (uint32_t)limit : bin->offered;
        bin->throttled = bin->offered - done;
        bin->refused = bin->throttled * 3;
        if (out && a == 0) {
            bin->unavailable = done;
            done = 0;
        }
        if (out && a > 0)
            bin->failover_moves = done;
        bin->completed = done;
        bin->failed_of_offered = bin->offered - done;
        rest = done;
        for (uint32_t k = n_regions; k-- > 1;) {
            double share = out ? 0.9 / n_regions : a == 3 ? 0.08 : 0.05 / k;
            uint32_t served = (uint32_t)(share * done);

            option->served_bins[(size_t)b * n_regions + k] = served;
            rest -= served;
        }
        if (out && n_regions > 1)
            option->served_bins[(size_t)b * n_regions + 1] += rest;
        else
            option->served_bins[(size_t)b * n_regions] = rest;
        for (uint32_t k = 0; k < n_regions; k++)
            option->served[k] += option->served_bins[(size_t)b * n_regions + k];
    }
    option->n_spectrum = 800;
    option->spectrum_p = sim_arena_alloc(&r->arena, 800 * sizeof(double));
    option->spectrum_e2e_s = sim_arena_alloc(&r->arena, 800 * sizeof(double));
    option->spectrum_ttft_s = sim_arena_alloc(&r->arena, 800 * sizeof(double));
    for (uint32_t i = 0; i < 800; i++) {
        double p = 1 - pow(10, -4.0 * i / 799);
        bool fails = a == 0 && outage && p > 0.87;

        option->spectrum_p[i] = p;
        option->spectrum_e2e_s[i] =
            fails ? NAN : (2.4 + 0.08 * a) * exp(0.42 * (-log(1 - p)) / 1.6);
        option->spectrum_ttft_s[i] = fails ? NAN : 0.3 + 0.2 * option->spectrum_e2e_s[i];
    }
    option->usd_input = a < 2 ? 4.12 : 3.75;
    option->usd_output = a < 2 ? 9.34 : 8.49;
    option->usd_cache = 0;
    option->usd_waste = a == 0 ? 0.31 : 0.02;
}

static struct metric_value number(double value, double half)
{
    return (struct metric_value){.value = value,
                                 .low = half > 0 ? value - half : NAN,
                                 .high = half > 0 ? value + half : NAN,
                                 .another_low = NAN,
                                 .another_high = NAN,
                                 .n = 1000};
}

static void add_metric(struct results *r, const char *key, const char *section, const char *label,
                       const char *unit, enum metric_better better, int decimals, bool outage,
                       const double values[4], double half)
{
    struct results_metric *metric = &r->metrics[r->n_metrics++];

    *metric = (struct results_metric){.key = key,
                                      .section = section,
                                      .label = label,
                                      .unit = unit,
                                      .better = (int)better,
                                      .decimals = decimals,
                                      .in_tables = true,
                                      .outage_window = outage};
    if (strcmp(key, "new-thing") != 0)
        metric->brief = (uint32_t)metric_of_key(key)->brief;
    metric->options = sim_arena_alloc(&r->arena, (r->n_options + 1) * sizeof *metric->options);
    for (uint32_t a = 0; a < r->n_options; a++)
        metric->options[a] = number(values[a], half);
}

static struct results *make(uint32_t n_options, uint32_t n_bins, bool outage)
{
    static const char *verdict[] = {
        "global holds up best: it completes 99.99 % of the requests at USD 12.26 per 1,000.",
        "geographic completes as many and keeps every request inside Europe, for 10 % more.",
    };
    static const char *flips[] = {
        "If data must stay in Europe, global is not allowed and geographic is the choice.",
        "If the TPM quota of eu-west-2 were 3.9M instead of 3M, single-region would not throttle.",
    };
    struct results *r = results_create();

    r->study = "compare";
    r->title = "Which way of calling Claude Sonnet 4.6 from London?";
    r->description = "A working day of chat traffic, with 12 minutes in which eu-west-2 cannot "
                     "serve the model.";
    r->scenario_file = "compare-modes.json";
    r->scenario_json = "{\"format\":\"crisim-scenario\",\"version\":2}";
    r->scenario_sha256 = "9f2c1a7be5d94a1d7c8b1e0a5f33c6de9f2c1a7be5d94a1d7c8b1e0a5f33c6de";
    r->trace_files = "diurnal.csv.gz";
    r->trace_sha256 = "11aa1a7be5d94a1d7c8b1e0a5f33c6de9f2c1a7be5d94a1d7c8b1e0a5f33c6de";
    r->catalog_sha256 = "77bb1a7be5d94a1d7c8b1e0a5f33c6de9f2c1a7be5d94a1d7c8b1e0a5f33c6de";
    r->version = "0.1.0";
    r->seed = 20261123;
    r->replications = 5;
    r->intervals_cover = "95 %, over 5 replications with resampled blocks of the trace.";
    r->horizon_s = 60.0 * n_bins;
    r->traffic = "38,412 requests over 100 minutes, as recorded.";
    r->max_tokens_rule = "1,000 for every request.";
    r->n_options = n_options;
    r->options = sim_arena_alloc(&r->arena, (n_options + 1) * sizeof *r->options);
    for (uint32_t a = 0; a < n_options; a++)
        fill_option(r, a, n_bins, outage);
    r->baseline = n_options > 1 ? 0 : UINT32_MAX;
    r->metrics = sim_arena_alloc(&r->arena, 40 * sizeof *r->metrics);
    add_metric(r, "offered", "Requests", "offered", "", METRIC_NEITHER, 0, false,
               (const double[]){38412, 38412, 38412, 38412}, 0);
    add_metric(r, "completed", "Requests", "completed", "", METRIC_HIGHER, 0, false,
               (const double[]){31204, 38410, 38411, 38411}, 210);
    add_metric(r, "throttled", "Requests", "throttled (429 last)", "", METRIC_LOWER, 0, false,
               (const double[]){1904, 0, 0, 0}, 0);
    add_metric(r, "throttled-tpm", "Requests", "  by tokens/min", "", METRIC_NEITHER, 0, false,
               (const double[]){1904, 0, 0, 0}, 0);
    add_metric(r, "unavailable", "Requests", "unavailable (503, 500, 424)", "", METRIC_LOWER, 0,
               false, (const double[]){5304, 2, 1, 1}, 0);
    add_metric(r, "success-rate", "Requests", "success rate", "%", METRIC_HIGHER, 2, false,
               (const double[]){81.235, 99.995, 99.997, 99.997}, 0.002);
    add_metric(r, "throughput", "Throughput", "completed per minute", "/min", METRIC_HIGHER, 1,
               false, (const double[]){312.0, 384.1, 384.1, 384.1}, 2.1);
    add_metric(r, "tokens-per-min", "Throughput", "tokens per minute", "/min", METRIC_HIGHER, 0,
               false, (const double[]){412345, 512345, 512346, 512346}, 0);
    add_metric(r, "failover-requests", "Failover", "requests failed over", "", METRIC_NEITHER, 0,
               false, (const double[]){0, 5630, 5630, 5630}, 40);
    add_metric(r, "e2e-p50", "Latency", "E2E p50", "s", METRIC_LOWER, 3, false,
               (const double[]){3.104, 3.211, 3.31, 3.4}, 0.05);
    add_metric(r, "e2e-p95", "Latency", "E2E p95", "s", METRIC_LOWER, 3, false,
               (const double[]){5.2, 5.45, 5.7, 5.9}, 0.1);
    add_metric(r, "cost", "Cost", "USD per 1,000 completed", "USD", METRIC_LOWER, 4, false,
               (const double[]){13.77, 13.48, 12.26, 12.26}, 0.01);
    add_metric(r, "headroom", "Quota", "least quota headroom", "%", METRIC_HIGHER, 1, false,
               (const double[]){0, 12.5, 40, 40}, 0);
    add_metric(r, "new-thing", "Something new", "a metric of a later day", "", METRIC_NEITHER, 2,
               false, (const double[]){1, 2, 3, 4}, 0);
    if (outage) {
        add_metric(r, "outage-offered", "Outage window", "offered", "", METRIC_NEITHER, 0, true,
                   (const double[]){5630, 5630, 5630, 5630}, 0);
        add_metric(r, "outage-success-rate", "Outage window", "success rate", "%", METRIC_HIGHER, 2,
                   true, (const double[]){0, 99.96, 99.98, 99.98}, 0);
        add_metric(r, "recovery", "Outage window", "time to recover", "min", METRIC_LOWER, 0, true,
                   (const double[]){13, 1, 1, 1}, 0);
        r->n_outages = 1;
        r->outages = sim_arena_alloc(&r->arena, sizeof *r->outages);
        r->outages[0] = (struct results_outage){"london-down",
                                                "serving-loss",
                                                "eu-west-2",
                                                "",
                                                60.0 * (n_bins * 50 / 100),
                                                60.0 * (n_bins * 62 / 100)};
    }
    r->n_quotas = n_options;
    r->quotas = sim_arena_alloc(&r->arena, (n_options + 1) * sizeof *r->quotas);
    for (uint32_t a = 0; a < n_options; a++)
        r->quotas[a] = (struct results_quota){
            "eu-west-2/claude-sonnet-4-6", names[a],     "tpm",
            3000000 * (1 + (a > 0)),       "documented", "quota list of 2026-11-20"};
    if (n_options > 1) {
        r->differences = sim_arena_alloc(&r->arena, 2 * n_options * sizeof *r->differences);
        for (uint32_t a = 1; a < n_options; a++) {
            r->differences[r->n_differences++] = (struct results_difference){"success-rate",
                                                                             "success rate",
                                                                             "%",
                                                                             METRIC_HIGHER,
                                                                             2,
                                                                             a,
                                                                             18.76,
                                                                             18.7,
                                                                             18.9,
                                                                             NAN,
                                                                             1,
                                                                             0.1,
                                                                             NAN,
                                                                             5,
                                                                             "better",
                                                                             METRIC_BETTER};
            r->differences[r->n_differences++] = (struct results_difference){
                "e2e-p95", "E2E p95", "s", METRIC_LOWER, 3, a,       0.25 * a,    0.2, 0.6,
                0.9,       0.04,      1,   NAN,          5, "worse", METRIC_WORSE};
        }
    }
    r->n_assumptions = 2;
    r->assumptions = sim_arena_alloc(&r->arena, 2 * sizeof *r->assumptions);
    r->assumptions[0] = (struct results_assumption){
        "Global's destinations are the union of the model's geographic and in-Region Regions",
        "assumption", "not published"};
    r->assumptions[1] =
        (struct results_assumption){"routing is source-first: the source Region while it has room",
                                    "assumption", "Bedrock's rule is not public"};
    r->n_verdict = 2;
    r->verdict = verdict;
    r->n_flips = 2;
    r->flips = flips;
    r->next_command = "crisim maxload compare-modes.json";
    r->n_slo = n_options;
    r->slo = sim_arena_alloc(&r->arena, (n_options + 1) * sizeof *r->slo);
    for (uint32_t a = 0; a < n_options; a++) {
        r->slo[a].option = a;
        r->slo[a].text = a == 0 ? "success rate >= 99.9 %: 81.24 %"
                                : "success rate >= 99.9 %: "
                                  "99.99 %";
        r->slo[a].met = a > 0;
    }
    r->complete = true;
    r->slo_met = n_options == 0;
    return r;
}

static void unmake(struct results *r)
{
    sim_arena_release(&r->arena);
    free(r);
}

/* ---- writing and reading back ---- */

struct written {
    char folder[512];
    bool kept;
    char *html, *md;
};

static char *read_back(const struct written *w, const char *name)
{
    char path[1024], *text;
    size_t length;
    struct sim_error err = {0};

    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    ck_assert_msg(sim_file_read(path, MAX_FILE, &text, &length, &err) == SIM_OK, "%s", err.message);
    ck_assert_uint_eq(strlen(text), length);
    return text;
}

static struct written write_report(struct results *r, const char *name)
{
    const char *parent = getenv("REPORT_KEEP");
    struct written w = {.kept = parent != NULL};
    struct sim_error err = {0};
    struct report report;

    results_show(r);
    if (w.kept) {
        snprintf(w.folder, sizeof w.folder, "%s/%s", parent, name);
        ck_assert_int_eq(sim_make_folder(w.folder, &err), SIM_OK);
    } else {
        snprintf(w.folder, sizeof w.folder, "/tmp/crisim-report-XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(w.folder));
    }
    ck_assert_int_eq(report_make(r, &(struct report_settings){.pdf = false}, &report, &err),
                     SIM_OK);
    for (uint32_t i = 0; i < report.n; i++) {
        char path[1024];

        snprintf(path, sizeof path, "%s/%s", w.folder, report.files[i].name);
        ck_assert_msg(sim_file_write(path, report.files[i].text, report.files[i].n, &err) == SIM_OK,
                      "%s: %s", err.where, err.message);
    }
    report_release(&report);
    w.html = read_back(&w, "report.html");
    w.md = read_back(&w, "report.md");
    return w;
}

static void written_release(struct written *w)
{
    DIR *folder = w->kept ? NULL : opendir(w->folder);

    for (struct dirent *file; folder != NULL && (file = readdir(folder)) != NULL;) {
        char path[1024];

        snprintf(path, sizeof path, "%s/%s", w->folder, file->d_name);
        unlink(path);
    }
    if (folder != NULL)
        closedir(folder);
    if (!w->kept)
        ck_assert_int_eq(rmdir(w->folder), 0);
    free(w->html);
    free(w->md);
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;

    for (; (text = strstr(text, what)) != NULL; text += strlen(what))
        n++;
    return n;
}

/* What must hold for any report whatever. */
/* Five are always there; the others with what they are about. */
static size_t figures_of(const struct written *w)
{
    static const char *const of[] = {"id=\"quota\"", "id=\"demand\"", "id=\"asked\"",
                                     "id=\"figure-limits\"", "id=\"weighed\""};
    size_t n = 5;

    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
        n += strstr(w->html, of[i]) != NULL;
    return n;
}

static void check_page(const struct written *w)
{
    static const char *const forbidden[] = {"<script",  "<link",       "<img",           "http://",
                                            "https://", "javascript:", "gnuplot_canvas", ">nan<",
                                            "-nan",     "(null)",      "/tmp",           "rgb("};
    char *rest = sim_strdup(w->html);

    /* The name spaces of SVG are the only addresses a page may hold; nothing fetches them. */
    for (char *at; (at = strstr(rest, "http://www.w3.org/2000/svg")) != NULL;)
        memcpy(at, "svg", 3), memset(at + 3, ' ', strlen("http://www.w3.org/2000/svg") - 3);
    for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++)
        ck_assert_msg(strstr(rest, forbidden[i]) == NULL, "the page holds '%s'", forbidden[i]);
    free(rest);
    ck_assert_uint_lt(strlen(w->html), (size_t)2 << 20);
    ck_assert_ptr_nonnull(strstr(w->html, "Content-Security-Policy"));
    ck_assert_uint_eq(count(w->html, "<section"), count(w->html, "</section>"));
    ck_assert_uint_eq(count(w->html, "<table"), count(w->html, "</table>"));
    ck_assert_uint_eq(count(w->html, "<tr"), count(w->html, "</tr>"));
    ck_assert_uint_eq(count(w->html, "<figure "), figures_of(w));
    ck_assert_uint_eq(count(w->html, "<svg"), count(w->html, "</svg>"));
    ck_assert_uint_eq(count(w->html, "<g>") + count(w->html, "<g "), count(w->html, "</g>"));
    ck_assert_uint_eq(count(w->html, "<text"), count(w->html, "</text>"));
    ck_assert_uint_eq(count(w->html, "<details"), count(w->html, "</details>"));
}

/* ---- tests ---- */

START_TEST(test_whole)
{
    struct results *r = make(4, 100, true);
    struct written w = write_report(r, "whole");

    check_page(&w);
    if (gnuplot_available()) {
        ck_assert_uint_eq(count(w.html, "<svg"), figures_of(&w));
        ck_assert_uint_eq(count(w.html, "role=\"img\""), figures_of(&w));
    } else {
        ck_assert_uint_eq(count(w.html, "Not drawn: gnuplot: "), figures_of(&w));
    }
    ck_assert_ptr_nonnull(strstr(w.html, "81.235 <span class=\"interval\">\u00b10.002</span>"));
    ck_assert_ptr_nonnull(strstr(w.html, "as stated: SLO met by 3 of 4 options"));
    ck_assert_ptr_nonnull(strstr(w.html, "a metric of a later day"));
    ck_assert_ptr_nonnull(
        strstr(w.html, "While the outage is on, geographic, global and global-measured complete "
                       "more than 99.9 % of the requests, single-region 0 %"));
    ck_assert_ptr_nonnull(strstr(w.html, "single-region alone throttles 1,904 requests"));
    ck_assert_ptr_nonnull(strstr(
        w.html,
        "global and global-measured cost 11.0 % less per completed request than single-region"));
    ck_assert_ptr_nonnull(strstr(w.html, "single-region never does"));
    ck_assert_ptr_nonnull(strstr(w.html, "crisim compare compare-modes.json --seed 20261123 "
                                         "--replications 5"));
    ck_assert_ptr_nonnull(strstr(w.md, "| success rate | % |"));
    written_release(&w);
    unmake(r);
}
END_TEST

START_TEST(test_same_bytes)
{
    struct results *r = make(3, 1440, true);
    struct written one = write_report(r, "day"), two = write_report(r, "day-again");

    check_page(&one);
    ck_assert(strcmp(one.html, two.html) == 0);
    ck_assert(strcmp(one.md, two.md) == 0);
    written_release(&one);
    written_release(&two);
    unmake(r);
}
END_TEST

START_TEST(test_one_option)
{
    struct results *r = make(1, 100, false);
    struct written w = write_report(r, "one-option");

    check_page(&w);
    ck_assert_ptr_nonnull(strstr(w.html, "single-region completes 81.2 % of the offered"));
    ck_assert_ptr_nonnull(strstr(w.html, "eu-west-2 serves every completed request<"));
    ck_assert_ptr_null(strstr(w.html, ">Differences<"));
    written_release(&w);
    unmake(r);
}
END_TEST

START_TEST(test_one_bin)
{
    struct results *r = make(3, 1, false);
    struct written w = write_report(r, "one-bin");

    check_page(&w);
    written_release(&w);
    unmake(r);
}
END_TEST

START_TEST(test_nothing)
{
    struct results *r = make(2, 0, false);
    struct written w;

    for (uint32_t a = 0; a < 2; a++) {
        r->options[a].n_spectrum = r->options[a].n_regions = 0;
        r->options[a].usd_input = NAN;
        for (uint32_t i = 0; i < r->n_metrics; i++)
            r->metrics[i].options[a] = (struct metric_value){.text = "no data", .value = NAN};
    }
    r->n_verdict = r->n_flips = r->n_slo = r->n_differences = 0;
    r->title = r->version = r->study = NULL;
    w = write_report(r, "nothing");
    check_page(&w);
    ck_assert_uint_eq(count(w.html, "<svg"), 0);
    ck_assert_ptr_nonnull(strstr(w.html, "No data: no request was offered to an allowed option"));
    ck_assert_ptr_nonnull(strstr(w.html, "No data: no Region served a request"));
    ck_assert_ptr_nonnull(strstr(w.html, "No data: no request completed"));
    ck_assert_ptr_nonnull(strstr(w.html, "No data: nothing was run"));
    ck_assert_ptr_nonnull(strstr(w.html, "No cost to show"));
    written_release(&w);
    unmake(r);

    r = make(0, 0, false);
    w = write_report(r, "no-option");
    check_page(&w);
    written_release(&w);
    unmake(r);
}
END_TEST

START_TEST(test_not_allowed)
{
    struct results *r = make(3, 100, false);
    struct written w;

    r->options[2].allowed = false;
    r->options[2].reason = "residency 'EU': us-east-1 is among the destinations";
    w = write_report(r, "not-allowed");
    check_page(&w);
    ck_assert_ptr_nonnull(
        strstr(w.html, "global is not allowed: residency &#39;EU&#39;: us-east-1 is among"));
    ck_assert_ptr_null(strstr(w.html, "ap-south-1 "));
    written_release(&w);
    unmake(r);
}
END_TEST

START_TEST(test_identical_options)
{
    struct results *r = make(3, 100, false);
    struct written w;

    r->n_metrics = 0;
    r->n_differences = 0;
    for (uint32_t a = 0; a < 3; a++) {
        const char *name = r->options[a].name, *mode = r->options[a].mode;

        r->options[a] = r->options[1];
        r->options[a].name = name;
        r->options[a].mode = mode;
    }
    w = write_report(r, "identical");
    check_page(&w);
    ck_assert_ptr_nonnull(strstr(w.html, "All 3 options complete 100 % of the offered requests"));
    ck_assert_ptr_nonnull(strstr(w.html, "Nothing is throttled and nothing fails over"));
    ck_assert_ptr_nonnull(strstr(w.html, "All 3 priced options cost the same"));
    ck_assert_ptr_nonnull(strstr(w.html, "p95 is about"));
    written_release(&w);
    unmake(r);
}
END_TEST

START_TEST(test_no_limit)
{
    struct results *r = make(3, 100, true);
    struct written w;

    r->quotas[1].amount = CRI_NO_LIMIT;
    r->quotas[0].amount = 0; /* a limit like any other */
    w = write_report(r, "no-limit");
    check_page(&w);
    ck_assert_uint_eq(count(w.html, ">no limit<"), 1);
    ck_assert_uint_eq(count(w.md, "| no limit |"), 1);
    written_release(&w);
    unmake(r);
}
END_TEST

/* A headline names all options that share the most. */
START_TEST(test_ties)
{
    struct results *r = make(3, 100, true);
    struct results_metric *metric = NULL;
    struct written w;

    for (uint32_t i = 0; i < r->n_metrics; i++)
        if (strcmp(r->metrics[i].key, "throttled") == 0)
            metric = &r->metrics[i];
    ck_assert_ptr_nonnull(metric);
    metric->options[0].value = 7;
    metric->options[1].value = metric->options[2].value = 12;
    w = write_report(r, "ties");
    ck_assert_ptr_nonnull(strstr(w.html, ">geographic and global throttle most, 12 requests each"));
    written_release(&w);
    metric->options[0].value = 12;
    w = write_report(r, "ties");
    ck_assert_ptr_nonnull(
        strstr(w.html, ">single-region, geographic and global throttle 12 requests each"));
    written_release(&w);
    unmake(r);
}
END_TEST

/* Shares of limits: the section is there only with them; headline, table and figure agree. */
START_TEST(test_quota_use)
{
    struct results *r = make(3, 100, true);
    struct written w;

    w = write_report(r, "no-quota-use");
    ck_assert_ptr_null(strstr(w.html, "id=\"quota\""));
    written_release(&w);
    for (uint32_t b = 0; b < 100; b++)
        for (uint32_t a = 0; a < 3; a++) {
            results_note_limit(r, &r->options[a], "q/<b>&", "rpm", b, 0.2, 0);
            results_note_limit(r, &r->options[a], "q/<b>&", "tpm", b, b < 7 ? 0.95 - 0.1 * a : 0.5,
                               0);
        }
    w = write_report(r, "quota-use");
    check_page(&w);
    ck_assert_ptr_nonnull(strstr(w.html, "No limit refuses a call; the nearest is tpm of "
                                         "single-region, of which 95.0 % is in use at most"));
    ck_assert_ptr_nonnull(strstr(w.md, "| single-region | q/"));
    ck_assert_ptr_nonnull(strstr(w.md, "| tpm | 95.0 % | 7 | 0 |"));
    ck_assert_ptr_nonnull(strstr(w.md, "| tpm | 85.0 % | 0 | 0 |"));
    ck_assert_ptr_null(strstr(w.html, "<b>&"));
    ck_assert_uint_eq(count(w.html, "<svg"), gnuplot_available() ? figures_of(&w) : 0);
    written_release(&w);
    results_note_limit(r, &r->options[1], "q/<b>&", "tpm", 99, 1.02, 12);
    results_note_limit(r, &r->options[2], "q/<b>&", "tpm", 99, 1.02, 12);
    w = write_report(r, "quota-met");
    ck_assert_ptr_nonnull(strstr(w.html, "geographic and global meet their tpm limit, which "
                                         "refuses 12 calls each"));
    written_release(&w);
    results_note_limit(r, &r->options[0], "q/<b>&", "rpm", 99, 1, 13);
    w = write_report(r, "quota-met-most");
    ck_assert_ptr_nonnull(strstr(w.html, "single-region meets its rpm limit, which refuses 13 "
                                         "calls, most of all options"));
    written_release(&w);
    unmake(r);
}
END_TEST

#define HOSTILE "</title><script>alert('x')</script> \"q\" `id` | $(id)\n\x01\xff # \\"

START_TEST(test_hostile_strings)
{
    struct results *r = make(3, 100, true);
    static const char *lines[] = {HOSTILE};
    struct written w;

    r->title = r->description = r->scenario_file = r->traffic = r->max_tokens_rule = HOSTILE;
    r->intervals_cover = r->next_command = r->scenario_json = r->trace_files = HOSTILE;
    r->verdict = r->flips = lines;
    r->n_verdict = r->n_flips = 1;
    for (uint32_t a = 0; a < 3; a++) {
        r->options[a].name = r->options[a].routing = r->options[a].price = HOSTILE;
        r->options[a].regions[0] = HOSTILE;
    }
    r->outages[0].name = r->outages[0].regions = HOSTILE;
    r->metrics[1].label = r->metrics[1].unit = HOSTILE;
    r->metrics[1].options[0].text = r->quotas[0].name = r->slo[0].text = HOSTILE;
    r->assumptions[0].text = r->assumptions[0].source = HOSTILE;
    w = write_report(r, "hostile");
    check_page(&w);
    /* Markdown takes nothing for markup in a line that four spaces make code. */
    for (const char *line = w.md; line != NULL; line = strchr(line, '\n')) {
        const char *end;

        line += *line == '\n';
        end = strstr(line, "<script");
        ck_assert(end == NULL || memchr(line, '\n', (size_t)(end - line)) != NULL ||
                  strncmp(line, "    ", 4) == 0);
    }
    ck_assert_uint_eq(count(w.html, "</title>"), gnuplot_available() ? figures_of(&w) + 1 : 1);
    if (gnuplot_available()) {
        char *svg = read_back(&w, "figure-regions.svg");

        ck_assert_uint_eq(count(w.html, "<svg"), figures_of(&w));
        ck_assert_ptr_null(strstr(svg, "<script"));
        free(svg);
    }
    written_release(&w);
    unmake(r);
}
END_TEST

START_TEST(test_without_gnuplot)
{
    struct results *r = make(3, 100, true);
    char *path = sim_strdup(getenv("PATH") != NULL ? getenv("PATH") : "");
    struct written w;

    ck_assert_int_eq(setenv("PATH", "/nonexistent", 1), 0);
    w = write_report(r, "without-gnuplot");
    ck_assert_int_eq(setenv("PATH", path, 1), 0);
    check_page(&w);
    ck_assert_uint_eq(count(w.html, "<svg"), 0);
    ck_assert_uint_eq(count(w.html, "Not drawn: gnuplot: "), figures_of(&w));
    ck_assert_ptr_nonnull(strstr(w.html, "81.235 <span class=\"interval\">\u00b10.002</span>"));
    written_release(&w);
    free(path);
    unmake(r);
}
END_TEST

/* As many figures as there are, each at its place between the words around it. */
START_TEST(test_many_figures)
{
    enum { MANY = 40 };
    static const double x[] = {0, 60}, y[] = {1, 2};
    bool there = gnuplot_available();
    struct results empty = {0};
    struct page page;
    const char *at;

    page_init(&page, &empty);
    for (int i = 0; i < MANY; i++) {
        struct chart *chart = page_chart(&page, page_printf(&page, "n%d", i),
                                         page_printf(&page, "finding %d", i), "x");

        chart->x = (struct chart_axis){.scale = CHART_TIME, .high = 60};
        chart_add_series(chart_add_panel(chart, &page.arena, NULL, (struct chart_axis){0}),
                         &page.arena,
                         (struct chart_series){.shape = CHART_LINE, .n = 2, .x = x, .y = y});
        page_figure(&page, chart);
        page_paragraph(&page, page_printf(&page, "after %d", i));
    }
    ck_assert_int_eq(page_draw(&page), SIM_OK);
    at = page.html.data;
    for (int i = 0; i < MANY; i++) {
        at = strstr(at, page_printf(&page, ">finding %d<", i));
        ck_assert_ptr_nonnull(at);
        if (there)
            at = strstr(at, page_printf(&page, "<title id=\"t-n%d\">", i));
        ck_assert_ptr_nonnull(at);
        at = strstr(at, page_printf(&page, "<p>after %d</p>", i));
        ck_assert_ptr_nonnull(at);
    }
    ck_assert_uint_eq(count(page.html.data, "<svg"), there ? MANY : 0);
    ck_assert_uint_eq(count(page.md.data, ".svg)"), there ? MANY : 0);
    page_release(&page);
}
END_TEST

START_TEST(test_numbers)
{
    struct results empty = {0};
    struct page page;

    page_init(&page, &empty);
    ck_assert_str_eq(page_number(&page, 1234567.891, 2), "1,234,567.89");
    ck_assert_str_eq(page_number(&page, -999.5, 1), "-999.5");
    ck_assert_str_eq(page_number(&page, -0.0001, 1), "0.0");
    ck_assert_str_eq(page_number(&page, 123, 0), "123");
    ck_assert_str_eq(page_number(&page, NAN, 2), "no data");
    ck_assert_str_eq(page_number(&page, INFINITY, 2), "infinite");
    ck_assert_str_eq(page_share(&page, 9999999, 10000000), "more than 99.9 %");
    ck_assert_str_eq(page_share(&page, 1, 10000000), "less than 0.1 %");
    ck_assert_str_eq(page_share(&page, 5, 5), "100 %");
    ck_assert_str_eq(page_share(&page, 0, 5), "0 %");
    ck_assert_str_eq(page_share(&page, 0, 0), "no data");
    ck_assert_str_eq(page_duration(&page, 90), "90 s");
    ck_assert_str_eq(page_duration(&page, 5400), "90 min");
    ck_assert_str_eq(page_duration(&page, 9000), "2.5 h");
    page_release(&page);
}
END_TEST

START_TEST(test_escape)
{
    struct sim_text text = {0};

    page_escape_html(&text, "<a b='c' d=\"e\">&\n\xc3\xa9\xff\xe2\x80\xae");
    /* A broken byte gives one U+FFFD, the three bytes of a bidi override one each. */
    ck_assert_str_eq(text.data, "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp; \xc3\xa9"
                                "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    sim_text_clear(&text);
    page_escape_md(&text, "a|b*c_[x](y) <z>");
    ck_assert_str_eq(text.data, "a\\|b\\*c\\_[x\\](y) &lt;z>");
    sim_text_release(&text);
}
END_TEST

SUITE_MAIN("report", test_numbers, test_many_figures, test_escape, test_whole, test_same_bytes,
           test_one_option, test_one_bin, test_nothing, test_not_allowed, test_identical_options,
           test_no_limit, test_quota_use, test_ties, test_hostile_strings, test_without_gnuplot)
