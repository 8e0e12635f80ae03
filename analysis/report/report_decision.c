/*
 * report_decision.c: page 1 of a review, from the blocks that the screen prints as text, and behind
 * it what did not go there.
 */
#include "analysis/report/report_list.h"
#include "analysis/results/decision.h"

#include <string.h>

/* A sheet in small type holds more lines than the screen does. */
#define SHEET_LINES 62

static bool is_review(const struct page *page)
{
    return strcmp(page->results->study, "review") == 0;
}

/* Blocks of one kind from i on. */
static uint32_t run_of(const struct decision *of, uint32_t i)
{
    uint32_t n = 0;

    while (i + n < of->n && of->blocks[i + n].kind == of->blocks[i].kind)
        n++;
    return n;
}

static void write_asks(struct page *page, const struct decision_block *blocks, uint32_t n)
{
    const char **items = sim_arena_alloc(&page->arena, n * sizeof *items);

    for (uint32_t i = 0; i < n; i++)
        items[i] = page_printf(page, "%s (%s)", blocks[i].text, blocks[i].more);
    page_choices(page, items, n);
}

static void write_options(struct page *page, const struct decision_table *table)
{
    struct page_cell *cells = sim_arena_alloc(&page->arena, table->n_columns * sizeof *cells);

    page_table(page, NULL, table->headers, table->n_columns, 1);
    for (uint32_t i = 0; i < table->n_rows; i++) {
        for (uint32_t k = 0; k < table->n_columns; k++) {
            size_t at = (size_t)i * table->n_columns + k;

            cells[k] =
                (struct page_cell){table->cells[at], table->missed[at] ? PAGE_BAD : PAGE_PLAIN};
        }
        page_row(page, cells);
    }
    page_table_end(page);
}

static void write_risks(struct page *page, const struct decision_block *blocks, uint32_t n)
{
    static const char *const headers[] = {"what is not as stated", "what happens (simulated)",
                                          "remedy"};

    page_table(page, NULL, headers, 3, 3);
    for (uint32_t i = 0; i < n; i++)
        page_row(page, (struct page_cell[]){
                           {page_printf(page, "%u. %s", i + 1, blocks[i].label), PAGE_PLAIN},
                           {blocks[i].text, PAGE_PLAIN},
                           {blocks[i].more, PAGE_PLAIN}});
    page_table_end(page);
}

static void write_lines(struct page *page, const struct decision_block *blocks, uint32_t n)
{
    page_terms(page, true);
    for (uint32_t i = 0; i < n; i++)
        page_term(page, blocks[i].label, blocks[i].text);
    page_terms(page, false);
}

static void write_blocks(struct page *page, const struct decision *of)
{
    for (uint32_t i = 0, n; i < of->n; i += n) {
        const struct decision_block *block = &of->blocks[i];

        n = 1;
        switch (block->kind) {
        case DECISION_LEAD:
            page_lead(page, block->text);
            break;
        case DECISION_TEXT:
            page_paragraph(page, block->text);
            break;
        case DECISION_NOTE:
        case DECISION_MORE:
            page_note(page, block->text);
            break;
        case DECISION_HEADING:
            page_heading(page, block->text);
            break;
        case DECISION_TABLE:
            page_heading(page, "The options");
            write_options(page, block->table);
            break;
        case DECISION_ASK:
            write_asks(page, block, n = run_of(of, i));
            break;
        case DECISION_RISK:
            write_risks(page, block, n = run_of(of, i));
            break;
        case DECISION_REASON:
            write_lines(page, block, n = run_of(of, i));
            break;
        case DECISION_LINE:
            page_heading(page, "What would change it, and how far to believe it");
            write_lines(page, block, n = run_of(of, i));
            break;
        }
    }
}

static void write_decision(struct page *page)
{
    const struct results *results = page->results;
    struct decision of = decision_make(results, SHEET_LINES, "behind this page", &page->arena);

    page_note(page, page_printf(page, "Owner: %s; %s. Simulated, not measured.",
                                decision_owner(results), decision_inputs(results, &page->arena)));
    write_blocks(page, &of);
}

const struct report_section report_decision = {"decision", "Decision", NULL, is_review,
                                               write_decision};
