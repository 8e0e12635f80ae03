/*
 * report_quota.c: how much of its limits each option has in use, minute by minute: why there are
 * 429, or how far from them.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/report_table.h"
#include "analysis/report/series.h"

#include <math.h>

/* The limit of an option that came nearest to refusing; NULL if it has none in use. */
static const struct results_limit *nearest_of(const struct results_option *option)
{
    const struct results_limit *nearest = NULL;

    for (uint32_t i = 0; option->allowed && i < option->n_limits; i++)
        if (nearest == NULL || option->limits[i].most > nearest->most)
            nearest = &option->limits[i];
    return nearest;
}

/* The limit of an option that refused most; NULL if none did. */
static const struct results_limit *refuser_of(const struct results_option *option)
{
    const struct results_limit *refuser = NULL;

    for (uint32_t i = 0; option->allowed && i < option->n_limits; i++)
        if (option->limits[i].refused > (refuser == NULL ? 0 : refuser->refused))
            refuser = &option->limits[i];
    return refuser;
}

/* "tpm limit, which refuses 9,664 calls": what options may have in common. */
static const char *refusal_text(struct page *page, uint32_t option)
{
    const struct results_limit *limit = refuser_of(&page->results->options[option]);

    return limit == NULL ? NULL
                         : page_printf(page, "%s limit, which refuses %s %s", limit->limit,
                                       page_number(page, (double)limit->refused, 0),
                                       limit->refused > 1 ? "calls" : "call");
}

static uint32_t nearest_option(const struct results *results)
{
    uint32_t at = UINT32_MAX;

    for (uint32_t a = 0; a < results->n_options; a++) {
        const struct results_limit *limit = nearest_of(&results->options[a]);

        if (limit != NULL &&
            (at == UINT32_MAX || limit->most > nearest_of(&results->options[at])->most))
            at = a;
    }
    return at;
}

static const char *finding(struct page *page)
{
    const struct results *results = page->results;
    const struct results_limit *limit;
    uint32_t most = UINT32_MAX, option, n = 0;
    const char *text;
    bool several;

    for (uint32_t a = 0; a < results->n_options; a++) {
        limit = refuser_of(&results->options[a]);
        if (limit == NULL)
            continue;
        n++;
        if (most == UINT32_MAX || limit->refused > refuser_of(&results->options[most])->refused)
            most = a;
    }
    if (most != UINT32_MAX) {
        const char *names;

        text = refusal_text(page, most);
        names = series_sharing(page, text, refusal_text, &several);
        return page_printf(page, "%s %s %s%s", names, several ? "meet their" : "meets its", text,
                           n > 1 && !several ? ", most of all options"
                           : several         ? " each"
                                             : "");
    }
    option = nearest_option(results);
    limit = nearest_of(&results->options[option]);
    return page_printf(page,
                       "No limit refuses a call; the nearest is %s of %s, of which %s %% is in use "
                       "at most",
                       limit->limit, results->options[option].name,
                       page_number(page, 100 * limit->most, 1));
}

static void draw(struct page *page, struct chart *chart)
{
    static const double full = 100;
    const struct results *results = page->results;
    struct chart_panel *panel =
        chart_add_panel(chart, &page->arena, NULL, (struct chart_axis){.unit = "%", .high = full});

    chart->x = series_time_axis(page);
    for (uint32_t a = 0; a < results->n_options; a++) {
        const struct results_option *option = &results->options[a];
        const struct results_limit *limit = nearest_of(option);
        double *values;

        if (limit == NULL || option->n_bins == 0)
            continue;
        values = sim_arena_alloc(&page->arena, option->n_bins * sizeof *values);
        for (uint32_t i = 0; i < option->n_bins; i++)
            values[i] = 100 * results_used_at(option, limit, i);
        series_add(panel, page, a, values, page_printf(page, "(%s)", limit->limit), CHART_MOST);
    }
    if (panel->n_series == 0)
        return;
    chart_add_series(panel, &page->arena,
                     (struct chart_series){.shape = CHART_RULE,
                                           .name = "the limit",
                                           .style = {CHART_LOST, CHART_LOST_TEXT, 0},
                                           .n = 1,
                                           .x = &full,
                                           .y = &full});
    series_add_outages(panel, page, NULL);
}

/* Highest shares, of so many minutes each. */
static void numbers(struct page *page)
{
    enum { ROWS = 60 };
    const struct results *results = page->results;
    const char **headers =
        sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *headers);
    struct page_cell *cells =
        sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *cells);
    uint32_t n = 0, n_bins = 0, group;
    double bin_s = 60;

    headers[0] = "from minute";
    for (uint32_t a = 0; a < results->n_options; a++) {
        const struct results_limit *limit = nearest_of(&results->options[a]);

        if (limit == NULL)
            continue;
        headers[++n] = page_printf(page, "%s, %s [%%]", results->options[a].name, limit->limit);
        if (results->options[a].n_bins > n_bins) {
            n_bins = results->options[a].n_bins;
            bin_s = results->options[a].bin_s;
        }
    }
    group = (n_bins + ROWS - 1) / ROWS;
    page_details(page, page_printf(page, "Numbers behind the figure (the highest share of %s each)",
                                   page_duration(page, group * bin_s)));
    page_table(page, NULL, headers, n + 1, 1);
    for (uint32_t i = 0; i < n_bins; i += group) {
        uint32_t c = 0;

        cells[0].text = series_from(page, i * bin_s);
        for (uint32_t a = 0; a < results->n_options; a++) {
            const struct results_option *option = &results->options[a];
            const struct results_limit *limit = nearest_of(option);
            double most = 0;

            if (limit == NULL)
                continue;
            for (uint32_t k = i; k < i + group && k < option->n_bins; k++)
                most = fmax(most, 100 * results_used_at(option, limit, k));
            cells[++c].text = page_number(page, most, 1);
        }
        page_row(page, cells);
    }
    page_table_end(page);
    page_details_end(page);
}

static void limits_table(struct page *page)
{
    static const char *const headers[] = {
        "option", "quota", "limit", "most in use", "minutes at 90 % or more", "calls refused"};
    const struct results *results = page->results;

    page_table(page, "What was in use of each limit", headers, 6, 3);
    for (uint32_t a = 0; a < results->n_options; a++)
        for (uint32_t i = 0; results->options[a].allowed && i < results->options[a].n_limits; i++) {
            const struct results_option *option = &results->options[a];
            const struct results_limit *limit = &option->limits[i];
            struct page_cell cells[6] = {
                {option->name, PAGE_PLAIN},
                {limit->quota, PAGE_PLAIN},
                {limit->limit, PAGE_PLAIN},
                {page_printf(page, "%s %%", page_number(page, 100 * limit->most, 1)),
                 limit->most >= 1 ? PAGE_BAD : PAGE_PLAIN},
                {page_number(page, limit->n_tight * option->bin_s / 60, 0), PAGE_PLAIN},
                {page_number(page, (double)limit->refused, 0),
                 limit->refused > 0 ? PAGE_BAD : PAGE_PLAIN}};

            page_row(page, cells);
        }
    page_table_end(page);
}

static bool present(const struct page *page)
{
    return nearest_option(page->results) != UINT32_MAX;
}

static void write_quota(struct page *page)
{
    static const char *const sections[] = {"Quota"};
    const struct results *results = page->results;
    struct chart *chart = page_chart(
        page, "quota", finding(page),
        page_printf(
            page,
            "Of the limit of each option that came nearest to refusing a call: the highest share "
            "in use, per cent, minute by minute, reservations included%s. Dotted: the limit. Above "
            "it is what settled beyond it; a token bucket pays that back before it lets anything "
            "through.%s%s",
            results->n_outages > 0 ? "; shaded: outages" : "", series_thinned(page, CHART_MOST),
            results->replications > 1
                ? page_printf(page,
                              " Figure, headline and tables are of the first of %u replications.",
                              results->replications)
                : ""));

    draw(page, chart);
    page_figure(page, chart);
    numbers(page);
    limits_table(page);
    page_metric_table(page, "Asked for, and used", false, sections, 1);
    report_table_of(page, "quota-by-class");
}

const struct report_section report_quota = {"quota", "Quota use", NULL, present, write_quota};
