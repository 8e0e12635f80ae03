#include "analysis/report/report_list.h"
#include "analysis/report/series.h"

#include <math.h>

static double option_value(const struct page *page, const char *key, uint32_t option, series_fn of)
{
    double value;

    return page_metric_of(page, key, option, &value) ? value : series_sum(page, option, of);
}

static uint32_t most_option(const struct page *page, const char *key, series_fn of, double *most,
                            uint32_t *n_with)
{
    uint32_t at = 0;

    *most = 0;
    *n_with = 0;
    for (uint32_t i = 0; i < page->results->n_options; i++) {
        double value = page->results->options[i].allowed ? option_value(page, key, i, of) : 0;

        *n_with += value > 0;
        if (value > *most) {
            *most = value;
            at = i;
        }
    }
    return at;
}

static char *count(struct page *page, double value)
{
    return page_number(page, value, value < 10 && floor(value) < value ? 1 : 0);
}

static const char *throttled_text(struct page *page, uint32_t option)
{
    double value = option_value(page, "throttled", option, series_throttled);

    return value > 0 ? count(page, value) : NULL;
}

static const char *finding(struct page *page)
{
    const struct results *results = page->results;
    double throttled, moved, refused;
    uint32_t n_throttled, n_moved, n_refused, n_allowed;
    uint32_t by_moved =
        most_option(page, "failover-requests", series_failover_moves, &moved, &n_moved);
    uint32_t by_refused = most_option(page, "refused", series_refused, &refused, &n_refused);
    const char *first, *second, *names = "";
    bool several = false, all_alike = true;

    most_option(page, "throttled", series_throttled, &throttled, &n_throttled);
    if (n_throttled > 0)
        names = series_sharing(page, count(page, throttled), throttled_text, &several);
    for (uint32_t a = 0; a < results->n_options; a++)
        all_alike = all_alike && (!results->options[a].allowed ||
                                  page_same(throttled_text(page, a), count(page, throttled)));
    page_allowed(page, &n_allowed);
    if (series_end_s(results) <= 0)
        return "No data: nothing was run";
    if (n_throttled == 0)
        first = refused > 0 ? page_printf(page,
                                          "No request ends throttled, though %s takes %s "
                                          "answers 429 on the way",
                                          results->options[by_refused].name, count(page, refused))
                            : "Nothing is throttled";
    else
        first = page_printf(page, "%s %s %s %s%s", names,
                            several && all_alike                 ? "throttle"
                            : several                            ? "throttle most,"
                            : n_throttled == 1 && n_allowed == 1 ? "throttles"
                            : n_throttled == 1                   ? "alone throttles"
                                                                 : "throttles most,",
                            count(page, throttled), throttled > 1 ? "requests" : "request",
                            several ? " each" : "");
    if (n_moved == 0)
        second =
            n_throttled == 0 && refused <= 0 ? " and nothing fails over" : "; nothing fails over";
    else
        second = page_printf(page, "; %s %s %s %s over", results->options[by_moved].name,
                             n_allowed > 1 ? "alone fails" : "fails", count(page, moved),
                             moved > 1 ? "requests" : "request");
    if (n_moved > 1)
        second = page_printf(page, "; %u of %u options fail over, by up to %s requests", n_moved,
                             n_allowed, count(page, moved));
    return page_printf(page, "%s%s", first, second);
}

/* " (none: geographic, global)": options that have no line. */
static const char *none(struct page *page, series_fn of)
{
    const char *text = "";

    for (uint32_t i = 0; i < page->results->n_options; i++)
        if (page->results->options[i].allowed && series_sum(page, i, of) <= 0)
            text = page_printf(page, "%s%s%s", text, *text == '\0' ? " (none: " : ", ",
                               page->results->options[i].name);
    return *text == '\0' ? text : page_printf(page, "%s)", text);
}

static void add_panel(struct chart *chart, struct page *page, const char *title, const char *unit,
                      series_fn of)
{
    struct chart_panel *panel =
        chart_add_panel(chart, &page->arena, title, (struct chart_axis){.unit = unit});

    series_add_options(panel, page, of, false, CHART_MOST);
    if (panel->n_series > 0)
        panel->title = page_printf(page, "%s%s", title, none(page, of));
    series_add_outages(panel, page, NULL);
}

static void write_failover(struct page *page)
{
    static const char *const sections[] = {"Failover"};
    const struct results *results = page->results;
    struct series_column *columns =
        sim_arena_alloc(&page->arena, (2 * results->n_options + 1) * sizeof *columns);
    uint32_t n = 0;
    struct chart *chart = page_chart(
        page, "failover", finding(page),
        page_printf(
            page,
            "Per minute and option: requests whose last answer was 429, and moves to another "
            "Region than the first choice%s.%s%s",
            results->n_outages > 0 ? "; shaded: outages" : "", series_thinned(page, CHART_MOST),
            series_replication(page)));

    chart->x = series_time_axis(page);
    add_panel(chart, page, "requests throttled", "requests per minute", series_throttled);
    add_panel(chart, page, "failover moves", "moves per minute", series_failover_moves);
    page_figure(page, chart);
    for (uint32_t i = 0; i < results->n_options; i++) {
        if (!results->options[i].allowed || results->options[i].n_bins == 0)
            continue;
        columns[n++] = (struct series_column){
            page_printf(page, "%s throttled", results->options[i].name), i, series_throttled};
        columns[n++] = (struct series_column){
            page_printf(page, "%s moves", results->options[i].name), i, series_failover_moves};
    }
    if (n > 0)
        series_table(page, columns, n);
    page_metric_table(page, NULL, false, sections, 1);
}

const struct report_section report_failover = {"failover", "Throttling and failover", NULL, NULL,
                                               write_failover};
