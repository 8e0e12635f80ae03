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
}

const struct report_section report_cost = {"cost", "Cost", NULL, NULL, write_cost};
