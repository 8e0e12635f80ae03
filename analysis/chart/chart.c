#include "analysis/chart/chart.h"

#include "analysis/chart/words.h"
#include "sim/base/text.h"

#include <math.h>
#include <string.h>

#define FEW_BINS     120 /* so many are drawn as steps */
#define MOST_COLUMNS 360 /* that a line is thinned to */
#define MOST_STACK   180 /* columns of a stack */

struct chart_panel *chart_add_panel(struct chart *chart, struct sim_arena *arena, const char *title,
                                    struct chart_axis y)
{
    chart->panels = sim_arena_with_room(arena, chart->panels, chart->n_panels, &chart->panels_room,
                                        sizeof *chart->panels);
    chart->panels[chart->n_panels] = (struct chart_panel){.title = title, .y = y};
    return &chart->panels[chart->n_panels++];
}

void chart_add_series(struct chart_panel *panel, struct sim_arena *arena,
                      struct chart_series series)
{
    if (series.n == 0)
        return;
    panel->series = sim_arena_with_room(arena, panel->series, panel->n_series, &panel->series_room,
                                        sizeof *panel->series);
    panel->series[panel->n_series++] = series;
}

void chart_add_mark(struct chart_panel *panel, struct sim_arena *arena, struct chart_mark mark)
{
    panel->marks = sim_arena_with_room(arena, panel->marks, panel->n_marks, &panel->marks_room,
                                       sizeof *panel->marks);
    panel->marks[panel->n_marks++] = mark;
}

void chart_add_row(struct chart *chart, struct sim_arena *arena, struct chart_row row)
{
    chart->rows = sim_arena_with_room(arena, chart->rows, chart->n_rows, &chart->rows_room,
                                      sizeof *chart->rows);
    chart->rows[chart->n_rows++] = row;
}

void chart_add_part(struct chart *chart, struct sim_arena *arena, struct chart_part part)
{
    chart->parts = sim_arena_with_room(arena, chart->parts, chart->n_parts, &chart->parts_room,
                                       sizeof *chart->parts);
    chart->parts[chart->n_parts++] = part;
}

/* ---- bins ---- */

/* How many of n bins begin before the end. */
static uint32_t bins_before(uint32_t n, double bin_s, double end)
{
    while (n > 0 && (n - 1) * bin_s >= end)
        n--;
    return n;
}

uint32_t chart_bins_per_point(uint32_t n)
{
    return (n + MOST_COLUMNS - 1) / MOST_COLUMNS;
}

void chart_set_bins(struct chart_series *series, struct sim_arena *arena, const double *values,
                    uint32_t n, double bin_s, double end, enum chart_thin thin)
{
    uint32_t group = chart_bins_per_point(n);
    double *x, *y;

    n = bins_before(n, bin_s, end);
    series->x = x = sim_arena_alloc(arena, 2 * (size_t)n * sizeof *x);
    series->y = y = sim_arena_alloc(arena, 2 * (size_t)n * sizeof *y);
    series->n = 0;
    for (uint32_t i = 0; i < n; i += group) {
        uint32_t to = i + group < n ? i + group : n;
        double most = values[i], sum = 0, value;

        for (uint32_t k = i; k < to; k++) {
            most = fmax(most, values[k]);
            sum += values[k];
        }
        value = thin == CHART_MOST ? most : sum / (to - i);
        /* Few are steps, so that a minute is not smeared into the next. */
        for (uint32_t edge = 0; edge < (n <= FEW_BINS ? 2 : 1); edge++) {
            x[series->n] = fmin((n <= FEW_BINS ? i + edge : (i + to) / 2.0) * bin_s, end);
            y[series->n++] = value;
        }
    }
}

void chart_add_layers(struct chart_panel *panel, struct sim_arena *arena,
                      const struct chart_series *layers, uint32_t n_layers, const double *values,
                      uint32_t n_bins, double bin_s, double end)
{
    uint32_t n = bins_before(n_bins, bin_s, end), group = (n + MOST_STACK - 1) / MOST_STACK;
    uint32_t columns = group > 0 ? (n + group - 1) / group : 0;
    double *x = sim_arena_alloc(arena, 2 * (size_t)columns * sizeof *x);
    double *below = sim_arena_alloc(arena, 2 * (size_t)columns * sizeof *below);

    for (uint32_t l = 0; l < n_layers; l++) {
        struct chart_series layer = layers[l];
        double *y = sim_arena_alloc(arena, 2 * (size_t)columns * sizeof *y), sum = 0;

        for (uint32_t c = 0; c < columns; c++) {
            uint32_t from = c * group, to = from + group < n ? from + group : n;
            double mean = 0;

            for (uint32_t b = from; b < to; b++)
                mean += values[(size_t)l * n_bins + b] / (to - from);
            sum += mean;
            /* Twice, at both edges: a step, so that a minute is not smeared into the next. */
            for (uint32_t edge = 0; edge < 2; edge++) {
                x[2 * c + edge] = fmin((edge == 0 ? from : to) * bin_s, end);
                y[2 * c + edge] = below[2 * c + edge] + mean;
            }
        }
        if (!(sum > 0))
            continue;
        layer.shape = CHART_BAND;
        layer.n = 2 * columns;
        layer.x = x;
        layer.y = y;
        layer.low = below;
        chart_add_series(panel, arena, layer);
        below = y;
    }
}

bool chart_has_data(const struct chart *chart)
{
    for (uint32_t i = 0; i < chart->n_panels; i++)
        if (chart->panels[i].n_series > 0)
            return true;
    for (uint32_t i = 0; i < chart->n_rows; i++)
        for (uint32_t part = 0; part < chart->n_parts; part++)
            if (chart->rows[i].parts[part] > 0)
                return true;
    return false;
}

const char *chart_empty_panels(const struct chart *chart, struct sim_arena *arena)
{
    const char *titles = NULL;

    for (uint32_t i = 0; i < chart->n_panels; i++) {
        const char *title = chart->panels[i].title;

        if (chart->panels[i].n_series == 0 && title != NULL)
            titles = titles == NULL ? title : sim_arena_printf(arena, "%s; %s", titles, title);
    }
    return titles;
}

/* ---- in words ---- */

/* Four digits, so that "0 to 1,306" needs no unit of its own to be read. */
static const char *some_digits(struct sim_arena *arena, double value)
{
    double size = fabs(value);

    return chart_number(arena, value,
                        value == round(value) ? 0
                        : size >= 100         ? 0
                        : size >= 1           ? 1
                                              : 4);
}

static void describe_series(struct sim_text *text, struct sim_arena *arena,
                            const struct chart_panel *panel, const struct chart_series *series)
{
    double least = INFINITY, most = -INFINITY;
    const char *unit = panel->y.unit != NULL ? panel->y.unit : "";

    for (uint32_t i = 0; i < series->n; i++) {
        double value = series->y[i] - (series->shape == CHART_BAND ? series->low[i] : 0);

        if (!isfinite(value))
            continue;
        least = fmin(least, value);
        most = fmax(most, value);
    }
    if (!(least <= most) || series->name == NULL)
        return;
    sim_text_addf(text, " %s%s%s:", series->name, series->value != NULL ? " " : "",
                  series->value != NULL ? series->value : "");
    if (least < most)
        sim_text_addf(text, " %s to", some_digits(arena, least));
    sim_text_addf(text, " %s%s%s.", some_digits(arena, most), *unit != '\0' ? " " : "", unit);
}

/* Is what a mark says said by an earlier one that is drawn? */
static bool is_marked_before(const struct chart *chart, uint32_t panel, uint32_t mark)
{
    const char *text = chart->panels[panel].marks[mark].text;

    for (uint32_t i = 0; i <= panel; i++) {
        const struct chart_panel *before = &chart->panels[i];

        for (uint32_t k = 0; k < before->n_marks && (i < panel || k < mark); k++)
            if (before->n_series > 0 && before->marks[k].text != NULL &&
                strcmp(before->marks[k].text, text) == 0)
                return true;
    }
    return false;
}

const char *chart_describe(const struct chart *chart, struct sim_arena *arena)
{
    struct sim_text text = {0};
    const char *whole;

    sim_text_add(&text, chart->what != NULL ? chart->what : "");
    for (uint32_t i = 0; i < chart->n_panels; i++) {
        const struct chart_panel *panel = &chart->panels[i];

        if (panel->n_series > 0 && panel->title != NULL)
            sim_text_addf(&text, " %s:", panel->title);
        for (uint32_t k = 0; k < panel->n_series; k++)
            describe_series(&text, arena, panel, &panel->series[k]);
        for (uint32_t k = 0; k < panel->n_marks && panel->n_series > 0; k++)
            if (panel->marks[k].text != NULL && !is_marked_before(chart, i, k))
                sim_text_addf(&text, " Shaded: %s.", panel->marks[k].text);
    }
    for (uint32_t i = 0; i < chart->n_rows; i++)
        sim_text_addf(&text, " %s: %s.", chart->rows[i].name,
                      chart->rows[i].value != NULL ? chart->rows[i].value : "");
    if (chart->n_rows > 0 && chart->rule != NULL)
        sim_text_addf(&text, " The line: %s.", chart->rule);
    whole = sim_arena_strdup(arena, text.data != NULL ? text.data : "");
    sim_text_release(&text);
    return whole;
}
