/*
 * trace_text.c: a trace as text and as JSON.
 */
#include "analysis/cli/trace_view.h"
#include "sim/base/json_out.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* ---- what sizing needs ---- */

void trace_view_add_minute(const struct trace_view *view, int64_t minute, struct sim_text *out)
{
    double offset = view->cli->utc_offset;
    char iso[SIM_TIME_ISO_SIZE];
    int64_t at;

    if (!view->trace->absolute) {
        sim_text_addf(out, "minute %" PRId64, minute + 1);
        return;
    }
    at = (view->sizing.first_minute_unix + minute) * SIM_MINUTE + sim_time_from_s(offset * 3600);
    sim_time_format_iso(at, iso);
    sim_text_addf(out, "%.10s %.5s UTC", iso, iso + 11);
    if (offset != 0)
        sim_text_addf(out, "%+g", offset);
}

static void demand_line(const struct trace_view *view, const char *name,
                        const struct trace_demand *demand, const char *factor, struct sim_text *out)
{
    char requests[40], input[40], quota[40];

    sim_format_grouped((int64_t)demand->requests.most, requests, sizeof requests);
    sim_format_grouped((int64_t)demand->input.most, input, sizeof input);
    sim_format_grouped((int64_t)demand->quota.most, quota, sizeof quota);
    sim_text_addf(out, "  %12s %14s %14s  %s, ", requests, input, quota, factor);
    trace_view_add_minute(view, demand->quota.at_minute, out);
    sim_text_add(out, " ");
    add_label(name, out);
    sim_text_add(out, "\n");
}

static void factor_of(const struct trace_view *view, uint32_t label, char factor[40])
{
    bool known = view->models[label] != NULL;

    snprintf(factor, 40, "x %" PRIu32 "%s", view->burndown[label], known ? "" : " assumed");
}

enum { LABELS_SHOWN = 20 };

static void busiest_lines(const struct trace_view *view, struct sim_text *out)
{
    const struct trace_sizing *sizing = &view->sizing;
    uint32_t n = sizing->n_labels;
    char factor[40];

    sim_text_add(out,
                 "  busiest clock minute, each figure in its own:\n"
                 "      requests   input tokens   quota tokens  output counted, minute of most "
                 "quota tokens, whose\n");
    factor_of(view, n, factor);
    demand_line(view, "all", &sizing->all, n > 1 ? "each model's" : n == 1 ? "below" : factor, out);
    for (uint32_t l = 0; l < n && l < LABELS_SHOWN; l++) {
        factor_of(view, l, factor);
        demand_line(view, view->trace->records.label_names[l], &sizing->labels[l], factor, out);
    }
    if (n > LABELS_SHOWN)
        sim_text_addf(out, "    and %" PRIu32 " more labels (--json has all)\n", n - LABELS_SHOWN);
    sim_text_add(out, "  quota tokens: input that was not read from a cache, and output times what "
                      "the catalog says of the model\n");
}

static void at_once_line(const struct trace_view *view, struct sim_text *out)
{
    const struct trace_sizing *sizing = &view->sizing;

    if (sizing->at_once == 0) {
        sim_text_addf(out, "  %-28s %14s no latencies in the trace; state --service-time TIME\n",
                      "calls in service at once", "not known");
        return;
    }
    line(out, "calls in service at once", sizing->at_once, "at most");
    if (sizing->n_assumed == view->trace->records.n)
        sim_text_addf(out, "    with %.6g s for each call, as stated\n",
                      sim_time_to_s(sizing->assumed));
    else if (sizing->n_assumed > 0)
        sim_text_addf(out,
                      "    with the latencies of the trace, and %.6g s (%s) for the %" PRIu64
                      " calls without one\n",
                      sim_time_to_s(sizing->assumed),
                      sizing->assumed_is_median ? "their median" : "as stated", sizing->n_assumed);
}

static void share_line(struct sim_text *out, const char *label, uint64_t n, uint64_t of,
                       const char *more)
{
    char number[40];

    sim_format_grouped((int64_t)n, number, sizeof number);
    sim_text_addf(out, "  %-28s %14s %.2f %% of %" PRIu64 " calls%s\n", label, number,
                  100.0 * (double)n / (double)of, of, more);
}

/* A log of calls says what failed; other traces at most that nothing came out. */
static void failed_lines(const struct trace *trace, struct sim_text *out)
{
    uint64_t failed = trace->n_failed + (trace->origins == NULL ? trace->n_zero_output : 0);
    uint64_t calls = trace->n_rows + trace->n_failed;

    if (trace->origins == NULL && failed == 0)
        return;
    share_line(out, "failed calls", failed, calls,
               trace->origins == NULL ? ": 0 output tokens" : ", left out");
    if (trace->origins != NULL)
        share_line(out, "  of them throttled", trace->n_throttled, calls, "");
}

static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

static void week_lines(const struct trace_view *view, struct sim_text *out)
{
    const double *week = view->sizing.week;
    double most = 0;
    int at = 0;

    if (!view->sizing.has_week)
        return;
    for (int h = 0; h < TRACE_WEEK_HOURS; h++)
        if (week[h] > most) {
            most = week[h];
            at = h;
        }
    sim_text_addf(out,
                  "  hours of the week in local time (UTC%+g): 9 = the busiest, %s %02d:00, %.1f "
                  "requests in the hour; - = not in the trace\n      0     6     12    18\n",
                  view->cli->utc_offset, days[at / 24], at % 24, most);
    for (int d = 0; d < 7; d++) {
        sim_text_addf(out, "  %s ", days[d]);
        for (int h = 24 * d; h < 24 * d + 24; h++)
            if (isnan(week[h]))
                sim_text_add(out, "-");
            else
                sim_text_addf(out, "%d", week[h] > 0 ? (int)(week[h] / most * 9.0 + 0.5) : 0);
        sim_text_add(out, "\n");
    }
}

static void sizing_lines(const struct trace_view *view, struct sim_text *out)
{
    sim_text_add(out, "for sizing\n");
    busiest_lines(view, out);
    at_once_line(view, out);
    failed_lines(view->trace, out);
    week_lines(view, out);
}

static void burst_lines(const struct trace_view *view, struct sim_text *out)
{
    static const char *const windows[TRACE_N_WINDOWS] = {"1 s", "1 min", "10 min"};
    char name[40];

    for (int w = 0; w < TRACE_N_WINDOWS; w++) {
        if (isnan(view->sizing.dispersion[w]))
            continue;
        snprintf(name, sizeof name, "%s %s",
                 w == 0 ? "variance/mean of counts in" : "                       in", windows[w]);
        sim_text_addf(out, "  %-28s %14.3f (1 = Poisson)\n", name, view->sizing.dispersion[w]);
    }
}

static void log_lines(const struct trace_view *view, struct sim_text *out)
{
    const struct trace *trace = view->trace;
    uint32_t shown = 0;

    if (!isnan(view->sizing.cached_share))
        sim_text_addf(out, "  %-28s %13.1f %% of the input tokens\n", "read from a cache",
                      100 * view->sizing.cached_share);
    if (trace->n_sessions > 0)
        line(out, "sessions or callers", trace->n_sessions, "");
    for (uint32_t i = 0; i < trace->n_served && shown < LABELS_SHOWN; i++) {
        const struct trace_served *served = &trace->served[i];

        if (served->region[0] == '\0')
            continue;
        line(out, shown++ == 0 ? "ran in" : "", served->n, served->region);
        out->length--; /* the line's end */
        sim_text_addf(out, ", called as");
        add_label(trace->records.label_names[served->label], out);
        sim_text_add(out, "\n");
    }
}

static void sizing_members(const struct trace_view *view, struct sim_json_out *json)
{
    const struct trace_sizing *sizing = &view->sizing;
    const struct trace *trace = view->trace;
    static const char *const windows[TRACE_N_WINDOWS] = {"1s", "60s", "600s"};
    struct sim_text minute = {0};

    sim_json_out_object(json, "sizing");
    for (uint32_t l = 0; l <= sizing->n_labels; l++) {
        bool all = l == 0;
        const struct trace_demand *d = all ? &sizing->all : &sizing->labels[l - 1];

        if (l == 1)
            sim_json_out_array(json, "labels");
        if (!all)
            sim_json_out_object(json, NULL);
        if (!all) {
            sim_json_out_string(json, "label", trace->records.label_names[l - 1]);
            sim_json_out_int(json, "requests", (int64_t)d->rows);
            sim_json_out_int(json, "output_counted", view->burndown[l - 1]);
            sim_json_out_bool(json, "in_catalog", view->models[l - 1] != NULL);
        }
        sim_json_out_int(json, "busiest_minute_requests", (int64_t)d->requests.most);
        sim_json_out_int(json, "busiest_minute_input_tokens", (int64_t)d->input.most);
        sim_json_out_int(json, "busiest_minute_quota_tokens", (int64_t)d->quota.most);
        sim_text_clear(&minute);
        trace_view_add_minute(view, d->quota.at_minute, &minute);
        sim_json_out_string(json, "busiest_minute", minute.data);
        if (!all)
            sim_json_out_end(json);
    }
    if (sizing->n_labels > 0)
        sim_json_out_end(json);
    if (sizing->at_once > 0)
        sim_json_out_int(json, "calls_at_once", (int64_t)sizing->at_once);
    sim_json_out_int(json, "failed_calls", (int64_t)trace->n_failed);
    sim_json_out_int(json, "throttled_calls", (int64_t)trace->n_throttled);
    for (int w = 0; w < TRACE_N_WINDOWS; w++) {
        char key[40];

        snprintf(key, sizeof key, "dispersion_%s", windows[w]);
        sim_json_out_double(json, key, sizing->dispersion[w]);
    }
    sim_json_out_double(json, "cached_share", sizing->cached_share);
    if (sizing->has_week) {
        sim_json_out_double(json, "utc_offset_h", view->cli->utc_offset);
        sim_json_out_array(json, "requests_per_hour_of_week");
        for (int h = 0; h < TRACE_WEEK_HOURS; h++)
            sim_json_out_double(json, NULL, sizing->week[h]);
        sim_json_out_end(json);
    }
    sim_json_out_end(json);
    sim_text_release(&minute);
}

static void remark_members(const struct trace *trace, struct sim_json_out *json)
{
    struct sim_text remark = {0};

    for (uint32_t i = 0; trace_remark(trace, i, &remark); i++)
        sim_json_out_string(json, NULL, remark.data);
    sim_text_release(&remark);
}

/* ---- all of it ---- */

void trace_view_text(const struct trace_view *view, struct sim_text *out)
{
    const struct trace *trace = view->trace;
    const struct trace_facts *facts = &view->facts;

    sim_text_addf(out, "%s: %s\n", trace->file, trace->format);
    sizing_lines(view, out);
    sim_text_add(out, "the trace\n");
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
    burst_lines(view, out);
    line(out, "neighbours at one time", facts->n_equal_times, "");
    if (trace->n_rows > 1)
        sim_text_addf(out, "  %-28s %14.1f s, from %.1f s on\n", "largest gap",
                      facts->largest_gap_s, facts->largest_gap_at_s);
    answer_lines(trace, facts, out);
    log_lines(view, out);
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

void trace_view_json(const struct trace_view *view, struct sim_text *out)
{
    const struct trace *trace = view->trace;
    const struct trace_facts *facts = &view->facts;
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
    sizing_members(view, &json);
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
    sim_json_out_array(&json, "remarks");
    remark_members(trace, &json);
    sim_json_out_end(&json);
    sim_json_out_string(&json, "sha256", trace->sha256);
    sim_json_out_end(&json);
}
