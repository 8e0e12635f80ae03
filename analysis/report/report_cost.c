#include "analysis/report/report_list.h"
#include "analysis/report/series.h"

#include <math.h>

#define N_PARTS 5
#define BAR_PX  44

static const struct {
    const char *name;
    enum sketch_colour fill, text;
} parts[N_PARTS] = {{"input", SKETCH_BLUE, SKETCH_BLUE},
                    {"output", SKETCH_SKY, SKETCH_SKY_TEXT},
                    {"prompt cache", SKETCH_GREEN, SKETCH_GREEN_TEXT},
                    {"model units", SKETCH_YELLOW, SKETCH_YELLOW_TEXT},
                    {"waste", SKETCH_LOST, SKETCH_LOST_TEXT}};

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

static const char *cost_text(struct page *page, uint32_t option)
{
    double cost = cost_of(&page->results->options[option]);

    return isnan(cost) ? NULL : usd(page, cost);
}

static const char *finding(struct page *page)
{
    const struct results *results = page->results;
    uint32_t n = 0, unpriced = 0, low = 0, high = 0;
    const char *rest = "";

    for (uint32_t i = 0; i < results->n_options; i++) {
        double cost = cost_of(&results->options[i]);

        if (!results->options[i].allowed)
            continue;
        if (isnan(cost)) {
            unpriced++;
            continue;
        }
        if (n == 0 || cost < cost_of(&results->options[low]))
            low = i;
        if (n == 0 || cost > cost_of(&results->options[high]))
            high = i;
        n++;
    }
    if (n == 0)
        return unpriced > 0 ? "No cost to show: no price, or nothing completed"
                            : "No cost to show: no option is allowed";
    if (unpriced > 0)
        rest =
            page_printf(page, "; no cost for %u %s", unpriced, unpriced > 1 ? "options" : "option");
    {
        double least = cost_of(&results->options[low]), most = cost_of(&results->options[high]);
        double saved = most > 0 ? 100 * (1 - least / most) : 0;

        if (n == 1)
            return page_printf(page, "%s costs %s per 1,000 completed requests%s",
                               results->options[low].name, usd(page, least), rest);
        if (page_same(usd(page, least), usd(page, most)) || saved < 0.05)
            return page_printf(page,
                               "All %u priced options cost the same, %s per 1,000 completed%s", n,
                               usd(page, most), rest);
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

/* Names of the parts above the first bar, over their segments, moved apart where they touch. */
static void part_labels(struct sketch *sketch, const double *totals,
                        const struct results_option *option, double y_px)
{
    struct sketch_label labels[N_PARTS];
    double x = sketch->left, from = 0, next = 0;
    double at[N_PARTS], width[N_PARTS];
    size_t n = 0;

    for (int part = 0; part < N_PARTS; part++) {
        double value = part_of(option, part);

        if (totals[part] > 0) {
            at[n] = sketch_x_px(sketch, from + value / 2);
            width[n] = sketch_text_px(parts[part].name);
            labels[n] = (struct sketch_label){parts[part].name, parts[part].text, 0};
            next = fmax(at[n] - width[n] / 2, x);
            labels[n].at = next;
            x = next + width[n] + 14;
            n++;
        }
        from += value;
    }
    for (size_t i = 0; i < n; i++) {
        sketch_line(sketch, labels[i].at + width[i] / 2, y_px + 9, at[i], y_px + 19,
                    labels[i].colour, 0.9, false);
        sketch_text(sketch, labels[i].at, y_px, "left", labels[i].colour, labels[i].text);
    }
}

static const char *draw(struct page *page)
{
    const struct results *results = page->results;
    struct sketch sketch;
    double most = 0, totals[N_PARTS] = {0}, step, room = 60;
    uint32_t n = 0, row = 0;

    for (uint32_t i = 0; i < results->n_options; i++) {
        double cost = cost_of(&results->options[i]);

        if (isnan(cost))
            continue;
        n++;
        most = fmax(most, cost);
        room = fmin(fmax(room, sketch_text_px(results->options[i].name) + 20), 260);
        for (int part = 0; part < N_PARTS; part++)
            totals[part] += part_of(&results->options[i], part);
    }
    if (n == 0 || most <= 0)
        return NULL;
    sketch_begin(&sketch, 40 + BAR_PX * n + 14);
    sketch.left = room;
    sketch.right = SKETCH_WIDTH - 110;
    sketch.top = 34;
    sketch.bottom = 34 + BAR_PX * n;
    sketch_nice_top(most, &step);
    sketch.x_high = most;
    sketch.y_high = n;
    sketch_panel(&sketch);
    sim_text_add(&sketch.script, "set border 0\nunset xtics\nunset ytics\nunset grid\n");
    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];
        double top, from = 0, cost = cost_of(option);

        if (isnan(cost))
            continue;
        top = sketch.top + BAR_PX * row;
        if (row++ == 0)
            part_labels(&sketch, totals, option, 14);
        for (int part = 0; part < N_PARTS; part++) {
            double to = from + part_of(option, part);

            if (to > from)
                sketch_box(&sketch, sketch_x_px(&sketch, from), top + BAR_PX - 8,
                           sketch_x_px(&sketch, to), top + 4, parts[part].fill, 1, false);
            from = to;
        }
        sketch_text(&sketch, sketch.left - 12, top + BAR_PX / 2.0 - 2, "right", SKETCH_INK,
                    sketch_fit(page, option->name, room - 16));
        sketch_text(&sketch, sketch_x_px(&sketch, cost) + 10, top + BAR_PX / 2.0 - 2, "left",
                    SKETCH_INK, usd(page, cost));
    }
    sketch_panel_end(&sketch);
    return sketch_end(&sketch, page);
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
    struct page_figure figure = {"cost", finding(page),
                                 "USD per 1,000 completed requests, at the source Region's price "
                                 "of each option's mode; waste "
                                 "is what was billed for work the client had given up on.",
                                 draw(page)};

    page_figure(page, &figure);
    parts_table(page);
    page_metric_table(page, "Cost", false, sections, 1);
}

const struct report_section report_cost = {"cost", "Cost", NULL, NULL, write_cost};
