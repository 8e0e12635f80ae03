/*
 * sketch.h: what the figures share: colours by meaning, panels in pixels, ticks, labels that do
 * not collide, thinned series, and the way from gnuplot's SVG to one that sits in a page.
 *
 * A script is written with the light colours. In dark mode a style sheet replaces each colour by
 * its partner (attribute selectors), so one drawing serves both, and print stays light.
 */
#ifndef CRISIM_ANALYSIS_REPORT_SKETCH_H
#define CRISIM_ANALYSIS_REPORT_SKETCH_H

#include "analysis/report/page.h"

#define SKETCH_WIDTH       960
#define SKETCH_MAX_LABELS  32
#define SKETCH_LINE_PX     17  /* from one line of text to the next */
#define SKETCH_MAX_COLUMNS 480 /* pixel columns that a line is thinned to (two points each) */
#define SKETCH_MAX_STACK   240 /* columns of a stack */

/* Okabe and Ito's set, cool colours for what is served, vermilion only for what is lost. The _TEXT
 * ones are darker partners: 4.5:1 against the page, as text needs. */
enum sketch_colour {
    SKETCH_PAGE,
    SKETCH_INK,
    SKETCH_MUTED,
    SKETCH_GRID,
    SKETCH_BLUE,
    SKETCH_SKY,
    SKETCH_SKY_TEXT,
    SKETCH_GREEN,
    SKETCH_GREEN_TEXT,
    SKETCH_ORANGE,
    SKETCH_ORANGE_TEXT,
    SKETCH_PURPLE,
    SKETCH_PURPLE_TEXT,
    SKETCH_YELLOW,
    SKETCH_YELLOW_TEXT,
    SKETCH_LOST,
    SKETCH_LOST_TEXT,
    SKETCH_GREY,
    SKETCH_OFFERED,
    SKETCH_N_COLOURS
};
const char *sketch_hex(enum sketch_colour colour); /* "#0072b2", the light one */
/** Style rules that turn every light colour inside `scope` into its dark partner. */
void sketch_dark_rules(struct sim_text *css, const char *scope);

struct sketch_style {
    enum sketch_colour line, text;
    int dash; /* 0 = solid; further options of the same mode are dashed */
};
/** Colour by the option's mode, the same in every figure. */
struct sketch_style sketch_option_style(const struct results *results, uint32_t option);

struct sketch {
    struct sim_text script;
    double height;
    /* The panel being drawn: its box [px from the top left] and axes. */
    double left, right, top, bottom;
    double x_low, x_high, y_low, y_high;
    bool y_log;
    uint32_t n_tags, n_blocks, n_plots;
    struct sim_text plots;
};

void sketch_begin(struct sketch *sketch, double height);
/** The script, in the page's arena; the sketch is released. */
const char *sketch_end(struct sketch *sketch, struct page *page);

/** Start a panel; the fields left..y_log are set by the caller before. Draws the grid. */
void sketch_panel(struct sketch *sketch);
void sketch_panel_end(struct sketch *sketch);

double sketch_x_px(const struct sketch *sketch, double x);
double sketch_y_px(const struct sketch *sketch, double y);

/** Text with its baseline's middle at (x, y) px; align is "left", "right" or "center". */
void sketch_text(struct sketch *sketch, double x_px, double y_px, const char *align,
                 enum sketch_colour colour, const char *text);
void sketch_line(struct sketch *sketch, double x1, double y1, double x2, double y2,
                 enum sketch_colour colour, double width, bool dotted);
/** A filled box in px; alpha 0..1. */
void sketch_box(struct sketch *sketch, double x1, double y1, double x2, double y2,
                enum sketch_colour colour, double alpha, bool behind);
double sketch_text_px(const char *text); /* width, estimated */
/** text, cut to at most `most` px with an ellipsis. */
const char *sketch_fit(struct page *page, const char *text, double most);

struct sketch_label {
    const char *text;
    enum sketch_colour colour;
    double at; /* wanted place [px]; sketch_spread() moves it */
};
/** Move labels as little as is simple so that they are `gap` apart within low..high. */
void sketch_spread(struct sketch_label *labels, size_t n, double gap, double low, double high);
/** Labels at the right end of their lines, spread, with a hairline when moved. */
void sketch_end_labels(struct sketch *sketch, struct sketch_label *labels, size_t n);

/** Round top of an axis that holds `most`, and its step. most <= 0 gives 1 and 1. */
double sketch_nice_top(double most, double *step);
void sketch_y_ticks(struct sketch *sketch, struct page *page, double step);
void sketch_time_ticks(struct sketch *sketch, struct page *page);
/** Shade the outages that an option has (NULL: those of any option, with the options that have
 * them); name them lift_px above the panel when named, or when other options do not have them. */
void sketch_outages(struct sketch *sketch, struct page *page, const char *option, bool named,
                    double lift_px);

/** Begin a data block; returns its number for "$d<number>". Rows go to sketch->script. */
uint32_t sketch_block(struct sketch *sketch);
void sketch_block_end(struct sketch *sketch);
/** A series of bins as a line: steps when there are few, else min and max per pixel column. */
uint32_t sketch_series(struct sketch *sketch, const double *values, uint32_t n, double bin_s);
/** Add an element to the panel's plot command. */
void sketch_plot(struct sketch *sketch, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Seconds that the widest option's bins cover; 0 = no bins. */
double sketch_span_s(const struct results *results);

/** gnuplot's SVG, cleaned: own title and description, no ids, colours as #rrggbb. */
void sketch_svg(struct sim_text *out, const char *raw, const char *name, const char *title,
                const char *description, bool standalone);

#endif
