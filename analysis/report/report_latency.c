#include "analysis/report/report_list.h"
#include "analysis/report/report_question.h"
#include "analysis/report/report_table.h"
#include "analysis/report/series.h"

#include <math.h>
#include <string.h>

#define MAX_POINTS 240 /* of one curve */
#define P_LOWEST   0.02
#define HEADLINE_P 0.95

static const struct {
    double p;
    const char *name;
} marks[] = {{0.5, "p50"},     {0.9, "p90"},       {0.95, "p95"},       {0.99, "p99"},
             {0.999, "p99.9"}, {0.9999, "p99.99"}, {0.99999, "p99.999"}};
#define N_MARKS (sizeof marks / sizeof marks[0])

static double nines(double p)
{
    return -log10(1 - p);
}

/* E2E at p with failures as infinite: the first point at or above p; NaN among failures. */
static double spectrum_at(const struct results_option *option, double p)
{
    for (uint32_t i = 0; i < option->n_spectrum; i++)
        if (option->spectrum_p[i] >= p - 1e-12)
            return option->spectrum_e2e_s[i];
    return NAN;
}

static bool drawn(const struct results_option *option, uint32_t i)
{
    return option->spectrum_p[i] < 1 - 1e-9 && isfinite(option->spectrum_e2e_s[i]) &&
           option->spectrum_e2e_s[i] > 0;
}

/* Last point that is drawn; n_spectrum if there is none. */
static uint32_t last_of(const struct results_option *option)
{
    for (uint32_t i = option->n_spectrum; i-- > 0;)
        if (drawn(option, i))
            return i;
    return option->n_spectrum;
}

/* Does the curve end because what is beyond it failed? */
static bool leaves(const struct results_option *option)
{
    uint32_t last = last_of(option);

    return last + 1 < option->n_spectrum && !isfinite(option->spectrum_e2e_s[last + 1]);
}

static const char *p95_text(struct page *page, uint32_t option)
{
    double value = spectrum_at(&page->results->options[option], HEADLINE_P);

    return isfinite(value) ? page_number(page, value, 1) : NULL;
}

/* "a and b answer 95 % of the requests within 6.1 s" */
static const char *fastest(struct page *page, uint32_t low)
{
    bool several;
    const char *text = p95_text(page, low);
    const char *names = series_sharing(page, text, p95_text, &several);

    return page_printf(page, "%s %s 95 %% of the requests within %s s", names,
                       several ? "answer" : "answers", text);
}

static const char *finding(struct page *page)
{
    const struct results *results = page->results;
    uint32_t n = 0, reach = 0, low = 0, high = 0, failing = 0;
    double least = 0, most = 0;
    bool any = false;

    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];
        double value = spectrum_at(option, HEADLINE_P);

        if (!option->allowed || option->n_spectrum == 0)
            continue;
        n++;
        any = any || last_of(option) < option->n_spectrum;
        if (!isfinite(value)) {
            failing = i;
            continue;
        }
        if (reach == 0 || value < least)
            least = value, low = i;
        if (reach == 0 || value > most)
            most = value, high = i;
        reach++;
    }
    if (!any)
        return "No data: no request completed, so there is no latency";
    if (reach == 0)
        return n == 1 ? page_printf(page, "%s has no p95: more than 5 %% of its requests fail",
                                    results->options[failing].name)
                      : "No option has a p95: in each, more than 5 % of the requests fail";
    if (n - reach == 1)
        return page_printf(page, "%s; %s never does, too many of its requests fail",
                           fastest(page, low), results->options[failing].name);
    if (reach < n)
        return page_printf(page, "%s; in %u options too many requests fail for that",
                           fastest(page, low), n - reach);
    if (n == 1)
        return fastest(page, low);
    if (page_same(page_number(page, least, 1), page_number(page, most, 1)) ||
        series_indistinct(page, "e2e-p95"))
        return page_printf(page, "No option is faster where it counts: p95 is about %s s in all %u",
                           page_number(page, least, 1), n);
    return page_printf(page, "%s, %s needs %s s", fastest(page, low), results->options[high].name,
                       page_number(page, most, 1));
}

/* The points of an option's curve, thinned evenly along the axis. */
static void set_curve(struct chart_series *series, struct page *page,
                      const struct results_option *option)
{
    uint32_t last = last_of(option);
    double before = -1, gap = nines(option->spectrum_p[last]) / MAX_POINTS;
    double *x = sim_arena_alloc(&page->arena, (last + 1) * sizeof *x);
    double *y = sim_arena_alloc(&page->arena, (last + 1) * sizeof *y);

    for (uint32_t i = 0; i <= last; i++) {
        double at = nines(option->spectrum_p[i]);

        if (!drawn(option, i) || option->spectrum_p[i] < P_LOWEST ||
            (at < before + gap && i != last))
            continue;
        x[series->n] = option->spectrum_p[i];
        y[series->n++] = option->spectrum_e2e_s[i];
        before = at;
    }
    series->x = x;
    series->y = y;
}

static const char *leaving_words(struct page *page, uint32_t option)
{
    const struct results_option *a = &page->results->options[option];
    double success;
    /* The last point drawn is somewhat before the first failure. */
    double failed = page_metric_of(page, "success-rate", option, &success)
                        ? 1 - success / 100
                        : 1 - a->spectrum_p[last_of(a)];

    return page_printf(page, "beyond here requests fail (%s)", page_share(page, failed, 1));
}

/* From the lowest to the highest replication, behind the curve of all together. */
static void add_band(struct chart_panel *panel, struct page *page, uint32_t option)
{
    const struct results_table *table = results_table_find(page->results, "spectrum");
    const char *name = page->results->options[option].name;
    struct chart_series series = {.shape = CHART_BAND,
                                  .style = {CHART_OFFERED, CHART_MUTED, 0}};
    double *x, *low, *high;

    if (table == NULL || table->n_columns != 4)
        return;
    x = sim_arena_alloc(&page->arena, ((size_t)table->n_rows + 1) * sizeof *x);
    low = sim_arena_alloc(&page->arena, ((size_t)table->n_rows + 1) * sizeof *low);
    high = sim_arena_alloc(&page->arena, ((size_t)table->n_rows + 1) * sizeof *high);
    for (uint32_t r = 0; r < table->n_rows; r++) {
        const struct metric_value *cells = &table->cells[(size_t)r * 4];

        if (!page_same(cells[0].text, name) || cells[1].text != NULL || cells[2].text != NULL ||
            cells[3].text != NULL || cells[1].value < P_LOWEST || !(cells[2].value > 0))
            continue;
        x[series.n] = cells[1].value;
        low[series.n] = cells[2].value;
        high[series.n++] = cells[3].value;
    }
    series.x = x;
    series.y = high;
    series.low = low;
    chart_add_series(panel, &page->arena, series);
}

static void draw(struct page *page, struct chart *chart)
{
    const struct results *results = page->results;
    struct chart_panel *panel = chart_add_panel(
        chart, &page->arena, NULL, (struct chart_axis){.scale = CHART_LOG, .unit = "s"});

    chart->x = (struct chart_axis){
        .scale = CHART_RANK, .high = 0.99, .title = "share of requests, slowest to the right"};
    for (uint32_t i = 0; i < results->n_options; i++)
        if (results->options[i].allowed)
            add_band(panel, page, i);
    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];
        struct chart_series series = {
            .shape = CHART_LINE, .name = option->name, .style = series_style(results, i)};

        if (!option->allowed || last_of(option) == option->n_spectrum)
            continue;
        set_curve(&series, page, option);
        if (leaves(option))
            series.leaves = leaving_words(page, i);
        chart_add_series(panel, &page->arena, series);
    }
}

static void spectrum_table(struct page *page)
{
    const struct results *results = page->results;
    uint32_t n;
    const uint32_t *options = page_allowed(page, &n);
    const char **headers = sim_arena_alloc(&page->arena, (2 * n + 1) * sizeof *headers);
    struct page_cell *cells = sim_arena_alloc(&page->arena, (2 * n + 1) * sizeof *cells);
    bool any = false;

    headers[0] = "percentile";
    for (uint32_t i = 0; i < n; i++) {
        headers[2 * i + 1] = page_printf(page, "%s E2E, s", results->options[options[i]].name);
        headers[2 * i + 2] = page_printf(page, "%s TTFT, s", results->options[options[i]].name);
        any = any || results->options[options[i]].n_spectrum > 0;
    }
    if (!any)
        return;
    page_details(page, "Numbers behind the figure (failures count as infinitely slow)");
    page_table(page, NULL, headers, 2 * n + 1, 1);
    for (size_t m = 0; m < N_MARKS; m++) {
        cells[0].text = marks[m].name;
        for (uint32_t i = 0; i < n; i++) {
            const struct results_option *option = &results->options[options[i]];
            uint32_t k = 0;

            while (k < option->n_spectrum && option->spectrum_p[k] < marks[m].p - 1e-12)
                k++;
            cells[2 * i + 1].text = cells[2 * i + 2].text = "no data";
            if (k == option->n_spectrum)
                continue;
            cells[2 * i + 1].text = isfinite(option->spectrum_e2e_s[k])
                                        ? page_number(page, option->spectrum_e2e_s[k], 2)
                                        : "fails";
            cells[2 * i + 2].text = isfinite(option->spectrum_ttft_s[k])
                                        ? page_number(page, option->spectrum_ttft_s[k], 2)
                                        : "fails";
        }
        page_row(page, cells);
    }
    page_table_end(page);
    page_details_end(page);
}

/* Rows of a table that stands open. */
enum { MOST_OPEN = 12 };

static void by_time_and_region(struct page *page)
{
    static const char *const prefix = "latency-";

    for (uint32_t i = 0; i < page->results->n_tables; i++) {
        const struct results_table *table = &page->results->tables[i];
        bool folded = table->n_rows > MOST_OPEN;

        if (table->question != NULL || strncmp(table->key, prefix, strlen(prefix)) != 0)
            continue;
        report_plot(page, table);
        if (folded)
            page_details(page,
                         table->plot_finding != NULL ? "Numbers behind the figure" : table->title);
        report_numbers(page, table);
        if (folded)
            page_details_end(page);
    }
}

static void write_latency(struct page *page)
{
    static const char *const sections[] = {"Latency"};
    struct chart *chart = page_chart(
        page, "latency", finding(page),
        "End-to-end latency by percentile of all requests, from the intended start, retries "
        "included, failures as infinitely slow; both axes logarithmic, each step to the right "
        "ten times rarer.");

    if (page->results->replications > 1)
        chart->what = page_printf(page, "%s %u replications merged%s.", chart->what,
                                  page->results->replications,
                                  results_table_find(page->results, "spectrum") != NULL
                                      ? "; the band is from the lowest to the highest of them"
                                      : "");
    draw(page, chart);
    page_figure(page, chart);
    spectrum_table(page);
    page_metric_table(page, "Latency over completed requests", false, sections, 1);
    by_time_and_region(page);
}

const struct report_section report_latency = {"latency", "Latency", NULL, NULL, write_latency};
