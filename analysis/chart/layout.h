/*
 * layout.h: where everything of a chart goes, in pixels: panels, ticks, labels, shaded spans. A
 * back end draws a layout and decides nothing.
 *
 * Promises, whatever the data: no two labels overlap; all panels have the same ticks of the x axis;
 * what cannot be told apart is drawn once, with all names; nothing is drawn beside its panel.
 */
#ifndef CRISIM_ANALYSIS_CHART_LAYOUT_H
#define CRISIM_ANALYSIS_CHART_LAYOUT_H

#include "analysis/chart/chart.h"
#include "analysis/chart/words.h"

#define CHART_WIDTH 960

enum chart_align { CHART_LEFT, CHART_CENTER, CHART_RIGHT };

/* One line of text; (x, y) is the middle of its height, and what align says of its width. */
struct chart_text {
    const char *text;
    enum chart_align align;
    enum chart_colour colour;
    double x, y;
};

struct chart_line {
    double x1, y1, x2, y2, width;
    enum chart_colour colour;
    bool dotted;
};

struct chart_box {
    double left, top, right, bottom;
    enum chart_colour colour;
    double alpha; /* 0..1 */
    bool behind;  /* below the curves */
};

struct chart_tick {
    double at;        /* in the frame's units */
    const char *text; /* "" = without */
};

/* A series as it is drawn, in the frame's units. */
struct chart_curve {
    enum chart_shape shape;
    enum chart_colour colour;
    double width; /* of the line; 0 = an area without one */
    bool leaves;  /* goes from its last point straight up and out */
    uint32_t dash;
    uint32_t n;
    const double *x, *y, *low;
};

/* A panel that is drawn. */
struct chart_frame {
    double left, top, right, bottom;
    double x_low, x_high, y_low, y_high;
    bool axes, x_grid;
    bool x_bare; /* ticks of x have no numbers: those of the panel below are the same */
    bool y_log; /* of ranks, x is already the logarithm */
    struct chart_tick *x_ticks, *y_ticks;
    struct chart_curve *curves;
    struct chart_text *texts;
    struct chart_line *lines;
    struct chart_box *boxes;
    uint32_t n_x_ticks, n_y_ticks, n_curves, n_texts, n_lines, n_boxes;
    uint32_t texts_room, lines_room, boxes_room;
};

struct chart_layout {
    double height; /* width: CHART_WIDTH */
    struct chart_frame *frames;
    uint32_t n_frames;
};

/** Lay out a chart that chart_has_data(); everything lies in the arena or is the chart's. */
void chart_lay_out(const struct chart *chart, struct sim_arena *arena, struct chart_layout *layout);

/* ---- what the files of the layout give each other ---- */

/** Rows of parts; the whole layout of a chart that has rows. */
void chart_lay_out_rows(const struct chart *chart, struct sim_arena *arena,
                        struct chart_layout *layout);

/** The same of rows as cells, and as dots. */
void chart_lay_out_heat(const struct chart *chart, struct sim_arena *arena,
                        struct chart_layout *layout);
void chart_lay_out_dots(const struct chart *chart, struct sim_arena *arena,
                        struct chart_layout *layout);

double chart_x_px(const struct chart_frame *frame, double x);
double chart_y_px(const struct chart_frame *frame, double y);
void chart_place_text(struct chart_frame *frame, struct sim_arena *arena, struct chart_text text);
void chart_place_line(struct chart_frame *frame, struct sim_arena *arena, struct chart_line line);
void chart_place_box(struct chart_frame *frame, struct sim_arena *arena, struct chart_box box);
/** Left edge [px] of a text. */
double chart_text_left(const struct chart_text *text);

/**
 * Move n things of these sizes, sorted by where they are wanted (at: their middles), as little as
 * is simple so that none overlap and all lie between low and high (where they fit at all).
 */
void chart_spread(double *at, const double *size, uint32_t n, double low, double high);

/* A label of a series: its lines, and where it stands. */
struct chart_lines {
    const char *lines[CHART_MAX_LINES];
    uint32_t n;
    double width, height;
};
struct chart_label {
    struct chart_lines wide, narrow; /* the same words: at a line's end, and beside a line */
    uint32_t curve;
    enum chart_colour colour;
    double wanted; /* height [px] at which its line ends */
    bool can_move; /* may stand in the panel beside its line */
};
/**
 * Place labels: at the right ends of their lines; those that would lie in a heap there, beside
 * their lines where these are apart from others, alone or with those that run along with them; what
 * is left is spread at the right.
 */
void chart_place_labels(struct chart_frame *frame, struct sim_arena *arena,
                        struct chart_label *labels, uint32_t n);

/* ---- axes ---- */

/** Round top of an axis that holds `most`, and its step. most <= 0 gives 1 and 1. */
double chart_nice_top(double most, double *step);
/** Of a logarithmic axis: 1, 2 or 5 times a power of ten, not above (or, up, not below) value. */
double chart_round_125(double value, bool up);
/** A value as it stands on the axis: ranks as -log10(1 - p). */
double chart_scaled(enum chart_scale scale, double value);
void chart_x_ticks(struct chart_frame *frame, struct sim_arena *arena, enum chart_scale scale,
                   bool named);
void chart_y_ticks(struct chart_frame *frame, struct sim_arena *arena, double step,
                   const char *unit);

#endif
