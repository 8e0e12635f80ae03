/*
 * talk.h: what the sentences about a verdict are made of, and the words that several of them share:
 * of an option, a case, a miss. All text lives in the arena of the results.
 */
#ifndef CRISIM_ANALYSIS_STUDY_TALK_H
#define CRISIM_ANALYSIS_STUDY_TALK_H

#include "analysis/study/judge.h"
#include "analysis/study/study.h"
#include "scenarios/read/cases.h"

struct talk {
    struct study *study;
    struct results *results;
    struct sim_arena *arena;
    const struct judge_verdict *verdict;
    const struct decide_input *in;
    const struct decide_result *result;
    const struct cases *cases;
};

/** The name of an option. */
const char *talk_name(const struct talk *talk, uint32_t option);
/** How an option does in a case. */
const struct decide_cell *talk_cell(const struct talk *talk, uint32_t option, uint32_t c);
/** A case in words: what is so in it, or "case 'NAME'" of one that the scenario states. */
const char *talk_case(const struct talk *talk, uint32_t c);
/** The largest miss of an option in a case. */
const char *talk_miss(const struct talk *talk, uint32_t option, uint32_t c);
/** "misses if minute quotas ..: success 98 %, at least 99 % asked"; of the draws, when it fails. */
const char *talk_case_miss(const struct talk *talk, uint32_t option, uint32_t c);
/** The worst case that decides, the draws among them, and in which an option does not hold;
 * DECIDE_NONE = none. */
uint32_t talk_worst_case(const struct talk *talk, uint32_t option);
/** What an option does not hold in, of the cases beside the one as stated: "misses if ..: success
 * 98 %, at least 99 % asked; misses if .., which need not hold: .."; where no option holds in a
 * case another line says so. NULL = nothing. */
const char *talk_case_misses(const struct talk *talk, uint32_t option);
/** Of these what concerns cases that need not hold. */
const char *talk_needless_misses(const struct talk *talk, uint32_t option);
/** The promises as stated that an option misses: "success 76.5 %, at least 99 % asked; ..."; NULL =
 * none. */
const char *talk_misses(const struct talk *talk, uint32_t option);
/** "all 7 cases", "5 of 7 cases", "no case"; "the only case" where there is one. */
const char *talk_held(const struct talk *talk, uint32_t option);
/** As talk_held(), and of the other cases why they do not count against an option that is robust:
 * "3 of 7 cases (no option does in 3 others, and 1 need not hold)". */
const char *talk_decided(const struct talk *talk, uint32_t option);
/** "the SLO", "both SLOs", "all 3 SLOs". */
const char *talk_promises(const struct talk *talk);
/** The words for a measure of the decision, as in the table. */
const char *talk_measure(const struct talk *talk, uint32_t measure);

#endif
