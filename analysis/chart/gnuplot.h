/*
 * gnuplot.h: gnuplot scripts in, SVG text out. The only door to gnuplot.
 *
 * gnuplot is a program of its own, needed at run time and only for figures: a caller treats its
 * absence as "no figures", never as a failure. Scripts carry their data inline ($name << EOD) and
 * leave `set output` and `print` alone; strings that came from a user go through gnuplot_quote().
 */
#ifndef CRISIM_ANALYSIS_CHART_GNUPLOT_H
#define CRISIM_ANALYSIS_CHART_GNUPLOT_H

#include "sim/base/error.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stddef.h>

#define GNUPLOT_TIME_LIMIT_S 20 /* for all pictures of a report: they take some 10 ms */

/** Can gnuplot be run here? */
bool gnuplot_available(void);
/** "gnuplot 5.4 patchlevel 4", cut to size; false (and "") if it cannot be run. */
bool gnuplot_version(char *version, size_t size);

struct gnuplot_picture {
    const char *script;   /* sets an SVG terminal itself; trusted, strings in it are quoted */
    char *svg;            /* free() it; NULL = not drawn: */
    struct sim_error err; /* SIM_EOUTPUT with gnuplot's own words */
};

/**
 * Draw pictures, all in one process.
 *
 * The scripts and the output lie in files of $TMPDIR (or /tmp) that have no name. No shell, no user
 * settings, LC_ALL=C. Killed, with what it started, after `seconds`, when it writes more than
 * pictures can have (64 MB), and when the program is to stop (sim/base/stop.h). A script that fails
 * costs its own picture only: what stands behind it is drawn by a next process.
 * @param version  as of gnuplot_version(), from the same process; "" if it could not be run
 * @return SIM_OK, whatever became of the pictures, or SIM_EINTERRUPTED
 */
enum sim_status gnuplot_draw(struct gnuplot_picture *pictures, size_t n, double seconds,
                             char *version, size_t version_size);

/**
 * Draw what one script draws, in whatever form its terminal has, and take it as it is.
 * @param bytes, n  free() them; NULL unless SIM_OK
 */
enum sim_status gnuplot_draw_file(const char *script, double seconds, char **bytes, size_t *n,
                                  struct sim_error *err);

/**
 * Add a string as a gnuplot expression, quotes included. Single quotes: nothing in them is
 * substituted (double quotes would run `commands`); a quote stands between
 * them by its number. Control characters and marks of the reading direction become spaces.
 */
void gnuplot_quote(struct sim_text *script, const char *string);

#endif
