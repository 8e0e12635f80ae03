/*
 * dots.c: a dot for each row, its name beside it: what one thing costs of another.
 */
#include "analysis/chart/layout.h"

#include <math.h>

#define HEIGHT_PX 240
#define TOP_PX    26
#define BELOW_PX  62
#define DOT_PX    11
#define NAME_PX   10
#define LEFT_PX   76
#define STEP_PX   (CHART_LINE_PX + 2)

static double most_of(const struct chart *chart, int part)
{
    double most = 0;

    for (uint32_t i = 0; i < chart->n_rows; i++)
        if (isfinite(chart->rows[i].parts[part]))
            most = fmax(most, chart->rows[i].parts[part]);
    return most;
}

static bool is_drawn(const struct chart_row *row)
{
    return isfinite(row->parts[0]) && isfinite(row->parts[1]);
}

static void x_ticks(struct chart_frame *frame, struct sim_arena *arena, double step)
{
    uint32_t most = (uint32_t)(frame->x_high / step + 1.5);
    int decimals = 0;

    for (double s = step; s < 0.999 && decimals < 6; s *= 10)
        decimals++;
    frame->x_ticks = sim_arena_alloc(arena, most * sizeof *frame->x_ticks);
    for (uint32_t i = 0; i < most && i * step <= frame->x_high * (1 + 1e-9); i++)
        frame->x_ticks[frame->n_x_ticks++] =
            (struct chart_tick){i * step, chart_number(arena, i * step, decimals)};
}

static bool is_free(const struct chart_frame *frame, double from, double width, double y)
{
    for (uint32_t i = 0; i < frame->n_texts; i++) {
        const struct chart_text *other = &frame->texts[i];
        double begins = chart_text_left(other), ends = begins + chart_text_px(other->text);

        if (fabs(other->y - y) < CHART_LINE_PX && from < ends && begins < from + width)
            return false;
    }
    return true;
}

/* Right of its dot, or left where the edge is in the way; where another name stands, as little
 * lower or higher as is free. */
static void place_name(const struct chart *chart, struct sim_arena *arena,
                       struct chart_frame *frame, uint32_t row)
{
    const struct chart_row *of = &chart->rows[row];
    const char *text =
        of->value != NULL ? sim_arena_printf(arena, "%s: %s", of->name, of->value) : of->name;
    double x = chart_x_px(frame, of->parts[0]), y = chart_y_px(frame, of->parts[1]);
    double at_right = CHART_WIDTH - x - NAME_PX, at_left = x - NAME_PX, width, from, wanted = y;
    bool left = chart_text_px(text) > at_right && at_left > at_right;

    text = chart_fit(arena, text, left ? at_left : at_right);
    width = chart_text_px(text);
    from = left ? x - NAME_PX - width : x + NAME_PX;
    for (int step = 1; !is_free(frame, from, width, y) && step < 4 * HEIGHT_PX / STEP_PX; step++) {
        double tried = wanted + (step % 2 == 1 ? 1 : -1) * ((step + 1) / 2) * STEP_PX / 2.0;

        if (tried > frame->top && tried < frame->bottom - CHART_LINE_PX / 2.0)
            y = tried;
    }
    chart_place_text(frame, arena,
                     (struct chart_text){text, left ? CHART_RIGHT : CHART_LEFT, of->style.text,
                                         left ? x - NAME_PX : x + NAME_PX, y});
}

void chart_lay_out_dots(const struct chart *chart, struct sim_arena *arena,
                        struct chart_layout *layout)
{
    struct chart_frame *frame = sim_arena_alloc(arena, sizeof *frame);
    double x_step, y_step;

    layout->frames = frame;
    layout->n_frames = 1;
    layout->height = TOP_PX + HEIGHT_PX + BELOW_PX;
    frame->axes = true;
    frame->left = LEFT_PX;
    frame->right = CHART_WIDTH - 20;
    frame->top = TOP_PX;
    frame->bottom = TOP_PX + HEIGHT_PX;
    frame->x_high = chart_nice_top(most_of(chart, 0), &x_step);
    frame->y_high = chart_nice_top(most_of(chart, 1), &y_step);
    x_ticks(frame, arena, x_step);
    chart_y_ticks(frame, arena, y_step, NULL);
    for (uint32_t i = 0; i < chart->n_rows; i++)
        if (is_drawn(&chart->rows[i])) {
            double x = chart_x_px(frame, chart->rows[i].parts[0]);
            double y = chart_y_px(frame, chart->rows[i].parts[1]), half = DOT_PX / 2.0;

            chart_place_box(frame, arena,
                            (struct chart_box){x - half, y - half, x + half, y + half,
                                               chart->rows[i].style.line, 1, false});
        }
    chart_place_text(frame, arena,
                     (struct chart_text){chart->parts[1].name, CHART_LEFT, CHART_MUTED, frame->left,
                                         TOP_PX - 14});
    for (uint32_t i = 0; i < chart->n_rows; i++)
        if (is_drawn(&chart->rows[i]))
            place_name(chart, arena, frame, i);
    chart_place_text(frame, arena,
                     (struct chart_text){chart->parts[0].name, CHART_CENTER, CHART_MUTED,
                                         (frame->left + frame->right) / 2, frame->bottom + 48});
}
