/*
 * plot.h: a gnuplot script in, SVG text out. The only door to gnuplot.
 *
 * gnuplot is a program of its own, needed at run time and only for figures: a caller treats its
 * absence as "no figures", never as a failure. Scripts carry their data inline ($name << EOD) and
 * leave `set output` alone; strings that came from a user go through plot_quote().
 */
#ifndef CRISIM_ANALYSIS_PLOT_PLOT_H
#define CRISIM_ANALYSIS_PLOT_PLOT_H

#include "sim/base/error.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stddef.h>

#define PLOT_TIME_LIMIT_S 20

/** Can gnuplot be run here? */
bool plot_available(void);
/** "gnuplot 5.4 patchlevel 4", cut to size; false (and "") if it cannot be run. */
bool plot_version(char *buffer, size_t size);

/**
 * Run gnuplot on a script; what it draws on standard output is *svg_out (free() it).
 *
 * The script and the output lie in files of $TMPDIR (or /tmp) that have no name. No shell, no user
 * settings, LC_ALL=C. Killed, with what it started, after PLOT_TIME_LIMIT_S seconds, when it writes
 * more than a picture can have (64 MB), and when the program is to stop (sim/base/stop.h).
 * @param script  sets an svg terminal itself; the script is trusted, strings in it are quoted
 * @return SIM_EOUTPUT with gnuplot's own words when it is missing, fails, or draws nothing;
 *         SIM_EINTERRUPTED
 */
enum sim_status plot_svg(const char *script, char **svg_out, struct sim_error *err);
/** The same with another limit in seconds. */
enum sim_status plot_svg_within(const char *script, double seconds, char **svg_out,
                                struct sim_error *err);

/**
 * Add a string as a gnuplot expression, quotes included. Single quotes: nothing in them is
 * substituted (double quotes would run `commands`); a quote stands between
 * them by its number. Control characters and marks of the reading direction become spaces.
 */
void plot_quote(struct sim_text *script, const char *string);

#endif
