/*
 * talk_against.h: one option against another in words: what matters of their difference, as far as
 * it may be said.
 */
#ifndef CRISIM_ANALYSIS_STUDY_TALK_AGAINST_H
#define CRISIM_ANALYSIS_STUDY_TALK_AGAINST_H

#include "analysis/study/talk.h"

/* Behind what is not as stated, but of the worst of the cases that count. */
#define TALK_AT_WORST " at worst"

/** A measure of an option at its worst over the cases that count; NaN: no data. */
double talk_worst(const struct talk *talk, uint32_t option, uint32_t measure);
/** What of all measures matters between option a and option b, from a's side: "costs 10 % more, E2E
 * p95 0.13 s shorter"; "E2E p95 at worst 5.5 s against 5.69 s" where it is another as stated. NULL
 * = nothing. */
const char *talk_differences(const struct talk *talk, uint32_t a, uint32_t b);

#endif
