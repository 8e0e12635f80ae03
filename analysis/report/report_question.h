/*
 * report_question.h: one question of a study in a report: what is answered, a figure of each of its
 * tables that has one, the tables, and what it leaves to be used elsewhere. A section that is about
 * a question names it in REPORT_CLAIMED (report_list.h); all others stand in "Answers".
 */
#ifndef CRISIM_ANALYSIS_REPORT_REPORT_QUESTION_H
#define CRISIM_ANALYSIS_REPORT_REPORT_QUESTION_H

#include "analysis/report/page.h"

/** The figure of a table, if it has one. */
void report_plot(struct page *page, const struct results_table *table);
/** The table; of one that is drawn as few lines, the lines side by side. */
void report_numbers(struct page *page, const struct results_table *table);
bool report_has_question(const struct page *page, const char *question);
void report_question(struct page *page, const char *question);
/** The sentence of that label; NULL = there is none. */
const char *report_answer(const struct page *page, const char *question, const char *label);

#endif
