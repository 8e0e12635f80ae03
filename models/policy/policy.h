/*
 * policy.h: how a profile's router orders destinations. A policy sees a snapshot only: no future,
 * no true output length; what it sees of load and speed may be as old as the routing's refresh.
 */
#ifndef CRISIM_MODELS_POLICY_POLICY_H
#define CRISIM_MODELS_POLICY_POLICY_H

#include "models/outcome.h"
#include "models/spec.h"
#include "sim/kernel/random.h"

/* What a policy may know when it chooses. */
struct cri_view {
    const struct cri_target_spec *target;
    uint64_t usable; /* bit i: destination i may be chosen (allowed, not yet tried in this call) */
    struct sim_key key;          /* for policies that draw */
    uint64_t entity;             /* the request */
    uint32_t call;               /* keys the draws of this API call */
    uint64_t prefix;             /* hash of the prompt's prefix; 0 = it has none */
    const uint64_t *region_hash; /* per Region: of its name */
    const uint32_t
        *in_flight; /* per Region: calls of this model, waiting ones too, as of the last refresh */
    const double *room;              /* per Region: calls it can serve at once; 0 = any number */
    const double *speed;             /* per Region: smoothed time to first token [ns], as seen */
    const sim_time *rtt_from_source; /* per Region */
    const sim_time *rtt_from_client; /* per Region */
    /* Only for a policy that sees_times: */
    const struct cri_time_weights *weights;
    const sim_time *hop;   /* per Region: from the source */
    const double *prefill; /* per destination: work on the input that no cache there holds [ns] */
    double service;       /* the rest of a call's time in service, expected, without network [ns] */
    const double *memory; /* per destination, 0 at first; remember() moves it on */
    enum cri_reason reason; /* out: why */
};

struct cri_policy {
    const char *name;
    const char *summary;
    bool needs_shares; /* routing.shares; NULL shares are then never seen */
    bool may_use_shares;
    bool sees_load, sees_speed; /* otherwise in_flight and speed are not kept for it */
    bool sees_times;            /* weighs parts of an answer's time by routing's weights */
    /* Which destinations are usable moves the choice even where it falls on none of those that come
     * or go: draws among all, turns by weights of all. A destination of share 0 moves nothing. */
    bool sees_others;
    /**
     * Position in target->destinations of the choice; view->usable has at least one bit set. Asking
     * changes nothing: the same view gives the same choice, so it can also be asked what it would
     * do with other destinations usable.
     */
    uint32_t (*choose)(struct cri_view *view);
    /** Note that `choice` was taken of this view; memory is view->memory, writable. NULL: the
     * policy has no memory. */
    void (*remember)(const struct cri_view *view, uint32_t choice, double *memory);
};

/** NULL-terminated list of all policies, and one by name or NULL. */
extern const struct cri_policy *const cri_policies[];
const struct cri_policy *cri_policy_find(const char *name);

/** Usable destination with the least cost; the first among equals. For policies. */
uint32_t cri_policy_least(const struct cri_view *view,
                          double (*cost)(const struct cri_view *view, uint32_t position));
/* Costs: round trip from the source, which comes first; share of the room in use, or calls in
 * flight where no room is stated. */
double cri_policy_distance(const struct cri_view *view, uint32_t position);
double cri_policy_load(const struct cri_view *view, uint32_t position);

#endif
