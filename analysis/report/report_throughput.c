#include "analysis/report/report_list.h"
#include "analysis/report/series.h"

#include <math.h>

#define PER_MINUTE "requests per minute"

/* Per cent of the offered requests that completed; NaN if none was offered. */
static double success_percent(const struct page *page, uint32_t option)
{
    double value, offered = series_sum(page, option, series_offered);

    if (page_metric_of(page, "success-rate", option, &value))
        return value;
    return offered > 0 ? 100 - 100 * series_sum(page, option, series_failed_of_offered) / offered
                       : NAN;
}

static double outage_percent(const struct page *page, uint32_t option)
{
    double value;

    return page_metric_of(page, "outage-success-rate", option, &value) ? value : NAN;
}

/* Options with the least and the most; false unless there are two that show different text. */
static bool extremes(struct page *page, double (*of)(const struct page *, uint32_t), uint32_t *low,
                     uint32_t *high, uint32_t *n)
{
    *n = 0;
    for (uint32_t i = 0; i < page->results->n_options; i++) {
        double value = page->results->options[i].allowed ? of(page, i) : NAN;

        if (isnan(value))
            continue;
        if (*n == 0 || value < of(page, *low))
            *low = i;
        if (*n == 0 || value > of(page, *high))
            *high = i;
        (*n)++;
    }
    return *n > 1 && !page_same(page_share(page, of(page, *low), 100),
                                page_share(page, of(page, *high), 100));
}

static const char *outage_text(struct page *page, uint32_t option)
{
    return page_share(page, outage_percent(page, option), 100);
}

static const char *success_text(struct page *page, uint32_t option)
{
    return page_share(page, success_percent(page, option), 100);
}

/* "a and b complete 100 % of the offered requests, c 76.5 %" */
static const char *contrast(struct page *page, const char *before, const char *what,
                            const char *(*text_of)(struct page *page, uint32_t option),
                            uint32_t low, uint32_t high)
{
    bool many_high, many_low;
    const char *most = text_of(page, high), *least = text_of(page, low);
    const char *best = series_sharing(page, most, text_of, &many_high);
    const char *worst = series_sharing(page, least, text_of, &many_low);

    return page_printf(page, "%s%s %s %s of the %s%s %s %s", before, best,
                       many_high ? "complete" : "completes", most, what, many_low ? ";" : ",",
                       worst, least);
}

static const char *finding(struct page *page)
{
    const struct results *results = page->results;
    uint32_t n, low = 0, high = 0;

    if (extremes(page, outage_percent, &low, &high, &n) &&
        !series_indistinct(page, "outage-success-rate"))
        return contrast(page, "While the outage is on, ", "requests", outage_text, low, high);
    if (extremes(page, success_percent, &low, &high, &n)) {
        if (series_indistinct(page, "success-rate"))
            return page_printf(page,
                               "The options complete about the same share of the requests, %s to "
                               "%s: no more than luck or what matters",
                               success_text(page, low), success_text(page, high));
        return contrast(page, "", "offered requests", success_text, low, high);
    }
    if (n == 0)
        return "No data: no request was offered to an allowed option";
    if (n == 1)
        return page_printf(page, "%s completes %s of the offered requests",
                           results->options[low].name, success_text(page, low));
    return page_printf(page, "All %u options complete %s of the offered requests", n,
                       success_text(page, low));
}

static void draw(struct page *page, struct chart *chart)
{
    const struct results *results = page->results;
    struct chart_panel *panel =
        chart_add_panel(chart, &page->arena, NULL, (struct chart_axis){.unit = PER_MINUTE});
    uint32_t first = 0;

    while (first < results->n_options &&
           (!results->options[first].allowed || results->options[first].n_bins == 0))
        first++;
    if (first == results->n_options)
        return;
    chart->x = series_time_axis(page);
    series_add(panel, page, first, series_per_minute(page, first, series_offered), NULL,
               CHART_MEAN);
    panel->series[0].shape = CHART_CONTEXT;
    panel->series[0].name = "offered";
    panel->series[0].style = (struct chart_style){CHART_OFFERED, CHART_MUTED, 0};
    series_add_options(panel, page, series_completed, true, CHART_MEAN);
    series_add_outages(panel, page, NULL);
}

static void write_throughput(struct page *page)
{
    static const char *const sections[] = {"Throughput"};
    const struct results *results = page->results;
    struct series_column *columns =
        sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *columns);
    uint32_t n = 0;
    struct chart *chart = page_chart(
        page, "throughput", finding(page),
        page_printf(
            page, "Requests per minute: completed in each option, offered as the grey band%s.%s%s",
            results->n_outages > 0 ? "; shaded: outages" : "", series_thinned(page, CHART_MEAN),
            series_replication(page)));

    draw(page, chart);
    page_figure(page, chart);
    for (uint32_t i = 0; i < results->n_options; i++) {
        if (!results->options[i].allowed || results->options[i].n_bins == 0)
            continue;
        if (n == 0)
            columns[n++] = (struct series_column){"offered", i, series_offered};
        columns[n++] = (struct series_column){
            page_printf(page, "%s completed", results->options[i].name), i, series_completed};
    }
    if (n > 0)
        series_table(page, columns, n);
    page_metric_table(page, "Throughput", false, sections, 1);
}

const struct report_section report_throughput = {"throughput", "Throughput", NULL, NULL,
                                                 write_throughput};
