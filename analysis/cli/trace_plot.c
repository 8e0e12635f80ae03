/*
 * trace_plot.c: a trace as a figure: requests and tokens over time, and the week.
 */
#include "analysis/cli/trace_view.h"
#include "analysis/plot/plot.h"
#include "sim/base/file_out.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 400 };

/* Windows of whole minutes, so many that a picture shows them. */
static sim_time window_of(const struct trace *trace)
{
    sim_time minutes = trace->records.span / SIM_MINUTE / POINTS + 1;

    return minutes * SIM_MINUTE;
}

static const char *unit_of(sim_time span, double *divisor)
{
    *divisor = span >= 3 * SIM_DAY ? 86400 : span >= 3 * SIM_HOUR ? 3600 : 60;
    return *divisor == 86400 ? "days" : *divisor == 3600 ? "hours" : "minutes";
}

static void add_windows(const struct trace *trace, sim_time window, double divisor,
                        struct sim_text *script)
{
    const struct cri_records *r = &trace->records;
    double minutes = (double)window / SIM_MINUTE;
    uint64_t i = 0;

    sim_text_add(script, "$windows << EOD\n");
    for (sim_time start = 0; start <= r->span; start += window) {
        uint64_t n = 0, tokens = 0;

        for (; i < r->n && r->rows[i].at < start + window; i++) {
            n++;
            tokens += (uint64_t)r->rows[i].input_tokens + r->rows[i].output_tokens;
        }
        sim_text_addf(script, "%.6g %.6g %.6g\n", sim_time_to_s(start) / divisor,
                      (double)n / minutes, (double)tokens / minutes / 1000);
    }
    sim_text_add(script, "EOD\n");
}

static void add_week(const struct trace_view *view, struct sim_text *script)
{
    sim_text_add(script, "$week << EOD\n");
    for (int d = 0; d < 7; d++)
        for (int h = 0; h < 24; h++) {
            double value = view->sizing.week[24 * d + h];

            if (isnan(value))
                sim_text_addf(script, "%d %d NaN\n", h, 6 - d);
            else
                sim_text_addf(script, "%d %d %.6g\n", h, 6 - d, value);
        }
    sim_text_add(script, "EOD\n");
}

int trace_view_plot(const struct trace_view *view, const char *file, bool force)
{
    const struct trace *trace = view->trace;
    sim_time window = window_of(trace);
    struct sim_text script = {0};
    struct sim_error err;
    enum sim_status status = sim_file_check(file, force, &err);
    double divisor;
    const char *unit = unit_of(trace->records.span, &divisor);
    char *svg = NULL;

    if (status != SIM_OK)
        return cli_fail(&err);
    sim_text_addf(&script, "set terminal svg size 900,%d dynamic background '#ffffff'\n",
                  view->sizing.has_week ? 900 : 600);
    add_windows(trace, window, divisor, &script);
    if (view->sizing.has_week)
        add_week(view, &script);
    sim_text_addf(&script,
                  "set multiplot layout %d,1\nset lmargin 12\nset grid ytics lc '#dddddd'\n"
                  "set tics nomirror\nset border 3\nset yrange [0:*]\nset key off\nset xlabel "
                  "'%s from the first request'\n",
                  view->sizing.has_week ? 3 : 2, unit);
    sim_text_addf(&script,
                  "set title 'Requests a minute (windows of %g min)' left\n"
                  "plot $windows using 1:2 with steps lw 1.5 lc '#1f6feb'\n"
                  "set title 'Tokens a minute, thousands (input and output)' left\n"
                  "plot $windows using 1:3 with steps lw 1.5 lc '#b35900'\n",
                  (double)window / SIM_MINUTE);
    if (view->sizing.has_week)
        sim_text_addf(&script,
                      "set title 'Requests in an hour of the week, local time (UTC%+g)' left\n"
                      "unset grid\nset xlabel 'hour of the day'\nset xrange [-0.5:23.5]\n"
                      "set yrange [-0.5:6.5]\nset xtics 3\n"
                      "set ytics ('Mon' 6, 'Tue' 5, 'Wed' 4, 'Thu' 3, 'Fri' 2, 'Sat' 1, 'Sun' 0)\n"
                      "set palette defined (0 '#f3f6fb', 1 '#1f4e9e')\n"
                      "plot $week using 1:2:3 with image\n",
                      view->cli->utc_offset);
    sim_text_add(&script, "unset multiplot\n");
    status = plot_svg(script.data, &svg, &err);
    if (status == SIM_OK)
        status = sim_file_write(file, svg, strlen(svg), &err);
    free(svg);
    sim_text_release(&script);
    return status == SIM_OK ? 0 : cli_fail(&err);
}
