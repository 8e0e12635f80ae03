#include "analysis/chart/draw.h"

#include "analysis/chart/chart_gnuplot.h"
#include "analysis/chart/gnuplot.h"
#include "sim/base/memory.h"

#include <stdlib.h>

enum sim_status chart_draw(struct chart_picture *pictures, size_t n, struct sim_arena *arena,
                           char *version, size_t version_size)
{
    struct gnuplot_picture *drawn = sim_zeroed(n, sizeof *drawn);
    struct sim_text *scripts = sim_zeroed(n, sizeof *scripts);
    enum sim_status st;

    for (size_t i = 0; i < n; i++) {
        struct chart_layout layout;

        chart_lay_out(pictures[i].chart, arena, &layout);
        chart_gnuplot_script(&layout, &scripts[i]);
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
