/*
 * trace_plot.c: a trace as a figure: requests and tokens of its minutes.
 */
#include "analysis/chart/draw.h"
#include "analysis/cli/trace_view.h"
#include "sim/base/file_out.h"
#include "sim/base/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MINUTES = 1000000 };

/* Sums of the minutes from the first row on. */
struct minutes {
    double *requests, *tokens;
    uint32_t n;
};

static void count_minutes(const struct trace_view *view, struct sim_arena *arena,
                          struct minutes *minutes)
{
    const struct cri_records *r = &view->trace->records;
    int64_t n = r->span / SIM_MINUTE + 1;

    minutes->n = (uint32_t)(n < MOST_MINUTES ? n : MOST_MINUTES);
    minutes->requests = sim_arena_alloc(arena, minutes->n * sizeof *minutes->requests);
    minutes->tokens = sim_arena_alloc(arena, minutes->n * sizeof *minutes->tokens);
    for (uint64_t i = 0; i < r->n; i++) {
        int64_t at = r->rows[i].at / SIM_MINUTE;

        if (at >= minutes->n)
            break;
        minutes->requests[at] += 1;
        minutes->tokens[at] += (double)r->rows[i].input_tokens + (double)r->rows[i].output_tokens;
    }
}

static void add_minutes(struct chart *chart, struct sim_arena *arena, const char *title,
                        const char *unit, const double *values, uint32_t n, double end,
                        enum chart_colour line, enum chart_colour text)
{
    struct chart_panel *panel =
        chart_add_panel(chart, arena, title, (struct chart_axis){.unit = unit});
    struct chart_series most = {.shape = CHART_LINE,
                                .name = chart_bins_per_point(n) > 1 ? "busiest minute" : NULL,
                                .style = {line, text, 0}};
    struct chart_series mean = {
        .shape = CHART_LINE, .name = "mean", .style = {CHART_GREY, CHART_MUTED, 1}};

    chart_set_bins(&most, arena, values, n, 60, end, CHART_MOST);
    chart_add_series(panel, arena, most);
    if (chart_bins_per_point(n) > 1) {
        chart_set_bins(&mean, arena, values, n, 60, end, CHART_MEAN);
        chart_add_series(panel, arena, mean);
    }
}

static const char *finding_of(const struct trace_view *view, struct sim_arena *arena)
{
    struct sim_text text = {0};
    char requests[40], quota[40];
    const char *kept;

    sim_format_grouped((int64_t)view->sizing.all.requests.most, requests, sizeof requests);
    sim_format_grouped((int64_t)view->sizing.all.quota.most, quota, sizeof quota);
    sim_text_addf(&text, "The busiest minutes have %s requests and %s quota tokens", requests,
                  quota);
    kept = sim_arena_strdup(arena, text.data);
    sim_text_release(&text);
    return kept;
}

static enum sim_status draw(const struct chart *chart, struct sim_arena *arena,
                            struct sim_text *out, struct sim_error *err)
{
    struct chart_picture picture = {.chart = chart};
    char version[64];
    enum sim_status status = chart_draw(&picture, 1, arena, version, sizeof version);

    if (status != SIM_OK)
        return sim_fail(err, status, NULL, "interrupted: nothing was drawn");
    if (picture.body == NULL) {
        *err = picture.err;
        return SIM_EOUTPUT;
    }
    chart_add_svg(out, &picture, arena, true);
    free(picture.body);
    return SIM_OK;
}

int trace_view_plot(const struct trace_view *view, const char *file, bool force)
{
    double end = sim_time_to_s(view->trace->records.span);
    struct chart chart = {.name = "trace",
                          .what = "Requests and tokens of each minute",
                          .x = {.scale = CHART_TIME, .high = end > 60 ? end : 60}};
    struct sim_arena arena = {0};
    struct sim_text svg = {0};
    struct minutes minutes;
    struct sim_error err;
    enum sim_status status = sim_file_check(file, force, &err);

    if (status != SIM_OK)
        return cli_fail(&err);
    count_minutes(view, &arena, &minutes);
    chart.finding = finding_of(view, &arena);
    add_minutes(&chart, &arena, "Requests", "requests per minute", minutes.requests, minutes.n,
                chart.x.high, CHART_BLUE, CHART_BLUE);
    add_minutes(&chart, &arena, "Input and output tokens", "tokens per minute", minutes.tokens,
                minutes.n, chart.x.high, CHART_ORANGE, CHART_ORANGE_TEXT);
    status = draw(&chart, &arena, &svg, &err);
    if (status == SIM_OK)
        status = sim_file_write(file, svg.data, svg.length, &err);
    sim_text_release(&svg);
    sim_arena_release(&arena);
    return status == SIM_OK ? 0 : cli_fail(&err);
}
