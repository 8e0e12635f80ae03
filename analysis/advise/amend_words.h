/*
 * amend_words.h: a change of a statement in words and as JSON.
 */
#ifndef CRISIM_ANALYSIS_ADVISE_AMEND_WORDS_H
#define CRISIM_ANALYSIS_ADVISE_AMEND_WORDS_H

#include "analysis/advise/amend.h"
#include "analysis/advise/amend_candidate.h"

/* What a change is shown for. */
struct amend_shown {
    const struct policy_set *set;
    struct sim_arena *arena;
    const struct cri_access_verdict *verdict; /* of the call */
};

void amend_describe(const struct amend_shown *shown, const struct amended *change,
                    struct amend_change *out);

#endif
