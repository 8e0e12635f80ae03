/*
 * study_review.c: the whole: the comparison with its cases and what would change it, and every
 * question that a board asks besides.
 */
#include "analysis/study/question_list.h"
#include "analysis/study/study_list.h"

/* Those that a board asks, in the order of a report's sections. */
static const struct question *const questions[] = {&question_drill, &question_maxload,
                                                   &question_growth, &question_size,
                                                   &question_sensitivity, NULL};

/* Of what would change the verdict, then of each of them. */
static const double shares[] = {0.22, 0.1, 0.17, 0.13, 0.23, 0.15};

const struct loop_study loop_study_review = {
    .name = "review",
    .question = "what does a board decide on?",
    .questions = questions,
    .reviews = true,
    .shares = shares,
    QUESTION_STUDY,
};
