#include "analysis/report/report_list.h"
#include "analysis/report/series.h"
#include "sim/base/sort.h"

#include <math.h>
#include <string.h>

/* Regions with a colour of their own; the rest is one grey layer, and on top is what failed. */
enum { MAX_LAYERS = 5, FAILED = MAX_LAYERS + 1, N_LAYERS };

static const struct chart_style layer_style[N_LAYERS] = {
    {CHART_BLUE, CHART_BLUE, 0},          {CHART_SKY, CHART_SKY_TEXT, 0},
    {CHART_GREEN, CHART_GREEN_TEXT, 0},   {CHART_PURPLE, CHART_PURPLE_TEXT, 0},
    {CHART_YELLOW, CHART_YELLOW_TEXT, 0}, {CHART_GREY, CHART_MUTED, 0},
    {CHART_LOST, CHART_LOST_TEXT, 0}};

struct served {
    const char *region;
    double total; /* over the allowed options */
};

struct ranking {
    struct served *regions; /* most served first, ties by name */
    uint32_t n;
};

static uint32_t rank_of(const struct ranking *ranking, const char *region)
{
    uint32_t i = 0;

    while (i < ranking->n && !page_same(ranking->regions[i].region, region))
        i++;
    return i;
}

static int by_total(const void *a, const void *b)
{
    const struct served *x = a, *y = b;

    if (x->total != y->total)
        return x->total > y->total ? -1 : 1;
    return strcmp(x->region, y->region);
}

static struct ranking rank_regions(struct page *page)
{
    const struct results *results = page->results;
    struct ranking ranking = {NULL, 0};
    size_t most = 1;

    for (uint32_t i = 0; i < results->n_options; i++)
        most += results->options[i].n_regions;
    ranking.regions = sim_arena_alloc(&page->arena, most * sizeof *ranking.regions);
    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];

        for (uint32_t k = 0; option->allowed && k < option->n_regions; k++) {
            uint32_t at = rank_of(&ranking, option->regions[k]);

            if (at == ranking.n)
                ranking.regions[ranking.n++].region = option->regions[k];
            ranking.regions[at].total += (double)option->served[k];
        }
    }
    sim_sort(ranking.regions, ranking.n, sizeof *ranking.regions, by_total);
    return ranking;
}

static double served_of(const struct results_option *option, const char *region)
{
    for (uint32_t k = 0; k < option->n_regions; k++)
        if (page_same(option->regions[k], region))
            return (double)option->served[k];
    return 0;
}

static double served_total(const struct results_option *option)
{
    double total = 0;

    for (uint32_t k = 0; k < option->n_regions; k++)
        total += (double)option->served[k];
    return total;
}

/* Share over all replications where the study saved it, so that headline and table agree. */
static const char *share_text(struct page *page, uint32_t option, const char *region)
{
    const struct results_option *a = &page->results->options[option];
    double value;

    if (page_metric_of(page, page_printf(page, "served-%s", region), option, &value))
        return page_share(page, value, 100);
    return page_share(page, served_of(a, region), served_total(a));
}

#define MAX_IN_HEADLINE 3

/* What the most used Region serves of an option; NULL if the option served nothing. */
static const char *top_share(struct page *page, uint32_t option)
{
    struct ranking ranking = rank_regions(page);

    if (ranking.n == 0 || served_total(&page->results->options[option]) <= 0)
        return NULL;
    return share_text(page, option, ranking.regions[0].region);
}

static const char *finding(struct page *page, const struct ranking *ranking)
{
    const struct results *results = page->results;
    const char *text = "", *shared = NULL;
    uint32_t n = 0, n_all = 0, said = 0;

    for (uint32_t i = 0; i < results->n_options; i++) {
        double total = served_total(&results->options[i]);

        if (!results->options[i].allowed || total <= 0)
            continue;
        n++;
        n_all +=
            ranking->n > 0 && served_of(&results->options[i], ranking->regions[0].region) >= total;
    }
    if (n == 0)
        return "No data: no Region served a request";
    shared = ranking->regions[0].region;
    if (n_all == n)
        return n == 1 ? page_printf(page, "%s serves every completed request", shared)
                      : page_printf(page, "%s serves every completed request in all %u options",
                                    shared, n);
    /* Options with the same share are named together. */
    for (uint32_t i = 0; i < results->n_options; i++) {
        const char *share = top_share(page, i);
        bool before = share == NULL || !results->options[i].allowed, several;

        for (uint32_t k = 0; k < i && !before; k++)
            before = results->options[k].allowed && page_same(top_share(page, k), share);
        if (before)
            continue;
        if (said++ < MAX_IN_HEADLINE)
            text = page_printf(page, "%s%s%s in %s", text, said == 1 ? "" : "; ", share,
                               series_sharing(page, share, top_share, &several));
    }
    return page_printf(page, "%s serves %s%s", shared, text,
                       said > MAX_IN_HEADLINE ? "; further options below" : "");
}

static uint32_t *layers_of(struct page *page, const struct results_option *option,
                           const struct ranking *ranking)
{
    uint32_t *layer_of = sim_arena_alloc(&page->arena, option->n_regions * sizeof *layer_of);

    for (uint32_t k = 0; k < option->n_regions; k++) {
        uint32_t rank = rank_of(ranking, option->regions[k]);

        /* One Region too many keeps its name; "1 other Region" would help nobody. */
        layer_of[k] = rank < MAX_LAYERS ? rank : MAX_LAYERS;
    }
    return layer_of;
}

static const char *layer_name(struct page *page, const struct results_option *option,
                              const struct ranking *ranking, const uint32_t *layer_of,
                              uint32_t layer)
{
    uint32_t others = 0;
    const char *other = "";

    if (layer == FAILED)
        return "failed";
    if (layer < MAX_LAYERS)
        return layer < ranking->n ? ranking->regions[layer].region : "";
    for (uint32_t k = 0; k < option->n_regions; k++)
        if (layer_of[k] == MAX_LAYERS && option->served[k] > 0) {
            others++;
            other = option->regions[k];
        }
    return others == 1 ? other : page_printf(page, "%u others", others);
}

static void draw_option(struct chart_panel *panel, struct page *page,
                        const struct results_option *option, const struct ranking *ranking)
{
    uint32_t *layer_of = layers_of(page, option, ranking), n = option->n_bins;
    double *values = sim_arena_alloc(&page->arena, (size_t)N_LAYERS * n * sizeof *values);
    struct chart_series layers[N_LAYERS] = {0};
    double totals[N_LAYERS] = {0}, all = 0;

    for (uint32_t b = 0; b < n; b++) {
        for (uint32_t k = 0; k < option->n_regions; k++)
            values[(size_t)layer_of[k] * n + b] += results_served_at(option, b, k);
        values[(size_t)FAILED * n + b] = results_bin_at(option, b).failed_of_offered;
    }
    for (uint32_t l = 0; l < N_LAYERS; l++)
        for (uint32_t b = 0; b < n; b++) {
            totals[l] += values[(size_t)l * n + b];
            all += values[(size_t)l * n + b];
            values[(size_t)l * n + b] *= 60 / option->bin_s;
        }
    for (uint32_t l = 0; l < N_LAYERS; l++)
        layers[l] = (struct chart_series){
            .name = layer_name(page, option, ranking, layer_of, l),
            .value = page_share(page, totals[l], l == FAILED ? all : all - totals[FAILED]),
            .style = layer_style[l]};
    chart_add_layers(panel, &page->arena, layers, N_LAYERS, values, n, option->bin_s,
                     option->horizon_s > 0 ? option->horizon_s : n * option->bin_s);
}

static void draw(struct page *page, struct chart *chart, const struct ranking *ranking)
{
    const struct results *results = page->results;

    chart->x = series_time_axis(page);
    chart->same_y = true;
    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];
        struct chart_panel *panel;

        if (!option->allowed || option->n_bins == 0)
            continue;
        panel = chart_add_panel(chart, &page->arena, option->name,
                                (struct chart_axis){.unit = "requests per minute"});
        draw_option(panel, page, option, ranking);
        series_add_outages(panel, page, option->name);
    }
}

static void served_table(struct page *page, const struct ranking *ranking)
{
    const struct results *results = page->results;
    uint32_t n;
    const uint32_t *options = page_allowed(page, &n);
    const char **headers = sim_arena_alloc(&page->arena, (n + 1) * sizeof *headers);
    struct page_cell *cells = sim_arena_alloc(&page->arena, (n + 1) * sizeof *cells);

    if (n == 0 || ranking->n == 0)
        return;
    headers[0] = "served by";
    for (uint32_t i = 0; i < n; i++)
        headers[i + 1] = results->options[options[i]].name;
    page_details(page, "Numbers behind the figure (completed requests)");
    page_table(page, NULL, headers, n + 1, 1);
    for (uint32_t r = 0; r < ranking->n; r++) {
        cells[0].text = ranking->regions[r].region;
        for (uint32_t i = 0; i < n; i++) {
            const struct results_option *option = &results->options[options[i]];
            double served = served_of(option, ranking->regions[r].region);

            cells[i + 1].text = page_printf(page, "%s (%s)", page_number(page, served, 0),
                                            page_share(page, served, served_total(option)));
        }
        page_row(page, cells);
    }
    cells[0].text = "failed";
    for (uint32_t i = 0; i < n; i++)
        cells[i + 1].text =
            page_number(page, series_sum(page, options[i], series_failed_of_offered), 0);
    page_row(page, cells);
    page_table_end(page);
    page_details_end(page);
}

static void write_regions(struct page *page)
{
    static const char *const sections[] = {"Where"};
    struct ranking ranking = rank_regions(page);
    struct chart *chart = page_chart(
        page, "regions", finding(page, &ranking),
        page_printf(
            page,
            "Requests per minute by the Region that completed them, one panel per option; on "
            "top, in vermilion, the requests of that minute that failed. Shares: of what "
            "completed; of failed: of everything.%s",
            series_replication(page)));

    draw(page, chart, &ranking);
    page_figure(page, chart);
    served_table(page, &ranking);
    page_metric_table(page, "Where", false, sections, 1);
}

const struct report_section report_regions = {"regions", "Where requests were served", NULL, NULL,
                                              write_regions};
