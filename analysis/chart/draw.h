/*
 * draw.h: charts in, pictures out, whichever back end draws them: gnuplot today.
 */
#ifndef CRISIM_ANALYSIS_CHART_DRAW_H
#define CRISIM_ANALYSIS_CHART_DRAW_H

#include "analysis/chart/chart.h"
#include "sim/base/error.h"
#include "sim/base/text.h"

/* What a picture is saved as. */
enum chart_form { CHART_SVG, CHART_PNG, CHART_PDF, CHART_N_FORMS };
extern const char *const chart_form_names[]; /* "svg" ...; ends with NULL */

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
 * Draw a chart that chart_has_data() as a file.
 * @param bytes, n  of the file; free() them
 * @return SIM_OK; SIM_EOUTPUT with gnuplot's words, and where there is none; SIM_EINTERRUPTED
 */
enum sim_status chart_draw_file(const struct chart *chart, enum chart_form form,
                                struct sim_arena *arena, char **bytes, size_t *n,
                                struct sim_error *err);
/** What gnuplot is given to draw a chart, with the data in it. */
void chart_script(const struct chart *chart, enum chart_form form, struct sim_arena *arena,
                  struct sim_text *script);
/** The points of a chart as CSV: panel, series, x, y, low. */
void chart_csv(const struct chart *chart, struct sim_text *out);

/**
 * Add a drawn picture as SVG, with the chart's finding and its description as the text alternative.
 * @param standalone  as a file of its own, light and dark; else to stand in a page that has
 *                    chart_dark_rules()
 */
void chart_add_svg(struct sim_text *out, const struct chart_picture *picture,
                   struct sim_arena *arena, bool standalone);

#endif
