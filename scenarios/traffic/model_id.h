/*
 * model_id.h: what an API call names as its model: a model, a profile or the ARN of one. Five forms
 * name a model or a profile of Bedrock's own; what else can be called is told apart from them.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_MODEL_ID_H
#define CRISIM_SCENARIOS_TRAFFIC_MODEL_ID_H

#include <stdbool.h>
#include <stdint.h>

/* X(name, word) */
#define TRACE_CALLED_LIST(X)                                                                       \
    X(MODEL, "in-region") /* the bare id */                                                        \
    X(GEOGRAPHIC, "geographic")                                                                    \
    X(GLOBAL, "global")                                                                            \
    X(APPLICATION, "application profile") /* its name says nothing of the model */                 \
    X(PROVISIONED, "provisioned throughput")                                                       \
    X(CUSTOM, "custom or imported model")                                                          \
    X(ROUTER, "prompt router")                                                                     \
    X(OTHER, "something else")

enum trace_called {
#define X(name, word) TRACE_CALLED_##name,
    TRACE_CALLED_LIST(X)
#undef X
        TRACE_N_CALLED
};

enum { TRACE_MODEL_SIZE = 96, TRACE_PREFIX_SIZE = 16, TRACE_REGION_SIZE = 32 };

struct trace_model_id {
    enum trace_called called;
    char model[TRACE_MODEL_SIZE];   /* "vendor.model-v1:0"; "" where the text does not say it */
    char prefix[TRACE_PREFIX_SIZE]; /* "eu", "global"; "" = none */
    char region[TRACE_REGION_SIZE]; /* of an ARN that names one, else "" */
};

/** @return false if the text is none of these; *id then is OTHER, without a model */
bool trace_model_id_read(const char *text, uint32_t length, struct trace_model_id *id);
/** Whether a text looks like a Region's code: "eu-west-2", "us-gov-east-1". */
bool trace_is_region(const char *text, uint32_t length);
const char *trace_called_word(enum trace_called called);

#endif
