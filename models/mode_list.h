/*
 * mode_list.h: the ways of calling Bedrock, X(name, word): CRI_MODE_<name>, and the word in
 * scenarios, results and reports. Order counts: results of both kinds are by number.
 */
#ifndef CRISIM_MODELS_MODE_LIST_H
#define CRISIM_MODELS_MODE_LIST_H

/* On demand: each has quotas and prices of its own. */
#define CRI_ON_DEMAND_LIST(X)                                                                      \
    X(SINGLE_REGION, "single-region")                                                              \
    X(GEOGRAPHIC, "geographic")                                                                    \
    X(GLOBAL, "global")

/* provisioned: model units bought by the hour; may spill to on-demand. client-side: the application
 * spreads over single-Region targets by itself. */
#define CRI_MODE_LIST(X)                                                                           \
    CRI_ON_DEMAND_LIST(X)                                                                          \
    X(PROVISIONED, "provisioned")                                                                  \
    X(CLIENT_SIDE, "client-side")

#endif
