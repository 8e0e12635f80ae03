/*
 * draw.h: charts in, pictures out, whichever back end draws them: gnuplot today.
 */
#ifndef CRISIM_ANALYSIS_CHART_DRAW_H
#define CRISIM_ANALYSIS_CHART_DRAW_H

#include "analysis/chart/chart.h"
#include "sim/base/error.h"
#include "sim/base/text.h"

struct chart_picture {
    const struct chart *chart; /* that chart_has_data() */
    char *body;                /* what is drawn, as SVG elements; free() it; NULL = not drawn: */
    struct sim_error err;      /* why */
    double height;             /* px; the width is CHART_WIDTH */
};

/**
 * Draw n charts, all in one process.
 * @param version  what draws, "gnuplot 5.4 patchlevel 4"; "" if it cannot be run here
 * @return SIM_OK, whatever became of the pictures, or SIM_EINTERRUPTED
 */
enum sim_status chart_draw(struct chart_picture *pictures, size_t n, struct sim_arena *arena,
                           char *version, size_t version_size);

/**
 * Add a drawn picture as SVG, with the chart's finding and its description as the text alternative.
 * @param standalone  as a file of its own, light and dark; else to stand in a page that has
 *                    chart_dark_rules()
 */
void chart_add_svg(struct sim_text *out, const struct chart_picture *picture,
                   struct sim_arena *arena, bool standalone);

#endif
