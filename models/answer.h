/*
 * answer.h: what the provider, or a clock of the client's own, answers to one API call. An answer
 * is a value: who makes it knows nothing of clients, and the client knows nothing of Regions.
 */
#ifndef CRISIM_MODELS_ANSWER_H
#define CRISIM_MODELS_ANSWER_H

#include "models/spec.h"
#include "sim/base/time.h"

enum cri_answer_kind {
    CRI_ANSWER_PENDING,   /* none yet: it comes with a later event */
    CRI_ANSWER_UNHEARD,   /* the call is over, and its client had given up on it */
    CRI_ANSWER_DONE,      /* the whole answer */
    CRI_ANSWER_THROTTLED, /* 429 */
    CRI_ANSWER_FAULT,     /* 503, 500, 424, or the endpoint is gone */
    CRI_ANSWER_BROKEN,    /* the stream broke after its first token */
    CRI_ANSWER_CUT_OFF,   /* an output quota ended it; what was generated is billed */
    CRI_ANSWER_TIMED_OUT, /* the client waited for too long */
    CRI_ANSWER_DENIED     /* 400, 403: no client tries such a call again */
};

/*
 * To be taken in at once: the attempt, if there is one, keeps its request alive until then.
 */
struct cri_answer {
    enum cri_answer_kind kind;
    uint32_t attempt;       /* to be freed once the answer was taken in, or CRI_NONE */
    sim_time at;            /* when the client learns it */
    enum cri_denial denial; /* of a denied one */
};

#endif
