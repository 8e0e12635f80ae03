/*
 * report_capacity.c: how much more traffic each option takes, what ends it, and when that is: from
 * the questions that were asked, and from what was found on the way to the verdict.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/report_question.h"

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

static void write_capacity(struct page *page)
{
    changes_table(page);
    for (uint32_t i = 0; questions[i] != NULL; i++)
        report_question(page, questions[i]);
}

const struct report_section report_capacity = {"capacity", "Capacity and room to grow", NULL,
                                               present, write_capacity};
