/*
 * policies.h: the policy files of a scenario, and how they rule on a way of calling, in words.
 */
#ifndef CRISIM_SCENARIOS_PLAN_POLICIES_H
#define CRISIM_SCENARIOS_PLAN_POLICIES_H

#include "models/access/call.h"
#include "models/spec.h"
#include "scenarios/catalog/catalog.h"
#include "scenarios/import/policy.h"
#include "scenarios/read/scenario.h"

/* Policy files that were read, each once however many options and classes name it. */
struct policy_set;

/** keep_ids: what is the user's own (accounts, names, ids) may be shown; else it is left out. */
struct policy_set *policy_set_create(const struct scenario *scenario, bool keep_ids);
void policy_set_destroy(struct policy_set *set);
bool policy_set_keeps_ids(const struct policy_set *set);

/**
 * Read the files of a world that were not read yet.
 * @return false if diag got an error
 */
bool policy_set_read(struct policy_set *set, const struct scenario_world *world,
                     struct sim_diag *diag);

/* A way of calling that is to be judged. */
struct policy_question {
    const struct scenario_world *world;
    const struct scenario_class *class;
    const struct catalog *catalog;
    enum cri_mode mode;
    uint32_t source;
    const char *profile; /* id; NULL = a bare id */
    bool mantle;         /* through the second endpoint; a bare id */
    uint32_t n_destinations;
    const uint32_t *destinations; /* Regions */
};

struct policy_answer {
    struct cri_access_call call;
    struct cri_access_verdict verdict;
    struct cri_policies policies; /* that bind the class */
    bool account_assumed;         /* the account is the one that identity policies name */
    /* Names of policies of level `ou` without a unit, which together, in one unit, allow what they
     * would not in units of their own; NULL = it does not depend on that. */
    const char *units_assumed;
};

/** Whether an entry binds the calls of a class. */
bool policy_binds(const struct scenario_policy *entry, const struct scenario_class *class);

/** Judge; allowed where no policy binds the class. */
void policy_judge(const struct policy_set *set, const struct policy_question *question,
                  struct sim_arena *arena, struct policy_answer *out);

/* The sentences, of the arena. */

/** Why a check is denied: "refused by a policy: 403 AccessDeniedException: ...". */
const char *policy_denial_text(const struct policy_set *set, const struct policy_answer *answer,
                               const struct cri_access_check *check, struct sim_arena *arena);
/** What would have to be so for an undecided call to be allowed: "statement ... does not fit". */
const char *policy_open_text(const struct policy_set *set, const struct policy_answer *answer,
                             struct sim_arena *arena);
/** Who denies a check: a statement as below, or "no Allow of 'app' (iam.json)". */
const char *policy_denier_text(const struct policy_set *set, const struct policy_answer *answer,
                               const struct cri_access_check *check, struct sim_arena *arena);
/**
 * All that denies a call, of every policy, with the Regions in which it does: "by statement
 * 'OnlyTwo' of 'org' (scp.json) in us-east-2; no statement of 'app' (iam.json) allows it in
 * us-east-1".
 * @return NULL if it is one alone, in one Region, which policy_denial_text() says
 */
const char *policy_refusers_text(const struct policy_set *set, const struct policy_answer *answer,
                                 struct sim_arena *arena);
/** "service control policy of an organizational unit 'apps/chat'". */
const char *policy_place_text(const struct policy_set *set, const struct cri_judgement *judgement,
                              struct sim_arena *arena);
/** "statement 'OnlyTwo' of 'org' (scp.json)". */
const char *policy_statement_text(const struct policy_set *set,
                                  const struct cri_judgement *judgement, struct sim_arena *arena);
/** The file that a policy is from. */
const struct import_policy *policy_file_of(const struct policy_set *set,
                                           const struct cri_access_policy *policy);

#endif
