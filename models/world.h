/*
 * world.h: one replication of one option: the event loop of the Bedrock world.
 */
#ifndef CRISIM_MODELS_WORLD_H
#define CRISIM_MODELS_WORLD_H

#include "models/outcome.h"
#include "sim/base/column.h"
#include "sim/base/error.h"

#include <signal.h>

/*
 * Order at one instant, lowest first, once, with reasons.
 */
enum cri_rank {
    CRI_RANK_FINISH,      /* a call that ends now frees its slot for all who ask now */
    CRI_RANK_FIRST_TOKEN, /* before an outage at the same instant: the token was on its way */
    CRI_RANK_SETTLE,      /* returned quota may be used at the same instant */
    CRI_RANK_OUTPUT,      /* output that is due now, oldest call first, after what was returned; a
                             call whose last tokens it is ends after them */
    CRI_RANK_OUTAGE,      /* whoever asks at this instant meets the new state; calls that are hit
                             go by age: world_outage.c */
    CRI_RANK_DETECTION,   /* knowledge follows fact */
    CRI_RANK_GRANT,       /* a waiting call gets a freed slot before newcomers */
    CRI_RANK_TIMEOUT,     /* an answer at the very instant of the time-out counts as in time */
    CRI_RANK_HEDGE,
    CRI_RANK_RETRY, /* older work before new work */
    CRI_RANK_PROBE,
    CRI_RANK_ARRIVAL
};

/* What a draw is for: the `purpose` of sim_u01(). Never renumber. */
enum cri_purpose {
    CRI_DRAW_SERVICE = 1, /* k = 2 x n: TTFT noise of the n-th call that entered service (from 1);
                             + 1: rate noise */
    CRI_DRAW_BACKOFF = 2, /* k = call: leg << 16 | number within the leg, from 1 */
    CRI_DRAW_SHARE = 3,   /* k = call: fixed-share choice */
    CRI_DRAW_THIN = 4,
    CRI_DRAW_BLOCK = 5,
    CRI_DRAW_ARRIVAL = 6,
    CRI_DRAW_TOKENS = 7,
    CRI_DRAW_TWO_RANDOM = 8, /* k = 2 x call, + 1 */
    CRI_DRAW_OUTAGE = 9,     /* entity = outage; k = 2 x ordinal: up time; + 1: repair */
    CRI_DRAW_REFUSED = 10,   /* entity = request, outage and Region; k = call */
    CRI_DRAW_BATCH = 11,     /* entity = class; k = job: turnaround */
    CRI_DRAW_PREFIX = 12,    /* prefix group of a request that brings none */
    CRI_DRAW_LOAD = 13,      /* height of a drawn request in its layer of the load */
};

struct cri_run_settings {
    uint64_t seed;
    uint32_t replication;
    /* One for each class, empty: E2E [ns] by position of arrival, -1 = not completed. NULL = not
     * wanted. */
    struct sim_column *e2e;
    /* The same for what the answer costs, without calls that were given up on: the bits of a double
     * [USD], NaN without a price. NULL = not wanted. */
    struct sim_column *usd;
    const volatile sig_atomic_t *stop; /* non-zero: stop soon, outcome incomplete; may be NULL */
};

/**
 * Simulate. outcome must be fresh from cri_outcome_init(outcome, spec).
 * @return SIM_OK; SIM_EINTERRUPTED when stopped (outcome then counts the rest as in flight)
 */
enum sim_status cri_world_run(const struct cri_spec *spec, const struct cri_run_settings *settings,
                              struct cri_outcome *outcome);

#endif
