#include "analysis/report/sketch.h"

#include "analysis/plot/plot.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FONT              "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
#define FONT_PX           14
#define MAX_NAMED_OUTAGES 4

static const struct {
    const char *light, *dark;
} colours[SKETCH_N_COLOURS] = {
    [SKETCH_PAGE] = {"#ffffff", "#0f1720"},        [SKETCH_INK] = {"#1f2933", "#e6edf3"},
    [SKETCH_MUTED] = {"#5b6875", "#9aa7b4"},       [SKETCH_GRID] = {"#e3e8ee", "#273340"},
    [SKETCH_BLUE] = {"#0072b2", "#4aa3e0"},        [SKETCH_SKY] = {"#56b4e9", "#a8d4f7"},
    [SKETCH_SKY_TEXT] = {"#23749f", "#a9d5f8"},    [SKETCH_GREEN] = {"#009e73", "#2ec49a"},
    [SKETCH_GREEN_TEXT] = {"#007a59", "#2fc59b"},  [SKETCH_ORANGE] = {"#e69f00", "#e6a51e"},
    [SKETCH_ORANGE_TEXT] = {"#8f6000", "#f0b440"}, [SKETCH_PURPLE] = {"#cc79a7", "#f08acb"},
    [SKETCH_PURPLE_TEXT] = {"#a1477b", "#f18bcc"}, [SKETCH_YELLOW] = {"#b8a400", "#f0e442"},
    [SKETCH_YELLOW_TEXT] = {"#756800", "#f1e543"}, [SKETCH_LOST] = {"#d55e00", "#ff7f50"},
    [SKETCH_LOST_TEXT] = {"#b34d00", "#ff8051"},   [SKETCH_GREY] = {"#9aa5b1", "#6d7985"},
    [SKETCH_OFFERED] = {"#ccd4dc", "#3d4a57"},
};

const char *sketch_hex(enum sketch_colour colour)
{
    return colours[colour].light;
}

void sketch_dark_rules(struct sim_text *css, const char *scope)
{
    for (int i = 0; i < SKETCH_N_COLOURS; i++) {
        static const char *const attributes[] = {"fill", "stroke", "color"};

        for (int k = 0; k < 3; k++)
            sim_text_addf(css, "%s [%s=\"%s\"]{%s:%s}\n", scope, attributes[k], colours[i].light,
                          attributes[k], colours[i].dark);
    }
}

struct sketch_style sketch_option_style(const struct results *results, uint32_t option)
{
    static const struct {
        enum sketch_colour line, text;
    } by_mode[] = {
        [CRI_MODE_SINGLE_REGION] = {SKETCH_ORANGE, SKETCH_ORANGE_TEXT},
        [CRI_MODE_GEOGRAPHIC] = {SKETCH_BLUE, SKETCH_BLUE},
        [CRI_MODE_GLOBAL] = {SKETCH_GREEN, SKETCH_GREEN_TEXT},
        [CRI_MODE_PROVISIONED] = {SKETCH_PURPLE, SKETCH_PURPLE_TEXT},
        [CRI_MODE_CLIENT_SIDE] = {SKETCH_SKY, SKETCH_SKY_TEXT},
    };
    struct sketch_style style = {SKETCH_YELLOW, SKETCH_YELLOW_TEXT, 0};
    const char *mode = results->options[option].mode;

    _Static_assert(sizeof by_mode / sizeof by_mode[0] == CRI_N_MODES, "a colour for each mode");
    for (size_t i = 0; i < CRI_N_MODES; i++)
        if (mode != NULL && strcmp(cri_mode_name((enum cri_mode)i), mode) == 0)
            style = (struct sketch_style){by_mode[i].line, by_mode[i].text, 0};
    for (uint32_t i = 0; i < option; i++) {
        const char *other = results->options[i].mode;

        if (results->options[i].allowed &&
            strcmp(other != NULL ? other : "", mode != NULL ? mode : "") == 0)
            style.dash++;
    }
    return style;
}

void sketch_begin(struct sketch *sketch, double height)
{
    *sketch = (struct sketch){.height = height};
    sim_text_addf(&sketch->script,
                  "set terminal svg size %d,%g noenhanced rounded font \"%s,%d\"\n"
                  "set encoding utf8\nset multiplot\nunset key\n"
                  "set border 1 lc rgb \"%s\" lw 0.9\n"
                  "set xtics out scale 0.5 nomirror textcolor rgb \"%s\"\n"
                  "set ytics scale 0 nomirror textcolor rgb \"%s\"\n"
                  "set grid ytics lt 1 lc rgb \"%s\" lw 0.8, noxtics\n",
                  SKETCH_WIDTH, height, FONT, FONT_PX, sketch_hex(SKETCH_MUTED),
                  sketch_hex(SKETCH_MUTED), sketch_hex(SKETCH_MUTED), sketch_hex(SKETCH_GRID));
}

const char *sketch_end(struct sketch *sketch, struct page *page)
{
    const char *script;

    sim_text_add(&sketch->script, "unset multiplot\n");
    script = sim_arena_strdup(&page->arena, sketch->script.data);
    sim_text_release(&sketch->script);
    sim_text_release(&sketch->plots);
    return script;
}

void sketch_panel(struct sketch *sketch)
{
    sim_text_addf(&sketch->script,
                  "unset label\nunset arrow\nunset object\n"
                  "set lmargin at screen %.6f\nset rmargin at screen %.6f\n"
                  "set tmargin at screen %.6f\nset bmargin at screen %.6f\n"
                  "%s logscale y\nset xrange [%.9g:%.9g]\nset yrange [%.9g:%.9g]\n",
                  sketch->left / SKETCH_WIDTH, sketch->right / SKETCH_WIDTH,
                  1 - sketch->top / sketch->height, 1 - sketch->bottom / sketch->height,
                  sketch->y_log ? "set" : "unset", sketch->x_low, sketch->x_high, sketch->y_low,
                  sketch->y_high);
    sketch->n_tags = 0;
    sketch->n_plots = 0;
    sim_text_clear(&sketch->plots);
}

void sketch_panel_end(struct sketch *sketch)
{
    /* A panel without data still has its axes. */
    if (sketch->n_plots == 0)
        sketch_plot(sketch, "NaN with lines");
    sim_text_addf(&sketch->script, "plot %s\n", sketch->plots.data);
}

double sketch_x_px(const struct sketch *sketch, double x)
{
    return sketch->left +
           (sketch->right - sketch->left) * (x - sketch->x_low) / (sketch->x_high - sketch->x_low);
}

double sketch_y_px(const struct sketch *sketch, double y)
{
    double low = sketch->y_low, high = sketch->y_high;

    if (sketch->y_log) {
        y = log(y);
        low = log(low);
        high = log(high);
    }
    return sketch->bottom - (sketch->bottom - sketch->top) * (y - low) / (high - low);
}

static void add_at(struct sketch *sketch, double x_px, double y_px)
{
    sim_text_addf(&sketch->script, "screen %.6f,screen %.6f", x_px / SKETCH_WIDTH,
                  1 - y_px / sketch->height);
}

void sketch_text(struct sketch *sketch, double x_px, double y_px, const char *align,
                 enum sketch_colour colour, const char *text)
{
    sim_text_addf(&sketch->script, "set label %u ", ++sketch->n_tags);
    plot_quote(&sketch->script, text);
    sim_text_add(&sketch->script, " at ");
    add_at(sketch, x_px, y_px);
    sim_text_addf(&sketch->script, " %s textcolor rgb \"%s\" front\n", align, sketch_hex(colour));
}

void sketch_line(struct sketch *sketch, double x1, double y1, double x2, double y2,
                 enum sketch_colour colour, double width, bool dotted)
{
    sim_text_addf(&sketch->script, "set arrow %u from ", ++sketch->n_tags);
    add_at(sketch, x1, y1);
    sim_text_add(&sketch->script, " to ");
    add_at(sketch, x2, y2);
    sim_text_addf(&sketch->script, " nohead lc rgb \"%s\" lw %g%s front\n", sketch_hex(colour),
                  width, dotted ? " dt (2,4)" : "");
}

void sketch_box(struct sketch *sketch, double x1, double y1, double x2, double y2,
                enum sketch_colour colour, double alpha, bool behind)
{
    sim_text_addf(&sketch->script, "set object %u rect from ", ++sketch->n_tags);
    add_at(sketch, x1, y1);
    sim_text_add(&sketch->script, " to ");
    add_at(sketch, x2, y2);
    sim_text_addf(&sketch->script, " fc rgb \"%s\" fs %s solid %g noborder %s\n",
                  sketch_hex(colour), alpha < 1 ? "transparent" : "", alpha,
                  behind ? "behind" : "front");
}

static size_t characters(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

#define CHARACTER_PX 7.3 /* average of a system font at FONT_PX, on the safe side */

double sketch_text_px(const char *text)
{
    return CHARACTER_PX * (double)characters(text);
}

const char *sketch_fit(struct page *page, const char *text, double most)
{
    size_t room = (size_t)(most / CHARACTER_PX), bytes = 0;

    if (characters(text) <= room)
        return text;
    for (size_t n = 0; text[bytes] != '\0'; bytes++)
        if (((unsigned char)text[bytes] & 0xc0) != 0x80 && ++n > (room > 1 ? room - 1 : 1))
            break;
    return page_printf(page, "%.*s\xe2\x80\xa6", (int)bytes, text);
}

void sketch_spread(struct sketch_label *labels, size_t n, double gap, double low, double high)
{
    for (size_t i = 1; i < n; i++) {
        struct sketch_label label = labels[i];
        size_t k = i;

        for (; k > 0 && labels[k - 1].at > label.at; k--)
            labels[k] = labels[k - 1];
        labels[k] = label;
    }
    /* Labels that would touch form a group around the mean of their wanted places (pool adjacent
     * violators on place - rank * gap). */
    if (n <= SKETCH_MAX_LABELS) {
        double mean[SKETCH_MAX_LABELS];
        size_t size[SKETCH_MAX_LABELS], groups = 0, at = 0;

        for (size_t i = 0; i < n; i++) {
            mean[groups] = labels[i].at - (double)i * gap;
            size[groups++] = 1;
            while (groups > 1 && mean[groups - 2] > mean[groups - 1]) {
                mean[groups - 2] = (mean[groups - 2] * (double)size[groups - 2] +
                                    mean[groups - 1] * (double)size[groups - 1]) /
                                   (double)(size[groups - 2] + size[groups - 1]);
                size[groups - 2] += size[groups - 1];
                groups--;
            }
        }
        for (size_t g = 0; g < groups; g++)
            for (size_t k = 0; k < size[g]; k++, at++)
                labels[at].at = mean[g] + (double)at * gap;
    }
    for (size_t i = 0; i < n; i++) {
        double least = i == 0 ? low : labels[i - 1].at + gap;

        if (!(labels[i].at >= least))
            labels[i].at = least;
    }
    for (size_t i = n; i-- > 0;) {
        double most = i == n - 1 ? high : labels[i + 1].at - gap;

        if (labels[i].at > most)
            labels[i].at = most;
    }
}

void sketch_end_labels(struct sketch *sketch, struct sketch_label *labels, size_t n)
{
    struct sketch_label wanted[SKETCH_MAX_LABELS];
    bool apart;

    if (n > SKETCH_MAX_LABELS)
        n = SKETCH_MAX_LABELS;
    /* Sorted first, so that the two lists go together. */
    sketch_spread(labels, n, 0, sketch->top, sketch->bottom);
    for (size_t i = 0; i < n; i++)
        wanted[i] = labels[i];
    sketch_spread(labels, n, SKETCH_LINE_PX, sketch->top, sketch->bottom);
    /* Hairlines from one place to all labels would say nothing. */
    apart = n > 0 && wanted[n - 1].at - wanted[0].at > 6;
    for (size_t i = 0; i < n; i++) {
        if (apart && fabs(labels[i].at - wanted[i].at) > 3)
            sketch_line(sketch, sketch->right + 2, wanted[i].at, sketch->right + 12, labels[i].at,
                        SKETCH_MUTED, 0.7, false);
        sketch_text(sketch, sketch->right + 15, labels[i].at, "left", labels[i].colour,
                    labels[i].text);
    }
}

double sketch_nice_top(double most, double *step)
{
    double unit;

    if (!(most > 0) || !isfinite(most)) {
        *step = 1;
        return 1;
    }
    /* Powers by multiplication: pow() may differ in the last digit between C libraries. */
    unit = 1;
    while (unit * 10 <= most / 4)
        unit *= 10;
    while (unit > most / 4)
        unit /= 10;
    *step = unit * (most / 4 > 5 * unit ? 10 : most / 4 > 2 * unit ? 5 : most / 4 > unit ? 2 : 1);
    return *step * ceil(most / *step * (1 + 1e-9) - 1e-6);
}

void sketch_y_ticks(struct sketch *sketch, struct page *page, double step)
{
    int decimals = 0;

    for (double s = step; s < 0.999 && decimals < 6; s *= 10)
        decimals++;
    sim_text_add(&sketch->script, "set ytics (");
    for (int i = 0; i * step <= sketch->y_high * (1 + 1e-9) && i < 20; i++) {
        sim_text_add(&sketch->script, i > 0 ? ", " : "");
        plot_quote(&sketch->script, page_number(page, i * step, decimals));
        sim_text_addf(&sketch->script, " %.9g", i * step);
    }
    sim_text_add(&sketch->script, ")\n");
}

void sketch_time_ticks(struct sketch *sketch, struct page *page)
{
    static const double steps[] = {1,     2,     5,      10,     15,     30,      60,      120,
                                   300,   600,   900,    1800,   3600,   7200,    10800,   21600,
                                   43200, 86400, 172800, 432000, 864000, 1728000, 4320000, 8640000};
    size_t i = 0;
    double span = sketch->x_high - sketch->x_low, unit;
    const char *name;

    while (i + 1 < sizeof steps / sizeof steps[0] && span / steps[i] > 9)
        i++;
    unit = steps[i] < 60 ? 1 : steps[i] < 3600 ? 60 : steps[i] < 86400 ? 3600 : 86400;
    name = unit < 60 ? "s" : unit < 3600 ? "min" : unit < 86400 ? "h" : "d";
    sim_text_add(&sketch->script, "set xtics (");
    for (int k = 0; k * steps[i] <= sketch->x_high * (1 + 1e-9) && k < 40; k++) {
        sim_text_add(&sketch->script, k > 0 ? ", " : "");
        plot_quote(
            &sketch->script,
            k == 0 ? "start"
                   : page_printf(page, "%s %s", page_number(page, k * steps[i] / unit, 0), name));
        sim_text_addf(&sketch->script, " %.9g", k * steps[i]);
    }
    sim_text_add(&sketch->script, ")\n");
}

/* Whether an option is one of "a, b, c"; an empty list is all options. */
static bool is_listed(const char *list, const char *option)
{
    size_t n = strlen(option);

    if (list == NULL || *list == '\0')
        return true;
    for (const char *at = list; (at = strstr(at, option)) != NULL; at++)
        if ((at == list || at[-1] == ' ') && (at[n] == '\0' || at[n] == ','))
            return true;
    return false;
}

void sketch_outages(struct sketch *sketch, struct page *page, const char *option, bool named,
                    double lift_px)
{
    const struct results *results = page->results;

    for (uint32_t i = 0; i < results->n_outages; i++) {
        const struct results_outage *outage = &results->outages[i];
        double from = fmax(outage->start_s, sketch->x_low);
        double to = fmin(outage->end_s, sketch->x_high);
        bool everywhere;
        const char *text;
        double half, middle;

        if (!(to > from) || (option != NULL && !is_listed(outage->option_names, option)))
            continue;
        from = sketch_x_px(sketch, from);
        to = sketch_x_px(sketch, to);
        if (to - from < 1)
            to = from + 1;
        sketch_box(sketch, from, sketch->bottom, to, sketch->top, SKETCH_INK, 0.08, true);
        everywhere = outage->option_names == NULL || *outage->option_names == '\0';
        if ((!named && (option == NULL || everywhere)) || i >= MAX_NAMED_OUTAGES)
            continue;
        text = outage->regions != NULL && *outage->regions != '\0'
                   ? page_printf(page, "%s: %s", outage->name, outage->regions)
                   : outage->name;
        if (!everywhere && option == NULL)
            text = page_printf(page, "%s (only in %s)", text, outage->option_names);
        text = sketch_fit(page, text, 420);
        half = sketch_text_px(text) / 2;
        middle = fmin(fmax((from + to) / 2, sketch->left + half), SKETCH_WIDTH - half - 4);
        sketch_text(sketch, middle, sketch->top - 10 - lift_px - SKETCH_LINE_PX * (double)(i % 2),
                    "center", SKETCH_INK, text);
    }
}

uint32_t sketch_block(struct sketch *sketch)
{
    sim_text_addf(&sketch->script, "$d%u << EOD\n", ++sketch->n_blocks);
    return sketch->n_blocks;
}

void sketch_block_end(struct sketch *sketch)
{
    sim_text_add(&sketch->script, "EOD\n");
}

#define FEW_BINS 120

uint32_t sketch_series(struct sketch *sketch, const double *values, uint32_t n, double bin_s)
{
    uint32_t block = sketch_block(sketch);
    uint32_t group = (n + SKETCH_MAX_COLUMNS - 1) / SKETCH_MAX_COLUMNS;

    for (uint32_t i = 0; n <= FEW_BINS && i < n; i++)
        sim_text_addf(&sketch->script, "%.9g %.6g\n%.9g %.6g\n", i * bin_s, values[i],
                      (i + 1) * bin_s, values[i]);
    for (uint32_t i = 0; n > FEW_BINS && i < n; i += group) {
        uint32_t least = i, most = i, first, second;

        for (uint32_t k = i; k < i + group && k < n; k++) {
            least = values[k] < values[least] ? k : least;
            most = values[k] > values[most] ? k : most;
        }
        first = least < most ? least : most;
        second = least < most ? most : least;
        sim_text_addf(&sketch->script, "%.9g %.6g\n", (first + 0.5) * bin_s, values[first]);
        if (second != first)
            sim_text_addf(&sketch->script, "%.9g %.6g\n", (second + 0.5) * bin_s, values[second]);
    }
    sketch_block_end(sketch);
    return block;
}

void sketch_plot(struct sketch *sketch, const char *format, ...)
{
    char element[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(element, sizeof element, format, arguments);
    va_end(arguments);
    sim_text_addf(&sketch->plots, "%s%s notitle", sketch->n_plots++ > 0 ? ", " : "", element);
}

double sketch_span_s(const struct results *results)
{
    double span = 0;

    for (uint32_t i = 0; i < results->n_options; i++)
        if (results->options[i].allowed)
            span = fmax(span, results->options[i].n_bins * results->options[i].bin_s);
    return isfinite(span) ? span : 0;
}

/* ---- from gnuplot's SVG to ours ---- */

static bool skip_element(const char **at, const char *open, const char *close)
{
    const char *end;

    if (strncmp(*at, open, strlen(open)) != 0)
        return false;
    end = strstr(*at + strlen(open), close);
    if (end == NULL)
        return false;
    *at = end + strlen(close);
    return true;
}

/* "rgb(  0, 114, 178)" at *at becomes "#0072b2". */
static bool add_colour(struct sim_text *out, const char **at)
{
    int red, green, blue, used = 0;

    if (sscanf(*at, "rgb(%d ,%d ,%d )%n", &red, &green, &blue, &used) != 3 || used == 0)
        return false;
    sim_text_addf(out, "#%02x%02x%02x", (unsigned)red & 255, (unsigned)green & 255,
                  (unsigned)blue & 255);
    *at += used;
    return true;
}

static void add_body(struct sim_text *out, const char *at)
{
    bool tag = false;
    char quote = '\0';

    while (*at != '\0') {
        if (!tag &&
            (skip_element(&at, "<title>", "</title>") || skip_element(&at, "<desc>", "</desc>") ||
             skip_element(&at, "<defs>", "</defs>")))
            continue;
        if (tag && quote == '\0' && skip_element(&at, " id=\"", "\""))
            continue;
        if (tag && quote != '\0' && strncmp(at, "rgb(", 4) == 0 && add_colour(out, &at))
            continue;
        if (!tag && *at == '<')
            tag = true;
        else if (tag && quote == '\0' && *at == '>')
            tag = false;
        else if (tag && quote == '\0' && (*at == '"' || *at == '\''))
            quote = *at;
        else if (tag && *at == quote)
            quote = '\0';
        /* Indentation and the line breaks inside coordinate lists are most of the white space. */
        if (*at == '\t' || (*at == '\n' && (at[1] == '\n' || at[1] == '\t'))) {
            if (tag)
                sim_text_add(out, " ");
            at++;
        } else {
            size_t n = page_utf8_length(at);

            if (n == 0 && *at != '\n')
                sim_text_add(out, "\xef\xbf\xbd");
            else
                sim_text_add_bytes(out, at, n > 0 ? n : 1);
            at += n > 0 ? n : 1;
        }
    }
}

void sketch_svg(struct sim_text *out, const char *raw, const char *name, const char *title,
                const char *description, bool standalone)
{
    const char *root = strstr(raw, "<svg"), *box = strstr(raw, "viewBox=\""), *body;
    double width = SKETCH_WIDTH, height = 400;

    if (box != NULL)
        sscanf(box, "viewBox=\"0 0 %lf %lf\"", &width, &height);
    body = root != NULL ? strchr(root, '>') : NULL;
    if (body == NULL)
        return;
    if (standalone)
        sim_text_add(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    sim_text_addf(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" width=\"%g\" "
                  "height=\"%g\" role=\"img\" aria-labelledby=\"t-%s d-%s\">\n<title id=\"t-%s\">",
                  width, height, width, height, name, name, name);
    page_escape_html(out, title);
    sim_text_addf(out, "</title>\n<desc id=\"d-%s\">", name);
    page_escape_html(out, description);
    sim_text_add(out, "</desc>\n");
    if (standalone) {
        sim_text_addf(out,
                      "<style>text{font-family:%s}\n"
                      "@media (prefers-color-scheme: dark){\n",
                      FONT);
        sketch_dark_rules(out, "svg");
        sim_text_addf(out, "}</style>\n<rect width=\"100%%\" height=\"100%%\" fill=\"%s\"/>\n",
                      sketch_hex(SKETCH_PAGE));
    }
    add_body(out, body + 1);
}
