/*
 * report_demand.c: what the traffic asks for, before any option meets it: requests and quota tokens
 * minute by minute, the busiest one, sizes by class.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/report_table.h"
#include "analysis/report/series.h"

#include <math.h>

/* What is offered is the same in every option that runs all classes; taken is the one of which most
 * is. n_options = nothing was offered. */
static uint32_t option_of(const struct page *page)
{
    const struct results *results = page->results;
    uint32_t at = results->n_options;
    double most = 0;

    for (uint32_t i = 0; i < results->n_options; i++) {
        double sum = results->options[i].allowed ? series_sum(page, i, series_offered) : 0;

        if (sum > most) {
            most = sum;
            at = i;
        }
    }
    return at;
}

/* "1,306 requests and 3.40 M quota tokens" */
static const char *tokens_text(struct page *page, double tokens)
{
    return tokens >= 1e6 ? page_printf(page, "%s M", page_number(page, tokens / 1e6, 2))
                         : page_number(page, tokens, 0);
}

/* Bins are minutes, or what a minute is on average of longer ones. */
static const char *finding(struct page *page, uint32_t option)
{
    const struct results_option *of = &page->results->options[option];
    const double *requests = series_per_minute(page, option, series_offered);
    const double *tokens = series_per_minute(page, option, series_asked_tokens);
    double most = series_most(requests, of->n_bins);
    double minutes = (of->horizon_s > 0 ? of->horizon_s : of->n_bins * of->bin_s) / 60;
    double mean = series_sum(page, option, series_offered) / fmax(minutes, 1);
    double asked = series_most(tokens, of->n_bins);
    const char *what = page_printf(page, "%s requests", page_number(page, most, 0));

    if (asked > 0)
        what = page_printf(page, "%s and %s quota tokens", what, tokens_text(page, asked));
    return page_printf(page, "The busiest %s asks for %s%s, %s times the mean of requests",
                       of->bin_s > 60 ? page_duration(page, of->bin_s) : "minute", what,
                       of->bin_s > 60 ? " a minute" : "", page_number(page, most / mean, 1));
}

static void add_line(struct page *page, struct chart *chart, uint32_t option, const char *name,
                     const char *of_what, series_fn of, enum chart_colour colour)
{
    const struct results_option *a = &page->results->options[option];
    double *values = series_per_minute(page, option, of);
    bool millions = series_most(values, a->n_bins) >= 1e6;
    struct chart_panel *panel = chart_add_panel(
        chart, &page->arena, of_what,
        (struct chart_axis){
            .unit = page_printf(page, "%s%s per minute", millions ? "million " : "", of_what)});
    struct chart_series series = {
        .shape = CHART_LINE, .name = name, .style = (struct chart_style){colour, colour, 0}};

    for (uint32_t i = 0; millions && i < a->n_bins; i++)
        values[i] /= 1e6;
    chart_set_bins(&series, &page->arena, values, a->n_bins, a->bin_s,
                   a->horizon_s > 0 ? a->horizon_s : a->n_bins * a->bin_s, CHART_MOST);
    chart_add_series(panel, &page->arena, series);
}

static bool present(const struct page *page)
{
    return option_of(page) < page->results->n_options;
}

static void write_demand(struct page *page)
{
    const struct results *results = page->results;
    uint32_t option = option_of(page);
    struct chart *chart = page_chart(
        page, "demand", finding(page, option),
        page_printf(page,
                    "Above, requests per minute as they are offered; below, what their first "
                    "attempts ask for of quotas: input, cache writes and output x burndown.%s%s",
                    series_thinned(page, CHART_MOST),
                    results->replications > 1
                        ? page_printf(page,
                                      " Figure and headline are of the first of %u "
                                      "replications.",
                                      results->replications)
                        : ""));
    const struct series_column columns[] = {{"requests", option, series_offered},
                                            {"quota tokens", option, series_asked_tokens}};

    if (results->traffic != NULL && *results->traffic != '\0')
        page_paragraph(page, page_printf(page, "Traffic: %s", results->traffic));
    if (results->max_tokens_rule != NULL && *results->max_tokens_rule != '\0')
        page_paragraph(page, page_printf(page, "max_tokens: %s", results->max_tokens_rule));
    chart->x = series_time_axis(page);
    add_line(page, chart, option, "offered", "requests", series_offered, CHART_INK);
    add_line(page, chart, option, "asked for", "quota tokens", series_asked_tokens, CHART_BLUE);
    page_figure(page, chart);
    series_table(page, columns, 2);
    report_table_of(page, "demand");
}

const struct report_section report_demand = {"demand", "Demand", NULL, present, write_demand};
