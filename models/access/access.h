/*
 * access.h: whether policies let a planned call through, as IAM evaluates them, without a network
 * and without the caller at hand. What is not known of a call (who makes it, from which address)
 * makes the judgement undecided, unless it comes out the same whatever that is.
 *
 * A call through a profile is several requests to IAM, each of which must be allowed (call.h). One
 * request is judged thus, as "Policy evaluation logic" of the IAM User Guide has it:
 *
 *   1. a Deny statement that matches, of any policy, denies;
 *   2. each level of service control policies must have an Allow that matches: the root, each
 *      organizational unit down to the account, and the account;
 *   3. so must the identity policies together, and the permission boundary.
 *
 * What is attached beside the policies that are given is not known. A level of which only Deny
 * statements are given, or nothing, has an Allow for everything beside them, which is how such
 * policies are used (FullAWSAccess); a boundary is the only one of its kind, so what it does not
 * allow is denied. The policies of one level are attached in one place; of level `ou` those of one
 * unit are.
 *
 * Nothing here knows of files: readers fill the structs, which are borrowed.
 */
#ifndef CRISIM_MODELS_ACCESS_ACCESS_H
#define CRISIM_MODELS_ACCESS_ACCESS_H

#include "models/access/match.h"

#include <stddef.h>
#include <stdint.h>

/* In the order in which they are looked at. */
#define CRI_LEVEL_LIST(X)                                                                          \
    X(ROOT, "root", "service control policy at the root")                                          \
    X(OU, "ou", "service control policy of an organizational unit")                                \
    X(ACCOUNT, "account", "service control policy of the account")                                 \
    X(IDENTITY, "identity", "identity policy")                                                     \
    X(BOUNDARY, "boundary", "permission boundary")

enum cri_level {
#define X(name, word, text) CRI_LEVEL_##name,
    CRI_LEVEL_LIST(X)
#undef X
        CRI_N_LEVELS
};

static inline bool cri_level_is_scp(enum cri_level level)
{
    return level <= CRI_LEVEL_ACCOUNT;
}

/* What planned calls ask for. Converse is authorised by the first two. */
#define CRI_ACTION_LIST(X)                                                                         \
    X(INVOKE, "bedrock:InvokeModel")                                                               \
    X(STREAM, "bedrock:InvokeModelWithResponseStream")                                             \
    X(JOB, "bedrock:CreateModelInvocationJob")                                                     \
    X(MANTLE, "bedrock-mantle:CreateInference")

enum cri_action {
#define X(name, word) CRI_ACTION_##name,
    CRI_ACTION_LIST(X)
#undef X
        CRI_N_ACTIONS
};

enum cri_operator_kind {
    CRI_OPERATOR_EQUALS,
    CRI_OPERATOR_LIKE,
    CRI_OPERATOR_ARN,
    CRI_OPERATOR_NULL_,
    CRI_OPERATOR_OPAQUE
};

enum cri_quantifier { CRI_ONE_VALUE, CRI_ANY_VALUE, CRI_ALL_VALUES };

struct cri_operator {
    enum cri_operator_kind kind;
    bool negated, fold, if_exists;
    enum cri_quantifier quantifier;
};

struct cri_patterns {
    const struct cri_pattern *items;
    uint32_t n;
};

/* One key under one operator: true if one of the values fits (negated: if none does). */
struct cri_condition {
    struct cri_operator operator;
    const char *word; /* the operator as it was written */
    const char *key;
    uint32_t known; /* cri_key_find(key): what is known of it */
    struct cri_patterns values;
};

struct cri_statement {
    const char *sid; /* "" if it has none */
    uint32_t number; /* from 1, in its policy */
    bool deny;
    bool not_action, not_resource;
    struct cri_patterns actions, resources; /* patterns */
    uint32_t n_conditions;
    const struct cri_condition *conditions;    /* all must be true */
    enum cri_truth fits_action[CRI_N_ACTIONS]; /* cri_statement_ready() */
};

/** Work out what follows from the statement alone; to be called when all else is filled in. */
void cri_statement_ready(struct cri_statement *statement);

/* Which organizational unit; policies that do not say are of one. */
enum { CRI_UNIT_NOT_STATED = 0 };

struct cri_access_policy {
    const char *name;
    enum cri_level level;
    uint32_t unit; /* level OU: any number that no other unit has; else 0 */
    uint32_t n_statements;
    const struct cri_statement *statements;
};

struct cri_policies {
    const struct cri_access_policy *const *items;
    uint32_t n;
};

/* One request to IAM. Values may have holes (match.h). */
struct cri_access_request {
    enum cri_action action;
    struct cri_value resource;     /* ARN */
    struct cri_value region;       /* aws:RequestedRegion */
    struct cri_value profile;      /* bedrock:InferenceProfileArn; none = the key is absent */
    struct cri_value account;      /* of the caller; none = not known */
    struct cri_value mantle_model; /* bedrock-mantle:Model; none = the key is absent */
};

enum cri_ruling { CRI_RULED_ALLOWED, CRI_RULED_UNDECIDED, CRI_RULED_DENIED };

/* What decided: a statement that denies or may deny, or one that would have to allow. */
struct cri_judgement {
    enum cri_ruling ruling;
    enum cri_level level;
    uint32_t unit;                          /* of the level, as of a policy */
    const struct cri_access_policy *policy; /* NULL: no statement of level and unit allows */
    const struct cri_statement *statement;  /* with policy */
    /* Undecided: what is not known of the statement; NULL = a condition is the answer to neither:
     * its action or resource has a part that is not known. */
    const struct cri_condition *unknown;
};

/** Whether a policy is attached where a judgement was made. */
static inline bool cri_policy_is_at(const struct cri_access_policy *policy, enum cri_level level,
                                    uint32_t unit)
{
    return policy->level == level && policy->unit == unit;
}

/**
 * Judge one request. Pure: nothing is kept, any number of threads may ask.
 *
 * Complexity: statements x their patterns; a statement is left at the first part that does not fit.
 */
struct cri_judgement cri_judge(const struct cri_access_request *request,
                               struct cri_policies policies);

/**
 * The statements that leave a request open: each Deny that may fit, and, of a level of which it is
 * not known whether anything allows it, each Allow that may fit.
 * @return how many of `most` were written to out
 */
uint32_t cri_judge_open(const struct cri_access_request *request, struct cri_policies policies,
                        struct cri_judgement *out, uint32_t most);

/**
 * Whether a statement fits a request, Deny and Allow alike.
 * @param unknown  NULL, or gets the first condition that is not known; untouched if none
 */
enum cri_truth cri_statement_fits(const struct cri_statement *statement,
                                  const struct cri_access_request *request,
                                  const struct cri_condition **unknown);
/* The parts of it. */
enum cri_truth cri_action_fits(const struct cri_statement *statement,
                               const struct cri_access_request *request);
enum cri_truth cri_resource_fits(const struct cri_statement *statement,
                                 const struct cri_access_request *request);
enum cri_truth cri_condition_holds(const struct cri_condition *condition,
                                   const struct cri_access_request *request);

/**
 * An operator by its word, with "ForAnyValue:", "ForAllValues:" and "IfExists" where they stand.
 * @return false if there is no such operator
 */
bool cri_operator_find(const char *word, struct cri_operator *out);
/** All words, without what may stand around them, for did-you-mean; NULL ends them. */
const char *const *cri_operator_words(void);

/** For cri_condition.known; names are compared without regard to case. */
uint32_t cri_key_find(const char *key);

const char *cri_action_word(enum cri_action action); /* "bedrock:InvokeModel" */
const char *cri_level_word(enum cri_level level);    /* "root" */
const char *cri_level_text(enum cri_level level);    /* "service control policy at the root" */

#endif
