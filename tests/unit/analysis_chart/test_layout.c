/*
 * Layouts of drawn charts: whatever the data, no two texts touch, ticks of all panels are the same,
 * what is the same stands there once with all names, and nothing lies beside its panel.
 */
#include "analysis/chart/chart_gnuplot.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct sim_arena arena;

static uint32_t state;

/* A small generator, so that a case is named by its number. */
static uint32_t draw(uint32_t n)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % n;
}

static double uniform(void)
{
    return draw(1000001) / 1e6;
}

static struct chart_series line_of(const char *name, const double *x, const double *y, uint32_t n)
{
    return (struct chart_series){.shape = CHART_LINE,
                                 .name = name,
                                 .style = {CHART_BLUE, CHART_BLUE, 0},
                                 .n = n,
                                 .x = x,
                                 .y = y};
}

/* The half of a text's box that counts as touching; letters are lower than a line. */
static bool touch(const struct chart_text *a, const struct chart_text *b)
{
    double left = chart_text_left(a), other = chart_text_left(b);

    return left < other + chart_text_px(b->text) && other < left + chart_text_px(a->text) &&
           fabs(a->y - b->y) < CHART_LINE_PX - 1e-6;
}

/* What a layout promises. */
static void check(const struct chart_layout *layout, const char *which)
{
    const struct chart_text *texts[1000];
    uint32_t n = 0;

    ck_assert_msg(isfinite(layout->height) && layout->height > 0, "%s", which);
    for (uint32_t p = 0; p < layout->n_frames; p++) {
        const struct chart_frame *frame = &layout->frames[p];

        ck_assert_msg(frame->left < frame->right && frame->top < frame->bottom, "%s", which);
        ck_assert_msg(frame->bottom <= layout->height && frame->right <= CHART_WIDTH, "%s", which);
        ck_assert_msg(p == 0 || frame->top > frame[-1].bottom, "%s", which);
        for (uint32_t i = 0; i < frame->n_texts; i++) {
            double left = chart_text_left(&frame->texts[i]);

            ck_assert_msg(left >= 0 &&
                              left + chart_text_px(frame->texts[i].text) <= CHART_WIDTH + 1,
                          "%s: '%s' is cut off", which, frame->texts[i].text);
            ck_assert_msg(frame->texts[i].y >= 0 && frame->texts[i].y <= layout->height,
                          "%s: '%s' is cut off", which, frame->texts[i].text);
            ck_assert_uint_lt(n, 1000);
            texts[n++] = &frame->texts[i];
        }
        for (uint32_t i = 0; i < frame->n_curves; i++)
            for (uint32_t k = 0; k < frame->curves[i].n; k++) {
                double x = frame->curves[i].x[k], y = frame->curves[i].y[k];

                ck_assert_msg(x >= frame->x_low - 1e-9 && x <= frame->x_high * (1 + 1e-9), "%s",
                              which);
                /* A gap, with something on either side. */
                ck_assert(isfinite(y) || (k > 0 && k + 1 < frame->curves[i].n));
                if (!isfinite(y))
                    continue;
                ck_assert_msg(y >= frame->y_low * (1 - 1e-9) && y <= frame->y_high * (1 + 1e-9),
                              "%s: %g is beside %g to %g", which, y, frame->y_low, frame->y_high);
            }
        ck_assert_uint_eq(frame->n_x_ticks, layout->frames[0].n_x_ticks);
        for (uint32_t i = 0; i < frame->n_x_ticks; i++)
            ck_assert_double_eq(frame->x_ticks[i].at, layout->frames[0].x_ticks[i].at);
        ck_assert_double_eq(frame->left, layout->frames[0].left);
        ck_assert_double_eq(frame->right, layout->frames[0].right);
    }
    /* No line to a name goes through another name. */
    for (uint32_t p = 0; p < layout->n_frames; p++)
        for (uint32_t l = 0; l < layout->frames[p].n_lines; l++)
            for (uint32_t i = 0; i < n && layout->frames[p].lines[l].dotted; i++) {
                const struct chart_line *line = &layout->frames[p].lines[l];
                double left = chart_text_left(texts[i]);

                ck_assert_msg(line->x1 <= left ||
                                  line->x1 >= left + chart_text_px(texts[i]->text) ||
                                  texts[i]->y <= line->y2 || texts[i]->y >= line->y1,
                              "%s: '%s' is crossed", which, texts[i]->text);
            }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < i; k++)
            ck_assert_msg(!touch(texts[i], texts[k]), "%s: '%s' (%g, %g) lies on '%s' (%g, %g)",
                          which, texts[i]->text, texts[i]->x, texts[i]->y, texts[k]->text,
                          texts[k]->x, texts[k]->y);
}

/* A chart that was drawn at random, if there is anything in it. */
static void check_drawn(struct chart *chart, const char *which)
{
    struct chart_layout layout;

    if (chart_has_data(chart)) {
        chart_lay_out(chart, &arena, &layout);
        check(&layout, which);
    }
    sim_arena_release(&arena);
}

static const char *name_of(uint32_t i)
{
    static const char *const names[] = {"single-region",
                                        "geographic",
                                        "global",
                                        "g",
                                        "an option whose name goes on and on, and then some more",
                                        "global-measured",
                                        "\xe4\xb8\xad\xe6\x96\x87",
                                        "client-side"};

    return i < 8 ? names[i] : sim_arena_printf(&arena, "option number %u", i);
}

/* Lines over time: flat, one like another, back to zero, all at zero, jumping. */
static const double *drawn_values(uint32_t n, const double *before, uint32_t n_before)
{
    double *values = sim_arena_alloc(&arena, n * sizeof *values);
    uint32_t kind = draw(6);
    double size = pow(10, draw(6)) * (0.1 + uniform());

    for (uint32_t i = 0; i < n; i++)
        switch (kind) {
        case 0:
            values[i] = size;
            break;
        case 1:
            values[i] = n_before > 0 ? before[i] : 0;
            break;
        case 2:
            values[i] = size * sin(3.14159 * (i + 0.5) / n);
            break;
        case 3:
            values[i] = 0;
            break;
        case 4:
            values[i] = n_before > 0 ? before[i] * (1 + 0.002 * uniform()) : size;
            break;
        default:
            values[i] = draw(20) == 0 ? size : 0;
        }
    return values;
}

START_TEST(test_drawn_lines)
{
    for (uint32_t the_case = 0; the_case < 150; the_case++) {
        struct chart chart = {.name = "drawn", .finding = "x", .what = "y"};
        char which[64];
        uint32_t n_panels, n_bins;

        state = the_case;
        snprintf(which, sizeof which, "case %u", the_case);
        n_panels = 1 + draw(4);
        n_bins = 1 + draw(the_case % 5 == 0 ? 3000 : 60);
        chart.x = (struct chart_axis){.scale = CHART_TIME, .high = 60.0 * n_bins - draw(60)};
        chart.same_y = draw(2) == 0;
        for (uint32_t p = 0; p < n_panels; p++) {
            struct chart_panel *panel = chart_add_panel(
                &chart, &arena, draw(4) > 0 || n_panels > 1 ? name_of(draw(12)) : NULL,
                (struct chart_axis){.unit = draw(2) == 0 ? "requests per minute" : "%"});
            uint32_t n_lines = draw(12);
            const double *values = NULL;

            for (uint32_t i = 0; i < n_lines; i++) {
                struct chart_series series = line_of(name_of(i), NULL, NULL, 0);

                series.shape = i == 0 && draw(2) == 0 ? CHART_CONTEXT : CHART_LINE;
                series.value = draw(5) == 0 ? "(account-tpd)" : NULL;
                values = drawn_values(n_bins, values, i);
                chart_set_bins(&series, &arena, values, n_bins, 60, chart.x.high,
                               draw(2) == 0 ? CHART_MEAN : CHART_MOST);
                chart_add_series(panel, &arena, series);
            }
            for (uint32_t i = draw(4); i > 0; i--) {
                double from = uniform() * 60 * n_bins;

                chart_add_mark(panel, &arena,
                               (struct chart_mark){from, from + uniform() * 30 * n_bins,
                                                   draw(4) > 0 ? name_of(draw(12)) : NULL});
            }
        }
        check_drawn(&chart, which);
    }
}
END_TEST

START_TEST(test_drawn_ranks)
{
    for (uint32_t the_case = 0; the_case < 100; the_case++) {
        struct chart chart = {.name = "drawn", .finding = "x", .what = "y"};
        struct chart_panel *panel;
        char which[64];
        uint32_t n_lines;

        state = the_case;
        snprintf(which, sizeof which, "case %u", the_case);
        chart.x = (struct chart_axis){.scale = CHART_RANK, .high = 0.99, .title = "share"};
        panel = chart_add_panel(&chart, &arena, NULL,
                                (struct chart_axis){.scale = CHART_LOG, .unit = "s"});
        n_lines = 1 + draw(8);
        for (uint32_t i = 0; i < n_lines; i++) {
            uint32_t n = 1 + draw(200);
            double *x = sim_arena_alloc(&arena, n * sizeof *x);
            double *y = sim_arena_alloc(&arena, n * sizeof *y), most = 0.5 + 0.49999 * uniform();
            struct chart_series series = line_of(name_of(i), x, y, n);

            for (uint32_t k = 0; k < n; k++) {
                x[k] = most * (k + 1) / n;
                y[k] = draw(3) == 0 ? 1 : pow(10, 3 * uniform() - 1);
            }
            series.leaves = draw(3) == 0 ? "beyond here requests fail (12.3 %)" : NULL;
            chart_add_series(panel, &arena, series);
        }
        check_drawn(&chart, which);
    }
}
END_TEST

START_TEST(test_drawn_layers_and_rows)
{
    for (uint32_t the_case = 0; the_case < 60; the_case++) {
        struct chart chart = {.name = "drawn", .finding = "x", .what = "y"};
        struct chart_series layers[7];
        char which[64];
        uint32_t n_panels, n_bins;

        state = the_case;
        snprintf(which, sizeof which, "case %u", the_case);
        n_panels = 1 + draw(6);
        n_bins = 1 + draw(100);
        if (the_case % 2 == 0) {
            chart.x = (struct chart_axis){.scale = CHART_TIME, .high = 60.0 * n_bins};
            chart.same_y = true;
            for (uint32_t l = 0; l < 7; l++) {
                layers[l] = line_of(name_of(l), NULL, NULL, 0);
                layers[l].value = "12.3 %";
            }
        } else {
            for (uint32_t part = 0; part < 5; part++)
                chart_add_part(&chart, &arena,
                               (struct chart_part){name_of(part), {CHART_BLUE, CHART_BLUE, 0}});
        }
        for (uint32_t p = 0; p < n_panels; p++) {
            double *values = sim_arena_alloc(&arena, (size_t)7 * n_bins * sizeof *values);

            for (uint32_t i = 0; i < 7 * n_bins; i++)
                values[i] = draw(3) == 0 ? 0 : uniform() * (i % n_bins < n_bins / 2);
            if (the_case % 2 == 0)
                chart_add_layers(
                    chart_add_panel(&chart, &arena, name_of(p), (struct chart_axis){.unit = "x"}),
                    &arena, layers, 7, values, n_bins, 60, 60.0 * n_bins);
            else
                chart_add_row(&chart, &arena,
                              (struct chart_row){.name = name_of(p),
                                                 .value = "USD 12.34",
                                                 .from = the_case % 4 == 1 ? 0 : uniform(),
                                                 .parts = values});
        }
        if (the_case % 8 == 3) {
            chart.rule = "as stated: 12.3 %";
            chart.rule_at = uniform();
        }
        check_drawn(&chart, which);
    }
}
END_TEST

START_TEST(test_drawn_cells_and_dots)
{
    for (uint32_t the_case = 0; the_case < 80; the_case++) {
        struct chart chart = {.name = "drawn", .finding = "x", .what = "y", .full = 100};
        char which[64];
        uint32_t n_parts, n_rows;

        state = the_case;
        snprintf(which, sizeof which, "case %u", the_case);
        chart.rows_as = the_case % 2 == 0 ? CHART_HEAT : CHART_DOTS;
        n_parts = the_case % 2 == 0 ? 1 + draw(24) : 2;
        n_rows = 1 + draw(the_case % 2 == 0 ? 16 : 7);
        for (uint32_t part = 0; part < n_parts; part++)
            chart_add_part(&chart, &arena,
                           (struct chart_part){name_of(part), {CHART_BLUE, CHART_BLUE, 0}});
        for (uint32_t r = 0; r < n_rows; r++) {
            double *values = sim_arena_alloc(&arena, n_parts * sizeof *values);

            for (uint32_t i = 0; i < n_parts; i++)
                values[i] = draw(9) == 0 ? NAN : draw(4) == 0 ? 1 : 150 * uniform();
            chart_add_row(&chart, &arena,
                          (struct chart_row){.name = name_of(r),
                                             .value = draw(3) == 0 ? NULL : "USD 12.34",
                                             .parts = values,
                                             .style = {CHART_GREEN, CHART_GREEN_TEXT, 0}});
        }
        check_drawn(&chart, which);
    }
}
END_TEST

/* Of 80: 40 is half, 100 is beyond; what is not known has no cell. */
START_TEST(test_a_cell_is_as_dark_as_much)
{
    static const double values[] = {40, NAN, 100};
    struct chart chart = {.name = "x", .finding = "x", .rows_as = CHART_HEAT, .full = 80};
    struct chart_layout layout;
    const struct chart_frame *frame;

    for (uint32_t part = 0; part < 3; part++)
        chart_add_part(&chart, &arena, (struct chart_part){"t", {CHART_BLUE, CHART_BLUE, 0}});
    chart_add_row(&chart, &arena, (struct chart_row){.name = "a", .parts = values});
    chart_lay_out(&chart, &arena, &layout);
    frame = layout.frames;
    ck_assert_uint_eq(frame->n_boxes, 2);
    ck_assert(fabs(frame->boxes[1].alpha - 2 * frame->boxes[0].alpha) < 1e-9 &&
              frame->boxes[0].colour == CHART_BLUE);
    ck_assert(frame->boxes[1].colour == CHART_LOST);
    sim_arena_release(&arena);
}
END_TEST

/* The axes end at the largest, 4 and 6: (4, 3) is at the right and half way up, (2, 6) at the top.
 */
START_TEST(test_a_dot_is_where_it_is)
{
    static const double one[] = {4, 3}, other[] = {2, 6}, none[] = {1, NAN};
    struct chart chart = {.name = "x", .finding = "x", .rows_as = CHART_DOTS};
    struct chart_layout layout;
    const struct chart_frame *frame;

    chart_add_part(&chart, &arena, (struct chart_part){"right", {CHART_INK, CHART_INK, 0}});
    chart_add_part(&chart, &arena, (struct chart_part){"up", {CHART_INK, CHART_INK, 0}});
    chart_add_row(&chart, &arena, (struct chart_row){.name = "a", .parts = one});
    chart_add_row(&chart, &arena, (struct chart_row){.name = "b", .parts = other});
    chart_add_row(&chart, &arena, (struct chart_row){.name = "c", .parts = none});
    chart_lay_out(&chart, &arena, &layout);
    frame = layout.frames;
    ck_assert_uint_eq(frame->n_boxes, 2);
    ck_assert(frame->x_high == 4 && frame->y_high == 6);
    ck_assert(fabs((frame->boxes[0].left + frame->boxes[0].right) / 2 - frame->right) < 1e-9);
    ck_assert(fabs((frame->boxes[0].top + frame->boxes[0].bottom) / 2 -
                   (frame->top + frame->bottom) / 2) < 1e-9);
    ck_assert(fabs((frame->boxes[1].top + frame->boxes[1].bottom) / 2 - frame->top) < 1e-9);
    sim_arena_release(&arena);
}
END_TEST

static uint32_t texts_that_hold(const struct chart_layout *layout, const char *what)
{
    uint32_t n = 0;

    for (uint32_t p = 0; p < layout->n_frames; p++)
        for (uint32_t i = 0; i < layout->frames[p].n_texts; i++)
            n += strstr(layout->frames[p].texts[i].text, what) != NULL;
    return n;
}

/* What is not there is no point of a line, and no line goes over it. */
START_TEST(test_a_gap_stays_one)
{
    static const double x[] = {0, 60, 120, 180, 240}, y[] = {10, NAN, NAN, 20, NAN};
    struct chart chart = {.name = "n", .x = {.scale = CHART_TIME, .high = 240}};
    struct chart_panel *panel = chart_add_panel(&chart, &arena, NULL, (struct chart_axis){0});
    struct chart_layout layout;
    const struct chart_curve *curve;

    chart_add_series(panel, &arena, line_of("a", x, y, 5));
    chart_lay_out(&chart, &arena, &layout);
    check(&layout, "gap");
    curve = &layout.frames[0].curves[0];
    ck_assert_uint_eq(curve->n, 3);
    ck_assert_double_eq(curve->y[0], 10);
    ck_assert(isnan(curve->y[1]));
    ck_assert_double_eq(curve->y[2], 20);
    sim_arena_release(&arena);
}
END_TEST

/* a and c are the same and d is as good as the same: one curve, one label. b is another. */
START_TEST(test_same_series_once)
{
    static const double x[] = {0, 60, 120}, a[] = {10, 20, 10}, b[] = {10, 60, 10};
    static const double d[] = {10, 20.01, 10};
    struct chart chart = {.name = "n", .x = {.scale = CHART_TIME, .high = 120}};
    struct chart_panel *panel = chart_add_panel(&chart, &arena, NULL, (struct chart_axis){0});
    struct chart_layout layout;

    chart_add_series(panel, &arena, line_of("a", x, a, 3));
    chart_add_series(panel, &arena, line_of("b", x, b, 3));
    chart_add_series(panel, &arena, line_of("c", x, a, 3));
    chart_add_series(panel, &arena, line_of("d", x, d, 3));
    chart_lay_out(&chart, &arena, &layout);
    check(&layout, "same");
    ck_assert_uint_eq(layout.frames[0].n_curves, 2);
    ck_assert_uint_eq(texts_that_hold(&layout, "a, c, d"), 1);
    ck_assert_uint_eq(texts_that_hold(&layout, "b"), 1);
    sim_arena_release(&arena);
}
END_TEST

/* b is as good as a, c as good as b but not as a: a with b, c alone; none is lost. */
START_TEST(test_nearly_the_same)
{
    static const double x[] = {0, 60}, a[] = {0, 100}, b[] = {0, 99.9}, c[] = {0, 99.75};
    struct chart chart = {.name = "n", .x = {.scale = CHART_TIME, .high = 60}};
    struct chart_panel *panel = chart_add_panel(&chart, &arena, NULL, (struct chart_axis){0});
    struct chart_layout layout;

    chart_add_series(panel, &arena, line_of("a", x, a, 2));
    chart_add_series(panel, &arena, line_of("b", x, b, 2));
    chart_add_series(panel, &arena, line_of("c", x, c, 2));
    chart_lay_out(&chart, &arena, &layout);
    ck_assert_uint_eq(layout.frames[0].n_curves, 2);
    ck_assert_uint_eq(texts_that_hold(&layout, "a, b"), 1);
    ck_assert_uint_eq(texts_that_hold(&layout, "c"), 1);
    sim_arena_release(&arena);
}
END_TEST

/* Lines that end together have their names where they are apart: b at its top, well above a. */
START_TEST(test_names_stand_where_lines_are_apart)
{
    static double x[31], low[31], high[31];
    struct chart chart = {.name = "n", .x = {.scale = CHART_TIME, .high = 1800}};
    struct chart_panel *panel = chart_add_panel(&chart, &arena, NULL, (struct chart_axis){0});
    struct chart_layout layout;
    const struct chart_frame *frame;
    uint32_t n_inside = 0;

    for (int i = 0; i < 31; i++) {
        x[i] = 60 * i;
        low[i] = i < 30 ? 10 : 0;
        high[i] = i < 30 ? 100 : 0;
    }
    chart_add_series(panel, &arena, line_of("lower", x, low, 31));
    chart_add_series(panel, &arena, line_of("upper", x, high, 31));
    chart_lay_out(&chart, &arena, &layout);
    check(&layout, "apart");
    frame = &layout.frames[0];
    for (uint32_t i = 0; i < frame->n_texts; i++) {
        const struct chart_text *text = &frame->texts[i];
        double own = strcmp(text->text, "lower") == 0 ? 10 : 100;

        if (text->x >= frame->right)
            continue;
        n_inside++;
        ck_assert_double_lt(fabs(text->y - chart_y_px(frame, own)), 20);
    }
    ck_assert_uint_ge(n_inside, 1);
    sim_arena_release(&arena);
}
END_TEST

/* Panels: the same ones once, empty ones not at all; only the last has names at its ticks. */
START_TEST(test_panels)
{
    static const double x[] = {0, 600}, a[] = {1, 2}, b[] = {3, 3};
    struct chart chart = {.name = "n", .what = "w.", .x = {.scale = CHART_TIME, .high = 600}};
    static const char *const titles[] = {"p", "empty", "q", "r"};
    struct chart_layout layout;

    for (int i = 0; i < 4; i++) {
        struct chart_panel *panel =
            chart_add_panel(&chart, &arena, titles[i], (struct chart_axis){.unit = "per minute"});

        if (i != 1)
            chart_add_series(panel, &arena, line_of("s", x, i == 3 ? b : a, 2));
        chart_add_mark(panel, &arena, (struct chart_mark){60, 120, "gone"});
    }
    chart.same_y = true;
    ck_assert_str_eq(chart_empty_panels(&chart, &arena), "empty");
    chart_lay_out(&chart, &arena, &layout);
    check(&layout, "panels");
    ck_assert_uint_eq(layout.n_frames, 2);
    ck_assert_uint_eq(texts_that_hold(&layout, "p, q"), 1);
    ck_assert_uint_eq(texts_that_hold(&layout, "gone"), 1);
    ck_assert_uint_eq(texts_that_hold(&layout, "per minute"), 1);
    ck_assert_str_eq(layout.frames[0].x_ticks[1].text, "");
    ck_assert_str_eq(layout.frames[1].x_ticks[0].text, "start");
    ck_assert_str_eq(chart_describe(&chart, &arena),
                     "w. p: s: 1 to 2 per minute. Shaded: gone. q: s: 1 to 2 per minute. r: s: 3 "
                     "per minute.");
    sim_arena_release(&arena);
}
END_TEST

/* Bins behind the horizon are not drawn; one that reaches behind it is cut. */
START_TEST(test_nothing_behind_the_horizon)
{
    static const double values[] = {1, 2, 3, 99};
    struct chart_series series = {0};
    struct chart chart = {0};
    struct chart_panel *panel = chart_add_panel(&chart, &arena, NULL, (struct chart_axis){0});
    struct chart_series layer = {.name = "l"};

    chart_set_bins(&series, &arena, values, 4, 60, 150, CHART_MEAN);
    ck_assert_uint_eq(series.n, 6);
    ck_assert_double_eq(series.x[4], 120);
    ck_assert_double_eq(series.x[5], 150);
    ck_assert_double_eq(series.y[5], 3);
    chart_add_layers(panel, &arena, &layer, 1, values, 4, 60, 150);
    ck_assert_uint_eq(panel->series[0].n, 6);
    ck_assert_double_eq(panel->series[0].x[5], 150);
    sim_arena_release(&arena);
}
END_TEST

/* Many bins: 4 a point, by hand. */
START_TEST(test_thinned)
{
    double values[1440];
    struct chart_series mean = {0}, most = {0};

    for (int i = 0; i < 1440; i++)
        values[i] = i % 4;
    ck_assert_uint_eq(chart_bins_per_point(1440), 4);
    ck_assert_uint_eq(chart_bins_per_point(360), 1);
    chart_set_bins(&mean, &arena, values, 1440, 60, 1e9, CHART_MEAN);
    chart_set_bins(&most, &arena, values, 1440, 60, 1e9, CHART_MOST);
    ck_assert_uint_eq(mean.n, 360);
    ck_assert_double_eq(mean.y[7], 1.5);
    ck_assert_double_eq(most.y[7], 3);
    ck_assert_double_eq(mean.x[0], 120);
    sim_arena_release(&arena);
}
END_TEST

START_TEST(test_words)
{
    static const char *const names[] = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta"};
    const char *lines[CHART_MAX_LINES];

    ck_assert_uint_eq(chart_wrap(&arena, names, 2, "7 %", 200, lines), 1);
    ck_assert_str_eq(lines[0], "alpha, beta 7 %");
    ck_assert_uint_eq(chart_wrap(&arena, names, 6, NULL, 90, lines), 3);
    ck_assert_str_eq(lines[0], "alpha, beta,");
    ck_assert_str_eq(lines[1], "gamma,");
    ck_assert_str_eq(lines[2], "and 3 more");
    for (double most = 20; most < 300; most += 7) {
        uint32_t n = chart_wrap(&arena, names, 6, "(tpm)", most, lines);

        for (uint32_t i = 0; i < n; i++)
            ck_assert_msg(chart_text_px(lines[i]) <= most + CHART_FONT_PX * 2, "%g: %s", most,
                          lines[i]);
    }
    ck_assert_str_eq(chart_number(&arena, 1234567.5, 1), "1,234,567.5");
    ck_assert_str_eq(chart_number(&arena, 999.999, 1), "1,000.0");
    ck_assert_str_eq(chart_number(&arena, -0.04, 1), "0.0");
    sim_arena_release(&arena);
}
END_TEST

START_TEST(test_spread)
{
    double at[5] = {48, 50, 50, 98, 99};
    static const double size[5] = {10, 10, 20, 10, 10};
    double step, top;

    chart_spread(at, size, 5, 0, 100);
    for (int i = 0; i < 5; i++) {
        ck_assert(at[i] - size[i] / 2 >= -1e-9 && at[i] + size[i] / 2 <= 100 + 1e-9);
        ck_assert(i == 0 || at[i] - at[i - 1] >= (size[i] + size[i - 1]) / 2 - 1e-9);
    }
    ck_assert_double_eq(at[4], 95);
    for (double most = 1e-4; most < 1e7; most *= 1.37) {
        top = chart_nice_top(most, &step);
        ck_assert_msg(top >= most * 0.999999 && top <= most * 2 && top / step < 7, "%g: %g %g",
                      most, top, step);
    }
    top = chart_nice_top(0, &step);
    ck_assert(top > 0 && step > 0);
    ck_assert_double_eq(chart_round_125(0.3, false), 0.2);
    ck_assert_double_eq(chart_round_125(0.3, true), 0.5);
}
END_TEST

SUITE_MAIN("layout", test_drawn_lines, test_drawn_ranks, test_drawn_layers_and_rows,
           test_drawn_cells_and_dots, test_a_cell_is_as_dark_as_much, test_a_dot_is_where_it_is,
           test_a_gap_stays_one, test_same_series_once, test_nearly_the_same, test_names_stand_where_lines_are_apart,
           test_panels, test_nothing_behind_the_horizon, test_thinned, test_words, test_spread)
