#include "analysis/report/report_question.h"

#include "analysis/report/report_table.h"
#include "analysis/report/series.h"

#include <math.h>
#include <string.h>

/* The column of that key; n_columns = none. A folder that was read back may name any. */
static uint32_t column_of(const struct results_table *table, const char *key)
{
    uint32_t c = 0;

    while (c < table->n_columns && (key == NULL || strcmp(table->columns[c].key, key) != 0))
        c++;
    return c;
}

static const struct metric_value *cell(const struct results_table *table, uint32_t row, uint32_t c)
{
    return &table->cells[(size_t)row * table->n_columns + c];
}

static const char *text_of(const struct metric_value *value)
{
    return value->text != NULL ? value->text : "";
}

/* Rows of a table that is no first one, and stands open. */
enum { MOST_OPEN = 12 };

/* Lines that are no options. */
static const struct chart_style plain[] = {
    {CHART_BLUE, CHART_BLUE, 0},        {CHART_ORANGE, CHART_ORANGE_TEXT, 0},
    {CHART_GREEN, CHART_GREEN_TEXT, 0}, {CHART_PURPLE, CHART_PURPLE_TEXT, 0},
    {CHART_SKY, CHART_SKY_TEXT, 0},     {CHART_INK, CHART_INK, 1}};

/* The line of what the rows say of `by` where row `first` says it. */
static void add_line(struct chart_panel *panel, struct page *page,
                     const struct results_table *table, uint32_t by, uint32_t y, uint32_t first)
{
    uint32_t x = column_of(table, table->plot_x), n = 0;
    const char *name = by < table->n_columns ? text_of(cell(table, first, by)) : NULL;
    double *xs = sim_arena_alloc(&page->arena, ((size_t)table->n_rows + 1) * sizeof *xs);
    double *ys = sim_arena_alloc(&page->arena, ((size_t)table->n_rows + 1) * sizeof *ys);
    struct chart_style style = plain[panel->n_series % (sizeof plain / sizeof plain[0])];

    for (uint32_t r = first; r < table->n_rows; r++) {
        const struct metric_value *at = cell(table, r, x);

        if ((name != NULL && strcmp(text_of(cell(table, r, by)), name) != 0) || at->text != NULL ||
            isnan(at->value))
            continue;
        xs[n] = at->value;
        ys[n++] = cell(table, r, y)->text != NULL ? NAN : cell(table, r, y)->value;
    }
    for (uint32_t o = 0; name != NULL && o < page->results->n_options; o++)
        if (strcmp(page->results->options[o].name, name) == 0)
            style = series_style(page->results, o);
    chart_add_series(
        panel, &page->arena,
        (struct chart_series){
            .shape = CHART_LINE, .name = name, .style = style, .n = n, .x = xs, .y = ys});
}

/* Whether an earlier row says the same of `by`. */
static bool said_before(const struct results_table *table, uint32_t by, uint32_t row)
{
    for (uint32_t r = 0; r < row; r++)
        if (strcmp(text_of(cell(table, r, by)), text_of(cell(table, row, by))) == 0)
            return true;
    return false;
}

static void add_panel(struct page *page, struct chart *chart, const struct results_table *table,
                      uint32_t y, bool several)
{
    const struct results_column *column = &table->columns[y];
    uint32_t by = column_of(table, table->plot_by);
    struct chart_panel *panel =
        chart_add_panel(chart, &page->arena, several ? column->label : NULL,
                        (struct chart_axis){.scale = CHART_LINEAR,
                                            .unit = *column->unit != '\0' ? column->unit
                                                    : several             ? NULL
                                                                          : column->label});

    for (uint32_t r = 0; r < table->n_rows; r++)
        if (by < table->n_columns ? !said_before(table, by, r) : r == 0)
            add_line(panel, page, table, by, y, r);
    if (table->plot_span != NULL)
        chart_add_mark(panel, &page->arena,
                       (struct chart_mark){table->plot_from, table->plot_to, table->plot_span});
}

static void plot_lines(struct page *page, const struct results_table *table, uint32_t x, uint32_t y)
{
    uint32_t also = column_of(table, table->plot_also);
    struct chart *chart = page_chart(page, table->key, table->plot_finding,
                                     table->plot_what != NULL ? table->plot_what : table->title);

    chart->x =
        (struct chart_axis){.scale = table->plot_scale == RESULTS_LOG ? CHART_LOG : CHART_LINEAR,
                            .unit = *table->columns[x].unit != '\0' ? table->columns[x].unit : NULL,
                            .title = table->columns[x].label};
    add_panel(page, chart, table, y, also < table->n_columns);
    if (also < table->n_columns)
        add_panel(page, chart, table, also, true);
    page_figure(page, chart);
}

/* ---- tornado ---- */

enum { LEFT_LOW, MIDDLE_HIGH, RIGHT_LOW, N_TORNADO };

/* A number of a row; NaN where a word stands. */
static double number_of(const struct results_table *table, uint32_t row, uint32_t c)
{
    return cell(table, row, c)->text != NULL ? NAN : cell(table, row, c)->value;
}

/* Where the lowest bar begins. Rows of which a number is missing are not drawn. */
static double least_of(const struct results_table *table, const uint32_t columns[3])
{
    double least = INFINITY;

    for (uint32_t r = 0; r < table->n_rows; r++)
        for (int i = 0; i < 3; i++)
            least = fmin(least, number_of(table, r, columns[i]));
    return isfinite(least) ? least : 0;
}

static const char *ends_of(struct page *page, const char *low, const char *high)
{
    return strcmp(low, high) == 0 ? low : page_printf(page, "%s, %s", low, high);
}

/* From what is stated to either end, each in its colour; of two ends on one side the nearer one is
 * in front. */
static void add_bar(struct page *page, struct chart *chart, const struct results_table *table,
                    uint32_t row, uint32_t by, const uint32_t columns[3], double origin)
{
    double low = number_of(table, row, columns[0]) - origin;
    double stated = number_of(table, row, columns[1]) - origin;
    double high = number_of(table, row, columns[2]) - origin;
    double *parts = sim_arena_alloc(&page->arena, N_TORNADO * sizeof *parts);
    bool near_low = fabs(low - stated) <= fabs(high - stated), same_side, low_first;
    double inner;

    if (!isfinite(low) || !isfinite(stated) || !isfinite(high))
        return;
    same_side = (low > stated && high > stated) || (low < stated && high < stated);
    inner = near_low ? low : high;
    for (int part = 0; part < N_TORNADO; part++)
        parts[part] = 0;
    /* What lies leftmost is of the low end: on one side it is the farther one, below what is
     * stated, and the nearer one above it. */
    low_first = same_side ? (low > stated) == near_low : low < high;
    if (same_side) {
        double left = fmin(fmin(low, high), stated), right = fmax(fmax(low, high), stated);

        parts[low_first ? LEFT_LOW : MIDDLE_HIGH] = inner - left;
        parts[low_first ? MIDDLE_HIGH : RIGHT_LOW] = right - inner;
    } else {
        parts[low_first ? LEFT_LOW : RIGHT_LOW] = fabs(stated - low);
        parts[MIDDLE_HIGH] = fabs(high - stated);
    }
    chart_add_row(chart, &page->arena,
                  (struct chart_row){.name = text_of(cell(table, row, by)),
                                     .value = ends_of(page, cell(table, row, columns[0])->shown,
                                                      cell(table, row, columns[2])->shown),
                                     .from = fmin(fmin(low, high), stated),
                                     .parts = parts});
}

static void plot_tornado(struct page *page, const struct results_table *table, uint32_t by,
                         const uint32_t columns[3])
{
    static const struct chart_style low = {CHART_BLUE, CHART_BLUE, 0},
                                    high = {CHART_ORANGE, CHART_ORANGE_TEXT, 0};
    const struct results_column *stated = &table->columns[columns[1]];
    struct chart *chart = page_chart(page, table->key, table->plot_finding,
                                     table->plot_what != NULL ? table->plot_what : table->title);
    double origin = least_of(table, columns);

    chart_add_part(chart, &page->arena, (struct chart_part){"low end", low});
    chart_add_part(chart, &page->arena, (struct chart_part){"high end", high});
    chart_add_part(chart, &page->arena, (struct chart_part){"low end", low});
    for (uint32_t r = 0; r < report_rows(table); r++)
        add_bar(page, chart, table, r, by, columns, origin);
    if (table->n_rows > 0) {
        chart->rule =
            page_printf(page, "%s: %s%s%s", stated->label, cell(table, 0, columns[1])->shown,
                        *stated->unit != '\0' ? " " : "", stated->unit);
        chart->rule_at = number_of(table, 0, columns[1]) - origin;
    }
    page_figure(page, chart);
}

void report_plot(struct page *page, const struct results_table *table)
{
    uint32_t x = column_of(table, table->plot_x), y = column_of(table, table->plot_y);
    uint32_t by = column_of(table, table->plot_by), over = column_of(table, table->plot_over);
    uint32_t columns[] = {x, over, y};

    if (table->plot_finding == NULL || x == table->n_columns || y == table->n_columns ||
        (report_rows(table) == 0 && table->n_rows > 0))
        return;
    if (table->plot_over == NULL)
        plot_lines(page, table, x, y);
    else if (by < table->n_columns && over < table->n_columns)
        plot_tornado(page, table, by, columns);
}

bool report_has_question(const struct page *page, const char *question)
{
    for (uint32_t i = 0; i < page->results->n_answers; i++)
        if (strcmp(page->results->answers[i].question, question) == 0)
            return true;
    return false;
}

const char *report_answer(const struct page *page, const char *question, const char *label)
{
    for (uint32_t i = 0; i < page->results->n_answers; i++)
        if (strcmp(page->results->answers[i].question, question) == 0 &&
            strcmp(page->results->answers[i].label, label) == 0)
            return page->results->answers[i].text;
    return NULL;
}

/* A question begins as a sentence does. */
static void head(struct page *page, const char *asks)
{
    char *title = page_printf(page, "%s", asks);

    if (title[0] >= 'a' && title[0] <= 'z')
        title[0] = (char)(title[0] - 'a' + 'A');
    page_heading(page, title);
}

static void sentences(struct page *page, const char *question)
{
    const struct results *results = page->results;
    bool any = false;

    for (uint32_t i = 0; i < results->n_answers; i++) {
        const struct results_answer *answer = &results->answers[i];

        if (strcmp(answer->question, question) != 0)
            continue;
        if (!any) {
            head(page, answer->asks);
            page_terms(page, true);
        }
        any = true;
        page_term(page, *answer->label != '\0' ? answer->label : "answer", answer->text);
    }
    if (any)
        page_terms(page, false);
}

/* ---- the numbers behind a figure ---- */

/* Numbers of a row that a table of lines puts side by side at most. */
enum { MOST_SIDE = 12, MOST_PIVOT = 10000 /* rows: each is looked at for every x */ };

/* Columns of numbers beside x, and lines; 0 = they do not go side by side. */
static uint32_t side_by_side(const struct results_table *table, uint32_t *n_lines)
{
    uint32_t x = column_of(table, table->plot_x), by = column_of(table, table->plot_by), n = 0;

    *n_lines = 0;
    if (table->plot_finding == NULL || table->plot_over != NULL || x == table->n_columns ||
        by == table->n_columns || table->n_rows > MOST_PIVOT)
        return 0;
    for (uint32_t c = 0; c < table->n_columns; c++)
        if (c != x && c != by)
            n += table->columns[c].type == RESULTS_NUMBER ? 1 : MOST_SIDE + 1;
    for (uint32_t r = 0; r < table->n_rows; r++)
        *n_lines += !said_before(table, by, r);
    return n > 0 && n * *n_lines <= MOST_SIDE ? n : 0;
}

/* The next x above what was written; NaN = there is none. */
static double next_x(const struct results_table *table, uint32_t x, double above)
{
    double next = NAN;

    for (uint32_t r = 0; r < table->n_rows; r++)
        if (number_of(table, r, x) > above && !(number_of(table, r, x) >= next))
            next = number_of(table, r, x);
    return next;
}

/* A row for each x, and in it the numbers of every line: a third of the rows of three lines. */
static void pivot(struct page *page, const struct results_table *table, uint32_t n,
                  uint32_t n_lines, const char *title)
{
    uint32_t x = column_of(table, table->plot_x), by = column_of(table, table->plot_by);
    const char **headers = sim_arena_alloc(&page->arena, (n * n_lines + 1) * sizeof *headers);
    uint32_t *first = sim_arena_alloc(&page->arena, (n_lines + 1) * sizeof *first), line = 0,
             at = 0;

    for (uint32_t r = 0; r < table->n_rows; r++)
        if (!said_before(table, by, r))
            first[line++] = r;
    headers[at++] = table->columns[x].label;
    for (uint32_t i = 0; i < n_lines; i++)
        for (uint32_t c = 0; c < table->n_columns; c++)
            if (c != x && c != by)
                headers[at++] = page_printf(
                    page, "%s: %s%s%s", text_of(cell(table, first[i], by)), table->columns[c].label,
                    *table->columns[c].unit != '\0' ? ", " : "", table->columns[c].unit);
    page_table(page, title, headers, at, 1);
    for (double now = next_x(table, x, -INFINITY); !isnan(now); now = next_x(table, x, now)) {
        struct page_cell *cells = sim_arena_alloc(&page->arena, at * sizeof *cells);

        for (uint32_t r = 0; r < table->n_rows; r++) {
            uint32_t to = 1, of = 0;

            if (number_of(table, r, x) != now)
                continue;
            cells[0].text = cell(table, r, x)->shown;
            while (of + 1 < n_lines &&
                   strcmp(text_of(cell(table, first[of], by)), text_of(cell(table, r, by))) != 0)
                of++;
            to += of * n;
            for (uint32_t c = 0; c < table->n_columns; c++)
                if (c != x && c != by)
                    cells[to++].text = cell(table, r, c)->shown;
        }
        page_row(page, cells);
    }
    page_table_end(page);
    if (table->note != NULL)
        page_note(page, table->note);
}

/* titled: what stands above does not say what it is. */
static void numbers(struct page *page, const struct results_table *table, bool titled)
{
    uint32_t n_lines, n = side_by_side(table, &n_lines);

    if (n > 0)
        pivot(page, table, n, n_lines, titled ? table->title : NULL);
    else if (titled)
        report_table(page, table);
    else
        report_untitled_table(page, table);
}

void report_numbers(struct page *page, const struct results_table *table)
{
    numbers(page, table, true);
}

void report_question(struct page *page, const char *question)
{
    const struct results *results = page->results;

    sentences(page, question);

    for (uint32_t i = 0; i < results->n_tables; i++) {
        const struct results_table *table = &results->tables[i];
        uint32_t n_rows = report_rows(table);
        bool folded = table->n_first == 0 && n_rows > MOST_OPEN;

        if (table->question == NULL || strcmp(table->question, question) != 0)
            continue;

        report_plot(page, table);
        if (folded)
            page_details(page, table->title);
        numbers(page, table, !folded);
        if (folded)
            page_details_end(page);
    }
    for (uint32_t i = 0; i < results->n_documents; i++) {
        const struct results_document *document = &results->documents[i];

        if (strcmp(document->question, question) != 0)
            continue;
        page_details(page, page_printf(page, "%s (%s)", document->title, document->name));
        page_lines(page, document->text);
        page_details_end(page);
    }
}
