/*
 * amend_candidate.h: candidates for the change of one statement, and which of those that do it is
 * the best.
 *
 * A change of what a statement is about (Regions, profiles, models) goes before one of its actions,
 * which would reach every Region; then the fewest entries; then adding before removing. Where no
 * entry of a Deny's lists does it, a condition is added that spares the profile.
 */
#ifndef CRISIM_ANALYSIS_ADVISE_AMEND_CANDIDATE_H
#define CRISIM_ANALYSIS_ADVISE_AMEND_CANDIDATE_H

#include "models/access/call.h"
#include "scenarios/import/policy_amend.h"

#include <strings.h>

enum { AMEND_MOST_EDITS = 64 };

/* What is changed, by preference where the number of entries is equal: what lets least through. (Of
 * a Global call the Region is 'unspecified', which no other call has.) */
enum amend_subject {
    ADD_UNSPECIFIED,
    ADD_PROFILE,
    ADD_REGION,
    ADD_RESOURCE,
    REMOVE_REGION,
    REMOVE_PROFILE,
    REMOVE_RESOURCE,
    ADD_ACTION,
    REMOVE_ACTION,
    ADD_EXEMPTION,
    NO_SUBJECT
};

struct amend_candidate {
    struct import_edit edits[AMEND_MOST_EDITS];
    uint32_t n;
    enum amend_subject subject; /* the last in the order of preference */
    bool kin;                   /* an Allow that is about the same kind of resource already */
    bool impossible;
};

/* A policy statement with what was changed of it so far. */
struct amended {
    const struct import_policy *file;
    uint32_t statement;
    struct amend_candidate edits;
    struct sim_json *json; /* owned */
};

/* The requests of a call, and those of them that are to pass a statement. */
struct amend_task {
    struct sim_arena *arena;
    const struct cri_access_verdict *verdict;
    const bool *about; /* of each check */
    bool strict;       /* a Deny is not to fit for certain, whatever is not known of a call */
};

static inline bool amend_is_region_key(const struct cri_condition *condition)
{
    return strcasecmp(condition->key, "aws:RequestedRegion") == 0;
}

/** A value of a request as an entry: with '*' for the account if that is not known; NULL if the
 * comparison knows no '*', or more is not known. */
const char *amend_entry(struct sim_arena *arena, const char *value, bool wild);

/**
 * A Deny that fits: the best candidate with which it fits none of the requests.
 * @param best  in: none, n = 0; out: n stays 0 if nothing does it. Strict: entries alone, and none
 *              of actions
 */
void amend_offer_deny(const struct amend_task *task, const struct amended *of,
                      const struct cri_statement *statement, struct amend_candidate *best);
/** An Allow: whether a candidate with which it may fit each of the requests is better than `best`,
 * which it then becomes. */
bool amend_offer_allow(const struct amend_task *task, const struct amended *of,
                       const struct cri_statement *statement, struct amend_candidate *best);

#endif
