/*
 * figure.c: figures on a page: their places while it is written, and their drawing, all at once,
 * when it is whole.
 */
#include "analysis/chart/draw.h"
#include "analysis/report/page.h"

#include <stdlib.h>
#include <string.h>

static void add_place(struct page *page, struct chart *chart)
{
    page->places = sim_arena_with_room(&page->arena, page->places, page->n_places,
                                       &page->places_room, sizeof *page->places);
    page->places[page->n_places++] =
        (struct page_place){page->html.length, page->md.length, chart, NULL};
}

struct chart *page_chart(struct page *page, const char *name, const char *finding, const char *what)
{
    struct chart *chart = sim_arena_alloc(&page->arena, sizeof *chart);

    *chart = (struct chart){.name = name, .finding = finding, .what = what};
    return chart;
}

void page_figure(struct page *page, struct chart *chart)
{
    const char *empty = chart_empty_panels(chart, &page->arena);

    if (empty != NULL && chart_has_data(chart))
        chart->what = page_printf(page, "%s None to draw: %s.", chart->what, empty);
    sim_text_addf(&page->html, "<figure id=\"figure-%s\">\n", chart->name);
    page_both(page, "<figcaption><strong>", "**", chart->finding, "</strong>", "**\n\n");
    page_both(page, "<span>", "", chart->what, "</span></figcaption>\n", "\n\n");
    if (chart_has_data(chart))
        add_place(page, chart);
    sim_text_add(&page->html, "</figure>\n");
}

void page_drawn_with(struct page *page, const char *term)
{
    page_both(page, "<dt>", "- **", term, "</dt><dd>", "**: ");
    add_place(page, NULL);
    page_both(page, "", "", "", "</dd>\n", "\n");
}

/* ---- when the page is whole ---- */

/* What stands at a place, into the page's two texts, which are empty then. */
static void fill_place(struct page *page, struct page_place *place,
                       const struct chart_picture *picture, const char *version)
{
    const struct chart *chart = place->chart;
    struct sim_text file = {0};

    if (chart == NULL) {
        page_both(page, "", "", *version != '\0' ? version : "none: gnuplot could not be run", "",
                  "");
        return;
    }
    if (picture->body == NULL) {
        page_note(page,
                  picture->err.message[0] == '\0'
                      ? "Not drawn: gnuplot could not be run when this report was made. The table "
                        "below holds the numbers."
                      : page_printf(page, "Not drawn: %s: %s. The table below holds the numbers.",
                                    picture->err.where, picture->err.message));
        return;
    }
    sim_text_add(&page->html, "<div class=\"plot\" tabindex=\"0\">\n");
    chart_add_svg(&page->html, picture, &page->arena, false);
    sim_text_add(&page->html, "</div>\n");
    chart_add_svg(&file, picture, &page->arena, true);
    place->svg = page_keep(page, &file);
    sim_text_add(&page->md, "![");
    page_escape_md(&page->md, chart->finding);
    sim_text_addf(&page->md, "](figure-%s.svg)\n\n", chart->name);
}

/* The page again, with what stands at its places. */
static void fill_places(struct page *page, const struct chart_picture *pictures,
                        const char *version)
{
    struct sim_text html = page->html, md = page->md, whole_html = {0}, whole_md = {0};
    size_t html_from = 0, md_from = 0;

    for (uint32_t i = 0; i < page->n_places; i++) {
        struct page_place *place = &page->places[i];

        page->html = (struct sim_text){0};
        page->md = (struct sim_text){0};
        fill_place(page, place, pictures, version);
        pictures += place->chart != NULL;
        sim_text_add_bytes(&whole_html, html.data + html_from, place->html_at - html_from);
        sim_text_add_bytes(&whole_html, page->html.data != NULL ? page->html.data : "",
                           page->html.length);
        sim_text_add_bytes(&whole_md, md.data + md_from, place->md_at - md_from);
        sim_text_add_bytes(&whole_md, page->md.data != NULL ? page->md.data : "", page->md.length);
        html_from = place->html_at;
        md_from = place->md_at;
        sim_text_release(&page->html);
        sim_text_release(&page->md);
    }
    sim_text_add(&whole_html, html.data != NULL ? html.data + html_from : "");
    sim_text_add(&whole_md, md.data != NULL ? md.data + md_from : "");
    page->html = whole_html;
    page->md = whole_md;
    sim_text_release(&html);
    sim_text_release(&md);
}

enum sim_status page_draw(struct page *page)
{
    struct chart_picture *pictures =
        sim_arena_alloc(&page->arena, page->n_places * sizeof *pictures);
    char version[64] = "";
    size_t n = 0;
    enum sim_status st;

    for (uint32_t i = 0; i < page->n_places; i++)
        if (page->places[i].chart != NULL)
            pictures[n++].chart = page->places[i].chart;
    st = chart_draw(pictures, n, &page->arena, version, sizeof version);
    if (st == SIM_OK)
        fill_places(page, pictures, version);
    for (size_t i = 0; i < n; i++)
        free(pictures[i].body);
    return st;
}
