/*
 * call.h: what a planned call asks of IAM, and what the answers mean for it.
 *
 * In one Region: the model there. Through a geographic profile: the profile and the model at the
 * source, and the model in every destination, with aws:RequestedRegion = that destination. Through
 * the Global profile: the profile and the model at the source, and the model without a Region, with
 * aws:RequestedRegion = "unspecified". Through a profile bedrock:InferenceProfileArn is set in all
 * of them. A batch job asks for its own action beside the invocation. The second endpoint,
 * bedrock-mantle, has actions and resources of its own and no profiles.
 *
 * What a service control policy refuses in any of them refuses every call, whatever it would have
 * been routed to. What IAM does not allow in one destination is met by the calls that are routed
 * there.
 *
 * Sources: docs/assumptions.md, "access".
 */
#ifndef CRISIM_MODELS_ACCESS_CALL_H
#define CRISIM_MODELS_ACCESS_CALL_H

#include "models/access/access.h"
#include "sim/base/arena.h"

enum cri_access_kind { CRI_CALL_DIRECT, CRI_CALL_GEOGRAPHIC, CRI_CALL_GLOBAL };

struct cri_access_call {
    enum cri_access_kind kind;
    bool streaming;          /* InvokeModelWithResponseStream instead of InvokeModel */
    bool batch;              /* submitted as jobs */
    bool mantle;             /* the second endpoint; direct only */
    bool own_model;          /* custom or provisioned: no foundation model, its id is not known */
    const char *partition;   /* "aws" */
    const char *account;     /* of the caller; NULL = not known */
    const char *source;      /* Region code */
    const char *model;       /* bare id */
    const char *profile;     /* "eu.anthropic..."; NULL = direct */
    uint32_t n_destinations; /* geographic; at most 64 */
    const char *const *destinations;
};

struct cri_access_check {
    struct cri_access_request request;
    struct cri_judgement judgement;
    int destination; /* position; -1 = every call asks this */
};

struct cri_access_verdict {
    enum cri_ruling ruling;
    uint32_t n_checks;
    const struct cri_access_check *checks; /* in the order in which they are asked */
    const struct cri_access_check *by;     /* that decided; NULL if allowed */
    uint64_t gaps; /* destinations, by position, where IAM ends a call that is routed there */
};

/** Judge a call; everything that the verdict points to is of the arena or borrowed. */
struct cri_access_verdict cri_judge_call(const struct cri_access_call *call,
                                         struct cri_policies policies, struct sim_arena *arena);

/** The check that ends a call routed to a destination of `gaps`. */
const struct cri_access_check *cri_gap_check(const struct cri_access_verdict *verdict,
                                             uint32_t destination);

#endif
