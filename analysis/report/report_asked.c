/*
 * report_asked.c: minute by minute what is asked for of quotas, what is used and what is refused;
 * and where and when a limit is near, on one look.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/series.h"
#include "sim/base/sort.h"

#include <math.h>
#include <string.h>

enum { MOST_COLUMNS = 24, MOST_ROWS = 16 };

/* The first column's, or the next that ran; n_options = none. */
static uint32_t shown_option(const struct page *page)
{
    const struct results *results = page->results;

    for (uint32_t i = 0; i < results->n_options; i++) {
        uint32_t option = page->columns[i];

        if (results->options[option].allowed && results->options[option].n_bins > 0 &&
            series_sum(page, option, series_asked_tokens) > 0)
            return option;
    }
    return results->n_options;
}

/* TPM of an option that has one such limit; NaN where there are several, or none. */
static double limit_of(const struct page *page, uint32_t option)
{
    const struct results *results = page->results;
    const struct results_option *of = &results->options[option];
    double amount = NAN;
    uint32_t n = 0;

    for (uint32_t l = 0; l < of->n_limits; l++)
        for (uint32_t q = 0; q < results->n_quotas && strcmp(of->limits[l].limit, "tpm") == 0; q++)
            if (page_same(results->quotas[q].name, of->limits[l].quota) &&
                page_same(results->quotas[q].limit, "tpm") &&
                results->quotas[q].amount != CRI_NO_LIMIT) {
                amount = (double)results->quotas[q].amount;
                n++;
            }
    return n == 1 ? amount : NAN;
}

static const char *million(struct page *page, double tokens)
{
    return tokens >= 1e5 ? page_printf(page, "%s M", page_number(page, tokens / 1e6, 2))
                         : page_number(page, tokens, 0);
}

static const char *finding(struct page *page, uint32_t option)
{
    const struct results *results = page->results;
    const struct results_option *of = &results->options[option];
    double asked = series_most(series_per_minute(page, option, series_asked_tokens), of->n_bins);
    double used = series_most(series_per_minute(page, option, series_used_tokens), of->n_bins);
    double limit = limit_of(page, option), refused = 0;
    uint32_t most = results->n_options;
    const char *text = page_printf(page, "%s: up to %s", of->name, million(page, asked));

    if (!isnan(limit))
        text = page_printf(page, "%s of %s", text, million(page, limit));
    text = page_printf(page, "%s tokens a minute are asked for, up to %s used", text,
                       million(page, used));
    for (uint32_t i = 0; i < results->n_options; i++) {
        double sum = results->options[i].allowed ? series_sum(page, i, series_refused) : 0;

        if (sum > refused) {
            refused = sum;
            most = i;
        }
    }
    return most == results->n_options
               ? page_printf(page, "%s; no call is answered 429", text)
               : page_printf(page, "%s; most 429 are answered in %s, %s", text,
                             results->options[most].name, page_number(page, refused, 0));
}

static void add_line(struct page *page, struct chart_panel *panel, uint32_t option,
                     const char *name, series_fn of, struct chart_style style, bool context)
{
    const struct results_option *a = &page->results->options[option];
    double *values = series_per_minute(page, option, of);
    struct chart_series series = {
        .shape = context ? CHART_CONTEXT : CHART_LINE, .name = name, .style = style};

    for (uint32_t i = 0; i < a->n_bins; i++)
        values[i] /= 1e6;
    chart_set_bins(&series, &page->arena, values, a->n_bins, a->bin_s,
                   a->horizon_s > 0 ? a->horizon_s : a->n_bins * a->bin_s, CHART_MOST);
    chart_add_series(panel, &page->arena, series);
}

static void draw_minutes(struct page *page, uint32_t option)
{
    struct chart *chart = page_chart(
        page, "asked", finding(page, option),
        page_printf(page,
                    "Above, quota tokens of %s: what first attempts ask for (grey) and what "
                    "calls settle; below, calls answered 429 in each option.%s%s",
                    page->results->options[option].name, series_thinned(page, CHART_MOST),
                    page->results->replications > 1
                        ? page_printf(page,
                                      " Figure and headline are of the first of %u "
                                      "replications.",
                                      page->results->replications)
                        : ""));
    struct chart_panel *panel =
        chart_add_panel(chart, &page->arena, page->results->options[option].name,
                        (struct chart_axis){.unit = "million tokens per minute"});
    double *limit = sim_arena_alloc(&page->arena, sizeof *limit);

    *limit = limit_of(page, option) / 1e6;
    chart->x = series_time_axis(page);
    add_line(page, panel, option, "asked for", series_asked_tokens,
             (struct chart_style){CHART_OFFERED, CHART_MUTED, 0}, true);
    add_line(page, panel, option, "used", series_used_tokens, series_style(page->results, option),
             false);
    if (!isnan(*limit))
        chart_add_series(panel, &page->arena,
                         (struct chart_series){.shape = CHART_RULE,
                                               .name = "TPM",
                                               .style = {CHART_LOST, CHART_LOST_TEXT, 0},
                                               .n = 1,
                                               .x = limit,
                                               .y = limit});
    panel = chart_add_panel(chart, &page->arena, "answered 429",
                            (struct chart_axis){.unit = "calls per minute"});
    series_add_options(panel, page, series_refused, false, CHART_MOST);
    page_figure(page, chart);
}

static void minutes_table(struct page *page, uint32_t option)
{
    const struct results *results = page->results;
    struct series_column *columns =
        sim_arena_alloc(&page->arena, (results->n_options + 2) * sizeof *columns);
    uint32_t n = 0;

    columns[n++] =
        (struct series_column){page_printf(page, "%s asked for", results->options[option].name),
                               option, series_asked_tokens};
    columns[n++] = (struct series_column){
        page_printf(page, "%s used", results->options[option].name), option, series_used_tokens};
    for (uint32_t i = 0; i < results->n_options; i++)
        if (results->options[page->columns[i]].allowed &&
            results->options[page->columns[i]].n_bins > 0)
            columns[n++] = (struct series_column){
                page_printf(page, "%s 429", results->options[page->columns[i]].name),
                page->columns[i], series_refused};
    series_table(page, columns, n);
}

/* ---- where and when a limit is near ---- */

struct row {
    uint32_t option;
    const struct results_limit *limit;
};

static int by_most(const void *a, const void *b)
{
    const struct row *p = a, *q = b;

    if (p->limit->most != q->limit->most)
        return p->limit->most > q->limit->most ? -1 : 1;
    return p->option != q->option ? (p->option < q->option ? -1 : 1)
                                  : (p->limit < q->limit ? -1 : p->limit > q->limit);
}

/* Of each quota of each option the limit that came nearest. */
static uint32_t rows_of(struct page *page, struct row **rows)
{
    const struct results *results = page->results;
    uint32_t n = 0, room = 1;

    for (uint32_t o = 0; o < results->n_options; o++)
        room += results->options[o].n_limits;
    *rows = sim_arena_alloc(&page->arena, room * sizeof **rows);
    for (uint32_t o = 0; o < results->n_options; o++) {
        const struct results_option *option = &results->options[o];
        uint32_t first = n;

        for (uint32_t l = 0; option->allowed && option->n_bins > 0 && l < option->n_limits; l++) {
            uint32_t at = first;

            while (at < n && !page_same((*rows)[at].limit->quota, option->limits[l].quota))
                at++;
            if (at == n)
                (*rows)[n++] = (struct row){o, &option->limits[l]};
            else if (option->limits[l].most > (*rows)[at].limit->most)
                (*rows)[at].limit = &option->limits[l];
        }
    }
    sim_sort(*rows, n, sizeof **rows, by_most);
    return n;
}

/* Seconds of a column: so that all of them are few, in whole minutes, hours or days. */
static double column_s(double end_s, double bin_s)
{
    static const double steps[] = {60,    120,   300,   600,   900,    1800,   3600,
                                   10800, 21600, 43200, 86400, 604800, 2592000};
    size_t i = 0;

    while (i + 1 < sizeof steps / sizeof steps[0] &&
           (steps[i] < bin_s || end_s / steps[i] > MOST_COLUMNS))
        i++;
    return steps[i];
}

/* "eu-west-2" of "eu-west-2/model/global". */
static const char *region_of(struct page *page, const struct results_limit *limit)
{
    return page_printf(page, "%.*s", (int)strcspn(limit->quota, "/"), limit->quota);
}

static void fill(const struct row *row, const struct results_option *option, double width,
                 uint32_t n, double *values)
{
    for (uint32_t c = 0; c < n; c++)
        values[c] = NAN;
    for (uint32_t i = 0; i < option->n_bins; i++) {
        uint32_t c = (uint32_t)(i * option->bin_s / width);
        double used = 100 * results_used_at(option, row->limit, i);

        if (c < n && (isnan(values[c]) || used > values[c]))
            values[c] = used;
    }
}

static void heat_table(struct page *page, const struct chart *chart)
{
    const char **headers = sim_arena_alloc(&page->arena, (chart->n_parts + 1) * sizeof *headers);
    struct page_cell *cells = sim_arena_alloc(&page->arena, (chart->n_parts + 1) * sizeof *cells);

    headers[0] = "% in use at most, from";
    for (uint32_t c = 0; c < chart->n_parts; c++)
        headers[c + 1] = chart->parts[c].name;
    page_details(page, "Numbers behind the figure");
    page_table(page, NULL, headers, chart->n_parts + 1, 1);
    for (uint32_t r = 0; r < chart->n_rows; r++) {
        cells[0].text = chart->rows[r].name;
        for (uint32_t c = 0; c < chart->n_parts; c++)
            cells[c + 1].text =
                isnan(chart->rows[r].parts[c]) ? "" : page_number(page, chart->rows[r].parts[c], 1);
        page_row(page, cells);
    }
    page_table_end(page);
    page_details_end(page);
}

static void draw_heat(struct page *page)
{
    const struct results *results = page->results;
    double end = series_end_s(results), width;
    struct chart *chart;
    struct row *rows;
    uint32_t n = rows_of(page, &rows), shown = n < MOST_ROWS ? n : MOST_ROWS, columns;

    if (n == 0 || !(rows[0].limit->most > 0))
        return;
    width = column_s(end, results->options[rows[0].option].bin_s);
    columns = (uint32_t)fmin(ceil(end / width - 1e-9), MOST_COLUMNS);
    chart = page_chart(
        page, "limits",
        page_printf(page, "The %s limit of %s in %s comes nearest: %s %% of it is in use at most",
                    rows[0].limit->limit, results->options[rows[0].option].name,
                    region_of(page, rows[0].limit),
                    page_number(page, 100 * rows[0].limit->most, 1)),
        page_printf(page,
                    "Per cent of a limit that is in use at most, in each %s, reservations "
                    "included: of each option and source Region the limit that comes nearest%s. "
                    "Vermilion: beyond it.",
                    page_duration(page, width),
                    shown < n ? page_printf(page, ", the %u nearest of %u", shown, n) : ""));
    chart->rows_as = CHART_HEAT;
    chart->full = 100;
    for (uint32_t c = 0; c < columns; c++)
        chart_add_part(chart, &page->arena,
                       (struct chart_part){c == 0 ? "start" : page_duration(page, c * width),
                                           {CHART_BLUE, CHART_BLUE, 0}});
    for (uint32_t r = 0; r < shown; r++) {
        double *values = sim_arena_alloc(&page->arena, columns * sizeof *values);

        fill(&rows[r], &results->options[rows[r].option], width, columns, values);
        chart_add_row(
            chart, &page->arena,
            (struct chart_row){
                .name = page_printf(page, "%s, %s (%s)", results->options[rows[r].option].name,
                                    region_of(page, rows[r].limit), rows[r].limit->limit),
                .value = page_printf(page, "most %s %%",
                                     page_number(page, 100 * rows[r].limit->most, 1)),
                .parts = values});
    }
    page_figure(page, chart);
    heat_table(page, chart);
}

static bool present(const struct page *page)
{
    return shown_option(page) < page->results->n_options;
}

static void write_asked(struct page *page)
{
    uint32_t option = shown_option(page);

    draw_minutes(page, option);
    minutes_table(page, option);
    draw_heat(page);
}

const struct report_section report_asked = {"asked", "Asked for, used, refused, by minute", NULL,
                                            present, write_asked};
