#include "analysis/report/series.h"

#include <math.h>
#include <string.h>

#define TABLE_ROWS        60
#define MAX_NAMED_OUTAGES 4

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

/* The columns that hold anything first, in their order; how many. */
static uint32_t apart(struct page *page, const struct series_column *columns, uint32_t n,
                      struct series_column *ordered)
{
    uint32_t n_full = 0, n_empty = 0;
    bool *full = sim_arena_alloc(&page->arena, (n + 1) * sizeof *full);

    for (uint32_t c = 0; c < n; c++)
        n_full += full[c] = series_sum(page, columns[c].option, columns[c].of) > 0;
    for (uint32_t c = 0, at = 0; c < n; c++)
        ordered[full[c] ? at++ : n_full + n_empty++] = columns[c];
    return n_full;
}

const char *series_from(struct page *page, double seconds)
{
    return page_number(page, seconds / 60, fabs(seconds / 60 - round(seconds / 60)) < 1e-9 ? 0 : 2);
}

void series_table(struct page *page, const struct series_column *all, uint32_t n_all)
{
    const struct results *results = page->results;
    struct series_column *columns = sim_arena_alloc(&page->arena, (n_all + 1) * sizeof *columns);
    uint32_t n = apart(page, all, n_all, columns), n_bins = 0, group;
    const char **headers = sim_arena_alloc(&page->arena, (n + 1) * sizeof *headers), *zeros = NULL;
    struct page_cell *cells = sim_arena_alloc(&page->arena, (n + 1) * sizeof *cells);
    double bin_s = 60;

    for (uint32_t c = 0; c < n_all; c++)
        if (results->options[columns[c].option].n_bins > n_bins) {
            n_bins = results->options[columns[c].option].n_bins;
            bin_s = results->options[columns[c].option].bin_s;
        }
    if (n_bins == 0)
        return;
    group = (n_bins + TABLE_ROWS - 1) / TABLE_ROWS;
    headers[0] = "from minute";
    for (uint32_t c = 0; c < n; c++)
        headers[c + 1] = columns[c].header;
    for (uint32_t c = n; c < n_all; c++)
        zeros = page_printf(page, "%s%s%s", zeros != NULL ? zeros : "", zeros != NULL ? ", " : "",
                            columns[c].header);
    page_details(page, page_printf(page, "Numbers behind the figure (sums over %s each)",
                                   page_duration(page, group * bin_s)));
    if (n > 0)
        page_table(page, NULL, headers, n + 1, 1);
    for (uint32_t i = 0; n > 0 && i < n_bins; i += group) {
        cells[0].text = series_from(page, i * bin_s);
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
    if (n > 0)
        page_table_end(page);
    if (zeros != NULL)
        page_note(page, page_printf(page, "0 throughout: %s.", zeros));
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

struct chart_style series_style(const struct results *results, uint32_t option)
{
    static const struct {
        enum chart_colour line, text;
    } by_mode[] = {
        [CRI_MODE_SINGLE_REGION] = {CHART_ORANGE, CHART_ORANGE_TEXT},
        [CRI_MODE_GEOGRAPHIC] = {CHART_BLUE, CHART_BLUE},
        [CRI_MODE_GLOBAL] = {CHART_GREEN, CHART_GREEN_TEXT},
        [CRI_MODE_PROVISIONED] = {CHART_PURPLE, CHART_PURPLE_TEXT},
        [CRI_MODE_CLIENT_SIDE] = {CHART_SKY, CHART_SKY_TEXT},
    };
    struct chart_style style = {CHART_YELLOW, CHART_YELLOW_TEXT, 0};
    const char *mode = results->options[option].mode;

    _Static_assert(sizeof by_mode / sizeof by_mode[0] == CRI_N_MODES, "a colour for each mode");
    for (size_t i = 0; i < CRI_N_MODES; i++)
        if (mode != NULL && strcmp(cri_mode_name((enum cri_mode)i), mode) == 0)
            style = (struct chart_style){by_mode[i].line, by_mode[i].text, 0};
    for (uint32_t i = 0; i < option; i++) {
        const char *other = results->options[i].mode;

        if (results->options[i].allowed &&
            strcmp(other != NULL ? other : "", mode != NULL ? mode : "") == 0)
            style.dash++;
    }
    return style;
}

double series_end_s(const struct results *results)
{
    double end = 0;

    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];

        if (option->allowed && option->n_bins > 0)
            end = fmax(end,
                       option->horizon_s > 0 ? option->horizon_s : option->n_bins * option->bin_s);
    }
    return isfinite(end) ? end : 0;
}

struct chart_axis series_time_axis(const struct page *page)
{
    return (struct chart_axis){.scale = CHART_TIME, .high = series_end_s(page->results)};
}

void series_add(struct chart_panel *panel, struct page *page, uint32_t option, const double *values,
                const char *value, enum chart_thin thin)
{
    const struct results_option *a = &page->results->options[option];
    struct chart_series series = {.shape = CHART_LINE,
                                  .name = a->name,
                                  .value = value,
                                  .style = series_style(page->results, option)};

    chart_set_bins(&series, &page->arena, values, a->n_bins, a->bin_s,
                   a->horizon_s > 0 ? a->horizon_s : a->n_bins * a->bin_s, thin);
    chart_add_series(panel, &page->arena, series);
}

void series_add_options(struct chart_panel *panel, struct page *page, series_fn of, bool zero,
                        enum chart_thin thin)
{
    for (uint32_t i = 0; i < page->results->n_options; i++)
        if (page->results->options[i].allowed && (zero || series_sum(page, i, of) > 0))
            series_add(panel, page, i, series_per_minute(page, i, of), NULL, thin);
}

const char *series_thinned(struct page *page, enum chart_thin thin)
{
    const struct results *results = page->results;
    double point_s = 0;

    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];
        uint32_t bins = chart_bins_per_point(option->n_bins);

        if (option->allowed && bins > 1)
            point_s = fmax(point_s, bins * option->bin_s);
    }
    return point_s > 0 ? page_printf(page, " Each point: %s of %s.",
                                     thin == CHART_MEAN ? "the mean" : "the highest bin",
                                     page_duration(page, point_s))
                       : "";
}

/* Whether an option is one of "a, b, c"; an empty list is all options. */
static bool is_listed(const char *list, const char *option)
{
    size_t n = strlen(option);

    if (list == NULL || *list == '\0')
        return true;
    for (const char *at = list; (at = strstr(at, option)) != NULL; at++)
        if ((at == list || at[-1] == ' ') && (at[n] == '\0' || at[n] == ','))
            return true;
    return false;
}

void series_add_outages(struct chart_panel *panel, struct page *page, const char *option)
{
    const struct results *results = page->results;

    for (uint32_t i = 0; i < results->n_outages; i++) {
        const struct results_outage *outage = &results->outages[i];
        const char *text = outage->name;

        if (option != NULL && !is_listed(outage->option_names, option))
            continue;
        if (outage->regions != NULL && *outage->regions != '\0')
            text = page_printf(page, "%s: %s", text, outage->regions);
        if (option == NULL && outage->option_names != NULL && *outage->option_names != '\0')
            text = page_printf(page, "%s (only in %s)", text, outage->option_names);
        chart_add_mark(panel, &page->arena,
                       (struct chart_mark){outage->start_s, outage->end_s,
                                           i < MAX_NAMED_OUTAGES ? text : NULL});
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
