/*
 * processed.h: where requests of classes with a residency rule were processed, in every case of a
 * comparison, by the counts of each Region: the rule was judged before the run on the destinations
 * that a call may have; this is what the calls did.
 */
#ifndef CRISIM_ANALYSIS_STUDY_PROCESSED_H
#define CRISIM_ANALYSIS_STUDY_PROCESSED_H

#include "analysis/study/judge.h"
#include "analysis/study/study.h"

struct processed;

struct processed *processed_create(struct loop *loop);
void processed_destroy(struct processed *processed);
/** A point is finished whose outcomes are let go: keep its counts. */
void processed_take(struct processed *processed, uint32_t point);
/**
 * Add the table `residency` to study->results: a row for each option and class with a rule, and a
 * sentence below it. Nothing where no class has a rule.
 * @param processed  NULL: as stated alone
 */
void processed_add(const struct processed *processed, struct study *study,
                   const struct judge_verdict *verdict);

#endif
