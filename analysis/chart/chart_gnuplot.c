#include "analysis/chart/chart_gnuplot.h"

#include "analysis/chart/gnuplot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Commands of one frame: its elements are collected, then plotted at once. */
struct frame_script {
    const struct chart_layout *layout;
    struct sim_text *script;
    struct sim_text plots;
    uint32_t n_tags, n_plots;
};

static void add_at(struct frame_script *out, double x_px, double y_px)
{
    sim_text_addf(out->script, "screen %.6f,screen %.6f", x_px / CHART_WIDTH,
                  1 - y_px / out->layout->height);
}

static void add_text(struct frame_script *out, const struct chart_text *text)
{
    static const char *const aligns[] = {"left", "center", "right"};

    sim_text_addf(out->script, "set label %u ", ++out->n_tags);
    gnuplot_quote(out->script, text->text);
    sim_text_add(out->script, " at ");
    add_at(out, text->x, text->y);
    sim_text_addf(out->script, " %s textcolor rgb \"%s\" front\n", aligns[text->align],
                  chart_hex(text->colour));
}

static void add_line(struct frame_script *out, const struct chart_line *line)
{
    sim_text_addf(out->script, "set arrow %u from ", ++out->n_tags);
    add_at(out, line->x1, line->y1);
    sim_text_add(out->script, " to ");
    add_at(out, line->x2, line->y2);
    sim_text_addf(out->script, " nohead lc rgb \"%s\" lw %g%s front\n", chart_hex(line->colour),
                  line->width, line->dotted ? " dt (2,4)" : "");
}

static void add_box(struct frame_script *out, const struct chart_box *box)
{
    sim_text_addf(out->script, "set object %u rect from ", ++out->n_tags);
    add_at(out, box->left, box->bottom);
    sim_text_add(out->script, " to ");
    add_at(out, box->right, box->top);
    sim_text_addf(out->script, " fc rgb \"%s\" fs %s solid %g noborder %s\n",
                  chart_hex(box->colour), box->alpha < 1 ? "transparent" : "", box->alpha,
                  box->behind ? "behind" : "front");
}

/* The text of a tick is a format: a per cent sign stands for itself when it is doubled. */
static void add_tick_text(struct sim_text *script, const char *text)
{
    struct sim_text doubled = {0};

    for (; *text != '\0'; text++)
        sim_text_add_bytes(&doubled, *text == '%' ? "%%" : text, *text == '%' ? 2 : 1);
    gnuplot_quote(script, doubled.data != NULL ? doubled.data : "");
    sim_text_release(&doubled);
}

static void add_ticks(struct frame_script *out, const char *axis, const struct chart_tick *ticks,
                      uint32_t n)
{
    sim_text_addf(out->script, "set %stics (", axis);
    for (uint32_t i = 0; i < n; i++) {
        sim_text_add(out->script, i > 0 ? ", " : "");
        add_tick_text(out->script, ticks[i].text);
        sim_text_addf(out->script, " %.9g", ticks[i].at);
    }
    sim_text_add(out->script, ")\n");
}

static void add_plot(struct frame_script *out, const char *element)
{
    sim_text_addf(&out->plots, "%s%s notitle", out->n_plots++ > 0 ? ", " : "", element);
}

static void add_curve(struct frame_script *out, const struct chart_curve *curve, uint32_t block)
{
    char element[160];

    sim_text_addf(out->script, "$d%u << EOD\n", block);
    for (uint32_t i = 0; i < curve->n; i++)
        if (isfinite(curve->y[i]))
            sim_text_addf(out->script, "%.9g %.6g\n", curve->x[i], curve->y[i]);
        else
            sim_text_add(out->script, "\n"); /* the line ends, and begins anew */
    sim_text_add(out->script, "EOD\n");
    if (curve->shape == CHART_RULE)
        snprintf(element, sizeof element, "$d%u using 1:2 with lines lc rgb \"%s\" lw %g dt (2,4)",
                 block, chart_hex(curve->colour), curve->width);
    else
        snprintf(element, sizeof element, "$d%u using 1:2 with lines lc rgb \"%s\" lw %g dt %u",
                 block, chart_hex(curve->colour), curve->width, curve->dash % 5 + 1);
    add_plot(out, element);
}

/* Bands that lie one upon the other share their rows: x, lowest, then the top of each. */
static uint32_t n_stacked(const struct chart_frame *frame, uint32_t from)
{
    const struct chart_curve *first = &frame->curves[from];
    uint32_t n = 1;

    while (from + n < frame->n_curves) {
        const struct chart_curve *next = &frame->curves[from + n];

        if (next->shape != CHART_BAND || next->n != first->n ||
            memcmp(next->x, first->x, first->n * sizeof *first->x) != 0 ||
            memcmp(next->low, next[-1].y, first->n * sizeof *first->x) != 0)
            break;
        n++;
    }
    return n;
}

static void add_stack(struct frame_script *out, const struct chart_curve *bands, uint32_t n,
                      uint32_t block)
{
    char element[160];

    sim_text_addf(out->script, "$d%u << EOD\n", block);
    for (uint32_t i = 0; i < bands->n; i++) {
        sim_text_addf(out->script, "%.9g %.6g", bands->x[i], bands->low[i]);
        for (uint32_t k = 0; k < n; k++)
            sim_text_addf(out->script, " %.6g", bands[k].y[i]);
        sim_text_add(out->script, "\n");
    }
    sim_text_add(out->script, "EOD\n");
    for (uint32_t k = 0; k < n; k++) {
        snprintf(element, sizeof element,
                 "$d%u using 1:%u:%u with filledcurves fc rgb \"%s\" fs solid 1 noborder", block,
                 k + 2, k + 3, chart_hex(bands[k].colour));
        add_plot(out, element);
    }
    /* Hairlines between the layers, in the page's colour. */
    for (uint32_t k = 0; k < n; k++) {
        snprintf(element, sizeof element, "$d%u using 1:%u with lines lc rgb \"%s\" lw %g", block,
                 k + 3, chart_hex(CHART_PAGE), bands[k].width);
        add_plot(out, element);
    }
}

static void add_curves(struct frame_script *out, const struct chart_frame *frame,
                       uint32_t *n_blocks)
{
    /* From the back to the front. */
    static const enum chart_shape order[] = {CHART_BAND, CHART_CONTEXT, CHART_RULE, CHART_LINE};

    for (size_t pass = 0; pass < sizeof order / sizeof order[0]; pass++)
        for (uint32_t i = 0; i < frame->n_curves; i++) {
            uint32_t n = 1;

            if (frame->curves[i].shape != order[pass])
                continue;
            if (order[pass] == CHART_BAND) {
                n = n_stacked(frame, i);
                add_stack(out, &frame->curves[i], n, ++*n_blocks);
            } else {
                add_curve(out, &frame->curves[i], ++*n_blocks);
            }
            i += n - 1;
        }
    /* A panel without curves still has its place. */
    if (out->n_plots == 0)
        add_plot(out, "NaN with lines");
}

static void add_frame(const struct chart_layout *layout, const struct chart_frame *frame,
                      uint32_t *n_blocks, struct sim_text *script)
{
    struct frame_script out = {.layout = layout, .script = script};

    sim_text_addf(script,
                  "unset label\nunset arrow\nunset object\n"
                  "set lmargin at screen %.6f\nset rmargin at screen %.6f\n"
                  "set tmargin at screen %.6f\nset bmargin at screen %.6f\n"
                  "%s logscale y\nset xrange [%.9g:%.9g]\nset yrange [%.9g:%.9g]\n",
                  frame->left / CHART_WIDTH, frame->right / CHART_WIDTH,
                  1 - frame->top / layout->height, 1 - frame->bottom / layout->height,
                  frame->y_log ? "set" : "unset", frame->x_low, frame->x_high, frame->y_low,
                  frame->y_high);
    if (frame->axes) {
        add_ticks(&out, "x", frame->x_ticks, frame->n_x_ticks);
        sim_text_addf(script, "set format x \"%s\"\n", frame->x_bare ? "" : "% h");
        add_ticks(&out, "y", frame->y_ticks, frame->n_y_ticks);
        sim_text_addf(script, "set grid ytics %sxtics lt 1 lc rgb \"%s\" lw 0.8\n",
                      frame->x_grid ? "" : "no", chart_hex(CHART_GRID));
    } else {
        sim_text_add(script, "set border 0\nunset xtics\nunset ytics\nunset grid\n");
    }
    for (uint32_t i = 0; i < frame->n_boxes; i++)
        add_box(&out, &frame->boxes[i]);
    for (uint32_t i = 0; i < frame->n_lines; i++)
        add_line(&out, &frame->lines[i]);
    for (uint32_t i = 0; i < frame->n_texts; i++)
        add_text(&out, &frame->texts[i]);
    add_curves(&out, frame, n_blocks);
    sim_text_addf(script, "plot %s\n", out.plots.data);
    sim_text_release(&out.plots);
}

/* A point of type is 4/3 of a pixel of the layout, whose fonts are in pixels. */
#define POINTS_PER_PX 0.75
#define PX_PER_INCH   96.0
/* Pixels of a PNG for one of the layout: sharp on screens and on slides. */
#define PNG_SCALE 2

static void add_terminal(const struct chart_layout *layout, enum chart_form form,
                         struct sim_text *script)
{
    switch (form) {
    case CHART_SVG:
    case CHART_N_FORMS:
        sim_text_addf(script, "set terminal svg size %d,%g noenhanced rounded font \"%s,%d\"\n",
                      CHART_WIDTH, layout->height, CHART_FONT, CHART_FONT_PX);
        break;
    case CHART_PNG:
        sim_text_addf(script,
                      "set terminal pngcairo size %d,%.0f noenhanced rounded font \"%s,%d\" "
                      "fontscale %g linewidth %d\n",
                      PNG_SCALE * CHART_WIDTH, PNG_SCALE * layout->height, CHART_FONT,
                      CHART_FONT_PX, PNG_SCALE * POINTS_PER_PX, PNG_SCALE);
        break;
    case CHART_PDF:
        sim_text_addf(script,
                      "set terminal pdfcairo size %.4fin,%.4fin noenhanced rounded font "
                      "\"%s,%d\" fontscale %g\n",
                      CHART_WIDTH / PX_PER_INCH, layout->height / PX_PER_INCH, CHART_FONT,
                      CHART_FONT_PX, POINTS_PER_PX);
        break;
    }
}

void chart_gnuplot_script(const struct chart_layout *layout, enum chart_form form,
                          struct sim_text *script)
{
    uint32_t n_blocks = 0;

    sim_text_add(script, "reset\n");
    add_terminal(layout, form, script);
    sim_text_addf(script,
                  "set encoding utf8\nset multiplot\nunset key\n"
                  "set border 1 lc rgb \"%s\" lw 0.9\n"
                  "set xtics out scale 0.5 nomirror textcolor rgb \"%s\"\n"
                  "set ytics scale 0 nomirror textcolor rgb \"%s\"\n",
                  chart_hex(CHART_MUTED), chart_hex(CHART_MUTED), chart_hex(CHART_MUTED));
    for (uint32_t i = 0; i < layout->n_frames; i++)
        add_frame(layout, &layout->frames[i], &n_blocks, script);
    sim_text_add(script, "unset multiplot\n");
}
