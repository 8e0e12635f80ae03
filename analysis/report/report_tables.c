#include "analysis/report/report_list.h"
#include "analysis/report/report_table.h"

#include <string.h>

/* Those that another section shows. */
static const char *const claimed[] = {REPORT_CLAIMED_TABLES NULL};

static bool is_here(const struct results_table *table)
{
    uint32_t i = 0;

    while (claimed[i] != NULL && strcmp(claimed[i], table->key) != 0)
        i++;
    return table->question == NULL && claimed[i] == NULL;
}

/* Tables that the study made, whatever they are. */
static bool has_tables(const struct page *page)
{
    for (uint32_t i = 0; i < page->results->n_tables; i++)
        if (is_here(&page->results->tables[i]))
            return true;
    return false;
}

uint32_t report_rows(const struct results_table *table)
{
    return table->n_quiet < table->n_rows ? table->n_rows - table->n_quiet : 0;
}

static void show(struct page *page, const struct results_table *table, const char *title)
{
    uint32_t n = table->n_columns, n_rows = report_rows(table);
    const char **headers = sim_arena_alloc(&page->arena, ((size_t)n + 1) * sizeof *headers);
    struct page_cell *cells = sim_arena_alloc(&page->arena, ((size_t)n + 1) * sizeof *cells);

    for (uint32_t c = 0; c < n; c++)
        headers[c] =
            *table->columns[c].unit != '\0'
                ? page_printf(page, "%s, %s", table->columns[c].label, table->columns[c].unit)
                : table->columns[c].label;
    if (n_rows == 0 && table->n_rows > 0) {
        page_note(page, page_printf(page, "%s: %s", table->title,
                                    table->note != NULL ? table->note : "nothing of note"));
        return;
    }
    page_table(page, title, headers, n, results_table_heads(table));
    for (uint32_t r = 0; r < n_rows; r++) {
        const struct metric_value *row = &table->cells[(size_t)r * n];

        for (uint32_t c = 0; c < n; c++)
            cells[c] = (struct page_cell){
                row[c].shown, row[c].mark == METRIC_BEST ? PAGE_BEST
                              : row[c].text != NULL && table->columns[c].type == RESULTS_NUMBER
                                  ? PAGE_MUTED
                                  : PAGE_PLAIN};
        page_row(page, cells);
    }
    page_table_end(page);
    if (table->note != NULL)
        page_note(page, table->note);
}

void report_table(struct page *page, const struct results_table *table)
{
    show(page, table, table->title);
}

void report_untitled_table(struct page *page, const struct results_table *table)
{
    show(page, table, NULL);
}

void report_table_of(struct page *page, const char *key)
{
    const struct results_table *table = results_table_find(page->results, key);

    if (table != NULL)
        report_table(page, table);
}

static void write_tables(struct page *page)
{
    for (uint32_t i = 0; i < page->results->n_tables; i++)
        if (is_here(&page->results->tables[i]))
            report_table(page, &page->results->tables[i]);
}

const struct report_section report_tables = {"tables", "Tables of the study", NULL, has_tables,
                                             write_tables};
