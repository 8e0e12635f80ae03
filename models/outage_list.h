/*
 * outage_list.h: the kinds of failures, X(name, word, text): CRI_OUTAGE_<name>, the word in
 * scenarios and reports, and what happens, for the scenario reference.
 */
#ifndef CRISIM_MODELS_OUTAGE_LIST_H
#define CRISIM_MODELS_OUTAGE_LIST_H

#define CRI_OUTAGE_LIST(X)                                                                         \
    X(SERVING_LOSS, "serving-loss", "models cannot be served there")                               \
    X(REGION_LOSS, "region-loss", "endpoint, quota and router gone too")                           \
    X(BROWN_OUT, "brown-out", "some calls fail, others are slow")                                  \
    X(STALL, "stall", "no answer until it ends")                                                   \
    X(LATENCY, "latency", "everything begins later")                                               \
    X(QUOTA_CUT, "quota-cut", "quotas of the source Region are reduced")

#endif
