/*
 * chart_gnuplot.h: the back end that draws charts with gnuplot, all of a report in one process.
 *
 * Another back end would be a file like this one: a layout in, a picture out.
 */
#ifndef CRISIM_ANALYSIS_CHART_CHART_GNUPLOT_H
#define CRISIM_ANALYSIS_CHART_CHART_GNUPLOT_H

#include "analysis/chart/layout.h"
#include "sim/base/error.h"

/** Add the commands that draw a layout on an SVG terminal of its own; data stand in the script. */
void chart_gnuplot_script(const struct chart_layout *layout, struct sim_text *script);

/** What is drawn in gnuplot's SVG, until its end: no ids, no titles, colours as #rrggbb. */
void chart_svg_clean(struct sim_text *out, const char *raw);
/**
 * Add an SVG around such a body.
 * @param name        for ids
 * @param title, description  the text alternative
 * @param standalone  as a file of its own, with the dark rules; else to stand in a page
 */
void chart_svg_add(struct sim_text *out, const char *body, double height, const char *name,
                   const char *title, const char *description, bool standalone);

#endif
