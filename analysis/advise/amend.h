/*
 * amend.h: the smallest change of policies that lets a call through: the fewest entries added to or
 * removed from the lists of one statement, and no wildcard wider than what stands there. Where
 * several statements refuse, each has its change. Where none of its lists does it, a Deny gets a
 * condition more, which spares the profile that is called.
 *
 * A call of which it is not known whether it passes is not allowed for certain either: the entries
 * with which it is, if there are any.
 */
#ifndef CRISIM_ANALYSIS_ADVISE_AMEND_H
#define CRISIM_ANALYSIS_ADVISE_AMEND_H

#include "scenarios/plan/policies.h"

struct amend_change {
    const char *statement; /* "statement 'OnlyTwo' of 'org' (org.json)" */
    const char *what;      /* "add 'us-east-2' to 'StringNotEquals' of 'aws:RequestedRegion'" */
    const char *json;      /* the statement as it should be, as it may be shown */
    const char *managed;   /* by whom the statement is kept, so where to change it; NULL */
    const char *opens;     /* what else the change lets through; NULL */
    const char *narrower;  /* then: the statement with a further condition instead, which spares
                              this profile alone; NULL = none does it */
    uint32_t n_entries;    /* added or removed */
    bool hidden; /* parts of the JSON stand for the user's own, and must be kept as they are */
};

struct amend_answer {
    uint32_t n;
    const struct amend_change *changes;
    enum cri_ruling ruling; /* with all changes, judged from their JSON: allowed or undecided */
    const char *only_if;    /* undecided: what must hold */
    const char *stuck;      /* none found: what would have to change as a whole */
    bool simulated;         /* then: it is a ruling of IAM's simulator, which names no statement */
    const char *needs;      /* then, where nothing allows: what a statement more would have to */
};

/**
 * Find the changes for a call that is denied, undecided, or ended at destinations.
 * @return false if no change of entries does it; out->n is 0 then, and out->stuck is set if it is
 *         denied
 */
bool amend_find(const struct policy_set *set, const struct policy_answer *answer,
                struct sim_arena *arena, struct amend_answer *out);

#endif
