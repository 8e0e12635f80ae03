/*
 * ends.h: what ends an option's room, in words: the limit whose 429 came first, or the SLO that is
 * missed and what kept the requests from completing, each with Region and class.
 */
#ifndef CRISIM_ANALYSIS_STUDY_ENDS_H
#define CRISIM_ANALYSIS_STUDY_ENDS_H

#include "analysis/study/judge.h"
#include "analysis/study/loop.h"

/**
 * "429: TPM of eu-west-2/.../global": the limit that refused most calls; with the class that met it
 * most, where there are several.
 * @param point  whose outcomes are merged
 * @param i      of the point's options
 * @return NULL if no call was refused
 */
const char *ends_refusal(struct sim_arena *arena, const struct loop *loop,
                         const struct loop_point *point, uint32_t i);

/** A limit, and its amount in force. */
struct ends_limit {
    uint32_t quota;   /* of the spec */
    int limit;        /* enum cri_limit */
    int64_t amount;   /* CRI_NO_LIMIT: the account's, which no quota has */
    const char *name; /* "TPM of eu-west-2/global" */
};

/**
 * The limit that refused most calls.
 * @return false if no call was refused; else *out, its name in the arena
 */
bool ends_limit(struct sim_arena *arena, const struct loop *loop, const struct loop_point *point,
                uint32_t i, struct ends_limit *out);
/** What is in force of a quota's limit; CRI_NO_LIMIT = none. */
int64_t ends_amount(const struct cri_spec *spec, uint32_t quota, int limit);

/**
 * "success 98.4 %, at least 99 % asked: 429, TPM of ...".
 * @param judged  the point by which the option is judged, replication 0 of it
 * @param detail  the same one with merged outcomes, of this option alone; NULL = the miss alone
 * @return NULL if the option misses nothing there
 */
const char *ends_miss(struct sim_arena *arena, const struct loop *loop, const struct judge *judge,
                      uint32_t judged, uint32_t option, const struct loop_point *detail);

/** "E2E p95 of 'chat' 12 s, at most 10 s asked": the largest miss; NULL = none. */
const char *ends_miss_text(struct sim_arena *arena, const struct judge_verdict *verdict,
                           uint32_t option, uint32_t c);

#endif
