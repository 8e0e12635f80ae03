#include "analysis/report/report_list.h"
#include "analysis/report/series.h"

#include <math.h>
#include <stdlib.h>

#define MAX_LAYERS 5 /* Regions with a colour of their own; the rest is one grey layer */
#define PANEL_PX   150
#define BETWEEN_PX 34

static const enum sketch_colour layer_fill[MAX_LAYERS + 2] = {
    SKETCH_BLUE, SKETCH_SKY, SKETCH_GREEN, SKETCH_PURPLE, SKETCH_YELLOW, SKETCH_GREY, SKETCH_LOST};
static const enum sketch_colour layer_text[MAX_LAYERS + 2] = {
    SKETCH_BLUE,        SKETCH_SKY_TEXT, SKETCH_GREEN_TEXT, SKETCH_PURPLE_TEXT,
    SKETCH_YELLOW_TEXT, SKETCH_MUTED,    SKETCH_LOST_TEXT};

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
    for (const char *p = x->region, *q = y->region;; p++, q++)
        if (*p != *q || *p == '\0')
            return (unsigned char)*p - (unsigned char)*q;
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
    qsort(ranking.regions, ranking.n, sizeof *ranking.regions, by_total);
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

/* Sums per layer over one group of bins, per minute; the last layer is what failed. */
static void column_of(const struct results_option *option, const uint32_t *layer_of, uint32_t from,
                      uint32_t to, double *layers)
{
    for (uint32_t l = 0; l < MAX_LAYERS + 2; l++)
        layers[l] = 0;
    for (uint32_t b = from; b < to; b++) {
        for (uint32_t k = 0; k < option->n_regions; k++)
            layers[layer_of[k]] += results_served_at(option, b, k);
        layers[MAX_LAYERS + 1] += results_bin_at(option, b).failed_of_offered;
    }
    for (uint32_t l = 0; l < MAX_LAYERS + 2; l++)
        layers[l] *= 60 / (option->bin_s * (to - from));
}

static uint32_t group_of(const struct results_option *option)
{
    return (option->n_bins + SKETCH_MAX_STACK - 1) / SKETCH_MAX_STACK;
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

static double most_of(struct page *page, const struct ranking *ranking)
{
    double most = 0;

    for (uint32_t i = 0; i < page->results->n_options; i++) {
        const struct results_option *option = &page->results->options[i];
        uint32_t *layer_of = layers_of(page, option, ranking), group = group_of(option);

        for (uint32_t b = 0; option->allowed && b < option->n_bins; b += group) {
            double layers[MAX_LAYERS + 2], sum = 0;

            column_of(option, layer_of, b, b + group < option->n_bins ? b + group : option->n_bins,
                      layers);
            for (uint32_t l = 0; l < MAX_LAYERS + 2; l++)
                sum += layers[l];
            most = fmax(most, sum);
        }
    }
    return most;
}

static void draw_option(struct sketch *sketch, struct page *page,
                        const struct results_option *option, const struct ranking *ranking)
{
    uint32_t *layer_of = layers_of(page, option, ranking), group = group_of(option), others = 0;
    double totals[MAX_LAYERS + 2] = {0}, last[MAX_LAYERS + 2] = {0}, sum = 0, all = 0,
                               completed = 0;
    struct sketch_label labels[MAX_LAYERS + 2];
    size_t n_labels = 0;
    const char *other = "";
    uint32_t block = sketch_block(sketch);

    for (uint32_t b = 0; b < option->n_bins; b += group) {
        uint32_t end = b + group < option->n_bins ? b + group : option->n_bins;

        column_of(option, layer_of, b, end, last);
        /* Twice, at both edges: a step, so that a minute is not smeared into the next. */
        for (int edge = 0; edge < 2; edge++) {
            sum = 0;
            sim_text_addf(&sketch->script, "%.9g 0", (edge == 0 ? b : end) * option->bin_s);
            for (uint32_t l = 0; l < MAX_LAYERS + 2; l++) {
                sum += last[l];
                sim_text_addf(&sketch->script, " %.6g", sum);
            }
            sim_text_add(&sketch->script, "\n");
        }
        for (uint32_t l = 0; l < MAX_LAYERS + 2; l++)
            totals[l] += last[l] * (end - b);
    }
    sketch_block_end(sketch);
    for (uint32_t k = 0; k < option->n_regions; k++)
        if (layer_of[k] == MAX_LAYERS && option->served[k] > 0) {
            others++;
            other = option->regions[k];
        }
    for (uint32_t l = 0; l < MAX_LAYERS + 2; l++) {
        all += totals[l];
        completed += l <= MAX_LAYERS ? totals[l] : 0;
        if (totals[l] > 0)
            sketch_plot(sketch,
                        "$d%u using 1:%u:%u with filledcurves fc rgb \"%s\" fs solid 1 "
                        "noborder",
                        block, l + 2, l + 3, sketch_hex(layer_fill[l]));
    }
    for (uint32_t l = 0; l < MAX_LAYERS + 1; l++)
        if (totals[l] > 0)
            sketch_plot(sketch, "$d%u using 1:%u with lines lc rgb \"%s\" lw 0.7", block, l + 3,
                        sketch_hex(SKETCH_PAGE));
    /* Where the load ends near zero, labels at the last minute would lie in a heap: they then
     * stand at the layers' shares of the panel's height instead. */
    if (sum < 0.25 * sketch->y_high && all > 0) {
        sum = 0.8 * sketch->y_high;
        for (uint32_t l = 0; l < MAX_LAYERS + 2; l++)
            last[l] = totals[l] / all * sum;
    }
    for (uint32_t l = MAX_LAYERS + 2; l-- > 0;) {
        const char *name;

        sum -= last[l];
        if (totals[l] <= 0)
            continue;
        if (l == MAX_LAYERS + 1)
            name = "failed";
        else if (l < MAX_LAYERS)
            name = ranking->regions[l].region;
        else
            name = others == 1 ? other : page_printf(page, "%u others", others);
        labels[n_labels++] = (struct sketch_label){
            page_printf(page, "%s %s", name,
                        page_share(page, totals[l], l > MAX_LAYERS ? all : completed)),
            layer_text[l], sketch_y_px(sketch, fmax(sum, 0) + last[l] / 2)};
    }
    sketch_end_labels(sketch, labels, n_labels);
}

static const char *draw(struct page *page, const struct ranking *ranking)
{
    const struct results *results = page->results;
    struct sketch sketch;
    double step, most = most_of(page, ranking), span = sketch_span_s(results);
    double top = results->n_outages > 1 ? 68 : results->n_outages > 0 ? 51 : 28, room = 150;
    uint32_t n = 0, panel = 0;

    for (uint32_t i = 0; i < results->n_options; i++)
        n += results->options[i].allowed && results->options[i].n_bins > 0;
    if (n == 0 || span <= 0 || most <= 0)
        return NULL;
    for (uint32_t i = 0; i < ranking->n; i++)
        room = fmin(fmax(room, sketch_text_px(ranking->regions[i].region) + 90), 260);
    sketch_begin(&sketch, top + n * (PANEL_PX + BETWEEN_PX) + 4);
    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];

        if (!option->allowed || option->n_bins == 0)
            continue;
        sketch.left = 64;
        sketch.right = SKETCH_WIDTH - room;
        sketch.top = top + panel * (PANEL_PX + BETWEEN_PX);
        sketch.bottom = sketch.top + PANEL_PX;
        sketch.x_high = span;
        sketch.y_high = sketch_nice_top(most * 1.02, &step);
        sketch_panel(&sketch);
        sketch_y_ticks(&sketch, page, step);
        if (++panel == n)
            sketch_time_ticks(&sketch, page);
        else
            sim_text_add(&sketch.script, "set xtics format \"\"\n");
        sketch_outages(&sketch, page, option->name, panel == 1, SKETCH_LINE_PX + 3);
        sketch_text(&sketch, sketch.left, sketch.top - 12, "left", SKETCH_INK,
                    sketch_fit(page, option->name, 500));
        draw_option(&sketch, page, option, ranking);
        sketch_panel_end(&sketch);
    }
    return sketch_end(&sketch, page);
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
    struct page_figure figure = {
        "regions", finding(page, &ranking),
        page_printf(
            page,
            "Requests per minute by the Region that completed them, one panel per option; on "
            "top, in vermilion, the requests of that minute that failed. Shares: of what "
            "completed; of failed: of everything.%s",
            series_replication(page)),
        draw(page, &ranking)};

    page_figure(page, &figure);
    served_table(page, &ranking);
    page_metric_table(page, "Where", false, sections, 1);
}

const struct report_section report_regions = {"regions", "Where requests were served", NULL, NULL,
                                              write_regions};
