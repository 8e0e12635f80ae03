/*
 * report_answers.c: the questions of a study besides the comparison: what is answered, a figure of
 * each table that has one, and the tables.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/report_table.h"
#include "analysis/report/series.h"

#include <math.h>
#include <string.h>

static bool has_answers(const struct page *page)
{
    return page->results->n_answers > 0;
}

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
                     const struct results_table *table, uint32_t by, uint32_t first)
{
    uint32_t x = column_of(table, table->plot_x), y = column_of(table, table->plot_y), n = 0;
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

static void plot(struct page *page, const struct results_table *table)
{
    uint32_t x = column_of(table, table->plot_x), y = column_of(table, table->plot_y);
    uint32_t by = column_of(table, table->plot_by);
    struct chart_panel *panel;
    struct chart *chart;

    if (table->plot_finding == NULL || x == table->n_columns || y == table->n_columns)
        return;
    chart = page_chart(page, table->key, table->plot_finding,
                       table->plot_what != NULL ? table->plot_what : table->title);
    chart->x =
        (struct chart_axis){.scale = table->plot_scale == RESULTS_LOG ? CHART_LOG : CHART_LINEAR,
                            .unit = *table->columns[x].unit != '\0' ? table->columns[x].unit : NULL,
                            .title = table->columns[x].label};
    panel = chart_add_panel(chart, &page->arena, NULL,
                            (struct chart_axis){.scale = CHART_LINEAR,
                                                .unit = *table->columns[y].unit != '\0'
                                                            ? table->columns[y].unit
                                                            : table->columns[y].label});
    for (uint32_t r = 0; r < table->n_rows; r++)
        if (by < table->n_columns ? !said_before(table, by, r) : r == 0)
            add_line(panel, page, table, by, r);
    page_figure(page, chart);
}

static void write_question(struct page *page, const char *question)
{
    const struct results *results = page->results;
    bool headed = false;

    for (uint32_t i = 0; i < results->n_answers; i++) {
        const struct results_answer *answer = &results->answers[i];

        if (strcmp(answer->question, question) != 0)
            continue;
        if (!headed)
            page_heading(page, answer->asks);
        headed = true;
        page_paragraph(page, *answer->label != '\0'
                                 ? page_printf(page, "%s: %s", answer->label, answer->text)
                                 : answer->text);
    }
    for (uint32_t i = 0; i < results->n_tables; i++) {
        const struct results_table *table = &results->tables[i];
        bool folded = table->n_first == 0 && table->n_rows > MOST_OPEN;

        if (table->question == NULL || strcmp(table->question, question) != 0)
            continue;

        plot(page, table);
        if (folded)
            page_details(page, page_printf(page, "%s (%u rows)", table->title, table->n_rows));
        report_table(page, table);
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

static void write_answers(struct page *page)
{
    const struct results *results = page->results;

    for (uint32_t i = 0; i < results->n_answers; i++) {
        uint32_t first = 0;

        while (strcmp(results->answers[first].question, results->answers[i].question) != 0)
            first++;
        if (first == i)
            write_question(page, results->answers[i].question);
    }
}

const struct report_section report_answers = {"answers", "Answers", NULL, has_answers,
                                              write_answers};
