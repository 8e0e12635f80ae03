#include "analysis/report/report_list.h"
#include "analysis/report/series.h"

#include <math.h>

#define N_PARTS 5

static const struct {
    const char *name;
    enum chart_colour fill, text;
} parts[N_PARTS] = {{"input", CHART_BLUE, CHART_BLUE},
                    {"output", CHART_SKY, CHART_SKY_TEXT},
                    {"prompt cache", CHART_GREEN, CHART_GREEN_TEXT},
                    {"model units", CHART_YELLOW, CHART_YELLOW_TEXT},
                    {"waste", CHART_LOST, CHART_LOST_TEXT}};

static double part_of(const struct results_option *option, int part)
{
    const double values[N_PARTS] = {option->usd_input, option->usd_output, option->usd_cache,
                                    option->usd_hourly, option->usd_waste};

    return values[part];
}

/* USD per 1,000 completed; NaN = no price, or nothing completed. */
static double cost_of(const struct results_option *option)
{
    double sum = 0;

    for (int part = 0; part < N_PARTS; part++)
        sum += part_of(option, part);
    return option->allowed && isfinite(sum) ? sum : NAN;
}

/* Cents for dollars, more digits for small sums, so that four digits are told apart. */
static int decimals_of(double value)
{
    return value >= 1 ? 2 : value >= 0.01 ? 4 : 6;
}

static const char *usd(struct page *page, double value)
{
    return page_printf(page, "USD %s", page_number(page, value, decimals_of(value)));
}

/* Of an option that can be put in order; NaN also for the others: failing looks cheap. */
static double ranked_cost(const struct page *page, uint32_t option)
{
    return results_cost_is_ranked(page->results, option, 0)
               ? cost_of(&page->results->options[option])
               : NAN;
}

static const char *cost_text(struct page *page, uint32_t option)
{
    double cost = ranked_cost(page, option);

    return isnan(cost) ? NULL : usd(page, cost);
}

/* "; no cost for 1 option, single-region is not ranked" */
static const char *rest_of(struct page *page)
{
    const struct results *results = page->results;
    struct sim_text text = {0};
    uint32_t unpriced = 0, unranked = 0, last = 0;

    for (uint32_t i = 0; i < results->n_options; i++) {
        bool priced = !isnan(cost_of(&results->options[i]));

        unpriced += results->options[i].allowed && !priced;
        if (priced && isnan(ranked_cost(page, i))) {
            unranked++;
            last = i;
        }
    }
    if (unpriced > 0)
        sim_text_addf(&text, "; no cost for %u %s", unpriced, unpriced > 1 ? "options" : "option");
    if (unranked == 1)
        sim_text_addf(&text, "; %s is not ranked", results->options[last].name);
    if (unranked > 1)
        sim_text_addf(&text, "; %u options are not ranked", unranked);
    return page_keep(page, &text);
}

static const char *finding(struct page *page)
{
    const struct results *results = page->results;
    uint32_t n = 0, priced = 0, low = 0, high = 0;
    const char *rest = rest_of(page);

    for (uint32_t i = 0; i < results->n_options; i++) {
        double cost = ranked_cost(page, i);

        priced += !isnan(cost_of(&results->options[i]));
        if (isnan(cost))
            continue;
        if (n == 0 || cost < ranked_cost(page, low))
            low = i;
        if (n == 0 || cost > ranked_cost(page, high))
            high = i;
        n++;
    }
    if (n == 0 && priced > 0)
        return results->slo_stated
                   ? "Cost is not ranked: no priced option holds as stated"
                   : "Cost is not ranked: no priced option completes about as much as the best";
    if (n == 0)
        return results_any_allowed(results) ? "No cost to show: no price, or nothing completed"
                                            : "No cost to show: no option is allowed";
    {
        double least = cost_of(&results->options[low]), most = cost_of(&results->options[high]);
        double saved = most > 0 ? 100 * (1 - least / most) : 0;

        if (n == 1)
            return page_printf(page, "%s costs %s per 1,000 completed requests%s",
                               results->options[low].name, usd(page, least), rest);
        if (page_same(usd(page, least), usd(page, most)) || saved < 0.05)
            return page_printf(page, "All %u %soptions cost the same, %s per 1,000 completed%s", n,
                               n < priced ? "ranked " : "priced ", usd(page, most), rest);
        if (series_indistinct(page, "cost"))
            return page_printf(page,
                               "Cost does not tell the options apart: %s to %s per 1,000 "
                               "completed%s",
                               usd(page, least), usd(page, most), rest);
        {
            bool several, many;
            const char *cheap = series_sharing(page, cost_text(page, low), cost_text, &several);
            const char *dear = series_sharing(page, cost_text(page, high), cost_text, &many);

            return page_printf(page, "%s %s %.1f %% less per completed request than %s%s", cheap,
                               several ? "cost" : "costs", saved, dear, rest);
        }
    }
}

static void draw(struct page *page, struct chart *chart)
{
    for (int part = 0; part < N_PARTS; part++)
        chart_add_part(
            chart, &page->arena,
            (struct chart_part){parts[part].name, {parts[part].fill, parts[part].text, 0}});
    for (uint32_t i = 0; i < page->results->n_options; i++) {
        const struct results_option *option = &page->results->options[i];
        double *values = sim_arena_alloc(&page->arena, N_PARTS * sizeof *values);

        if (isnan(cost_of(option)))
            continue;
        for (int part = 0; part < N_PARTS; part++)
            values[part] = part_of(option, part);
        chart_add_row(chart, &page->arena,
                      (struct chart_row){.name = option->name,
                                         .value = isnan(ranked_cost(page, i))
                                                      ? page_printf(page, "%s, not ranked",
                                                                    usd(page, cost_of(option)))
                                                      : usd(page, cost_of(option)),
                                         .parts = values});
    }
}

static void parts_table(struct page *page)
{
    const struct results *results = page->results;
    const char *headers[N_PARTS + 2] = {"option"};

    for (int part = 0; part < N_PARTS; part++)
        headers[part + 1] = page_printf(page, "%s, USD", parts[part].name);
    headers[N_PARTS + 1] = "sum, USD";
    page_details(page, "Numbers behind the figure (USD per 1,000 completed requests)");
    page_table(page, NULL, headers, N_PARTS + 2, 1);
    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];
        struct page_cell cells[N_PARTS + 2] = {{option->name, PAGE_PLAIN}};
        const char *none = "no price";

        if (!option->allowed)
            continue;
        {
            const struct results_metric *total = results_metric_find(results, "cost-total");
            const struct results_metric *completed = results_metric_find(results, "completed");

            if (total != NULL && total->options[i].text == NULL && completed != NULL &&
                completed->options[i].text == NULL && completed->options[i].value == 0)
                none = "none completed";
        }
        for (int part = 0; part < N_PARTS; part++)
            cells[part + 1].text = isfinite(part_of(option, part))
                                       ? page_number(page, part_of(option, part), 4)
                                       : none;
        cells[N_PARTS + 1].text =
            isnan(cost_of(option)) ? none : page_number(page, cost_of(option), 4);
        page_row(page, cells);
    }
    page_table_end(page);
    page_details_end(page);
}

/* ---- what failure costs ---- */

/* 0 where the option has no such figure. */
static double figure(const struct page *page, const char *key, uint32_t option)
{
    double value;

    return page_metric_of(page, key, option, &value) ? value : 0;
}

static double not_completed(const struct page *page, uint32_t option)
{
    return figure(page, "offered", option) - figure(page, "completed", option);
}

static bool any_failure(const struct page *page)
{
    for (uint32_t o = 0; o < page->results->n_options; o++)
        if (page->results->options[o].allowed &&
            (not_completed(page, o) > 0 || figure(page, "retries", o) > 0 ||
             figure(page, "waste-total", o) > 0))
            return true;
    return false;
}

static const char *billed_text(struct page *page, uint32_t option, const char *key)
{
    double total, waste;

    (void)key;
    if (!page_metric_of(page, "cost-total", option, &total))
        return NULL;
    waste = figure(page, "waste-total", option);
    return waste > 0 ? page_printf(page, "%s (%s of the bill)",
                                   page_number(page, waste, decimals_of(waste)),
                                   page_share(page, waste, total))
                     : "0";
}

/* One figure of every option (NULL: it has none); left out where it is 0 in all, but for what is on
 * the bill. */
static void failure_row(struct page *page, const char *label,
                        const char *(*text_of)(struct page *page, uint32_t option, const char *key),
                        const char *key)
{
    const struct results *results = page->results;
    struct page_cell *cells =
        sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *cells);
    bool any = false;
    uint32_t n = 1;

    cells[0] = (struct page_cell){label, PAGE_PLAIN};
    for (uint32_t i = 0; i < results->n_options; i++) {
        const char *text;

        if (!results->options[page->columns[i]].allowed)
            continue;
        text = text_of(page, page->columns[i], key);
        any = any || (text != NULL && !page_same(text, "0"));
        cells[n++] = text != NULL ? (struct page_cell){text, PAGE_PLAIN}
                                  : (struct page_cell){"-", PAGE_MUTED};
    }
    if (any || text_of == billed_text)
        page_row(page, cells);
}

static const char *count_text(struct page *page, uint32_t option, const char *key)
{
    double value = figure(page, key, option);

    return page_number(page, value, value == floor(value) ? 0 : 1);
}

static const char *not_completed_text(struct page *page, uint32_t option, const char *key)
{
    double value = not_completed(page, option);

    (void)key;
    return page_number(page, value, fabs(value - round(value)) < 1e-9 ? 0 : 1);
}

static const char *billed_each_text(struct page *page, uint32_t option, const char *key)
{
    double total, n = not_completed(page, option);
    double waste = figure(page, "waste-total", option);

    (void)key;
    if (!page_metric_of(page, "cost-total", option, &total) || !(n > 0))
        return NULL;
    return waste > 0 ? page_number(page, waste / n, decimals_of(waste / n)) : "0";
}

/* What came to nothing, what was called again for it, and what of it is on the bill. */
static void failure_table(struct page *page)
{
    uint32_t n;
    const uint32_t *options = page_allowed(page, &n);
    const char **headers = sim_arena_alloc(&page->arena, (n + 1) * sizeof *headers);

    if (n == 0)
        return;
    page_heading(page, "What failure costs");
    if (!any_failure(page)) {
        page_paragraph(page, "Nothing fails as stated and nothing is called again, in any option: "
                             "failure costs nothing.");
        return;
    }
    headers[0] = "as stated, a replication";
    for (uint32_t i = 0; i < n; i++)
        headers[i + 1] = page->results->options[options[i]].name;
    page_table(page, NULL, headers, n + 1, 1);
    failure_row(page, "requests not completed", not_completed_text, NULL);
    failure_row(page, "  throttled (429 last)", count_text, "throttled");
    failure_row(page, "  unavailable (503, 500, 424 last)", count_text, "unavailable");
    failure_row(page, "  timed out", count_text, "timed-out");
    failure_row(page, "  cut off by an output quota", count_text, "cut-off");
    failure_row(page, "  abandoned", count_text, "abandoned");
    failure_row(page, "calls made again", count_text, "retries");
    failure_row(page, "billed for what came to nothing, USD", billed_text, NULL);
    failure_row(page, "  for each request not completed, USD", billed_each_text, NULL);
    page_table_end(page);
    page_note(page, "Calls that are refused (429, 503) or that the provider fails are not billed; "
                    "calls that a client gives up on, and answers that are cut off, are, whether "
                    "or not another call completes the request. What a request that is not "
                    "answered costs you is not in it.");
}

static void write_cost(struct page *page)
{
    static const char *const sections[] = {"Cost"};
    struct chart *chart =
        page_chart(page, "cost", finding(page),
                   "USD per 1,000 completed requests, at the source Region's price of each "
                   "option's mode; waste is what was billed for work the client had given up on.");

    draw(page, chart);
    page_figure(page, chart);
    parts_table(page);
    page_metric_table(page, "Cost", false, sections, 1);
    failure_table(page);
}

const struct report_section report_cost = {"cost", "Cost", NULL, NULL, write_cost};
