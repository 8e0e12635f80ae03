/*
 * rows.c: bars of parts, one below the other, with the parts' names over the first.
 */
#include "analysis/chart/layout.h"

#include <math.h>
#include <string.h>

#define BAR_PX        44
#define BETWEEN_PX    12
#define ABOVE_PX      34
#define MOST_NAME_PX  260
#define LEAST_LEFT_PX 60
#define VALUE_GAP_PX  10
#define SAME_SHARE    0.0005 /* of the longest bar: half a pixel */

struct bar {
    const struct chart_row *row;
    const char *lines[CHART_MAX_LINES];
    uint32_t n_lines;
};

/* Where it ends. */
static double length_of(const struct chart *chart, const struct chart_row *row)
{
    double sum = row->from;

    for (uint32_t part = 0; part < chart->n_parts; part++)
        sum += row->parts[part];
    return sum;
}

static bool same_row(const struct chart *chart, const struct chart_row *a,
                     const struct chart_row *b, double most)
{
    if ((a->value == NULL) != (b->value == NULL) ||
        (a->value != NULL && strcmp(a->value, b->value) != 0))
        return false;
    if (fabs(a->from - b->from) > SAME_SHARE * most)
        return false;
    for (uint32_t part = 0; part < chart->n_parts; part++)
        if (fabs(a->parts[part] - b->parts[part]) > SAME_SHARE * most)
            return false;
    return true;
}

/* One bar for all rows that are the same. */
static uint32_t bars_of(const struct chart *chart, struct sim_arena *arena, double most,
                        struct bar *bars)
{
    const char **names = sim_arena_alloc(arena, chart->n_rows * sizeof *names);
    uint32_t n = 0;

    for (uint32_t i = 0; i < chart->n_rows; i++) {
        const struct chart_row *row = &chart->rows[i];
        uint32_t n_names = 0, before = 0;

        while (before < n && !same_row(chart, bars[before].row, row, most))
            before++;
        if (before < n)
            continue;
        for (uint32_t k = i; k < chart->n_rows; k++)
            if (k == i || same_row(chart, row, &chart->rows[k], most))
                names[n_names++] = chart->rows[k].name;
        bars[n].row = row;
        bars[n].n_lines = chart_wrap(arena, names, n_names, NULL, MOST_NAME_PX - 16, bars[n].lines);
        n++;
    }
    return n;
}

/* Whether a part's name stands over another one of that name: over the first that the bar has, or
 * else over the first. */
static bool is_named_elsewhere(const struct chart *chart, const struct chart_row *bar,
                               uint32_t part)
{
    uint32_t at = chart->n_parts;

    for (uint32_t i = 0; i < chart->n_parts; i++)
        if (strcmp(chart->parts[i].name, chart->parts[part].name) == 0 &&
            (at == chart->n_parts || (bar->parts[at] <= 0 && bar->parts[i] > 0)))
            at = i;
    return at != part;
}

/* Names of the parts over their segments of the first bar, moved apart where they touch. */
static void name_parts(const struct chart *chart, struct sim_arena *arena,
                       struct chart_frame *frame, const struct chart_row *first, double y)
{
    double *at = sim_arena_alloc(arena, chart->n_parts * sizeof *at);
    double *wanted = sim_arena_alloc(arena, chart->n_parts * sizeof *wanted);
    double *size = sim_arena_alloc(arena, chart->n_parts * sizeof *size);
    uint32_t *parts = sim_arena_alloc(arena, chart->n_parts * sizeof *parts), n = 0;
    double from = first->from;

    for (uint32_t part = 0; part < chart->n_parts; part++) {
        double total = 0;

        for (uint32_t i = 0; i < chart->n_rows; i++)
            total += chart->rows[i].parts[part];
        if (total > 0 && !is_named_elsewhere(chart, first, part)) {
            at[n] = wanted[n] = chart_x_px(frame, from + first->parts[part] / 2);
            size[n] = chart_text_px(chart->parts[part].name) + 14;
            parts[n++] = part;
        }
        from += first->parts[part];
    }
    chart_spread(at, size, n, frame->left - 7, CHART_WIDTH);
    for (uint32_t i = 0; i < n; i++) {
        enum chart_colour colour = chart->parts[parts[i]].style.text;

        chart_place_line(frame, arena,
                         (struct chart_line){at[i], y + 9, wanted[i], y + 19, 0.9, colour, false});
        chart_place_text(
            frame, arena,
            (struct chart_text){chart->parts[parts[i]].name, CHART_CENTER, colour, at[i], y});
    }
}

/* A line through all bars, its words below it. */
static void place_rule(const struct chart *chart, struct sim_arena *arena,
                       struct chart_frame *frame, double *y)
{
    double x = chart_x_px(frame, chart->rule_at), half = chart_text_px(chart->rule) / 2;
    double middle = fmin(fmax(x, frame->left + half), frame->right - half);

    chart_place_line(frame, arena,
                     (struct chart_line){x, frame->top, x, *y, 1.2, CHART_INK, false});
    chart_place_text(
        frame, arena,
        (struct chart_text){chart->rule, CHART_CENTER, CHART_INK, middle, *y + CHART_LINE_PX / 2});
    *y += CHART_LINE_PX;
}

void chart_lay_out_rows(const struct chart *chart, struct sim_arena *arena,
                        struct chart_layout *layout)
{
    struct chart_frame *frame = sim_arena_alloc(arena, sizeof *frame);
    struct bar *bars = sim_arena_alloc(arena, chart->n_rows * sizeof *bars);
    double most = 0, left = LEAST_LEFT_PX, right = 0, y = ABOVE_PX;
    uint32_t n;

    for (uint32_t i = 0; i < chart->n_rows; i++)
        most = fmax(most, length_of(chart, &chart->rows[i]));
    n = bars_of(chart, arena, most, bars);
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < bars[i].n_lines; k++)
            left = fmax(left, chart_text_px(bars[i].lines[k]) + 16);
        if (bars[i].row->value != NULL)
            right = fmax(right, chart_text_px(bars[i].row->value) + VALUE_GAP_PX);
    }
    layout->frames = frame;
    layout->n_frames = 1;
    frame->left = left;
    frame->right = CHART_WIDTH - right;
    frame->top = y;
    frame->x_high = most > 0 ? most : 1;
    frame->y_high = 1;
    name_parts(chart, arena, frame, bars[0].row, 14);
    for (uint32_t i = 0; i < n; i++) {
        double height = fmax(BAR_PX, bars[i].n_lines * CHART_LINE_PX + BETWEEN_PX);
        double from = bars[i].row->from;
        double middle = y + height / 2 - 2, length = length_of(chart, bars[i].row);

        for (uint32_t part = 0; part < chart->n_parts; part++) {
            double to = from + bars[i].row->parts[part];

            if (to > from)
                chart_place_box(frame, arena,
                                (struct chart_box){chart_x_px(frame, from), middle - BAR_PX / 2 + 6,
                                                   chart_x_px(frame, to), middle + BAR_PX / 2 - 6,
                                                   chart->parts[part].style.line, 1, false});
            from = to;
        }
        for (uint32_t k = 0; k < bars[i].n_lines; k++)
            chart_place_text(
                frame, arena,
                (struct chart_text){bars[i].lines[k], CHART_RIGHT, CHART_INK, left - 12,
                                    middle + (k + 0.5 - bars[i].n_lines / 2.0) * CHART_LINE_PX});
        if (bars[i].row->value != NULL)
            chart_place_text(frame, arena,
                             (struct chart_text){bars[i].row->value, CHART_LEFT, CHART_INK,
                                                 chart_x_px(frame, length) + VALUE_GAP_PX, middle});
        y += height;
    }
    if (chart->rule != NULL)
        place_rule(chart, arena, frame, &y);
    frame->bottom = y;
    layout->height = y + 6;
}
