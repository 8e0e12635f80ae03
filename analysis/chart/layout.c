#include "analysis/chart/layout.h"
#include "sim/base/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ONE_PANEL_PX    260
#define TWO_PANELS_PX   120
#define PANEL_PX        96 /* of more */
#define BETWEEN_PX      12
#define TICKS_PX        38 /* below the last panel */
#define TITLE_PX        22 /* of the x axis */
#define LEAST_LEFT_PX   44
#define LEAST_RIGHT_PX  26
#define MOST_LABEL_PX   240
#define NARROW_LABEL_PX 130
#define SAME_PX         0.5
#define APART_PX        14 /* between texts of one row */
#define SHORT_UNIT      2  /* so short a unit stands at every tick: "%", "s" */
#define ENDS_LOW        0.25
#define SIDE_PX         12 /* around a text beside a line */
#define SHARES_UP_TO    0.8

/* ---- one panel on its way ---- */

struct building {
    const struct chart_panel *panel;
    struct chart_frame *frame;
    /* Titles of the panels that this one stands for. */
    const char **titles;
    uint32_t n_titles;
    /* Per curve: the series that it is drawn for (the first), and what is at its end. */
    const struct chart_series **of;
    struct chart_label *labels, *leaving;
    uint32_t n_labels, n_leaving;
    uint32_t n_panels; /* that are drawn */
    /* Above the panel, rows counted from it upwards; their y is set when all rows are known. */
    struct chart_text *header;
    uint32_t *header_row;
    uint32_t *leaves_at; /* per curve: the text that it leaves to */
    uint32_t n_header, n_rows;
};

static double panel_px(uint32_t n_panels)
{
    return n_panels > 2 ? PANEL_PX : n_panels > 1 ? TWO_PANELS_PX : ONE_PANEL_PX;
}

static double most_of(const struct chart_panel *panel, double *least)
{
    double most = 0;

    *least = INFINITY;
    for (uint32_t i = 0; i < panel->n_series; i++)
        for (uint32_t k = 0; k < panel->series[i].n; k++) {
            double y = panel->series[i].y[k];

            if (!isfinite(y) || (panel->y.scale == CHART_LOG && y <= 0))
                continue;
            most = fmax(most, y);
            *least = fmin(*least, y);
        }
    return most;
}

static bool is_short(const char *unit)
{
    return unit != NULL && strlen(unit) <= SHORT_UNIT;
}

/* The y axis: where it ends, and its ticks. */
static void set_y(struct building *b, struct sim_arena *arena, double most, double least)
{
    const struct chart_axis *axis = &b->panel->y;
    struct chart_frame *frame = b->frame;
    double step = 0;

    most = fmax(most, axis->high);
    frame->y_log = axis->scale == CHART_LOG;
    if (frame->y_log) {
        frame->y_low = chart_round_125(isfinite(least) ? least : 1, false);
        frame->y_high = chart_round_125(most > 0 ? most * 1.02 : 1, true);
        if (frame->y_high <= frame->y_low)
            frame->y_high = 2 * frame->y_low;
    } else {
        frame->y_high = chart_nice_top(most, &step);
        if (axis->unit != NULL && strcmp(axis->unit, "%") == 0 && axis->high == 100 &&
            most <= 120) {
            frame->y_high = most > 100 ? 120 : 100;
            step = most > 100 ? 20 : 25;
        }
    }
    chart_y_ticks(frame, arena, step, is_short(axis->unit) ? axis->unit : NULL);
}

/* ---- what is the same ---- */

static bool same_text(const char *a, const char *b)
{
    return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

static bool same_height(const struct chart_frame *frame, double a, double b)
{
    if (!isfinite(a) || !isfinite(b))
        return isfinite(a) == isfinite(b);
    return a == b || fabs(chart_y_px(frame, a) - chart_y_px(frame, b)) <= SAME_PX;
}

/* No difference that could be seen. */
static bool same_series(const struct chart_frame *frame, const struct chart_series *a,
                        const struct chart_series *b)
{
    if (a->shape != b->shape || a->n != b->n || !same_text(a->value, b->value) ||
        !same_text(a->leaves, b->leaves))
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (fabs(a->x[i] - b->x[i]) > 1e-9 * fabs(a->x[i]) ||
            !same_height(frame, a->y[i], b->y[i]) ||
            (a->shape == CHART_BAND && !same_height(frame, a->low[i], b->low[i])))
            return false;
    return true;
}

static bool same_panel(const struct building *a, const struct building *b)
{
    const struct chart_panel *p = a->panel, *q = b->panel;

    if (p->title == NULL || q->title == NULL || !same_text(p->y.unit, q->y.unit) ||
        a->frame->y_low != b->frame->y_low || a->frame->y_high != b->frame->y_high ||
        p->n_series != q->n_series || p->n_marks != q->n_marks)
        return false;
    for (uint32_t i = 0; i < p->n_series; i++)
        if (!same_text(p->series[i].name, q->series[i].name) ||
            !same_series(a->frame, &p->series[i], &q->series[i]))
            return false;
    for (uint32_t i = 0; i < p->n_marks; i++)
        if (p->marks[i].from != q->marks[i].from || p->marks[i].to != q->marks[i].to)
            return false;
    return true;
}

/* ---- curves ---- */

/* A series in the frame's units, without what lies beside the panel. */
static struct chart_curve curve_of(const struct chart *chart, const struct chart_frame *frame,
                                   struct sim_arena *arena, const struct chart_series *series)
{
    struct chart_curve curve = {.shape = series->shape,
                                .colour = series->style.line,
                                .dash = series->style.dash,
                                .leaves = series->leaves != NULL};
    double *x, *y, *low = NULL;

    if (series->shape == CHART_RULE) {
        curve.x = x = sim_arena_alloc(arena, 2 * sizeof *x);
        curve.y = y = sim_arena_alloc(arena, 2 * sizeof *y);
        x[0] = frame->x_low;
        x[1] = frame->x_high;
        y[0] = y[1] = series->y[0];
        curve.n = 2;
        return curve;
    }
    curve.x = x = sim_arena_alloc(arena, series->n * sizeof *x);
    curve.y = y = sim_arena_alloc(arena, series->n * sizeof *y);
    if (series->shape == CHART_BAND)
        curve.low = low = sim_arena_alloc(arena, series->n * sizeof *low);
    for (uint32_t i = 0; i < series->n; i++) {
        double at = chart_scaled(chart->x.scale, series->x[i]);

        /* A line does not go on over what is not there. */
        if (series->shape == CHART_LINE && !isfinite(series->y[i]) && isfinite(at) && curve.n > 0 &&
            isfinite(y[curve.n - 1])) {
            x[curve.n] = at;
            y[curve.n++] = NAN;
        }
        if (!isfinite(at) || !isfinite(series->y[i]) || at < frame->x_low - 1e-9 ||
            at > frame->x_high * (1 + 1e-9) || (frame->y_log && series->y[i] <= 0))
            continue;
        x[curve.n] = at;
        y[curve.n] = series->y[i];
        if (low != NULL)
            low[curve.n] = series->low[i];
        curve.n++;
    }
    if (curve.n > 0 && !isfinite(y[curve.n - 1]))
        curve.n--;
    return curve;
}

/* How high a label of the stack stands: at its layer's end; where the load ends near zero, and all
 * would lie in a heap, at its layer's share of the panel. */
static void stack_labels(struct building *b)
{
    const struct chart_frame *frame = b->frame;
    double all = 0, at = 0;
    bool ends_low = true;

    for (uint32_t i = 0; i < frame->n_curves; i++) {
        const struct chart_curve *curve = &frame->curves[i];

        if (curve->shape != CHART_BAND || curve->n == 0)
            continue;
        ends_low = ends_low && curve->y[curve->n - 1] < ENDS_LOW * frame->y_high;
        for (uint32_t k = 0; k < curve->n; k++)
            all += curve->y[k] - curve->low[k];
    }
    for (uint32_t i = 0; i < b->n_labels; i++) {
        const struct chart_curve *curve = &frame->curves[b->labels[i].curve];
        double share = 0, middle;

        if (curve->shape != CHART_BAND)
            continue;
        for (uint32_t k = 0; k < curve->n; k++)
            share += (curve->y[k] - curve->low[k]) / all * SHARES_UP_TO * frame->y_high;
        middle =
            ends_low ? at + share / 2 : (curve->y[curve->n - 1] + curve->low[curve->n - 1]) / 2;
        b->labels[i].wanted = chart_y_px(frame, middle);
        at += share;
    }
}

/* The first is drawn widest: lines that nearly coincide stay visible as layers. A dense line
 * becomes a band; a thin one lets the ones below show through. */
static double width_of(const struct chart_curve *curve, uint32_t before)
{
    static const double widths[] = {3.0, 2.0, 1.3};

    switch (curve->shape) {
    case CHART_CONTEXT:
        return 6;
    case CHART_BAND:
        return 0.7;
    case CHART_RULE:
        return 1.3;
    case CHART_LINE:
        break;
    }
    return widths[before < 2 ? before : 2] * (curve->n > 300 ? 0.5 : 1);
}

static void wrap(struct sim_arena *arena, const char *const *names, uint32_t n,
                 const struct chart_series *series, double most, struct chart_lines *out)
{
    out->n = chart_wrap(arena, names, n, series->leaves != NULL ? NULL : series->value, most,
                        out->lines);
    out->height = out->n * CHART_LINE_PX;
    out->width = 0;
    for (uint32_t i = 0; i < out->n; i++)
        out->width = fmax(out->width, chart_text_px(out->lines[i]));
}

/* Series that cannot be told apart are one curve with all names. */
static void add_curves(const struct chart *chart, struct building *b, struct sim_arena *arena)
{
    const struct chart_panel *panel = b->panel;
    struct chart_frame *frame = b->frame;
    const char **names = sim_arena_alloc(arena, panel->n_series * sizeof *names);
    bool *is_drawn = sim_arena_alloc(arena, panel->n_series * sizeof *is_drawn);
    uint32_t n_lines = 0;

    frame->curves = sim_arena_alloc(arena, panel->n_series * sizeof *frame->curves);
    b->of = sim_arena_alloc(arena, panel->n_series * sizeof *b->of);
    b->labels = sim_arena_alloc(arena, panel->n_series * sizeof *b->labels);
    b->leaving = sim_arena_alloc(arena, panel->n_series * sizeof *b->leaving);
    for (uint32_t i = 0; i < panel->n_series; i++) {
        const struct chart_series *series = &panel->series[i];
        struct chart_label *label =
            series->leaves != NULL ? &b->leaving[b->n_leaving] : &b->labels[b->n_labels];
        struct chart_curve curve;
        uint32_t n_names = 0;
        double narrow;

        if (is_drawn[i])
            continue;
        curve = curve_of(chart, frame, arena, series);
        if (curve.n == 0)
            continue;
        curve.width = width_of(&curve, n_lines);
        n_lines += series->shape == CHART_LINE;
        b->of[frame->n_curves] = series;
        frame->curves[frame->n_curves++] = curve;
        for (uint32_t k = i; k < panel->n_series; k++) {
            if (is_drawn[k] || (k > i && (series->shape != CHART_LINE ||
                                          !same_series(frame, series, &panel->series[k]))))
                continue;
            is_drawn[k] = true;
            if (panel->series[k].name != NULL)
                names[n_names++] = panel->series[k].name;
        }
        if (n_names == 0)
            continue;
        *label = (struct chart_label){.curve = frame->n_curves - 1,
                                      .colour = series->style.text,
                                      .can_move = series->shape == CHART_LINE};
        wrap(arena, names, n_names, series, MOST_LABEL_PX, &label->wide);
        /* No name is cut for it. */
        narrow = NARROW_LABEL_PX;
        for (uint32_t k = 0; k < n_names; k++)
            narrow = fmax(narrow, chart_text_px(names[k]) + CHART_FONT_PX);
        wrap(arena, names, n_names, series, fmin(narrow, MOST_LABEL_PX), &label->narrow);
        *(series->leaves != NULL ? &b->n_leaving : &b->n_labels) += 1;
    }
}

/* ---- above the panel ---- */

static void put_header(struct building *b, struct chart_text text, uint32_t row)
{
    b->header[b->n_header] = text;
    b->header_row[b->n_header++] = row;
    b->n_rows = row + 1 > b->n_rows ? row + 1 : b->n_rows;
}

/* Into the lowest row in which it touches nothing. */
static void fit_header(struct building *b, struct chart_text text)
{
    double left = chart_text_left(&text), right = left + chart_text_px(text.text);
    uint32_t row = 0;

    for (uint32_t i = 0; i < b->n_header; i++) {
        double other = chart_text_left(&b->header[i]);

        if (b->header_row[i] == row && left < other + chart_text_px(b->header[i].text) + APART_PX &&
            other < right + APART_PX) {
            row++;
            i = UINT32_MAX; /* from the first again */
        }
    }
    put_header(b, text, row);
}

/* Is a span of this name in one of the n panels above? */
static bool is_named_above(const struct building *above, uint32_t n, const struct chart_mark *mark)
{
    for (uint32_t p = 0; p < n; p++)
        for (uint32_t i = 0; i < above[p].panel->n_marks; i++) {
            const struct chart_mark *other = &above[p].panel->marks[i];

            if (other->text != NULL && strcmp(other->text, mark->text) == 0 &&
                other->from == mark->from && other->to == mark->to)
                return true;
        }
    return false;
}

static void add_mark_names(struct building *b, struct sim_arena *arena,
                           const struct building *above, uint32_t n_above)
{
    const struct chart_frame *frame = b->frame;

    for (uint32_t i = 0; i < b->panel->n_marks; i++) {
        const struct chart_mark *mark = &b->panel->marks[i];
        double from = fmax(mark->from, frame->x_low), to = fmin(mark->to, frame->x_high);
        const char *text;
        double half, middle;

        if (!(to > from) || mark->text == NULL || is_named_above(above, n_above, mark))
            continue;
        text = chart_fit(arena, mark->text, frame->right - frame->left);
        half = chart_text_px(text) / 2;
        middle = (chart_x_px(frame, from) + chart_x_px(frame, to)) / 2;
        middle = fmin(fmax(middle, frame->left + half), frame->right - half);
        fit_header(b, (struct chart_text){text, CHART_CENTER, CHART_INK, middle, 0});
    }
}

static void draw_marks(struct building *b, struct sim_arena *arena)
{
    struct chart_frame *frame = b->frame;

    for (uint32_t i = 0; i < b->panel->n_marks; i++) {
        double from = fmax(b->panel->marks[i].from, frame->x_low);
        double to = fmin(b->panel->marks[i].to, frame->x_high);

        if (!(to > from))
            continue;
        from = chart_x_px(frame, from);
        to = fmax(chart_x_px(frame, to), from + 1);
        chart_place_box(
            frame, arena,
            (struct chart_box){from, frame->top, to, frame->bottom, CHART_INK, 0.08, true});
    }
}

/* A line that leaves through the top, to its name. */
struct exit {
    const struct chart_label *label;
    const char *text;
    double x, width;
    bool left; /* of the line stands its name */
};

static int by_x(const void *a, const void *b)
{
    const struct exit *p = a, *q = b;

    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return p->label->curve < q->label->curve ? -1 : 1;
}

static struct exit exit_of(const struct building *b, struct sim_arena *arena,
                           const struct chart_label *label)
{
    const struct chart_curve *curve = &b->frame->curves[label->curve];
    const char *words = sim_arena_printf(arena, ": %s", b->of[label->curve]->leaves), *names = "";
    struct exit exit = {.label = label, .x = chart_x_px(b->frame, curve->x[curve->n - 1])};
    double most = fmax(exit.x, CHART_WIDTH - exit.x) - SIDE_PX;

    for (uint32_t i = 0; i < label->wide.n; i++)
        names = sim_arena_printf(arena, "%s%s%s", names, i > 0 ? " " : "", label->wide.lines[i]);
    names = chart_fit(arena, names, most - chart_text_px(words));
    exit.text = sim_arena_printf(arena, "%s%s", names, words);
    exit.width = chart_text_px(exit.text);
    return exit;
}

/* Left of the line, unless the edge is in the way, or the line of a name at the right; cut where
 * there is no room at either side. */
static void choose_side(struct exit *exits, uint32_t i, struct sim_arena *arena)
{
    struct exit *exit = &exits[i];
    double left = exit->x - SIDE_PX, right = CHART_WIDTH - exit->x - SIDE_PX;

    for (uint32_t k = 0; k < i; k++)
        if (!exits[k].left)
            left = exit->x - exits[k].x - 2 * SIDE_PX;
    exit->left = left >= exit->width || (right < exit->width && left > right);
    exit->text = chart_fit(arena, exit->text, exit->left ? left : right);
}

/* Names of lines that leave stand left of them, the leftmost lowest; where the edge or another line
 * is in the way, right of them, above those, the leftmost highest: so that no line crosses a name.
 */
static void add_leaving(struct building *b, struct sim_arena *arena)
{
    struct exit *exits = sim_arena_alloc(arena, b->n_leaving * sizeof *exits);
    uint32_t first = b->n_rows, at_left = 0, at_right = 0;

    for (uint32_t i = 0; i < b->n_leaving; i++)
        exits[i] = exit_of(b, arena, &b->leaving[i]);
    sim_sort(exits, b->n_leaving, sizeof *exits, by_x);
    for (uint32_t i = 0; i < b->n_leaving; i++)
        choose_side(exits, i, arena);
    for (uint32_t i = 0; i < b->n_leaving; i++) {
        const struct exit *exit = &exits[i];
        uint32_t row = first + (exit->left ? at_left++ : b->n_leaving - 1 - at_right++);

        b->leaves_at[exit->label->curve] = b->n_header;
        put_header(b,
                   (struct chart_text){exit->text, exit->left ? CHART_RIGHT : CHART_LEFT,
                                       exit->label->colour, exit->left ? exit->x - 6 : exit->x + 6,
                                       0},
                   row);
    }
}

/* The dotted ends of lines that leave, up to their names. */
static void draw_leaving(struct building *b, struct sim_arena *arena)
{
    struct chart_frame *frame = b->frame;

    for (uint32_t i = 0; i < frame->n_curves; i++) {
        const struct chart_curve *curve = &frame->curves[i];
        double x, y = frame->top;

        if (!curve->leaves)
            continue;
        x = chart_x_px(frame, curve->x[curve->n - 1]);
        if (b->leaves_at[i] < b->n_header)
            y = b->header[b->leaves_at[i]].y - 4;
        chart_place_line(frame, arena,
                         (struct chart_line){x, chart_y_px(frame, curve->y[curve->n - 1]), x, y,
                                             1.4, curve->colour, true});
    }
}

static void add_header(struct building *b, struct sim_arena *arena, const char *unit_above)
{
    const struct chart_frame *frame = b->frame;
    const char *unit = b->panel->y.unit;
    uint32_t n_curves = frame->n_curves, most = b->panel->n_marks + n_curves + CHART_MAX_LINES + 2;

    b->header = sim_arena_alloc(arena, most * sizeof *b->header);
    b->header_row = sim_arena_alloc(arena, most * sizeof *b->header_row);
    b->leaves_at = sim_arena_alloc(arena, n_curves * sizeof *b->leaves_at);
    for (uint32_t i = 0; i < n_curves; i++)
        b->leaves_at[i] = UINT32_MAX;
    b->n_header = b->n_rows = 0;
    if (b->n_titles > 0) {
        const char *lines[CHART_MAX_LINES];
        uint32_t n = chart_wrap(arena, b->titles, b->n_titles, NULL,
                                0.6 * (frame->right - frame->left), lines);

        for (uint32_t i = 0; i < n; i++)
            put_header(b, (struct chart_text){lines[i], CHART_LEFT, CHART_INK, frame->left, 0},
                       n - 1 - i);
    }
    if (unit != NULL && !is_short(unit) && !same_text(unit, unit_above)) {
        struct chart_text text = {unit, b->n_titles > 0 ? CHART_RIGHT : CHART_LEFT, CHART_MUTED,
                                  b->n_titles > 0 ? frame->right : frame->left, 0};

        fit_header(b, text);
    }
}

/* ---- all of them ---- */

/* Where the x axis ends: of time the horizon, of ranks what is drawn. */
static void set_x(const struct chart *chart, double *low, double *high)
{
    static const double ranks[] = {0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999};
    bool leaving = false;

    *low = chart_scaled(chart->x.scale, chart->x.low);
    *high = chart_scaled(chart->x.scale, chart->x.high);
    if (chart->x.scale == CHART_TIME && chart->x.high > 0)
        return;
    for (uint32_t p = 0; p < chart->n_panels; p++)
        for (uint32_t i = 0; i < chart->panels[p].n_series; i++) {
            const struct chart_series *series = &chart->panels[p].series[i];

            leaving = leaving || series->leaves != NULL;
            for (uint32_t k = 0; k < series->n && series->shape != CHART_RULE; k++) {
                double x = chart_scaled(chart->x.scale, series->x[k]);

                if (isfinite(x) && isfinite(series->y[k]))
                    *high = fmax(*high, x);
            }
        }
    /* A line that leaves at the very edge would be taken for one that ends there. */
    for (size_t i = 0; chart->x.scale == CHART_RANK && i < sizeof ranks / sizeof ranks[0]; i++)
        if (i + 1 == sizeof ranks / sizeof ranks[0] ||
            (leaving && chart_scaled(CHART_RANK, ranks[i]) > *high - 1e-9)) {
            *high = leaving ? chart_scaled(CHART_RANK, ranks[i])
                            : fmin(*high, chart_scaled(CHART_RANK, ranks[i]));
            break;
        }
    if (!(*high > *low))
        *high = *low + 1;
}

/* The panels that are drawn: not the empty ones, and one for all that are the same. */
static uint32_t choose(const struct chart *chart, struct sim_arena *arena, struct building *all,
                       struct chart_layout *layout)
{
    uint32_t n = 0;
    double most = 0, least = INFINITY;

    for (uint32_t i = 0; i < chart->n_panels; i++) {
        double low;

        most = fmax(most, most_of(&chart->panels[i], &low));
        least = fmin(least, low);
    }
    for (uint32_t i = 0; i < chart->n_panels; i++) {
        struct building *b = &all[n];
        double own_least, own_most = most_of(&chart->panels[i], &own_least);
        uint32_t same = 0;

        if (chart->panels[i].n_series == 0)
            continue;
        *b = (struct building){.panel = &chart->panels[i], .frame = &layout->frames[n]};
        b->titles = sim_arena_alloc(arena, chart->n_panels * sizeof *b->titles);
        b->frame->bottom = panel_px(chart->n_panels);
        set_y(b, arena, chart->same_y ? most : own_most, chart->same_y ? least : own_least);
        while (same < n && !same_panel(&all[same], b))
            same++;
        if (chart->panels[i].title != NULL)
            all[same].titles[all[same].n_titles++] = chart->panels[i].title;
        n += same == n;
    }
    return n;
}

static double left_margin(const struct building *all, uint32_t n)
{
    double left = LEAST_LEFT_PX;

    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < all[i].frame->n_y_ticks; k++)
            left = fmax(left, chart_text_px(all[i].frame->y_ticks[k].text) + 16);
    return left;
}

static double right_margin(const struct building *all, uint32_t n)
{
    double right = LEAST_RIGHT_PX;

    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < all[i].n_labels; k++)
            right = fmax(right, all[i].labels[k].wide.width + LEAST_RIGHT_PX);
    return right;
}

/* The header, and from it how far down the panel begins; y: the top of both. */
static void place_header(struct building *b, struct sim_arena *arena, const struct building *above,
                         uint32_t n_above, double y)
{
    struct chart_frame *frame = b->frame;
    double height = panel_px(b->n_panels);
    double labels = 0;

    for (uint32_t i = 0; i < b->n_labels; i++)
        labels += b->labels[i].wide.height;
    height = fmax(height, labels - CHART_LINE_PX);
    add_header(b, arena, n_above > 0 ? above[n_above - 1].panel->y.unit : NULL);
    add_mark_names(b, arena, above, n_above);
    add_leaving(b, arena);
    frame->top = y + (b->n_rows > 0 ? 8 + b->n_rows * CHART_LINE_PX : 12);
    frame->bottom = frame->top + height;
    for (uint32_t i = 0; i < b->n_header; i++) {
        b->header[i].y = frame->top - 12 - b->header_row[i] * CHART_LINE_PX;
        chart_place_text(frame, arena, b->header[i]);
    }
}

/* Everything at its place, with these margins. @return what stands right of the panels takes [px]
 */
static double place_all(const struct chart *chart, struct sim_arena *arena, struct building *all,
                        uint32_t n, double left, double right, double *height)
{
    double y = 0, used = LEAST_RIGHT_PX;

    for (uint32_t i = 0; i < n; i++) {
        struct building *b = &all[i];
        struct chart_frame *frame = b->frame;

        frame->left = left;
        frame->right = right;
        frame->n_texts = frame->n_lines = frame->n_boxes = 0;
        b->n_panels = n;
        place_header(b, arena, all, i, y);
        draw_marks(b, arena);
        draw_leaving(b, arena);
        for (uint32_t k = 0; k < b->n_labels; k++) {
            const struct chart_curve *curve = &frame->curves[b->labels[k].curve];

            b->labels[k].wanted = chart_y_px(frame, curve->y[curve->n - 1]);
        }
        stack_labels(b);
        chart_place_labels(frame, arena, b->labels, b->n_labels);
        for (uint32_t k = 0; k < frame->n_texts; k++)
            if (frame->texts[k].x > right && frame->texts[k].align == CHART_LEFT)
                used = fmax(used, chart_text_px(frame->texts[k].text) + LEAST_RIGHT_PX);
        y = frame->bottom + BETWEEN_PX;
    }
    *height = y - BETWEEN_PX + TICKS_PX;
    if (chart->x.title != NULL) {
        struct chart_frame *last = all[n - 1].frame;

        *height += TITLE_PX;
        chart_place_text(last, arena,
                         (struct chart_text){chart->x.title, CHART_CENTER, CHART_MUTED,
                                             (left + right) / 2, last->bottom + 48});
    }
    return used;
}

void chart_lay_out(const struct chart *chart, struct sim_arena *arena, struct chart_layout *layout)
{
    struct building *all = sim_arena_alloc(arena, chart->n_panels * sizeof *all);
    double x_low, x_high, left, most, used;
    uint32_t n;

    *layout = (struct chart_layout){0};
    if (chart->n_rows > 0) {
        if (chart->rows_as == CHART_HEAT)
            chart_lay_out_heat(chart, arena, layout);
        else if (chart->rows_as == CHART_DOTS)
            chart_lay_out_dots(chart, arena, layout);
        else
            chart_lay_out_rows(chart, arena, layout);
        return;
    }
    layout->frames = sim_arena_alloc(arena, chart->n_panels * sizeof *layout->frames);
    layout->n_frames = n = choose(chart, arena, all, layout);
    set_x(chart, &x_low, &x_high);
    for (uint32_t i = 0; i < n; i++) {
        struct chart_frame *frame = all[i].frame;

        frame->axes = true;
        frame->x_grid = chart->x.scale == CHART_RANK;
        frame->x_bare = i + 1 < n;
        frame->x_low = x_low;
        frame->x_high = x_high;
        add_curves(chart, &all[i], arena);
        chart_x_ticks(frame, arena, chart->x.scale, i + 1 == n);
    }
    left = left_margin(all, n);
    /* Room for all names at the right; where most found a place in the panels, only for the rest,
     * unless they lose their places by that. */
    most = right_margin(all, n);
    used = place_all(chart, arena, all, n, left, CHART_WIDTH - most, &layout->height);
    if (used < most &&
        place_all(chart, arena, all, n, left, CHART_WIDTH - used, &layout->height) > used)
        place_all(chart, arena, all, n, left, CHART_WIDTH - most, &layout->height);
}
