/*
 * study_run.c: what happens, in all options or in one: a comparison without differences when there
 * is only one to see.
 */
#include "analysis/study/study.h"

const struct loop_study loop_study_run = {
    .name = "run",
    .question = "what happens?",
    .size = sizeof(struct study),
    .first = compare_first,
    .next = compare_next_precise,
    .take = compare_take,
    .finished = compare_finished,
    .judge = compare_judge,
    .release = compare_release,
};
