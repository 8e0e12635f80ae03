/*
 * report_capacity.c: how much more traffic each option takes, what ends it, and when that is: from
 * the questions that were asked, and from what was found on the way to the verdict.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/report_question.h"

#include <math.h>
#include <string.h>

static const char *const questions[] = {"maxload", "growth", NULL};

/* Inputs of what would change the verdict that are about room. */
static bool is_room(const char *input)
{
    return strcmp(input, "load") == 0 || strcmp(input, "capacity") == 0 ||
           strcmp(input, "quota") == 0;
}

static bool present(const struct page *page)
{
    for (uint32_t i = 0; i < page->results->n_changes; i++)
        if (is_room(page->results->changes[i].input))
            return true;
    for (uint32_t i = 0; questions[i] != NULL; i++)
        if (report_has_question(page, questions[i]))
            return true;
    return false;
}

/* "CHANGES WHO HOLDS" in a cell. */
static const char *list_words(struct page *page, const char *list)
{
    char *words = page_printf(page, "%s", list);

    for (char *c = words; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return words;
}

/* From the ladders of load, capacity and quota: where something changes. */
static void changes_table(struct page *page)
{
    static const char *const headers[] = {"varied", "what it does", "where"};
    const struct results *results = page->results;
    bool open = false;

    for (uint32_t i = 0; i < results->n_changes; i++) {
        const struct results_change *change = &results->changes[i];
        struct page_cell cells[3] = {
            {change->input, PAGE_PLAIN}, {NULL, PAGE_PLAIN}, {change->text, PAGE_PLAIN}};

        if (!is_room(change->input))
            continue;
        if (!open)
            page_table(page,
                       "Where an option starts or stops to hold; factors are of what is "
                       "stated",
                       headers, 3, 3);
        open = true;
        cells[1].text = list_words(page, change->list);
        page_row(page, cells);
    }
    if (open)
        page_table_end(page);
}

/* ---- months left ---- */

/* Growth a month [%] that months are told for: what it is, nobody knows from one trace. */
static const double rates[] = {2, 5, 10, 20};
#define N_RATES (sizeof rates / sizeof rates[0])

/* Months until traffic that grows by so much each month has grown by this factor. */
static const char *months_text(struct page *page, double factor, double rate)
{
    return factor <= 1 ? "none" : page_number(page, log(factor) / log1p(rate / 100), 1);
}

/* From the load factors that were found, of which the last column of the table is the least over
 * what was asked; where growth itself was asked about, that says it better. */
static void months_table(struct page *page)
{
    const struct results_table *table = results_table_find(page->results, "maxload");
    const char *headers[N_RATES + 2] = {"option", "takes this load"};
    bool open = false;

    if (table == NULL || report_has_question(page, "growth") || table->n_columns < 2)
        return;
    for (size_t i = 0; i < N_RATES; i++)
        headers[i + 2] = page_printf(page, "at %g %% a month", rates[i]);
    for (uint32_t k = 0; k < page->results->n_options; k++)
        for (uint32_t r = 0; r < table->n_rows; r++) {
            const struct metric_value *row = &table->cells[(size_t)r * table->n_columns];
            const struct metric_value *all = &row[table->n_columns - 1];
            const char *name = page->results->options[page->columns[k]].name;
            struct page_cell cells[N_RATES + 2] = {{name, PAGE_PLAIN}};

            if (!page_same(row[0].text, name))
                continue;
            if (!open)
                page_table(page, "Months left, by how much traffic grows each month", headers,
                           N_RATES + 2, 1);
            open = true;
            cells[1] = (struct page_cell){all->shown, PAGE_PLAIN};
            for (size_t i = 0; i < N_RATES; i++)
                cells[i + 2] =
                    all->text == NULL && isfinite(all->value)
                        ? (struct page_cell){months_text(page, all->value, rates[i]), PAGE_PLAIN}
                        : (struct page_cell){"not known", PAGE_MUTED};
            page_row(page, cells);
        }
    if (!open)
        return;
    page_table_end(page);
    page_note(page, "Compound growth of all classes alike, with quotas, capacity and prices as "
                    "they are; which of these rates is right is for the owner to say.");
}

static void write_capacity(struct page *page)
{
    changes_table(page);
    months_table(page);
    for (uint32_t i = 0; questions[i] != NULL; i++)
        report_question(page, questions[i]);
}

const struct report_section report_capacity = {"capacity", "Capacity and room to grow", NULL,
                                               present, write_capacity};
