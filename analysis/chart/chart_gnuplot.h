/*
 * chart_gnuplot.h: the back end that draws with gnuplot. Another one would be a file like this: a
 * layout in, a picture out; draw.h chooses.
 */
#ifndef CRISIM_ANALYSIS_CHART_CHART_GNUPLOT_H
#define CRISIM_ANALYSIS_CHART_CHART_GNUPLOT_H

#include "analysis/chart/draw.h"
#include "analysis/chart/layout.h"
#include "sim/base/text.h"

/** Add the commands that draw a layout on a terminal of its own; data stand in the script. */
void chart_gnuplot_script(const struct chart_layout *layout, enum chart_form form,
                          struct sim_text *script);

/** What is drawn in gnuplot's SVG, until its end: no ids, no titles, colours as #rrggbb. */
void chart_svg_clean(struct sim_text *out, const char *raw);
#endif
