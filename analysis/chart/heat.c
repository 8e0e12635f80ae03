/*
 * heat.c: rows of cells, the darker the more: where and when, on one look.
 */
#include "analysis/chart/layout.h"

#include <math.h>

#define CELL_PX      30
#define GAP_PX       1.5
#define NAMES_PX     22
#define MOST_NAME_PX 300
#define SIDE_GAP_PX  12
#define LEAST_ALPHA  0.06 /* of a cell with a value, however small */
#define MOST_ALPHA   0.6  /* text on a cell is read on any of them, light and dark: 4:1 or more */

/* "57", and "0.4" where little is much of what there is. */
static const char *cell_text(const struct chart *chart, struct sim_arena *arena, double value)
{
    return chart_number(arena, value, value > 0 && value < 10 && chart->full <= 100 ? 1 : 0);
}

static void place_cell(const struct chart *chart, struct sim_arena *arena,
                       struct chart_frame *frame, double left, double width, double y, double value)
{
    double share = value / chart->full;
    double alpha = fmin(MOST_ALPHA, fmax(LEAST_ALPHA, MOST_ALPHA * share));
    const char *text = cell_text(chart, arena, value);

    chart_place_box(frame, arena,
                    (struct chart_box){left + GAP_PX / 2, y + GAP_PX / 2, left + width - GAP_PX / 2,
                                       y + CELL_PX - GAP_PX / 2,
                                       share > 1 ? CHART_LOST : CHART_BLUE, alpha, true});
    if (chart_text_px(text) + 4 <= width)
        chart_place_text(frame, arena,
                         (struct chart_text){text, CHART_CENTER, CHART_INK, left + width / 2,
                                             y + CELL_PX / 2.0});
}

/* Names of columns below the cells, as many as have room. */
static void place_names(const struct chart *chart, struct sim_arena *arena,
                        struct chart_frame *frame, double left, double width, double y)
{
    double end = -INFINITY;

    for (uint32_t part = 0; part < chart->n_parts; part++) {
        const char *name = chart->parts[part].name;
        double at = left + (part + 0.5) * width, half = chart_text_px(name) / 2;

        if (at - half < end + SIDE_GAP_PX || at + half > CHART_WIDTH)
            continue;
        chart_place_text(frame, arena, (struct chart_text){name, CHART_CENTER, CHART_MUTED, at, y});
        end = at + half;
    }
}

void chart_lay_out_heat(const struct chart *chart, struct sim_arena *arena,
                        struct chart_layout *layout)
{
    struct chart_frame *frame = sim_arena_alloc(arena, sizeof *frame);
    double left = 0, right = 0, y = 4, width;

    for (uint32_t i = 0; i < chart->n_rows; i++) {
        const char *name = chart_fit(arena, chart->rows[i].name, MOST_NAME_PX);

        left = fmax(left, chart_text_px(name) + SIDE_GAP_PX);
        if (chart->rows[i].value != NULL)
            right = fmax(right, chart_text_px(chart->rows[i].value) + SIDE_GAP_PX);
    }
    layout->frames = frame;
    layout->n_frames = 1;
    frame->left = left;
    frame->right = CHART_WIDTH - right;
    frame->top = y;
    frame->x_high = frame->y_high = 1;
    width = (frame->right - left) / (chart->n_parts > 0 ? chart->n_parts : 1);
    for (uint32_t i = 0; i < chart->n_rows; i++) {
        const struct chart_row *row = &chart->rows[i];

        chart_place_text(frame, arena,
                         (struct chart_text){chart_fit(arena, row->name, MOST_NAME_PX), CHART_RIGHT,
                                             CHART_INK, left - SIDE_GAP_PX, y + CELL_PX / 2.0});
        for (uint32_t part = 0; part < chart->n_parts; part++)
            if (isfinite(row->parts[part]))
                place_cell(chart, arena, frame, left + part * width, width, y, row->parts[part]);
        if (row->value != NULL)
            chart_place_text(frame, arena,
                             (struct chart_text){row->value, CHART_LEFT, CHART_INK,
                                                 frame->right + SIDE_GAP_PX, y + CELL_PX / 2.0});
        y += CELL_PX;
    }
    frame->bottom = y;
    place_names(chart, arena, frame, left, width, y + NAMES_PX / 2.0);
    layout->height = y + NAMES_PX + 4;
}
