/*
 * report_weighed.c: cost against latency and success: whoever is beaten in all of them is no
 * choice.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/series.h"

#include <math.h>

/* What is weighed against each other, each so that less is better; NaN = not known. */
struct weighed {
    double usd, p95_s, failed;
};

static struct weighed weighed_of(const struct page *page, uint32_t option)
{
    struct weighed of = {NAN, NAN, NAN};
    double success;

    if (!page->results->options[option].allowed || !page_metric_of(page, "cost", option, &of.usd))
        of.usd = NAN;
    if (page_metric_of(page, "success-rate", option, &success))
        of.failed = 100 - success;
    if (!page_metric_of(page, "e2e-p95", option, &of.p95_s))
        of.p95_s = NAN;
    return of;
}

static bool is_whole(struct weighed of)
{
    return isfinite(of.usd) && isfinite(of.p95_s) && isfinite(of.failed);
}

/* Whether a is in nothing worse than b, and better in something: beyond a thousandth of it. */
static bool beats(struct weighed a, struct weighed b)
{
    const double of_a[] = {a.usd, a.p95_s, a.failed}, of_b[] = {b.usd, b.p95_s, b.failed};
    bool better = false;

    for (int i = 0; i < 3; i++) {
        double same = 0.001 * fmax(of_a[i], of_b[i]);

        if (of_a[i] > of_b[i] + same)
            return false;
        better = better || of_a[i] < of_b[i] - same;
    }
    return better;
}

/* An option that beats this one; n_options = none. */
static uint32_t beaten_by(const struct page *page, uint32_t option)
{
    const struct results *results = page->results;
    uint32_t i = 0;

    while (i < results->n_options && (!is_whole(weighed_of(page, i)) ||
                                      !beats(weighed_of(page, i), weighed_of(page, option))))
        i++;
    return i;
}

static const char *weighed_text(struct page *page, uint32_t option)
{
    const struct weighed of = weighed_of(page, option);

    return page_printf(page, "%s, p95 %s s, %s completed",
                       page_printf(page, "USD %s", page_number(page, of.usd, 2)),
                       page_number(page, of.p95_s, 2), page_share(page, 100 - of.failed, 100));
}

static const char *weighed_finding(struct page *page, const uint32_t *options, uint32_t n)
{
    const struct results *results = page->results;
    struct sim_text front = {0}, beaten = {0};

    for (uint32_t i = 0; i < n; i++) {
        uint32_t by = beaten_by(page, options[i]);
        struct sim_text *text = by < results->n_options ? &beaten : &front;

        sim_text_addf(text, "%s%s", text->length > 0 ? ", " : "",
                      results->options[options[i]].name);
    }
    {
        const char *kept = page_keep(page, &front), *out = page_keep(page, &beaten);

        return page_printf(page, "No other option beats %s in cost, p95 and success together%s%s",
                           kept, *out != '\0' ? "; beaten: " : "", out);
    }
}

static void weighed_table(struct page *page, const uint32_t *options, uint32_t n)
{
    static const char *const headers[] = {"option", "USD per 1,000 completed", "E2E p95, s",
                                          "completed", "beaten by"};
    const struct results *results = page->results;

    page_table(page, "What is weighed against each other", headers, 5, 1);
    for (uint32_t i = 0; i < n; i++) {
        const struct weighed of = weighed_of(page, options[i]);
        uint32_t by = beaten_by(page, options[i]);
        struct page_cell cells[5] = {
            {results->options[options[i]].name, PAGE_PLAIN},
            {page_number(page, of.usd, 2), PAGE_PLAIN},
            {page_number(page, of.p95_s, 2), PAGE_PLAIN},
            {page_share(page, 100 - of.failed, 100), PAGE_PLAIN},
            {by < results->n_options ? results->options[by].name : "none", PAGE_PLAIN}};

        page_row(page, cells);
    }
    page_table_end(page);
}

static bool present(const struct page *page)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < page->results->n_options; i++)
        n += is_whole(weighed_of(page, i));
    return n > 1;
}

static void write_weighed(struct page *page)
{
    const struct results *results = page->results;
    uint32_t n_allowed,
        n = 0, *options = sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *options);
    const uint32_t *allowed = page_allowed(page, &n_allowed);
    struct chart *chart;

    for (uint32_t i = 0; i < n_allowed; i++)
        if (is_whole(weighed_of(page, allowed[i])))
            options[n++] = allowed[i];
    chart = page_chart(
        page, "weighed", weighed_finding(page, options, n),
        "Each option by what 1,000 completed requests cost and by the E2E p95 of "
        "those that complete; lower left is better. An option that fails many can "
        "look cheap and fast, so what it completes stands beside it. Grey: another is worse "
        "in none of the three, and better in one.");
    chart->rows_as = CHART_DOTS;
    chart_add_part(
        chart, &page->arena,
        (struct chart_part){"USD per 1,000 completed requests", {CHART_INK, CHART_INK, 0}});
    chart_add_part(chart, &page->arena,
                   (struct chart_part){"E2E p95, s", {CHART_INK, CHART_INK, 0}});
    for (uint32_t i = 0; i < n; i++) {
        const struct weighed of = weighed_of(page, options[i]);
        double *place = sim_arena_alloc(&page->arena, 2 * sizeof *place);

        place[0] = of.usd;
        place[1] = of.p95_s;
        chart_add_row(
            chart, &page->arena,
            (struct chart_row){.name = results->options[options[i]].name,
                               .value = weighed_text(page, options[i]),
                               .parts = place,
                               .style = beaten_by(page, options[i]) < results->n_options
                                            ? (struct chart_style){CHART_MUTED, CHART_MUTED, 0}
                                            : series_style(results, options[i])});
    }
    page_figure(page, chart);
    weighed_table(page, options, n);
}

const struct report_section report_weighed = {"weighed", "Cost against latency and success", NULL,
                                              present, write_weighed};
