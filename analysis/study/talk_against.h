/*
 * talk_against.h: one option against another in words: what matters of their difference, as far as
 * it may be said.
 */
#ifndef CRISIM_ANALYSIS_STUDY_TALK_AGAINST_H
#define CRISIM_ANALYSIS_STUDY_TALK_AGAINST_H

#include "analysis/study/talk.h"

/** A measure of an option at its worst over the cases that count; NaN: no data. */
double talk_worst(const struct talk *talk, uint32_t option, uint32_t measure);
/** What of all measures matters between option a and option b, from a's side: "costs 10 % more, E2E
 * p95 0.13 s shorter"; NULL = nothing. */
const char *talk_differences(const struct talk *talk, uint32_t a, uint32_t b);

#endif
