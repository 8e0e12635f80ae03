/*
 * report_answers.c: the questions of a study besides the comparison: what is answered, a figure of
 * each table that has one, and the tables.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/report_question.h"
#include "analysis/report/report_table.h"

#include <string.h>

/* Questions that have a section of their own. */
static const char *const claimed[] = {REPORT_CLAIMED NULL};

static bool is_claimed(const char *question)
{
    uint32_t i = 0;

    while (claimed[i] != NULL && strcmp(claimed[i], question) != 0)
        i++;
    return claimed[i] != NULL;
}

static bool has_answers(const struct page *page)
{
    for (uint32_t i = 0; i < page->results->n_answers; i++)
        if (!is_claimed(page->results->answers[i].question))
            return true;
    return false;
}

static void write_answers(struct page *page)
{
    const struct results *results = page->results;

    for (uint32_t i = 0; i < results->n_answers; i++) {
        uint32_t first = 0;

        while (strcmp(results->answers[first].question, results->answers[i].question) != 0)
            first++;
        if (first == i && !is_claimed(results->answers[i].question))
            report_question(page, results->answers[i].question);
    }
}

const struct report_section report_answers = {"answers", "Answers", NULL, has_answers,
                                              write_answers};
