#include "analysis/report/series.h"

#include <math.h>

#define TABLE_ROWS 60

#define X(type, name, text)                                                                        \
    double series_##name(const struct results_bin *bin)                                            \
    {                                                                                              \
        return (double)bin->name;                                                                  \
    }
CRI_MINUTE_LIST(X)
#undef X

double *series_per_minute(struct page *page, uint32_t option, series_fn of)
{
    const struct results_option *a = &page->results->options[option];
    double *values = sim_arena_alloc(&page->arena, a->n_bins * sizeof *values);

    for (uint32_t i = 0; i < a->n_bins; i++) {
        const struct results_bin bin = results_bin_at(a, i);

        values[i] = of(&bin) * 60 / a->bin_s;
    }
    return values;
}

double series_sum(const struct page *page, uint32_t option, series_fn of)
{
    const struct results_option *a = &page->results->options[option];
    double sum = 0;

    for (uint32_t i = 0; i < a->n_bins; i++) {
        const struct results_bin bin = results_bin_at(a, i);

        sum += of(&bin);
    }
    return sum;
}

double series_most(const double *values, uint32_t n)
{
    double most = 0;

    for (uint32_t i = 0; i < n; i++)
        most = fmax(most, values[i]);
    return most;
}

void series_table(struct page *page, const struct series_column *columns, uint32_t n)
{
    const struct results *results = page->results;
    const char **headers = sim_arena_alloc(&page->arena, (n + 1) * sizeof *headers);
    struct page_cell *cells = sim_arena_alloc(&page->arena, (n + 1) * sizeof *cells);
    uint32_t n_bins = 0, group;
    double bin_s = 60;

    for (uint32_t c = 0; c < n; c++)
        if (results->options[columns[c].option].n_bins > n_bins) {
            n_bins = results->options[columns[c].option].n_bins;
            bin_s = results->options[columns[c].option].bin_s;
        }
    if (n_bins == 0)
        return;
    group = (n_bins + TABLE_ROWS - 1) / TABLE_ROWS;
    headers[0] = "from";
    for (uint32_t c = 0; c < n; c++)
        headers[c + 1] = columns[c].header;
    page_details(page, page_printf(page, "Numbers behind the figure (sums over %s each)",
                                   page_duration(page, group * bin_s)));
    page_table(page, NULL, headers, n + 1, 1);
    for (uint32_t i = 0; i < n_bins; i += group) {
        cells[0].text = page_duration(page, i * bin_s);
        for (uint32_t c = 0; c < n; c++) {
            const struct results_option *option = &results->options[columns[c].option];
            double sum = 0;

            for (uint32_t k = i; k < i + group && k < option->n_bins; k++) {
                const struct results_bin bin = results_bin_at(option, k);

                sum += columns[c].of(&bin);
            }
            cells[c + 1].text = page_number(page, sum, 0);
        }
        page_row(page, cells);
    }
    page_table_end(page);
    page_details_end(page);
}

const char *series_replication(struct page *page)
{
    return page->results->replications > 1
               ? page_printf(page,
                             " Drawn is the first of %u replications; the headline is over all.",
                             page->results->replications)
               : "";
}

double series_label_room(struct page *page)
{
    double room = 80;

    for (uint32_t i = 0; i < page->results->n_options; i++)
        if (page->results->options[i].allowed)
            room = fmax(room, sketch_text_px(page->results->options[i].name) + 26);
    return fmin(room, 230);
}

void series_options(struct sketch *sketch, struct page *page, series_fn of, bool skip_zero,
                    struct sketch_label *labels, size_t *n_labels)
{
    /* The first is drawn widest: options that coincide stay visible as layers. */
    static const double widths[] = {3.0, 2.0, 1.3};
    const struct results *results = page->results;
    uint32_t drawn = 0;

    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];
        struct sketch_style style = sketch_option_style(results, i);
        uint32_t block;
        /* A dense line becomes a band; a thin one lets the options below show through. */
        double *values, thin = option->n_bins > 240 ? 0.5 : 1;

        if (!option->allowed || option->n_bins == 0 || (skip_zero && series_sum(page, i, of) <= 0))
            continue;
        values = series_per_minute(page, i, of);
        block = sketch_series(sketch, values, option->n_bins, option->bin_s);
        sketch_plot(sketch, "$d%u using 1:2 with lines lc rgb \"%s\" lw %g dt %d", block,
                    sketch_hex(style.line), widths[drawn < 2 ? drawn : 2] * thin,
                    style.dash % 5 + 1);
        drawn++;
        if (*n_labels < SKETCH_MAX_LABELS)
            labels[(*n_labels)++] = (struct sketch_label){
                sketch_fit(page, option->name, SKETCH_WIDTH - sketch->right - 18), style.text,
                sketch_y_px(sketch, values[option->n_bins - 1])};
    }
}

#define MAX_NAMES 3

const char *series_sharing(struct page *page, const char *text,
                           const char *(*text_of)(struct page *page, uint32_t option),
                           bool *several)
{
    const char *names[MAX_NAMES] = {"", "", ""};
    uint32_t n = 0;

    for (uint32_t i = 0; i < page->results->n_options; i++) {
        if (!page->results->options[i].allowed || !page_same(text_of(page, i), text))
            continue;
        if (n < MAX_NAMES)
            names[n] = page->results->options[i].name;
        n++;
    }
    *several = n > 1;
    if (n < 2)
        return names[0];
    if (n == 2)
        return page_printf(page, "%s and %s", names[0], names[1]);
    if (n == 3)
        return page_printf(page, "%s, %s and %s", names[0], names[1], names[2]);
    return page_printf(page, "%u options", n);
}

bool series_indistinct(const struct page *page, const char *key)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < page->results->n_differences; i++) {
        const struct results_difference *difference = &page->results->differences[i];

        if (!page_same(difference->key, key))
            continue;
        n++;
        if (!page_same(difference->verdict, "identical") &&
            !page_same(difference->verdict, "indistinguishable") &&
            !page_same(difference->verdict, "negligible"))
            return false;
    }
    return n > 0;
}
