/*
 * chart.h: a figure as data: panels, series, marks, axes, and the finding as its headline.
 *
 * Who writes a chart says what is to be seen, in the units of what it is about; layout.h finds
 * where everything goes, and a back end (chart_gnuplot.h) draws that. Nothing here knows pixels,
 * and nothing but a back end knows a drawing program.
 *
 * Strings are plain text, and are borrowed: like all that is added, they live in the caller's
 * arena.
 */
#ifndef CRISIM_ANALYSIS_CHART_CHART_H
#define CRISIM_ANALYSIS_CHART_CHART_H

#include "analysis/chart/colour.h"
#include "sim/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum chart_scale {
    CHART_LINEAR,
    CHART_LOG,  /* values > 0 */
    CHART_TIME, /* seconds from the start of the run */
    CHART_RANK  /* shares 0 <= p < 1, each step to the right ten times rarer */
};

struct chart_axis {
    enum chart_scale scale;
    const char *unit; /* "s", "requests per minute"; NULL = none */
    /* Where it begins and ends. Of time, high is the horizon: nothing is drawn behind it. Of other
     * scales, high is the least that is shown, and low is 0 or, on CHART_LOG, what is drawn. */
    double low, high;
    const char *title; /* below, for a horizontal axis; NULL = none */
};

/* What a series looks like; for options: by mode, the same in every figure. */
struct chart_style {
    enum chart_colour line, text;
    uint32_t dash; /* 0 = solid */
};

enum chart_shape {
    CHART_LINE,    /* y over x */
    CHART_CONTEXT, /* the same, wide and pale below the others: what they are measured by */
    CHART_BAND,    /* the area between low and y */
    CHART_RULE     /* a dotted line at y[0] from side to side: a limit */
};

struct chart_series {
    enum chart_shape shape;
    const char *name;  /* the label beside it; NULL = none */
    const char *value; /* behind the name: "24.7 %"; NULL = none */
    struct chart_style style;
    uint32_t n;
    const double *x, *y, *low; /* n points, x ascending; low: of bands. Not finite: not drawn */
    /* Not NULL: beyond its last point there is nothing that y could show (requests fail): the line
     * leaves through the top, to "name: these words". */
    const char *leaves;
};

/* A span of x that is shaded: an outage. */
struct chart_mark {
    double from, to;
    const char *text; /* NULL = not named; the same in several panels is named in the first */
};

struct chart_panel {
    const char *title; /* NULL = none */
    struct chart_axis y;
    struct chart_series *series;
    struct chart_mark *marks;
    uint32_t n_series, n_marks;
    uint32_t series_room, marks_room;
};

/* One bar of parts. Rows with the same parts are one bar with all their names. */
struct chart_row {
    const char *name, *value; /* value: at its end */
    double from;              /* where its first part begins; not negative */
    const double *parts;      /* n_parts; not negative */
    struct chart_style style; /* of a dot */
};

struct chart_part {
    const char *name; /* several of one name are named once */
    struct chart_style style;
};

/* What rows are drawn as. */
enum chart_rows {
    CHART_BARS,
    CHART_HEAT, /* a cell for each part, the darker the nearer its value is to chart.full; beyond it
                 * in the colour of what is lost. NaN: no cell */
    CHART_DOTS  /* a dot for each row: parts[0] to the right, parts[1] up; parts[0].style of none,
                 * each dot has its row's */
};

/*
 * A figure has panels, one below the other over the same x axis, or rows. What is the same is drawn
 * once: series of a panel, panels and rows that cannot be told apart carry all their names.
 */
struct chart {
    const char *name;    /* "throughput": ids and file name */
    const char *finding; /* headline */
    const char *what;    /* what is drawn, and the unit */
    struct chart_axis x;
    bool same_y; /* all panels end at the same y, to be compared */
    struct chart_panel *panels;
    struct chart_row *rows;
    struct chart_part *parts;
    const char *rule; /* of rows: what the line at rule_at says, through all of them; NULL = none */
    double rule_at;
    enum chart_rows rows_as;
    double full; /* of CHART_HEAT: what a value is measured by; > 0 */
    uint32_t n_panels, n_rows, n_parts;
    uint32_t panels_room, rows_room, parts_room;
};

/** The new panel; valid until the next one is added. A panel without anything in it is left out. */
struct chart_panel *chart_add_panel(struct chart *chart, struct sim_arena *arena, const char *title,
                                    struct chart_axis y);
/** A series of no points is left out. */
void chart_add_series(struct chart_panel *panel, struct sim_arena *arena,
                      struct chart_series series);
void chart_add_mark(struct chart_panel *panel, struct sim_arena *arena, struct chart_mark mark);
void chart_add_row(struct chart *chart, struct sim_arena *arena, struct chart_row row);
void chart_add_part(struct chart *chart, struct sim_arena *arena, struct chart_part part);

/* What stands for several bins where there are more than can be seen. */
enum chart_thin { CHART_MEAN, CHART_MOST };
/** How many of n bins one point stands for. */
uint32_t chart_bins_per_point(uint32_t n);
/**
 * Set the points of a series from bins of bin_s seconds: steps when there are few. Bins behind
 * `end` are not drawn.
 * @param values  n, one a bin
 */
void chart_set_bins(struct chart_series *series, struct sim_arena *arena, const double *values,
                    uint32_t n, double bin_s, double end, enum chart_thin thin);
/**
 * Add series as layers one upon the other, each a band; bins are averaged into what can be seen.
 * Layers without any value are left out.
 * @param layers  name, value and style of n_layers
 * @param values  n_layers x n_bins, layer-major, not negative
 */
void chart_add_layers(struct chart_panel *panel, struct sim_arena *arena,
                      const struct chart_series *layers, uint32_t n_layers, const double *values,
                      uint32_t n_bins, double bin_s, double end);

/** Is there anything to draw? */
bool chart_has_data(const struct chart *chart);
/** Titles of the panels that are left out, "a; b"; NULL = none. In the arena. */
const char *chart_empty_panels(const struct chart *chart, struct sim_arena *arena);

/**
 * The figure in words, for those who do not see it: what is drawn, and of every panel and series
 * its name and the range of its values. In the arena.
 */
const char *chart_describe(const struct chart *chart, struct sim_arena *arena);

#endif
