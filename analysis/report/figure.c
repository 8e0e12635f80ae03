/*
 * figure.c: a figure on a page: what it shows, drawn, or why it is not.
 */
#include "analysis/plot/plot.h"
#include "analysis/report/page.h"
#include "analysis/report/sketch.h"

#include <stdlib.h>
#include <time.h>

/* A gnuplot that took so long for one picture is not asked for the next: the report must come. */
static enum sim_status draw(struct page *page, const char *script, char **svg,
                            struct sim_error *err)
{
    struct timespec before, after;
    enum sim_status st;

    clock_gettime(CLOCK_MONOTONIC, &before);
    st = plot_svg(script, svg, err);
    clock_gettime(CLOCK_MONOTONIC, &after);
    page->plots = after.tv_sec - before.tv_sec < PLOT_TIME_LIMIT_S / 2;
    return st;
}

void page_figure(struct page *page, const struct page_figure *figure)
{
    struct sim_error err = {0};
    char *raw = NULL;

    sim_text_addf(&page->html, "<figure id=\"figure-%s\">\n", figure->name);
    page_both(page, "<figcaption><strong>", "**", figure->finding, "</strong>", "**\n\n");
    page_both(page, "<span>", "", figure->what, "</span></figcaption>\n", "\n\n");
    if (figure->script != NULL && !page->plots) {
        page_note(page, *page->plot_version == '\0'
                            ? "Not drawn: gnuplot could not be run when this report was made. The "
                              "table below holds the numbers."
                            : "Not drawn: gnuplot took too long for the figure before. The table "
                              "below holds the numbers.");
    } else if (figure->script != NULL && draw(page, figure->script, &raw, &err) != SIM_OK) {
        page_note(page, page_printf(page, "Not drawn: %s: %s. The table below holds the numbers.",
                                    err.where, err.message));
    } else if (figure->script != NULL && page->n_figures < PAGE_MAX_FIGURES) {
        struct sim_text file = {0};

        sketch_svg(&page->html, raw, figure->name, figure->finding, figure->what, false);
        sketch_svg(&file, raw, figure->name, figure->finding, figure->what, true);
        sim_text_addf(&page->md, "![");
        page_escape_md(&page->md, figure->finding);
        sim_text_addf(&page->md, "](figure-%s.svg)\n\n", figure->name);
        page->figures[page->n_figures].name = figure->name;
        page->figures[page->n_figures++].svg = page_keep(page, &file);
    }
    free(raw);
    sim_text_add(&page->html, "</figure>\n");
}
