/*
 * Charts as they are drawn: in one process, with what gnuplot takes for its own, as SVG that stands
 * in a page.
 */
#include "analysis/chart/draw.h"
#include "analysis/chart/gnuplot.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sim_arena arena;

static struct chart chart_of(const char *name, const char *unit)
{
    static const double x[] = {0, 60, 120, 180}, y[] = {20, 40, NAN, 10}, limit[] = {100};
    struct chart chart = {.name = name,
                          .finding = "a <b> & \"c\"",
                          .what = "What.",
                          .x = {.scale = CHART_TIME, .high = 180}};
    struct chart_panel *panel =
        chart_add_panel(&chart, &arena, NULL, (struct chart_axis){.unit = unit, .high = 100});

    chart_add_series(panel, &arena,
                     (struct chart_series){.shape = CHART_LINE,
                                           .name = "50 % <of> 'it'",
                                           .style = {CHART_BLUE, CHART_BLUE, 1},
                                           .n = 4,
                                           .x = x,
                                           .y = y});
    chart_add_series(panel, &arena,
                     (struct chart_series){.shape = CHART_RULE,
                                           .name = "limit",
                                           .style = {CHART_LOST, CHART_LOST_TEXT, 0},
                                           .n = 1,
                                           .x = limit,
                                           .y = limit});
    chart_add_mark(panel, &arena, (struct chart_mark){60, 90, "100 % gone"});
    return chart;
}

static uint32_t count(const char *text, const char *what)
{
    uint32_t n = 0;

    for (; (text = strstr(text, what)) != NULL; text += strlen(what))
        n++;
    return n;
}

START_TEST(test_two)
{
    struct chart charts[2] = {chart_of("one", "%"), chart_of("two", "requests per minute")};
    struct chart_picture pictures[2] = {{.chart = &charts[0]}, {.chart = &charts[1]}};
    struct sim_text page = {0}, file = {0};
    char version[64];

    ck_assert_int_eq(chart_draw(pictures, 2, &arena, version, sizeof version), SIM_OK);
    if (*version == '\0') {
        printf("skipped: gnuplot is not installed\n");
        return;
    }
    for (int i = 0; i < 2; i++) {
        ck_assert_msg(pictures[i].body != NULL, "%s", pictures[i].err.message);
        ck_assert_ptr_nonnull(strstr(pictures[i].body, ">50 % &lt;of> 'it'</text>"));
        ck_assert_ptr_nonnull(strstr(pictures[i].body, ">100 % gone</text>"));
        ck_assert_ptr_null(strstr(pictures[i].body, " id="));
        ck_assert_ptr_null(strstr(pictures[i].body, "rgb("));
        ck_assert_ptr_nonnull(strstr(pictures[i].body, "#0072b2"));
        ck_assert_uint_eq(count(pictures[i].body, "</svg>"), 1);
    }
    /* The unit at every tick, or once above. */
    ck_assert_ptr_nonnull(strstr(pictures[0].body, ">25 %</text>"));
    ck_assert_ptr_null(strstr(pictures[1].body, ">25 %</text>"));
    ck_assert_ptr_nonnull(strstr(pictures[1].body, ">requests per minute</text>"));
    chart_add_svg(&page, &pictures[0], &arena, false);
    chart_add_svg(&file, &pictures[0], &arena, true);
    ck_assert_ptr_nonnull(
        strstr(page.data, "<title id=\"t-one\">a &lt;b&gt; &amp; &quot;c&quot;</title>"));
    ck_assert_ptr_nonnull(strstr(page.data, "<desc id=\"d-one\">What. 50 % &lt;of&gt; "
                                            "&#39;it&#39;: 10 to 40 %. limit: 100 %. Shaded: 100 % "
                                            "gone.</desc>"));
    ck_assert_ptr_null(strstr(page.data, "<style>"));
    ck_assert_ptr_nonnull(strstr(file.data, "prefers-color-scheme: dark"));
    sim_text_release(&page);
    sim_text_release(&file);
    free(pictures[0].body);
    free(pictures[1].body);
    sim_arena_release(&arena);
}
END_TEST

/* Every colour has a partner of its own in the dark: none is mistaken for another by a rule. */
START_TEST(test_colours)
{
    for (int i = 0; i < CHART_N_COLOURS; i++)
        for (int k = 0; k < i; k++) {
            ck_assert_str_ne(chart_hex((enum chart_colour)i), chart_hex((enum chart_colour)k));
            ck_assert_str_ne(chart_hex_dark((enum chart_colour)i),
                             chart_hex_dark((enum chart_colour)k));
        }
}
END_TEST

SUITE_MAIN("draw", test_two, test_colours)
