/*
 * studies.c: all studies by name: those that are rows, and one for each question.
 */
#include "analysis/study/question_list.h"
#include "analysis/study/study_list.h"

#include <string.h>

#define ASKS_ONE(row)                                                                              \
    static const struct question *const only_##row[] = {&question_##row, NULL};                    \
    static const struct loop_study asks_##row = {                                                  \
        .name = #row, .questions = only_##row, QUESTION_STUDY};
QUESTION_LIST(ASKS_ONE)

#define ADDRESS(row)           &loop_study_##row,
#define QUESTION_STUDY_OF(row) &asks_##row,
static const struct loop_study *const studies[] = {STUDY_LIST(ADDRESS)
                                                       QUESTION_LIST(QUESTION_STUDY_OF) NULL};

const struct loop_study *study_find(const char *name)
{
    int i = 0;

    while (studies[i] != NULL && strcmp(studies[i]->name, name) != 0)
        i++;
    return studies[i];
}
