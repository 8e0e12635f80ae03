#include "analysis/chart/draw.h"

#include "analysis/chart/chart_gnuplot.h"
#include "analysis/chart/gnuplot.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

const char *const chart_form_names[] = {"svg", "png", "pdf", NULL};

enum sim_status chart_draw(struct chart_picture *pictures, size_t n, struct sim_arena *arena,
                           char *version, size_t version_size)
{
    struct gnuplot_picture *drawn = sim_zeroed(n, sizeof *drawn);
    struct sim_text *scripts = sim_zeroed(n, sizeof *scripts);
    enum sim_status st;

    for (size_t i = 0; i < n; i++) {
        struct chart_layout layout;

        chart_lay_out(pictures[i].chart, arena, &layout);
        chart_gnuplot_script(&layout, CHART_SVG, &scripts[i]);
        drawn[i].script = scripts[i].data;
        pictures[i].height = layout.height;
        pictures[i].body = NULL;
    }
    st = gnuplot_draw(drawn, n, GNUPLOT_TIME_LIMIT_S, version, version_size);
    for (size_t i = 0; i < n; i++) {
        struct sim_text body = {0};

        if (drawn[i].svg != NULL) {
            chart_svg_clean(&body, drawn[i].svg);
            pictures[i].body = sim_text_take(&body);
        }
        pictures[i].err = drawn[i].err;
        free(drawn[i].svg);
        sim_text_release(&scripts[i]);
    }
    free(scripts);
    free(drawn);
    return st;
}

void chart_script(const struct chart *chart, enum chart_form form, struct sim_arena *arena,
                  struct sim_text *script)
{
    struct chart_layout layout;

    chart_lay_out(chart, arena, &layout);
    chart_gnuplot_script(&layout, form, script);
}

enum sim_status chart_draw_file(const struct chart *chart, enum chart_form form,
                                struct sim_arena *arena, char **bytes, size_t *n,
                                struct sim_error *err)
{
    struct sim_text script = {0};
    enum sim_status st;

    chart_script(chart, form, arena, &script);
    st = gnuplot_draw_file(script.data, GNUPLOT_TIME_LIMIT_S, bytes, n, err);
    sim_text_release(&script);
    return st;
}

static void add_number(struct sim_text *out, double value)
{
    if (isfinite(value))
        sim_text_addf(out, "%.9g", value);
}

static void add_series(const char *panel, const struct chart_series *series, struct sim_text *out)
{
    for (uint32_t i = 0; i < series->n; i++) {
        sim_text_add_csv(out, panel);
        sim_text_add(out, ",");
        sim_text_add_csv(out, series->name != NULL ? series->name : "");
        sim_text_add(out, ",");
        /* A rule is one y from side to side. */
        if (series->shape != CHART_RULE)
            add_number(out, series->x[i]);
        sim_text_add(out, ",");
        add_number(out, series->y[i]);
        sim_text_add(out, ",");
        if (series->shape == CHART_BAND)
            add_number(out, series->low[i]);
        sim_text_add(out, "\n");
    }
}

void chart_csv(const struct chart *chart, struct sim_text *out)
{
    sim_text_add(out, chart->n_rows > 0 ? "row,part,value\n" : "panel,series,x,y,low\n");
    for (uint32_t r = 0; r < chart->n_rows; r++)
        for (uint32_t p = 0; p < chart->n_parts; p++) {
            sim_text_add_csv(out, chart->rows[r].name);
            sim_text_add(out, ",");
            sim_text_add_csv(out, chart->parts[p].name);
            sim_text_add(out, ",");
            add_number(out, chart->rows[r].parts[p]);
            sim_text_add(out, "\n");
        }
    for (uint32_t p = 0; p < chart->n_panels && chart->n_rows == 0; p++)
        for (uint32_t s = 0; s < chart->panels[p].n_series; s++)
            add_series(chart->panels[p].title != NULL ? chart->panels[p].title : "",
                       &chart->panels[p].series[s], out);
}

void chart_add_svg(struct sim_text *out, const struct chart_picture *picture,
                   struct sim_arena *arena, bool standalone)
{
    const char *name = picture->chart->name;

    if (standalone)
        sim_text_add(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    sim_text_addf(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %g\" width=\"%d\" "
                  "height=\"%g\" role=\"img\" aria-labelledby=\"t-%s d-%s\">\n<title id=\"t-%s\">",
                  CHART_WIDTH, picture->height, CHART_WIDTH, picture->height, name, name, name);
    sim_text_add_xml(out, picture->chart->finding);
    sim_text_addf(out, "</title>\n<desc id=\"d-%s\">", name);
    sim_text_add_xml(out, chart_describe(picture->chart, arena));
    sim_text_add(out, "</desc>\n");
    if (standalone) {
        sim_text_addf(out, "<style>text{font-family:%s}\n@media (prefers-color-scheme: dark){\n",
                      CHART_FONT);
        chart_dark_rules(out, "svg");
        sim_text_addf(out, "}</style>\n<rect width=\"100%%\" height=\"100%%\" fill=\"%s\"/>\n",
                      chart_hex(CHART_PAGE));
    }
    sim_text_add(out, picture->body);
}
