/*
 * asked.h: studies that ask a question, over the small scenario of ran.h, and what they say.
 */
#ifndef CRISIM_TESTS_UNIT_ANALYSIS_STUDY_ASKED_H
#define CRISIM_TESTS_UNIT_ANALYSIS_STUDY_ASKED_H

#include "analysis/study/question.h"
#include "tests/unit/analysis_study/ran.h"

#include <stdio.h>

#define RPM(n) "'quotas':{'all':{'requests_per_min':" n ",'tokens_per_min':'unlimited'}}"

/* The study of that name with the values of its flags, in place of the comparison's results. */
static inline void ask(struct ran *ran, const char *name, const struct question_value *values)
{
    const struct question_value *const asked[] = {values};
    struct loop_settings settings = {.plan = ran->plan, .n_threads = 1, .asked = asked};
    struct sim_error err = {.status = SIM_OK};

    results_destroy(ran->results);
    ck_assert_msg(loop_run(study_find(name), &settings, &ran->results, &err) == SIM_OK, "%s",
                  err.message);
}

static inline uint32_t asked_column(const struct results_table *table, const char *key)
{
    for (uint32_t c = 0; c < table->n_columns; c++)
        if (strcmp(table->columns[c].key, key) == 0)
            return c;
    ck_abort_msg("no column '%s'", key);
    return 0;
}

/* The cell of the first row whose column `by` says `text`. */
static inline const struct metric_value *cell(const struct ran *ran, const char *name,
                                              const char *by, const char *text, const char *key)
{
    const struct results_table *table = results_table_find(ran->results, name);

    ck_assert_msg(table != NULL, "no table '%s'", name);
    for (uint32_t r = 0; r < table->n_rows; r++) {
        const struct metric_value *row = &table->cells[(size_t)r * table->n_columns];

        if (strcmp(row[asked_column(table, by)].shown, text) == 0)
            return &row[asked_column(table, key)];
    }
    ck_abort_msg("no row '%s'", text);
    return NULL;
}

/* The cell of the row of an option whose column `by` says `text`. */
static inline const struct metric_value *cell_of(const struct ran *ran, const char *name,
                                                 const char *option, const char *by,
                                                 const char *text, const char *key)
{
    const struct results_table *table = results_table_find(ran->results, name);

    ck_assert_msg(table != NULL, "no table '%s'", name);
    for (uint32_t r = 0; r < table->n_rows; r++) {
        const struct metric_value *cells = &table->cells[(size_t)r * table->n_columns];

        if (strcmp(cells[asked_column(table, "option")].shown, option) == 0 &&
            strcmp(cells[asked_column(table, by)].shown, text) == 0)
            return &cells[asked_column(table, key)];
    }
    ck_abort_msg("no row '%s' of '%s'", text, option);
    return NULL;
}

/* Whether an answer with that label holds the text. */
static inline bool answers(const struct ran *ran, const char *label, const char *text)
{
    for (uint32_t i = 0; i < ran->results->n_answers; i++)
        if (strcmp(ran->results->answers[i].label, label) == 0 &&
            strstr(ran->results->answers[i].text, text) != NULL)
            return true;
    return false;
}

/* All that is said with a label, for the message of a test that fails. */
static inline const char *said(const struct ran *ran, const char *label)
{
    static char all[4096];

    all[0] = '\0';
    for (uint32_t i = 0; i < ran->results->n_answers; i++)
        if (strcmp(ran->results->answers[i].label, label) == 0)
            snprintf(all + strlen(all), sizeof all - strlen(all), "%s\n",
                     ran->results->answers[i].text);
    return all;
}

#define ck_assert_answers(ran, label, text)                                                        \
    ck_assert_msg(answers(ran, label, text), "no '%s' in\n%s", text, said(ran, label))
#define ck_assert_silent(ran, label, text)                                                         \
    ck_assert_msg(!answers(ran, label, text), "'%s' in\n%s", text, said(ran, label))

#endif
