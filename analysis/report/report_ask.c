/*
 * report_ask.c: the request to the provider: which quota to ask for, with the forms to send.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/report_question.h"

static bool present(const struct page *page)
{
    return report_has_question(page, "size");
}

static void write_ask(struct page *page)
{
    report_question(page, "size");
}

const struct report_section report_ask = {"ask", "The request to the provider", NULL, present,
                                          write_ask};
