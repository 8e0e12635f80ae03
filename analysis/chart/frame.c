/*
 * frame.c: a panel in pixels, and what is put on it.
 */
#include "analysis/chart/layout.h"

#include <math.h>
#include <string.h>

double chart_x_px(const struct chart_frame *frame, double x)
{
    return frame->left +
           (frame->right - frame->left) * (x - frame->x_low) / (frame->x_high - frame->x_low);
}

double chart_y_px(const struct chart_frame *frame, double y)
{
    double low = frame->y_low, high = frame->y_high;

    if (frame->y_log) {
        y = log(y);
        low = log(low);
        high = log(high);
    }
    return frame->bottom - (frame->bottom - frame->top) * (y - low) / (high - low);
}

double chart_text_left(const struct chart_text *text)
{
    double width = chart_text_px(text->text);

    return text->x - (text->align == CHART_LEFT     ? 0
                      : text->align == CHART_CENTER ? width / 2
                                                    : width);
}

void chart_place_text(struct chart_frame *frame, struct sim_arena *arena, struct chart_text text)
{
    frame->texts = sim_arena_with_room(arena, frame->texts, frame->n_texts, &frame->texts_room,
                                       sizeof *frame->texts);
    frame->texts[frame->n_texts++] = text;
}

void chart_place_line(struct chart_frame *frame, struct sim_arena *arena, struct chart_line line)
{
    frame->lines = sim_arena_with_room(arena, frame->lines, frame->n_lines, &frame->lines_room,
                                       sizeof *frame->lines);
    frame->lines[frame->n_lines++] = line;
}

void chart_place_box(struct chart_frame *frame, struct sim_arena *arena, struct chart_box box)
{
    frame->boxes = sim_arena_with_room(arena, frame->boxes, frame->n_boxes, &frame->boxes_room,
                                       sizeof *frame->boxes);
    frame->boxes[frame->n_boxes++] = box;
}

void chart_spread(double *at, const double *size, uint32_t n, double low, double high)
{
    double edge;

    /* Things that would touch form a group around the mean of where they want to be: a group is
     * moved as one, and joins the one before it while it reaches into that. */
    for (uint32_t end = 1; end <= n; end++) {
        uint32_t from = end - 1;

        while (from > 0 && at[from] - at[from - 1] < (size[from] + size[from - 1]) / 2 - 1e-9) {
            uint32_t first = from - 1;
            double shift;

            /* The whole group before it. */
            while (first > 0 &&
                   at[first] - at[first - 1] < (size[first] + size[first - 1]) / 2 + 1e-9)
                first--;
            shift = (size[from] + size[from - 1]) / 2 - (at[from] - at[from - 1]);
            for (uint32_t i = first; i < end; i++)
                at[i] += (i < from ? -shift * (end - from) : shift * (from - first)) /
                         (double)(end - first);
            from = first;
        }
    }
    edge = low;
    for (uint32_t i = 0; i < n; i++) {
        at[i] = fmax(at[i], edge + size[i] / 2);
        edge = at[i] + size[i] / 2;
    }
    edge = high;
    for (uint32_t i = n; i-- > 0;) {
        at[i] = fmin(at[i], edge - size[i] / 2);
        edge = at[i] - size[i] / 2;
    }
}
