#include "analysis/report/report_list.h"
#include "analysis/report/series.h"

#include <math.h>

#define MAX_POINTS 500 /* of one curve */
#define P_LOWEST   0.02
#define HEADLINE_P 0.95

static const struct {
    double p;
    const char *name;
} marks[] = {{0.5, "p50"},     {0.9, "p90"},       {0.95, "p95"},       {0.99, "p99"},
             {0.999, "p99.9"}, {0.9999, "p99.99"}, {0.99999, "p99.999"}};
#define N_MARKS (sizeof marks / sizeof marks[0])

static double nines(double p)
{
    return -log10(1 - p);
}

/* E2E at p with failures as infinite: the first point at or above p; NaN among failures. */
static double spectrum_at(const struct results_option *option, double p)
{
    for (uint32_t i = 0; i < option->n_spectrum; i++)
        if (option->spectrum_p[i] >= p - 1e-12)
            return option->spectrum_e2e_s[i];
    return NAN;
}

static bool drawn(const struct results_option *option, uint32_t i)
{
    return option->spectrum_p[i] < 1 - 1e-9 && isfinite(option->spectrum_e2e_s[i]) &&
           option->spectrum_e2e_s[i] > 0;
}

/* Last point that is drawn; n_spectrum if there is none. */
static uint32_t last_of(const struct results_option *option)
{
    for (uint32_t i = option->n_spectrum; i-- > 0;)
        if (drawn(option, i))
            return i;
    return option->n_spectrum;
}

/* Does the curve end because what is beyond it failed? */
static bool leaves(const struct results_option *option)
{
    uint32_t last = last_of(option);

    return last + 1 < option->n_spectrum && !isfinite(option->spectrum_e2e_s[last + 1]);
}

static const char *p95_text(struct page *page, uint32_t option)
{
    double value = spectrum_at(&page->results->options[option], HEADLINE_P);

    return isfinite(value) ? page_number(page, value, 1) : NULL;
}

/* "a and b answer 95 % of the requests within 6.1 s" */
static const char *fastest(struct page *page, uint32_t low)
{
    bool several;
    const char *text = p95_text(page, low);
    const char *names = series_sharing(page, text, p95_text, &several);

    return page_printf(page, "%s %s 95 %% of the requests within %s s", names,
                       several ? "answer" : "answers", text);
}

static const char *finding(struct page *page)
{
    const struct results *results = page->results;
    uint32_t n = 0, reach = 0, low = 0, high = 0, failing = 0;
    double least = 0, most = 0;
    bool any = false;

    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];
        double value = spectrum_at(option, HEADLINE_P);

        if (!option->allowed || option->n_spectrum == 0)
            continue;
        n++;
        any = any || last_of(option) < option->n_spectrum;
        if (!isfinite(value)) {
            failing = i;
            continue;
        }
        if (reach == 0 || value < least)
            least = value, low = i;
        if (reach == 0 || value > most)
            most = value, high = i;
        reach++;
    }
    if (!any)
        return "No data: no request completed, so there is no latency";
    if (reach == 0)
        return n == 1 ? page_printf(page, "%s has no p95: more than 5 %% of its requests fail",
                                    results->options[failing].name)
                      : "No option has a p95: in each, more than 5 % of the requests fail";
    if (n - reach == 1)
        return page_printf(page, "%s; %s never does, too many of its requests fail",
                           fastest(page, low), results->options[failing].name);
    if (reach < n)
        return page_printf(page, "%s; in %u options too many requests fail for that",
                           fastest(page, low), n - reach);
    if (n == 1)
        return fastest(page, low);
    if (page_same(page_number(page, least, 1), page_number(page, most, 1)) ||
        series_indistinct(page, "e2e-p95"))
        return page_printf(page, "No option is faster where it counts: p95 is about %s s in all %u",
                           page_number(page, least, 1), n);
    return page_printf(page, "%s, %s needs %s s", fastest(page, low), results->options[high].name,
                       page_number(page, most, 1));
}

/* 1, 2 or 5 times a power of ten: the next one that is not above (or, up, not below) value. */
static double round_125(double value, bool up)
{
    static const double steps[] = {1, 2, 5, 10};
    double unit = 1;

    while (unit * 10 <= value)
        unit *= 10;
    while (unit > value)
        unit /= 10;
    for (int i = 0; i < 3; i++)
        if (value < unit * steps[i + 1] * (1 - 1e-9))
            return up && value > unit * steps[i] * (1 + 1e-9) ? unit * steps[i + 1]
                                                              : unit * steps[i];
    return unit * 10;
}

static void log_ticks(struct sketch *sketch)
{
    const char *comma = "";

    sim_text_add(&sketch->script, "set ytics (");
    for (double at = sketch->y_low; at <= sketch->y_high * (1 + 1e-6);
         at = round_125(at * 1.5, true)) {
        sim_text_addf(&sketch->script, "%s'%g s' %.9g", comma, at, at);
        comma = ", ";
    }
    sim_text_add(&sketch->script, ")\n");
}

static void percentile_ticks(struct sketch *sketch)
{
    const char *comma = "";

    sim_text_add(&sketch->script, "set xtics (");
    for (size_t i = 0; i < N_MARKS; i++)
        if (nines(marks[i].p) <= sketch->x_high + 1e-9) {
            sim_text_addf(&sketch->script, "%s'%s' %.9g", comma, marks[i].name, nines(marks[i].p));
            comma = ", ";
        }
    sim_text_addf(&sketch->script, ")\nset grid xtics ytics lt 1 lc rgb \"%s\" lw 0.8\n",
                  sketch_hex(SKETCH_GRID));
}

static uint32_t curve(struct sketch *sketch, const struct results_option *option)
{
    uint32_t block = sketch_block(sketch), last = last_of(option);
    double before = -1, gap = sketch->x_high / MAX_POINTS;

    for (uint32_t i = 0; i <= last; i++) {
        double x = nines(option->spectrum_p[i]);

        if (!drawn(option, i) || option->spectrum_p[i] < P_LOWEST ||
            (x < before + gap && i != last))
            continue;
        sim_text_addf(&sketch->script, "%.6g %.6g\n", x, option->spectrum_e2e_s[i]);
        before = x;
    }
    sketch_block_end(sketch);
    return block;
}

static bool scale(struct sketch *sketch, const struct results *results)
{
    double least = INFINITY, most = 0, right = nines(0.99);

    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];

        for (uint32_t k = 0; option->allowed && k < option->n_spectrum; k++) {
            if (!drawn(option, k) || option->spectrum_p[k] < P_LOWEST)
                continue;
            least = fmin(least, option->spectrum_e2e_s[k]);
            most = fmax(most, option->spectrum_e2e_s[k]);
            right = fmax(right, nines(option->spectrum_p[k]));
        }
    }
    if (!(most > 0))
        return false;
    /* A curve that leaves at the very edge would be taken for one that ends there. */
    for (uint32_t i = 0; i < results->n_options; i++)
        if (results->options[i].allowed &&
            last_of(&results->options[i]) < results->options[i].n_spectrum &&
            leaves(&results->options[i]))
            for (size_t m = N_MARKS; m-- > 0;)
                if (nines(marks[m].p) >= right - 1e-9)
                    sketch->x_high = nines(marks[m].p);
    if (sketch->x_high < right)
        sketch->x_high = fmin(right, nines(marks[N_MARKS - 1].p));
    sketch->y_low = round_125(least, false);
    sketch->y_high = round_125(most * 1.02, true);
    if (sketch->y_high <= sketch->y_low)
        sketch->y_high = 2 * sketch->y_low;
    sketch->y_log = true;
    return true;
}

static double exit_px(const struct sketch *sketch, const struct results_option *option)
{
    return sketch_x_px(sketch, nines(option->spectrum_p[last_of(option)]));
}

/* A curve that ends among failures goes straight up and out, to its name above the panel. Names
 * stand left of their lines, the leftmost line lowest, so that no line crosses a name. */
static void draw_exit(struct sketch *sketch, struct page *page, uint32_t option_index, uint32_t row)
{
    const struct results_option *option = &page->results->options[option_index];
    struct sketch_style style = sketch_option_style(page->results, option_index);
    uint32_t last = last_of(option);
    double x = exit_px(sketch, option), y = sketch->top - 14 - SKETCH_LINE_PX * (double)row;
    double success;
    /* The last point drawn is somewhat before the first failure. */
    double failed = page_metric_of(page, "success-rate", option_index, &success)
                        ? 1 - success / 100
                        : 1 - option->spectrum_p[last];
    const char *text =
        page_printf(page, "%s: beyond here requests fail (%s)", sketch_fit(page, option->name, 200),
                    page_share(page, failed, 1));
    bool left = x - 8 - sketch_text_px(text) > 4;

    sketch_line(sketch, x, sketch_y_px(sketch, option->spectrum_e2e_s[last]), x, y - 4, style.line,
                1.4, true);
    sketch_text(sketch, left ? x - 6 : x + 6, y, left ? "right" : "left", style.text, text);
}

static void draw_exits(struct sketch *sketch, struct page *page, uint32_t n)
{
    const struct results *results = page->results;
    double above = -1;
    uint32_t after = 0;

    /* n is small: pick the next one to the right, ties in the order of the options. */
    for (uint32_t row = 0; row < n; row++) {
        uint32_t next = UINT32_MAX;

        for (uint32_t i = 0; i < results->n_options; i++) {
            const struct results_option *option = &results->options[i];
            double x;

            if (!option->allowed || last_of(option) == option->n_spectrum || !leaves(option))
                continue;
            x = exit_px(sketch, option);
            if ((x > above || (x == above && i >= after)) &&
                (next == UINT32_MAX || x < exit_px(sketch, &results->options[next])))
                next = i;
        }
        if (next == UINT32_MAX)
            return;
        above = exit_px(sketch, &results->options[next]);
        after = next + 1;
        draw_exit(sketch, page, next, row);
    }
}

static const char *draw(struct page *page)
{
    const struct results *results = page->results;
    struct sketch_label labels[SKETCH_MAX_LABELS];
    struct sketch sketch;
    size_t n_labels = 0;
    uint32_t n_leaving = 0;

    sketch_begin(&sketch, 0);
    if (!scale(&sketch, results)) {
        sim_text_release(&sketch.script);
        return NULL;
    }
    for (uint32_t i = 0; i < results->n_options; i++)
        n_leaving += results->options[i].allowed && leaves(&results->options[i]) &&
                     last_of(&results->options[i]) < results->options[i].n_spectrum;
    {
        /* The height depends on how many curves leave through the top. */
        struct sketch axes = sketch;
        double top = 20 + SKETCH_LINE_PX * (double)n_leaving;

        sim_text_release(&axes.script);
        sketch_begin(&sketch, top + 378);
        sketch.x_high = axes.x_high;
        sketch.y_low = axes.y_low;
        sketch.y_high = axes.y_high;
        sketch.y_log = true;
        sketch.top = top;
    }
    sketch.left = 64;
    sketch.right = SKETCH_WIDTH - series_label_room(page);
    sketch.bottom = sketch.top + 310;
    sketch_panel(&sketch);
    log_ticks(&sketch);
    percentile_ticks(&sketch);
    sketch_text(&sketch, (sketch.left + sketch.right) / 2, sketch.bottom + 48, "center",
                SKETCH_MUTED, "share of requests, slowest to the right");
    for (uint32_t i = 0; i < results->n_options; i++) {
        static const double widths[] = {3.0, 2.2, 1.5};
        const struct results_option *option = &results->options[i];
        struct sketch_style style = sketch_option_style(results, i);
        uint32_t last = last_of(option), block;

        if (!option->allowed || last == option->n_spectrum)
            continue;
        block = curve(&sketch, option);
        sketch_plot(&sketch, "$d%u using 1:2 with lines lc rgb \"%s\" lw %g dt %d", block,
                    sketch_hex(style.line), widths[i < 2 ? i : 2], style.dash % 5 + 1);
        if (!leaves(option) && n_labels < SKETCH_MAX_LABELS)
            labels[n_labels++] = (struct sketch_label){
                sketch_fit(page, option->name, SKETCH_WIDTH - sketch.right - 18), style.text,
                sketch_y_px(&sketch, option->spectrum_e2e_s[last])};
    }
    draw_exits(&sketch, page, n_leaving);
    sketch_end_labels(&sketch, labels, n_labels);
    sketch_panel_end(&sketch);
    return sketch_end(&sketch, page);
}

static void spectrum_table(struct page *page)
{
    const struct results *results = page->results;
    uint32_t n;
    const uint32_t *options = page_allowed(page, &n);
    const char **headers = sim_arena_alloc(&page->arena, (2 * n + 1) * sizeof *headers);
    struct page_cell *cells = sim_arena_alloc(&page->arena, (2 * n + 1) * sizeof *cells);
    bool any = false;

    headers[0] = "percentile";
    for (uint32_t i = 0; i < n; i++) {
        headers[2 * i + 1] = page_printf(page, "%s E2E, s", results->options[options[i]].name);
        headers[2 * i + 2] = page_printf(page, "%s TTFT, s", results->options[options[i]].name);
        any = any || results->options[options[i]].n_spectrum > 0;
    }
    if (!any)
        return;
    page_details(page, "Numbers behind the figure (failures count as infinitely slow)");
    page_table(page, NULL, headers, 2 * n + 1, 1);
    for (size_t m = 0; m < N_MARKS; m++) {
        cells[0].text = marks[m].name;
        for (uint32_t i = 0; i < n; i++) {
            const struct results_option *option = &results->options[options[i]];
            uint32_t k = 0;

            while (k < option->n_spectrum && option->spectrum_p[k] < marks[m].p - 1e-12)
                k++;
            cells[2 * i + 1].text = cells[2 * i + 2].text = "no data";
            if (k == option->n_spectrum)
                continue;
            cells[2 * i + 1].text = isfinite(option->spectrum_e2e_s[k])
                                        ? page_number(page, option->spectrum_e2e_s[k], 2)
                                        : "fails";
            cells[2 * i + 2].text = isfinite(option->spectrum_ttft_s[k])
                                        ? page_number(page, option->spectrum_ttft_s[k], 2)
                                        : "fails";
        }
        page_row(page, cells);
    }
    page_table_end(page);
    page_details_end(page);
}

static void write_latency(struct page *page)
{
    static const char *const sections[] = {"Latency"};
    struct page_figure figure = {
        "latency", finding(page),
        "End-to-end latency by percentile of all requests, from the intended start, retries "
        "included, failures as infinitely slow; both axes logarithmic, each step to the right "
        "ten times rarer.",
        draw(page)};

    if (page->results->replications > 1)
        figure.what = page_printf(page, "%s %u replications merged.", figure.what,
                                  page->results->replications);
    page_figure(page, &figure);
    spectrum_table(page);
    page_metric_table(page, "Latency over completed requests", false, sections, 1);
}

const struct report_section report_latency = {"latency", "Latency", NULL, NULL, write_latency};
